"""Page after page: every row once, also while the dictionary grows between them."""

from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from api import create_app
from glossary.package_data import seed_files
from glossary.pipeline import harvest
from glossary.term_store import open_term_store

NEW = """白鹭市政府工作报告

各位代表：
　　严守三区三线，推进“七纵八横”“三清四改”“一港双城”建设，实施“九狗十猫”工程，做好三农工作。
"""


def _follow(client: FlaskClient, url: str) -> tuple[list[dict[str, Any]], str | None]:
    """The rows of a page, and where its Link header leads."""
    response = client.get(url)
    links = response.headers.get("Link", "").split(", ")
    following = next((link[1:].partition(">")[0] for link in links if link.endswith('rel="next"')), None)
    body = response.get_json()
    assert bool(body["next"]) is bool(following)
    return body["terms"], following


@pytest.mark.parametrize(
    "query",
    ["limit=7", "q=三&limit=3", "q=s&match=pinyin&limit=4", "q=三区三县&match=fuzzy&limit=2", "kind=term&limit=2&q=水"],
)
def test_links_lead_through_every_row_once(client: FlaskClient, query: str) -> None:
    """The Link header and ``next`` agree; ``total`` is what the pages hold."""
    found = _all(client, query)

    assert len(found) == len(set(found)) == client.get(f"/v1/terms?{query}").get_json()["total"]


@pytest.mark.parametrize("query", ["limit=5", "q=三&limit=3", "kind=numeral_slogan&limit=4"])
def test_a_harvest_between_two_pages_loses_and_repeats_no_row_that_it_leaves_alone(tmp_path: Path, query: str) -> None:
    """New terms are in their place; only a term whose own rank changed may be missed or met twice."""
    db, report = tmp_path / "grows.db", tmp_path / "new.txt"
    report.write_text(NEW, "utf-8")
    with open_term_store(db) as store:
        harvest([str(seed) for seed in seed_files()], store)
    client = create_app({"db": db}).test_client()
    before = {row["id"]: row for row in client.get("/v1/terms?limit=200").get_json()["terms"]}
    wanted = set(_all(client, query))
    rows, url = _follow(client, f"/v1/terms?{query}")
    revision = client.get(f"/v1/terms?{query}").get_json()["revision"]
    with open_term_store(db) as store:
        harvest([str(report)], store)
    found = [row["id"] for row in rows]
    while url:
        rows, url = _follow(client, url)
        found += [row["id"] for row in rows]
    after = {row["id"]: row for row in client.get("/v1/terms?limit=200").get_json()["terms"]}
    untouched = {term for term in wanted if before[term]["sources"] == after[term]["sources"]}

    assert client.get(f"/v1/terms?{query}").get_json()["revision"] != revision
    assert after.keys() > before.keys()
    assert len(wanted - untouched) >= 1
    assert all(found.count(term) == 1 for term in untouched)


FOREIGN = (
    ("/v1/terms?q=三&limit=3", "/v1/terms?q=三&match=prefix&limit=3"),
    ("/v1/terms?limit=3", "/v1/sources?limit=3"),
    ("/v1/sources?limit=1", "/v1/findings?limit=1"),
    ("/v1/sources?limit=1", "/v1/sources?limit=1&level=county"),
    ("/v1/findings?limit=1", "/v1/findings?limit=1&code=I302"),
    ("/v1/terms/五小/attestations?limit=1", "/v1/terms/三区三线/attestations?limit=1"),
)


@pytest.mark.parametrize(("own", "other"), FOREIGN)
def test_a_cursor_is_opaque_and_good_for_its_question_only(client: FlaskClient, own: str, other: str) -> None:
    """Cut, altered, made up or taken from another question it is refused, by every list alike."""
    cursor = client.get(own).get_json()["next"]

    assert client.get(f"{own}&cursor={cursor}").status_code == 200
    for wrong in (f"{other}&cursor={cursor}", *(f"{own}&cursor={bad}" for bad in (cursor[:-3], "abc", "1", "A" * 40))):
        response = client.get(wrong)
        assert (response.status_code, response.get_json()["code"]) == (422, "invalid-query"), wrong


def test_lists_of_sources_and_findings_are_filtered_and_counted(client: FlaskClient) -> None:
    """``total`` counts what the filters leave; a value that no source has comes with a hint."""
    every = client.get("/v1/sources").get_json()["sources"]
    county = client.get("/v1/sources?level=county").get_json()
    none = client.get("/v1/sources?year=1950").get_json()
    findings = client.get("/v1/findings?limit=1").get_json()

    assert [each["id"] for each in county["sources"]] == [each["id"] for each in every if each["level"] == "county"]
    assert county["total"] == len(county["sources"]) > 0
    assert client.get("/v1/sources?region=湖南省株洲市荷塘區").get_json()["total"] > 0
    assert (none["total"], none["hints"][0]["parameter"]) == (0, "year")
    assert findings["total"] == sum(each["finding_count"] for each in every)


def test_a_source_keeps_its_schema_and_places_lead_to_its_page(client: FlaskClient) -> None:
    """A finding shows no row number; a place that is on no web has a reader's page."""
    found = [each for each in client.get("/v1/sources").get_json()["sources"] if each["finding_count"]]
    line = client.get("/v1/terms/五小/attestations?limit=1").get_json()["lines"][0]

    assert "n" not in client.get(f"/v1/sources/{found[0]['id']}").get_json()["findings"][0]
    assert line["page"] == f"/sources/{line['source']}?at={line['start']}#at"
    assert client.get(line["page"]).status_code == 200


def _all(client: FlaskClient, query: str) -> list[str]:
    found: list[str] = []
    url: str | None = f"/v1/terms?{query}"
    while url:
        rows, url = _follow(client, url)
        found += [row["id"] for row in rows]
    return found
