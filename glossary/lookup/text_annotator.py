"""Finds the places of one text: those of its own explanations, of the dictionary, and of slogans without explanation.

The text's own explanations take precedence over the dictionary.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

import orjson

from glossary.annotation.matcher import leftmost_longest
from glossary.chinese.headword import parse_headword
from glossary.chinese.normalize import NO_QUOTES, QUOTES, normalize_page, term_key
from glossary.chinese.offsets import Utf16
from glossary.lookup.annotation_index import AnnotationIndex
from glossary.lookup.sense_choice import Context
from glossary.lookup.term_rows import own_row, unexplained_row
from glossary.lookup.text_explanations import (
    OwnExplanation,
    TextReading,
)
from glossary.model import Slogan, Span
from glossary.senses.collect import find_context
from glossary.store.read.reader import Reader


class DescribedPlace(NamedTuple):
    """A place of a text with the description of its term.

    Attributes:
        start: Start of the place in code points.
        end: End of the place in code points, exclusive.
        name: The identity of the term, for ``first``.
        is_explained: Whether the explanation is shown as the meaning in this text.
        json: The row of the table of terms.
    """

    start: int
    end: int
    name: object
    is_explained: bool
    json: bytes


class TextAnnotator:
    """Annotates one text.

    Args:
        index: The index of the current revision.
        reader: The reader of the current revision.
        text: The text, in any script.
        reading: The text's own explanations and slogans.
        context: Place and year of the text; values of the caller take precedence.
    """

    def __init__(
        self, index: AnnotationIndex, reader: Reader, text: str, reading: TextReading, context: Context
    ) -> None:
        self._index = index
        self._reader = reader
        self._text = text
        self._reading = reading
        self._context = context
        self._own: dict[int, bytes] = {}
        self._units = Utf16(text)

    def places(self, *, nested: bool = False) -> list[DescribedPlace]:
        """Returns the described places of the text, in order.

        An explanation of the text wins over the dictionary at the same place and over a longer unexplained form, but
        not within a longer form that the dictionary explains; unless the text's glossary explains the term of that
        form: “五区”建设 is of the “五区” of this text.

        Args:
            nested: Whether to include overlapping places.
        """
        found = [place for match in self._index.find(self._text, nested=nested) for place in self._of_match(*match)]
        own = list(self._own_places())
        if own:
            found = _merge(own, found if nested else self._without_forms_of_entries(found), nested=nested)
        if self._reading.is_collection or self._reading.is_lexicon_only:
            return sorted(found, key=_by_place)
        if not nested:
            found = _without_parts(found, self._slogan_spans)
        found = sorted([*found, *self._of_slogans(found)], key=_by_place)
        return sorted([*found, *self._of_coined(found)], key=_by_place)

    def _of_match(self, start: int, end: int, number: int) -> Iterator[DescribedPlace]:
        """Yields the place of a form, or the places of its parts if only these are explained."""
        index, columns = self._index, self._index.lexicon.patterns.columns
        term = columns.terms[number]
        parts = index.explained_parts(self._reader, term)
        placed = self._describe_parts(start, end, index.lexicon.heads[term].headword, parts) if parts else ()
        yield from placed or [self._describe(start, end, term, columns.senses.get(number))]

    def _describe_parts(
        self, start: int, end: int, label: str, parts: Sequence[tuple[int, int, int]]
    ) -> list[DescribedPlace]:
        """Describes the parts of a label; empty if the text prints a part differently."""
        return [
            self._describe(first, last, term, None) for first, last, term in self._place_parts(start, end, label, parts)
        ]

    def _place_parts(
        self, start: int, end: int, label: str, parts: Sequence[tuple[int, int, int]]
    ) -> Iterator[tuple[int, int, int]]:
        """Yields the places of the parts of a label in the text; nothing if a part is printed differently."""
        printed = normalize_page(self._text[start:end])
        at, found = 0, []
        for first, last, term in parts:
            piece = normalize_page(label[first:last])
            at = printed.find(piece, at)
            if at < 0:
                return
            found.append((start + at, start + at + len(piece), term))
            at += len(piece)
        yield from found

    def _describe(self, start: int, end: int, term: int, sense: str | None) -> DescribedPlace:
        index = self._index
        around = self._around(start, end, term) if index.depends_on_context(term) else ("", "")
        described = index.describe(self._reader, term, sense, self._context, around)
        return DescribedPlace(start, end, term, described.is_explained, described.json)

    def _around(self, start: int, end: int, term: int) -> tuple[str, str]:
        """Returns the text before and after a label in its clause; 碳达峰 is before it in the form 碳达峰“十大行动”."""
        headword = self._headword(term)
        at = self._text.find(headword, start, end)
        return find_context(self._text, Span(start, end) if at < 0 else Span(at, at + len(headword)))

    def _own_places(self) -> Iterator[DescribedPlace]:
        for start, end, at in self._reading.places:
            own = self._reading.explanations[at]
            term = self._index.find_headword(own.core)
            yield DescribedPlace(start, end, own.key if term is None else term, True, self._own_row(at, own, term))

    def _without_forms_of_entries(self, found: Sequence[DescribedPlace]) -> list[DescribedPlace]:
        """Returns the dictionary's places without the longer forms of terms that the text's own glossary explains.

        An entry without a class noun (“五区”) explains “五区”建设, too; one of “五小”企业 does not explain “五小”水利.
        """
        entries = [
            (start, end, own.key, parse_headword(own.head).tail)
            for start, end, at in self._reading.places
            if (own := self._reading.explanations[at]).kind == "entry"
        ]
        starts = [start for start, *_ in entries]

        def is_of_entry(place: DescribedPlace) -> bool:
            at = bisect_right(starts, place.start + 1) - 1  # a quotation mark may be before the term
            if at < 0:
                return False
            start, end, key, tail = entries[at]
            if not place.start <= start < end <= place.end or self._text[place.start : start].strip(QUOTES):
                return False
            is_of_term = isinstance(place.name, int) and term_key(self._headword(place.name)) == key
            return is_of_term and self._text[end : place.end].lstrip(QUOTES).startswith(tail)

        return [place for place in found if not is_of_entry(place)]

    def _headword(self, term: int) -> str:
        return self._index.lexicon.heads[term].headword

    def _own_row(self, at: int, own: OwnExplanation, term: int | None) -> bytes:
        if at not in self._own:
            self._own[at] = orjson.dumps(own_row(self._units, own, self._context, is_known=term is not None))
        return self._own[at]

    def _of_slogans(self, found: Sequence[DescribedPlace]) -> Iterator[DescribedPlace]:
        """Yields slogans that neither a form of the dictionary nor an own explanation covers."""
        taken = [(place.start, place.end) for place in found]
        at = 0
        for (start, end), slogan in zip(self._slogan_spans, self._slogans, strict=True):
            while at < len(taken) and taken[at][1] <= start:
                at += 1
            if start < end and (at == len(taken) or taken[at][0] >= end):
                yield from self._of_slogan(start, end, slogan)

    @cached_property
    def _slogans(self) -> list[Slogan]:
        return sorted(self._reading.slogans, key=lambda one: one.span.start)

    @cached_property
    def _slogan_spans(self) -> list[tuple[int, int]]:
        """Lists the spans of the text's slogans without quotation marks and blanks at their ends, in order."""
        return [_without_quotes(self._text, slogan.span) for slogan in self._slogans]

    def _of_slogan(self, start: int, end: int, slogan: Slogan) -> Iterator[DescribedPlace]:
        """Yields a slogan as a term that the dictionary has in quotes only (三农工作), as its parts, or alone."""
        term = self._index.find_headword(slogan.core)
        if term is not None:
            yield self._describe(start, end, term, None)
            return
        parts = self._index.parts_of(self._reader, slogan.core)
        placed = self._describe_parts(start, end, slogan.core, parts) if parts else ()
        yield from placed or [_unexplained_place(start, end, slogan.core)]

    def _of_coined(self, found: Sequence[DescribedPlace]) -> Iterator[DescribedPlace]:
        """Yields quoted words of the text that have no explanation."""
        starts = [place.start for place in found]
        for span in self._reading.coined:
            before = bisect_right(starts, span.start) - 1
            after = bisect_left(starts, span.end)
            is_free = before < 0 or found[before].end <= span.start
            if is_free and after == before + 1:
                yield _unexplained_place(span.start, span.end, span.of(self._text).translate(NO_QUOTES))


def _unexplained_place(start: int, end: int, core: str) -> DescribedPlace:
    return DescribedPlace(start, end, term_key(core), False, _unexplained_json(core))


@lru_cache(maxsize=8192)
def _unexplained_json(core: str) -> bytes:
    return orjson.dumps(unexplained_row(core))


def _by_place(place: DescribedPlace) -> tuple[int, int]:
    return place.start, -place.end


def _without_quotes(text: str, span: Span) -> tuple[int, int]:
    start, end = span.start, span.end
    while start < end and (text[start] in QUOTES or text[start].isspace()):
        start += 1
    while end > start and (text[end - 1] in QUOTES or text[end - 1].isspace()):
        end -= 1
    return start, end


def _merge(own: Sequence[DescribedPlace], others: Sequence[DescribedPlace], *, nested: bool) -> list[DescribedPlace]:
    """Merges the places of the text's own explanations and the dictionary's, without overlap unless ``nested``."""
    if nested:
        spans = {(place.start, place.end) for place in own}
        return [*own, *(place for place in others if (place.start, place.end) not in spans)]
    borders = sorted((place.start, place.end) for place in own)  # they do not overlap
    kept = [place for place in others if place.is_explained or not _overlaps(borders, place)]
    everything = [*own, *kept]
    chosen = leftmost_longest([(place.start, place.end, at) for at, place in enumerate(everything)])
    return [everything[at] for _, _, at in chosen]


def _without_parts(places: Sequence[DescribedPlace], slogans: Sequence[tuple[int, int]]) -> list[DescribedPlace]:
    """Returns the places without unexplained forms that are only a part of a slogan: 四个新 in “四个新跨越”."""
    starts = [start for start, _ in slogans]

    def is_part(place: DescribedPlace) -> bool:
        at = bisect_right(starts, place.start) - 1
        return at >= 0 and place.end <= slogans[at][1] and place.end - place.start < slogans[at][1] - slogans[at][0]

    return [place for place in places if place.is_explained or not is_part(place)]


def _overlaps(borders: Sequence[tuple[int, int]], place: DescribedPlace) -> bool:
    at = bisect_left(borders, (place.end, 0))  # only the last that begins before the end of the place can overlap
    return at > 0 and borders[at - 1][1] > place.start


def first_places(places: Iterable[DescribedPlace]) -> list[DescribedPlace]:
    """Returns the first place of each term."""
    firsts: dict[object, DescribedPlace] = {}
    for place in places:
        firsts.setdefault(place.name, place)
    return list(firsts.values())


def find_places(
    index: AnnotationIndex, reader: Reader, text: str, reading: TextReading, context: Context, *, nested: bool = False
) -> list[DescribedPlace]:
    """Returns the described places of a text; cached for recent texts."""
    annotator = TextAnnotator(index, reader, text, reading, context)
    return index.remember((text, nested, reading.is_lexicon_only, context), lambda: annotator.places(nested=nested))
