"""How many long requests one process answers itself at once, so that threads stay free for short ones.

Under ``glossary serve`` long requests go to child processes (:mod:`api.worker_pool`); this is the limit for whatever is
short enough to stay here, and for an application under another WSGI server.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import BoundedSemaphore, get_ident

from flask import current_app

from api.errors import abort_with

ACQUIRE_TIMEOUT = 2.0
"""Seconds that a request waits for a slot. It holds a thread meanwhile, so it must not wait for long."""


class ConcurrencyLimit:
    """A bounded number of slots; a request that gets none is refused.

    Args:
        count: Slots that can be taken at once.
        what: What they are for, for the refusal: "extractions".
        timeout: Seconds to wait for one.
    """

    def __init__(self, count: int, what: str, timeout: float = ACQUIRE_TIMEOUT) -> None:
        self._free = BoundedSemaphore(count)
        self._what, self._timeout = what, timeout
        self._holders: set[int] = set()

    @property
    def taken(self) -> int:
        """How many are taken at the moment."""
        return len(self._holders)

    @contextmanager
    def acquire_slot(self) -> Iterator[None]:
        """One slot for the block.

        Raises:
            ProblemError: 503 ``busy``, when none is free in time.
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
    """A slot for what takes seconds, extraction above all; see :meth:`ConcurrencyLimit.acquire_slot`."""
    limit: ConcurrencyLimit = current_app.extensions["heavy_work"]
    return limit.acquire_slot()
