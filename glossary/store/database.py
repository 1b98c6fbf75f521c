"""Opening the store's file: for writing with the schema brought up to date, for reading without touching it.

The revision: a hash of everything that the dictionary says, so that equal revisions are equal dictionaries.

What is noted of origins that could not be read is no part of it: they are no sources, and no answer about terms or
sources changes with them. The notes have a hash of their own, for the list that shows them.

The texts of sources as the store keeps them.
"""

import hashlib
import os
import re
import secrets
import sqlite3
import zlib
from pathlib import Path

import orjson
from sqlite_utils import Database

from glossary.chinese.normalize import KEY_VERSION
from glossary.chinese.script import CONVERTER_VERSION
from glossary.errors import StoreMissingError, StoreOutdatedError
from glossary.package_data import find_code_version
from glossary.store.file_checks import (
    UNREADABLE,
    require_database,
    require_glossary,
    require_not_newer,
    require_own_log,
    store_error,
)
from glossary.store.schema import SCHEMA_VERSION, migrations

KEYS = f"{SCHEMA_VERSION}/{KEY_VERSION}"
"""What the stored keys and rows were made by; ``meta.keys`` holds it."""

_BUSY_SECONDS = 60.0
"""How long a writer waits for another one."""


def open_for_writing(path: str | Path) -> Database:
    """The store at ``path``, made where there is none, migrated, in WAL mode.

    Raises:
        StoreNewerError: a newer version wrote it.
        StoreError: the file is not a store, or cannot be written.
    """
    require_database(path)
    require_own_log(path)
    try:
        db = Database(sqlite3.connect(str(path), isolation_level=None, timeout=_BUSY_SECONDS))
        require_glossary(db.conn, path, may_be_empty=True)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("PRAGMA cache_size = -65536")
        _migrate(db, path)
    except UNREADABLE as error:
        raise store_error(path, error) from error
    return db


def _migrate(db: Database, path: str | Path) -> None:
    if db["meta"].exists():
        require_not_newer(db.conn, _find_keys(db.conn), KEYS, path)
    migrations.apply(db)
    db.execute("INSERT OR IGNORE INTO meta VALUES ('keys', ?)", [KEYS])
    if not db.execute("PRAGMA application_id").fetchone()[0]:
        give_identity(db.conn)


def give_identity(connection: sqlite3.Connection) -> None:
    """Mark a store as itself and no copy, so that the log of another one is never taken for its own."""
    connection.execute(f"PRAGMA application_id = {1 + secrets.randbelow(2**31 - 1)}")


def count_commit(connection: sqlite3.Connection) -> None:
    """Give the state that the present transaction makes a number of its own; it also logs the store's identity."""
    (number,) = connection.execute("PRAGMA user_version").fetchone()
    connection.execute(f"PRAGMA user_version = {number % (2**31 - 1) + 1}")


def checkpoint(connection: sqlite3.Connection, seconds: float = 2.0) -> bool:
    """Fold the write-ahead log into the file and empty it; ``False`` where a reader kept it from that.

    With an empty log the file alone is the store: whoever copies or replaces it then loses nothing.
    """
    (before,) = connection.execute("PRAGMA busy_timeout").fetchone()
    try:
        connection.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")
        busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError:
        return False
    finally:
        connection.execute(f"PRAGMA busy_timeout = {before}")
    return not busy


def open_for_reading(path: str | Path, *, check: bool = True) -> sqlite3.Connection:
    """A read-only connection to the store at ``path``; rows are :class:`sqlite3.Row`.

    Raises:
        StoreMissingError: no file there.
        StoreOutdatedError: another version wrote it; ``check=False`` opens it all the same.
        StoreNewerError: a newer version wrote it.
        StoreDamagedError: its pages or its log are not its own.
        StoreError: the file is not a store.
    """
    require_store(path)
    require_database(path)
    require_own_log(path)
    uri = f"{Path(path).resolve().as_uri()}?{_find_mode(Path(path))}"
    try:
        connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        connection.row_factory = sqlite3.Row
        require_glossary(connection, path, may_be_empty=False)
        keys = _find_keys(connection)
        require_not_newer(connection, keys, KEYS, path)
    except UNREADABLE as error:
        raise store_error(path, error) from error
    if check:
        require_current(keys, path)
    return connection


def _find_keys(connection: sqlite3.Connection) -> str | None:
    row = connection.execute("SELECT value FROM meta WHERE key = 'keys'").fetchone()
    return row and str(row[0])


def _find_mode(path: Path) -> str:
    """Read-only; where nothing can be written beside the file, SQLite must be told that nobody writes it."""
    is_settled = not Path(f"{path}-wal").exists()
    return "immutable=1" if is_settled and not os.access(path.resolve().parent, os.W_OK) else "mode=ro"


def require_store(path: str | Path) -> None:
    """Refuse a path where there is no file.

    Raises:
        StoreMissingError: with the command that makes one.
    """
    if not Path(path).is_file():
        raise StoreMissingError(f"no store at {path}; run `glossary harvest` first")


def require_current(found: str | None, path: str | Path) -> None:
    """Refuse a store whose keys another version wrote.

    Raises:
        StoreOutdatedError: with the command that mends it.
    """
    if found != KEYS:
        raise StoreOutdatedError(f"{path} was written by version {found}, this is {KEYS}; run `glossary rebuild`")


MERGE_VERSION = find_code_version("senses", "chinese", "store")
"""Articles are written anew when this changes."""
_COUNTED = ("source", "term", "sense", "form", "attestation", "member", "review")


def write_revision(db: Database) -> str:
    """Hash the dictionary and write ``meta``; gives the revision (16 hex digits). No clock goes in."""
    revision = find_revision(db.conn)
    counts = {f"count.{table}": db.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0] for table in _COUNTED}
    counts["count.explained"] = db.execute("SELECT COUNT(*) FROM term WHERE explained").fetchone()[0]
    counts["count.finding"] = db.execute("SELECT COUNT(*) FROM finding WHERE source IS NOT NULL").fetchone()[0]
    versions = {"keys": KEYS, "converter": CONVERTER_VERSION, "merging": MERGE_VERSION}
    meta = {"revision": revision, "unread": _hash_unread(db), **versions, **counts}
    db.conn.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", ((key, str(value)) for key, value in meta.items()))
    return revision


def find_revision(connection: sqlite3.Connection) -> str:
    """The revision of what the tables hold, whatever ``meta`` says."""
    total = 0
    query = "SELECT digest, '', NULL FROM term UNION ALL SELECT digest, id, origin FROM source"
    for digest, source, origin in connection.execute(query):
        # Where a file lies says nothing of its text: the same sources give the same revision on every machine.
        row = f"{digest}{source}{public_origin(origin) or ''}"
        total += int.from_bytes(hashlib.sha256(row.encode()).digest())
    values = (total % 2**256).to_bytes(32) + KEYS.encode()
    return hashlib.sha256(values).hexdigest()[:16]


def public_origin(origin: str | None) -> str | None:
    """What is shown of an origin: an address of the web without its fragment, or the name of a file, never its folder.

    >>> public_origin("/srv/reports.zip!2023/report.txt"), public_origin("https://example.org/a?b#c")
    ('report.txt', 'https://example.org/a?b#c')
    """
    if origin is None or origin.startswith(("http://", "https://")):
        return origin
    return re.split(r"[/\\!]", origin)[-1] or origin


def _hash_unread(db: Database) -> str:
    """A hash of what is noted of origins that could not be read; empty where there are none."""
    query = "SELECT origin, code, message FROM finding WHERE source IS NULL ORDER BY 1, 2, 3"
    rows = [list(row) for row in db.execute(query)]
    return hashlib.sha256(orjson.dumps(rows)).hexdigest()[:16] if rows else ""


def load_text(connection: sqlite3.Connection, number: int) -> str:
    """The text of the source with that row number."""
    blob = connection.execute("SELECT text FROM source WHERE n = ?", [number]).fetchone()[0]
    return zlib.decompress(blob).decode(errors="surrogatepass")
