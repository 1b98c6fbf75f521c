"""Where the jobs of a harvest or an extraction run: worker processes that read documents and build articles, or Dask.

If a process dies, because the system kills it for memory or a document crashes it, its job is repeated. A chunk of
documents is then repeated one document at a time, so that only the bad document is lost. The worker processes exit
with their parent, however it ends.
"""

import gc
import logging
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from itertools import chain, islice
from multiprocessing import connection, get_context, parent_process, resource_tracker
from multiprocessing.process import BaseProcess
from multiprocessing.util import Finalize
from types import TracebackType
from typing import Any, Self, TypeVar

from glossary.errors import GlossaryError
from glossary.processes import interrupts_blocked

_Job = TypeVar("_Job")
_Result = TypeVar("_Result")

_AHEAD = 2
"""Jobs in flight per worker: enough that no worker waits, few enough to bound memory."""
_MAX_SERIAL_JOBS = 2
"""Up to this many jobs run in the current process if no worker runs yet, because starting one takes longer."""
_MAX_BREAKS = 3
"""How often processes may die in a row, without a result in between, before the run fails."""
_CHECK_SECONDS = 1.0
"""How often to check that the processes live while no result comes."""


class WorkerPool:
    """Worker processes, started when they are first needed and reused until the pool is closed.

    With one worker, all work runs in the calling process.
    """

    def __init__(self, workers: int, prepare: Callable[..., None] | None = None, *arguments: object) -> None:
        """Create a pool without starting processes.

        Args:
            workers: Number of processes; 1 starts none.
            prepare: Called once in each process before its first job, with ``arguments``.
            arguments: Sent once per process, not with every job.
        """
        self._workers = workers
        self._prepare, self._arguments = prepare, arguments
        self._executor: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self._discard()  # after an interrupt, do not wait for the jobs in flight
        elif self._executor:
            self._executor.shutdown(cancel_futures=True)

    def start(self) -> None:
        """Start all processes now, to use the time until their first job; otherwise they start with it."""
        if self.is_parallel:
            for _ in range(self._workers):
                _submit(self._start(), os.getpid)

    def prepare(self, function: Callable[[], object]) -> None:
        """Call a function in the idle processes, if any was started, without waiting for it."""
        if self._executor is not None:
            with suppress(BrokenProcessPool):  # the next job starts new ones
                for _ in range(self._workers):
                    _submit(self._executor, function)

    @property
    def is_parallel(self) -> bool:
        """Whether there is more than one worker."""
        return self._workers > 1

    @property
    def has_started(self) -> bool:
        """Whether the processes run already, so that even a few jobs are worth distributing."""
        return self._executor is not None

    def map_unordered(
        self,
        function: Callable[[Sequence[str]], _Result],
        jobs: Iterable[Sequence[str]],
        lost: Callable[[str], _Result],
    ) -> Iterator[_Result]:
        """Yields results as they become ready, in any order.

        Args:
            function: Called with each job.
            jobs: Each job is a sequence of a few items.
            lost: Returns the result for an item that kills its process even when it is the only item.

        Raises:
            GlossaryError: Processes end as soon as they start.
        """
        rest = iter(jobs)
        while True:
            unfinished: list[Sequence[str]] = []
            yield from self._map_until_broken(function, rest, unfinished)
            if not unfinished:
                return
            for job in unfinished:
                yield from self._map_one_by_one(function, job, lost)

    def _map_until_broken(
        self,
        function: Callable[[Sequence[str]], _Result],
        rest: Iterator[Sequence[str]],
        unfinished: list[Sequence[str]],
    ) -> Iterator[_Result]:
        """Yields results until no job is left or a process dies; then ``unfinished`` has the jobs without a result."""
        executor = self._start()
        running: dict[Future[_Result], Sequence[str]] = {}
        try:
            for job in rest:
                unfinished.append(job)  # in case the submission fails
                running[_submit(executor, function, job)] = unfinished.pop()
                if len(running) > _AHEAD * self._workers:
                    yield from self._finished(running)
            while running:
                yield from self._finished(running)
        except BrokenProcessPool:
            self._discard()
            unfinished.extend(running.values())

    def _map_one_by_one(
        self, function: Callable[[Any], _Result], job: Sequence[Any], lost: Callable[[Any], _Result]
    ) -> Iterator[_Result]:
        """Yields results item by item, that of ``lost`` for an item that kills its process again."""
        for item in job:
            try:
                yield self._result(_submit(self._start(), function, (item,)))
            except BrokenProcessPool:
                self._discard()
                self._require_start()
                yield lost(item)

    def _require_start(self) -> None:
        """Check that processes can start at all; otherwise every item would seem to crash its process."""
        try:
            self._result(_submit(self._start(), os.getpid))
        except BrokenProcessPool as error:
            raise GlossaryError("worker processes end as soon as they start; try again with --workers 1") from error

    def map_ordered(
        self,
        function: Callable[[_Job], _Result],
        jobs: Iterable[_Job],
        lost: Callable[[Any], _Result] | None = None,
    ) -> Iterator[_Result]:
        """Yields results in the order of the jobs; takes each job from ``jobs`` only when it can be submitted.

        Args:
            function: Called with each job.
            jobs: What to do.
            lost: As for :meth:`map_unordered`; the jobs are then sequences. A job whose process died gives a result for
                each of its items.

        Raises:
            GlossaryError: Processes die repeatedly, or with ``lost``, as soon as they start.
        """
        waiting = iter(jobs)
        first = list(islice(waiting, _MAX_SERIAL_JOBS + 1))
        if not self.is_parallel or (len(first) <= _MAX_SERIAL_JOBS and not self.has_started):
            yield from map(function, chain(first, waiting))
            return
        running: deque[tuple[_Job, Future[_Result]]] = deque()
        for job in chain(first, waiting):
            running.append((job, self._submit_again(function, job)))
            if len(running) > _AHEAD * self._workers:
                yield from self._next_results(function, running, lost)
        while running:
            yield from self._next_results(function, running, lost)

    def _submit_again(self, function: Callable[[_Job], _Result], job: _Job) -> Future[_Result]:
        try:
            return _submit(self._start(), function, job)
        except BrokenProcessPool:
            self._discard()
            return _submit(self._start(), function, job)

    def _next_results(
        self,
        function: Callable[[_Job], _Result],
        running: deque[tuple[_Job, Future[_Result]]],
        lost: Callable[[Any], _Result] | None,
    ) -> Iterator[_Result]:
        """Yields the result of the first job; those of its items if a process died and ``lost`` is given."""
        for _ in range(_MAX_BREAKS):
            try:
                result = self._result(running[0][1])
            except BrokenProcessPool:
                self._discard()
                if lost:
                    items: Any = running.popleft()[0]
                    yield from self._map_one_by_one(function, items, lost)
                for at, (job, _future) in enumerate(running):
                    running[at] = (job, self._submit_again(function, job))
                if lost:
                    return
            else:
                running.popleft()
                yield result
                return
        raise GlossaryError("worker processes were killed repeatedly (lack of memory?); try again with --workers 1")

    def _start(self) -> ProcessPoolExecutor:
        if self._executor is None:
            # spawn: a forked child would inherit open database handles and other threads' locks.
            self._executor = ProcessPoolExecutor(
                self._workers, get_context("spawn"), _prepare, (self._prepare, self._arguments)
            )
        return self._executor

    def _discard(self) -> None:
        """Stop all processes at once; the next job starts new ones."""
        executor, self._executor = self._executor, None
        if executor is None:
            return
        for process in _processes(executor):
            with suppress(OSError, ValueError):
                process.kill()
        # A process that died while it sent a result has left half a message. The executor's thread reads on until
        # no process can write to the pipe any more, and the interpreter waits for that thread before it exits.
        executor._result_queue._writer.close()  # type: ignore[attr-defined]  # noqa: SLF001 - there is no public way
        # Wait for that thread: while it ends, the interpreter must not try to wake it.
        executor.shutdown(wait=True, cancel_futures=True)

    def _finished(self, running: dict[Future[_Result], Sequence[str]]) -> Iterator[_Result]:
        """Yields the results that are ready; waits for at least one."""
        for future in self._wait(running):
            result = future.result()
            del running[future]
            yield result

    def _result(self, future: Future[_Result]) -> _Result:
        self._wait((future,))
        return future.result()

    def _wait(self, futures: Iterable[Future[_Result]]) -> set[Future[_Result]]:
        """Wait until at least one is ready, and return those that are.

        Raises:
            BrokenProcessPool: A process is dead and the executor has not noticed; it may never do so.
        """
        while not (done := wait(futures, _CHECK_SECONDS, FIRST_COMPLETED).done):
            if not all(process.is_alive() for process in _processes(self._executor)):
                raise BrokenProcessPool("a process died while it sent its result")
        return done


def _processes(executor: ProcessPoolExecutor | None) -> list[BaseProcess]:
    return list((executor._processes or {}).values()) if executor else []  # noqa: SLF001 - no public way before 3.14


def _submit(executor: ProcessPoolExecutor, function: Callable[..., _Result], *arguments: Any) -> Future[_Result]:
    """Submit a job with SIGINT blocked, because this may start a process."""
    # A first process also starts multiprocessing.resource_tracker, and starting that leaves SIGINT unblocked.
    resource_tracker.ensure_running()
    with interrupts_blocked():
        return executor.submit(function, *arguments)


def _prepare(prepare: Callable[..., None] | None, arguments: Sequence[object]) -> None:
    collect_garbage_rarely()
    _end_with_parent()
    _exit_at_once()
    if prepare:
        prepare(*arguments)


def collect_garbage_rarely() -> None:
    """Let this process look for reference cycles rarely.

    A harvest creates millions of objects and hardly any cycle, so looking for them at the usual rate takes a tenth of
    its time.
    """
    gc.freeze()
    gc.set_threshold(100_000, 50, 1000)


def _exit_at_once() -> None:
    """End this process without freeing its memory object by object: with full caches that takes most of a second.

    Its own child processes notice that their pipes are closed, as when it is killed.
    """
    Finalize(None, os._exit, args=(0,), exitpriority=-1000)


def _end_with_parent() -> None:
    """Exit when the parent process ends, because its results would never be used."""
    parent = parent_process()
    if parent is None:
        return

    def watch() -> None:
        connection.wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, name="parent", daemon=True).start()


def map_on_cluster(
    function: Callable[[Sequence[str]], _Result],
    jobs: Sequence[Sequence[str]],
    scheduler: str,
    lost: Callable[[str], _Result],
) -> Iterator[_Result]:
    """The results of ``function`` for each job, as they come.

    Args:
        function: What is done with a job; sent to the workers, which see the same paths.
        jobs: Items, a few at a time.
        scheduler: Address of the cluster.
        lost: The result for an item that kills the workers it is given to, alone.

    Raises:
        GlossaryError: the library is missing, no scheduler answers, or it went away.
    """
    try:
        from distributed import Client
        from distributed.client import FutureCancelledError
        from distributed.comm.core import CommClosedError
    except ImportError as error:
        raise GlossaryError(
            "the Dask library is missing; install it with `pip install '.[cluster]'` in the project's folder"
        ) from error
    for name in ("client", "comm", "core", "batched", "utils"):  # they log a lost scheduler with tracebacks
        logging.getLogger(f"distributed.{name}").setLevel(logging.CRITICAL)
    try:
        with Client(scheduler, timeout="10s", set_as_default=False) as client:  # type: ignore[no-untyped-call]
            yield from _map(client, function, jobs, lost)
    except (FutureCancelledError, CommClosedError) as error:
        raise GlossaryError(
            f"the Dask scheduler at {scheduler} went away; what was read is kept; run the same command again"
        ) from error
    except OSError as error:
        raise GlossaryError(f"no Dask scheduler answers at {scheduler}: {error}") from error


def _map(client: Any, function: Any, jobs: Sequence[Sequence[str]], lost: Callable[[str], _Result]) -> Iterator[Any]:
    from distributed import as_completed

    submitted = {client.submit(function, job, pure=False): job for job in jobs}
    done = as_completed(submitted, loop=client.loop)  # type: ignore[no-untyped-call]
    for future in done:
        job = submitted.pop(future)
        if not _has_killed_its_workers(future):
            yield _result(future)
            future.release()
        elif len(job) == 1:
            yield lost(job[0])
        else:  # one of its items is bad: each alone
            for item in job:
                submitted[again := client.submit(function, (item,), pure=False)] = (item,)
                done.add(again)  # type: ignore[no-untyped-call]


def _has_killed_its_workers(future: Any) -> bool:
    from distributed import KilledWorker

    return future.status == "error" and isinstance(future.exception(), KilledWorker)


def _result(future: Any) -> Any:
    """The result; a lost scheduler cancels what it has not given."""
    from distributed.client import FutureCancelledError

    if future.status in {"cancelled", "lost"}:
        raise FutureCancelledError(future.key, reason="scheduler lost")
    return future.result()
