"""Backup of a store's file, and restoring it.

A store in use consists of the file and its write-ahead log, so copying or moving the file alone loses or mixes states.
These functions use SQLite, which reads and writes both under its locks.
"""

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from glossary.errors import FileError, StoreError
from glossary.store.database import BUSY_SECONDS, checkpoint, give_identity, open_for_reading
from glossary.store.file_checks import store_error
from glossary.store.integrity import check_store


def back_up(path: str | Path, target: str | Path) -> int:
    """Back up the published state of the store to ``target``, atomically; returns the size in bytes.

    The copy is one file without a log. The store may be in use meanwhile.

    Raises:
        StoreError: The store does not exist or cannot be read.
        FileError: ``target`` cannot be written.
    """
    target = Path(target)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with closing(open_for_reading(path, check=False)) as source, closing(sqlite3.connect(part)) as copy:
            source.backup(copy)
            give_identity(copy)  # a copy is another store than its original
            copy.commit()
            copy.execute("PRAGMA journal_mode = DELETE")
        _sync(part)
        part.replace(target)
    except sqlite3.Error as error:
        raise store_error(f"{path}, copied to {target}", error) from error
    except OSError as error:
        raise FileError.from_system(str(target), error) from error
    finally:
        for name in (part, part.with_name(f"{part.name}-journal")):
            name.unlink(missing_ok=True)
    return target.stat().st_size


def restore(backup: str | Path, path: str | Path) -> None:
    """Replace the content of the store at ``path`` by that of ``backup``, in one transaction.

    A running service uses either the old or the new content, never a mixture, and needs no restart.

    Raises:
        StoreError: ``backup`` is not a store of this version or is damaged, or the store is locked.
    """
    problems = list(check_store(backup))
    if problems:
        raise StoreError(f"{backup} is damaged and was not restored: {problems[0]}")
    try:
        with closing(open_for_reading(backup)) as source, closing(_open_target(path)) as store:
            source.backup(store)
            store.execute("PRAGMA journal_mode = WAL")
            give_identity(store)
            checkpoint(store)
    except sqlite3.Error as error:
        raise store_error(path, error) from error


def _open_target(path: str | Path) -> sqlite3.Connection:
    """Opens a connection for writing; a file that is no longer a database is renamed first."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=BUSY_SECONDS)
    try:
        connection.execute("PRAGMA schema_version")
    except sqlite3.OperationalError:
        connection.close()
        raise
    except sqlite3.DatabaseError:
        connection.close()
        for name in (str(path), f"{path}-wal", f"{path}-shm"):
            with suppress(FileNotFoundError):
                os.replace(name, f"{name}.damaged")  # noqa: PTH105 - a name, not a path object
        connection = sqlite3.connect(path, isolation_level=None, timeout=BUSY_SECONDS)
    return connection


def _sync(path: Path) -> None:
    """Flush the file to disk, so that a power failure after the rename does not leave an empty file."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
