"""A definition as a reader's eye sees it: where its brackets and quotes pair, and where it can be cut. Pure.

Everything is decided on a simplified, half-width image of the same length, so every offset is an offset into the
printed text.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from glossary.chinese.normalize import half_width
from glossary.chinese.script import to_hans

LONGEST = 6_000
"""Code points of a definition that are looked at; the longest real one seen has 3,400."""

_CLOSERS = {"”": "“", "’": "‘", "》": "《", "〉": "〈", ")": "(", "]": "[", "】": "【", "〕": "〔"}
_QUOTES = str.maketrans("「」『』〝〞", "“”‘’“”")
_OPENERS = frozenset(_CLOSERS.values())
_REACH = 600  # a bracket that stays open longer is taken for damage


class Cut(IntEnum):
    """How strongly a mark separates; a list is made of pieces between marks of one strength."""

    CONJUNCTION = 1
    PAUSE = 2
    COMMA = 3
    SEMICOLON = 4
    SENTENCE = 5


# What may hang at the edge of a piece: stray marks, and every blank that half width leaves.
_EDGES = frozenset("、,;:。*_ \t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u1680")
_MARKS = {"、": Cut.PAUSE, ",": Cut.COMMA, ";": Cut.SEMICOLON, "。": Cut.SENTENCE, "!": Cut.SENTENCE, "?": Cut.SENTENCE}
# 和 and its kin inside words are no conjunctions: 碳中和, 普及, 参与, 和谐.
_CONJUNCTION = re.compile(
    r"以及|(?<![温缓饱柔祥共永并])(?<!碳中)和(?!谐|平(?:[、,。;]|发展|统一|稳定|年代|共处|解放|时期|与)|美(?![丽好国术])|睦|畅)"
    r"|(?<![普涉触惠危波提以顾埃遍])及(?![时其早格])|(?<![参给赋寄并])与(?!会|时俱|共|否|民(?:同乐|争利))|暨"
)


class Mark(NamedTuple):
    """A separating mark ``[start, end)``; empty where two quotes or titles stand side by side."""

    start: int
    end: int
    cut: Cut


@dataclass(frozen=True, slots=True, eq=False)
class Phrases:
    """A definition's image with its pairs and marks; one is equal to itself alone.

    Attributes:
        text: Simplified and half-width, quotes as “…‘…’…”, the same length as what was printed (cut at ``LONGEST``).
        pairs: (opening, closing) offsets of brackets and quotes, in order of the opening.
        depth: For each offset, how many pairs it stands in.
        marks: By depth, the separating marks in order.
        mark_starts: By depth, where they start.
    """

    text: str
    pairs: tuple[tuple[int, int], ...]
    depth: tuple[int, ...]
    marks: tuple[tuple[Mark, ...], ...]
    mark_starts: tuple[tuple[int, ...], ...]

    def pairs_in(self, start: int, end: int) -> tuple[tuple[int, int], ...]:
        """The pairs that open and close within ``[start, end)``."""
        first = bisect_left(self.pairs, (start, 0))
        last = bisect_left(self.pairs, (end, 0))
        return tuple(pair for pair in self.pairs[first:last] if pair[1] < end)

    def level(self, start: int) -> int:
        """In how many pairs a stretch that begins at ``start`` stands; an opening quote there is its own content."""
        if start >= len(self.text):
            return 0
        first = bisect_left(self.pairs, (start, 0))
        return self.depth[start] - (first < len(self.pairs) and self.pairs[first][0] == start)

    def whole(self, start: int, stop: int) -> int:
        """``stop``, moved behind the pair it would break where that pair opens at or behind ``start``."""
        first = bisect_left(self.pairs, (start, 0))
        last = bisect_left(self.pairs, (stop, 0))
        return max((closed + 1 for _, closed in self.pairs[first:last] if stop <= closed), default=stop)

    def marks_in(self, start: int, end: int, depth: int) -> tuple[Mark, ...]:
        """The marks of ``depth`` within ``[start, end)``."""
        if depth >= len(self.marks):
            return ()
        starts = self.mark_starts[depth]
        return self.marks[depth][bisect_left(starts, start) : bisect_left(starts, end)]

    def split(self, start: int, end: int, depth: int, cuts: frozenset[Cut]) -> list[tuple[int, int]]:
        """The pieces of ``[start, end)`` between marks of the given strengths, white space and empty ones left out."""
        bounds = [mark for mark in self.marks_in(start, end, depth) if mark.cut in cuts]
        if not bounds:
            piece = self.strip(start, end)
            return [piece] if piece[0] < piece[1] else []
        starts = [start, *(mark.end for mark in bounds)]
        ends = [*(mark.start for mark in bounds), end]
        pieces = (self.strip(*piece) for piece in zip(starts, ends, strict=True))
        return [piece for piece in pieces if piece[0] < piece[1]]

    def strip(self, start: int, end: int) -> tuple[int, int]:
        """``[start, end)`` without white space and stray marks at its edges."""
        text = self.text
        while start < end and text[start] in _EDGES:
            start += 1
        while start < end and text[end - 1] in _EDGES:
            end -= 1
        return start, end


@lru_cache(maxsize=64)
def read_phrases(printed: str) -> Phrases:
    """The image of a printed definition with pairs and marks; linear in its length."""
    text = to_hans(half_width(printed[:LONGEST])).translate(_QUOTES)
    pairs = tuple(sorted(_pairs(text)))
    depth = _depths(len(text), pairs)
    deepest = max(depth, default=0)
    marks: list[list[Mark]] = [[] for _ in range(deepest + 1)]
    for mark in _marks(text, depth):
        marks[depth[mark.start]].append(mark)
    for mark in _between_pairs(text, pairs):
        marks[depth[mark.start] - 1].append(mark)
    ordered = tuple(tuple(sorted(level, key=lambda mark: mark.start)) for level in marks)
    starts = tuple(tuple(mark.start for mark in level) for level in ordered)
    return Phrases(text, pairs, depth, ordered, starts)


def _pairs(text: str) -> Iterator[tuple[int, int]]:
    stack: list[int] = []
    straight = -1
    for at, character in enumerate(text):
        if character in _OPENERS:
            stack.append(at)
        elif character in _CLOSERS:
            opener = _CLOSERS[character]
            while stack and text[stack[-1]] != opener:
                if not any(text[one] == opener for one in stack[-4:]):
                    break
                stack.pop()
            if stack and text[stack[-1]] == opener:
                opened = stack.pop()
                if at - opened <= _REACH:
                    yield opened, at
        elif character == '"':
            if straight >= 0 and at - straight <= _REACH:
                yield straight, at
                straight = -1
            else:
                straight = at


def _depths(length: int, pairs: tuple[tuple[int, int], ...]) -> tuple[int, ...]:
    steps = [0] * (length + 1)
    for opened, closed in pairs:
        steps[opened] += 1
        steps[closed + 1] -= 1
    depths, depth = [], 0
    for step in steps:
        depth += step
        depths.append(depth)
    return tuple(depths)


# 省—市—县: dashes make a list where nothing else does.
_DASHES = re.compile(r"[\u4e00-\u9fff]—{1,2}[\u4e00-\u9fff]")


def _marks(text: str, depth: tuple[int, ...]) -> Iterator[Mark]:
    dashes = _DASHES.findall(text) if "、" not in text else []
    conjunctions = {found.start(): found.end() for found in _CONJUNCTION.finditer(text)}
    for at, character in enumerate(text):
        if character in _MARKS:
            if not (character == "," and text[at - 1 : at].isdecimal() and text[at + 1 : at + 4].isdecimal()):
                yield Mark(at, at + 1, _MARKS[character])
        elif at in conjunctions:
            yield Mark(at, conjunctions[at], Cut.CONJUNCTION)
        elif character == "\n":
            yield from _line_end(text, at)
        elif character == "—" and len(dashes) > 1 and text[at + 1 : at + 2] not in {"—", ""}:
            yield Mark(at - (text[at - 1] == "—"), at + 1, Cut.PAUSE)
        elif character == "+" and _joins_two(text, at):
            yield Mark(at, at + 1, Cut.PAUSE)


def _joins_two(text: str, at: int) -> bool:
    """Whether the + at ``at`` stands between two members, not in 互联网+ or 1+N."""
    before, after = text[max(0, at - 3) : at], text[at + 1 : at + 2]
    return (before.endswith("》") or after == "《" or (before.isalpha() and after.isalpha())) and not before.endswith(
        ("互联网", "智能", "N", "X")
    )


def _between_pairs(text: str, pairs: tuple[tuple[int, int], ...]) -> Iterator[Mark]:
    """Quotes or titles side by side (“甲”“乙”《丙》) are a list without marks; a bracket belongs to what it follows."""
    opened_by = {close: opened for opened, close in pairs}
    for opened, _ in pairs:
        before = opened_by.get(opened - 1, -1)
        if before >= 0 and text[before] == "(":  # 《甲》(试行)《乙》 is a list, 某村(社区)“两委” is not
            before = opened_by.get(before - 1, -1)
        if before >= 0 and text[opened] != "(":
            yield Mark(opened, opened, Cut.PAUSE)


def _line_end(text: str, at: int) -> Iterator[Mark]:
    """A new line ends a sentence only where the line before it does: printed lines wrap anywhere."""
    before = text[max(0, at - 8) : at].rstrip()[-1:]
    if before in {"。", ";", ":"}:
        yield Mark(at, at + 1, Cut.SENTENCE)
