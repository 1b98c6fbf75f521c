"""Runs each task in a child process of its own, so that what one task has loaded is freed before the next begins.

Where the system can fork and this process has one thread, children share the memory of this process: modules and
conversion tables are loaded once. Elsewhere each child starts empty.
"""

import gc
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from multiprocessing import connection, get_all_start_methods, get_context
from multiprocessing.process import BaseProcess
from sys import platform
from typing import Any, TypeVar

from glossary.chinese.script import to_script
from glossary.errors import GlossaryError
from glossary.export.release import TRADITIONAL
from glossary.interrupts import interrupts_blocked

Task = TypeVar("Task")
Result = TypeVar("Result")


def run_in_processes(work: Callable[[Task], Result], tasks: Sequence[Task], workers: int) -> Iterator[Result]:
    """Yields the results of ``work(task)``, each as soon as it is there; ``workers`` processes run at a time.

    Args:
        work: Runs in a child; it and the tasks must be picklable where processes cannot be forked.
        tasks: They are begun in this order.
        workers: How many processes may run at a time.

    Raises:
        GlossaryError: A process has ended before its task did (killed, out of memory).
        Exception: What ``work`` has raised. In both cases the other processes are ended.
    """
    context: Any = get_context(_choose_start_method())
    waiting, running = deque(tasks), dict[connection.Connection, BaseProcess]()
    gc.collect()
    gc.freeze()  # a collection in a child would write to all objects, and so copy them
    try:
        while waiting or running:
            while waiting and len(running) < workers:
                receiver, sender = context.Pipe(duplex=False)
                process = context.Process(target=_run, args=(work, waiting.popleft(), sender))
                with interrupts_blocked():
                    process.start()
                sender.close()
                running[receiver] = process
            for receiver in connection.wait(list(running)):
                assert isinstance(receiver, connection.Connection)
                yield _receive(receiver, running.pop(receiver))
    finally:
        gc.unfreeze()
        for process in running.values():
            process.terminate()
            process.join()


def _choose_start_method() -> str:
    """Loads what forked children share."""
    if platform == "linux" and threading.active_count() == 1:
        for script in TRADITIONAL:
            to_script("三", script)
        return "fork"
    return "forkserver" if "forkserver" in get_all_start_methods() else "spawn"


def _run(work: Callable[[Any], Any], task: Any, sender: connection.Connection) -> None:
    gc.disable()  # writing files makes hardly any cycles; looking for them takes a twentieth of the time
    try:
        sender.send((work(task), None))
    except Exception as error:  # noqa: BLE001 - raised again in the parent
        with suppress(BrokenPipeError):  # the parent has been killed
            sender.send((None, error))


def _receive(receiver: connection.Connection, process: BaseProcess) -> Any:
    with receiver:
        try:
            result, error = receiver.recv()
        except EOFError:
            result, error = None, None
            process.join()
            raise GlossaryError(
                f"a process that wrote export files ended (exit code {process.exitcode}); "
                "the files that are complete are kept; run the same command again to continue"
            ) from None
    process.join()
    if error is not None:
        raise error
    return result
