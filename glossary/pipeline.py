"""Readers, extractors, merging and the store in one run: serial, or with many processes."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from pathlib import Path

from glossary import __version__
from glossary.cluster import map_on_cluster
from glossary.errors import StoreError
from glossary.extraction.extract import extract
from glossary.ingest.reader import list_origins, read_sources
from glossary.ingest.url_policy import is_address
from glossary.model import Failure, Finding, Source
from glossary.package_data import find_code_version, packaged_path
from glossary.store.write.evidence_rows import chunks
from glossary.store.write.rebuild import Change, OnProgress
from glossary.store.write.staging import QueuedSource, serialize_source
from glossary.store.write.store import TermStore
from glossary.worker_pool import WorkerPool

_CHUNK = 16
"""Origins a worker reads at once: one at a time costs more in messages than it balances, and legacy Word documents
are converted together."""
_CLUSTER_CHUNK = 30
"""The same on a cluster, where a message costs more."""
_MISSING = "E102"
"""There is no such path: a mistake of the call and no document, so nothing of it is kept."""
_RULE_ROOMS = (
    "model.py",
    "chinese",
    "extraction",
    "ingest",
    "senses/collect.py",
    "senses/evidence.py",
    "store/write/staging.py",
)


@dataclass(slots=True)
class HarvestReport:
    """What a harvest did, in the order in which it is told.

    Attributes:
        sources: Read without failure, unchanged ones included.
        unchanged: Of these, the ones that the store had already.
        copies: Origins whose text stands at another origin, too, with that origin; they are one source.
        failures: Origins that could not be read.
        counts: Entries, glosses, slogans and findings of the sources that were read anew.
        change: What became of the dictionary.
        totals: Rows of the dictionary afterwards, by table.
    """

    sources: int = 0
    unchanged: int = 0
    copies: dict[str, str] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    change: Change = field(default_factory=Change)
    totals: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChunkResult:
    """What a worker found at some origins, in their order."""

    origins: tuple[str, ...]
    arrivals: tuple[QueuedSource, ...]
    failures: tuple[Failure, ...]
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker needs beside the origins.

    Attributes:
        known: sha256 of the sources that the present rules have read already.
        depth: How many clicks to follow the links of web pages.
    """

    known: frozenset[str] = frozenset()
    depth: int = 0


def harvest(
    origins: Iterable[str],
    store: TermStore,
    *,
    failures: Sequence[Failure] = (),
    requested: Iterable[str] = (),
    workers: int = 1,
    scheduler: str | None = None,
    depth: int = 0,
    keep: bool = True,
    on_chunk: Callable[[ChunkResult], None] | None = None,
    on_writing: OnProgress | None = None,
) -> HarvestReport:
    """Read every origin and bring the dictionary up to date.

    Args:
        origins: Paths and URLs; folders are taken apart already.
        store: Open for writing.
        failures: What could not be taken apart.
        requested: What ``origins`` were taken from: what was noted of a folder among them goes, unless it is met again.
        workers: Processes that read and extract; 1 does it in this process.
        scheduler: Address of a Dask scheduler whose workers read and extract instead; they see the same paths.
        depth: How many clicks to follow the links of web pages, on the same host alone.
        keep: Whether to keep the outcome; without, the store stays as it is and the summary says what would change.
        on_chunk: Called with each reading, for a progress display.
        on_writing: Called with the number of terms that are written and that of all terms to write.
    """
    summary = HarvestReport()
    stored, unread = store.known(), store.find_unread()
    task = Task(frozenset(each.sha256 for each in stored.values() if each.extractor == find_rules_version()), depth)
    waiting: list[QueuedSource] = []
    arrived: dict[str, str] = {}
    unopened = ChunkResult(_folders(requested), tuple(map(_fail, failures)), tuple(failures), {})
    with WorkerPool(workers, _prepare_worker, task) as pool, _kept_on_error(store if keep else None, waiting):
        for reading in chain([unopened], _read_all(list(origins), task, pool, scheduler)):
            _count(summary, reading)
            arrived.update((each.origin, each.id) for each in reading.arrivals if each.id)
            waiting.extend(_to_queue(reading, stored, unread))
            if keep and len(waiting) >= _CHUNK:
                store.receive(waiting)
                waiting.clear()
            if on_chunk:
                on_chunk(reading if reading is not unopened else _lost(failures))
        summary.copies = find_copies({origin: each.id for origin, each in stored.items()}, arrived)
        summary.change = store.publish(waiting, keep=keep, map_jobs=pool.map_ordered, on_progress=on_writing)
    summary.totals = store.totals()
    return summary


@contextmanager
def _kept_on_error(store: TermStore | None, waiting: list[QueuedSource]) -> Iterator[None]:
    """Keep what was read so far for the next run, where this one ends in an interrupt or with a lost cluster."""
    try:
        yield
    except BaseException:
        if store is not None:
            with suppress(StoreError):
                store.receive(waiting)
        raise


def _to_queue(reading: ChunkResult, stored: Iterable[str], unread: set[str]) -> list[QueuedSource]:
    """What a chunk changes: origins that are gone or can be read again, then what was found."""
    gone = [*find_deleted_origins(stored, reading), *find_repaired_origins(unread - set(stored), reading)]
    return [*map(QueuedSource, gone), *(each for each in reading.arrivals if each.code != _MISSING)]


def find_origins(wanted: Iterable[str]) -> tuple[list[str], list[Failure]]:
    """Folders taken apart into the files that workers can share, and what could not be taken apart."""
    found = [each for origin in wanted for each in list_origins(origin)]
    origins = [each for each in found if not isinstance(each, Failure)]
    return list(dict.fromkeys(origins)), [each for each in found if isinstance(each, Failure)]


def _folders(requested: Iterable[str]) -> tuple[str, ...]:
    """The folders among what was asked for, as the paths of their files begin."""
    return tuple(str(Path(each)) for each in requested if not is_address(each) and Path(each).is_dir())


def _lost(failures: Iterable[Failure]) -> ChunkResult:
    """What to tell of folders: which could not be listed or hold nothing, not each file that is no document."""
    return ChunkResult((), (), tuple(failure for failure in failures if failure.is_error), {})


def _fail(failure: Failure) -> QueuedSource:
    return QueuedSource(failure.origin, code=failure.finding.code, message=failure.finding.message)


def find_deleted_origins(stored: Iterable[str], reading: ChunkResult) -> list[str]:
    """The stored origins that lay in an archive or table and were not found there this time.

    >>> result = ChunkResult(("a.zip",), (QueuedSource("a.zip!2.txt"),), (), {})
    >>> find_deleted_origins(["a.zip!1.txt", "a.zip!2.txt", "b.txt"], result)
    ['a.zip!1.txt']
    """
    found, containers = _taken_apart(reading)
    if not containers:  # a plain file: no need to look through all that is stored, once a file
        return []
    marks = tuple(f"{each}{mark}" for each in containers for mark in "!#")
    return sorted(origin for origin in stored if origin.startswith(marks) and origin not in found)


def find_repaired_origins(unread: Iterable[str], reading: ChunkResult) -> list[str]:
    """The origins without a source that could not be read before, and of which this time nothing is wrong.

    An archive or folder that can be taken apart again, and what lay in it and is not met there any more.

    >>> result = ChunkResult(("a.zip",), (QueuedSource("a.zip!2.txt"),), (), {})
    >>> find_repaired_origins(["a.zip", "a.zip!1.txt", "b.txt"], result)
    ['a.zip', 'a.zip!1.txt']
    """
    found, containers = _taken_apart(reading)
    marks = tuple(f"{each}{mark}" for each in containers for mark in "!#/\\")
    met = (origin for origin in unread if origin in containers or origin.startswith(marks))
    return sorted(origin for origin in met if origin not in found)


def _taken_apart(reading: ChunkResult) -> tuple[set[str], list[str]]:
    """What was met, and the origins that were opened to find it; the others are plain files and broken archives."""
    found = {arrival.origin for arrival in reading.arrivals}
    return found, [each for each in reading.origins if each not in found]


def find_copies(stored: Mapping[str, str], arrived: Mapping[str, str]) -> dict[str, str]:
    """The origins of a run whose text stands elsewhere, too, each with the origin that it is a copy of.

    Args:
        stored: Ids of the sources that were known before, by origin.
        arrived: Ids of the sources that the run read, by origin.

    >>> find_copies({"a.txt": "s1"}, {"z.zip!a.txt": "s1", "b.txt": "s2"})
    {'z.zip!a.txt': 'a.txt'}
    """
    homes: dict[str, str] = {}
    before = sorted(origin for origin, source in stored.items() if arrived.get(origin, source) == source)
    for origin in (*before, *sorted(arrived)):
        homes.setdefault(arrived.get(origin) or stored[origin], origin)
    return {origin: homes[arrived[origin]] for origin in sorted(arrived) if homes[arrived[origin]] != origin}


def find_rules_version() -> str:
    """The version of everything that decides what is found in a source."""
    return f"{__version__}+{find_code_version(*_RULE_ROOMS)}"


def read_origins(origins: Sequence[str], task: Task) -> ChunkResult:
    """Read origins and extract their sources; those that are known are named and not extracted again."""
    arrivals: list[QueuedSource] = []
    failures: list[Failure] = []
    counts: Counter[str] = Counter()
    for found in read_sources(*origins, depth=task.depth):
        if isinstance(found, Failure):
            failures.append(found)
            arrivals.append(_fail(found))
        else:
            arrivals.append(_arrive(replace(found, origin=_name(found.origin)), task.known, counts))
    return ChunkResult(tuple(origins), tuple(arrivals), tuple(failures), counts)


def _name(origin: str) -> str:
    """The seeds are ``seeds/…`` wherever the package is installed; every other origin is as given."""
    folder = str(packaged_path("seeds"))
    return f"seeds{origin.removeprefix(folder)}" if origin.startswith(folder) else origin


def _arrive(source: Source, known: frozenset[str], counts: Counter[str]) -> QueuedSource:
    counts["sources"] += 1
    version = find_rules_version()
    if source.sha256 in known:
        counts["unchanged"] += 1
        return QueuedSource(source.origin, source.id, source.sha256, version, source.hints)
    extraction = extract(source.text, dict(source.hints))
    counts["entries"] += len(extraction.entries)
    counts["slogans"] += len(extraction.slogans)
    counts["glosses"] += len(extraction.glosses)
    counts["findings"] += len(source.findings) + len(extraction.findings)
    payload = serialize_source(source, extraction, version)
    return QueuedSource(source.origin, source.id, source.sha256, version, source.hints, payload)


def _read_all(wanted: Sequence[str], task: Task, pool: WorkerPool, scheduler: str | None) -> Iterator[ChunkResult]:
    """Addresses by this process, one after the other, to spare their hosts; all else is shared out."""
    yield from (read_origins([origin], task) for origin in wanted if is_address(origin))
    origins = [origin for origin in wanted if not is_address(origin)]
    if scheduler:
        work = partial(read_origins, task=task)
        yield from map_on_cluster(work, list(map(tuple, chunks(origins, _CLUSTER_CHUNK))), scheduler, _crashed)
    elif not pool.is_parallel or len(origins) <= _CHUNK:
        yield from (read_origins([origin], task) for origin in origins)
    else:
        yield from pool.map_unordered(_read_chunk, chunks(origins, _CHUNK), _crashed)


def _crashed(origin: str) -> ChunkResult:
    """What is noted of a document that has ended every process that read it."""
    problem = "made the process that read it crash or run out of memory; open it, and save it in another format"
    failure = Failure(origin, Finding("E122", problem))
    return ChunkResult((origin,), (_fail(failure),), (failure,), {})


_task = Task()


def _prepare_worker(task: Task) -> None:
    global _task  # noqa: PLW0603  a worker process has one task, sent once and not with every chunk
    _task = task


def _read_chunk(origins: Sequence[str]) -> ChunkResult:
    return read_origins(origins, _task)


def _count(summary: HarvestReport, reading: ChunkResult) -> None:
    summary.sources += reading.counts.get("sources", 0)
    summary.unchanged += reading.counts.get("unchanged", 0)
    summary.failures.extend(reading.failures)
    summary.counts.update(reading.counts)
