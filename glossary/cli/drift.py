"""``glossary drift``: how the wording of a definition changed from year to year."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import click
import orjson

from glossary.cli._output import clean, database_option, script_option
from glossary.lookup import open_dictionary

_HELP = """Show how the wording of each sense of FORM changed from year to year: +added, -removed.

\b
Examples:
  glossary drift 三区三线
  glossary drift 三区三线 --from 2019 --to 2023 --json
"""


@click.command("drift", short_help="Show how a definition changed from year to year.", help=_HELP)
@click.argument("form")
@click.option("--from", "since", type=int, help="Only wordings of this year and later.")
@click.option("--to", "until", type=int, help="Only wordings of this year and earlier.")
@script_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@database_option
def command(form: str, database: str, *, since: int | None, until: int | None, script: str, as_json: bool) -> None:
    """Compare, print."""
    with closing(open_dictionary(database)) as dictionary:
        found = dictionary.convert_body(dictionary.drift(form, since, until, script), script)
    if as_json:
        click.echo(orjson.dumps(found))
        return
    for number, sense in enumerate(found["senses"], 1):
        click.echo(click.style(f"{number}. {sense['status']}", fg="cyan"))
        for wording in sense["wordings"]:
            click.echo(f"   {wording['year']}  {clean(wording['issuer'] or wording['source'])}")
            click.echo(f"      {''.join(_marked(wording))}")
        if sense["more"] or sense["undated"]:
            click.echo(f"   {sense['more']} more wordings, {sense['undated']} without a year", err=True)


def _marked(wording: dict[str, Any]) -> Iterator[str]:
    """The wording with what it added and left out of the one before."""
    for change in wording["changes"] or [{"op": "same", "old": wording["text"], "new": wording["text"]}]:
        if change["op"] == "same":
            yield clean(change["new"])
            continue
        if change["old"]:
            yield click.style(f"[-{clean(change['old'])}-]", fg="red")
        if change["new"]:
            yield click.style(f"{{+{clean(change['new'])}+}}", fg="green")
