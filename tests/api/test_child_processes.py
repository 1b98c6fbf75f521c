"""Requests that take long: a bounded number here, the others in child processes."""

import io
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from api.child_processes import Answer, ChildProcessPool
from api.errors import ProblemError
from api.request_limits import ConcurrencyLimit

LONG = "坚持“四个全面”战略布局。" * 2000
"""Longer than what is answered in the process itself."""


def test_a_slot_is_given_back_whatever_happens() -> None:
    limit = ConcurrencyLimit(1, "things", timeout=0.01)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), limit.acquire_slot():
            _ = 1 / 0
    assert limit.taken == 0


def test_who_gets_no_slot_is_refused() -> None:
    limit = ConcurrencyLimit(1, "things", timeout=0.01)
    with limit.acquire_slot(), pytest.raises(ProblemError) as refused, limit.acquire_slot():
        pass
    assert (refused.value.status, refused.value.code) == (503, "busy")


def test_a_request_without_a_free_child_is_refused() -> None:
    """docs/api.md: a request waits for a child process for a limited time, then gets 503 ``busy``."""
    pool = ChildProcessPool(0, {}, wait_seconds=0.01)
    with pytest.raises(ProblemError) as refused:
        pool.run({}, b"")
    assert (refused.value.status, refused.value.code) == (503, "busy")


@pytest.fixture
def pair(make_app: Any) -> Iterator[tuple[Any, Any]]:
    """A client whose long requests go to a child process, and one that answers them itself."""
    app = make_app(text_processes=1)
    yield app.test_client(), make_app().test_client()
    app.extensions["worker_pool"].close()


class _CountingPool:
    """A pool that counts what is passed to it."""

    def __init__(self) -> None:
        self.calls = 0

    def run(self, environ: Any, body: bytes) -> Answer:
        self.calls += 1
        return Answer("200 OK", [("Content-Type", "application/json"), ("Content-Length", "2")], b"{}", "/child")


def test_a_process_handles_one_text_at_a_time(make_app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Others go to a child, and short ones never do, so that look-ups wait for one text at most."""
    app = make_app()
    stack, pool = app.extensions["stack"], _CountingPool()
    monkeypatch.setattr(stack, "_pool", pool)
    client = app.test_client()
    page, short = {"text": LONG[:3000]}, {"text": LONG[:500]}

    assert client.post("/v1/convert", json=page | {"to": "zh-Hant"}).status_code == 200
    assert pool.calls == 0
    with stack._text_slot:
        assert client.post("/v1/annotations", json=short).get_json()["matches"]
        assert client.post("/v1/annotations", json=page).data == b"{}"
    assert pool.calls == 1
    assert client.post("/v1/convert", json={"text": LONG, "to": "zh-Hant"}).data == b"{}"
    assert pool.calls == 2
    assert stack._text_slot.acquire(blocking=False)


@pytest.mark.slow
def test_a_child_gives_the_same_answers(pair: tuple[Any, Any]) -> None:
    """For every route that takes a long body, errors included."""
    requests: list[tuple[str, dict[str, Any]]] = [
        ("/v1/annotations", {"json": {"text": LONG}}),
        ("/v1/annotations?format=ruby&script=zh-Hant-TW", {"data": LONG.encode(), "content_type": "text/html"}),
        ("/v1/annotations?x=1", {"json": {"text": LONG}}),
        ("/v1/convert", {"json": {"text": LONG, "to": "zh-Hant-HK"}}),
        ("/v1/extractions", {"json": {"text": LONG}}),
        ("/v1/extractions", {"data": {"file": (LONG.encode(), "报告.txt")}}),
        ("/v1/extractions", {"data": {"file": (b"", "empty.txt")}}),
        ("/read", {"data": {"text": LONG}}),
        ("/nowhere", {"json": {"text": LONG}}),
    ]
    for path, sent in requests:
        actual = [_of(client.post(path, **_fresh(sent), headers={"Accept-Encoding": "gzip"})) for client in pair]
        assert actual[0] == actual[1], path


def _fresh(sent: dict[str, Any]) -> dict[str, Any]:
    """A file is read once, so that each client gets its own."""
    if not isinstance(sent.get("data"), dict) or "file" not in sent["data"]:
        return sent
    content, name = sent["data"]["file"]
    return {"data": {"file": (io.BytesIO(content), name)}}


def _of(response: Any) -> tuple[int, bytes, dict[str, str]]:
    return response.status_code, response.data, {k: v for k, v in response.headers.items() if k != "X-Request-ID"}


@pytest.fixture
def pool(seeds_db: Path) -> Iterator[ChildProcessPool]:
    pool = ChildProcessPool(1, {"db": str(seeds_db)}, wait_seconds=30)
    yield pool
    pool.close()


def _children() -> list[psutil.Process]:
    running = [each for each in psutil.Process().children() if each.status() != psutil.STATUS_ZOMBIE]
    return [each for each in running if "api.child_processes" in " ".join(each.cmdline())]


def _environ() -> dict[str, Any]:
    return {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/v1/extractions",
        "QUERY_STRING": "",
        "SERVER_NAME": "x",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_TYPE": "text/plain",
        "wsgi.url_scheme": "http",
    }


@pytest.mark.slow
def test_a_request_that_takes_too_long_ends_and_the_next_one_is_answered(pool: ChildProcessPool) -> None:
    assert pool.run(_environ(), b"a").status == "200 OK"
    pool._request_seconds = 0.05
    with pytest.raises(ProblemError) as refused:
        pool.run(_environ(), ("“四上”" * 100_000).encode())
    assert (refused.value.status, refused.value.code) == (422, "too-complex")

    pool._request_seconds = 30.0
    assert pool.run(_environ(), b"a").status == "200 OK"


@pytest.mark.slow
def test_a_child_that_was_killed_is_replaced(pool: ChildProcessPool) -> None:
    pool.run(_environ(), b"a")
    (child,) = _children()
    child.kill()
    child.wait(10)

    assert pool.run(_environ(), b"a").status == "200 OK"


def test_the_children_end_with_their_pool(pool: ChildProcessPool) -> None:
    pool.start()
    children = _children()
    assert len(children) == 1

    pool.close()

    assert not children[0].is_running()


@pytest.mark.skipif(not hasattr(os, "getpriority"), reason="the platform has no priorities of processes")
def test_look_ups_come_before_long_requests(pool: ChildProcessPool) -> None:
    """A child process that handles long requests has a lower priority than the service."""
    assert pool.run(_environ(), b"a").status == "200 OK"
    lower = min(19, os.getpriority(os.PRIO_PROCESS, 0) + 10)
    until = time.monotonic() + 10  # a child that has just been started lowers its priority itself
    while (found := {os.getpriority(os.PRIO_PROCESS, each.pid) for each in _children()}) != {lower}:
        assert time.monotonic() < until, found
        time.sleep(0.05)


def test_the_service_does_not_load_the_pdf_library() -> None:
    code = "import sys, api.child_processes; sys.exit('pypdfium2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
