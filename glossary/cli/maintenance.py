"""``glossary stats``, ``check``, ``forget``, ``rebuild``, ``backup`` and ``restore``: maintenance of the store."""

import os
import re
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from sqlite3 import Connection
from typing import Any

import click
import orjson

from glossary.cli._output import (
    Progress,
    clean,
    counted,
    csv_option,
    database_option,
    keep_lexicons,
    print_csv,
    print_json_lines,
    waiting_line,
)
from glossary.pipeline import find_rules_version
from glossary.store.database import open_for_reading, require_store
from glossary.store.integrity import check_store, is_of_this_version
from glossary.store.maintenance import back_up, restore
from glossary.store.read.reports import count_queued, find_stats, list_article_findings, list_findings, list_reviews
from glossary.store.write.article_building import load_tables
from glossary.term_store import open_term_store
from glossary.worker_pool import WorkerPool, collect_garbage_rarely

_CODE = re.compile(r"[EWI]\d{0,3}")


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


@click.command("check")
@database_option
@click.option("--code", help="Filter by code or code prefix: W shows all warnings.")
@click.option("--review", is_flag=True, help="List close merges and splits instead of findings.")
@click.option("--store", "is_of_store", is_flag=True, help="Check the store file instead.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
@csv_option
@click.pass_context
def check_command(
    ctx: click.Context,
    /,
    database: str,
    code: str | None,
    *,
    review: bool,
    is_of_store: bool,
    as_json: bool,
    as_csv: bool,
) -> None:
    """List the findings of all sources with the printed line, then the findings about articles.

    docs/findings.md explains each code. To decide a row of --review, give its two places to `glossary import`.

    --store reads every page, article, text and index of the file and compares them with what was written, which takes
    seconds for a thousand reports; the exit code is 1 if anything is damaged.
    """
    if is_of_store:
        ctx.exit(_check_store(database, as_json=as_json))
    if code is not None and not _CODE.fullmatch(code):
        raise click.BadParameter(f"{code!r} is not a code: use E, W or I and up to three digits", param_hint="--code")
    with closing(open_for_reading(database)) as connection:
        if review:
            printed = _Printer(_review_line, _REVIEW_COLUMNS, as_json=as_json, as_csv=as_csv)
            count = printed.print(list_reviews(connection))
        else:
            rows = chain(list_findings(connection, code), list_article_findings(connection, code))
            count = _Printer(_finding_line, _FINDING_COLUMNS, as_json=as_json, as_csv=as_csv).print(rows)
        hint = _others(connection) if code and not count and not review else ""
        waiting = count_queued(connection)
    click.echo(f"{count} to review" if review else f"{counted(count, 'finding')}{hint}", err=True)
    if waiting:
        click.echo(waiting_line(waiting), err=True)


_REVIEW_COLUMNS = ("term", "headword", "verdict", "rule", "score", "left", "right", "message")
_FINDING_COLUMNS = (
    "code", "message", "source", "origin", "line", "start", "end", "printed", "term", "headword"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Printer:
    """Prints rows as lines for people, as JSON lines or as CSV."""

    line: Callable[[dict[str, Any]], str]
    columns: tuple[str, ...]
    as_json: bool
    as_csv: bool

    def print(self, rows: Iterable[dict[str, Any]]) -> int:
        """Prints ``rows``; returns how many there are."""
        if self.as_json:
            return print_json_lines(rows)
        if self.as_csv:
            listed = list(rows)
            print_csv(listed, self.columns)
            return len(listed)
        count = 0
        for count, row in enumerate(rows, 1):  # noqa: B007 - the last value is the number of rows
            click.echo(self.line(row))
        return count


def _check_store(database: str, *, as_json: bool) -> int:
    """Prints what is damaged; returns the exit code."""
    problems = 0
    for problem in check_store(database):
        problems += 1
        click.echo(orjson.dumps({"problem": problem}) if as_json else clean(problem))
    if problems:
        advice = "use `glossary restore` to replace the store by a backup"
    elif is_of_this_version(database):
        advice = "all pages, articles, texts and indexes are intact"
    else:
        advice = (
            "all pages, articles and texts are intact; another version wrote the indexes: "
            "run `glossary rebuild` to have them checked as well"
        )
    click.echo(f"{database}: {counted(problems, 'problem')}; {advice}", err=True)
    return 1 if problems else 0


def _others(connection: Connection) -> str:
    """Returns the codes that exist, for a code without findings."""
    counts = Counter(row["code"] for row in chain(list_findings(connection), list_article_findings(connection)))
    listed = ", ".join(f"{code} ({count})" for code, count in sorted(counts.items()))
    return f" with this code; existing codes: {listed or 'none'}"


def _finding_line(row: dict[str, Any]) -> str:
    if "headword" in row:
        return f"{row['code']} {clean(row['headword'])}: {clean(row['message'])}"
    place = f"{row['origin']}:{row['line']}" if row["line"] else row["origin"]
    printed = f"\n     {clean(row['printed'])}" if row["printed"] else ""
    return f"{row['code']} {clean(place)}: {clean(row['message'])}{printed}"


def _review_line(row: dict[str, Any]) -> str:
    decided = f"{row['verdict']} by {row['rule']} at {row['score']:.2f}"
    return f"{clean(row['headword'])}: {decided}\n     {row['left']} {row['right']}\n     {clean(row['message'])}"


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


@click.command("rebuild")
@database_option
@click.option("--workers", type=click.IntRange(1), help="Processes that build articles.  [default: all cores]")
def rebuild_command(database: str, workers: int | None) -> None:
    """Derive evidence, keys, terms and senses again from the stored texts, without reading the documents.

    Needed if a command reports that another version wrote the store, and useful after an upgrade: texts that older
    rules have read are extracted again. Editorial decisions are kept.
    """
    require_store(database)
    collect_garbage_rarely()
    with (
        open_term_store(database, check=False) as store,
        WorkerPool(workers or os.cpu_count() or 1, load_tables) as pool,
        Progress("writing") as progress,
    ):
        pool.start()  # starting takes as long as this process needs for the keys
        change = store.rebuild(find_rules_version(), map_jobs=pool.map_ordered, on_progress=progress.update)
        keep_lexicons(database, pool.map_ordered if pool.has_started else None)
    click.echo(
        f"rebuilt: {len(change.new)} new terms, {len(change.changed)} changed, {len(change.vanished)} removed, "
        f"{change.untouched} unchanged",
        err=True,
    )


_BACKUP_HELP = """Write the published state of the store to FILE, completely or not at all.

The store may be served and harvested meanwhile. Copy the file by hand only while no process has the store open: recent
changes are in the log next to it. `glossary restore` replaces a store by a backup.

\b
Examples:
  glossary backup backups/glossary-$(date +%F).db
  glossary backup /tmp/copy.db --db reports.db
"""


@click.command("backup", help=_BACKUP_HELP)
@click.argument("target", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@database_option
def backup_command(target: Path, database: str) -> None:
    """Copies the store; prints the size of the copy."""
    size = back_up(database, target)
    click.echo(f"{target}: {size / 2**20:.1f} MiB", err=True)


_RESTORE_HELP = """Check the store in FILE, then replace the content of the store by it.

The content is replaced in one transaction. A running service answers from the old or the new content and needs no
restart, so this is how to replace a store that is being served: harvest into another file, then restore from it. The
old content is lost unless you run `glossary backup` first. A store that is no longer a valid database is kept as
FILE.damaged.

\b
Examples:
  glossary restore backups/glossary-2026-11-27.db
  glossary harvest reports/ --db new.db && glossary restore new.db
"""


@click.command("restore", help=_RESTORE_HELP)
@click.argument("backup", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@database_option
def restore_command(backup: Path, database: str) -> None:
    """Checks the backup, then replaces the content."""
    Path(database).parent.mkdir(parents=True, exist_ok=True)
    restore(backup, database)
    click.echo(f"{database} now has the content of {backup}", err=True)
