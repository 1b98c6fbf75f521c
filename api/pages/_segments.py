"""A text taken apart at its terms, so that a template can put links around them and escape the rest. Pure."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Segment(NamedTuple):
    """A stretch of a text.

    Attributes:
        text: The stretch.
        term: Index into the table of terms, ``None`` between terms.
        start: Where it starts, code points.
        here: Whether the place that the reader was sent to starts with it.
    """

    text: str
    term: int | None
    start: int
    here: bool = False


def cut(text: str, matches: Iterable[Sequence[int]], at: int | None = None) -> list[Segment]:
    """The stretches of ``text``, in order; joined they are the text again.

    Args:
        text: The text.
        matches: Rows as of ``/v1/annotations``; they must not overlap.
        at: A place to be marked.

    >>> [(each.text, each.term) for each in cut("划定三区三线。", [(2, 6, 2, 6, 0)])]
    [('划定', None), ('三区三线', 0), ('。', None)]
    """
    pieces: list[Segment] = []
    end = 0
    for start, stop, *_, term in matches:
        pieces += _between(text, end, start, at)
        pieces.append(Segment(text[start:stop], term, start, at is not None and start <= at < stop))
        end = stop
    return pieces + _between(text, end, len(text), at)


def _between(text: str, start: int, end: int, at: int | None) -> list[Segment]:
    if at is not None and start < at < end:
        return [Segment(text[start:at], None, start), Segment(text[at:end], None, at, here=True)]
    return [Segment(text[start:end], None, start, at == start)] if start < end else []
