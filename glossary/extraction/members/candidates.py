"""Candidate lists: every row of pieces in a stretch of a definition that could be a list of so many members. Pure.

A row is a run of pieces between separators of one level, a window of such a run, the same with 和 or 及 parting a
piece, or pieces behind 一是 … 二是 …. Nothing is trimmed or judged here: a row carries the names of its kind, and
``weights.json`` says what they are worth.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from glossary.extraction.members.boundaries import DEFINES, Expected
from glossary.extraction.members.normalized_definition import Level, NormalizedDefinition, Piece, Separator
from glossary.extraction.members.words import begins_with

MAX_WINDOWS = 30
"""Of one run; a longer row of clauses is running text."""
MAX_PAIRS = 12
"""Brackets and quotes that are looked into."""


class Row(NamedTuple):
    """A candidate list: where each piece stands, and what kind of row it is.

    Attributes:
        pieces: The pieces in order, untrimmed.
        kinds: Names of features: how it was found.
        outer: The pieces before a view shortened them, empty for the same.
    """

    pieces: tuple[Piece, ...]
    kinds: tuple[str, ...]
    outer: tuple[Piece, ...] = ()


# Name of a run, what bounds it, what separates its pieces.
_RUN_LEVELS: tuple[tuple[str, frozenset[Level], frozenset[Level]], ...] = (
    ("pause", frozenset({Level.SENTENCE, Level.SEMICOLON, Level.COMMA}), frozenset({Level.PAUSE})),
    ("semicolon", frozenset({Level.SENTENCE}), frozenset({Level.SEMICOLON})),
    ("comma", frozenset({Level.SENTENCE, Level.SEMICOLON}), frozenset({Level.COMMA})),
    ("comma_pause", frozenset({Level.SENTENCE, Level.SEMICOLON}), frozenset({Level.COMMA, Level.PAUSE})),
    ("semicolon_comma", frozenset({Level.SENTENCE}), frozenset({Level.SEMICOLON, Level.COMMA})),
    (
        "semicolon_comma_pause",
        frozenset({Level.SENTENCE}),
        frozenset({Level.SEMICOLON, Level.COMMA, Level.PAUSE}),
    ),
    ("sentence", frozenset(), frozenset({Level.SENTENCE})),
    ("sentence_semicolon", frozenset(), frozenset({Level.SENTENCE, Level.SEMICOLON})),
)
_INSIDE = {"(": "in_bracket", "《": "in_title", "“": "in_quote", "‘": "in_quote"}


def find_rows(definition: NormalizedDefinition, start: int, end: int, counts: Sequence[int]) -> Iterator[Row]:
    """Every row of ``sum(counts)`` pieces in ``[start, end)``, each once for each way it can be read.

    Args:
        definition: The normalized definition.
        start: Where to look from, code points.
        end: Where to stop.
        counts: How many members each group promises, in the order of the list.
    """
    count = sum(counts)
    yield from _enumerated(definition, start, end, count)
    yield from _separated(definition, start, end, definition.depth_at(start), counts)
    looked_into = 0
    for opened, closed in definition.pairs_in(start, end):
        depth = definition.depth[opened]
        if looked_into < MAX_PAIRS and definition.separators_in(opened + 1, closed, depth):
            looked_into += 1
            inside = _INSIDE.get(definition.text[opened], "in_bracket")
            for row in _separated(definition, opened + 1, closed, depth, counts):
                framed = row.pieces[0][0] == opened + 1 and row.pieces[-1][1] == closed
                yield Row(row.pieces, (*row.kinds, inside, "framed") if framed else (*row.kinds, inside))


class _Run(NamedTuple):
    """What stands between two outer separators, split at the inner ones.

    Attributes:
        name: Of the level.
        pieces: The pieces, empty ones left out.
        conjunctions: For each piece the conjunctions within it.
        joined: How many conjunctions there are within pieces.
    """

    name: str
    pieces: list[Piece]
    conjunctions: dict[int, list[Separator]]
    joined: int


def _separated(
    definition: NormalizedDefinition, start: int, end: int, depth: int, counts: Sequence[int]
) -> Iterator[Row]:
    count = sum(counts)
    for run in _runs(definition, start, end, depth, is_small=count <= 2):
        if len(run.pieces) + run.joined >= count:
            yield from _windows(definition, run, counts)


@lru_cache(maxsize=64)
def _runs(definition: NormalizedDefinition, start: int, end: int, depth: int, *, is_small: bool) -> tuple[_Run, ...]:
    """The runs of a stretch; a stretch is asked for lists of several lengths, one after the other."""
    marks = definition.separators_in(start, end, depth)
    levels = {mark.level for mark in marks}
    runs: list[_Run] = []
    for name, outer, inner in _RUN_LEVELS:
        if len(levels & inner) < len(inner) - (len(inner) > 2) and not (is_small and len(inner) == 1):
            continue  # the same runs as on another level; one or two need no mark
        for part in _parts(start, end, marks, outer):
            pieces, conjunctions = _pieces(definition, part, inner)
            runs.append(_Run(name, pieces, conjunctions, sum(map(len, conjunctions.values()))))
    return tuple(runs)


def _parts(
    start: int, end: int, marks: tuple[Separator, ...], outer: frozenset[Level]
) -> Iterator[tuple[Separator, ...]]:
    """The stretch split at the outer separators; each part as its inner ones between two that bound it."""
    part = [Separator(start, start, Level.SENTENCE)]
    for mark in (*marks, Separator(end, end, Level.SENTENCE)):
        part.append(mark)
        if mark.level in outer or mark.start == end:
            yield tuple(part)
            part = [mark]


def _pieces(
    definition: NormalizedDefinition, part: tuple[Separator, ...], inner: frozenset[Level]
) -> tuple[list[Piece], dict[int, list[Separator]]]:
    """The pieces of a part, and for each piece the conjunctions within it."""
    pieces: list[Piece] = []
    conjunctions: dict[int, list[Separator]] = {}
    begin = part[0].end
    within: list[Separator] = []
    for mark in part[1:]:
        if mark is part[-1] or mark.level in inner:
            piece = definition.strip(begin, mark.start)
            if piece[0] < piece[1]:
                if within:
                    conjunctions[len(pieces)] = [one for one in within if one.start > piece[0]]
                pieces.append(piece)
            begin, within = mark.end, []
        elif mark.level is Level.CONJUNCTION:
            within.append(mark)
    return pieces, conjunctions


def _windows(definition: NormalizedDefinition, run: _Run, counts: Sequence[int]) -> Iterator[Row]:
    count, pieces = sum(counts), run.pieces
    for first in range(min(len(pieces) - count + 1, MAX_WINDOWS)):
        yield Row(tuple(pieces[first : first + count]), _window_kinds(run, first, count))
    for first in range(min(len(pieces) - count + 2, MAX_WINDOWS) if run.joined else 0):
        kinds = (*_window_kinds(run, first, count - 1), "joined_last")
        for at in _parting(run, first, counts):
            for mark in run.conjunctions[at][-3:]:
                left, right = (pieces[at][0], mark.start), (mark.end, pieces[at][1])
                row = (*pieces[first:at], left, right, *pieces[at + 1 : first + count - 1])
                yield Row(row, kinds)
    if len(pieces) < count - 1:
        yield from _all_joined(definition, run, counts)


def _parting(run: _Run, first: int, counts: Sequence[int]) -> Iterator[int]:
    """The pieces of a window that a conjunction may part: the first, the last, and the last of each group."""
    ends = {first + sum(counts[:nth]) - 2 for nth in range(1, len(counts) + 1)}
    ends |= {first, *(first + sum(counts[:nth]) - 1 for nth in range(1, len(counts)))}
    last = first + sum(counts) - 2
    for at in sorted(ends):
        if first <= at <= last and at in run.conjunctions:
            yield at


def _all_joined(definition: NormalizedDefinition, run: _Run, counts: Sequence[int]) -> Iterator[Row]:
    """Every conjunction parts, or the last piece of each group has one."""
    count = sum(counts)
    if len(run.pieces) + run.joined == count:
        yield Row(tuple(_parted(run, range(len(run.pieces)))), (*_window_kinds(run, 0, len(run.pieces)), "joined_all"))
        return
    begin, parted = 0, []
    for size in counts:
        at = begin + size - 2
        if size > 1 and len(run.conjunctions.get(at, ())) == 1:
            parted.append(at)
            begin = at + 1
        else:
            begin += size
    if begin == len(run.pieces) and len(parted) > 1:
        yield Row(tuple(_parted(run, parted)), (*_window_kinds(run, 0, begin), "joined_groups"))


def _parted(run: _Run, parted: Sequence[int]) -> Iterator[Piece]:
    for at, (start, end) in enumerate(run.pieces):
        marks = run.conjunctions.get(at, ()) if at in parted else ()
        begins = [start, *(mark.end for mark in marks)]
        yield from zip(begins, [*(mark.start for mark in marks), end], strict=True)


def _window_kinds(run: _Run, first: int, length: int) -> tuple[str, ...]:
    left = len(run.pieces) - first - length
    kinds = (f"run_{run.name}",)
    if not first and not left:
        return (*kinds, "whole_run")
    return (*kinds, "run_begins" if not first else "run_begun", "run_ends" if not left else "run_goes_on")


_HAN = (*"一二三四五六七八九十", *(f"十{digit}" for digit in "一二三四五六七八九"), "二十")
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
# How a definition may number its members; {han} and {digit} stand for the number.
_ENUMERATORS = (
    ("(?<!十){han}是(?:要|在)?(?=.)", ("一是",)),
    (r"\(\s*{digit}\s*\)", ("(",)),
    (r"\(\s*{han}\s*\)", ("(",)),
    ("{circled}", ("①",)),
    (r"(?<![0-9.]){digit}[.、](?![0-9])", ("1",)),
    (r"第{han}(?![届次])[^,:。、;]{{0,2}}?(?:是|[,:]|、)", ("第一",)),
    (r"(?<![一二三四五六七八九十]){han}、", ("一、",)),
)


@lru_cache(maxsize=128)
def _enumerator(style: str, number: int) -> re.Pattern[str]:
    return re.compile(style.format(han=_HAN[number], digit=number + 1, circled=_CIRCLED[number]))


# “向海图强”，就是要…; 绿牌为…、黄牌为…, and 既解决问题，又解开疙瘩.
_NAMED = re.compile(
    r"[“‘]([^”’、,;0-9一二三四五六七八九十两双]{2,12})[”’],?(?:主要|分别)?(?:就是|即|是指|指|为|是)(?![标导挥])"
    r"|(?:(?<=[。;,:、])|^)([^“”、,;:。0-9一二三四五六七八九十两双为]{2,6})(?:为|是指|即|指)(?![标导挥了])(?=[^、,;。]{3})"
)
_BOTH = re.compile(r"既(?![有往定是])([^,;。]{2,30}),?又([^,;。]{2,30})")


def _enumerated(definition: NormalizedDefinition, start: int, end: int, count: int) -> Iterator[Row]:
    """Pieces behind 一是 … 二是 …, (1) … (2) …; names that are explained one by one; what 既 and 又 join."""
    text = definition.text
    names = [found.span(1) if found[1] else found.span(2) for found in _NAMED.finditer(text, start, end)]
    if len(names) == count:
        yield Row(tuple(names), ("names_explained",))
    depth = definition.depth_at(start) + 1
    pairs = [pair for pair in definition.pairs_in(start, end) if definition.depth[pair[0]] == depth]
    titles = [(opened, closed + 1) for opened, closed in pairs if text[opened] == "《"]
    quotations = [(opened + 1, closed) for opened, closed in pairs if text[opened] in "“‘" and closed > opened + 1]
    for all_of, kind in ((titles, "all_titles"), (quotations, "all_quotations")):
        if len(all_of) == count > 1:
            yield Row(tuple(all_of), (kind,))
    both = _BOTH.search(text, start, end) if count == 2 else None
    if both:
        yield Row((both.span(1), both.span(2)), ("both_and",))
    if count > len(_HAN):
        return
    for style, (sign,) in _ENUMERATORS:
        if text.find(sign, start, end) < 0:
            continue
        found: list[tuple[int, int]] = []
        for number in range(count):
            match = _enumerator(style, number).search(text, found[-1][1] if found else start, end)
            if not match:
                break
            found.append(match.span())
        if len(found) == count:
            last = text.find("。", found[-1][1], end)
            stops = [*(at for at, _ in found[1:]), end if last < 0 else last]
            pieces = (definition.strip(begin, stop) for (_, begin), stop in zip(found, stops, strict=True))
            row = tuple(pieces)
            if all(begin < stop for begin, stop in row):
                goes_on = count < len(_HAN) and _enumerator(style, count).search(text, found[-1][1], end)
                yield Row(row, ("enumerated", "enumeration_goes_on") if goes_on else ("enumerated",))


_LONGEST_PLAIN = 8
_LONGEST_UNLIKE = 6


def find_plain(definition: NormalizedDefinition, start: int, end: int, expected: Expected) -> Row | None:
    """The row that fills a stretch, where nothing else can be the list: members of one length, or with one morpheme.

    保民生、保工资、保运转, 指禁烧、禁排、禁放; such a row needs no boundaries and no comparison with others.

    Args:
        definition: The normalized definition.
        start: Where the stretch starts, code points.
        end: Where it ends.
        expected: What the head says of the group.
    """
    text = definition.text
    lead = DEFINES.match(text, start, end)
    begin = lead.end() if lead else start
    if expected.count < 3 or begin >= end:
        return None
    marks = definition.separators_in(begin, end, definition.depth[begin])
    if len(marks) != expected.count - 1 or {mark.level for mark in marks} - {marks[0].level, marks[-1].level}:
        return None
    if marks[0].level is Level.CONJUNCTION or marks[-1].level not in {marks[0].level, Level.CONJUNCTION}:
        return None
    pieces = tuple(zip([begin, *(mark.end for mark in marks)], [*(mark.start for mark in marks), end], strict=True))
    texts = [text[slice(*piece)] for piece in pieces]
    return Row(pieces, ("plain",)) if _are_members(texts, expected.key) else None


def _are_members(texts: Sequence[str], key: str) -> bool:
    """Whether texts look so much alike that each is a member as it stands."""
    if not all(map(str.isalnum, texts)) or len(set(texts)) < len(texts) or texts[-1][0] == "其":
        return False
    if texts[0][0] in "①1" or (texts[0][0] == "一" and texts[1][0] == "二") or begins_with(texts[0], "lead"):
        return False
    lengths = [len(text) for text in texts]
    least, most = min(lengths), max(lengths)
    if least == most:
        alike = all(key in text for text in texts) if key else len({text[0] for text in texts}) == 1
        return most <= (_LONGEST_PLAIN if alike else _LONGEST_UNLIKE)
    if not key or most > min(1.5 * least + 1, _LONGEST_PLAIN):
        return False
    begins = all(text.startswith(key) for text in texts) and lengths[-1] <= max(lengths[:-1])
    return begins or (all(text.endswith(key) for text in texts) and lengths[0] <= max(lengths[1:]))


def find_adjoining(definition: NormalizedDefinition, start: int, end: int, count: int, morpheme: str) -> Iterator[Row]:
    """Members with no mark between them: 禁烧禁排, 所有权承包权经营权.

    Args:
        definition: The normalized definition.
        start: Where to look from, code points.
        end: Where to stop.
        count: How many members.
        morpheme: The one character that each begins or ends with.
    """
    text = definition.text
    if text.count(morpheme, start, end) < count:
        return
    at = text.find(morpheme, start, end)
    while at >= 0:
        for length, first in ((2, at), (3, at), (3, at - 2), (2, at - 1)):
            if first >= start and _adjoin(text[first:end], count, length, at - first):
                yield Row(
                    tuple((first + length * nth, first + length * (nth + 1)) for nth in range(count)), ("adjoining",)
                )
                return
        at = text.find(morpheme, at + 1, end)


def _adjoin(text: str, count: int, length: int, place: int) -> bool:
    """Whether ``text`` begins with so many words of one length, the same character at one place of each and no more."""
    words, behind = text[: count * length], text[count * length : (count + 1) * length]
    morpheme = words[place : place + 1]
    if len(words) < count * length or words[place::length].count(morpheme) < count:
        return False
    if words.count(morpheme) > count or not words.isalpha():
        return False
    if place:  # two may meet by chance: 特色高水平高 of 特色高水平高职院校
        return count > 2 and behind[place : place + 1] != morpheme
    return behind[:1] != morpheme if length == 2 else behind[:1] in {"", *"、,;。的"}


def find_merged(definition: NormalizedDefinition, start: int, end: int, morphemes: Sequence[str]) -> Iterator[Row]:
    """Rows of which some pieces only qualify what follows: 生态优先、绿色发展示范带 is one of the 带.

    Args:
        definition: The normalized definition.
        start: Where to look from, code points.
        end: Where to stop.
        morphemes: What each member has, in order; a piece without it goes with the next that has it.
    """
    if not all(morphemes) or definition.text.count("、", start, end) < len(morphemes) - 1:
        return
    for run in _runs(definition, start, end, definition.depth_at(start), is_small=len(morphemes) <= 2):
        if run.name != "pause" or len(run.pieces) + run.joined <= len(morphemes):
            continue
        joined = list(_parted(run, range(len(run.pieces))))
        for pieces, kind in ((run.pieces, "merged"), (joined, "merged_joined")):
            merged = _merge(definition.text, pieces, morphemes) if len(pieces) > len(morphemes) else None
            if merged:
                yield Row(tuple(merged), ("run_pause", kind))


_MORPHEME_REACH = 6
"""Code points from the end of a piece in which its morpheme stands."""


def _merge(text: str, pieces: Sequence[Piece], morphemes: Sequence[str]) -> list[Piece] | None:
    """As many pieces as morphemes, each up to the next that ends with its morpheme; ``None`` where they do not fit."""
    merged: list[Piece] = []
    begin: int | None = None
    for start, end in pieces:
        begin = start if begin is None else begin
        if len(merged) == len(morphemes):
            return None
        if text.find(morphemes[len(merged)], max(start, end - _MORPHEME_REACH), end) >= 0:
            merged.append((begin, end))
            begin = None
    return merged if len(merged) == len(morphemes) and begin is None else None
