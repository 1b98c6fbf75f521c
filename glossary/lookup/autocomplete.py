"""Autocomplete: headwords that begin with the input, then pinyin that begins with it, then headwords that contain it.

Numerals may be typed as digits (3区), and characters may be followed by pinyin (三qu). If nothing is found, Taiwan's
terms are converted to the mainland's (網際網路).
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

_MAX_LENGTH = 40
_MIXED = re.compile(r"([\u3400-\u9fff]+)([A-Za-z]+)")
"""Chinese characters followed by pinyin that is still being typed."""
_NUMERALS = tuple(str.maketrans("0123456789", f"零一{two}三四五六七八九") for two in "二两")
_MAX_BY_PINYIN = 200


def suggest(reader: Reader, q: str, limit: int = 10) -> list[dict[str, Any]]:
    """Returns up to ``limit`` (at most 50) completions of ``q``, most important first within each kind of match."""
    typed = q[:_MAX_LENGTH]
    rows: dict[int, str] = {}
    capacity = max(1, min(limit, 50))
    for row, how in chain(_rows(reader, typed, capacity), _reworded(reader, typed, rows, capacity)):
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
        for row in _by_prefix(reader, spelled, limit):
            yield row, "prefix"
    for row in _by_characters_and_pinyin(reader, typed, limit):
        yield row, "pinyin"
    if typed.isascii() or not any(character >= "\u3400" for character in typed):
        for row in _by_pinyin(reader, normalize_pinyin(typed), limit):
            yield row, "pinyin"
    holding = Condition(HEADS, index.match_expression(key), "instr(t.heads, ?)", (key,))
    for row in queries.matching(reader.connection, holding, Filters(), -1, limit * 2):
        yield row, "substring"


def _reworded(reader: Reader, typed: str, found: Collection[int], limit: int) -> Iterator[tuple[int, str]]:
    """Yields matches for the mainland's wording if ``found`` is empty; evaluated after all other matches."""
    key = "" if found else term_key(taiwan_to_mainland_terms(typed))
    if key and key != term_key(typed):
        yield from ((row, "prefix") for row in _by_prefix(reader, key, limit))


def _by_characters_and_pinyin(reader: Reader, typed: str, limit: int) -> list[int]:
    """Finds headwords that begin with the typed characters and continue with the pinyin typed after them."""
    mixed = _MIXED.fullmatch(typed)
    if not mixed:
        return []
    start = term_key(mixed[1])
    sounding = _by_pinyin(reader, read(mixed[1]).plain + normalize_pinyin(mixed[2]), _MAX_BY_PINYIN)
    return [row for row, head in queries.keys(reader.connection, sounding) if head.startswith(start)][:limit]


def _by_prefix(reader: Reader, key: str, limit: int) -> list[int]:
    return queries.matching(reader.connection, headword_prefix_condition(key), Filters(), -1, limit)


def _by_pinyin(reader: Reader, typed: str, limit: int) -> list[int]:
    if not typed:
        return []
    if len(typed) > index.LONGEST_TYPED:
        return queries.rows_by_pinyin(reader.connection, typed)[:limit]
    condition = Condition(HEADS, index.typed_expression(typed))
    return queries.matching(reader.connection, condition, Filters(), -1, limit)
