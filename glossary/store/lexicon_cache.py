"""Cache of finished lexicon downloads and of the finished matcher in the store, because building them takes seconds.

They depend only on the dictionary; a row of another state than the reader's is ignored.
"""

import hashlib
import sqlite3
import zlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from glossary.store.database import checkpoint, count_commit, open_for_writing
from glossary.store.file_checks import store_error


@dataclass(frozen=True, slots=True)
class LexiconRow:
    """One variant of the lexicon, finished.

    Attributes:
        variant: The name of the variant.
        version: The version that clients send back.
        shards: JSON arrays of terms, by shard.
        bodies: The whole response by content coding (``gzip``, ``br``).
    """

    variant: str
    version: str
    shards: tuple[bytes, ...]
    bodies: Mapping[str, bytes]


def load_version(connection: sqlite3.Connection, variant: str, state: str) -> str | None:
    """Returns the version of a variant; ``None`` if none is cached for this state of the dictionary."""
    try:
        found = connection.execute(
            "SELECT version FROM client_lexicon WHERE variant = ? AND state = ?", [variant, state]
        ).fetchone()
    except sqlite3.OperationalError:  # a store that no writer of this version has opened yet
        return None
    return found[0] if found else None


def load_bodies(connection: sqlite3.Connection, variant: str) -> dict[str, bytes]:
    """Returns the whole response by content coding."""
    return dict(
        connection.execute("SELECT coding, body FROM client_lexicon_body WHERE variant = ?", [variant]).fetchall()
    )


def load_shards(connection: sqlite3.Connection, variant: str, numbers: Collection[int]) -> dict[int, bytes]:
    """Returns shards of a variant by number."""
    rows = connection.execute("SELECT shard, body FROM client_lexicon_shard WHERE variant = ?", [variant])
    return {shard: zlib.decompress(body) for shard, body in rows if shard in numbers}


def load_matcher(connection: sqlite3.Connection, state: str) -> bytes | None:
    """Returns the finished matcher; ``None`` if none is cached for this state, or if it is damaged."""
    try:
        found = connection.execute("SELECT body, digest FROM matcher WHERE state = ?", [state]).fetchone()
    except sqlite3.OperationalError:  # a store that no writer of this version has opened yet
        return None
    return found[0] if found and _digest(state, found[0]) == found[1] else None


def has_matcher(connection: sqlite3.Connection, state: str) -> bool:
    """Whether a matcher is cached for this state."""
    return connection.execute("SELECT 1 FROM matcher WHERE state = ?", [state]).fetchone() is not None


def find_damaged_lexicons(connection: sqlite3.Connection) -> Iterator[str]:
    """Yields a description of each row that differs from what was written."""
    for variant, state, version, digest in connection.execute("SELECT * FROM client_lexicon"):
        if _digest(variant, state, version) != digest:
            yield f"lexicon {variant}"
    for variant, shard, body, digest in connection.execute("SELECT * FROM client_lexicon_shard"):
        if _digest(variant, str(shard), body) != digest:
            yield f"lexicon {variant}, shard {shard}"
    for variant, coding, body, digest in connection.execute("SELECT * FROM client_lexicon_body"):
        if _digest(variant, coding, body) != digest:
            yield f"lexicon {variant} in {coding}"
    yield from _find_damaged_matcher(connection)


def _find_damaged_matcher(connection: sqlite3.Connection) -> Iterator[str]:
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'matcher'").fetchone():
        return  # a store that no writer of this version has opened yet
    for state, body, digest in connection.execute("SELECT state, body, digest FROM matcher"):
        if _digest(state, body) != digest:
            yield "the matcher"


def save_lexicons(path: str | Path, state: str, rows: Collection[LexiconRow], matcher: tuple[str, bytes]) -> None:
    """Replace all cached variants and the matcher, in one transaction.

    Args:
        path: The store.
        state: The state that the variants belong to.
        rows: The variants.
        matcher: Its own state, and the packed matcher.

    Raises:
        StoreError: The file cannot be written.
    """
    db = open_for_writing(path)
    try:
        with db.conn:
            db.conn.execute("BEGIN IMMEDIATE")
            for table in ("client_lexicon", "client_lexicon_shard", "client_lexicon_body", "matcher"):
                db.conn.execute(f"DELETE FROM {table}")
            db.conn.execute("INSERT INTO matcher VALUES (?, ?, ?)", [*matcher, _digest(*matcher)])
            for row in rows:
                _save(db.conn, state, row)
            count_commit(db.conn)
        checkpoint(db.conn)  # so that the file alone is the store again
    except sqlite3.Error as error:
        raise store_error(path, error) from error
    finally:
        db.close()


def _save(connection: sqlite3.Connection, state: str, row: LexiconRow) -> None:
    name = row.variant
    connection.execute(
        "INSERT INTO client_lexicon VALUES (?, ?, ?, ?)", [name, state, row.version, _digest(name, state, row.version)]
    )
    shards = [zlib.compress(body, 1) for body in row.shards]
    connection.executemany(
        "INSERT INTO client_lexicon_shard VALUES (?, ?, ?, ?)",
        ((name, number, body, _digest(name, str(number), body)) for number, body in enumerate(shards)),
    )
    connection.executemany(
        "INSERT INTO client_lexicon_body VALUES (?, ?, ?, ?)",
        ((name, coding, body, _digest(name, coding, body)) for coding, body in row.bodies.items()),
    )


def _digest(*parts: str | bytes) -> bytes:
    """Returns the SHA-256 of the values of a row; brotli has no checksum of its own."""
    found = hashlib.sha256()
    for part in parts:
        content = part.encode() if isinstance(part, str) else part
        found.update(b"%d:" % len(content) + content)
    return found.digest()
