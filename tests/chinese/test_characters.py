"""Characters that count as equal: the examples of every table are tested."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.chinese.normalize import (
    QUOTATION_MARKS,
    QUOTE,
    is_blank,
    look_alike_characters,
    normalize_page,
    plain_form,
    term_key,
    usual_characters,
    without_invisible,
)
from glossary.chinese.offsets import NormalizedView
from glossary.chinese.pinyin import read
from glossary.extraction.slogans.quotes import find_quotations

TABLE = Path(__file__).parents[2] / "glossary" / "chinese" / "data" / "look_alike_characters.tsv"
ROWS = [line.split("\t") for line in TABLE.read_text("utf-8").splitlines()[1:]]


def test_a_radical_is_read_as_what_it_looks_like() -> None:
    for character, usual, example in ROWS:
        assert character in example
        assert usual_characters(example) == example.replace(character, usual)
        assert term_key(example) == term_key(example.replace(character, usual))
        assert normalize_page(example) == normalize_page(example.replace(character, usual))


def test_a_table_gives_each_character_once() -> None:
    assert len(look_alike_characters()) == len(ROWS)


@pytest.mark.parametrize(
    "written", ["三⻓", "\u202a三长\u202c", "三\u200e长", "三\ufe00长", "三\U000e0100长", "三\u2066长\u2069"]
)
def test_a_form_is_known_and_read_as_it_looks(written: str) -> None:
    assert plain_form(written) == "三长"
    assert term_key(written) == "三长"
    assert read(written).marks == read("三长").marks
    assert NormalizedView(f"1．{written}：指").text == "1．三长：指"


@pytest.mark.parametrize(
    "blank", ["\u2002", "\u2003", "\u2009", "\u202f", "\u205f", "\u3000", "\xa0", "\t", "\r", "\u1680"]
)
def test_every_blank_is_one(blank: str) -> None:
    assert is_blank(blank)
    assert normalize_page(f"三{blank}区") == "三 区"
    assert normalize_page(f"三{blank}区" * 60) == "三 区" * 60


@pytest.mark.parametrize("code", [0x00AD, 0x200B, 0x200E, 0x202A, 0x2060, 0x2066, 0xFE00, 0xFEFF, 0xE0100])
def test_what_has_no_width_is_one(code: int) -> None:
    assert without_invisible(f"三{chr(code)}区") == "三区"
    assert normalize_page(f"三{chr(code)}区") == "三\u200b区"
    assert normalize_page(f"三{chr(code)}区" * 60) == "三\u200b区" * 60


@pytest.mark.parametrize("mark", sorted(QUOTATION_MARKS))
def test_every_quotation_mark_is_one(mark: str) -> None:
    assert normalize_page(mark) == QUOTE
    assert term_key(f"{mark}三区三线{mark}") == "三区三线"


@pytest.mark.parametrize("quoted", ["“1236″", "″三微″", "«三微»", "‹三微›", "｢三微｣", "❝三微❞", '"三微″', "﹁三微﹂"])
def test_a_label_in_any_marks_is_quoted(quoted: str) -> None:
    assert find_quotations(f"推进{quoted}改造") == [(2, 2 + len(quoted), False)]


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("1. [三微](https://example.org/a?b=1)：微", "1. 三微：微"),
        ('[三微](/a.html "题")、[五小](/b "题', '三微、[五小](/b "题'),
        ("__三微__、_五小_、___四上___", "三微、五小、四上"),
        ("snake_case a_b_c", "snake_case a_b_c"),
        ("填写____元", "填写____元"),
        ("==三微==：微", "三微：微"),
        ("++三微++：微，C++语言，1+7+4", "三微：微，C++语言，1+7+4"),
        ("a == b，c=d", "a == b，c=d"),
        ("[[三微]]、[[名词#三微|五小]]", "三微、五小"),
        ("~~旧配套~~微配套，5~10", "微配套，5~10"),
        ("`三微`", "三微"),
        ("- [ ] 三微：微，[x] 五小", "- 三微：微，[x] 五小"),
        ("三区[13]、[^2]、〔1〕", "三区[13]、[^2]、〔1〕"),
    ],
)
def test_marks_of_markdown_are_not_seen(written: str, seen: str) -> None:
    view = NormalizedView(written)
    assert view.text == seen
    assert all(written[view.origin(at)] == character for at, character in enumerate(seen))


@settings(deadline=None, max_examples=300)
@given(st.text(max_size=20))
def test_the_key_of_a_key_is_the_key(form: str) -> None:
    assert term_key(term_key(form)) == term_key(form)


def test_a_capital_with_a_dot_has_one_key() -> None:
    """Its small letter is two characters, the second of which a key drops."""
    assert term_key("İ") == term_key(term_key("İ")) == "i"


@pytest.mark.parametrize("character", ["\x01", "\x08", "\x0e", "\x1f", "\x7f"])
def test_control_characters_are_not_visible(character: str) -> None:
    """They stay in the source, but are part of no headword."""
    view = NormalizedView(f"放{character}管服：简政放权")

    assert view.text == "放管服：简政放权"
    assert view.origin(1) == 2
