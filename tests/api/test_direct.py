"""The plain look-up that goes around Flask gives what the view gives, byte for byte."""

import itertools
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

FORMS = ["三区三线", "「三區三線」", "３区3线", "五小水利", "没有这个词", "a/b", "三区三线/near", "%2F"]
FORMS += ["", " ", "t0", "三微\n", "三" * 201]
QUERIES = ["", "script=zh-Hant", "script=zh-Hant-TW", "script=zh-TW", "x=1", "script=zh-Hans&script=zh-Hant"]
ACCEPT = ["", "*/*", "application/json", "application/ld+json", "application/ld+json;q=0.9, application/json"]
ACCEPT += ["text/html"]
LANGUAGES = ["", "zh-HK", "zh-TW;q=0.3, zh-CN"]
OWN = {"X-Request-ID", "Last-Modified"}


@pytest.fixture
def pair(make_app: Any, monkeypatch: pytest.MonkeyPatch) -> tuple[Any, Any]:
    """One client with the direct way, one without."""
    direct = make_app(cache_bytes=0).test_client()
    with monkeypatch.context() as patched:
        patched.setattr("api.app.answer_lookup", lambda *_, **__: None)
        slow = make_app(cache_bytes=0).test_client()
    return direct, slow


def _told(client: Any, path: str, headers: dict[str, str]) -> tuple[int, bytes, dict[str, str]]:
    response = client.get(path, headers={name: value for name, value in headers.items() if value})
    return response.status_code, response.data, {k: v for k, v in response.headers.items() if k not in OWN}


def test_both_ways_give_the_same_answers(pair: tuple[Any, Any]) -> None:
    """For every kind of form, query, media type and language, errors included."""
    for form, query, accept, language in itertools.product(FORMS, QUERIES, ACCEPT, LANGUAGES):
        path = f"/v1/terms/{quote(form)}?{query}"
        headers = {"Accept": accept, "Accept-Language": language}
        assert _told(pair[0], path, headers) == _told(pair[1], path, headers), (form, query, accept, language)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12))
def test_both_ways_give_the_same_for_any_form(pair: tuple[Any, Any], form: str) -> None:
    """Whatever a path can hold."""
    path = f"/v1/terms/{quote(form, safe='')}"

    assert _told(pair[0], path, {}) == _told(pair[1], path, {})
