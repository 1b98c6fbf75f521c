"""``glossary import``: what curators decided."""

from contextlib import closing
from itertools import islice
from pathlib import Path

import click

from glossary.cli._output import clean, counted, database_option, keep_lexicons
from glossary.errors import FileError
from glossary.export.overrides_csv import read_decisions
from glossary.senses.overrides import Decision
from glossary.store.database import open_for_reading, require_store
from glossary.store.write.evidence_rows import unknown_targets
from glossary.term_store import open_term_store

_MOST_STRANGERS = 20
"""Rows without an article that are named one by one."""

_HELP = """Take curated decisions from FILE, a CSV with the columns kind, form, other, reason; all rows or none.
Semicolons or tabs may stand for the commas, as many a spreadsheet writes them.

kind is one of:

\b
  same       FORM and OTHER are one article, filed under FORM
  different  they are two, whatever their members say
  preferred  OTHER is the headword of FORM's article
  rejected   FORM is no term; with OTHER: OTHER is not a form of it

Instead of two forms, `same` and `different` take two places of explanations as `glossary check --review` prints
them, `preferred` takes a place as OTHER: the explanation to show first, and `rejected` a place as FORM: what stands
there explains nothing. `glossary review` asks for such decisions one by one. Decisions survive every harvest; one
about a form that no source has is kept as well, and named.
"""


@click.command("import", short_help="Take curated decisions from a CSV.", help=_HELP)
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@database_option
@click.option("--replace", is_flag=True, help="Replace all earlier decisions by those in FILE.")
def command(file: str, database: str, *, replace: bool) -> None:
    """Read all rows before the first is taken; tell what changed, and what fits nothing that was harvested."""
    require_store(database)
    decisions = read_decisions(_content(Path(file)))
    with open_term_store(database) as store:
        change = store.decide(decisions, replace=replace)
    keep_lexicons(database)
    click.echo(
        f"{counted(len(decisions), 'decision')}: {counted(len(change.new), 'new term')}, "
        f"{len(change.changed)} changed, {len(change.vanished)} vanished",
        err=True,
    )
    with closing(open_for_reading(database)) as connection:
        _warn(unknown_targets(connection, decisions))


def _content(file: Path) -> bytes:
    """The bytes of a file that is text at all: of any other one no column could be named.

    Raises:
        FileError: it is not UTF-8.
    """
    content = file.read_bytes()
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise FileError(str(file), f"is no UTF-8 text (line {line}); save the decisions as CSV UTF-8") from error
    return content


def _warn(strangers: dict[Decision, list[str]]) -> None:
    for decision, names in islice(strangers.items(), _MOST_STRANGERS):
        row = f"{decision.kind},{decision.form},{decision.other}".rstrip(",")
        click.echo(clean(f"no source has {' or '.join(names)}: {row} is kept and changes nothing yet"), err=True)
    if len(strangers) > _MOST_STRANGERS:
        click.echo(f"and {len(strangers) - _MOST_STRANGERS} more rows that fit nothing", err=True)
