"""Timing within one run: what a benchmark prints are ratios, because seconds differ from machine to machine."""

import platform
import statistics
import time
from collections.abc import Callable, Mapping, Sequence


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


def alternate(works: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """The processor time of each piece of work in each round, in seconds; the pieces alternate, after one warm-up.

    A busy minute then hits all of them, and ratios within a round stay true.
    """
    for work in works.values():
        work()
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            start = time.process_time()
            work()
            times[name].append(time.process_time() - start)
    return times


def spread(times: Sequence[float], floor: Sequence[float]) -> str:
    """The ratio of two series of times within each round: median, and least and greatest in brackets.

    >>> spread([2.0, 4.0, 6.0], [1.0, 1.0, 2.0])
    '    3.00 × [2.00 .. 4.00]'
    """
    ratios = sorted(one / other for one, other in zip(times, floor, strict=True))
    return f"{statistics.median(ratios):>8.2f} × [{ratios[0]:.2f} .. {ratios[-1]:.2f}]"


def bound(what: str, value: float, limit: float, unit: str = "", *, at_most: bool = True) -> str:
    """One line: a figure, its bound, and MISSED at the end if it does not hold.

    >>> bound("rebuild", 7.04, 8, " s"), bound("warm / bare", 3.1, 4, at_most=False)
    ('rebuild: 7.04 s, bound ≤ 8 s', 'warm / bare: 3.10, bound ≥ 4: MISSED')
    """
    holds = value <= limit if at_most else value >= limit
    return f"{what}: {value:.2f}{unit}, bound {'≤' if at_most else '≥'} {limit:g}{unit}{'' if holds else ': MISSED'}"
