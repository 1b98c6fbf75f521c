"""The gate over quality: floors hold, rise on demand, and never fall in silence."""

import json
from functools import cache
from pathlib import Path

import pytest

from evaluation.evaluate import FLOORS, QUALITY, gold_sets, measure
from evaluation.fit_members import cross_validated_measures
from evaluation.floors import Floors, load_floors, save_floors
from evaluation.member_truth import Truth
from evaluation.scoring import Measures, measures

SETS = gold_sets()
CASES = [pytest.param(gold, marks=[pytest.mark.slow] if gold.name == "reports" else [], id=gold.name) for gold in SETS]


@cache
def measured_synthetic() -> Measures:
    """The figures of the project's own gold."""
    return measures(measure([gold for gold in SETS if gold.name == "house"])["house"])


@pytest.mark.parametrize("gold", CASES)
def test_quality_is_at_its_floors_or_above(gold) -> None:
    """Precision, recall, F1 and the size of the gold itself; real reports where they are next to the checkout."""
    measured = {name: measures(tallies) for name, tallies in measure([gold]).items()}

    assert not load_floors(FLOORS).failures(measured)


def test_every_measure_of_our_own_gold_has_a_floor() -> None:
    """A new measure is guarded from its first day."""
    measured = measured_synthetic()

    assert set(measured) <= set(load_floors(FLOORS).floors["house"])


def test_the_published_figures_are_not_better_than_the_measured_ones() -> None:
    """glossary/gold_quality.json is what the API serves: its F1 over our own gold is not three points too good."""
    published = json.loads(QUALITY.read_text("utf-8"))["sets"]["house"]
    measured = measured_synthetic()
    too_good = {
        name: value for name, value in published.items() if name.endswith(".f1") and value > measured[name] + 0.03
    }

    assert not too_good


def test_a_figure_below_its_floor_fails() -> None:
    """The sentence names set, measure, figure and floor."""
    floors = Floors({"house": {"slogans.f1": 0.9}})

    assert floors.failures({"house": {"slogans.f1": 0.9}}) == []
    assert floors.failures({"house": {"slogans.f1": 0.8999}}) == ["house slogans.f1: 0.8999 is below the floor of 0.9"]
    assert floors.failures({"house": {}}), "a measure that vanished is below its floor"


def test_a_set_that_is_not_there_is_not_judged() -> None:
    """Real reports are not on every machine."""
    assert Floors({"reports": {"slogans.f1": 0.9}}).failures({"house": {}}) == []


def test_raising_never_lowers() -> None:
    """What is better rises, to whole hundredths; what is worse stays where it was; sizes rise exactly."""
    floors = Floors({"house": {"a.f1": 0.9, "b.f1": 0.5, "gold.true": 130}})
    raised = floors.lift({"house": {"a.f1": 0.7, "b.f1": 0.6099, "c.f1": 1.0, "gold.true": 131}})

    assert floors.floors == {"house": {"a.f1": 0.9, "b.f1": 0.6, "c.f1": 0.99, "gold.true": 131}}
    assert len(raised) == 3


@pytest.mark.parametrize(
    ("measure_name", "value", "reason"),
    [
        ("a.f1", 0.8, ""),
        ("a.f1", 0.8, "because"),
        ("a.f1", 0.95, "this would raise it instead"),
        ("b.f1", 0.1, "there is no floor of that name"),
    ],
)
def test_lowering_needs_a_floor_and_a_reason(measure_name: str, value: float, reason: str) -> None:
    """Nothing changes when it is refused."""
    floors = Floors({"house": {"a.f1": 0.9}})
    with pytest.raises(ValueError, match=r"reason|not lowering|no floor"):
        floors.lower("house", measure_name, value, reason)

    assert floors == Floors({"house": {"a.f1": 0.9}})


def test_a_lowered_floor_leaves_its_reason_in_the_file(tmp_path: Path) -> None:
    """Who reads floors.json later sees what was given up, and why."""
    floors = Floors({"house": {"a.f1": 0.9}})
    floors.lower("house", "a.f1", 0.8, "the gold grew by six hard layouts")
    save_floors(tmp_path / "floors.json", floors)
    again = load_floors(tmp_path / "floors.json")

    assert again.floors["house"]["a.f1"] == 0.8
    assert again.lowered == [
        {"set": "house", "measure": "a.f1", "from": 0.9, "to": 0.8, "reason": "the gold grew by six hard layouts"}
    ]


def test_the_members_of_unseen_documents_have_floors() -> None:
    """Training figures would not notice that the weights fit their own documents only."""
    truth = Truth("one", "三区", "甲区、乙区、丙区", (("甲区", "乙区", "丙区"),), "first")
    measured = cross_validated_measures([(truth, 0, []), (truth, 1, []), (truth, 2, [])])

    assert measured == {"cross-validated first": {"items.exact": 1 / 3, "items.near": 2 / 3, "lists": 3}}
    assert [each.split(":")[0] for each in load_floors(FLOORS).failures(measured)] == [
        "cross-validated first items.exact",
        "cross-validated first items.near",
        "cross-validated first lists",
    ]
