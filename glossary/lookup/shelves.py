"""The sources for readers, newest first, a page at a time."""

import re

from glossary.errors import InvalidQueryError
from glossary.lookup.answers import Page
from glossary.lookup.session import Session
from glossary.store import places, shelf

_CURSOR = re.compile(r"([0-9]{1,9})\.([a-z0-9]{1,64})")


def look_through(session: Session, limit: int, cursor: str | None) -> Page:
    """A page of sources with ``terms`` (used there) and ``entries`` (explained in its glossary).

    Raises:
        InvalidQueryError: limit out of range, foreign cursor.
    """
    if not 1 <= limit <= 200:
        raise InvalidQueryError("limit", "must be from 1 to 200")
    after = _read_cursor(cursor)
    with session.snapshot() as reader:
        rows = shelf.shelf(reader.connection, after, limit + 1)
        last = rows[limit - 1] if len(rows) > limit else None
        following = f"{last['year'] or 0}.{last['id']}" if last else None
        return Page(tuple(rows[:limit]), places.count_sources(reader.connection), following, {}, session.revision)


def _read_cursor(cursor: str | None) -> shelf.Place:
    if not cursor:
        return shelf.FIRST
    read = _CURSOR.fullmatch(cursor)
    if read is None:
        raise InvalidQueryError("cursor", "is no cursor of this service")
    return int(read[1]), read[2]
