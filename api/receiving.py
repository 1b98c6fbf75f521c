"""Request bodies, for which only some of a worker's threads may wait.

A WSGI server hands the body over as a stream that blocks until the client has sent it, and offers no way to stop
waiting: a client that announces a body and sends nothing holds its thread for as long as it stays. So places to wait
are few, and who finds none is told to come again; the other threads go on answering. (Reading beside the answering
thread, with a deadline, is no way out: granian waits for the reader before it lets a response go.)
"""

import io
from typing import Any, Protocol

from api.problems import ProblemError
from api.turns import PATIENCE, Turns


class Stream(Protocol):
    """What a WSGI server offers as ``wsgi.input``, as far as it is used here."""

    def read(self, size: int, /) -> bytes:
        """Up to ``size`` bytes; empty at the end."""


class Reception:
    """Where the bodies of one worker come in; ``waiting`` threads may wait for them at once."""

    def __init__(self, waiting: int, patience: float = PATIENCE) -> None:
        self.turns = Turns(waiting, "bodies are being received", patience)

    def admit(self, environ: dict[str, Any]) -> None:
        """Let the body of a request be read in turn, where reading it may block."""
        stream = environ["wsgi.input"]
        if not isinstance(stream, io.BytesIO):  # else it is all there
            environ["wsgi.input"] = Body(stream, self.turns)


class Body(io.RawIOBase):
    """A body that is read in turn; who got no turn once gets none when asking again for the same body."""

    def __init__(self, stream: Stream, turns: Turns) -> None:
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
