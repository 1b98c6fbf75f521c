"""What a search box shows: suggestions while a query is typed, results, and hints if there are none.

Autocomplete: headwords that begin with the input, then pinyin that begins with it, then headwords that contain it.
Numerals may be typed as digits (3区), and characters may be followed by pinyin (三qu). If nothing is found, Taiwan's
terms are converted to the mainland's (網際網路).

Omnibox search: the rows of a search, and the article that the query itself names. A text search for
3区3线, ３区３线 or sanqu finds nothing, though look-up and pinyin find the term. So a query is also looked up as a
written form, and a query in Latin letters without results is searched as pinyin.

Did you mean: headwords similar to a form that has no article. A hint names a filter whose value no term has, with the
value that was probably meant.
"""

import re
import sqlite3
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass, fields, replace
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any

from rapidfuzz import process, utils
from rapidfuzz.distance import JaroWinkler, Levenshtein

from glossary.chinese.normalize import numerals_to_digits, term_key
from glossary.chinese.numerals import signature
from glossary.chinese.pinyin import normalize_pinyin, read, toned_pattern
from glossary.chinese.script import taiwan_to_mainland_terms, to_hans
from glossary.errors import InvalidQueryError, TermNotFoundError
from glossary.lookup.facet_counts import FacetCounts
from glossary.lookup.results import LookupResult, Page, Query
from glossary.store.read import sources
from glossary.store.read.reader import Reader
from glossary.store.read.sources import SourceFilters
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
    """Whether ``q`` may be pinyin: letters, perhaps full-width ones, and no Chinese character.

    >>> looks_like_pinyin("san1 qu"), looks_like_pinyin("ｓａｎ"), looks_like_pinyin("三区"), looks_like_pinyin("33")
    (True, True, False, False)
    """
    narrow = unicodedata.normalize("NFKC", q)
    return any(each.isalpha() for each in narrow) and not any(each >= "\u3400" for each in narrow)


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


_CANDIDATES = 40
_MIN_SIMILARITY = 0.34
_MAX_BY_NUMERALS = 8
"""How many candidates are compared by their numerals: the nearest by edit distance."""


def suggest_headwords(reader: Reader, form: str, limit: int = 5) -> tuple[str, ...]:
    """Returns headwords similar to ``form``, best first: few edits, the same numerals, shared characters.

    A form in Latin letters is read as pinyin or its initials: sanqusanxian and sqsx suggest 三区三线.
    """
    rows = nearest_rows(reader, form, _CANDIDATES)
    if not rows and looks_like_pinyin(form):
        rows = _by_toned_pinyin(reader, form, limit)
    return tuple(queries.headwords(reader.connection, rows[:limit]))


def nearest_values(reader: Reader, name: str, value: str, most: int = 5) -> list[str]:
    """Returns filter values similar to ``value``, else the most frequent ones; empty if ``value`` is valid."""
    known = queries.known_values(reader.connection, name)
    if value in known or (name == "region" and _is_region(reader, value)):
        return []
    alike = [one for one in known if one.isdecimal() == value.isdecimal()]
    near = [
        each
        for each, *_ in process.extract(
            value, alike, scorer=JaroWinkler.similarity, limit=most, score_cutoff=_MIN_SIMILARITY
        )
    ]
    return near or (alike or known)[:most]


def _is_region(reader: Reader, value: str) -> bool:
    """Whether any term is used there; the value may be a short name or the beginning of a code."""
    return bool(queries.filtered(reader.connection, Filters(region=to_hans(value)), -1, 1))


def nearest_rows(reader: Reader, form: str, most: int) -> list[int]:
    """Returns rows of the search index whose headwords are similar to ``form``, best first."""
    key = term_key(form)[:_MAX_LENGTH]
    if not key:
        return []
    digits = numerals_to_digits(key)
    scored = []
    for row, other in queries.keys(reader.connection, _candidates(reader, key, most)):
        score = Levenshtein.normalized_similarity(digits, numerals_to_digits(other)) + 0.1 * other.startswith(key[:2])
        if score >= _MIN_SIMILARITY:
            scored.append((-score, row, other))
    return [row for _, row in _by_numerals(key, sorted(scored))]


def _by_numerals(key: str, scored: list[tuple[float, int, str]]) -> list[tuple[float, int]]:
    """Re-ranks the nearest candidates: the same spelling and the same numerals come first.

    The first ranking treats 两, 二 and 2 as equal, but 三区二线 is nearer to 三区三线 than to 三区两带, which differs
    in two characters.
    """
    numerals = signature(key)
    if not numerals:
        return [(score, row) for score, row, _ in scored]
    near = [
        (score - 0.5 * Levenshtein.normalized_similarity(key, other) - 0.1 * (signature(other) == numerals), row)
        for score, row, other in scored[:_MAX_BY_NUMERALS]
    ]
    return sorted(near) + [(score, row) for score, row, _ in scored[_MAX_BY_NUMERALS:]]


def _candidates(reader: Reader, key: str, most: int) -> list[int]:
    """Returns rows that share a character pair with ``key``; if these are few, also rows that share a character."""
    pairs = [index.match_expression(a + b) for a, b in pairwise(key)]
    found = _any_of(reader, pairs, most) if pairs else []
    if len(found) < most // 4:
        singles = [index.match_expression(character) for character in dict.fromkeys(key)]
        found += _any_of(reader, singles, most - len(found))
    return list(dict.fromkeys(found))


def _any_of(reader: Reader, expressions: list[str], most: int) -> list[int]:
    condition = Condition(HEADS, " OR ".join(expressions))
    return queries.matching(reader.connection, condition, Filters(), -1, most)


NEAR = 50
"""Minimum similarity (0 to 100) of a value that is suggested."""


def find_hints(connection: sqlite3.Connection, filters: Filters, counts: FacetCounts) -> list[dict[str, Any]]:
    """Returns a hint for each filter that no term of the dictionary satisfies, independent of the other filters.

    Returns:
        ``parameter``, its ``value`` as text, ``nearest`` (a value that terms have, or ``None``) and a message.
    """
    given = {one.name: getattr(filters, one.name) for one in fields(Filters)}
    return [
        hint(name, _text(value), _known(connection, name, counts))
        for name, value in given.items()
        if value is not None and not queries.filtered(connection, Filters(**{name: value}), -1, 1)
    ]


def find_finding_hints(connection: sqlite3.Connection, source: str | None, code: str | None) -> list[dict[str, Any]]:
    """Returns hints for a list of findings: an unknown source, or a code that no finding has."""
    hints = []
    if source is not None and sources.source_number(connection, source) is None:
        hints.append(hint("source", source, [], "document"))
    if code is not None and code not in (known := sources.list_finding_codes(connection)):
        hints.append(hint("code", code, known, "finding"))
    return hints


def did_you_mean_hint(q: str, headword: str) -> dict[str, Any]:
    """Returns the hint that search finds nothing for ``q``, but look-up resolves it to a headword."""
    detail = f"no term of this dictionary is found by q {q!r}; did you mean {headword!r}?"
    return {"parameter": "q", "value": q, "nearest": headword, "detail": detail}


def find_source_hints(connection: sqlite3.Connection, filters: SourceFilters) -> list[dict[str, Any]]:
    """Returns hints for a list of sources: a year, a level or a place that no source has."""
    given = {name: value for name, value in filters._asdict().items() if value is not None}
    return [
        hint(name, str(value), queries.list_filter_places(connection) if name == "region" else [], "source")
        for name, value in given.items()
        if not sources.count_sources(connection, SourceFilters(**{name: value}))
    ]


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _known(connection: sqlite3.Connection, name: str, counts: FacetCounts) -> list[str]:
    """Lists the values of a filter that can be mistyped; empty for numbers and years."""
    if name == "region":
        return queries.list_filter_places(connection)
    return list(counts.values["shape"]) if name == "shape" else []


def _nearest(value: str, known: list[str]) -> str | None:
    """Returns the longest known prefix of a code, or the most similar word; ``None`` if there is none."""
    if value.isdecimal():
        return max((each for each in known if value.startswith(each) and each != value), key=len, default=None)
    near = process.extractOne(value, known, score_cutoff=NEAR, processor=utils.default_process)
    return near[0] if near and near[0] != value else None


def hint(name: str, value: str, known: list[str], of: str = "term of this dictionary") -> dict[str, Any]:
    """Returns the hint that nothing ``of`` that kind has ``value``, with the nearest of the ``known`` values.

    >>> hint("shape", "nxnx", ["NX", "NXNX"])["nearest"]
    'NXNX'
    >>> hint("region", "430202", ["43", "4302", "株洲市"])["nearest"]
    '4302'
    """
    nearest = _nearest(value, known)
    message = f"no {of} has {name} {value!r}"
    return {
        "parameter": name,
        "value": value,
        "nearest": nearest,
        "detail": f"{message}; did you mean {nearest!r}?" if nearest else message,
    }
