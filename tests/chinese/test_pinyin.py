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


@pytest.mark.parametrize("script", ["zh-Hans", "zh-Hant"])
def test_headwords_have_their_pronunciation(script: str) -> None:
    expected = {case["headword"]: case["marks"] for case in CASES}
    assert {headword: read(to_script(headword, script)).marks for headword in expected} == expected


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


def test_every_phrase_is_pronounced_so_in_its_example() -> None:
    assert [row for row in ROWS if _pronounced(row[0], row[2]) != row[1].split()] == []


def _pronounced(phrase: str, example: str) -> list[str]:
    at = example.index(phrase)
    return read(example).numbers.split(" ")[at : at + len(phrase)]


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
