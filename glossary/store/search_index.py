"""The index behind search: kept row by row beside the terms, so that a changed source touches only its own.

``search`` holds one small row a term in order of importance (its number *is* the order: explained before unexplained,
more sources before fewer, then the shorter headword, then a hash of the key, so that the order depends on nothing but
the dictionary). ``search_text`` holds the folded heads and definitions; ``search_head`` and ``search_definition`` are
contentless FTS5 tables over their tokens (:mod:`.search_text`), without positions; ``search_reading`` holds what one
types for pinyin. SQLite before 3.43 cannot delete a row of a contentless table by its number, but it can when told the
old text, and ``search_text`` has it.

The writer calls :func:`unindex` before an article is deleted or replaced and :func:`index` after it is written.
"""

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

import orjson

from glossary.han import pinyin
from glossary.store.search_text import definition_text, head_text, start_tokens, tokens

SCHEMA = (
    """
    CREATE TABLE search (
        row INTEGER PRIMARY KEY,
        term INTEGER NOT NULL UNIQUE REFERENCES term (n) ON DELETE CASCADE,
        kind TEXT NOT NULL, shape TEXT, numerals TEXT NOT NULL, explained INTEGER NOT NULL,
        first_year INTEGER, last_year INTEGER,
        pinyin TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE search_text (
        row INTEGER PRIMARY KEY, heads TEXT NOT NULL, typed TEXT NOT NULL, definitions TEXT NOT NULL
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
_TIE = 4
"""Bytes of the key's hash in a row number: more would make every posting of the index longer."""


def row_of(key: str, headword: str, rank: int) -> int:
    """The row number of a term: ascending numbers are descending importance; a pure function of the article.

    From the highest bit: 18 bits of ``term.rank`` turned round, the shorter headword, 32 bits of the key's hash.
    """
    weight = _RANKS - max(0, min(rank, _RANKS))
    tie = int.from_bytes(hashlib.sha256(key.encode()).digest()[:_TIE], "big")
    return (weight << 5 | min(len(headword), _LENGTHS)) << 8 * _TIE | tie


def index(connection: sqlite3.Connection, term: int) -> None:
    """Add the written term with row number ``term`` to the index."""
    columns = "key, headword, rank, kind, shape, numerals, explained, first_year, last_year, article"
    found = connection.execute(f"SELECT {columns} FROM term WHERE n = ?", (term,)).fetchone()
    key, headword, rank, *facets, packed = found
    article: dict[str, Any] = orjson.loads(packed)
    reading = pinyin.read(headword)
    typed = tuple(dict.fromkeys((reading.plain, reading.initials)))
    heads, definitions = head_text(article), definition_text(article)
    row = _free_row(connection, row_of(key, headword, rank))
    connection.execute("INSERT INTO search VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (row, term, *facets, reading.marks))
    connection.execute("INSERT INTO search_text VALUES (?, ?, ?, ?)", (row, heads, " ".join(typed), definitions))
    connection.executemany("INSERT INTO search_reading VALUES (?, ?)", [(each, row) for each in typed])
    for table, text in _tokens(heads, typed, definitions):
        connection.execute(f"INSERT INTO {table} (rowid, text) VALUES (?, ?)", (row, text))


def unindex(connection: sqlite3.Connection, term: int) -> None:
    """Take the term with row number ``term`` out of the index."""
    statement = "SELECT row, heads, typed, definitions FROM search JOIN search_text USING (row) WHERE term = ?"
    found = connection.execute(statement, (term,)).fetchone()
    if not found:
        return
    row, heads, joined, definitions = found
    typed = joined.split(" ")
    for table, text in _tokens(heads, typed, definitions):
        connection.execute(f"INSERT INTO {table} ({table}, rowid, text) VALUES ('delete', ?, ?)", (row, text))
    connection.executemany("DELETE FROM search_reading WHERE reading = ? AND row = ?", [(each, row) for each in typed])
    connection.execute("DELETE FROM search_text WHERE row = ?", (row,))
    connection.execute("DELETE FROM search WHERE row = ?", (row,))


def settle(connection: sqlite3.Connection, changed: int) -> None:
    """Merge what ``changed`` articles left in pieces: five times faster questions for a share of the writing.

    The work is bounded by the change: a large harvest merges all, one source a few pages.
    """
    for table in ("search_head", "search_definition"):
        connection.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('merge', ?)", (-(16 + 4 * changed),))


def _tokens(heads: str, typed: Sequence[str], definitions: str) -> Iterator[tuple[str, str]]:
    """What each full-text table gets to see of a term: its heads and how they start, its definitions."""
    yield "search_head", " ".join((tokens(heads), *start_tokens(heads, typed)))
    if definitions:
        yield "search_definition", tokens(definitions)


def _free_row(connection: sqlite3.Connection, row: int) -> int:
    """``row``, or the next free number should two keys of one rank and length share a hash."""
    while connection.execute("SELECT 1 FROM search WHERE row = ?", (row,)).fetchone():
        row += 1
    return row
