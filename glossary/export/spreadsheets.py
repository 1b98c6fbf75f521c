r"""A table as CSV (RFC 4180, UTF-8, ``\n``), its variant for spreadsheet programs, and all tables as an Excel workbook.

The plain CSV file holds every cell as it is. The Excel variant has a byte order mark and ``\r\n``, and no cell that a
spreadsheet would execute as a formula or convert to a date; changed cells are reported, so that they are not taken for
printed text. Metadata by the W3C's Tabular Metadata describe each column for machines.

The workbook has sheets for terms, members, definitions and sources, and one that describes it. Every text is a text
cell: nothing is run as a formula, nothing becomes a link or a date. Lists are one cell, parted as in the CSV files.
Rows are written as they come, so that memory does not grow with the dictionary; the same rows give the same bytes.
"""

import csv
import datetime as dt
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO, TextIOWrapper
from itertools import islice
from typing import Any, BinaryIO

import orjson
import xlsxwriter

from glossary.export.columns import DEFINITIONS, MEMBERS, NUMBERS, SOURCES, TERMS, Column, Table
from glossary.export.release import Edition, ExportMetadata
from glossary.export.shared_pass import rows_of

# What opens a formula: OWASP's list of CSV injection, full-width signs included, which East Asian locales accept.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
# Where a spreadsheet that parts cells at semicolons or tabs begins a new cell in the middle of ours.
_INNER_CELL = re.compile('([;\t\n])(?=[ "\u3000]{0,16}[=+@＝＋－＠-])')
_BLANKS = " \n\u3000"
_DIGITS = "0123456789０１２３４５６７８９"
# Text that a spreadsheet replaces by a date, a time or another number: 1-3-5, 3/5, 3.10, 1:2, 007, 12e34, 16 digits.
# A full date stays: it is one.
_CONVERTED = re.compile(
    r"(?![12]\d{3}-\d\d-\d\d$)\d{1,4}(?:[-/.:－／．：]\d{1,4}){1,2}|0\d+|\d+(?:\.\d+)?[eEｅＥ][+-]?\d+|\d{16,}"
)
_SUSPECT = frozenset((*_FORMULA, *_BLANKS, *_DIGITS))
"""What a cell begins with that a spreadsheet may take for a formula, a date or a number."""
_LINE_ENDS = str.maketrans({"\r": "\n", "\0": "\ufffd"})


def write_csv(table: Table, edition: Edition, out: BinaryIO) -> int:
    """Write ``table`` as plain CSV; returns the number of rows, header aside."""
    layout = _layout(table)
    rows = (_cells(row, layout) for row in rows_of(table, edition))
    return _write(table, rows, out, "\n")


def write_excel_csv(table: Table, edition: Edition, out: BinaryIO) -> tuple[int, list[str]]:
    """Write ``table`` for spreadsheet programs.

    Returns:
        The number of rows, and the altered cells as ``row:column`` (row 1 is the header).
    """
    altered: list[str] = []
    out.write(b"\xef\xbb\xbf")
    layout = _layout(table)
    rows = (_guarded(_cells(row, layout), layout, line, altered) for line, row in enumerate(rows_of(table, edition), 2))
    return _write(table, rows, out, "\r\n"), altered


def escape_formula(cell: str) -> str:
    """``cell``, with an apostrophe before what a spreadsheet would take for a formula.

    >>> escape_formula("=1+1"), escape_formula("1+7+4"), escape_formula("甲;=1+1")
    ("'=1+1", '1+7+4', "甲;'=1+1")
    """
    opens = cell.startswith(_FORMULA) or (cell[:1] in _BLANKS and cell.lstrip(_BLANKS).startswith(_FORMULA))
    guarded = f"'{cell}" if opens else cell
    return _INNER_CELL.sub(r"\1'", guarded) if ";" in cell or "\t" in cell or "\n" in cell else guarded


def escape_cell(cell: str) -> str:
    """``cell``, with an apostrophe before what a spreadsheet would run as a formula or replace by a date or a number.

    >>> escape_cell("1-3-5"), escape_cell("007"), escape_cell("3"), escape_cell("1+4"), escape_cell("=1+1")
    ("'1-3-5", "'007", '3', '1+4', "'=1+1")
    """
    return f"'{cell}" if _CONVERTED.fullmatch(cell.strip()) else escape_formula(cell)


def _guarded(cells: list[Any], layout: "_Layout", line: int, altered: list[str]) -> list[Any]:
    for at in layout.texts:
        cell = cells[at]
        if cell and (cell[0] in _SUSPECT or ";" in cell or "\t" in cell or "\n" in cell):
            safe = escape_cell(cell)
            if safe != cell:
                cells[at] = safe
                altered.append(f"{line}:{layout.names[at]}")
    return cells


def _write(table: Table, rows: Iterator[list[Any]], out: BinaryIO, line_end: str) -> int:
    text = TextIOWrapper(out, "utf-8", newline="")
    writer = csv.writer(text, lineterminator=line_end)
    writer.writerow(column.name for column in table.columns)
    count = 0
    for count, row in enumerate(rows, 1):  # noqa: B007 - the last value is the number of rows
        writer.writerow(row)
    text.flush()
    text.detach()
    return count


@dataclass(frozen=True, slots=True)
class _Layout:
    """The columns of a table, as far as writing their cells differs.

    Attributes:
        names: All columns.
        lists: Position and separator of those that hold a list.
        texts: Positions of those whose cells are text, lists included; the others are numbers.
    """

    names: list[str]
    lists: list[tuple[int, str]]
    texts: list[int]


def _layout(table: Table) -> _Layout:
    lists = [(at, column.separator) for at, column in enumerate(table.columns) if column.separator]
    texts = [at for at, column in enumerate(table.columns) if column.separator or column.datatype not in NUMBERS]
    return _Layout([column.name for column in table.columns], lists, texts)


def _cells(row: Mapping[str, Any], layout: _Layout) -> list[Any]:
    """The cells of a row; the writer writes ``None`` as an empty cell and a number as it is."""
    cells: list[Any] = [row.get(name) for name in layout.names]
    for at, separator in layout.lists:
        values = cells[at]
        if values is not None:
            cells[at] = separator.join(str(each).replace(separator, "/") for each in values)
    for at in layout.texts:
        cell = cells[at]
        if cell and ("\r" in cell or "\0" in cell):
            cells[at] = _one(cell)
    return cells


def _one(value: Any) -> str:
    text = str(value)
    if "\r" in text or "\0" in text:
        text = text.replace("\r\n", "\n").translate(_LINE_ENDS)
    return text


def rows_as_csv(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> str:
    """Rows of a list as CSV with a header; lists are joined by ``|``, objects are JSON.

    >>> print(rows_as_csv([{"id": "t1", "numerals": [3, 3], "year": None}], ["id", "numerals", "year"]), end="")
    id,numerals,year
    t1,3|3,
    """
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_plain_cell(row.get(column)) for column in columns] for row in rows)
    return text.getvalue()


def _plain_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple) and not any(isinstance(each, dict | list) for each in value):
        return "|".join("X" if each is None else str(each) for each in value)
    if isinstance(value, dict | list | tuple):
        return orjson.dumps(value).decode()
    return _one(value)


def csv_metadata(table: Table, edition: Edition, metadata: ExportMetadata, *, excel: bool = False) -> bytes:
    """Returns the metadata of ``table``: ``terms.csv-metadata.json``, or that of the Excel variant.

    Source:
        https://www.w3.org/TR/tabular-metadata/
    """
    described = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "zh-Hans"}],
        **table_description(table, metadata, excel=excel),
        "dc:license": {"@id": metadata.license_url},
        "dc:identifier": edition.revision,
    }
    return orjson.dumps(described, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def table_description(table: Table, metadata: ExportMetadata, *, excel: bool = False) -> dict[str, Any]:
    """One table as CSVW describes it, alone or as a part of a group of tables."""
    return {
        "@type": "Table",
        "url": file_name(table, excel=excel),
        "dc:title": f"{metadata.title}: {table.title}",
        "dialect": _dialect(excel=excel),
        "tableSchema": {
            **({"aboutUrl": f"{metadata.base_url}terms/{{id}}"} if table.name == "terms" else {}),
            "primaryKey": list(table.key),
            "columns": [_column(column) for column in table.columns],
        },
    }


def file_name(table: Table, *, excel: bool = False) -> str:
    """How the file of a table is called."""
    return f"{table.name}.excel.csv" if excel else f"{table.name}.csv"


def _dialect(*, excel: bool) -> dict[str, Any]:
    return {
        "encoding": "utf-8",
        "delimiter": ",",
        "quoteChar": '"',
        "doubleQuote": True,
        "header": True,
        "headerRowCount": 1,
        "lineTerminators": ["\r\n"] if excel else ["\n"],
    }


def _column(column: Column) -> dict[str, Any]:
    described: dict[str, Any] = {"name": column.name, "titles": column.name, "datatype": column.datatype}
    described["dc:description"] = column.note
    if column.required:
        described["required"] = True
    if column.lang:
        described["lang"] = column.lang
    if column.separator:
        described |= {"separator": column.separator, "ordered": True}
    if column.about:
        described["propertyUrl"] = column.about
    return described


MAX_CELL = 32_767
"""Characters of a cell; Excel refuses a file with a longer one."""
MAX_ROWS = 1_048_575
"""Rows of a sheet below its header."""

_SHEETS = (TERMS, MEMBERS, DEFINITIONS, SOURCES)
_WIDTHS = {"definition": 60, "members": 40, "groups": 40, "sentence": 50, "title": 40, "citation": 60, "url": 30}
_EPOCH = dt.datetime(1980, 1, 1)  # noqa: DTZ001 - a fixed date for reproducible bytes; the format knows no zone


def write_xlsx(edition: Edition, metadata: ExportMetadata, out: BinaryIO) -> int:
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
        book.set_properties({"title": metadata.title, "comments": f"revision {edition.revision}", "created": _EPOCH})
        head = book.add_format({"bold": True, "bg_color": "#F6E7E3", "border": 1})
        body = book.add_format({"num_format": "@", "valign": "top"})
        wrapped = book.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
        number = book.add_format({"valign": "top"})
        formats = {"head": head, "text": body, "wrapped": wrapped, "number": number}
        count = sum(_write_sheet(book, table, edition, formats) for table in _SHEETS)
        _write_about(book, edition, metadata, formats)
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
