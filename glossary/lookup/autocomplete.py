"""Completions as one types: heads that begin so, then pinyin that begins so, then heads that hold it.

Numerals may be typed as digits (3区), characters may be followed by pinyin (三qu), and where nothing is found Taiwan's
wording is read as the mainland's (網際網路).
"""

import re
from collections.abc import Collection, Iterator
from itertools import chain
from typing import Any

from glossary.chinese.normalize import term_key
from glossary.chinese.pinyin import normalize_pinyin, read
from glossary.chinese.script import taiwan_to_mainland_terms
from glossary.store.read.reader import Reader
from glossary.store.search import index, queries
from glossary.store.search.queries import HEADS, Condition, Filters, headword_prefix_condition

_LONGEST = 40
_MIXED = re.compile(r"([\u3400-\u9fff]+)([A-Za-z]+)")
"""Characters that are chosen already, and pinyin that is still being typed."""
_NUMERALS = tuple(str.maketrans("0123456789", f"零一{two}三四五六七八九") for two in "二两")
_MOST_SOUNDING = 200


def suggest(reader: Reader, q: str, limit: int = 10) -> list[dict[str, Any]]:
    """Up to ``limit`` (at most 50) completions of ``q``, most important first within each kind of match."""
    typed = q[:_LONGEST]
    rows: dict[int, str] = {}
    room = max(1, min(limit, 50))
    for row, how in chain(_rows(reader, typed, room), _reworded(reader, typed, rows, room)):
        rows.setdefault(row, how)
        if len(rows) >= min(limit, 50):
            break
    items = queries.items(reader.connection, list(rows))
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
    for spelled in dict.fromkeys((key, *(key.translate(numerals) for numerals in _NUMERALS))):
        for row in _starting(reader, spelled, limit):
            yield row, "prefix"
    for row in _half_sounding(reader, typed, limit):
        yield row, "pinyin"
    if typed.isascii() or not any(character >= "\u3400" for character in typed):
        for row in _sounding(reader, normalize_pinyin(typed), limit):
            yield row, "pinyin"
    holding = Condition(HEADS, index.match_expression(key), "instr(t.heads, ?)", (key,))
    for row in queries.matching(reader.connection, holding, Filters(), -1, limit * 2):
        yield row, "substring"


def _reworded(reader: Reader, typed: str, found: Collection[int], limit: int) -> Iterator[tuple[int, str]]:
    """A second chance for what has ``found`` nothing; asked only once all else has been looked at."""
    key = "" if found else term_key(taiwan_to_mainland_terms(typed))
    if key and key != term_key(typed):
        yield from ((row, "prefix") for row in _starting(reader, key, limit))


def _half_sounding(reader: Reader, typed: str, limit: int) -> list[int]:
    """Heads that begin with the characters typed and sound on as typed behind them."""
    mixed = _MIXED.fullmatch(typed)
    if not mixed:
        return []
    start = term_key(mixed[1])
    sounding = _sounding(reader, read(mixed[1]).plain + normalize_pinyin(mixed[2]), _MOST_SOUNDING)
    return [row for row, head in queries.keys(reader.connection, sounding) if head.startswith(start)][:limit]


def _starting(reader: Reader, key: str, limit: int) -> list[int]:
    return queries.matching(reader.connection, headword_prefix_condition(key), Filters(), -1, limit)


def _sounding(reader: Reader, typed: str, limit: int) -> list[int]:
    if not typed:
        return []
    if len(typed) > index.LONGEST_TYPED:
        return queries.rows_by_pinyin(reader.connection, typed)[:limit]
    condition = Condition(HEADS, index.typed_expression(typed))
    return queries.matching(reader.connection, condition, Filters(), -1, limit)
