r"""A table as CSV (RFC 4180, UTF-8, ``\n``), and its variant for spreadsheet programs.

The plain CSV file holds every cell as it is. The Excel variant has a byte order mark and ``\r\n``, and no cell that a
spreadsheet would execute as a formula or convert to a date; changed cells are reported, so that they are not taken for
printed text. Metadata by the W3C's Tabular Metadata describe each column for machines.
"""

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from operator import itemgetter
from typing import Any, BinaryIO, NamedTuple

import orjson

from glossary.export.columns import NUMBERS, Column, Table
from glossary.export.passes import rows_of
from glossary.export.release import Edition, ExportMetadata

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
_MAX_CELL = 32_767
"""UTF-16 units that a cell of Excel holds; a longer one would run over into the cells next to it."""
_CUT = " … (cut here; terms.csv has the whole text)"
_LINE_ENDS = str.maketrans({"\r": "\n", "\0": "\ufffd"})


def csv_blocks(table: Table, edition: Edition, size: int = 1 << 14) -> Iterator[bytes]:
    """Yields ``table`` as plain CSV, in blocks of about ``size`` bytes; the same bytes as :func:`write_csv`."""
    lines = _Lines(table)
    block = bytearray(lines.header.encode())
    for row in rows_of(table, edition):
        block += lines.find(row).text.encode()
        if len(block) >= size:
            yield bytes(block)
            block.clear()
    yield bytes(block)


def write_csv(table: Table, edition: Edition, out: BinaryIO) -> int:
    """Write ``table`` as plain CSV; returns the number of rows, header aside."""
    lines = _Lines(table)
    out.write(lines.header.encode())
    count = 0
    for count, row in enumerate(rows_of(table, edition), 1):  # noqa: B007 - the last value is the number of rows
        out.write(lines.find(row).text.encode())
    return count


def write_excel_csv(table: Table, edition: Edition, out: BinaryIO) -> tuple[int, list[str]]:
    """Write ``table`` for spreadsheet programs.

    Returns:
        The number of rows, and the altered cells as ``row:column`` (row 1 is the header).
    """
    altered: list[str] = []
    lines = _Lines(table)
    out.write(b"\xef\xbb\xbf" + lines.header[:-1].encode() + b"\r\n")
    number = 1
    for number, row in enumerate(rows_of(table, edition), 2):
        line = lines.find(row)
        safe = _guarded(line.cells, lines.layout, number, altered)
        text = line.text if safe is line.cells else lines.format(safe)
        out.write(text[:-1].encode() + b"\r\n")
    return number - 1, altered


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


def shorten_cell(cell: str) -> str:
    """``cell``, cut where a cell of Excel ends.

    >>> shorten_cell("甲乙"), len(shorten_cell("甲" * 40_000))
    ('甲乙', 32767)
    """
    units = cell.encode("utf-16-le", "surrogatepass")
    if len(units) <= 2 * _MAX_CELL:
        return cell
    return units[: 2 * (_MAX_CELL - len(_CUT))].decode("utf-16-le", "ignore") + _CUT


def _guarded(cells: list[Any], layout: "_Layout", line: int, altered: list[str]) -> list[Any]:
    """``cells`` themselves if all are safe, else a copy in which they are."""
    guarded = cells
    for at in layout.texts:
        cell = cells[at]
        is_long = cell and len(cell) > _MAX_CELL // 2
        if cell and (is_long or cell[0] in _SUSPECT or ";" in cell or "\t" in cell or "\n" in cell):
            safe = shorten_cell(escape_cell(cell)) if is_long else escape_cell(cell)
            if safe != cell:
                guarded = [*cells] if guarded is cells else guarded
                guarded[at] = safe
                altered.append(f"{line}:{layout.names[at]}")
    return guarded


class _Line(NamedTuple):
    """A row of a CSV file: the row that it is made from, its cells, and its text with a line feed."""

    row: Mapping[str, Any]
    cells: list[Any]
    text: str


class _Lines:
    """Makes the lines of a table: most are the same in the plain file and in the one for spreadsheets."""

    def __init__(self, table: Table) -> None:
        self.layout = _layout(table)
        self._writer = csv.writer(self, lineterminator="\n")
        self._text = ""
        self.header = self.format(self.layout.names)

    def write(self, text: str) -> None:
        """Takes a line from the CSV writer."""
        self._text = text

    def format(self, cells: Sequence[Any]) -> str:
        """The cells as one line."""
        self._writer.writerow(cells)
        return self._text

    def find(self, row: Mapping[str, Any]) -> _Line:
        """The line of a row; the last lines are kept, because both files ask for them if they share a pass."""
        kept = _kept_lines.get(id(row))
        if kept is not None and kept.row is row:
            return kept
        if len(_kept_lines) >= _MAX_KEPT:
            _kept_lines.clear()
        cells = _cells(row, self.layout)
        line = _kept_lines[id(row)] = _Line(row, cells, self.format(cells))
        return line


_MAX_KEPT = 32
_kept_lines: dict[int, _Line] = {}
"""By identity of the row, which the line keeps alive."""


@dataclass(frozen=True, slots=True)
class _Layout:
    """The columns of a table, as far as writing their cells differs.

    Attributes:
        names: All columns.
        take: Takes their values from a row.
        lists: Position and separator of those that hold a list.
        texts: Positions of those whose cells are text, lists included; the others are numbers.
    """

    names: list[str]
    take: Callable[[Mapping[str, Any]], Sequence[Any]]
    lists: list[tuple[int, str]]
    texts: list[int]


def _layout(table: Table) -> _Layout:
    lists = [(at, column.separator) for at, column in enumerate(table.columns) if column.separator]
    texts = [at for at, column in enumerate(table.columns) if column.separator or column.datatype not in NUMBERS]
    names = [column.name for column in table.columns]
    return _Layout(names, itemgetter(*names), lists, texts)


def _cells(row: Mapping[str, Any], layout: _Layout) -> list[Any]:
    """The cells of a row; the writer writes ``None`` as an empty cell and a number as it is."""
    cells = list(layout.take(row))
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
    """Rows of a list as CSV with a header; lists are joined by ``|``, years are 2011–2019, other objects are JSON.

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
    if isinstance(value, dict) and value.keys() == {"first", "last"}:
        return "–".join(dict.fromkeys(str(year) for year in value.values() if year is not None))
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
