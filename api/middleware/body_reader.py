"""Request bodies, for which only some of a worker's threads may wait.

A WSGI server hands the body over as a stream that blocks until the client has sent it, and offers no way to stop
waiting: a client that announces a body and sends nothing holds its thread for as long as it stays. So places to wait
are few, and who finds none is told to come again; the other threads go on answering. (Reading beside the answering
thread, with a deadline, is no way out: granian waits for the reader before it lets a response go.)

How many requests may do something long at once, so that a thread is always free for what is answered at once.
"""

import io
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import BoundedSemaphore, get_ident
from typing import Any, Protocol

from flask import current_app

from api.errors import ProblemError, abort_with

ACQUIRE_TIMEOUT = 0.3
"""Seconds that a request waits for its turn. While it waits it holds a thread, so it must not wait for long."""


class ConcurrencyLimit:
    """A bounded number of turns; who gets none is told to come again.

    Args:
        count: Turns that can be taken at once.
        what: What they are for, for the refusal: "documents are being extracted".
        patience: Seconds to wait for one.
    """

    def __init__(self, count: int, what: str, patience: float = ACQUIRE_TIMEOUT) -> None:
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
            abort_with(503, "busy", f"too many {self._what} at the moment; ask again in a few seconds")
        self._holders.add(get_ident())
        try:
            yield
        finally:
            self._holders.discard(get_ident())
            self._free.release()


def heavy_work() -> AbstractContextManager[None]:
    """A turn to do what takes seconds, extracting above all; see :meth:`Turns.take`."""
    turns: ConcurrencyLimit = current_app.extensions["toil"]
    return turns.take()


class Stream(Protocol):
    """What a WSGI server offers as ``wsgi.input``, as far as it is used here."""

    def read(self, size: int, /) -> bytes:
        """Up to ``size`` bytes; empty at the end."""


class BodyReadLimiter:
    """Where the bodies of one worker come in; ``waiting`` threads may wait for them at once."""

    def __init__(self, waiting: int, patience: float = ACQUIRE_TIMEOUT) -> None:
        self.turns = ConcurrencyLimit(waiting, "bodies are being received", patience)

    def wrap_input(self, environ: dict[str, Any]) -> None:
        """Let the body of a request be read in turn, where reading it may block."""
        stream = environ["wsgi.input"]
        if not isinstance(stream, io.BytesIO):  # else it is all there
            environ["wsgi.input"] = Body(stream, self.turns)


class Body(io.RawIOBase):
    """A body that is read in turn; who got no turn once gets none when asking again for the same body."""

    def __init__(self, stream: Stream, turns: ConcurrencyLimit) -> None:
        self._stream, self._turns = stream, turns
        self._problem: ProblemError | None = None

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill ``buffer`` as far as the body goes.

        Raises:
            ProblemError: 503 ``busy``, when as many threads as may are waiting for bodies.
        """
        if self._problem is not None:
            raise self._problem
        try:
            with self._turns.take():
                read = self._stream.read(len(buffer))
        except ProblemError as problem:
            self._problem = problem
            raise
        buffer[: len(read)] = read
        return len(read)
