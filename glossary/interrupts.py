"""Starts child processes that do not react to Ctrl-C: a terminal sends SIGINT to all of them, the parent decides.

A Python process that is interrupted before it can ignore the signal prints a traceback. A blocked signal stays blocked
in a new process from its first instruction on, because it inherits the signal mask of the thread that starts it.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def interrupts_blocked() -> Iterator[None]:
    """Block SIGINT in this thread; one that arrives meanwhile takes effect at the end of the block."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
