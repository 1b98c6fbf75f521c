"""Opening the store's file: for writing with the schema brought up to date, for reading without touching it."""

import os
import sqlite3
from pathlib import Path

from sqlite_utils import Database

from glossary.errors import StoreError, StoreMissingError, StoreOutdatedError
from glossary.han.keys import KEY_VERSION
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
