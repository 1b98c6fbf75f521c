"""Explains terms within a text: as HTML markup, inline in brackets, or as footnotes."""

from html import escape
from typing import Any, Literal, NamedTuple, TypedDict

import orjson

from glossary.annotation.annotate import Expansion, expand_as_footnotes, expand_inline
from glossary.annotation.html_marks import Mark, mark_html, text_nodes
from glossary.chinese.script import detect_script, render_in_script, to_hans
from glossary.errors import InvalidQueryError
from glossary.lookup.annotate_text import MAX_TEXT_LENGTH, check_length, read_for
from glossary.lookup.annotation_index import annotation_index
from glossary.lookup.results import convert_value
from glossary.lookup.session import Session
from glossary.lookup.text_annotator import find_places, first_places
from glossary.lookup.text_explanations import Hints, hints_of_page, with_caller

MAX_ADDED = 8 * MAX_TEXT_LENGTH
"""Maximum code points that explanations may add: a short form may have a long explanation at each of its places."""


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
    name = row["issuer"] or "来源不详"
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
