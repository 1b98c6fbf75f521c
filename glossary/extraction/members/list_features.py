"""What speaks for a row of pieces and for a list of members: named features, absent or present. Pure."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from glossary.chinese.numerals import number_forms
from glossary.extraction.members.boundaries import behind_lead, count_again
from glossary.extraction.members.boundary_features import plain, share
from glossary.extraction.members.normalized_definition import NormalizedDefinition, Piece
from glossary.extraction.members.readings import Expected
from glossary.extraction.members.rows import Row
from glossary.extraction.members.words import beginning, pattern_of

# 双百 is explained with 100, 双千 with 1000, 三个一 with 一, 1, 10, 100 and more.
_MAGNITUDES = {
    "一": re.compile("一|(?<![0-9.])10{0,6}(?![0-9.])"),
    "十": re.compile("十|(?<![0-9.])10(?![0-9.])"),
    "百": re.compile("百|100(?![0-9])"),
    "千": re.compile("千|1000(?![0-9])"),
    "万": re.compile("万|10000"),
}


def has_morpheme(text: str, morpheme: str) -> bool:
    """Whether ``text`` has the character ``morpheme``, 百 and its kin in digits too.

    >>> has_morpheme("培育100个重点企业", "百"), has_morpheme("培育1000个重点企业", "百")
    (True, False)
    """
    magnitude = _MAGNITUDES.get(morpheme)
    return bool(magnitude.search(text)) if magnitude else morpheme in text


_LIST_MARKS = frozenset("、,")
_LENGTHS = (2, 4, 8, 14, 25, 45, 80)
_DISTANCES = (0, 15, 40, 100, 250)


def size_name(count: int) -> str:
    """The name of a number of members in features."""
    return "pair" if count == 2 else "one" if count == 1 else "many"


def amount_name(count: int) -> str:
    """A number of members in features that say how unlikely it is that so many pieces are found by chance."""
    return str(count) if count < 5 else "5_6" if count < 7 else "7_or_more"


def _sign(text: str, at: int) -> str:
    sign = text[at : at + 1]
    if sign == "," and text[at + 1 : at + 2] in {"是", "即"}:
        return text[at : at + 2]  # 指甲、乙、丙,是…的新表述 ends a list; 总纲,即《意见》 goes on to the member
    return sign if sign in {"、", ",", ";", "。", "”", ")"} else "end" if not sign or sign == "\n" else "word"


def row_features(
    definition: NormalizedDefinition, start: int, row: Row, expected: Sequence[Expected], again: Sequence[int] = ()
) -> list[str]:
    """Returns the features of a row that are fast to compute, to choose which rows are examined."""
    text, pieces = definition.text, row.pieces
    size, begin = size_name(len(pieces)), pieces[0][0]
    lengths = sorted([stop - start for start, stop in pieces[1:-1] or pieces])
    features = [
        *row.kinds,
        f"{size}:length_{bisect_left(_LENGTHS, lengths[len(lengths) // 2])}",
        f"{size}:behind_{_sign(text, pieces[-1][1])}",
        f"opens_{begin == start}:within_{bisect_left(_DISTANCES, begin - start)}",
    ]
    key = expected[0].key if len(expected) == 1 else ""
    if key:
        features.append(f"{_kind_of_key(size, key)}_{_share_having([text[start:stop] for start, stop in pieces], key)}")
    if "whole_run" in row.kinds:
        features.append(f"whole_run_of_{amount_name(len(pieces))}")
    if len(pieces) > 1 and len({text[start] for start, _ in pieces[len(pieces) > 2 :]}) == 1:
        features.append(f"{size}:begin_alike")
    if len({text[stop - 1] for _, stop in pieces[:-1]}) == 1:
        features.append(f"{size}:end_alike")
    if again and any(pieces[-1][0] < at < pieces[-1][1] for at in again):
        features.append(f"{size}:counted_in_last")
    elif again and any(begin <= at < pieces[-1][0] for at in again):
        features.append(f"{size}:counted_within")
    if _NUMBERED.match(text, begin):
        features.append("begins_numbered")
    if _goes_on_alike(text, start, row, key):
        features.append("goes_on_alike")
    if text[max(begin - 1, 0)] in _LIST_MARKS:
        features.append(f"before_{text[begin - 1]}")
    if _is_behind_label(text, begin, expected):
        features.append(f"{size}:behind_label")
    return features


_REACH_OF_LABEL = 14
"""Code points before a list in which the head is named again: “九大关键行动”,即实施甲行动、…."""


def _is_behind_label(text: str, begin: int, expected: Sequence[Expected]) -> bool:
    """Whether the number of a single group with what it counts precedes a list in its sentence."""
    if len(expected) > 1 or not expected[0].shared:
        return False
    before = text[max(begin - _REACH_OF_LABEL, 0) : begin]
    before = before[before.rfind("。") + 1 :]
    group = expected[0]
    return any(form + group.shared[:1] in before for form in number_forms(group.count))


def _kind_of_key(size: str, key: str) -> str:
    """The feature of members that have a morpheme; 百 of 双百工程 is a number in each of them."""
    return f"{size}:magnitude" if key in _MAGNITUDES else f"{size}:key"


_WINDOWS = frozenset({"run_begun", "run_goes_on"})


def _is_counted_later(text: str, stop: int, end: int, count: int) -> bool:
    """Whether the row goes on and its last members are counted: 根据城镇空间、…划定的城镇开发边界、…三条控制线."""
    if text[stop : stop + 1] != "、":
        return False
    again = count_again(count).search(text, stop, end)
    return again is not None and not _CLAUSE_ENDS.search(text, stop, again.start())


def _goes_on_alike(text: str, start: int, row: Row, key: str) -> bool:
    """Whether the piece before or after a row is like all of its members: seven of nine sentences are no list."""
    if _WINDOWS.isdisjoint(row.kinds):
        return False
    pieces = row.outer or row.pieces
    begin, stop = pieces[0][0], pieces[-1][1]
    behind = text[stop + 1 : stop + 13] if text[stop : stop + 1] in "、,;。" else ""
    if behind[:1] == text[begin] and len({text[at] for at, _ in pieces}) == 1:
        return True
    goes_before = text[begin - 1 : begin] in {"、", ",", ";"}
    # 落实“八个百分之百”,即百分之百公开招投标,… begins behind its label
    is_led = goes_before and behind_lead(text, *pieces[0]) > begin
    before = text[max(start, begin - 12) : begin] if goes_before and not is_led else ""
    return bool(key) and (key in behind or key in before) and all(text.find(key, *piece) >= 0 for piece in pieces)


def _share_having(texts: Sequence[str], morpheme: str) -> str:
    """The share of ``texts`` that have the morpheme, in words."""
    magnitude = _MAGNITUDES.get(morpheme)
    having = [text for text in texts if (magnitude.search(text) if magnitude else morpheme in text)]
    return share(len(having) / len(texts))


_STRONG_LEAD = re.compile(rf"是指|即(?![将使可便刻时日])|{pattern_of('announces')}|简称|统称|[::]|——")
_NUMBERED = re.compile(
    r"(?:\(\s*[0-9一二三四五六七八九十]{1,2}\s*\)|[①-⑳]|[0-9]{1,2}[.、]|[一二三四五六七八九十]是|第[一二三四五六七八九十]步?[,:])"
)
_REMAINDER = re.compile(pattern_of("remainder"))
# 淡水消耗、港口岸线等总量
_ROW_BEFORE = re.compile("、[^、,;。]{1,12}等[^、,;。]")
_ORDINAL = re.compile("[以第]?[一二三四五六七八九十0-9]{1,2}[个步项条问次]?")
_CLAUSE_ENDS = re.compile("[,;:。]")
_MODIFIES = re.compile("等?为.{1,2}的")


def list_features(
    text: str, stretch: Piece, row: Row, members: Sequence[Piece], expected: Sequence[Expected]
) -> Iterator[str]:
    """Returns all features of a candidate list except those of its boundaries."""
    texts = [plain(text[slice(*member)]) for member in members]
    pieces, size, (start, end) = row.outer or row.pieces, size_name(len(members)), stretch
    begin, stop = pieces[0][0], pieces[-1][1]
    yield f"{size}:opens_{begin == start}:whole_{stop >= end or text[stop] in '。;' or text[stop] == chr(10)}"
    if members[0][0] <= behind_lead(text, start, end):
        yield f"{size}:fills" if members[-1][1] >= end - 1 else f"{size}:comes_first"
    yield from _of_head(texts, expected, size)
    key = expected[0].key if len(expected) == 1 else ""
    if size == "one":
        yield from row.kinds[1:] if row.outer else ()
        yield from _of_one(text, stretch, members[0], texts[0], key)
        yield f"one:behind_{_sign(text, stop)}"
        return
    yield from row.kinds
    if "whole_run" in row.kinds:
        yield f"whole_run_of_{amount_name(len(members))}"
    if _is_counted_later(text, stop, end, len(members)):
        yield "counted_later"
    if _is_behind_label(text, begin + 2, expected):
        yield f"{size}:behind_label"
    yield from _of_texts(texts, size)
    yield from _of_marks(text, pieces, members, expected)
    sign = _sign(text, stop)
    if sign == "word":
        yield f"{size}:behind_word"
    elif sign[0] in _LIST_MARKS:
        yield f"behind_{sign}:cut_{members[-1][1] < stop}"
    if _goes_on_alike(text, start, row, key):
        yield "goes_on_alike"
    if text[max(begin - 1, 0)] == "、":
        yield f"{size}:before_、:cut_{members[0][0] > begin}"
    if _MODIFIES.match(text, members[-1][1]):
        yield "modifies_what_follows"
    if len(expected) > 1:
        ends = accumulate(group.count for group in expected)
        parts = [texts[end - group.count : end] for end, group in zip(ends, expected, strict=True)]
        whole = [
            any(_share_having(part, one) == "all" for one in group.shared)
            for part, group in zip(parts, expected, strict=True)
        ]
        singles = "single" if len(members) == len(expected) else "groups"
        is_known = any(group.shared for group in expected)
        yield f"{singles}:morphemes_{share(sum(whole) / len(whole)) if is_known else 'unknown'}"


def _of_head(texts: Sequence[str], expected: Sequence[Expected], size: str) -> Iterator[str]:
    """What the members have of what the head counts."""
    if any(_names_group(each, group) for each in texts for group in expected):
        yield "names_group"
    if any(each in {form + group.shared for form in number_forms(group.count)} for each in texts for group in expected):
        yield "is_label"
    if len(expected) == 1:
        key, shared = expected[0].key, expected[0].shared
        yield f"{_kind_of_key(size, key)}_{_share_having(texts, key)}" if key else f"{size}:key_unknown"
        if len(shared) > 1 and all(shared in each for each in texts):
            yield f"{size}:shared_all"  # 毫不动摇 of 两个毫不动摇


def _of_one(text: str, stretch: Piece, member: Piece, printed: str, key: str) -> Iterator[str]:
    """What speaks for the only member of a group."""
    if printed[0] == "《" and printed.find("》") == len(printed) - 1:
        yield "one:is_title"
    if "、" in printed:
        yield f"one:pause_within:frame_{printed[0] == '以'}"
    if len(printed) == 1 or max(beginning(printed[:4], "governing"), beginning(printed[:4], "verb")) == len(printed):
        yield "one:only_verb"  # 健全1个责任体系 names a system, not 健全
    yield f"one:led_{member[0] == stretch[0] or bool(_STRONG_LEAD.search(text, member[0] - 6, member[0]))}"
    if key:
        is_alone = 0 < printed.count(key) == text.count(key, *stretch)
        yield f"one:key_alone_{is_alone}:comma_{',' in printed}"


def _names_group(text: str, group: Expected) -> bool:
    """Whether a member only repeats what the head counts: “一核” in 以主城区为“一核”."""
    numbers = [form for form in number_forms(group.count) if form in text]
    if not numbers:
        return False
    if len(group.shared) > 1 and any(form + group.shared in text for form in numbers):
        return True
    if group.key and text.endswith(tuple(f"为{form}{group.key}" for form in numbers)):
        return True
    forms = [form for form in numbers if text.startswith(form)]
    return any(len(text) <= 4 and text.startswith(group.shared[:1], len(form)) for form in forms) or any(
        text[len(form) + len(group.shared) :][:1] in [*"指即是:"] for form in forms
    )


def _of_texts(texts: Sequence[str], size: str) -> Iterator[str]:
    lengths = [len(text) for text in texts]
    verbs = share(len([1 for text in texts if beginning(text[:4], "verb")]) / len(texts))
    yield f"{size}:verbs_{verbs}:even_{max(lengths) <= 1.5 * min(lengths) + 1}"
    if len({text[0] for text in texts}) == 1:
        yield f"{size}:begin_alike"
    if all(map(_ORDINAL.fullmatch, texts)):
        yield "only_ordinals"
    if any(map(_REMAINDER.match, texts)):
        yield "has_other"
    if any(map(_ROW_BEFORE.search, texts)):
        yield "row_within"
    numbered = len([1 for text in texts if _NUMBERED.match(text)])
    if numbered:
        yield f"numbered_{share(numbered / len(texts))}"


def _of_marks(
    text: str, pieces: Sequence[Piece], members: Sequence[Piece], expected: Sequence[Expected]
) -> Iterator[str]:
    within = [_strength(text[left[1] : right[0]]) for left, right in pairwise(pieces)]
    if len(expected) > 1:
        ends = set(accumulate(group.count for group in expected))
        within = [mark for at, mark in enumerate(within, 1) if at not in ends]
    if len(expected) == 1 and len(within) == 1:
        even = abs((pieces[0][1] - members[0][0]) - (members[1][1] - pieces[1][0])) <= 1
        yield f"pair:mark_{within[0]}:even_{even}"
    if 3 in within and min(within) < 3:
        yield "mixes_marks"
    if _STRONG_LEAD.search(text, members[1][0], members[-1][1]):
        yield "lead_within"
    whole = text[members[0][0] : members[-1][1]]
    pairs = [pair for pair in ("《》", "()", "“”") if pair[0] in whole or pair[1] in whole]
    if pairs and any(text.count(pair[0], *one) != text.count(pair[1], *one) for pair in pairs for one in members):
        yield "breaks_pair"


_STRENGTHS = {"、": 2, ",": 3, ";": 4, "。": 5}


def _strength(between: str) -> int:
    return max([_STRENGTHS.get(character, 1) for character in between], default=1)
