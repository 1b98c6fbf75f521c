"""A text taken apart at its terms, so that a template can put links around them and escape the rest. Pure.

What the page of a text shows, whether the text was harvested or pasted.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from glossary.lookup import Dictionary
from glossary.lookup.text_expander import attribution

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?:[^\n]*\n){0,60}?---[ \t]*(?:\n|\Z)")
_MARKS = re.compile(
    r"(<!--.*?-->|\*{2,3}|__|^[ \t]{0,3}#{1,6} +|^> ?|\\(?=[*_#\[\]().+-])|`)", re.MULTILINE | re.DOTALL
)
_SENTENCE = re.compile(r"[^。；！？\n]{0,80}[。；！？]?")


class Segment(NamedTuple):
    """A stretch of a text.

    Attributes:
        text: The stretch.
        term: Index into the table of terms, ``None`` between terms.
        start: Where it starts, code points.
        is_marked: Whether it belongs to the place that the reader was sent to.
        is_front: Whether it belongs to what stands before the text proper (``---``, ``title: …``).
    """

    text: str
    term: int | None
    start: int
    is_marked: bool = False
    is_front: bool = False

    def parts(self) -> Iterator[tuple[str, bool]]:
        """The stretch in pieces, each with whether it is a mark of layout (``**``, ``#``) that readers pass over.

        >>> list(Segment("**四上**：", None, 0).parts())
        [('**', True), ('四上', False), ('**', True), ('：', False)]
        """
        for at, piece in enumerate(_MARKS.split(self.text)):
            if piece:
                yield piece, at % 2 == 1


def split_at_matches(
    text: str, matches: Iterable[Sequence[int]], at: int | None = None, end: int | None = None
) -> list[Segment]:
    """The stretches of ``text``, in order; joined they are the text again.

    Args:
        text: The text.
        matches: Rows as of ``/v1/annotations``; they must not overlap.
        at: A place to be marked.
        end: Where it ends; without one the term that stands there is marked, else the rest of the sentence.

    >>> [(each.text, each.term) for each in split_at_matches("划定三区三线。", [(2, 6, 2, 6, 0)])]
    [('划定', None), ('三区三线', 0), ('。', None)]
    >>> [each.text for each in split_at_matches("一。二三。四", [], at=2) if each.is_marked]
    ['二三。']
    """
    front = _FRONT_MATTER.match(text)
    front_end = front.end() if front else 0
    terms = [(start, stop, term) for start, stop, *_, term in matches]
    place = _place(text, terms, at, end)
    borders = sorted({front_end, place.start, place.stop})
    return [
        Segment(text[start:stop], term, start, start < place.stop and stop > place.start, start < front_end)
        for start, stop, term in _pieces(terms, borders, len(text))
    ]


def _place(text: str, terms: list[tuple[int, int, int]], at: int | None, end: int | None) -> range:
    """The stretch to be marked; empty at 0 where there is none."""
    if at is None or at >= len(text):
        return range(0)
    if end is not None and end > at:
        return range(at, min(end, len(text)))
    standing = next((stop for start, stop, _ in terms if start <= at < stop), None)
    sentence = _SENTENCE.match(text, at)
    return range(at, standing or (max(at + 1, sentence.end()) if sentence else at + 1))


def _pieces(
    terms: list[tuple[int, int, int]], borders: list[int], length: int
) -> Iterator[tuple[int, int, int | None]]:
    """Terms whole, and what is between them cut at the borders."""
    last = 0
    for start, stop, term in [*terms, (length, length, -1)]:
        for border in [*(each for each in borders if last < each < start), start]:
            if last < border:
                yield last, border, None
                last = border
        if start < stop:
            yield start, stop, term
        last = stop


def explain(
    dictionary: Dictionary,
    text: str,
    shown: str,
    script: str,
    *,
    at: int | None = None,
    end: int | None = None,
    year: int | None = None,
    region: str | None = None,
) -> dict[str, Any]:
    """Segments of the text as ``shown``, which is as long, and its terms in ``script``.

    Args:
        dictionary: The dictionary.
        text: As it is.
        shown: In the script of the page.
        script: Of the explanations.
        at: A place to be marked.
        end: Where it ends.
        year: Of the text; chooses among the senses of a term.
        region: Likewise.
    """
    found = dictionary.annotate(text, unknown=True, script=script, year=year, region=region)
    return {
        "segments": split_at_matches(shown, found.matches, at, end),
        "terms": found.terms(),
        "whose": attribution,
        "found_year": found.year if year is None else None,
        "found_region": found.region if region is None else None,
        "unknown": [shown[each["start"] : each["end"]] for each in found.unknown],
    }
