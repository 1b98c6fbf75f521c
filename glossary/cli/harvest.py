"""``glossary harvest``: reads reports into the term store."""

import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import click
import orjson

from glossary.cli._output import INTERRUPTED, Progress, counted, database_option, keep_lexicons, prepare_lexicons
from glossary.errors import InvalidQueryError
from glossary.model import Failure
from glossary.package_data import seed_files
from glossary.pipeline import ChunkResult, HarvestReport, find_origins, harvest
from glossary.store.write.store import TermStore
from glossary.term_store import open_term_store
from glossary.worker_pool import collect_garbage_rarely

_MAX_COPIES = 5
"""Maximum copies listed on standard error; ``--dry-run`` lists all of them."""

_HELP = """Read reports from files, folders, archives and addresses into the term store.

Unchanged documents are not extracted again. A changed document replaces its earlier version. Identical documents are
one source; the summary lists the copies. The exit code is 1 if a document cannot be read; the other documents are
harvested. To resume an interrupted harvest, run the same command again.

\b
Examples:
  glossary harvest --seeds
  glossary harvest --corpus lawtext-gov     about three thousand reports; asks before downloading
  glossary harvest 政府工作报告/ reports.zip --db reports.db
  glossary harvest https://example.org/reports/ --depth 1
  glossary harvest reports/ --dry-run | jq .new
"""


@click.command("harvest", help=_HELP)
@click.argument("origins", nargs=-1, metavar="[PATH|URL]...")
@database_option
@click.option("--seeds", is_flag=True, help="Harvest the five documents included in the project.")
@click.option(
    "--corpus", metavar="NAME",
    help="Download a public corpus and harvest it; `list` shows all. Downloads are resumed.",
)  # fmt: skip
@click.option("-y", "--yes", is_flag=True, help="Download without confirmation.")
@click.option("--workers", type=click.IntRange(1, 256), help="Reading processes.  [default: all cores]")
@click.option(
    "--scheduler", metavar="ADDRESS", help="Read with the workers of this Dask scheduler; they must see the same paths."
)
@click.option(
    "--depth", type=click.IntRange(0, 5), default=0, show_default=True, help="How many links deep to follow web pages."
)
@click.option("--dry-run", is_flag=True, help="Write nothing; print the changes as JSON.")
def harvest_command(
    origins: tuple[str, ...],
    database: str,
    *,
    seeds: bool,
    corpus: str | None,
    yes: bool,
    workers: int | None,
    scheduler: str | None,
    depth: int,
    dry_run: bool,
) -> None:
    """Finds, reads and writes; prints what changed and what could not be read."""
    if corpus == "list":
        print_corpora()
        return
    wanted = [*origins, *(str(path) for path in seed_files() if seeds)]
    if corpus:
        wanted.append(str(fetch_corpus(corpus, Path(database).parent / "corpora", is_agreed=yes)))
    if not wanted:
        raise click.UsageError("name a file, folder or address, or use --seeds or --corpus NAME")
    started = time.perf_counter()
    collect_garbage_rarely()
    found, failures = find_origins(wanted)
    try:
        with (
            _open(database, is_kept=not dry_run) as store,
            Progress("reading", len(found)) as reading,
            Progress("writing") as writing,
        ):
            summary = harvest(
                found,
                store,
                failures=failures,
                requested=wanted,
                workers=workers or os.cpu_count() or 1,
                isolate=True,
                scheduler=scheduler,
                depth=depth,
                keep=not dry_run,
                on_chunk=partial(_note_chunk, reading, is_kept=not dry_run),
                on_writing=writing.update,
                on_published=partial(keep_lexicons, database),
            )
    except KeyboardInterrupt:
        kept = "nothing was changed" if dry_run else "what was read is kept; run the same command again to continue"
        click.echo(f"\nglossary: interrupted: {kept}", err=True)
        sys.exit(INTERRUPTED)
    if dry_run:
        click.echo(orjson.dumps(_difference(summary)))
    _close(summary, time.perf_counter() - started)
    if not dry_run:
        _renew_exports(Path(database))
    sys.exit(1 if any(failure.is_error for failure in summary.failures) else 0)


def _open(database: str, *, is_kept: bool) -> TermStore:
    """Opens the store; a dry run creates no file."""
    if is_kept:
        Path(database).parent.mkdir(parents=True, exist_ok=True)
    return open_term_store(database if is_kept or Path(database).exists() else ":memory:")


def _note_chunk(progress: Progress, chunk: ChunkResult, *, is_kept: bool) -> None:
    for failure in chunk.failures:
        click.echo(_line(failure), err=True)
    progress.advance(len(chunk.origins))
    if chunk.origins and is_kept:
        prepare_lexicons()  # once; the workers read the next documents meanwhile


def _renew_exports(database: Path) -> None:
    """Writes the export files again if a service has written them before, so that its clients do not wait."""
    from glossary.export.editions import served_addresses
    from glossary.export.publish import StoredEdition, publish
    from glossary.export.release import ExportMetadata

    folder = Path(os.environ.get("GLOSSARY_EXPORTS") or database.parent / "exports")
    for base_url in served_addresses(folder, database):
        click.echo(f"writing the export files of {base_url}", err=True)
        edition = StoredEdition(str(database))
        publish(edition, folder, ExportMetadata(base_url), store=database, workers=min(2, os.cpu_count() or 1))


def _line(failure: Failure) -> str:
    return f"{failure.finding.code} {failure.origin}: {failure.finding.message}"


def _difference(summary: HarvestReport) -> dict[str, Any]:
    change = summary.change
    names = {"new": change.new, "changed": change.changed, "vanished": change.vanished}
    return {**{name: sorted(keys) for name, keys in names.items()}, "copies": summary.copies}


def _close(summary: HarvestReport, seconds: float) -> None:
    for line in _closing_lines(summary, seconds):
        click.echo(line, err=True)


def _closing_lines(summary: HarvestReport, seconds: float) -> Iterator[str]:
    counts, change = summary.counts, summary.change
    failed = sum(failure.is_error for failure in summary.failures)
    yield (
        f"read       {counted(summary.sources, 'source')} ({summary.unchanged} unchanged), {failed} failed: "
        f"{counted(counts['entries'], 'entry', 'entries')}, {counted(counts['glosses'], 'inline definition')}, "
        f"{counted(counts['slogans'], 'slogan')}, {counted(counts['findings'], 'finding')}"
    )
    if summary.copies:
        named = [f"{copy} is {home}" for copy, home in islice(summary.copies.items(), _MAX_COPIES)]
        more = [f"and {len(summary.copies) - _MAX_COPIES} more"] * (len(summary.copies) > _MAX_COPIES)
        yield f"copies     {len(summary.copies)} of them the same text as another: {', '.join([*named, *more])}"
    new = counted(len(change.new), "new term")
    yield f"changed    {new}, {len(change.changed)} changed, {len(change.vanished)} removed"
    totals = Counter(summary.totals)
    yield (
        f"dictionary {counted(totals['source'], 'source')}, {counted(totals['term'], 'term')} "
        f"({totals['explained']} explained), {counted(totals['sense'], 'sense')}, "
        f"{counted(totals['attestation'], 'attestation')}, {counted(totals['finding'], 'finding')}"
    )
    yield f"took       {seconds:.1f} s"


def print_corpora() -> None:
    """Prints the catalogue."""
    from glossary.ingest.corpora import read_catalogue

    for corpus in read_catalogue().values():
        click.echo(f"{corpus.name}\n  {corpus.title}\n  {corpus.home}, {corpus.size}\n  {corpus.licence}")


def fetch_corpus(name: str, folder: Path, *, is_agreed: bool) -> Path:
    """Returns the folder of the corpus; downloads and unpacks it if needed, after confirmation.

    Raises:
        UsageError: The corpus is unknown, or there is no terminal to confirm the download.
        CorpusError: It cannot be fetched or unpacked.
    """
    from glossary.ingest.corpora import download, find_corpus, unpack

    try:
        corpus = find_corpus(name)
    except InvalidQueryError as error:
        raise click.BadParameter(error.problem, param_hint="--corpus") from error
    if not (folder / f"{corpus.name}.zip").is_file():
        click.echo(f"{corpus.title}\n{corpus.url} ({corpus.size})\n{corpus.licence}", err=True)
        if not is_agreed:
            _confirm(folder)
    with Progress("downloading", unit="MB", min_steps=1) as progress:
        archive = download(corpus, folder, lambda done, total: progress.update(done >> 20, (total or 0) >> 20))
    click.echo(f"unpacking {archive}", err=True)
    return unpack(corpus, archive, folder)


def _confirm(folder: Path) -> None:
    if not sys.stdin.isatty():
        raise click.UsageError("confirm the download of a corpus with --yes")
    click.confirm(f"Download it into {folder}?", abort=True, err=True)
