"""The pages of sources: the list, one source, and how other pages name them."""

import html
import re
from pathlib import Path

from flask.testing import FlaskClient

from api import create_app
from glossary.pipeline import harvest
from glossary.term_store import open_term_store
from tests.api.test_page_answers import REPORT, ROADS, _main, _page


def test_the_list_of_sources_names_each_with_its_place_year_and_terms(client: FlaskClient) -> None:
    """Linked from every page, in the reader's script, each leading to its page."""
    assert 'href="/sources"' in _page(client, "/")
    page = _page(client, "/sources?limit=3&script=zh-Hant")
    following = re.search(r'rel="next" href="([^"]*)"', page)
    assert following
    rest = _page(client, "/sources" + html.unescape(following[1]))
    actual = client.get("/v1/sources").get_json()["sources"]

    linked = re.findall(r'href="/sources/(s\w+)\?script=zh-Hant"', page + rest)
    assert sorted(linked) == sorted(each["id"] for each in actual)
    assert "株洲市荷塘區" in page
    assert "縣級" in page
    assert len(re.findall(r"\d+\s+條詞條", _main(page))) == 3


def test_a_cited_place_opens_in_the_original(tmp_path: Path) -> None:
    """A place of a source leads to the same place of the document it was taken from, if its address is known."""
    report = REPORT.format(place="株洲市", year=2021, members=ROADS)
    (tmp_path / "2021.md").write_text(f"---\nurl: https://example.org/2021.html\n---\n\n<!-- 1 -->\n{report}", "utf-8")
    with open_term_store(tmp_path / "cited.db") as store:
        harvest([str(tmp_path / "2021.md")], store)
    with create_app({"db": tmp_path / "cited.db"}).test_client() as client:
        line = client.get("/v1/terms/六小工程/attestations").json["lines"][0]
        whole = _page(client, f"/sources/{line['source']}")
        place = _page(client, f"/sources/{line['source']}?at={line['start']}&end={line['end']}")

    assert 'href="https://example.org/2021.html"' in whole
    assert f'href="{html.escape(line["text_fragment"])}"' in place
    assert re.search(r'<div class="text"[^>]*>株洲市政府工作报告', whole), "no blank lines before the text"


def test_a_source_without_a_title_has_the_name_of_its_file_everywhere(tmp_path: Path) -> None:
    """The list of sources, its own page, the article and the occurrences; a row of the search names issuers only."""
    (tmp_path / "讲话.txt").write_text("推进“三微”。\n\n名词解释\n\n1.三微：微广场、微花园、微车站。\n", "utf-8")
    with open_term_store(tmp_path / "terms.db") as store:
        harvest([str(tmp_path / "讲话.txt")], store)
    with create_app({"db": tmp_path / "terms.db"}).test_client() as client:
        source = client.get("/v1/sources").get_json()["sources"][0]["id"]
        paths = ("/sources", f"/sources/{source}", "/terms/三微", "/terms/三微/attestations")
        pages = [_main(_page(client, path)) for path in paths]
        row = _main(_page(client, "/"))

    assert [page.count("讲话.txt") > 0 for page in pages] == [True] * 4
    assert "发布单位不详" in row
