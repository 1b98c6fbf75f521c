"""Near misspellings: what somebody may have meant who typed a form that no article has."""

from itertools import pairwise

from rapidfuzz.distance import Levenshtein

from glossary.han.keys import loose_key, term_key
from glossary.han.numerals import signature
from glossary.store import search_text, searching
from glossary.store.reading import Reader
from glossary.store.searching import Filters

_CANDIDATES = 64
_FLOOR = 0.34


def suggest_headwords(reader: Reader, form: str, limit: int = 5) -> tuple[str, ...]:
    """Headwords that come near ``form``, best first: few edits, the same numerals, shared characters."""
    return tuple(headword for _, _, headword in _ranked(reader, form, _CANDIDATES)[:limit])


def nearest_rows(reader: Reader, form: str, most: int) -> list[int]:
    """Rows of the search index whose heads come near ``form``, best first."""
    return [row for _, row, _ in _ranked(reader, form, most)]


def _ranked(reader: Reader, form: str, most: int) -> list[tuple[float, int, str]]:
    key = term_key(form)[:40]
    if not key:
        return []
    loose, numerals = loose_key(key), signature(key)
    scored = []
    for row, other, headword in searching.keys(reader.connection, _candidates(reader, key, most)):
        score = Levenshtein.normalized_similarity(loose, loose_key(other))
        score += 0.15 * (bool(numerals) and signature(other) == numerals) + 0.1 * other.startswith(key[:2])
        if score >= _FLOOR:
            scored.append((-score, row, headword))
    return sorted(scored)


def _candidates(reader: Reader, key: str, most: int) -> list[int]:
    """Rows that share a pair of characters with ``key``, then rows that share its rarer single ones."""
    pairs = [search_text.match_expression(a + b) for a, b in pairwise(key)]
    found = _any_of(reader, pairs, most) if pairs else []
    if len(found) < most // 4:
        singles = [search_text.match_expression(character) for character in dict.fromkeys(key)]
        found += _any_of(reader, singles, most - len(found))
    return list(dict.fromkeys(found))


def _any_of(reader: Reader, expressions: list[str], most: int) -> list[int]:
    expression = " OR ".join(expressions)
    return searching.matching(reader.connection, searching.HEADS, expression, Filters(), -1, most)
