"""Origins of sources: applies queued sources to the stored sources, their copies and their hints."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from glossary.model import Extraction, Finding, Source, Span
from glossary.store.database import chunks, unpack_text
from glossary.store.write import evidence_rows, staging
from glossary.store.write.article_building import MapJobs
from glossary.store.write.mentions import TextAnalysis
from glossary.store.write.staging import QueuedSource, deserialize_source, serialize_source

if TYPE_CHECKING:  # workers do not need the library
    from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Known:
    """The stored source of an origin: its id and sha256, and the version of the rules that extracted it."""

    id: str
    sha256: str
    extractor: str


def find_known(db: "Database") -> dict[str, Known]:
    """Returns the known source of each origin, queued or published."""
    rows = db.execute(
        "SELECT origin.origin, id, sha256, extractor FROM origin JOIN source ON source.n = origin.source "
        "UNION ALL SELECT origin, id, sha256, extractor FROM staged WHERE payload IS NOT NULL"
    )
    return {origin: Known(*rest) for origin, *rest in rows}


def find_unread(db: "Database") -> set[str]:
    """Returns the origins that could not be read at the last attempt."""
    return {row[0] for row in db.execute("SELECT origin FROM finding WHERE source IS NULL")}


def find_source_origins(db: "Database", name: str) -> set[str]:
    """Returns all origins of the source with that id; else the origin of that name, if it is known."""
    of_source = "SELECT origin.origin FROM origin JOIN source ON source.n = origin.source WHERE source.id = ?"
    known = "SELECT origin FROM origin WHERE origin = ? UNION SELECT origin FROM finding WHERE origin = ?"
    found = {row[0] for row in db.execute(of_source, [name])}
    return found or {row[0] for row in db.execute(known, [name, name])}


def reconcile_origins(db: "Database", analysis: TextAnalysis) -> set[str]:
    """Apply the queue to sources and origins, and empty it; returns the keys of changed evidence."""
    dirty: set[str] = set()
    left: set[int] = set()
    for arrival in staging.dequeue(db):
        if arrival.id is not None:
            dirty |= _install(db, arrival, left)
        else:
            _record_failure(db, arrival, left)
    dirty |= _clean_up(db, left, analysis)
    staging.clear(db)
    return dirty


def forget_origins(db: "Database", origins: Iterable[str], analysis: TextAnalysis) -> set[str]:
    """Remove origins with their findings; a source without any origin is removed with its evidence.

    Returns the keys of changed evidence.
    """
    left: set[int] = set()
    for origin in sorted(origins):
        db.execute("DELETE FROM finding WHERE origin = ?", [origin])
        left |= _unmap(db, origin)
    return _clean_up(db, left, analysis)


def _install(db: "Database", arrival: QueuedSource, left: set[int]) -> set[str]:
    """Install or replace the source at an origin, and detach the source that was there before."""
    db.execute("DELETE FROM finding WHERE origin = ?", [arrival.origin])
    left |= _unmap(db, arrival.origin, but=arrival.id)
    row = db.execute("SELECT n, origin FROM source WHERE id = ?", [arrival.id]).fetchone()
    dirty: set[str] = set()
    if arrival.payload is not None and (row is None or arrival.origin <= row[1] or _is_newer(db, arrival)):
        shown = min(arrival.origin, row[1]) if row else arrival.origin
        dirty = evidence_rows.install(db, deserialize_source(arrival.payload), shown)
        row = db.execute("SELECT n, origin FROM source WHERE id = ?", [arrival.id]).fetchone()
    if row is None:
        return dirty
    db.execute(
        "INSERT OR REPLACE INTO origin (origin, source, hints) VALUES (?, ?, ?)",
        [arrival.origin, row[0], staging.dump_hints(arrival.hints)],
    )
    left.add(row[0])
    return dirty


def _is_newer(db: "Database", arrival: QueuedSource) -> bool:
    row = db.execute("SELECT extractor FROM source WHERE id = ?", [arrival.id]).fetchone()
    return bool(row and row[0] != arrival.extractor)


def _unmap(db: "Database", origin: str, but: str | None = None) -> set[int]:
    """Detach an origin from its source; returns the number of that source."""
    row = db.execute(
        "SELECT source.n, source.id FROM origin JOIN source ON source.n = origin.source WHERE origin.origin = ?",
        [origin],
    ).fetchone()
    if row is None or row[1] == but:
        return set()
    db.execute("DELETE FROM origin WHERE origin = ?", [origin])
    return {row[0]}


def _record_failure(db: "Database", arrival: QueuedSource, left: set[int]) -> None:
    """Record that an origin cannot be read; its source is kept, unless the origin was deleted."""
    db.execute("DELETE FROM finding WHERE origin = ?", [arrival.origin])
    if arrival.code is None:
        left |= _unmap(db, arrival.origin)
        return
    db.execute(
        "INSERT INTO finding (origin, code, message) VALUES (?, ?, ?)", [arrival.origin, arrival.code, arrival.message]
    )


def _clean_up(db: "Database", numbers: set[int], analysis: TextAnalysis) -> set[str]:
    """Remove sources without an origin; show the others at their smallest origin."""
    dirty: set[str] = set()
    for number in sorted(numbers):
        row = db.execute(
            "SELECT origin, hints FROM origin WHERE source = ? ORDER BY origin LIMIT 1", [number]
        ).fetchone()
        if row is None:
            dirty |= evidence_rows.remove(db, number)
        else:
            dirty |= _show_origin(db, number, row[0], row[1], analysis)
    return dirty


def _show_origin(db: "Database", number: int, origin: str, hints: str, analysis: TextAnalysis) -> set[str]:
    """Show a source at ``origin``; extract it again if it was extracted with other hints."""
    row = db.execute("SELECT hints FROM source WHERE n = ?", [number]).fetchone()
    db.execute("UPDATE source SET origin = ? WHERE n = ?", [origin, number])
    if row[0] == hints:
        return set()
    source, extractor = _load_source(db, number, origin, hints)
    staged = deserialize_source(serialize_source(source, analysis.extract(source), extractor))
    return evidence_rows.install(db, staged, origin)


class _ExtractionJob(NamedTuple):
    """Some sources to extract again."""

    extract: Callable[[Source], Extraction]
    extractor: str
    sources: list[Source]


def extract_again(db: "Database", extractor: str, analysis: TextAnalysis, map_jobs: MapJobs) -> set[str]:
    """Extract again, from stored texts, every source that other rules extracted; returns keys of changed evidence.

    Args:
        db: The store, within a transaction.
        extractor: The version of the current rules.
        analysis: Provides the current rules.
        map_jobs: Where sources are extracted.
    """
    dirty: set[str] = set()
    rows = db.execute("SELECT n, origin, hints FROM source WHERE extractor <> ? ORDER BY n", [extractor]).fetchall()
    jobs = (
        _ExtractionJob(analysis.extract, extractor, [_load_source(db, *row)[0] for row in chunk])
        for chunk in chunks(rows, _SOURCES_AT_ONCE)
    )
    for payloads in map_jobs(extract_sources, jobs):
        for origin, payload in payloads:
            dirty |= evidence_rows.install(db, deserialize_source(payload), origin)
    return dirty


_SOURCES_AT_ONCE = 16


def extract_sources(job: _ExtractionJob) -> list[tuple[str, bytes]]:
    """Returns the origin of each source, and the source serialized with its new extraction."""
    return [(each.origin, serialize_source(each, job.extract(each), job.extractor)) for each in job.sources]


def _load_source(db: "Database", number: int, origin: str, hints: str) -> tuple[Source, str]:
    """Loads a stored source as it was ingested, with its extractor version."""
    row = db.execute(
        "SELECT id, text, sha256, media_type, encoding, extractor, reader FROM source WHERE n = ?", [number]
    ).fetchone()
    text = unpack_text(row[1])
    findings = tuple(_finding(each) for each in staging.load_rows(row[6]))
    source = Source(row[0], text, row[2], origin, row[3], row[4], staging.load_hints(hints), findings)
    return source, row[5]


def _finding(values: list[Any]) -> Finding:
    code, message, start, end = values
    return Finding(code, message, Span(start, end) if start is not None else None)
