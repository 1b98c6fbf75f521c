"""What a reader sees as one word is found as one: across wrapped lines, letter-spacing, invisible characters."""

import re
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.annotation.lexicon import Lexicon, annotate
from glossary.annotation.matcher import MatchSpan, find_gaps
from glossary.annotation.patterns import HeadForm, LexiconForm
from glossary.chinese.normalize import normalize_page
from tests.annotation.test_matcher import brute_force

HEADS = ["三区三线", "三线", "区线", "一三", "线区三"]
LEXICON = Lexicon([HeadForm(head) for head in HEADS], [LexiconForm(head, at) for at, head in enumerate(HEADS)])
SLOGANS = Lexicon(
    [HeadForm("三区三线", is_slogan=True), HeadForm("一二三产", is_slogan=True), HeadForm("三农", is_slogan=True)],
    [LexiconForm("三区三线", 0, count=2), LexiconForm("一二三产", 1, count=2), LexiconForm("三农", 2, count=2)],
)


def found(text: str, lexicon: Lexicon = LEXICON, **options: object) -> list[str]:
    return [text[start:end] for start, end, _ in annotate(text, lexicon, **options)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "written",
    [
        "三区\n三线",
        "三 区 三 线",
        "三　区　三　线",
        "三\u200b区三线",
        "三区 \n三线",
        "三区三\u00ad\ufeff线",
        "三區\n三線",
    ],
)
def test_a_gap_within_a_form_hides_nothing(written: str) -> None:
    """Offsets are those of the text as it is, the gap within them."""
    assert found(f"划定{written}，") == [written]


@pytest.mark.parametrize("written", ["三区\n\n三线", "三区\n　　三线", "三区、三线", "三区。\n三线", "三区-三线"])
def test_a_new_beginning_is_not_joined(written: str) -> None:
    """A new paragraph, a separator."""
    assert found(written) == ["三线"]


def test_all_places_are_those_across_gaps_too() -> None:
    assert found("三区\n三线", policy="all") == ["三区\n三线", "三线"]


def test_numerals_as_digits_are_found_if_they_are_separate() -> None:
    """In either width; a single one would be a number with a measure word, adjacent ones a number."""
    assert found("划定3区3线、３区３线", SLOGANS) == ["3区3线", "３区３线"]
    assert found("13区3线，123产，3农", SLOGANS) == []


TEXTS = st.text("三区线一。\n 　\u200b", max_size=40)


@settings(max_examples=600, deadline=None)
@given(TEXTS)
def test_places_are_those_of_the_text_and_of_the_text_with_its_gaps_closed(text: str) -> None:
    """Of both, the leftmost longest ones; of the closed text only what goes across a gap."""
    assert annotate(text, LEXICON) == by_definition(text)


def by_definition(text: str) -> list[MatchSpan]:
    """Two searches by brute force, one of them in the text without its gaps."""
    gone = {at for start, end in find_gaps(normalize_page(text), text) for at in range(start, end)}
    kept = [at for at in range(len(text)) if at not in gone]
    closed = [
        (kept[start], kept[end - 1] + 1, number) for start, end, number in search("".join(text[at] for at in kept))
    ]
    places = search(text) + [place for place in closed if any(at in gone for at in range(place[0], place[1]))]
    return greedy(sorted(places, key=lambda place: (place[0], -place[1])))


def search(text: str) -> list[MatchSpan]:
    forms = [pattern.folded for pattern in LEXICON.patterns]
    matcher = LEXICON.matcher
    return brute_force(forms, text, matcher._is_allowed)


def greedy(places: Sequence[MatchSpan]) -> list[MatchSpan]:
    kept: list[MatchSpan] = []
    for place in places:
        if not kept or place[0] >= kept[-1][1]:
            kept.append(place)
    return kept


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_gaps_are_those_of_a_pattern(text: str) -> None:
    """However they are looked for: a page with line ends alone is walked, others are searched."""
    hidden, blanks, han = "\u200b", " 　", "[\u3400-\u9fff]"
    visible = f"(?<={han})(?:[{blanks}{hidden}]*\n[ {hidden}]*|[{blanks}{hidden}]+)(?={han})"
    runs = [run.span() for run in re.finditer(f"[\n{blanks}{hidden}]+", text)]
    expected = [
        (start, end)
        for start, end in runs
        if start and end < len(text) and (not text[start:end].strip(hidden) or spans(visible, text, start, end))
    ]
    assert find_gaps(normalize_page(text), text) == expected


def spans(pattern: str, text: str, start: int, end: int) -> bool:
    match = re.compile(pattern).match(text, start)
    return match is not None and match.end() == end
