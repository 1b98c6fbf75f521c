"""Near misspellings: what somebody may have meant who typed a form that no article has."""

from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler, Levenshtein

from glossary.han.keys import loosen, term_key
from glossary.han.numerals import signature
from glossary.han.script import to_hans
from glossary.store import search_text, searching
from glossary.store.reading import Reader
from glossary.store.searching import HEADS, Condition, Filters

_CANDIDATES = 40
_LONGEST = 40
_FLOOR = 0.34
_SIGNED = 8
"""Candidates whose numerals are compared, the nearest by edits."""


def suggest_headwords(reader: Reader, form: str, limit: int = 5) -> tuple[str, ...]:
    """Headwords that come near ``form``, best first: few edits, the same numerals, shared characters."""
    return tuple(searching.headwords(reader.connection, nearest_rows(reader, form, _CANDIDATES)[:limit]))


def nearest_values(reader: Reader, name: str, value: str, most: int = 5) -> list[str]:
    """Values of a filter that come near ``value``, else the most frequent ones; empty where ``value`` is one."""
    known = searching.known_values(reader.connection, name)
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
    return bool(searching.filtered(reader.connection, Filters(region=to_hans(value)), -1, 1))


def nearest_rows(reader: Reader, form: str, most: int) -> list[int]:
    """Rows of the search index whose headwords come near ``form``, best first."""
    key = term_key(form)[:_LONGEST]
    if not key:
        return []
    loose = loosen(key)
    scored = []
    for row, other in searching.keys(reader.connection, _candidates(reader, key, most)):
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
    pairs = [search_text.match_expression(a + b) for a, b in pairwise(key)]
    found = _any_of(reader, pairs, most) if pairs else []
    if len(found) < most // 4:
        singles = [search_text.match_expression(character) for character in dict.fromkeys(key)]
        found += _any_of(reader, singles, most - len(found))
    return list(dict.fromkeys(found))


def _any_of(reader: Reader, expressions: list[str], most: int) -> list[int]:
    condition = Condition(HEADS, " OR ".join(expressions))
    return searching.matching(reader.connection, condition, Filters(), -1, most)
