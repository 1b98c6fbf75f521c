"""Finding many forms in one text: leftmost-longest without overlap, or every place.

daachorse does it in one pass over the text however many forms there are. Where it has no wheel the same answers come,
15 times slower, from a dictionary of lengths by the first two characters; the tests hold both to the definition.
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
"""Whether a form may stand at a place: (text, start, end, number)."""


class Matcher:
    """The forms of a lexicon, ready to be found.

    Args:
        forms: Folded forms, each at least two characters, no two equal.
        guarded: From which number on a form needs ``guard``'s consent (forms before it are found without asking).
        guard: Decides on a place; ``None`` consents to all.
        pure: Whether to do without the automaton.
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
        """Leftmost-longest places without overlap: at the first position where a form may stand, the longest one."""
        if self._automaton is None:
            return self._walk(text, 0, len(text))[0]
        found: list[MatchSpan] = self._automaton.find(text)
        guarded, may_stand = self._guarded, self._guard
        if may_stand is None:
            return found
        refused = [
            at
            for at, (start, end, number) in enumerate(found)
            if number >= guarded and not may_stand(text, start, end, number)
        ]
        return self._mend(text, found, refused) if refused else found

    def every(self, text: str) -> list[MatchSpan]:
        """Every place where a form may stand, nested and overlapping ones too, by start and then longest first."""
        if self._is_pure or not self.forms:
            places = [place for at in range(len(text)) for place in self._starting(text, at)]
        else:
            if self._overlapping is None:
                self._overlapping = _automaton(self.forms, "STANDARD")
            places = self._overlapping.find_overlapping(text)
        return sorted((place for place in places if self._may_stand(text, *place)), key=lambda p: (p[0], -p[1]))

    def _mend(self, text: str, found: list[MatchSpan], refused: list[int]) -> list[MatchSpan]:
        """Put in the place of refused ones (by index) what stands there instead.

        Between two places of the automaton no form begins, so a walk is needed only across refused places and across
        those that a walk has run into.
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
        """Leftmost-longest places from ``start`` on, and where the walk stands once it has reached ``until``."""
        found: list[MatchSpan] = []
        at, by_beginning, guarded = start, self._by_beginning(), self._guarded
        while at < until:
            # Written out, because this loop is most of what a refused place costs.
            for length, numbers in by_beginning.get(text[at : at + 2], ()):
                number = numbers.get(text[at : at + length])
                if number is not None and (number < guarded or self._may_stand(text, at, at + length, number)):
                    found.append((at, at + length, number))
                    at += length
                    break
            else:
                at += 1
        return found, at

    def _starting(self, text: str, at: int) -> Iterator[MatchSpan]:
        """The places that start at ``at``, longest first, refused ones left out."""
        for length, numbers in self._by_beginning().get(text[at : at + 2], ()):
            number = numbers.get(text[at : at + length])
            if number is not None and self._may_stand(text, at, at + length, number):
                yield at, at + length, number

    def _by_beginning(self) -> dict[str, list[tuple[int, dict[str, int]]]]:
        if self._table is None:
            self._table = _table(self.forms)
        return self._table

    def _may_stand(self, text: str, start: int, end: int, number: int) -> bool:
        return number < self._guarded or self._guard is None or self._guard(text, start, end, number)


def _automaton(forms: Sequence[str], kind: str) -> Any:
    return _found.CharwiseDoubleArrayAhoCorasick(list(forms), getattr(_found, f"MATCH_KIND_{kind}"))


def _table(forms: Sequence[str]) -> dict[str, list[tuple[int, dict[str, int]]]]:
    """By the first two characters: the lengths of forms that begin so, longest first, and their numbers."""
    lengths: dict[str, dict[int, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for number, form in enumerate(forms):
        lengths[form[:2]][len(form)][form] = number
    return {head: sorted(by_length.items(), reverse=True) for head, by_length in lengths.items()}
