"""The rows of a table kept in a temporary file, so that several formats are written from one computation."""

import marshal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

_CHUNK = 2_000
"""Rows that are read and written at a time."""


class RowFile:
    """Rows of plain values, all with the same keys; empty until they were written to the end.

    >>> file = RowFile()
    >>> with file.writer() as keep:
    ...     keep({"id": 1, "name": "a"})
    >>> list(file.rows())
    [{'id': 1, 'name': 'a'}]
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as this object, and has no name
        self._chunks = 0
        self._names: list[str] = []
        self.is_complete = False

    @contextmanager
    def writer(self) -> Iterator[Callable[[dict[str, Any]], None]]:
        """A function that keeps a row; when the block ends without an error the rows are complete."""
        self._file.seek(0)
        chunk: list[list[Any]] = []
        self._chunks = 0

        def flush() -> None:
            marshal.dump(chunk, self._file)
            self._chunks += 1
            chunk.clear()

        def keep(row: dict[str, Any]) -> None:
            self._names = self._names or list(row)
            chunk.append(list(row.values()))
            if len(chunk) == _CHUNK:
                flush()

        yield keep
        flush()
        self.is_complete = True

    def rows(self) -> Iterator[dict[str, Any]]:
        """The rows by column name, in their order."""
        self._file.seek(0)
        for _ in range(self._chunks):
            for row in marshal.load(self._file):  # noqa: S302 - written by this process into a file without a name
                yield dict(zip(self._names, row, strict=True))
