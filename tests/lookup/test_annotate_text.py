"""A text explained: places, the table of terms, unknown slogans, marked HTML, unpacked slogans."""

import orjson
import pytest

from glossary.errors import InvalidQueryError
from glossary.lookup import Dictionary

TEXT = "😀统筹划定「三區三線」，建设五小水利，推进“四轮八驱”。"


def test_places_lead_into_the_table_of_terms(dictionary: Dictionary) -> None:
    found = dictionary.annotate(TEXT)
    terms = found.terms()
    assert [(TEXT[start:end], terms[term]["headword"]) for start, end, _, _, term in found.matches] == [
        ("三區三線", "三区三线"),
        ("五小水利", "五小"),
        ("四轮八驱", "四轮八驱"),
    ]
    assert terms[1]["why"].startswith("form")
    assert [term["explained"] for term in terms] == [True, True, False]
    encoded = TEXT.encode("utf-16-le")
    for start, end, first, last, _ in found.matches:
        assert encoded[2 * first : 2 * last].decode("utf-16-le") == TEXT[start:end]


def test_the_result_as_json_has_the_same_content(dictionary: Dictionary) -> None:
    found = dictionary.annotate(TEXT, unknown=True)
    read = orjson.loads(found.json())
    assert read["terms"] == found.terms()
    assert [tuple(row) for row in read["matches"]] == found.matches
    assert (read["length"], read["utf16_length"]) == (len(TEXT), len(TEXT) + 1)
    assert read["revision"] == dictionary.revision


def test_slogans_that_the_dictionary_lacks_are_named(dictionary: Dictionary) -> None:
    unknown = dictionary.annotate(TEXT, unknown=True).unknown
    assert [one["core"] for one in unknown] == ["四轮八驱"]
    assert TEXT[unknown[0]["start"] : unknown[0]["end"]] == unknown[0]["surface"]


def test_without_definitions_of_the_text_itself_the_lexicon_alone_decides(dictionary: Dictionary) -> None:
    text = f"{TEXT}\n\n名词解释\n1.四轮八驱：指四个轮子和八个驱动。\n2.三区三线：三个区域、三条线路。\n"
    found = dictionary.annotate(text, own=False)
    assert [text[start:end] for start, end, *_ in found.matches] == ["三區三線", "五小水利", "三区三线"]
    assert {term["origin"] for term in found.terms()} == {"dictionary"}
    assert {term["origin"] for term in dictionary.annotate(text).terms()} == {"text", "dictionary"}
    both = dictionary.annotate(text, own=False, unknown=True)
    assert both.matches == found.matches
    assert [each["core"] for each in both.unknown] == ["四轮八驱"]


def test_without_definitions_of_the_text_itself_a_page_has_the_marks_of_the_lexicon(dictionary: Dictionary) -> None:
    html = "<p>推进“四轮八驱”，划定三区三线</p>"
    assert dictionary.annotate_html(html).count("glossary-term") == 2
    assert dictionary.annotate_html(html, own=False).count("glossary-term") == 1
    notes = "推进“四轮八驱”，即四轮、八驱，划定三区三线"
    assert "四轮、八驱）" not in dictionary.unpack(notes, own=False)


def test_all_places_hold_the_longest_ones(dictionary: Dictionary) -> None:
    longest = {row[:2] for row in dictionary.annotate(TEXT).matches}
    assert longest <= {row[:2] for row in dictionary.annotate(TEXT, policy="all").matches}


def test_html_is_marked_in_its_text_only(dictionary: Dictionary) -> None:
    html = '<p title="三区三线">三区三线 <b>&amp;</b></p><script>"三区三线"</script>'
    marked = dictionary.annotate_html(html)
    assert marked.count("glossary-term") == 1
    assert marked.startswith('<p title="三区三线"><span class="glossary-term" data-term="t')
    assert "<ruby" in dictionary.annotate_html(html, mode="ruby")


def test_slogans_are_opened_in_line_and_in_footnotes(dictionary: Dictionary) -> None:
    inline = dictionary.unpack("建设“五小”水利，五小水利好")
    assert inline == "建设“五小”水利（小水窖、小水池、小泵站、小塘坝、小水渠），五小水利好"
    notes = dictionary.unpack("建设“五小”水利。", style="footnotes")
    assert notes.startswith("建设“五小”水利[1]。\n\n[1] 五小：")


@pytest.mark.parametrize(
    ("arguments", "parameter"),
    [({"text": "三", "policy": "shortest"}, "policy"), ({"text": "三" * 1_048_577}, "text")],
)
def test_bounds_are_refused_by_name(dictionary: Dictionary, arguments: dict[str, str], parameter: str) -> None:
    with pytest.raises(InvalidQueryError) as caught:
        dictionary.annotate(**arguments)  # type: ignore[arg-type]
    assert caught.value.parameter == parameter


def test_a_small_text_does_not_become_a_large_answer(dictionary: Dictionary, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same explanation at every place is bounded; at the first place of each term it is always given."""
    monkeypatch.setattr("glossary.lookup.annotate_text.MAX_ADDED", 100)
    text = "五小水利，" * 50
    for explained in (dictionary.unpack, dictionary.annotate_html):
        with pytest.raises(InvalidQueryError, match="first"):
            explained(text, first=False)
        assert "小水窖" in explained(text, first=True)
