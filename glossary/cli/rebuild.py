"""``glossary rebuild``: the dictionary from the evidence anew, after a change of keys, converter or merging."""

import os

import click

from glossary.cli._output import Progress, database_option, keep_lexicons
from glossary.pipeline import find_rules_version
from glossary.store.database import require_store
from glossary.store.write.article_building import load_tables
from glossary.term_store import open_term_store
from glossary.worker_pool import WorkerPool


@click.command("rebuild", short_help="Derive everything anew from the stored texts.")
@database_option
@click.option("--workers", type=click.IntRange(1), help="Processes that build articles; default: one a processor core.")
def command(database: str, workers: int | None) -> None:
    """Derive everything anew from the stored texts: evidence, keys, terms, senses; nothing is read from outside.

    Needed when a command says that another version wrote the store, and useful after an upgrade: texts that older
    rules have read are extracted again. Curated decisions are kept.
    """
    require_store(database)
    with (
        open_term_store(database, check=False) as store,
        WorkerPool(workers or os.cpu_count() or 1, load_tables) as pool,
        Progress("writing") as progress,
    ):
        pool.start()  # it takes as long as this process needs for the keys
        change = store.rebuild(find_rules_version(), map_jobs=pool.map_ordered, on_progress=progress.update)
    keep_lexicons(database)
    click.echo(
        f"rebuilt: {len(change.new)} new terms, {len(change.changed)} changed, {len(change.vanished)} vanished, "
        f"{change.untouched} as they were",
        err=True,
    )
