"""Rows of pieces in a stretch of a definition that could be a list of so many members. Pure.

A row is a run of pieces between marks of one strength, a window of such a run, the same with 和 or 及 before the last
piece, or pieces behind 一是 … 二是 …. Nothing is trimmed or judged here.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from glossary.extraction.members.phrases import Cut, Mark, Phrases

Piece = tuple[int, int]

_MOST_WINDOWS = 30
"""Of one run; a longer row of clauses is running text."""
_MOST_PAIRS = 12
"""Brackets and quotes that are looked into."""


class Row(NamedTuple):
    """A candidate list: where each piece stands, and what its kind says for or against it."""

    pieces: tuple[Piece, ...]
    bonus: float


# What bounds a run, what separates its pieces, and how usual such a list is.
_LEVELS: tuple[tuple[frozenset[Cut], frozenset[Cut], float], ...] = (
    (frozenset({Cut.SENTENCE, Cut.SEMICOLON, Cut.COMMA}), frozenset({Cut.PAUSE}), 0.5),
    (frozenset({Cut.SENTENCE}), frozenset({Cut.SEMICOLON}), 0.5),
    (frozenset({Cut.SENTENCE, Cut.SEMICOLON}), frozenset({Cut.COMMA}), -0.5),
    (frozenset({Cut.SENTENCE, Cut.SEMICOLON}), frozenset({Cut.COMMA, Cut.PAUSE}), -0.5),
    (frozenset({Cut.SENTENCE}), frozenset({Cut.SEMICOLON, Cut.COMMA}), -0.5),
    (frozenset({Cut.SENTENCE}), frozenset({Cut.SEMICOLON, Cut.COMMA, Cut.PAUSE}), -1.0),
    (frozenset(), frozenset({Cut.SENTENCE}), -1.0),
)


def find_rows(phrases: Phrases, start: int, end: int, count: int) -> Iterator[Row]:
    """Every row of ``count`` pieces in ``[start, end)``, each once for each way it can be read."""
    yield from _enumerated(phrases, start, end, count)
    yield from _separated(phrases, start, end, phrases.level(start), count)
    looked_into = 0
    for opened, closed in phrases.pairs_in(start, end):
        depth = phrases.depth[opened]
        if looked_into < _MOST_PAIRS and phrases.marks_in(opened + 1, closed, depth):
            looked_into += 1
            bonus = -1.0 if phrases.text[opened] in "(《" else 1.0
            for row in _separated(phrases, opened + 1, closed, depth, count):
                framed = row.pieces[0][0] == opened + 1 and row.pieces[-1][1] == closed
                yield Row(row.pieces, row.bonus + bonus + 1.5 * framed)


def find_adjoining(phrases: Phrases, start: int, end: int, count: int, morpheme: str) -> Iterator[Row]:
    """Members with no mark between them: 禁烧禁排, 所有权承包权经营权.

    Args:
        phrases: The definition.
        start: Where to look from, code points.
        end: Where to stop.
        count: How many members.
        morpheme: The one character that each begins or ends with.
    """
    text = phrases.text
    if text.count(morpheme, start, end) < count:
        return
    at = text.find(morpheme, start, end)
    while at >= 0:
        for length, first in ((2, at), (3, at), (3, at - 2)):
            if first >= start and _adjoin(text[first:end], count, length, at - first):
                yield Row(tuple((first + length * nth, first + length * (nth + 1)) for nth in range(count)), 0.0)
                return
        at = text.find(morpheme, at + 1, end)


def _adjoin(text: str, count: int, length: int, place: int) -> bool:
    """Whether ``text`` begins with so many words of one length, the same character at one place of each and no more."""
    words, behind = text[: count * length], text[count * length : (count + 1) * length]
    morpheme = words[place]
    if len(words) < count * length or words[place::length].count(morpheme) < count:
        return False
    if words.count(morpheme) > count or not words.isalpha():
        return False
    if place:  # two may meet by chance: 特色高水平高 of 特色高水平高职院校
        return count > 2 and behind[place : place + 1] != morpheme
    return behind[:1] != morpheme if length == 2 else behind[:1] in _ENDS_WORDS


_ENDS_WORDS = {"", *"、,;。的"}


def find_merged(phrases: Phrases, start: int, end: int, morphemes: Sequence[str]) -> Iterator[Row]:
    """Rows of which some pieces only qualify what follows: 生态优先、绿色发展示范带 is one of the 带.

    Args:
        phrases: The definition.
        start: Where to look from, code points.
        end: Where to stop.
        morphemes: What each member has, in order; a piece without it goes with the next that has it.
    """
    if not all(morphemes) or phrases.text.count("、", start, end) < len(morphemes) - 1:
        return
    for run in _runs(phrases, start, end, phrases.level(start), is_pair=len(morphemes) == 2):
        if run.inner != _PAUSES or len(run.pieces) + run.joined <= len(morphemes):
            continue
        joined = _pieces(phrases, run.part, _PAUSES | {Cut.CONJUNCTION})[0]
        for pieces, bonus in ((run.pieces, -0.5), (joined, -1.0)):
            merged = _merge(phrases.text, pieces, morphemes) if len(pieces) > len(morphemes) else None
            if merged:
                yield Row(tuple(merged), run.bonus + bonus)


def _merge(text: str, pieces: Sequence[Piece], morphemes: Sequence[str]) -> list[Piece] | None:
    """As many pieces as morphemes, each up to the next that ends with its morpheme; ``None`` where they do not fit."""
    merged: list[Piece] = []
    begin: int | None = None
    for start, end in pieces:
        begin = start if begin is None else begin
        if len(merged) == len(morphemes):
            return None
        if text.find(morphemes[len(merged)], max(start, end - _REACH), end) >= 0:
            merged.append((begin, end))
            begin = None
    return merged if len(merged) == len(morphemes) and begin is None else None


_REACH = 6
"""Code points from the end of a piece in which its morpheme stands."""


def _separated(phrases: Phrases, start: int, end: int, depth: int, count: int) -> Iterator[Row]:
    for run in _runs(phrases, start, end, depth, is_pair=count == 2):
        if len(run.pieces) + run.joined >= count:
            yield from _windows(phrases, run, count)
        elif len(run.pieces) == count - 1 > 1 and run.inner == _PAUSES:
            yield from _added(phrases, run, end)


class _Run(NamedTuple):
    """What stands between two outer marks, cut at the inner ones.

    Attributes:
        part: The inner marks between the two marks that bound the run.
        inner: What separates its pieces.
        bonus: How usual such a list is.
        pieces: The pieces, empty ones left out.
        conjunctions: For each piece the conjunctions within it.
        joined: How many conjunctions there are within pieces.
    """

    part: tuple[Mark, ...]
    inner: frozenset[Cut]
    bonus: float
    pieces: list[Piece]
    conjunctions: dict[int, list[Mark]]
    joined: int


@lru_cache(maxsize=64)
def _runs(phrases: Phrases, start: int, end: int, depth: int, *, is_pair: bool) -> tuple[_Run, ...]:
    """The runs of a stretch; a stretch is asked for lists of several lengths, one after the other."""
    marks = phrases.marks_in(start, end, depth)
    strengths = {mark.cut for mark in marks}
    runs: list[_Run] = []
    for outer, inner, bonus in _LEVELS:
        if len(strengths & inner) < len(inner) - (len(inner) > 2) and not (is_pair and len(inner) == 1):
            continue  # the same runs as on another level; a pair needs no mark but 和
        for part in _parts(start, end, marks, outer):
            pieces, conjunctions = _pieces(phrases, part, inner)
            runs.append(_Run(part, inner, bonus, pieces, conjunctions, sum(map(len, conjunctions.values()))))
    return tuple(runs)


def _parts(start: int, end: int, marks: tuple[Mark, ...], outer: frozenset[Cut]) -> Iterator[tuple[Mark, ...]]:
    """The stretch cut at the outer marks; each part as its inner marks between two marks that bound it."""
    part = [Mark(start, start, Cut.SENTENCE)]
    for mark in (*marks, Mark(end, end, Cut.SENTENCE)):
        part.append(mark)
        if mark.cut in outer or mark.start == end:
            yield tuple(part)
            part = [mark]


def _windows(phrases: Phrases, run: _Run, count: int) -> Iterator[Row]:
    pieces, bonus = run.pieces, run.bonus
    bonus += min(0.3 * (count - 2), 1.5) if count - 1 <= len(pieces) <= count else 0.0  # seven of seven is no accident
    if run.inner == _SENTENCES and len(pieces) == count:
        bonus += 1.5 + (count > 2)  # as many sentences
    for first in range(min(len(pieces) - count + 1, _MOST_WINDOWS)):
        row = pieces[first : first + count]
        yield Row(tuple(row), bonus - 0.5 * bool(first) - _uneven(phrases, row, run.inner))
    for first in range(min(len(pieces) - count + 2, _MOST_WINDOWS) if run.joined else 0):
        window = pieces[first : first + count - 1]
        for mark in run.conjunctions.get(first + count - 2, ())[-3:]:
            row = [*window[:-1], (window[-1][0], mark.start), (mark.end, window[-1][1])]
            yield Row(tuple(row), bonus + 0.5 * (count > 2) - 0.5 * bool(first) - _uneven(phrases, row, run.inner))
    if len(pieces) < count == len(pieces) + run.joined:
        every, _ = _pieces(phrases, run.part, run.inner | {Cut.CONJUNCTION})
        if len(every) == count:
            yield Row(tuple(every), bonus - 1.0)


def _added(phrases: Phrases, run: _Run, end: int) -> Iterator[Row]:
    """A run and what a comma and 以及 add to it: 甲、乙、丙，以及丁."""
    at = run.part[-1].start
    if not phrases.text.startswith(",以及", at):
        return
    behind = phrases.marks_in(at + 3, end, phrases.depth[at])
    stop = next((mark.start for mark in behind if mark.cut is not Cut.CONJUNCTION), end)
    yield Row((*run.pieces, phrases.strip(at + 3, stop)), run.bonus)


_PAUSES = frozenset({Cut.PAUSE})
_SENTENCES = frozenset({Cut.SEMICOLON})


def _pieces(
    phrases: Phrases, part: tuple[Mark, ...], inner: frozenset[Cut]
) -> tuple[list[Piece], dict[int, list[Mark]]]:
    """The pieces of a part, and for each piece the conjunctions within it."""
    pieces: list[Piece] = []
    conjunctions: dict[int, list[Mark]] = {}
    begin = part[0].end
    within: list[Mark] = []
    for mark in part[1:]:
        if mark is part[-1] or mark.cut in inner:
            piece = phrases.strip(begin, mark.start)
            if piece[0] < piece[1]:
                if within:
                    conjunctions[len(pieces)] = within
                pieces.append(piece)
            begin, within = mark.end, []
        elif mark.cut is Cut.CONJUNCTION:
            within.append(mark)
    return pieces, conjunctions


def _uneven(phrases: Phrases, pieces: list[Piece], inner: frozenset[Cut]) -> float:
    """Some pieces with 、 and some without are rather clauses than members."""
    if Cut.PAUSE in inner:
        return 0.0
    lists = sum("、" in phrases.text[start:end] for start, end in pieces)
    if not 0 < lists < len(pieces):
        return 0.0
    return 0.75 if 3 * lists <= len(pieces) else 1.5


_HAN = (*"一二三四五六七八九十", *(f"十{digit}" for digit in "一二三四五六七八九"), "二十")
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
# How a definition may number its members; {han} and {digit} stand for the number.
_ENUMERATORS = (
    "(?<!十){han}是",
    r"\({digit}\)",
    r"\({han}\)",
    "{circled}",
    r"(?<![0-9.]){digit}[.、](?![0-9])",
    r"第{han}(?![届次])[^,:。、;]{{0,2}}?(?:是|[,:]|、)",
    r"{han}、",
)


@lru_cache(maxsize=128)
def _enumerator(style: str, number: int) -> re.Pattern[str]:
    return re.compile(style.format(han=_HAN[number], digit=number + 1, circled=_CIRCLED[number]))


# “向海图强”，就是要…, and 既解决问题，又解开疙瘩.
_NAMED = re.compile(
    r"[“‘\"]([^”’\"、,;0-9一二三四五六七八九十两双]{3,10})[”’\"],?(?:就是|即|是指|指|主要指)(?![标导挥])"
)
_BOTH = re.compile(r"既(?![有往定是])([^,;。]{2,30}),?又([^,;。]{2,30})")


def _labelled(phrases: Phrases, start: int, end: int, count: int) -> Iterator[Row]:
    """Labels that are explained one by one, and what 既 and 又 join."""
    names = [found.span(1) for found in _NAMED.finditer(phrases.text, start, end)]
    if len(names) == count:
        yield Row(tuple(names), 6.0)
    both = _BOTH.search(phrases.text, start, end) if count == 2 else None
    if both:
        yield Row((both.span(1), both.span(2)), 3.0)


def _enumerated(phrases: Phrases, start: int, end: int, count: int) -> Iterator[Row]:
    """Pieces behind 一是 … 二是 …, (1) … (2) … and their kin, one mark after the other."""
    if count > len(_HAN):
        return
    yield from _labelled(phrases, start, end, count)
    bonus = 4.0 + min(0.3 * (count - 2), 1.5)
    for style in _ENUMERATORS:
        found: list[tuple[int, int]] = []
        for number in range(count):
            match = _enumerator(style, number).search(phrases.text, found[-1][1] if found else start, end)
            if not match:
                break
            found.append(match.span())
        if len(found) == count:
            last = phrases.text.find("。", found[-1][1], end)
            stops = [*(at for at, _ in found[1:]), end if last < 0 else last]
            yield Row(tuple(phrases.strip(begin, stop) for (_, begin), stop in zip(found, stops, strict=True)), bonus)
