"""Finds the forms of a lexicon in a text, and expands them inline or as footnotes. Pure.

The meaning of the forms is determined in :mod:`glossary.lookup`.
"""

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from glossary.annotation.lexicon import Lexicon
from glossary.annotation.matcher import MatchSpan
from glossary.chinese.offsets import Utf16

Policy = Literal["longest", "all"]
Row = tuple[int, int, int, int, int]
"""Start and end in code points, start and end in UTF-16 units, index of the match."""


def annotate(text: str, lexicon: Lexicon, *, policy: Policy = "longest", first: bool = False) -> list[MatchSpan]:
    """Finds the forms of ``lexicon`` in ``text``; returns (start, end, number of the pattern), in order.

    Args:
        text: The text, in any script.
        lexicon: The lexicon to match.
        policy: ``longest``: leftmost-longest, no overlap; ``all``: every form, including nested and overlapping ones.
        first: Whether to return only the first place of each term.
    """
    places = lexicon.find(text, nested=policy == "all")
    return _firsts(places, lexicon) if first else places


def in_both_units(places: Sequence[MatchSpan], units: Utf16) -> list[Row]:
    """Returns the places with offsets in code points and in UTF-16 units.

    >>> in_both_units([(1, 3, 7)], Utf16("😀三农"))
    [(1, 3, 2, 4, 7)]
    """
    if units.is_same:
        return [(start, end, start, end, what) for start, end, what in places]
    return [(start, end, units.offset(start), units.offset(end), what) for start, end, what in places]


def _firsts(places: list[MatchSpan], lexicon: Lexicon) -> list[MatchSpan]:
    seen: set[int] = set()
    kept = []
    for place in places:
        term = lexicon.patterns[place[2]].term
        if term not in seen:
            seen.add(term)
            kept.append(place)
    return kept


class Expansion(NamedTuple):
    """A place in the text with its expansion; ``explanation`` is ``None`` if no source explains the term."""

    start: int
    end: int
    headword: str
    brief: str | None
    explanation: str | None


def expand_inline(text: str, opened: Iterable[Expansion]) -> str:
    """Returns ``text`` with the members or the definition in brackets after each place.

    >>> expand_inline("推进三农工作", [Expansion(2, 4, "三农", "农业、农村、农民", None)])
    '推进三农（农业、农村、农民）工作'
    """
    pieces: list[str] = []
    written = 0
    for one in opened:
        if one.start < written or not (one.brief or one.explanation):
            continue
        end = one.end + (text[one.end : one.end + 1] in CLOSING)
        pieces += (text[written:end], f"（{one.brief or one.explanation}）")
        written = end
    return "".join((*pieces, text[written:]))


def expand_as_footnotes(text: str, opened: Sequence[Expansion]) -> str:
    """Returns ``text`` with a numbered mark at each place and footnotes below; equal explanations share a number.

    >>> print(expand_as_footnotes("推进三农工作", [Expansion(2, 4, "三农", None, "农业、农村、农民。")]))
    推进三农[1]工作
    <BLANKLINE>
    [1] 三农：农业、农村、农民。
    """
    pieces: list[str] = []
    notes: dict[tuple[str, str], int] = {}
    written = 0
    for one in opened:
        explanation = one.explanation or one.brief
        if one.start < written or not explanation:
            continue
        number = notes.setdefault((one.headword, explanation), len(notes) + 1)
        end = one.end + (text[one.end : one.end + 1] in CLOSING)
        pieces += (text[written:end], f"[{number}]")
        written = end
    body = "".join((*pieces, text[written:]))
    if not notes:
        return body
    lines = (f"[{number}] {head}：{note}" for (head, note), number in notes.items())
    return f"{body.rstrip()}\n\n" + "\n".join(lines) + ("\n" if text.endswith("\n") else "")


CLOSING = frozenset('”’」』"')
"""A closing quotation mark directly after a place is kept before the brackets."""
