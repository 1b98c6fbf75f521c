"""Origins (paths, folders, archives, addresses) to the sources in them: the face of this room."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

from glossary.errors import UnreadableSourceError
from glossary.model import Failure, Finding, Source
from glossary.readers.blob import Blob, failure
from glossary.readers.docx import read_docx
from glossary.readers.formats import Format, find_format
from glossary.readers.html import read_html
from glossary.readers.limits import LIMITS, Limits
from glossary.readers.office import read_legacy, with_converted
from glossary.readers.opening import list_folder, open_blob, open_path, unopened
from glossary.readers.pdf import read_pdf
from glossary.readers.plain import read_plain
from glossary.readers.tables import read_csv, read_jsonl

_LOG = logging.getLogger(__name__)
Reader = Callable[[Blob, Limits], Iterator[Source | Failure]]
_READERS: dict[Format, Reader] = {
    Format.TEXT: read_plain,
    Format.MARKDOWN: read_plain,
    Format.HTML: read_html,
    Format.CSV: read_csv,
    Format.JSONL: read_jsonl,
    Format.DOCX: read_docx,
    Format.PDF: read_pdf,
    Format.LEGACY_WORD: read_legacy,
}


def read_sources(*origins: str, limits: Limits = LIMITS) -> Iterator[Source | Failure]:
    """The sources that ``origins`` hold, in their order; folders and archives in the order of their names.

    Args:
        origins: Paths of files and folders.
        limits: What reading may cost.

    Yields:
        A source a document, and a failure in the place of each that could not be read. Never raises for
        anything that an origin holds.
    """
    yield from _read_opened((opened for origin in origins for opened in open_path(origin, limits)), limits)


def list_origins(origin: str, *, limits: Limits = LIMITS) -> Iterator[str | Failure]:
    """The files of a folder, sorted, to be shared out to workers; anything else is its own only origin.

    ``read_sources`` over the paths of the list gives what it gives over the folder; an archive is one origin,
    because its members can only be read through it.
    """
    if Path(origin).is_dir():
        yield from list_folder(Path(origin), limits)
    else:
        yield origin


def read_content(content: bytes, name: str, *, limits: Limits = LIMITS) -> Iterator[Source | Failure]:
    """The sources in bytes at hand (an upload, standard input); ``name`` is their origin and tells the format."""
    yield from _read_opened(open_blob(Blob(name, content), limits), limits)


def _read_opened(opened: Iterator[Blob | Failure], limits: Limits) -> Iterator[Source | Failure]:
    for each in with_converted(opened, limits):
        yield from (each,) if isinstance(each, Failure) else _read_blob(each, limits)


def _read_blob(blob: Blob, limits: Limits) -> Iterator[Source | Failure]:
    try:
        yield from _READERS[find_format(blob)](blob, limits)
    except UnreadableSourceError as error:
        yield failure(error)
    except OSError as error:
        yield unopened(blob.origin, error)
    except Exception as error:  # noqa: BLE001 (parsers of hostile bytes raise what they like; the run goes on)
        _LOG.debug("reading %s", blob.origin, exc_info=True)
        problem = f"is damaged: the reader stopped with {type(error).__name__}; open and save it again"
        yield Failure(blob.origin, Finding("E116", problem))
