"""Opens the store's file, for writing (with schema migrations) or read-only, and computes the revision.

The revision is a hash of the content of the dictionary: equal revisions mean equal dictionaries. Findings about
unreadable origins are not part of it, because no article or source changes with them. They have a separate hash.
"""

import hashlib
import os
import re
import secrets
import sqlite3
import time
import zlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

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
from glossary.store.schema import MIGRATION_SET, MIGRATIONS, SCHEMA_VERSION

if TYPE_CHECKING:  # imported by writers only: it takes a tenth of a second
    from sqlite_utils import Database
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

KEYS = f"{SCHEMA_VERSION}/{KEY_VERSION}"
"""The version of the stored keys and rows, stored in ``meta.keys``."""

BUSY_SECONDS = 60.0
"""How long a writer waits for another writer."""


def open_for_writing(path: str | Path) -> "Database":
    """Opens the store at ``path`` in WAL mode; creates or migrates it if necessary.

    Raises:
        StoreNewerError: A newer version wrote the file.
        StoreError: The file is not a store, or cannot be written.
    """
    from sqlite_utils import Database

    require_database(path)
    require_own_log(path)
    try:
        db = Database(sqlite3.connect(str(path), isolation_level=None, timeout=BUSY_SECONDS))
        require_glossary(db.conn, path, may_be_empty=True)
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("PRAGMA cache_size = -65536")
        _prepare(db, path)
    except UNREADABLE as error:
        raise store_error(path, error) from error
    return db


def _prepare(db: "Database", path: str | Path) -> None:
    """Sets up the log and creates or migrates the tables; waits while another process does the same.

    Two processes that create one store meet at a lock or at the first statement of a migration. One of them goes on;
    the other one fails there, having changed nothing, and finds the work done when it tries again.
    """
    end = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL")
            _migrate(db, path)
        except sqlite3.OperationalError as error:
            if not _DONE_BY_ANOTHER.search(str(error)) or time.monotonic() > end:
                raise
            if db.conn.in_transaction:
                db.execute("ROLLBACK")
            time.sleep(_PAUSE)
        else:
            return


_DONE_BY_ANOTHER = re.compile("already exists|duplicate column name|database is locked|no such table: (?:main\\.)?meta")
_PAUSE = 0.1
"""Seconds between two tries."""


def _migrate(db: "Database", path: str | Path) -> None:
    if db["meta"].exists():
        require_not_newer(db.conn, _find_keys(db.conn), KEYS, path)
    _apply_migrations(db, path)
    db.execute("INSERT OR IGNORE INTO meta VALUES ('keys', ?)", [KEYS])
    if not db.execute("PRAGMA application_id").fetchone()[0]:
        give_identity(db.conn)


def _apply_migrations(db: "Database", path: str | Path) -> None:
    from sqlite_utils import Migrations

    migrations = Migrations(MIGRATION_SET)
    for migration in MIGRATIONS:
        migrations()(migration)
    pending = migrations.pending(db) if db["meta"].exists() else []
    if pending:
        _keep_copy(path, pending[0].name)
    migrations.apply(db)
    if pending:  # they are those of the earlier tables; the next publication writes them again
        db.execute("DELETE FROM meta WHERE key LIKE 'digest.%'")


def _keep_copy(path: str | Path, migration: str) -> None:
    """Copies a store before its tables are changed, so that the version that wrote it can still be used.

    The copy is beside the store, named after the first migration, and stays until you delete it.
    """
    from glossary.store.maintenance import back_up  # it needs this module

    copy = Path(f"{path}.before-{migration}")
    if not copy.exists():
        back_up(path, copy)


def give_identity(connection: sqlite3.Connection) -> None:
    """Give the store a new random identity, so that the log of another store or copy is never applied to it."""
    connection.execute(f"PRAGMA application_id = {1 + secrets.randbelow(2**31 - 1)}")


def count_commit(connection: sqlite3.Connection) -> None:
    """Increment the commit number in the current transaction; this also writes the store's identity to the log."""
    (number,) = connection.execute("PRAGMA user_version").fetchone()
    connection.execute(f"PRAGMA user_version = {number % (2**31 - 1) + 1}")


def checkpoint(connection: sqlite3.Connection, seconds: float = 2.0) -> bool:
    """Copy the write-ahead log into the file and empty it; waits for readers up to ``seconds``, else returns ``False``.

    With an empty log the file alone is the store, so copying or replacing it loses nothing.
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
    """Opens a read-only connection to the store at ``path``; rows are :class:`sqlite3.Row`.

    Raises:
        StoreMissingError: The file does not exist.
        StoreOutdatedError: Another version wrote the file; ``check=False`` opens it anyway.
        StoreNewerError: A newer version wrote the file.
        StoreDamagedError: The file is damaged, or its log belongs to another store.
        StoreError: The file is not a store.
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
    """Returns the read-only mode; in a read-only folder SQLite needs ``immutable=1``."""
    is_settled = not Path(f"{path}-wal").exists()
    return "immutable=1" if is_settled and not os.access(path.resolve().parent, os.W_OK) else "mode=ro"


def require_store(path: str | Path) -> None:
    """Check that the file exists.

    Raises:
        StoreMissingError: The file does not exist; the message has the command that creates it.
    """
    if not Path(path).is_file():
        raise StoreMissingError(f"no store at {path}; run `glossary harvest` first")


def require_current(found: str | None, path: str | Path) -> None:
    """Check that this version wrote the keys of the store.

    Raises:
        StoreOutdatedError: Another version wrote them; the message has the command that updates the store.
    """
    if found != KEYS:
        raise StoreOutdatedError(f"{path} was written by version {found}, this is {KEYS}; run `glossary rebuild`")


@cache
def merge_version() -> str:
    """The version of the code that writes articles; they are rebuilt when it changes."""
    return find_code_version("senses", "chinese", "store")


_COUNTED = ("source", "term", "sense", "form", "attestation", "member", "review")

TABLE_DIGESTS = {
    "source": "SELECT id, origin, extractor FROM source ORDER BY id",
    "origin": "SELECT origin.origin, source.id, origin.hints FROM origin JOIN source ON source.n = source ORDER BY 1",
    "decision": "SELECT kind, form, other, key, other_key, reason FROM decision ORDER BY kind, key, other_key",
    "filing": "SELECT key, family, target, rule FROM filing ORDER BY key",
    "watched": "SELECT form, key FROM watched ORDER BY form",
    "redirect": "SELECT old_id, term.id FROM redirect JOIN term ON term.n = term ORDER BY old_id",
    "schema": "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite%' ORDER BY type, name",
    "_sqlite_migrations": "SELECT migration_set, name FROM _sqlite_migrations ORDER BY 1, 2",
    "meta": "SELECT key, value FROM meta WHERE key <> 'digest.meta' ORDER BY key",
}
"""The rows, by table, that ``meta`` has a digest of: damage to them cannot be derived from other rows."""


def write_revision(db: "Database") -> str:
    """Hash the dictionary and write ``meta``; returns the revision (16 hex digits), independent of time."""
    revision = find_revision(db.conn)
    versions = {"keys": KEYS, "converter": CONVERTER_VERSION, "merging": merge_version()}
    _write_meta(db, {"revision": revision, "unread": hash_unread(db.conn), **versions, **count_rows(db.conn)})
    for table in TABLE_DIGESTS:  # the last one is that of meta itself
        _write_meta(db, {f"digest.{table}": find_table_digest(db.conn, table)})
    return revision


def _write_meta(db: "Database", meta: dict[str, Any]) -> None:
    db.conn.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", ((key, str(value)) for key, value in meta.items()))


def count_rows(connection: sqlite3.Connection) -> dict[str, int]:
    """Counts the rows of the dictionary, by the keys of ``meta`` that have their numbers."""
    queries = {table: f"SELECT COUNT(*) FROM {table}" for table in _COUNTED}
    queries["explained"] = "SELECT COUNT(*) FROM term WHERE explained"
    queries["finding"] = "SELECT COUNT(*) FROM finding WHERE source IS NOT NULL"
    return {f"count.{name}": int(connection.execute(query).fetchone()[0]) for name, query in queries.items()}


def find_table_digest(connection: sqlite3.Connection, table: str) -> str:
    """Computes the digest of the rows of a table of ``TABLE_DIGESTS``."""
    digest, rows = hashlib.sha256(), connection.execute(TABLE_DIGESTS[table])
    rows.row_factory = None
    while chunk := rows.fetchmany(1000):
        for row in chunk:
            digest.update(orjson.dumps(row) + b"\n")
    return digest.hexdigest()


def find_revision(connection: sqlite3.Connection) -> str:
    """Computes the revision from the tables, independent of ``meta``."""
    total = 0
    query = "SELECT digest, '', NULL FROM term UNION ALL SELECT digest, id, origin FROM source"
    for digest, source, origin in connection.execute(query):
        # Without folders, so that the same sources give the same revision on every machine.
        row = f"{digest}{source}{public_origin(origin) or ''}"
        total += int.from_bytes(hashlib.sha256(row.encode()).digest())
    values = (total % 2**256).to_bytes(32) + KEYS.encode()
    return hashlib.sha256(values).hexdigest()[:16]


def public_origin(origin: str | None) -> str | None:
    """Returns the public part of an origin: a web address, or the name of a file without its folder.

    >>> public_origin("/srv/reports.zip!2023/report.txt"), public_origin("https://example.org/a?b#c")
    ('report.txt', 'https://example.org/a?b#c')
    """
    if origin is None or origin.startswith(("http://", "https://")):
        return origin
    return re.split(r"[/\\!]", origin)[-1] or origin


def hash_unread(connection: sqlite3.Connection) -> str:
    """Returns a hash of the findings about unreadable origins; empty if there are none."""
    query = "SELECT origin, code, message FROM finding WHERE source IS NULL ORDER BY 1, 2, 3"
    rows = [list(row) for row in connection.execute(query)]
    return hashlib.sha256(orjson.dumps(rows)).hexdigest()[:16] if rows else ""


def load_text(connection: sqlite3.Connection, number: int) -> str:
    """Returns the text of the source with that row number."""
    return unpack_text(connection.execute("SELECT text FROM source WHERE n = ?", [number]).fetchone()[0])


_TEXT_LEVEL = 4  # zlib: texts shrink to 43 %; level 6 takes 1.7 times as long for 42 %, level 1 two thirds for 47 %


def pack_text(text: str) -> bytes:
    """Returns the form in which a text is stored; any string survives, lone surrogates included."""
    return zlib.compress(text.encode(errors="surrogatepass"), _TEXT_LEVEL)


def unpack_text(packed: bytes) -> str:
    """Returns the text that :func:`pack_text` packed.

    Raises:
        zlib.error: The bytes are damaged.
        UnicodeDecodeError: They are not a text.
    """
    return zlib.decompress(packed).decode(errors="surrogatepass")


_CHUNK = 500


def as_json(values: Iterable[Any]) -> str:
    """Encodes ``values`` as a JSON list for ``json_each``: one parameter for any number of keys."""
    return orjson.dumps(list(values)).decode()


def chunks(values: Iterable[Any], size: int = _CHUNK) -> Iterator[list[Any]]:
    """Yields ``values`` in lists of at most ``size``, so that not everything is in memory at once."""
    iterator = iter(values)
    while chunk := list(islice(iterator, size)):
        yield chunk
