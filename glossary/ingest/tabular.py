"""Tables with a text column (csv, tsv, jsonl): a row is a source, its other columns are hints."""

import csv
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping
from dataclasses import replace
from io import StringIO
from itertools import chain

import orjson

from glossary.errors import UnreadableSourceError
from glossary.ingest.blob import Blob, failure, too_large
from glossary.ingest.decoding import decode
from glossary.ingest.formats import Format
from glossary.ingest.resource_limits import Limits
from glossary.ingest.source_metadata import make_source, row_hints
from glossary.model import Failure, Finding, Source

Row = Mapping[str, object]

# In the order of trust; a name is compared in lower case without spaces and underscores.
_TEXT_COLUMNS = (
    *("fulltext", "text", "content", "body", "report", "article"),
    *("正文", "全文", "内容", "內容", "文本", "报告正文", "报告全文", "报告内容", "報告全文", "原文"),
)
_SAMPLE_BYTES = 1024 * 1024
_LEAST_TEXT = 200  # characters in a column without a telling name, to be taken for text
_DELIMITERS = ",\t;|"
_MOST_BROKEN_ROWS = 20  # and none that can be read: it is no table


def read_csv(blob: Blob, limits: Limits) -> Iterator[Source | Failure]:
    """A source a row; ``#row=n`` counts as a spreadsheet does, the header is row 1.

    Raises:
        UnreadableSourceError: E101, E104, E105, E106; E116 where it is no table, E118 without a text column.
    """
    lines = _Lines(blob, Format.CSV, limits)
    header = next(lines, "")
    csv.field_size_limit(max(csv.field_size_limit(), limits.row_bytes))
    rows = csv.DictReader(chain([header], lines), delimiter=max(_DELIMITERS, key=header.count))
    try:
        yield from _read_rows(blob, ((f"row={n}", row) for n, row in enumerate(rows, start=2)), lines, limits)
    except csv.Error as error:
        problem = f"is no table behind line {rows.line_num:,} ({error}); check the quotes"
        raise UnreadableSourceError(blob.origin, "E116", problem) from error


def read_jsonl(blob: Blob, limits: Limits) -> Iterator[Source | Failure]:
    """A source a line; ``#line=n`` counts from 1.

    Raises:
        UnreadableSourceError: As for :func:`read_csv`.
    """
    lines = _Lines(blob, Format.JSONL, limits)
    rows = ((f"line={n}", _parse(line)) for n, line in enumerate(lines, start=1) if line.strip())
    yield from _read_rows(blob, rows, lines, limits)


def _parse(line: str) -> Row | None:
    try:
        row = orjson.loads(line)
    except ValueError:
        return None
    return row if isinstance(row, dict) else None


def _read_rows(
    blob: Blob, rows: Iterator[tuple[str, Row | None]], lines: "_Lines", limits: Limits
) -> Iterator[Source | Failure]:
    """Each row by itself; a file that is broken from its first row on ends soon."""
    is_table, failures = False, 0
    for count, (place, row) in enumerate(rows):
        lines.end_row()
        if count >= limits.table_rows:
            raise UnreadableSourceError(blob.origin, "E106", f"has more than {limits.table_rows:,} rows; split it")
        found = _read_row(replace(blob, origin=f"{blob.origin}#{place}"), row, lines, limits)
        is_table = is_table or isinstance(found, Source)
        failures += isinstance(found, Failure)
        if isinstance(found, Failure) and not is_table and failures > _MOST_BROKEN_ROWS:
            raise UnreadableSourceError(blob.origin, found.finding.code, found.finding.message)
        yield found


def _read_row(blob: Blob, row: Row | None, lines: "_Lines", limits: Limits) -> Source | Failure:
    """The source of one row; its identity is that of its text."""
    if row is None:
        return Failure(blob.origin, Finding("E116", "is no JSON object on one line; check the line"))
    try:
        column = _text_column(row, blob.origin)
        text = str(row[column] or "").replace("\r\n", "\n").replace("\r", "\n")
        hints = row_hints({key: value for key, value in row.items() if key != column})
        content, damage = text.encode("utf-8", "surrogatepass"), _damage(text, lines)
        return make_source(
            blob, content, text, lines.format, limits, encoding=lines.encoding, hints=hints, findings=damage
        )
    except UnreadableSourceError as error:
        return failure(error)


def _text_column(row: Row, origin: str) -> str:
    """The column with a telling name, else the one with the longest text if it is long enough."""
    names = {_folded(key): key for key in row if isinstance(key, str)}
    told = next((names[name] for name in _TEXT_COLUMNS if name in names), None)
    longest = max(names.values(), key=lambda key: len(str(row[key] or "")), default=None)
    if told is not None:
        return told
    if longest is None or len(str(row[longest] or "")) < _LEAST_TEXT:
        problem = "has no text column; name it text, content, full_text, 正文 or 内容"
        raise UnreadableSourceError(origin, "E118", problem)
    return longest


def _folded(name: str) -> str:
    return name.strip().lower().replace("_", "").replace(" ", "")


def _damage(text: str, lines: "_Lines") -> tuple[Finding, ...]:
    if not (lines.is_damaged and "\N{REPLACEMENT CHARACTER}" in text):
        return ()
    return (Finding("W101", "damaged characters were replaced by U+FFFD; compare with the original"),)


class _Lines(Iterator[str]):
    """The decoded lines of a table, one at a time; ``is_damaged`` once a byte of any line was replaced."""

    def __init__(self, blob: Blob, table: Format, limits: Limits) -> None:
        self.format = table
        self.encoding = _encoding(blob)
        self.is_damaged = False
        self._row_bytes = 0
        self._lines = self._decoded(blob, limits)

    def end_row(self) -> None:
        """A row is complete; an open quote makes one of the rest of the file, so rows are bounded."""
        self._row_bytes = 0

    def __next__(self) -> str:
        return next(self._lines)

    def _decoded(self, blob: Blob, limits: Limits) -> Iterator[str]:
        if self.encoding.startswith(("utf-16", "utf-32")):  # their line ends are no single byte
            yield from StringIO(decode(blob.read(limits.text_bytes), blob.origin).text)
            return
        with blob.open() as stream:
            if stream.read(len(BOM_UTF8)) != BOM_UTF8:
                stream.seek(0)
            while line := stream.readline(limits.row_bytes + 1):
                self._row_bytes += len(line)
                if self._row_bytes > limits.row_bytes:
                    raise too_large(blob.origin, limits.row_bytes)
                yield self._decode(line)

    def _decode(self, line: bytes) -> str:
        try:
            return line.decode(self.encoding)
        except UnicodeDecodeError:
            self.is_damaged = True
            return line.decode(self.encoding, "replace")


def _encoding(blob: Blob) -> str:
    """The encoding of the first megabyte of whole lines."""
    with blob.open() as stream:
        sample = stream.read(_SAMPLE_BYTES)
    whole_lines = sample[: sample.rfind(b"\n") + 1] if len(sample) == _SAMPLE_BYTES else b""
    return decode(whole_lines or sample, blob.origin, blob.charset).encoding
