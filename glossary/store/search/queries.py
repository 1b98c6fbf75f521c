"""Queries of the search index: rows in order of importance, a page at a time. See :mod:`.index`."""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from glossary.chinese import regions
from glossary.store.database import as_json
from glossary.store.search import index

HEADS, DEFINITIONS = "search_head", "search_definition"
_VALUES = {
    "shape": "SELECT shape FROM search WHERE shape != '' GROUP BY shape ORDER BY count(*) DESC, shape",
    "year": "SELECT CAST(year AS TEXT) FROM source WHERE year IS NOT NULL GROUP BY year ORDER BY year DESC",
    "region": (
        "SELECT value FROM (SELECT province AS value FROM source UNION ALL SELECT city FROM source "
        "UNION ALL SELECT county FROM source UNION ALL SELECT region FROM source) "
        "WHERE value != '' GROUP BY value ORDER BY count(*) DESC, value"
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Filters on a term; ``None`` means no filter.

    Attributes:
        kind: ``numeral_slogan``, ``numeral_name`` or ``term``.
        shape: ``NXNX``, ``N个X`` … as in the article.
        number: One of its numerals; 0 for an open one (N, X, 多).
        region: A GB/T 2260 code of a province or prefecture (``43``, ``4302``, ``430200``), or a name (株洲市, 株洲,
            株洲市荷塘区): a source from there uses it, or one of the counties below it.
        level: ``national`` … ``township``: a source of that level uses it.
        year: A source of that year uses it; region, level and year must hold of one and the same source.
        explained: Whether any source explains it.
    """

    kind: str | None = None
    shape: str | None = None
    number: int | None = None
    region: str | None = None
    level: str | None = None
    year: int | None = None
    explained: bool | None = None

    def sql(self) -> tuple[str, list[Any]]:
        """Returns an SQL condition on ``search AS s`` and its values; ``1`` without filters."""
        parts: list[tuple[str, list[Any]]] = []
        for column in ("kind", "shape", "explained"):
            value = getattr(self, column)
            if value is not None:
                parts.append((f"s.{column} = ?", [value]))
        if self.number is not None:
            number = str(self.number) if self.number else "X"
            parts.append(("instr(',' || s.numerals || ',', ?) > 0", [f",{number},"]))
        if self.region is not None:
            parts.append(self._one_source())
        elif self.level is not None or self.year is not None:
            parts.append(self._usage())
        return " AND ".join(sql for sql, _ in parts) or "1", [value for _, values in parts for value in values]

    @property
    def filters_sources(self) -> bool:
        """Whether there is a filter by region, level or year."""
        return (self.region, self.level, self.year) != (None, None, None)

    def source_sql(self) -> tuple[str, list[Any]]:
        """Returns an SQL condition on ``source`` and its values: region, level and year of one source."""
        parts = [
            (f"source.{name} = ?", [value]) for name in ("level", "year") if (value := getattr(self, name)) is not None
        ]
        parts += [of_region(self.region)] if self.region is not None else []
        return " AND ".join(sql for sql, _ in parts) or "1", [value for _, values in parts for value in values]

    def _one_source(self) -> tuple[str, list[Any]]:
        condition, values = self.source_sql()
        there = f"attestation.source IN (SELECT n FROM source WHERE {condition})"
        return f"EXISTS (SELECT 1 FROM attestation WHERE attestation.term = s.term AND {there})", values

    def _usage(self) -> tuple[str, list[Any]]:
        conditions = [f"{name} = ?" for name in ("level", "year") if getattr(self, name) is not None]
        values = [value for value in (self.level, self.year) if value is not None]
        also = " AND ".join(conditions)
        return f"EXISTS (SELECT 1 FROM usage WHERE usage.term = s.term AND {also})", values


def of_region(region: str) -> tuple[str, list[Any]]:
    """A condition on ``source`` and its values, by the names of the places that are meant.

    Few documents have a code, because counties have none here.
    """
    if regions.is_compound(region):
        return "instr(source.region, ?)", [region]
    names = regions.names_under(region) if regions.is_code(region) else regions.spellings(region)
    of_any = "(SELECT value FROM json_each(?))"
    columns = ("province", "city", "county", "region")
    condition = " OR ".join(f"source.{column} IN {of_any}" for column in columns)
    return f"({condition})", [as_json(names)] * len(columns)


class Item(NamedTuple):
    """What a result list shows of a term; the definition with its issuer and the years in which it was explained."""

    row: int
    term: int
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
    issuer: str | None
    explained_first: int | None
    explained_last: int | None
    senses: int


@dataclass(frozen=True, slots=True)
class Condition:
    """What a row must satisfy: tokens in one full-text table, confirmed by a look at the folded text.

    Attributes:
        table: ``HEADS`` or ``DEFINITIONS``.
        expression: For FTS5.
        confirmed: A condition on ``search_text AS t`` with its values; empty where the tokens alone decide.
        counted: What to count by instead, where rows that another condition has found may be found again.
    """

    table: str
    expression: str
    confirmed: str = ""
    values: tuple[Any, ...] = ()
    counted: "Condition | None" = None


def headword_prefix_condition(key: str) -> Condition:
    """Returns the condition for rows with a headword that begins with ``key``."""
    expression = index.start_expression(key)
    if len(key) <= index.LONGEST_START:
        return Condition(HEADS, expression)
    return Condition(HEADS, expression, "instr(char(10) || t.heads, ?)", (index.BREAK + key,))


def matching(
    connection: sqlite3.Connection, condition: Condition, filters: Filters, after: int, limit: int
) -> list[int]:
    """Returns up to ``limit`` rows after ``after`` that match ``condition``, most important first."""
    source, values = _from(condition, filters)
    table = condition.table
    statement = f"SELECT {table}.rowid {source} AND {table}.rowid > ? ORDER BY {table}.rowid LIMIT ?"
    return [row for (row,) in connection.execute(statement, (*values, after, limit))]


def _from(condition: Condition, filters: Filters) -> tuple[str, list[Any]]:
    table, (filtering, filter_values) = condition.table, filters.sql()
    joins = f"JOIN search_text AS t ON t.row = {table}.rowid " if condition.confirmed else ""
    joins += f"JOIN search AS s ON s.row = {table}.rowid " if filtering != "1" else ""
    wanted = " AND ".join(part for part in (f"{table} MATCH ?", condition.confirmed, filtering) if part)
    return f"FROM {table} {joins}WHERE {wanted}", [condition.expression, *condition.values, *filter_values]


def filtered(connection: sqlite3.Connection, filters: Filters, after: int, limit: int) -> list[int]:
    """Returns up to ``limit`` rows after ``after`` that match the filters, most important first."""
    condition, values = filters.sql()
    statement = f"SELECT s.row FROM search AS s WHERE s.row > ? AND {condition} ORDER BY s.row LIMIT ?"
    return [row for (row,) in connection.execute(statement, (after, *values, limit))]


def rows_by_pinyin(connection: sqlite3.Connection, typed: str) -> list[int]:
    """Returns rows whose pinyin begins with ``typed``, most important first."""
    statement = "SELECT DISTINCT row FROM search_reading WHERE reading >= ? AND reading < ?"
    return sorted(row for (row,) in connection.execute(statement, (typed, typed + "\U0010ffff")))


def rows_of_terms(connection: sqlite3.Connection, terms: Sequence[int], filters: Filters) -> list[int]:
    """The rows of terms by their row numbers in ``term``, those that satisfy the filters, most important first."""
    condition, values = filters.sql()
    statement = f"SELECT s.row FROM search AS s WHERE s.term IN ({_marks(terms)}) AND {condition} ORDER BY s.row"
    return [row for (row,) in connection.execute(statement, (*terms, *values))]


def apply_filters(connection: sqlite3.Connection, rows: Sequence[int], filters: Filters) -> list[int]:
    """Returns the ``rows`` that match the filters, in the order given."""
    condition, values = filters.sql()
    if condition == "1" or not rows:
        return list(rows)
    found: set[int] = set()
    for at in range(0, len(rows), 500):
        chunk = rows[at : at + 500]
        statement = f"SELECT s.row FROM search AS s WHERE s.row IN ({_marks(chunk)}) AND {condition}"
        found.update(row for (row,) in connection.execute(statement, (*chunk, *values)))
    return [row for row in rows if row in found]


def items(connection: sqlite3.Connection, rows: Sequence[int]) -> list[Item]:
    """Returns the list item of each row, in the order of ``rows``."""
    statement = (
        "SELECT s.row, t.n, t.id, t.key, t.headword, s.pinyin, t.kind, t.shape, t.numerals, t.explained, "
        "t.attestations, t.sources, t.first_year, t.last_year, "
        "m.definition, m.wording_issuer, m.explained_first, m.explained_last, "
        "(SELECT count(*) FROM sense WHERE sense.term = t.n) "
        "FROM search AS s JOIN term AS t ON t.n = s.term LEFT JOIN sense AS m ON m.term = t.n AND m.position = 1 "
        f"WHERE s.row IN ({_marks(rows)})"
    )
    found = {row[0]: Item(*row) for row in connection.execute(statement, rows)}
    return [found[row] for row in rows if row in found]


def keys(connection: sqlite3.Connection, rows: Sequence[int]) -> list[tuple[int, str]]:
    """Row and key of rows, in order of importance; the article itself is not touched."""
    statement = (
        "SELECT row, substr(heads, 1, instr(heads || char(10), char(10)) - 1) FROM search_text "
        f"WHERE row IN ({_marks(rows)}) ORDER BY row"
    )
    return connection.execute(statement, rows).fetchall()


def headwords(connection: sqlite3.Connection, rows: Sequence[int]) -> list[str]:
    """Returns the headwords of rows, in the order of ``rows``."""
    statement = (
        f"SELECT s.row, t.headword FROM search AS s JOIN term AS t ON t.n = s.term WHERE s.row IN ({_marks(rows)})"
    )
    found = dict(connection.execute(statement, rows).fetchall())
    return [found[row] for row in rows if row in found]


def known_values(connection: sqlite3.Connection, name: str) -> list[str]:
    """The values of a filter with which some term is found, the most frequent first.

    Args:
        connection: The store.
        name: ``shape``, ``year`` or ``region``; regions are names and codes.
    """
    values = [value for (value,) in connection.execute(_VALUES[name])]
    return [*values, *regions.find_codes(values)] if name == "region" else values


def pinyin_of(connection: sqlite3.Connection, rows: Sequence[int]) -> dict[int, str]:
    """The readings with tone marks of the headwords of rows."""
    found: dict[int, str] = {}
    for at in range(0, len(rows), 500):
        chunk = rows[at : at + 500]
        found.update(connection.execute(f"SELECT row, pinyin FROM search WHERE row IN ({_marks(chunk)})", chunk))
    return found


def term_facets(connection: sqlite3.Connection) -> list[tuple[int, str, int, str | None, str]]:
    """Row, kind, explained, shape and numerals of every term, most important first."""
    return connection.execute("SELECT row, kind, explained, shape, numerals FROM search ORDER BY row").fetchall()


SourceFacets = tuple[str | None, int | None, str | None]
"""Level, year and province of a source."""


def facets_of_uses(connection: sqlite3.Connection, region: str | None = None) -> Iterator[tuple[SourceFacets, int]]:
    """Level, year and province of a source with the row of a term that it uses, each pair once.

    Args:
        connection: The store.
        region: Sources from there only, as :class:`Filters` has it.
    """
    condition, values = of_region(region) if region is not None else ("1", [])
    sources = connection.execute(f"SELECT n, level, year, province FROM source WHERE {condition}", values)
    facets: dict[int, SourceFacets] = {n: tuple(rest) for n, *rest in sources}
    rows = dict(connection.execute("SELECT term, row FROM search"))
    if region is None:
        uses = connection.execute("SELECT term, source FROM attestation GROUP BY term, source")  # as the index has them
    else:
        uses = connection.execute(
            "SELECT DISTINCT term, source FROM attestation WHERE source IN (SELECT value FROM json_each(?))",
            [as_json(list(facets))],
        )
    yield from {(facets[source], rows[term]) for term, source in uses if source in facets}


def count_sources_of(connection: sqlite3.Connection, terms: Sequence[int], filters: Filters) -> dict[int, int]:
    """How many sources that satisfy the filters use each of the terms, by their row numbers in ``term``."""
    condition, values = filters.source_sql()
    statement = (
        f"SELECT term, count(DISTINCT source) FROM attestation WHERE term IN ({_marks(terms)}) "
        f"AND source IN (SELECT n FROM source WHERE {condition}) GROUP BY term"
    )
    return dict(connection.execute(statement, (*terms, *values)).fetchall())


def list_filter_places(connection: sqlite3.Connection) -> list[str]:
    """Returns the names and codes of places that the filter by region accepts."""
    columns = ("province", "city", "county", "region")
    statement = " UNION ".join(f"SELECT {column} FROM source" for column in columns)
    names = [name for (name,) in connection.execute(statement) if name]
    return [*names, *regions.find_codes(names)]


def _marks(values: Sequence[Any]) -> str:
    return ", ".join("?" * len(values))
