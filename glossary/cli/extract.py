"""``glossary extract``: what the harvester finds in files, as JSON lines, nothing stored."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

import click
import orjson

from glossary.cli._output import Progress
from glossary.export.json_lines import to_record
from glossary.extraction.extract import extract
from glossary.extraction.members.explain import explain_members
from glossary.ingest.reader import read_content, read_sources
from glossary.ingest.resource_limits import LIMITS
from glossary.model import Extraction, Failure, Source

_HELP = """Print one JSON line a document with all that is found in FILES; nothing is stored.

FILES are documents (txt, md, html, docx, pdf, doc), archives of them (zip, tar.*), tables with a text
column (csv, jsonl), folders, or http addresses; - reads one document from standard input. Offsets count
Unicode code points of the text as read, with \\n line ends.

What cannot be read leaves a line without entries and slogans whose "findings" say why, one line on stderr,
and exit code 1 at the end; the other documents are printed all the same. Files of a folder or archive that
are no documents (pictures, README) are named on stderr and left out.

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


@click.command("extract", short_help="Print what is found in documents; store nothing.", help=_HELP)
@click.argument("files", nargs=-1)
@click.option(
    "--depth", type=click.IntRange(0, 5), default=0, show_default=True, help="Clicks to follow from web pages."
)
@click.option(
    "--explain",
    nargs=2,
    metavar="HEAD DEFINITION",
    help="Show how the members of HEAD are found in DEFINITION: every candidate, its features and their weights.",
)
@click.pass_context
def command(ctx: click.Context, files: tuple[str, ...], depth: int, explain: tuple[str, str] | None) -> None:
    """Read, extract and print, one document after the other."""
    if explain:
        click.echo("\n".join(explain_members(*explain)))
        return
    if not files:
        raise click.UsageError("Missing argument 'FILES...'.", ctx)
    failed = 0
    with Progress("reading") as progress:
        for found in _read(files, depth):
            if isinstance(found, Failure):
                click.echo(f"glossary: {found.origin}: {found.finding.message} [{found.finding.code}]", err=True)
                failed += found.is_error
            if isinstance(found, Source) or found.is_error:
                click.echo(orjson.dumps(_record(found)))
            progress.advance(1)
    if failed:
        ctx.exit(1)


def _read(files: tuple[str, ...], depth: int) -> Iterator[Source | Failure]:
    """Neighbours are read together: legacy documents share one start of LibreOffice."""
    for is_input, origins in groupby(files, "-".__eq__):
        if is_input:
            yield from read_content(sys.stdin.buffer.read(LIMITS.document_bytes + 1), "-")
        else:
            yield from read_sources(*origins, depth=depth)


def _record(found: Source | Failure) -> dict[str, object]:
    if isinstance(found, Failure):
        return to_record(found.origin, Extraction(findings=(found.finding,)))
    extraction = extract(found.text, dict(found.hints))
    return to_record(found.origin, replace(extraction, findings=(*found.findings, *extraction.findings)))
