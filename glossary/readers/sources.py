"""The last step of every reader: text and bytes to a :class:`glossary.model.Source`."""

import hashlib

from glossary.errors import UnreadableSourceError
from glossary.model import Finding, Source, Span
from glossary.readers.blob import Blob
from glossary.readers.formats import Format
from glossary.readers.hints import merged_hints, path_hints
from glossary.readers.limits import Limits


def make_source(
    blob: Blob,
    content: bytes,
    text: str,
    media_type: Format,
    limits: Limits,
    *,
    encoding: str | None = None,
    hints: tuple[tuple[str, str], ...] = (),
    findings: tuple[Finding, ...] = (),
) -> Source:
    """The source of ``text``; its identity is the sha256 of ``content``, whatever its name.

    Args:
        blob: Where the bytes come from; its path hints are the weakest.
        content: The bytes that stand for this source alone.
        text: The decoded text.
        media_type: What the bytes were taken for.
        limits: For W104.
        encoding: The character encoding of ``content``, where it is text.
        hints: What the document's own head says of it; stronger than the path.
        findings: What the reader has to tell.

    Raises:
        UnreadableSourceError: E101 without text.
    """
    if not text.strip():
        raise UnreadableSourceError(blob.origin, "E101", "holds no text; check the file")
    digest = hashlib.sha256(content).hexdigest()
    return Source(
        id=f"s{digest[:16]}",
        text=text,
        sha256=digest,
        origin=blob.origin,
        media_type=media_type.value,
        encoding=encoding,
        hints=merged_hints(path_hints(blob.origin), blob.hints, hints),
        findings=(*findings, *_long_lines(text, limits.line_characters)),
    )


def _long_lines(text: str, most: int) -> tuple[Finding, ...]:
    start = 0
    for line in text.split("\n"):
        if len(line) > most:
            message = f"a line of {len(line):,} characters: line breaks were lost, compare with the original"
            return (Finding("W104", message, Span(start, start + len(line))),)
        start += len(line) + 1
    return ()
