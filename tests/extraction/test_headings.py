"""Wordings of headings; tests/golden/headings.jsonl lists them with how sure they make us."""

import json
from pathlib import Path

import pytest

from glossary.extraction.entries.headings import MAX_HEADING_LENGTH, ends_section, glossary_heading, is_footer

GOLDEN = Path(__file__).parents[1] / "golden" / "headings.jsonl"
CASES = [json.loads(line) for line in GOLDEN.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("case", CASES, ids=[case["line"] for case in CASES])
def test_headings_are_distinguished_from_other_lines(case: dict[str, str | None]) -> None:
    """A heading is made of heading words only; it is strong if it announces explanations."""
    found = glossary_heading(str(case["line"]))
    assert (found.value if found else None) == case["expect"]


@pytest.mark.parametrize("case", [case for case in CASES if case["expect"]], ids=lambda case: case["line"])
def test_letter_spacing_and_emphasis_do_not_matter(case: dict[str, str]) -> None:
    """名 词 解 释 is 名词解释, as far as a heading may be long."""
    spaced = " ".join(case["line"])
    if len(spaced) <= MAX_HEADING_LENGTH:
        assert glossary_heading(spaced) is glossary_heading(case["line"])


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
