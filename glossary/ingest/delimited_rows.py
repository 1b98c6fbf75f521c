"""Joins physical lines of a csv or tsv file to rows. An unclosed quotation mark affects its own row only. Pure."""

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

_MAX_LINES = 20_000
"""Maximum number of lines in a quoted cell; a report has a few hundred."""
_MAX_LINES_AFTER = 200
"""The limit after an unclosed cell, so that a file with literal quotation marks is not read again and again."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row.

    Attributes:
        cells: Its cells.
        is_broken: Whether a quotation mark opened a cell and was never closed; then it is treated as text.
    """

    cells: list[str]
    is_broken: bool = False


def rows_of(lines: Iterator[str], delimiter: str, most_characters: int) -> Iterator[Row]:
    r"""The rows of a file.

    Args:
        lines: The lines with their line ends.
        delimiter: The character between cells.
        most_characters: Maximum code points of a row; without it, an unclosed quotation mark would consume the file.

    Raises:
        csv.Error: A cell is longer than :func:`csv.field_size_limit`.

    >>> [row.cells for row in rows_of(iter(['a\t"b\n', 'c\td\n']), "\t", 99)]
    [['a', '"b'], ['c', 'd']]
    """
    waiting: deque[str] = deque()
    most = _MAX_LINES
    while (first := _next(waiting, lines)) is not None:
        held = [first]
        is_open, size = _ends_open(first, delimiter, is_open=False), len(first)
        while is_open and len(held) < most and size < most_characters and (line := _next(waiting, lines)) is not None:
            held.append(line)
            size += len(line)
            is_open = _ends_open(line, delimiter, is_open=True)
        if is_open:
            waiting.extendleft(reversed(held[1:]))
            most = _MAX_LINES_AFTER
            yield Row(_cells(first, delimiter, csv.QUOTE_NONE), is_broken=True)
        elif cells := _cells("".join(held), delimiter, csv.QUOTE_MINIMAL):
            yield Row(cells)


def _next(waiting: deque[str], lines: Iterator[str]) -> str | None:
    return waiting.popleft() if waiting else next(lines, None)


def _cells(text: str, delimiter: str, quoting: int) -> list[str]:
    lines = text.splitlines(keepends=True) if quoting == csv.QUOTE_MINIMAL else [text.rstrip("\r\n")]
    return next(csv.reader(lines, delimiter=delimiter, quoting=quoting), [])  # type: ignore[arg-type]


def _ends_open(line: str, delimiter: str, *, is_open: bool) -> bool:
    """Whether a line ends within a quoted cell."""
    at, end = 0, len(line)
    while at < end:
        if not is_open:
            if line[at] == '"':
                is_open, at = True, at + 1
                continue
            at = line.find(delimiter, at) + 1
            if not at:
                return False
            continue
        at = line.find('"', at)
        if at < 0:
            return True
        if line[at + 1 : at + 2] == '"':
            at += 2
            continue
        behind = line[at + 1 : at + 2]
        if behind not in {delimiter, "\r", "\n", ""}:
            at += 1  # a mark inside the cell: a closing mark is followed by a delimiter
            continue
        is_open = False
        at = line.find(delimiter, at) + 1
        if not at:
            return False
    return is_open
