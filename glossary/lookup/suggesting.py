"""Completions as one types: heads that begin so, then pinyin that begins so, then heads that hold it."""

from collections.abc import Iterator
from typing import Any

from glossary.han.keys import term_key
from glossary.han.pinyin import fold_pinyin
from glossary.store import search_text, searching
from glossary.store.reading import Reader
from glossary.store.searching import Filters

_LONGEST = 40
_MOST_LOOKS = 400


def suggest(reader: Reader, q: str, limit: int = 10) -> list[dict[str, Any]]:
    """Up to ``limit`` (at most 50) completions of ``q``, most important first within each kind of match."""
    typed = q[:_LONGEST]
    rows: dict[int, str] = {}
    for row, how in _rows(reader, typed, max(1, min(limit, 50))):
        rows.setdefault(row, how)
        if len(rows) >= min(limit, 50):
            break
    items = searching.items(reader.connection, list(rows))
    return [
        {
            "id": item.id,
            "headword": item.headword,
            "pinyin": item.pinyin,
            "explained": bool(item.explained),
            "definition": item.definition,
            "sources": item.sources,
            "match": rows[item.row],
        }
        for item in items
    ]


def _rows(reader: Reader, typed: str, limit: int) -> Iterator[tuple[int, str]]:
    key = term_key(typed)
    if not key:
        return
    for row in _starting(reader, key, limit):
        yield row, "prefix"
    if typed.isascii() or not any(character >= "\u3400" for character in typed):
        for row in _sounding(reader, fold_pinyin(typed), limit):
            yield row, "pinyin"
    expression = search_text.match_expression(key)
    found = searching.matching(reader.connection, searching.HEADS, expression, Filters(), -1, limit * 2)
    for row, other, _ in searching.keys(reader.connection, found):
        if key in other:
            yield row, "substring"


def _starting(reader: Reader, key: str, limit: int) -> list[int]:
    expression = search_text.start_expression(key)
    exact = len(key) <= search_text.LONGEST_START
    most = limit if exact else _MOST_LOOKS
    rows = searching.matching(reader.connection, searching.HEADS, expression, Filters(), -1, most)
    if exact:
        return rows
    return [row for row, other, _ in searching.keys(reader.connection, rows) if other.startswith(key)][:limit]


def _sounding(reader: Reader, typed: str, limit: int) -> list[int]:
    if not typed:
        return []
    if len(typed) > search_text.LONGEST_TYPED:
        return searching.spoken(reader.connection, typed)[:limit]
    expression = search_text.typed_expression(typed)
    return searching.matching(reader.connection, searching.HEADS, expression, Filters(), -1, limit)
