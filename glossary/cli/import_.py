"""``glossary import``: what curators decided."""

from pathlib import Path

import click

from glossary.cli._database import database_option
from glossary.cli._printing import counted
from glossary.interchange.decisions import read_decisions
from glossary.store.connection import require_store
from glossary.store.store import TermStore

_HELP = """Take curated decisions from FILE, a CSV with the columns kind, form, other, reason; all rows or none.
Semicolons or tabs may stand for the commas, as many a spreadsheet writes them.

kind is one of:

\b
  same       FORM and OTHER are one article, filed under FORM
  different  they are two, whatever their members say
  preferred  OTHER is the headword of FORM's article
  rejected   FORM is no term; with OTHER: OTHER is not a form of it

Instead of two forms, `same` and `different` take two places of explanations as `glossary check --review` prints
them, and `preferred` takes a place as OTHER: the explanation to show first. Decisions survive every harvest.
"""


@click.command("import", short_help="Take curated decisions from a CSV.", help=_HELP)
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@database_option
@click.option("--replace", is_flag=True, help="FILE is all that is decided: drop every earlier decision.")
def command(file: str, database: str, *, replace: bool) -> None:
    """Read all rows before the first is taken; tell what changed."""
    require_store(database)
    decisions = read_decisions(Path(file).read_bytes())
    with TermStore(database) as store:
        change = store.decide(decisions, replace=replace)
    click.echo(
        f"{counted(len(decisions), 'decision')}: {counted(len(change.new), 'new term')}, "
        f"{len(change.changed)} changed, {len(change.vanished)} vanished",
        err=True,
    )
