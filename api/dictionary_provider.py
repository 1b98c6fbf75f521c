"""The open dictionary of this worker: opened when first asked for, so that a missing store is a 503 and not a crash."""

import logging
import threading
import time
from contextlib import suppress
from email.utils import formatdate
from pathlib import Path

from flask import current_app

from glossary.chinese.script import SCRIPTS, to_script
from glossary.errors import StoreError
from glossary.lookup import Dictionary, open_dictionary
from glossary.store.maintenance import check_store
from glossary.store.read.change_watch import ChangeDetector, modified

TELLING = 2.0
"""Seconds that must have passed before a time in whole seconds tells two states apart (RFC 9110 §8.8.2.2)."""


class DictionaryProvider:
    """One dictionary a process; it sees new harvests, and a replaced file, by itself."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._dictionary: Dictionary | None = None
        self._watch = ChangeDetector(path)
        self._dated: tuple[bytes | None, str] = (None, "")
        self._checked: tuple[bytes | None, bool] = (None, False)

    def dictionary(self) -> Dictionary:
        """The dictionary.

        Raises:
            StoreError: there is no store, or none that can be read.
        """
        if self._dictionary is None:
            with self._lock:
                self._dictionary = self._dictionary or open_dictionary(self._path)
        return self._dictionary

    def preload(self, *, annotations: bool = False) -> None:
        """Open the store and load the converters, so that the first reader does not wait; a missing store may come.

        Args:
            annotations: Whether to make the index of all forms as well, which takes seconds for a large dictionary.
        """
        for script in SCRIPTS:
            to_script("一", script)
        with suppress(StoreError):
            self.dictionary().meta()
            if annotations:
                self.dictionary().annotate("")

    def state(self) -> bytes | None:
        """What tells one state of the store from the next; ``None`` until the dictionary is open."""
        return self._watch.state() if self._dictionary is not None else None

    def is_damaged(self) -> bool:
        """Whether the present state of the store is known to be damaged.

        The first call for a state begins a check of the whole file in a thread of its own, which takes seconds for a
        large store; until it has ended, and for a sound store, the answer is ``False``.
        """
        state = self.state()
        with self._lock:
            if state is not None and state != self._checked[0]:
                self._checked = (state, False)
                threading.Thread(target=self._check, args=(state,), name="check", daemon=True).start()
        return self._checked == (state, True)

    def _check(self, state: bytes) -> None:
        try:
            problem = next(check_store(self._path), "")
        except StoreError as error:
            problem = str(error)
        if problem:
            logging.getLogger(__name__).error("the store is damaged: %s", problem)
        with self._lock:
            if self._checked[0] == state:
                self._checked = (state, bool(problem))

    def last_modified(self) -> str | None:
        """When the store was last written, for ``Last-Modified``; ``None`` while a second is too coarse to tell."""
        state = self.state()
        if state is not None and state == self._dated[0]:
            return self._dated[1]
        written = modified(self._path)
        if written is None or time.time() - written < TELLING:
            return None
        self._dated = (state, formatdate(written, usegmt=True))
        return self._dated[1]


def current_dictionary() -> Dictionary:
    """The dictionary that answers the current request."""
    provider: DictionaryProvider = current_app.extensions["provider"]
    return provider.dictionary()
