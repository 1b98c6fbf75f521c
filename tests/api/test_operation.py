"""Operation of the service: limits, metrics, the access log, ids, max-age of responses."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient


def test_a_request_keeps_its_id(client: FlaskClient) -> None:
    """A plain word of the client's is echoed; anything else gets a new one; no two requests share one."""
    given = client.get("/healthz", headers={"X-Request-ID": "trace-0001"})
    odd = client.get("/healthz", headers={"X-Request-ID": "<script>alert(1)</script>"})
    ids = {client.get("/v1/terms/三微").headers["X-Request-ID"] for _ in range(5)}

    assert given.headers["X-Request-ID"] == "trace-0001"
    assert "<" not in odd.headers["X-Request-ID"]
    assert len(ids) == 5


def test_limits_are_off_unless_configured(make_app: Any) -> None:
    """With a limit: 429 with Retry-After, as a problem document, and headers that say what is left."""
    free = make_app().test_client()
    assert all(free.get("/v1/terms/三微").status_code == 200 for _ in range(60))

    limited = make_app(rate_limit=0.05, rate_burst=3).test_client()
    answers = [limited.get("/v1/terms/三微") for _ in range(4)]

    assert [each.status_code for each in answers] == [200, 200, 200, 429]
    assert answers[-1].get_json()["code"] == "too-many-requests"
    # One token in 20 seconds: a client that waits for Retry-After is served.
    assert 19 <= int(answers[-1].headers["Retry-After"]) <= 20
    assert answers[0].headers["RateLimit"] == '"client";r=2;t=20'


def test_clients_are_distinguished_behind_a_trusted_proxy_only(make_app: Any) -> None:
    """A header that anybody can write must not open the gate."""
    for proxies, expected in ((0, 429), (1, 200)):
        client = make_app(rate_limit=1, rate_burst=1, proxies=proxies).test_client()
        client.get("/v1/meta", headers={"X-Forwarded-For": "10.0.0.1"})
        assert client.get("/v1/meta", headers={"X-Forwarded-For": "10.0.0.2"}).status_code == expected


def test_metrics_count_by_route_not_by_word(client: FlaskClient) -> None:
    """The text that Prometheus reads; its size does not grow with the words that are requested."""
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
        actual = json.loads(lines[0])
        assert (actual["status"], actual["method"]) == (404, "GET")


def test_answers_may_be_used_unasked_where_configured(make_app: Any) -> None:
    """By default every use revalidates; ``max_age`` allows some time without."""
    assert make_app().test_client().get("/v1/meta").headers["Cache-Control"] == "public, no-cache"
    assert make_app(max_age=60).test_client().get("/v1/meta").headers["Cache-Control"] == "public, max-age=60"
