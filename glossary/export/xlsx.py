"""The dictionary as one Excel workbook: sheets for terms, members, definitions and sources, and one that describes it.

Every text is a text cell: nothing is run as a formula, nothing becomes a link or a date. Lists are one cell, parted as
in the CSV files. Rows are written as they come, so that memory does not grow with the dictionary; the same rows give
the same bytes.
"""

import datetime as dt
import tempfile
from collections.abc import Iterable
from itertools import islice
from typing import Any, BinaryIO

import xlsxwriter

from glossary.export.columns import DEFINITIONS, MEMBERS, NUMBERS, SOURCES, TERMS, Column, Table
from glossary.export.release import Edition, ExportMetadata
from glossary.export.shared_pass import rows_of

MAX_CELL = 32_767
"""Characters of a cell; Excel refuses a file with a longer one."""
MAX_ROWS = 1_048_575
"""Rows of a sheet below its header."""

_SHEETS = (TERMS, MEMBERS, DEFINITIONS, SOURCES)
_WIDTHS = {"definition": 60, "members": 40, "groups": 40, "sentence": 50, "title": 40, "citation": 60, "url": 30}
_EPOCH = dt.datetime(1980, 1, 1)  # noqa: DTZ001 - a fixed date for reproducible bytes; the format knows no zone


def write_xlsx(edition: Edition, imprint: ExportMetadata, out: BinaryIO) -> int:
    """Write the workbook; returns the rows of all sheets, headers aside."""
    with tempfile.TemporaryDirectory() as folder:
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "tmpdir": folder,
        }
        book = xlsxwriter.Workbook(out, options)
        book.set_properties({"title": imprint.title, "comments": f"revision {edition.revision}", "created": _EPOCH})
        head = book.add_format({"bold": True, "bg_color": "#F6E7E3", "border": 1})
        body = book.add_format({"num_format": "@", "valign": "top"})
        wrapped = book.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
        number = book.add_format({"valign": "top"})
        formats = {"head": head, "text": body, "wrapped": wrapped, "number": number}
        count = sum(_write_sheet(book, table, edition, formats) for table in _SHEETS)
        _write_about(book, edition, imprint, formats)
        book.close()
    return count


def _write_sheet(book: Any, table: Table, edition: Edition, formats: dict[str, Any]) -> int:
    sheet = book.add_worksheet(table.name)
    sheet.freeze_panes(1, 2 if table is TERMS else 1)
    for at, column in enumerate(table.columns):
        width = _WIDTHS.get(column.name, 12)
        sheet.set_column(at, at, width)
    sheet.write_row(0, 0, [column.name for column in table.columns], formats["head"])
    cells = [(column, _kind(column)) for column in table.columns]
    count = 0
    for count, row in enumerate(islice(rows_of(table, edition), MAX_ROWS), 1):
        _write_row(sheet, count, row, cells, formats)
    sheet.autofilter(0, 0, count, len(table.columns) - 1)
    return count


def _kind(column: Column) -> str:
    if column.datatype in NUMBERS and not column.separator:
        return "number"
    return "wrapped" if _WIDTHS.get(column.name, 0) >= 40 else "text"


def _write_row(
    sheet: Any, at: int, row: dict[str, Any], cells: Iterable[tuple[Column, str]], formats: dict[str, Any]
) -> None:
    for position, (column, kind) in enumerate(cells):
        value = row.get(column.name)
        if kind == "number" and value is not None:
            sheet.write_number(at, position, value, formats["number"])
        elif value:
            sheet.write_string(at, position, cell_text(value, column), formats[kind])


def cell_text(value: Any, column: Column) -> str:
    """The text of a cell; what is longer than a cell can hold ends in an ellipsis.

    >>> cell_text(["甲", "乙"], Column("members", "", separator="|"))
    '甲|乙'
    """
    if column.separator:
        text = column.separator.join(str(each).replace(column.separator, "/") for each in value)
    else:
        text = str(value)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if len(text) <= MAX_CELL else text[: MAX_CELL - 1] + "…"


def _write_about(book: Any, edition: Edition, imprint: ExportMetadata, formats: dict[str, Any]) -> None:
    sheet = book.add_worksheet("about")
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 80)
    about = {
        "title": imprint.title,
        "revision": edition.revision,
        "url": imprint.base_url,
        "licence": imprint.license_url,
        "columns": "each column is explained in docs/columns.md of the project",
    }
    for at, (name, value) in enumerate(about.items()):
        sheet.write_string(at, 0, name, formats["head"])
        sheet.write_string(at, 1, value, formats["text"])
