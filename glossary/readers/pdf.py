"""A PDF with a text layer to its source; another process parses it, so that a hang or a crash costs one document."""

from collections.abc import Iterator

from glossary.errors import UnreadableSourceError
from glossary.model import Source
from glossary.readers.blob import Blob
from glossary.readers.formats import Format
from glossary.readers.limits import Limits
from glossary.readers.pdf_process import parse_pdf
from glossary.readers.sources import make_source


def read_pdf(blob: Blob, limits: Limits) -> Iterator[Source]:
    """The one source of a PDF.

    Raises:
        UnreadableSourceError: E106 too large or slow, E109 no text layer, E115 protected, E116 damaged, E117 no
            process to be had, E122 the parser crashed.
    """
    content = blob.read(limits.document_bytes)
    try:
        text, findings = parse_pdf(content, limits)
    except UnreadableSourceError as error:
        raise UnreadableSourceError(blob.origin, error.finding_code, error.problem) from error
    yield make_source(blob, content, text, Format.PDF, limits, findings=findings)
