"""The tables of words: every example shows its word, and the patterns made of them find it in either script."""

import re
from itertools import product

import pytest

from glossary.chinese.script import to_script
from glossary.chinese.word_lists import TABLES, Word, alternation, load_words

NAMES = sorted(
    file.name.removesuffix(".tsv")
    for file in TABLES.iterdir()
    if file.name.endswith(".tsv") and file.read_text("utf-8").startswith("word\troles\tnot_before\t")
)


@pytest.mark.parametrize("table", NAMES)
def test_a_pattern_finds_its_word_in_the_example(table: str) -> None:
    """The pattern of each role of a word finds the word itself in its example, as printed and in traditional script."""
    assert [
        (word.word, role) for word in load_words(table) for role in word.roles if not _is_found(table, word, role)
    ] == []


def _is_found(table: str, word: Word, role: str) -> bool:
    pattern = re.compile(alternation(table, role))
    examples = (word.example, to_script(word.example, "zh-Hant", quotes=False))
    return all(any(len(found[0]) == len(word.word) for found in pattern.finditer(example)) for example in examples)


@pytest.mark.parametrize("table", NAMES)
def test_a_word_before_an_excluded_character_is_another_word(table: str) -> None:
    """指 is not found in 指导."""
    for word in load_words(table):
        for other, role in product(word.not_before, word.roles):
            found = re.match(alternation(table, role), word.word + other)
            assert not found or found[0] != word.word
