"""Queries on attestations, use by year and level, sources and findings."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from glossary.store.database import unpack_text
from glossary.store.schema import SOURCE_METADATA
from glossary.store.search.queries import of_region


class Occurrence(NamedTuple):
    """One attestation with the data of its source for a concordance line."""

    kind: str
    start: int
    end: int
    sense: str | None
    source: int
    source_id: str
    title: str | None
    issuer: str | None
    year: int | None
    address: str | None


def list_occurrences(
    connection: sqlite3.Connection, term: int, after: tuple[int, str, int], limit: int
) -> list[Occurrence]:
    """Lists attestations of a term after ``after`` (year, source id, start): newest source first, then printed order.

    A source without a year counts as year 0, so it comes last.
    """
    year, source, start = after
    statement = (
        'SELECT a.kind, a.start, a."end", sense.id, s.n, s.id, s.title, s.issuer, s.year, s.origin, '
        f"{_STATED_ADDRESS.replace('source.', 's.')} "
        "FROM attestation AS a JOIN source AS s ON s.n = a.source LEFT JOIN sense ON sense.n = a.sense "
        "WHERE a.term = ? AND (-coalesce(s.year, 0), s.id, a.start) > (?, ?, ?) "
        "ORDER BY -coalesce(s.year, 0), s.id, a.start LIMIT ?"
    )
    rows = connection.execute(statement, (term, -year, source, start, limit))
    return [Occurrence._make((*row, _address_of(origin, stated))) for *row, origin, stated in rows]


def count_occurrences(connection: sqlite3.Connection, term: int) -> int:
    """Counts the attestations of a term."""
    count: int = connection.execute("SELECT count(*) FROM attestation WHERE term = ?", (term,)).fetchone()[0]
    return count


def usage_of_sources(
    connection: sqlite3.Connection, term: int, condition: tuple[str, list[Any]]
) -> list[tuple[int | None, str | None, str | None, int, int]]:
    """Counts attestations and sources of a term by year, level and province, among sources that match a condition."""
    where, values = condition
    statement = (
        "SELECT source.year, source.level, source.province, count(*), count(DISTINCT source.n) "
        "FROM attestation JOIN source ON source.n = attestation.source "
        f"WHERE attestation.term = ? AND {where} GROUP BY source.year, source.level, source.province ORDER BY 1, 2, 3"
    )
    return connection.execute(statement, [term, *values]).fetchall()


def corpus_of_sources(
    connection: sqlite3.Connection, condition: tuple[str, list[Any]]
) -> list[tuple[int | None, str | None, str | None, int]]:
    """Counts the sources that match a condition, by year, level and province: the denominators."""
    where, values = condition
    statement = (
        "SELECT source.year, source.level, source.province, count(*) FROM source "
        f"WHERE {where} GROUP BY source.year, source.level, source.province ORDER BY 1, 2, 3"
    )
    return connection.execute(statement, values).fetchall()


class SourceFilters(NamedTuple):
    """Conditions on a source, ``None`` for none.

    Attributes:
        year: The year of the source.
        level: ``national`` … ``township``.
        region: A name, or a GB/T 2260 code or its beginning, as for terms.
    """

    year: int | None = None
    level: str | None = None
    region: str | None = None

    def sql(self) -> tuple[str, list[Any]]:
        """Returns an SQL condition on ``source`` and its values; ``1`` without filters."""
        parts = [(f"source.{name} = ?", [value]) for name, value in (("year", self.year), ("level", self.level))]
        parts = [(sql, values) for sql, values in parts if values != [None]]
        if self.region is not None:
            parts.append(of_region(self.region))
        return " AND ".join(sql for sql, _ in parts) or "1", [value for _, values in parts for value in values]


EVERY_SOURCE = SourceFilters()


_COLUMNS = (*SOURCE_METADATA[:2], "origin", *SOURCE_METADATA[2:])
_ENTRY_COUNT = "(SELECT count(*) FROM evidence AS e WHERE e.source = source.n AND e.kind = 'entry')"
_TERM_COUNT = "(SELECT count(DISTINCT term) FROM attestation AS a WHERE a.source = source.n)"
_STATED_ADDRESS = "(SELECT value ->> 1 FROM json_each(source.hints) WHERE value ->> 0 = 'url')"
_SOURCE = (
    f"SELECT source.n, {', '.join('source.' + name for name in _COLUMNS)}, {_ENTRY_COUNT}, "
    "(SELECT count(*) FROM finding WHERE finding.source = source.n), "
    f"{_STATED_ADDRESS} FROM source"
)


SORTS = {
    "id": "source.id",
    "newest": "-coalesce(source.year, 0)",
    "oldest": "coalesce(source.year, 9999)",
    "terms": f"-{_TERM_COUNT}",
    "entries": f"-{_ENTRY_COUNT}",
    "place": (
        "coalesce(source.province, '~') || char(9) || coalesce(source.city, '') || char(9) || coalesce(source.year, 0)"
    ),
}
"""Sort orders of the list of sources, each as an SQL expression; sources with equal values are sorted by id."""
SourcePosition = tuple[Any, str]
"""Where a page ends: the value of the sort expression, and the id."""


def list_sources(
    connection: sqlite3.Connection,
    filters: SourceFilters = EVERY_SOURCE,
    q: str = "",
    *,
    sort: str = "id",
    after: SourcePosition | None = None,
    limit: int,
) -> tuple[list[dict[str, Any]], SourcePosition | None]:
    """Lists sources that match the filters and contain ``q`` in title, issuer or place.

    Args:
        connection: A connection from ``open_for_reading``.
        filters: Conditions on year, level and region.
        q: In simplified characters; empty for no condition.
        sort: A key of ``SORTS``.
        after: The position where the page before ended.
        limit: The maximum number of sources.

    Returns:
        The sources, and the position where the page ends; ``None`` for the last page.
    """
    condition, values = _searched(filters, q)
    key = SORTS[sort]
    if after:
        condition, values = f"{condition} AND ({key}, source.id) > (?, ?)", [*values, *after]
    statement = f"SELECT source.n, {key}, source.id FROM source WHERE {condition} ORDER BY {key}, source.id LIMIT ?"
    found = connection.execute(statement, (*values, limit + 1)).fetchall()
    numbers = [row[0] for row in found[:limit]]
    rows = dict(source_rows(connection, "id", numbers))
    position = (found[limit - 1][1], found[limit - 1][2]) if len(found) > limit else None
    return [rows[number] for number in numbers], position


def source_rows(
    connection: sqlite3.Connection, order: str, numbers: Iterable[int] | None = None
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yields row number and description of every source, or of those with the given row numbers."""
    condition = "1" if numbers is None else f"n IN ({','.join(map(str, numbers))})"
    for number, *row in connection.execute(f"{_SOURCE} WHERE {condition} ORDER BY {order}"):
        yield number, _source(row)


def _source(row: Sequence[Any]) -> dict[str, Any]:
    found = dict(zip((*_COLUMNS, "entry_count", "finding_count", "url"), row, strict=True))
    return {**found, "url": _address_of(found["origin"], found["url"])}


def _address_of(origin: str, stated: str | None) -> str | None:
    """Returns where a source can be read: where it was fetched, else the web address that its file states."""
    return next((each for each in (origin, stated) if each and each.startswith(("http://", "https://"))), None)


def source(connection: sqlite3.Connection, source_id: str) -> dict[str, Any] | None:
    """Returns one source with its document (stated and inferred metadata), its origins and its findings."""
    found = connection.execute("SELECT n, document FROM source WHERE id = ?", (source_id,)).fetchone()
    if not found:
        return None
    n, document = found
    wrong = findings(connection, source_id=source_id, limit=1000)
    origins = connection.execute("SELECT origin FROM origin WHERE source = ? ORDER BY origin", (n,)).fetchall()
    return {
        **dict(source_rows(connection, "id", [n]))[n],
        "document": json.loads(document),
        "origins": [origin for (origin,) in origins],
        "findings": [{name: value for name, value in row.items() if name != "n"} for row in wrong],
    }


def list_finding_codes(connection: sqlite3.Connection) -> list[str]:
    """Returns the distinct codes of all findings."""
    return [code for (code,) in connection.execute("SELECT DISTINCT code FROM finding ORDER BY code")]


def has_traditional(connection: sqlite3.Connection) -> bool:
    """Whether some source is printed in traditional characters."""
    statement = "SELECT EXISTS (SELECT 1 FROM source WHERE script <> 'zh-Hans')"
    return bool(connection.execute(statement).fetchone()[0])


def source_number(connection: sqlite3.Connection, source_id: str) -> int | None:
    """Returns the row number of a source."""
    found = connection.execute("SELECT n FROM source WHERE id = ?", (source_id,)).fetchone()
    return found[0] if found else None


def text(connection: sqlite3.Connection, source_number: int) -> str:
    """Returns the text of a source, as read."""
    return _unpacked(connection.execute("SELECT text FROM source WHERE n = ?", (source_number,)).fetchone()[0])


_unpacked = lru_cache(maxsize=16)(unpack_text)


def findings(
    connection: sqlite3.Connection, *, source_id: str | None = None, code: str | None = None, after: int = 0, limit: int
) -> list[dict[str, Any]]:
    """Returns findings after the number ``after``, optionally of one source or code."""
    condition, values = _of_findings(source_id, code)
    statement = (
        'SELECT f.n, f.code, f.message, s.id, coalesce(f.origin, s.origin), f.start, f."end" FROM finding AS f '
        f"LEFT JOIN source AS s ON s.n = f.source WHERE f.n > ? AND {condition} ORDER BY f.n LIMIT ?"
    )
    names = ("n", "code", "message", "source", "origin", "start", "end")
    return [dict(zip(names, row, strict=True)) for row in connection.execute(statement, (after, *values, limit))]


def count_findings(connection: sqlite3.Connection, source_id: str | None, code: str | None) -> int:
    """Counts findings, optionally of one source or code."""
    condition, values = _of_findings(source_id, code)
    statement = f"SELECT count(*) FROM finding AS f LEFT JOIN source AS s ON s.n = f.source WHERE {condition}"
    count: int = connection.execute(statement, values).fetchone()[0]
    return count


def _of_findings(source_id: str | None, code: str | None) -> tuple[str, list[str]]:
    requested = [(sql, value) for sql, value in (("s.id = ?", source_id), ("f.code = ?", code)) if value is not None]
    return " AND ".join(sql for sql, _ in requested) or "1", [value for _, value in requested]


def terms_of_source(connection: sqlite3.Connection, source_number: int) -> list[tuple[Any, ...]]:
    """Returns the terms of a source: number, id, headword, kind, explained here, explained anywhere, uses, start."""
    statement = (
        "SELECT t.n, t.id, t.headword, t.kind, max(a.kind <> 'mention'), t.explained, count(*), min(a.start) "
        "FROM attestation AS a JOIN term AS t ON t.n = a.term WHERE a.source = ? "
        "GROUP BY t.n ORDER BY min(a.start), t.key"
    )
    return connection.execute(statement, (source_number,)).fetchall()


def count_terms(connection: sqlite3.Connection, sources: Iterable[str]) -> dict[str, int]:
    """Counts the terms that each source uses, by the ids of the sources."""
    ids = json.dumps(list(sources))
    query = f"SELECT source.id, {_TERM_COUNT} FROM source WHERE id IN (SELECT value FROM json_each(?))"
    return dict(connection.execute(query, [ids]).fetchall())


def count_sources(connection: sqlite3.Connection, filters: SourceFilters = EVERY_SOURCE, q: str = "") -> int:
    """Counts the sources that match the filters and contain ``q``."""
    condition, values = _searched(filters, q)
    count: int = connection.execute(f"SELECT count(*) FROM source WHERE {condition}", values).fetchone()[0]
    return count


def source_facets(connection: sqlite3.Connection, filters: SourceFilters, q: str) -> dict[str, dict[str, int]]:
    """Counts matching sources by year, level and region; each facet ignores its own filter."""
    counts: dict[str, dict[str, int]] = {}
    for name, column in (("year", "year"), ("level", "level"), ("region", "province")):
        condition, values = _searched(filters._replace(**{name: None}), q)
        statement = (
            f"SELECT CAST({column} AS TEXT), count(*) FROM source WHERE {condition} AND {column} IS NOT NULL "
            f"GROUP BY {column} ORDER BY count(*) DESC, {column} DESC"
        )
        counts[name] = dict(connection.execute(statement, values).fetchall())
    return counts


def _searched(filters: SourceFilters, q: str) -> tuple[str, list[Any]]:
    condition, values = filters.sql()
    if not q:
        return condition, values
    text = " || ' ' || ".join(f"coalesce(source.{name}, '')" for name in ("title", "issuer", "region"))
    return f"{condition} AND instr({text}, ?) > 0", [*values, q]
