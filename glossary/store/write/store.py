"""The term store, writing: sources in, the dictionary that follows from them out."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlite_utils import Database

from glossary.errors import SourceNotFoundError
from glossary.senses.overrides import Decision
from glossary.store.database import (
    MERGE_VERSION,
    checkpoint,
    count_commit,
    open_for_writing,
    require_current,
    write_revision,
)
from glossary.store.file_checks import store_error
from glossary.store.write import staging
from glossary.store.write.article_building import MapJobs
from glossary.store.write.mentions import refresh_mentions
from glossary.store.write.origins import (
    Known,
    extract_again,
    find_known,
    find_origins,
    find_unread,
    forget_origins,
    reconcile_origins,
)
from glossary.store.write.override_rows import write_decisions
from glossary.store.write.rebuild import (
    Change,
    OnProgress,
    find_all_keys,
    migrate_families,
    migrate_keys,
    rebuild_changed,
)
from glossary.store.write.staging import QueuedSource
from glossary.store.write.text_analysis import TextAnalysis


class TermStore:
    """One store file, open for writing; an instance belongs to one thread.

    A harvest hands over what it finds origin by origin (safe on disk at once), then publishes all of it in one
    transaction: a reader sees the dictionary before or after, and a killed harvest loses nothing it handed over.
    """

    def __init__(self, path: str | Path, analysis: TextAnalysis, *, check: bool = True) -> None:
        """Open or make the store at ``path``; see :func:`glossary.term_store.open_term_store`.

        Raises:
            StoreOutdatedError: another version wrote the keys; ``check=False`` opens it for rebuilding.
            StoreError: the file is no store.
        """
        self._path = path
        self._analysis = analysis
        self._db: Database = open_for_writing(path)
        if check:
            row = self._db.execute("SELECT value FROM meta WHERE key = 'keys'").fetchone()
            require_current(row and row[0], path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; the write-ahead log is folded back into it."""
        self._db.close()

    def known(self) -> dict[str, Known]:
        """What stands at each origin, by origin: published or waiting in the inbox."""
        return find_known(self._db)

    def find_unread(self) -> set[str]:
        """Origins of which nothing is known but that they could not be read, and those that cannot be read any more."""
        return find_unread(self._db)

    def receive(self, arrivals: Iterable[QueuedSource]) -> None:
        """Put what was found at some origins into the inbox, all or nothing."""
        with self._changing(fold_log=False):
            staging.enqueue(self._db, arrivals)

    def publish(
        self,
        arrivals: Iterable[QueuedSource] = (),
        *,
        keep: bool = True,
        map_jobs: MapJobs = map,
        on_progress: OnProgress | None = None,
    ) -> Change:
        """Empty the inbox into the dictionary, in one transaction.

        Args:
            arrivals: The last ones, not in the inbox yet.
            keep: Whether to keep the outcome; without, only the report of what would change remains.
            map_jobs: Where articles are built; the default builds them in this process.
            on_progress: Called with the number of terms that are dealt with and that of all.
        """
        with self._changing(keep=keep):
            staging.enqueue(self._db, arrivals)
            dirty = reconcile_origins(self._db, self._analysis)
            return self._refresh(dirty, map_jobs, on_progress)

    def totals(self) -> dict[str, int]:
        """Rows of the published dictionary, by table, and ``explained`` terms; what ``meta`` says."""
        rows = self._db.execute("SELECT substr(key, 7), CAST(value AS INTEGER) FROM meta WHERE key LIKE 'count.%'")
        return dict(rows.fetchall())

    def find_terms(self, origin: str) -> set[str]:
        """Keys of the articles that the source at ``origin`` is evidence for."""
        rows = self._db.execute(
            "SELECT DISTINCT term.key FROM attestation JOIN term ON term.n = attestation.term "
            "JOIN origin ON origin.source = attestation.source WHERE origin.origin = ?",
            [origin],
        )
        return {row[0] for row in rows}

    def forget(self, name: str) -> Change:
        """Remove a source, all its origins and all that it said; or one origin, and what is noted of it.

        Args:
            name: The id of a source; or a path or address, whether or not it could be read. A source with further
                origins stays.

        Raises:
            SourceNotFoundError: no such source and no such origin.
        """
        with self._changing():
            origins = find_origins(self._db, name)
            if not origins:
                raise SourceNotFoundError(f"no source {name}")
            return self._refresh(forget_origins(self._db, origins, self._analysis))

    def decide(self, decisions: Iterable[Decision], *, replace: bool = False) -> Change:
        """Keep curated decisions and let the dictionary follow them, all or nothing.

        Args:
            decisions: Rows of a curator.
            replace: Whether they stand in the place of all earlier ones.
        """
        with self._changing():
            return self._refresh(write_decisions(self._db, decisions, replace=replace))

    def rebuild(
        self, extractor: str | None = None, *, map_jobs: MapJobs = map, on_progress: OnProgress | None = None
    ) -> Change:
        """Fold all keys anew and derive the whole dictionary from the evidence; curated decisions stay.

        Args:
            extractor: The version of the present rules: texts that other rules have read are extracted again.
            map_jobs: Where articles are built; the default builds them in this process.
            on_progress: Called with the number of terms that are dealt with and that of all.
        """
        with self._changing():
            if extractor:
                extract_again(self._db, extractor, self._analysis)
            migrate_keys(self._db)
            migrate_families(self._db)
            return self._refresh(find_all_keys(self._db), map_jobs, on_progress)

    def _refresh(self, dirty: set[str], map_jobs: MapJobs = map, on_progress: OnProgress | None = None) -> Change:
        row = self._db.execute("SELECT value FROM meta WHERE key = 'merging'").fetchone()
        if row is not None and row[0] != MERGE_VERSION:
            migrate_families(self._db)
            dirty = dirty | find_all_keys(self._db)
        mentioned = refresh_mentions(self._db, dirty, self._analysis)
        change = rebuild_changed(self._db, dirty | mentioned, map_jobs=map_jobs, on_progress=on_progress)
        write_revision(self._db)
        return change

    @contextmanager
    def _changing(self, *, keep: bool = True, fold_log: bool = True) -> Iterator[None]:
        """One transaction; undone on error, and where nothing shall be kept.

        Args:
            keep: Whether to commit.
            fold_log: Whether the state is a published one, after which the file alone shall be the store.
        """
        try:
            self._db.execute("BEGIN IMMEDIATE")
            yield
            count_commit(self._db.conn)
            self._db.execute("COMMIT" if keep else "ROLLBACK")
            if keep and fold_log:
                checkpoint(self._db.conn)
        except sqlite3.Error as error:
            self._undo()
            raise store_error(self._path, error) from error
        except BaseException:
            self._undo()
            raise

    def _undo(self) -> None:
        if self._db.conn.in_transaction:
            with suppress(sqlite3.Error):  # a disk that is full or gone; the log is not replayed without its commit
                self._db.execute("ROLLBACK")
