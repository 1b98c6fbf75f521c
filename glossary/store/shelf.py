"""The sources as a reader looks through them: newest first, each with the number of terms that it uses."""

import sqlite3
from typing import Any

Place = tuple[int, str]
"""Where a page ends: the year of its last source, 0 for none, and its id."""

FIRST: Place = (1 << 31, "")
"""Before every source."""

_COLUMNS = ("id", "origin", "title", "issuer", "publisher", "region", "date", "year", "level", "length")


def shelf(connection: sqlite3.Connection, after: Place, limit: int) -> list[dict[str, Any]]:
    """Up to ``limit`` sources behind ``after``, those without a year last; ``terms`` is how many terms one uses."""
    year, source = after
    statement = (
        f"SELECT {', '.join('s.' + name for name in _COLUMNS)}, "
        "(SELECT count(DISTINCT term) FROM attestation AS a WHERE a.source = s.n), "
        "(SELECT count(*) FROM evidence AS e WHERE e.source = s.n AND e.kind = 'entry') "
        "FROM source AS s WHERE (-coalesce(s.year, 0), s.id) > (?, ?) ORDER BY -coalesce(s.year, 0), s.id LIMIT ?"
    )
    rows = connection.execute(statement, (-year, source, limit)).fetchall()
    return [dict(zip((*_COLUMNS, "terms", "entries"), row, strict=True)) for row in rows]
