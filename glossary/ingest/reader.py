"""The entry point of the package: reads origins (paths, folders, archives, URLs) as sources."""

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from glossary.errors import UnreadableSourceError
from glossary.findings import make_failure
from glossary.ingest.blob import Blob, Format, failure, find_format, printable
from glossary.ingest.decoding import read_plain
from glossary.ingest.origins import default_fetcher, list_folder, list_unreadable, open_address, open_blob, open_path
from glossary.ingest.url_policy import is_address
from glossary.ingest.word import read_legacy, with_converted
from glossary.limits import LIMITS, Limits
from glossary.model import Failure, Source

if TYPE_CHECKING:
    from glossary.ingest.fetcher import Fetcher

_LOG = logging.getLogger(__name__)
_Found = TypeVar("_Found")
Reader = Callable[[Blob, Limits], Iterator[Source | Failure]]


def read_sources(
    *origins: str | Failure, limits: Limits = LIMITS, depth: int = 0, fetcher: "Fetcher | None" = None
) -> Iterator[Source | Failure]:
    """The sources that ``origins`` hold, in their order; folders by name, archives in their own order.

    Args:
        origins: Paths of files, folders and archives; http and https addresses. The failures of :func:`list_origins`
            are yielded at their place.
        limits: The limits for reading.
        depth: Number of clicks to follow the links of pages, on the same host only; 0 follows none.
        fetcher: The HTTP client; by default the shared one of this process.

    Yields:
        One source per document, or a failure for each that could not be read. No content of an origin makes it raise.
    """
    opened = (
        (origin,) if isinstance(origin, Failure) else _guarded(origin, _open(origin, limits, depth, fetcher))
        for origin in origins
    )
    yield from _read_opened(chain.from_iterable(opened), limits)


def list_origins(origin: str, *, limits: Limits = LIMITS) -> Iterator[str | Failure]:
    """The files of a folder, sorted, for distribution to workers; any other origin is returned unchanged.

    ``read_sources`` gives the same results for these paths as for the folder. An archive is one origin, because its
    members can only be read through it.
    """
    if not is_address(origin) and Path(origin).is_dir():
        yield from list_folder(Path(origin), limits)
    else:
        yield origin


def read_content(content: bytes, name: str, *, limits: Limits = LIMITS) -> Iterator[Source | Failure]:
    """The sources in given bytes (an upload, standard input); ``name`` is their origin and indicates the format."""
    yield from _read_opened(_guarded(name, open_blob(Blob(name, content), limits)), limits)


def _open(origin: str, limits: Limits, depth: int, fetcher: "Fetcher | None") -> Iterator[Blob | Failure]:
    if not is_address(origin):
        yield from open_path(origin, limits)
        return
    for found in open_address(origin, limits, depth, fetcher or default_fetcher()):
        yield from (found,) if isinstance(found, Failure) else open_blob(found, limits)


def _read_opened(opened: Iterator[Blob | Failure], limits: Limits) -> Iterator[Source | Failure]:
    spent = _Spent(limits)
    for each in spent.timed(with_converted(opened, limits)):
        if isinstance(each, Failure):
            yield replace(each, origin=printable(each.origin))
        elif spent.is_over(each.origin):
            yield from spent.report()
        else:
            yield from spent.counted(_guarded(each.origin, _read(each, limits)))


class _Spent:
    """The cost of reading the current archive; the rest of an archive beyond its limits is skipped."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._archive, self._is_reported = "", False
        self._seconds, self._characters = 0.0, 0

    def timed(self, found: Iterator[_Found]) -> Iterator[_Found]:
        """Yields the same items and adds up the processor time for producing, not for consuming, them."""
        while True:
            began = time.thread_time()
            each = next(found, None)
            self._seconds += time.thread_time() - began
            if each is None:
                return
            yield each

    def is_over(self, origin: str) -> bool:
        """Whether the archive of ``origin`` has exceeded its limits; a new archive resets the count."""
        archive = origin.partition("!")[0] if "!" in origin else ""
        if archive != self._archive:
            self._archive, self._is_reported, self._seconds, self._characters = archive, False, 0.0, 0
        return bool(archive) and self._problem() is not None

    def counted(self, found: Iterator[Source | Failure]) -> Iterator[Source | Failure]:
        """Yields the results of a document as long as its archive is within the limits."""
        for each in self.timed(found):
            if isinstance(each, Source):
                self._characters += len(each.text)
            yield each
            if self._archive and self._problem():
                yield from self.report()
                return

    def report(self) -> Iterator[Failure]:
        """Yields the failure of the whole archive, once."""
        problem = self._problem()
        if problem and not self._is_reported:
            self._is_reported = True
            yield problem

    def _problem(self) -> Failure | None:
        if self._characters > self._limits.archive_characters:
            return make_failure("E107-characters", self._archive, most=self._limits.archive_characters)
        if self._seconds > self._limits.archive_seconds:
            return make_failure("E107-seconds", self._archive, most=self._limits.archive_seconds)
        return None


def _read(blob: Blob, limits: Limits) -> Iterator[Source | Failure]:
    yield from _reader(find_format(blob))(blob, limits)


def _reader(kind: Format) -> Reader:
    """The reader of a format, imported when it is first needed."""
    match kind:
        case Format.HTML:
            from glossary.ingest.html import read_html

            return read_html
        case Format.DOCX:
            from glossary.ingest.word import read_docx

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
    """Yields the items of ``found``, and a failure if it raises: parsers may raise anything on hostile bytes."""
    try:
        yield from found
    except UnreadableSourceError as error:
        yield failure(error)
    except OSError as error:
        yield list_unreadable(origin, error)
    except Exception as error:  # noqa: BLE001 (the run goes on, and the log keeps the trace)
        _LOG.debug("reading %s", origin, exc_info=True)
        yield make_failure("E116-parser", origin, error=type(error).__name__)
