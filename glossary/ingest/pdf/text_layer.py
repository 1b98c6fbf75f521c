"""The text layer of a PDF: lines are joined to paragraphs, raised numbers become ``[n]``.

Only the process of :mod:`glossary.ingest.pdf.worker` loads this module: pdfium is a large C++ library that reads
hostile bytes, and what it does inside a page nothing in its own process can stop.
"""

import ctypes
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pypdfium2
from pypdfium2 import raw

from glossary.errors import UnreadableSourceError
from glossary.ingest.note_marks import note_marker
from glossary.ingest.pdf.layout import (
    Line,
    Page,
    paragraphs,
    remove_browser_headers,
    remove_running_headers,
    without_notes,
)
from glossary.model import Finding

_RAISED_SIZE = 0.8  # of the line's size
_MOST_UNKNOWN = 0.02  # characters without a Unicode value
_LISTED_PAGES = 10
_HAN = ("\u2e80", "\uffef")


@dataclass(frozen=True, slots=True)
class PdfText:
    """What a PDF says, its paragraphs on lines, and what is doubtful about it."""

    text: str
    findings: tuple[Finding, ...] = ()


def read_pdf_text(
    content: bytes, *, most_pages: int, most_characters: int, begun: Callable[[int], None] = lambda _: None
) -> PdfText:
    """The text of a PDF.

    Args:
        content: The bytes of the file.
        most_pages: More are refused.
        most_characters: More are refused, in code points.
        begun: Called with the number of each page, from 1, before it is read.

    Raises:
        UnreadableSourceError: E106 too long, E109 no text layer, E115 protected, E116 damaged; its origin is empty,
            since bytes have no name here.
    """
    pages = _read_pages(content, most_pages, most_characters, begun)
    inner, margins = remove_browser_headers(pages)
    kept, running = remove_running_headers(inner)
    body, notes = without_notes(kept)
    text = "\n".join((*paragraphs(body), *paragraphs(notes)))
    if not text.strip():
        raise UnreadableSourceError("", "E109", "has no text layer (a scan?); run OCR on it and read the result")
    return PdfText(text, (*_scanned(pages), *_left_out(margins, running), *_unknown(text)))


def _read_pages(content: bytes, most_pages: int, most_characters: int, begun: Callable[[int], None]) -> list[Page]:
    try:
        with pypdfium2.PdfDocument(content) as document:
            if len(document) > most_pages:
                raise UnreadableSourceError("", "E106", f"has more than {most_pages:,} pages; split it")
            return _read_document(document, most_characters, begun)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD:
            raise UnreadableSourceError("", "E115", "password-protected; remove the password and try again") from error
        problem = f"is no whole PDF ({error}); fetch it again, or print it to PDF anew"
        raise UnreadableSourceError("", "E116", problem) from error


def _read_document(document: pypdfium2.PdfDocument, most_characters: int, begun: Callable[[int], None]) -> list[Page]:
    pages: list[Page] = []
    characters = 0
    for number in range(len(document)):
        begun(number + 1)
        lines = list(_read_lines(document[number]))
        characters += sum(len(line.text) for line in lines)
        if characters > most_characters:
            raise UnreadableSourceError("", "E106", f"is too long (page {number + 1}); split it")
        pages.append(lines)
    return pages


def _read_lines(page: pypdfium2.PdfPage) -> Iterator[Line]:
    """The printed lines of one page in the order of the file."""
    text_page = page.get_textpage()
    try:
        start = 0
        units = [raw.FPDFText_GetUnicode(text_page, index) for index in range(text_page.count_chars())]
        for index, unit in enumerate([*units, 10]):
            if unit in {10, 13}:
                if line := _read_line(text_page, units, start, index):
                    yield line
                start = index + 1
    finally:
        text_page.close()
        page.close()


def _read_line(text_page: pypdfium2.PdfTextPage, units: list[int], start: int, end: int) -> Line | None:
    """The line of the characters ``[start, end)``, ``None`` for one without any."""
    indices = [index for index in range(start, end) if not _is_gap(text_page, units, index)]
    while indices and units[indices[-1]] in {32, 0xA0}:
        indices.pop()
    if not indices:
        return None
    sizes = {index: round(raw.FPDFText_GetFontSize(text_page, index), 1) for index in indices}
    size = Counter(sizes.values()).most_common(1)[0][0]
    runs = [(units[index], sizes[index] < _RAISED_SIZE * size and 48 <= units[index] < 58) for index in indices]
    text = _written(runs).strip(" ")
    left, _, bottom = _box(text_page, indices[0])
    right = _box(text_page, indices[-1])[1]
    return Line(text, left, right, size or 10.0, bottom) if text else None


def _is_gap(text_page: pypdfium2.PdfTextPage, units: list[int], index: int) -> bool:
    """A space that the library made of a gap beside a Han character (2023 年): typography, not text."""
    if units[index] != 32 or raw.FPDFText_IsGenerated(text_page, index) != 1:
        return False
    beside = [chr(unit) for unit in (*units[max(index - 1, 0) : index], *units[index + 1 : index + 2])]
    return any(_HAN[0] <= character <= _HAN[1] for character in beside)


def _written(runs: list[tuple[int, bool]]) -> str:
    """UTF-16 units to text; digits that are smaller than their line are a note's marker."""
    written = raised = ""
    for unit, is_raised in [*runs, (0, False)]:
        if is_raised:
            raised += chr(unit)
            continue
        if raised:
            written, raised = written + note_marker(raised, written[-1:]), ""
        written += chr(unit)
    text = written[:-1].replace("\0", "\N{REPLACEMENT CHARACTER}").replace("\x02", "")
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _box(text_page: pypdfium2.PdfTextPage, index: int) -> tuple[float, float, float]:
    """Left, right and base of a character (of its line, whatever the character's own shape)."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    raw.FPDFText_GetCharBox(text_page, index, left, right, bottom, top)
    origin_x, origin_y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(text_page, index, origin_x, origin_y)
    return left.value, right.value, origin_y.value


def _scanned(pages: list[Page]) -> tuple[Finding, ...]:
    empty = [str(number) for number, page in enumerate(pages, start=1) if not page]
    if not empty:
        return ()
    listed = ", ".join(empty[:_LISTED_PAGES]) + (" …" if len(empty) > _LISTED_PAGES else "")
    message = f"{len(empty)} of {len(pages)} pages have no text layer ({listed}); if they are no pictures, run OCR"
    return (Finding("W105", message),)


def _left_out(margins: list[str], running: list[str]) -> Iterator[Finding]:
    """I103 for both kinds of lines that are no text."""
    kinds = {"header and footer of a browser's print": margins, "lines that repeat on most pages": running}
    for kind, lines in kinds.items():
        if lines:
            shown = ", ".join(f"“{each[:30]}”" for each in lines[:4])
            yield Finding("I103", f"{kind} were left out: {shown}")


def _unknown(text: str) -> tuple[Finding, ...]:
    unknown = sum(1 for each in text if each == "\N{REPLACEMENT CHARACTER}" or "\ue000" <= each <= "\uf8ff")
    if unknown <= _MOST_UNKNOWN * len(text):
        return ()
    message = f"{unknown} of {len(text)} characters have no meaning in the text layer (fonts without a map); run OCR"
    return (Finding("W106", message),)
