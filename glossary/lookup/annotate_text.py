"""A text's terms explained: where they stand, what they mean there and whose word it is, what nobody explains.

What the text explains itself comes before the dictionary. The shape of the answer is flat (a row of five numbers a
place, one table of terms): building an object a place costs more than finding it.
"""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

import orjson

from glossary.annotation.annotate import Policy, Row, in_both_units
from glossary.chinese.normalize import term_key
from glossary.chinese.offsets import Utf16
from glossary.errors import InvalidQueryError
from glossary.lookup.annotation_index import annotation_index
from glossary.lookup.session import Session
from glossary.lookup.text_annotator import find_places, first_places
from glossary.lookup.text_explanations import Hints, TextReading, read_text, with_caller
from glossary.model import Slogan
from glossary.store.read.reader import Reader

MAX_TEXT_LENGTH = 1_048_576
"""Code points of one text."""


@dataclass(frozen=True, slots=True)
class Annotations:
    """The terms of one text.

    Attributes:
        matches: A row a place: start, end (code points), start, end (UTF-16 units), index into the table of terms.
        table: The terms, one JSON object each, in order of first appearance.
        unknown: Slogans of the text that the dictionary does not have.
        length: Of the text in code points.
        utf16_length: Of the text in UTF-16 units.
        year: Of the text, as the caller or the text itself says.
        region: Likewise.
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
        """The table of terms as Python values."""
        return [orjson.loads(row) for row in self.table]

    def json(self) -> bytes:
        """The whole answer as JSON."""
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
    """The terms of ``text``; see :meth:`glossary.lookup.Dictionary.annotate`.

    Args:
        session: The store.
        reader: Of the present revision.
        text: Any script.
        reading: What the text says of itself; read before (:func:`read_for`), because it takes long and needs no store.
        policy: As there.
        first: As there.
        year: As there.
        region: As there.
        unknown: As there.

    Raises:
        InvalidQueryError: no such policy, text too long.
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


def read_for(text: str, hints: Hints = ()) -> TextReading:
    """What a text says of itself, with nothing of a store.

    Raises:
        InvalidQueryError: text too long.
    """
    check_length(text)
    return read_text(text, hints)


def unknown_slogans(
    reader: Reader, text: str, units: Utf16, covered: AbstractSet[int], slogans: Iterable[Slogan]
) -> list[dict[str, Any]]:
    """The numeral slogans of ``text`` that the dictionary does not have, each once, with its first place.

    Args:
        reader: The store.
        text: Any script.
        units: Of ``text``.
        covered: Where known terms start.
        slogans: Of ``text``.
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
    """Refuse a text that is too long.

    Raises:
        InvalidQueryError: longer than ``MAX_TEXT_LENGTH``.
    """
    if len(text) > MAX_TEXT_LENGTH:
        raise InvalidQueryError("text", f"longer than {MAX_TEXT_LENGTH} characters")
