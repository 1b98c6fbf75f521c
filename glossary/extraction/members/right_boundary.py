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
) -> list[Boundary]:
    """Where the member in ``piece`` may end.

    Args:
        definition: The normalized definition.
        piece: The untrimmed piece of the last member, ``[start, end)``.
        others: The other members as plain text: what it should look like.
        expected: What the head says of the group; ``count`` is what a closer says again.
    """
    text, (start, end) = definition.text, piece
    others = tuple(filter(None, others))
    if len(others) > 1 and _is_closed_alike(text[start:end], others):
        return [Boundary(end, "whole")]
    places = _places(text, piece, others, expected)
    side = Side.right(text, piece, others, expected)
    kept = [at for at in sorted(places) if at < end and side.lengths.allows(at - start)][: MAX_ALTERNATIVES - 1]
    if not kept:
        return [Boundary(end, "whole")]
    closer = next((at for at in kept if places[at] in {"deng", "count_again"}), end)
    kinds = {end: "whole"}
    for at in reversed(kept):
        stop = definition.closes_pair(start, at)
        if stop < end and (stop == at or stop not in places) and stop not in kinds:
            kinds[stop] = places[at]
    return [
        Boundary(stop, kind, tuple(_features(side, stop, kind, stop < closer < end))) for stop, kind in kinds.items()
    ]


def _is_closed_alike(piece: str, others: Sequence[str]) -> bool:
    """Whether a piece is as long as all others, or ends as they all do and is not much longer."""
    if is_as_long(piece, others):
        return True
    is_short = len(piece) <= 1.5 * max(map(len, others)) and "等" not in piece
    return is_short and {piece[-1]} == {other[-1] for other in others}


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


def _features(side: Side, at: int, kind: str, is_closed_later: bool) -> list[str]:
    text, start, end, size = side.text, side.start, side.end, side.size
    rest, tail = text[start:at], text[at:end]
    member = plain(rest) or rest
    length = side.lengths.name(length_of(member))
    names = [
        f"{kind}:{length}",
        f"{size}:{length}:whole_{side.whole}",
        f"{kind}:whole_{side.whole}",
        f"{kind}:noun_{ends_in_noun(member)}:others_{side.typical}",
        f"of_rest_{'的' in rest}:of_tail_{'的' in tail}:others_{side.with_of}",
    ]
    if is_closed_later:
        names.append("closer_behind")
    if rest[-1] in _NEVER_LAST:
        names.append("bad_end")
    return names + _of_ending(side, member) + _of_tail(side, kind, member, tail)


def _of_ending(side: Side, member: str) -> list[str]:
    """Whether the member ends as the others do."""
    others, names = side.others, []
    if len(others) == 1:
        if member[-1] == others[0][-1]:
            names.append(f"{side.size}:ends_like_other")
            if member[-2:] == others[0][-2:]:
                names.append(f"{side.size}:ends_like_other_2")
    elif others and member[-1] != others[0][-1] and len({other[-1] for other in others}) == 1:
        names.append("ends_unlike")
    return names


def _of_tail(side: Side, kind: str, member: str, tail: str) -> list[str]:
    """What is left out, or that the member keeps what the head calls it."""
    if not tail:
        nouns = side.expected.nouns
        has_noun = bool(nouns) and member.endswith(nouns)
        return [f"keeps_head_noun:others_{any(other.endswith(nouns) for other in side.others)}"] if has_noun else []
    first_two = tail.removeprefix("的")[:2]
    names = [
        f"tail_in_others_{any(first_two in other for other in side.others)}",
        f"{side.size}:tail_nouns_{consists_of(tail, 'tail')}",
        f"{kind}:tail_{min(len(tail), 4) if len(tail) < 7 else 7}",
    ]
    if side.expected.key and side.expected.key in tail:
        names.append(side.key_cut(member, tail))
    if tail[0] in "(“" and tail[-1] not in ")”":
        names.append("bracket_goes_on")
    return names
