"""Which explanations of one article have one meaning, where more than two places speak."""

import random

import pytest

from glossary.model import Group, MembersStatus
from glossary.senses.clusters import find_senses
from glossary.senses.evidence import Evidence, SourceFacts
from glossary.senses.overrides import Overrides
from glossary.senses.same_sense import Core
from glossary.senses.similarity import wording_key

LABEL = "三大会战"
CORE = Core(LABEL, "N大X", "大会战")


def _said(members: str, city: str, province: str, year: int = 2020) -> Evidence:
    facts = SourceFacts(f"s-{city}", year, "prefecture", None, (province, city, None))
    groups = (Group(3, "大会战", tuple(members.split("、")), MembersStatus.COMPLETE),)
    status = MembersStatus.COMPLETE
    return Evidence(facts, "entry", *(LABEL,) * 4, 10, 20, 0, 4, definition=members, groups=groups, status=status)


def _senses(rows: list[Evidence], overrides: Overrides | None = None) -> int:
    """How many, whatever the order."""
    found = {
        len(find_senses(random.Random(seed).sample(rows, len(rows)), CORE, overrides).clusters) for seed in range(4)
    }
    assert len(found) == 1
    return found.pop()


@pytest.mark.parametrize(("province", "senses"), [("云岭省", 1), ("南泽省", 2)])
def test_within_a_province_two_members_of_three_make_one_label(province: str, senses: int) -> None:
    """A city says its province's label in its own way; another province has its own."""
    rows = [_said("修渠、植树、架桥", "甲山市", "云岭省"), _said("修渠、植树、治沙", "乙水市", province)]

    assert _senses(rows) == senses


BRIDGE = [
    _said("防荒、清塘、整修老旧水塔", "甲山市", "云岭省"),
    _said("防荒、清塘、村口水塔保护区", "乙水市", "南泽省"),
    _said("防荒、清塘、水塔", "丙川市", "北原省", 2022),
]


def test_a_definition_that_contains_two_senses_joins_them() -> None:
    """Its members are within those of both."""
    assert _senses(BRIDGE[:2]) == 2
    assert _senses(BRIDGE) == 1


def test_senses_that_an_editor_split_are_not_joined() -> None:
    """However much a third wording says both."""
    apart = frozenset({frozenset(wording_key(row.definition or "") for row in BRIDGE[:2])})

    assert _senses(BRIDGE, Overrides(different=apart)) == 2
