"""Finds places across gaps within words: line wraps, letter-spacing, zero-width characters. Pure.

The text itself is not joined. The surroundings of each gap are matched once more with the gap closed, and only places
that cross a gap are taken from there. So a page without gaps costs only a few searches for single characters.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from glossary.annotation.matcher import MatchSpan
from glossary.annotation.page_text import BLANK, WITHOUT_WIDTH

_WRAPPED = re.compile(f"[{BLANK}{WITHOUT_WIDTH}]*\n{WITHOUT_WIDTH}*")
"""A line end, optionally after blanks; a second line end or an indent would begin a new paragraph."""
_AROUND = 70
"""Code points before and after a gap that the longest form and its boundary check can reach."""

Gap = tuple[int, int]


def find_gaps(view: str) -> list[Gap]:
    r"""Returns the gaps of a normalized page as (start, end), in order.

    >>> find_gaps("三区\n三线"), find_gaps("三区。\n三线"), find_gaps("三区\n\n三线"), find_gaps("一\u200b+")
    ([(2, 3)], [], [], [(1, 2)])
    """
    return [run for run in _runs(view) if _is_gap(view, *run)]


def _runs(view: str) -> Iterator[Gap]:
    """Yields runs of blanks, line ends and zero-width characters; three single-character searches are fastest."""
    unseen = sorted(at for character in (BLANK, "\n", WITHOUT_WIDTH) for at in _positions(view, character))
    start = end = -1
    for at in unseen:
        if at != end:
            if start >= 0:
                yield start, end
            start = at
        end = at + 1
    if start >= 0:
        yield start, end


def _positions(view: str, character: str) -> Iterator[int]:
    at = view.find(character)
    while at >= 0:
        yield at
        at = view.find(character, at + 1)


def _is_gap(view: str, start: int, end: int) -> bool:
    """Whether a run of blanks, line ends and invisible characters may be within a word."""
    if not start or end == len(view):
        return False
    if "\u3400" <= view[start - 1] <= "\u9fff" and "\u3400" <= view[end] <= "\u9fff":
        run = view[start:end]
        return run == "\n" or "\n" not in run or _WRAPPED.fullmatch(run) is not None
    return view[start] == WITHOUT_WIDTH and not view[start:end].strip(WITHOUT_WIDTH)


def across(view: str, gaps: Sequence[Gap], find: Callable[[str], list[MatchSpan]]) -> list[MatchSpan]:
    """Returns the places that cross a gap, with offsets in ``view``.

    Args:
        view: A normalized page.
        gaps: The gaps of the page.
        find: Finds places in a text; it is called with closed gaps.
    """
    found = []
    for start, end, inner in _surroundings(gaps, len(view)):
        joined, offsets = _closed(view, start, end, inner)
        for first, last, number in find(joined):
            place = (offsets[first], offsets[last - 1] + 1, number)
            if place[1] - place[0] > last - first:
                found.append(place)
    return found


def _surroundings(gaps: Sequence[Gap], length: int) -> Iterator[tuple[int, int, list[Gap]]]:
    """Yields stretches around gaps with the gaps in each; nearby gaps share a stretch."""
    near: list[Gap] = []
    for gap in gaps:
        if near and gap[0] - near[-1][1] > 2 * _AROUND:
            yield _stretch(near, length)
            near = []
        near.append(gap)
    if near:
        yield _stretch(near, length)


def _stretch(gaps: list[Gap], length: int) -> tuple[int, int, list[Gap]]:
    return max(0, gaps[0][0] - _AROUND), min(length, gaps[-1][1] + _AROUND), gaps


def _closed(view: str, start: int, end: int, gaps: Sequence[Gap]) -> tuple[str, list[int]]:
    """Returns a stretch without its gaps, and the original offset of each character."""
    borders = [start, *(border for gap in gaps for border in gap), end]
    kept = list(pairwise(borders))[::2]
    offsets = [at for first, last in kept for at in range(first, last)]
    return "".join(view[first:last] for first, last in kept), offsets


def leftmost_longest(places: Iterator[MatchSpan] | Sequence[MatchSpan]) -> list[MatchSpan]:
    """Selects leftmost-longest places without overlap from places that may overlap."""
    kept: list[MatchSpan] = []
    for place in sorted(places, key=lambda one: (one[0], -one[1])):
        if not kept or place[0] >= kept[-1][1]:
            kept.append(place)
    return kept
