"""Which explanations of one article have one meaning, where more than two places speak."""

import random

import pytest

from glossary.extraction.extract import extract
from glossary.model import Group, MembersStatus
from glossary.senses.article import write_article
from glossary.senses.clusters import find_senses
from glossary.senses.collect import collect_evidence
from glossary.senses.evidence import Evidence, SourceFacts
from glossary.senses.overrides import Overrides
from glossary.senses.same_sense import Core
from glossary.senses.similarity import wording_key

LABEL = "三大会战"
CORE = Core(LABEL, "N大X", "大会战")


def _evidence(members: str, city: str, province: str, year: int = 2020) -> Evidence:
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
    """A city words its province's label in its own way; another province has its own."""
    rows = [_evidence("修渠、植树、架桥", "甲山市", "云岭省"), _evidence("修渠、植树、治沙", "乙水市", province)]

    assert _senses(rows) == senses


BRIDGE = [
    _evidence("防荒、清塘、整修老旧水塔", "甲山市", "云岭省"),
    _evidence("防荒、清塘、村口水塔保护区", "乙水市", "南泽省"),
    _evidence("防荒、清塘、水塔", "丙川市", "北原省", 2022),
]


def test_a_definition_that_contains_two_senses_joins_them() -> None:
    """Its members are within those of both."""
    assert _senses(BRIDGE[:2]) == 2
    assert _senses(BRIDGE) == 1


def test_senses_that_an_editor_split_are_not_joined() -> None:
    """Even if a third wording has both."""
    apart = frozenset({frozenset(wording_key(row.definition or "") for row in BRIDGE[:2])})

    assert _senses(BRIDGE, Overrides(different=apart)) == 2


def _explained(year: int, members: str, city: str) -> list[Evidence]:
    """The explanation of 三大会战 in the report of a city."""
    text = (
        f"{city}人民政府工作报告\n——{year}年1月5日在{city}第十届人民代表大会第一次会议上\n各位代表：\n现在报告工作。\n"
        f"名词解释\n1.“{LABEL}”：指{members}。\n2.“四莲”：指红莲、白莲、青莲、紫莲。\n"
    )
    rows, _ = collect_evidence(f"s{year}{city}", text, extract(text, {}))
    return [row for row in rows if row.core == LABEL and row.definition]


@pytest.mark.parametrize(("later", "status"), [("甲山市", "superseded"), ("乙水市", "primary")])
def test_a_sense_is_superseded_by_a_later_one_of_the_same_issuer_only(later: str, status: str) -> None:
    """docs/model.md: the same issuer explains the label differently and never returns to this sense."""
    rows = _explained(2018, "修渠会战、架桥会战、植树会战", "甲山市") + _explained(
        2023, "数据会战、物流会战、冷链会战", later
    )
    statuses = {sense["definition"][1:3]: sense["status"] for sense in write_article(LABEL, rows).senses}

    assert statuses == {"修渠": status, "数据": "primary"}
