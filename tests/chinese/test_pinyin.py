"""tests/golden/pinyin.jsonl holds the readings; this file only runs them."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.chinese.pinyin import normalize_pinyin, read, toned_pattern
from glossary.chinese.script import to_script

GOLDEN = Path(__file__).parents[1] / "golden" / "pinyin.jsonl"
CASES = [json.loads(line) for line in GOLDEN.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["headword"])
def test_headwords_are_read_as_they_are_said(case: dict[str, str]) -> None:
    assert read(case["headword"]).marks == case["marks"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["headword"])
def test_traditional_headwords_are_read_alike(case: dict[str, str]) -> None:
    assert read(to_script(case["headword"], "zh-Hant")).marks == case["marks"]


def test_numbers_zhuyin_and_what_one_types() -> None:
    reading = read("“绿色”工程+5G")
    assert reading.numbers == "lü4 se4 gong1 cheng2 +5G"
    assert reading.zhuyin.split()[0] == "ㄌㄩˋ"
    assert (reading.plain, reading.initials) == ("lvsegongcheng+5g", "lsgc+5g")


@settings(deadline=None)
@given(st.text(max_size=30))
def test_any_headword_has_a_reading(headword: str) -> None:
    reading = read(headword)
    assert len(reading.marks.split(" ")) == len(reading.numbers.split(" ")) == len(reading.zhuyin.split(" "))


@settings(deadline=None)
@given(st.text(max_size=30))
def test_anything_may_be_typed(typed: str) -> None:
    assert normalize_pinyin(normalize_pinyin(typed)) == normalize_pinyin(typed) or not typed.isascii()
    toned_pattern(typed)


def test_what_is_typed_finds_its_own_reading() -> None:
    for case in CASES:
        reading = read(case["headword"])
        assert normalize_pinyin(reading.marks) == reading.plain
        assert normalize_pinyin(reading.numbers) == reading.plain
