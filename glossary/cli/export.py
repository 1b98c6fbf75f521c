"""``glossary export``: the dictionary in other people's formats."""

import re
import sys
from pathlib import Path

import click

from glossary.cli._output import counted, database_option
from glossary.errors import FileError, InvalidQueryError
from glossary.export.publish import EXPORTS, Export, Written, find_export, publish
from glossary.export.release import ExportMetadata
from glossary.store.read.snapshot import Snapshot

FORMATS = (*(export.format for export in EXPORTS), "all", "site")
"""What can be asked for; the help and the refusal of anything else list the same."""


@click.command("export", epilog=f"Formats: {', '.join(FORMATS)}.")
@click.argument("format_", metavar="FORMAT")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="A file, - for stdout; for `all` and `site` a folder."
)
@database_option
@click.option(
    "--base-url", default=ExportMetadata().base_url, show_default=True, help="Where the links in the files lead."
)
def command(format_: str, output: Path | None, database: str, base_url: str) -> None:
    """Write the whole dictionary in FORMAT to stdout or a file.

    What is no text goes to a terminal with `-o -` alone.

    `all` writes every format with a manifest into a folder named after the revision, below the one you name, and
    prints where; `site` writes every look-up as a static file into a new folder.

    The same sources give the same bytes, whatever order they were harvested in. `csv` is terms.csv; the other tables
    are `definitions`, `attestations` and `sources`, each with an `-excel` variant that no spreadsheet runs as formulas.
    """
    if output is not None and output.is_dir() and format_ not in ("all", "site"):
        raise click.UsageError(f"{output} is a folder; name a file in it with -o")
    if not re.match(r"https?://[^/?#]+[^?#]*$", base_url):
        raise click.BadParameter(f"{base_url!r} does not look like https://example.org/", param_hint="--base-url")
    imprint = ExportMetadata(base_url=base_url if base_url.endswith("/") else f"{base_url}/")
    if format_ == "site":
        _export_site(database, output or Path("site"))
        return
    export = None if format_ == "all" else _find(format_)
    if export and output is None and export.is_binary and sys.stdout.isatty():
        raise click.UsageError(f"{export.name} is no text for a terminal; write it to a file: -o {export.name}")
    with Snapshot(database) as snapshot:
        if export is None:
            click.echo(publish(snapshot, output or Path("exports"), imprint))
            return
        written = _write(export, snapshot, imprint, output)
        click.echo(f"{export.name}: {counted(written.rows, 'row')}, revision {snapshot.revision}", err=True)


def _find(name: str) -> Export:
    """The export of that name; any other is wrong use, like every choice that does not exist."""
    try:
        return find_export(name)
    except InvalidQueryError as error:
        raise click.BadParameter(f"{name!r} is not one of {', '.join(FORMATS)}", param_hint="FORMAT") from error


def _write(export: Export, snapshot: Snapshot, imprint: ExportMetadata, output: Path | None) -> Written:
    """To stdout or a file; a file whole or not at all, since half of one must not pass for the dictionary.

    Raises:
        FileError: the file cannot be written.
    """
    if output is None or str(output) == "-":
        written = export.write(snapshot, imprint, sys.stdout.buffer)
        sys.stdout.buffer.flush()
        return written
    part = output.with_name(f"{output.name}.part")
    try:
        with part.open("wb") as out:
            written = export.write(snapshot, imprint, out)
        part.replace(output)
    except OSError as error:  # named as it was asked for
        raise FileError(str(output), error.strerror or str(error)) from error
    finally:
        part.unlink(missing_ok=True)
    return written


def _export_site(database: str, folder: Path) -> None:
    from glossary.lookup.dictionary import open_dictionary
    from glossary.lookup.static_site import write_site

    if folder.exists():
        raise click.UsageError(f"{folder} is there already; name a new folder with -o")
    dictionary = open_dictionary(database)
    try:
        count = write_site(dictionary, folder)
    finally:
        dictionary.close()
    click.echo(f"{folder}: {count} answers", err=True)
