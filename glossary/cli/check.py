"""``glossary check``: what could not be read, parsed or decided."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from itertools import chain
from sqlite3 import Connection
from typing import Any

import click
import orjson

from glossary.cli._output import clean, counted, database_option, print_json_lines, waiting_line
from glossary.store.database import open_for_reading
from glossary.store.maintenance import check_store
from glossary.store.read.reports import count_queued, list_doubts, list_findings, list_reviews

_CODE = re.compile(r"[EWI]\d{0,3}")


@click.command("check", short_help="List findings about sources and articles.")
@database_option
@click.option("--code", help="Filter by code or code prefix: W shows all warnings.")
@click.option("--review", is_flag=True, help="Merges and splits that were close, instead of findings.")
@click.option("--store", "is_of_store", is_flag=True, help="Whether the file holds what was written, instead.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_context
def command(
    ctx: click.Context, /, database: str, code: str | None, *, review: bool, is_of_store: bool, as_json: bool
) -> None:
    """List the findings of all sources with the printed line, then the doubts about articles.

    Each code is explained in docs/findings.md. What --review lists can be decided by `glossary import`, which takes
    the two places that each line names.

    --store reads every page, article and text of the file and compares them with the digests that were written with
    them; the exit code is 1 if anything is damaged.
    """
    if is_of_store:
        ctx.exit(_check_store(database, as_json=as_json))
    if code is not None and not _CODE.fullmatch(code):
        raise click.BadParameter(f"{code!r} is none: E, W or I and up to three digits", param_hint="--code")
    with closing(open_for_reading(database)) as connection:
        if review:
            rows = list_reviews(connection)
            count = print_json_lines(rows) if as_json else _print(map(_review_line, rows))
        else:
            rows = chain(list_findings(connection, code), list_doubts(connection, code))
            count = print_json_lines(rows) if as_json else _print(map(_finding_line, rows))
        hint = _others(connection) if code and not count and not review else ""
        waiting = count_queued(connection)
    click.echo(f"{count} to review" if review else f"{counted(count, 'finding')}{hint}", err=True)
    if waiting:
        click.echo(waiting_line(waiting), err=True)


def _check_store(database: str, *, as_json: bool) -> int:
    """Print what is damaged; gives the exit code."""
    problems = 0
    for problem in check_store(database):
        problems += 1
        click.echo(orjson.dumps({"problem": problem}) if as_json else clean(problem))
    advice = (
        "use `glossary restore` to put a backup in its place"
        if problems
        else "all pages, articles and texts are intact"
    )
    click.echo(f"{database}: {counted(problems, 'problem')}; {advice}", err=True)
    return 1 if problems else 0


def _others(connection: Connection) -> str:
    """Which codes there are, for somebody who asked for one that no finding has."""
    counts = Counter(row["code"] for row in chain(list_findings(connection), list_doubts(connection)))
    listed = ", ".join(f"{code} ({count})" for code, count in sorted(counts.items()))
    return f" of that code; there are {listed or 'none at all'}"


def _print(lines: Iterator[str]) -> int:
    count = 0
    for line in lines:
        click.echo(line)
        count += 1
    return count


def _finding_line(row: dict[str, Any]) -> str:
    if "headword" in row:
        return f"{row['code']} {clean(row['headword'])}: {clean(row['message'])}"
    place = f"{row['origin']}:{row['line']}" if row["line"] else row["origin"]
    printed = f"\n     {clean(row['printed'])}" if row["printed"] else ""
    return f"{row['code']} {clean(place)}: {clean(row['message'])}{printed}"


def _review_line(row: dict[str, Any]) -> str:
    decided = f"{row['verdict']} by {row['rule']} at {row['score']:.2f}"
    return f"{clean(row['headword'])}: {decided}\n     {row['left']} {row['right']}\n     {clean(row['message'])}"
