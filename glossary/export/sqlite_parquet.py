"""The tables with typed columns: one SQLite file for SQL, Parquet files for pandas, DuckDB and R.

SQLite: Datasette and sqlite-utils open it as it is. The file is written from the same columns as the CSV files; the
term store with its indexes is another file and stays where it is. Lists are JSON arrays, so that ``json_each`` takes
them apart. Tables have row ids, foreign keys and a full-text index that finds any part of a word: SQLite's own
tokenizer takes a run of Chinese characters for one word, so the index is filled with the parts.

Parquet needs the extra ``parquet`` (pyarrow). Lists stay lists, numbers numbers. Rows are written in groups, so that
memory does not grow with the table.
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from operator import itemgetter
from typing import Any, BinaryIO

import orjson

from glossary.errors import MissingExtraError
from glossary.export.columns import (
    ATTESTATIONS,
    DEFINITIONS,
    MEMBERS,
    SOURCES,
    TABLES,
    TERMS,
    Column,
    Table,
    article_rows,
)
from glossary.export.passes import rows_of
from glossary.export.release import Edition, ExportMetadata
from glossary.export.table_rows import Row
from glossary.output_files import temporary_folder

_OF_ARTICLES = (TERMS, DEFINITIONS, MEMBERS)
_AFFINITY = {"nonNegativeInteger": "INTEGER", "positiveInteger": "INTEGER", "gYear": "INTEGER", "decimal": "REAL"}

REFERENCES = {
    "definitions": {"term_id": "terms", "source_id": "sources"},
    "members": {"term_id": "terms", "member_term_id": "terms", "source_id": "sources"},
    "attestations": {"term_id": "terms", "source_id": "sources"},
    "terms": {"definition_source": "sources"},
}
"""Which columns name a row of another table."""

_INDEXES = (
    ("definitions", "term_id"),
    ("definitions", "source_id"),
    ("members", "term_id"),
    ("members", "member"),
    ("members", "member_term_id"),
    ("attestations", "term_id, year, source_id, term"),  # all columns of use_by_year: Datasette allows a query 1 s
    ("attestations", "term_id, province, source_id, term"),  # and of use_by_province
    ("attestations", "source_id, start"),
    ("attestations", "year, province"),
    ("terms", "term"),
)
SEARCHED = {"terms": ("term", "term_hant", "members", "variants"), "definitions": ("term", "head", "definition")}
"""Tables with a full-text index, and the columns that it covers."""

_WHOLE = 16
"""Length of a cell up to which each of its parts can be found, whatever its length."""
_PART = 4
"""Characters of the longest parts of longer cells that can be found."""

_VIEWS = {
    "use_by_year": """
        SELECT term_id, term, year, COUNT(*) AS attestations, COUNT(DISTINCT source_id) AS sources
        FROM attestations WHERE year IS NOT NULL GROUP BY term_id, year""",
    "use_by_province": """
        SELECT term_id, term, province, COUNT(*) AS attestations, COUNT(DISTINCT source_id) AS sources
        FROM attestations WHERE province IS NOT NULL GROUP BY term_id, province""",
    "sources_by_year_and_province": """
        SELECT year, province, level, COUNT(*) AS sources FROM sources GROUP BY year, province, level""",
}
"""Views for common questions; the last one is the denominator of the others."""


def write_sqlite(edition: Edition, metadata: ExportMetadata, out: BinaryIO) -> int:
    """Write the file; returns the rows of all tables. The same rows give the same bytes with the same SQLite."""
    with temporary_folder() as folder:
        path = folder / "tables.db"
        connection = sqlite3.connect(path, isolation_level=None)
        try:
            count = _fill(connection, edition, metadata)
        finally:
            connection.close()
        with path.open("rb") as written:
            while block := written.read(1 << 20):
                out.write(block)
    return count


def datasette_metadata(edition: Edition, metadata: ExportMetadata) -> bytes:
    """``metadata.json`` for ``datasette tables.db --metadata metadata.json``: what each table and column holds."""
    tables: dict[str, Any] = {
        table.name: {
            "title": table.title,
            "columns": {column.name: column.note for column in table.columns},
            "label_column": {"terms": "term", "sources": "title"}.get(table.name),
        }
        for table in TABLES
    }
    for described in tables.values():
        if described["label_column"] is None:
            del described["label_column"]
    document = {
        "title": metadata.title,
        "description": f"Revision {edition.revision}",
        "license": "CC BY 4.0",
        "license_url": metadata.license_url,
        "source": metadata.title,
        "source_url": metadata.base_url,
        "databases": {"tables": {"tables": tables}},
    }
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _fill(connection: sqlite3.Connection, edition: Edition, metadata: ExportMetadata) -> int:
    for pragma in ("journal_mode = OFF", "synchronous = OFF", "foreign_keys = OFF"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("BEGIN")
    insert = {table.name: _create(connection, table) for table in (SOURCES, *_OF_ARTICLES, ATTESTATIONS)}
    count = insert[SOURCES.name](rows_of(SOURCES, edition))
    count += sum(insert[table.name]((row,)) for table, row in article_rows(_OF_ARTICLES, edition))
    count += insert[ATTESTATIONS.name](rows_of(ATTESTATIONS, edition))
    for table, columns in _INDEXES:
        name = f"{table}_{columns.replace(', ', '_')}"
        connection.execute(f'CREATE INDEX "{name}" ON "{table}" ({columns})')
    for name, query in _VIEWS.items():
        connection.execute(f'CREATE VIEW "{name}" AS {query}')
    connection.execute("CREATE TABLE edition (name TEXT PRIMARY KEY, value TEXT NOT NULL)")
    document = {"title": metadata.title, "revision": edition.revision, "license": metadata.license_url}
    connection.executemany("INSERT INTO edition VALUES (?, ?)", document.items())
    connection.execute("COMMIT")
    return count


def _create(connection: sqlite3.Connection, table: Table) -> Callable[[Iterable[Row]], int]:
    """Creates a table with its full-text index; returns what inserts rows into both and counts them."""
    columns = [_definition(column) for column in table.columns]
    key = ", ".join(f'"{name}"' for name in table.key)
    references = [
        f'FOREIGN KEY ("{column}") REFERENCES "{other}" ("id")'
        for column, other in REFERENCES.get(table.name, {}).items()
    ]
    connection.execute(f'CREATE TABLE "{table.name}" ({", ".join([*columns, f"PRIMARY KEY ({key})", *references])})')
    statement = f'INSERT INTO "{table.name}" VALUES ({", ".join("?" * len(columns))})'  # noqa: S608 - names of our own
    values = _make_values(table)
    if table.name not in SEARCHED:
        return lambda rows: connection.executemany(statement, map(values, rows)).rowcount
    index = _create_index(connection, table)

    def insert(rows: Iterable[Row]) -> int:
        count = 0
        for count, row in enumerate(rows, 1):  # noqa: B007 - the last value is the number of rows
            index(connection.execute(statement, values(row)).lastrowid, row)
        return count

    return insert


def _make_values(table: Table) -> Callable[[Row], Sequence[Any]]:
    """Returns what takes the values of a row in the order of the columns; lists become JSON."""
    take = itemgetter(*(column.name for column in table.columns))
    lists = [at for at, column in enumerate(table.columns) if column.separator]
    if not lists:
        return take

    def values(row: Row) -> Sequence[Any]:
        found = list(take(row))
        for at in lists:
            found[at] = orjson.dumps(found[at]).decode()
        return found

    return values


def _create_index(connection: sqlite3.Connection, table: Table) -> Callable[[int | None, Row], None]:
    """Creates the full-text index of a table; returns what adds a row to it."""
    searched = SEARCHED[table.name]
    named = ", ".join(f'"{name}"' for name in searched)
    connection.execute(f'CREATE VIRTUAL TABLE "{table.name}_fts" USING fts5 ({named}, content="{table.name}")')
    statement = f'INSERT INTO "{table.name}_fts" (rowid, {named}) VALUES (?{", ?" * len(searched)})'  # noqa: S608

    def add(number: int | None, row: Row) -> None:
        connection.execute(statement, [number, *(_parts_of_cell(row[name]) for name in searched)])

    return add


def _definition(column: Column) -> str:
    return f'"{column.name}" {_AFFINITY.get(column.datatype, "TEXT")}{" NOT NULL" if column.required else ""}'


def _parts_of_cell(value: Any) -> str:
    values: Iterable[str] = value if isinstance(value, list) else [value or ""]
    return " ".join(dict.fromkeys(part for each in values for part in parts(str(each))))


def parts(text: str) -> list[str]:
    """What a search for a part of ``text`` may be: any part of a short text, two to four characters of a long one.

    >>> sorted(parts("三区三"))
    ['三', '三', '三区', '三区三', '区', '区三']
    """
    size = len(text)
    lengths = range(1, size + 1) if size <= _WHOLE else range(2, _PART + 1)
    return [text[start : start + length] for length in lengths for start in range(size - length + 1)]


_ROWS_OF_A_GROUP = 1_000
"""Rows held in memory at a time, and rows of a group in the file."""


def write_parquet(table: Table, edition: Edition, metadata: ExportMetadata, out: BinaryIO) -> int:
    """Write one table; returns its number of rows.

    Raises:
        MissingExtraError: pyarrow is not installed.
    """
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise MissingExtraError("parquet", "pyarrow") from error
    fields = [
        pa.field(column.name, _arrow_type(pa, column), metadata={"description": column.note})
        for column in table.columns
    ]
    about = {"title": f"{metadata.title}: {table.title}", "revision": edition.revision, "license": metadata.license_url}
    schema = pa.schema(fields, metadata=about)
    rows = iter(rows_of(table, edition))
    count = 0
    with parquet.ParquetWriter(out, schema, compression="zstd") as writer:
        while group := list(islice(rows, _ROWS_OF_A_GROUP)):
            columns = [
                pa.array(_cells(group, column), field.type) for column, field in zip(table.columns, fields, strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(columns, schema=schema))
            count += len(group)
    return count


def _cells(rows: Iterable[Row], column: Column) -> list[Any]:
    """The cells of a column, lists as lists of text: N in a list of numerals is written as X."""
    cells = list(map(itemgetter(column.name), rows))
    return [list(map(str, cell or ())) for cell in cells] if column.separator else cells


def _arrow_type(pa: Any, column: Column) -> Any:
    if column.separator:
        return pa.list_(pa.string())
    return {
        "nonNegativeInteger": pa.int64(),
        "positiveInteger": pa.int64(),
        "gYear": pa.int32(),
        "decimal": pa.float64(),
    }.get(column.datatype, pa.string())
