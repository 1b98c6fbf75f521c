"""What the boundaries of a member are judged by: what the head says, and what the other members look like. Pure."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from glossary.extraction.members.words import begins_with, consists_of

MAX_ALTERNATIVES = 14
"""Boundaries that are scored on one side."""
# 即 in 立即 and 即将, 指 in 指导 and 指标 are other words.
DEFINES = re.compile(
    r"(?:主要|分别|具体|一般|通常)?(?:是指|指的是|即指|指(?![导标挥数定引南示望责出])|(?<![立当随旋])即(?![将使可便刻时日兴])|包括|包含|涵盖"
    r"|分[为成]|分别[为是]|就是|主要有|提出的?)[::]?|[::]|——"
)
"""What announces a list or a name."""
_FRAMES = re.compile(r"[\s“”‘’*]+")


@dataclass(frozen=True, slots=True)
class Expected:
    """What the head says of one group.

    Attributes:
        count: How many members it promises.
        shared: What they are expected to share (simplified, may be empty): 区 of 三区, 意识 of 四个意识.
        nouns: What the head calls them: 工程 of 五大工程.
        modifier: What the head is about: 行政执法 of 行政执法“三项制度”.
        key: The part of ``shared`` that members most likely have: 区 of 三区, 行动 of 九大关键行动.
    """

    count: int
    shared: str = ""
    nouns: tuple[str, ...] = ()
    modifier: str = ""
    key: str = ""


class Boundary(NamedTuple):
    """One place where a member may begin or end.

    Attributes:
        at: The place.
        kind: What makes it one: ``whole`` for the edge of the piece, else the role of a word or a mark beside it.
        features: What can be said of it.
    """

    at: int
    kind: str
    features: tuple[str, ...] = ()


@lru_cache(maxsize=10_000)
def plain(text: str) -> str:
    """``text`` without quotes, white space and emphasis: what is compared."""
    return text if text.isalnum() else _FRAMES.sub("", text)


def common_prefix(texts: Sequence[str]) -> str:
    """How all ``texts`` begin.

    >>> common_prefix(["稳就业", "稳外贸"])
    '稳'
    """
    if not texts:
        return ""
    first, last = min(texts), max(texts)
    if last.startswith(first):
        return first
    for at, (one, other) in enumerate(zip(first, last, strict=False)):
        if one != other:
            return first[:at]
    return first


def common_suffix(texts: Sequence[str]) -> str:
    """How all ``texts`` end."""
    return common_prefix([text[::-1] for text in texts])[::-1]


def share(part: float) -> str:
    """A share in words."""
    return "none" if part <= 0 else "all" if part >= 1 else "most" if part >= 0.5 else "some"


@lru_cache(maxsize=20_000)
def ends_in_noun(text: str) -> bool:
    """Whether ``text`` ends in class nouns: 产业 of 支柱产业."""
    return any(consists_of(text[-size:], "tail") for size in (2, 3, 4) if size < len(text))


def behind_lead(text: str, start: int, end: int) -> int:
    """Where the first member may begin at the earliest: behind 指 or 包括 at the head of its piece."""
    lead = DEFINES.match(text, start, end)
    return lead.end() if lead and lead.end() < end else start


_BRACKETS = re.compile(r"\([^)]*\)")


def length_of(text: str) -> int:
    """The length that is compared: explanations in brackets do not count."""
    return len(_BRACKETS.sub("", text)) if ")" in text else len(text)


def is_as_long(piece: str, others: Sequence[str]) -> bool:
    """Whether a piece is as long as all others, which are of one length: nothing leads into it or closes it.

    >>> is_as_long("生态立州", ("旅游兴州", "文化撑州")), is_as_long("指生态立州", ("旅游兴州", "文化撑州"))
    (True, False)
    """
    return len(others) > 1 and {len(piece)} == {len(other) for other in others}


_RATIOS = (0.5, 0.75, 1.35, 1.8, 2.6)
_RATIO_NAMES = ("half", "shorter", "like", "longer", "twice", "far_longer")


class Lengths(NamedTuple):
    """How long the other members are: the mean, and the length they all have (0 for none)."""

    mean: float
    same: int

    @classmethod
    def of(cls, others: Sequence[str]) -> "Lengths":
        """The lengths of ``others``."""
        sizes = [length_of(other) for other in others]
        same = sizes[0] if len(sizes) > 1 and len(set(sizes)) == 1 else 0
        return cls(sum(sizes) / len(sizes) if sizes else 0.0, same)

    def allows(self, length: int) -> bool:
        """Whether a member of this length is worth a look."""
        return length > 0 and (not self.mean or 0.2 * self.mean <= length)

    def name(self, length: int) -> str:
        """The length beside the others, in words."""
        if not self.mean:
            return "alone"
        if length == self.same:
            return "equal"
        ratio = length / self.mean
        return _RATIO_NAMES[bisect_right(_RATIOS, ratio)]


class Side(NamedTuple):
    """One side of one piece, and what the other members look like there.

    Attributes:
        text: The normalized definition.
        start: Where the piece starts.
        end: Where it ends.
        others: The other members as plain text.
        expected: What the head says of the group.
        lengths: How long the others are.
        typical: The share of others that begin with a verb, or end in a class noun, in words.
        with_of: The share of others that have a 的, in words.
        size: ``one``, ``pair`` or ``many``.
        whole: The length of the whole piece beside the others, in words.
    """

    text: str
    start: int
    end: int
    others: tuple[str, ...]
    expected: Expected
    lengths: Lengths
    typical: str
    with_of: str
    size: str
    whole: str

    @classmethod
    def left(cls, text: str, piece: tuple[int, int], others: tuple[str, ...], expected: Expected) -> "Side":
        """The left side of a piece."""
        return cls._of(text, piece, others, expected, len([1 for other in others if begins_with(other, "verb")]))

    @classmethod
    def right(cls, text: str, piece: tuple[int, int], others: tuple[str, ...], expected: Expected) -> "Side":
        """The right side of a piece."""
        return cls._of(text, piece, others, expected, len([1 for other in others if ends_in_noun(other)]))

    @classmethod
    def _of(
        cls, text: str, piece: tuple[int, int], others: tuple[str, ...], expected: Expected, typical: int
    ) -> "Side":
        count = len(others) or 1
        size = "one" if expected.count == 1 else "pair" if len(others) < 2 else "many"
        with_of = share(len([1 for other in others if "的" in other]) / count)
        lengths, (start, end) = Lengths.of(others), piece
        whole = lengths.name(length_of(plain(text[start:end])))
        return cls(text, start, end, others, expected, lengths, share(typical / count), with_of, size, whole)

    def key_cut(self, member: str, cut: str) -> str:
        """The name of a feature where what is cut off has the key of the group: does the member keep it, do others?"""
        key = self.expected.key
        is_key_in_others = bool(self.others) and all(key in other for other in self.others)
        return f"{self.size}:key_cut:kept_{key in member}:others_{is_key_in_others}"
