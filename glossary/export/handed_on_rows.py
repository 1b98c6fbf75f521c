"""Hands the rows of a stream on, from the process that reads them to the processes that write other files from them.

One process reads and decodes a stream (all articles, the rows of all attestations) and writes its files from it. It
also appends the rows to a file, batch by batch. The other processes read this file while it grows, so they may start at
the same time, and later ones find it complete. A pipe would make fast processes wait for slow ones, or hold what they
have not read yet in memory.
"""

import multiprocessing
import pickle
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from struct import Struct
from typing import Any, BinaryIO

from glossary.errors import GlossaryError

_SIZE = Struct(">Q")
"""The bytes of a batch, in front of it; 0 ends the file."""
_BATCH = 8
"""Rows of a batch: the most used articles are large."""
_PAUSE = 0.002
"""Seconds after which a process looks again for rows that another one has not written yet."""


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
