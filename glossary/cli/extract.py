"""``glossary extract`` and ``rules``: what the extraction finds in files, and its rules."""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, groupby
from pathlib import Path
from typing import Any, NamedTuple

import click
import orjson

from glossary.cli._output import Progress, csv_option, print_csv, print_json_lines, print_table
from glossary.export.json_lines import to_record
from glossary.extraction.extract import RuleDescription, extract, list_rules
from glossary.findings import make_failure
from glossary.ingest.blob import Blob, Format, find_format
from glossary.ingest.reader import list_origins, read_content, read_sources
from glossary.ingest.url_policy import is_address
from glossary.limits import LIMITS, MAX_TEXT
from glossary.model import Extraction, Failure, Source
from glossary.package_data import read_quality
from glossary.rule_quality import RuleEvaluation, find_evaluation, wilson_interval
from glossary.worker_pool import WorkerPool, collect_garbage_rarely

_CHUNK = 8
"""Documents per job of a worker. Two jobs run in this process, so processes start for more than 16 documents."""

_HELP = """Print one JSON line for each document in FILES, with everything that is found in it. Nothing is stored.

FILES are documents (txt, md, html, docx, pdf, doc), archives of them (zip, tar.*), tables with a text column (csv,
jsonl), folders, or web addresses; - reads one document from standard input. Offsets count Unicode code points of the
text as read, with \\n line ends.

A document that cannot be read gives a line without entries and slogans, with the reason in "findings", a line on
stderr, and exit code 1 at the end. The other documents are printed. Files that are not documents (pictures, README) are
skipped and listed on stderr.

More than 16 documents are read by several processes. Lines have the order of FILES whatever --workers is. Files,
archives and tables are shared by all processes; web addresses are read one after the other, to spare their hosts.

\b
Examples:
  glossary extract report.txt
  glossary extract 政府工作报告/ reports.zip > found.jsonl
  glossary extract report.docx | jq '.entries[] | {head, definition, items}'
  glossary extract report.txt | jq -r '.slogans[].core' | sort | uniq -c | sort -rn
  glossary extract https://example.org/reports/ --depth 1
  unzip -p reports.zip 2020.docx | glossary extract -
  glossary extract --explain 三区三线 '“三区”指甲、乙、丙空间；“三线”指丁线、戊线、己线。'
"""


@click.command("extract", help=_HELP)
@click.argument("files", nargs=-1)
@click.option(
    "--depth", type=click.IntRange(0, 5), default=0, show_default=True, help="How many links deep to follow web pages."
)
@click.option("--workers", type=click.IntRange(1, 256), help="Reading processes.  [default: all cores]")
@click.option(
    "--explain",
    nargs=2,
    metavar="HEAD DEFINITION",
    help="Explain how the members of HEAD are found in DEFINITION: all candidates, and what speaks for each.",
)
@click.pass_context
def extract_command(
    ctx: click.Context, files: tuple[str, ...], depth: int, workers: int | None, explain: tuple[str, str] | None
) -> None:
    """Reads, extracts and prints the documents in their order."""
    if explain:
        from glossary.extraction.members.explain import explain_members

        for line in explain_members(*explain):
            click.echo(line)
        return
    if not files:
        raise click.UsageError("Missing argument 'FILES...'.", ctx)
    collect_garbage_rarely()
    failed = 0
    with Progress("reading") as progress:
        for result in _extract_all(files, depth, workers or os.cpu_count() or 1):
            if result.message:
                click.echo(result.message, err=True)
            if result.record:
                click.echo(result.record)
            failed += result.is_lost
            progress.advance(1)
    if failed:
        ctx.exit(1)


class _Result(NamedTuple):
    """What is printed about one document.

    Attributes:
        record: Its line on stdout as JSON; empty for a file that is not a document.
        message: Its line on stderr, if it could not be read or was skipped.
        is_lost: Whether it could not be read.
    """

    record: bytes
    message: str = ""
    is_lost: bool = False


_Document = str | Source | Failure
"""The path of a document, or a document that has been read."""


def _extract_all(files: Iterable[str], depth: int, workers: int) -> Iterator[_Result]:
    """Yields the results in the order of ``files``; consecutive files share the workers."""
    with WorkerPool(workers) as pool:
        for is_local, origins in groupby(files, _is_local):
            if not is_local:
                yield from chain.from_iterable(_extract(_read_here(origin, depth)) for origin in origins)
                continue
            listed = chain.from_iterable(map(list_origins, origins))
            if pool.is_parallel:
                chunks = _chunked(_documents(listed))
                yield from chain.from_iterable(pool.map_ordered(_extract_chunk, chunks, _crashed))
            else:
                yield from _extract(read_sources(*listed))


def _is_local(origin: str) -> bool:
    return origin != "-" and not is_address(origin)


def _read_here(origin: str, depth: int) -> Iterator[Source | Failure]:
    """Reads an address or standard input."""
    if origin == "-":
        return read_content(sys.stdin.buffer.read(LIMITS.document_bytes + 1), "-")
    return read_sources(origin, depth=depth)


def _documents(listed: Iterable[str | Failure]) -> Iterator[_Document]:
    """Yields the paths of documents, and what archives and tables hold, so that several workers share it."""
    for each in listed:
        if isinstance(each, str) and _holds_documents(each):
            yield from read_sources(each)
        else:
            yield each


def _holds_documents(path: str) -> bool:
    try:
        return find_format(Blob(path, path=Path(path))) in {Format.ZIP, Format.TAR, Format.CSV, Format.JSONL}
    except (OSError, ValueError):  # the worker reports it
        return False


def _chunked(documents: Iterable[_Document]) -> Iterator[list[_Document]]:
    """Yields the jobs; the texts of a job are bounded, because several jobs are in memory at once."""
    chunk: list[_Document] = []
    characters = 0
    for each in documents:
        chunk.append(each)
        characters += len(each.text) if isinstance(each, Source) else 0
        if len(chunk) == _CHUNK or characters > MAX_TEXT:
            yield chunk
            chunk, characters = [], 0
    if chunk:
        yield chunk


def _extract_chunk(documents: Sequence[_Document]) -> list[_Result]:
    """Reads consecutive paths together: legacy documents share one start of LibreOffice."""
    results: list[_Result] = []
    for _, run in groupby(documents, lambda each: isinstance(each, Source)):
        consecutive = list(run)
        unread = [each for each in consecutive if not isinstance(each, Source)]
        results += _extract(read_sources(*unread) if unread else consecutive)
    return results


def _extract(found: Iterable[_Document]) -> Iterator[_Result]:
    for each in found:
        if isinstance(each, Source):
            extraction = extract(each.text, dict(each.hints))
            merged = replace(extraction, findings=(*each.findings, *extraction.findings))
            yield _Result(orjson.dumps(to_record(each.origin, merged)))
        elif isinstance(each, Failure):
            yield _report(each)


def _report(failure: Failure) -> _Result:
    message = f"glossary: {failure.origin}: {failure.finding.message} [{failure.finding.code}]"
    if not failure.is_error:
        return _Result(b"", message)
    record = to_record(failure.origin, Extraction(findings=(failure.finding,)))
    return _Result(orjson.dumps(record), message, is_lost=True)


def _crashed(document: _Document) -> list[_Result]:
    """Returns the result for a document that crashed every process that read it."""
    if isinstance(document, Failure):
        return [_report(document)]
    origin = document if isinstance(document, str) else document.origin
    return [_report(make_failure("E122-reader", origin))]


_KINDS = {"entries": "entry", "slogans": "mention", "inline-definitions": "gloss"}
_RULE_COLUMNS = ("kind", "rule", "description", "precision", "n", "interval")
_MEASURED_KINDS = {"entries": "entry", "slogans": "mention", "glosses": "gloss"}


@click.command("rules")
@click.option("--kind", type=click.Choice(list(_KINDS)), help="Only the rules of this kind.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
@csv_option
def rules_command(kind: str | None, *, as_json: bool, as_csv: bool) -> None:
    """List the rules that find entries, slogans and inline definitions.

    Each row has the precision, the number of results read by hand (n) and the 95 % Wilson interval, measured on texts
    that were not used to make the rules; a dash means not measured. `glossary extract` prints the rule of every result.
    """
    wanted = _KINDS[kind] if kind else None
    rules = [rule for rule in _all_rules() if wanted in (None, rule.kind)]
    if as_json or as_csv:
        rows = [_as_row(rule, find_evaluation(rule.kind, rule.name)) for rule in rules]
        print_json_lines(rows) if as_json else print_csv(rows, _RULE_COLUMNS)
        return
    print_table(
        ("rule", "precision", "n", "95 %", "looks for"),
        ((rule.name, *_figures(find_evaluation(rule.kind, rule.name)), rule.description) for rule in rules),
    )


def _all_rules() -> list[RuleDescription]:
    """Returns the described rules, and the rules of entries that only gold_quality.json lists."""
    described = list_rules()
    names = {(rule.kind, rule.name) for rule in described}
    rows = ((_MEASURED_KINDS.get(row["kind"], row["kind"]), row["rule"]) for row in read_quality()["rules"])
    return [*described, *(RuleDescription(kind, name, "") for kind, name in rows if (kind, name) not in names)]


def _figures(reading: RuleEvaluation | None) -> tuple[str, str, str]:
    if reading is None:
        return "–", "0", ""
    low, high = wilson_interval(reading.right, reading.read)
    return f"{reading.right / reading.read:.3f}", str(reading.read), f"{low:.2f}–{high:.2f}"


def _as_row(rule: RuleDescription, reading: RuleEvaluation | None) -> dict[str, Any]:
    interval = [round(bound, 4) for bound in wilson_interval(reading.right, reading.read)] if reading else None
    figures = {
        "precision": round(reading.right / reading.read, 4) if reading else None,
        "n": reading.read if reading else 0,
        "interval": interval,
    }
    return {"kind": rule.kind, "rule": rule.name, "description": rule.description} | figures
