"""An article in another script: texts converted in place, written forms as attested."""

from collections.abc import Iterator

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.chinese.script import SCRIPTS
from glossary.lookup import Dictionary, open_dictionary
from glossary.lookup.results import convert_article
from tests.lookup.test_sessions import harvest_text, report


@pytest.fixture(scope="module")
def both_scripts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dictionary]:
    """A dictionary of one traditional report that writes 臺 where Hong Kong's conversion would write 台."""
    folder = tmp_path_factory.mktemp("scripts")
    text = report("「三臺」：指東臺、西臺、北臺。", "「四渠」：指東渠、西渠、南渠、北渠。")
    harvest_text(folder / "d.db", folder / "a.txt", text)
    dictionary = open_dictionary(folder / "d.db")
    yield dictionary
    dictionary.close()


def test_an_attested_headword_is_preferred_to_a_converted_one(both_scripts: Dictionary) -> None:
    answer = both_scripts.article("三台", "zh-Hant-HK").article()
    attested = {one["form"] for one in answer["variants"] if one["origin"] == "attested"}
    assert answer["headword"] == "三臺"
    assert "三臺" in attested


def test_a_traditional_report_answers_simplified_and_traditional_forms_alike(both_scripts: Dictionary) -> None:
    assert both_scripts.article("四渠").term == both_scripts.article("「四渠」").term
    assert both_scripts.article("三台").term == both_scripts.article("三臺").term


TEXTS = st.text('三区线发台里“”‘’、"\\{}:,[]a\n', max_size=20)


@settings(deadline=None, max_examples=200)
@given(headword=TEXTS, definition=TEXTS, form=TEXTS, script=st.sampled_from(SCRIPTS))
def test_conversion_keeps_the_article_and_its_lengths(headword: str, definition: str, form: str, script: str) -> None:
    """Whatever the words hold, quotes and brackets of JSON included."""
    article = {
        "id": "t0",
        "headword": headword,
        "variants": [{"form": form, "script": "zh-Hans", "origin": "attested", "kind": "headword", "count": 1}],
        "senses": [{"definition": definition}],
    }
    converted = orjson.loads(convert_article(orjson.dumps(article), script))
    assert converted["variants"] == article["variants"]
    assert len(converted["headword"]) == len(headword)
    assert len(converted["senses"][0]["definition"]) == len(definition)
    assert converted["id"] == "t0"
