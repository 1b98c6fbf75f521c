"""Concordance, time, members, sources: every line can be checked against its source."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.annotation.kwic import find_sentence, keyword_in_context, text_fragment
from glossary.chinese.script import render_in_script
from glossary.errors import InvalidQueryError, SourceNotFoundError, TermNotFoundError
from glossary.lookup import Dictionary
from glossary.lookup.usage import FORMULA, TIERS
from glossary.model import Span
from glossary.store.read.sources import SORTS


def test_every_concordance_line_is_in_its_source(dictionary: Dictionary) -> None:
    page = dictionary.concordance("五小", limit=200)
    assert page.total == len(page.items)
    for line in page.items:
        text = dictionary.source_text(line["source"])
        assert text[line["start"] : line["end"]] == line["keyword"]
        assert line["sentence"] in text
        assert line["keyword"] in line["sentence"]


def test_pages_of_a_concordance_join_without_gap_or_repetition(dictionary: Dictionary) -> None:
    whole = [(line["source"], line["start"]) for line in dictionary.concordance("五小", limit=200).items]
    found, cursor = [], None
    while True:
        page = dictionary.concordance("五小", limit=1, cursor=cursor)
        found += [(line["source"], line["start"]) for line in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert found == whole


def test_a_concordance_line_can_be_had_in_traditional_script(dictionary: Dictionary) -> None:
    plain = dictionary.concordance("三区三线").items[0]
    converted = dictionary.concordance("三区三线", script="zh-Hant-TW").items[0]
    assert converted["keyword"] == "「三區三線」"
    assert (converted["start"], converted["end"]) == (plain["start"], plain["end"])


@pytest.mark.parametrize("cursor", ["x", "!!", "MS4y", "eC55Lno"])
def test_a_foreign_cursor_is_refused(dictionary: Dictionary, cursor: str) -> None:
    with pytest.raises(InvalidQueryError):
        dictionary.concordance("五小", cursor=cursor)


def test_time_has_denominators_and_prints_its_formula(dictionary: Dictionary) -> None:
    found = dictionary.timeline("五小")
    assert sum(row["of"] for row in found["years"]) == dictionary.sources().total
    assert sum(row["sources"] for row in found["years"]) == dictionary.article("五小").article()["sources"]
    assert found["heat"]["formula"] == FORMULA
    assert found["heat"]["scope"] == "in this corpus"
    assert [name for name, _ in TIERS] == list("沸烫热暖温冷")


def test_members_lead_back_to_their_slogan(dictionary: Dictionary) -> None:
    assert [one["headword"] for one in dictionary.members_of("永久基本農田")] == ["三区三线"]
    assert dictionary.members_of("没有") == []


def test_a_source_lists_what_it_leaves_unexplained(dictionary: Dictionary) -> None:
    """The report without a glossary uses 四上, which another one explains."""
    last = [one for one in dictionary.sources().items if one["entry_count"] == 0]
    listed = {term["headword"]: term for source in last for term in dictionary.unexplained(source["id"])["terms"]}
    assert listed["四上"]["explained"]
    assert "规模以上工业企业" in listed["四上"]["senses"][0]["definition"]


def test_unknown_ids_and_forms_are_errors(dictionary: Dictionary) -> None:
    for ask in (dictionary.source, dictionary.unexplained, dictionary.source_text):
        with pytest.raises(SourceNotFoundError):
            ask("s0000000000000000")
    with pytest.raises(TermNotFoundError):
        dictionary.timeline("没有这个词条")


def test_sources_come_page_by_page(dictionary: Dictionary) -> None:
    first = dictionary.sources(limit=2)
    second = dictionary.sources(limit=200, cursor=first.next)
    ids = [one["id"] for one in (*first.items, *second.items)]
    assert ids == sorted(set(ids))
    assert len(ids) == first.total


@pytest.mark.parametrize("sort", SORTS)
def test_every_order_of_sources_has_pages_without_gap_or_repetition(dictionary: Dictionary, sort: str) -> None:
    whole = dictionary.sources(sort=sort, limit=200)
    ids, cursor = [], None
    while cursor or not ids:
        page = dictionary.sources(sort=sort, limit=2, cursor=cursor)
        ids += [one["id"] for one in page.items]
        cursor = page.next
    assert ids == [one["id"] for one in whole.items]
    assert len(set(ids)) == whole.total


def test_sources_are_sorted_as_requested(dictionary: Dictionary) -> None:
    by_year = [one["year"] for one in dictionary.sources(sort="newest").items]
    assert by_year == sorted(by_year, reverse=True)
    entries = [one["entry_count"] for one in dictionary.sources(sort="entries").items]
    assert entries == sorted(entries, reverse=True)
    ids = [one["id"] for one in dictionary.sources(sort="terms").items]
    terms = dictionary.count_terms(ids)
    assert [terms[each] for each in ids] == sorted(terms.values(), reverse=True)


def test_a_cursor_of_another_order_is_refused(dictionary: Dictionary) -> None:
    with pytest.raises(InvalidQueryError):
        dictionary.sources(sort="oldest", cursor=dictionary.sources(sort="newest", limit=2).next)


TEXTS = st.text("三区。；\n ”a", min_size=1, max_size=40)


@settings(deadline=None)
@given(TEXTS, st.integers(0, 39), st.integers(1, 5))
def test_a_sentence_holds_its_keyword_and_a_line_keeps_lengths(text: str, start: int, length: int) -> None:
    start = min(start, len(text) - 1)
    span = Span(start, min(len(text), start + length))
    sentence = find_sentence(text, span)
    assert sentence.start <= span.start
    assert sentence.end >= span.end
    line = keyword_in_context(text, span, 5)
    assert len(line.left) == min(5, span.start)
    assert line.keyword == span.of(text)


def test_text_fragments_are_for_addresses_only() -> None:
    assert text_fragment("reports/a.txt", "三区", Span(0, 2)) is None
    link = text_fragment("https://example.org/a?b=1#c", "落实1-2,三区&四线", Span(2, 5))
    assert (
        link
        == "https://example.org/a?b=1#:~:text=%E8%90%BD%E5%AE%9E-,1%2D2,-%2C%E4%B8%89%E5%8C%BA%26%E5%9B%9B%E7%BA%BF"
    )


def test_a_line_is_cut_out_of_the_converted_text(dictionary: Dictionary) -> None:
    """Words go across the borders of what is shown, so conversion comes first."""
    for line in dictionary.concordance("五小", limit=200, script="zh-Hant").items:
        text = render_in_script(dictionary.source_text(line["source"]), "zh-Hant")
        start, end = line["start"], line["end"]
        assert line["keyword"] == text[start:end]
        assert line["left"].replace(" ", "") == "".join(text[max(0, start - 30) : start].split())


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("企业’s", "企業’s"),
        ("1’30”", "1’30”"),
        ("People’s", "People’s"),
        ("“全面‘双控’”", "「全面『雙控』」"),
        ("“‘双控’GDP”", "「『雙控』GDP」"),
        ("控’”", "控』」"),
    ],
)
def test_an_apostrophe_is_not_a_quotation_mark(printed: str, shown: str) -> None:
    assert render_in_script(printed, "zh-Hant-TW") == shown
