"""Paged lists of sources and of their findings."""

from collections.abc import Iterable, Sequence
from typing import Any

from glossary.chinese.script import to_hans
from glossary.errors import InvalidQueryError
from glossary.lookup.did_you_mean import find_finding_hints, find_source_hints
from glossary.lookup.results import Page
from glossary.lookup.search import read_cursor, write_cursor
from glossary.lookup.session import Session
from glossary.store.read import sources
from glossary.store.read.sources import SourceFilters

MAX_SOURCES = 200
MAX_FINDINGS = 1_000


def list_sources(
    session: Session,
    filters: SourceFilters,
    q: str = "",
    *,
    sort: str = "id",
    limit: int = 50,
    cursor: str | None = None,
    facets: bool = False,
) -> Page:
    """Returns a page of the sources that match the filters and contain ``q`` in title, issuer or place.

    Raises:
        InvalidQueryError: The limit is out of range, or the cursor belongs to another query.
    """
    _check_limit(limit, MAX_SOURCES)
    requested = filters._replace(region=filters.region and to_hans(filters.region))
    question = ("sources", requested, q, sort)
    after = _position(read_cursor(question, cursor)) if cursor else None
    with session.snapshot() as reader:
        rows, end = sources.list_sources(reader.connection, requested, to_hans(q), sort=sort, after=after, limit=limit)
        total = sources.count_sources(reader.connection, requested, to_hans(q))
        counts = sources.source_facets(reader.connection, requested, to_hans(q)) if facets else {}
        hints = () if rows or cursor else tuple(find_source_hints(reader.connection, requested))
        return Page(tuple(rows), total, end and write_cursor(question, end), counts, session.revision, hints)


def count_terms(session: Session, ids: Iterable[str]) -> dict[str, int]:
    """Returns the number of terms that each of some sources uses, by id."""
    with session.snapshot() as reader:
        return sources.count_terms(reader.connection, ids)


def _position(place: Sequence[Any]) -> tuple[Any, str]:
    key, source = place
    return key, str(source)


def list_findings(session: Session, source: str | None, code: str | None, limit: int, cursor: str | None) -> Page:
    """Returns a page of findings, in the order in which they were stored.

    The revision of the page also covers findings about unreadable origins, which are not part of the dictionary.

    Raises:
        InvalidQueryError: The limit is out of range, or the cursor belongs to another query.
    """
    _check_limit(limit, MAX_FINDINGS)
    question = ("findings", source, code)
    after = int(read_cursor(question, cursor)[0]) if cursor else 0
    with session.snapshot() as reader:
        rows = sources.findings(reader.connection, source_id=source, code=code, after=after, limit=limit + 1)
        numbers = [row.pop("n") for row in rows]
        following = write_cursor(question, [numbers[limit - 1]]) if len(rows) > limit else None
        hints = () if rows or cursor else tuple(find_finding_hints(reader.connection, source, code))
        total = sources.count_findings(reader.connection, source, code)
        return Page(tuple(rows[:limit]), total, following, {}, session.findings_revision, hints)


def _check_limit(limit: int, most: int) -> None:
    if not 1 <= limit <= most:
        raise InvalidQueryError("limit", f"must be from 1 to {most}")


def explained_terms(session: Session, limit: int) -> list[str]:
    """Lists the ids of explained articles, most used first."""
    query = "SELECT id FROM term WHERE explained ORDER BY sources DESC, key LIMIT ?"
    with session.snapshot() as reader:
        return [term for (term,) in reader.connection.execute(query, [limit])]
