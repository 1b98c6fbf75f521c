"""Every text of every response is in the requested script, whichever script its source is printed in."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from api import create_app
from glossary.chinese.script import SCRIPTS, render_in_script
from glossary.package_data import seed_files
from glossary.pipeline import harvest
from glossary.term_store import open_term_store

REPORT = """白鷺市政府工作報告

各位代表：
　　嚴守「三區三線」，推進「三拆四曬」，不得干預。他說：「要守住『三台』，再干擾就不行。」

名詞解釋
1.三區三線：「三區」指城鎮空間、農業空間、生態空間；「三線」指『城鎮開發邊界』、永久基本農田、生態保護紅線，不得干預。
2.三拆四曬：「三拆」指拆違章、拆危房、拆舊欄；「四曬」指曬計畫、曬進度、曬成績、曬問題。
3.五臺：指東臺、西臺、南臺、北臺、中臺。
"""
ROUTES = (
    "/v1/terms/三区三线",
    "/v1/terms/三拆四曬",
    "/v1/terms/三区三线/attestations",
    "/v1/terms/三区三线/timeline",
    "/v1/terms/三区三线/drift",
    "/v1/terms/永久基本农田/member-of",
    "/v1/terms/三区三线/near",
    "/v1/terms?q=三区",
    "/v1/suggest?q=san",
    "/v1/sources",
    "/v1/sources/{seed}",
    "/v1/sources/{seed}/unexplained",
    "/v1/sources/{report}",
    "/v1/sources/{report}/unexplained",
)
QUOTED = frozenset(("variants", "match", "origin", "origins", "text_fragment", "message", "findings", "document"))
"""What is quoted (forms, file names, what the client sent) or is in English."""
LANGUAGES = {"zh-Hans": "zh-CN", "zh-Hant": "zh-Hant", "zh-Hant-TW": "zh-TW,zh;q=0.5", "zh-Hant-HK": "zh-HK"}


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A service over the seeds and a report in traditional characters."""
    folder = tmp_path_factory.mktemp("mixed")
    report = folder / "report.txt"
    report.write_text(REPORT, "utf-8")
    db: Path = folder / "mixed.db"
    with open_term_store(db) as store:
        harvest([*map(str, seed_files()), str(report)], store)
    with create_app({"db": db}).test_client() as client:
        yield client


def _path(client: FlaskClient, route: str) -> str:
    sources = client.get("/v1/sources").get_json()["sources"]
    by_script = {each["script"]: each["id"] for each in sources}
    return quote(route.format(seed=by_script["zh-Hans"], report=by_script["zh-Hant"]), safe="/?=&")


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for name, each in value.items() if name not in QUOTED for text in _texts(each))
    elif isinstance(value, list):
        yield from (text for each in value for text in _texts(each))


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("route", ROUTES)
def test_no_text_is_left_in_another_script(mixed: FlaskClient, route: str, script: str) -> None:
    """By the parameter and by Accept-Language alike; the header names the script."""
    path = _path(mixed, route)
    reply = mixed.get(f"{path}{'&' if '?' in path else '?'}script={script}")
    preferred = mixed.get(path, headers={"Accept-Language": LANGUAGES[script]})

    assert reply.headers["Content-Language"] == preferred.headers["Content-Language"] == script
    assert reply.get_json() | {"next": None} == preferred.get_json() | {"next": None}
    for text in _texts(reply.get_json()):
        assert render_in_script(text, script) == text


def test_what_is_printed_in_traditional_characters_is_not_converted_into_them(mixed: FlaskClient) -> None:
    """干預 stays 干預, which s2t would turn into 幹預; the simplified texts next to it are converted."""
    definitions = mixed.get("/v1/terms/三区三线?script=zh-Hant").get_json()["senses"][0]["definitions"]
    texts = {each["text"] for each in definitions}

    assert any("不得干預" in text for text in texts)
    assert any("「三區」指城鎮空間、農業空間、生態空間三種類型" in text for text in texts)
    lines = mixed.get("/v1/terms/三台/attestations?script=zh-Hant-TW").get_json()["lines"]
    assert [line["sentence"] for line in lines] == ["他說：「要守住『三台』，再干擾就不行。」"]


def test_quotation_marks_and_lengths_follow(mixed: FlaskClient) -> None:
    """「…『…』…」 in a traditional answer, “…‘…’…” in a simplified one, every offset at its place."""
    report = _path(mixed, "/v1/sources/{report}/text")
    text = mixed.get(report).text
    for script in SCRIPTS:
        shown = mixed.get(report, query_string={"script": script})
        lines = mixed.get("/v1/terms/三台/attestations", query_string={"script": script}).get_json()["lines"]

        assert len(shown.text) == len(text)
        assert shown.text[lines[0]["start"] : lines[0]["end"]] == lines[0]["keyword"]
        assert ("“要守住‘三台’" in shown.text) is (script == "zh-Hans")
    assert mixed.get(report, headers={"Accept-Language": "zh-CN"}).text == text == REPORT


def test_headwords_are_shown_as_printed_in_lists_as_in_articles(mixed: FlaskClient) -> None:
    """A source prints 五臺; the conversion for Hong Kong would write 五台."""
    article = mixed.get("/v1/terms/五台?script=zh-Hant-HK").get_json()
    row = mixed.get("/v1/terms?q=五台&script=zh-Hant-HK").get_json()["terms"][0]
    term = mixed.post("/v1/annotations?script=zh-Hant-HK", json={"text": "「五臺」"}).get_json()["terms"][0]

    assert article["headword"] == row["headword"] == term["headword"] == "五臺"


def test_explanations_in_a_text_follow_its_script(mixed: FlaskClient) -> None:
    """A traditional text is explained in traditional characters without a request for them."""
    for body, expected in (("嚴守三區三線。", "城鎮空間"), ("严守三区三线。", "城镇空间")):
        for form in ("inline", "footnotes", "span", "ruby"):
            shown = mixed.post(f"/v1/annotations?format={form}", data=body, content_type="text/plain")

            assert expected in shown.text, (body, form)


def test_a_page_is_converted_where_it_is_text_and_nowhere_else(mixed: FlaskClient) -> None:
    """A link to /发展.html must go on leading there; scripts, styles, attributes and comments stay."""
    page = '<a href="/发展.html" title="发展">发展</a><script>"发展"</script><!--发展--><style>发展{}</style>三区三线'
    shown = mixed.post("/v1/annotations?script=zh-Hant", data=page, content_type="text/html").text

    head = '<a href="/发展.html" title="发展">發展</a><script>"发展"</script><!--发展--><style>发展{}</style>'
    assert shown.startswith(head)
    assert ">三區三線</span>" in shown


def test_facets_of_a_traditional_answer_are_values_that_its_filters_take(mixed: FlaskClient) -> None:
    """A client that reads N個X in a response sends it back."""
    page = mixed.get("/v1/terms?script=zh-Hant-TW").get_json()
    for name in ("shape", "region"):
        for value, count in page["facets"][name].items():
            found = mixed.get("/v1/terms", query_string={name: value, "script": "zh-Hant-TW"}).get_json()

            assert found["total"] == count, (name, value)


def test_conversion_goes_both_ways(client: FlaskClient) -> None:
    """Quotation marks, too; an apostrophe is none."""
    reply = {"text": "「三區『三線』」，People’s", "to": "zh-Hans"}

    assert client.get("/v1/convert", query_string=reply).get_json()["text"] == "“三区‘三线’”，People’s"
    assert client.get("/v1/convert", query_string={**reply, "quotes": "false"}).get_json()["text"][0] == "「"
    back = client.get("/v1/convert", query_string={"text": "“三区‘三线’”，People’s", "to": "zh-Hant-TW"})
    assert back.get_json()["text"] == "「三區『三線』」，People’s"


@pytest.mark.parametrize("path", ["", "/timeline", "/near", "/drift", "/attestations"])
def test_suggestions_of_a_miss_come_in_the_script_of_the_answer(client: FlaskClient, path: str) -> None:
    """By parameter and by header; for one form and for many."""
    by_name = client.get(f"/v1/terms/三区四线{path}?script=zh-Hant-TW").get_json()
    by_header = client.get(f"/v1/terms/三区四线{path}", headers={"Accept-Language": "zh-TW"}).get_json()
    many = client.post("/v1/lookup", json={"forms": ["三区四线"], "script": "zh-Hant-TW"}).get_json()

    assert by_name["suggestions"][0] == by_header["suggestions"][0] == "三區三線"
    assert many["results"][0]["suggestions"][0] == "三區三線"


def test_the_dictionary_s_word_for_an_unknown_slogan_is_converted(client: FlaskClient) -> None:
    """Its surface stays as sent, for it is the text between its offsets."""
    actual = client.post("/v1/annotations?unknown=true&script=zh-Hant-TW", json={"text": "推进“九维九实”。"}).get_json()
    (found,) = actual["unknown"]

    assert (found["surface"], found["core"]) == ("“九维九实”", "九維九實")


@pytest.mark.parametrize(
    ("reply", "given"),
    [
        ("zh-Hant-MO", "zh-Hant-HK"),
        ("cmn-Hant", "zh-Hant"),
        ("zh-cmn-Hant-TW", "zh-Hant-TW"),
        ("cmn", "zh-Hans"),
        ("yue", "zh-Hant-HK"),
        ("yue-Hans", "zh-Hans"),
        ("cmnx-Hant", "zh-Hans"),
    ],
)
def test_every_tag_of_chinese_leads_to_its_script(client: FlaskClient, reply: str, given: str) -> None:
    """Macau prints as Hong Kong does; Mandarin's own tag is Chinese."""
    response = client.get("/v1/terms/三微", headers={"Accept-Language": reply})

    assert response.headers["Content-Language"] == given
