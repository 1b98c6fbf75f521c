"""The inbox: what a running harvest found at each origin, safe on disk before any of it is published."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import orjson
from sqlite_utils import Database

_COLUMNS = "origin, id, sha256, extractor, hints, payload, code, message"


@dataclass(frozen=True, slots=True)
class Arrival:
    """What stands at an origin now: a source, a failure, or nothing any more.

    Attributes:
        origin: The path or URL.
        id: Of the source, ``None`` for a failure or an origin that is gone.
        sha256: Of the source's bytes.
        extractor: Version of the rules that the payload was read with.
        hints: What the origin says of the document.
        payload: The staged source; ``None`` where the store has the same bytes already.
        code: Of the failure.
        message: Of the failure.
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


def put(db: Database, arrivals: Iterable[Arrival]) -> None:
    """Keep arrivals; the latest of an origin stands, with the payload that is here already for the same bytes."""
    db.conn.executemany(_PUT, map(_row, arrivals))


def _row(each: Arrival) -> tuple[Any, ...]:
    said = (each.origin, each.id, each.sha256, each.extractor)
    return (*said, dump_hints(each.hints), each.payload, each.code, each.message)


def take(db: Database) -> Iterator[Arrival]:
    """All arrivals, those that bring a payload first, by origin; call ``clear`` when they are dealt with."""
    origins = db.execute("SELECT origin FROM staged ORDER BY payload IS NULL, origin").fetchall()
    for (at,) in origins:
        row = db.execute(f"SELECT {_COLUMNS} FROM staged WHERE origin = ?", [at]).fetchone()
        origin, source, sha256, extractor, hints, payload, code, message = row
        yield Arrival(origin, source, sha256, extractor, load_hints(hints), payload, code, message)


def clear(db: Database) -> None:
    """Empty the inbox."""
    db.execute("DELETE FROM staged")


def dump_hints(hints: Iterable[tuple[str, str]]) -> str:
    """Hints as sorted JSON, so that equal hints are equal texts."""
    return orjson.dumps(sorted(hints)).decode()


def load_hints(hints: str | None) -> tuple[tuple[str, str], ...]:
    """The hints that ``dump_hints`` wrote."""
    loaded: list[Any] = orjson.loads(hints) if hints else []
    return tuple((name, value) for name, value in loaded)


def load_rows(rows: str) -> list[list[Any]]:
    """A JSON list of rows."""
    loaded: list[list[Any]] = orjson.loads(rows)
    return loaded
