"""``glossary unexplained``: what a source uses and does not explain."""

from contextlib import closing

import click

from glossary.cli._output import csv_option, database_option, print_csv, print_json_lines, print_table
from glossary.lookup import open_dictionary

_COLUMNS = ("headword", "uses", "explained", "definition")
_CUT = 48


@click.command("unexplained", short_help="List what a source uses and does not explain.")
@click.argument("source")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@csv_option
@database_option
def command(source: str, database: str, *, as_json: bool, as_csv: bool) -> None:
    """List the terms that SOURCE (see `glossary sources`) uses and does not define, with definitions of others."""
    with closing(open_dictionary(database)) as dictionary:
        found = dictionary.unexplained(source)
    rows = [
        {**term, "definition": term["senses"][0]["definition"] if term["senses"] else None} for term in found["terms"]
    ]
    if as_json:
        print_json_lines(found["terms"])
    elif as_csv:
        print_csv(rows, ("id", "headword", "kind", "uses", "start", "explained", "definition"))
    elif rows:
        shown = [{**row, "definition": (row["definition"] or "")[:_CUT]} for row in rows]
        print_table(_COLUMNS, ([row[name] for name in _COLUMNS] for row in shown))
    click.echo(f"{len(rows)} terms, {found['explained_elsewhere']} of them explained by other sources", err=True)
