"""Which article a written form means: the ladder of look-up, every rung named in ``via``."""

import re
from typing import NamedTuple

from glossary.errors import InvalidQueryError
from glossary.han.keys import loose_key, loosen
from glossary.han.script import from_taiwan_wording
from glossary.lookup.folding import LONGEST_FORM, fold
from glossary.store.reading import ArticleRow, Reader

_ID = re.compile(r"t[0-9a-f]{8,40}(\.[0-9a-f]{4,16})?")
_STEP_OF_KIND = {
    "full_form": "full-form",
    "short_form": "short-form",
    "misspelling": "misspelling",
    "damaged": "damaged",
}

_MOST_PARTS, _SHORTEST_PART, _LONGEST_PART = 4, 2, 6


class Match(NamedTuple):
    """The article that a form means, and how it was found."""

    row: ArticleRow
    via: tuple[str, ...]
    confidence: float
    sense: str | None = None
    others: tuple[str, ...] = ()


def find(reader: Reader, form: str) -> Match | None:
    """The article for ``form``: by key, by another written form, by id, by loose numerals, by Taiwan's wording.

    Raises:
        InvalidQueryError: ``form`` is longer than any form can be.
    """
    if len(form) > LONGEST_FORM:
        raise InvalidQueryError("form", f"longer than {LONGEST_FORM} characters")
    key, steps = fold(form)
    if not key:
        return None
    row = reader.article_by_key(key)
    if row:
        return Match(row, steps, 1.0)
    return (
        _by_form(reader, key, steps)
        or _by_id(reader, form.strip())
        or _by_numerals(reader, form, steps)
        or _by_taiwan_wording(reader, form)
        or _by_parts(reader, key)
    )


def _by_form(reader: Reader, key: str, steps: tuple[str, ...]) -> Match | None:
    rows = reader.forms_of_key(key)
    if not rows:
        return None
    best = rows[0]
    article = reader.article(best.term)
    if article is None:
        return None
    step = _STEP_OF_KIND.get(best.kind)
    confidence = 0.9 if best.kind in {"misspelling", "damaged"} else 1.0
    via = (*steps, step) if step else steps
    return Match(article, via, confidence, best.sense, _ids(reader, [row.term for row in rows[1:]]))


def _by_id(reader: Reader, form: str) -> Match | None:
    if not _ID.fullmatch(form):
        return None
    term_id, _, sense = form.partition(".")
    row = reader.article_by_id(term_id)
    if row:
        return Match(row, ("id",), 1.0, form if sense else None)
    target = reader.redirected(term_id)
    row = reader.article(target) if target is not None else None
    return Match(row, ("id", "redirect"), 1.0) if row else None


def _by_numerals(reader: Reader, form: str, steps: tuple[str, ...]) -> Match | None:
    terms = reader.loose_terms(loose_key(form))
    row = reader.article(terms[0]) if terms else None
    if row is None:
        return None
    via = (*(step for step in steps if step != "exact"), "numerals")
    return Match(row, via, 0.8 if len(terms) == 1 else 0.5, None, _ids(reader, terms[1:]))


def _by_taiwan_wording(reader: Reader, form: str) -> Match | None:
    reworded = from_taiwan_wording(form)
    key, steps = fold(reworded)
    if not key or key == fold(form)[0]:
        return None
    row = reader.article_by_key(key)
    found = Match(row, steps, 0.6) if row else _by_form(reader, key, steps)
    if found is None:
        return None
    via = ("taiwan-wording", *(step for step in found.via if step != "exact"))
    return found._replace(via=via, confidence=0.6)


def _by_parts(reader: Reader, key: str) -> Match | None:
    """A run of slogans written as one (六稳六保 or 6稳6保 for 六稳 and 六保): the first part, the rest as others."""
    loose = loosen(key)
    terms = _split(reader, loose, 0) if len(loose) <= _MOST_PARTS * _LONGEST_PART else []
    row = reader.article(terms[0]) if terms else None
    return Match(row, ("parts",), 0.5, None, _ids(reader, terms[1:])) if row else None


def _split(reader: Reader, loose: str, depth: int) -> list[int]:
    """The terms that ``loose`` is written together from, the longest first part preferred; none if one is unknown."""
    if depth == _MOST_PARTS:
        return []
    longest = min(_LONGEST_PART, len(loose) - (0 if depth else _SHORTEST_PART))  # the whole is no part of itself
    firsts = reader.first_loose_terms([loose[:length] for length in range(longest, _SHORTEST_PART - 1, -1)])
    for part, term in firsts.items():
        if part == loose:
            return [term]
        rest = _split(reader, loose[len(part) :], depth + 1)
        if rest:
            return [term, *rest]
    return []


def _ids(reader: Reader, terms: list[int]) -> tuple[str, ...]:
    if not terms:
        return ()
    found = reader.ids(terms[:8])
    return tuple(found[n][0] for n in terms[:8] if n in found)
