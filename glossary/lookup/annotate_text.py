"""Annotates the terms of a text: their places, their meaning there and its issuer, and terms without explanation.

Explanations in the text itself take precedence over the dictionary. The result is flat (a row of five numbers for each
place, one table of terms), because building an object for each place costs more than finding it.
"""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Any

import orjson

from glossary.annotation.annotate import Policy, Row, in_both_units
from glossary.chinese.normalize import term_key
from glossary.chinese.offsets import Utf16
from glossary.errors import InvalidQueryError
from glossary.lookup.annotation_index import annotation_index
from glossary.lookup.session import Session
from glossary.lookup.text_annotator import find_places, first_places
from glossary.lookup.text_explanations import (
    Hints,
    TextReading,
    hints_of_text,
    read_context,
    read_text,
    with_caller,
)
from glossary.model import Slogan
from glossary.store.read.reader import Reader

MAX_TEXT_LENGTH = 1_048_576
"""Code points of the longest accepted text."""


@dataclass(frozen=True, slots=True)
class Annotations:
    """The terms of one text.

    Attributes:
        matches: One row for each place: start, end (code points), start, end (UTF-16 units), index into ``table``.
        table: The terms, one JSON object each, in order of first appearance.
        unknown: Slogans of the text that the dictionary does not have.
        length: Length of the text in code points.
        utf16_length: Length of the text in UTF-16 units.
        year: Year of the text, given by the caller or found in the text.
        region: Region of the text, given by the caller or found in the text.
    """

    matches: list[Row]
    table: list[bytes]
    unknown: list[dict[str, Any]]
    length: int
    utf16_length: int
    policy: str
    revision: str
    year: int | None = None
    region: str | None = None

    def terms(self) -> list[dict[str, Any]]:
        """Returns the table of terms as Python values."""
        return [orjson.loads(row) for row in self.table]

    def json(self) -> bytes:
        """Returns the whole response as JSON."""
        return orjson.dumps(
            {
                "revision": self.revision,
                "policy": self.policy,
                "length": self.length,
                "utf16_length": self.utf16_length,
                "year": self.year,
                "region": self.region,
                "matches": self.matches,
                "terms": [orjson.Fragment(row) for row in self.table],
                "unknown": self.unknown,
            }
        )


def annotate_text(
    session: Session,
    reader: Reader,
    text: str,
    reading: TextReading,
    *,
    policy: Policy = "longest",
    first: bool = False,
    year: int | None = None,
    region: str | None = None,
    unknown: bool = False,
) -> Annotations:
    """Annotates the terms of ``text``; see :meth:`glossary.lookup.Dictionary.annotate`.

    Args:
        session: The store.
        reader: Reader of the current revision.
        text: The text, in any script.
        reading: What :func:`read_for` found in the text. It is computed before, because it is slow and needs no store.
        policy: ``longest`` or ``all``.
        first: Whether to return only the first place of each term.
        year: Year of the text, if the caller knows it.
        region: Region of the text, if the caller knows it.
        unknown: Whether to list slogans that the dictionary does not have.

    Raises:
        InvalidQueryError: The policy is unknown, or the text is too long.
    """
    if policy not in ("longest", "all"):
        raise InvalidQueryError("policy", "must be one of longest, all")
    check_length(text)
    context = with_caller(reading.context, year, region)
    places = find_places(annotation_index(session, reader), reader, text, reading, context, nested=policy == "all")
    if first:
        places = first_places(places)
    units = Utf16(text)
    indexes: dict[bytes, int] = {}
    rows = [(place.start, place.end, indexes.setdefault(place.json, len(indexes))) for place in places]
    known = {place.start for place in places if place.name is not None and not isinstance(place.name, str)}
    return Annotations(
        in_both_units(rows, units),
        list(indexes),
        unknown_slogans(reader, text, units, known, reading.slogans) if unknown else [],
        len(text),
        units.length,
        policy,
        session.revision,
        context.year,
        context.region,
    )


def read_for(text: str, hints: Hints = (), *, own: bool = True, unknown: bool = False) -> TextReading:
    """Extracts the text's own explanations, year and region; needs no store.

    Args:
        text: The text, in any script.
        hints: Metadata from its path or page.
        own: Whether to use explanations and slogans of the text; else only year and region, in a tenth of the time.
        unknown: Whether its slogans are wanted without ``own``, too.

    Raises:
        InvalidQueryError: The text is too long.
    """
    check_length(text)
    hints = tuple(sorted({**dict(hints_of_text(text)), **dict(hints)}.items()))
    if own:
        return read_text(text, hints)
    reading = read_context(text, hints)
    return replace(reading, slogans=read_text(text, hints).slogans) if unknown else reading


def unknown_slogans(
    reader: Reader, text: str, units: Utf16, covered: AbstractSet[int], slogans: Iterable[Slogan]
) -> list[dict[str, Any]]:
    """Lists the numeral slogans of ``text`` that the dictionary does not have, each once, with its first place.

    Args:
        reader: The store.
        text: The text, in any script.
        units: UTF-16 offsets of ``text``.
        covered: Start offsets of known terms.
        slogans: The slogans of ``text``.
    """
    found: dict[str, dict[str, Any]] = {}
    for slogan in slogans:
        key = term_key(slogan.core)
        start, end = slogan.span.start, slogan.span.end
        if key in found:
            found[key]["count"] += 1
        elif start not in covered and not reader.article_by_key(key) and not reader.forms_of_key(key):
            found[key] = {
                "surface": text[start:end],
                "core": slogan.core,
                "start": start,
                "end": end,
                "utf16_start": units.offset(start),
                "utf16_end": units.offset(end),
                "rule": slogan.rule,
                "count": 1,
            }
    return list(found.values())


def check_length(text: str) -> None:
    """Check the length of a text.

    Raises:
        InvalidQueryError: The text is longer than ``MAX_TEXT_LENGTH``.
    """
    if len(text) > MAX_TEXT_LENGTH:
        raise InvalidQueryError("text", f"longer than {MAX_TEXT_LENGTH} characters")
