"""The process that reads the text layer of PDFs: lines are joined to paragraphs, raised numbers become ``[n]``.

Only that process loads this module: pdfium is a large C++ library that reads hostile bytes, and what it does inside a
page nothing in its own process can stop. :mod:`glossary.ingest.pdf.process` starts it.

Fonts that a PDF names and does not contain are replaced by one whose glyphs are boxes. pdfium measures text by the
shapes of its glyphs and skips what measures nothing: a character that is drawn by itself, or a line at a right angle
to the page. Chinese PDFs often name SimSun or FangSong and contain neither, so without that font on the machine their
text would be lost. Only the measure of a glyph matters here, and the same PDF gives the same text on every machine.

PDFs come in on standard input, their texts go out on standard output, until the input ends. A request is a line of
JSON (``bytes``, ``pages``, ``characters``, ``seconds``, pages to be ``skipped``) and then that many bytes. The answer
is a line of JSON for each page begun and one at the end, only data and no code: whoever took this process over by a
hostile PDF could send text, which is what a PDF may do anyway.
"""

import ctypes
import json
import os
import re
import signal
import struct
import sys
from array import array
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, BinaryIO

import pypdfium2
from pypdfium2 import raw

from glossary.errors import UnreadableSourceError
from glossary.findings import make_error, make_finding
from glossary.ingest.pdf.layout import (
    Page,
    paragraphs,
    remove_browser_headers,
    remove_repeated_heads,
    remove_running_headers,
    with_note_marks,
    without_notes,
)
from glossary.ingest.pdf.page_lines import PageLines, read_page
from glossary.model import Finding
from glossary.processes import limit_memory, set_alarm

_MOST_UNKNOWN = 0.02  # characters without a Unicode value
_MOST_FOREIGN = 0.15
_UNKNOWN = re.compile("[\ufffd\ue000-\uf8ff]")
# Letters that no Chinese document prints in numbers, except those of pinyin: glyph numbers taken for characters.
_FOREIGN = re.compile(r"[\u0180-\u01cc\u01dd-\u0250\u0252-\u0260\u0262-\u02c6\u02cc-\u036f\u0530-\u10ff\u1200-\u1dff]")
_LISTED_PAGES = 10
_OUT_OF_MEMORY = make_error("E122-pdf-memory", "")  # made here because no memory is left when it is needed
_GRACE_SECONDS = 5.0  # the other side stops a slow PDF first; the alarm is for a process that was left alone


@dataclass(frozen=True, slots=True)
class PdfText:
    """The text of a PDF with one line per paragraph, and its findings."""

    text: str
    findings: tuple[Finding, ...] = ()


def read_pdf_text(
    content: bytes,
    *,
    most_pages: int,
    most_characters: int,
    skipped: Collection[int] = (),
    begun: Callable[[int], None] = lambda _: None,
) -> PdfText:
    """The text of a PDF.

    Args:
        content: The bytes of the file.
        most_pages: More are refused.
        most_characters: More are refused, in code points.
        skipped: Pages that are not read, from 1, because they harmed the process before.
        begun: Called with the number of each page, from 1, before it is read.

    Raises:
        UnreadableSourceError: E106 too long, E109 no text layer, E115 protected, E116 damaged; its origin is empty,
            since bytes have no name here.
    """
    use_fallback_font()
    read = _read_pages(content, most_pages, most_characters, skipped, begun)
    inner, margins = remove_browser_headers(read.pages)
    kept, running = remove_running_headers(inner)
    tables, heads = remove_repeated_heads(kept)
    body, notes = without_notes(tables)
    text = "\n".join(paragraphs(body))
    text = "\n".join(filter(None, (text, *with_note_marks(paragraphs(notes), text))))
    if not text.strip():
        raise make_error("E109", "")
    left_out = _left_out(margins, [*running, *heads], list(dict.fromkeys(read.slanted)))
    return PdfText(text, (*_unread(read), *_scanned(read), *left_out, *_unknown(text)))


@dataclass(slots=True)
class _Read:
    """The pages as they were read; ``unread`` are the numbers of those that could not be."""

    pages: list[Page] = field(default_factory=list)
    slanted: list[str] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)


def _read_pages(
    content: bytes,
    most_pages: int,
    most_characters: int,
    skipped: Collection[int],
    begun: Callable[[int], None],
) -> _Read:
    try:
        with pypdfium2.PdfDocument(content) as document:
            if len(document) > most_pages:
                raise make_error("E106-pdf-pages", "", most=most_pages)
            return _read_document(document, most_characters, skipped, begun)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD:
            raise make_error("E115-document", "") from error
        raise make_error("E116-pdf", "", error=str(error).rstrip(".")) from error


def _read_document(
    document: pypdfium2.PdfDocument, most_characters: int, skipped: Collection[int], begun: Callable[[int], None]
) -> _Read:
    """Every page by itself: one that cannot be read costs its own text and no more."""
    read, characters = _Read(), 0
    for number in range(1, len(document) + 1):
        begun(number)
        found = None if number in skipped else _read_one(document, number - 1)
        if found is None:
            read.unread.append(number)
            found = PageLines(())
        characters += sum(len(line.text) for line in found.lines)
        if characters > most_characters:
            raise make_error("E106-pdf-text", "", page=number)
        read.pages.append(found.lines)
        read.slanted += found.slanted
    return read


def _read_one(document: pypdfium2.PdfDocument, index: int) -> PageLines | None:
    """The lines of a page, ``None`` where the library or the reader gives up on it."""
    try:
        page = document[index]
        try:
            return read_page(page)
        finally:
            page.close()
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 (hostile bytes raise what they like)
        return None


def _unread(read: _Read) -> tuple[Finding, ...]:
    if not read.unread:
        return ()
    return (make_finding("W109", count=len(read.unread), total=len(read.pages), pages=_listed(read.unread)),)


def _listed(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers[:_LISTED_PAGES])) + (" …" if len(numbers) > _LISTED_PAGES else "")


def _scanned(read: _Read) -> tuple[Finding, ...]:
    empty = [number for number, page in enumerate(read.pages, start=1) if not page and number not in read.unread]
    if not empty:
        return ()
    return (make_finding("W105", count=len(empty), total=len(read.pages), pages=_listed(empty)),)


def _left_out(margins: list[str], running: list[str], slanted: list[str]) -> Iterator[Finding]:
    """I103 for the kinds of lines that are no text."""
    kinds = {
        "I103-browser-print": margins,
        "I103-repeated-lines": running,
        "I103-watermark": slanted,
    }
    for message_id, lines in kinds.items():
        if lines:
            shown = ", ".join(f"“{each[:30]}”" for each in lines[:4])
            yield make_finding(message_id, shown=shown)


def _unknown(text: str) -> tuple[Finding, ...]:
    unknown = len(_UNKNOWN.findall(text))
    foreign = len(_FOREIGN.findall(text))
    if unknown <= _MOST_UNKNOWN * len(text) and foreign <= _MOST_FOREIGN * len(text):
        return ()
    unknown += foreign
    return (make_finding("W106", count=unknown, total=len(text)),)


def main(memory_bytes: int) -> None:
    """Serve until standard input ends."""
    limit_memory(memory_bytes)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to all; the other side decides
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
    serve(sys.stdin.buffer, answers)


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answers requests until they end; first reports that it is ready."""
    _send(answers, {"ready": True})
    while line := requests.readline():
        request = json.loads(line)
        content = requests.read(request["bytes"])
        set_alarm(request["seconds"] + _GRACE_SECONDS)
        _send(answers, _answer(content, request, answers))
        set_alarm(0)


def _answer(content: bytes, request: Mapping[str, Any], answers: BinaryIO) -> dict[str, Any]:
    try:
        found = read_pdf_text(
            content,
            most_pages=request["pages"],
            most_characters=request["characters"],
            skipped=request.get("skipped", ()),
            begun=lambda page: _send(answers, {"page": page}),
        )
    except UnreadableSourceError as error:
        return _refusal(error)
    except MemoryError:
        return _refusal(_OUT_OF_MEMORY)
    except Exception as error:  # noqa: BLE001 (hostile bytes raise what they like)
        return _refusal(make_error("E116-parser", "", error=type(error).__name__))
    return {"text": found.text, "findings": [(each.code, each.message) for each in found.findings]}


def _refusal(error: UnreadableSourceError) -> dict[str, Any]:
    return {"code": error.finding_code, "problem": error.problem}


def _send(answers: BinaryIO, message: Mapping[str, Any]) -> None:
    data = json.dumps(message).encode() + b"\n"
    while data:
        data = data[answers.write(data) :]


_EM, _ASCENT, _DESCENT = 1000, 880, 120
_GLYPHS = 0xFFFF
_ASCII = range(0x20, 0x7F)
"""Characters of half the width."""
_BUILT_IN = ("helvetica", "arial", "times", "courier", "symbol", "zapfdingbats", "dingbats", "wingdings")
"""Fonts that pdfium has itself, and their like."""
_HANDLE = 1


@cache
def fallback_font() -> bytes:
    """A TrueType font whose glyphs are boxes, one em wide, those of ASCII half as wide."""
    full, half = _box(_EM), _box(_EM // 2)
    glyphs = full * _ASCII.start + half * len(_ASCII) + full * (_GLYPHS - _ASCII.stop)
    tables = {
        b"cmap": _character_map(),
        b"glyf": glyphs,
        b"head": struct.pack(
            ">IIIIHHQQhhhhHHhhh",
            *(0x10000, 0x10000, 0, 0x5F0F3CF5, 0, _EM, 0, 0, 0, -_DESCENT, _EM, _ASCENT, 0, 8, 2, 1, 0),
        ),
        b"hhea": struct.pack(">IhhhHhhhhhhhhhhhH", 0x10000, _ASCENT, -_DESCENT, 0, _EM, 0, 0, _EM, 1, *[0] * 7, 1),
        b"hmtx": struct.pack(">Hh", _EM, 0) + bytes(2 * (_GLYPHS - 1)),
        b"loca": _offsets(len(full)),
        b"maxp": struct.pack(">IHHH", 0x10000, _GLYPHS, 4, 1) + bytes(4) + struct.pack(">H", 1) + bytes(16),
    }
    return _font_file(tables)


def _box(width: int) -> bytes:
    """The outline of a box: one contour of four points, each with the difference from the one before."""
    outline = struct.pack(">hhhhhHH", 1, 0, -_DESCENT, width, _ASCENT, 3, 0) + bytes([1] * 4)
    outline += struct.pack(">hhhh", 0, width, 0, -width)
    outline += struct.pack(">hhhh", -_DESCENT, 0, _DESCENT + _ASCENT, 0)
    return outline + bytes(-len(outline) % 4)


def _offsets(size: int) -> bytes:
    offsets = array("I", range(0, size * (_GLYPHS + 1), size))
    if sys.byteorder == "little":
        offsets.byteswap()  # the format is big-endian
    return offsets.tobytes()


def _character_map() -> bytes:
    """Maps every character to the glyph of the same number."""
    ends, starts = (_GLYPHS - 1, 0xFFFF), (_ASCII.start, 0xFFFF)
    segments = struct.pack(">HHHHHHHHHHHH", 4, 4, 1, 0, *ends, 0, *starts, 0, 1, 0) + bytes(2)
    subtable = struct.pack(">HHH", 4, 6 + len(segments), 0) + segments
    return struct.pack(">HHHHI", 0, 1, 3, 1, 12) + subtable


def _font_file(tables: dict[bytes, bytes]) -> bytes:
    directory = struct.pack(">IHHHH", 0x10000, len(tables), 64, 2, 16 * len(tables) - 64)
    offset = len(directory) + 16 * len(tables)
    for tag, table in sorted(tables.items()):
        directory += struct.pack(">4sIII", tag, 0, offset, len(table))
        offset += len(table) + -len(table) % 4
    return directory + b"".join(table + bytes(-len(table) % 4) for _, table in sorted(tables.items()))


@cache
def use_fallback_font() -> None:
    """Let pdfium use the font in this process, in the place of the fonts of the system.

    To be called before a document is opened.
    """
    raw.FPDF_SetSystemFontInfo(_font_source())


@cache
def _font_source() -> raw.FPDF_SYSFONTINFO:
    """The functions by which pdfium asks for fonts; cached, because pdfium keeps no reference to them."""
    types = dict(raw.FPDF_SYSFONTINFO._fields_)
    functions = {
        "Release": lambda _: None,
        "EnumFonts": lambda _, __: None,
        "MapFont": _find_font,
        "GetFont": lambda _, __: None,
        "GetFontData": _font_data,
        "GetFaceName": lambda *_: 0,
        "GetFontCharset": lambda _, __: 0,
        "DeleteFont": lambda _, __: None,
    }
    return raw.FPDF_SYSFONTINFO(version=1, **{name: types[name](function) for name, function in functions.items()})


def _find_font(*arguments: Any) -> int | None:
    face = arguments[5]  # after this structure, weight, slant, character set and pitch
    name = ctypes.cast(face, ctypes.c_char_p).value or b""
    return None if name.decode("latin-1").lower().startswith(_BUILT_IN) else _HANDLE


def _font_data(_source: object, _font: object, table: int, buffer: Any, size: int) -> int:
    """The whole font for table 0; no other table is needed."""
    if table:
        return 0
    content = fallback_font()
    if buffer and size >= len(content):
        ctypes.memmove(buffer, content, len(content))
    return len(content)
