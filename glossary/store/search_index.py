"""The index behind search: kept row by row beside the terms, so that a changed source touches only its own.

``search`` holds one small row a term in order of importance (its number *is* the order: the more sources the smaller,
then the shorter headword, then a hash of the key, so that the order depends on nothing but the dictionary);
``search_head`` and ``search_definition`` are contentless FTS5 tables over the tokens of :mod:`.search_text`, without
positions; ``search_reading`` holds what one types for pinyin. SQLite before 3.43 cannot delete from a contentless table
by row, but it can when told the old text, and the old text follows from the old article.

The writer calls :func:`unindex` before an article is replaced or deleted and :func:`index` after it is written.
"""

import hashlib
import sqlite3
from typing import Any

import orjson

from glossary.han import pinyin
from glossary.store.search_text import definition_text, head_text, tokens

SCHEMA = (
    """
    CREATE TABLE search (
        row INTEGER PRIMARY KEY,
        term INTEGER NOT NULL UNIQUE REFERENCES term (n) ON DELETE CASCADE,
        kind TEXT NOT NULL, shape TEXT, numerals TEXT NOT NULL, explained INTEGER NOT NULL,
        first_year INTEGER, last_year INTEGER
    ) STRICT
    """,
    """
    CREATE TABLE search_reading (
        reading TEXT NOT NULL, row INTEGER NOT NULL, PRIMARY KEY (reading, row)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE VIRTUAL TABLE search_head USING fts5 (text, content='', detail=none, columnsize=0, tokenize='ascii')",
    "CREATE VIRTUAL TABLE search_definition USING fts5 (text, content='', detail=none, columnsize=0, tokenize='ascii')",
)
"""Statements that make the index; a migration runs them once."""

_RANKS, _LENGTHS = (1 << 18) - 1, (1 << 5) - 1


def row_of(key: str, headword: str, rank: int) -> int:
    """The row number of a term: ascending numbers are descending importance; a pure function of the article."""
    weight = _RANKS - max(0, min(rank, _RANKS))
    tie = int.from_bytes(hashlib.sha256(key.encode()).digest()[:5], "big")
    return (weight << 45) | (min(len(headword), _LENGTHS) << 40) | tie


def index(connection: sqlite3.Connection, term: int) -> None:
    """Add the written term with row number ``term`` to the index."""
    columns = "key, headword, rank, kind, shape, numerals, explained, first_year, last_year, article"
    found = connection.execute(f"SELECT {columns} FROM term WHERE n = ?", (term,)).fetchone()
    key, headword, rank, *facets, article = found
    row = _free_row(connection, row_of(key, headword, rank))
    connection.execute("INSERT INTO search VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (row, term, *facets))
    heads, definitions = _texts(article)
    connection.execute("INSERT INTO search_head (rowid, text) VALUES (?, ?)", (row, heads))
    if definitions:
        connection.execute("INSERT INTO search_definition (rowid, text) VALUES (?, ?)", (row, definitions))
    spoken = [(reading, row) for reading in readings(headword)]
    connection.executemany("INSERT INTO search_reading VALUES (?, ?)", spoken)


def unindex(connection: sqlite3.Connection, term: int) -> None:
    """Take the term with row number ``term`` out of the index; call it while the old article still stands."""
    statement = "SELECT row, headword, article FROM search JOIN term ON term.n = search.term WHERE search.term = ?"
    found = connection.execute(statement, (term,)).fetchone()
    if not found:
        return
    row, headword, article = found
    heads, definitions = _texts(article)
    forget = "INSERT INTO {0} ({0}, rowid, text) VALUES ('delete', ?, ?)"
    connection.execute(forget.format("search_head"), (row, heads))
    if definitions:
        connection.execute(forget.format("search_definition"), (row, definitions))
    spoken = [(reading, row) for reading in readings(headword)]
    connection.executemany("DELETE FROM search_reading WHERE reading = ? AND row = ?", spoken)
    connection.execute("DELETE FROM search WHERE row = ?", (row,))


def readings(headword: str) -> tuple[str, ...]:
    """What one may type for ``headword``: its syllables without tones, its initials."""
    reading = pinyin.read(headword)
    return tuple(dict.fromkeys((reading.plain, reading.initials)))


def _texts(article: bytes) -> tuple[str, str]:
    read: dict[str, Any] = orjson.loads(article)
    return tokens(head_text(read)), tokens(definition_text(read))


def _free_row(connection: sqlite3.Connection, row: int) -> int:
    """``row``, or the next free number should two keys of one rank and length share a 40-bit hash."""
    while connection.execute("SELECT 1 FROM search WHERE row = ?", (row,)).fetchone():
        row += 1
    return row
