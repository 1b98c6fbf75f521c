"""A text's terms: which form stands where. Pure; what the forms mean is look-up's business."""

from typing import Literal

from glossary.reading.lexicon import Lexicon
from glossary.reading.matcher import Place
from glossary.reading.units import Utf16

Policy = Literal["longest", "all"]
Row = tuple[int, int, int, int, int]
"""Start and end in code points, start and end in UTF-16 units, number of the pattern."""


def annotate(text: str, lexicon: Lexicon, *, policy: Policy = "longest", first: bool = False) -> list[Row]:
    """The forms of ``lexicon`` in ``text``, by place.

    Args:
        text: Any script.
        lexicon: What to look for.
        policy: ``longest``: leftmost-longest, no overlap; ``all``: every form, nested and overlapping ones too.
        first: Only the first place of each term.
    """
    places = lexicon.find(text, nested=policy == "all")
    if first:
        places = _firsts(places, lexicon)
    units = Utf16(text)
    if units.is_same:
        return [(start, end, start, end, number) for start, end, number in places]
    return [(start, end, units.offset(start), units.offset(end), number) for start, end, number in places]


def _firsts(places: list[Place], lexicon: Lexicon) -> list[Place]:
    seen: set[int] = set()
    kept = []
    for place in places:
        term = lexicon.patterns[place[2]].term
        if term not in seen:
            seen.add(term)
            kept.append(place)
    return kept
