"""``glossary rebuild``: the dictionary from the evidence anew, after a change of keys, converter or merging."""

import click

from glossary.cli._database import database_option
from glossary.store.connection import require_store
from glossary.store.store import TermStore


@click.command("rebuild")
@database_option
def command(database: str) -> None:
    """Derive all keys, terms and senses anew from the stored sources; nothing is read from outside.

    Needed when a command says that another version wrote the store. Curated decisions are kept.
    """
    require_store(database)
    with TermStore(database, check=False) as store:
        change = store.rebuild()
    click.echo(
        f"rebuilt: {len(change.new)} new terms, {len(change.changed)} changed, {len(change.vanished)} vanished, "
        f"{change.untouched} as they were",
        err=True,
    )
