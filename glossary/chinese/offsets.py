r"""Normalized views of a text with a map of their offsets to the original, and conversion to UTF-16 offsets. Pure.

The text of a source is never edited. A *view* leaves out Markdown marks, tags, invisible characters and the line breaks
of hard-wrapped pages, and maps each of its positions back to the source.

Offsets count code points (Python); ``Utf16`` converts them to UTF-16 units (JavaScript, Java, C#).
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from glossary.chinese.normalize import UNPRINTED_CLASS, nfkc, usual_text
from glossary.chinese.numerals import ONE_TO_TEN

# What readers do not see: emphasis marks, escapes, unprinted characters, tags, word processor leftovers.
# Every repetition is bounded, so that the time is linear in the text; the leading class lets the engine skip quickly.
_INVISIBLE = f"*{UNPRINTED_CLASS}"
_LINK = r"(?:https?:|mailto:|[/#.?])[^()\s]{0,300}(?:[ \t]{1,4}[\"'][^\"'\n()]{0,80}[\"'])?"
_LABEL = r"(?:[A-Za-z][\w-]{0,30})?"
"""Of a link whose address stands elsewhere; a number is the mark of a note."""
_UNSEEN = re.compile(
    rf"[{_INVISIBLE}\\<?\[\]_=+~`-](?:"
    rf"(?<=[{_INVISIBLE}])[{_INVISIBLE}]{{0,63}}"
    r"|(?<=(?<!_)_)_{0,2}(?!_)(?:(?<![A-Za-z0-9]_)(?<![A-Za-z0-9]__)(?<![A-Za-z0-9]___)|(?![A-Za-z0-9]))"  # __strong__
    r"|(?<=(?<!=)=)=(?![=\s])|(?<=(?<![=\s])=)=(?!=)"  # ==marked==
    r"|(?<=(?<![A-Za-z0-9+])\+)\+(?=[\u4e00-\u9fff“「《（])|(?<=[\u4e00-\u9fff”」》）]\+)\+(?!\+)"  # ++inserted++
    r"|(?<=(?<!~)~)~[^~\n]{1,200}~~"  # ~~struck out~~
    r"|(?<=(?<!`)`)(?!`)"
    rf"|(?<=\[)\[(?:[^\[\]|\n]{{1,80}}\|)?(?=[^\[\]\n]{{1,80}}\]\](?!\())"  # [[term]], [[page|term]]
    r"|(?<=\])\](?!\()"
    rf"|(?<=\[)(?=[^\[\]\n]{{1,80}}\]\({_LINK}\))"  # [term](address)
    rf"|(?<=[^\]]\])\({_LINK}\)"
    rf"|(?<=\[)(?=[^\[\]\n]{{1,80}}\]\[{_LABEL}\])|(?<=[^\]]\])\[{_LABEL}\]"  # [term][label]
    r"|(?<=\\)(?=[^\w\s])"
    r"|(?<=<)(?:!--|/?[A-Za-z][^<>\n]{0,120}>)"
    r"|(?<=\?)/(?:span|font|strong|em|div|p|a|b|u|td|tr)>"  # the bracket of a closing tag lost to the encoding
    r"|(?<=-)->"
    r"|(?<=[-*+] \[)[ xX]\][ \t]"  # the box of a task: - [ ] 三区三线：…
    r"|(?<=\[)bookmark:[^\]\n]{0,40}\])"
)


# The marks of notes that converters keep as tags: 青河会议<sup>1</sup>.
_RAISED = re.compile(r"(?<=<sup>)\d{1,3}(?=</sup>)")
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def _raise(found: re.Match[str]) -> str:
    return found[0].translate(_SUPERSCRIPTS)


class NormalizedView:
    """A text without invisible characters and markup.

    Attributes:
        text: The visible text.
        source: The original text.

    >>> view = NormalizedView("**1.四上**：规模")
    >>> view.text, view.origin(2), view.origin(4)
    ('1.四上：规模', 4, 8)
    """

    __slots__ = ("_seen_at", "_source_at", "source", "text")

    def __init__(self, source: str) -> None:
        self.source = source
        pieces: list[str] = []
        self._seen_at, self._source_at = [0], [0]
        seen = last = 0
        unseen = [match.span() for match in _UNSEEN.finditer(source)]
        source = _RAISED.sub(_raise, source) if "<sup>" in source else source
        for start, end in sorted((*unseen, *_soft_breaks(source))):
            if end <= last:
                continue
            pieces.append(source[last:start])
            seen += max(0, start - last)
            self._seen_at.append(seen)
            self._source_at.append(end)
            last = end
        pieces.append(source[last:])
        self.text = usual_text("".join(pieces), source) if last else usual_text(source)

    def origin(self, position: int) -> int:
        """The source offset of the character at ``position`` of the view."""
        piece = bisect_right(self._seen_at, position) - 1
        return self._source_at[piece] + position - self._seen_at[piece]

    def end_origin(self, position: int) -> int:
        """The source offset at which a range of the view that ends at ``position`` (exclusive) ends."""
        return self.origin(position - 1) + 1 if position else 0

    def is_bold(self, position: int) -> bool:
        """Whether a bold mark (``**`` or ``__``) directly precedes ``position`` of the view."""
        at = self.origin(position)
        return self.source.startswith(("**", "__"), max(0, at - 2), at)


def normalize_line(line: str) -> str:
    """Return a line in NFKC without white space, for comparing letter-spaced headings and full-width characters.

    >>> normalize_line("名 词　解 释：")
    '名词解释:'
    """
    return "".join(nfkc(line).split())


MARKDOWN_NOTE = r"\[\^[^\]\n]{1,9}\]"
"""A regular expression for a footnote reference of Markdown: [^1]."""
_NOTE_MARKS = re.compile(
    rf"\^?[〔﹝\[［【(（](?:注释?\s?)?[0-9０-９]{{1,3}}[)）】］\]﹞〕]\^?|{MARKDOWN_NOTE}"
    r"|\^[0-9]{1,3}(?![0-9])\^?|[①-⑳⑴-⒇㉑-㉟㊱-㊿❶-❿⁰¹²³⁴-⁹]+"
)


def without_note_marks(text: str) -> str:
    """``text`` without its note references; keeps years in brackets.

    >>> without_note_marks("“三区三线〔13〕”"), without_note_marks("“五小”水利[^2]"), without_note_marks("三微（注3）")
    ('“三区三线”', '“五小”水利', '三微')
    >>> without_note_marks("三微⑴"), without_note_marks("三微^1"), without_note_marks("三微^[1]^")
    ('三微', '三微', '三微')
    >>> without_note_marks("规划（2035）")
    '规划（2035）'
    """
    return _NOTE_MARKS.sub("", text)


_ESCAPES = re.compile(r"\\(?!\w)")


def without_escapes(text: str) -> str:
    r"""``text`` without the backslashes of Markdown escapes; keeps one before a word, where it separates.

    >>> without_escapes("\\“三区三线\\”"), without_escapes("1\\+3\\+N"), without_escapes("城市\\建筑")
    ('“三区三线”', '1+3+N', '城市\\建筑')
    """
    return _ESCAPES.sub("", text)


def without_quotes(text: str) -> str:
    """``text`` without quotation marks, for finding heads that are printed both with and without them."""
    for quote in '“”‘’「」"':
        text = text.replace(quote, "")
    return text


# A page is hard-wrapped where most of its lines have nearly the same length and stop in the middle of a sentence.
_LINE = re.compile(r"[^\n]+")
_SAMPLE, _MIN_LINES = 4000, 30
_MIN_WIDTH, _MAX_WIDTH = 32, 128  # columns
_TOLERANCE = 6  # columns: three characters, because some punctuation may not begin a line
_STOPS = frozenset("。！？!?；;：:”）)")
_OPENS = re.compile(
    r"[ \t]*(?:\u3000\u3000|[\[［〔﹝【（(]?\d{1,3}[\]］〕﹞】）).．、：:]|[①-⑳]"
    rf"|[（(]?[{ONE_TO_TEN}]{{1,3}}[、）)]|【|——|[-—–·]{{0,2}}[ \t]?\d{{1,4}}[ \t]?[-—–·]{{0,2}}[ \t]*(?:\n|$)|\n|$)"
)


def _soft_breaks(source: str) -> Iterator[tuple[int, int]]:
    """Yields the spans of the line breaks of a hard-wrapped text that do not end a paragraph."""
    width = _wrap_width(source)
    if not width:
        return
    for line in _LINE.finditer(source):
        end = line.end()
        full = abs(_columns(line[0]) - width) <= _TOLERANCE
        if full and source[end - 1] not in _STOPS and end + 1 < len(source) and not _OPENS.match(source, end + 1):
            yield end, end + 1


def _wrap_width(source: str) -> int:
    """The width at which ``source`` is hard-wrapped, in columns; 0 if it is not."""
    lines = list(islice(filter(None, source.split("\n")), _SAMPLE))
    max_wider = 0.1 * len(lines)
    if len(lines) < _MIN_LINES or sum(map((_MAX_WIDTH + _TOLERANCE).__lt__, map(len, lines))) > max_wider:
        return 0  # paragraphs of any length: no need to measure them
    widths = Counter(map(_columns, lines))
    usual = max(filter(_is_usual, widths), key=widths.__getitem__, default=0)
    near = sum(count for width, count in widths.items() if abs(width - usual) <= _TOLERANCE)
    wider = sum(count for width, count in widths.items() if width > usual + _TOLERANCE)
    return usual if near >= 0.55 * len(lines) and wider <= max_wider else 0


def _is_usual(width: int) -> bool:
    return _MIN_WIDTH <= width <= _MAX_WIDTH


def _columns(line: str) -> int:
    """The printed width of ``line``: two columns per Han character, one per letter.

    Nearly all characters that take three bytes in UTF-8 are wide.
    """
    return (len(line) + len(line.encode("utf-8", "replace"))) // 2


class Utf16:
    """Converts code-point offsets of one text to UTF-16 offsets.

    >>> Utf16("😀𠮷三区").offset(2)
    4
    """

    def __init__(self, text: str) -> None:
        # Encoding is 30 times faster than checking each character, and most texts have none outside the BMP.
        self.length = len(text.encode("utf-16-le", "surrogatepass")) // 2
        self._astral: Sequence[int] = ()
        if self.length != len(text):
            self._astral = [at for at, character in enumerate(text) if character > "\uffff"]

    @property
    def is_same(self) -> bool:
        """Whether both units give the same offsets in this text."""
        return not self._astral

    def offset(self, code_points: int) -> int:
        """Convert an offset in code points to UTF-16 units."""
        return code_points + bisect_left(self._astral, code_points)
