"""A text's terms explained: where they stand, which sense is meant, what nobody explains.

The shape of the answer is flat (a row of five numbers a place, one table of terms): building an object a place costs
more than finding it. What a term's table row says is made once a revision and kept as bytes.
"""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

import orjson

from glossary.errors import InvalidQueryError
from glossary.extract.slogans import find_slogans
from glossary.han.keys import term_key
from glossary.han.script import to_hans
from glossary.lookup.senses import Context, choose
from glossary.lookup.session import Session
from glossary.model import Slogan
from glossary.reading.annotate import Policy, Row, annotate, in_both_units
from glossary.reading.lexicon import Form, Head, Lexicon
from glossary.reading.units import Utf16
from glossary.store.reading import Reader

LONGEST_TEXT = 1_048_576
"""Code points of one text."""
_NO_CONTEXT = Context()


@dataclass(frozen=True, slots=True)
class Annotations:
    """The terms of one text.

    Attributes:
        matches: A row a place: start, end (code points), start, end (UTF-16 units), index into the table of terms.
        table: The terms, one JSON object each, in order of first appearance.
        unknown: Slogans of the text that the dictionary does not have.
        length: Of the text in code points.
        utf16_length: Of the text in UTF-16 units.
    """

    matches: list[Row]
    table: list[bytes]
    unknown: list[dict[str, Any]]
    length: int
    utf16_length: int
    policy: str
    revision: str

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
                "matches": self.matches,
                "terms": [orjson.Fragment(row) for row in self.table],
                "unknown": self.unknown,
            }
        )


class Desk:
    """The lexicon of one revision with what its terms say; made once, used by every text."""

    def __init__(self, reader: Reader) -> None:
        heads: list[Head] = []
        numbers: dict[int, int] = {}
        for n, _, _, headword, kind, _, _ in reader.heads():
            numbers[n] = len(heads)
            heads.append(Head(headword, kind == "numeral_slogan"))
        self.terms = tuple(numbers)
        forms = (
            Form(form, numbers[term], sense, kind, count)
            for form, term, sense, kind, origin, count in reader.forms()
            if origin == "attested"
        )
        self.lexicon = Lexicon(heads, forms)
        entries: dict[tuple[int, str | None], int] = {}
        self.entry_of = [entries.setdefault((one.term, one.sense), len(entries)) for one in self.lexicon.patterns]
        self.entries = tuple(entries)
        self._rows: dict[int, bytes] = {}

    def rows(self, reader: Reader, entries: Iterable[int], context: Context) -> list[bytes]:
        """What the table of terms says of entries (a term, or a term in one sense), as JSON."""
        kept = self._rows if context == _NO_CONTEXT else {}
        return [kept.get(entry) or self._row(reader, entry, context, kept) for entry in entries]

    def _row(self, reader: Reader, entry: int, context: Context, kept: dict[int, bytes]) -> bytes:
        term, sense = self.entries[entry]
        made = kept[entry] = orjson.dumps(_brief(reader, self.terms[term], sense, context))
        return made


def desk(session: Session, reader: Reader) -> Desk:
    """The desk of the present revision."""
    return session.remembered("desk", lambda: Desk(reader))


def annotate_text(
    session: Session,
    reader: Reader,
    text: str,
    *,
    policy: Policy = "longest",
    first: bool = False,
    context: Context = _NO_CONTEXT,
    slogans: Iterable[Slogan] = (),
) -> Annotations:
    """The terms of ``text``; see :meth:`glossary.lookup.Dictionary.annotate`.

    Args:
        session: The store.
        reader: Of the present revision.
        text: Any script.
        policy: As there.
        first: As there.
        context: Year and region of the text.
        slogans: Those of the text, of which the unknown ones are listed; found before (:func:`slogans_of`), because
            finding them takes long and needs no store.

    Raises:
        InvalidQueryError: no such policy, text too long.
    """
    if policy not in ("longest", "all"):
        raise InvalidQueryError("policy", "none of longest, all")
    check_length(text)
    at_hand = desk(session, reader)
    units = Utf16(text)
    indexes: dict[int, int] = {}
    entry_of = at_hand.entry_of
    places = [
        (start, end, indexes.setdefault(entry_of[number], len(indexes)))
        for start, end, number in annotate(text, at_hand.lexicon, policy=policy, first=first)
    ]
    return Annotations(
        in_both_units(places, units),
        at_hand.rows(reader, indexes, context),
        unknown_slogans(reader, text, units, {start for start, *_ in places}, slogans),
        len(text),
        units.length,
        policy,
        session.revision,
    )


def slogans_of(text: str) -> tuple[Slogan, ...]:
    """The numeral slogans of a text in either script, by the grammar that harvests them.

    Raises:
        InvalidQueryError: text too long.
    """
    check_length(text)
    return find_slogans(to_hans(text), ())


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
        InvalidQueryError: longer than ``LONGEST_TEXT``.
    """
    if len(text) > LONGEST_TEXT:
        raise InvalidQueryError("text", f"longer than {LONGEST_TEXT} characters")


def _brief(reader: Reader, term: int, form_sense: str | None, context: Context) -> dict[str, Any]:
    row = reader.article(term)
    article: dict[str, Any] = orjson.loads(row.article) if row else {}
    chosen, why = choose(article["senses"], form_sense, context)
    groups = chosen["groups"] if chosen else []
    return {
        "id": article["id"],
        "headword": article["headword"],
        "pinyin": article["pinyin"]["marks"] if "pinyin" in article else "",
        "kind": article["kind"],
        "explained": article["explained"],
        "senses": len(article["senses"]),
        "sense": chosen["id"] if chosen else None,
        "why": why,
        "definition": chosen["definition"] if chosen else None,
        "groups": [
            {
                "numeral": group["numeral"],
                "shared": group["shared"],
                "members": [member["text"] for member in group["members"]],
            }
            for group in groups
        ],
    }
