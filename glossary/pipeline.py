"""Runs ingest, extraction, merging and the store, in one process or in several."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from pathlib import Path

from glossary import __version__
from glossary.errors import StoreError
from glossary.findings import make_failure
from glossary.ingest.blob import Blob, Format, find_format
from glossary.ingest.reader import list_origins, read_sources
from glossary.ingest.url_policy import is_address
from glossary.model import Failure, Source
from glossary.package_data import find_code_version, packaged_path
from glossary.store.database import chunks
from glossary.store.write.article_building import MapJobs, load_tables
from glossary.store.write.rebuild import DictionaryChanges, OnProgress
from glossary.store.write.staging import QueuedSource, serialize_source
from glossary.store.write.store import TermStore
from glossary.worker_pool import WorkerPool, map_on_cluster

_CHUNK = 16
"""Origins per job of a worker. Single origins would cost more in messages than they gain in balance, and legacy Word
documents are converted in batches."""
_CLUSTER_CHUNK = 30
"""Origins per job on a cluster, where messages cost more."""
_RULE_PATHS = (
    "model.py",
    "findings.py",
    "data/finding_codes.tsv",
    "chinese",
    "extraction",
    "ingest",
    "senses/collect.py",
    "senses/evidence.py",
    "store/write/staging.py",
)


@dataclass(slots=True)
class HarvestReport:
    """The result of a harvest, in the order in which it is printed.

    Attributes:
        sources: Number of sources read without failure, including unchanged ones.
        unchanged: Number of these that the store already had.
        copies: Maps each origin to another origin with the same text; the two are one source.
        failures: Origins that could not be read.
        counts: Entries, inline definitions, slogans and findings of the sources that are new or changed.
        change: The changes to the dictionary.
        totals: Rows of the dictionary afterwards, by table.
    """

    sources: int = 0
    unchanged: int = 0
    copies: dict[str, str] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    change: DictionaryChanges = field(default_factory=DictionaryChanges)
    totals: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChunkResult:
    """The results of a worker for some origins, in their order."""

    origins: tuple[str, ...]
    arrivals: tuple[QueuedSource, ...]
    failures: tuple[Failure, ...]
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker needs in addition to the origins.

    Attributes:
        known: sha256 of the sources that the current rules have already processed.
        depth: Number of clicks to follow the links of web pages.
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
    isolate: bool = False,
    scheduler: str | None = None,
    depth: int = 0,
    keep: bool = True,
    on_chunk: Callable[[ChunkResult], None] | None = None,
    on_writing: OnProgress | None = None,
    on_published: Callable[[MapJobs | None], None] | None = None,
) -> HarvestReport:
    """Read every origin and bring the dictionary up to date.

    Args:
        origins: Paths and URLs of files; folders are already expanded.
        store: The store, open for writing.
        failures: Folders that could not be expanded.
        requested: The origins as the user gave them. Earlier findings about a folder among them are removed unless they
            occur again.
        workers: Number of processes that read and extract; 1 uses the current process.
        isolate: Whether to read documents that are not plain text in another process even if there is one worker, or
            little to read, so that a document that crashes a library in C does not end the harvest.
        scheduler: Address of a Dask scheduler whose workers read and extract instead; they must see the same paths.
        depth: Number of clicks to follow the links of web pages, on the same host only.
        keep: Whether to store the results; if false, the store stays unchanged and the report shows what would change.
        on_chunk: Called with each result, for a progress display.
        on_writing: Called with the number of terms written so far and the number of terms to write.
        on_published: Called when the dictionary is published and kept. It receives what runs jobs in the worker
            processes, or ``None`` if none was started.
    """
    summary = HarvestReport()
    stored, unread = store.known(), store.find_unread()
    task = Task(frozenset(each.sha256 for each in stored.values() if each.extractor == find_rules_version()), depth)
    waiting: list[QueuedSource] = []
    arrived: dict[str, str] = {}
    unopened = ChunkResult(_folders(requested), tuple(map(_fail, failures)), tuple(failures), {})
    with WorkerPool(workers, _prepare_worker, task) as pool, _kept_on_error(store if keep else None, waiting):
        for reading in chain([unopened], _read_all(list(origins), task, pool, scheduler, isolate=isolate)):
            _count(summary, reading)
            arrived.update((each.origin, each.id) for each in reading.arrivals if each.id)
            waiting.extend(_to_queue(reading, stored, unread))
            if keep and len(waiting) >= _CHUNK:
                store.receive(waiting)
                waiting.clear()
            if on_chunk:
                on_chunk(reading if reading is not unopened else _lost(failures))
        pool.prepare(load_tables)  # the writing process needs a moment before it has articles to build
        summary.copies = find_copies({origin: each.id for origin, each in stored.items()}, arrived)
        summary.change = store.publish(waiting, keep=keep, map_jobs=pool.map_ordered, on_progress=on_writing)
        if keep and on_published:
            on_published(pool.map_ordered if pool.has_started else None)
    summary.totals = store.totals()
    return summary


@contextmanager
def _kept_on_error(store: TermStore | None, waiting: list[QueuedSource]) -> Iterator[None]:
    """Store the results so far for the next run if this one is interrupted or loses its cluster."""
    try:
        yield
    except BaseException:
        if store is not None:
            with suppress(StoreError):
                store.receive(waiting)
        raise


def _to_queue(reading: ChunkResult, stored: Iterable[str], unread: set[str]) -> list[QueuedSource]:
    """The changes of a chunk: origins that are gone or readable again, then the new results.

    A path that does not exist (E102) is a mistake of the caller, so nothing is stored for it.
    """
    gone = [*find_deleted_origins(stored, reading), *find_repaired_origins(unread - set(stored), reading)]
    return [*map(QueuedSource, gone), *(each for each in reading.arrivals if each.code != "E102")]


def find_origins(wanted: Iterable[str]) -> tuple[list[str], list[Failure]]:
    """Expand folders into files that workers can share; also return the folders that could not be expanded."""
    found = [each for origin in wanted for each in list_origins(origin)]
    origins = [each for each in found if not isinstance(each, Failure)]
    return list(dict.fromkeys(origins)), [each for each in found if isinstance(each, Failure)]


def _folders(requested: Iterable[str]) -> tuple[str, ...]:
    """The folders among the given origins, spelled like the beginning of their files' paths."""
    return tuple(str(Path(each)) for each in requested if not is_address(each) and Path(each).is_dir())


def _lost(failures: Iterable[Failure]) -> ChunkResult:
    """The failures to report for folders: unreadable or empty ones, but not each file that is not a document."""
    return ChunkResult((), (), tuple(failure for failure in failures if failure.is_error), {})


def _fail(failure: Failure) -> QueuedSource:
    return QueuedSource(failure.origin, code=failure.finding.code, message=failure.finding.message)


def find_deleted_origins(stored: Iterable[str], reading: ChunkResult) -> list[str]:
    """The stored origins inside an archive or table that this run did not find there.

    >>> result = ChunkResult(("a.zip",), (QueuedSource("a.zip!2.txt"),), (), {})
    >>> find_deleted_origins(["a.zip!1.txt", "a.zip!2.txt", "b.txt"], result)
    ['a.zip!1.txt']
    """
    found, containers = _taken_apart(reading)
    if not containers:  # plain files only: do not search all stored origins for each of them
        return []
    marks = tuple(f"{each}{mark}" for each in containers for mark in "!#")
    return sorted(origin for origin in stored if origin.startswith(marks) and origin not in found)


def find_repaired_origins(unread: Iterable[str], reading: ChunkResult) -> list[str]:
    """The origins that could not be read in an earlier run and had no failure in this one.

    These are archives and folders that can be read again, and their former members that no longer exist.

    >>> result = ChunkResult(("a.zip",), (QueuedSource("a.zip!2.txt"),), (), {})
    >>> find_repaired_origins(["a.zip", "a.zip!1.txt", "b.txt"], result)
    ['a.zip', 'a.zip!1.txt']
    """
    found, containers = _taken_apart(reading)
    marks = tuple(f"{each}{mark}" for each in containers for mark in "!#/\\")
    met = (origin for origin in unread if origin in containers or origin.startswith(marks))
    return sorted(origin for origin in met if origin not in found)


def _taken_apart(reading: ChunkResult) -> tuple[set[str], list[str]]:
    """The origins that were found, and the containers opened to find them (not plain files or broken archives)."""
    found = {arrival.origin for arrival in reading.arrivals}
    return found, [each for each in reading.origins if each not in found]


def find_copies(stored: Mapping[str, str], arrived: Mapping[str, str]) -> dict[str, str]:
    """Maps each origin of a run whose text also exists elsewhere to the origin that it is a copy of.

    Args:
        stored: Ids of the sources that were known before, by origin.
        arrived: Ids of the sources that this run read, by origin.

    >>> find_copies({"a.txt": "s1"}, {"z.zip!a.txt": "s1", "b.txt": "s2"})
    {'z.zip!a.txt': 'a.txt'}
    """
    homes: dict[str, str] = {}
    before = sorted(origin for origin, source in stored.items() if arrived.get(origin, source) == source)
    for origin in (*before, *sorted(arrived)):
        homes.setdefault(arrived.get(origin) or stored[origin], origin)
    return {origin: homes[arrived[origin]] for origin in sorted(arrived) if homes[arrived[origin]] != origin}


def find_rules_version() -> str:
    """The version of all code and data that determine what is found in a source."""
    return f"{__version__}+{find_code_version(*_RULE_PATHS)}"


def read_origins(origins: Sequence[str], task: Task) -> ChunkResult:
    """Read origins and extract their sources; known sources are reported but not extracted again."""
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
    """Name seeds ``seeds/…`` wherever the package is installed; keep every other origin as given."""
    folder = str(packaged_path("seeds"))
    return f"seeds{origin.removeprefix(folder)}" if origin.startswith(folder) else origin


def _arrive(source: Source, known: frozenset[str], counts: Counter[str]) -> QueuedSource:
    # Here, because the process that writes extracts nothing itself when there are workers: 100 MB and half a second.
    from glossary.extraction.extract import extract

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


def _read_all(
    wanted: Sequence[str], task: Task, pool: WorkerPool, scheduler: str | None, *, isolate: bool
) -> Iterator[ChunkResult]:
    """Read addresses in this process, one at a time, to spare their hosts; distribute all other origins."""
    yield from (read_origins([origin], task) for origin in wanted if is_address(origin))
    origins = [origin for origin in wanted if not is_address(origin)]
    if scheduler:
        work = partial(read_origins, task=task)
        yield from map_on_cluster(work, list(map(tuple, chunks(origins, _CLUSTER_CHUNK))), scheduler, _crashed)
    elif not pool.is_parallel or len(origins) <= _CHUNK:
        isolated = {origin for origin in origins if isolate and not _is_plain_text(origin)}
        yield from (read_origins([origin], task) for origin in origins if origin not in isolated)
        if isolated:
            yield from pool.map_unordered(_read_chunk, chunks(sorted(isolated), _CHUNK), _crashed)
    else:
        yield from pool.map_unordered(_read_chunk, chunks(origins, _CHUNK), _crashed)


def _is_plain_text(origin: str) -> bool:
    """Whether a file is read without libraries in C."""
    try:
        return find_format(Blob(origin, path=Path(origin))) in {Format.TEXT, Format.MARKDOWN}
    except OSError:  # it has a finding later
        return True


def _crashed(origin: str) -> ChunkResult:
    """The result for a document that crashed every process that read it."""
    failure = make_failure("E122-reader", origin)
    return ChunkResult((origin,), (_fail(failure),), (failure,), {})


_task = Task()


def _prepare_worker(task: Task) -> None:
    global _task  # noqa: PLW0603  a worker process receives its task once, not with every chunk
    _task = task


def _read_chunk(origins: Sequence[str]) -> ChunkResult:
    return read_origins(origins, _task)


def _count(summary: HarvestReport, reading: ChunkResult) -> None:
    summary.sources += reading.counts.get("sources", 0)
    summary.unchanged += reading.counts.get("unchanged", 0)
    summary.failures.extend(reading.failures)
    summary.counts.update(reading.counts)
