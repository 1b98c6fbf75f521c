"""All errors have one form: codes, limits of bodies, faults, a missing store."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from api import create_app
from api.routes.exports import ExportJobs, ExportPendingError

ERRORS = [
    ("GET", "/v1/nothing", {}, 404, "not-found"),
    ("GET", "/v1/terms/没有这个词", {}, 404, "term-not-found"),
    ("GET", "/v1/sources/s0", {}, 404, "source-not-found"),
    ("GET", "/v1/exports/terms.xls", {}, 404, "export-not-found"),
    ("DELETE", "/v1/terms", {}, 405, "method-not-allowed"),
    ("GET", "/v1/terms/三微", {"headers": {"Accept": "application/xml"}}, 406, "not-acceptable"),
    ("POST", "/v1/lookup", {"data": "三微", "content_type": "text/csv"}, 415, "unsupported-media-type"),
    ("POST", "/v1/lookup", {"data": "{", "content_type": "application/json"}, 400, "malformed-body"),
    ("POST", "/v1/annotations", {"data": b"\xff\xfe", "content_type": "text/plain"}, 400, "malformed-body"),
    ("POST", "/v1/lookup", {"json": {"forms": []}}, 422, "invalid-request"),
    ("POST", "/v1/lookup", {"json": {"forms": ["三"] * 501}}, 422, "invalid-request"),
    ("POST", "/v1/lookup", {"json": ["三微"]}, 422, "invalid-request"),
    ("GET", "/v1/terms?limit=0", {}, 422, "invalid-request"),
    ("GET", "/v1/terms?script=zh-XX", {}, 422, "invalid-request"),
    ("GET", "/v1/terms?cursor=made-up", {}, 422, "invalid-query"),
    ("GET", "/v1/terms/" + "三" * 201, {}, 422, "invalid-query"),
    ("GET", "/v1/terms?q=三&q=四", {}, 422, "invalid-request"),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: f"{error[4]}-{error[1][:24]}")
def test_errors_are_problem_documents(client: FlaskClient, error: tuple[str, str, dict[str, Any], int, str]) -> None:
    """One shape for all; readable by any page; never a stack trace."""
    method, path, how, status, code = error
    response = client.open(path, method=method, **how)
    problem = response.get_json()

    assert response.status_code == problem["status"] == status
    assert response.mimetype == "application/problem+json"
    assert problem["code"] == code
    assert problem["type"] == f"/docs#{code}"
    assert {"title", "detail", "instance"} <= problem.keys()
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Traceback" not in response.text


def test_the_type_of_every_problem_leads_to_its_explanation(client: FlaskClient) -> None:
    """The reference page has an anchor for each code."""
    page = client.get("/docs").text

    assert all(f'id="{code}"' in page for *_, code in ERRORS)


def test_an_unknown_parameter_is_refused_with_the_nearest_known_one(client: FlaskClient) -> None:
    """Nothing is ignored in silence, on no route."""
    response = client.get("/v1/terms?macth=prefix")

    assert response.status_code == 400
    assert response.get_json()["nearest"] == "match"
    assert client.get("/healthz?x=1").status_code == 400


@pytest.mark.parametrize("path", ["/v1/annotations", "/v1/lookup", "/v1/convert", "/v1/extractions", "/read"])
def test_bodies_are_bounded(make_app: Any, path: str) -> None:
    """413 before anything is read into memory, from the first byte beyond the bound on."""
    client = make_app(max_text=1000, max_file=50_000).test_client()
    kind = "application/x-www-form-urlencoded" if path == "/read" else "application/json"
    most = 50_000 if path == "/v1/extractions" else 1000 * 12 + 64 * 1024  # 12 bytes a character, and an envelope
    answers = [client.post(path, data=b"x" * length, content_type=kind).status_code for length in (most, most + 1)]

    assert answers[0] != 413
    assert answers[1] == 413


BOUNDED = (
    ("/v1/annotations", "text/plain"),
    ("/v1/annotations", "text/html"),
    ("/v1/annotations", "application/json"),
    ("/v1/convert", "application/json"),
    ("/v1/extractions", "text/plain"),
    ("/v1/extractions", "application/json"),
    ("/read", "application/x-www-form-urlencoded"),
)


@pytest.mark.parametrize(("path", "kind"), BOUNDED)
def test_the_bound_of_a_text_counts_characters_however_they_are_sent(make_app: Any, path: str, kind: str) -> None:
    """The longest text is read, escaped or not; one character more is 413, which names the limit."""
    client = make_app(max_text=1000).test_client()
    for length, status in ((1000, 200), (1001, 413)):
        text = "𠀀" * length
        body = {
            "application/json": json.dumps({"text": text, **({"to": "zh-Hant"} if path == "/v1/convert" else {})}),
            "application/x-www-form-urlencoded": urlencode({"text": text}),
        }.get(kind, text)
        response = client.post(path, data=body, content_type=kind)

        assert response.status_code == status
    assert (path == "/read") or (response.get_json()["most"] == 1000)


@pytest.mark.parametrize(
    ("method", "path", "detail_start"),
    [
        ("GET", "/v1/terms?kind=slogan", "kind: must be one of: numeral_slogan, numeral_name, term."),
        ("GET", "/v1/terms?limit=0", "limit: must be greater than or equal to 1"),
        ("DELETE", "/v1/terms/三微", "DELETE is not offered at /v1/terms/三微; there are GET, HEAD, OPTIONS"),
        ("GET", "/v1/nothing", "nothing lives at /v1/nothing; /docs lists the routes"),
    ],
)
def test_the_detail_of_an_error_names_the_problem(
    client: FlaskClient, method: str, path: str, detail_start: str
) -> None:
    """Who shows nothing but ``detail`` shows the reason."""
    detail = client.open(path, method=method).get_json()["detail"]
    assert detail.startswith(detail_start)


def test_a_missing_store_is_answered_with_503(tmp_path: Path, seeds_db: Path) -> None:
    """Alive but not ready; ready as soon as the store exists, without a restart; no path is disclosed."""
    client = create_app({"db": tmp_path / "later.db"}).test_client()
    reply = client.get("/v1/terms/三微")

    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == reply.status_code == 503
    assert reply.get_json()["code"] == "store-missing"
    assert reply.headers["Retry-After"]
    assert str(tmp_path) not in reply.text

    (tmp_path / "later.db").write_bytes(_bytes_of(seeds_db))
    assert client.get("/readyz").status_code == client.get("/v1/terms/三微").status_code == 200


def _bytes_of(db: Path) -> bytes:
    import sqlite3

    with sqlite3.connect(db) as connection:
        return connection.serialize()


def test_an_unexpected_error_reveals_nothing(make_app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """500 as a problem document; the details are in the log."""
    app = make_app()
    monkeypatch.setattr("glossary.lookup.Dictionary.article", lambda *_: 1 / 0)
    response = app.test_client().get("/v1/terms/三微")

    assert response.status_code == 500
    assert response.get_json()["code"] == "internal-error"
    assert "division" not in response.text


def test_the_page_of_files_lists_them_while_they_are_being_written(
    make_app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each can be had as soon as it is there; only the sizes come later."""

    def pending(_: ExportJobs, name: str) -> None:
        raise ExportPendingError

    monkeypatch.setattr(ExportJobs, "file", pending)
    answer = make_app().test_client().get("/downloads", headers={"Accept": "text/html"})

    assert answer.status_code == 200
    assert 'href="/v1/exports/terms.csv"' in answer.text
    assert make_app().test_client().get("/v1/exports/terms.jsonl").get_json()["code"] == "export-pending"


@pytest.mark.parametrize(
    ("query", "hints"),
    [
        ("code=W999", [("code", "W999")]),
        ("source=s0", [("source", "s0")]),
        ("source=s0&code=Z000", [("source", "s0"), ("code", "Z000")]),
        ("", []),
    ],
)
def test_an_empty_list_of_findings_has_hints(client: FlaskClient, query: str, hints: list[tuple[str, str]]) -> None:
    """An empty list because nothing is wrong, or because the code does not exist: the client can tell."""
    found = client.get(f"/v1/findings?{query}").get_json()

    assert [(hint["parameter"], hint["value"]) for hint in found["hints"]] == hints
    assert bool(found["findings"]) is not bool(hints)


@pytest.mark.parametrize("part", ["", "/attestations", "/timeline", "/near", "/drift"])
def test_every_answer_about_an_unknown_term_is_404(client: FlaskClient, part: str) -> None:
    """With its code, whichever part of the article is wanted."""
    response = client.get(f"/v1/terms/无此词条{part}")

    assert (response.status_code, response.get_json()["code"]) == (404, "term-not-found")
