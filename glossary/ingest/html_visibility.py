"""What of a web page is its text: what a browser shows, without the navigation and the boxes around the article."""

import re
from collections.abc import Iterator, Mapping

from selectolax.lexbor import LexborHTMLParser, LexborNode

from glossary.findings import make_finding
from glossary.model import Finding


def _words(names: str) -> frozenset[str]:
    return frozenset(names.split())


# Scripts, controls and pictures; ruby annotations; deleted text.
_UNSHOWN = _words(
    "head script style noscript template button select option input textarea iframe object svg math canvas audio "
    "video img map -comment rt rp rtc del s strike"
)
_UNSHOWN_TEXT = _words("noscript template textarea")
"""Elements of these that may hold sentences for a reader."""
_INLINE = _words("span a b i em strong font u sup sub small label")
_BESIDE_TAGS = _words("header footer aside nav")
_NAMED_BESIDE = _words("div ul ol section table")
_BESIDE = re.compile(
    r"(?:^|[\s_-])(?:footer|foot|copyright|nav|navbar|menu|breadcrumbs?|crumbs?|sidebar|share|bdsharebuttonbox|qrcode)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
_NOT_SHOWN = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|text-decoration(?:-line)?:line-through|(?:font-size|opacity):0(?:px|pt|em|;|$)"
    r"|(?:left|top|text-indent):-\d{4}|clip:rect\((?:[01](?:px)?,?){4}\)"
)
"""Declarations without blanks that hide, among them text far outside the page and text of which nothing is drawn."""
_NO_SIZE = re.compile(r"(?:width|height|font-size):0(?:px|pt|em|;|$)")
_NOTES = _words("footnote footnotes rearnote rearnotes endnote endnotes")
_ROLES_BESIDE = _words("navigation contentinfo banner search")
_BRACES = re.compile(r"([{}])")
_CLASS = re.compile(r"(?:[a-z]+[0-9]?)?\.([\w-]+)", re.IGNORECASE)
_COMMENT = re.compile(r"/\*[^*]*(?:\*(?!/)[^*]*)*\*/")
_MAX_STYLE = 200_000
"""Code points of style sheets that are read."""
_TAG = re.compile(r"<[^<>]{0,300}>")
_SPACES = re.compile(r"\s+")
_HAN = re.compile(r"[\u4e00-\u9fff]{2}")
_PROSE = re.compile(r"[。；！？]")
_MIN_PROSE = 3
"""Sentence marks from which an element outside the article counts as text: notes in a footer, a glossary in a box."""
_MAX_ANCESTORS = 50
"""Maximum number of ancestors between a header and the article that it belongs to."""
_BACK_LINK = re.compile(r"[\s\ufe0e\ufe0f\[［]*(?:[↩↑⤴^⇧⮌⏎]+|返回(?:正文)?)[\s\ufe0e\ufe0f\]］]*")
_BLANK_FRAMES = ("about:", "javascript:", "#")


class Visibility:
    """Decides which elements belong to the text, in one traversal of the tree, and remembers what it omits.

    Attributes:
        is_pruned: Whether hidden parts and the boxes around the article are omitted too.
    """

    def __init__(self, tree: LexborHTMLParser, *, is_pruned: bool) -> None:
        self.is_pruned = is_pruned
        self._hidden_classes = _hidden_classes(tree) if is_pruned else frozenset()
        self._omitted: list[str] = []
        self._kept: int | None = None  # a kept element outside the article: its descendants are not checked again

    def omits(self, node: LexborNode) -> bool:
        """Whether an element is not text; to be asked in document order."""
        tag = node.tag or ""
        if tag in _UNSHOWN or (tag == "a" and _is_back_link(node)):
            self._remember(_TAG.sub(" ", _text_inside(node, tag)))
            return True
        if tag.startswith("-") or not self.is_pruned:
            return tag == "nav" and not _is_text(node)
        attributes = node.attributes
        if attributes and self._is_hidden(tag, attributes):
            self._remember(node.text())
            return True
        if self._kept is not None or not _is_beside(attributes, tag):
            return False
        if _is_text(node):
            self._kept = node.mem_id
            return False
        self._remember(node.text())
        return True

    def close(self, node: LexborNode) -> None:
        """Note the end of an element that was not omitted."""
        if node.mem_id == self._kept:
            self._kept = None

    def findings(self) -> Iterator[Finding]:
        """Yields I105 for omitted sentences."""
        if self._omitted:
            shown = ", ".join(f"“{each[:30]}”" for each in self._omitted[:4])
            yield make_finding("I105", shown=shown)

    def _is_hidden(self, tag: str, attributes: Mapping[str, str | None]) -> bool:
        """Whether an element is hidden by itself, or a part of a line by the style sheet; scripts show whole blocks."""
        if "hidden" in attributes:
            return True
        style = (attributes.get("style") or "").replace(" ", "").lower()
        if style and (_NOT_SHOWN.search(style) or (tag in _INLINE and _is_cut_off(style))):
            return True
        if not self._hidden_classes or tag not in _INLINE:
            return False
        return not self._hidden_classes.isdisjoint((attributes.get("class") or "").split())

    def _remember(self, text: str) -> None:
        shown = _SPACES.sub(" ", text).strip()
        if _PROSE.search(shown) and _HAN.search(shown):
            self._omitted.append(shown)


def count_sentences(text: str) -> int:
    """The number of marks that end a sentence or a part of it."""
    return len(_PROSE.findall(text))


def find_text_elsewhere(tree: LexborHTMLParser, text: str) -> Iterator[Finding]:
    """Yields W111 for a page with hardly any sentences: its text may be in a frame or a script."""
    if count_sentences(text) >= _MIN_PROSE:
        return
    sources = ((node.attributes.get("src") or "").strip() for node in tree.css("iframe, frame"))
    address = next((each for each in sources if each and not each.startswith(_BLANK_FRAMES)), "")
    if address:
        yield make_finding("W111-frame", address=address[:200])
    elif any(count_sentences(node.text()) >= _MIN_PROSE for node in tree.css("script")):
        yield make_finding("W111-script")


def note_roles(node: LexborNode) -> set[str]:
    """The roles of an element in a book or an accessible page: such as noteref, footnote and endnotes."""
    attributes = node.attributes
    roles = f"{attributes.get('epub:type') or ''} {attributes.get('role') or ''}"
    return {role.removeprefix("doc-") for role in roles.split()}


def _text_inside(node: LexborNode, tag: str) -> str:
    if tag == "iframe":
        return node.attributes.get("srcdoc") or ""
    return node.text() if tag in _UNSHOWN_TEXT else ""


def _hidden_classes(tree: LexborHTMLParser) -> frozenset[str]:
    """The classes that the style sheets of a page hide, without rules for print or certain screens (@media)."""
    sheets = "\n".join(node.text() for node in tree.css("style"))[:_MAX_STYLE]
    if "none" not in sheets and "hidden" not in sheets:
        return frozenset()
    return frozenset(
        match[1]
        for selectors, declarations in _style_rules(_COMMENT.sub("", sheets))
        if _NOT_SHOWN.search(_SPACES.sub("", declarations).lower())
        for selector in selectors.split(",")
        if (match := _CLASS.fullmatch(selector.strip()))
    )


def _style_rules(sheet: str) -> Iterator[tuple[str, str]]:
    """Yields the selectors and declarations of the rules outside blocks such as @media."""
    open_blocks: list[str] = []
    before = ""
    for part in _BRACES.split(sheet):
        if part == "{":
            open_blocks.append(before.rpartition(";")[2])
        elif part == "}" and open_blocks:
            selectors = open_blocks.pop()
            if not open_blocks and "@" not in selectors:
                yield selectors, before
        before = part


def _is_cut_off(style: str) -> bool:
    """Whether a box without width or height shows nothing of its text; scripts open whole blocks of this kind."""
    return "overflow:hidden" in style and _NO_SIZE.search(style) is not None


def _is_back_link(node: LexborNode) -> bool:
    """Whether a link is the arrow, or 返回, that leads from a note back to its marker."""
    return (node.attributes.get("href") or "#").startswith("#") and _BACK_LINK.fullmatch(node.text()) is not None


def _is_beside(attributes: Mapping[str, str | None], tag: str) -> bool:
    """Whether an element is outside the article (navigation, sidebar), by its tag, role or name."""
    if tag in _BESIDE_TAGS or attributes.get("role") in _ROLES_BESIDE:
        return True
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    return tag in _NAMED_BESIDE and _BESIDE.search(names) is not None


def _is_text(node: LexborNode) -> bool:
    """Whether an element outside the article has article text: notes, sentences that are not links, its header."""
    if node.tag == "header" and _is_inside(node, {"article", "main"}):
        return True
    if note_roles(node) & _NOTES:
        return True
    text = node.text()
    linked = sum(len(link.text()) for link in node.css("a"))
    return count_sentences(text) >= _MIN_PROSE and 2 * linked < len(text)


def _is_inside(node: LexborNode, tags: set[str]) -> bool:
    at = node.parent
    for _ in range(_MAX_ANCESTORS):
        if at is None or at.tag in tags:
            return at is not None
        at = at.parent
    return False
