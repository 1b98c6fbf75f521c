"""One pass over the dictionary for all files, which several processes write.

The files are written in groups, each in a process of its own. In a group, several files are written side by side
(:func:`write_together`). A writer pulls rows as if it were alone, in a greenlet of its own: asking for the next rows
switches to the caller, which goes on to the next writer, and takes new rows when every writer has had its turn. So
memory holds a few articles, whatever the number of writers and the size of the dictionary. Threads would need queues,
and more memory.

The rows of a stream are read from the dictionary by the first group that needs them; the others get them from it
(:mod:`glossary.export.passes`).

A process for each group (:func:`run_in_processes`) frees what the group has loaded before the next begins. Where the
system can fork and this process has one thread, children share its memory: modules and conversion tables are loaded
once. Elsewhere each child starts empty.
"""

import gc
import multiprocessing
import pickle
import threading
import time
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from itertools import islice
from multiprocessing import connection, get_all_start_methods, get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from struct import Struct
from sys import platform
from typing import Any, BinaryIO, TypeVar

from greenlet import getcurrent, greenlet

from glossary.chinese.script import to_script
from glossary.errors import GlossaryError
from glossary.export.columns import Table
from glossary.export.release import TRADITIONAL, Article, Edition
from glossary.export.table_rows import Row
from glossary.processes import interrupts_blocked

T = TypeVar("T")
Task = TypeVar("Task")
Result = TypeVar("Result")
_BATCH = 8
"""Rows that are handed over at a time: the most used articles are large."""
_SIZE = Struct(">Q")
"""The bytes of a batch, in front of it; 0 ends the file."""
_PAUSE = 0.002
"""Seconds after which a process looks again for rows that another one has not written yet."""


ARTICLES = "articles"
"""The stream of all articles."""

Stream = Table | str
"""What a pass shares: the articles (:data:`ARTICLES`), or the rows of a table."""


class SharedEdition:
    """An edition whose shared streams come from a pass, each once; everything else is read as usual."""

    def __init__(self, edition: Edition, share: Callable[[Stream], Iterator[Any] | None]) -> None:
        self._edition, self._share = edition, share
        self.revision, self.converter = edition.revision, edition.converter
        self.sources, self.attestations = edition.sources, edition.attestations
        self.decisions, self.totals = edition.decisions, edition.totals

    def articles(self) -> Iterator[Article]:
        """The shared articles; a writer that reads them again, or too late, reads them alone."""
        return self._share(ARTICLES) or self._edition.articles()

    def rows(self, table: Table) -> Iterator[Row]:
        """The shared rows of a table, or rows that are computed for this reader."""
        return self._share(table) or table.find_rows(self)


def rows_of(table: Table, edition: Edition) -> Iterator[Row]:
    """The rows of a table: shared with other writers where ``edition`` shares them."""
    return edition.rows(table) if isinstance(edition, SharedEdition) else table.find_rows(edition)


def read_stream(edition: Edition, stream: Stream) -> Iterator[Any]:
    """All articles, or all rows of a table, from the dictionary."""
    return edition.articles() if isinstance(stream, str) else stream.find_rows(edition)


def write_together(
    edition: Edition,
    writers: Sequence[Callable[[Edition], T]],
    tables: Sequence[Table] = (),
    open_stream: Callable[[Edition, Stream], Iterator[Any]] = read_stream,
    read_whole: Collection[Stream] = (),
) -> list[T]:
    """Run writers side by side over one pass; returns their results in their order.

    Args:
        edition: What they read.
        writers: Each writes one file from the edition that it is given.
        tables: Tables whose rows are computed once as well, in this order, after the articles.
        open_stream: Gives the rows of a stream, from the dictionary or from another process.
        read_whole: Streams that are read to their end even if no writer wants all of it: other processes need them.

    Raises:
        Exception: What a writer has raised; the others are closed.
    """
    results: dict[int, T] = {}
    caller = getcurrent()
    waiting: set[Stream] = {ARTICLES, *tables}

    def run(number: int, write: Callable[[Edition], T]) -> None:
        requested: set[Stream] = set()

        def share(stream: Stream) -> Iterator[Any] | None:
            if stream not in waiting or stream in requested:
                return None
            requested.add(stream)
            return _receive(caller, stream)

        results[number] = write(SharedEdition(edition, share))

    running = [greenlet(partial(run, number, write)) for number, write in enumerate(writers)]
    try:
        wanted = {each: each.switch() for each in running}
        streams: tuple[Stream, ...] = (ARTICLES, *tables)
        for stream in streams:
            waiting.remove(stream)
            readers = [each for each, wants in wanted.items() if wants == stream]
            if readers or stream in read_whole:
                rows = open_stream(edition, stream)
                _broadcast(stream, rows, wanted)
                deque(rows if stream in read_whole else (), maxlen=0)
    finally:
        for each in running:
            each.throw()  # ends what has not ended; does nothing otherwise
    return [results[number] for number in range(len(writers))]


def _receive(caller: greenlet, stream: Stream) -> Iterator[Any]:
    """The rows that :func:`_broadcast` gives to the greenlet in which this runs."""
    while (batch := caller.switch(stream)) is not None:
        yield from batch


def _broadcast(stream: Stream, rows: Iterator[Any], wanted: dict[greenlet, Stream | None]) -> None:
    """Give all rows to the greenlets that want them, and note what each wants next; ``None`` once it has ended."""
    readers = [each for each, wants in wanted.items() if wants == stream]
    while readers and (batch := list(islice(rows, _BATCH))):
        for each in readers:
            wanted[each] = each.switch(batch)
        readers = [each for each in readers if wanted[each] == stream]
    for each in readers:
        wanted[each] = each.switch(None)


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
                process = context.Process(target=_run_task, args=(work, waiting.popleft(), sender))
                with interrupts_blocked():
                    process.start()
                sender.close()
                running[receiver] = process
            for receiver in connection.wait(list(running)):
                assert isinstance(receiver, connection.Connection)
                yield _receive_result(receiver, running.pop(receiver))
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


def _run_task(work: Callable[[Any], Any], task: Any, sender: connection.Connection) -> None:
    gc.disable()  # writing files makes hardly any cycles; looking for them takes a twentieth of the time
    try:
        sender.send((work(task), None))
    except Exception as error:  # noqa: BLE001 - raised again in the parent
        with suppress(BrokenPipeError):  # the parent has been killed
            sender.send((None, error))


def _receive_result(receiver: connection.Connection, process: BaseProcess) -> Any:
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


def hand_on(rows: Iterable[Any], path: Path) -> Iterator[Any]:
    """Yields rows and appends them to a new file at ``path``; it is complete when the last row has been yielded.

    Args:
        rows: Of plain values: dicts, lists, strings, numbers.
        path: The processes that read it know it; they may open it before it exists.
    """
    reading = iter(rows)
    with path.open("wb", buffering=0) as out:
        while batch := list(islice(reading, _BATCH)):
            body = pickle.dumps(batch, pickle.HIGHEST_PROTOCOL)
            out.write(_SIZE.pack(len(body)) + body)
            yield from batch
        out.write(_SIZE.pack(0))


def receive(path: Path) -> Iterator[Any]:
    """Yields the rows that :func:`hand_on` writes to ``path``, and waits for those that are not there yet.

    Raises:
        GlossaryError: Nothing writes the file any more, and it is not complete.
    """
    while not path.exists():
        _wait(path)
    with path.open("rb") as rows:
        while size := _SIZE.unpack(_read(rows, _SIZE.size, path))[0]:
            yield from pickle.loads(_read(rows, size, path))  # noqa: S301 - the same command has written it


def _read(rows: BinaryIO, size: int, path: Path) -> bytes:
    """The next ``size`` bytes."""
    found = rows.read(size)
    while len(found) < size:
        _wait(path)
        found += rows.read(size - len(found))
    return found


def _wait(path: Path) -> None:
    """Wait a moment.

    The parent ends this process if the one that writes the rows fails. Without a parent, nobody would.
    """
    parent = multiprocessing.parent_process()
    if parent is None or not parent.is_alive():
        raise GlossaryError(
            f"the process that read the dictionary ended before {path.name} was complete; "
            "run the same command again to continue"
        )
    time.sleep(_PAUSE)
