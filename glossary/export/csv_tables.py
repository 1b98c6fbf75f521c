r"""A table as CSV (RFC 4180, UTF-8, ``\n``), and its variant for spreadsheet programs.

The plain file holds every cell as it is. The Excel variant has a byte order mark and ``\r\n``, and no cell that a
spreadsheet would run as a formula or replace by a date; what was altered is reported, so that nobody takes it for
print.

Metadata for a CSV file after the W3C's Tabular Metadata, so that a machine knows what each column holds.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO, TextIOWrapper
from typing import Any, BinaryIO

import orjson

from glossary.export.columns import NUMBERS, Column, Table
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


def metadata(table: Table, edition: Edition, imprint: ExportMetadata, *, excel: bool = False) -> bytes:
    """The document beside ``table``: ``terms.csv-metadata.json``, or that of the Excel variant.

    Source:
        https://www.w3.org/TR/tabular-metadata/
    """
    described = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "zh-Hans"}],
        **table_description(table, imprint, excel=excel),
        "dc:license": {"@id": imprint.license_url},
        "dc:identifier": edition.revision,
    }
    return orjson.dumps(described, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def table_description(table: Table, imprint: ExportMetadata, *, excel: bool = False) -> dict[str, Any]:
    """One table as CSVW describes it, alone or as a part of a group of tables."""
    return {
        "@type": "Table",
        "url": file_name(table, excel=excel),
        "dc:title": f"{imprint.title}: {table.title}",
        "dialect": _dialect(excel=excel),
        "tableSchema": {
            **({"aboutUrl": f"{imprint.base_url}terms/{{id}}"} if table.name == "terms" else {}),
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
