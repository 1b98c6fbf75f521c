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
    CREATE TABLE search_reading (
        reading TEXT NOT NULL, row INTEGER NOT NULL, PRIMARY KEY (reading, row)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE VIRTUAL TABLE search_head USING fts5 (text, content='', detail=none, columnsize=0, tokenize='ascii')",
    "CREATE VIRTUAL TABLE search_definition USING fts5 (text, content='', detail=none, columnsize=0, tokenize='ascii')",
)
"""Statements that make the index; a migration runs them once."""

_SOURCES, _BITS, _LENGTHS = (1 << 13) - 1, (1 << 4) - 1, (1 << 5) - 1


def row_of(key: str, headword: str, rank: int) -> int:
    """The row number of a term: ascending numbers are descending importance; a pure function of the article.

    From the highest bit: explained first, more sources (to 8,191), more attestations (by powers of two), the shorter
    headword, 40 bits of the key's hash. ``rank`` is ``term.rank``: explained, sources and attestations in 20 bits each.
    """
    weight = (
        (rank >> 40 & 1) << 17 | min(rank >> 20 & 0xFFFFF, _SOURCES) << 4 | min((rank & 0xFFFFF).bit_length(), _BITS)
    )
    tie = int.from_bytes(hashlib.sha256(key.encode()).digest()[:5], "big")
    return ((1 << 18) - 1 - weight) << 45 | min(len(headword), _LENGTHS) << 40 | tie


def index(connection: sqlite3.Connection, term: int) -> None:
    """Add the written term with row number ``term`` to the index."""
    columns = "key, headword, rank, kind, shape, numerals, explained, first_year, last_year, article"
    found = connection.execute(f"SELECT {columns} FROM term WHERE n = ?", (term,)).fetchone()
    key, headword, rank, *facets, article = found
    row = _free_row(connection, row_of(key, headword, rank))
    reading = pinyin.read(headword)
    connection.execute("INSERT INTO search VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (row, term, *facets, reading.marks))
    heads, definitions = _texts(article, reading)
    connection.execute("INSERT INTO search_head (rowid, text) VALUES (?, ?)", (row, heads))
    if definitions:
        connection.execute("INSERT INTO search_definition (rowid, text) VALUES (?, ?)", (row, definitions))
    connection.executemany("INSERT INTO search_reading VALUES (?, ?)", [(typed, row) for typed in typed_for(reading)])


def unindex(connection: sqlite3.Connection, term: int) -> None:
    """Take the term with row number ``term`` out of the index; call it while the old article still stands."""
    statement = "SELECT row, headword, article FROM search JOIN term ON term.n = search.term WHERE search.term = ?"
    found = connection.execute(statement, (term,)).fetchone()
    if not found:
        return
    row, headword, article = found
    reading = pinyin.read(headword)
    heads, definitions = _texts(article, reading)
    forget = "INSERT INTO {0} ({0}, rowid, text) VALUES ('delete', ?, ?)"
    connection.execute(forget.format("search_head"), (row, heads))
    if definitions:
        connection.execute(forget.format("search_definition"), (row, definitions))
    typed_rows = [(typed, row) for typed in typed_for(reading)]
    connection.executemany("DELETE FROM search_reading WHERE reading = ? AND row = ?", typed_rows)
    connection.execute("DELETE FROM search WHERE row = ?", (row,))


def typed_for(reading: pinyin.Reading) -> tuple[str, ...]:
    """What one may type for a headword: its syllables without tones, its initials."""
    return tuple(dict.fromkeys((reading.plain, reading.initials)))


def _texts(article: bytes, reading: pinyin.Reading) -> tuple[str, str]:
    """The tokens of the heads (with what tells how they start) and of the definitions."""
    read: dict[str, Any] = orjson.loads(article)
    heads = head_text(read)
    head_tokens = " ".join((tokens(heads), *start_tokens(heads, typed_for(reading))))
    return head_tokens, tokens(definition_text(read))


def _free_row(connection: sqlite3.Connection, row: int) -> int:
    """``row``, or the next free number should two keys of one rank and length share a 40-bit hash."""
    while connection.execute("SELECT 1 FROM search WHERE row = ?", (row,)).fetchone():
        row += 1
    return row
