"""The search index, updated row by row with the terms, so that a changed source affects only its own rows.

``search`` has one small row for each term in order of importance. Its row number *is* the order: explained before
unexplained, more sources before fewer, then the shorter headword, then a hash of the key. So the order depends only on
the dictionary. ``search_text`` has the normalized headwords and definitions. ``search_head`` and ``search_definition``
are contentless FTS5 tables over their tokens, without positions. ``search_reading`` has pinyin as typed. SQLite before
3.43 cannot delete a row of a contentless table by its number, only with the old text, which ``search_text`` has.

The writer calls :func:`unindex` before an article is deleted or replaced, and :func:`index` after it is written.

SQLite's trigram index cannot find 双碳, and a word index splits slogans. So a text is indexed by its single characters
and its character pairs. A query of one or two characters is one token; a longer query is all its pairs, and the
normalized text confirms the match. This is exact for any length.
"""

import hashlib
import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import orjson

from glossary.chinese import pinyin
from glossary.chinese.normalize import SEPARATORS, term_key

BREAK = "\n"
"""Replaces any run of separators in normalized text; a match across it needs a separator in the query too."""
LONGEST_START = 3
LONGEST_TYPED = 6

_SEPARATED = re.compile(rf"(?:[{re.escape(SEPARATORS)}，；：！？（）()\n\t]|(?<!\d)\.|\.(?!\d))+")
# FTS5's ascii tokenizer splits at ASCII punctuation; mapped to a private use area it is kept.
_SIGNS = str.maketrans(
    {chr(code): chr(0xE000 + code) for code in range(0x80) if not chr(code).isalnum() and chr(code) != BREAK}
)


def normalize_for_search(text: str) -> str:
    r"""Normalizes ``text`` for search: every stretch between separators like the key of a term.

    >>> normalize_for_search("“三區三線”：城镇空间、农业空间。") == "三区三线\n城镇空间\n农业空间"
    True
    """
    pieces = (term_key(piece) for piece in _SEPARATED.split(text))
    return BREAK.join(piece for piece in pieces if piece)


def tokens(folded: str) -> str:
    r"""Returns the tokens of a normalized text, each once, joined by blanks: every character, every pair in a stretch.

    >>> tokens("双碳\n碳")
    '双 双碳 碳'
    """
    stretches = folded.translate(_SIGNS).split(BREAK)
    return " ".join(sorted({token for each in stretches for token in (*each, *map("".join, pairwise(each)))}))


def start_tokens(heads: str, typed: Iterable[str] = ()) -> list[str]:
    """Returns prefix tokens: of headwords, up to three characters, and of their pinyin, up to six letters.

    With them, completions of one typed character are read from the index in order of importance, however many
    headwords start with it.
    """
    written = {_start(head[:length]) for head in heads.split(BREAK) for length in range(1, LONGEST_START + 1)}
    spoken = {_spoken(each[:length]) for each in typed for length in range(1, LONGEST_TYPED + 1)}
    return sorted(written | spoken)


def start_expression(start: str) -> str:
    """Returns the FTS5 expression for headwords that begin with the key ``start``; exact up to three characters."""
    pairs = map("".join, pairwise(start)) if len(start) > LONGEST_START else iter(())
    return " ".join(f'"{token}"' for token in (_start(start[:LONGEST_START]), *(p.translate(_SIGNS) for p in pairs)))


def typed_expression(typed: str) -> str:
    """Returns the FTS5 expression for pinyin that begins with ``typed``; exact up to six letters."""
    return f'"{_spoken(typed[:LONGEST_TYPED])}"'


def _start(start: str) -> str:
    return "\ue0fe" + start.translate(_SIGNS)


def _spoken(typed: str) -> str:
    return "\ue0ff" + typed.translate(_SIGNS)


def match_expression(needle: str) -> str:
    """Returns the FTS5 expression for texts that contain ``needle``; exact for one and two characters.

    >>> match_expression("三区三线")
    '"三区" "区三" "三线"'
    """
    requested = dict.fromkeys(
        token for stretch in needle.split(BREAK) if stretch for token in _searched_tokens(stretch)
    )
    return " ".join(f'"{token.translate(_SIGNS)}"' for token in requested)


def _searched_tokens(stretch: str) -> Iterator[str]:
    return map("".join, pairwise(stretch)) if len(stretch) > 1 else iter(stretch)


def is_exact(needle: str) -> bool:
    """Whether the index alone is exact for ``needle``, without confirmation in the text."""
    return len(needle) < 3 and BREAK not in needle


def head_text(article: dict[str, Any]) -> str:
    """Returns the normalized headwords of an article, one on each line: the headword and every variant."""
    forms = (article["headword"], *(variant["form"] for variant in article.get("variants", ())))
    return BREAK.join(dict.fromkeys(key for key in map(term_key, forms) if key))


def normalized_definitions(article: dict[str, Any]) -> str:
    """Returns the normalized definitions of an article: every wording of every sense, each once."""
    return BREAK.join(dict.fromkeys(folded for text in _definitions(article) if (folded := normalize_for_search(text))))


def _definitions(article: dict[str, Any]) -> Iterable[str]:
    for sense in article.get("senses", ()):
        if sense.get("definition"):
            yield sense["definition"]
        for wording in sense.get("definitions") or ():
            yield wording["text"] if isinstance(wording, dict) else wording


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
"""Statements that create the index; a migration runs them once."""

FULL_TEXT_TABLES = ("search_head", "search_definition")

_RANKS, _LENGTHS = (1 << 18) - 1, (1 << 5) - 1
_TIE = 4
"""Bytes of the key's hash in a row number; more bytes would make every posting of the index longer."""


def row_of(key: str, headword: str, rank: int) -> int:
    """Returns the row number of a term, ascending with descending importance; a pure function of the article.

    From the highest bit: 18 bits of inverted ``term.rank``, the length of the headword, 32 bits of the key's hash.
    """
    weight = _RANKS - max(0, min(rank, _RANKS))
    tie = int.from_bytes(hashlib.sha256(key.encode()).digest()[:_TIE], "big")
    return (weight << 5 | min(len(headword), _LENGTHS)) << 8 * _TIE | tie


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """The index data of an article.

    Attributes:
        marks: The pinyin of the headword with tone marks.
        typed: Pinyin as typed, in full and as initials.
        heads: Normalized headwords, one on each line.
        definitions: Normalized definitions, one on each line.
        tokens: The tokens for each full-text table.
    """

    marks: str
    typed: tuple[str, ...]
    heads: str
    definitions: str
    tokens: tuple[tuple[str, str], ...]


def make_index_entry(article: dict[str, Any]) -> IndexEntry:
    """Computes the index data of an article from its body; needs no database."""
    reading = pinyin.read(article["headword"])
    typed = tuple(dict.fromkeys((reading.plain, reading.initials)))
    heads, definitions = head_text(article), normalized_definitions(article)
    return IndexEntry(reading.marks, typed, heads, definitions, tuple(_tokens(heads, typed, definitions)))


def index(connection: sqlite3.Connection, term: int, entry: IndexEntry) -> None:
    """Add one written term to the index.

    Args:
        connection: Within a transaction.
        term: The row number of the term.
        entry: The result of ``make_index_entry``.
    """
    columns = "key, headword, rank, kind, shape, numerals, explained, first_year, last_year"
    found = connection.execute(f"SELECT {columns} FROM term WHERE n = ?", (term,)).fetchone()
    key, headword, rank, *facets = found
    index_terms(connection, [IndexedTerm(term, row_of(key, headword, rank), tuple(facets), entry)])


@dataclass(frozen=True, slots=True)
class IndexedTerm:
    """A term to add to the index.

    Attributes:
        term: The row number of the term.
        row: The result of ``row_of``.
        facets: The term's kind, shape, numerals, explained, first_year and last_year.
        entry: The result of ``make_index_entry``.
    """

    term: int
    row: int
    facets: tuple[Any, ...]
    entry: IndexEntry


def index_terms(connection: sqlite3.Connection, terms: Sequence[IndexedTerm]) -> None:
    """Add written terms to the index, in the order of their rows: FTS5 writes a segment whenever a row is smaller.

    Args:
        connection: Within a transaction.
        terms: The terms; none of them is in the index.
    """
    rows = _find_free_rows(connection, [each.row for each in terms])
    pairs = sorted(zip(rows, terms, strict=True), key=lambda pair: pair[0])
    connection.executemany(
        "INSERT INTO search VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        ((row, each.term, *each.facets, each.entry.marks) for row, each in pairs),
    )
    connection.executemany(
        "INSERT INTO search_text VALUES (?, ?, ?, ?)",
        ((row, each.entry.heads, " ".join(each.entry.typed), each.entry.definitions) for row, each in pairs),
    )
    connection.executemany(
        "INSERT INTO search_reading VALUES (?, ?)", ((typed, row) for row, each in pairs for typed in each.entry.typed)
    )
    for table in FULL_TEXT_TABLES:
        texts = ((row, text) for row, each in pairs for name, text in each.entry.tokens if name == table)
        connection.executemany(f"INSERT INTO {table} (rowid, text) VALUES (?, ?)", texts)


def unindex(connection: sqlite3.Connection, term: int) -> None:
    """Remove the term with row number ``term`` from the index."""
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


def optimize_index(connection: sqlite3.Connection, changed: int) -> None:
    """Merge index segments after ``changed`` articles were written; queries become five times faster.

    The work is proportional to the change: a large ingest merges everything, one source a few pages.
    """
    for table in FULL_TEXT_TABLES:
        connection.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('merge', ?)", (-(16 + 4 * changed),))


def find_tokens(heads: str, typed: Sequence[str], definitions: str) -> Iterator[tuple[str, str]]:
    """Yields each token of a term once, with its full-text table."""
    for table, text in _tokens(heads, typed, definitions):
        yield from ((table, token) for token in set(text.split()))


def match_token(connection: sqlite3.Connection, table: str, token: str) -> list[int]:
    """Returns the rows that a full-text table has for a token."""
    statement = f"SELECT rowid FROM {table} WHERE {table} MATCH ?"
    return [row for (row,) in connection.execute(statement, (f'"{token}"',))]


def list_tokens(connection: sqlite3.Connection, table: str) -> list[str]:
    """Returns every token of a full-text table."""
    connection.execute(f"CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, {table}, row)")
    try:
        return [token for (token,) in connection.execute("SELECT term FROM temp.vocabulary")]
    finally:
        connection.execute("DROP TABLE temp.vocabulary")


def _tokens(heads: str, typed: Sequence[str], definitions: str) -> Iterator[tuple[str, str]]:
    """Yields the tokens of a term for each full-text table: headwords with their prefixes, and definitions."""
    yield "search_head", " ".join((tokens(heads), *start_tokens(heads, typed)))
    if definitions:
        yield "search_definition", tokens(definitions)


def _find_free_rows(connection: sqlite3.Connection, rows: Sequence[int]) -> list[int]:
    """Returns ``rows``; where two keys of one rank and length share a hash, the later one gets the next free number."""
    own_rows, query = set(rows), "SELECT row FROM search WHERE row IN (SELECT value FROM json_each(?))"
    taken = {row for (row,) in connection.execute(query, [orjson.dumps(rows).decode()])}
    free: list[int] = []
    for wanted in rows:
        row = wanted
        while row in taken or (row not in own_rows and _is_taken(connection, row)):
            row += 1
        taken.add(row)
        free.append(row)
    return free


def _is_taken(connection: sqlite3.Connection, row: int) -> bool:
    return connection.execute("SELECT 1 FROM search WHERE row = ?", (row,)).fetchone() is not None
