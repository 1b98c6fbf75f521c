r"""A table as CSV (RFC 4180, UTF-8, ``\n``), and its variant for spreadsheet programs.

The plain file holds every cell as it is. The Excel variant has a byte order mark and ``\r\n``, and no cell that a
spreadsheet would run as a formula; what was altered for that is reported, so that nobody takes it for print.
"""

import csv
import re
from collections.abc import Iterator
from io import TextIOWrapper
from typing import Any, BinaryIO

from glossary.interchange.edition import Edition
from glossary.interchange.tables import Column, Table

# What opens a formula: OWASP's list of CSV injection, full-width signs included, which East Asian locales accept.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
# Where a spreadsheet that parts cells at semicolons or tabs begins a new cell in the middle of ours.
_INNER_CELL = re.compile('([;\t\n])(?=[ "\u3000]{0,16}[=+@＝＋－＠-])')
_LINE_ENDS = str.maketrans({"\r": "\n", "\0": "\ufffd"})


def write_csv(table: Table, edition: Edition, out: BinaryIO) -> int:
    """Write ``table`` as plain CSV; returns the number of rows, header aside."""
    rows = ([_cell(row.get(column.name), column) for column in table.columns] for row in table.rows(edition))
    return _write(table, rows, out, "\n")


def write_excel_csv(table: Table, edition: Edition, out: BinaryIO) -> tuple[int, list[str]]:
    """Write ``table`` for spreadsheet programs.

    Returns:
        The number of rows, and the altered cells as ``row:column`` (row 1 is the header).
    """
    altered: list[str] = []
    out.write(b"\xef\xbb\xbf")
    rows = (
        [_guarded(_cell(row.get(column.name), column), f"{line}:{column.name}", altered) for column in table.columns]
        for line, row in enumerate(table.rows(edition), 2)
    )
    return _write(table, rows, out, "\r\n"), altered


def guard(cell: str) -> str:
    """``cell``, with an apostrophe before what a spreadsheet would take for a formula.

    >>> guard("=1+1"), guard("1+7+4"), guard("甲;=1+1")
    ("'=1+1", '1+7+4', "甲;'=1+1")
    """
    opens = cell.startswith(_FORMULA) or cell.lstrip(" \n\u3000").startswith(_FORMULA)
    return _INNER_CELL.sub(r"\1'", f"'{cell}" if opens else cell)


def _guarded(cell: str, place: str, altered: list[str]) -> str:
    safe = guard(cell)
    if safe != cell:
        altered.append(place)
    return safe


def _write(table: Table, rows: Iterator[list[str]], out: BinaryIO, line_end: str) -> int:
    text = TextIOWrapper(out, "utf-8", newline="")
    writer = csv.writer(text, lineterminator=line_end)
    writer.writerow(column.name for column in table.columns)
    count = 0
    for count, row in enumerate(rows, 1):  # noqa: B007 - the last value is the number of rows
        writer.writerow(row)
    text.flush()
    text.detach()
    return count


def _cell(value: Any, column: Column) -> str:
    if value is None:
        return ""
    if column.separator:
        return column.separator.join(_one(each).replace(column.separator, "/") for each in value)
    return _one(value)


def _one(value: Any) -> str:
    return str(value).replace("\r\n", "\n").translate(_LINE_ENDS)
