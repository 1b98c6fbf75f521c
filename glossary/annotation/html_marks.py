"""Marks terms in an HTML page without changing anything else. Pure.

The page is not parsed into a tree and serialized, which would change it. A scanner that follows the tokenizer of the
HTML standard finds the text nodes, all of them are searched as one text, and tags are inserted at the places found.
Text where a tag would do harm or change the meaning is skipped: scripts, styles, code, form fields, the head, SVG and
MathML, templates, ruby annotations, text directly within the structure of a table.

Source:
    HTML Living Standard, 13.2.5 (tokenization), 13.1.2 (elements).
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from html import unescape
from typing import NamedTuple

_RAW = frozenset(("style", "xmp", "iframe", "noembed", "noframes", "textarea", "title"))
_SKIPPED = frozenset(
    (
        *("head", "code", "kbd", "samp", "var", "tt", "select", "option", "optgroup", "datalist"),
        *("svg", "math", "template", "ruby", "rt", "rp", "button", "object", "applet", "frameset"),
    )
)
_IN_HEAD = frozenset(
    (
        *("html", "head", "base", "basefont", "bgsound", "link", "meta", "title", "script", "style"),
        *("noscript", "noframes", "template"),
    )
)
_FOREIGN = frozenset(("svg", "math"))
# Elements of SVG and MathML whose content is HTML again.
_INTEGRATION = frozenset(("foreignobject", "desc", "title", "mi", "mo", "mn", "ms", "mtext", "annotation-xml"))
# Start tags that end SVG and MathML (13.2.6.5).
_BREAKOUT = frozenset(
    (
        *("b", "big", "blockquote", "body", "br", "center", "code", "dd", "div", "dl", "dt", "em", "embed"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "head", "hr", "i", "img", "li", "listing", "menu", "meta", "nobr"),
        *("ol", "p", "pre", "ruby", "s", "small", "span", "strong", "strike", "sub", "sup", "table", "tt", "u"),
        *("ul", "var"),
    )
)
_TABLE_STRUCTURE = frozenset(("table", "tbody", "thead", "tfoot", "tr", "colgroup"))
_CELLS = frozenset(("td", "th", "caption"))
_NAME = re.compile(r"[a-zA-Z][^\t\n\f\r />]*")
_BLANK = "\t\n\f\r "
_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_SCRIPT = re.compile(r"<!--|-->|<(/?)script(?=[\t\n\f\r />])", re.IGNORECASE)
_NOSCRIPT = re.compile(r"<(/?)noscript(?=[\t\n\f\r />])", re.IGNORECASE)
_COMMENT_END = re.compile("--!?>")
JOINT = "\n"
"""Separates text nodes when they are searched as one text; no form contains it."""


class Mark(NamedTuple):
    """Markup to insert around a stretch of the searched text; the caller must escape ``before`` and ``after``."""

    start: int
    end: int
    before: str
    after: str


def mark_html(html: str, find: Callable[[str], Iterable[Mark]]) -> str:
    """Returns ``html`` with the marks that ``find`` returns for the text of the page.

    Args:
        html: A page or a fragment; broken markup is not repaired.
        find: Takes the text of all text nodes (character references resolved, nodes joined by a line end) and returns
            marks in order, without overlap. A mark that crosses the border of a node is dropped.

    >>> mark_html('<p title="三农">做好三农工作</p>', lambda text: [Mark(2, 4, "<b>", "</b>")])
    '<p title="三农">做好<b>三农</b>工作</p>'
    """
    page = _Page(html)
    pieces: list[str] = []
    written = 0
    for mark in find(page.text):
        span = page.raw(mark.start, mark.end)
        if span is None or span[0] < written:
            continue
        pieces += (html[written : span[0]], mark.before, html[span[0] : span[1]], mark.after)
        written = span[1]
    pieces.append(html[written:])
    return "".join(pieces)


class _Page:
    """The text of a page with the offsets of its pieces in the markup."""

    def __init__(self, html: str) -> None:
        self._starts: list[int] = []  # of each piece in the text
        self._pieces: list[tuple[int, int, int]] = []  # its raw start, raw end, and the node it belongs to
        texts: list[str] = []
        length = 0
        for node, (start, end) in enumerate(text_nodes(html)):
            for raw_start, raw_end, text in _pieces(html, start, end):
                self._starts.append(length)
                self._pieces.append((raw_start, raw_end, node))
                texts.append(text)
                length += len(text)
            texts.append(JOINT)
            length += 1
        self.text = "".join(texts)
        self._length = length

    def raw(self, start: int, end: int) -> tuple[int, int] | None:
        """Returns the span of a stretch of text in the markup; ``None`` if it is not within one node."""
        if not 0 <= start < end <= self._length or not self._pieces:
            return None
        first, last = bisect_right(self._starts, start) - 1, bisect_right(self._starts, end - 1) - 1
        (raw_start, _, node), (last_start, last_end, last_node) = self._pieces[first], self._pieces[last]
        if node != last_node:  # a line end within one node is part of its text, not a joint
            return None
        begin = raw_start if self._is_reference(first) else raw_start + start - self._starts[first]
        stop = last_end if self._is_reference(last) else last_start + end - self._starts[last]
        return begin, stop

    def _is_reference(self, piece: int) -> bool:
        raw_start, raw_end, _ = self._pieces[piece]
        following = self._starts[piece + 1] if piece + 1 < len(self._starts) else self._length
        return raw_end - raw_start > following - self._starts[piece]


def _pieces(html: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Yields the text of one node: plain stretches, and each character reference separately."""
    at = start
    for reference in _REFERENCE.finditer(html, start, end):
        resolved = unescape(reference[0])
        if resolved == reference[0] or len(resolved) >= len(reference[0]):
            continue
        if at < reference.start():
            yield at, reference.start(), html[at : reference.start()]
        yield reference.start(), reference.end(), resolved
        at = reference.end()
    if at < end:
        yield at, end, html[at:end]


def text_nodes(html: str) -> Iterator[tuple[int, int]]:
    """Yields start and end of each stretch of text that may be marked, in order."""
    around = _Context()
    at, length = 0, len(html)
    while at < length:
        less = html.find("<", at)
        stop = length if less < 0 else less
        if at < stop and around.may_mark:
            yield at, stop
        if less < 0:
            return
        at = _after_markup(html, less, around)


class _Open:
    """Stack of open elements, innermost last; the cost of its operations does not depend on the nesting depth."""

    def __init__(self) -> None:
        self._names: list[str] = []
        self._islands: list[bool] = []  # for each: is its content SVG or MathML, by the nearest enclosing border?
        self._counts: Counter[str] = Counter()

    def __bool__(self) -> bool:
        return bool(self._names)

    def __contains__(self, name: str) -> bool:
        return self._counts[name] > 0

    @property
    def innermost(self) -> str:
        """The name of the innermost element; empty if none is open."""
        return self._names[-1] if self._names else ""

    @property
    def is_foreign(self) -> bool:
        """Whether the content is SVG or MathML, and not HTML embedded in it."""
        return bool(self._islands) and self._islands[-1]

    @property
    def is_head_alone(self) -> bool:
        """Whether only the head is open."""
        return self._names == ["head"]

    def push(self, name: str) -> None:
        """Open an element."""
        self._islands.append(name in _FOREIGN or (self.is_foreign and name not in _INTEGRATION))
        self._names.append(name)
        self._counts[name] += 1

    def pop(self) -> str:
        """Close the innermost element and return its name."""
        self._islands.pop()
        name = self._names.pop()
        self._counts[name] -= 1
        return name

    def close(self, name: str) -> None:
        """Close the innermost element of that name and all elements left open within it."""
        if name in self:
            while self.pop() != name:
                pass


class _Context:
    """The context of the scanner: open elements whose text is skipped, and open tables."""

    def __init__(self) -> None:
        self._closed = _Open()  # elements whose text is skipped
        self._tables = _Open()  # parts of tables

    @property
    def may_mark(self) -> bool:
        """Whether text here may be marked."""
        return not self._closed and (not self._tables or self._tables.innermost in _CELLS)

    @property
    def is_foreign(self) -> bool:
        """Whether the content is SVG or MathML, not HTML embedded in it: there is CDATA but no raw text."""
        return self._closed.is_foreign

    def break_out(self) -> None:
        """End SVG or MathML because of a tag that is not allowed in it."""
        while self.is_foreign:
            while self._closed.pop() not in _FOREIGN:
                pass

    def open(self, name: str) -> None:
        """Process a start tag; a tag that is not allowed in the head ends the head."""
        if self._closed.is_head_alone and name not in _IN_HEAD:
            self._closed.close("head")
        if name in _SKIPPED or (self.is_foreign and name in _INTEGRATION):
            self._closed.push(name)
        elif name in _TABLE_STRUCTURE or name in _CELLS:
            self._tables.push(name)

    def close(self, name: str) -> None:
        """Process an end tag: close the innermost element of that name and all elements left open within it."""
        self._closed.close(name)
        self._tables.close(name)


def _after_markup(html: str, less: int, around: _Context) -> int:
    """Returns the end of the markup that opens at ``less``; a ``<`` that opens nothing is plain text."""
    if html.startswith("<!--", less):
        return _after_comment(html, less)
    if html.startswith("<![CDATA[", less) and around.is_foreign:
        return _behind(html, "]]>", less)
    opening = html[less + 1 : less + 2]
    closing = opening == "/"
    name = _NAME.match(html, less + 1 + closing)
    if name is None:
        if opening in ("!", "?") or (closing and less + 2 < len(html)):
            return _behind(html, ">", less)
        return less + 1 + closing
    return _after_tag(html, name, around, closing=closing)


def _after_tag(html: str, name: re.Match[str], around: _Context, *, closing: bool) -> int:
    end, is_closed = _end_of_tag(html, name.end())
    tag = name[0].lower()
    if around.is_foreign and tag in (("p", "br") if closing else _BREAKOUT):
        around.break_out()
    if closing:
        around.close(tag)
        return end
    if is_closed and (around.is_foreign or tag in _FOREIGN):
        return end
    return _after_start_tag(html, tag, end, around)


def _after_start_tag(html: str, tag: str, end: int, around: _Context) -> int:
    """Returns the end of a start tag, or of the whole element if its content is not markup."""
    if tag == "plaintext" or (tag == "font" and around.is_foreign):
        return len(html)  # a font ends SVG only with certain attributes: too odd to go on
    if tag == "script":
        return _after_script(html, end)
    if tag == "noscript":
        return _after_noscript(html, end)
    if tag in _RAW and not around.is_foreign:
        return _after_raw(html, end, tag)
    around.open(tag)
    return end


def _after_noscript(html: str, start: int) -> int:
    """Returns the end of a noscript: it is raw text if scripts run, else markup. If the two differ, scanning stops."""
    closing = _NOSCRIPT.search(html, start)
    if (
        closing is None or not closing[1]
    ):  # never closed, or one within the other, which the two readings end differently
        return len(html)
    inside, at = _Context(), html.find("<", start)
    while 0 <= at < closing.start():
        at = html.find("<", _after_markup(html, at, inside))
    return _after_attributes(html, closing.end()) if at == closing.start() else len(html)


def _behind(html: str, closing: str, start: int) -> int:
    at = html.find(closing, start)
    return len(html) if at < 0 else at + len(closing)


def _after_comment(html: str, start: int) -> int:
    """Returns the end of a comment: ``<!-->`` and ``<!--->`` are complete; else ``-->`` or ``--!>`` ends it."""
    for short in ("<!-->", "<!--->"):
        if html.startswith(short, start):
            return start + len(short)
    end = _COMMENT_END.search(html, start + 4)  # one search for both, because each could scan to the end of the page
    return end.end() if end else len(html)


def _after_attributes(html: str, at: int) -> int:
    """Returns the position after the ``>`` of a tag whose name ends at ``at``."""
    return _end_of_tag(html, at)[0]


def _end_of_tag(html: str, at: int) -> tuple[int, bool]:
    """Returns the end of a tag, and whether ``/>`` ended it; quotes count only at the start of a value."""
    length = len(html)
    while at < length:
        if html[at] == ">":
            return at + 1, False
        if html.startswith("/>", at):
            return at + 2, True
        at = at + 1 if html[at] in _BLANK or html[at] == "/" else _after_attribute(html, at, length)
    return length, False


def _after_attribute(html: str, at: int, length: int) -> int:
    at += 1  # even a = is part of a name here
    while at < length and html[at] not in "\t\n\f\r />=":
        at += 1
    at = _after_blank(html, at, length)
    if at >= length or html[at] != "=":
        return at
    at = _after_blank(html, at + 1, length)
    if at >= length or html[at] == ">":
        return at
    if html[at] in "\"'":
        closing = html.find(html[at], at + 1)
        return length if closing < 0 else closing + 1
    while at < length and html[at] not in "\t\n\f\r >":
        at += 1
    return at


def _after_blank(html: str, at: int, length: int) -> int:
    while at < length and html[at] in _BLANK:
        at += 1
    return at


def _after_raw(html: str, start: int, tag: str) -> int:
    """Returns the end of an element whose content is not markup."""
    closing = re.compile(rf"</{tag}(?=[\t\n\f\r />])", re.IGNORECASE).search(html, start)
    return len(html) if closing is None else _after_attributes(html, closing.end())


def _after_script(html: str, start: int) -> int:
    """Returns the end of a script; within ``<!-- <script>`` an end tag ends only the inner one."""
    escaped = doubly = False
    for found in _SCRIPT.finditer(html, start):
        token = found[0]
        if token == "<!--":  # noqa: S105 - no password, a token
            escaped = True
        elif token == "-->":  # noqa: S105
            escaped = doubly = False
        elif not found[1]:
            doubly = escaped
        elif doubly:
            doubly = False
        else:
            return _after_attributes(html, found.end())
    return len(html)
