"""What child processes share: they leave Ctrl-C to their parent, and limit their own memory and time.

A terminal sends SIGINT to all processes, and the parent decides. A Python process that is interrupted before it can
ignore the signal prints a traceback. A blocked signal stays blocked in a new process from its first instruction on,
because it inherits the signal mask of the thread that starts it.
"""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def interrupts_blocked() -> Iterator[None]:
    """Block SIGINT in this thread; one that arrives meanwhile takes effect at the end of the block.

    The signal mask does this for the child. It is not enough for the parent: another thread may receive the signal,
    and Python then runs the handler in the main thread, whatever that thread blocks. A child that is interrupted
    between its start and its first message reports a traceback.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    with _handler_deferred():
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _handler_deferred() -> Iterator[None]:
    """Let the handler of SIGINT run at the end of the block; only the main thread runs handlers."""
    handler = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(handler):
        yield
        return
    received: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        received.append(number)

    signal.signal(signal.SIGINT, note)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)
        if received:
            signal.raise_signal(signal.SIGINT)


def limit_memory(most: int) -> None:
    """Limits the address space to ``most`` bytes on Linux; macOS ignores the limit, Windows has none."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, ValueError, OSError):
        return


def set_alarm(seconds: float) -> None:
    """The system ends this process after so many seconds, wherever it is; 0 takes the alarm off."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)
