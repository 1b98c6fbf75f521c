"""Definitions in running text: the cases of tests/golden/inline_definitions.jsonl, and laws for any text."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.chinese.normalize import plain_form
from glossary.extraction.extract import extract
from glossary.extraction.inline_definitions.find_inline_definitions import find_inline_definitions
from glossary.extraction.slogans.find_slogans import find_slogans
from tests.extraction.texts import ALPHABET

GOLDEN = Path(__file__).parents[1] / "golden" / "inline_definitions.jsonl"
CASES = [json.loads(line) for line in GOLDEN.read_text("utf-8").splitlines()]
PIECES = [
    "“三区”",
    "三大工程",
    "“1+2”",
    "即",
    "（",
    "）",
    "：",
    "甲、乙、丙",
    "一是",
    "二是",
    "三是",
    "——",
    "，",
    "。",
    "以下统称",
]


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_glosses_are_found_as_printed(case: dict[str, Any]) -> None:
    """Rule, head and definition of each inline definition; ids that begin with none explain nothing."""
    found = find_inline_definitions(case["text"], find_slogans(case["text"]))

    assert [[gloss.rule, gloss.head, gloss.definition] for gloss in found] == case["expect"]


def test_the_members_of_a_gloss_are_split() -> None:
    """An inline definition has groups, as an entry does."""
    text = "盘活批而未供、闲置、低效“三类用地”120亩。"
    (gloss,) = find_inline_definitions(text, find_slogans(text))

    assert [group.members for group in gloss.groups] == [("批而未供", "闲置", "低效")]


def test_slogans_inside_a_glossary_section_get_no_inline_definition() -> None:
    """The entry explains them, and better."""
    section = (
        "名词解释\n1.三区三线：“三区”指甲空间、乙空间、丙空间；“三线”指甲线、乙线、丙线。\n2.六稳：稳就业等六项工作。\n"
    )
    text = f"落实“三区三线”划定。\n\n{section}"

    assert extract(text).entries
    assert extract(text).glosses == ()


@settings(max_examples=300)
@given(st.lists(st.sampled_from([*PIECES, "\n"]) | ALPHABET, max_size=30).map("".join))
def test_inline_definitions_are_at_their_spans(text: str) -> None:
    """No exception for any text; head and definition are the text at their spans, as it looks."""
    for gloss in find_inline_definitions(text, find_slogans(text)):
        assert plain_form(gloss.span.of(text)) == gloss.definition
        assert plain_form(gloss.head_span.of(text)) == gloss.head
