"""Page after page: every row once, also while the dictionary grows between them."""

from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from api import create_app
from glossary.harvest import harvest
from glossary.packaged import seed_files
from glossary.store.store import TermStore

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
    """New terms stand where they belong; only a term whose own rank changed may be missed or met twice."""
    db, report = tmp_path / "grows.db", tmp_path / "new.txt"
    report.write_text(NEW, "utf-8")
    with TermStore(db) as store:
        harvest([str(seed) for seed in seed_files()], store)
    client = create_app({"db": db}).test_client()
    before = {row["id"]: row for row in client.get("/v1/terms?limit=200").get_json()["terms"]}
    wanted = set(_all(client, query))
    rows, url = _follow(client, f"/v1/terms?{query}")
    revision = client.get(f"/v1/terms?{query}").get_json()["revision"]
    with TermStore(db) as store:
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


def _all(client: FlaskClient, query: str) -> list[str]:
    found: list[str] = []
    url: str | None = f"/v1/terms?{query}"
    while url:
        rows, url = _follow(client, url)
        found += [row["id"] for row in rows]
    return found
