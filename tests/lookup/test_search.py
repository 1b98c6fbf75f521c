"""Search misses nothing and adds nothing: every answer is compared with a scan over all articles."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import orjson
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from glossary.chinese import pinyin
from glossary.chinese.normalize import term_key
from glossary.errors import InvalidQueryError
from glossary.lookup import Dictionary, Query, open_dictionary
from glossary.lookup.facet_counts import FACETS
from glossary.lookup.search import MODES
from glossary.store.search import index
from glossary.term_store import open_term_store

ALPHABET = "三区线碳1+、。“”a"
TEXTS = st.text(ALPHABET, max_size=8)


def articles(dictionary: Dictionary) -> Iterator[dict[str, object]]:
    for (packed,) in dictionary._session._idle[0].reader.connection.execute("SELECT article FROM term"):
        yield orjson.loads(packed)


def every_row(dictionary: Dictionary, query: Query) -> list[str]:
    """All headwords of a query, page by page."""
    found: list[str] = []
    while True:
        page = dictionary.search(query)
        found += [item["headword"] for item in page.items]
        if page.next is None:
            return found
        query = Query(query.q, query.match, limit=query.limit, cursor=page.next)


def scan(dictionary: Dictionary, q: str) -> set[str]:
    """What a look at every article finds."""
    key, needle = term_key(q), index.normalize_for_search(q)
    return {
        str(article["headword"])
        for article in articles(dictionary)
        if key in index.head_text(article) or (needle and needle in index.normalized_definitions(article))
    }


@pytest.fixture(scope="module")
def small_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dictionary]:
    """Articles over a tiny alphabet, where every accident happens."""
    path = tmp_path_factory.mktemp("search") / "small.db"
    with open_term_store(path):
        pass
    write_articles(path, [(f"{a}{b}{c}", f"{c}{a}，{b}{a}{c}。{b}") for a in "三区线" for b in "区碳1" for c in "线+a"])
    dictionary = open_dictionary(path)
    yield dictionary
    dictionary.close()


def write_articles(path: Path, heads: list[tuple[str, str]]) -> None:
    connection = sqlite3.connect(path)
    for n, (head, definition) in enumerate(heads, 1):
        article = {"headword": head, "variants": [], "senses": [{"definition": definition, "definitions": []}]}
        connection.execute(
            "INSERT INTO term (n, id, key, headword, kind, numerals, attestations, sources, explained, rank, draft, "
            "digest, article) VALUES (?, ?, ?, ?, 'term', '', 1, 1, 1, ?, '', '', ?)",
            (n, f"t{n:012x}", term_key(head), head, n % 7, orjson.dumps(article)),
        )
        index.index(connection, n, index.make_index_entry(article))
    connection.commit()
    connection.close()


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(q=TEXTS.filter(term_key), limit=st.integers(1, 7))
@example(q="三区，三", limit=3)
@example(q="1+", limit=2)
def test_substring_search_is_a_scan(small_world: Dictionary, q: str, limit: int) -> None:
    found = every_row(small_world, Query(q, limit=limit))
    assert len(found) == len(set(found))
    assert set(found) == scan(small_world, q)
    assert small_world.search(Query(q)).total == len(found)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(q=st.text("三区线碳1+a", min_size=1, max_size=4), limit=st.integers(1, 9))
def test_prefix_search_is_a_scan(small_world: Dictionary, q: str, limit: int) -> None:
    found = every_row(small_world, Query(q, "prefix", limit=limit))
    assert sorted(found) == sorted(
        str(article["headword"])
        for article in articles(small_world)
        if term_key(str(article["headword"])).startswith(q)
    )


def test_one_two_and_more_characters_are_found_in_the_seeds(dictionary: Dictionary) -> None:
    for q in (
        "区",
        "双碳",
        "碳",
        "三区三线",
        "永久基本农田",
        "城镇空间、农业空间",
        "三區",
        "1+",
        "N",
        "的国土空间；“三线”",
    ):
        assert set(every_row(dictionary, Query(q, limit=7))) == scan(dictionary, q), q


def test_rows_come_in_order_of_importance_and_heads_before_definitions(dictionary: Dictionary) -> None:
    items = dictionary.search(Query("三", match="prefix", limit=200)).items
    weights = [(not item["explained"], -item["sources"]) for item in items]
    assert weights == sorted(weights)


@pytest.mark.parametrize("q", ["sqsx", "sanqusanxian", "san1 qu1 san1 xian4", "sān qū", "San Qu San", "sanqu'sanxian"])
def test_pinyin_finds_syllables_with_and_without_tones_and_initials(dictionary: Dictionary, q: str) -> None:
    assert "三区三线" in every_row(dictionary, Query(q, "pinyin"))


def test_a_wrong_tone_finds_nothing(dictionary: Dictionary) -> None:
    assert "三区三线" not in every_row(dictionary, Query("san4 qu1", "pinyin"))


def test_fuzzy_search_forgives_a_wrong_character_nearest_first_page_by_page(dictionary: Dictionary) -> None:
    found = every_row(dictionary, Query("三区四线", "fuzzy", limit=1))
    assert found[0] == "三区三线"
    assert found == every_row(dictionary, Query("三区四线", "fuzzy"))


def test_filters_hold_together(dictionary: Dictionary) -> None:
    page = dictionary.search(Query(kind="numeral_slogan", number=5, explained=True, limit=200))
    assert page.items
    assert all(5 in item["numerals"] and item["explained"] for item in page.items)
    assert page.total == len(page.items) == page.facets["number"]["5"]


FACETED = [Query(), Query("三"), Query("区", kind="numeral_slogan"), Query("sq", "pinyin"), Query("三区四线", "fuzzy")]


def filtered_by(query: Query, facet: str, value: str) -> Query:
    """The question with one value of a facet as a filter."""
    typed = value == "true" if facet == "explained" else int(value) if facet in ("number", "year") else value
    return replace(query, **{facet: typed})


@pytest.mark.parametrize("query", FACETED)
def test_a_facet_counts_what_its_filter_leaves(dictionary: Dictionary, query: Query) -> None:
    facets = dictionary.search(query).facets
    assert tuple(facets) == FACETS
    assert all(facets.values())
    for facet, values in facets.items():
        left = {value: dictionary.search(filtered_by(query, facet, value)).total for value in values}
        assert left == values, facet


def test_a_facet_holds_its_most_frequent_values_and_no_more_than_20(dictionary: Dictionary) -> None:
    facets = dictionary.search(Query()).facets
    shapes = Counter(article["shape"] for article in articles(dictionary) if article.get("shape"))
    assert all(len(values) <= 20 for values in facets.values())
    assert list(facets["shape"].values()) == [count for _, count in shapes.most_common(20)]


def test_a_filter_of_usage_holds_for_the_facets_of_usage_too(dictionary: Dictionary) -> None:
    page = dictionary.search(Query(year=2020))
    assert page.total == page.facets["year"]["2020"] == max(page.facets["year"].values())


def test_what_is_not_counted_has_no_facets(dictionary: Dictionary) -> None:
    page = dictionary.search(Query("三", counted=False))
    assert (page.total, page.facets) == (None, {})


@pytest.mark.parametrize(
    ("query", "hints"),
    [
        (Query(shape="nxnx"), [("shape", "NXNX")]),
        (Query(region="胡南省"), [("region", "湖南省")]),
        (Query(region="火星"), [("region", None)]),
        (Query(region="430202"), [("region", "4302")]),
        (Query(region="99", number=77), [("number", None), ("region", None)]),
        (Query("没有这样的词", shape="NXNX"), []),
        (Query("三"), []),
    ],
)
def test_a_filter_that_no_term_passes_is_named_with_what_was_meant(
    dictionary: Dictionary, query: Query, hints: list[tuple[str, str | None]]
) -> None:
    """A filter that some term passes is none of them, even where nothing is found."""
    found = [(hint["parameter"], hint["nearest"]) for hint in dictionary.search(query).hints]
    assert sorted(found, key=str) == sorted(hints, key=str)


@pytest.mark.parametrize(
    ("places", "name"),
    [
        (("43", "430000", "湖南", "湖南省"), "湖南省"),
        (("4302", "430200", "株洲", "株洲市", "株洲市", "湖南省株洲市"), "株洲市"),
        (("石峰", "株洲市石峰区", "湖南省株洲市石峰区"), "石峰区"),
    ],
)
def test_a_place_is_found_by_code_and_by_name_alike(dictionary: Dictionary, places: tuple[str, ...], name: str) -> None:
    """With or without its last unit; those of its counties are found, too, which have no code of their own."""
    wanted = dictionary.search(Query(region=name)).total
    assert wanted
    assert [dictionary.search(Query(region=place)).total for place in places] == [wanted] * len(places)


def test_tones_are_looked_for_behind_any_number_of_readings(
    dictionary: Dictionary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows are looked at a few at a time; no page ends before the last of them."""
    whole = dictionary.search(Query("sān", match="pinyin", limit=200))
    monkeypatch.setattr("glossary.lookup.search._BATCH_SIZE", 2)
    first = dictionary.search(Query("sān", match="pinyin", limit=3))
    rest = dictionary.search(Query("sān", match="pinyin", limit=3, cursor=first.next))
    assert [item["id"] for item in (*first.items, *rest.items)] == [item["id"] for item in whole.items[:6]]
    assert whole.total == len(whole.items) > 6


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        (Query("三", match="regex"), "match"),
        (Query("三", limit=0), "limit"),
        (Query("三" * 201), "q"),
        (Query("三", cursor="zzzz"), "cursor"),
        (Query("三", cursor="!"), "cursor"),
    ],
)
def test_a_bad_question_names_its_parameter(dictionary: Dictionary, query: Query, parameter: str) -> None:
    with pytest.raises(InvalidQueryError) as caught:
        dictionary.search(query)
    assert caught.value.parameter == parameter


def test_a_cursor_of_another_question_is_refused(dictionary: Dictionary) -> None:
    cursor = dictionary.search(Query("三", limit=1)).next
    with pytest.raises(InvalidQueryError):
        dictionary.search(Query("四", limit=1, cursor=cursor))


def test_what_is_unindexed_is_gone_and_the_rest_stays(tmp_path: Path) -> None:
    path = tmp_path / "one.db"
    with open_term_store(path):
        pass
    write_articles(path, [("三区三线", "城镇空间"), ("双碳", "碳达峰"), ("三农", "农业")])
    connection = sqlite3.connect(path)
    index.unindex(connection, 1)
    connection.execute("DELETE FROM term WHERE n = 1")
    index.optimize_index(connection, 1)
    connection.commit()
    connection.close()
    dictionary = open_dictionary(path)
    assert every_row(dictionary, Query("三")) == ["三农"]
    assert every_row(dictionary, Query("城镇")) == []
    assert every_row(dictionary, Query("sq", "pinyin")) == []
    dictionary.close()


@pytest.mark.parametrize(
    ("typed", "headword"), [("三区", "三区三线"), ("三區", "三区三线"), ("sqs", "三区三线"), ("wuxiao", "五小")]
)
def test_suggestions_complete_characters_of_either_script_and_pinyin(
    dictionary: Dictionary, typed: str, headword: str
) -> None:
    assert headword in [one["headword"] for one in dictionary.suggest(typed)]


def completions(dictionary: Dictionary, typed: str) -> list[str]:
    """What a look at every head gives: those that begin so, then those that sound so, then those that hold it."""
    statement = "SELECT headword FROM term JOIN search ON search.term = term.n ORDER BY row"
    heads = [head for (head,) in dictionary._session._idle[0].reader.connection.execute(statement)]
    key, spoken = term_key(typed), pinyin.normalize_pinyin(typed)
    starting = [head for head in heads if term_key(head).startswith(key)]
    sounding = [head for head in heads if any(each.startswith(spoken) for each in typed_for(head))]
    holding = [head for head in heads if key in term_key(head)]
    return list(dict.fromkeys((*starting, *(sounding if spoken.isascii() else ()), *holding)))


def typed_for(head: str) -> tuple[str, str]:
    reading = pinyin.read(head)
    return reading.plain, reading.initials


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    typed=st.text("三区线碳1+a", min_size=1, max_size=3)
    | st.sampled_from(["s", "sa", "sanqu", "qt", "sānqū", "tan1+"]),
    limit=st.integers(1, 30),
)
def test_suggestions_are_the_first_rows_of_a_scan(small_world: Dictionary, typed: str, limit: int) -> None:
    found = [one["headword"] for one in small_world.suggest(typed, limit)]
    assert found == completions(small_world, typed)[:limit]


@pytest.mark.parametrize("typed", ["", " ", "“", "\x00", "%", "'", '"', "* OR", "zzzzzzzzzzzzzz"])
def test_suggestions_take_anything(dictionary: Dictionary, typed: str) -> None:
    assert isinstance(dictionary.suggest(typed), list)


@pytest.mark.parametrize("q", ["。", "\x99", "“”"])
def test_a_question_without_a_character_to_look_for_has_no_answer(dictionary: Dictionary, q: str) -> None:
    for match in MODES:
        assert dictionary.search(Query(q, match)).items == ()


def test_exact_search_takes_the_steps_of_look_up(dictionary: Dictionary) -> None:
    for form in ("3区3线", "「三區三線」", "六化三认", "五小水利", "三区-三线"):
        found = dictionary.article(form)
        assert {item["id"] for item in dictionary.search(Query(form, "exact")).items} == {found.term, *found.others}


def test_words_that_only_look_up_knows_come_with_a_hint(dictionary: Dictionary) -> None:
    (hint,) = dictionary.search(Query("3区3线")).hints
    assert (hint["parameter"], hint["nearest"]) == ("q", "三区三线")


@pytest.mark.parametrize("typed", ["3区", "三qus", "三區", "sanqus", "三区3"])
def test_completions_know_digits_and_pinyin_behind_characters(dictionary: Dictionary, typed: str) -> None:
    assert dictionary.suggest(typed)[0]["headword"] == "三区三线"


@pytest.mark.parametrize(
    ("query", "facet"), [(Query(level="county"), "year"), (Query("三", "prefix", year=2023), "level")]
)
def test_years_and_levels_are_counted_within_one_source(dictionary: Dictionary, query: Query, facet: str) -> None:
    """What a facet promises next to the other's filter is what its own filter then leaves."""
    promised = dictionary.search(query).facets[facet]
    assert promised
    assert {value: dictionary.search(filtered_by(query, facet, value)).total for value in promised} == promised


@pytest.mark.parametrize("query", ["(", "（）", "[", "“”", "、", "…", "《", "\u200b", "*", '"', "(("])
@pytest.mark.parametrize("match", MODES)
def test_a_query_of_signs_alone_finds_nothing(small_world: Dictionary, query: str, match: str) -> None:
    """Folded they are nothing, and an empty expression is none to the full-text index."""
    assert small_world.search(Query(query, match)).total == 0
