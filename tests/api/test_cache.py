"""The cache of finished answers: never stale, never another client's answer, never larger than allowed."""

import itertools
import random
import shutil
import sqlite3
import threading
from pathlib import Path
from typing import Any

import orjson
import pytest

from api import create_app
from api.middleware.cache import CachedResponse, ResponseCache
from glossary.pipeline import harvest
from glossary.term_store import open_term_store

ACCEPT = ("", "*/*", "application/json", "application/ld+json", "text/html,application/json;q=0.9", "application/xml")
LANGUAGES = ("", "zh-TW", "zh-HK,zh;q=0.5", "zh-Hant", "zh-CN", "en")
CODINGS = ("", "gzip", "br", "zstd;q=0.5, gzip", "identity")
PATHS = (
    "/v1/terms/三区三线",
    "/v1/terms/三区三线?script=zh-Hant-HK",
    "/v1/terms/「三區三線」",
    "/v1/terms/没有这个词",
    "/v1/terms?q=三&limit=3",
    "/v1/suggest?q=san",
    "/v1/terms/五小/near",
    "/terms/五小",
    "/",
    "/opensearch.xml",
)
OWN = {"X-Request-ID", "Last-Modified"}
"""Headers that may differ between two makings of the same answer."""


@pytest.fixture
def own_db(seeds_db: Path, tmp_path: Path) -> Path:
    """A copy of the store that a test may change."""
    with sqlite3.connect(seeds_db) as source, sqlite3.connect(tmp_path / "own.db") as target:
        source.backup(target)
    return tmp_path / "own.db"


def _visible(response: Any) -> tuple[int, bytes, dict[str, str]]:
    return response.status_code, response.data, {k: v for k, v in response.headers.items() if k not in OWN}


@pytest.mark.slow
def test_no_client_gets_another_clients_answer(make_app: Any) -> None:
    """Whatever was requested before, each representation is the one that a service without a cache makes."""
    plain, kept = make_app(cache_bytes=0).test_client(), make_app().test_client()
    wishes = list(itertools.product(PATHS, ACCEPT, LANGUAGES, CODINGS)) * 2
    random.Random(5).shuffle(wishes)
    made: dict[Any, Any] = {}

    for wish in wishes:
        path, accept, language, coding = wish
        headers = {"Accept": accept, "Accept-Language": language, "Accept-Encoding": coding}
        headers = {name: value for name, value in headers.items() if value}
        if wish not in made:
            made[wish] = _visible(plain.get(path, headers=headers))
        assert _visible(kept.get(path, headers=headers)) == made[wish], wish

    assert kept.application.extensions["metrics"].hits > len(wishes) // 2


def test_hosts_are_kept_apart(make_app: Any) -> None:
    """An answer that names the host is not given to those who ask another."""
    client = make_app().test_client()
    for host in ("a.example", "b.example", "a.example"):
        assert f"http://{host}/?q=" in client.get("/opensearch.xml", headers={"Host": host}).text


def test_a_harvest_shows_in_the_very_next_answer(own_db: Path, tmp_path: Path) -> None:
    """However often a request was made before; validators change with it."""
    client = create_app({"db": own_db}).test_client()
    tags = set()
    for count in range(1, 8):
        (tmp_path / f"{count}.txt").write_text(f"第{count}年，我们推进“九维九治”。", "utf-8")
        with open_term_store(own_db) as store:
            harvest([str(tmp_path / f"{count}.txt")], store)
        for _ in range(3):
            response = client.get("/v1/terms/九维九治")
            assert response.get_json()["sources"] == count
        tags.add(response.headers["ETag"])

    assert len(tags) == 7


def test_every_commit_shows_however_close_they_follow(own_db: Path) -> None:
    """200 commits in a fraction of a second: no answer is older than the commit before it."""
    client = create_app({"db": own_db}).test_client()
    writer = sqlite3.connect(own_db, isolation_level=None)
    key, article = writer.execute("SELECT key, article FROM term WHERE headword = '三微'").fetchone()
    record = orjson.loads(article)
    for count in range(200):
        client.get("/v1/terms/三微")
        writer.execute("UPDATE term SET article = ? WHERE key = ?", (orjson.dumps({**record, "sources": count}), key))
        assert client.get("/v1/terms/三微").get_json()["sources"] == count
    writer.close()


def test_no_answer_mixes_two_states(own_db: Path) -> None:
    """While a writer changes two articles together, a batch never shows one of them changed and the other not."""
    client = create_app({"db": own_db}).test_client()
    client.get("/healthz")
    writer = sqlite3.connect(own_db, isolation_level=None, timeout=30, check_same_thread=False)
    question = "SELECT key, article FROM term WHERE headword IN ('三微', '四上')"
    rows = {key: orjson.loads(article) for key, article in writer.execute(question)}
    stop = threading.Event()

    def write(count: int) -> None:
        writer.execute("BEGIN IMMEDIATE")
        for key, row in rows.items():
            writer.execute("UPDATE term SET article = ? WHERE key = ?", (orjson.dumps({**row, "sources": count}), key))
        writer.execute("COMMIT")

    def write_on() -> None:
        for count in itertools.count(1):
            if stop.is_set():
                return
            write(count)

    write(0)
    thread = threading.Thread(target=write_on)
    thread.start()
    try:
        for _ in range(150):
            results = client.post("/v1/lookup", json={"forms": ["三微", "四上"]}).get_json()["results"]
            assert len({each["article"]["sources"] for each in results}) == 1
    finally:
        stop.set()
        thread.join()
        writer.close()


def test_a_replaced_store_is_noticed(own_db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file put in the place of the store is served after the next look, one second at most."""
    monkeypatch.setattr("glossary.store.read.change_watch.GLANCE", 0.0)
    monkeypatch.setattr("glossary.lookup.session._CHECK_SECONDS", 0.0)
    writer = sqlite3.connect(own_db)
    writer.execute("PRAGMA journal_mode = DELETE")
    writer.close()
    shutil.copy(own_db, tmp_path / "other.db")
    other = sqlite3.connect(tmp_path / "other.db", isolation_level=None)
    key, article = other.execute("SELECT key, article FROM term WHERE headword = '三微'").fetchone()
    changed = orjson.dumps({**orjson.loads(article), "sources": 99})
    other.execute("UPDATE term SET article = ? WHERE key = ?", (changed, key))
    other.close()
    client = create_app({"db": own_db}).test_client()
    client.get("/v1/terms/三微")

    (tmp_path / "other.db").replace(own_db)

    assert client.get("/v1/terms/三微").get_json()["sources"] == 99


def test_the_cache_is_limited_in_bytes(make_app: Any) -> None:
    """However many different requests are made."""
    app = make_app(cache_bytes=100_000)
    client = app.test_client()
    for limit in range(1, 120):
        client.get(f"/v1/terms?q=三&limit={limit}")
        assert app.extensions["cache"].weight <= 100_000

    assert 0 < len(app.extensions["cache"]) < 119


def test_the_least_used_answer_leaves_first() -> None:
    """And a repeated request stays cached."""
    cache = ResponseCache(78_000, lambda: b"state")
    state = cache.state()
    for name in "abcdefghijklmnopqrst":
        cache.keep(name, CachedResponse("200 OK", [], b"x" * 1500, "/"), state)
        cache.get("a")

    assert cache.get("a") is not None
    assert cache.get("b") is None


def test_an_answer_begun_before_a_change_is_not_kept() -> None:
    """The store may change while an answer is made."""
    states = iter([b"old", b"new", b"new"])
    cache = ResponseCache(40_000, lambda: next(states))
    begun = cache.state()
    cache.state()
    cache.keep("q", CachedResponse("200 OK", [], b"", "/"), begun)

    assert cache.get("q") is None


def test_the_annotations_of_a_page_are_cached(make_app: Any) -> None:
    """For the same text, query and preferences; another of these gets another response."""
    app = make_app()
    client, cache = app.test_client(), app.extensions["cache"]
    page = {"text": "坚持“三微”改造。"}

    def ask(text: dict[str, str], query: str = "", **headers: str) -> tuple[int, bytes]:
        response = client.post(f"/v1/annotations{query}", json=text, headers=headers)
        return response.status_code, response.data

    first = ask(page)
    kept = len(cache)
    assert ask(page) == first
    assert len(cache) == kept == 1

    others = [
        ask({"text": "做好三农工作，坚持“三微”改造。"}),
        ask(page, "?own=false&first=true"),
        ask(page, Accept="text/plain"),
        ask(page, **{"Accept-Language": "zh-TW"}),
    ]
    assert len(cache) == 5
    assert first not in others[:1]
    assert {status for status, _ in others} == {200}


def test_an_error_of_annotations_is_not_cached(make_app: Any) -> None:
    """It may have another cause next time."""
    app = make_app()
    response = app.test_client().post("/v1/annotations", json={"txt": "三微"})
    assert response.status_code == 422
    assert len(app.extensions["cache"]) == 0
