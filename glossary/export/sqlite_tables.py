"""The tables as one SQLite file, for people who ask questions in SQL (Datasette opens it as it is).

This is a format like the others, written from the same columns as the CSV files; the term store with its indexes is
another file and stays where it is. Lists are JSON arrays, so that ``json_each`` takes them apart.
"""

import sqlite3
import tempfile
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from glossary.export.columns import TABLES, Column, Row, Table
from glossary.export.release import Edition, ExportMetadata

_AFFINITY = {"nonNegativeInteger": "INTEGER", "positiveInteger": "INTEGER", "gYear": "INTEGER", "decimal": "REAL"}


def write_sqlite(edition: Edition, imprint: ExportMetadata, out: BinaryIO) -> int:
    """Write the file; returns the rows of all tables. The same rows give the same bytes with the same SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tables.db"
        connection = sqlite3.connect(path, isolation_level=None)
        try:
            count = _fill(connection, edition, imprint)
        finally:
            connection.close()
        out.write(path.read_bytes())
    return count


def _fill(connection: sqlite3.Connection, edition: Edition, imprint: ExportMetadata) -> int:
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("BEGIN")
    count = sum(_fill_table(connection, table, edition) for table in TABLES)
    connection.execute("CREATE INDEX definitions_term ON definitions (term_id)")
    connection.execute("CREATE INDEX attestations_term ON attestations (term_id)")
    connection.execute("CREATE TABLE edition (name TEXT PRIMARY KEY, value TEXT NOT NULL)")
    said = {"title": imprint.title, "revision": edition.revision, "license": imprint.license_url}
    connection.executemany("INSERT INTO edition VALUES (?, ?)", said.items())
    connection.execute("COMMIT")
    return count


def _fill_table(connection: sqlite3.Connection, table: Table, edition: Edition) -> int:
    columns = ", ".join(_definition(column) for column in table.columns)
    key = ", ".join(f'"{name}"' for name in table.key)
    connection.execute(f'CREATE TABLE "{table.name}" ({columns}, PRIMARY KEY ({key})) WITHOUT ROWID')
    marks = ", ".join("?" * len(table.columns))
    rows = ([_value(row, column) for column in table.columns] for row in table.rows(edition))
    connection.executemany(f'INSERT INTO "{table.name}" VALUES ({marks})', rows)  # noqa: S608 - names of our own
    return int(connection.execute(f'SELECT count(*) FROM "{table.name}"').fetchone()[0])  # noqa: S608


def _definition(column: Column) -> str:
    return f'"{column.name}" {_AFFINITY.get(column.datatype, "TEXT")}{" NOT NULL" if column.required else ""}'


def _value(row: Row, column: Column) -> Any:
    value = row.get(column.name)
    return orjson.dumps(value).decode() if column.separator else value
