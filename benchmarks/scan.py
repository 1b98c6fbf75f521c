"""Search without an index: every article looked at, in order of importance. Slow, short, and plainly right."""

import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

from glossary.chinese.normalize import term_key
from glossary.chinese.pinyin import normalize_pinyin
from glossary.store.search.index import BREAK, fold

ROWS = """
    SELECT term.id, search_text.heads, search_text.typed, search_text.definitions
    FROM search_text JOIN search USING (row) JOIN term ON term.n = search.term ORDER BY row
"""


class Folded(NamedTuple):
    """One article as search compares it: its folded heads, what one types for its pinyin, its folded definitions."""

    id: str
    heads: list[str]
    typed: list[str]
    definitions: str


class Scan:
    """All articles of a store in memory."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._articles = [
            Folded(id_, heads.split(BREAK), typed.split(" "), definitions)
            for id_, heads, typed, definitions in connection.execute(ROWS)
        ]

    def holding(self, question: str) -> list[str]:
        """Ids of terms with ``question`` in a head, then of those with it in a definition only."""
        key, needle = term_key(question), fold(question)
        in_heads = [one.id for one in self._articles if any(key in head for head in one.heads)]
        known = set(in_heads)
        return in_heads + [one.id for one in self._articles if needle in one.definitions and one.id not in known]

    def completing(self, typed: str, limit: int) -> list[str]:
        """Ids of the first ``limit`` completions: heads that begin so, then pinyin, then heads that hold it."""
        found = dict.fromkeys(id_ for ids in self._completions(typed) for id_ in ids)
        return list(found)[:limit]

    def _completions(self, typed: str) -> Iterator[list[str]]:
        key = term_key(typed)
        yield [one.id for one in self._articles if any(head.startswith(key) for head in one.heads)]
        spoken = normalize_pinyin(typed)
        if spoken.isascii():
            yield [one.id for one in self._articles if any(each.startswith(spoken) for each in one.typed)]
        yield [one.id for one in self._articles if any(key in head for head in one.heads)]
