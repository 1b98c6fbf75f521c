"""Serializes extracted sources, and keeps them in the queue of the store until they are published.

The queue has the result for each origin of a running ingest, so that it is on disk before anything is published.
"""

import hashlib
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import orjson

from glossary.model import Document, Extraction, Finding, Group, MembersStatus, Source
from glossary.senses.collect import collect_evidence
from glossary.senses.evidence import Evidence, SourceFacts, find_facts
from glossary.store.database import pack_text

if TYPE_CHECKING:  # workers do not need the library
    from sqlite_utils import Database

_COLUMNS = "origin, id, sha256, extractor, hints, payload, code, message"


@dataclass(frozen=True, slots=True)
class QueuedSource:
    """The current content of an origin: a source, a failure, or nothing if it was deleted.

    Attributes:
        origin: The path or URL.
        id: Id of the source; ``None`` for a failure or a deleted origin.
        sha256: Hash of the source's bytes.
        extractor: Version of the rules that extracted the payload.
        hints: Metadata of the document from its origin.
        payload: The serialized source; ``None`` if the store already has the same bytes.
        code: Code of the failure.
        message: Message of the failure.
    """

    origin: str
    id: str | None = None
    sha256: str | None = None
    extractor: str | None = None
    hints: tuple[tuple[str, str], ...] = ()
    payload: bytes | None = None
    code: str | None = None
    message: str | None = None


_PUT = f"""
INSERT INTO staged ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (origin) DO UPDATE SET
    payload = CASE WHEN excluded.payload IS NULL AND excluded.id = id THEN payload ELSE excluded.payload END,
    id = excluded.id, sha256 = excluded.sha256, extractor = excluded.extractor, hints = excluded.hints,
    code = excluded.code, message = excluded.message
"""


def enqueue(db: "Database", arrivals: Iterable[QueuedSource]) -> None:
    """Add sources to the queue; the latest one of an origin replaces others, but keeps a payload of equal bytes."""
    db.conn.executemany(_PUT, map(_row, arrivals))


def _row(each: QueuedSource) -> tuple[Any, ...]:
    values = (each.origin, each.id, each.sha256, each.extractor)
    return (*values, dump_hints(each.hints), each.payload, each.code, each.message)


def dequeue(db: "Database") -> Iterator[QueuedSource]:
    """Yields all queued sources, those with a payload first, by origin; call ``clear`` afterwards."""
    origins = db.execute("SELECT origin FROM staged ORDER BY payload IS NULL, origin").fetchall()
    for (at,) in origins:
        row = db.execute(f"SELECT {_COLUMNS} FROM staged WHERE origin = ?", [at]).fetchone()
        origin, source, sha256, extractor, hints, payload, code, message = row
        yield QueuedSource(origin, source, sha256, extractor, load_hints(hints), payload, code, message)


def clear(db: "Database") -> None:
    """Empty the queue."""
    db.execute("DELETE FROM staged")


def dump_hints(hints: Iterable[tuple[str, str]]) -> str:
    """Encodes hints as sorted JSON, so that equal hints give equal strings."""
    return orjson.dumps(sorted(hints)).decode()


def load_hints(hints: str | None) -> tuple[tuple[str, str], ...]:
    """Decodes the hints that ``dump_hints`` wrote."""
    loaded: list[Any] = orjson.loads(hints) if hints else []
    return tuple((name, value) for name, value in loaded)


def load_rows(rows: str) -> list[list[Any]]:
    """Decodes a JSON list of rows."""
    loaded: list[list[Any]] = orjson.loads(rows)
    return loaded


_PREFIX = b"2"
"""Begins a payload: this byte, the length of the compressed text in four bytes, the text, then the rest as JSON."""
_LENGTH = 4


@dataclass(frozen=True, slots=True)
class StagedSource:
    """One source, ready to be published.

    Attributes:
        source: Column values of the ``source`` row, without ``n`` and ``origin``.
        findings: (code, message, start, end).
        evidence: Column values of the ``evidence`` rows, see ``EVIDENCE_COLUMNS``.
    """

    source: dict[str, Any]
    findings: list[list[Any]]
    evidence: list[list[Any]]


EVIDENCE_COLUMNS = (
    "kind",
    "core_key",
    "head_key",
    "head",
    "core",
    "qualifier",
    "tail",
    "before",
    "after",
    "definition",
    "number",
    "page",
    "start",
    "end",
    "head_start",
    "head_end",
    "groups",
    "status",
    "rule",
    "quoted",
)


def serialize_source(source: Source, extraction: Extraction, extractor: str) -> bytes:
    """Serializes one source: its text, its metadata, its findings and its evidence."""
    evidence, left_out = collect_evidence(source.id, source.text, extraction)
    findings = [_finding_row(each) for each in (*source.findings, *extraction.findings, *left_out)]
    body: dict[str, Any] = {"findings": findings, "evidence": [evidence_row(each) for each in evidence]}
    document = orjson.dumps(asdict(extraction.document)).decode()
    facts = find_facts(source.id, extraction.document)
    columns: dict[str, Any] = dict(_source_columns(source, extraction.document, facts))
    columns |= {
        "document": document,
        "hints": dump_hints(source.hints),
        "reader": orjson.dumps([_finding_row(each) for each in source.findings]).decode(),
    }
    columns["digest"] = hashlib.sha256(orjson.dumps([columns, body])).hexdigest()
    record: dict[str, Any] = {**body, "source": {**columns, "extractor": extractor}}
    text = pack_text(source.text)
    return b"".join((_PREFIX, len(text).to_bytes(_LENGTH), text, zlib.compress(orjson.dumps(record), 1)))


def deserialize_source(payload: bytes) -> StagedSource:
    """Deserializes ``payload``; the text stays compressed as it is stored, because one process writes for all."""
    if not payload.startswith(_PREFIX):
        return _deserialize_with_text(payload)
    start = len(_PREFIX) + _LENGTH
    end = start + int.from_bytes(payload[len(_PREFIX) : start])
    record = orjson.loads(zlib.decompress(payload[end:]))
    return StagedSource({**record["source"], "text": payload[start:end]}, record["findings"], record["evidence"])


def _deserialize_with_text(payload: bytes) -> StagedSource:
    """Deserializes what an earlier version left in the queue: one JSON record with the text in it."""
    record = orjson.loads(zlib.decompress(payload))
    return StagedSource(
        {**record["source"], "text": pack_text(record["source"]["text"])}, record["findings"], record["evidence"]
    )


def _source_columns(source: Source, document: Document, facts: SourceFacts) -> dict[str, Any]:
    stated, inferred = document.stated, document.inferred
    province, city, county = facts.place
    return {
        "id": source.id,
        "sha256": source.sha256,
        "title": inferred.title or stated.title,  # a composed one if the printed one is only 政府工作报告
        "issuer": facts.issuer,
        "publisher": stated.publisher or inferred.publisher,
        "kind": stated.kind or inferred.kind,
        "level": facts.level,
        "region": facts.region,
        "region_code": facts.region_code,
        "province": province,
        "city": city,
        "county": county,
        "date": stated.date or inferred.date,
        "year": facts.year,
        "script": document.script,
        "media_type": source.media_type,
        "encoding": source.encoding,
        "length": len(source.text),
    }


def _finding_row(finding: Finding) -> list[Any]:
    span = finding.span
    return [finding.code, finding.message, span.start if span else None, span.end if span else None]


def evidence_row(row: Evidence) -> list[Any]:
    """Returns the column values of a row of evidence, in the order of ``EVIDENCE_COLUMNS``."""
    groups = [
        [each.numeral, each.shared, each.members, each.status.value, each.full_forms, each.confidence]
        for each in row.groups
    ]
    values: dict[str, Any] = {
        name: getattr(row, name) for name in EVIDENCE_COLUMNS if name not in {"groups", "status", "quoted"}
    }
    values["groups"] = orjson.dumps(groups).decode() if groups else None
    values["status"] = row.status.value if row.definition else None
    values["quoted"] = int(row.quoted)
    return [values[name] for name in EVIDENCE_COLUMNS]


def _whole_group(values: list[Any]) -> list[Any]:
    """Completes the values of a group; old rows have no full forms and no confidence."""
    return values if len(values) == _GROUP_VALUES else [*values, (), None]


_GROUP_VALUES = 6


def read_evidence(facts: SourceFacts, values: Sequence[Any]) -> Evidence:
    """Builds a row of evidence from column values in the order of ``EVIDENCE_COLUMNS``."""
    columns = dict(zip(EVIDENCE_COLUMNS, values, strict=True))
    groups = columns.pop("groups")
    status = columns.pop("status")
    columns["quoted"] = bool(columns["quoted"])
    return Evidence(
        facts,
        **columns,
        groups=tuple(
            Group(numeral, shared, tuple(members), MembersStatus(state), tuple(full_forms), confidence)
            for numeral, shared, members, state, full_forms, confidence in map(_whole_group, orjson.loads(groups))
        )
        if groups
        else (),
        status=MembersStatus(status) if status else MembersStatus.UNKNOWN,
    )
