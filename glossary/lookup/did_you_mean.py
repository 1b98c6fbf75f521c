"""Did you mean: headwords similar to a form that has no article, and hints for queries without results.

A hint names a filter whose value no term has, with the value that was probably meant.
"""

import sqlite3
from dataclasses import fields
from itertools import pairwise
from typing import Any

from rapidfuzz import process, utils
from rapidfuzz.distance import JaroWinkler, Levenshtein

from glossary.chinese.normalize import numerals_to_digits, term_key
from glossary.chinese.numerals import signature
from glossary.chinese.script import to_hans
from glossary.lookup.facet_counts import FacetCounts
from glossary.store.read import sources
from glossary.store.read.reader import Reader
from glossary.store.read.sources import SourceFilters
from glossary.store.search import index, queries
from glossary.store.search.queries import HEADS, Condition, Filters

_CANDIDATES = 40
_MAX_LENGTH = 40
_MIN_SIMILARITY = 0.34
_MAX_BY_NUMERALS = 8
"""How many candidates are compared by their numerals: the nearest by edit distance."""


def suggest_headwords(reader: Reader, form: str, limit: int = 5) -> tuple[str, ...]:
    """Returns headwords similar to ``form``, best first: few edits, the same numerals, shared characters."""
    return tuple(queries.headwords(reader.connection, nearest_rows(reader, form, _CANDIDATES)[:limit]))


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
