"""Wordings of headings; tests/golden/headings.jsonl lists them with how sure they make us."""

import json
from pathlib import Path

import pytest

from glossary.chinese.word_lists import list_words
from glossary.extraction.entries.headings import MAX_HEADING_LENGTH, ends_section, glossary_heading, is_footer

GOLDEN = Path(__file__).parents[1] / "golden" / "headings.jsonl"
CASES = [json.loads(line) for line in GOLDEN.read_text("utf-8").splitlines()]


def test_headings_are_distinguished_from_other_lines() -> None:
    """A heading is made of heading words only; it is strong if it announces explanations."""
    expected = {case["line"]: case["expect"] for case in CASES}
    found = {line: glossary_heading(line) for line in expected}
    assert {line: kind and kind.value for line, kind in found.items()} == expected


def test_letter_spacing_does_not_matter() -> None:
    """名 词 解 释 is 名词解释, as far as a heading may be long."""
    spaced = {case["line"]: " ".join(case["line"]) for case in CASES if case["expect"]}
    expected = {line: glossary_heading(line) for line, wide in spaced.items() if len(wide) <= MAX_HEADING_LENGTH}
    assert {line: glossary_heading(spaced[line]) for line in expected} == expected


@pytest.mark.parametrize(
    "line",
    ["附件3", "附件2：重点项目表", "2024年十件民生实事", "2024年民生实事项目清单", "各位代表！", "各位代表，今年"],
)
def test_other_annexes_and_the_speech_end_a_section(line: str) -> None:
    """What is no glossary is never read as one."""
    assert ends_section(line)


@pytest.mark.parametrize("line", ["为民“十大实事”", "3.十件民生实事", "民生实事：十件事。", "三微：微创意", "附加值"])
def test_entries_end_no_section(line: str) -> None:
    """An entry may explain the list of projects."""
    assert not ends_section(line)


@pytest.mark.parametrize(
    "line", ["来源：青禾市人民政府", "责任编辑：某某", "【打印】", "分享到：微信", "上一篇：会议公告"]
)
def test_page_artefacts_are_recognized(line: str) -> None:
    """What a page prints around the text does not belong to the text."""
    assert is_footer(line)


def test_every_word_that_explains_makes_a_heading() -> None:
    """No row of the table is kept from the rule by a quick check or by a shorter word."""
    words = list_words("heading_words", "explains", "alone")

    assert [word for word in words if glossary_heading(f"报告{word}") is None] == []
