"""The term store for writing: takes sources and rebuilds the dictionary from them."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from glossary.errors import SourceNotFoundError
from glossary.senses.overrides import Decision
from glossary.store.database import (
    checkpoint,
    count_commit,
    merge_version,
    open_for_writing,
    require_current,
    write_revision,
)
from glossary.store.file_checks import store_error
from glossary.store.write import staging
from glossary.store.write.article_building import MapJobs, map_here
from glossary.store.write.evidence_rows import write_decisions
from glossary.store.write.mentions import TextAnalysis, refresh_mentions
from glossary.store.write.origins import (
    Known,
    extract_again,
    find_known,
    find_source_origins,
    find_unread,
    forget_origins,
    reconcile_origins,
)
from glossary.store.write.rebuild import (
    DictionaryChanges,
    OnProgress,
    find_all_keys,
    migrate_families,
    migrate_keys,
    rebuild_changed,
)
from glossary.store.write.staging import QueuedSource

if TYPE_CHECKING:  # workers do not need the library
    from sqlite_utils import Database


class TermStore:
    """One store file, open for writing; an instance belongs to one thread.

    An ingest adds its results to the queue origin by origin (on disk at once), then publishes all of them in one
    transaction. A reader sees the dictionary before or after it, and an interrupted ingest loses nothing in the queue.
    """

    def __init__(self, path: str | Path, analysis: TextAnalysis, *, check: bool = True) -> None:
        """Open or make the store at ``path``; see :func:`glossary.term_store.open_term_store`.

        Raises:
            StoreOutdatedError: Another version wrote the keys; ``check=False`` opens the store for rebuilding.
            StoreError: The file is not a store.
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
        """Close the file; the write-ahead log is copied into it."""
        self._db.close()

    def known(self) -> dict[str, Known]:
        """Returns the known source of each origin, published or queued."""
        return find_known(self._db)

    def find_unread(self) -> set[str]:
        """Returns the origins that could not be read at the last attempt."""
        return find_unread(self._db)

    def receive(self, arrivals: Iterable[QueuedSource]) -> None:
        """Add results for some origins to the queue, all or nothing."""
        with self._changing(fold_log=False):
            staging.enqueue(self._db, arrivals)

    def publish(
        self,
        arrivals: Iterable[QueuedSource] = (),
        *,
        keep: bool = True,
        map_jobs: MapJobs = map_here,
        on_progress: OnProgress | None = None,
    ) -> DictionaryChanges:
        """Publish the queue to the dictionary, in one transaction.

        Args:
            arrivals: The last results, not in the queue yet.
            keep: Whether to commit; if not, only the report of what would change is returned.
            map_jobs: Runs the jobs that build articles; the default runs them in this process.
            on_progress: Called with the number of finished terms, and of all terms.
        """
        with self._changing(keep=keep):
            staging.enqueue(self._db, arrivals)
            dirty = reconcile_origins(self._db, self._analysis)
            return self._refresh(dirty, map_jobs, on_progress)

    def totals(self) -> dict[str, int]:
        """Returns the number of rows of the published dictionary by table, and of ``explained`` terms."""
        rows = self._db.execute("SELECT substr(key, 7), CAST(value AS INTEGER) FROM meta WHERE key LIKE 'count.%'")
        return dict(rows.fetchall())

    def find_terms(self, origin: str) -> set[str]:
        """Returns the keys of the articles that the source at ``origin`` is evidence for."""
        rows = self._db.execute(
            "SELECT DISTINCT term.key FROM attestation JOIN term ON term.n = attestation.term "
            "JOIN origin ON origin.source = attestation.source WHERE origin.origin = ?",
            [origin],
        )
        return {row[0] for row in rows}

    def forget(self, name: str) -> DictionaryChanges:
        """Remove a source with all its origins and evidence; or one origin with its findings.

        Args:
            name: The id of a source; or a path or address, whether or not it could be read. A source with further
                origins stays.

        Raises:
            SourceNotFoundError: There is no such source or origin.
        """
        with self._changing():
            origins = find_source_origins(self._db, name)
            if not origins:
                raise SourceNotFoundError(f"no source {name}")
            return self._refresh(forget_origins(self._db, origins, self._analysis))

    def decide(self, decisions: Iterable[Decision], *, replace: bool = False) -> DictionaryChanges:
        """Store editorial decisions and update the dictionary, all or nothing.

        Args:
            decisions: The editorial decisions.
            replace: Whether they replace all earlier ones.
        """
        with self._changing():
            return self._refresh(write_decisions(self._db, decisions, replace=replace))

    def rebuild(
        self, extractor: str | None = None, *, map_jobs: MapJobs = map_here, on_progress: OnProgress | None = None
    ) -> DictionaryChanges:
        """Migrate all keys and rebuild the whole dictionary from the evidence; editorial decisions are kept.

        Args:
            extractor: The version of the current rules: texts that other rules extracted are extracted again.
            map_jobs: Where sources are extracted and articles are built; the default is this process.
            on_progress: Called with the number of terms that are dealt with and that of all.
        """
        with self._changing():
            if extractor:
                extract_again(self._db, extractor, self._analysis, map_jobs)
            migrate_keys(self._db)
            migrate_families(self._db)
            return self._refresh(find_all_keys(self._db), map_jobs, on_progress)

    def _refresh(
        self, dirty: set[str], map_jobs: MapJobs = map_here, on_progress: OnProgress | None = None
    ) -> DictionaryChanges:
        row = self._db.execute("SELECT value FROM meta WHERE key = 'merging'").fetchone()
        if row is not None and row[0] != merge_version():
            migrate_families(self._db)
            dirty = dirty | find_all_keys(self._db)
        mentioned = refresh_mentions(self._db, dirty, self._analysis, map_jobs)
        change = rebuild_changed(self._db, dirty | mentioned, map_jobs=map_jobs, on_progress=on_progress)
        write_revision(self._db)
        return change

    @contextmanager
    def _changing(self, *, keep: bool = True, fold_log: bool = True) -> Iterator[None]:
        """Run one transaction; it is rolled back on error, or if ``keep`` is false.

        Args:
            keep: Whether to commit.
            fold_log: Whether to empty the log after the commit, so that the file alone is the store.
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
