"""A question typed into one field: its article on top, then the rows; another way where characters find nothing."""

import pytest

from glossary.lookup import Dictionary, Query, search_omnibox


@pytest.mark.parametrize(
    ("q", "step"),
    [("3区3线", "numerals"), ("３区3线", "numerals"), ("三區三線", "script"), ("「三区三线」", "quotes")],
)
def test_any_written_form_leads_to_its_article(dictionary: Dictionary, q: str, step: str) -> None:
    """As look-up does, with the steps."""
    reply = search_omnibox(dictionary, Query(q=q))

    assert reply.best is not None
    assert reply.best["headword"] == "三区三线"
    assert step in reply.via


@pytest.mark.parametrize("q", ["sanqu", "sqsx", "san1 qu1", "sān qū sān xiàn"])
def test_latin_letters_that_nothing_holds_are_sounded_out(dictionary: Dictionary, q: str) -> None:
    """By pinyin; the response names this step, so that its cursor fits."""
    reply = search_omnibox(dictionary, Query(q=q))

    assert reply.query.match == "pinyin"
    assert "三区三线" in [row["headword"] for row in reply.page.items]


def test_letters_that_something_holds_stay_letters(dictionary: Dictionary) -> None:
    """Pinyin is for what characters miss."""
    assert search_omnibox(dictionary, Query(q="N")).query.match == "substring"


def test_an_exact_headword_is_first_and_only_once(dictionary: Dictionary) -> None:
    """Although 三区三线 holds it and is more important."""
    reply = search_omnibox(dictionary, Query(q="三线"))

    assert reply.best is not None
    assert reply.best["headword"] == "三线"
    assert [row["headword"] for row in reply.page.items] == ["三区三线"]
    assert reply.page.total == 2


def test_a_run_of_slogans_names_the_others(dictionary: Dictionary) -> None:
    """三线四上 is no term; its parts are."""
    reply = search_omnibox(dictionary, Query(q="三线四上"))

    assert reply.best is not None
    assert (reply.best["headword"], reply.others) == ("三线", ("四上",))


def test_a_guess_is_not_ranked_above_results(dictionary: Dictionary) -> None:
    """A question that rows hold is not taken apart."""
    held = dictionary.search(Query(q="三区、")).items

    assert held
    assert search_omnibox(dictionary, Query(q="城镇空间、农业空间")).best is None


def test_pages_go_on_as_without_a_top(dictionary: Dictionary) -> None:
    """The top is set on the first page only; cursors and what they lead to are those of the search."""
    query = Query(q="三", limit=5)
    first, plain = search_omnibox(dictionary, query), dictionary.search(query)
    assert first.page.next == plain.next

    second = Query(q="三", limit=5, cursor=plain.next)
    assert search_omnibox(dictionary, second).page == dictionary.search(second)


def test_filters_hold_for_the_top(dictionary: Dictionary) -> None:
    """An article that they leave out is only suggested."""
    kept = search_omnibox(dictionary, Query(q="3区3线", year=2023))
    left_out = search_omnibox(dictionary, Query(q="3区3线", year=2019))

    assert kept.best is not None
    assert left_out.best is None
    assert left_out.suggestions == ("三区三线",)


def test_nothing_is_answered_with_what_comes_near(dictionary: Dictionary) -> None:
    """三区四线 → 三区三线."""
    assert "三区三线" in search_omnibox(dictionary, Query(q="三区四线")).suggestions


def test_suggestions_have_the_tones_that_were_typed(dictionary: Dictionary) -> None:
    """三权分置 (san1 quan2) begins with the letters of san1qu1, too."""
    with_tones = [each["headword"] for each in dictionary.suggest("san1qu1", 50)]
    without = [each["headword"] for each in dictionary.suggest("sanqu", 50)]

    assert "三区三线" in with_tones
    assert set(with_tones) < set(without) or with_tones == without
    assert [each["headword"] for each in dictionary.suggest("san4qu4", 50)] == without
