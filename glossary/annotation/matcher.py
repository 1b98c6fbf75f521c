"""Finds many forms in one text: leftmost-longest without overlap, or every place.

daachorse needs one pass over the text, however many forms there are. On platforms without a wheel, a pure Python
matcher (a dictionary of lengths by the first two characters) gives the same results 15 times slower; tests check both.
"""

from bisect import bisect_left
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
        self._automaton = None if pure or _found is None or not forms else _automaton(forms, automaton)
        self._overlapping: Any = None
        self._is_pure = pure or _found is None

    def pack(self) -> bytes:
        """Returns the automaton as bytes, for a matcher of the same forms; empty without daachorse."""
        packed: bytes = self._automaton.serialize() if self._automaton is not None else b""
        return packed

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
            self._numbers = numbers  # last: another thread may be asking for its length
        lengths: dict[int, dict[str, int]] = defaultdict(dict)
        at = bisect_left(self._sorted, beginning) if len(beginning) > 1 else len(self._sorted)
        while at < len(self._sorted) and (form := self._sorted[at]).startswith(beginning):
            lengths[len(form)][form] = self._numbers[at]
            at += 1
        return sorted(lengths.items(), reverse=True)


_MAX_BEGINNINGS = 200_000
"""Pairs of characters that are remembered; a text has few thousand."""
