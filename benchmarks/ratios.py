"""Timing within one run: what a benchmark prints are ratios, because seconds differ from machine to machine."""

import platform
import statistics
import time
from collections.abc import Callable


def seconds(work: Callable[[], object], *, rounds: int = 5) -> float:
    """The median processor time of ``rounds`` runs of ``work``, in seconds, after one that warms up.

    Processor time of this process, so that other work on the machine counts little.
    """
    work()
    times = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return statistics.median(times)


def machine() -> str:
    """The machine in one line, for the head of every table."""
    return f"{platform.machine()}, {platform.system()}, {platform.python_implementation()} {platform.python_version()}"
