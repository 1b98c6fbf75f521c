"""Reads data sets with a text column (csv, tsv, jsonl, json): each row is a source, its other columns are hints.

Physical lines of a csv or tsv file are joined to rows; an unclosed quotation mark affects its own row only.
"""

import csv
import html
import json
import re
from codecs import BOM_UTF8
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from io import StringIO
from itertools import chain, islice

import orjson

from glossary.errors import UnreadableSourceError
from glossary.findings import make_error, make_failure, make_finding
from glossary.ingest.blob import Blob, Format, failure, too_large
from glossary.ingest.decoding import decode
from glossary.ingest.json_values import MIN_TEXT, TEXT_COLUMNS, find_rows, folded_name, text_of
from glossary.ingest.source_metadata import make_source, row_hints, unusable_hints, unused_columns
from glossary.limits import Limits
from glossary.model import Failure, Finding, Source

_MAX_LINES = 20_000
"""Maximum number of lines in a quoted cell; a report has a few hundred."""
_MAX_LINES_AFTER = 200
"""The limit after an unclosed cell, so that a file with literal quotation marks is not read again and again."""


@dataclass(frozen=True, slots=True)
class DelimitedRow:
    """One row.

    Attributes:
        cells: Its cells.
        is_broken: Whether a quotation mark opened a cell and was never closed; then it is treated as text.
    """

    cells: list[str]
    is_broken: bool = False


def rows_of(lines: Iterator[str], delimiter: str, most_characters: int) -> Iterator[DelimitedRow]:
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
        has_quoted = first[:1] == '"' or f'{delimiter}"' in first
        held = [_with_doubled_marks(first, delimiter) if has_quoted else first]
        is_open, size = _ends_open(held[0], delimiter, is_open=False), len(first)
        while is_open and len(held) < most and size < most_characters and (line := _next(waiting, lines)) is not None:
            line = _with_doubled_marks(line, delimiter)
            held.append(line)
            size += len(line)
            is_open = _ends_open(line, delimiter, is_open=True)
        if is_open:
            waiting.extendleft(reversed(held[1:]))
            most = _MAX_LINES_AFTER
            yield DelimitedRow(_cells(first, delimiter, csv.QUOTE_NONE), is_broken=True)
        elif cells := _cells("".join(held), delimiter, csv.QUOTE_MINIMAL):
            yield DelimitedRow(cells)


def _with_doubled_marks(line: str, delimiter: str) -> str:
    r"""A line of quoted cells whose quotation marks are escaped as databases do, with the marks doubled as usual.

    Only such cells have a mark behind a backslash that neither ends the cell nor is doubled.

    >>> _with_doubled_marks(r'7,"推进\"三微\"改造"', ",")
    '7,"推进""三微""改造"'
    """
    is_escaped = '\\"' in line and re.search(rf'\\"[^"\r\n{re.escape(delimiter)}]', line)
    return line.replace('\\"', '""') if is_escaped else line


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


_SAMPLE_BYTES = 1024 * 1024
_SEPARATOR_LINE = re.compile(r"\ufeff?\"?sep=(.)\"?[\r\n]*", re.IGNORECASE)
_DELIMITERS = ",\t;|"
_JSON_BETWEEN = ", \t\r\n"
_JSON_START = re.compile(rf"[{_JSON_BETWEEN}]*(?=[\[{{])")
_MARKUP = re.compile(r"</?(?:p|br|div|span|td|tr|li|h[1-6]|strong)\b[^<>]{0,300}>", re.IGNORECASE)
_SAMPLE_CHARACTERS, _MIN_TAGS = 20_000, 4
_MAX_ABOVE = 4  # rows above the header
_SHOWN_ABOVE = 80
_MAX_BROKEN_ROWS = 20  # without any readable row: the file is not a table


@dataclass(frozen=True, slots=True)
class _Row:
    """One row by column name, with its findings."""

    cells: Mapping[str, object]
    findings: tuple[Finding, ...] = ()


def read_csv(blob: Blob, limits: Limits) -> Iterator[Source | Failure]:
    """Yields one source per row; ``#row=n`` counts as in a spreadsheet, with the header as row 1.

    Raises:
        UnreadableSourceError: E101, E104, E105, E106; E116 if it is not a table, E118 without a text column.
    """
    lines = _Lines(blob, Format.CSV, limits)
    first = next(lines, "")
    csv.field_size_limit(max(csv.field_size_limit(), limits.row_bytes))
    if match := _SEPARATOR_LINE.fullmatch(first):  # Excel writes and reads this line
        first = next(lines, "")
    delimiter = match[1] if match else max(_DELIMITERS, key=first.count)
    rows = rows_of(chain([first], lines), delimiter, limits.row_bytes // 2)
    try:
        yield from _read_rows(blob, _named_rows(rows, delimiter), lines, limits)
    except csv.Error as error:
        raise make_error("E116-table", blob.origin, error=error) from error


def _named_rows(rows: Iterator[DelimitedRow], delimiter: str) -> Iterator[tuple[str, "_Row"]]:
    """The rows with column names from the first row, unless the first row contains a text itself."""
    header = next(rows, None)
    if header is None:
        return
    above, header, rows = _with_header(header, rows)
    names = header.cells
    first = 2 + len(above)
    if any(len(cell) >= MIN_TEXT for cell in names):
        names, first = [f"column {n}" for n in range(1, len(names) + 1)], 1
        rows = chain([header], rows)
    for number, row in enumerate(rows, start=first):
        surplus = row.cells[len(names) - 1 :]
        cells = row.cells if len(row.cells) <= len(names) else [*row.cells[: len(names) - 1], delimiter.join(surplus)]
        findings = [make_finding("W108-open-quote")] if row.is_broken else []
        findings += (
            [make_finding("I106-above", shown=" / ".join(above)[:_SHOWN_ABOVE])] if above and number == first else []
        )
        findings += [make_finding("W108-surplus-cells")] if cells is not row.cells else []
        yield f"row={number}", _Row(dict(zip(names, cells, strict=False)), tuple(findings))


def _with_header(
    first: DelimitedRow, rows: Iterator[DelimitedRow]
) -> tuple[list[str], DelimitedRow, Iterator[DelimitedRow]]:
    """The rows above the header as text, the header, the rows below: a title may be above it, or Excel's sep=;."""
    held = [first]
    if not _names_text(first) and all(len(cell) < MIN_TEXT for cell in first.cells):
        held += islice(rows, _MAX_ABOVE)
        at = next((number for number, row in enumerate(held) if _names_text(row)), 0)
        above = [" ".join(filter(None, row.cells)) for row in held[:at]]
        return [each or "-" for each in above], held[at], chain(held[at + 1 :], rows)
    return [], first, rows


def _names_text(row: DelimitedRow) -> bool:
    return any(folded_name(cell) in TEXT_COLUMNS for cell in row.cells)


def read_jsonl(blob: Blob, limits: Limits) -> Iterator[Source | Failure]:
    """Yields one source per line; ``#line=n`` counts from 1.

    Raises:
        UnreadableSourceError: As for :func:`read_csv`.
    """
    lines = _Lines(blob, Format.JSONL, limits)
    first, second = next(lines, ""), next(lines, "")
    row = _parse(first)
    is_one_value = first.lstrip()[:1] in {"[", "{"} and row is None
    if is_one_value or (row and not second.strip() and find_rows(row.cells) != [row.cells]):
        yield from _read_json(blob, limits)
        return
    numbered = enumerate(chain([first, second], lines), start=1)
    rows = ((f"line={n}", _parse(line)) for n, line in numbered if line.strip())
    yield from _read_rows(blob, rows, lines, limits)


def _read_json(blob: Blob, limits: Limits) -> Iterator[Source | Failure]:
    """Read a file with one JSON value: one source per object of its list; ``#item=n`` counts from 1."""
    lines = _Lines(blob, Format.JSONL, limits)
    value = _json_value(decode(blob.read(limits.text_bytes), blob.origin, blob.charset).text)
    if value is None:
        broken = ((f"line={n}", _parse(line)) for n, line in enumerate(lines, start=1) if line.strip())
        yield from _read_rows(blob, broken, lines, limits)
        return
    rows = ((f"item={n}", _Row(row) if isinstance(row, dict) else None) for n, row in enumerate(find_rows(value), 1))
    yield from _read_rows(blob, rows, lines, limits)


def _json_value(text: str) -> object:
    """The one value of a text, or the list of the values that stand one behind the other; ``None`` if it is neither."""
    with suppress(ValueError):
        return orjson.loads(text)
    values, at, decoder = list[object](), 0, json.JSONDecoder()
    while match := _JSON_START.match(text, at):
        try:
            value, at = decoder.raw_decode(text, match.end())
        except (ValueError, RecursionError):
            return None
        values.append(value)
    return values if values and not text[at:].strip(_JSON_BETWEEN) else None


def _parse(line: str) -> "_Row | None":
    try:
        row = orjson.loads(line.rstrip().removesuffix(","))  # lines of an array without its brackets
    except ValueError:
        return None
    return _Row(row) if isinstance(row, dict) else None


def _read_rows(
    blob: Blob, rows: Iterator[tuple[str, "_Row | None"]], lines: "_Lines", limits: Limits
) -> Iterator[Source | Failure]:
    """Read each row separately; stops early if a file is broken from its first row on."""
    is_table, failures, seen = False, 0, set[str]()
    for count, (place, row) in enumerate(rows):
        if count >= limits.table_rows:
            raise make_error("E106-table-rows", blob.origin, most=limits.table_rows)
        found = _read_row(replace(blob, origin=f"{blob.origin}#{place}"), row, lines, limits, seen)
        is_table = is_table or isinstance(found, Source)
        failures += isinstance(found, Failure)
        if isinstance(found, Failure) and not is_table and failures > _MAX_BROKEN_ROWS:
            raise UnreadableSourceError(blob.origin, found.finding.code, found.finding.message)
        yield found


def _read_row(blob: Blob, row: "_Row | None", lines: "_Lines", limits: Limits, seen: set[str]) -> Source | Failure:
    """The source of one row; its id depends on its text only. ``seen`` are the columns of the rows before."""
    if row is None:
        return make_failure("E116-json-line", blob.origin)
    try:
        texts = {key: text_of(value) for key, value in row.cells.items() if isinstance(key, str)}
        column = _text_column(texts, blob.origin)
        text = _without_markup(texts[column], blob.origin, limits)
        others = {key: value for key, value in row.cells.items() if key != column}
        hints, content = row_hints(others), text.encode("utf-8", "surrogatepass")
        findings = (*row.findings, *_damage(text, lines), *unusable_hints(others.items()), *_unused(others, seen))
        return make_source(
            blob, content, text, lines.format, limits, encoding=lines.encoding, hints=hints, findings=findings
        )
    except UnreadableSourceError as error:
        return failure(error)


_MAX_COLUMNS = 1_000
"""Maximum number of distinct column names that are remembered, so that the memory is bounded."""


def _unused(cells: Mapping[str, object], seen: set[str]) -> tuple[Finding, ...]:
    """I106 for columns that nothing uses, in the first row that fills them."""
    filled = [key for key, value in cells.items() if key not in seen and value not in (None, "")]
    if len(seen) > _MAX_COLUMNS:
        return ()
    seen.update(filled)
    columns = unused_columns(filled)
    return (make_finding("I106-columns", columns=columns),) if columns else ()


def _text_column(texts: Mapping[str, str], origin: str) -> str:
    """The column with a known name that contains text, else the column with the longest text, if long enough."""
    names = {folded_name(key): key for key in texts}
    named = [names[name] for name in TEXT_COLUMNS if name in names]
    longest = max(names.values(), key=lambda key: len(texts[key]), default=None)
    bound = min(MIN_TEXT, len(texts[longest])) if longest is not None else 0
    if full := next((column for column in named if len(texts[column]) >= bound), None):
        return full
    if longest is None or (bound < MIN_TEXT and not named):
        raise make_error("E118", origin)
    return longest if bound >= MIN_TEXT else named[0]


def _without_markup(text: str, origin: str, limits: Limits) -> str:
    """The text of a cell, converted from HTML if it contains a page or a fragment of one."""
    if "&lt;" in text and len(_MARKUP.findall(html.unescape(text[:_SAMPLE_CHARACTERS]))) >= _MIN_TAGS:
        text = html.unescape(text)  # a page that was escaped before it was stored
    elif len(_MARKUP.findall(text[:_SAMPLE_CHARACTERS])) < _MIN_TAGS:
        return text
    from glossary.ingest.html import html_text

    return html_text(text.encode("utf-8", "replace"), origin, limits)


def _damage(text: str, lines: "_Lines") -> tuple[Finding, ...]:
    if not (lines.is_damaged and "\N{REPLACEMENT CHARACTER}" in text):
        return ()
    return (make_finding("W101-row"),)


class _Lines(Iterator[str]):
    """The decoded lines of a table, one at a time; ``is_damaged`` is true once a byte was replaced."""

    def __init__(self, blob: Blob, table: Format, limits: Limits) -> None:
        self.format = table
        self.encoding = _encoding(blob)
        self._has_bare_returns = _has_bare_returns(blob)
        self.is_damaged = False
        self._lines = self._decoded(blob, limits)

    def __next__(self) -> str:
        return next(self._lines)

    def _decoded(self, blob: Blob, limits: Limits) -> Iterator[str]:
        # The line ends of these are longer than one byte, or a CR alone.
        if self.encoding.startswith(("utf-16", "utf-32")) or self._has_bare_returns:
            yield from StringIO(decode(blob.read(limits.text_bytes), blob.origin).text)
            return
        with blob.open() as stream:
            if stream.read(len(BOM_UTF8)) != BOM_UTF8:
                stream.seek(0)
            while line := stream.readline(limits.row_bytes + 1):
                if len(line) > limits.row_bytes:
                    raise too_large(blob.origin, limits.row_bytes)
                yield self._decode(line)

    def _decode(self, line: bytes) -> str:
        try:
            return line.decode(self.encoding)
        except UnicodeDecodeError:
            self.is_damaged = True
            return line.decode(self.encoding, "replace")


def _has_bare_returns(blob: Blob) -> bool:
    with blob.open() as stream:
        sample = stream.read(_SAMPLE_BYTES)
    return b"\r" in sample and b"\n" not in sample


def _encoding(blob: Blob) -> str:
    """The encoding of the first megabyte of whole lines."""
    with blob.open() as stream:
        sample = stream.read(_SAMPLE_BYTES)
    whole_lines = sample[: sample.rfind(b"\n") + 1] if len(sample) == _SAMPLE_BYTES else b""
    return decode(whole_lines or sample, blob.origin, blob.charset).encoding
