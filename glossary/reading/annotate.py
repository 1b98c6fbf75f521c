"""A text's terms: which form stands where. Pure; what the forms mean is look-up's business."""

from collections.abc import Sequence
from typing import Literal

from glossary.reading.lexicon import Lexicon
from glossary.reading.matcher import Place
from glossary.reading.units import Utf16

Policy = Literal["longest", "all"]
Row = tuple[int, int, int, int, int]
"""Start and end in code points, start and end in UTF-16 units, what stands there."""


def annotate(text: str, lexicon: Lexicon, *, policy: Policy = "longest", first: bool = False) -> list[Place]:
    """The forms of ``lexicon`` in ``text``, by place: start, end, number of the pattern.

    Args:
        text: Any script.
        lexicon: What to look for.
        policy: ``longest``: leftmost-longest, no overlap; ``all``: every form, nested and overlapping ones too.
        first: Only the first place of each term.
    """
    places = lexicon.find(text, nested=policy == "all")
    return _firsts(places, lexicon) if first else places


def in_both_units(places: Sequence[Place], units: Utf16) -> list[Row]:
    """The places with offsets in code points and in UTF-16 units.

    >>> in_both_units([(1, 3, 7)], Utf16("😀三农"))
    [(1, 3, 2, 4, 7)]
    """
    if units.is_same:
        return [(start, end, start, end, what) for start, end, what in places]
    return [(start, end, units.offset(start), units.offset(end), what) for start, end, what in places]


def _firsts(places: list[Place], lexicon: Lexicon) -> list[Place]:
    seen: set[int] = set()
    kept = []
    for place in places:
        term = lexicon.patterns[place[2]].term
        if term not in seen:
            seen.add(term)
            kept.append(place)
    return kept
