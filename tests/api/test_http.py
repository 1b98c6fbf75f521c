"""HTTP done right, for every route: methods, negotiation, validators, codings, CORS, links, lists."""

import csv
import gzip
import re
from collections.abc import Callable
from typing import Any

import brotli
import pytest
import zstandard
from flask.testing import FlaskClient

from api.routes.exports import ExportJobs, ExportPendingError
from api.routes.service import contract

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


def _address(path: str) -> str:
    values = {"form": "三区三线", "source": SOURCE, "name": "terms.csv"}
    queries = {"/v1/convert": "?text=三&to=zh-Hant", "/v1/suggest": "?q=san"}
    return re.sub(r"{(\w+)}", lambda match: values[match[1]], path) + queries.get(path, "")


@pytest.mark.parametrize("path", sorted({path for path, _ in OPERATIONS}))
def test_other_methods_are_refused_with_those_allowed(client: FlaskClient, path: str) -> None:
    """405, and ``Allow`` lists the methods; so does OPTIONS."""
    allowed = {method.upper() for each, method in OPERATIONS if each == path} | {"OPTIONS"}
    allowed |= {"HEAD"} if "GET" in allowed else set()
    refused = client.delete(_address(path))
    actual = client.options(_address(path))

    assert refused.status_code == 405
    assert set(refused.headers["Allow"].split(", ")) == allowed
    assert actual.status_code == 200
    assert set(actual.headers["Allow"].split(", ")) == allowed


@pytest.mark.parametrize("path", sorted({path for path, method in OPERATIONS if method == "get"}))
def test_head_has_the_headers_of_get_and_no_body(client: FlaskClient, path: str) -> None:
    """Status and headers are equal, save those that belong to one request."""
    own = {"X-Request-ID", "Date", "Content-Length"} if path == "/metrics" else {"X-Request-ID", "Date"}
    get, head = client.get(_address(path)), client.head(_address(path))

    assert head.data == b""
    assert head.status_code == get.status_code == 200
    assert {k: v for k, v in head.headers.items() if k not in own} == {
        k: v for k, v in get.headers.items() if k not in own
    }


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
    """Strong: it distinguishes media type, script and coding."""
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
    """The parameter wins over it; the answer names its script and what it depends on."""
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


def test_pages_are_walked_by_their_links(client: FlaskClient) -> None:
    """Each term once, as many as ``total``; a cursor of another search is rejected."""
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
    actual = client.get(path).get_json()

    assert {(each["method"].lower(), each["path"]) for each in actual["routes"]} == {
        (method, path) for path, item in contract()["paths"].items() for method in item
    }
    page = client.get(actual["documentation"]).text
    assert all(f'id="{each["documentation"].partition("#")[2]}"' in page for each in actual["routes"])


@pytest.mark.parametrize("path", ["/v1/exports", "/v1/exports/"])
def test_the_exports_are_listed_without_waiting_for_them(
    client: FlaskClient, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same names as the manifest; no file is written for the list."""
    names = {file["name"] for file in client.get("/v1/exports/manifest.json").get_json()["files"]}

    def never(_: object, name: str) -> None:
        raise ExportPendingError

    monkeypatch.setattr(ExportJobs, "file", never)
    actual = client.get(path)
    assert actual.status_code == 200
    assert {file["name"] for file in actual.get_json()["files"]} == names
    assert all(file["path"] == f"/v1/exports/{file['name']}" for file in actual.get_json()["files"])


def test_links_lead_on(client: FlaskClient) -> None:
    """RFC 8288: what describes the answer, its licence, its page for readers."""
    link = client.get("/v1/terms/三区三线").headers["Link"]

    assert '</openapi.json>; rel="describedby"' in link
    assert 'rel="license"' in link
    assert re.search(r'</terms/t[0-9a-f]+>; rel="alternate"; type="text/html"', link)


def test_pages_and_links_keep_the_prefix_of_a_proxy(make_app: Any) -> None:
    """Where a proxy serves the dictionary below a path, every address on a page and in a header leads below it."""
    client = make_app(proxies=1).test_client()
    forwarded = {"X-Forwarded-Prefix": "/words", "X-Forwarded-Host": "example.org"}
    for path in ("/", "/terms/三区三线", "/sources", "/read", "/docs", "/downloads", "/terms/没有"):
        page = client.get(path, headers={**forwarded, "Accept": "text/html"})
        addresses = re.findall(r'(?:href|src|action|data-suggest)="(/[^"]*)"', page.text)
        assert addresses or path == "/downloads"
        assert all(address.startswith("/words/") for address in addresses), path
        assert "/words/words/" not in page.text
    article = client.get("/v1/terms/三区三线", headers=forwarded)
    assert article.headers["Content-Location"].startswith("/words/v1/terms/")
    assert "</words/openapi.json>" in article.headers["Link"]


def test_the_configured_address_wins_over_the_host_header(make_app: Any) -> None:
    """Not a host that anybody can send."""
    client = make_app(base_url="https://words.example/").test_client()
    for path in ("/opensearch.xml", "/docs"):
        page = client.get(path, headers={"Host": "evil.example", "Accept": "*/*"}).text
        assert "evil.example" not in page
        assert "https://words.example/" in page


_ROWS = {
    "/v1/terms": "terms",
    "/v1/terms/三区三线/attestations": "lines",
    "/v1/terms/三区三线/drift": None,
    "/v1/terms/三区三线/timeline": None,
    "/v1/terms/永久基本农田/member-of": "slogans",
    "/v1/terms/五小/near": "near",
    "/v1/suggest?q=三区": "suggestions",
    "/v1/sources": "sources",
    f"/v1/sources/{SOURCE}/unexplained": "terms",
    "/v1/findings": "findings",
    "/v1/exports": "files",
}


@pytest.mark.parametrize("path", _ROWS)
def test_every_list_is_available_as_csv(client: FlaskClient, path: str) -> None:
    """A header and the same rows as JSON, where these are one list."""
    answer = client.get(path, headers={"Accept": "text/csv"})
    header, *rows = csv.reader(answer.text.splitlines())

    assert answer.mimetype == "text/csv"
    assert rows or path.endswith("/near")
    assert all(len(row) == len(header) for row in rows)
    if name := _ROWS[path]:
        assert len(rows) == len(client.get(path).get_json()[name])


def test_every_get_of_a_list_is_in_that_list() -> None:
    """A new route whose answer is a list has CSV, too, or is none of these."""
    parts = {path: found for path, found in contract()["paths"].items() if path.startswith("/v1/") and "get" in found}
    listed = {
        path for path, found in parts.items() if "text/csv" in found["get"]["responses"]["200"].get("content", {})
    }
    single = {
        *("/v1/terms/{form}", "/v1/lexicon", "/v1/sources/{source}", "/v1/sources/{source}/text"),
        *("/v1/exports/manifest.json", "/v1/exports/{name}", "/v1/meta", "/v1/quality", "/v1/convert"),
    }

    assert set(parts) - single == listed
    assert len(listed) == len(_ROWS)
