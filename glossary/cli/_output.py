"""Output and options that commands share: JSON lines, tables, CSV, progress, error lines; ``--db``, ``--script``."""

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
    from glossary.store.write.article_building import MapJobs

DEFAULT_DATABASE = "data/glossary.db"
"""`make run` uses the same path, so the command finds the dictionary that is being served."""


INTERRUPTED = 130
"""The exit code of a command that ends with Ctrl-C: 128 and the number of the signal."""

DATABASE = "glossary.database"
"""Key in click's ``meta`` for the store that a command uses."""


def database_option(command: Any) -> Any:
    """Adds ``--db FILE``: the term store; the default is GLOSSARY_DB, else data/glossary.db."""
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
        """Returns the script for a tag."""
        return super().convert(canonical_script(str(value)), param, ctx)


def script_option(command: Any) -> Any:
    """Adds ``--script TAG``: the script of the output."""
    return click.option(
        "--script", type=Script(), default="zh-Hans", show_default=True,
        help="Script of the output; zh-TW, zh-HK and zh-CN are accepted.",
    )(command)  # fmt: skip


def csv_option(command: Any) -> Any:
    """Adds ``--csv``: rows for spreadsheets and pandas."""
    return click.option("--csv", "as_csv", is_flag=True, help="CSV with a header, all columns.")(command)


def page_options(command: Any) -> Any:
    """Adds ``--limit N`` and ``--cursor CURSOR``: one page of a long list."""
    limit = click.option("--limit", type=click.IntRange(1, 200), default=20, show_default=True, help="Rows per page.")
    cursor = click.option("--cursor", help="Continue with this page; the previous page printed its cursor on stderr.")
    return limit(cursor(command))


def print_csv(rows: Iterable[Mapping[str, Any]], columns: Sequence[str] = ()) -> None:
    """Prints rows as CSV; the default columns are those of the first row."""
    from glossary.export.spreadsheets import rows_as_csv

    listed = list(rows)
    click.echo(rows_as_csv(listed, list(columns or (listed[0] if listed else ()))), nl=False)


def _note_database(ctx: click.Context, _: click.Parameter, value: str) -> str:
    """Remembers which store a command uses, for its error message."""
    ctx.find_root().meta[DATABASE] = value
    return value


def waiting_line(count: int) -> str:
    """Returns a line about documents that were read but not published."""
    return f"{counted(count, 'document')} read but not published: run the interrupted `glossary harvest` again"


def keep_lexicons(database: str, map_jobs: "MapJobs | None" = None) -> None:
    """Prepares the lexicon download after a change of the dictionary, so that no client waits for it.

    The dictionary is already published, so an error such as a full disk is only reported. ``map_jobs`` builds it in
    worker processes; without it, this process does.
    """
    from glossary.lookup import open_dictionary

    try:
        with closing(open_dictionary(database)) as dictionary:
            dictionary.keep_lexicons(map_jobs)
    except StoreError as error:
        click.echo(f"the lexicon download will be prepared at the first request: {clean(str(error))}", err=True)


def prepare_lexicons() -> None:
    """Loads what :func:`keep_lexicons` needs, while this process waits for others."""
    from glossary.lookup import on_demand

    on_demand.lexicon_download.load_rules()


def error_line(error: GlossaryError) -> str:
    """Returns the error and its remedy in one line that ends with the stable code."""
    line = clean(f"glossary: {error}")
    if isinstance(error, TermNotFoundError):
        near = "  ".join(error.suggestions)
        line += f"; did you mean: {near}" if near else "; `glossary search` searches forms and definitions"
    elif isinstance(error, SourceNotFoundError):
        line += "; `glossary sources` lists them"
    return f"{line} [{error.code}]"


def near_line(dictionary: "Dictionary", form: str) -> str:
    """Returns headwords similar to ``form``, or a hint if there are none."""
    try:
        found = dictionary.article(form).article()["headword"]
    except TermNotFoundError as error:
        near = "  ".join(error.suggestions)
        return f"did you mean: {near}" if near else "no similar form; `glossary search` lists all terms"
    except GlossaryError:
        return "`glossary search` lists all terms"
    return f"`glossary lookup` finds {found} by it"


def counted(count: int, what: str, many: str = "") -> str:
    """Returns a number with its noun; ``many`` is an irregular plural.

    >>> counted(1, "finding"), counted(2_000, "finding"), counted(0, "entry", "entries")
    ('1 finding', '2000 findings', '0 entries')
    """
    return f"{count} {what if count == 1 else many or f'{what}s'}"


def print_json_lines(rows: Iterable[Any]) -> int:
    """Prints one JSON object per line; returns the number of lines."""
    count = 0
    for row in rows:
        click.echo(orjson.dumps(row))
        count += 1
    return count


_YES_OR_NO = {True: "yes", False: "no"}


def print_table(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Prints aligned columns, with Chinese characters two cells wide, and yes or no; returns the number of rows."""
    table = [[clean(_YES_OR_NO.get(cell, cell) if isinstance(cell, bool) else cell) for cell in row] for row in rows]
    widths = [max(map(_width, column)) for column in zip(header, *table, strict=True)]
    for row in [list(header), *table]:
        cells = [cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)]
        click.echo("  ".join(cells).rstrip())
    return len(table)


def clean(cell: Any) -> str:
    """Returns a cell as text without control characters: harvested text must not control the terminal."""
    text = "" if cell is None else str(cell)
    return "".join(" " if unicodedata.category(each)[0] == "C" else each for each in text)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)


MANY_STEPS = 100
"""Shorter work needs no progress line."""


class Progress:
    """Progress of long work on stderr: a bar with the remaining time on a terminal, else a line now and then.

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
        """Reports ``steps`` more steps as done."""
        self.update(self._done + steps, self._total)

    def update(self, done: int, total: int) -> None:
        """Reports ``done`` of ``total`` steps as done."""
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
