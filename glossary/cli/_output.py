"""Rows on stdout: JSON lines for programs, aligned columns for people.

The ``--db`` option, one for all commands.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

import click
import orjson

from glossary.errors import GlossaryError, SourceNotFoundError, TermNotFoundError

DEFAULT_DATABASE = "data/glossary.db"
"""Where `make run` keeps it as well, so that the command finds the dictionary that is being served."""


def database_option(command: Any) -> Any:
    """``--db FILE``: the term store; else the environment's GLOSSARY_DB, else data/glossary.db."""
    return click.option(
        "--db",
        "database",
        metavar="FILE",
        envvar="GLOSSARY_DB",
        default=DEFAULT_DATABASE,
        show_default=True,
        type=click.Path(dir_okay=False),
        help="The term store; GLOSSARY_DB in the environment says the same.",
    )(command)


def error_line(error: GlossaryError) -> str:
    """What went wrong and what to do about it, in one line with the stable code."""
    said = clean(f"glossary: {error}")
    if isinstance(error, TermNotFoundError):
        near = "  ".join(error.suggestions)
        said += f"; near it: {near}" if near else "; `glossary search` looks inside forms and definitions"
    elif isinstance(error, SourceNotFoundError):
        said += "; `glossary sources` lists them"
    return f"{said} [{error.code}]"


def counted(count: int, what: str, many: str = "") -> str:
    """A number with its noun; ``many`` is its plural where that has more than an s.

    >>> counted(1, "finding"), counted(2_000, "finding"), counted(0, "entry", "entries")
    ('1 finding', '2000 findings', '0 entries')
    """
    return f"{count} {what if count == 1 else many or f'{what}s'}"


def print_json_lines(rows: Iterable[Any]) -> int:
    """One JSON object a line; gives the number of lines."""
    count = 0
    for row in rows:
        click.echo(orjson.dumps(row))
        count += 1
    return count


def print_table(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Columns as wide as they need, Chinese characters two cells wide; gives the number of rows."""
    table = [[clean(cell) for cell in row] for row in rows]
    widths = [max(map(_width, column)) for column in zip(header, *table, strict=True)]
    for row in [list(header), *table]:
        cells = [cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)]
        click.echo("  ".join(cells).rstrip())
    return len(table)


def clean(cell: Any) -> str:
    """A cell without control characters: harvested text must not steer the terminal."""
    text = "" if cell is None else str(cell)
    return "".join(" " if unicodedata.category(each)[0] == "C" else each for each in text)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)
