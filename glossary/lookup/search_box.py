"""What a search box shows: suggestions while a query is typed, and results. Hints are in :mod:`.did_you_mean`.

Autocomplete: headwords that begin with the input, then pinyin that begins with it, then headwords that contain it.
Numerals may be typed as digits (3区), and characters may be followed by pinyin (三qu). If nothing is found, Taiwan's
terms are converted to the mainland's (網際網路).

Omnibox search: the rows of a search, and the article that the query itself names. A text search for
3区3线, ３区３线 or sanqu finds nothing, though look-up and pinyin find the term. So a query is also looked up as a
written form, and a query in Latin letters without results is searched as pinyin.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Any

from glossary.chinese.normalize import term_key
from glossary.chinese.pinyin import normalize_pinyin, read, toned_pattern
from glossary.chinese.script import taiwan_to_mainland_terms
from glossary.errors import InvalidQueryError, TermNotFoundError
from glossary.lookup.results import LookupResult, Page, Query
from glossary.store.read.reader import Reader
from glossary.store.search import index, queries
from glossary.store.search.queries import HEADS, Condition, Filters, headword_prefix_condition

if TYPE_CHECKING:
    from glossary.lookup.dictionary import Dictionary
_MIXED = re.compile(r"([\u3400-\u9fff]+)([A-Za-z]+)")
"""Chinese characters followed by pinyin that is still being typed."""
_NUMERALS = tuple(str.maketrans("0123456789", f"零一{two}三四五六七八九") for two in "二两")
_MAX_BY_PINYIN = 200
_MAX_LENGTH = 40


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
        for row in _by_toned_pinyin(reader, typed, limit):
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


def _by_toned_pinyin(reader: Reader, typed: str, limit: int) -> list[int]:
    """Finds headwords that sound as typed; if tones were typed and some headwords have them, only these.

    san1qu1 is 三区三线 and not 三权分置 (san1 quan2), which also begins with these letters.
    """
    toned, letters = toned_pattern(typed), normalize_pinyin(typed)
    rows = _by_pinyin(reader, letters, limit if toned is None else _MAX_BY_PINYIN)
    if toned is not None:
        readings = queries.pinyin_of(reader.connection, rows)
        rows = [row for row in rows if toned.match(readings[row])] or rows
    return rows[:limit]


BY_FORM = frozenset(("substring", "prefix", "exact"))
"""Search modes that match characters literally, so that another mode may find what they miss."""

_MIN_CONFIDENCE = 0.9
"""Minimum confidence at which the article of the look-up is shown above rows of the search."""


@dataclass(frozen=True, slots=True)
class OmniboxResult:
    """The result of an omnibox search.

    Attributes:
        page: The rows, without ``best``.
        query: The query that found them: as given, or by pinyin; ``page.next`` belongs to it.
        best: The row of the article that the query names, if any.
        via: The steps from the query to ``best`` (see docs/search.md).
        confidence: Confidence of the look-up of ``best``; 1.0 if the query is one of its written forms.
        others: Headwords of other articles that the query may name.
        suggestions: Similar headwords, if nothing was found.
    """

    page: Page
    query: Query
    best: dict[str, Any] | None = None
    via: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    confidence: float = 0.0
    suggestions: tuple[str, ...] = ()


def search_omnibox(dictionary: "Dictionary", query: Query) -> OmniboxResult:
    """Returns the rows of ``query`` with the article of the look-up on top; only the first page has one.

    Raises:
        InvalidQueryError: As raised by :meth:`Dictionary.search`.
    """
    with dictionary.reading():
        page = dictionary.search(query)
        if not query.q or query.cursor or query.match not in BY_FORM:
            return OmniboxResult(page, query)
        found, suggestions = _look_up(dictionary, query.q)
        if not page.items and looks_like_pinyin(query.q):
            sounded = replace(query, match="pinyin")
            page, query = _first_with_results((dictionary.search(sounded), sounded), (page, query))
        if found is None or (page.items and found.confidence < _MIN_CONFIDENCE):
            return OmniboxResult(page, query, suggestions=() if page.items else suggestions)
        return _with_best(dictionary, page, query, found)


def looks_like_pinyin(q: str) -> bool:
    """Whether ``q`` may be pinyin: letters and no Chinese character.

    >>> looks_like_pinyin("san1 qu"), looks_like_pinyin("三区"), looks_like_pinyin("33")
    (True, False, False)
    """
    return any(each.isalpha() for each in q) and not any(each >= "\u3400" for each in q)


def _first_with_results(*pages: tuple[Page, Query]) -> tuple[Page, Query]:
    return next((each for each in pages if each[0].items), pages[-1])


def _look_up(dictionary: "Dictionary", form: str) -> tuple[LookupResult | None, tuple[str, ...]]:
    try:
        return dictionary.article(form), ()
    except TermNotFoundError as error:
        return None, error.suggestions
    except InvalidQueryError:
        return None, ()


def _with_best(dictionary: "Dictionary", page: Page, query: Query, found: LookupResult) -> OmniboxResult:
    headword = found.article()["headword"]
    best = _row(dictionary, headword, found.term, query)
    if best is None:  # the filters keep it out
        return OmniboxResult(page, query, suggestions=() if page.items else (headword,))
    rest = tuple(row for row in page.items if row["id"] != found.term)
    others = tuple(dictionary.article(term).article()["headword"] for term in found.others)
    return OmniboxResult(replace(page, items=rest), query, best, found.via, others, found.confidence)


def _row(dictionary: "Dictionary", headword: str, term: str, query: Query) -> dict[str, Any] | None:
    """Returns the list row of one term; ``None`` if the filters of ``query`` exclude it."""
    exact = replace(query, q=headword, match="exact", limit=200, cursor=None, counted=False)
    return next((row for row in dictionary.search(exact).items if row["id"] == term), None)
