"""The tables as an Excel workbook.

The workbook has sheets for terms, members, definitions and sources, and one that describes it. Every text is a text
cell: nothing is run as a formula, nothing becomes a link or a date. Lists are one cell, parted as in the CSV files.
Rows are written as they come, so that memory does not grow with the dictionary; the same rows give the same bytes.
"""

import datetime as dt
import re
from typing import Any, BinaryIO

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from glossary.export.columns import DEFINITIONS, MEMBERS, NUMBERS, SOURCES, TERMS, Column, Table, article_rows
from glossary.export.passes import rows_of
from glossary.export.release import Edition, ExportMetadata
from glossary.export.table_rows import Row
from glossary.output_files import temporary_folder

MAX_CELL = 32_767
"""Characters of a cell; Excel refuses a file with a longer one."""
MAX_ROWS = 1_048_575
"""Rows of a sheet below its header."""

_SHEETS = (TERMS, MEMBERS, DEFINITIONS, SOURCES)
_WIDTHS = {"definition": 60, "members": 40, "groups": 40, "sentence": 50, "title": 40, "citation": 60, "url": 30}
_EPOCH = dt.datetime(1980, 1, 1)  # noqa: DTZ001 - a fixed date for reproducible bytes; the format knows no zone


def write_xlsx(edition: Edition, metadata: ExportMetadata, out: BinaryIO) -> int:
    """Write the workbook; returns the rows of all sheets, headers aside."""
    with temporary_folder() as folder:
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "tmpdir": folder,
        }
        book = xlsxwriter.Workbook(out, options)
        book.set_properties({"title": metadata.title, "comments": f"revision {edition.revision}", "created": _EPOCH})
        head = book.add_format({"bold": True, "bg_color": "#F6E7E3", "border": 1})
        body = book.add_format({"num_format": "@", "valign": "top"})
        wrapped = book.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
        number = book.add_format({"valign": "top"})
        formats = {"head": head, "text": body, "wrapped": wrapped, "number": number}
        sheets = {table.name: _Sheet(book, table, formats) for table in _SHEETS}
        for table, row in article_rows((TERMS, MEMBERS, DEFINITIONS), edition):
            sheets[table.name].write(row)
        for row in rows_of(SOURCES, edition):
            sheets[SOURCES.name].write(row)
        for sheet in sheets.values():
            sheet.finish()
        _write_about(book, edition, metadata, formats)
        book.close()
    return sum(sheet.rows for sheet in sheets.values())


_NOT_PLAIN = re.compile(r'[<>&"\x00-\x1f\ufffe\uffff]|_x|^\s|\s$')
"""Text that Excel's XML escapes."""
_COLUMN_NAMES = [xl_col_to_name(at) for at in range(max(len(table.columns) for table in _SHEETS))]


class _PlainCells(Worksheet):  # type: ignore[misc]
    """Writes plain text and numbers in one step, and all other cells as its base class does: a third of the time."""

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        kind = type(cell).__name__
        if not cell.format:
            super()._write_cell(row, col, cell)
            return
        # The number of the style, for which XlsxWriter has no public name.
        start = f'<c r="{_COLUMN_NAMES[col]}{row + 1}" s="{cell.format._get_xf_index()}"'  # noqa: SLF001
        if kind == "Number":
            self.fh.write(f"{start}><v>{cell.number:.16G}</v></c>")
        elif kind == "String" and not _NOT_PLAIN.search(cell.string):
            self.fh.write(f'{start} t="inlineStr"><is><t>{cell.string}</t></is></c>')
        else:
            super()._write_cell(row, col, cell)


class _Sheet:
    """The sheet of one table; each is a file of its own until the book is closed, so sheets may be written in turn."""

    def __init__(self, book: Any, table: Table, formats: dict[str, Any]) -> None:
        self.rows = 0
        self._columns, self._sheet = table.columns, book.add_worksheet(table.name, _PlainCells)
        self._sheet.freeze_panes(1, 2 if table is TERMS else 1)
        for at, column in enumerate(table.columns):
            self._sheet.set_column(at, at, _WIDTHS.get(column.name, 12))
        self._sheet.write_row(0, 0, [column.name for column in table.columns], formats["head"])
        kinds = [_kind(column) for column in table.columns]
        self._cells = [
            (at, column, kind == "number", formats[kind])
            for at, (column, kind) in enumerate(zip(table.columns, kinds, strict=True))
        ]

    def write(self, row: Row) -> None:
        """Adds a row, unless the sheet is full."""
        if self.rows == MAX_ROWS:
            return
        self.rows += 1
        for at, column, is_number, style in self._cells:
            value = row.get(column.name)
            if is_number and value is not None:
                self._sheet.write_number(self.rows, at, value, style)
            elif value:
                self._sheet.write_string(self.rows, at, cell_text(value, column), style)

    def finish(self) -> None:
        """Adds the filter, which covers all rows."""
        self._sheet.autofilter(0, 0, self.rows, len(self._columns) - 1)


def _kind(column: Column) -> str:
    if column.datatype in NUMBERS and not column.separator:
        return "number"
    return "wrapped" if _WIDTHS.get(column.name, 0) >= 40 else "text"


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


def _write_about(book: Any, edition: Edition, metadata: ExportMetadata, formats: dict[str, Any]) -> None:
    sheet = book.add_worksheet("about")
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 80)
    about = {
        "title": metadata.title,
        "revision": edition.revision,
        "url": metadata.base_url,
        "licence": metadata.license_url,
        "columns": "each column is explained in docs/columns.md of the project",
    }
    for at, (name, value) in enumerate(about.items()):
        sheet.write_string(at, 0, name, formats["head"])
        sheet.write_string(at, 1, value, formats["text"])
