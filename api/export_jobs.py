"""Keeping the export files of the present revision at hand: written by another process, waited for a moment."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from glossary.export.publish import MANIFEST, edition_name, remove_abandoned, remove_edition
from glossary.export.release import ExportMetadata

WAIT_SECONDS = 5.0
"""Seconds for which one request waits for the files; a small dictionary takes one or two. All other requests are told
at once that the files are pending: a request that waits holds a thread, and a worker has few."""

_STEP = 0.05


class ExportPendingError(Exception):
    """The files are being written and are not there yet."""


class ExportFailedError(Exception):
    """The files could not be written; the log of the service says why."""


class ExportJobs:
    """Finds the edition of the present revision, and has it written where it is missing.

    A worker must not spend minutes on a large dictionary, so ``glossary export all`` does it in a process of its own.

    Args:
        db: The store.
        folder: Where editions lie.
        base_url: Where the links in the files lead.
        revision: Tells the present revision.
    """

    def __init__(self, db: Path, folder: Path, base_url: str, revision: Callable[[], str]) -> None:
        self._db, self._folder, self._revision = db, folder, revision
        self._metadata = ExportMetadata(base_url=base_url)
        self._writing: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._waiter = threading.Lock()

    def edition(self) -> Path:
        """The folder with the files and their manifest.

        Raises:
            ExportPendingError: they are still being written.
            ExportFailedError: they could not be written.
        """
        if (folder := self._find()) is not None:
            return folder
        writer = self._start_writer()
        if not self._waiter.acquire(blocking=False):
            raise ExportPendingError
        try:
            return self._wait(writer)
        finally:
            self._waiter.release()

    def _find(self) -> Path | None:
        folder = self._folder / edition_name(self._revision(), self._metadata)
        return folder if (folder / MANIFEST).is_file() else None

    def _wait(self, writer: "subprocess.Popen[bytes]") -> Path:
        until = time.monotonic() + WAIT_SECONDS
        while True:
            ended = writer.poll()
            if (folder := self._find()) is not None:
                return folder
            if ended:
                raise ExportFailedError
            if ended is not None:  # it wrote a revision that is not the present one any more
                writer = self._start_writer()
            if time.monotonic() > until:
                raise ExportPendingError
            time.sleep(_STEP)

    def _start_writer(self) -> "subprocess.Popen[bytes]":
        """The process that writes, started unless it runs."""
        with self._lock:
            if self._writing is None or self._writing.poll() is not None:
                self._writing = subprocess.Popen(  # noqa: S603 - our own command, no shell
                    [
                        sys.executable, "-m", "glossary", "export", "all", "--db", str(self._db),
                        "--base-url", self._metadata.base_url, "--output", str(self._folder),
                    ],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                )  # fmt: skip
                threading.Thread(target=self._await_writer, args=(self._writing,), daemon=True).start()
            return self._writing

    def _await_writer(self, writer: "subprocess.Popen[bytes]") -> None:
        """Wait for the end of a writer, and remove the editions that this store has left behind."""
        told, _ = writer.communicate()
        if writer.returncode == 0 and told:
            with self._lock, suppress(OSError):
                self._remove_older(Path(told.decode().strip()).name)

    def _remove_older(self, written: str) -> None:
        """Remove the editions that were written here before; what other stores and people put in the folder stays."""
        ledger = self._folder / f".{self._db.name}.editions"
        names = ledger.read_text("utf-8").split() if ledger.is_file() else []
        for name in names:
            if name != written:
                remove_edition(self._folder / name)
        remove_abandoned(self._folder)
        ledger.write_text(f"{written}\n", "utf-8")
