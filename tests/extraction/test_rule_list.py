"""The list of rules: every rule that extraction names is described, and its figures are honest."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from evaluation.unseen import unseen_figures
from glossary.cli import main
from glossary.extraction.extract import extract
from glossary.extraction.rule_list import list_rules
from glossary.package_data import measure_rule, wilson_interval

GOLDEN = Path(__file__).parents[1] / "golden"


def test_every_rule_that_finds_something_is_described() -> None:
    """The golden texts are read; what their slogans and inline definitions carry is in the list, but for statutes."""
    described = {(rule.kind, rule.name) for rule in list_rules()}
    texts = [
        json.loads(line)["text"]
        for name in ("slogans.jsonl", "glosses.jsonl")
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


def test_unseen_texts_go_before_the_gold() -> None:
    """list-before was right in 151 of 154 places of texts that no rule was made from."""
    measured = measure_rule("gloss", "list-before")

    assert measured is not None
    assert measured.is_unseen
    assert (measured.right, measured.read) == (151, 154)
    assert measured.low < measured.precision < measured.high


def test_what_was_never_read_has_no_figure() -> None:
    assert measure_rule("gloss", "no-such-rule") is None


@pytest.mark.parametrize(("right", "read"), [(0, 1), (1, 1), (57, 60), (5, 10), (600, 600)])
def test_an_interval_holds_the_share_and_stays_within_bounds(right: int, read: int) -> None:
    low, high = wilson_interval(right, read)

    assert 0 <= low <= right / read <= high + 1e-9 <= 1 + 1e-9
    assert high - low < 1


def test_few_readings_make_a_wide_interval() -> None:
    narrow, wide = wilson_interval(95, 100), wilson_interval(19, 20)

    assert narrow[1] - narrow[0] < wide[1] - wide[0]


def test_every_figure_of_unseen_texts_belongs_to_a_rule() -> None:
    """A rule that was renamed or dropped takes its figure with it."""
    names = {rule.name for rule in list_rules()}

    assert {rule for _, rule in unseen_figures()} <= names


def test_the_command_lists_rules_with_their_figures() -> None:
    lines = CliRunner().invoke(main, ["rules", "--kind", "inline-definitions", "--json"]).output.splitlines()
    rows = {row["rule"]: row for row in map(json.loads, lines)}

    assert rows["list-before"]["read"] == 154
    assert 0.9 < rows["list-before"]["low"] < rows["list-before"]["precision"]
    assert rows["named-after"]["description"].startswith("A、B、C")


def test_a_table_marks_figures_of_unseen_texts() -> None:
    output = CliRunner().invoke(main, ["rules", "--kind", "inline-definitions"]).output

    assert "0.981*" in output
    assert "list-before" in output
