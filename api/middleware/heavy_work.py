"""Limits how many long requests one process handles at once, so that threads stay free for short ones.

Under ``glossary serve``, long requests go to child processes (:mod:`api.worker_pool`). This limit applies to requests
that are short enough to stay in the worker, and to an application under another WSGI server.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import BoundedSemaphore, get_ident

from flask import current_app

from api.errors import abort_with

ACQUIRE_TIMEOUT = 2.0
"""Seconds that a request waits for a slot. It is short because the request occupies a thread meanwhile."""


class ConcurrencyLimit:
    """A bounded number of slots; a request that gets none is rejected.

    Args:
        count: Number of slots.
        what: The name of the work in the error message: "extractions".
        timeout: Seconds to wait for a slot.
    """

    def __init__(self, count: int, what: str, timeout: float = ACQUIRE_TIMEOUT) -> None:
        self._free = BoundedSemaphore(count)
        self._what, self._timeout = what, timeout
        self._holders: set[int] = set()

    @property
    def taken(self) -> int:
        """The number of slots in use."""
        return len(self._holders)

    @contextmanager
    def acquire_slot(self) -> Iterator[None]:
        """Hold a slot during the block.

        Raises:
            ProblemError: 503 ``busy`` if no slot becomes free in time.
        """
        if not self._free.acquire(timeout=self._timeout):
            abort_with(503, "busy", f"server busy: too many concurrent {self._what}; retry in a few seconds")
        self._holders.add(get_ident())
        try:
            yield
        finally:
            self._holders.discard(get_ident())
            self._free.release()


def heavy_work() -> AbstractContextManager[None]:
    """A slot for work that takes seconds, such as extraction; see :meth:`ConcurrencyLimit.acquire_slot`."""
    limit: ConcurrencyLimit = current_app.extensions["heavy_work"]
    return limit.acquire_slot()
