"""``glossary sources``, ``stats``, ``unexplained`` and ``forget``: the harvested sources."""

from contextlib import closing

import click
import orjson

from glossary.cli._output import (
    counted,
    csv_option,
    database_option,
    keep_lexicons,
    print_csv,
    print_json_lines,
    print_table,
    waiting_line,
)
from glossary.lookup import open_dictionary
from glossary.store.database import open_for_reading, require_store
from glossary.store.read.reports import count_queued, find_stats, list_sources
from glossary.term_store import open_term_store

_COLUMNS = ("id", "year", "level", "issuer", "entries", "mentions", "findings", "origin")


@click.command("sources")
@database_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line, with all fields.")
@csv_option
def sources_command(database: str, *, as_json: bool, as_csv: bool) -> None:
    """List the harvested sources with counts for each."""
    with closing(open_for_reading(database)) as connection:
        rows = list_sources(connection)
        if as_json:
            print_json_lines(rows)
        elif as_csv:
            print_csv(rows)
        else:
            print_table(_COLUMNS, ([row[name] for name in _COLUMNS] for row in rows))


@click.command("stats")
@database_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def stats_command(database: str, *, as_json: bool) -> None:
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


_UNEXPLAINED_COLUMNS = ("headword", "uses", "explained", "definition")
_CUT = 48


@click.command("unexplained")
@click.argument("source")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
@csv_option
@database_option
def unexplained_command(source: str, database: str, *, as_json: bool, as_csv: bool) -> None:
    """List the terms that SOURCE (see `glossary sources`) uses without explaining them, with other definitions."""
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
        print_table(_UNEXPLAINED_COLUMNS, ([row[name] for name in _UNEXPLAINED_COLUMNS] for row in shown))
    elsewhere = f"{found['explained_elsewhere']} of them explained by other sources"
    click.echo(f"{counted(len(rows), 'term')}, {elsewhere}", err=True)


@click.command("forget")
@click.argument("source", metavar="SOURCE|ORIGIN")
@database_option
def forget_command(source: str, database: str) -> None:
    """Remove SOURCE (an id of `glossary sources`) with its evidence, or ORIGIN (a path or address).

    Articles without other evidence are removed. Harvest the document again to restore them. Write ORIGIN as `glossary
    check` prints it; its findings are removed, and the document that was read there, unless it has another origin.
    """
    require_store(database)
    with open_term_store(database) as store:
        change = store.forget(source)
    keep_lexicons(database)
    click.echo(
        f"forgot {source}: {counted(len(change.changed), 'term')} changed, {len(change.vanished)} removed", err=True
    )
