"""``glossary export``: the dictionary in other formats."""

import os
import re
import sys
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

from glossary.cli._output import Progress, counted, database_option
from glossary.errors import InvalidQueryError
from glossary.export.formats import EXPORTS, Export, Written, find_export
from glossary.export.publish import StoredEdition, publish
from glossary.export.release import ExportMetadata, is_loopback
from glossary.output_files import open_output
from glossary.store.read.reader import Snapshot

FORMATS = (*(export.format for export in EXPORTS if not export.companion), "all", "site")
"""Formats accepted on the command line, as listed in help and error message."""

_WITH_LINKS = {"all", "skos", "turtle", "tbx", "yomitan", "yomitan-unexplained", "mdx", "anki-deck", "stardict"}
"""Formats that contain links to the pages of a service."""

_HELP = """Write the whole dictionary in FORMAT to stdout or a file.

\b
csv, excel, xlsx, parquet   tables: terms; also members, definitions, attestations, sources
jsonl, sqlite               programs, SQL, Datasette
yomitan, stardict, mdx,     pop-up readers and dictionary programs
  cedict, anki-deck, anki
tbx, tbx2, omegat           translation tools
skos, turtle                vocabularies
jieba, hanlp, rime, sogou   segmenters and input methods
bibtex                      the sources, for a bibliography
all                         every format with a manifest, in a new folder below FOLDER
site                        every look-up as a static file, in a new folder, for any web server

Binary formats are written to a terminal only with `-o -`. The same sources give the same bytes, in any order of
harvesting. --base-url is the address of your service, to which links in the files lead.

\b
Examples:
  glossary export xlsx -o glossary.xlsx
  glossary export members > members.csv
  glossary export all -o exports --base-url https://glossary.example.org/
  glossary export site -o public
"""


@click.command(
    "export", help=_HELP,
    epilog=f"Formats: {', '.join(FORMATS)}.",
)  # fmt: skip
@click.argument("format_", metavar="FORMAT")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Output file, - for stdout; for `all` and `site` a folder."
)
@database_option
@click.option(
    "--base-url", default=ExportMetadata().base_url, envvar="GLOSSARY_BASE_URL", show_default=True,
    help="Address to which links in the files lead.",
)  # fmt: skip
@click.option(
    "--workers", type=click.IntRange(1, 64), default=min(2, os.cpu_count() or 1), show_default="2, or 1 on one core",
    help="Processes that write the files of `all`.",
)  # fmt: skip
@click.option(
    "--for-service", is_flag=True, hidden=True, help="The service may remove the files when newer ones exist."
)
def export_command(
    format_: str, output: Path | None, database: str, base_url: str, *, workers: int, for_service: bool
) -> None:
    """Checks the arguments, writes the files and prints their names."""
    if output is not None and output.is_dir() and format_ not in ("all", "site"):
        raise click.UsageError(f"{output} is a folder; name a file in it with -o")
    if not re.match(r"https?://[^/?#]+[^?#]*$", base_url):
        raise click.BadParameter(f"{base_url!r} does not look like https://example.org/", param_hint="--base-url")
    metadata = ExportMetadata(base_url=base_url if base_url.endswith("/") else f"{base_url}/")
    if format_ == "site":
        _export_site(database, output or Path("site"))
        return
    export = None if format_ == "all" else _find(format_)
    if export and output is None and export.is_binary and sys.stdout.isatty():
        raise click.UsageError(f"{export.name} is binary; write it to a file: -o {export.name}")
    if export is None:
        _export_all(database, output or Path("exports"), metadata, workers, is_for_service=for_service)
    else:
        _export_one(export, database, output, metadata)
    if is_loopback(metadata.base_url) and not for_service and format_ in _WITH_LINKS:
        note = f"note: links in it lead to {metadata.base_url}, which only this machine can open; set --base-url"
        click.echo(note, err=True)


def _export_one(export: Export, database: str, output: Path | None, metadata: ExportMetadata) -> None:
    with Snapshot(database) as snapshot:
        written = _write(export, snapshot, metadata, output)
        click.echo(f"{export.name}: {counted(written.rows, 'row')}, revision {snapshot.revision}", err=True)


def _export_all(database: str, folder: Path, metadata: ExportMetadata, workers: int, *, is_for_service: bool) -> None:
    def print_row(row: dict[str, Any]) -> None:
        if not is_for_service:
            click.echo(f"{row['name']}: {counted(row['rows'], 'row')}", err=True)

    store = Path(database) if is_for_service else None
    click.echo(publish(StoredEdition(database), folder, metadata, store=store, workers=workers, on_file=print_row))


def _find(name: str) -> Export:
    """Returns the export with this name; an unknown name is a usage error."""
    try:
        export = find_export(name)
    except InvalidQueryError as error:
        near = get_close_matches(name, FORMATS, n=2, cutoff=0.6)
        meant = f"did you mean {' or '.join(near)}? " if near else ""
        problem = f"{meant}{name!r} is not one of {', '.join(FORMATS)}"
        raise click.BadParameter(problem, param_hint="FORMAT") from error
    if export.companion:
        raise click.BadParameter(f"{export.name} describes the other files; use `all` to write it", param_hint="FORMAT")
    return export


def _write(export: Export, snapshot: Snapshot, metadata: ExportMetadata, output: Path | None) -> Written:
    """Writes to stdout or a file; a file is written completely or not at all.

    Raises:
        FileError: The file cannot be written.
    """
    if output is None or str(output) == "-":
        written = export.write(snapshot, metadata, sys.stdout.buffer)
        sys.stdout.buffer.flush()
        return written
    with open_output(output) as stream:
        return export.write(snapshot, metadata, stream)


def _export_site(database: str, folder: Path) -> None:
    from glossary.lookup.dictionary import open_dictionary
    from glossary.lookup.static_site import write_site

    if folder.exists():
        raise click.UsageError(f"{folder} already exists; name a new folder with -o")
    dictionary = open_dictionary(database)
    try:
        with Progress("writing articles") as progress:
            report = write_site(dictionary, folder, on_progress=progress.update)
    finally:
        dictionary.close()
    click.echo(f"{folder}: {counted(report.files, 'file')}", err=True)
    if report.left_out:
        forms = "  ".join(report.left_out[:5])
        click.echo(f"{counted(len(report.left_out), 'form')} cannot be a file name, e.g. {forms}", err=True)
