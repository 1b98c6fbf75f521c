"""The list of rules: every rule that extraction names is described, and its figures are honest."""

import json
from pathlib import Path

from click.testing import CliRunner

from glossary.cli import main
from glossary.extraction.extract import extract, list_rules
from glossary.rule_quality import read_rules

GOLDEN = Path(__file__).parents[1] / "golden"


def test_every_rule_that_finds_something_is_described() -> None:
    """The golden texts are read; what their slogans and inline definitions carry is in the list, but for statutes."""
    described = {(rule.kind, rule.name) for rule in list_rules()}
    texts = [
        json.loads(line)["text"]
        for name in ("slogans.jsonl", "inline_definitions.jsonl")
        for line in (GOLDEN / name).read_text("utf-8").splitlines()
    ]
    found = [extract(text) for text in texts]

    assert {("mention", slogan.rule) for each in found for slogan in each.slogans} <= described
    assert {("gloss", gloss.rule) for each in found for gloss in each.glosses} <= described | {("gloss", "statutory")}


def test_names_are_for_people() -> None:
    """No P1 … P10, no name twice, a description for each."""
    rules = list_rules()

    assert len({(rule.kind, rule.name) for rule in rules}) == len(rules)
    assert all(rule.description and len(rule.name) > 2 and not rule.name[-1].isdigit() for rule in rules)


def test_every_reading_belongs_to_a_rule() -> None:
    """A rule that was renamed or dropped takes its figure with it."""
    names = {(rule.kind, rule.name) for rule in list_rules()}

    assert {(each.kind, each.rule) for each in read_rules() if each.kind != "entry"} <= names


def test_the_command_lists_rules_with_their_figures() -> None:
    lines = CliRunner().invoke(main, ["rules", "--kind", "inline-definitions", "--json"]).output.splitlines()
    rows = {row["rule"]: row for row in map(json.loads, lines)}

    assert rows["list-before"]["n"] >= 195
    assert 0.9 < rows["list-before"]["interval"][0] < rows["list-before"]["precision"]
    assert rows["treated-as"]["n"] < 10 < rows["label-list"]["n"] + rows["treated-as"]["n"] + rows["named-after"]["n"]
    assert rows["named-after"]["description"].startswith("A、B、C")


def test_a_table_has_n_and_interval() -> None:
    output = CliRunner().invoke(main, ["rules", "--kind", "slogans"]).output

    assert "quoted-groups" in output
    assert "0.996      230" in output
