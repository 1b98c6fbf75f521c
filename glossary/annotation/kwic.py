"""Sentences, keyword-in-context lines and links to a place on a page. Pure; offsets are code points."""

import re
from typing import NamedTuple
from urllib.parse import quote

from glossary.model import Span

WIDTH = 30
"""Code points of context on each side of a keyword, in every list of occurrences."""
_END = re.compile(r"[。！？!?；;]+[”’」』）)]*|\n")
_ENDS = "。！？!?；;\n"
_CLOSERS = "”’」』）)"
_MAX_SENTENCE_LENGTH = 300
_BLANK = str.maketrans({"\n": " ", "\t": " ", "\r": " ", "\u3000": " "})


class KeywordContext(NamedTuple):
    """A keyword with its left and right context; line ends are replaced by blanks, so lengths do not change."""

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
    start = low
    for mark in _ENDS:
        start = max(start, text.rfind(mark, start, span.start) + 1)
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
    left = text[max(0, span.start - width) : span.start].translate(_BLANK)
    return KeywordContext(left, span.of(text), text[span.end : span.end + width].translate(_BLANK))


def text_fragment(origin: str, text: str, span: Span) -> str | None:
    """Returns a link that opens ``origin`` at ``span`` (``#:~:text=prefix-,keyword,-suffix``).

    ``None`` if ``origin`` is not a URL.

    Source:
        WICG Scroll to Text Fragment: ``-``, ``&`` and ``,`` are percent-encoded within a part.

    >>> text_fragment("https://example.org/a", "划定三区三线", Span(2, 6))
    'https://example.org/a#:~:text=%E5%88%92%E5%AE%9A-,%E4%B8%89%E5%8C%BA%E4%B8%89%E7%BA%BF'
    """
    if not origin.startswith(("http://", "https://")):
        return None
    before = text[max(0, span.start - 8) : span.start].rsplit("\n", maxsplit=1)[-1].strip()
    after = text[span.end : span.end + 8].split("\n", maxsplit=1)[0].strip()
    parts = [_encoded(before) + "-"] if before else []
    parts.append(_encoded(span.of(text).split("\n")[0]))
    parts += ["-" + _encoded(after)] if after else []
    return f"{origin.split('#', maxsplit=1)[0]}#:~:text={','.join(parts)}"


def _encoded(part: str) -> str:
    octets = part.encode()
    if octets and min(octets) > 0x7F:  # without ASCII every octet is encoded: three times as fast as ``quote``
        return f"%{octets.hex('%').upper()}"
    return quote(part, safe="").replace("-", "%2D")
