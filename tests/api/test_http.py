"""HTTP done right, for every route: methods, negotiation, validators, codings, CORS, ids, limits, bounds."""

import gzip
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import brotli
import pytest
import zstandard
from flask.testing import FlaskClient

from api import create_app
from api.publishing import Publisher, WaitingError
from api.resources.contract import contract
from api.settings import ConfigurationError
from glossary.harvest import harvest
from glossary.store.store import TermStore

OPERATIONS = [(path, method) for path, item in contract()["paths"].items() for method in item]
READS = [
    "/v1/terms/三区三线",
    "/v1/terms?q=三",
    "/v1/suggest?q=san",
    "/v1/sources",
    "/v1/meta",
    "/openapi.json",
    "/",
    "/docs",
]
SOURCE = "s3303762f3c5584f7"
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
    ("GET", "/v1/terms?script=zh-TW", {}, 422, "invalid-request"),
    ("GET", "/v1/terms?cursor=made-up", {}, 422, "invalid-query"),
    ("GET", "/v1/terms/" + "三" * 201, {}, 422, "invalid-query"),
    ("GET", "/v1/terms?q=三&q=四", {}, 422, "invalid-request"),
]


def _address(path: str) -> str:
    values = {"form": "三区三线", "source": SOURCE, "name": "terms.csv"}
    queries = {"/v1/convert": "?text=三&to=zh-Hant", "/v1/suggest": "?q=san"}
    return re.sub(r"{(\w+)}", lambda match: values[match[1]], path) + queries.get(path, "")


@pytest.mark.parametrize("path", sorted({path for path, _ in OPERATIONS}))
def test_other_methods_are_refused_with_those_allowed(client: FlaskClient, path: str) -> None:
    """405, and ``Allow`` says what there is; OPTIONS says the same."""
    allowed = {method.upper() for each, method in OPERATIONS if each == path} | {"OPTIONS"}
    allowed |= {"HEAD"} if "GET" in allowed else set()
    refused = client.delete(_address(path))
    told = client.options(_address(path))

    assert refused.status_code == 405
    assert set(refused.headers["Allow"].split(", ")) == allowed
    assert told.status_code == 200
    assert set(told.headers["Allow"].split(", ")) == allowed


@pytest.mark.parametrize("path", sorted({path for path, method in OPERATIONS if method == "get"}))
def test_head_says_what_get_says_without_a_body(client: FlaskClient, path: str) -> None:
    """Status and headers are equal, save those that belong to one request."""
    own = {"X-Request-ID", "Date", "Content-Length"} if path == "/metrics" else {"X-Request-ID", "Date"}
    get, head = client.get(_address(path)), client.head(_address(path))

    assert head.data == b""
    assert head.status_code == get.status_code == 200
    assert {k: v for k, v in head.headers.items() if k not in own} == {
        k: v for k, v in get.headers.items() if k not in own
    }


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


@pytest.mark.parametrize("path", READS)
def test_what_a_client_has_is_not_sent_again(client: FlaskClient, path: str) -> None:
    """304 by ETag, weak form and lists included; HEAD as well; another tag gets the answer."""
    tag = client.get(path).headers["ETag"]
    assert re.fullmatch(r'"[!#-~]+"', tag)

    for names in (tag, f'"x", {tag}', f"W/{tag}", "*"):
        response = client.get(path, headers={"If-None-Match": names})
        assert response.status_code == 304
        assert response.data == b""
        assert response.headers["ETag"] == tag
        assert "Content-Type" not in response.headers
    assert client.head(path, headers={"If-None-Match": tag}).status_code == 304
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_every_representation_has_its_own_validator(client: FlaskClient) -> None:
    """Strong: media type, script and coding are told apart."""
    wishes = [
        {},
        {"Accept": "application/ld+json"},
        {"Accept-Language": "zh-TW"},
        {"Accept-Language": "zh-HK"},
        {"Accept-Encoding": "gzip"},
        {"Accept-Encoding": "br"},
    ]
    tags = {client.get("/v1/terms/三区三线", headers=wish).headers["ETag"] for wish in wishes}

    assert len(tags) == len(wishes)


@pytest.mark.parametrize(
    ("coding", "decode"),
    [
        ("gzip", gzip.decompress),
        ("br", brotli.decompress),
        ("zstd", zstandard.ZstdDecompressor().decompress),
    ],
)
def test_answers_are_coded_as_the_client_likes(
    client: FlaskClient, coding: str, decode: Callable[[bytes], bytes]
) -> None:
    """And say the same; what is small is left alone."""
    plain = client.get("/v1/terms?q=三").data
    response = client.get("/v1/terms?q=三", headers={"Accept-Encoding": coding})

    assert response.headers["Content-Encoding"] == coding
    assert decode(response.data) == plain
    assert len(response.data) < len(plain)
    assert int(response.headers["Content-Length"]) == len(response.data)
    assert "Accept-Encoding" in response.headers["Vary"]
    assert "Content-Encoding" not in client.get("/v1/terms/没有", headers={"Accept-Encoding": coding}).headers


@pytest.mark.parametrize(
    ("language", "script"),
    [
        ("zh-TW", "zh-Hant-TW"),
        ("zh-Hant-TW", "zh-Hant-TW"),
        ("zh-HK", "zh-Hant-HK"),
        ("zh-MO", "zh-Hant-HK"),
        ("zh-Hant", "zh-Hant"),
        ("zh-Hant-SG", "zh-Hant"),
        ("zh-CN", "zh-Hans"),
        ("zh", "zh-Hans"),
        ("en, zh-TW;q=0.1", "zh-Hant-TW"),
        ("zh-TW;q=0, zh-HK;q=0.1", "zh-Hant-HK"),
        ("de", "zh-Hans"),
        (";;;q=x,", "zh-Hans"),
    ],
)
def test_accept_language_chooses_the_script(client: FlaskClient, language: str, script: str) -> None:
    """The parameter wins over it; the answer names its script and says on what it depends."""
    response = client.get("/v1/terms/三区三线", headers={"Accept-Language": language})
    forced = client.get("/v1/terms/三区三线?script=zh-Hans", headers={"Accept-Language": language})

    assert response.headers["Content-Language"] == response.get_json()["match"]["script"] == script
    assert "Accept-Language" in response.headers["Vary"]
    assert forced.headers["Content-Language"] == "zh-Hans"


def test_any_page_may_read_and_sees_what_it_needs(client: FlaskClient) -> None:
    """CORS: public data, no credentials, exposed headers, preflight for the POST routes."""
    response = client.get("/v1/terms/三微", headers={"Origin": "https://reader.example"})
    preflight = client.options(
        "/v1/annotations",
        headers={"Origin": "https://reader.example", "Access-Control-Request-Method": "POST"},
    )

    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert {"ETag", "Link", "X-Request-ID"} <= set(response.headers["Access-Control-Expose-Headers"].split(", "))
    assert "POST" in preflight.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in preflight.headers["Access-Control-Allow-Headers"]


@pytest.mark.parametrize("path", [*READS, "/v1/nothing", "/static/style.css", "/healthz"])
def test_every_answer_is_safe_to_show(client: FlaskClient, path: str) -> None:
    """No sniffing, no framing, no script but our own files."""
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy


def test_a_request_keeps_its_id(client: FlaskClient) -> None:
    """A plain word of the client's is echoed; anything else gets a new one; no two requests share one."""
    given = client.get("/healthz", headers={"X-Request-ID": "trace-0001"})
    odd = client.get("/healthz", headers={"X-Request-ID": "<script>alert(1)</script>"})
    ids = {client.get("/v1/terms/三微").headers["X-Request-ID"] for _ in range(5)}

    assert given.headers["X-Request-ID"] == "trace-0001"
    assert "<" not in odd.headers["X-Request-ID"]
    assert len(ids) == 5


def test_pages_are_walked_by_their_links(client: FlaskClient) -> None:
    """Each term once, as many as ``total`` says; a cursor of another question is refused."""
    seen: list[str] = []
    response = client.get("/v1/terms?q=三&limit=7")
    total, cursor = response.get_json()["total"], response.get_json()["next"]
    while True:
        seen += [row["id"] for row in response.get_json()["terms"]]
        following = re.search(r'<([^>]+)>; rel="next"', response.headers["Link"])
        if not following:
            break
        response = client.get(following[1])

    assert len(seen) == len(set(seen)) == total
    assert client.get(f"/v1/terms?q=四&cursor={cursor}").status_code == 422


def test_limits_are_off_unless_configured(make_app: Any) -> None:
    """With a limit: 429 with Retry-After, as a problem document, and headers that say what is left."""
    free = make_app().test_client()
    assert all(free.get("/v1/terms/三微").status_code == 200 for _ in range(60))

    limited = make_app(rate_limit=1, rate_burst=3).test_client()
    answers = [limited.get("/v1/terms/三微") for _ in range(4)]

    assert [each.status_code for each in answers] == [200, 200, 200, 429]
    assert answers[-1].get_json()["code"] == "too-many-requests"
    assert int(answers[-1].headers["Retry-After"]) >= 1
    assert answers[0].headers["RateLimit"] == '"client";r=2;t=1'


def test_clients_are_told_apart_behind_a_trusted_proxy_only(make_app: Any) -> None:
    """A header that anybody can write must not open the gate."""
    for proxies, expected in ((0, 429), (1, 200)):
        client = make_app(rate_limit=1, rate_burst=1, proxies=proxies).test_client()
        client.get("/v1/meta", headers={"X-Forwarded-For": "10.0.0.1"})
        assert client.get("/v1/meta", headers={"X-Forwarded-For": "10.0.0.2"}).status_code == expected


@pytest.mark.parametrize("path", ["/v1/annotations", "/v1/lookup", "/v1/convert", "/v1/extractions", "/read"])
def test_bodies_are_bounded(make_app: Any, path: str) -> None:
    """413 before anything is read into memory."""
    client = make_app(max_text=1000, max_file=50_000).test_client()
    kind = "application/x-www-form-urlencoded" if path == "/read" else "application/json"
    response = client.post(path, data=b"x" * 200_000, content_type=kind)

    assert response.status_code == 413


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
    """The longest text is read, escaped or not; one character more is 413, which says the bound."""
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


def test_no_bound_beyond_what_the_dictionary_takes_can_be_set(make_app: Any) -> None:
    """A setting that would not hold is refused at once."""
    with pytest.raises(ConfigurationError, match="max_text"):
        make_app(max_text=2**21)


@pytest.mark.parametrize(
    ("method", "path", "said"),
    [
        ("GET", "/v1/terms?kind=slogan", "kind: must be one of: numeral_slogan, numeral_name, term."),
        ("GET", "/v1/terms?limit=0", "limit: must be greater than or equal to 1"),
        ("DELETE", "/v1/terms/三微", "DELETE is not offered at /v1/terms/三微; there are GET, HEAD, OPTIONS"),
        ("GET", "/v1/nothing", "nothing lives at /v1/nothing; /docs lists the routes"),
    ],
)
def test_the_sentence_of_an_error_says_what_is_wrong(client: FlaskClient, method: str, path: str, said: str) -> None:
    """Who shows nothing but ``detail`` shows the reason."""
    detail = client.open(path, method=method).get_json()["detail"]
    assert detail.startswith(said)


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
@pytest.mark.parametrize("path", ["/v1/annotations", "/v1/annotations?policy=all", "/v1/lookup"])
def test_answers_to_a_post_are_coded_as_well(client: FlaskClient, path: str, coding: str) -> None:
    """The batch of 500 articles is the largest answer of all."""
    forms = [item["headword"] for item in client.get("/v1/terms?limit=40").get_json()["terms"]]
    body = {"forms": forms} if path == "/v1/lookup" else {"text": "，".join(forms)}
    plain = client.post(path, json=body)
    coded = client.post(path, json=body, headers={"Accept-Encoding": coding})
    unpack = {"gzip": gzip.decompress, "br": brotli.decompress, "zstd": zstandard.ZstdDecompressor().decompress}

    assert coded.headers["Content-Encoding"] == coding
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert "Content-Encoding" not in plain.headers
    assert unpack[coding](coded.data) == plain.data
    assert len(coded.data) == int(coded.headers["Content-Length"]) < len(plain.data)


@pytest.mark.parametrize("path", ["/v1", "/v1/"])
def test_the_index_lists_every_route_of_the_contract(client: FlaskClient, path: str) -> None:
    """Who knows nothing but the address finds the rest."""
    told = client.get(path).get_json()

    assert {(each["method"].lower(), each["path"]) for each in told["routes"]} == {
        (method, path) for path, item in contract()["paths"].items() for method in item
    }
    page = client.get(told["documentation"]).text
    assert all(f'id="{each["documentation"].partition("#")[2]}"' in page for each in told["routes"])


@pytest.mark.parametrize("path", ["/v1/exports", "/v1/exports/"])
def test_the_exports_are_listed_without_waiting_for_them(
    client: FlaskClient, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same names as the manifest; no file is written for the list."""
    names = {file["name"] for file in client.get("/v1/exports/manifest.json").get_json()["files"]}

    def never(_: object) -> None:
        raise WaitingError

    monkeypatch.setattr(Publisher, "edition", never)
    told = client.get(path)
    assert told.status_code == 200
    assert {file["name"] for file in told.get_json()["files"]} == names
    assert all(file["path"] == f"/v1/exports/{file['name']}" for file in told.get_json()["files"])


def test_a_missing_store_is_no_crash(tmp_path: Path, seeds_db: Path) -> None:
    """Alive but not ready; ready as soon as the store is there, without a restart; no path is told to strangers."""
    client = create_app({"db": tmp_path / "later.db"}).test_client()
    asked = client.get("/v1/terms/三微")

    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == asked.status_code == 503
    assert asked.get_json()["code"] == "store-missing"
    assert asked.headers["Retry-After"]
    assert str(tmp_path) not in asked.text

    (tmp_path / "later.db").write_bytes(_bytes_of(seeds_db))
    assert client.get("/readyz").status_code == client.get("/v1/terms/三微").status_code == 200


def _bytes_of(db: Path) -> bytes:
    import sqlite3

    with sqlite3.connect(db) as connection:
        return connection.serialize()


def test_metrics_count_by_route_not_by_word(client: FlaskClient) -> None:
    """The text that Prometheus reads; its size does not grow with the words that are asked for."""
    for form in ("三微", "四上", "五小", "三微"):
        client.get(f"/v1/terms/{form}")
    text = client.get("/metrics").text

    assert 'glossary_request_seconds_count{route="/v1/terms/<path:form>",method="GET",status="200"} 4' in text
    assert "glossary_cache_hits_total 1\n" in text
    assert "三微" not in text


def test_metrics_do_not_grow_with_invented_methods(client: FlaskClient) -> None:
    """A client may send any word as method; all unknown ones are one series."""
    for number in range(3):
        client.open("/healthz", method=f"BREW{number}")
    text = client.get("/metrics").text

    assert 'method="other",status="405"} 3' in text
    assert "BREW" not in text


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_access_log_has_one_line_a_request(make_app: Any, capsys: Any, form: str) -> None:
    """With the id of the answer, and no way to forge a line."""
    client = make_app(log_format=form).test_client()
    response = client.get("/v1/terms/三微\n2030-01-01 forged?script=zh-Hant")
    lines = [line for line in capsys.readouterr().err.splitlines() if response.headers["X-Request-ID"] in line]

    assert len(lines) == 1
    if form == "json":
        told = json.loads(lines[0])
        assert (told["status"], told["method"]) == (404, "GET")


def test_answers_may_be_used_unasked_where_configured(make_app: Any) -> None:
    """By default every use asks; ``max_age`` allows a while."""
    assert make_app().test_client().get("/v1/meta").headers["Cache-Control"] == "public, no-cache"
    assert make_app(max_age=60).test_client().get("/v1/meta").headers["Cache-Control"] == "public, max-age=60"


def test_links_lead_on(client: FlaskClient) -> None:
    """RFC 8288: what describes the answer, its licence, its page for readers."""
    link = client.get("/v1/terms/三区三线").headers["Link"]

    assert '</openapi.json>; rel="describedby"' in link
    assert 'rel="license"' in link
    assert re.search(r'</terms/t[0-9a-f]+>; rel="alternate"; type="text/html"', link)


def test_an_unexpected_error_tells_nothing_to_strangers(make_app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """500 as a problem document; the details are in the log."""
    app = make_app()
    monkeypatch.setattr("glossary.lookup.Dictionary.article", lambda *_: 1 / 0)
    response = app.test_client().get("/v1/terms/三微")

    assert response.status_code == 500
    assert response.get_json()["code"] == "internal-error"
    assert "division" not in response.text


def test_the_page_of_files_being_written_says_so_and_asks_again(make_app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A first visit is no failure of the dictionary."""

    def edition(_: Publisher) -> Path:
        raise WaitingError

    monkeypatch.setattr(Publisher, "edition", edition)
    answer = make_app().test_client().get("/downloads", headers={"Accept": "text/html"})

    assert answer.status_code == 503
    assert "下载文件正在生成" in answer.text
    assert '<meta http-equiv="refresh"' in answer.text


@pytest.mark.parametrize(
    ("query", "hints"),
    [
        ("code=W999", [("code", "W999")]),
        ("source=s0", [("source", "s0")]),
        ("source=s0&code=Z000", [("source", "s0"), ("code", "Z000")]),
        ("", []),
    ],
)
def test_a_question_for_findings_that_nothing_has_is_told_why(
    client: FlaskClient, query: str, hints: list[tuple[str, str]]
) -> None:
    """An empty list because nothing is wrong, or because the code does not exist: the client can tell."""
    found = client.get(f"/v1/findings?{query}").get_json()

    assert [(hint["parameter"], hint["value"]) for hint in found["hints"]] == hints
    assert bool(found["findings"]) is not bool(hints)


def test_a_file_that_could_not_be_read_changes_the_list_of_findings_alone(tmp_path: Path, seeds_db: Path) -> None:
    """Its validator, too; every other answer keeps the one it had."""
    path, broken = tmp_path / "terms.db", tmp_path / "broken.txt"
    shutil.copy(seeds_db, path)
    broken.write_bytes(bytes(range(256)) * 64)
    before = create_app({"db": path}).test_client()
    asked = ("/v1/findings?code=E104", "/v1/meta", "/v1/terms/三区三线", "/v1/sources")
    first = [before.get(each).headers["ETag"] for each in asked]
    with TermStore(path) as store:
        harvest([str(broken)], store)
    listed, *others = [before.get(each) for each in asked]

    assert [each["origin"] for each in listed.get_json()["findings"]] == ["broken.txt"]
    assert listed.headers["ETag"] != first[0]
    assert [each.headers["ETag"] for each in others] == first[1:]
