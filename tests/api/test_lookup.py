"""``GET /v1/terms/{form}``, which is answered in front of Flask, and what the server sends without a thread."""

from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.negotiation import JSON_LD, PROBLEM
from api.routes.terms import BELOW, RULE
from api.server import Server, _send, send_synchronously
from glossary.errors import InvalidQueryError, TermNotFoundError

OWN = {"X-Request-ID", "Last-Modified"}


def path_of(form: str, rest: str = "") -> str:
    return f"/v1/terms/{quote(form, safe='')}{rest}"


@pytest.mark.parametrize(
    ("path", "accept", "status", "media_type"),
    [
        (path_of("三区三线"), "", 200, "application/json"),
        (path_of("「三區三線」"), "*/*", 200, "application/json"),
        (path_of("三区三线", "?script=zh-TW"), JSON_LD, 200, JSON_LD),
        (path_of("三区三线"), f"{JSON_LD};q=0.9, application/json", 200, "application/json"),
        (path_of("三区三线"), "text/html", 406, PROBLEM),
        (path_of("没有这个词"), "", 404, PROBLEM),
        (path_of("没有这个词"), JSON_LD, 404, PROBLEM),
        (path_of("三" * 201), "", 422, PROBLEM),
        (path_of("三微", "?x=1"), "", 400, PROBLEM),
        (path_of("三微", "?script=xx"), "", 422, PROBLEM),
        (path_of("三微", "?script=zh-Hans&script=zh-Hant"), "", 422, PROBLEM),
        ("/v1/terms/x?script=%ff", "", 400, PROBLEM),
        ("/v1/terms//", "", 404, PROBLEM),
        (path_of("a/b"), "", 404, PROBLEM),
        (path_of("near"), "", 404, PROBLEM),
    ],
)
def test_a_lookup_has_the_status_of_the_contract(
    client: Any, path: str, accept: str, status: int, media_type: str
) -> None:
    actual = client.get(path, headers={"Accept": accept} if accept else {})

    assert (actual.status_code, actual.mimetype) == (status, media_type)
    assert actual.headers["Content-Security-Policy"]
    if status != 200:
        assert actual.json["status"] == status


@pytest.mark.parametrize("below", ["attestations", "timeline", "drift", "member-of", "near"])
def test_routes_below_an_article_are_not_taken_for_forms(client: Any, below: str) -> None:
    found = client.get(path_of("三区三线", f"/{below}"))

    assert found.status_code == 200
    assert "match" not in found.json


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_extra_slashes_before_the_path_change_nothing(client: Any, method: str) -> None:
    """Flask ignores them, so it would find the route of look-ups, which has no code of its own."""
    environ = {"PATH_INFO": f"//v1/terms/{'三区三线'.encode().decode('latin-1')}", "REQUEST_METHOD": method}
    response = client.open("/", environ_overrides=environ)

    assert response.status_code == 200
    assert response.headers["Content-Language"] == client.get(path_of("三区三线")).headers["Content-Language"]


def test_a_form_may_contain_slashes(client: Any) -> None:
    """Whether or not a client encodes them."""
    for path in ("/v1/terms/a/b", "/v1/terms/a%2Fb"):
        assert client.get(path).json["detail"].startswith("no article for 'a/b'")
    assert client.get("/v1/terms/三区三线/").json["match"]["form"] == "三区三线/"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12))
def test_any_form_is_answered_as_by_the_dictionary(client: Any, form: str) -> None:
    """Whatever a path can hold."""
    actual = client.get(path_of(form))
    dictionary = client.application.extensions["provider"].dictionary()
    if form.startswith("/"):
        assert actual.status_code == 404
        return
    try:
        expected = dictionary.article(form).json()
    except TermNotFoundError as error:
        expected = list(error.suggestions)
    except InvalidQueryError:
        expected = "form"
    keys = {200: lambda: actual.data, 404: lambda: actual.json["suggestions"], 422: lambda: actual.json["parameter"]}
    assert keys[actual.status_code]() == expected


def test_a_fault_is_answered_by_the_error_handlers(make_app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing swallows it: it is logged, the answer is 500, and it is not cached."""
    app = make_app()
    monkeypatch.setattr("glossary.lookup.dictionary.Dictionary.article", lambda *_, **__: 1 / 0)
    client = app.test_client()
    assert client.get(path_of("三微")).json["code"] == "internal-error"

    monkeypatch.undo()
    assert client.get(path_of("三微")).status_code == 200


class Headers:
    """The headers of an RSGI request."""

    def __init__(self, pairs: dict[str, str]) -> None:
        self._pairs = pairs

    def get(self, name: str, default: str | None = None) -> str | None:
        return self._pairs.get(name, default)

    def items(self) -> list[tuple[str, str]]:
        return list(self._pairs.items())


def test_the_routes_below_an_article_are_known(client: Any) -> None:
    rules = [rule.rule for rule in client.application.url_map.iter_rules()]

    assert {rule.removeprefix(f"{RULE}/") for rule in rules if rule.startswith(f"{RULE}/")} == BELOW


def scope(path: str, query: str = "", method: str = "GET", **headers: str) -> Any:
    pairs = {"host": "localhost", **{name.replace("_", "-"): value for name, value in headers.items()}}
    return SimpleNamespace(
        proto="http", method=method, path=path, query_string=query, scheme="http", client="127.0.0.1:9",
        headers=Headers(pairs), server="127.0.0.1:8000", http_version="1.1", authority=None,
    )  # fmt: skip


@pytest.mark.parametrize("form", ["三区三线", "「三區三線」", "没有这个词", "a/b", "t0123456789ab"])
@pytest.mark.parametrize("query", ["", "script=zh-Hant-HK"])
@pytest.mark.parametrize("accept", ["", "application/ld+json"])
def test_a_lookup_without_a_thread_is_what_flask_sends(make_app: Any, form: str, query: str, accept: str) -> None:
    app = make_app(cache_bytes=0)
    app.extensions["provider"].preload(annotations=True)
    given = {"Accept": accept, "Accept-Encoding": "gzip"}
    made = app.test_client().get(f"/v1/terms/{form}?{query}", headers=given)
    status, headers, body = app.extensions["stack"].respond(
        scope(f"/v1/terms/{form}", query, accept=accept, accept_encoding="gzip")
    )

    assert (status, body) == (made.status_code, made.data)
    assert {k: v for k, v in headers if k not in OWN} == {k: v for k, v in made.headers.items() if k not in OWN}


@pytest.mark.parametrize("path", ["/v1/terms/三区三线", "/v1/terms/没有这个词", "/v1/meta", "/terms/三区三线"])
@pytest.mark.parametrize("language", ["", "en", "zh-TW"])
def test_a_cached_answer_is_found_without_a_thread(client: Any, path: str, language: str) -> None:
    """The server's event loop sends what the middleware sends, header by header; a page in the client's language."""
    given = {"Accept-Language": language, "Accept-Encoding": "gzip"}
    stack = client.application.extensions["stack"]
    requested = scope(path, accept_language=language, accept_encoding="gzip")
    assert stack.respond(requested) is None
    made = client.get(path, headers=given)
    found = stack.respond(requested)

    assert found is not None
    status, headers, body = found
    assert (status, body) == (made.status_code, made.data)
    assert {k: v for k, v in headers if k not in OWN} == {k: v for k, v in made.headers.items() if k not in OWN}
    assert stack.respond(scope(path, accept_language="zh-HK", accept_encoding="gzip")) is None


def test_a_cached_answer_that_the_client_has_is_304_without_a_thread(client: Any) -> None:
    etag = client.get("/v1/terms/三区三线").headers["ETag"]
    status, headers, body = client.application.extensions["stack"].respond(
        scope("/v1/terms/三区三线", if_none_match=etag)
    )

    assert (status, body) == (304, b"")
    assert dict(headers)["ETag"] == etag
    assert "Content-Type" not in dict(headers)


def test_only_plain_reads_are_answered_without_a_thread(client: Any) -> None:
    client.get("/v1/terms/三微")
    stack = client.application.extensions["stack"]

    assert stack.respond(scope("/v1/terms/三微", method="HEAD")) is None
    assert stack.respond(scope("/v1/terms/三微", method="POST")) is None
    without_host = scope("/v1/terms/三微")
    without_host.headers = Headers({})
    assert stack.respond(without_host) is None


class Protocol:
    """Keeps what the server sends."""

    def __init__(self) -> None:
        self.sent: list[Any] = []

    def response_bytes(self, *response: Any) -> None:
        self.sent.append(response)


def test_granian_lets_us_respond_before_it_schedules(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the installed version; else look-ups and cached answers would be half as fast, and nothing would say so."""
    from granian import _futures

    monkeypatch.setattr(_futures, "_cbsched_aioschedule", _futures._cbsched_aioschedule)
    scheduled, done = [], []
    loop = SimpleNamespace(call_soon_threadsafe=lambda *arguments, **_: scheduled.append(arguments))

    def respond(scope: Any) -> Any:
        if scope == "broken":
            raise ValueError
        return (200, [], b"x") if scope == "short" else None

    assert send_synchronously(respond, _send)
    schedule = _futures._cbsched_aioschedule(loop, None, lambda _: None)
    for each in ("short", "long", "broken"):
        protocol = Protocol()
        schedule(SimpleNamespace(scope=each, proto=protocol, done=lambda: done.append(1)))
        assert protocol.sent == ([(200, [], b"x")] if each == "short" else [])
    assert (len(scheduled), len(done)) == (2, 1)


def test_lookups_are_answered_at_once_when_the_store_is_open(make_app: Any) -> None:
    """And by threads before, and after each harvest, until the new state is open."""
    server = Server(make_app())
    requested = scope("/v1/terms/三区三线")
    assert server.respond_at_once(requested) is None
    server._provider.preload(annotations=True)
    status, headers, body = server.respond_at_once(requested)

    assert (status, dict(headers)["Content-Language"]) == (200, "zh-Hans")
    assert server.respond_at_once(requested)[2] == body
    twice = scope("/v1/terms/三区三线")
    pairs = [("host", "localhost"), ("accept", "text/csv"), ("accept", "application/json")]
    twice.headers = SimpleNamespace(items=lambda: pairs)
    assert server.respond_at_once(twice) is None
    assert server.respond_at_once(scope("/v1/terms/三区三线", "unknown=1")) is None  # Flask's handlers report errors
    assert server.respond_at_once(scope("/v1/terms/三区三线/near")) is None
    assert server.respond_at_once(scope("/v1/sources")) is None
    assert Server(make_app(rate_limit=1)).respond_at_once(requested) is None
    assert Server(make_app(proxies=1)).respond_at_once(requested) is None
