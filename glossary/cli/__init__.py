"""The ``glossary`` command: parse, call one function, print; no rule lives here.

One file a command, loaded when it is called, so that ``glossary lookup`` does not pay for the PDF reader.
Data goes to stdout, everything else to stderr; exit code 0, 1 (our error, one line with its code) or 2 (usage).
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
from pathlib import Path
from typing import Any

import click

from glossary import __version__
from glossary.cli._output import DATABASE, INTERRUPTED, error_line
from glossary.errors import FileError, GlossaryError, StoreDamagedError, StoreError


class Guarded(click.Group):
    """A group whose commands are the modules beside this file, and whose errors are one line."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every module of this package is a command; an underscore keeps one out."""
        names = (path.stem.rstrip("_") for path in Path(__file__).parent.glob("*.py") if path.stem[0] != "_")
        return sorted(names)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The ``command`` of the module with that name (``import_`` for ``import``)."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module = f"{__name__}.import_" if cmd_name == "import" else f"{__name__}.{cmd_name}"
        command: click.Command = import_module(module).command
        return command

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


@click.group(cls=Guarded, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="glossary")
def main() -> None:
    r"""A dictionary of the abbreviations in Chinese government reports (三区三线, 两个维护), in the reports' own words.

    \b
    Begin with
      glossary harvest --seeds                  five reports that come with the project
      glossary harvest --corpus lawtext-gov     some thousand reports; asks before it downloads
      glossary harvest FOLDER                   your own
    and then
      glossary lookup 三区三线
      glossary serve                            pages and API on http://127.0.0.1:8000
      glossary export xlsx -o glossary.xlsx
    """
