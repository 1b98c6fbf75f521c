"""Opening the store's file: for writing with the schema brought up to date, for reading without touching it.

The revision: a hash of everything that the dictionary says, so that equal revisions are equal dictionaries.

What is noted of origins that could not be read is no part of it: they are no sources, and no answer about terms or
sources changes with them. The notes have a hash of their own, for the list that shows them.

The texts of sources as the store keeps them.
"""

import hashlib
import os
import sqlite3
import zlib
from pathlib import Path

import orjson
from sqlite_utils import Database

from glossary.chinese.normalize import KEY_VERSION
from glossary.chinese.script import CONVERTER_VERSION
from glossary.errors import StoreError, StoreMissingError, StoreOutdatedError
from glossary.package_data import find_code_version
from glossary.store.schema import SCHEMA_VERSION, migrations

KEYS = f"{SCHEMA_VERSION}/{KEY_VERSION}"
"""What the stored keys and rows were made by; ``meta.keys`` holds it."""


def open_for_writing(path: str | Path) -> Database:
    """The store at ``path``, made where there is none, migrated, in WAL mode.

    Raises:
        StoreError: the file is not a store, or cannot be written.
    """
    try:
        db = Database(sqlite3.connect(str(path), isolation_level=None, timeout=60))
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("PRAGMA cache_size = -65536")
        migrations.apply(db)
    except sqlite3.Error as error:
        raise StoreError(f"{path}: {error}") from error
    db.execute("INSERT OR IGNORE INTO meta VALUES ('keys', ?)", [KEYS])
    return db


def open_for_reading(path: str | Path, *, check: bool = True) -> sqlite3.Connection:
    """A read-only connection to the store at ``path``; rows are :class:`sqlite3.Row`.

    Raises:
        StoreMissingError: no file there.
        StoreOutdatedError: another version wrote it; ``check=False`` opens it all the same.
        StoreError: the file is not a store.
    """
    require_store(path)
    uri = f"{Path(path).resolve().as_uri()}?{_find_mode(Path(path))}"
    try:
        connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        connection.row_factory = sqlite3.Row
        row = connection.execute("SELECT value FROM meta WHERE key = 'keys'").fetchone()
    except sqlite3.Error as error:
        raise StoreError(f"{path} is not a glossary store: {error}") from error
    if check:
        require_current(row and row[0], path)
    return connection


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
    total = 0
    for (digest,) in db.execute("SELECT digest FROM term UNION ALL SELECT digest || id || origin FROM source"):
        total += int.from_bytes(hashlib.sha256(digest.encode()).digest())
    said = (total % 2**256).to_bytes(32) + KEYS.encode()
    revision = hashlib.sha256(said).hexdigest()[:16]
    counts = {f"count.{table}": db.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0] for table in _COUNTED}
    counts["count.explained"] = db.execute("SELECT COUNT(*) FROM term WHERE explained").fetchone()[0]
    counts["count.finding"] = db.execute("SELECT COUNT(*) FROM finding WHERE source IS NOT NULL").fetchone()[0]
    versions = {"keys": KEYS, "converter": CONVERTER_VERSION, "merging": MERGE_VERSION}
    meta = {"revision": revision, "unread": _hash_unread(db), **versions, **counts}
    db.conn.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", ((key, str(value)) for key, value in meta.items()))
    return revision


def _hash_unread(db: Database) -> str:
    """A hash of what is noted of origins that could not be read; empty where there are none."""
    query = "SELECT origin, code, message FROM finding WHERE source IS NULL ORDER BY 1, 2, 3"
    rows = [list(row) for row in db.execute(query)]
    return hashlib.sha256(orjson.dumps(rows)).hexdigest()[:16] if rows else ""


def load_text(connection: sqlite3.Connection, number: int) -> str:
    """The text of the source with that row number."""
    blob = connection.execute("SELECT text FROM source WHERE n = ?", [number]).fetchone()[0]
    return zlib.decompress(blob).decode(errors="surrogatepass")
