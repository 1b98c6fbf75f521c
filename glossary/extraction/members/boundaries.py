"""Where the first member of a list may begin and the last may end: alternatives with named features. Pure.

A member is its shortest natural form: what leads in (包括, 推进, 云州是) or only closes the list (等五项, 三大工程) is
left out. What it should look like is learnt from the others: how they begin or end, and how long they are.
``weights.json`` has the weight of each feature.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from glossary.chinese.numerals import number_forms, number_pattern
from glossary.extraction.members.boundary_features import (
    ANY_COUNT,
    MEASURE,
    OURS,
    Side,
    compared_length,
    left_features,
    plain_texts,
    right_features,
    share_quoted,
)
from glossary.extraction.members.normalized_definition import NormalizedDefinition, Piece
from glossary.extraction.members.readings import Expected
from glossary.extraction.members.rows import DEFINES
from glossary.extraction.members.words import DEFINES_LABEL, beginning, consists_of, find_words, pattern_of, splits_word

QUOTES = frozenset("“‘")
MAX_ALTERNATIVES = 14
"""Boundaries that are scored on one side."""


class Boundary(NamedTuple):
    """One place where a member may begin or end.

    Attributes:
        at: The place.
        kind: What makes it one: ``whole`` for the edge of the piece, else the role of a word or a mark next to it.
        features: Names of its features.
    """

    at: int
    kind: str
    features: tuple[str, ...] = ()


_LABEL = re.compile(rf"[“‘][0-9二三四五六七八九十两双]{{1,3}}[^”’、,;。]{{1,6}}[”’],?(?:{DEFINES_LABEL})[:]?")


def behind_lead(text: str, start: int, end: int) -> int:
    """Where the first member may begin at the earliest: after 指, 包括 or “三区”指 at the head of its piece."""
    lead = DEFINES.match(text, start, end) or _LABEL.match(text, start, end)
    return lead.end() if lead and lead.end() < end else start


_MARKS = {"“": "quote", "‘": "quote", "的": "of", "《": "title", ",": "comma"}
_LEFT_MARKS = _MARKS | {"是": "is"}
_RIGHT_MARKS = _MARKS | {"(": "bracket"}
_LEFT_ROLES = ("lead", "governing", "verb", "preposition", "scope", "compound")
_RIGHT_ROLES = ("et_cetera", "end", "closer", "tail", "verb", "preposition", "compound")
_COUNTED_ONE = re.compile("[一1][个项条座份套批名次家]|[每本]年|年[底初]?前?")
_ONE = re.compile("[一1][个项条座份套批名次家]")
_FRAMED = re.compile("以[^,;]+?为[^,;]+?的")
_ROLE = re.compile("(?<![行认因作])为[“‘]?[^、,;为的“‘”’]{2,3}[”’]?$")
_REGION = re.compile(
    "(?<=[境圈区域围市省县])内|(?<![0-9])[12][0-9]{3}年|[我本全][省市县区州国](?!域)|(?<=[\u4e00-\u9fff]{2})[省市县区州](?![级域场区委政])"
)


@lru_cache(maxsize=256)
def count_again(count: int) -> re.Pattern[str]:
    """Returns a pattern that matches the number of the head repeated after the list: 等五项, 这三类."""
    number, before = number_pattern(count), pattern_of("before_count")
    return re.compile(rf"(?:{before}|的)*(?<![0-9.第]){number}\s*(?:{MEASURE})(?!一|批$)|(?:{before})*[“‘]{number}")


@lru_cache(maxsize=512)
def left_boundaries(
    definition: NormalizedDefinition, piece: Piece, others: tuple[str, ...], expected: Expected
) -> list[Boundary]:
    """Where the member in ``piece`` may begin.

    Args:
        definition: The normalized definition.
        piece: The untrimmed piece of the first member, ``[start, end)``.
        others: The other members as printed: what it should look like.
        expected: The group as the head counts it.
    """
    text, (start, end), quoted = definition.text, piece, share_quoted(others)
    are_quoted = len(others) > 1 and all(other[0] in QUOTES for other in others if other)
    others = plain_texts(others)
    start = max(behind_lead(text, start, end), _behind_other_row(text, start, end, others))
    kind = "defined" if start > piece[0] else "whole"
    is_alike = _is_as_long(text[start:end], others) or {text[start]} == {other[0] for other in others}
    if len(others) == 1:  # 空海国际交通网络 and 国际经贸合作网络
        is_alike = _is_as_long(text[start:end], others) and text[end - 2 : end] == others[0][-2:]
    if others and is_alike and not beginning(text[start : min(start + 4, end)], "lead"):
        return [Boundary(start, kind)]
    places, defined = _left_places(text, start, end)
    leads = [at for at, role in places.items() if role == "lead"]
    places = places.copy()
    # Of two members the first keeps it: 能耗总量和强度 of 能耗“双控” are not 总量和强度 of any other.
    if expected.count > 2 and expected.modifier and text.startswith(expected.modifier, start):
        places[start + len(expected.modifier)] = "modifier"
    for at, kind_of_place in _begins_parallel(text, start, end, others):
        places[at] = kind_of_place if kind_of_place == "alike" else places.get(at, kind_of_place)
    places.update(dict.fromkeys(defined, "defined"))
    aligned = aligned_start(text, start, end, others)
    if aligned > start:
        return [Boundary(aligned, "alike")]
    if are_quoted and "“" in text[start:end]:
        places[text.index("“", start, end)] = "alike"
    kept = [at for at in sorted(places) if start < at <= end - _least_length(others)]
    kept = [at for at in kept if not _breaks_pair(text, start, at, end)][-(MAX_ALTERNATIVES - 1) :]
    if not kept:
        return [Boundary(start, kind)]
    places[start] = kind
    last, side = max((*defined, *leads), default=-1), Side(text, (start, end), others, expected, quoted, is_left=True)
    ats = [at for at in (start, *kept) if not _leads(text, at)] or [start]
    ats = [at for at in ats if not _begins_badly(text[at:end], others)] or ats
    if expected.count > 1:  # 以农业为基础的思想 is whole, or 思想 alone
        inside = {at for found in _FRAMED.finditer(text, start, end) for at in range(found.start() + 1, found.end())}
        ats = [at for at in ats if at not in inside] or ats
        if others and _FRAMED.match(text, start, end) and all("的" in other for other in others):
            ats = [start]  # 以渔为本的思想不变、海域的用途不变
    if expected.count == 1:  # 1个城乡片区 is one 城乡片区
        ats = [at for at in ats if not _ONE.match(text, at, end)] or ats
    return [Boundary(at, places[at], left_features(side, at, places[at], last)) for at in ats]


def aligned_start(text: str, start: int, end: int, others: Sequence[str]) -> int:
    """Where the first member begins as all others do, in two characters (要|把握好甲、把握好乙); else ``start``."""
    shared = others[0][:2] if len({other[:2] for other in others}) == 1 < len(others) else ""
    at = text.rfind(shared, start, end - 1) if shared and not text.startswith(shared, start) else -1
    return max(at, start) if text[at - 1 : at] != "的" else start  # 以云城为核心的云湾都市区, 云湾经济带


def _behind_other_row(text: str, start: int, end: int, others: Sequence[str]) -> int:
    """Where a pair begins behind 等, which closes the row before it: 耗水、建设用地等|总量和强度; else ``start``."""
    if len(others) != 1 or "等" in others[0] or not beginning(text[end : end + 2], "conjunction"):
        return start
    row = max(start - 1, 0)
    words = find_words(text, start, end - 1, "et_cetera", "compound")
    return max((stop for at, stop, role in words if role == "et_cetera" and "、" in text[row:at]), default=start)


def _leads(text: str, at: int) -> bool:
    """Whether no member begins at ``at``: at a lead (重点是, 根据) or a count with its verb (三区划定边界)."""
    count = ANY_COUNT.match(text, at)
    behind = count.end() if count else at
    return beginning(text[at : at + 4], "lead") > 0 or (
        behind > at and beginning(text[behind : behind + 4], "verb") > 0
    )


def _begins_badly(member: str, others: Sequence[str]) -> bool:
    """Whether a member begins with a suffix or a preposition, as no other does: 化监测, 将代码证.

    Of two members the first may be a phrase that the second only continues.
    """
    if len(others) < 2 or any(other[0] == member[0] for other in others):
        return False
    size = beginning(member[:4], "preposition")
    is_alone = size > 1 or not (beginning(member[:4], "compound") or beginning(member[:4], "verb"))
    return (size > 0 and is_alone) or beginning(member[:4], "never_first") > 0


@lru_cache(maxsize=256)
def _left_places(text: str, start: int, end: int) -> tuple[dict[int, str], list[int]]:
    """The places that a piece has by its own words, with their kinds; and those after a defining word."""
    places = {start: "whole"}
    inside: set[int] = set()
    for begin, stop, role in find_words(text, start, end, *_LEFT_ROLES):
        if stop - begin > 1:
            inside.update(range(begin, stop))
        if role != "compound":
            places.setdefault(stop, role)
        if role in {"verb", "governing"} and text[stop : stop + 1] in [*"好了的"]:
            places[stop + 1] = role
    marks = [(at, _LEFT_MARKS[text[at]]) for at in range(start, end - 1) if text[at] in _LEFT_MARKS]
    places.update((at + (role not in {"quote", "title"}), role) for at, role in marks if at not in inside)
    for found in _COUNTED_ONE.finditer(text, start, end):
        places[found.end()] = "counted_one" if found[0][0] in "一1" else "scope"
    for found in _REGION.finditer(text, start, end):
        if found.end() - 1 not in inside:
            places.setdefault(found.end(), "region")
    places.update((found.end(), "ours") for found in OURS.finditer(text, start, end))
    return places, [found.end() for found in DEFINES.finditer(text, start, end) if found.end() < end]


def _begins_parallel(text: str, start: int, end: int, others: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Where the first member begins as all others do (``alike``), or is as long as they are; 因公 stays whole."""
    if len(others) == 1 and len(others[0]) > 1:
        yield text.find(others[0][:2], start + 1, end), "parallel"
    elif len(others) > 1:
        if len({other[0] for other in others}) == 1:
            for found in re.finditer(re.escape(others[0][0]), text[start + 1 : end]):
                at = start + 1 + found.start()
                negated = text[at - 1] in "因不非"
                if not negated or at - 1 > start:
                    yield at - negated, "alike"
        if len({len(other) for other in others}) == 1:
            at = end - len(others[0])
            ends_alike = {other[-1] for other in others} == {text[end - 1]}
            if ends_alike and consists_of(text[start:at], "scope"):  # 农村土地所有权、承包权、经营权
                yield at, "alike"
            elif len(others) > 2 and "、" not in text[at:end]:  # 方针、政策下基层 is as long by chance
                yield at, "parallel"


def _breaks_pair(text: str, start: int, at: int, end: int) -> bool:
    """Whether a title or bracket that opens before ``at`` closes after it."""
    return (")" in text[at:end] and text.count("(", start, at) > text.count(")", start, at)) or (
        "》" in text[at:end] and text.count("《", start, at) > text.count("》", start, at)
    )


@lru_cache(maxsize=512)
def right_boundaries(
    definition: NormalizedDefinition, piece: Piece, others: tuple[str, ...], expected: Expected
) -> list[Boundary]:
    """Where the member in ``piece`` may end.

    Args:
        definition: The normalized definition.
        piece: The untrimmed piece of the last member, ``[start, end)``.
        others: The other members as printed: what it should look like.
        expected: The group as the head counts it; a closer repeats ``count``.
    """
    text, (start, end), quoted, others = definition.text, piece, share_quoted(others), plain_texts(others)
    end -= text[end - 1 : end] == "为" and not splits_word(text, end - 1)  # 甲、乙和丙为|三大任务
    piece = start, end
    if len(others) > 1 and _is_closed_alike(text[start:end], others, expected.count):
        return [Boundary(end, "whole")]
    places = _right_places(text, piece, others, expected)
    counted = min((at for at, kind in places.items() if kind == "count_again" and text[at] not in QUOTES), default=end)
    for at, kind in _ends_parallel(text, piece, others):
        places[at] = kind if kind == "alike" else places.get(at, kind)
    first = start + _least_length(others)
    kept = [at for at in sorted(places) if first <= at < end][: MAX_ALTERNATIVES - 1]
    closer = next((at for at in kept if places[at] in {"et_cetera", "count_again"}), end)
    kinds = {end: "whole"}
    for at in reversed(kept):
        stop = definition.closes_pair(start, at)
        if stop < end and (stop == at or stop not in places):
            kinds.setdefault(stop, places[at])
    if len(kinds) == 1:
        return [Boundary(end, "whole")]
    side = Side(text, piece, others, expected, quoted, is_left=False)
    return [
        Boundary(
            at,
            kind,
            right_features(side, at, kind, is_closed_later=at < closer < end, keeps_count=at > counted),
        )
        for at, kind in kinds.items()
    ]


def _is_as_long(piece: str, others: Sequence[str]) -> bool:
    """Whether a piece is as long as all others, which are of one length: nothing leads into it or closes it."""
    return {len(piece)} == {len(other) for other in others}


def _is_closed_alike(piece: str, others: Sequence[str], count: int) -> bool:
    """Whether a piece is as long as all others, or ends as they all do and is not much longer.

    A piece that repeats the count is neither: 耕地红线三条控制线. A quoted count is a name: 整治“三线”乱搭乱挂.
    """
    limit = 2 if {piece[-2:]} == {other[-2:] for other in others} else 1.5
    is_short = len(piece) <= limit * max(map(len, others)) and "等" not in piece
    if not _is_as_long(piece, others) and not (is_short and {piece[-1]} == {other[-1] for other in others}):
        return False
    again = count_again(count).search(piece, 1)
    return again is None or not QUOTES.isdisjoint(again[0]) or any(again[0] in other for other in others)


@lru_cache(maxsize=256)
def _own_right_places(text: str, start: int, end: int) -> dict[int, str]:
    """The places that a piece has by its own words, with their kinds; 等 in 平等 or 高等教育 closes nothing."""
    places = {end: "whole"}
    for at in range(start + 1, end):
        if text[at] in _RIGHT_MARKS:
            places[at] = _RIGHT_MARKS[text[at]]
        elif text[at - 1] in "”》":
            places[at] = "behind_quote"
    for begin, _, role in find_words(text, start, end, *_RIGHT_ROLES):
        if role == "et_cetera":
            places[begin] = role
        elif role != "compound":
            places.setdefault(begin, role)
    places.update((found.start(), "role") for found in _ROLE.finditer(text, start + 1, end))
    places.update((found.start(), "other_count") for found in ANY_COUNT.finditer(text, start + 1, end))
    return places


def _right_places(text: str, piece: Piece, others: Sequence[str], expected: Expected) -> dict[int, str]:
    """The places with their kinds, also those by the head."""
    start, end = piece
    places = _own_right_places(text, start, end).copy()
    again = count_again(expected.count).finditer(text, start + 1, end)
    places.update((found.start(), "count_again") for found in again)
    if expected.count > 1:
        for form in number_forms(expected.count) if expected.shared else ():  # 三证 after the members of 三证合一
            at = text.find(form + expected.shared[:2], start + 1, end)
            if at < 0 and text.endswith(form + expected.shared[:1], start + 1, end):
                at = end - len(form) - 1
            is_own = any(form + expected.shared[:1] in other for other in others)  # 北二环、东二环 for 二环
            if at >= 0 and text[at - 1] not in "0123456789.第" and not is_own:
                places[at] = "count_again"
    for noun in (*expected.nouns, expected.shared):
        is_shared = len(noun) > 1 and not any(
            noun in other for other in others
        )  # 甲污水厂二期、乙污水厂 have their own
        at = text.rfind(noun, start + 1, end) if is_shared else -1
        at -= at > start + 1 and text[at - 1] == "的"  # 无船籍港的船舶 for “三无”船舶
        if at >= 0 and places.get(at) not in {"et_cetera", "count_again"}:
            places[at] = "head_noun"
    return places


def _ends_parallel(text: str, piece: Piece, others: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Where the last member ends as the others do; in two characters of several it is ``alike``."""
    same = {size for size in (1, 2, 3) if len(others) > 1 and len({other[-size:] for other in others}) == 1}
    for wanted in sorted({*(others[0][-size:] for size in same), *(other[-2:] for other in others[:1])}, key=len):
        at = text.find(wanted, piece[0] + 1, piece[1])
        if at >= 0:
            yield at + len(wanted), "alike" if len(wanted) in same - {1} else "parallel"


def _least_length(others: Sequence[str]) -> float:
    return max(0.2 * sum(map(compared_length, others)) / max(len(others), 1), 1)
