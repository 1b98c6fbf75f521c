"""``glossary extract`` and ``rules``: what the extraction finds in files, and its rules."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from typing import Any

import click
import orjson

from glossary.cli._output import Progress, csv_option, print_csv, print_json_lines, print_table
from glossary.export.json_lines import to_record
from glossary.extraction.extract import RuleDescription, extract, list_rules
from glossary.extraction.members.find_members import explain_members
from glossary.ingest.reader import read_content, read_sources
from glossary.limits import LIMITS
from glossary.model import Extraction, Failure, Source
from glossary.package_data import read_quality
from glossary.rule_quality import RuleEvaluation, find_evaluation, wilson_interval

_HELP = """Print one JSON line for each document in FILES, with everything that is found in it. Nothing is stored.

FILES are documents (txt, md, html, docx, pdf, doc), archives of them (zip, tar.*), tables with a text column (csv,
jsonl), folders, or web addresses; - reads one document from standard input. Offsets count Unicode code points of the
text as read, with \\n line ends.

A document that cannot be read gives a line without entries and slogans, with the reason in "findings", a line on
stderr, and exit code 1 at the end. The other documents are printed. Files that are not documents (pictures, README) are
skipped and listed on stderr.

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
@click.option(
    "--explain",
    nargs=2,
    metavar="HEAD DEFINITION",
    help="Explain how the members of HEAD are found in DEFINITION: all candidates with their features and weights.",
)
@click.pass_context
def extract_command(ctx: click.Context, files: tuple[str, ...], depth: int, explain: tuple[str, str] | None) -> None:
    """Reads, extracts and prints, one document after the other."""
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
    """Reads consecutive origins together: legacy documents share one start of LibreOffice."""
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
