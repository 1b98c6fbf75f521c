"""``glossary timeline``: how often a term was used, by year, level and province, and how hot it is."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import click
import orjson

from glossary.cli._output import csv_option, database_option, print_csv, print_table
from glossary.lookup import open_dictionary
from glossary.senses.evidence import LEVELS

_TABLES = ("year", "level", "province")

_HELP = """Show how many sources of each year, level and province use the term of FORM, and its heat (沸烫热暖温冷).

Every count stands beside its denominator: all sources of that year, level or province. Years run from the first to the
last of the dictionary, those without a source included. --region and --level count the sources of a place or level.

\b
Examples:
  glossary timeline 三区三线
  glossary timeline 三区三线 --region 湖南省 --level county
  glossary timeline 三区三线 --csv > timeline.csv
"""


@click.command("timeline", short_help="Show in which years and provinces a term was in use.", help=_HELP)
@click.argument("form")
@click.option("--region", help="Only sources from there: a name (株洲市) or GB/T 2260 code (4302).")
@click.option("--level", type=click.Choice(LEVELS), help="Only sources of this level.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@csv_option
@database_option
def command(form: str, database: str, *, region: str | None, level: str | None, as_json: bool, as_csv: bool) -> None:
    """Count, print."""
    with closing(open_dictionary(database)) as dictionary:
        found = dictionary.timeline(form, region=region, level=level)
    if as_json:
        click.echo(orjson.dumps(found))
    elif as_csv:
        print_csv(list(_csv_rows(found)), ("by", "value", "attestations", "sources", "of", "share"))
    else:
        for name in _TABLES:
            rows = [
                (row[name] or "unknown", row["sources"], row["of"], f"{row['share']:.1%}") for row in found[f"{name}s"]
            ]
            print_table((name, "sources", "of", "share"), rows)
            click.echo()
        for line in _heat_lines(found["heat"]):
            click.echo(line)


def _csv_rows(found: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for name in _TABLES:
        for row in found[f"{name}s"]:
            yield {**row, "by": name, "value": row[name]}


def _heat_lines(heat: dict[str, Any]) -> Iterator[str]:
    if heat["tier"] is None:
        yield "heat: no source has a year"
        return
    doubt = "" if heat["reliable"] else "; too few sources to say much"
    yield (
        f"heat: {heat['tier']}, {heat['sources']} of {heat['of']} sources of "
        f"{heat['from_year']}–{heat['to_year']} {heat['scope']}{doubt}"
    )
    yield f"      {heat['formula']}"
