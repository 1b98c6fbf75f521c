"""Numeral slogans in running text: the cases of tests/golden/slogans.jsonl, and laws that hold for any text."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from glossary.extraction.slogans.find_slogans import find_slogans
from glossary.model import Entry, Span
from tests.extraction.texts import ALPHABET

GOLDEN = Path(__file__).parents[1] / "golden" / "slogans.jsonl"
CASES = [json.loads(line) for line in GOLDEN.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_slogans_are_found_as_printed(case: dict[str, Any]) -> None:
    """Surface, core and rule of each slogan, in order, nothing else; ids that begin with none are false friends."""
    found = find_slogans(case["text"])

    assert [[slogan.surface, slogan.core, slogan.rule] for slogan in found] == case["expect"]


def test_twenty_texts_have_no_slogan() -> None:
    """At least twenty texts hold numbers and no slogan."""
    assert sum(not case["expect"] for case in CASES) >= 20


def test_a_head_of_the_glossary_is_known_in_the_running_text() -> None:
    """五色青禾 is no shape that is taken without quotes; the document's own glossary vouches for it."""
    text = "五色青禾建设提速。"
    entry = Entry("五色青禾", "指五种颜色", Span(100, 104), Span(105, 110))

    assert [slogan.rule for slogan in find_slogans(text, [entry])] == ["known"]
    assert find_slogans(text) == ()


def test_a_headword_of_two_characters_is_a_slogan() -> None:
    """双控 alone means little; as the head of an entry it is what the glossary explains, and 10个中心 is not."""
    text = "1.双修：修补城市、修复生态。2.10个推广中心：略。"
    entries = [Entry("双修", "", Span(2, 4), Span(5, 14)), Entry("10个推广中心", "", Span(17, 24), Span(25, 27))]

    assert [(slogan.surface, slogan.rule) for slogan in find_slogans(text, entries)] == [("双修", "head")]


def test_words_before_the_numeral_of_a_head_are_no_part_of_its_core() -> None:
    """能耗 names what 双控 controls and 智造 the field of 七大行动; 门前三包 is one word."""
    heads = {"能耗双控": "双控", "智造七大行动": "七大行动", "门前三包": "门前三包"}

    for head, core in heads.items():
        entry = Entry(head, "略", Span(2, 2 + len(head)), Span(3 + len(head), 4 + len(head)))
        assert [(slogan.surface, slogan.core) for slogan in find_slogans(f"1.{head}：略。", [entry])] == [(head, core)]


@settings(max_examples=300)
@given(ALPHABET)
def test_slogans_are_in_order_and_at_their_spans(text: str) -> None:
    """No exception for any text; spans in order, apart, and the surface is the text of the span."""
    found = find_slogans(text)

    assert all(a.span.end <= b.span.start for a, b in pairwise(found))
    assert all(slogan.span.of(text) == slogan.surface and slogan.core for slogan in found)
