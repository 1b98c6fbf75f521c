"""One open store and what is remembered of its present revision.

The file is opened once a process. ``PRAGMA data_version`` tells at every answer, for a microsecond, whether somebody
has committed; then the revision is read anew and everything remembered of the old one is dropped. A file that was
replaced by another one is noticed by its inode, looked at once a second. Each answer is given within one read
transaction.
"""

import hashlib
import sqlite3
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from glossary.errors import StoreError, StoreMissingError
from glossary.store.read import sources
from glossary.store.read.reader import Reader

T = TypeVar("T")
_MOST_REMEMBERED = 16_384
"""Answers to single questions, the least recently asked leaving first: converted articles, suggestions, counts."""
_OF_THE_WHOLE = frozenset({"desk", "sheets", "corpus", "tallies", "known"})
"""What is made of the whole dictionary: too dear to be pushed out by single questions."""
_SECONDS_BETWEEN_LOOKS = 1.0


class Session:
    """A store open for reading; safe to share between threads, answers one at a time."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._lock = threading.RLock()
        self._depth = 0
        self._memory: OrderedDict[Any, Any] = OrderedDict()
        self._whole: OrderedDict[Any, Any] = OrderedDict()
        self._open()

    def _open(self) -> None:
        inode = self._look()
        self.reader = Reader(self.path)
        self._inode = inode
        self._version = -1
        self.meta: dict[str, str] = {}
        self.is_mixed = False
        """Whether some source of this revision is printed in traditional characters."""
        self._forget()
        self._looked = time.monotonic()

    @property
    def revision(self) -> str:
        """Of the state that the last answer was given from."""
        return self.meta.get("revision", "0")

    @property
    def findings_revision(self) -> str:
        """The same for the list of findings, which holds those of origins that could not be read, too."""
        unread = self.meta.get("unread", "")
        return hashlib.sha256(f"{self.revision} {unread}".encode()).hexdigest()[:16] if unread else self.revision

    @contextmanager
    def snapshot(self) -> Iterator[Reader]:
        """Everything asked within sees one state of the dictionary."""
        with self._lock:
            if self._depth:
                yield self.reader
                return
            self._reopen_if_replaced()
            reader = self.reader
            self._depth = 1
            try:
                reader.begin()
                version = reader.version()
                if version != self._version:
                    self._forget()
                    self.meta = reader.meta()
                    self.is_mixed = sources.has_traditional(reader.connection)
                    self._version = version
                yield reader
            except sqlite3.Error as error:
                raise StoreError(f"{self.path}: {error}") from error
            finally:
                self._depth = 0
                _end(reader)

    def remembered(self, key: Any, make: Callable[[], T]) -> T:
        """What ``make`` gave for ``key`` at this revision; call it within a snapshot."""
        memory = self._whole if key in _OF_THE_WHOLE else self._memory
        if key in memory:
            memory.move_to_end(key)
            found: T = memory[key]
            return found
        made = memory[key] = make()
        if len(memory) > _MOST_REMEMBERED:
            memory.popitem(last=False)
        return made

    def _forget(self) -> None:
        self._memory.clear()
        self._whole.clear()

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self.reader.connection.close()

    def _reopen_if_replaced(self) -> None:
        now = time.monotonic()
        if now - self._looked < _SECONDS_BETWEEN_LOOKS:
            return
        self._looked = now
        try:
            inode = self._look()
        except StoreMissingError:
            return  # between two renames; the open file still answers
        if inode != self._inode:
            former = self.reader
            self._looked = 0.0  # should it be no store, the next question looks again
            self._open()
            former.connection.close()

    def _look(self) -> tuple[int, int]:
        try:
            status = self.path.stat()
        except OSError as error:
            raise StoreMissingError(f"no store at {self.path}; run `glossary harvest` first") from error
        return status.st_dev, status.st_ino


def _end(reader: Reader) -> None:
    """End the read transaction; a damaged store has none, and that has been said already."""
    with suppress(sqlite3.Error):
        reader.end()
