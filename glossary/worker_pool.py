"""Processes that share the work of a harvest: reading and extraction first, then building the articles."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from itertools import chain, islice
from multiprocessing import get_context
from types import TracebackType
from typing import Self, TypeVar

_Job = TypeVar("_Job")
_Result = TypeVar("_Result")

_AHEAD = 2
"""Jobs in flight for each worker: enough that none waits, few enough that memory stays flat."""
_FEW_JOBS = 2
"""So few jobs are done in this process: a worker takes longer to start than they take."""


class WorkerPool:
    """Worker processes, started when they are first needed and used until the pool is closed.

    With one worker everything is done in the calling process.
    """

    def __init__(self, workers: int, prepare: Callable[..., None] | None = None, *arguments: object) -> None:
        """Make a pool; no process starts yet.

        Args:
            workers: How many processes; 1 starts none.
            prepare: Called once in each process before its first job, with ``arguments``.
            arguments: What is sent once a process and not with every job.
        """
        self._workers = workers
        self._prepare, self._arguments = prepare, arguments
        self._executor: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._executor:
            self._executor.shutdown(cancel_futures=True)

    @property
    def is_parallel(self) -> bool:
        """Whether there is more than one worker."""
        return self._workers > 1

    def map_unordered(self, function: Callable[[_Job], _Result], jobs: Iterable[_Job]) -> Iterator[_Result]:
        """The results in the order in which they are ready."""
        executor = self._start()
        running: set[Future[_Result]] = set()
        for job in jobs:
            running.add(executor.submit(function, job))
            if len(running) > _AHEAD * self._workers:
                done, running = wait(running, return_when=FIRST_COMPLETED)
                yield from (future.result() for future in done)
        yield from (future.result() for future in running)

    def map_ordered(self, function: Callable[[_Job], _Result], jobs: Iterable[_Job]) -> Iterator[_Result]:
        """The results in the order of the jobs; a job is taken only when its turn to be handed out has come."""
        waiting = iter(jobs)
        first = list(islice(waiting, _FEW_JOBS + 1))
        if not self.is_parallel or len(first) <= _FEW_JOBS:
            yield from map(function, chain(first, waiting))
            return
        executor = self._start()
        running: deque[Future[_Result]] = deque()
        for job in chain(first, waiting):
            running.append(executor.submit(function, job))
            if len(running) > _AHEAD * self._workers:
                yield running.popleft().result()
        while running:
            yield running.popleft().result()

    def _start(self) -> ProcessPoolExecutor:
        if self._executor is None:
            # spawn: a forked child would inherit open database handles and other threads' locks.
            self._executor = ProcessPoolExecutor(
                self._workers,
                get_context("spawn"),
                self._prepare,
                self._arguments,  # type: ignore[arg-type]  # whatever prepare takes
            )
        return self._executor
