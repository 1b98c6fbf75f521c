"""One open store with the cache of its current state; shared by all threads of a process.

Each request uses one read transaction on its own connection, so a long search does not block a look-up. ``PRAGMA
data_version`` takes a microsecond and shows whether another process has committed; then the state is read again. If
another file replaces the store, its inode changes. The inode is checked once a second, and the new file is opened after
the last request on the old one has ended, because two files with one name would share one write-ahead log.
"""

import hashlib
import sqlite3
import threading
import time
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from glossary.errors import StoreMissingError
from glossary.store.file_checks import store_error
from glossary.store.read import sources
from glossary.store.read.change_watch import ChangeDetector
from glossary.store.read.reader import Reader

T = TypeVar("T")
_MAX_BYTES = 16 * 2**20
"""Maximum size of the cache for single queries; the least recently used entries are evicted first."""
_WEIGHT = 1024
"""Estimated bytes of a cached value that is not ``bytes``: suggestions, counts."""
_CHECK_SECONDS = 1.0
_DRAIN_SECONDS = 5.0
_IDLE_READERS = 8
_MEMORIES = 2
"""How many states are cached: connections may still use the previous one."""


class Memory:
    """The cache of one state of the store, shared by all threads.

    Attributes:
        meta: The metadata of the store.
        is_mixed: Whether some source is printed in traditional characters.
    """

    def __init__(self, meta: dict[str, str], *, is_mixed: bool) -> None:
        self.meta, self.is_mixed = meta, is_mixed
        self._answers: OrderedDict[Any, tuple[Any, int]] = OrderedDict()
        self._bytes = 0
        self._whole: dict[Any, Any] = {}
        self._lock = threading.Lock()
        self._making: defaultdict[Any, threading.RLock] = defaultdict(threading.RLock)

    def remembered(self, key: Any, make: Callable[[], T]) -> T:
        """Returns the cached value for ``key``, or calls ``make``.

        A string key names a value computed from the whole dictionary: only one thread computes it, and it is never
        evicted. The results of single queries have tuples as keys and can be evicted.
        """
        if isinstance(key, str):
            return self._remembered_whole(key, make)
        kept = self._answers.get(key)
        if kept is not None:
            with suppress(KeyError):  # another thread has just evicted it; the value itself is valid
                self._answers.move_to_end(key)
            found: T = kept[0]
            return found
        made = make()
        self._keep(key, made, len(made) + _WEIGHT if isinstance(made, bytes) else _WEIGHT)
        return made

    def _remembered_whole(self, key: Any, make: Callable[[], T]) -> T:
        if key not in self._whole:
            with self._making[key]:
                if key not in self._whole:
                    self._whole[key] = make()
        found: T = self._whole[key]
        return found

    def _keep(self, key: Any, made: Any, weight: int) -> None:
        with self._lock:
            before = self._answers.pop(key, None)
            self._bytes += weight - (before[1] if before else 0)
            self._answers[key] = (made, weight)
            while self._bytes > _MAX_BYTES:
                _, (_, dropped) = self._answers.popitem(last=False)
                self._bytes -= dropped


class _Held(threading.local):
    """The reader and the cache of the current request of a thread."""

    reader: Reader | None = None
    memory: Memory | None = None


@dataclass(slots=True, eq=False)
class _Slot:
    """One connection: the generation of its file, and the state that it has seen last.

    Attributes:
        state: What :class:`ChangeDetector` reported for that state; ``None`` if it changed meanwhile.
    """

    reader: Reader
    generation: int
    version: int = -1
    memory: Memory | None = None
    state: bytes | None = None


class Session:
    """A store open for reading, for all threads."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._held = _Held()
        self._state = threading.Condition()
        self._idle: list[_Slot] = []
        self._active = 0
        self._generation = 0
        self._memories: OrderedDict[tuple[int, int, str], Memory] = OrderedDict()
        self._checked = 0.0
        self._is_suspect = self._is_draining = False
        self._inode = self._find_inode()
        self._watch = ChangeDetector(path)
        self._idle.append(self._open())
        self._checked = time.monotonic()

    @property
    def revision(self) -> str:
        """The revision of the state that the current request of this thread uses."""
        return self.meta.get("revision", "0")

    @property
    def meta(self) -> dict[str, str]:
        """The metadata of that state."""
        return self._memory.meta

    @property
    def is_mixed(self) -> bool:
        """Whether some source of that state is printed in traditional characters."""
        return self._memory.is_mixed

    @property
    def findings_revision(self) -> str:
        """The revision of the list of findings, which includes findings about unreadable origins."""
        unread = self.meta.get("unread", "")
        return hashlib.sha256(f"{self.revision} {unread}".encode()).hexdigest()[:16] if unread else self.revision

    @property
    def _memory(self) -> Memory:
        if self._held.memory is None:
            raise RuntimeError("use it within a snapshot")
        return self._held.memory

    @contextmanager
    def snapshot(self) -> Iterator[Reader]:
        """Calls within this context see one state of the dictionary.

        Raises:
            StoreError: The store cannot be read.
        """
        if self._held.reader is not None:
            yield self._held.reader
            return
        slot = self._take()
        reader = slot.reader
        try:
            state = self._watch.state()
            if state is None or slot.state != state:  # also after another file was written over this one
                reader.forget_pages()
                slot.memory = None
            reader.begin()
            self._held.memory = self._find_memory(slot)
            slot.state = state if self._watch.state() == state else None
            self._held.reader = reader
            yield reader
        except sqlite3.Error as error:
            self._is_suspect = True  # perhaps another file was written over this one: open it again
            raise store_error(self.path, error) from error
        finally:
            self._held.reader = None
            with suppress(sqlite3.Error):  # a damaged store has no transaction, and the error has already been raised
                reader.end()
            self._give_back(slot)

    def read(self, work: Callable[[Reader], T]) -> T:
        """Returns the result of ``work``, which sees one state of the dictionary; for look-ups of a few rows.

        Three statements of a transaction cost more than the query of a look-up. So the work is done without one if the
        connection has seen the present state. If the state has changed meanwhile, it is done again in a transaction.

        Raises:
            StoreError: The store cannot be read.
        """
        state = self._watch.state() if self._held.reader is None else None
        slot = self._take() if state is not None else None
        if slot is not None:
            try:
                if slot.state == state:
                    self._held.memory, self._held.reader = slot.memory, slot.reader
                    try:
                        found = work(slot.reader)
                    except sqlite3.Error:
                        pass  # as if the state had changed
                    except Exception:
                        if self._watch.state() == state:
                            raise
                    else:
                        if self._watch.state() == state:
                            return found
            finally:
                self._held.reader = None
                self._give_back(slot)
        with self.snapshot() as reader:
            return work(reader)

    def remembered(self, key: Any, make: Callable[[], T]) -> T:
        """Returns the cached value for ``key`` in this state, or calls ``make``; requires a snapshot."""
        return self._memory.remembered(key, make)

    def close(self) -> None:
        """Close the file."""
        with self._state:
            self._close_idle()

    def _take(self) -> _Slot:
        with self._state:
            if self._is_draining:
                self._state.wait_for(lambda: not self._is_draining)
            if time.monotonic() - self._checked > _CHECK_SECONDS:
                self._reopen_if_replaced()
            slot = self._idle.pop() if self._idle else self._open()
            self._active += 1
            return slot

    def _open(self) -> _Slot:
        return _Slot(Reader(self.path), self._generation)

    def _give_back(self, slot: _Slot) -> None:
        with self._state:
            self._active -= 1
            if slot.generation == self._generation and len(self._idle) < _IDLE_READERS and not self._is_suspect:
                self._idle.append(slot)
            else:
                slot.reader.close()
            if self._is_draining:
                self._state.notify_all()

    def _find_memory(self, slot: _Slot) -> Memory:
        """Returns the cache of the state that a connection sees; connections that see the same state share it."""
        version = slot.reader.version()
        if version == slot.version and slot.memory is not None:
            return slot.memory
        meta, commit = slot.reader.meta(), slot.reader.commit_number()
        key = (slot.generation, commit, meta.get("revision", ""))
        memory = self._memories.get(key)
        if memory is None:
            memory = Memory(meta, is_mixed=sources.has_traditional(slot.reader.connection))
            if commit:  # otherwise this state cannot be distinguished from another one of the same revision
                memory = self._share(key, memory)
        slot.version, slot.memory = version, memory
        return memory

    def _share(self, key: tuple[int, int, str], memory: Memory) -> Memory:
        with self._state:
            memory = self._memories.setdefault(key, memory)
            while len(self._memories) > _MEMORIES:
                self._memories.popitem(last=False)
            return memory

    def _reopen_if_replaced(self) -> None:
        """Wait until no request reads the old file, close it, and open the new one. The caller holds the lock."""
        self._checked = time.monotonic()
        try:
            inode = self._find_inode()
        except StoreMissingError:
            return  # between two renames; the open file is still usable
        if inode == self._inode and not self._is_suspect:
            return
        self._is_draining = True
        try:
            self._state.wait_for(lambda: not self._active, _DRAIN_SECONDS)
            self._generation += 1
            self._close_idle()
            self._memories.clear()
            self._checked = 0.0  # if it is not a store, the next request checks again
            self._idle.append(self._open())
            self._inode, self._is_suspect = inode, False
            self._checked = time.monotonic()
        finally:
            self._is_draining = False
            self._state.notify_all()

    def _close_idle(self) -> None:
        while self._idle:
            self._idle.pop().reader.close()

    def _find_inode(self) -> tuple[int, int]:
        try:
            status = self.path.stat()
        except OSError as error:
            raise StoreMissingError(f"no store at {self.path}; run `glossary harvest` first") from error
        return status.st_dev, status.st_ino
