r"""Views of a text: what a reader sees, with a way back to what is printed. Pure.

The source's text is never edited. Markdown marks, tags and invisible characters are left out of a *view*;
every position of a view leads back to the position in the source.
"""

import re
import unicodedata
from bisect import bisect_right

# What a reader does not see: emphasis marks, escapes, zero-width characters, tags, word processor leftovers.
# Every repetition is bounded, so that the time is linear in the text.
UNSEEN = re.compile(
    r"[*\u200b-\u200f\u2060\ufeff\u00ad]+"
    r"|\\(?=[^\w\s])"
    r"|<!--|-->"
    r"|</?[A-Za-z][^<>\n]{0,120}>"
    r"|\[bookmark:[^\]\n]{0,40}\]"
)
_SPACE = re.compile(r"\s+")


class View:
    """A text without what a reader does not see.

    Attributes:
        text: What is seen.
        source: The text it is a view of.

    >>> view = View("**1.四上**：规模")
    >>> view.text, view.origin(2), view.origin(4)
    ('1.四上：规模', 4, 8)
    """

    __slots__ = ("_seen_at", "_source_at", "source", "text")

    def __init__(self, source: str) -> None:
        self.source = source
        pieces: list[str] = []
        self._seen_at, self._source_at = [0], [0]
        seen = last = 0
        for unseen in UNSEEN.finditer(source):
            start, end = unseen.span()
            pieces.append(source[last:start])
            seen += start - last
            self._seen_at.append(seen)
            self._source_at.append(end)
            last = end
        pieces.append(source[last:])
        self.text = "".join(pieces) if last else source

    def origin(self, position: int) -> int:
        """Where the character at ``position`` of the view stands in the source."""
        piece = bisect_right(self._seen_at, position) - 1
        return self._source_at[piece] + position - self._seen_at[piece]

    def end_origin(self, position: int) -> int:
        """Where a stretch of the view that ends before ``position`` ends in the source."""
        return self.origin(position - 1) + 1 if position else 0


def fold_line(line: str) -> str:
    """A line without white space and in compatibility form, for comparing (letter-spaced headings, full width).

    >>> fold_line("名 词　解 释：")
    '名词解释:'
    """
    return unicodedata.normalize("NFKC", _SPACE.sub("", line))
