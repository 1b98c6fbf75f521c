"""Conditional requests, ranges and limits as RFC 9110 has them; a store that was damaged."""

import shutil
import time
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from api import create_app
from glossary.pipeline import harvest
from glossary.term_store import open_term_store

ARTICLE = "/v1/terms/三区三线"
EARLIER, LATER = "Thu, 01 Jan 1998 00:00:00 GMT", "Fri, 01 Jan 2100 00:00:00 GMT"


@pytest.fixture
def dated(make_app: Any, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """The store was written long ago enough for its time to tell."""
    monkeypatch.setattr("api.dictionary_provider.TELLING", 0.0)
    client: FlaskClient = make_app().test_client()
    assert client.get("/v1/meta").headers["Last-Modified"]
    return client


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"If-Modified-Since": LATER}, 304),
        ({"If-Modified-Since": EARLIER}, 200),
        ({"If-Modified-Since": "yesterday"}, 200),
        ({"If-Modified-Since": LATER, "If-None-Match": '"another"'}, 200),
        ({"If-Modified-Since": EARLIER, "If-None-Match": "*"}, 304),
    ],
)
def test_the_name_of_a_representation_counts_before_its_time(
    dated: FlaskClient, headers: dict[str, str], status: int
) -> None:
    assert dated.get(ARTICLE, headers=headers).status_code == status
    assert dated.head(ARTICLE, headers=headers).status_code == status


def test_its_own_time_is_not_later(dated: FlaskClient) -> None:
    actual = dated.get(ARTICLE).headers["Last-Modified"]
    answer = dated.get(ARTICLE, headers={"If-Modified-Since": actual})
    assert (answer.status_code, answer.data) == (304, b"")
    assert answer.headers["ETag"]


def test_an_error_is_never_known_already(dated: FlaskClient) -> None:
    assert dated.get("/v1/terms/没有", headers={"If-Modified-Since": LATER}).status_code == 404


def test_a_range_of_what_has_none_is_ignored(client: FlaskClient) -> None:
    """The answer is whole and has its validators."""
    plain, ranged = client.get(ARTICLE), client.get(ARTICLE, headers={"Range": "bytes=0-9"})
    assert (ranged.status_code, ranged.data) == (200, plain.data)
    assert ranged.headers["ETag"] == plain.headers["ETag"]


@pytest.mark.parametrize(
    ("ranges", "status"),
    [
        ("bytes=0-9", 206),
        ("bytes=-5", 206),
        ("bytes=999999999-", 416),
        ("bytes=0-1,5-6", 200),
        ("bytes=a-b", 200),
        ("bytes=", 200),
        ("lines=0-1", 200),
    ],
)
def test_one_range_of_bytes_is_served_and_all_else_ignored(client: FlaskClient, ranges: str, status: int) -> None:
    assert client.get("/v1/exports/terms.csv", headers={"Range": ranges}).status_code == status
    assert client.head("/v1/exports/terms.csv", headers={"Range": ranges}).status_code == 200


def test_probes_preflights_and_scrapes_are_not_limited(make_app: Any) -> None:
    """Monitoring must get an answer above all when the service is overloaded."""
    client = make_app(rate_limit=1, rate_burst=1).test_client()
    client.get("/v1/meta")

    assert client.get("/v1/meta").status_code == 429
    for path in ("/healthz", "/readyz", "/metrics", "/static/style.css"):
        assert client.get(path).status_code != 429
    assert client.options("/v1/meta").status_code == 200


def test_an_invalid_store_is_unavailable_until_it_is_replaced(tmp_path: Path, seeds_db: Path) -> None:
    """503 for as long as that lasts; no restart is needed."""
    import sqlite3

    with sqlite3.connect(seeds_db) as connection:
        good = connection.serialize()
    db = tmp_path / "x.db"
    db.write_bytes(good)
    client = create_app({"db": db}).test_client()
    assert client.get("/readyz").status_code == 200

    for bad in (b"no store at all " * 500, b""):
        _replace(db, bad, client)
        for path in ("/readyz", ARTICLE, "/v1/meta"):
            refused = client.get(path)
            assert (refused.status_code, refused.get_json()["code"]) == (503, "store-error")
    _replace(db, good, client)
    assert client.get(ARTICLE).status_code == 200


def _replace(db: Path, content: bytes, client: FlaskClient) -> None:
    fresh = db.with_suffix(".new")
    fresh.write_bytes(content)
    fresh.replace(db)
    provider = client.application.extensions["provider"]
    provider._watch._looked = provider._dictionary._session._checked = 0.0  # a second has passed


def test_a_file_that_could_not_be_read_changes_the_list_of_findings_alone(tmp_path: Path, seeds_db: Path) -> None:
    """Its validator, too; every other answer keeps the one it had."""
    path, broken = tmp_path / "terms.db", tmp_path / "broken.txt"
    shutil.copy(seeds_db, path)
    broken.write_bytes(bytes(range(256)) * 64)
    before = create_app({"db": path}).test_client()
    reply = ("/v1/findings?code=E104", "/v1/meta", "/v1/terms/三区三线", "/v1/sources")
    first = [before.get(each).headers["ETag"] for each in reply]
    with open_term_store(path) as store:
        harvest([str(broken)], store)
    listed, *others = [before.get(each) for each in reply]

    assert [each["origin"] for each in listed.get_json()["findings"]] == ["broken.txt"]
    assert listed.headers["ETag"] != first[0]
    assert [each.headers["ETag"] for each in others] == first[1:]


@pytest.mark.parametrize(
    "condition",
    [
        {"If-Match": '"zz"'},
        {"If-Match": '"zz"', "Range": "bytes=0-9"},
        {"If-Unmodified-Since": EARLIER},
        {"If-Unmodified-Since": EARLIER, "Range": "bytes=0-9"},
    ],
)
def test_a_condition_that_does_not_hold_gets_a_problem_and_no_file(
    client: FlaskClient, condition: dict[str, str]
) -> None:
    response = client.get("/v1/exports/terms.csv", headers=condition)
    for _ in range(60):
        if response.status_code != 503:
            break
        time.sleep(0.5)  # the files of the revision are still being written
        response = client.get("/v1/exports/terms.csv", headers=condition)
    assert (response.status_code, response.mimetype) == (412, "application/problem+json")
    assert response.json["code"] == "precondition-failed"  # type: ignore[index]
    assert len(response.data) < 2_000


@pytest.mark.parametrize("condition", [{"If-Match": "*"}, {"If-Unmodified-Since": LATER}])
def test_a_condition_that_holds_changes_nothing(client: FlaskClient, condition: dict[str, str]) -> None:
    assert client.get("/v1/exports/terms.csv", headers={**condition, "Range": "bytes=0-9"}).status_code == 206
