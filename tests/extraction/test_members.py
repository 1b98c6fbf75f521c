"""tests/golden/members.jsonl holds the cases: head, definition, and for each group numeral, shared part, members."""

import json
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.chinese.script import to_hans, to_script
from glossary.extraction.members.find_members import find_members
from glossary.extraction.members.normalized_definition import MAX_LENGTH, normalize_definition
from glossary.model import Group, MembersStatus

GOLDEN = Path(__file__).parents[1] / "golden" / "members.jsonl"
CASES = [json.loads(line) for line in GOLDEN.read_text("utf-8").splitlines()]
PARAMETERS = [
    pytest.param(
        case,
        id=case["id"],
        marks=[pytest.mark.xfail(strict=True, reason=case["known_failure"])] if "known_failure" in case else [],
    )
    for case in CASES
]
DEFINITIONS = st.text(
    st.sampled_from("三区线指即是包括、，；。：“”‘’（）《》和及与等甲乙丙丁一二1+N \n**"), max_size=120
)
HEADS = st.sampled_from(
    ["三区", "“三区两线”", "1+3+N", "一带一路", "四水四定", "八字方针", "双控", "十二项行动", "123", "N"]
)


def members(groups: tuple[Group, ...]) -> list[list[Any]]:
    return [[group.numeral, group.shared, list(group.members)] for group in groups]


@pytest.mark.parametrize("case", PARAMETERS)
def test_definition_is_split_as_a_reader_would(case: dict[str, Any]) -> None:
    """Each group with its members in the order of the head, and the count check over all."""
    groups, status = find_members(case["head"], case["definition"])
    assert members(groups) == case["groups"]
    assert status.value == case["status"]


@pytest.mark.parametrize("case", [case for case in CASES if "known_failure" not in case], ids=lambda case: case["id"])
def test_traditional_print_is_split_alike(case: dict[str, Any]) -> None:
    """The same members in the script of the print."""
    head, definition = (to_script(case[part], "zh-Hant-TW") for part in ("head", "definition"))
    if to_hans(definition).translate(QUOTES) != to_hans(case["definition"]).translate(QUOTES):
        pytest.skip("the round trip of the converter changes these characters")
    groups, status = find_members(head, definition)
    there = [[to_hans(member).translate(QUOTES) for member in group.members] for group in groups]
    assert there == [[to_hans(member).translate(QUOTES) for member in actual] for _, _, actual in case["groups"]]
    assert status.value == case["status"]


QUOTES = str.maketrans("「」『』", "“”‘’")


@settings(deadline=None)
@given(HEADS, st.text(max_size=200) | DEFINITIONS)
def test_members_are_in_the_definition_and_agree_with_the_status(head: str, definition: str) -> None:
    """Whatever the text: every member is printed there (line ends and emphasis aside), and complete means the count."""
    groups, status = find_members(head, definition)
    bare = "".join(definition.replace("**", "").split())
    for group in groups:
        assert all("".join(member.split()) in bare for member in group.members)
        if group.status is MembersStatus.COMPLETE and group.members and not group.shared.startswith("字"):
            assert len(group.members) == group.numeral
    if status is MembersStatus.COMPLETE:
        assert all(group.status is MembersStatus.COMPLETE for group in groups)


@settings(max_examples=20, deadline=None)
@given(
    st.sampled_from(["、", "，", "；", "“", "（", "《》", "“”", "和", "一是", "甲、", "“甲”", "1", "\n"]),
    st.integers(1, 4),
)
def test_endless_repetition_is_read_to_the_limit(unit: str, size: int) -> None:
    """Adversarial marks: no recursion, no backtracking, nothing after the limit."""
    groups, _ = find_members("三区", unit * (MAX_LENGTH * size))
    assert len(list(chain.from_iterable(group.members for group in groups))) <= 7


@given(st.text(max_size=80) | DEFINITIONS)
def test_phrases_keep_every_offset(text: str) -> None:
    """The normalized text has the length of the printed one; pairs open before they close; marks are in order."""
    phrases = normalize_definition(text)
    assert len(phrases.text) == len(text)
    assert all(0 <= opened < closed < len(text) for opened, closed in phrases.pairs)
    for level in phrases.separators:
        assert [mark.start for mark in level] == sorted(mark.start for mark in level)


def test_words_that_are_counted_by_their_characters_may_each_be_explained() -> None:
    _, status = find_members("“稳、防”二字策略", "坚持稳字当头，坚持防范风险。")
    assert status is MembersStatus.COMPLETE


@pytest.mark.parametrize(
    ("head", "definition", "full_forms"),
    [
        ("三区", "海洋、湿地、林草空间。", ("海洋空间", "湿地空间", "林草空间")),
        ("四灾体系", "防灾、减灾、抗灾、救灾体系。", ("防灾体系", "减灾体系", "抗灾体系", "救灾体系")),
        (
            "五大行业",
            "渔业、制盐、造船、海水淡化、休闲垂钓行业。",
            ("渔业行业", "制盐行业", "造船行业", "海水淡化行业", "休闲垂钓行业"),
        ),
        pytest.param(
            "三大革命",
            "农村垃圾、污水、厕所革命。",
            ("农村垃圾", "农村污水", "农村厕所"),
            marks=pytest.mark.xfail(strict=True, reason="农村 is left to the first member"),
        ),
        ("两场", "停车场、农贸市场。", ()),
        ("四升级", "产业链、产业基地、产业园区、产业集群。", ()),
        ("三个走", "走上去争取支持、走出去推进合作、走进去解决问题。", ()),
        ("两长", "做长期准备、建长效机制。", ()),
    ],
)
def test_only_a_noun_that_no_member_has_is_shared(head: str, definition: str, full_forms: tuple[str, ...]) -> None:
    """A member that has a noun of its own, or is a clause, is printed whole: 停车场 is no 停车场市场."""
    (group,), _ = find_members(head, definition)
    assert group.full_forms == full_forms
