"""Reads Word documents: docx directly, older formats (.doc, .wps, .rtf) through LibreOffice.

The text has one line per paragraph or table row, notes at the end, numbers as printed. Each part of a docx is read as a
stream of XML events, so that memory grows with the text and not with the XML. LibreOffice converts in batches because
its start takes longest.
"""

import os
import re
import shutil
import signal
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from glossary.errors import UnreadableSourceError
from glossary.findings import make_error, make_finding
from glossary.ingest.archives import open_zip, read_member
from glossary.ingest.blob import Blob, Format, find_format
from glossary.ingest.docx_styles import Numbering, read_lists, read_styles
from glossary.ingest.docx_text import DocxText
from glossary.ingest.docx_xml import Package
from glossary.ingest.source_metadata import known_hints, make_source
from glossary.limits import Limits
from glossary.model import Failure, Finding, Source

_REAL_TITLE = re.compile(r"[\u4e00-\u9fff]{4}")  # excludes titles from templates, such as "PowerPoint 演示文稿"
_MAX_DEPTH = 3
"""Maximum nesting of embedded documents."""


@dataclass(frozen=True, slots=True)
class DocxContent:
    """The content of a docx."""

    text: str
    title: str
    findings: tuple[Finding, ...] = ()


def read_docx(blob: Blob, limits: Limits) -> Iterator[Source]:
    """The single source of a Word document; footnotes and endnotes follow the text as ``[n] …`` lines.

    Raises:
        UnreadableSourceError: E101, E106; E108 unsafe XML, E110 not a docx, E115 protected, E116 damaged.
    """
    content = blob.read(limits.document_bytes)
    with blob.open() as stream:
        found = docx_content(stream, blob.origin, limits)
    hints = known_hints([("title", found.title)]) if _REAL_TITLE.search(found.title) else ()
    yield make_source(blob, content, found.text, Format.DOCX, limits, hints=hints, findings=found.findings)


def docx_content(stream: BinaryIO, origin: str, limits: Limits, depth: int = 0) -> DocxContent:
    """Text and title of the docx in ``stream``.

    Raises:
        UnreadableSourceError: As for :func:`read_docx`.
    """
    try:
        archive = open_zip(stream, origin, limits)
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise make_error("E110", origin) from error
    with archive:
        package = Package(archive, origin, limits)
        main = package.main_part()
        if main is None:
            raise make_error("E110", origin)
        body = _read_part(package, main, DocxText(_numbering(package, main)))
        findings = [*_insert_chunks(package, main, body, depth), *_unread_fields(body)]
        lines = [*body.lines, *_note_lines(package, main, body)]
        return DocxContent("\n".join(lines), _title(package), tuple(findings))


def _read_part(package: Package, part: str, text: DocxText) -> DocxText:
    for event, tag, element in package.events(part):
        (text.start if event == "start" else text.end)(tag, element)
        if text.characters > package.limits.text_characters:
            raise make_error("E106-word-text", package.origin)
    return text


def _insert_chunks(package: Package, main: str, body: DocxText, depth: int) -> Iterator[Finding]:
    """Insert embedded documents where they are printed; yields findings for those that were not read."""
    for at, relation in reversed(body.chunks):
        target = package.relations(main).get(relation)
        if target is None or target.target not in package.names or depth >= _MAX_DEPTH:
            yield make_finding("W107-missing")
            continue
        try:
            body.lines[at:at] = _chunk_lines(package, target.target, depth)
        except UnreadableSourceError as error:
            yield make_finding("W107-unreadable", problem=error.problem)


def _chunk_lines(package: Package, part: str, depth: int) -> list[str]:
    """The lines of an embedded document: a page, a text, a web archive or another docx."""
    member = package.archive.getinfo(package.names[part])
    content = read_member(package.archive, member, package.origin, package.limits.page_bytes)
    return _blob_lines(Blob(part, content), package, depth)


def _blob_lines(blob: Blob, package: Package, depth: int) -> list[str]:
    kind = find_format(blob)
    content = blob.content or b""
    if kind is Format.HTML:
        from glossary.ingest.html import html_text

        return html_text(content, package.origin, package.limits).split("\n")
    if kind is Format.DOCX:
        return docx_content(BytesIO(content), package.origin, package.limits, depth + 1).text.split("\n")
    if kind is Format.TEXT:
        from glossary.ingest.decoding import decode

        return decode(content, package.origin).text.split("\n")
    raise make_error("E119-embedded", package.origin, format=kind.value)


def _unread_fields(body: DocxText) -> Iterator[Finding]:
    if body.unread_fields:
        shown = ", ".join(f"“{code[:30]}”" for code in body.unread_fields[:3])
        yield make_finding("W107-fields", count=len(body.unread_fields), shown=shown)


def _note_lines(package: Package, main: str, body: DocxText) -> Iterator[str]:
    """Yields ``[n] …`` for every note in the order of the markers; notes without a marker come last."""
    notes: dict[tuple[str, str], list[str]] = {}
    for kind in ("footnote", "endnote"):
        if part := package.related(main, f"{kind}s"):
            found = _read_part(package, part, DocxText(_numbering(package, main))).notes
            notes.update({(kind, key): lines for key, lines in found.items() if any(line.strip() for line in lines)})
    marked = [key for key in body.references if key in notes]
    for key in [*marked, *(key for key in notes if key not in marked)]:
        number = body.references.index(key) + 1 if key in marked and key not in body.typed_marks else None
        first, *rest = notes[key]
        yield f"[{number}] {first.lstrip()}" if number else first
        yield from rest


def _numbering(package: Package, main: str) -> Numbering:
    numbering = Numbering()
    if part := package.related(main, "numbering"):
        read_lists(package.events(part), numbering)
    if part := package.related(main, "styles"):
        read_styles(package.events(part), numbering)
    return numbering


def _title(package: Package) -> str:
    part = package.related("", "core-properties")
    events = package.events(part) if part else iter(())
    return next((element.text or "" for event, tag, element in events if (event, tag) == ("end", "title")), "")


_PROGRAMS = ("soffice", "libreoffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MAX_WAITING = 200  # blobs that are held back until a batch is full

ConvertedDocument = Blob | Failure


def with_converted(opened: Iterator[ConvertedDocument], limits: Limits) -> Iterator[ConvertedDocument]:
    """Yields the stream in the same order, with its legacy documents converted in batches."""
    held: list[ConvertedDocument] = []
    for each in opened:
        if not held and not _is_legacy(each):
            yield each
            continue
        held.append(each)
        weight = sum(len(blob.content or b"") for blob in held if isinstance(blob, Blob))
        is_full = sum(map(_is_legacy, held)) >= limits.office_batch or len(held) >= _MAX_WAITING
        if is_full or weight > limits.member_bytes:
            yield from _converted(held, limits)
            held = []
    yield from _converted(held, limits)


def read_legacy(blob: Blob, limits: Limits) -> Iterator[Source]:
    """The single source of a legacy Word document; its id is that of the legacy bytes.

    Raises:
        UnreadableSourceError: E111 without LibreOffice, E115 protected, E116 if the conversion fails, and
            those of :func:`read_docx`.
    """
    content = blob.read(limits.document_bytes)
    if blob.docx is None:
        raise _unconverted(blob, content)

    found = docx_content(BytesIO(blob.docx), blob.origin, limits)
    yield make_source(blob, content, found.text, Format.LEGACY_WORD, limits, findings=found.findings)


def _is_legacy(opened: ConvertedDocument) -> bool:
    try:
        return isinstance(opened, Blob) and find_format(opened) is Format.LEGACY_WORD
    except OSError:
        return False  # the reader will report the error


def _unconverted(blob: Blob, content: bytes) -> UnreadableSourceError:
    if not content.startswith((b"\xd0\xcf\x11\xe0", b"{\\rtf")):
        return make_error("E116-word-name", blob.origin)
    if _ENCRYPTED in content:
        return make_error("E115-document", blob.origin)
    if _program() is None:
        return make_error("E111", blob.origin)
    return make_error("E116-libreoffice", blob.origin)


def _converted(held: Sequence[ConvertedDocument], limits: Limits) -> Iterator[ConvertedDocument]:
    legacy = [each for each in held if isinstance(each, Blob) and _is_legacy(each)]
    docx = dict(zip(map(id, legacy), _convert(legacy, limits), strict=True))
    for each in held:
        yield replace(each, docx=docx[id(each)]) if isinstance(each, Blob) and id(each) in docx else each


def _convert(blobs: Sequence[Blob], limits: Limits) -> list[bytes | None]:
    """The docx of each blob, ``None`` for those that LibreOffice cannot read."""
    program = _program()
    if program is None or not blobs:
        return [None] * len(blobs)
    with tempfile.TemporaryDirectory(prefix="glossary-") as folder:
        names = [_place(blob, Path(folder) / f"{number}", limits) for number, blob in enumerate(blobs)]
        in_time = _run(program, Path(folder), names, limits.office_seconds)
        found = [_take(name, limits) for name in names]
    if in_time or len(blobs) == 1:
        return found
    # One document blocked the batch: convert each by itself.
    return [docx or _convert([blob], limits)[0] for docx, blob in zip(found, blobs, strict=True)]


def _program() -> str | None:
    return next((found for name in _PROGRAMS if (found := shutil.which(name))), None)


def _place(blob: Blob, stem: Path, limits: Limits) -> Path:
    """Write the bytes to a file with a safe name and the suffix that matches their first bytes."""
    path = stem.with_suffix(".rtf" if blob.head().startswith(b"{\\rtf") else ".doc")
    try:
        path.write_bytes(blob.read(limits.document_bytes))
    except UnreadableSourceError:
        path.write_bytes(b"")  # too large; the reader will report that
    return path


def _take(name: Path, limits: Limits) -> bytes | None:
    path = name.with_suffix(".docx")
    return path.read_bytes() if path.is_file() and path.stat().st_size <= limits.document_bytes else None


def _run(program: str, folder: Path, names: Sequence[Path], seconds: float) -> bool:
    """Convert with a separate profile, because calls may run in parallel; returns whether it ended in time."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [program, profile, "--headless", "--norestore", "--nolockcheck", "--convert-to", "docx"]
    command += ["--outdir", str(folder), *map(str, names)]
    with subprocess.Popen(  # noqa: S603 (our own file names, no shell)
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)  # the whole group, because the program is a wrapper script
            return False
    return True
