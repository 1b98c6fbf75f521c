"""The words that bound members: every row of the table shows its word in its role."""

import re
import subprocess
import sys

import pytest

from glossary.extraction.members.find_members import find_members
from glossary.extraction.members.normalized_definition import Level, normalize_definition
from glossary.extraction.members.words import (
    beginning,
    consists_of,
    find_words,
    load_words,
    read_table,
)
from glossary.model import MembersStatus


def test_every_word_is_found_in_its_example() -> None:
    """The longest word at its place, with the role the example is for."""
    assert [row["word"] for row in read_table() if not _is_found(row)] == []


def _is_found(row: dict[str, str]) -> bool:
    role, example = row["roles"].split()[0], row["example"]
    found = {(example[start:end], name) for start, end, name in find_words(example, 0, len(example), role)}
    return (row["word"], role) in found


def test_every_role_is_explained() -> None:
    explained = set(re.findall("``(.+?)``", load_words.__doc__ or ""))

    assert {role for row in read_table() for role in row["roles"].split()} == explained


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


@pytest.mark.parametrize("word", sorted(load_words("remainder")))
def test_an_item_for_all_others_is_no_member(word: str) -> None:
    """Such an item shows that the list is partial."""
    (group,), status = find_members("三项改革", f"包括渔港改革、渔船改革和{word}改革。")
    assert (group.members, status) == (("渔港改革", "渔船改革"), MembersStatus.PARTIAL)


ONE_MORE_ROW = """
from glossary.extraction.members import words

rows = (*words.read_table(), {"word": "剩下的", "roles": "remainder", "example": ""})
words.read_table = lambda: rows
from glossary.extraction.members.find_members import find_members

for joint in ("和", "及", "以及", "、"):
    (group,), status = find_members("三项改革", f"包括渔港改革、渔船改革{joint}剩下的改革。")
    assert (group.members, status) == (("渔港改革", "渔船改革"), "partial"), group
"""


def test_one_row_makes_a_word_stand_for_all_others() -> None:
    """No code names such a word. In a process of its own, because patterns are built when modules are imported."""
    subprocess.run([sys.executable, "-c", ONE_MORE_ROW], check=True)


@pytest.mark.parametrize("noun", sorted(load_words("remainder_kind")))
def test_other_waste_is_a_kind_of_waste(noun: str) -> None:
    """其他垃圾 is the name of the fourth of four kinds."""
    definition = f"可回收物、有害{noun}、厨余{noun}和其他{noun}。"
    (group,), status = find_members("四分类", definition)
    assert (group.members[-1], status) == (f"其他{noun}", MembersStatus.COMPLETE)


@pytest.mark.parametrize("word", sorted(load_words("joins_nothing")))
def test_a_conjunction_within_a_word_parts_nothing(word: str) -> None:
    """和 in 和谐 and 及 in 普及 are no conjunctions."""
    separators = normalize_definition(f"云州{word}甲乙").separators[0]
    assert [mark for mark in separators if mark.level is Level.CONJUNCTION] == []


def test_a_conjunction_behind_a_mark_begins_a_name_where_the_list_goes_on() -> None:
    """和润雅居 is a place; the last member alone is joined."""
    (group,), _ = find_members("四个项目", "渔港东路项目、和润雅居西侧项目、云桥北路项目、塔山南路项目。")
    assert group.members[1] == "和润雅居西侧项目"
    (group,), _ = find_members("三个项目", "渔港东路项目、云桥北路项目、和塔山南路项目。")
    assert group.members[2] == "塔山南路项目"
