"""The ``glossary`` command: parses arguments, calls the library and prints.

The module of a command is loaded when it is called, so that ``glossary lookup`` does not load the PDF reader. Data goes
to stdout, everything else to stderr. Exit codes: 0, 1 (an error, one line with its code), 2 (wrong usage).
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
    """A command and its module; the list of commands is printed without loading any module.

    Attributes:
        section: The heading above it in the list of commands.
        name: The name as typed.
        module: The module of this package with its function, ``{name}_command``.
        purpose: One line for the list.
    """

    section: str
    name: str
    module: str
    purpose: str


_BUILD, _QUERY, _PUBLISH, _MAINTAIN = "Build a dictionary", "Query it", "Publish it", "Maintain it"

COMMANDS = (
    Command(_BUILD, "harvest", "harvest", "Read reports into the term store."),
    Command(_BUILD, "extract", "extract", "Print what is found in documents, without storing it."),
    Command(_BUILD, "rules", "extract", "List the rules of extraction with their measured precision."),
    Command(_QUERY, "lookup", "lookup", "Show the article of a form in any spelling."),
    Command(_QUERY, "members", "lookup", "List the members of a term, or the terms that count it."),
    Command(_QUERY, "search", "search", "Search terms by text or by filters."),
    Command(_QUERY, "suggest", "search", "Complete the beginning of a form or its pinyin."),
    Command(_QUERY, "concordance", "search", "Show occurrences of a term in context (KWIC)."),
    Command(_QUERY, "timeline", "search", "Show in which years and provinces a term was used."),
    Command(_QUERY, "drift", "search", "Show how a definition changed from year to year."),
    Command(_QUERY, "sources", "search", "List the harvested sources with counts for each."),
    Command(_QUERY, "unexplained", "search", "List the terms that a source uses without explaining them."),
    Command(_QUERY, "annotate", "annotate", "Mark the terms of a text and explain them."),
    Command(_QUERY, "convert", "annotate", "Convert a text between simplified and traditional characters."),
    Command(_PUBLISH, "export", "export", "Write the dictionary as CSV, Excel, SQLite, Yomitan, TBX …"),
    Command(_PUBLISH, "serve", "serve", "Serve the API and the pages until interrupted."),
    Command(_PUBLISH, "mcp", "serve", "Provide the dictionary to a language model (MCP)."),
    Command(_MAINTAIN, "stats", "maintenance", "Count sources, terms, evidence and findings."),
    Command(_MAINTAIN, "check", "maintenance", "List findings about sources and articles."),
    Command(_MAINTAIN, "review", "editorial_decisions", "Decide doubtful explanations one by one."),
    Command(_MAINTAIN, "import", "editorial_decisions", "Import editorial decisions from a CSV file."),
    Command(_MAINTAIN, "forget", "maintenance", "Remove a source with its evidence, or an origin."),
    Command(_MAINTAIN, "rebuild", "maintenance", "Derive the dictionary again from the stored texts."),
    Command(_MAINTAIN, "backup", "maintenance", "Copy the store into one file, also while it is served."),
    Command(_MAINTAIN, "restore", "maintenance", "Replace the store by a backup, also while it is served."),
)
"""All commands, in the order in which they are listed."""

_BY_NAME = {command.name: command for command in COMMANDS}
_NAME_WIDTH = max(map(len, _BY_NAME))

_HELP = """Build and query a dictionary of the abbreviations in Chinese government reports.

It explains forms such as 三区三线 or 两个维护 in the words of the reports, with sources.

\b
Begin with
  glossary harvest --seeds                five reports included in the project
  glossary harvest --corpus lawtext-gov   about three thousand reports; asks before downloading
  glossary harvest FOLDER                 your own reports
and then
  glossary lookup 三区三线
  glossary serve                          pages and API on http://127.0.0.1:8000
  glossary export xlsx -o glossary.xlsx
  glossary COMMAND --help                 options and examples of a command
"""


class LazyGroup(click.Group):
    """A group that loads a command when it is called, and prints errors as one line."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Returns the names of all commands."""
        return sorted(_BY_NAME)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Returns the function ``{cmd_name}_command`` of its module."""
        found = _BY_NAME.get(cmd_name)
        if found is None:
            return None
        command: click.Command = getattr(import_module(f"{__name__}.{found.module}"), f"{cmd_name}_command")
        command.short_help = found.purpose
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the list of commands by section, without loading any of them."""
        for section, commands in groupby(COMMANDS, attrgetter("section")):
            with formatter.section(section):
                formatter.write_dl([(command.name.ljust(_NAME_WIDTH), command.purpose) for command in commands])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Resolves the command; for an unknown name, the usage error suggests the nearest ones."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            near = get_close_matches(args[0], self.list_commands(ctx), n=2, cutoff=0.6) if args else []
            if not near:
                raise
            meant = " or ".join(near)
            raise click.UsageError(f"{error.message.rstrip('.')}; did you mean {meant}?", ctx) from error

    def main(self, args: Sequence[str] | None = None, *rest: Any, **more: Any) -> Any:
        """Runs with arguments and consoles of any encoding: old Chinese terminals use GBK."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper) and stream.errors == "strict":
                stream.reconfigure(errors="backslashreplace")
        words = sys.argv[1:] if args is None else args
        return super().main([_readable(word) for word in words], *rest, **more)

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command; a ``GlossaryError`` is printed as one line on stderr, with exit code 1."""
        try:
            return super().invoke(ctx)
        except GlossaryError as error:
            click.echo(error_line(error), err=True)
            ctx.exit(1)
        except KeyboardInterrupt:
            click.echo(
                "\nglossary: interrupted; what was written is kept; run the same command again to continue", err=True
            )
            ctx.exit(INTERRUPTED)
        except OSError as error:
            if error.errno == errno.EPIPE or not error.strerror:  # the reader closed the pipe: click handles that
                raise
            path = error.filename2 or error.filename or "what is written to"
            click.echo(error_line(FileError.from_system(str(path), error)), err=True)
            ctx.exit(1)
        except (sqlite3.Error, zlib.error, ValueError, LookupError, TypeError) as error:
            damage = _find_damage(ctx, error)
            if damage is None:  # a bug in this software: show the traceback
                raise
            click.echo(error_line(damage), err=True)
            ctx.exit(1)


def _readable(word: str) -> str:
    """Decodes an argument that is not UTF-8 as GB18030, unless it is the name of an existing file."""
    try:
        word.encode()
    except UnicodeEncodeError:
        return word if os.path.lexists(word) else os.fsencode(word).decode("gb18030", "replace")
    return word


def _find_damage(ctx: click.Context, error: Exception) -> StoreError | None:
    """Returns the damage of the store that explains ``error``, or ``None``.

    Damaged bytes can cause any exception, so the store is checked before an exception is reported as a bug.
    """
    path = ctx.meta.get(DATABASE)
    if path is None or not Path(path).is_file():
        return None
    from glossary.store.file_checks import store_error
    from glossary.store.integrity import check_store

    try:
        problem = next(check_store(path), None)
    except StoreError as found:
        return found
    if problem is None:
        return store_error(path, error) if isinstance(error, sqlite3.Error) else None
    advice = "`glossary check --store` lists all damage; `glossary restore` replaces the store by a backup"
    return StoreDamagedError(f"{path}: {problem}; {advice}")


@click.group(cls=LazyGroup, help=_HELP, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="glossary")
def main() -> None:
    """Runs a command."""
