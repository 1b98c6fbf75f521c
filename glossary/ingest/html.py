"""A web page to its text: paragraphs on lines, cells of a row joined by tabs, navigation left out."""

import re
from collections import Counter
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from glossary.errors import UnreadableSourceError
from glossary.ingest.blob import Blob
from glossary.ingest.decoding import decode
from glossary.ingest.formats import Format
from glossary.ingest.note_marks import note_marker
from glossary.ingest.resource_limits import Limits
from glossary.ingest.source_metadata import known_hints, make_source
from glossary.model import Source


def _words(names: str) -> frozenset[str]:
    return frozenset(names.split())


_DECLARED = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]{2,30})", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_ATTRIBUTE = re.compile(r"\s[^\s=>\"']{1,100}\s{0,5}=")
# End tags that may be missing, and elements without content: they do not nest by being left open.
_OPEN_ENDED = _words(
    "p li tr td th dt dd option thead tbody tfoot br img input meta link hr area base col embed source wbr"
)
_UNSHOWN = _words(
    "head script style noscript template nav header footer aside button select option input textarea "
    "iframe object svg math canvas audio video img map -comment"
)
_BLOCKS = _words(
    "address article blockquote body caption center dd details dialog div dl dt fieldset figcaption "
    "figure form h1 h2 h3 h4 h5 h6 hgroup hr html legend li main menu ol p pre section summary table "
    "tbody tfoot thead tr ul"
)
_CELLS = frozenset({"td", "th"})
_BESIDE = re.compile(
    r"(?:^|[\s_-])(?:footer|foot|copyright|nav|navbar|menu|breadcrumbs?|crumbs?|sidebar|share|bdsharebuttonbox|qrcode)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
_PROSE = re.compile(r"[。；！？]")
_WRAP = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])[ \t]*[\r\n][ \t\r\n]*(?=[\u3000-\u9fff\uff00-\uffef])")
_SPACES = re.compile(r"[ \t\n\f\r\xa0]+")


def read_html(blob: Blob, limits: Limits) -> Iterator[Source]:
    """The one source of a page.

    Raises:
        UnreadableSourceError: E101, E104, E105, E106 as for plain text, E120 for elements nested beyond reason.
    """
    content = blob.read(limits.page_bytes)
    decoded = decode(content, blob.origin, blob.charset or declared_encoding(content))
    tree = parse_page(decoded.text, blob.origin, limits)
    yield make_source(
        blob,
        content,
        page_text(tree),
        Format.HTML,
        limits,
        encoding=decoded.encoding,
        hints=known_hints(_head_pairs(tree)),
        findings=tuple(finding for finding in decoded.findings if finding.span is None),
    )


def parse_page(page: str, origin: str, limits: Limits) -> LexborHTMLParser:
    """The tree of ``page``.

    Raises:
        UnreadableSourceError: E120; the parser's time is quadratic in open elements and in attributes of one tag.
    """
    if _deepest(page) > limits.page_depth or _most_attributes(page) > limits.page_depth:
        problem = f"nests more than {limits.page_depth:,} elements; it is no page that people read"
        raise UnreadableSourceError(origin, "E120", problem)
    return LexborHTMLParser(page)


def page_text(tree: LexborHTMLParser) -> str:
    """The text of the page without what stands beside the article, unless that takes most of the prose away."""
    body = tree.body
    if body is None:
        return ""
    whole = _text(body, is_pruned=False)
    pruned = _text(body, is_pruned=True)
    return pruned if 2 * len(_PROSE.findall(pruned)) >= len(_PROSE.findall(whole)) and pruned else whole


def declared_encoding(content: bytes) -> str | None:
    """The encoding that a page declares in its head."""
    match = _DECLARED.search(content[:4096])
    return match[1].decode("ascii") if match else None


def _deepest(page: str) -> int:
    """At most this many elements are open at once; end tags count for their own name alone."""
    open_tags: Counter[str] = Counter()
    depth = deepest = 0
    for end, name in _TAG.findall(page):
        tag = name.lower()
        if tag in _OPEN_ENDED:
            continue
        if not end:
            open_tags[tag] += 1
            depth += 1
            deepest = max(deepest, depth)
        elif open_tags[tag]:
            open_tags[tag] -= 1
            depth -= 1
    return deepest


def _most_attributes(page: str) -> int:
    return max((len(_ATTRIBUTE.findall(tag)) for tag in page.split("<") if len(tag) > 10_000), default=0)


def _head_pairs(tree: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    """What the head says; the tags are those that Chinese government sites are told to carry."""
    for node in tree.css("meta"):
        yield node.attributes.get("name") or node.attributes.get("property") or "", node.attributes.get("content") or ""
    title = tree.css_first("title")
    yield "title", title.text() if title else ""


def _text(body: LexborNode, *, is_pruned: bool) -> str:
    """The text below ``body``; a loop and no recursion, for pages may nest deeper than Python's stack."""
    lines = _Lines()
    node: LexborNode | None = body
    while node is not None:
        is_left_out = _is_left_out(node, is_pruned)
        if not is_left_out:
            lines.open(node)
        below = None if is_left_out or node.tag == "sup" else node.child
        node = below if below is not None else _next(node, body, lines)
    return "".join(lines.parts).rstrip()


def _next(node: LexborNode, body: LexborNode, lines: "_Lines") -> LexborNode | None:
    """The node behind ``node`` in reading order; every element that is left on the way there is closed."""
    at: LexborNode | None = node
    while at is not None and at.mem_id != body.mem_id:
        if at.tag in _BLOCKS:
            lines.break_with("\n")
        if at.next is not None:
            return at.next
        at = at.parent
    return None


def _is_left_out(node: LexborNode, is_pruned: bool) -> bool:
    tag = node.tag or ""
    if tag in _UNSHOWN:
        return True
    if tag.startswith("-") or not is_pruned:
        return False
    attributes = node.attributes
    if "hidden" in attributes or "display:none" in (attributes.get("style") or "").replace(" ", "").lower():
        return True
    if attributes.get("role") in {"navigation", "contentinfo", "banner", "search"}:
        return True
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    return tag in {"div", "ul", "section", "table"} and _BESIDE.search(names) is not None


class _Lines:
    """Text as it grows: separators wait until text follows them, so that no line is empty."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self._waiting = ""
        self._cells = 0

    def open(self, node: LexborNode) -> None:
        """Write a text, a note's marker, or the separator that an element begins with."""
        tag = node.tag
        if tag == "-text":
            self._write(_shown(node))
        elif tag == "sup":
            self._write(note_marker(node.text(), self._last()))
        elif tag in _CELLS:
            self._cells += 1
            self.break_with("\n" if self._cells == 1 else "\t")
        elif tag in _BLOCKS or tag == "br":
            self._cells = 0 if tag == "tr" else self._cells
            self.break_with("\n" if self._waiting != "\t" else "\t")  # <td><p>: still the same line

    def break_with(self, separator: str) -> None:
        """Let ``separator`` stand before the next text, none at the top; the latest request wins."""
        self._waiting = separator if self.parts else ""

    def _last(self) -> str:
        return self.parts[-1][-1] if self.parts and not self._waiting else ""

    def _write(self, text: str) -> None:
        if self._waiting or not self.parts:
            text = text.lstrip(" ")
        if not text:
            return
        if self._waiting and self.parts[-1].endswith(" "):
            self.parts[-1] = self.parts[-1].rstrip(" ")
        self.parts.append(self._waiting + text)
        self._waiting = ""


def _shown(node: LexborNode) -> str:
    """A text node's text with its white space as a browser shows it; a break between Han characters is nothing."""
    text = node.text_content or ""
    if node.parent is not None and node.parent.tag == "pre":
        return text.replace("\r\n", "\n")
    return _SPACES.sub(" ", _WRAP.sub("", text))
