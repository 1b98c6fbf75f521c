"""The tables of words: every example shows its word, and the patterns made of them find it in either script."""

import re

import pytest

from glossary.chinese.script import to_script
from glossary.chinese.word_lists import TABLES, Word, alternation, load_words

NAMES = sorted(
    file.name.removesuffix(".tsv")
    for file in TABLES.iterdir()
    if file.name.endswith(".tsv") and file.read_text("utf-8").startswith("word\troles\tnot_before\texample\n")
)
WORDS = [pytest.param(name, word, id=f"{name}-{word.word}") for name in NAMES for word in load_words(name)]


@pytest.mark.parametrize(("table", "word"), WORDS)
def test_a_pattern_finds_its_word_in_the_example(table: str, word: Word) -> None:
    """The pattern of each role of a word finds the word itself in its example, as printed and in traditional script."""
    assert word.roles
    for role in word.roles:
        pattern = re.compile(alternation(table, role))
        for example in (word.example, to_script(word.example, "zh-Hant", quotes=False)):
            assert any(len(found[0]) == len(word.word) for found in pattern.finditer(example)), (role, example)


@pytest.mark.parametrize(("table", "word"), WORDS)
def test_a_word_with_a_barred_character_behind_it_is_another_word(table: str, word: Word) -> None:
    """指 is not found in 指导."""
    for other in word.not_before:
        for role in word.roles:
            found = re.match(alternation(table, role), word.word + other)
            assert not found or found[0] != word.word
