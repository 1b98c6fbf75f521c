"""``glossary sources``: what was harvested."""

from contextlib import closing

import click

from glossary.cli._output import csv_option, database_option, print_csv, print_json_lines, print_table
from glossary.store.database import open_for_reading
from glossary.store.read.reports import list_sources

_COLUMNS = ("id", "year", "level", "issuer", "entries", "mentions", "findings", "origin")


@click.command("sources")
@database_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, with all that is known.")
@csv_option
def command(database: str, *, as_json: bool, as_csv: bool) -> None:
    """List the harvested sources with what each one gave."""
    with closing(open_for_reading(database)) as connection:
        rows = list_sources(connection)
        if as_json:
            print_json_lines(rows)
        elif as_csv:
            print_csv(rows)
        else:
            print_table(_COLUMNS, ([row[name] for name in _COLUMNS] for row in rows))
