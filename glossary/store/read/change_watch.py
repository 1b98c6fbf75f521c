"""Detects changes of a store; called for every request, so it must be very fast.

A commit to a SQLite file in WAL mode becomes visible by one act: the writer puts a new header at the start of the
``-shm`` file (https://sqlite.org/walformat.html, "The WAL-Index Header", two copies of 48 bytes). Comparing those 96
bytes through a memory map takes 0.1 µs and is exact; ``PRAGMA data_version`` gives the same in 2.7 µs, and the times of
the files do not (a commit can hide in the same tick, or between the write and its publication).
"""

import mmap
import os
import time
from pathlib import Path

HEADER = 96
"""Bytes: both copies of the WAL-index header."""

SETTLED = 0.1
"""Seconds after which the time of a file without a write-ahead log identifies its commit."""

GLANCE = 1.0
"""Seconds between two checks whether another file has replaced the store."""

_Identity = tuple[int, int] | None

_kept: list[tuple[int, mmap.mmap]] = []
"""Descriptors that are never closed: closing one would release SQLite's own POSIX locks on the file."""


class ChangeDetector:
    """The state of the store's file as an opaque value: equal values mean equal content.

    A connection to the store must stay open in this process meanwhile, so that the ``-shm`` file is not deleted.

    >>> ChangeDetector("nowhere.db").state() is None
    True
    """

    def __init__(self, path: str | Path) -> None:
        self._path = str(path)
        self._shared: mmap.mmap | None = None
        self._files: tuple[object, ...] | None = None
        self._which = b""
        self._looked = 0.0

    def state(self) -> bytes | None:
        """Returns a value that differs after every commit; ``None`` if the state is unknown (do not cache)."""
        now = time.monotonic()
        if now - self._looked > GLANCE:
            self._look(now)
        if self._shared is not None:
            return self._which + self._shared[:HEADER]
        return self._settled_state()

    def _look(self, now: float) -> None:
        """Check whether the file was replaced or overwritten, or its write-ahead log created or removed.

        Time and size also change with every checkpoint; then a few responses are computed again.
        """
        self._looked = now
        status = _status(self._path)
        written = status and (status.st_mtime_ns, status.st_size)
        found = (_identity(self._path), _identity(f"{self._path}-shm"), written)
        if found != self._files or self._shared is None:
            self._files, self._which = found, f"{found} ".encode()
            self._shared = _shared_header(self._path)

    def _settled_state(self) -> bytes | None:
        """Returns the state by the time of the file itself, once it is old enough."""
        self._looked = 0.0  # a write-ahead log may appear at any moment
        try:
            status = os.stat(self._path)  # noqa: PTH116 - a path object costs more than the call
        except OSError:
            return None
        if _status(f"{self._path}-wal") or time.time() - status.st_mtime < SETTLED:
            return None
        return f"{status.st_dev} {status.st_ino} {status.st_size} {status.st_mtime_ns}".encode()


def modified(path: str | Path) -> float | None:
    """Returns when the store was last written, in seconds since the epoch; ``None`` if it does not exist."""
    times = [status.st_mtime for name in (str(path), f"{path}-wal") if (status := _status(name))]
    return max(times, default=None)


def _shared_header(path: str) -> mmap.mmap | None:
    """Maps the header; ``None`` if there is no ``-shm`` file or it has not been used yet."""
    status = _status(f"{path}-shm")
    if status is None or status.st_size < HEADER:
        return None
    try:
        descriptor = os.open(f"{path}-shm", os.O_RDONLY)
    except OSError:
        return None
    mapped = mmap.mmap(descriptor, HEADER, access=mmap.ACCESS_READ)
    _kept.append((descriptor, mapped))
    return mapped


def _identity(path: str) -> _Identity:
    status = _status(path)
    return status and (status.st_dev, status.st_ino)


def _status(path: str) -> os.stat_result | None:
    try:
        return os.stat(path)  # noqa: PTH116 - a path object costs more than the call
    except OSError:
        return None
