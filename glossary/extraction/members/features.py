"""Named features of a candidate list: what can be said for and against it. Pure.

A feature is a name that holds or does not; ``weights.json`` says what it is worth. Its count alone forbids a list.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise

from glossary.chinese.numerals import number_forms, number_pattern
from glossary.extraction.members.boundaries import Boundary, Expected, common_suffix, share
from glossary.extraction.members.candidates import Row
from glossary.extraction.members.normalized_definition import NormalizedDefinition, Piece
from glossary.extraction.members.words import begins_with

# 双百 is told with 100, 双千 with 1000, 三个一 with 一, 1, 10, 100 and more.
_MAGNITUDES = {
    "一": re.compile("一|(?<![0-9.])10{0,6}(?![0-9.])"),
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


def morpheme_share(texts: Sequence[str], shared: str) -> float:
    """The share of ``texts`` that have the most frequent character of ``shared``."""
    return max([_count_having(texts, one) for one in shared], default=0) / max(len(texts), 1)


def _count_having(texts: Sequence[str], morpheme: str) -> int:
    """How many of ``texts`` have the morpheme."""
    if morpheme in _MAGNITUDES:
        return sum(has_morpheme(text, morpheme) for text in texts)
    return len([1 for text in texts if morpheme in text])


@lru_cache(maxsize=1024)
def _named_kinds(kinds: tuple[str, ...], size: str) -> tuple[str, ...]:
    """The kinds of a row, and each again for rows of this size."""
    return (*kinds, *(f"{size}:{kind}" for kind in kinds))


def row_features(definition: NormalizedDefinition, start: int, row: Row, expected: Sequence[Expected]) -> list[str]:
    """What can be said of a row at a glance, to choose which rows are looked at."""
    text, pieces = definition.text, row.pieces
    texts = [text[begin:stop] for begin, stop in pieces]
    size = "pair" if len(pieces) == 2 else "one" if len(pieces) == 1 else "many"
    names = list(_named_kinds(row.kinds, size))
    if len(expected) == 1:
        key, shared = expected[0].key, expected[0].shared
        with_key = share(_count_having(texts, key) / len(texts)) if key else ""
        names.append(f"{size}:morpheme_{with_key if key == shared else share(morpheme_share(texts, shared))}")
        if key:
            names.append(f"{size}:key_{with_key}")
    if len({piece[0] for piece in texts[1:]}) == 1:
        names.append(f"{size}:begin_alike")
    if len({piece[-1] for piece in texts[:-1]}) == 1:
        names.append(f"{size}:end_alike")
    lengths = [len(piece) for piece in texts[1:-1] or texts]
    names.append(f"even_{max(lengths) <= 1.5 * min(lengths) + 1}")
    names.append(f"{size}:{_length_name(sorted(lengths)[len(lengths) // 2])}")
    begin = pieces[0][0]
    names.append(f"opens_{begin == start}:{_distance(begin - start)}")
    names.append(f"{size}:behind_{_sign(text, pieces[-1][1])}")
    before = max(begin - 1, 0)
    names.append(f"before_{text[before:begin]}" if text[before] in "、,;。:“(《" else "before_word")
    return names


_LENGTHS = (2, 4, 8, 14, 25, 45, 80)
_LENGTH_NAMES = (*(f"length_{limit}" for limit in _LENGTHS), "length_long")
_DISTANCES = (0, 15, 40, 100, 250)
_DISTANCE_NAMES = (*(f"within_{limit}" for limit in _DISTANCES), "far")


def _length_name(length: int) -> str:
    return _LENGTH_NAMES[bisect_left(_LENGTHS, length)]


def _distance(distance: int) -> str:
    return _DISTANCE_NAMES[bisect_left(_DISTANCES, distance)]


def _sign(text: str, at: int) -> str:
    sign = text[at : at + 1]
    return sign if sign in {"、", ",", ";", "。", "”", ")"} else "end" if not sign or sign == "\n" else "word"


@dataclass(frozen=True, slots=True)
class Bounded:
    """A row with its members bounded.

    Attributes:
        row: The row.
        members: Where the members stand.
        texts: The members as plain text.
        lefts: For each group the boundary its first member begins at.
        rights: For each group the boundary its last member ends at.
        gap: How much worse its boundaries are than the best ones.
    """

    row: Row
    members: tuple[Piece, ...]
    texts: tuple[str, ...]
    lefts: tuple[Boundary, ...]
    rights: tuple[Boundary, ...]
    gap: float


_RUNNING_TEXT = re.compile(
    r"提出|印发|召开|出台|审议|启动|通过了|以来|期间|[0-9]年(?:起|底|初)|会议|指出|从而|为了|旨在|为(?:重点|核心|目标|抓手|契机)"
)
_GOES_ON = re.compile(
    "是|再|且|也|则|从而|进而|以便|因此|同时|其中|其(?![他它])|使|并|以(?!.{1,4}[带促定为兴治强立换引养补代助就])|力争|确保"
)
_STRONG_LEAD = re.compile(r"是指|指的是|即(?![将使可便刻时日])|包括|包含|涵盖|分[为成]|就是|[::]|——|简称|统称")
_NUMBERED = re.compile(r"^(?:\(\s*[0-9一二三四五六七八九十]{1,2}\s*\)|[①-⑳]|[0-9]{1,2}[.、]|[一二三四五六七八九十]是)")
_OTHER = re.compile("其他|其它|若干|等等")
_ORDINAL = re.compile("[以第]?[一二三四五六七八九十0-9]{1,2}[个步项条问次]?")


def list_features(
    definition: NormalizedDefinition,
    stretch: Piece,
    bounded: Bounded,
    expected: Sequence[Expected],
    context: str = "whole",
) -> list[str]:
    """Everything that can be said of a candidate list.

    Args:
        definition: The normalized definition.
        stretch: Where the list was looked for.
        bounded: The list.
        expected: What the head says of its groups, in the order of the list.
        context: What the stretch is: ``whole``, ``label`` or ``clause``.
    """
    text, members, texts, pieces = (
        definition.text,
        bounded.members,
        bounded.texts,
        bounded.row.outer or bounded.row.pieces,
    )
    size = "one" if len(members) == 1 else "pair" if len(members) == 2 else "many" if len(members) < 6 else "long"
    names = list(_named_kinds(bounded.row.kinds, size))
    names += [f"in_{context}", f"{size}:in_{context}"]
    names += _of_place(text, stretch, bounded, size)
    names += _of_group_likeness(texts, expected)
    names += _of_texts(texts, size)
    names += _of_surroundings(text, bounded, expected, size)
    names += _of_marks(text, pieces, members, expected, size)
    if _breaks_pair(text, members):
        names.append("breaks_pair")
    if _STRONG_LEAD.search(text, members[1][0] if len(members) > 1 else members[0][0], members[-1][1]):
        names.append("lead_within")
    if size == "one":
        names += _of_one(text, stretch, members[0], texts[0], expected[0])
        return [f"one:{name}" for name in names]
    recur = sum(len(one) > 1 and text.find(one, members[-1][1]) > 0 for one in texts)
    names.append(f"recur_{share(recur / len(texts))}")
    return names


def _breaks_pair(text: str, members: Sequence[Piece]) -> bool:
    """Whether a member has one half of a pair only."""
    whole = text[members[0][0] : members[-1][1]]
    return any(
        text.count(opening, *member) != text.count(closing, *member)
        for opening, closing in ("《》", "()", "“”")
        if opening in whole or closing in whole
        for member in members
    )


def _of_one(text: str, stretch: Piece, member: Piece, plainly: str, expected: Expected) -> Iterator[str]:
    key = expected.key
    if key:
        clauses = plainly.split(",")
        has_comma = len(clauses) > 1
        is_alone = key in plainly and text[stretch[0] : stretch[1]].count(key) == plainly.count(key)
        yield f"key_alone_{is_alone}:comma_{has_comma}"
        yield f"key_in_last_{key in clauses[-1]}:comma_{has_comma}"
        begins, ends = plainly.startswith(key), plainly.endswith(key)
        yield f"key_{'begins' if begins else 'ends' if ends else 'within' if key in plainly else 'lacks'}"
    yield f"title_{text[member[0]] == '《' and text[member[1] - 1] == '》'}"
    yield f"quoted_{text[max(member[0] - 1, 0)] in '“‘' and text[member[1] : member[1] + 1] in ('”', '’')}"
    yield f"verb_{begins_with(plainly, 'verb')}"
    yield f"governs_{begins_with(plainly, 'governing')}"


def _of_place(text: str, stretch: Piece, bounded: Bounded, size: str) -> Iterator[str]:
    start, end = stretch
    pieces, members = bounded.row.outer or bounded.row.pieces, bounded.members
    opens = pieces[0][0] == start
    whole = pieces[-1][1] >= end or text[pieces[-1][1]] in "。;\n"
    yield f"opens_{opens}:whole_{whole}"
    yield f"{size}:opens_{opens}:whole_{whole}"
    yield _distance(members[0][0] - start)
    left, right = bounded.lefts[0].features[0], bounded.rights[-1].features[0]
    yield f"left_{left}"
    yield f"right_{right}"
    yield f"{size}:right_{right}"
    yield f"{size}:left_{left}"
    lead = _STRONG_LEAD.search(text, max(members[0][0] - 6, start), members[0][0])
    yield f"{size}:led_{bool(lead) or members[0][0] == start}"


def _of_group_likeness(texts: Sequence[str], expected: Sequence[Expected]) -> Iterator[str]:
    ends = accumulate(group.count for group in expected)
    shares = [
        (group, morpheme_share(texts[end - group.count : end], group.shared))
        for end, group in zip(ends, expected, strict=True)
    ]
    several = len(shares) > 1
    for group, part in shares:
        if not several:
            size = "pair" if group.count == 2 else "one" if group.count == 1 else "many"
            yield f"{size}:morpheme_{share(part) if group.shared else 'unknown'}"
            firsts = _count_having(texts, group.key) if group.key else 0
            yield f"{size}:key_{share(firsts / len(texts)) if group.key else 'unknown'}"
    if several:
        least = min(part for group, part in shares)
        yield f"groups:least_morpheme_{share(least)}"
        yield f"groups:morphemes_{share(sum(part >= 1 for _, part in shares) / len(shares))}"
        singles = [part for group, part in shares if group.count == 1 and group.shared]
        if singles:
            yield f"groups:single_morpheme_{share(sum(singles) / len(singles))}"
        if all(group.count == 1 for group in expected):
            yield f"groups:all_single:morphemes_{share(sum(part >= 1 for _, part in shares) / len(shares))}"


def _of_texts(texts: Sequence[str], size: str) -> Iterator[str]:
    yield from _of_lengths(sorted(map(len, texts)), size)
    if len(texts) > 1:
        yield from _of_parallels(texts, size)
    if all(map(_ORDINAL.fullmatch, texts)):
        yield "only_ordinals"
    if any(_OTHER.match(text) for text in texts):
        yield "has_other"
    for name, pattern in (("running_text", _RUNNING_TEXT), ("numbered", _NUMBERED)):
        having = len([1 for text in texts if pattern.search(text)])
        if having:
            yield f"{name}_{share(having / len(texts))}"
    for mark, name in ((",", "comma"), ("、", "pause"), ("。", "stop")):
        having = len([1 for text in texts if mark in text])
        if having:
            yield f"{size}:{name}_within_{share(having / len(texts))}"


def _of_lengths(lengths: Sequence[int], size: str) -> Iterator[str]:
    middle = lengths[len(lengths) // 2]
    yield f"{size}:{_length_name(middle)}"
    if lengths[0] == 1:
        yield f"{size}:one_character"
    if lengths[0] == lengths[-1]:
        yield f"{size}:equal_lengths"
        yield f"equal_lengths:{_length_name(middle)}"
    elif lengths[-1] <= 1.5 * lengths[0] + 1:
        yield f"{size}:even_lengths"
    elif lengths[-1] > 3 * middle + 4 or lengths[0] * 5 < middle:
        yield f"{size}:uneven_lengths"


def _of_parallels(texts: Sequence[str], size: str) -> Iterator[str]:
    if len({text[0] for text in texts}) == 1:
        yield f"{size}:begin_alike"
    if len({text[-1] for text in texts}) == 1:
        yield f"{size}:end_alike"
        if len(common_suffix(texts)) > 1:
            yield f"{size}:end_alike_2"
    yield f"{size}:verbs_{share(sum([begins_with(text, 'verb') for text in texts]) / len(texts))}"
    goes_on = len([1 for text in texts[1:] if _GOES_ON.match(text)])
    if goes_on and not _GOES_ON.match(texts[0]):
        yield f"{size}:goes_on_{share(goes_on / (len(texts) - 1))}"


@lru_cache(maxsize=256)
def _count_behind(count: int) -> re.Pattern[str]:
    return re.compile(rf"[”’]?(?:等|这|共计?|的|,)*(?<![0-9.]){number_pattern(count)}\s?[^0-9年月日、,;。]")


_AS_A_PART = re.compile("等?作?为")
_MODIFIES = re.compile("等?为.{1,2}的")


def _of_surroundings(text: str, bounded: Bounded, expected: Sequence[Expected], size: str) -> Iterator[str]:
    pieces, members = bounded.row.outer or bounded.row.pieces, bounded.members
    last, stop = members[-1][1], pieces[-1][1]
    count = sum(group.count for group in expected)
    behind = text[last : last + 12]
    if _count_behind(count).match(behind):
        yield "count_said_again"
        yield f"{size}:count_said_again"
    if len(expected) == 1 and behind[:1] == "“":
        group = expected[0]
        if any(text.startswith(form + group.shared[:2], last + 1) for form in number_forms(group.count)):
            yield "head_follows"
    yield f"{size}:behind_{_sign(text, stop)}"
    if _sign(text, stop) in {"、", ","}:
        shared = expected[0].shared[:1] if len(expected) == 1 else ""
        goes_on = bool(shared) and has_morpheme(text[stop : stop + 20], shared)
        yield f"behind_{_sign(text, stop)}:shares_{goes_on}"
    before = text[max(pieces[0][0] - 1, 0) : pieces[0][0]]
    if len(pieces) > 1 and (before in _STRENGTH or _sign(text, stop) in _STRENGTH):
        within = max(_strength(text[left[1] : right[0]]) for left, right in pairwise(pieces))
        if before in _STRENGTH:
            yield f"{size}:before_{_beside(_STRENGTH[before], within)}"
        if _sign(text, stop) in _STRENGTH:
            yield f"{size}:behind_{_beside(_STRENGTH[_sign(text, stop)], within)}"
    if before in {"、", ","}:
        yield f"{size}:before_{before}:cut_{members[0][0] > pieces[0][0]}"
    if "以" in text[max(members[0][0] - 1, 0) : members[0][0] + 1] and _AS_A_PART.match(behind[:4]):
        yield "plays_a_part"
    if _MODIFIES.match(behind):
        yield "modifies_what_follows"
    if "《" in text and text.rfind("《", 0, members[0][0]) > text.rfind("》", 0, members[0][0]):
        yield "within_title"


_STRENGTH = {"、": 2, ",": 3, ";": 4, "。": 5}


def _beside(mark: int, within: int) -> str:
    """How strong the mark before or behind a list is beside those within it."""
    return "weaker" if mark < within else "like" if mark == within else "stronger"


def _strength(between: str) -> int:
    if len(between) == 1:
        return _STRENGTH.get(between, 1)
    return max([_STRENGTH.get(character, 1) for character in between], default=1)


def _of_marks(
    text: str, pieces: Sequence[Piece], members: Sequence[Piece], expected: Sequence[Expected], size: str
) -> Iterator[str]:
    strengths = [_strength(text[left[1] : right[0]]) for left, right in pairwise(pieces)]
    ends = list(accumulate(group.count for group in expected))
    within = [mark for at, mark in enumerate(strengths, 1) if at not in ends]
    if len(expected) > 1:
        between = [mark for at, mark in enumerate(strengths, 1) if at in ends]
        least, most = min(between), max(within, default=1)
        yield (
            "groups:stronger_between"
            if least > most
            else "groups:weaker_between"
            if most > least + 1
            else "groups:like_between"
        )
        yield f"groups:{'same' if len(set(between)) == 1 else 'unlike'}_between"
    elif len(within) > 1:
        yield f"marks_{'-'.join(map(str, sorted(set(within[:-1]))))}:last_{within[-1]}"
    elif within:
        yield f"pair:mark_{within[0]}"
        even = abs((pieces[0][1] - members[0][0]) - (members[1][1] - pieces[1][0])) <= 1
        yield f"pair:mark_{within[0]}:even_{even}"
    if within and 3 in within and min(within) < 3:
        yield "mixes_marks"
