"""``glossary restore``: the content of a backup in the place of what a store holds."""

from pathlib import Path

import click

from glossary.cli._output import database_option
from glossary.store.maintenance import restore

_HELP = """Check the store in FILE, then put its content in the place of what the store holds, in one transaction.

A service that has the store open answers from the old content or from the new one and needs no restart; so this
is the way to replace a store that is served, too: harvest into another file, then restore from it. What the store
held before is gone; `glossary backup` keeps it. A store that is no database any more is kept as FILE.damaged.

\b
Examples:
  glossary restore backups/glossary-2026-11-27.db
  glossary harvest reports/ --db new.db && glossary restore new.db
"""


@click.command("restore", short_help="Put a backup in the place of the store, while it is served.", help=_HELP)
@click.argument("backup", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@database_option
def command(backup: Path, database: str) -> None:
    """Check, then replace."""
    Path(database).parent.mkdir(parents=True, exist_ok=True)
    restore(backup, database)
    click.echo(f"{database} holds what {backup} holds", err=True)
