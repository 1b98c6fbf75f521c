"""``glossary backup``: a copy of the store that is whole, whatever reads and writes it meanwhile."""

from pathlib import Path

import click

from glossary.cli._output import database_option
from glossary.store.maintenance import back_up

_HELP = """Write the published state of the store to FILE, whole or not at all.

The store may be served and harvested meanwhile. Copying the file by hand is right only while nobody has the store
open: recent changes are in the log beside it. `glossary restore` puts a backup in the place of a store.

\b
Examples:
  glossary backup backups/glossary-$(date +%F).db
  glossary backup /tmp/copy.db --db reports.db
"""


@click.command("backup", short_help="Copy the store into one file, while it is served.", help=_HELP)
@click.argument("target", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@database_option
def command(target: Path, database: str) -> None:
    """Copy, and say how large the copy is."""
    size = back_up(database, target)
    click.echo(f"{target}: {size / 2**20:.1f} MiB", err=True)
