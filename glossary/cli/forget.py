"""``glossary forget``: a source goes, and all that it said with it."""

import click

from glossary.cli._output import counted, database_option, keep_lexicons
from glossary.store.database import require_store
from glossary.term_store import open_term_store


@click.command("forget", short_help="Remove a source with its evidence, or an origin.")
@click.argument("source", metavar="SOURCE|ORIGIN")
@database_option
def command(source: str, database: str) -> None:
    """Remove SOURCE (an id of `glossary sources`) with its evidence, or ORIGIN (a path or address).

    Articles that lived by it alone vanish. Harvesting the document again brings everything back. An origin is written
    as `glossary check` prints it: what is noted of it goes, and the document that was read there, unless it stands at
    another origin, too.
    """
    require_store(database)
    with open_term_store(database) as store:
        change = store.forget(source)
    keep_lexicons(database)
    click.echo(
        f"forgot {source}: {counted(len(change.changed), 'term')} changed, {len(change.vanished)} vanished", err=True
    )
