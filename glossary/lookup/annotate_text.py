"""Annotates the terms of a text: their places, their meaning there and its issuer, and terms without explanation.

They are also explained within the text: as HTML markup, inline in brackets, or as footnotes.

Explanations in the text itself take precedence over the dictionary. The result is flat (a row of five numbers for each
place, one table of terms), because building an object for each place costs more than finding it.
"""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from html import escape
from typing import Any, Literal, NamedTuple, TypedDict

import orjson

from glossary.annotation.html_marks import Mark, mark_html, text_nodes
from glossary.annotation.lexicon import Expansion, Policy, Row, expand_as_footnotes, expand_inline, in_both_units
from glossary.chinese.normalize import term_key
from glossary.chinese.offsets import Utf16
from glossary.chinese.script import detect_script, render_in_script, to_hans
from glossary.errors import InvalidQueryError
from glossary.limits import MAX_TEXT
from glossary.lookup.annotation_index import annotation_index
from glossary.lookup.results import convert_value
from glossary.lookup.session import Session
from glossary.lookup.text_annotator import find_places, first_places
from glossary.lookup.text_explanations import (
    Hints,
    TextReading,
    hints_of_page,
    hints_of_text,
    read_context,
    read_text,
    with_caller,
)
from glossary.model import Slogan
from glossary.store.read.reader import Reader

MAX_ADDED = 8 * MAX_TEXT
"""Maximum code points that explanations may add: a short form may have a long explanation at each of its places."""


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
        InvalidQueryError: The text is longer than ``MAX_TEXT``.
    """
    if len(text) > MAX_TEXT:
        raise InvalidQueryError("text", f"longer than {MAX_TEXT} characters")


class ExpansionOptions(TypedDict, total=False):
    """What to explain in a text.

    Attributes:
        first: Whether to explain only the first place of each term.
        year: Year of the text, if the caller knows it.
        region: Region of the text, if the caller knows it.
        own: Whether to include terms that only the text explains; see :meth:`glossary.lookup.Dictionary.annotate`.
    """

    first: bool
    year: int | None
    region: str | None
    own: bool


class TextExpander(NamedTuple):
    """Explains texts.

    Attributes:
        session: The store.
        script: Script of the result; ``None`` leaves the text unchanged and explains it in its own script.
        options: What to explain.
    """

    session: Session
    script: str | None
    options: ExpansionOptions

    def mark(self, html: str, mode: Literal["span", "ruby"]) -> str:
        """Returns the HTML with ``<span>`` or ``<ruby>`` around terms in text nodes; nothing else changes.

        Raises:
            InvalidQueryError: The mode is unknown, the page is too long, or too much would be added (``MAX_ADDED``).
        """
        if mode not in ("span", "ruby"):
            raise InvalidQueryError("mode", "must be one of span, ruby")
        check_length(html)
        page = _convert_nodes(html, self.script) if self.script else html
        hints = hints_of_page(html)
        return mark_html(page, lambda text: [_mark(*place, mode) for place in self._explained(text, hints)])

    def unpack(self, text: str, style: Literal["inline", "footnotes"]) -> str:
        """Returns ``text`` with its slogans expanded: after each (first) place, or in footnotes.

        Raises:
            InvalidQueryError: The style is unknown, the text is too long, or too much would be added (``MAX_ADDED``).
        """
        if style not in ("inline", "footnotes"):
            raise InvalidQueryError("format", "must be one of inline, footnotes")
        check_length(text)
        shown = render_in_script(text, self.script) if self.script else text
        opened = [
            Expansion(start, end, row["headword"], _members(row), _with_attribution(row, style))
            for start, end, row in self._explained(shown)
            if not row["elsewhere"]
        ]
        return expand_inline(shown, opened) if style == "inline" else expand_as_footnotes(shown, opened)

    def _explained(self, text: str, hints: Hints = ()) -> list[tuple[int, int, dict[str, Any]]]:
        """Returns start, end and row of each described place, with rows in the script of the text."""
        options = self.options
        reading = read_for(text, hints, own=options.get("own", True))  # slow, and needs no store
        region = options.get("region")
        context = with_caller(reading.context, options.get("year"), region and to_hans(region))
        with self.session.snapshot() as reader:
            index = annotation_index(self.session, reader)
            places = find_places(index, reader, text, reading, context)
        shown = first_places(places) if options.get("first") else places
        script = self.script or detect_script(text)
        rows = {json: convert_value(orjson.loads(json), script) for json in dict.fromkeys(each.json for each in shown)}
        lengths = {json: len(_explanation(row)) for json, row in rows.items()}
        if sum(lengths[place.json] for place in shown) > MAX_ADDED:
            raise InvalidQueryError(
                "first", f"must be true here: at every place, more than {MAX_ADDED} characters are added"
            )
        return [(place.start, place.end, rows[place.json]) for place in shown]


def _convert_nodes(html: str, script: str) -> str:
    """Converts the text of ``html`` that can be marked to ``script``; URLs and scripts must not change."""
    pieces: list[str] = []
    written = 0
    for start, end in text_nodes(html):
        pieces += (html[written:start], render_in_script(html[start:end], script))
        written = end
    return "".join((*pieces, html[written:]))


def _mark(start: int, end: int, row: dict[str, Any], mode: str) -> Mark:
    """Returns the markup around a place; a meaning of another government is labelled, and not shown as ruby."""
    elsewhere = ' data-elsewhere="true"' if row["elsewhere"] else ""
    term = f' data-term="{escape(row["id"])}"' if row["id"] else ""
    attributes = f'class="glossary-term"{term}{elsewhere}'
    explanation = _explanation(row)
    if mode == "ruby":
        above = "" if row["elsewhere"] else explanation
        return Mark(start, end, f"<ruby {attributes}>", f"<rt>{escape(above or row['pinyin'])}</rt></ruby>")
    title = f' title="{escape(f"{explanation}（{attribution(row)}）")}"' if explanation else ""
    return Mark(start, end, f"<span {attributes}{title}>", "</span>")


def _explanation(row: dict[str, Any]) -> str:
    return _members(row) or row["definition"] or ""


def attribution(row: dict[str, Any]) -> str:
    """Returns issuer and years of an explanation, in Chinese.

    >>> row = {"origin": "dictionary", "elsewhere": True, "issuer": "某市人民政府", "issuers": 1}
    >>> attribution({**row, "scope": {"level": None}, "years": {"first": 2021, "last": 2021}})
    '别处的含义：某市人民政府，2021'
    """
    if row["origin"] == "text":
        return "本文名词解释" if row["place"]["kind"] == "entry" else "本文正文"
    name = row["issuer"] or "发布单位不详"
    if row["issuers"] > 1:
        name += f"等{row['issuers']}家"
    years = row["years"]
    span = "–".join(str(year) for year in dict.fromkeys((years["first"], years["last"])) if year)
    whose = f"{name}，{span}" if span else name
    return f"别处的含义：{whose}" if row["elsewhere"] else whose


def _members(brief: dict[str, Any]) -> str | None:
    """Returns the members in one line, with semicolons between groups; ``None`` if a group has no members."""
    groups = [group for group in brief["groups"] if group["members"]]
    if not groups or len(groups) < len(brief["groups"]):
        return None
    return "；".join("、".join(group["members"]) for group in groups)


def _with_attribution(row: dict[str, Any], style: str) -> str | None:
    """Returns the definition; in a footnote with its attribution."""
    definition: str | None = row["definition"]
    return definition if definition is None or style == "inline" else f"{definition}（{attribution(row)}）"
