"""Lists of what was harvested, a page at a time: sources, and what is wrong with them."""

from glossary.errors import InvalidQueryError
from glossary.han.script import to_hans
from glossary.lookup.answers import Page
from glossary.lookup.cursors import read_cursor, write_cursor
from glossary.lookup.hints import find_finding_hints, find_source_hints
from glossary.lookup.session import Session
from glossary.store import places
from glossary.store.places import SourceFilters

MOST_SOURCES = 200
MOST_FINDINGS = 1_000


def list_sources(session: Session, filters: SourceFilters, limit: int, cursor: str | None) -> Page:
    """A page of sources by id.

    Raises:
        InvalidQueryError: limit out of range, foreign cursor.
    """
    _check_limit(limit, MOST_SOURCES)
    asked = filters._replace(region=filters.region and to_hans(filters.region))
    question = ("sources", asked)
    after = str(read_cursor(question, cursor)[0]) if cursor else ""
    with session.snapshot() as reader:
        rows = places.sources(reader.connection, after, limit + 1, asked)
        following = write_cursor(question, [rows[limit - 1]["id"]]) if len(rows) > limit else None
        hints = () if rows or cursor else tuple(find_source_hints(reader.connection, asked))
        total = places.count_sources(reader.connection, asked)
        return Page(tuple(rows[:limit]), total, following, {}, session.revision, hints)


def list_findings(session: Session, source: str | None, code: str | None, limit: int, cursor: str | None) -> Page:
    """A page of findings, in the order in which they were made.

    Its revision stands for the findings of origins that could not be read, too: they are no part of the dictionary.

    Raises:
        InvalidQueryError: limit out of range, foreign cursor.
    """
    _check_limit(limit, MOST_FINDINGS)
    question = ("findings", source, code)
    after = int(read_cursor(question, cursor)[0]) if cursor else 0
    with session.snapshot() as reader:
        rows = places.findings(reader.connection, source_id=source, code=code, after=after, limit=limit + 1)
        numbers = [row.pop("n") for row in rows]
        following = write_cursor(question, [numbers[limit - 1]]) if len(rows) > limit else None
        hints = () if rows or cursor else tuple(find_finding_hints(reader.connection, source, code))
        total = places.count_findings(reader.connection, source, code)
        return Page(tuple(rows[:limit]), total, following, {}, session.findings_revision, hints)


def _check_limit(limit: int, most: int) -> None:
    if not 1 <= limit <= most:
        raise InvalidQueryError("limit", f"must be from 1 to {most}")
