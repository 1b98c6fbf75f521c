"""A definition prepared for splitting: one script, half-width, its brackets paired and its separators graded. Pure.

The normalized text has the length of the printed one, so every offset is an offset into the printed text.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple

from glossary.chinese.normalize import half_width
from glossary.chinese.script import to_hans
from glossary.extraction.members.words import pattern_of

MAX_LENGTH = 6_000
"""Code points of a definition that are read; the longest real one seen has 3,400."""
MAX_PAIR_LENGTH = 600
"""A bracket that stays open longer is damage."""

Piece = tuple[int, int]
"""A stretch ``[start, end)``, code points."""

_OPENER_OF = {"”": "“", "’": "‘", "》": "《", "〉": "〈", ")": "(", "]": "[", "】": "【", "〕": "〔"}
_PAIR_MARK = re.compile(f"[{re.escape(''.join((*_OPENER_OF, *_OPENER_OF.values())))}]")
_QUOTES = str.maketrans("「」『』〝〞", "“”‘’“”")


class Level(IntEnum):
    """The strength of a separator; the members of one list are mostly between separators of one level."""

    CONJUNCTION = 1
    PAUSE = 2
    COMMA = 3
    SEMICOLON = 4
    SENTENCE = 5


SENTENCES = frozenset({Level.SENTENCE})
CLAUSES = SENTENCES | {Level.SEMICOLON, Level.COMMA}
# What may hang at the edge of a piece: stray marks, and every blank that half width leaves.
_EDGES = "、,;:。*_ \t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u1680"
_LEVELS = {
    "、": Level.PAUSE,
    ",": Level.COMMA,
    ";": Level.SEMICOLON,
    **dict.fromkeys("。!?", Level.SENTENCE),
}
# 和 and its kin inside words join nothing: 碳中和, 普及, 国民经济和社会发展; nor does 和平 before a mark.
_CONJUNCTION = re.compile(
    rf"{pattern_of('joins_nothing')}|和平(?=[、,。;])|({pattern_of('conjunction')}|(?<=[\u4e00-\u9fff])又(?=[无不要有]))"
)


# 以娄底、邵阳为支点: what plays a part is one phrase, and may be a list of its own.
_IN_FRAME = r"[^,;。:“”‘’《》()\[\]以为]{1,40}"
_FRAME = re.compile(rf"以({_IN_FRAME}、{_IN_FRAME})为(?:重要|主要)?(?:{pattern_of('part_played')})")


class Separator(NamedTuple):
    """A separator ``[start, end)``; empty between two adjacent quotes or titles."""

    start: int
    end: int
    level: Level


@dataclass(frozen=True, slots=True, eq=False)
class NormalizedDefinition:
    """A normalized definition with its pairs and separators; one is equal to itself alone.

    Attributes:
        text: Simplified and half-width, quotes as “…‘…’…”, the length of what was printed (cut at ``MAX_LENGTH``).
        pairs: (opening, closing) offsets of brackets and quotes, in order of the opening.
        depth: For each offset, the number of pairs around it.
        separators: By depth, the separators in order.
    """

    text: str
    pairs: tuple[Piece, ...]
    depth: tuple[int, ...]
    separators: tuple[tuple[Separator, ...], ...]

    def pairs_in(self, start: int, end: int) -> list[Piece]:
        """The pairs that open and close within ``[start, end)``."""
        first, last = bisect_left(self.pairs, (start, 0)), bisect_left(self.pairs, (end, 0))
        return [pair for pair in self.pairs[first:last] if pair[1] < end]

    def depth_at(self, start: int) -> int:
        """The depth of a stretch that begins at ``start``; an opening quote there is its own content."""
        if start >= len(self.text):
            return 0
        first = bisect_left(self.pairs, (start, 0))
        return self.depth[start] - (first < len(self.pairs) and self.pairs[first][0] == start)

    def closes_pair(self, start: int, stop: int) -> int:
        """``stop``, moved after the pair it would break where that pair opens at or after ``start``."""
        first, last = bisect_left(self.pairs, (start, 0)), bisect_left(self.pairs, (stop, 0))
        return max((closed + 1 for _, closed in self.pairs[first:last] if stop <= closed), default=stop)

    def separators_in(self, start: int, end: int, depth: int) -> tuple[Separator, ...]:
        """The separators of ``depth`` within ``[start, end)``."""
        marks = self.separators[depth] if depth < len(self.separators) else ()
        return marks[bisect_left(marks, (start,)) : bisect_left(marks, (end,))]

    def split(self, start: int, end: int, levels: frozenset[Level]) -> list[Piece]:
        """The pieces of ``[start, end)`` between separators of the given levels, stripped, empty ones left out."""
        marks = self.separators_in(start, end, self.depth_at(start))
        bounds = [mark for mark in marks if mark.level in levels]
        starts, ends = [start, *(mark.end for mark in bounds)], [*(mark.start for mark in bounds), end]
        pieces = [self.strip(*piece) for piece in zip(starts, ends, strict=True)]
        return [piece for piece in pieces if piece[0] < piece[1]]

    def strip(self, start: int, end: int) -> Piece:
        """``[start, end)`` without white space and stray marks at its edges."""
        text = self.text
        while start < end and text[start] in _EDGES:
            start += 1
        while start < end and text[end - 1] in _EDGES:
            end -= 1
        return start, end


@lru_cache(maxsize=64)
def normalize_definition(printed: str) -> NormalizedDefinition:
    """Normalize a printed definition and find its pairs and separators; linear in its length."""
    text = to_hans(half_width(printed[:MAX_LENGTH])).translate(_QUOTES)
    text = _pair_straight_quotes(text)
    printed_pairs = tuple(sorted(_pairs(text)))
    frames = [(found.start(), found.end(1)) for found in _FRAME.finditer(text)]
    pairs = tuple(sorted([*printed_pairs, *frames]))
    steps = [0] * (len(text) + 1)
    for opened, closed in pairs:
        steps[opened] += 1
        steps[closed + 1] -= 1
    depth = tuple(accumulate(steps))
    marks: list[list[Separator]] = [[] for _ in range(max(depth) + 1)]
    for mark in _separators(text):
        marks[depth[mark.start]].append(mark)
    for at in _between_pairs(text, printed_pairs):
        of_depth = marks[depth[at] - 1]
        of_depth.append(Separator(at, at, _level_between_pairs(text, at)))
    return NormalizedDefinition(text, pairs, depth, tuple(tuple(_joined(text, sorted(level))) for level in marks))


def _pair_straight_quotes(text: str) -> str:
    parts = text.split('"')
    quotes = [*("“" if at % 2 else "”" for at in range(1, len(parts))), ""]
    if len(parts) % 2 == 0:
        quotes[-2] = '"'
    return "".join(part + quote for part, quote in zip(parts, quotes, strict=True))


def _pairs(text: str) -> Iterator[Piece]:
    stack: list[int] = []
    for mark in _PAIR_MARK.finditer(text):
        opener = _OPENER_OF.get(mark[0])
        if opener is None:
            stack.append(mark.start())
        elif opener in [text[one] for one in stack[-4:]]:
            while text[stack[-1]] != opener:
                stack.pop()
            opened = stack.pop()
            if mark.start() - opened <= MAX_PAIR_LENGTH:
                yield opened, mark.start()


# 省—市—县: dashes make a list where nothing else does.
_DASHES = re.compile(r"[\u4e00-\u9fff]—{1,2}[\u4e00-\u9fff]")
_SINGLE = re.compile(r"[、,;。!?\n+]|—{1,2}(?=[^—])")


def _separators(text: str) -> Iterator[Separator]:
    with_dashes = "—" in text and "、" not in text and len(_DASHES.findall(text)) > 1
    for found in _CONJUNCTION.finditer(text):
        if found[1]:
            yield Separator(*found.span(), Level.CONJUNCTION)
    for found in _SINGLE.finditer(text):
        at, mark = found.start(), found[0]
        if mark in _LEVELS:
            if not (mark == "," and text[at - 1 : at].isdecimal() and text[at + 1 : at + 4].isdecimal()):
                yield Separator(at, at + 1, _LEVELS[mark])
        elif mark == "\n":
            if text[max(0, at - 8) : at].rstrip()[-1:] in {"。", ";", ":"}:  # printed lines wrap anywhere
                yield Separator(at, at + 1, Level.SENTENCE)
        elif _joins_two(text, at) if mark == "+" else with_dashes:
            yield Separator(*found.span(), Level.PAUSE)


def _joins_two(text: str, at: int) -> bool:
    """Whether the + at ``at`` separates two members, unlike in 互联网+ or 1+N."""
    before, after = text[max(0, at - 3) : at], text[at + 1 : at + 2]
    return (before.endswith("》") or after == "《" or (before.isalpha() and after.isalpha())) and not before.endswith(
        ("互联网", "智能", "N", "X")
    )


_CLAUSE_AROUND = re.compile("[,;。:\n]")


def _level_between_pairs(text: str, at: int) -> Level:
    """Quotes side by side are one member where the clause has real separators: 甲、开展“乙”“丙”工作."""
    start = max(text.rfind(mark, 0, at) for mark in ",;。:\n") + 1
    behind = _CLAUSE_AROUND.search(text, at)
    return Level.CONJUNCTION if "、" in text[start : behind.start() if behind else len(text)] else Level.PAUSE


def _between_pairs(text: str, pairs: tuple[Piece, ...]) -> Iterator[int]:
    """Quotes or titles side by side (“甲”“乙”《丙》) are a list without marks; a bracket belongs to what it follows."""
    opened_by = {close: opened for opened, close in pairs}
    for opened, _ in pairs:
        before = opened_by.get(opened - 1, -1)
        if before >= 0 and text[before] == "(":  # 《甲》(试行)《乙》 is a list, 某村(社区)“两委” is not
            before = opened_by.get(before - 1, -1)
        if before >= 0 and text[opened] != "(":
            yield opened


def _joined(text: str, marks: list[Separator]) -> Iterator[Separator]:
    """One separator for 、和 and ，以及: the conjunction after a mark begins the last member of a list.

    Where the list goes on, what begins the member is a name: 、和润雅居西侧、….
    """
    last: Separator | None = None
    for mark, following in pairwise([*marks, Separator(len(text), len(text), Level.SENTENCE)]):
        if last and mark.level is Level.CONJUNCTION and last.level < Level.SEMICOLON and last.end == mark.start:
            goes_on = following.level is last.level is Level.PAUSE and text[following.start : following.end] == "、"
            if not goes_on or text[mark.start : mark.end] not in _IN_NAMES:
                level = Level.PAUSE if text[mark.start] in "以及" else last.level
                last = Separator(last.start, mark.end, level)
            continue
        if last:
            yield last
        last = mark
    if last:
        yield last


_IN_NAMES = frozenset("和与")
