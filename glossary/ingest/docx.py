"""A Word document (docx) to its text: paragraphs and table rows on lines, notes at the end, numbers as printed.

Each part is read as a stream of XML events, so that memory grows with the text and not with the XML.
"""

import re
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

from glossary.errors import UnreadableSourceError
from glossary.ingest.archives import open_zip
from glossary.ingest.blob import Blob
from glossary.ingest.docx_text import DocxText, Level, Numbering
from glossary.ingest.docx_xml import Event, attribute, part_events
from glossary.ingest.formats import Format
from glossary.ingest.resource_limits import Limits
from glossary.ingest.source_metadata import known_hints, make_source
from glossary.model import Source

_BODY = "word/document.xml"
_NOTES = (("footnote", "word/footnotes.xml"), ("endnote", "word/endnotes.xml"))
_REAL_TITLE = re.compile(r"[\u4e00-\u9fff]{4}")  # templates leave "PowerPoint 演示文稿" and the like behind


def read_docx(blob: Blob, limits: Limits) -> Iterator[Source]:
    """The one source of a Word document; footnotes and endnotes follow the text as ``[n] …`` lines.

    Raises:
        UnreadableSourceError: E101, E106; E108 unsafe XML, E110 not a docx, E115 protected, E116 damaged.
    """
    content = blob.read(limits.document_bytes)
    with blob.open() as stream:
        text, title = docx_text(stream, blob.origin, limits)
    hints = known_hints([("title", title)]) if _REAL_TITLE.search(title) else ()
    yield make_source(blob, content, text, Format.DOCX, limits, hints=hints)


def docx_text(stream: BinaryIO, origin: str, limits: Limits) -> tuple[str, str]:
    """Text and title of the docx in ``stream``.

    Raises:
        UnreadableSourceError: As for :func:`read_docx`.
    """
    try:
        archive = open_zip(stream, origin, limits)
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise _no_docx(origin) from error
    with archive:
        names = set(archive.namelist())
        if _BODY not in names:
            raise _no_docx(origin)
        numbering = _numbering(archive, names, origin, limits)
        body = _read_part(archive, _BODY, origin, limits, DocxText(numbering))
        lines = [*body.lines, *_note_lines(archive, names, origin, limits, body)]
        return "\n".join(lines), _title(archive, names, origin, limits)


def _read_part(archive: zipfile.ZipFile, name: str, origin: str, limits: Limits, text: DocxText) -> DocxText:
    for event, tag, element in part_events(archive, name, origin, limits):
        (text.start if event == "start" else text.end)(tag, element)
        if text.characters > limits.text_characters:
            raise UnreadableSourceError(origin, "E106", "holds more text than any report; split it")
    return text


def _note_lines(
    archive: zipfile.ZipFile, names: set[str], origin: str, limits: Limits, body: DocxText
) -> Iterator[str]:
    """``[n] …`` for every note in the order of its marker, those without a marker behind."""
    notes: dict[tuple[str, str], list[str]] = {}
    for kind, part in _NOTES:
        if part in names:
            found = _read_part(archive, part, origin, limits, DocxText(Numbering())).notes
            notes.update({(kind, key): lines for key, lines in found.items() if any(line.strip() for line in lines)})
    marked = [key for key in body.references if key in notes]
    for key in [*marked, *(key for key in notes if key not in marked)]:
        number = body.references.index(key) + 1 if key in marked else None
        first, *rest = notes[key]
        yield f"[{number}] {first.lstrip()}" if number else first
        yield from rest


def _numbering(archive: zipfile.ZipFile, names: set[str], origin: str, limits: Limits) -> Numbering:
    numbering = Numbering()
    if "word/numbering.xml" in names:
        _read_lists(part_events(archive, "word/numbering.xml", origin, limits), numbering)
    if "word/styles.xml" in names:
        _read_styles(part_events(archive, "word/styles.xml", origin, limits), numbering)
    return numbering


def _read_lists(events: Iterator[Event], numbering: Numbering) -> None:
    """abstractNum: levels with their form; num: a list in use, with starts of its own."""
    abstract = list_id = ""
    depth = 0
    level: dict[str, str] = {}
    for event, tag, element in events:
        value = attribute(element, "val")
        if event == "start":
            if tag == "abstractNum":
                abstract = attribute(element, "abstractNumId")
            elif tag == "num":
                list_id = attribute(element, "numId")
            elif tag in {"lvl", "lvlOverride"}:
                depth, level = _number(attribute(element, "ilvl"), 0), {}
            elif tag in {"start", "numFmt", "lvlText"}:
                level[tag] = value
        elif tag == "lvl" and not list_id:
            form, text = level.get("numFmt", "decimal"), level.get("lvlText", "")
            numbering.levels[abstract, depth] = Level(_number(level.get("start", ""), 1), form, text)
        elif tag == "abstractNumId" and list_id:
            numbering.lists[list_id] = value
        elif tag == "startOverride" and list_id:
            numbering.starts[list_id, depth] = _number(value, 1)


def _read_styles(events: Iterator[Event], numbering: Numbering) -> None:
    style, list_id, depth = "", "", 0
    for event, tag, element in events:
        if event == "start" and tag == "style":
            style, list_id, depth = attribute(element, "styleId"), "", 0
        elif event == "start" and tag == "ilvl":
            depth = _number(attribute(element, "val"), 0)
        elif event == "start" and tag == "numId":
            list_id = attribute(element, "val")
        elif event == "end" and tag == "style" and list_id:
            numbering.styles[style] = (list_id, depth)


def _number(digits: str, otherwise: int) -> int:
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 7 else otherwise


def _title(archive: zipfile.ZipFile, names: set[str], origin: str, limits: Limits) -> str:
    if "docProps/core.xml" not in names:
        return ""
    events = part_events(archive, "docProps/core.xml", origin, limits)
    return next((element.text or "" for event, tag, element in events if (event, tag) == ("end", "title")), "")


def _no_docx(origin: str) -> UnreadableSourceError:
    problem = "is no Word document inside, whatever its name; open it in its own program and save it as docx"
    return UnreadableSourceError(origin, "E110", problem)
