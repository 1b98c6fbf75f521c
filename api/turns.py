"""How many requests may do something long at once, so that a thread is always free for what is answered at once."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import BoundedSemaphore, get_ident

from flask import current_app

from api.problems import refuse

PATIENCE = 0.3
"""Seconds that a request waits for its turn. While it waits it holds a thread, so it must not wait for long."""


class Turns:
    """A bounded number of turns; who gets none is told to come again.

    Args:
        count: Turns that can be taken at once.
        what: What they are for, for the refusal: "documents are being extracted".
        patience: Seconds to wait for one.
    """

    def __init__(self, count: int, what: str, patience: float = PATIENCE) -> None:
        self._free = BoundedSemaphore(count)
        self._what, self._patience = what, patience
        self._holders: set[int] = set()

    @property
    def taken(self) -> int:
        """How many are taken at the moment."""
        return len(self._holders)

    @contextmanager
    def take(self) -> Iterator[None]:
        """One turn.

        Raises:
            ProblemError: 503 ``busy``, when none is free in time.
        """
        if not self._free.acquire(timeout=self._patience):
            refuse(503, "busy", f"too many {self._what} at the moment; ask again in a few seconds")
        self._holders.add(get_ident())
        try:
            yield
        finally:
            self._holders.discard(get_ident())
            self._free.release()


def toil() -> AbstractContextManager[None]:
    """A turn to do what takes seconds, extracting above all; see :meth:`Turns.take`."""
    turns: Turns = current_app.extensions["toil"]
    return turns.take()
