"""Finds many forms in one text: leftmost-longest without overlap, or every place.

daachorse needs one pass over the text, however many forms there are. On platforms without a wheel, a pure Python
matcher (a dictionary of lengths by the first two characters) gives the same results 15 times slower; tests check both.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any

try:
    import daachorse as _daachorse
except ImportError:  # no wheel for this platform
    _found: Any = None
else:
    _found = _daachorse

MatchSpan = tuple[int, int, int]
"""Start, end (code points, half-open) and the number of the form."""
BoundaryCheck = Callable[[str, int, int, int], bool]
"""Whether a form is allowed at a place: (text, start, end, number)."""


class Matcher:
    """Matches the forms of a lexicon.

    Args:
        forms: Normalized forms, each at least two characters, without duplicates.
        guarded: The number of the first form that needs a boundary check; earlier forms are always allowed.
        guard: The boundary check; ``None`` allows every place.
        pure: Whether to use the pure Python matcher.
    """

    def __init__(
        self,
        forms: Sequence[str],
        *,
        guarded: int | None = None,
        guard: BoundaryCheck | None = None,
        pure: bool = False,
    ) -> None:
        self.forms = forms
        self._guard = guard
        self._guarded = len(forms) if guarded is None or guard is None else guarded
        self._table: dict[str, list[tuple[int, dict[str, int]]]] | None = None
        self._automaton = None if pure or _found is None or not forms else _automaton(forms, "LEFTMOST_LONGEST")
        self._overlapping: Any = None
        self._is_pure = pure or _found is None

    def longest(self, text: str) -> list[MatchSpan]:
        """Returns leftmost-longest places without overlap: the longest form at the first position that allows one."""
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
                self._overlapping = _automaton(self.forms, "STANDARD")
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
        at, by_beginning, guarded = start, self._by_beginning(), self._guarded
        while at < until:
            # Inlined, because this loop dominates the cost of a refused place.
            for length, numbers in by_beginning.get(text[at : at + 2], ()):
                number = numbers.get(text[at : at + length])
                if number is not None and (number < guarded or self._is_allowed(text, at, at + length, number)):
                    found.append((at, at + length, number))
                    at += length
                    break
            else:
                at += 1
        return found, at

    def _starting(self, text: str, at: int) -> Iterator[MatchSpan]:
        """Yields the allowed places that start at ``at``, longest first."""
        for length, numbers in self._by_beginning().get(text[at : at + 2], ()):
            number = numbers.get(text[at : at + length])
            if number is not None and self._is_allowed(text, at, at + length, number):
                yield at, at + length, number

    def _by_beginning(self) -> dict[str, list[tuple[int, dict[str, int]]]]:
        if self._table is None:
            self._table = _table(self.forms)
        return self._table

    def _is_allowed(self, text: str, start: int, end: int, number: int) -> bool:
        return number < self._guarded or self._guard is None or self._guard(text, start, end, number)


def _automaton(forms: Sequence[str], kind: str) -> Any:
    return _found.CharwiseDoubleArrayAhoCorasick(list(forms), getattr(_found, f"MATCH_KIND_{kind}"))


def _table(forms: Sequence[str]) -> dict[str, list[tuple[int, dict[str, int]]]]:
    """Maps the first two characters to the lengths of forms that begin with them, longest first, and their numbers."""
    lengths: dict[str, dict[int, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for number, form in enumerate(forms):
        lengths[form[:2]][len(form)][form] = number
    return {head: sorted(by_length.items(), reverse=True) for head, by_length in lengths.items()}
