"""Sequences of entry numbers, found by dynamic programming over all candidates."""

import pytest

from glossary.extraction.entries.enumerators import MAX_ENUMERATORS, Enumerator, best_sequences, find_enumerators


def values(text: str, worth: float = 1.0) -> list[list[int]]:
    """The values of the runs that explain ``text`` best, all marks being worth the same."""
    marks = find_enumerators(text, 0, len(text))
    return [[mark.value for mark in run] for run in best_sequences(marks, lambda _: worth)]


@pytest.mark.parametrize(
    "style", ["{}.", "{}．", "{}、", "（{}）", "[{}]", "〔{}〕", "{}）", "【{}】", "注{}：", "[^{}]:", "{} "]
)
def test_every_style_counts_alike(style: str) -> None:
    """No style of numbering is preferred."""
    assert values("\n".join(style.format(number) + "甲项" for number in range(1, 6))) == [[1, 2, 3, 4, 5]]


@pytest.mark.parametrize("signs", ["甲、 乙、 丙、 丁、", "（甲） （乙） （丙） （丁）", "㈠ ㈡ ㈢ ㈣"])
def test_stems_and_signs_count(signs: str) -> None:
    assert values("\n".join(f"{sign}项" for sign in signs.split())) == [[1, 2, 3, 4]]


def test_a_list_within_an_entry_is_skipped_because_the_outer_numbers_go_on() -> None:
    """The inner 1, 2, 3 would leave 3 to 6 unexplained."""
    text = "1.甲\n2.乙\n3.丙\n4.丁\n5.戊\n1.子\n2.丑\n3.寅\n6.己\n7.庚"
    assert values(text, worth=0.0) == [[1, 2, 3, 4, 5, 6, 7]]


def test_a_list_that_restarts_is_a_separate_sequence() -> None:
    """Projects after a glossary are numbered from 1 again."""
    text = "\n".join(f"{number}.甲" for number in (*range(1, 5), *range(1, 9)))
    assert values(text) == [[1, 2, 3, 4], list(range(1, 9))]


def test_a_missing_number_does_not_end_a_sequence() -> None:
    """A gap costs less than giving up what follows."""
    assert values("1.甲\n2.乙\n4.丁\n5.戊") == [[1, 2, 4, 5]]


def test_numbers_without_a_sign_are_read_as_the_sequence_demands() -> None:
    """1110大园区 after 10 is entry 11 with a head that begins with 10."""
    text = "\n".join([*(f"{sign}甲" for sign in "①②③④⑤⑥⑦⑧⑨⑩"), "1110大园区", "12乙项"])
    assert values(text) == [list(range(1, 13))]


def test_a_list_that_counts_down_is_read_in_its_printed_order() -> None:
    text = "3.四办：甲。\n2.五小：乙。\n1.三微：丙。"
    assert [(mark.printed, mark.value) for mark in find_enumerators(text, 0, len(text))] == [
        ("3", 1),
        ("2", 2),
        ("1", 3),
    ]


def test_candidates_are_bounded() -> None:
    """A table of a million numbers costs no more than a long section."""
    assert len(find_enumerators("1.甲\n" * (MAX_ENUMERATORS + 100), 0, 10**9)) == MAX_ENUMERATORS


def test_nothing_gives_no_sequence() -> None:
    """No marks, no runs."""
    empty: list[Enumerator] = []
    assert best_sequences(empty, lambda _: 1.0) == []
