"""Finds many forms in one text: leftmost-longest without overlap, or every place.

daachorse needs one pass over the text, however many forms there are. On platforms without a wheel, a pure Python
matcher (a dictionary of lengths by the first two characters) gives the same results 15 times slower; tests check both.

Forms are also found across gaps within words: line wraps, letter-spacing, zero-width characters. The text itself is not
joined. The surroundings of each gap are matched once more with the gap closed, and only places that cross a gap are
taken from there. So a page without gaps costs only a few searches for single characters.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from glossary.chinese.normalize import BLANK, WITHOUT_WIDTH

try:
    import daachorse as _daachorse
except ImportError:  # no wheel for this platform
    _found: Any = None
else:
    _found = _daachorse

MatchSpan = tuple[int, int, int]
"""Start, end (code points, half-open) and the number of the form."""
FormsByLength = list[tuple[int, dict[str, int]]]
"""Lengths of forms, longest first, each with the numbers of the forms of that length."""
BoundaryCheck = Callable[[str, int, int, int], bool]
"""Whether a form is allowed at a place: (text, start, end, number)."""


class Matcher:
    """Matches the forms of a lexicon.

    Args:
        forms: Normalized forms, each at least two characters, without duplicates.
        guarded: The number of the first form that needs a boundary check; earlier forms are always allowed.
        guard: The boundary check; ``None`` allows every place.
        pure: Whether to use the pure Python matcher.
        automaton: The result of :meth:`pack` of a matcher of the same forms, so that it need not be built.
    """

    def __init__(
        self,
        forms: Sequence[str],
        *,
        guarded: int | None = None,
        guard: BoundaryCheck | None = None,
        pure: bool = False,
        automaton: bytes = b"",
    ) -> None:
        self.forms = forms
        self._guard = guard
        self._guarded = len(forms) if guarded is None or guard is None else guarded
        self._by_beginning = _FormsByBeginning(forms)
        self._beginnings = frozenset(form[:2] for form in forms) if len(forms) <= _FEW else None
        is_walked = pure or _found is None or self._beginnings is not None
        self._automaton = None if is_walked else _automaton(forms, automaton)
        self._overlapping: Any = None
        self._is_pure = pure or _found is None

    def pack(self) -> bytes:
        """Returns the automaton as bytes, for a matcher of the same forms; empty without daachorse."""
        packed: bytes = self._automaton.serialize() if self._automaton is not None else b""
        return packed

    def longest(self, text: str) -> list[MatchSpan]:
        """Returns leftmost-longest places without overlap: the longest form at the first position that allows one."""
        if self._beginnings is not None:
            return self._visit(text, self._beginnings)
        if self._automaton is None:
            return self._walk(text, 0, len(text))[0]
        found: list[MatchSpan] = self._automaton.find(text)
        guarded, is_allowed = self._guarded, self._guard
        if is_allowed is None:
            return found
        refused = [
            at
            for at, (start, end, number) in enumerate(found)
            if number >= guarded and not is_allowed(text, start, end, number)
        ]
        return self._rematch(text, found, refused) if refused else found

    def every(self, text: str) -> list[MatchSpan]:
        """Returns every allowed place, including nested and overlapping ones, by start and then longest first."""
        if self._is_pure or not self.forms:
            places = [place for at in range(len(text)) for place in self._starting(text, at)]
        else:
            if self._overlapping is None:
                self._overlapping = _found.CharwiseDoubleArrayAhoCorasick(list(self.forms), _found.MATCH_KIND_STANDARD)
            places = self._overlapping.find_overlapping(text)
        return sorted((place for place in places if self._is_allowed(text, *place)), key=lambda p: (p[0], -p[1]))

    def _rematch(self, text: str, found: list[MatchSpan], refused: list[int]) -> list[MatchSpan]:
        """Replaces refused places (given by index) by other matches there.

        No form begins between two places of the automaton, so only refused places, and places that such a walk runs
        into, are searched again.
        """
        kept: list[MatchSpan] = []
        at = 0
        for bad in refused:
            if bad < at:
                continue
            kept += found[at:bad]
            settled = found[bad][0]
            at = bad
            while at < len(found) and (at == bad or found[at][0] < settled):
                walked, settled = self._walk(text, settled, max(settled, found[at][1]))
                kept += walked
                at += 1
        return kept + found[at:]

    def _walk(self, text: str, start: int, until: int) -> tuple[list[MatchSpan], int]:
        """Returns leftmost-longest places from ``start`` on, and the position of the walk after ``until``."""
        found: list[MatchSpan] = []
        at, by_beginning, guarded = start, self._by_beginning, self._guarded
        while at < until:
            # Inlined, because this loop dominates the cost of a refused place.
            for length, numbers in by_beginning[text[at : at + 2]]:
                number = numbers.get(text[at : at + length])
                if number is not None and (number < guarded or self._is_allowed(text, at, at + length, number)):
                    found.append((at, at + length, number))
                    at += length
                    break
            else:
                at += 1
        return found, at

    def _visit(self, text: str, beginnings: frozenset[str]) -> list[MatchSpan]:
        """Returns leftmost-longest places, looking only where a form begins: few forms need no automaton."""
        found: list[MatchSpan] = []
        until = 0
        for at in sorted(at for beginning in beginnings for at in _positions(text, beginning)):
            place = next(self._starting(text, at), None) if at >= until else None
            if place:
                found.append(place)
                until = place[1]
        return found

    def _starting(self, text: str, at: int) -> Iterator[MatchSpan]:
        """Yields the allowed places that start at ``at``, longest first."""
        for length, numbers in self._by_beginning[text[at : at + 2]]:
            number = numbers.get(text[at : at + length])
            if number is not None and self._is_allowed(text, at, at + length, number):
                yield at, at + length, number

    def _is_allowed(self, text: str, start: int, end: int, number: int) -> bool:
        return number < self._guarded or self._guard is None or self._guard(text, start, end, number)


def _automaton(forms: Sequence[str], packed: bytes) -> Any:
    if packed:
        return _found.CharwiseDoubleArrayAhoCorasick.deserialize(packed)
    return _found.CharwiseDoubleArrayAhoCorasick(list(forms), _found.MATCH_KIND_LEFTMOST_LONGEST)


class _FormsByBeginning(dict[str, FormsByLength]):
    """The forms that begin with two characters, looked up when a text has them.

    A table of all beginnings would take longer to build than a hundred pages take to annotate.
    """

    def __init__(self, forms: Sequence[str]) -> None:
        super().__init__()
        self._forms = forms
        self._sorted: list[str] = []
        self._numbers: list[int] = []

    def __missing__(self, beginning: str) -> FormsByLength:
        if len(self) >= _MAX_BEGINNINGS:
            self.clear()
        found = self[beginning] = self._find(beginning)
        return found

    def _find(self, beginning: str) -> FormsByLength:
        if len(self._numbers) != len(self._forms):
            # The forms of a lexicon are sorted but for their kind, so this takes little more than one pass.
            numbers = sorted(range(len(self._forms)), key=self._forms.__getitem__)
            self._sorted = [self._forms[number] for number in numbers]
            self._numbers = numbers  # last: another thread may read its length
        lengths: dict[int, dict[str, int]] = defaultdict(dict)
        at = bisect_left(self._sorted, beginning) if len(beginning) > 1 else len(self._sorted)
        while at < len(self._sorted) and (form := self._sorted[at]).startswith(beginning):
            lengths[len(form)][form] = self._numbers[at]
            at += 1
        return sorted(lengths.items(), reverse=True)


_FEW = 60
"""Forms that are found by their beginnings: an automaton takes longer to build than a page takes to be searched."""
_MAX_BEGINNINGS = 200_000
"""Pairs of characters that are remembered; a text has few thousand."""


_WRAPPED = re.compile(f"[{BLANK}{WITHOUT_WIDTH}]*\n[{BLANK}{WITHOUT_WIDTH}]*")
"""A line end, optionally between blanks, as in the markup of a page; a second line end begins a new paragraph."""
_INDENT = "\u3000"
"""The blank that indents a Chinese paragraph: behind a line end it begins one."""
_AROUND = 70
"""Code points before and after a gap that the longest form and its boundary check can reach."""

Gap = tuple[int, int]


def find_gaps(view: str, source: str | None = None) -> list[Gap]:
    r"""Returns the gaps of a normalized page as (start, end), in order.

    Args:
        view: The normalized page.
        source: The page as it was before, where it may be indented by ideographic blanks.

    >>> find_gaps("三区\n三线"), find_gaps("三区。\n三线"), find_gaps("三区\n\n三线"), find_gaps("一\u200b+")
    ([(2, 3)], [], [], [(1, 2)])
    """
    runs = (found.span() for found in _RUN.finditer(view))
    return [run for run in runs if _is_gap(view, *run) and not (source and _is_indented(source, *run))]


def _is_indented(source: str, start: int, end: int) -> bool:
    """Whether a run of blanks ends a line and indents the next one by an ideographic blank."""
    line_end = source.find("\n", start, end)
    return line_end >= 0 and source.find(_INDENT, line_end, end) >= 0


# A run of blanks, line ends and zero-width characters behind a Han character, or one that begins without width.
_RUN = re.compile(
    f"[{BLANK}\n{WITHOUT_WIDTH}](?s:(?<![{BLANK}\n{WITHOUT_WIDTH}].))(?:(?s:(?<=[\u3400-\u9fff].))|(?<={WITHOUT_WIDTH}))"
    f"[{BLANK}\n{WITHOUT_WIDTH}]*"
)


def _positions(view: str, wanted: str) -> Iterator[int]:
    at = view.find(wanted)
    while at >= 0:
        yield at
        at = view.find(wanted, at + 1)


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
