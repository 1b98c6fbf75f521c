"""One client, or a few, who want to stop the service: slow downloads, silent bodies, idle connections, odd requests."""

import os
import signal
import socket
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path

import psutil
import pytest

from benchmarks.serving import Served, serve
from glossary.package_data import seed_files
from glossary.pipeline import harvest
from glossary.term_store import open_term_store

pytestmark = pytest.mark.slow

MEGABYTE = 1024 * 1024
ANSWERED = 5.0
"""Seconds within which a service that waits for nobody answers, on a busy machine; the attacks last for minutes."""


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("served") / "seeds.db"
    with open_term_store(path) as store:
        harvest([str(seed) for seed in seed_files()], store)
    return path


@pytest.fixture(scope="module")
def served(db: Path) -> Iterator[Served]:
    with serve(db, db.parent, "--text-processes", "1") as running:
        yield running


def require_life(served: Served) -> None:
    """Health and a look-up that is in no cache are answered at once."""
    for path in ("/healthz", f"/v1/terms/x{time.monotonic_ns()}", "/v1/suggest?q=san"):
        _, _, seconds = served.get(path, timeout=30)
        assert seconds < ANSWERED, path


def test_clients_that_request_files_of_a_new_revision_get_them(db: Path, tmp_path: Path) -> None:
    """F19: more than there are threads wait until the files are written, and nobody else waits for them."""
    mine = tmp_path / "seeds.db"
    mine.write_bytes(db.read_bytes())
    with serve(mine, tmp_path, "--text-processes", "1") as running:
        statuses: list[int] = []
        clients = [
            threading.Thread(
                target=lambda name=name: statuses.append(running.get(f"/v1/exports/{name}", timeout=90)[0])
            )
            for name in ("terms.csv", "terms.jsonl") * 4
        ]
        for client in clients:
            client.start()
        require_life(running)
        for client in clients:
            client.join()

    assert statuses == [200] * 8


def test_a_table_that_cannot_be_completed_does_not_look_complete(db: Path, tmp_path: Path) -> None:
    """The last article is damaged: the connection ends without the last chunk, and the next request is answered."""
    damaged = tmp_path / "damaged.db"
    damaged.write_bytes(db.read_bytes())
    with closing(sqlite3.connect(damaged)) as connection, connection:
        last = "SELECT n FROM term ORDER BY sources, attestations, key DESC LIMIT 1"
        connection.execute(f"UPDATE term SET article = x'7b' WHERE n = ({last})")
    with serve(damaged, tmp_path, "--text-processes", "1") as running:
        with running.open(b"GET /v1/exports/terms.csv HTTP/1.1\r\nHost: x\r\n\r\n") as client:
            answer = b"".join(iter(partial(client.recv, 1 << 16), b""))
        require_life(running)

    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.count(b"\n") > 50
    assert not answer.endswith(b"0\r\n\r\n")


def test_slow_downloads_hold_no_thread(served: Served, db: Path) -> None:
    """F1: more than there are threads, of a file that no socket buffer holds, by clients that do not read."""
    served.get("/v1/exports/manifest.json", timeout=60)
    while (status := served.get("/v1/exports/terms.jsonl", timeout=60)[0]) == 503:
        time.sleep(0.2)
    assert status == 200
    (file,) = (db.parent / "exports").glob("*/terms.jsonl")
    file.write_bytes(b" " * 8 * MEGABYTE)
    request = b"GET /v1/exports/terms.jsonl HTTP/1.1\r\nHost: x\r\n\r\n"
    with ExitStack() as stack:
        clients = [stack.enter_context(served.open(request, receive_buffer=4096)) for _ in range(12)]
        assert all(client.recv(64).startswith(b"HTTP/1.1 200") for client in clients)
        require_life(served)


def test_bodies_that_never_arrive_do_not_delay_others(served: Served) -> None:
    """F8: three hundred of them; other posts are answered as well."""
    silent = (
        b"POST /v1/annotations HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"
    )
    with ExitStack() as stack:
        for _ in range(300):
            stack.enter_context(served.open(silent))
        require_life(served)
        status, _, seconds = served.ask("POST", "/v1/convert", b'{"text": "a", "to": "zh-Hant"}', **JSON)
        assert status == 200
        assert seconds < ANSWERED


JSON = {"Content_Type": "application/json"}


def test_idle_connections_do_not_block_others(served: Served) -> None:
    """F10: more than the 1,024 that used to stop the acceptance of others."""
    resource = pytest.importorskip("resource")
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most < 2000:
        pytest.skip("this system allows too few open files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, 8192), most))
    with ExitStack() as stack:
        for _ in range(1300):
            stack.enter_context(served.open(b""))
        require_life(served)


def test_a_body_beyond_the_bound_is_refused(served: Served) -> None:
    """Announced or not, and without being read into memory as a whole."""
    status, body, _ = served.ask("POST", "/v1/convert", b" " * (14 * MEGABYTE), **JSON)
    assert (status, b"too-large" in body) == (413, True)


@pytest.mark.parametrize(
    ("request_text", "status"),
    [
        (b"GET /healthz HTTP/1.1\r\n\r\n", b"400"),
        (b"GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", b"400"),
        (b"GET /healthz HTTP/1.0\r\n\r\n", b"200"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n", b"200"),
        (
            b"POST /v1/convert HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
            b"415",
        ),
    ],
    ids=["no host", "two hosts", "old", "websocket", "coded body"],
)
def test_odd_requests_are_answered_by_the_letter(served: Served, request_text: bytes, status: bytes) -> None:
    """F32: RFC 9112 and RFC 9110."""
    with served.open(request_text) as client:
        assert client.recv(4096).split(b" ")[1] == status


def test_a_cached_answer_is_not_given_to_two_hosts(served: Served) -> None:
    """F32: the way around the middleware looks at Host, too."""
    plain = b"GET /v1/meta HTTP/1.1\r\nHost: a\r\n\r\n"
    for request, status in (
        (plain, b"200"),
        (plain, b"200"),
        (plain.replace(b"Host: a", b"Host: a\r\nHost: b"), b"400"),
    ):
        with served.open(request) as client:
            assert client.recv(64).split(b" ")[1] == status


def test_the_worker_ends_with_the_server(db: Path, tmp_path: Path) -> None:
    """F27: kill -9 of the main process; worker and children go, and the port is free."""
    with serve(db, tmp_path, "--text-processes", "1") as running:
        worker = running.worker()
        below = worker.children(recursive=True)
        running.process.kill()
        running.process.wait(10)
        _, alive = psutil.wait_procs([worker, *below], timeout=20)
        assert not [each for each in alive if each.status() != psutil.STATUS_ZOMBIE]  # whom nobody has waited for
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", running.port))


def test_a_worker_that_is_killed_is_replaced(db: Path, tmp_path: Path) -> None:
    """Twice within a few seconds, which used to end the server."""
    with serve(db, tmp_path, "--text-processes", "1") as running:
        for _ in range(2):
            before = running.worker_pid()
            os.kill(before, signal.SIGKILL)
            until = time.monotonic() + 60
            while True:
                try:
                    if running.worker_pid() != before and running.get("/healthz", timeout=10)[0] == 200:
                        break
                except OSError:
                    pass
                assert time.monotonic() < until
                time.sleep(0.1)
        assert running.process.poll() is None


def test_long_headers_are_not_remembered(served: Served) -> None:
    """F3: a hundred of 300 KB took a gigabyte."""
    before = served.worker().memory_info().rss
    for number in range(40):
        header = ", ".join(f"x{number}-{at};q=0.{at % 10}" for at in range(20_000))
        status, _, _ = served.get("/v1/meta", Accept_Language=header)
        assert status in (200, 431)
    assert served.worker().memory_info().rss - before < 60 * MEGABYTE
