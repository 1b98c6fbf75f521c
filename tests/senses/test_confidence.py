"""How sure an explanation is, and how sure that is known."""

import pytest

from glossary.model import Group, MembersStatus
from glossary.rule_quality import expected_precision, quality_document, read_rules, wilson_interval
from glossary.senses.evidence import Evidence, SourceFacts
from glossary.senses.sense_records import find_confidence


def row(definition: str, kind: str = "entry", rule: str = "numbered-colon", **more: object) -> Evidence:
    facts = SourceFacts("s1", 2020, "province", None, ("云岭省", None, None))
    return Evidence(facts, kind, *("三渠",) * 4, 10, 20, 0, 4, definition=definition, rule=rule, **more)  # type: ignore[arg-type]


def test_further_sources_remove_a_finding() -> None:
    actual = row("指东渠、西渠、南渠。")
    assert find_confidence(actual, 1) < find_confidence(actual, 3) <= 0.99


def test_sources_that_contradict_each_other_are_less_certain() -> None:
    """六乱 of five cities, each with a list of its own, is not as certain as one that five cities explain alike."""
    actual = row("指东渠、西渠、南渠。")
    assert find_confidence(actual, 1, is_disputed=True) < find_confidence(actual, 1)


def test_members_that_disagree_and_remarks_leave_a_finding() -> None:
    sure = find_confidence(row("指东渠、西渠、南渠。"), 1)
    conflicting = row("指东渠、西渠。", groups=(Group(3, "渠", ("东渠", "西渠")),), status=MembersStatus.CONFLICTING)
    assert find_confidence(conflicting, 1) < sure
    assert find_confidence(row("近三年来，全市坚持修渠，成效明显。"), 1) < 0.5


@pytest.mark.parametrize("kind", ["entry", "gloss"])
def test_an_unread_rule_counts_as_its_kind(kind: str) -> None:
    of_kind = [each for each in read_rules() if each.kind == kind]
    whole = sum(each.right for each in of_kind) / sum(each.read for each in of_kind)
    assert expected_precision(kind, "never-read") == pytest.approx(whole)


def test_the_interval_of_a_few_is_wide() -> None:
    low, high = wilson_interval(3, 3)
    assert low < 0.5 < high
    assert wilson_interval(0, 0) == (0.0, 1.0)
    assert wilson_interval(990, 1000)[0] > 0.98


def test_no_rule_claims_certainty() -> None:
    document = quality_document()
    assert "made on" in document["measured_on"]
    rows = [*document["rules"], *document["readings"]["rules"], *document["readings"]["articles"]]
    assert rows
    for each in rows:
        low, high = each["interval"]
        assert each["n"] > 0
        assert 0 <= low < high <= 1
        assert low < each["precision"]


def test_the_readings_of_articles_are_named_and_counted() -> None:
    actual = {each["sample"]: each for each in quality_document()["readings"]["articles"]}
    assert {name: (each["right"], each["n"]) for name, each in actual.items()} == {
        "headline definition": (98, 100),
        "easily confused": (47, 50),
        "inline definition": (59, 60),
    }
    assert actual["headline definition"]["interval"] == [0.93, 0.9945]
    assert all(each["question"] for each in actual.values())
