"""Questions to the search index: rows in order of importance, a page at a time. See :mod:`.search_index`."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

HEADS, DEFINITIONS = "search_head", "search_definition"


@dataclass(frozen=True, slots=True)
class Filters:
    """Conditions on a term, ``None`` for none; as in :class:`glossary.lookup.Query`."""

    kind: str | None = None
    shape: str | None = None
    number: int | None = None
    region: str | None = None
    level: str | None = None
    year: int | None = None
    explained: bool | None = None

    def sql(self) -> tuple[str, list[Any]]:
        """A condition on ``search AS s`` and its values; ``1`` where there is none."""
        parts: list[tuple[str, list[Any]]] = []
        for column in ("kind", "shape", "explained"):
            value = getattr(self, column)
            if value is not None:
                parts.append((f"s.{column} = ?", [value]))
        if self.number is not None:
            number = str(self.number) if self.number else "X"
            parts.append(("instr(',' || s.numerals || ',', ?) > 0", [f",{number},"]))
        if self.level is not None or self.year is not None:
            parts.append(self._usage())
        if self.region is not None:
            parts.append(_region(self.region))
        return " AND ".join(sql for sql, _ in parts) or "1", [value for _, values in parts for value in values]

    def _usage(self) -> tuple[str, list[Any]]:
        conditions = [f"{name} = ?" for name in ("level", "year") if getattr(self, name) is not None]
        values = [value for value in (self.level, self.year) if value is not None]
        also = " AND ".join(conditions)
        return f"EXISTS (SELECT 1 FROM usage WHERE usage.term = s.term AND {also})", values


def _region(region: str) -> tuple[str, list[Any]]:
    if region.isascii() and region.isdigit():
        condition, values = "source.region_code >= ? AND source.region_code < ?", [region, region + ":"]
    else:
        condition, values = "? IN (source.province, source.city, source.county, source.region)", [region]
    places = "SELECT 1 FROM attestation JOIN source ON source.n = attestation.source WHERE attestation.term = s.term"
    return f"EXISTS ({places} AND {condition})", values


class Item(NamedTuple):
    """What a result list shows of a term."""

    row: int
    id: str
    key: str
    headword: str
    pinyin: str
    kind: str
    shape: str | None
    numerals: str
    explained: int
    attestations: int
    sources: int
    first_year: int | None
    last_year: int | None
    definition: str | None


def matching(  # noqa: PLR0917 - a statement's six parts
    connection: sqlite3.Connection, table: str, expression: str, filters: Filters, after: int, limit: int
) -> list[int]:
    """Up to ``limit`` rows behind ``after`` whose tokens satisfy ``expression``, most important first."""
    condition, values = filters.sql()
    join = "" if condition == "1" else f"JOIN search AS s ON s.row = {table}.rowid"
    statement = (
        f"SELECT {table}.rowid FROM {table} {join} "
        f"WHERE {table} MATCH ? AND {table}.rowid > ? AND {condition} ORDER BY {table}.rowid LIMIT ?"
    )
    return [row for (row,) in connection.execute(statement, (expression, after, *values, limit))]


def filtered(connection: sqlite3.Connection, filters: Filters, after: int, limit: int) -> list[int]:
    """Up to ``limit`` rows behind ``after`` that satisfy the filters, most important first."""
    condition, values = filters.sql()
    statement = f"SELECT s.row FROM search AS s WHERE s.row > ? AND {condition} ORDER BY s.row LIMIT ?"
    return [row for (row,) in connection.execute(statement, (after, *values, limit))]


def spoken(connection: sqlite3.Connection, typed: str) -> list[int]:
    """Rows whose reading begins with ``typed``, most important first."""
    statement = "SELECT DISTINCT row FROM search_reading WHERE reading >= ? AND reading < ?"
    return sorted(row for (row,) in connection.execute(statement, (typed, typed + "\U0010ffff")))


def rows_of_terms(connection: sqlite3.Connection, terms: Sequence[int], filters: Filters) -> list[int]:
    """The rows of terms by their row numbers in ``term``, those that satisfy the filters, most important first."""
    condition, values = filters.sql()
    marks = ", ".join("?" * len(terms))
    statement = f"SELECT s.row FROM search AS s WHERE s.term IN ({marks}) AND {condition} ORDER BY s.row"
    return [row for (row,) in connection.execute(statement, (*terms, *values))]


def kept(connection: sqlite3.Connection, rows: Sequence[int], filters: Filters) -> list[int]:
    """Those of ``rows`` that satisfy the filters, in the order given."""
    condition, values = filters.sql()
    if condition == "1" or not rows:
        return list(rows)
    found: set[int] = set()
    for at in range(0, len(rows), 500):
        chunk = rows[at : at + 500]
        marks = ", ".join("?" * len(chunk))
        statement = f"SELECT s.row FROM search AS s WHERE s.row IN ({marks}) AND {condition}"
        found.update(row for (row,) in connection.execute(statement, (*chunk, *values)))
    return [row for row in rows if row in found]


def items(connection: sqlite3.Connection, rows: Sequence[int]) -> list[Item]:
    """What a list shows of each row, in the order of ``rows``."""
    statement = (
        "SELECT s.row, t.id, t.key, t.headword, s.pinyin, t.kind, t.shape, t.numerals, t.explained, t.attestations, "
        "t.sources, t.first_year, t.last_year, "
        "(SELECT definition FROM sense WHERE sense.term = t.n ORDER BY position LIMIT 1) "
        "FROM search AS s JOIN term AS t ON t.n = s.term WHERE s.row = ?"
    )
    found = (connection.execute(statement, (row,)).fetchone() for row in rows)
    return [Item(*one) for one in found if one]


def keys(connection: sqlite3.Connection, rows: Sequence[int]) -> list[tuple[int, str, str]]:
    """Row, key and headword of rows."""
    statement = "SELECT s.row, t.key, t.headword FROM search AS s JOIN term AS t ON t.n = s.term WHERE s.row = ?"
    return [found for row in rows if (found := connection.execute(statement, (row,)).fetchone())]


def article(connection: sqlite3.Connection, row: int) -> bytes:
    """The article of a row."""
    statement = "SELECT article FROM term JOIN search ON search.term = term.n WHERE search.row = ?"
    found: bytes = connection.execute(statement, (row,)).fetchone()[0]
    return found


def is_in_heads(connection: sqlite3.Connection, row: int, expression: str) -> bool:
    """Whether the heads of a row satisfy ``expression``."""
    statement = "SELECT 1 FROM search_head WHERE search_head MATCH ? AND rowid = ?"
    return connection.execute(statement, (expression, row)).fetchone() is not None


def tally(connection: sqlite3.Connection, rows: Sequence[int] | None, filters: Filters) -> list[tuple[Any, ...]]:
    """Kind, explained, numerals and how many terms share them, over ``rows`` (``None`` for all)."""
    condition, values = filters.sql()
    columns = "s.kind, s.explained, s.numerals"
    if rows is None:
        statement = f"SELECT {columns}, count(*) FROM search AS s WHERE {condition} GROUP BY {columns}"
        return connection.execute(statement, values).fetchall()
    counted: dict[tuple[Any, ...], int] = {}
    for row in rows:
        found = connection.execute(f"SELECT {columns} FROM search AS s WHERE s.row = ?", (row,)).fetchone()
        counted[found] = counted.get(found, 0) + 1
    return [(*facet, count) for facet, count in counted.items()]
