"""Converts legacy Word documents (.doc, .wps, .rtf) with LibreOffice, in batches because its start takes longest."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from glossary.errors import UnreadableSourceError
from glossary.ingest.blob import Blob
from glossary.ingest.formats import Format, find_format
from glossary.ingest.resource_limits import Limits
from glossary.ingest.source_metadata import make_source
from glossary.model import Failure, Source

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
            those of :func:`glossary.ingest.docx.read_docx`.
    """
    content = blob.read(limits.document_bytes)
    if blob.docx is None:
        raise _unconverted(blob, content)
    from glossary.ingest.docx import docx_content

    found = docx_content(BytesIO(blob.docx), blob.origin, limits)
    yield make_source(blob, content, found.text, Format.LEGACY_WORD, limits, findings=found.findings)


def _is_legacy(opened: ConvertedDocument) -> bool:
    try:
        return isinstance(opened, Blob) and find_format(opened) is Format.LEGACY_WORD
    except OSError:
        return False  # the reader will report the error


def _unconverted(blob: Blob, content: bytes) -> UnreadableSourceError:
    if not content.startswith((b"\xd0\xcf\x11\xe0", b"{\\rtf")):
        return UnreadableSourceError(blob.origin, "E116", "is not a Word document despite its name; correct its suffix")
    if _ENCRYPTED in content:
        return UnreadableSourceError(blob.origin, "E115", "password-protected; remove the password and try again")
    if _program() is None:
        problem = "is a legacy Word document: install LibreOffice (soffice) to read it, or save it as docx"
        return UnreadableSourceError(blob.origin, "E111", problem)
    return UnreadableSourceError(blob.origin, "E116", "could not be read by LibreOffice; save it as docx in Word")


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
