"""Editorial decisions as CSV: kind, form, other, reason. A file is read whole, or not at all."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, TextIO

from glossary.chinese.normalize import term_key
from glossary.errors import InvalidRowError
from glossary.export.release import Edition, ExportMetadata
from glossary.senses.overrides import KINDS, Decision, find_place

COLUMNS = ("kind", "form", "other", "reason")
_SEPARATORS = ",;\t"
_MOST_CHARACTERS = 200
_MOST_REASON = 2000


def read_decisions(content: bytes) -> tuple[Decision, ...]:
    """The decisions of a CSV file (UTF-8, header line, columns of ``COLUMNS`` in any order).

    Commas separate, or semicolons or tabs where the header line has those: many a spreadsheet writes them.

    Raises:
        InvalidRowError: with line and column of the first mistake: an unknown or missing column, an unknown kind, an
            empty form or reason, an ``other`` that is missing or too much, a row that contradicts an earlier one.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InvalidRowError(line, COLUMNS[0], "is not UTF-8; save the file as CSV UTF-8") from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=_separator(text))
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        _check_header(header)
        return tuple(_without_contradictions(_read_rows(reader, header)))
    except csv.Error as error:
        raise InvalidRowError(reader.line_num, COLUMNS[0], f"is not CSV: {error}") from error


def write_decisions(edition: Edition, metadata: ExportMetadata, out: BinaryIO) -> int:
    """Write the decisions of an edition as :func:`read_decisions` takes them; returns their number."""
    text = io.TextIOWrapper(out, "utf-8", newline="")
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    count = 0
    for count, row in enumerate(edition.decisions(), 1):  # noqa: B007 - the last value is the number of rows
        writer.writerow(row)
    text.flush()
    text.detach()
    return count


def record_decision(path: Path, decision: Decision, is_earlier: Callable[[Decision], bool]) -> None:
    """Write one decision after those of a file, without earlier answers to the same question.

    The file is made if it is not there. A crash loses no decision that was made.

    Raises:
        InvalidRowError: The file is no file of decisions.
    """
    earlier = read_decisions(path.read_bytes()) if path.exists() and path.stat().st_size else ()
    kept = [each for each in earlier if not is_earlier(each)]
    if earlier and len(kept) == len(earlier):
        with path.open("a", encoding="utf-8", newline="") as out:
            _write_rows(out, [decision])
        return
    aside = path.with_name(f".{path.name}.new")
    with aside.open("w", encoding="utf-8", newline="") as out:
        csv.DictWriter(out, COLUMNS, lineterminator="\n").writeheader()
        _write_rows(out, [*kept, decision])
    aside.replace(path)


def _write_rows(out: TextIO, decisions: Iterable[Decision]) -> None:
    rows = ({name: getattr(each, name) for name in COLUMNS} for each in decisions)
    csv.DictWriter(out, COLUMNS, lineterminator="\n").writerows(rows)


def _separator(text: str) -> str:
    """The first separator in the header line; no column's name holds one."""
    header = text.split("\n", 1)[0]
    return next((character for character in header if character in _SEPARATORS), ",")


def _check_header(header: list[str]) -> None:
    for name in header:
        if name not in COLUMNS or header.count(name) > 1:
            raise InvalidRowError(1, name, f"is not a column here; the columns are {','.join(COLUMNS)}, each once")
    for name in COLUMNS:
        if name not in header:
            raise InvalidRowError(1, name, "is missing from the header line")


def _read_rows(reader: "Iterator[list[str]]", header: list[str]) -> Iterator[tuple[int, Decision]]:
    line = 1
    for cells in reader:
        line = getattr(reader, "line_num", line + 1)
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            raise InvalidRowError(line, header[-1], f"has {len(cells)} cells where the header has {len(header)}")
        row = {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
        yield line, _read_row(line, row)


def _read_row(line: int, row: dict[str, str]) -> Decision:
    kind, form, other, reason = (row[name] for name in COLUMNS)
    if kind not in KINDS:
        raise InvalidRowError(line, "kind", f"{kind[:40]!r} is not one of {', '.join(KINDS)}")
    for name, most in (("form", _MOST_CHARACTERS), ("other", _MOST_CHARACTERS), ("reason", _MOST_REASON)):
        if len(row[name]) > most:
            raise InvalidRowError(line, name, f"has more than {most} characters")
    if not reason:
        raise InvalidRowError(line, "reason", "is empty; give the reason for the decision")
    key, other_key = _key(line, "form", form), _key(line, "other", other) if other else ""
    if not key:
        raise InvalidRowError(line, "form", "is empty; name a written form or a place")
    if kind != "rejected" and not other:
        raise InvalidRowError(line, "other", f"is empty; {kind!r} is about two things")
    _check_pair(line, kind, form, other)
    if kind != "preferred" and key == other_key:
        raise InvalidRowError(line, "other", "is the same as form apart from script, quotes and width")
    return Decision(kind, form, other, key, other_key, reason)


def _check_pair(line: int, kind: str, form: str, other: str) -> None:
    """Checks that a row has two forms or two places; only ``preferred`` may combine a form with a place."""
    if kind == "rejected" and find_place(form) and other:
        raise InvalidRowError(line, "other", "must be empty if form is the place of an explanation")
    are_places = (find_place(form) is not None, find_place(other) is not None)
    if kind in {"same", "different"} and are_places[0] != are_places[1]:
        raise InvalidRowError(line, "other", "must be a place if form is a place, otherwise a written form")


def _key(line: int, column: str, written: str) -> str:
    place = find_place(written)
    key = written.strip() if place else term_key(written)
    if written and not key:
        raise InvalidRowError(line, column, f"{written!r} contains only punctuation")
    return key


def _without_contradictions(rows: Iterator[tuple[int, Decision]]) -> Iterator[Decision]:
    pairs: dict[frozenset[str], tuple[int, str]] = {}
    choices: dict[tuple[str, str], tuple[int, str]] = {}
    for line, each in rows:
        if each.kind in {"same", "different"}:
            first = pairs.setdefault(frozenset((each.key, each.other_key)), (line, each.kind))
            if first[1] != each.kind:
                raise InvalidRowError(line, "kind", f"contradicts line {first[0]}, which calls the two {first[1]}")
        is_headword = each.kind == "preferred" and not find_place(
            each.other
        )  # a place: several senses may have one each
        if each.kind == "same" or is_headword:
            own = (each.kind, each.other_key if each.kind == "same" else each.key)
            choice = each.key if each.kind == "same" else each.other
            chosen = choices.setdefault(own, (line, choice))
            if chosen[1] != choice and not find_place(each.form):
                raise InvalidRowError(line, "form", f"contradicts line {chosen[0]}")
        yield each
