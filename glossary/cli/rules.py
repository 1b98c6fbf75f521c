"""``glossary rules``: the rules of extraction, and how far each can be trusted."""

from typing import Any

import click

from glossary.cli._output import print_json_lines, print_table
from glossary.extraction.extract import RuleDescription, list_rules
from glossary.package_data import read_quality
from glossary.rule_quality import Reading, find_reading, wilson_interval

_KINDS = {"entries": "entry", "slogans": "mention", "inline-definitions": "gloss"}
_MEASURED_KINDS = {"entries": "entry", "slogans": "mention", "glosses": "gloss"}


@click.command("rules", short_help="List the rules of extraction with their measured precision.")
@click.option("--kind", type=click.Choice(list(_KINDS)), help="Only the rules of this kind.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def command(kind: str | None, *, as_json: bool) -> None:
    """List the rules that find entries, slogans and inline definitions.

    Each row has the share of hits that were right, how many were read (n), and the 95 % Wilson interval of that share,
    all read by hand in texts that no rule was made from; a dash where nobody has read any. `glossary extract` names the
    rule of each thing it finds.
    """
    wanted = _KINDS[kind] if kind else None
    rules = [rule for rule in _all_rules() if wanted in (None, rule.kind)]
    if as_json:
        print_json_lines([_as_json(rule, find_reading(rule.kind, rule.name)) for rule in rules])
        return
    print_table(
        ("rule", "precision", "n", "95 %", "looks for"),
        ((rule.name, *_figures(find_reading(rule.kind, rule.name)), rule.description) for rule in rules),
    )


def _all_rules() -> list[RuleDescription]:
    """The described rules, and those that only the measurement knows: entries are read by many small rules."""
    described = list_rules()
    names = {(rule.kind, rule.name) for rule in described}
    rows = ((_MEASURED_KINDS.get(row["kind"], row["kind"]), row["rule"]) for row in read_quality()["rules"])
    return [*described, *(RuleDescription(kind, name, "") for kind, name in rows if (kind, name) not in names)]


def _figures(reading: Reading | None) -> tuple[str, str, str]:
    if reading is None:
        return "–", "0", ""
    low, high = wilson_interval(reading.right, reading.read)
    return f"{reading.right / reading.read:.3f}", str(reading.read), f"{low:.2f}–{high:.2f}"


def _as_json(rule: RuleDescription, reading: Reading | None) -> dict[str, Any]:
    interval = [round(bound, 4) for bound in wilson_interval(reading.right, reading.read)] if reading else None
    figures = {
        "precision": round(reading.right / reading.read, 4) if reading else None,
        "n": reading.read if reading else 0,
        "interval": interval,
    }
    return {"kind": rule.kind, "rule": rule.name, "description": rule.description} | figures
