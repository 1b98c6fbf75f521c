"""All three ways of matching find exactly what leftmost-longest means by its definition."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from glossary.annotation.matcher import BoundaryCheck, Matcher, MatchSpan

LETTERS = st.text('三区线一"1+', max_size=24)
FORMS = st.lists(st.text('三区线一"1+', min_size=2, max_size=5), unique=True, max_size=12)

FILLERS = [f"山{chr(character)}" for character in range(0x5C71, 0x5C71 + 100)]
"""Forms that no text here has: few forms are found by their beginnings, and many by an automaton or in pure Python."""
WAYS = pytest.mark.parametrize("way", ["few forms", "automaton", "pure Python"])


def make_matcher(way: str, forms: list[str], **options: Any) -> Matcher:
    return Matcher(forms if way == "few forms" else [*forms, *FILLERS], pure=way == "pure Python", **options)


def brute_force(forms: Sequence[str], text: str, is_allowed: BoundaryCheck) -> list[MatchSpan]:
    """The definition: at the first position where a form is allowed, the longest; then on after it."""
    found, at = [], 0
    while at < len(text):
        here = [
            (at, at + len(form), number)
            for number, form in enumerate(forms)
            if text.startswith(form, at) and is_allowed(text, at, at + len(form), number)
        ]
        if here:
            found.append(max(here, key=lambda place: place[1]))
        at = found[-1][1] if here else at + 1
    return found


def refuses_behind_a_one(text: str, start: int, end: int, number: int) -> bool:
    return not (start and text[start - 1] in "一1") and text[end : end + 1] != "+"


@WAYS
@settings(max_examples=300, deadline=None)
@given(forms=FORMS, text=LETTERS)
def test_longest_places_are_those_of_the_definition(way: str, forms: list[str], text: str) -> None:
    assert make_matcher(way, forms).longest(text) == brute_force(forms, text, lambda *_: True)


@WAYS
@settings(max_examples=600, deadline=None)
@given(forms=FORMS, text=LETTERS, guarded=st.integers(0, 12))
@example(forms=["三区", "三区三", "三区三线"], text="三区三线+", guarded=0)
def test_a_refused_match_is_replaced_by_an_allowed_one(way: str, forms: list[str], text: str, guarded: int) -> None:
    guarded = min(guarded, len(forms))

    def is_allowed(text: str, start: int, end: int, number: int) -> bool:
        return number < guarded or refuses_behind_a_one(text, start, end, number)

    found = make_matcher(way, forms, guarded=guarded, guard=refuses_behind_a_one).longest(text)
    assert found == brute_force(forms, text, is_allowed)


@WAYS
@settings(max_examples=200, deadline=None)
@given(forms=FORMS, text=LETTERS)
def test_every_place_is_found_by_start_and_longest_first(way: str, forms: list[str], text: str) -> None:
    expected = [
        (at, at + len(form), number)
        for at in range(len(text))
        for number, form in sorted(enumerate(forms), key=lambda pair: -len(pair[1]))
        if text.startswith(form, at)
    ]
    assert make_matcher(way, forms).every(text) == expected


@WAYS
def test_nested_places_come_longest_first(way: str) -> None:
    """三区三线 before 三区, which begins at the same place."""
    matcher = make_matcher(way, ["三区", "三区三线", "三线"])

    assert [place[:2] for place in matcher.every("划定三区三线")] == [(2, 6), (2, 4), (4, 6)]


@WAYS
def test_the_longest_form_wins_whatever_the_order_of_forms(way: str) -> None:
    """三区三线 and not 三区, though 三区 is listed first."""
    assert [place[:2] for place in make_matcher(way, ["三区", "三区三线"]).longest("划定三区三线")] == [(2, 6)]
