"""The words of the tables: each still does for its example what tests/golden/words.tsv says it does."""

import pytest

from evaluation.mutate_words import missing_words, read_golden
from evaluation.word_outcomes import Case, find_outcome
from glossary.chinese.word_lists import WordTableError, load_words, simplified, word_set

ROWS = read_golden()


@pytest.mark.parametrize("table", sorted({row[0] for row in ROWS}))
def test_every_word_does_what_its_example_shows(table: str) -> None:
    """A word whose row was deleted or changed shows here; a new one is written by ``mutate_words --write``."""
    rows = [row for row in ROWS if row[0] == table]
    found = [[*row[:4], find_outcome(Case(*row[:4]))] for row in rows]

    assert [row for row in found if row not in rows] == []


def test_every_word_has_an_example_in_the_golden_file() -> None:
    """Else its deletion would be noticed by nothing: run ``python -m evaluation.mutate_words --write``."""
    assert list(missing_words()) == []


def test_longer_words_come_first() -> None:
    """工作法 is not read as 工作."""
    pattern = simplified("class_nouns", "surface")

    assert pattern.index("农村公路") < pattern.index("|企业")


def test_a_guard_keeps_a_word_from_being_found_in_another() -> None:
    assert "战略(?!性)" in simplified("class_nouns", "counted")


def test_a_role_that_no_word_has_is_an_error() -> None:
    with pytest.raises(WordTableError, match="surfaces"):
        word_set("class_nouns", "surfaces")


def test_fixed_names_are_one_table_for_all_rules() -> None:
    """三产业 counts no industries: headwords, labels and annotations read it from the same table."""
    assert any(word.word == "三产业" for word in load_words("fixed_numeral_names"))
