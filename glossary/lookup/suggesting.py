"""Completions as one types: heads that begin so, then pinyin that begins so, then heads that hold it."""

from collections.abc import Iterator
from typing import Any

from glossary.han.keys import term_key
from glossary.han.pinyin import fold_pinyin
from glossary.store import search_text, searching
from glossary.store.reading import Reader
from glossary.store.searching import HEADS, Condition, Filters, heads_beginning

_LONGEST = 40


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
    holding = Condition(HEADS, search_text.match_expression(key), "instr(t.heads, ?)", (key,))
    for row in searching.matching(reader.connection, holding, Filters(), -1, limit * 2):
        yield row, "substring"


def _starting(reader: Reader, key: str, limit: int) -> list[int]:
    return searching.matching(reader.connection, heads_beginning(key), Filters(), -1, limit)


def _sounding(reader: Reader, typed: str, limit: int) -> list[int]:
    if not typed:
        return []
    if len(typed) > search_text.LONGEST_TYPED:
        return searching.spoken(reader.connection, typed)[:limit]
    condition = Condition(HEADS, search_text.typed_expression(typed))
    return searching.matching(reader.connection, condition, Filters(), -1, limit)
