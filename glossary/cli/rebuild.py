"""``glossary rebuild``: the dictionary from the evidence anew, after a change of keys, converter or merging."""

import click

from glossary.cli._output import database_option
from glossary.pipeline import find_rules_version
from glossary.store.database import require_store
from glossary.term_store import open_term_store


@click.command("rebuild", short_help="Derive everything anew from the stored texts.")
@database_option
def command(database: str) -> None:
    """Derive everything anew from the stored texts: evidence, keys, terms, senses; nothing is read from outside.

    Needed when a command says that another version wrote the store, and useful after an upgrade: texts that older
    rules have read are extracted again. Curated decisions are kept.
    """
    require_store(database)
    with open_term_store(database, check=False) as store:
        change = store.rebuild(find_rules_version())
    click.echo(
        f"rebuilt: {len(change.new)} new terms, {len(change.changed)} changed, {len(change.vanished)} vanished, "
        f"{change.untouched} as they were",
        err=True,
    )
