"""Provides the export files of the current revision: a separate process writes them, each is sent once complete."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from glossary.export.publish import MANIFEST, edition_name, own_editions, prune, read_manifest, read_progress
from glossary.export.release import ExportMetadata

RETRY_SECONDS = 10.0
"""Seconds after a failure before the files are written again, for example until a disk has room."""


class ExportPendingError(Exception):
    """Raised while the file is being written, if no earlier edition has it."""


class ExportFailedError(Exception):
    """Raised if the files could not be written; the log of the service has the reason."""


@dataclass(frozen=True, slots=True)
class ReadyFile:
    """A file that can be sent.

    Attributes:
        folder: The folder of its edition.
        row: Its row of the manifest; empty for the manifest itself.
        revision: The revision of its edition.
        is_present: Whether this is the current revision; else it is the last edition, used until the new one is ready.
    """

    folder: Path
    row: dict[str, Any]
    revision: str
    is_present: bool


class ExportJobs:
    """Finds the files of the current revision, and starts writing them if they are missing.

    Writing a large dictionary takes minutes, so ``glossary export all`` runs in a separate process.

    Args:
        db: The store.
        folder: The folder of the editions.
        base_url: The base URL of the links in the files.
        revision: Returns the current revision.
    """

    def __init__(self, db: Path, folder: Path, base_url: str, revision: Callable[[], str]) -> None:
        self._db, self._folder, self._revision = db, folder, revision
        self._metadata = ExportMetadata(base_url=base_url)
        self._writing: subprocess.Popen[bytes] | None = None
        self._failed = -RETRY_SECONDS
        self._lock = threading.Lock()

    def file(self, name: str) -> ReadyFile:
        """The file of the current edition if it is written, else that of the last edition; never waits.

        Raises:
            ExportPendingError: The file is still being written, and no earlier edition has it.
            ExportFailedError: The file could not be written a moment ago.
        """
        if found := self._find_present(name):
            return found
        is_writing = self._start_writer()
        if last := self._find_last(name):
            return last
        raise ExportPendingError if is_writing else ExportFailedError

    def _present(self) -> tuple[Path, str]:
        revision = self._revision()
        return self._folder / edition_name(revision, self._metadata), revision

    def _find_present(self, name: str) -> ReadyFile | None:
        folder, revision = self._present()
        return _find(folder, name, revision, is_present=True)

    def _start_writer(self) -> bool:
        """Start the export process unless it is running; returns whether it runs, which is not so after a failure."""
        with self._lock:
            if self._writing is not None and self._writing.poll():
                self._writing, self._failed = None, time.monotonic()
            if time.monotonic() - self._failed < RETRY_SECONDS:
                return False
            if self._writing is None or self._writing.poll() is not None:
                self._writing = subprocess.Popen(  # noqa: S603 - our own command, no shell
                    [
                        sys.executable, "-m", "glossary", "export", "all", "--db", str(self._db), "--for-service",
                        "--base-url", self._metadata.base_url, "--output", str(self._folder),
                    ],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                )  # fmt: skip
                threading.Thread(target=self._await_writer, args=(self._writing,), daemon=True).start()
            return True

    def _await_writer(self, writer: "subprocess.Popen[bytes]") -> None:
        """Wait for an export process to end, then remove the outdated editions of this service."""
        if writer.wait() == 0:
            folder, _ = self._present()
            if (folder / MANIFEST).is_file():
                with suppress(OSError):
                    prune(self._folder, folder, self._db, self._metadata.base_url)

    def _find_last(self, name: str) -> ReadyFile | None:
        """The file of the newest earlier edition that is complete."""
        present, _ = self._present()
        for folder in own_editions(self._folder, self._db, self._metadata.base_url):
            if folder != present and (folder / MANIFEST).is_file():
                return _find(folder, name, read_manifest(folder)["revision"], is_present=False)
        return None


def _find(folder: Path, name: str, revision: str, *, is_present: bool) -> ReadyFile | None:
    """The file, if it is complete."""
    if (folder / MANIFEST).is_file():
        rows = [{"name": MANIFEST}, *read_manifest(folder)["files"]]
    else:
        rows = read_progress(folder)
    row = next((row for row in rows if row["name"] == name), None)
    return ReadyFile(folder, row, revision, is_present) if row else None
