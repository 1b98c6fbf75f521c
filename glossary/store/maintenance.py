"""Maintenance of a store's file: backup, restore, integrity check.

A store in use consists of the file and its write-ahead log, so copying or moving the file alone loses or mixes states.
These functions use SQLite, which reads and writes both under its locks.
"""

import hashlib
import os
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import orjson

from glossary.errors import FileError, StoreError
from glossary.store.database import KEYS, checkpoint, find_revision, give_identity, open_for_reading, unpack_text
from glossary.store.file_checks import store_error
from glossary.store.lexicon_cache import find_damaged_lexicons
from glossary.store.schema import SOURCE_COLUMNS
from glossary.store.write.mentions import FORM_RULE
from glossary.store.write.staging import EVIDENCE_COLUMNS

_BUSY_SECONDS = 60.0
_NOT_IN_DIGEST = frozenset({"digest", "extractor", "text", "origin"})


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
        raise FileError(str(target), error.strerror or str(error)) from error
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
    connection = sqlite3.connect(path, isolation_level=None, timeout=_BUSY_SECONDS)
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
        connection = sqlite3.connect(path, isolation_level=None, timeout=_BUSY_SECONDS)
    return connection


def check_store(path: str | Path) -> Iterator[str]:
    """Yields a message for each damage in the store at ``path``; nothing if it is intact.

    SQLite's own check finds broken pages and indexes, but not a flipped bit within a text. So every article and every
    source is also compared with its stored digest.

    Raises:
        StoreError: The store cannot be opened.
    """
    with closing(open_for_reading(path, check=False)) as connection:
        connection.row_factory = None
        try:
            connection.execute("BEGIN")
            yield from _check_pages(connection)
            yield from _check_articles(connection)
            yield from _check_sources(connection)
            yield from _check_revision(connection)
            yield from _check_lexicons(connection)
        except (sqlite3.Error, ValueError, TypeError) as error:  # damaged bytes can raise any of these
            yield f"the check stopped: {error}"


def _check_pages(connection: sqlite3.Connection) -> Iterator[str]:
    for (line,) in connection.execute("PRAGMA integrity_check(20)"):
        if line != "ok":
            yield line
    for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        yield f"table {table}, row {row}: names a row of {parent} that does not exist"


def _check_articles(connection: sqlite3.Connection) -> Iterator[str]:
    for key, draft, digest, article in connection.execute("SELECT key, draft, digest, article FROM term"):
        if _sha256(str(draft).encode() + _bytes(article)) != digest:
            yield f"article {key!r}: is not what was written"


def _check_sources(connection: sqlite3.Connection) -> Iterator[str]:
    connection.row_factory = sqlite3.Row
    rows = connection.execute("SELECT * FROM source").fetchall()
    connection.row_factory = None
    for row in rows:
        if (problem := _text_problem(row["text"], row["length"])) or (
            problem := "" if _find_digest(connection, row) == row["digest"] else "is not what was written"
        ):
            yield f"source {row['id']}: {problem}"


def _text_problem(packed: bytes, length: int) -> str:
    try:
        text = unpack_text(packed)
    except (zlib.error, UnicodeDecodeError, TypeError) as error:
        return f"its text cannot be read ({error})"
    return "" if len(text) == length else f"its text has {len(text)} characters and not {length}"


def _find_digest(connection: sqlite3.Connection, row: sqlite3.Row) -> str:
    """Computes the digest of a source, its findings and its evidence, like staging.

    Evidence derived from other sources (plain terms found in this one) is not part of it.
    """
    columns = {name: row[name] for name in SOURCE_COLUMNS if name not in _NOT_IN_DIGEST}
    quoted = ", ".join(f'"{name}"' for name in EVIDENCE_COLUMNS)
    findings = connection.execute(
        'SELECT code, message, start, "end" FROM finding WHERE source = ? ORDER BY n', [row["n"]]
    ).fetchall()
    evidence = connection.execute(
        f"SELECT {quoted} FROM evidence WHERE source = ? AND rule <> ? ORDER BY n", [row["n"], FORM_RULE]
    ).fetchall()
    body = {"findings": list(map(list, findings)), "evidence": list(map(list, evidence))}
    return _sha256(orjson.dumps([columns, body], default=repr))


def _check_revision(connection: sqlite3.Connection) -> Iterator[str]:
    """Checks the revision of a store of this version; the version of the keys is part of the revision."""
    meta = dict(connection.execute("SELECT key, value FROM meta WHERE key IN ('revision', 'keys')"))
    if meta.get("keys") == KEYS and meta.get("revision", "") not in {"", find_revision(connection)}:
        yield f"the revision {meta['revision']} is not that of the content"


def _check_lexicons(connection: sqlite3.Connection) -> Iterator[str]:
    if _has_digests(connection):
        for damaged in find_damaged_lexicons(connection):
            yield f"{damaged}: is not what was written; `glossary rebuild` makes it anew"


def _has_digests(connection: sqlite3.Connection) -> bool:
    """Whether the store was written by a version that stores digests of lexicons."""
    rows = connection.execute("PRAGMA table_info(client_lexicon)").fetchall()
    return any(name == "digest" for _, name, *_ in rows)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


def _sync(path: Path) -> None:
    """Flush the file to disk, so that a power failure after the rename does not leave an empty file."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
