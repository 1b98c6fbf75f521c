"""Why a question finds nothing: a filter whose value no term has, with the value that was probably meant.

Near misspellings: what somebody may have meant who typed a form that no article has.
"""

import sqlite3
from dataclasses import fields
from itertools import pairwise
from typing import Any

from rapidfuzz import process, utils
from rapidfuzz.distance import JaroWinkler, Levenshtein

from glossary.chinese.normalize import loosen, term_key
from glossary.chinese.numerals import signature
from glossary.chinese.script import to_hans
from glossary.lookup.facet_counts import FacetCounts
from glossary.store.read import sources
from glossary.store.read.reader import Reader
from glossary.store.read.sources import SourceFilters
from glossary.store.search import index, queries
from glossary.store.search.queries import HEADS, Condition, Filters

_CANDIDATES = 40
_LONGEST = 40
_FLOOR = 0.34
_SIGNED = 8
"""Candidates whose numerals are compared, the nearest by edits."""


def suggest_headwords(reader: Reader, form: str, limit: int = 5) -> tuple[str, ...]:
    """Headwords that come near ``form``, best first: few edits, the same numerals, shared characters."""
    return tuple(queries.headwords(reader.connection, nearest_rows(reader, form, _CANDIDATES)[:limit]))


def nearest_values(reader: Reader, name: str, value: str, most: int = 5) -> list[str]:
    """Values of a filter that come near ``value``, else the most frequent ones; empty where ``value`` is one."""
    known = queries.known_values(reader.connection, name)
    if value in known or (name == "region" and _is_region(reader, value)):
        return []
    alike = [one for one in known if one.isdecimal() == value.isdecimal()]
    near = [
        each
        for each, *_ in process.extract(value, alike, scorer=JaroWinkler.similarity, limit=most, score_cutoff=_FLOOR)
    ]
    return near or (alike or known)[:most]


def _is_region(reader: Reader, value: str) -> bool:
    """Whether any term is used there: a name may be a short one, a code the head of one."""
    return bool(queries.filtered(reader.connection, Filters(region=to_hans(value)), -1, 1))


def nearest_rows(reader: Reader, form: str, most: int) -> list[int]:
    """Rows of the search index whose headwords come near ``form``, best first."""
    key = term_key(form)[:_LONGEST]
    if not key:
        return []
    loose = loosen(key)
    scored = []
    for row, other in queries.keys(reader.connection, _candidates(reader, key, most)):
        score = Levenshtein.normalized_similarity(loose, loosen(other)) + 0.1 * other.startswith(key[:2])
        if score >= _FLOOR:
            scored.append((-score, row, other))
    return [row for _, row in _by_numerals(key, sorted(scored))]


def _by_numerals(key: str, scored: list[tuple[float, int, str]]) -> list[tuple[float, int]]:
    """The nearest ones anew: those that are written alike and those that count alike come first.

    So far 两 was 二 and 2; but 三区二线 is nearer to 三区三线 than to 三区两带, which differs in two characters.
    """
    numerals = signature(key)
    if not numerals:
        return [(score, row) for score, row, _ in scored]
    near = [
        (score - 0.5 * Levenshtein.normalized_similarity(key, other) - 0.1 * (signature(other) == numerals), row)
        for score, row, other in scored[:_SIGNED]
    ]
    return sorted(near) + [(score, row) for score, row, _ in scored[_SIGNED:]]


def _candidates(reader: Reader, key: str, most: int) -> list[int]:
    """Rows that share a pair of characters with ``key``, then rows that share its rarer single ones."""
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
"""Similarity, of 100, from which a value may have been meant."""


def find_hints(connection: sqlite3.Connection, filters: Filters, tallies: FacetCounts) -> list[dict[str, Any]]:
    """A hint for each filter that no term of the dictionary passes, whatever else is asked.

    Returns:
        ``parameter``, its ``value`` as text, ``nearest`` (a value that terms have, or ``None``) and a sentence.
    """
    given = {one.name: getattr(filters, one.name) for one in fields(Filters)}
    return [
        hint(name, _text(value), _known(connection, name, tallies))
        for name, value in given.items()
        if value is not None and not queries.filtered(connection, Filters(**{name: value}), -1, 1)
    ]


def find_finding_hints(connection: sqlite3.Connection, source: str | None, code: str | None) -> list[dict[str, Any]]:
    """Likewise for findings: a source that is not there, a code that no finding has."""
    hints = []
    if source is not None and sources.source_number(connection, source) is None:
        hints.append(hint("source", source, [], "document"))
    if code is not None and code not in (known := sources.finding_codes(connection)):
        hints.append(hint("code", code, known, "finding"))
    return hints


def did_you_mean_hint(q: str, headword: str) -> dict[str, Any]:
    """The hint that the words of a question are in no text as asked, while look-up knows a headword that they mean."""
    detail = f"no term of this dictionary is found by q {q!r}; did you mean {headword!r}?"
    return {"parameter": "q", "value": q, "nearest": headword, "detail": detail}


def find_source_hints(connection: sqlite3.Connection, filters: SourceFilters) -> list[dict[str, Any]]:
    """Likewise for sources: a year, a level or a place that no source has."""
    given = {name: value for name, value in filters._asdict().items() if value is not None}
    return [
        hint(name, str(value), queries.places(connection) if name == "region" else [], "source")
        for name, value in given.items()
        if not sources.count_sources(connection, SourceFilters(**{name: value}))
    ]


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _known(connection: sqlite3.Connection, name: str, tallies: FacetCounts) -> list[str]:
    """Values that can be mistyped, and the heads of codes; among numbers and years there is no near one."""
    if name == "region":
        return queries.places(connection)
    return list(tallies.values["shape"]) if name == "shape" else []


def _nearest(value: str, known: list[str]) -> str | None:
    """Of a code its longest head, of a word the one that is most like it."""
    if value.isdecimal():
        return max((each for each in known if value.startswith(each) and each != value), key=len, default=None)
    near = process.extractOne(value, known, score_cutoff=NEAR, processor=utils.default_process)
    return near[0] if near and near[0] != value else None


def hint(name: str, value: str, known: list[str], of: str = "term of this dictionary") -> dict[str, Any]:
    """The hint that nothing ``of`` that kind has ``value``, with the nearest of the ``known`` ones.

    >>> hint("shape", "nxnx", ["NX", "NXNX"])["nearest"]
    'NXNX'
    >>> hint("region", "430202", ["43", "4302", "株洲市"])["nearest"]
    '4302'
    """
    nearest = _nearest(value, known)
    said = f"no {of} has {name} {value!r}"
    return {
        "parameter": name,
        "value": value,
        "nearest": nearest,
        "detail": f"{said}; did you mean {nearest!r}?" if nearest else said,
    }
