"""Keeping the export files of the present revision at hand: written by another process, waited for a moment."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from glossary.export.publish import MANIFEST, edition_name, prune
from glossary.export.release import ExportMetadata

WAIT_SECONDS = 5.0
"""Seconds from the start of writing for which requests wait for the files; a small dictionary takes one or two.

Counted once for each writing and not for each request: a worker has few threads, and a request that waits holds one.
"""

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
        self._imprint = ExportMetadata(base_url=base_url)
        self._writing: subprocess.Popen[bytes] | None = None
        self._began = 0.0
        self._lock = threading.Lock()

    def edition(self) -> Path:
        """The folder with the files and their manifest.

        Raises:
            ExportPendingError: they are still being written.
            ExportFailedError: they could not be written.
        """
        writer: subprocess.Popen[bytes] | None = None
        while True:
            folder = self._folder / edition_name(self._revision(), self._imprint)
            if (folder / MANIFEST).is_file():
                self._sweep(folder)
                return folder
            if writer is not None and writer.poll() is not None:
                if writer.returncode:
                    raise ExportFailedError
                writer = None  # it wrote a revision that is not the present one any more
            writer = writer or self._writer()
            if time.monotonic() > self._began + WAIT_SECONDS:
                raise ExportPendingError
            time.sleep(_STEP)

    def _writer(self) -> "subprocess.Popen[bytes]":
        """The process that writes, started unless it runs."""
        with self._lock:
            if self._writing is None or self._writing.poll() is not None:
                self._began = time.monotonic()
                self._writing = subprocess.Popen(  # noqa: S603 - our own command, no shell
                    [
                        sys.executable, "-m", "glossary", "export", "all", "--db", str(self._db),
                        "--base-url", self._imprint.base_url, "--output", str(self._folder),
                    ],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                )  # fmt: skip
            return self._writing

    def _sweep(self, folder: Path) -> None:
        """Remove the editions of older revisions once the writer of this one has come home."""
        with self._lock:
            if self._writing is not None and self._writing.poll() is not None:
                self._writing = None
                prune(self._folder, folder)
