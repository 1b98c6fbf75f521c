"""A store as text, row numbers left out: equal dictionaries are equal dumps."""

import sqlite3
from contextlib import closing
from pathlib import Path

from glossary.store.write.store import TermStore

QUERIES = Path(__file__).with_suffix(".sql").read_text("utf-8").split(";")


def dump(store: TermStore | Path) -> list[str]:
    """Every row of a store, sorted."""
    if isinstance(store, TermStore):
        return _dump(store._db.conn)
    with closing(sqlite3.connect(store)) as connection:
        return _dump(connection)


def _dump(connection: sqlite3.Connection) -> list[str]:
    return sorted(repr(row) for query in QUERIES for row in connection.execute(query))
