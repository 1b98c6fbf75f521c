"""``glossary stats``: how large the dictionary is, and of what."""

from contextlib import closing

import click
import orjson

from glossary.cli._output import database_option, waiting_line
from glossary.store.database import open_for_reading
from glossary.store.read.reports import count_queued, find_stats


@click.command("stats", short_help="Count sources, terms, evidence and findings.")
@database_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def command(database: str, *, as_json: bool) -> None:
    """Count sources, terms, senses, evidence, close decisions and findings."""
    with closing(open_for_reading(database)) as connection:
        stats, waiting = find_stats(connection), count_queued(connection)
    if waiting:
        click.echo(waiting_line(waiting), err=True)
    if as_json:
        click.echo(orjson.dumps(stats))
        return
    click.echo(f"revision {stats.pop('revision')}")
    for title, counts in stats.items():
        if not counts:
            continue
        click.echo(title.replace("_", " "))
        for name, count in counts.items():
            click.echo(f"  {name:<24}{count:>10,}")
