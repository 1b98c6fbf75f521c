"""The words of the tables: each has for its example the outcome of tests/golden/words.tsv."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from evaluation.mutate_words import missing_words, read_golden
from evaluation.word_outcomes import Case, find_outcome
from glossary.chinese.word_lists import TABLES, WordTableError, character_class, load_words, simplified, word_set

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


def test_single_characters_are_one_class_unless_they_are_guarded() -> None:
    assert simplified("function_words", "joins-verb") == "(?:和(?![谐平美睦善])|[与并好])"


def test_a_word_of_several_characters_fits_no_character_class() -> None:
    with pytest.raises(WordTableError, match="announces"):
        character_class("function_words", "announces")


def test_a_role_that_no_word_has_is_an_error() -> None:
    with pytest.raises(WordTableError, match="surfaces"):
        word_set("class_nouns", "surfaces")


ONE_ROW = """
import sys
from pathlib import Path
from glossary.chinese import word_lists

word_lists.TABLES = Path(sys.argv[1])
from evaluation.word_outcomes import Case, find_outcome
from glossary.extraction.slogans.find_slogans import find_slogans

print([found.core for found in find_slogans("推进“三木林”建设。")])
for role in ("name", "headword", "annotation"):
    print(find_outcome(Case("false_friends", role, "三木林", "三木林")))
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("", ["['三木林']", "-", "三木林 tail= counts=3木林 NX", "marks 三木 木林"]),
        (
            "三木林\tname headword annotation\t\t\t\t三木林\t\tgeneral\n",
            ["[]", "name", "三木林 tail= counts= None", "marks 木林"],
        ),
    ],
    ids=["without", "with"],
)
def test_one_row_makes_a_false_friend_for_all_rules(tmp_path: Path, row: str, expected: list[str]) -> None:
    """It is no slogan in a text, it counts nothing as a headword, and no shorter form is marked in it."""
    tables = shutil.copytree(str(TABLES), tmp_path / "data")
    with (tables / "false_friends.tsv").open("a", encoding="utf-8") as file:
        file.write(row)

    done = subprocess.run([sys.executable, "-c", ONE_ROW, tables], capture_output=True, text=True, check=True)

    assert done.stdout.splitlines() == expected


def test_a_false_friend_has_one_class() -> None:
    """Its other roles name the other rules that use it."""
    others = {"headword", "one-name", "annotation"}

    assert [word.word for word in load_words("false_friends") if len(word.roles - others) > 1] == []
