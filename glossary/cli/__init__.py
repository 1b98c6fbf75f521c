"""The ``glossary`` command: parse, call one function, print; no rule lives here.

A command's module is loaded when it is called: ``glossary lookup`` does not pay for the PDF reader, ``--help`` for
nothing. Data goes to stdout, everything else to
stderr; the exit code is 0, 1 (our error, one line with its code) or 2 (wrong use).
"""

import errno
import os
import sqlite3
import sys
import zlib
from collections.abc import Sequence
from difflib import get_close_matches
from importlib import import_module
from io import TextIOWrapper
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

import click

from glossary import __version__
from glossary.cli._output import DATABASE, INTERRUPTED, error_line
from glossary.errors import FileError, GlossaryError, StoreDamagedError, StoreError


class Command(NamedTuple):
    """Where a command is and what it is for; the list of commands is shown from this alone.

    Attributes:
        section: The heading of the list under which it stands.
        name: What is typed.
        module: The module of this package that holds its function, ``{name}_command``.
        purpose: One line.
    """

    section: str
    name: str
    module: str
    purpose: str


_BUILD, _ASK, _TAKE, _CARE = "Build a dictionary", "Ask it", "Take it with you", "Take care of it"

COMMANDS = (
    Command(_BUILD, "harvest", "harvest", "Read reports into the term store."),
    Command(_BUILD, "extract", "extract", "Print what is found in documents; store nothing."),
    Command(_BUILD, "rules", "extract", "List the rules of extraction with their measured precision."),
    Command(_ASK, "lookup", "lookup", "Show the article of a form in any spelling."),
    Command(_ASK, "members", "lookup", "List the members of a term, or the terms that count it."),
    Command(_ASK, "search", "search", "Search terms by text or by filters."),
    Command(_ASK, "suggest", "search", "Complete the beginning of a form or its pinyin."),
    Command(_ASK, "concordance", "usage", "Show occurrences of a term in context (KWIC)."),
    Command(_ASK, "timeline", "usage", "Show in which years and provinces a term was in use."),
    Command(_ASK, "drift", "usage", "Show how a definition changed from year to year."),
    Command(_ASK, "sources", "sources", "List the harvested sources with what each one gave."),
    Command(_ASK, "unexplained", "sources", "List what a source uses and does not explain."),
    Command(_ASK, "annotate", "annotate", "Mark the terms of a text and explain them."),
    Command(_ASK, "convert", "annotate", "Convert a text between simplified and traditional characters."),
    Command(_TAKE, "export", "export", "Write the dictionary as CSV, Excel, SQLite, Yomitan, TBX …"),
    Command(_TAKE, "serve", "serve", "Serve the API and the pages until interrupted."),
    Command(_TAKE, "mcp", "mcp", "Offer the dictionary to a language model (MCP)."),
    Command(_CARE, "stats", "sources", "Count sources, terms, evidence and findings."),
    Command(_CARE, "check", "maintenance", "List findings about sources and articles."),
    Command(_CARE, "review", "editorial_decisions", "Decide doubtful explanations one by one."),
    Command(_CARE, "import", "editorial_decisions", "Take editorial decisions from a CSV."),
    Command(_CARE, "forget", "sources", "Remove a source with its evidence, or an origin."),
    Command(_CARE, "rebuild", "maintenance", "Derive everything anew from the stored texts."),
    Command(_CARE, "backup", "maintenance", "Copy the store into one file, while it is served."),
    Command(_CARE, "restore", "maintenance", "Put a backup in the place of the store, while it is served."),
)
"""All commands, in the order of the list."""

_BY_NAME = {command.name: command for command in COMMANDS}
_NAME_WIDTH = max(map(len, _BY_NAME))

_HELP = """Build and read a dictionary of the abbreviations in Chinese government reports.

It explains 三区三线 or 两个维护 in the reports' own words, with sources.

\b
Begin with
  glossary harvest --seeds                five reports that come with the project
  glossary harvest --corpus lawtext-gov   some thousand reports; asks before it downloads
  glossary harvest FOLDER                 your own reports
and then
  glossary lookup 三区三线
  glossary serve                          pages and API on http://127.0.0.1:8000
  glossary export xlsx -o glossary.xlsx
  glossary COMMAND --help                 options and examples of a command
"""


class LazyGroup(click.Group):
    """A group whose commands are loaded when they are called, and whose errors are one line."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return sorted(_BY_NAME)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The function ``{cmd_name}_command`` of its module."""
        found = _BY_NAME.get(cmd_name)
        if found is None:
            return None
        command: click.Command = getattr(import_module(f"{__name__}.{found.module}"), f"{cmd_name}_command")
        command.short_help = found.purpose
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands by section, without loading any of them."""
        for section, commands in groupby(COMMANDS, attrgetter("section")):
            with formatter.section(section):
                formatter.write_dl([(command.name.ljust(_NAME_WIDTH), command.purpose) for command in commands])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command; for a name that is none, the nearest that is."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            near = get_close_matches(args[0], self.list_commands(ctx), n=2, cutoff=0.6) if args else []
            if not near:
                raise
            meant = " or ".join(near)
            raise click.UsageError(f"{error.message.rstrip('.')}; did you mean {meant}?", ctx) from error

    def main(self, args: Sequence[str] | None = None, *rest: Any, **more: Any) -> Any:
        """Run with words and consoles of any encoding: an old Chinese terminal gives and takes GBK."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper) and stream.errors == "strict":
                stream.reconfigure(errors="backslashreplace")
        words = sys.argv[1:] if args is None else args
        return super().main([_readable(word) for word in words], *rest, **more)

    def invoke(self, ctx: click.Context) -> Any:
        """Run; our own errors end in one line on stderr and exit code 1."""
        try:
            return super().invoke(ctx)
        except GlossaryError as error:
            click.echo(error_line(error), err=True)
            ctx.exit(1)
        except KeyboardInterrupt:
            click.echo(
                "\nglossary: interrupted: what was written is kept; run the same command again to go on", err=True
            )
            ctx.exit(INTERRUPTED)
        except OSError as error:
            if error.errno == errno.EPIPE or not error.strerror:  # the reader of a pipe has had enough: click's matter
                raise
            path = error.filename2 or error.filename or "what is written to"
            click.echo(error_line(FileError(str(path), error.strerror)), err=True)
            ctx.exit(1)
        except (sqlite3.Error, zlib.error, ValueError, LookupError, TypeError) as error:
            damage = _find_damage(ctx, error)
            if damage is None:  # a fault of this software, with its traceback
                raise
            click.echo(error_line(damage), err=True)
            ctx.exit(1)


def _readable(word: str) -> str:
    """A word of the command line as it was typed, where it is no UTF-8; the name of a file stays what it is."""
    try:
        word.encode()
    except UnicodeEncodeError:
        return word if os.path.lexists(word) else os.fsencode(word).decode("gb18030", "replace")
    return word


def _find_damage(ctx: click.Context, error: Exception) -> StoreError | None:
    """What is wrong with the store that a command works on, where that explains ``error``.

    Damaged bytes end in any kind of exception, so the store is checked before a fault of the software is reported.
    """
    path = ctx.meta.get(DATABASE)
    if path is None or not Path(path).is_file():
        return None
    from glossary.store.file_checks import store_error
    from glossary.store.maintenance import check_store

    try:
        problem = next(check_store(path), None)
    except StoreError as found:
        return found
    if problem is None:
        return store_error(path, error) if isinstance(error, sqlite3.Error) else None
    advice = "`glossary check --store` lists all, `glossary restore` puts a backup in its place"
    return StoreDamagedError(f"{path}: {problem}; {advice}")


@click.group(cls=LazyGroup, help=_HELP, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="glossary")
def main() -> None:
    """Run a command."""
