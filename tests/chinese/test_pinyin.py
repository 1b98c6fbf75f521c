"""tests/golden/pinyin.jsonl holds the readings; this file only runs them."""

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.chinese.pinyin import normalize_pinyin, read, toned_pattern
from glossary.chinese.script import to_script

GOLDEN = Path(__file__).parents[1] / "golden" / "pinyin.jsonl"
CASES = [json.loads(line) for line in GOLDEN.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["headword"])
def test_headwords_have_their_pronunciation(case: dict[str, str]) -> None:
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


ROWS = [
    line.split("\t")
    for line in (Path(__file__).parents[2] / "glossary" / "chinese" / "data" / "readings.tsv")
    .read_text("utf-8")
    .splitlines()[1:]
]


@pytest.mark.parametrize(("phrase", "reading", "example"), ROWS, ids=lambda value: value)
def test_a_row_is_read_so_in_its_example(phrase: str, reading: str, example: str) -> None:
    at = example.index(phrase)
    assert len(phrase) == len(reading.split())
    assert read(example).numbers.split(" ")[at : at + len(phrase)] == reading.split()


@pytest.mark.parametrize(
    "typed",
    [
        "sān zhǎng",
        "sānzhǎng",
        unicodedata.normalize("NFD", "sānzhǎng"),
        "SānZhǎng",
        "san1zhang3",
        "sān zhang",
        "sānzhang",
    ],
)
def test_every_spelling_of_pinyin_finds_its_reading(typed: str) -> None:
    marks = read("三长").marks
    assert normalize_pinyin(typed) == read("三长").plain
    pattern = toned_pattern(typed)
    assert pattern is not None
    assert pattern.match(marks)
    assert not pattern.match("sàn zhàng")
