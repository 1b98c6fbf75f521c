"""Several files from one pass over the dictionary: each article is read and parsed once for all of them.

A writer pulls rows as if it were alone, in a greenlet of its own: asking for the next rows switches to the pass, which
goes on to the next writer, and reads new rows when every writer has had its turn. So memory holds a few articles,
whatever the number of writers and the size of the dictionary. Threads would need queues, and more memory.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Any, TypeVar

from greenlet import getcurrent, greenlet

from glossary.export.columns import Table
from glossary.export.release import Article, Edition
from glossary.export.table_rows import Row

T = TypeVar("T")
_BATCH = 8
"""Rows that are handed over at a time: the most used articles are large."""


class SharedEdition:
    """An edition whose shared rows come from a broadcast, once; everything else is read as usual."""

    def __init__(self, edition: Edition, table: Table | None, rows: Iterator[Any]) -> None:
        self._edition, self._table, self._rows = edition, table, rows
        self._is_used = False
        self.revision, self.converter = edition.revision, edition.converter
        self.sources, self.attestations = edition.sources, edition.attestations
        self.decisions, self.totals = edition.decisions, edition.totals

    def articles(self) -> Iterator[Article]:
        """The shared articles, if articles are what is shared; another pass reads them again."""
        return self._first_use() if self._table is None else self._edition.articles()

    def rows(self, table: Table) -> Iterator[Row]:
        """The shared rows, if this is the table that is shared; else rows computed for this reader."""
        return self._first_use() if table is self._table else table.find_rows(self)

    def _first_use(self) -> Iterator[Any]:
        if not self._is_used:
            self._is_used = True
            return self._rows
        return self._edition.articles() if self._table is None else self._table.find_rows(self._edition)


def rows_of(table: Table, edition: Edition) -> Iterator[Row]:
    """The rows of a table: shared with other writers where ``edition`` shares them."""
    return edition.rows(table) if isinstance(edition, SharedEdition) else table.find_rows(edition)


def write_together(edition: Edition, writers: Sequence[Callable[[Edition], T]], table: Table | None = None) -> list[T]:
    """Run writers side by side over one pass; returns their results in their order.

    Args:
        edition: What they read.
        writers: Each writes one file from the edition that it is given.
        table: The table whose rows are computed once; without one the articles are read once.

    Raises:
        Exception: What a writer has raised; the others are closed.
    """
    results: dict[int, T] = {}
    caller = getcurrent()

    def run(number: int, write: Callable[[Edition], T]) -> None:
        results[number] = write(SharedEdition(edition, table, _receive(caller)))

    running = [greenlet(partial(run, number, write)) for number, write in enumerate(writers)]
    try:
        for each in running:
            each.switch()
        rows = table.find_rows(edition) if table else edition.articles()
        while any(running) and (batch := list(islice(rows, _BATCH))):
            _hand_over(batch, running)
        _hand_over(None, running)
    finally:
        for each in running:
            each.throw()  # ends what has not ended; does nothing otherwise
    return [results[number] for number in range(len(writers))]


def _receive(caller: greenlet) -> Iterator[Any]:
    """The rows that :func:`_hand_over` gives to the greenlet in which this runs."""
    while (batch := caller.switch()) is not None:
        yield from batch


def _hand_over(batch: list[Any] | None, running: Sequence[greenlet]) -> None:
    for each in running:
        if each:  # true until it has ended
            each.switch(batch)
