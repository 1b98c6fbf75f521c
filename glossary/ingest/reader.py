"""Origins (paths, folders, archives, addresses) to the sources in them: the face of this room."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from glossary.errors import UnreadableSourceError
from glossary.ingest.blob import Blob, failure, printable
from glossary.ingest.decoding import read_plain
from glossary.ingest.files import list_folder, list_unreadable, open_blob, open_path
from glossary.ingest.formats import Format, find_format
from glossary.ingest.legacy_word import read_legacy, with_converted
from glossary.ingest.resource_limits import LIMITS, Limits
from glossary.ingest.url_policy import is_address
from glossary.model import Failure, Finding, Source

if TYPE_CHECKING:
    from glossary.ingest.fetcher import Fetcher

_LOG = logging.getLogger(__name__)
_Found = TypeVar("_Found")
Reader = Callable[[Blob, Limits], Iterator[Source | Failure]]


def read_sources(
    *origins: str, limits: Limits = LIMITS, depth: int = 0, fetcher: "Fetcher | None" = None
) -> Iterator[Source | Failure]:
    """The sources that ``origins`` hold, in their order; folders by name, archives in their own order.

    Args:
        origins: Paths of files, folders and archives; http and https addresses.
        limits: What reading may cost.
        depth: How many clicks to follow the links of pages, on the same host alone; 0 follows none.
        fetcher: Who asks the web; without, the one of this process.

    Yields:
        A source a document, and a failure in the place of each that could not be read. Never raises for
        anything that an origin holds.
    """
    opened = (_guarded(origin, _open(origin, limits, depth, fetcher)) for origin in origins)
    yield from _read_opened(chain.from_iterable(opened), limits)


def list_origins(origin: str, *, limits: Limits = LIMITS) -> Iterator[str | Failure]:
    """The files of a folder, sorted, to be shared out to workers; anything else is its own only origin.

    ``read_sources`` over the paths of the list gives what it gives over the folder; an archive is one origin,
    because its members can only be read through it.
    """
    if not is_address(origin) and Path(origin).is_dir():
        yield from list_folder(Path(origin), limits)
    else:
        yield origin


def read_content(content: bytes, name: str, *, limits: Limits = LIMITS) -> Iterator[Source | Failure]:
    """The sources in bytes at hand (an upload, standard input); ``name`` is their origin and tells the format."""
    yield from _read_opened(_guarded(name, open_blob(Blob(name, content), limits)), limits)


def _open(origin: str, limits: Limits, depth: int, fetcher: "Fetcher | None") -> Iterator[Blob | Failure]:
    if not is_address(origin):
        yield from open_path(origin, limits)
        return
    from glossary.ingest.web import default_fetcher, open_address

    for found in open_address(origin, limits, depth, fetcher or default_fetcher()):
        yield from (found,) if isinstance(found, Failure) else open_blob(found, limits)


def _read_opened(opened: Iterator[Blob | Failure], limits: Limits) -> Iterator[Source | Failure]:
    for each in with_converted(opened, limits):
        if isinstance(each, Failure):
            yield replace(each, origin=printable(each.origin))
        else:
            yield from _guarded(each.origin, _read(each, limits))


def _read(blob: Blob, limits: Limits) -> Iterator[Source | Failure]:
    yield from _reader(find_format(blob))(blob, limits)


def _reader(kind: Format) -> Reader:
    """The reader of a format, loaded when the first document of it comes."""
    match kind:
        case Format.HTML:
            from glossary.ingest.html import read_html

            return read_html
        case Format.DOCX:
            from glossary.ingest.docx import read_docx

            return read_docx
        case Format.PDF:
            from glossary.ingest.pdf.process import read_pdf

            return read_pdf
        case Format.CSV | Format.JSONL:
            from glossary.ingest.tabular import read_csv, read_jsonl

            return read_csv if kind is Format.CSV else read_jsonl
        case Format.LEGACY_WORD:
            return read_legacy
    return read_plain


def _guarded(origin: str, found: Iterator[_Found]) -> Iterator[_Found | Failure]:
    """What ``found`` gives, and a failure where it stops: parsers of hostile bytes raise what they like."""
    try:
        yield from found
    except UnreadableSourceError as error:
        yield failure(error)
    except OSError as error:
        yield list_unreadable(origin, error)
    except Exception as error:  # noqa: BLE001 (the run goes on, and the log keeps the trace)
        _LOG.debug("reading %s", origin, exc_info=True)
        problem = f"is damaged: the reader stopped with {type(error).__name__}; open and save it again"
        yield Failure(origin, Finding("E116", problem))
