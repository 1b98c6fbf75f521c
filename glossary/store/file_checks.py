"""Checks of a store's file before SQLite opens it, and clear messages for SQLite's errors."""

import sqlite3
from pathlib import Path

from glossary.errors import StoreDamagedError, StoreError, StoreNewerError

_MAGIC = b"SQLite format 3\x00"
_IDENTITY = slice(68, 72)
"""Bytes of ``PRAGMA application_id`` in the header of a database (https://sqlite.org/fileformat2.html)."""
_LOG_HEADER = 32
_FRAME_HEADER = 24
_MAX_SCHEMA_PART = 6  # digits of a schema version; a longer number is not valid

_CAUSES = {
    "SQLITE_BUSY": "another process is writing it; try again when that has ended",
    "SQLITE_LOCKED": "another process is writing it; try again when that has ended",
    "SQLITE_FULL": "the disk is full; make room and run the command again, nothing is lost",
    "SQLITE_READONLY": "the file or its folder is read-only",
    "SQLITE_PERM": "permission denied",
    "SQLITE_AUTH": "permission denied",
    "SQLITE_CANTOPEN": "the file or its log cannot be opened; check the permissions of file and folder",
    "SQLITE_IOERR": "disk read or write error; opening a store needs 32 KB of free space next to it",
    "SQLITE_CORRUPT": "the file is damaged; run `glossary check --store`, and restore a backup",
    "SQLITE_NOTADB": "this is no glossary store",
}


UNREADABLE = (sqlite3.Error, UnicodeDecodeError, OverflowError)
"""Errors raised when opening a damaged file; its table names may no longer be valid UTF-8."""


def store_error(path: str | Path, error: Exception) -> StoreError:
    """Converts ``error``, one of ``UNREADABLE``, to an error that explains the cause and what to do."""
    if not isinstance(error, sqlite3.Error):
        return StoreDamagedError(f"{path}: {_CAUSES['SQLITE_CORRUPT']} ({error})")
    name = getattr(error, "sqlite_errorname", "") or ""
    base = "_".join(name.split("_")[:2])
    if base == "SQLITE_CORRUPT":
        return StoreDamagedError(f"{path}: {_CAUSES[base]} ({error})")
    if base == "SQLITE_ERROR" and "no such" in str(error):
        return StoreDamagedError(f"{path}: {error}; run `glossary check --store` to check the file")
    return StoreError(f"{path}: {_CAUSES[base]} ({error})" if base in _CAUSES else f"{path}: {error}")


def require_database(path: str | Path) -> None:
    """Check that the file is a database, before SQLite writes into it.

    An empty file is accepted, as by SQLite. A file of a few bytes is not, though SQLite would overwrite it.

    Raises:
        StoreError: The file is not a database.
    """
    try:
        with Path(path).open("rb") as file:
            head = file.read(len(_MAGIC))
    except OSError:
        return  # the file does not exist, or SQLite will report why it cannot be opened
    if head and head != _MAGIC:
        raise StoreError(f"{path} is not a glossary store: the file is not an SQLite database; name another file")


def require_glossary(connection: sqlite3.Connection, path: str | Path, *, may_be_empty: bool) -> None:
    """Check that the database is a glossary store and not that of another program.

    Raises:
        StoreError: The tables are those of another program, or there are none and the store may not be empty.
    """
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    # Another harvest that is just making the store has its list of migrations first, then everything else.
    is_empty = tables <= {"_sqlite_migrations"}
    if is_empty and not may_be_empty:
        raise StoreError(f"{path} is not a glossary store: it is empty; run `glossary harvest`")
    if not is_empty and not tables >= {"meta", "_sqlite_migrations"}:
        raise StoreError(f"{path} is not a glossary store but a database of another program; name another file")


def require_not_newer(connection: sqlite3.Connection, keys: str | None, ours: str, path: str | Path) -> None:
    """Check that no newer version wrote the store: this version could neither interpret nor rebuild its rows.

    Args:
        connection: A connection to the store.
        keys: The value of ``meta.keys``.
        ours: The value that this version writes there.
        path: The path, for the message.

    Raises:
        StoreNewerError: A newer version wrote the store; the message names it.
    """
    from glossary.store.schema import MIGRATION_SET, MIGRATIONS

    known = {each.__name__ for each in MIGRATIONS}
    applied = connection.execute("SELECT name FROM _sqlite_migrations WHERE migration_set = ?", (MIGRATION_SET,))
    unknown = sorted({row[0] for row in applied} - known)
    if unknown or _schema_number(keys) > _schema_number(ours):
        by = unknown[-1] if unknown else keys
        raise StoreNewerError(f"{path} was written by a newer version of this software ({by}); install that one")


def _schema_number(keys: str | None) -> int:
    first = (keys or "").partition("/")[0]
    return int(first) if first.isascii() and first.isdigit() and len(first) <= _MAX_SCHEMA_PART else 0


def require_own_log(path: str | Path) -> None:
    """Check that the write-ahead log belongs to this store; SQLite would apply the log of another store to it.

    This happens if a file is moved or copied over a store whose log is not empty. Every transaction writes the page
    with the store's identity, so the log contains the identity of its store.

    Raises:
        StoreDamagedError: The log belongs to another store; the message has the remedy.
    """
    try:
        with Path(path).open("rb") as file:
            own = file.read(_IDENTITY.stop)[_IDENTITY]
        logged = _find_logged_identity(Path(f"{path}-wal"))
    except OSError:
        return
    if logged and any(own) and any(logged) and logged != own:
        raise StoreDamagedError(
            f"{path} is next to the log of another store ({path}-wal), which would be mixed into it: end what has the "
            f"store open, remove {path}-wal and {path}-shm, and next time use `glossary restore`"
        )


def _find_logged_identity(log: Path) -> bytes:
    """Returns the identity in the last generation of a log; empty if it has none (sqlite.org/walformat.html)."""
    with log.open("rb") as file:
        header = file.read(_LOG_HEADER)
        if len(header) < _LOG_HEADER:
            return b""
        page_size, salts = int.from_bytes(header[8:12]), header[16:24]
        while len(frame := file.read(_FRAME_HEADER)) == _FRAME_HEADER and frame[8:16] == salts:
            if int.from_bytes(frame[:4]) == 1:
                return file.read(_IDENTITY.stop)[_IDENTITY]
            file.seek(page_size, 1)
    return b""
