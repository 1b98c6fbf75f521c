"""Rows on stdout: JSON lines for programs, aligned columns for people.

The ``--db`` option, one for all commands.
"""

import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any, Self

import click
import orjson

from glossary.chinese.script import SCRIPTS, canonical_script
from glossary.errors import GlossaryError, SourceNotFoundError, StoreError, TermNotFoundError

if TYPE_CHECKING:
    from glossary.lookup import Dictionary

DEFAULT_DATABASE = "data/glossary.db"
"""Where `make run` keeps it as well, so that the command finds the dictionary that is being served."""


INTERRUPTED = 130
"""The exit code of a command that ends with Ctrl-C: 128 and the number of the signal."""

DATABASE = "glossary.database"
"""Where click keeps the store that a command works on."""


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
        callback=_note_database,
        help="Term store (or set GLOSSARY_DB).",
    )(command)


class Script(click.Choice[str]):
    """A script by its own tag or by that of a place: zh-TW is zh-Hant-TW."""

    def __init__(self) -> None:
        super().__init__(SCRIPTS)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The script that a tag means."""
        return super().convert(canonical_script(str(value)), param, ctx)


def script_option(command: Any) -> Any:
    """``--script TAG``: the script of what is printed."""
    return click.option(
        "--script", type=Script(), default="zh-Hans", show_default=True,
        help="Script of the answer; zh-TW, zh-HK and zh-CN are understood.",
    )(command)  # fmt: skip


def csv_option(command: Any) -> Any:
    """``--csv``: rows for spreadsheets and pandas."""
    return click.option("--csv", "as_csv", is_flag=True, help="CSV with a header, all columns.")(command)


def print_csv(rows: Iterable[Mapping[str, Any]], columns: Sequence[str] = ()) -> None:
    """Rows as CSV; without ``columns`` those of the first row."""
    from glossary.export.spreadsheets import rows_as_csv

    listed = list(rows)
    click.echo(rows_as_csv(listed, list(columns or (listed[0] if listed else ()))), nl=False)


def _note_database(ctx: click.Context, _: click.Parameter, value: str) -> str:
    """Remember which store a command works on, for the error that it may end in."""
    ctx.find_root().meta[DATABASE] = value
    return value


def waiting_line(count: int) -> str:
    """What to do about documents that were read and are not in the dictionary yet."""
    return f"{counted(count, 'document')} read but not published: run the `glossary harvest` that was cut off again"


def keep_lexicons(database: str) -> None:
    """After a change of the dictionary, make what reading aids download, so that none of them waits for it.

    The dictionary is published by then, so a disk that is full now is told and stops nothing.
    """
    from glossary.lookup import open_dictionary

    try:
        with closing(open_dictionary(database)) as dictionary:
            dictionary.keep_lexicons()
    except StoreError as error:
        click.echo(f"the lexicon for reading aids will be made when one asks: {clean(str(error))}", err=True)


def error_line(error: GlossaryError) -> str:
    """What went wrong and what to do about it, in one line with the stable code."""
    line = clean(f"glossary: {error}")
    if isinstance(error, TermNotFoundError):
        near = "  ".join(error.suggestions)
        line += f"; near it: {near}" if near else "; `glossary search` looks inside forms and definitions"
    elif isinstance(error, SourceNotFoundError):
        line += "; `glossary sources` lists them"
    return f"{line} [{error.code}]"


def near_line(dictionary: "Dictionary", form: str) -> str:
    """Headwords that come near ``form``, or a way on where none does."""
    try:
        found = dictionary.article(form).article()["headword"]
    except TermNotFoundError as error:
        near = "  ".join(error.suggestions)
        return f"near it: {near}" if near else "nothing comes near it; `glossary search` alone lists all terms"
    except GlossaryError:
        return "`glossary search` alone lists all terms"
    return f"`glossary lookup` finds {found} by it"


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


MANY_STEPS = 100
"""Work of fewer steps is over before a line about it is read."""


class Progress:
    """How far long work has come, on stderr: a bar with the remaining time on a terminal, else a line now and then.

    Used as a context manager. Nothing is shown before the first step, and nothing for short work off a terminal.
    """

    def __init__(self, label: str, total: int = 0, *, unit: str = "", min_steps: int = MANY_STEPS) -> None:
        """Name the work.

        Args:
            label: What is going on: ``reading``, ``writing``.
            total: The number of steps, if it is known; without it only a count is shown.
            unit: The unit of the count: ``MB``.
            min_steps: Off a terminal, shorter work is not reported.
        """
        self._label, self._total, self._done = label, total, 0
        self._unit, self._min_steps = unit and f" {unit}", min_steps
        self._is_live = sys.stderr.isatty()
        self._bar: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        if self._bar:
            self._bar.__exit__(*error)
        elif self._is_live and self._done:
            click.echo(err=True)

    def advance(self, steps: int) -> None:
        """Some steps more are done."""
        self.update(self._done + steps, self._total)

    def update(self, done: int, total: int) -> None:
        """So many of so many steps are done."""
        before, self._done, self._total = self._done, done, total
        if self._is_live:
            self._show_bar(done - before)
        elif total >= self._min_steps and (done == total or _tenth(done, total) > _tenth(before, total)):
            click.echo(f"{self._label}: {done:,} of {total:,}{self._unit}", err=True)

    def _show_bar(self, steps: int) -> None:
        if not self._total:
            click.echo(f"\r{self._label}: {self._done:,}{self._unit}", nl=False, err=True)
            return
        if self._bar is None:
            bar = click.progressbar(length=self._total, label=self._label, file=sys.stderr, show_eta=True)
            self._bar = bar.__enter__()
        self._bar.update(steps)


def _tenth(done: int, total: int) -> int:
    return done * 10 // total
