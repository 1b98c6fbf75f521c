"""Decodes bytes to text, and reads plain text and Markdown.

It tries in order: byte order mark, strict UTF-8 (HZ if it is all ASCII), the declared encoding, UTF-8 with a few
damaged bytes, and last the choice of the chardet library among the encodings of Chinese documents.

Plain text is decoded and not changed further; front matter stays in the text and also gives hints. In Markdown, HTML
entities, HTML tables and tables without outer bars are normalized.
"""

import codecs
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from glossary.errors import UnreadableSourceError
from glossary.findings import make_error, make_finding
from glossary.ingest.blob import Blob, Format
from glossary.ingest.source_metadata import front_matter_hints, front_matter_pairs, make_source, unusable_hints
from glossary.limits import Limits
from glossary.model import Finding, Source, Span

_TWICE_ESCAPED = re.compile(
    r"&(?:amp;)*(?:[lr][ds]quo|quot|[mn]dash|hellip|middot|nbsp|e[mn]sp|thinsp|apos|laquo|raquo|#\d{2,6}|#x[0-9a-f]{2,5});",
    re.IGNORECASE,
)
_TABLE_TAG = re.compile(r"<(/?)table\b", re.IGNORECASE)
_TABLE_END = re.compile(r"[^>]{0,200}>")
_RULE = re.compile(r"^[ \t]{0,3}:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)+$", re.MULTILINE)


_HEADING_ID = re.compile(r"^([ ]{0,3}#{1,6} [^\n{}]*?)[ \t]*\{[#.:][^\n{}]{0,100}\}[ \t]*$", re.MULTILINE)
# A comment on the page of the original is evidence: <!-- 第9页 -->.
_COMMENT_IN_LINE = re.compile(r"(?<=[^\s>])[ \t]*<!--(?![^\n>]{0,20}(?:页|頁|page))(?:(?!-->)[^\n]){0,400}-->")

# The end of a line that is broken by hand, and the arrow from a note back to its marker.
_UNPRINTED = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])(?:\\$|[ \t]*\[↩\ufe0e?\]\([^()\n]{0,100}\))", re.MULTILINE)
_RAISED_NUMBER = re.compile(r"(?<=[\u3000-\u9fff”])(?:\$ ?\^ ?\{ ?(\d{1,3}) ?\} ?\$|\^\[?(\d{1,3})\]?\^)")
"""The mark of a note as converters of scanned pages and of Word write it; an exponent follows a Latin unit."""
# Where a link of the text leads, [r1]: https://example.org/, and the kind of a box: > [!note].
_LINK_TARGET = re.compile(r"^ {0,3}\[[^\]\n^]{1,60}\]:[ \t]*<?(?:https?://|[./#])[^\n]*\n?", re.MULTILINE)
_BOX_KIND = re.compile(r"^((?:> ?)+)\[![A-Za-z]{1,20}\][+-]? ?", re.MULTILINE)


def _without_unprinted(text: str) -> str:
    r"""Markdown ``text`` without what no reader sees: identifiers, targets of links, comments, marks of breaks.

    >>> _without_unprinted("## 名词解释 {#terms}\n三微：微创意。<!-- 待核 --> <!-- 第9页 -->")
    '## 名词解释\n三微：微创意。 <!-- 第9页 -->'
    """
    text = _HEADING_ID.sub(r"\1", text) if "{" in text else text
    text = _RAISED_NUMBER.sub(lambda found: f"[{found[1] or found[2]}]", text) if "$" in text or "^" in text else text
    text = _LINK_TARGET.sub("", text) if "]:" in text else text
    text = _BOX_KIND.sub(r"\1", text) if "[!" in text else text
    text = _UNPRINTED.sub("", text) if "\\\n" in text or "[↩" in text else text
    return _COMMENT_IN_LINE.sub("", text) if "<!--" in text else text


def unescaped(text: str) -> str:
    """``text`` with unresolved and doubly escaped entities replaced by their characters.

    >>> unescaped("&amp;ldquo;三微&rdquo;"), unescaped("a&b;c")
    ('“三微”', 'a&b;c')
    """
    if "&" not in text:
        return text
    return _TWICE_ESCAPED.sub(
        lambda found: html.unescape(re.sub("&(?:amp;)+(?=[a-z#])", "&", found[0], flags=re.IGNORECASE)), text
    )


def with_plain_tables(text: str, origin: str, limits: Limits) -> str:
    r"""``text`` with uniform tables: HTML rows as lines of cells, Markdown rows with outer bars.

    >>> from glossary.limits import LIMITS
    >>> with_plain_tables("名词 | 解释\n--- | ---\n三微 | 微创意", "a.md", LIMITS)
    '| 名词 | 解释 |\n| --- | --- |\n| 三微 | 微创意 |'
    """
    if "<table" in text or "<TABLE" in text:
        text = "".join(_without_table_tags(text, origin, limits))
    return "\n".join(_with_bars(text.split("\n"))) if _RULE.search(text) else text


def _without_table_tags(text: str, origin: str, limits: Limits) -> Iterator[str]:
    done = 0
    for start, end in _table_spans(text):
        from glossary.ingest.html import html_text

        before = text[done:start].rstrip(" ")
        yield before if not before or before.endswith("\n") else f"{before}\n"
        yield html_text(f"<html><body>{text[start:end]}</body></html>".encode(), origin, limits)
        done = end
        if not text.startswith("\n", end):
            yield "\n"
    yield text[done:]


def _table_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yields the spans of HTML tables, tags included; a nested table belongs to the outer one."""
    depth = start = 0
    for tag in _TABLE_TAG.finditer(text):
        if not tag[1]:
            start = start if depth else tag.start()
            depth += 1
        elif depth:
            depth -= 1
            closing = _TABLE_END.match(text, tag.end())
            if not depth and closing:
                yield start, closing.end()


def _with_bars(lines: list[str]) -> Iterator[str]:
    """Add outer bars to the rows of a table, from its head above the rule to the first line without a bar."""
    in_table = False
    for number, line in enumerate(lines):
        is_head = "|" in line and number + 1 < len(lines) and _RULE.match(lines[number + 1]) is not None
        in_table = is_head or (in_table and "|" in line)
        bare = line.strip()
        yield f"| {bare} |" if in_table and not bare.startswith("|") and not bare.endswith("|") else line


# Longest first: the UTF-32 mark begins with the UTF-16 one.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHINESE = ("gb18030", "big5hkscs", "big5", "utf-16-le", "utf-16-be")
_FAMILIES = ("gb18030", "big5hkscs")
_DAMAGED_SAMPLE_BYTES = 1024 * 1024
# GBK and GB2312 are subsets of GB18030, Big5 of Big5-HKSCS: decoding with the superset loses nothing.
_LARGER = {"gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "big5": "big5hkscs", "cp950": "big5hkscs"}
# Servers declare these by default, and any bytes are valid in them.
_WESTERN = re.compile(r"ascii|iso8859|cp12\d\d|cp437|cp850|latin|mac")
_DOUBTFUL_CONFIDENCE = 0.25  # chardet 7 returns 0.26 to 0.30 for 10 to 20 Chinese characters, and is right
_MAX_DAMAGE = 0.05  # share of replacement characters among non-ASCII characters
_MAX_CONTROLS = 0.005  # share of control characters: 0.1 in random bytes, 0.0001 in damaged texts
_MAX_CONTROLS_OF_HAN = 0.1  # controls for each Han character, for short texts; random bytes have 0.3 as GB18030
_MAX_NULS = 0.05  # share of the bytes of a text, one a line; UTF-16 has more, except a text without line ends
_HAN = re.compile("[\u4e00-\u9fff]")
_TERMINAL_CODE = re.compile(r"\x1b\[[0-9;]{0,20}[A-Za-z]")
"""Colours and bold type of a terminal, in the saved output of a program: they print nothing."""
_CONTROLS = tuple(chr(code) for code in (*range(32), 127) if chr(code) not in "\t\n\v\f\r\x1a\x1b")


@dataclass(frozen=True, slots=True)
class Decoded:
    r"""A text in which only the line ends were changed (to ``\n``), and how it was decoded."""

    text: str
    encoding: str
    findings: tuple[Finding, ...] = ()


def _without_padding(content: bytes) -> bytes:
    """Returns ``content`` without the NUL bytes that fill up a block; an even number, as UTF-16 requires."""
    padding = len(content) - len(content.rstrip(b"\0"))
    return content[: len(content) - padding // 2 * 2] if _MIN_PADDING <= padding < len(content) else content


_MIN_PADDING = 4


def decode(content: bytes, origin: str, declared: str | None = None) -> Decoded:
    r"""Decode ``content``.

    Args:
        content: The bytes of one text document.
        origin: Named in error messages.
        declared: The encoding that the document or its server declares; tried after byte order marks and UTF-8.

    Raises:
        UnreadableSourceError: E101 only white space, E104 binary, E105 no encoding fits.

    >>> decode("名词解释\r\n".encode("gb18030"), "a.txt").text
    '名词解释\n'
    """
    content = _without_padding(content)
    nuls = content.count(b"\0")
    bare = content.replace(b"\0", b"") if 0 < nuls <= _MAX_NULS * len(content) else content
    encoding, confidence = _find_encoding(content, _codec_name(declared))
    if bare is not content and (encoding is None or _is_strict(bare, "utf-8")):
        content = bare  # a few NUL bytes in a text are damage, for example after a crash
        encoding, confidence = _find_encoding(content, _codec_name(declared))
    else:
        nuls = 0
    if encoding is None:
        raise _binary(origin)
    mixed = _decode_mixed(content) if encoding in _FAMILIES and not _is_strict(content, encoding) else None
    text = (mixed or _decode(content, encoding)).replace("\r\n", "\n").replace("\r", "\n")
    text = _TERMINAL_CODE.sub("", text) if "\x1b[" in text else text
    _refuse_binary(text, content, origin)
    if not text.strip():
        raise make_error("E101-white-space", origin)
    if mixed:
        return Decoded(text, "utf-8", (*_nuls(nuls), make_finding("W101-mixed")))
    damage = (*_nuls(nuls), *_damage(text, content, encoding, origin))
    return Decoded(text, encoding, (*damage, *_uncertain_encoding(encoding, confidence)))


def _find_encoding(content: bytes, declared: str | None) -> tuple[str | None, float]:
    """The codec to use and its confidence, 0 to 1; ``None`` for binary content."""
    for mark, name in _MARKS:
        if content.startswith(mark):
            return name, 1.0
    if b"\0" in content:  # valid in UTF-8, but not in a text: UTF-16 without a byte order mark, or binary
        return _detect(content, ("utf-16-le", "utf-16-be"))
    if _is_strict(content, "utf-8"):
        is_hz = b"~{" in content and content.isascii() and _is_strict(content, "hz")
        return "hz" if is_hz else "utf-8", 1.0
    if declared and not _WESTERN.match(declared) and _is_strict(content, declared):
        return declared, 1.0
    if _damaged_share(content.decode("utf-8", "replace")) <= _MAX_DAMAGE:
        return "utf-8", 1.0
    found, confidence = _detect(content, _CHINESE)
    return (found, confidence) if found and _is_strict(content, found) else _detect_damaged(content)


def _detect_damaged(content: bytes) -> tuple[str, float]:
    """GB18030 or Big5 for bytes that are valid in neither: by the valid lines, else by the lesser damage.

    chardet rejects an encoding because of a single bad byte, so it is given the valid lines only.
    """
    sample = content[:_DAMAGED_SAMPLE_BYTES]
    sound = b"\n".join(line for line in sample.split(b"\n") if all(_is_strict(line, name) for name in _FAMILIES))
    found, confidence = (None, 0.0) if sound.isascii() else _detect(sound, _FAMILIES)
    if found and confidence >= _DOUBTFUL_CONFIDENCE:
        return found, confidence
    return min(_FAMILIES, key=lambda name: sample.decode(name, "replace").count("\N{REPLACEMENT CHARACTER}")), 1.0


def _decode_mixed(content: bytes) -> str | None:
    """A text of UTF-8 into which lines in GB18030 were pasted; ``None`` if it is not mostly UTF-8."""
    lines = content.split(b"\n")
    foreign = [line for line in lines if not line.isascii()]
    unicode = sum(_is_strict(line, "utf-8") for line in foreign)
    if 2 * unicode <= len(foreign) or not all(
        _is_strict(line, "utf-8") or _is_strict(line, "gb18030") for line in foreign
    ):
        return None
    return "\n".join(line.decode("utf-8" if _is_strict(line, "utf-8") else "gb18030") for line in lines)


def _detect(content: bytes, among: tuple[str, ...]) -> tuple[str | None, float]:
    import chardet  # imported here because most documents are UTF-8

    guess = chardet.detect(content, include_encodings=among, no_match_encoding=among[0])
    confidence = float(guess["confidence"])
    # chardet returns ``no_match_encoding`` with 0.10 if nothing fits.
    if b"\0" in content and confidence < 0.5:
        return None, confidence
    return _codec_name(guess["encoding"]), confidence


def _codec_name(name: str | None) -> str | None:
    """The Python codec for the name of an encoding, or for its superset; ``None`` for an unknown name.

    >>> _codec_name("GB2312"), _codec_name("x-nonsense")
    ('gb18030', None)
    """
    try:
        known = codecs.lookup(name or "").name
        "".encode(known)  # excludes codecs that are not text encodings (rot13, base64)
    except (LookupError, ValueError):
        return None
    return _LARGER.get(known, known)


def _is_strict(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except ValueError:
        return False
    return True


def _decode(content: bytes, encoding: str) -> str:
    for mark, name in _MARKS:
        if name == encoding and content.startswith(mark):
            content = content[len(mark) :]
            break
    text = content.decode(encoding, "replace")
    # The web's standard for encodings reads A3A0 as a blank; Python's codec keeps its old private character.
    return text.replace("\ue5e5", "\u3000") if encoding == "gb18030" else text


def _damaged_share(text: str) -> float:
    """The share of replacement characters among non-ASCII characters; 1.0 for a text of ASCII only."""
    foreign = len(text) - len(text.encode("ascii", "ignore"))
    return text.count("\N{REPLACEMENT CHARACTER}") / foreign if foreign else 1.0


def _refuse_binary(text: str, content: bytes, origin: str) -> None:
    controls = sum(map(text.count, _CONTROLS))  # one search for each is ten times as fast as ``str.translate``
    if controls > max(2, len(text) * _MAX_CONTROLS) and controls > _MAX_CONTROLS_OF_HAN * len(_HAN.findall(text)):
        raise _binary(origin)


def _binary(origin: str) -> UnreadableSourceError:
    return make_error("E104", origin)


def _damage(text: str, content: bytes, encoding: str, origin: str) -> tuple[Finding, ...]:
    """W101 for bytes that could not be decoded; does not count a U+FFFD in the source, which other rules report."""
    if "\N{REPLACEMENT CHARACTER}" not in text or _is_strict(content, encoding):
        return ()
    if _damaged_share(text) > _MAX_DAMAGE:
        raise make_error("E105", origin)
    count, first = text.count("\N{REPLACEMENT CHARACTER}"), text.index("\N{REPLACEMENT CHARACTER}")
    return (make_finding("W101-bytes", Span(first, first + 1), count=count),)


def _nuls(count: int) -> tuple[Finding, ...]:
    return (make_finding("W101-nul", count=count),) if count else ()


def _uncertain_encoding(encoding: str, confidence: float) -> tuple[Finding, ...]:
    if confidence >= _DOUBTFUL_CONFIDENCE:
        return ()
    return (make_finding("W102", encoding=encoding),)


def read_plain(blob: Blob, limits: Limits) -> Iterator[Source]:
    """The single source of a text file.

    Raises:
        UnreadableSourceError: E101, E104, E105 or E106.
    """
    content = blob.read(limits.text_bytes)
    decoded = decode(content, blob.origin, blob.charset)
    is_markdown = blob.suffix in {".md", ".markdown", ".mdown"}
    text = unescaped(decoded.text)
    yield make_source(
        blob,
        content,
        with_plain_tables(_without_unprinted(text), blob.origin, limits) if is_markdown else text,
        Format.MARKDOWN if is_markdown else Format.TEXT,
        limits,
        encoding=decoded.encoding,
        hints=front_matter_hints(decoded.text),
        findings=(*decoded.findings, *unusable_hints(front_matter_pairs(decoded.text))),
    )
