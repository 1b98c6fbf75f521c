"""A PDF with a text layer to its text; lines are joined to paragraphs, raised numbers become ``[n]``."""

import ctypes
import time
from collections import Counter
from collections.abc import Iterator

import pypdfium2
from pypdfium2 import raw

from glossary.errors import UnreadableSourceError
from glossary.model import Finding, Source
from glossary.readers.blob import Blob
from glossary.readers.formats import Format
from glossary.readers.limits import Limits
from glossary.readers.markers import note_marker
from glossary.readers.printed import Line, Page, paragraphs, without_notes, without_running_lines
from glossary.readers.sources import make_source

_RAISED_SIZE = 0.8  # of the line's size
_MOST_UNKNOWN = 0.02  # characters without a Unicode value
_LISTED_PAGES = 10
_HAN = ("\u2e80", "\uffef")


def read_pdf(blob: Blob, limits: Limits) -> Iterator[Source]:
    """The one source of a PDF.

    Raises:
        UnreadableSourceError: E106 too large or slow, E109 no text layer, E115 protected, E116 damaged.
    """
    content = blob.read(limits.document_bytes)
    pages = _read_pages(content, blob.origin, limits)
    kept, running = without_running_lines(pages)
    body, notes = without_notes(kept)
    text = "\n".join((*paragraphs(body), *paragraphs(notes)))
    if not text.strip():
        problem = "has no text layer (a scan?); run OCR on it and read the result"
        raise UnreadableSourceError(blob.origin, "E109", problem)
    findings = (*_scanned(pages), *_running(running), *_unknown(text))
    yield make_source(blob, content, text, Format.PDF, limits, findings=findings)


def _read_pages(content: bytes, origin: str, limits: Limits) -> list[Page]:
    try:
        with pypdfium2.PdfDocument(content) as document:
            if len(document) > limits.pdf_pages:
                raise UnreadableSourceError(origin, "E106", f"has more than {limits.pdf_pages:,} pages; split it")
            return _read_document(document, origin, limits)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD:
            raise UnreadableSourceError(origin, "E115", "is protected by a password; take it off") from error
        problem = f"is no whole PDF ({error}); fetch it again, or print it to PDF anew"
        raise UnreadableSourceError(origin, "E116", problem) from error


def _read_document(document: pypdfium2.PdfDocument, origin: str, limits: Limits) -> list[Page]:
    end = time.monotonic() + limits.pdf_seconds
    pages: list[Page] = []
    characters = 0
    for number in range(len(document)):
        lines = list(_read_lines(document[number]))
        characters += sum(len(line.text) for line in lines)
        if time.monotonic() > end or characters > limits.text_characters:
            raise UnreadableSourceError(origin, "E106", f"takes too long or is too long (page {number + 1}); split it")
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


def _running(running: list[str]) -> tuple[Finding, ...]:
    if not running:
        return ()
    shown = ", ".join(f"“{each[:30]}”" for each in running[:4])
    return (Finding("I103", f"lines that repeat on most pages were left out: {shown}"),)


def _unknown(text: str) -> tuple[Finding, ...]:
    unknown = sum(1 for each in text if each == "\N{REPLACEMENT CHARACTER}" or "\ue000" <= each <= "\uf8ff")
    if unknown <= _MOST_UNKNOWN * len(text):
        return ()
    message = f"{unknown} of {len(text)} characters have no meaning in the text layer (fonts without a map); run OCR"
    return (Finding("W106", message),)
