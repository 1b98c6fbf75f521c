"""A text's terms explained: where they stand, which sense is meant, what nobody explains.

The shape of the answer is flat (a row of five numbers a place, one table of terms): building an object a place costs
more than finding it. What a term's table row says is made once a revision and kept as bytes.

A text given back with its terms explained in it: marked in HTML, opened in line, opened in footnotes.
"""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from html import escape
from typing import Any, Literal, NamedTuple

import orjson

from glossary.annotation.annotate import (
    Expansion,
    Policy,
    Row,
    annotate,
    expand_as_footnotes,
    expand_inline,
    in_both_units,
)
from glossary.annotation.html_marks import Mark, mark_html, text_nodes
from glossary.annotation.lexicon import Form, HeadForm, Lexicon
from glossary.chinese.normalize import term_key
from glossary.chinese.offsets import Utf16
from glossary.chinese.script import detect_script, render_in_script, to_hans
from glossary.errors import InvalidQueryError
from glossary.extraction.slogans.find_slogans import find_slogans
from glossary.lookup.script_conversion import convert_value
from glossary.lookup.sense_choice import Context, choose
from glossary.lookup.session import Session
from glossary.model import Slogan
from glossary.store.read.reader import Reader

MAX_TEXT_LENGTH = 1_048_576
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


class AnnotationIndex:
    """The lexicon of one revision with what its terms say; made once, used by every text."""

    def __init__(self, reader: Reader) -> None:
        heads: list[HeadForm] = []
        numbers: dict[int, int] = {}
        for n, _, _, headword, kind, _, _ in reader.heads():
            numbers[n] = len(heads)
            heads.append(HeadForm(headword, kind == "numeral_slogan"))
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


def annotation_index(session: Session, reader: Reader) -> AnnotationIndex:
    """The desk of the present revision."""
    return session.remembered("desk", lambda: AnnotationIndex(reader))


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
        raise InvalidQueryError("policy", "must be one of longest, all")
    check_length(text)
    at_hand = annotation_index(session, reader)
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
        InvalidQueryError: longer than ``MAX_TEXT_LENGTH``.
    """
    if len(text) > MAX_TEXT_LENGTH:
        raise InvalidQueryError("text", f"longer than {MAX_TEXT_LENGTH} characters")


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


MAX_ADDED = 8 * MAX_TEXT_LENGTH
"""Code points that explanations may add to a text: a short form may carry a long one at each of its places."""


class TextExpander(NamedTuple):
    """How texts are to be explained.

    Attributes:
        session: The store.
        reader: Of the present revision.
        first: Only at the first place of each term.
        context: Year and region of the text.
        script: Of the text that comes back; ``None`` keeps the text as it is, and explains it in its own script.
    """

    session: Session
    reader: Reader
    first: bool
    context: Context
    script: str | None

    def mark(self, html: str, mode: Literal["span", "ruby"]) -> str:
        """The same HTML with ``<span>`` or ``<ruby>`` around terms in text nodes, nothing else changed.

        Raises:
            InvalidQueryError: no such mode, page too long, too much to be added (``MAX_ADDED``).
        """
        if mode not in ("span", "ruby"):
            raise InvalidQueryError("mode", "must be one of span, ruby")
        check_length(html)
        page = _convert_nodes(html, self.script) if self.script else html
        return mark_html(page, lambda text: [_mark(*place, mode) for place in self._explained(text)])

    def unpack(self, text: str, style: Literal["inline", "footnotes"]) -> str:
        """``text`` with its slogans opened: behind each (first) place, or in footnotes.

        Raises:
            InvalidQueryError: no such style, text too long, too much to be added (``MAX_ADDED``).
        """
        if style not in ("inline", "footnotes"):
            raise InvalidQueryError("format", "must be one of inline, footnotes")
        check_length(text)
        shown = render_in_script(text, self.script) if self.script else text
        opened = [
            Expansion(start, end, brief["headword"], _members(brief), brief["definition"])
            for start, end, brief in self._explained(shown)
        ]
        return expand_inline(shown, opened) if style == "inline" else expand_as_footnotes(shown, opened)

    def _explained(self, text: str) -> list[tuple[int, int, dict[str, Any]]]:
        """Start, end and explanation of each place, in the script of the text."""
        at_hand = annotation_index(self.session, self.reader)
        found = [
            (start, end, at_hand.entry_of[at]) for start, end, at in annotate(text, at_hand.lexicon, first=self.first)
        ]
        entries = list(dict.fromkeys(entry for _, _, entry in found))
        rows = at_hand.rows(self.reader, entries, self.context)
        script = self.script or detect_script(text)
        briefs = {entry: convert_value(orjson.loads(row), script) for entry, row in zip(entries, rows, strict=True)}
        said = {entry: len(_said(brief)) for entry, brief in briefs.items()}
        if sum(said[entry] for _, _, entry in found) > MAX_ADDED:
            raise InvalidQueryError(
                "first", f"must be true here: at every place, more than {MAX_ADDED} characters are added"
            )
        return [(start, end, briefs[entry]) for start, end, entry in found]


def _convert_nodes(html: str, script: str) -> str:
    """``html`` with the text that can be marked in ``script``; addresses and scripts must stay what they are."""
    pieces: list[str] = []
    written = 0
    for start, end in text_nodes(html):
        pieces += (html[written:start], render_in_script(html[start:end], script))
        written = end
    return "".join((*pieces, html[written:]))


def _mark(start: int, end: int, brief: dict[str, Any], mode: str) -> Mark:
    said = _said(brief)
    attributes = f'class="glossary-term" data-term="{escape(brief["id"])}"'
    if mode == "ruby":
        return Mark(start, end, f"<ruby {attributes}>", f"<rt>{escape(said or brief['pinyin'])}</rt></ruby>")
    title = f' title="{escape(said)}"' if said else ""
    return Mark(start, end, f"<span {attributes}{title}>", "</span>")


def _said(brief: dict[str, Any]) -> str:
    return _members(brief) or brief["definition"] or ""


def _members(brief: dict[str, Any]) -> str | None:
    """The members in one line, the groups by semicolons; ``None`` where a group has none."""
    groups = [group for group in brief["groups"] if group["members"]]
    if not groups or len(groups) < len(brief["groups"]):
        return None
    return "；".join("、".join(group["members"]) for group in groups)
