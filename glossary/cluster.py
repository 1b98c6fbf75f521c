"""Jobs shared out to the workers of a Dask cluster."""

import logging
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from glossary.errors import GlossaryError

_Result = TypeVar("_Result")


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
            "a scheduler needs more; install it with `pip install '.[cluster]'` in the project's folder"
        ) from error
    for name in ("client", "comm", "core", "batched", "utils"):  # they log a lost scheduler with tracebacks
        logging.getLogger(f"distributed.{name}").setLevel(logging.CRITICAL)
    try:
        with Client(scheduler, timeout="10s", set_as_default=False) as client:  # type: ignore[no-untyped-call]
            yield from _map(client, function, jobs, lost)
    except (FutureCancelledError, CommClosedError) as error:
        raise GlossaryError(
            f"the Dask scheduler at {scheduler} went away; what was read is kept, run the same command again to go on"
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
