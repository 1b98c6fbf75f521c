"""The pages without a browser: what they find, keep, name and refuse."""

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from api import create_app
from api.pages import home
from api.pages._interface_text import interface_text
from api.pages.home import EXAMPLES
from glossary.pipeline import harvest
from glossary.term_store import open_term_store

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
REPORT = """{place}政府工作报告

——{year}年1月5日在{place}第十五届人民代表大会第六次会议上

各位代表：现在，我代表市人民政府作工作报告。我们实施“六小工程”。

名词解释：
1.六小工程：指{members}六项工程。
2.三好学生：指思想好、学习好、身体好的学生。
"""
ROADS, TREES = "修路、修桥、修渠、修塘、修坝、修站", "种树、种草、种花、种粮、种菜、种茶"


@pytest.fixture
def two_senses(tmp_path: Path) -> Iterator[FlaskClient]:
    """A service over two reports that mean different things by 六小工程; it takes 60 characters at once."""
    for place, year, members in (("株洲市", 2021, ROADS), ("成都市", 2013, TREES)):
        (tmp_path / f"{year}.txt").write_text(REPORT.format(place=place, year=year, members=members), "utf-8")
    with open_term_store(tmp_path / "two.db") as store:
        harvest([str(tmp_path / "2021.txt"), str(tmp_path / "2013.txt")], store)
    with create_app({"db": tmp_path / "two.db", "max_text": 60}).test_client() as client:
        yield client


def _page(client: FlaskClient, path: str, **reply: Any) -> str:
    return client.get(path, headers=BROWSER, **reply).get_data(as_text=True)


def _headwords(page: str) -> list[str]:
    found = re.findall(r'class="headword" href="[^"]*"[^>]*>(.*?)</a>', page)
    return [re.sub(r"</?mark>", "", each) for each in found]


def _main(page: str) -> str:
    """The words of a page's main part."""
    main = page.partition("<main")[2].partition("</main>")[0]
    return html.unescape(re.sub(r"<[^>]*>", " ", main.partition(">")[2]))


@pytest.mark.parametrize("q", [*EXAMPLES, "３区3线"])
def test_every_example_of_the_page_leads_to_the_article(client: FlaskClient, q: str) -> None:
    """And the page names the step that found it."""
    page = _page(client, "/", query_string={"q": q})

    assert "三区三线" in _headwords(page)[:5]
    assert "按拼音查到" in page or "所查的词条" in page


@pytest.mark.parametrize(
    "filters",
    [
        {"kind": "term"},
        {"number": "3", "explained": "true"},
        {"region": "湖南省"},
        {"level": "county", "year": "2023"},
        {"shape": "NXNX"},
    ],
    ids="+".join,
)
def test_filters_are_those_of_the_api(client: FlaskClient, filters: dict[str, str]) -> None:
    """The same parameters, the same rows, the same counts."""
    page = _page(client, "/", query_string=filters)
    actual = client.get("/v1/terms", query_string=filters).get_json()

    assert _headwords(page) == [row["headword"] for row in actual["terms"]]
    assert f"共 {actual['total']} 条" in _main(page)
    counted = re.findall(r'<span class="count">(\d+)</span>', page)
    assert sorted(map(int, counted)) == sorted(rows for values in actual["facets"].values() for rows in values.values())


def test_a_filter_is_put_on_and_taken_off_by_links(client: FlaskClient) -> None:
    """Its own, keeping the question, the way of searching and the other filters."""
    page = _page(client, "/?q=三&match=prefix&year=2023")
    links = [html.unescape(link) for link in re.findall(r'href="(/\?[^"]*)"', page)]

    assert "/?q=%E4%B8%89&match=prefix&year=2023&kind=numeral_slogan" in links
    assert "/?q=%E4%B8%89&match=prefix" in links


def test_a_new_question_keeps_way_filters_and_script(client: FlaskClient) -> None:
    """The form carries them; what belongs to the old question it does not."""
    page = _page(client, "/?q=三&match=prefix&year=2023&script=zh-Hant")

    assert dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page)) == {
        "match": "prefix",
        "year": "2023",
        "script": "zh-Hant",
    }


def test_the_next_page_goes_on_where_the_first_one_ended(client: FlaskClient) -> None:
    """Also where pinyin had to find the rows: the link shows it."""
    page = _page(client, "/?q=s&limit=3&match=pinyin")
    found = _headwords(page)
    while following := re.search(r'rel="next" href="([^"]*)"', page):
        page = _page(client, html.unescape(following[1]))
        found += _headwords(page)

    actual = client.get("/v1/terms?q=s&match=pinyin&limit=200").get_json()["terms"]
    assert found == [row["headword"] for row in actual]


@pytest.mark.parametrize(
    ("path", "status", "message"),
    [
        ("/?cursor=zzz", 422, "翻页链接已经失效"),
        ("/sitemap.xml?yaer=2023", 400, "此页没有参数“yaer”。"),
        ("/?year=1", 422, "年份应在 1949 到 2100 之间。"),
        ("/?script=tlh", 422, "文字只有简体、繁体、台湾、香港四种。"),
        ("/terms/没有这个", 404, "词典里没有这样写的词条。"),
        ("/sources/s0", 404, "词典收录的文献里没有这个编号。"),
        ("/nowhere", 404, "这个地址下没有内容。"),
    ],
)
def test_error_pages_are_in_chinese(client: FlaskClient, path: str, status: int, message: str) -> None:
    """In words of the page; English is only the code."""
    answer = client.get(path, headers=BROWSER)
    words = _main(answer.get_data(as_text=True))

    assert answer.status_code == status
    assert message in words
    assert not re.search(r"[A-Za-z]{3,} [A-Za-z]{2,}", words)


@pytest.mark.parametrize(
    ("path", "link"),
    [
        ("/terms/底色 &好", "/?q=%E5%BA%95%E8%89%B2%20%26%E5%A5%BD"),
        ("/terms/底色?script=zh-Hant-TW", "/?q=%E5%BA%95%E8%89%B2&script=zh-Hant-TW"),
    ],
)
def test_a_miss_leads_to_the_search(client: FlaskClient, path: str, link: str) -> None:
    """It also finds what is in definitions, and keeps the script."""
    links = [html.unescape(each) for each in re.findall(r'href="([^"]+)"', client.get(path, headers=BROWSER).text)]

    assert link in links
    assert client.get(link, headers=BROWSER).status_code == 200


@pytest.mark.parametrize("path", ["/terms/三區四線", "/?year=1", "/sources/s0", "/nowhere"])
def test_an_error_page_keeps_the_script(client: FlaskClient, path: str) -> None:
    """Language, words, suggestions and links."""
    answer = client.get(f"{path}{'&' if '?' in path else '?'}script=zh-Hant-TW", headers=BROWSER)
    page = answer.get_data(as_text=True)

    assert answer.headers["Content-Language"] == "zh-Hant-TW"
    assert '<html lang="zh-Hant-TW">' in page
    assert "政府工作報告詞典</title>" in page
    assert 'href="/?script=zh-Hant-TW"' in page


@pytest.mark.parametrize(
    "path",
    ["/", "/terms/五小", "/terms/没有", "/?year=1", "/nowhere", "/sources", "/read", "/sources/s0", "/downloads?x=1"],
)
@pytest.mark.parametrize("accept", [BROWSER["Accept"], "application/json, text/html;q=0.1", "application/json"])
def test_pages_have_one_vary_header(client: FlaskClient, path: str, accept: str) -> None:
    """Pages and their errors depend on type, language and coding for every client."""
    answer = client.get(path, headers={"Accept": accept})

    assert answer.headers.get_all("Vary") == ["Accept, Accept-Language, Accept-Encoding"]


def test_a_blank_query_is_empty(client: FlaskClient) -> None:
    """The title is that of the page."""
    assert "<title>政府工作报告词典</title>" in _page(client, "/?q=%20")


def test_every_line_of_a_concordance_names_its_source_and_year(client: FlaskClient) -> None:
    """And leads to the place, and names its end."""
    page = _page(client, "/terms/三大攻坚战")
    actual = client.get("/v1/terms/三大攻坚战/attestations?limit=12").get_json()["lines"]

    for line in actual:
        assert f"/sources/{line['source']}?at={line['start']}&amp;end={line['end']}#at" in page
    assert page.count('class="where"') == len(actual)
    assert str(actual[0]["year"]) in page.partition('class="kwic"')[2]


def test_all_places_of_a_term_are_pages_for_readers(client: FlaskClient) -> None:
    """Every one, page by page, as the API lists them."""
    page = _page(client, "/terms/三大攻坚战/attestations?limit=3")
    ends = re.findall(r'class="key" href="[^"]*at=(\d+)', page)
    while following := re.search(r'rel="next" href="([^"]*)"', page):
        page = _page(client, "/terms/三大攻坚战/attestations" + html.unescape(following[1]))
        ends += re.findall(r'class="key" href="[^"]*at=(\d+)', page)

    actual = client.get("/v1/terms/三大攻坚战/attestations?limit=200").get_json()["lines"]
    assert list(map(int, ends)) == [line["start"] for line in actual]


def _text(page: str) -> str:
    written = re.split(r'<div class="text"[^>]*>', page)[1].partition("</div>\n</div>")[0]
    return html.unescape(re.sub(r"<[^>]*>", "", written))


def test_the_requested_place_is_marked(client: FlaskClient) -> None:
    """From ``at`` to ``end``, terms within it as well."""
    definition = client.get("/v1/terms/三区三线").get_json()["senses"][0]["definitions"][0]
    source = definition["source"]
    page = _page(client, f"/sources/{source}?at={definition['start']}&end={definition['end']}")
    text = client.get(f"/v1/sources/{source}/text").get_data(as_text=True)

    marked = "".join(re.findall(r"<mark[^>]*>(.*?)</mark>", page, re.DOTALL))
    assert html.unescape(re.sub(r"<[^>]*>", "", marked)) == text[definition["start"] : definition["end"]].replace(
        "**", ""
    )
    assert _text(page) == re.sub(r"\*\*", "", text)
    assert page.count('id="at"') == 1


def test_readers_see_no_marks_of_layout(tmp_path: Path) -> None:
    """Neither front matter nor comments nor ``**`` and ``#`` of a Markdown file; places are marked all the same."""
    written = "---\ntitle: 某市政府工作报告\n---\n# 报告\n\n<!-- 图 -->**三区三线**：指某某。\n"
    (tmp_path / "report.md").write_text(written, "utf-8")
    with open_term_store(tmp_path / "one.db") as store:
        harvest([str(tmp_path / "report.md")], store)
    client = create_app({"db": tmp_path / "one.db"}).test_client()
    source = client.get("/v1/sources").get_json()["sources"][0]["id"]
    page = _page(client, f"/sources/{source}?at={written.index('三区')}")

    assert client.get(f"/v1/sources/{source}/text").get_data(as_text=True) == written
    assert _text(page).strip() == "报告\n\n三区三线：指某某。"
    assert '<mark id="at">' in page


@pytest.mark.parametrize(
    ("context", "members"),
    [
        ({"region": "株洲市"}, ROADS),
        ({"region": "成都市"}, TREES),
        ({"year": "2021"}, ROADS),
        ({"year": "2013"}, TREES),
    ],
    ids=["Zhuzhou", "Chengdu", "2021", "2013"],
)
def test_year_and_place_of_a_pasted_text_choose_the_sense(
    two_senses: FlaskClient, context: dict[str, str], members: str
) -> None:
    """As they do for ``/v1/annotations``."""
    page = two_senses.post(
        "/read", data={"text": "推进六小工程。", "year": "", "region": "", **context}, headers=BROWSER
    )

    assert members in _main(page.get_data(as_text=True))


def test_a_text_that_is_too_long_stays_in_its_field(two_senses: FlaskClient) -> None:
    """The limit is that of this instance, and the page names it."""
    assert 'maxlength="60"' in _page(two_senses, "/read")

    answer = two_senses.post("/read?script=zh-Hant", data={"text": "六小工程" * 20, "year": "2021"}, headers=BROWSER)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 413
    assert "六小工程" * 20 + "</textarea>" in page
    assert "文字有 80 字，一次最多 60 字" in page
    assert 'value="2021"' in page


def test_a_wrong_year_leaves_the_text_in_its_field(two_senses: FlaskClient) -> None:
    """422 with the reason."""
    answer = two_senses.post("/read", data={"text": "六小工程", "year": "1066"}, headers=BROWSER)

    assert answer.status_code == 422
    assert "六小工程</textarea>" in answer.get_data(as_text=True)
    assert "年份应在 1949 到 2100 之间。" in answer.get_data(as_text=True)


def test_programs_that_post_a_form_get_problem_documents(two_senses: FlaskClient) -> None:
    """As everywhere."""
    long = two_senses.post("/read", data={"text": "六小工程" * 20})
    wrong = two_senses.post("/read", data={"text": "六小工程", "year": "1066"})

    assert (long.status_code, long.get_json()["code"]) == (413, "too-large")
    assert (wrong.status_code, wrong.get_json()["code"]) == (422, "invalid-request")


def test_links_to_the_reference_keep_the_script(client: FlaskClient) -> None:
    """As all others do."""
    assert 'href="/docs?script=zh-Hant-HK"' in _page(client, "/read?script=zh-Hant-HK")


def test_counts_of_written_forms_note_that_they_overlap(two_senses: FlaskClient) -> None:
    """Forms in quotation marks also count for the form without them; the total is shown."""
    words = re.sub(r"\s+", " ", _main(_page(two_senses, "/terms/六小工程")))

    assert "“六小工程” 2 处" in words
    assert "全条共 4 处" in words
    assert "各数不能相加" in words


def test_groups_are_labelled_as_the_headword_prints_them(client: FlaskClient) -> None:
    """三区 and not 3 区, in every script."""
    assert re.findall(r'class="what">([^<]*)<', _page(client, "/terms/三区三线")) == ["三区", "三线"]
    assert re.findall(r'class="what">([^<]*)<', _page(client, "/terms/三区三线?script=zh-Hant")) == ["三區", "三線"]


def test_years_without_sources_are_shown(two_senses: FlaskClient) -> None:
    """A chart that leaves them out would show 2013 next to 2021; every bar has its numbers."""
    words = re.sub(r"\s+", " ", _main(_page(two_senses, "/terms/六小工程")))

    assert "2013 1 / 1 2014–2020 没有收录文献 2021 1 / 1" in words


def test_readers_in_taiwan_see_zhuyin(client: FlaskClient) -> None:
    """Beside pinyin."""
    assert "ㄙㄢ ㄑㄩ ㄙㄢ ㄒㄧㄢˋ" in _page(client, "/terms/三区三线?script=zh-Hant-TW")
    assert "ㄙㄢ" not in _page(client, "/terms/三区三线")


@pytest.mark.parametrize(
    ("path", "media_type", "holds"),
    [("/robots.txt", "text/plain", "User-agent: *"), ("/favicon.ico", "image/svg+xml", "<svg")],
)
def test_files_that_browsers_request_by_themselves_exist(
    client: FlaskClient, path: str, media_type: str, holds: str
) -> None:
    """By browsers and crawlers."""
    answer = client.get(path)

    assert answer.mimetype == media_type
    assert holds in answer.get_data(as_text=True)


def test_a_page_in_another_script_explains_no_difference_where_there_is_none(client: FlaskClient) -> None:
    """The headword is converted, but the form of the request is the article's own."""
    assert "而來" not in _page(client, "/terms/三区三线?script=zh-Hant-TW")
    assert "而來" in _page(client, "/terms/3区3线?script=zh-Hant-TW")


def test_numbers_of_five_digits_are_grouped() -> None:
    """Four digits stay whole; English words after a number are in the singular or plural."""
    assert interface_text("共 {n} 条", "zh", "zh-Hans", n=11216) == "共 11,216 条"
    assert interface_text("共 {n} 条", "en", "zh-Hans", n=2023) == "2023 terms"
    assert interface_text("{sources} 份文献，{places} 处", "en", "zh-Hans", sources=1, places=3).endswith("in 1 source")


def test_the_sitemap_has_every_source(two_senses: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many fit into one page of the list."""
    monkeypatch.setattr(home, "MAX_SOURCES_PER_PAGE", 1)
    ids = [each["id"] for each in two_senses.get("/v1/sources").json["sources"]]
    sitemap = two_senses.get("/sitemap.xml").get_data(as_text=True)
    assert len(ids) == 2
    assert all(f"/sources/{each}<" in sitemap for each in ids)
