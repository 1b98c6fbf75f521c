"""Lists of what was harvested, a page at a time: sources, and what is wrong with them.

The sources for readers, newest first, a page at a time.
"""

import re

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


def list_sources(session: Session, filters: SourceFilters, limit: int, cursor: str | None) -> Page:
    """A page of sources by id.

    Raises:
        InvalidQueryError: limit out of range, foreign cursor.
    """
    _check_limit(limit, MAX_SOURCES)
    asked = filters._replace(region=filters.region and to_hans(filters.region))
    question = ("sources", asked)
    after = str(read_cursor(question, cursor)[0]) if cursor else ""
    with session.snapshot() as reader:
        rows = sources.sources(reader.connection, after, limit + 1, asked)
        following = write_cursor(question, [rows[limit - 1]["id"]]) if len(rows) > limit else None
        hints = () if rows or cursor else tuple(find_source_hints(reader.connection, asked))
        total = sources.count_sources(reader.connection, asked)
        return Page(tuple(rows[:limit]), total, following, {}, session.revision, hints)


def list_findings(session: Session, source: str | None, code: str | None, limit: int, cursor: str | None) -> Page:
    """A page of findings, in the order in which they were made.

    Its revision stands for the findings of origins that could not be read, too: they are no part of the dictionary.

    Raises:
        InvalidQueryError: limit out of range, foreign cursor.
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


_CURSOR = re.compile(r"([0-9]{1,9})\.([a-z0-9]{1,64})")


def list_sources_page(session: Session, limit: int, cursor: str | None) -> Page:
    """A page of sources with ``terms`` (used there) and ``entries`` (explained in its glossary).

    Raises:
        InvalidQueryError: limit out of range, foreign cursor.
    """
    if not 1 <= limit <= 200:
        raise InvalidQueryError("limit", "must be from 1 to 200")
    after = _read_cursor(cursor)
    with session.snapshot() as reader:
        rows = sources.list_sources_page(reader.connection, after, limit + 1)
        last = rows[limit - 1] if len(rows) > limit else None
        following = f"{last['year'] or 0}.{last['id']}" if last else None
        return Page(tuple(rows[:limit]), sources.count_sources(reader.connection), following, {}, session.revision)


def _read_cursor(cursor: str | None) -> sources.SourcePosition:
    if not cursor:
        return sources.FIRST
    read = _CURSOR.fullmatch(cursor)
    if read is None:
        raise InvalidQueryError("cursor", "not a valid cursor")
    return int(read[1]), read[2]
