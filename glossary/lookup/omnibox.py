"""Omnibox search: the rows of a search, and the article that the query itself names.

A text search for 3区3线, ３区３线 or sanqu finds nothing, though look-up and pinyin find the term. So a query is also
looked up as a written form, and a query in Latin letters without results is searched as pinyin.
"""

from dataclasses import dataclass, replace
from typing import Any

from glossary.errors import InvalidQueryError, TermNotFoundError
from glossary.lookup.dictionary import Dictionary
from glossary.lookup.results import LookupResult, Page, Query

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


def search_omnibox(dictionary: Dictionary, query: Query) -> OmniboxResult:
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


def _look_up(dictionary: Dictionary, form: str) -> tuple[LookupResult | None, tuple[str, ...]]:
    try:
        return dictionary.article(form), ()
    except TermNotFoundError as error:
        return None, error.suggestions
    except InvalidQueryError:
        return None, ()


def _with_best(dictionary: Dictionary, page: Page, query: Query, found: LookupResult) -> OmniboxResult:
    headword = found.article()["headword"]
    best = _row(dictionary, headword, found.term, query)
    if best is None:  # the filters keep it out
        return OmniboxResult(page, query, suggestions=() if page.items else (headword,))
    rest = tuple(row for row in page.items if row["id"] != found.term)
    others = tuple(dictionary.article(term).article()["headword"] for term in found.others)
    return OmniboxResult(replace(page, items=rest), query, best, found.via, others, found.confidence)


def _row(dictionary: Dictionary, headword: str, term: str, query: Query) -> dict[str, Any] | None:
    """Returns the list row of one term; ``None`` if the filters of ``query`` exclude it."""
    exact = replace(query, q=headword, match="exact", limit=200, cursor=None, counted=False)
    return next((row for row in dictionary.search(exact).items if row["id"] == term), None)
