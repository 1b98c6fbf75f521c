"""``glossary timeline``: how often a term was used, by year and level, and how hot it is."""

from contextlib import closing

import click
import orjson

from glossary.cli._output import database_option, print_table
from glossary.lookup import open_dictionary


@click.command("timeline", short_help="Show in which years a term was in use.")
@click.argument("form")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@database_option
def command(form: str, database: str, *, as_json: bool) -> None:
    """Show in how many sources of each year and level the term of FORM stands, and its heat (沸烫热暖温冷).

    Years before its first use are left out.
    """
    with closing(open_dictionary(database)) as dictionary:
        found = dictionary.timeline(form)
    if as_json:
        click.echo(orjson.dumps(found))
        return
    first = found["first_year"] or 0
    for name in ("year", "level"):
        listed = [row for row in found[f"{name}s"] if name == "level" or row["year"] is None or row["year"] >= first]
        rows = [(row[name] or "unknown", row["sources"], row["of"], f"{row['share']:.1%}") for row in listed]
        print_table((name, "sources", "of", "share"), rows)
        click.echo()
    heat = found["heat"]
    if heat["tier"] is None:
        click.echo("heat: no source of this corpus has a year")
        return
    doubt = "" if heat["reliable"] else "; too few sources to say much"
    click.echo(
        f"heat: {heat['tier']}, {heat['sources']} of {heat['of']} sources of "
        f"{heat['from_year']}–{heat['to_year']} {heat['scope']}{doubt}"
    )
    click.echo(f"      {heat['formula']}")
