"""Where the last member of a list may end: alternatives with named features. Pure.

What only closes the list (等五项, 三大工程, 融合) is left out. What the member should look like is learnt from the
others: how they end, and how long they are. ``weights.json`` says what each feature is worth.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from glossary.chinese.numerals import number_forms, number_pattern
from glossary.extraction.members.boundaries import (
    MAX_ALTERNATIVES,
    Boundary,
    Expected,
    Side,
    common_suffix,
    ends_in_noun,
    is_as_long,
    length_of,
    plain,
)
from glossary.extraction.members.normalized_definition import NormalizedDefinition, Piece
from glossary.extraction.members.words import consists_of, find_words

_ROLES = ("closer", "tail", "verb", "preposition", "compound")
_MARKS = {
    **dict.fromkeys("“‘", "quote"),
    "的": "of",
    "《": "title",
    "(": "bracket",
    ",": "comma",
    ":": "colon",
    "—": "dash",
}
_MEASURE = (
    "个|大|项|类|种|条|方面|位|者|级|[县市省州镇乡村](?![场级域庄长])|张|座|件|篇|组|套|道"
    "|所|场|对|方|行业|部分|门|名|家|支|处|块|期|环节|领域|要素|主体|渠道|轴|带|区|城|片|点|步|字"
)
# 等 within a word: 平等就业, 高等教育, 二等奖; 水平等, 合同等 and 南平等地 are lists that end.
_DENG_IN_WORD = re.compile(
    r"(?<![水公和太])平等(?=[就参竞互待协交对发权享准机保关主自受合共])|(?<=[女族格位律人会不务])平等"
    r"|高等(?=[教院学职专数级])|中等(?=[职专教收城规学偏])|初等(?=教)|(?<![合共相不协])同等(?=[条待优学对重])"
    r"|均等(?=化)|对等(?=[开合交])|[一二三四特头]等(?=[奖功舱])|优等(?=[品生])|等[级于值同额待候]"
)
_ANY_COUNT = re.compile(
    rf"(?:等|共计?|这)*(?<![0-9.第十])(?:[0-9]{{1,2}}|[二三四五六七八九十两]{{1,2}})\s?(?:{_MEASURE})"
)
_NEVER_LAST = frozenset("的和与及在为是对将把、同或并均以有得")


@lru_cache(maxsize=256)
def _count_again(count: int) -> re.Pattern[str]:
    """The number of the head said again: 等五项, 这三类."""
    number = number_pattern(count)
    return re.compile(
        rf"(?:这|共计?|等|上述|以上|的)*(?<![0-9.第]){number}\s*(?:{_MEASURE})(?!一|批$)|(?:这|共计?|等)*[“‘]{number}"
    )


@lru_cache(maxsize=512)
def right_boundaries(
    definition: NormalizedDefinition,
    piece: Piece,
    others: tuple[str, ...],
    expected: Expected,
    only: tuple[int, ...] | None = None,
) -> list[Boundary]:
    """Where the member in ``piece`` may end.

    Args:
        definition: The normalized definition.
        piece: The untrimmed piece of the last member, ``[start, end)``.
        others: The other members as plain text: what it should look like.
        expected: What the head says of the group; ``count`` is what a closer says again.
        only: The places of interest, ``None`` for all; features of other places are not looked for.
    """
    text, (start, end) = definition.text, piece
    others = tuple(filter(None, others))
    if is_as_long(text[start:end], others):
        return [Boundary(end, ("whole",))]
    places = _places(text, piece, others, expected)
    side = Side.right(text, piece, others, expected)
    kept = [at for at in sorted(places) if at < end and side.lengths.allows(at - start)][: MAX_ALTERNATIVES - 1]
    if not kept:
        return [Boundary(end, ("whole",))]
    closing = [at for at in kept if places[at] in {"deng", "count_again"}]
    kinds = {end: "whole"}
    for at in reversed(kept):
        stop = definition.closes_pair(start, at)
        if stop < end and (stop == at or stop not in places) and stop not in kinds:
            kinds[stop] = places[at]
    wanted = ((stop, kind) for stop, kind in kinds.items() if only is None or stop in only)
    return [Boundary(stop, tuple(_features(side, stop, kind, closing, places))) for stop, kind in wanted]


@lru_cache(maxsize=256)
def _own_places(text: str, start: int, end: int) -> dict[int, str]:
    """The places that a piece has by its own words, with their kinds."""
    places = {end: "whole"}
    for begin, _, role in find_words(text, start + 1, end, *_ROLES):
        if role != "compound":
            places.setdefault(begin, role)
    for at in range(start + 1, end):
        character = text[at]
        if character in _MARKS:
            places[at] = _MARKS[character]
        if character == "等" and not _DENG_IN_WORD.search(text, at - 1, at + 2):
            places[at] = "deng"
        elif text[at - 1] in "”》":
            places.setdefault(at, "behind_quote")
    places.update((found.start(), "other_count") for found in _ANY_COUNT.finditer(text, start + 1, end))
    return places


def _places(text: str, piece: Piece, others: Sequence[str], expected: Expected) -> dict[int, str]:
    """The places with their kinds, also those by the head and the other members."""
    start, end = piece
    places = _own_places(text, start, end).copy()
    if expected.count > 1:
        again = _count_again(expected.count).finditer(text, start + 1, end)
        places.update((found.start(), "count_again") for found in again)
        for form in number_forms(expected.count) if expected.shared else ():  # 三证 behind the members of 三证合一
            at = text.find(form + expected.shared[:2], start + 1, end)
            if at >= 0 and text[at - 1] not in "0123456789.第":
                places[at] = "count_again"
    for noun in (*expected.nouns, expected.shared):
        at = text.rfind(noun, start + 1, end) if len(noun) > 1 else -1
        if at >= 0 and places.get(at) not in {"deng", "count_again"}:
            places[at] = "head_noun"
    for at in _parallel(text, piece, others):
        places.setdefault(at, "parallel")
    return places


def _parallel(text: str, piece: Piece, others: Sequence[str]) -> Iterator[int]:
    """Where the last member ends as the others do."""
    suffix = common_suffix(others) if len(others) > 1 else ""
    for wanted in {suffix, suffix[-1:], *(other[-2:] for other in others[:1])} - {""}:
        at = text.find(wanted, piece[0] + 1, piece[1])
        if at >= 0:
            yield at + len(wanted)


def _features(side: Side, at: int, kind: str, closing: Sequence[int], places: dict[int, str]) -> list[str]:
    text, start, end = side.text, side.start, side.end
    rest, tail = text[start:at], text[at:end]
    member = plain(rest) or rest
    names = side.shape_features(kind, member)
    names += side.morpheme_features(member, tail, "morpheme_in_tail")
    names.append(f"{kind}:noun_{ends_in_noun(member)}:others_{side.typical}")
    names += _of_ending(side, at, member, places)
    names += _of_tail(side, kind, member, tail) if tail else _of_whole(side, member)
    if closing:
        names.append("closer_before" if closing[0] < at else "at_closer" if at in closing else "closer_behind")
        if at == closing[0]:
            names.append("at_first_closer")
    if rest[-1] in _NEVER_LAST:
        names.append("bad_end")
    if rest[-1] in "”》":
        names.append("ends_in_quote")
    if len(rest) > 1 and text.find(rest, end) > 0:
        names.append("recurs")
    names.append(f"of_rest_{'的' in rest}:of_tail_{'的' in tail}:others_{side.with_of}")
    return names


def _of_ending(side: Side, at: int, member: str, places: dict[int, str]) -> list[str]:
    """Whether the member ends as the others do."""
    names, suffix, others = [], side.alike, side.others
    if suffix and len(others) > 1:
        alike = member.endswith(suffix[-1])
        names.append("ends_alike" if alike else "ends_unlike")
        if len(suffix) > 1:
            names.append("ends_alike_2" if member.endswith(suffix[-2:]) else "ends_unlike_2")
        if alike and any(one < at and side.text.endswith(suffix[-1], side.start, one) for one in places):
            names.append("ends_alike_later")
    elif others and member[-1] == others[0][-1]:
        names.append(f"{side.size}:ends_like_other")
        if member[-2:] == others[0][-2:]:
            names.append(f"{side.size}:ends_like_other_2")
    return names


def _of_tail(side: Side, kind: str, member: str, tail: str) -> list[str]:
    """What is left out."""
    names = ["cut"]
    only_nouns = consists_of(tail, "tail")
    if tail[0] == "(" and tail[-1] != ")":
        names.append("bracket_goes_on")
    first_two = tail.removeprefix("的")[:2]
    in_others = bool([other for other in side.others if first_two in other])
    names.append(f"tail_in_others_{in_others}")
    names.append(f"{side.size}:tail_nouns_{only_nouns}")
    if only_nouns:
        names.append(f"tail_nouns:{side.lengths.name(length_of(member))}:whole_{side.whole}")
    if tail.endswith(tuple(filter(None, side.expected.nouns))):
        names.append(f"tail_is_head_noun_{only_nouns}")
    names.append(f"{kind}:tail_{min(len(tail), 4) if len(tail) < 7 else 7}")
    names.append(f"tail_comma_{',' in tail}")
    return names


def _of_whole(side: Side, member: str) -> list[str]:
    """Nothing is left out."""
    behind = side.text[side.end : side.end + 1]
    has_noun = len(member) > 2 and consists_of(member[-2:], "tail")
    names = [
        f"whole_before_{(behind if behind in '。,;、)”' else 'other') if behind else 'end'}",
        f"whole:nouns_{has_noun}:{side.lengths.name(length_of(member))}",
    ]
    nouns = tuple(filter(None, side.expected.nouns))
    if nouns and member.endswith(nouns):
        names.append(f"keeps_head_noun:others_{any(other.endswith(nouns) for other in side.others)}")
    return names
