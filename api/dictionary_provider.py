"""The open dictionary of this worker: opened when first asked for, so that a missing store is a 503 and not a crash."""

import threading
import time
from contextlib import suppress
from email.utils import formatdate
from pathlib import Path

from flask import current_app

from glossary.chinese.script import SCRIPTS, to_script
from glossary.errors import StoreError
from glossary.lookup import Dictionary, open_dictionary
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


def dictionary() -> Dictionary:
    """The dictionary that answers the current request."""
    provider: DictionaryProvider = current_app.extensions["provider"]
    return provider.dictionary()
