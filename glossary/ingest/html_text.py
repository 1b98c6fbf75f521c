"""Converts the tree of a web page to its visible text, without navigation and sidebars."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from glossary.ingest.decoding import unescaped
from glossary.ingest.html_visibility import Visibility, count_sentences, find_text_elsewhere, note_roles
from glossary.ingest.text_layout import Cell, note_marker, printed_number, table_lines
from glossary.model import Finding


def _words(names: str) -> frozenset[str]:
    return frozenset(names.split())


_BLOCKS = _words(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre section summary table "
    "tbody tfoot thead tr ul"
)
_CELLS = frozenset({"td", "th"})
_WRAP = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])[ \t]*[\r\n][ \t\r\n]*(?=[\u3000-\u9fff\uff00-\uffef])")
_SPACES = re.compile(r"[ \t\n\f\r\xa0]+")
_MARKER = re.compile(r"[\[［〔(（]?\s*(\d{1,3}|[a-z]|[①-⑳])\s*[\]］〕)）]?")
_OWN_NUMBER = re.compile(r"\s*[\[［〔(（]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})\s*[\]］〕)）．.、:：]|\s*[①-⑳㉑-㊿]")
_LIST_FORMS = {
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
    "1": "decimal",
    "lower-alpha": "lowerLetter",
    "lower-latin": "lowerLetter",
    "upper-alpha": "upperLetter",
    "upper-latin": "upperLetter",
    "lower-roman": "lowerRoman",
    "upper-roman": "upperRoman",
    "decimal-leading-zero": "decimalZero",
    **dict.fromkeys(
        (
            "cjk-ideographic",
            "cjk-decimal",
            "simp-chinese-informal",
            "trad-chinese-informal",
            "simp-chinese-formal",
            "trad-chinese-formal",
        ),
        "chineseCounting",
    ),
}
_LIST_STYLE = re.compile(r"list-style(?:-type)?:[^;]*?\b([a-z][a-z-]+)\b")
_UNNUMBERED = _words("none disc circle square")
_FIRST_NODES, _MAX_NUMBER_LENGTH = 12, 8


@dataclass(frozen=True, slots=True)
class PageText:
    """The text of a page, and findings about omitted parts."""

    text: str
    findings: tuple[Finding, ...] = ()


def page_text(tree: LexborHTMLParser) -> PageText:
    """The text of the page without the parts around the article, unless that would remove most of the prose."""
    body = tree.body
    if body is None:
        return PageText("")
    pruned = Visibility(tree, is_pruned=True)
    text = _Walk(tree, pruned).text(body)
    sentences = 2 * count_sentences(text)
    if text and sentences >= count_sentences(body.text()):
        return PageText(text, (*pruned.findings(), *find_text_elsewhere(tree, text)))
    whole = Visibility(tree, is_pruned=False)  # only now: most pages lose little
    whole_text = _Walk(tree, whole).text(body)
    text, visibility = (text, pruned) if text and sentences >= count_sentences(whole_text) else (whole_text, whole)
    return PageText(text, (*visibility.findings(), *find_text_elsewhere(tree, text)))


@dataclass(slots=True)
class _List:
    """The counter of an ordered list."""

    count: int
    step: int
    form: str


@dataclass(slots=True)
class _Table:
    rows: list[list[Cell]] = field(default_factory=list)


class _Walk:
    """One traversal of the tree, without recursion because pages may be nested deeper than Python's stack."""

    def __init__(self, tree: LexborHTMLParser, visibility: Visibility) -> None:
        self._visibility = visibility
        self._containers = [_Lines()]
        self._tables: list[_Table] = []
        self._lists: list[_List | None] = []
        self._markers = _note_markers(tree)

    def text(self, body: LexborNode) -> str:
        """The text below ``body``."""
        node: LexborNode | None = body
        while node is not None:
            is_omitted = self._visibility.omits(node)
            if not is_omitted:
                self._open(node)
            below = None if is_omitted or node.tag == "sup" or _is_note_link(node) else node.child
            node = below if below is not None else self._next(node, body, is_open=not is_omitted)
        while len(self._containers) > 1:
            self._end_cell(None)
        return "\n".join(self._containers[0].finished())

    def _next(self, node: LexborNode, body: LexborNode, *, is_open: bool) -> LexborNode | None:
        """The node after ``node`` in document order; closes the elements that end in between."""
        at: LexborNode | None = node
        while at is not None and at.mem_id != body.mem_id:
            if is_open:
                self._close(at)
            is_open = True
            if at.next is not None:
                return at.next
            at = at.parent
        return None

    def _open(self, node: LexborNode) -> None:
        """Write a text, a note marker, or the line break before an element."""
        tag = node.tag or ""
        lines = self._containers[-1]
        if tag == "-text":
            lines.write(_shown(node), is_plain=not _is_preformatted(node))
        elif tag == "sup" or _is_note_link(node):
            lines.write(note_marker(node.text(), lines.last()))
        elif tag == "q":
            lines.write("“")
        elif tag == "table":
            lines.end_line()
            self._tables.append(_Table())
        elif tag == "tr" and self._tables:
            self._tables[-1].rows.append([])
        elif tag in _CELLS and self._tables and self._tables[-1].rows:
            self._containers.append(_Lines())
        elif tag in _BLOCKS or tag == "br":
            lines.end_line()
            self._open_list(tag, node)

    def _open_list(self, tag: str, node: LexborNode) -> None:
        if tag in {"ol", "ul", "menu"}:
            self._lists.append(_ordered(node) if tag == "ol" else None)
        elif tag == "li":
            label = self._label(node)
            if label:
                self._containers[-1].begin(label)

    def _label(self, node: LexborNode) -> str:
        """The number of a list item unless its text has it, or the marker that links to a note."""
        counted = self._lists[-1] if self._lists else None
        marker = next((self._markers[each] for each in _ids(node) if each in self._markers), None)
        stated = _number(node.attributes.get("value"))
        if counted is None:
            return ""
        counted.count = counted.count if stated is None else stated
        number, form = counted.count, counted.form
        counted.count += counted.step
        if form == "none" or _list_style(node) in _UNNUMBERED or _OWN_NUMBER.match(_beginning(node)):
            return ""
        return f"[{marker}] " if marker else f"{printed_number(number, form)}."

    def _close(self, node: LexborNode) -> None:
        tag = node.tag or ""
        self._visibility.close(node)
        if tag in _CELLS and self._tables and len(self._containers) > 1:
            self._end_cell(node)
        elif tag == "table" and self._tables:
            self._containers[-1].lines.extend(table_lines(self._tables.pop().rows))
        elif tag == "q":
            self._containers[-1].write("”")
        elif tag in _BLOCKS:
            self._containers[-1].end_line()
            if tag in {"ol", "ul", "menu"} and self._lists:
                self._lists.pop()

    def _end_cell(self, node: LexborNode | None) -> None:
        paragraphs = tuple(self._containers.pop().finished())
        spans = (_number(node.attributes.get("rowspan")) or 1) > 1 if node is not None else False
        width = _number(node.attributes.get("colspan")) or 1 if node is not None else 1
        if self._tables and self._tables[-1].rows:
            self._tables[-1].rows[-1].append(Cell(paragraphs, spans, max(1, min(width, 50))))
        else:
            self._containers[-1].lines.extend(paragraphs)


class _Lines:
    """Collects lines; a line break takes effect when text follows it, so that no line is empty."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._line: list[str] = []
        self._label = ""

    def begin(self, label: str) -> None:
        """Put ``label`` before the next text."""
        self._label = label

    def end_line(self) -> None:
        """End the current line."""
        line = "".join(self._line).rstrip(" ")
        self._line = []
        if line:
            self.lines.append(line)

    def last(self) -> str:
        """The last character of the current line."""
        return self._line[-1][-1] if self._line else ""

    def write(self, text: str, *, is_plain: bool = True) -> None:
        """Append text to the current line."""
        if is_plain and not self._line:
            text = text.lstrip(" ")
        if not text:
            return
        if self._label and text.strip():
            self._line.append(self._label)
            self._label = ""
        self._line.append(text)

    def finished(self) -> list[str]:
        """All lines."""
        self.end_line()
        return self.lines


def _note_markers(tree: LexborHTMLParser) -> dict[str, str]:
    """Maps the targets of raised links to the printed numbers."""
    found: dict[str, str] = {}
    for node in tree.css('sup a[href^="#"], a[href^="#"]:has(sup), a[role="doc-noteref"], a.footnote-ref, a.footnote'):
        target = (node.attributes.get("href") or "").partition("#")[2]
        match = _MARKER.fullmatch(node.text().strip())
        if target and match:
            found.setdefault(target, match[1])
    return found


def _ids(node: LexborNode) -> Iterator[str]:
    """Yields the ids by which a link may refer to an item: its own and those of its first descendants."""
    at: LexborNode | None = node
    for _ in range(4):
        if at is None:
            return
        for name in ("id", "name"):
            if value := at.attributes.get(name) if not (at.tag or "-").startswith("-") else None:
                yield value
        at = at.child


def _beginning(node: LexborNode) -> str:
    """The first visible characters of an element, enough for a number at any nesting depth."""
    text, at = "", node.child
    for _ in range(_FIRST_NODES):
        if at is None or len(text) > _MAX_NUMBER_LENGTH:
            break
        text += (at.text_content or "").lstrip() if at.tag == "-text" else ""
        at = at.child or at.next or (at.parent.next if at.parent and at.parent.mem_id != node.mem_id else None)
    return text


def _ordered(node: LexborNode) -> _List:
    attributes = node.attributes
    start = _number(attributes.get("start"))
    step = -1 if "reversed" in attributes else 1
    if start is None:
        start = sum(1 for child in node.iter() if child.tag == "li") if step < 0 else 1
    style = _list_style(node)
    form = "none" if style in _UNNUMBERED else _LIST_FORMS.get(style or attributes.get("type") or "1", "decimal")
    return _List(start, step, form)


def _list_style(node: LexborNode) -> str:
    match = _LIST_STYLE.search(_style(node))
    return match[1] if match else ""


def _number(value: str | None) -> int | None:
    text = (value or "").strip()
    return int(text) if re.fullmatch(r"-?\d{1,5}", text) else None


def _style(node: LexborNode) -> str:
    return (node.attributes.get("style") or "").replace(" ", "").lower()


def _is_note_link(node: LexborNode) -> bool:
    """Whether a link is the number of a note, printed on the line and not above it."""
    return node.tag == "a" and "noteref" in note_roles(node) and node.parent is not None and node.parent.tag != "sup"


def _is_preformatted(node: LexborNode) -> bool:
    return node.parent is not None and node.parent.tag == "pre"


def _shown(node: LexborNode) -> str:
    """The text of a node with white space collapsed as in browsers; removes line breaks between Han characters."""
    text = unescaped(node.text_content or "")
    if _is_preformatted(node):
        return text.replace("\r\n", "\n")
    return _SPACES.sub(" ", _WRAP.sub("", text))
