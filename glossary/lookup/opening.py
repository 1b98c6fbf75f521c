"""A text given back with its terms explained in it: marked in HTML, opened in line, opened in footnotes."""

from html import escape
from typing import Any, Literal, NamedTuple

import orjson

from glossary.errors import InvalidQueryError
from glossary.han.script import detect_script, shown_in
from glossary.lookup.converting import convert_value
from glossary.lookup.reading_aid import LONGEST_TEXT, check_length, desk
from glossary.lookup.senses import Context
from glossary.lookup.session import Session
from glossary.reading.annotate import annotate
from glossary.reading.markup import Mark, mark_html, text_nodes
from glossary.reading.unpacking import Opened, open_footnotes, open_inline
from glossary.store.reading import Reader

MOST_ADDED = 8 * LONGEST_TEXT
"""Code points that explanations may add to a text: a short form may carry a long one at each of its places."""


class Opener(NamedTuple):
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
            InvalidQueryError: no such mode, page too long, too much to be added (``MOST_ADDED``).
        """
        if mode not in ("span", "ruby"):
            raise InvalidQueryError("mode", "none of span, ruby")
        check_length(html)
        page = _convert_nodes(html, self.script) if self.script else html
        return mark_html(page, lambda text: [_mark(*place, mode) for place in self._explained(text)])

    def unpack(self, text: str, style: Literal["inline", "footnotes"]) -> str:
        """``text`` with its slogans opened: behind each (first) place, or in footnotes.

        Raises:
            InvalidQueryError: no such style, text too long, too much to be added (``MOST_ADDED``).
        """
        if style not in ("inline", "footnotes"):
            raise InvalidQueryError("format", "none of inline, footnotes")
        check_length(text)
        shown = shown_in(text, self.script) if self.script else text
        opened = [
            Opened(start, end, brief["headword"], _members(brief), brief["definition"])
            for start, end, brief in self._explained(shown)
        ]
        return open_inline(shown, opened) if style == "inline" else open_footnotes(shown, opened)

    def _explained(self, text: str) -> list[tuple[int, int, dict[str, Any]]]:
        """Start, end and explanation of each place, in the script of the text."""
        at_hand = desk(self.session, self.reader)
        found = [
            (start, end, at_hand.entry_of[at]) for start, end, at in annotate(text, at_hand.lexicon, first=self.first)
        ]
        entries = list(dict.fromkeys(entry for _, _, entry in found))
        rows = at_hand.rows(self.reader, entries, self.context)
        script = self.script or detect_script(text)
        briefs = {entry: convert_value(orjson.loads(row), script) for entry, row in zip(entries, rows, strict=True)}
        said = {entry: len(_said(brief)) for entry, brief in briefs.items()}
        if sum(said[entry] for _, _, entry in found) > MOST_ADDED:
            raise InvalidQueryError(
                "first", f"must be true here: at every place, more than {MOST_ADDED} characters are added"
            )
        return [(start, end, briefs[entry]) for start, end, entry in found]


def _convert_nodes(html: str, script: str) -> str:
    """``html`` with the text that can be marked in ``script``; addresses and scripts must stay what they are."""
    pieces: list[str] = []
    written = 0
    for start, end in text_nodes(html):
        pieces += (html[written:start], shown_in(html[start:end], script))
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
