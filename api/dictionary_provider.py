"""The dictionary of this worker, opened on first use, so that a missing store leads to a 503 and not to a crash."""

import logging
import subprocess
import sys
import threading
import time
from contextlib import suppress
from email.utils import formatdate
from pathlib import Path

from flask import current_app

from glossary.chinese.script import SCRIPTS, to_script
from glossary.errors import StoreError
from glossary.lookup import Dictionary, open_dictionary
from glossary.lookup.on_demand import preload as preload_lookup
from glossary.store.read.change_watch import ChangeDetector, modified

TELLING = 2.0
"""Seconds after which a time in whole seconds is a strong validator (RFC 9110 §8.8.2.2)."""


class DictionaryProvider:
    """One dictionary per process. It detects new harvests and a replaced file automatically."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._dictionary: Dictionary | None = None
        self._watch = ChangeDetector(path)
        self._dated: tuple[bytes | None, str] = (None, "")
        self._preloaded: bytes | None = None
        self._checked: tuple[bytes | None, bool] = (None, False)

    def dictionary(self) -> Dictionary:
        """The dictionary.

        Raises:
            StoreError: The store is missing or unreadable.
        """
        if self._dictionary is None:
            with self._lock:
                self._dictionary = self._dictionary or open_dictionary(self._path)
        return self._dictionary

    def preload(self, *, annotations: bool = False) -> None:
        """Open the store, load converters and modules, so that no request waits for them; ignores a missing store.

        Args:
            annotations: Whether to build the index of all forms, too, which takes seconds for a large dictionary.
        """
        preload_lookup()
        for script in SCRIPTS:
            to_script("一", script)
        with suppress(StoreError):
            self.dictionary().meta()
            if annotations:
                state = self.state()
                self.dictionary().annotate("")
                self._preloaded = state

    def is_preloaded(self) -> bool:
        """Whether the present state of the store is open with its annotation index, so that no request waits for it."""
        state = self.state()
        return state is not None and state == self._preloaded

    def state(self) -> bytes | None:
        """An identifier of the current state of the store; ``None`` until the dictionary is open."""
        return self._watch.state() if self._dictionary is not None else None

    def is_damaged(self) -> bool:
        """Whether the current state of the store is known to be damaged.

        The first call for a state starts a check of the whole file in a separate thread, which takes seconds for a
        large store. The result is ``False`` until the check ends, and for an intact store.
        """
        state = self.state()
        with self._lock:
            if state is not None and state != self._checked[0]:
                self._checked = (state, False)
                threading.Thread(target=self._check, args=(state,), name="check", daemon=True).start()
        return self._checked == (state, True)

    def _check(self, state: bytes) -> None:
        """Check the file in another process, because a check takes seconds of Python."""
        command = [sys.executable, "-m", "glossary", "check", "--store", "--db", str(self._path)]
        checked = subprocess.run(  # noqa: S603 - our own command, no shell
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, encoding="utf-8", check=False
        )
        if checked.returncode:
            lines = (checked.stdout or checked.stderr).strip().splitlines() or ["the check ended without a result"]
            logging.getLogger(__name__).error("the store is damaged: %s", lines[0])
        with self._lock:
            if self._checked[0] == state:
                self._checked = (state, bool(checked.returncode))

    def last_modified(self) -> str | None:
        """The time of the last write, for ``Last-Modified``; ``None`` while it is too recent to be unambiguous."""
        state = self.state()
        if state is not None and state == self._dated[0]:
            return self._dated[1]
        written = modified(self._path)
        if written is None or time.time() - written < TELLING:
            return None
        self._dated = (state, formatdate(written, usegmt=True))
        return self._dated[1]


def current_dictionary() -> Dictionary:
    """The dictionary of the current application."""
    provider: DictionaryProvider = current_app.extensions["provider"]
    return provider.dictionary()
