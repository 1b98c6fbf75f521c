"""The words that bound members: every row of the table shows its word in its role."""

import pytest

from glossary.extraction.members.words import LONGEST_TAIL, beginning, consists_of, find_words, read_table

ROWS = [pytest.param(row, id=row["word"]) for row in read_table()]
ROLES = {"lead", "governing", "verb", "preposition", "scope", "noun", "single_verb", "compound"}
ROLES |= {"tail", "closer", "class_noun"}


@pytest.mark.parametrize("row", ROWS)
def test_a_word_is_found_in_its_example(row: dict[str, str]) -> None:
    """The longest word at its place, with the role the example is for."""
    role, example = row["roles"].split()[0], row["example"]
    found = {(example[start:end], name) for start, end, name in find_words(example, 0, len(example), role)}
    assert (row["word"], role) in found
    assert set(row["roles"].split()) <= ROLES
    assert "tail" not in row["roles"] or len(row["word"]) <= LONGEST_TAIL


def test_no_word_has_two_rows() -> None:
    """A word with several roles is one row."""
    words = [row["word"] for row in read_table()]
    assert len(words) == len(set(words))


def test_roles_decide_what_a_text_beginning_and_consists_of() -> None:
    """推进 is a verb that governs; 专项行动 are class nouns and nothing else."""
    assert beginning("推进改革", "governing") == len("推进")
    assert not beginning("渔港改革", "governing")
    assert consists_of("专项行动", "tail")
    assert not consists_of("渔港行动", "tail")
