"""Plain text and markdown: decoded, otherwise as it is; front matter stays in the text and gives hints."""

from collections.abc import Iterator

from glossary.model import Source
from glossary.readers.blob import Blob
from glossary.readers.decoding import decode
from glossary.readers.formats import Format
from glossary.readers.hints import front_matter_hints
from glossary.readers.limits import Limits
from glossary.readers.sources import make_source


def read_plain(blob: Blob, limits: Limits) -> Iterator[Source]:
    """The one source of a text file.

    Raises:
        UnreadableSourceError: E101, E104, E105 or E106.
    """
    content = blob.read(limits.text_bytes)
    decoded = decode(content, blob.origin, blob.charset)
    is_markdown = blob.suffix in {".md", ".markdown", ".mdown"}
    yield make_source(
        blob,
        content,
        decoded.text,
        Format.MARKDOWN if is_markdown else Format.TEXT,
        limits,
        encoding=decoded.encoding,
        hints=front_matter_hints(decoded.text),
        findings=decoded.findings,
    )
