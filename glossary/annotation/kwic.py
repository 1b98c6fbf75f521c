"""Sentences, keyword-in-context lines and links to a place on a page. Pure; offsets are code points."""

import re
from typing import NamedTuple
from urllib.parse import quote

from glossary.model import Span

WIDTH = 30
"""Code points of context on each side of a keyword, in every list of occurrences."""
_FRAGMENT_WIDTH = 8
"""Code points of context on each side in a text fragment."""
_END = re.compile(r"[。！？!?；;]+[”’」』）)]*|\n")
_ENDS = "。！？!?；;\n"
_CLOSERS = "”’」』）)"
_MAX_SENTENCE_LENGTH = 300
FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?:[^\n]*\n){0,60}?---[ \t]*(?:\n|\Z)")
"""The metadata block at the beginning of a Markdown file (``---``, ``title: …``)."""
LAYOUT_MARKS = re.compile(
    r"<!--(?:(?!<!--).)*?-->|^[ \t]{0,3}(?:-{3,}|\*{3,}|_{3,})[ \t]*$|\*{2,3}|__|^[ \t]{0,3}#{1,6} +|^> ?"
    r"|\\(?=[*_#\[\]().+-])|`",
    re.MULTILINE | re.DOTALL,
)
"""Markdown comments and marks (``**``, ``#``, a line of ``---``), which a reader skips."""
_MARK_CHARACTER = re.compile(r"[*_#`\\<>]|---")


class KeywordContext(NamedTuple):
    """A keyword with its left and right context, in one line and without Markdown comments and marks."""

    left: str
    keyword: str
    right: str


def find_sentence(text: str, span: Span) -> Span:
    """Returns the sentence around ``span``: from the last 。！？； or line end before it to the next one after it.

    At most 300 code points; a longer sentence is cut around the span.

    >>> find_sentence("甲。划定三区三线！乙。", Span(4, 8)).of("甲。划定三区三线！乙。")
    '划定三区三线！'
    """
    low = max(0, span.start - _MAX_SENTENCE_LENGTH)
    start = low + max(map(text[low : span.start].rfind, _ENDS)) + 1
    while low < start < span.start and text[start] in _CLOSERS and text[start - 1] != "\n":
        start += 1
    found = _END.search(text, span.end, span.end + _MAX_SENTENCE_LENGTH)
    stop = min(len(text), span.end + _MAX_SENTENCE_LENGTH) if found is None else found.end()
    if found is not None and found[0] == "\n":
        stop = found.start()
    while start < span.start and text[start].isspace():
        start += 1
    if stop - start > _MAX_SENTENCE_LENGTH:
        spare = max(0, _MAX_SENTENCE_LENGTH - (span.end - span.start)) // 2
        start, stop = max(start, span.start - spare), min(stop, span.end + spare)
    return Span(start, max(stop, span.end))


def keyword_in_context(text: str, span: Span, width: int = WIDTH) -> KeywordContext:
    """Returns the keyword at ``span`` with ``width`` code points of context on each side.

    >>> keyword_in_context("统筹划定三区三线，守住底线", Span(4, 8), 3)
    KeywordContext(left='筹划定', keyword='三区三线', right='，守住')
    """
    left, right = _before(text, span.start, width)[-width:], _after(text, span.end, width)[:width]
    return KeywordContext(_in_one_line(left), span.of(text), _in_one_line(right))


def _in_one_line(context: str) -> str:
    """``context`` with a blank for each line end, tab and ideographic space; ten times as fast as ``str.translate``."""
    return context.replace("\n", " ").replace("\t", " ").replace("\r", " ").replace("\u3000", " ")


def _before(text: str, start: int, width: int) -> str:
    """Returns up to twice ``width`` before ``start``, without front matter, comments and marks."""
    front = front_matter_end(text)
    first = front if front <= start else 0
    before = text[max(first, start - 2 * width) : start]
    return without_marks(before.rpartition("-->")[2] if _ends_comment(before) else before)


def front_matter_end(text: str) -> int:
    r"""Returns where the front matter of a Markdown file ends; 0 if it has none.

    >>> front_matter_end("---\ntitle: 报告\n---\n各位代表")
    18
    """
    found = FRONT_MATTER.match(text) if text.startswith("---") else None
    return found.end() if found else 0


def _after(text: str, end: int, width: int) -> str:
    """Returns up to twice ``width`` from ``end``, without comments and marks."""
    after = without_marks(text[end : end + 2 * width])
    return after.partition("<!--")[0]


def _ends_comment(before: str) -> bool:
    """Whether a comment that begins before this text ends in it."""
    return before.find("-->") >= 0 and not 0 <= before.find("<!--") < before.find("-->")


def without_marks(text: str) -> str:
    r"""Returns ``text`` without Markdown comments and marks, as a reader sees it.

    >>> without_marks("**31. 三区三线：**指三类空间<!-- 第9页 -->。")
    '31. 三区三线：指三类空间。'
    >>> without_marks("三区三线。\n---\n名词解释——共三条")
    '三区三线。\n\n名词解释——共三条'
    """
    return LAYOUT_MARKS.sub("", text) if _MARK_CHARACTER.search(text) else text


def text_fragment(origin: str, text: str, span: Span) -> str | None:
    """Returns a link that opens ``origin`` at ``span`` (``#:~:text=prefix-,keyword,-suffix``).

    ``None`` if ``origin`` is not a URL. The context has no marks of Markdown: the page that it came from has none.

    Source:
        WICG Scroll to Text Fragment: ``-``, ``&`` and ``,`` are percent-encoded within a part.

    >>> text_fragment("https://example.org/a", "划定三区三线", Span(2, 6))
    'https://example.org/a#:~:text=%E5%88%92%E5%AE%9A-,%E4%B8%89%E5%8C%BA%E4%B8%89%E7%BA%BF'
    """
    if not origin.startswith(("http://", "https://")):
        return None
    before = _before(text, span.start, _FRAGMENT_WIDTH).rsplit("\n", maxsplit=1)[-1][-_FRAGMENT_WIDTH:].strip()
    after = _after(text, span.end, _FRAGMENT_WIDTH).split("\n", maxsplit=1)[0][:_FRAGMENT_WIDTH].strip()
    parts = [_encoded(before) + "-"] if before else []
    parts.append(_encoded(span.of(text).split("\n")[0]))
    parts += ["-" + _encoded(after)] if after else []
    return f"{origin.split('#', maxsplit=1)[0]}#:~:text={','.join(parts)}"


def _encoded(part: str) -> str:
    octets = part.encode()
    if octets and min(octets) > 0x7F:  # without ASCII every octet is encoded: three times as fast as ``quote``
        return f"%{octets.hex('%').upper()}"
    return quote(part, safe="").replace("-", "%2D")
