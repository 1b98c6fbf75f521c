"""``glossary serve`` as a person starts it, and ``flask --app api`` as a developer does."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-m", "glossary", "serve"]
STARTED = 30.0
"""Seconds to wait for a server on a busy machine."""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def served(seeds_db: Path, tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str, Path]]:
    """A running server, its address, and the file that its stderr goes to."""
    port, log = _free_port(), tmp_path / "log.txt"
    options = ["--db", str(seeds_db), "--port", str(port), "--log-format", "json"]
    with log.open("w") as stream:
        server = subprocess.Popen([*COMMAND, *options], stdout=stream, stderr=stream, text=True, start_new_session=True)
    try:
        yield server, f"http://127.0.0.1:{port}", log
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGKILL)
        server.wait(10)


def _wait_for(url: str) -> bytes:
    until = time.monotonic() + STARTED
    while True:
        try:
            with urllib.request.urlopen(url, timeout=10) as response:
                body: bytes = response.read()
                return body
        except urllib.error.URLError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def test_it_says_what_to_try_answers_and_stops_when_told(served: tuple[subprocess.Popen[str], str, Path]) -> None:
    """Three things to try on stderr; an article; the access line; an orderly end at SIGTERM."""
    server, address, log = served
    assert b"ready" in _wait_for(f"{address}/readyz")

    server.send_signal(signal.SIGTERM)

    assert server.wait(20) == 0
    told = log.read_text("utf-8")
    assert told.count(f"{address}/") >= 3
    assert '"target":"/readyz"' in told


def _post(url: str) -> int:
    asked = urllib.request.Request(url, data=b'{"text": "a"}', headers={"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(asked, timeout=30) as response:
            status: int = response.status
            return status
    except urllib.error.HTTPError as refused:
        return refused.code


def test_clients_that_never_send_their_bodies_keep_no_reader_waiting(
    served: tuple[subprocess.Popen[str], str, Path],
) -> None:
    """Half of the threads may wait for bodies; reads go on, writers are told to come again, until the clients go."""
    _, address, _ = served
    _wait_for(f"{address}/readyz")
    port = int(address.rpartition(":")[2])
    silent = [socket.create_connection(("127.0.0.1", port)) for _ in range(2)]
    for client in silent:
        client.sendall(b"POST /v1/annotations HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n")
        client.sendall(b'Content-Length: 100\r\n\r\n{"te')
    while b"glossary_bodies_awaited 2" not in _wait_for(f"{address}/metrics"):
        time.sleep(0.05)

    assert b"ok" in _wait_for(f"{address}/healthz")
    assert _post(f"{address}/v1/annotations") == 503
    for client in silent:
        client.close()
    while b"glossary_bodies_awaited 0" not in _wait_for(f"{address}/metrics"):
        time.sleep(0.05)
    assert _post(f"{address}/v1/annotations") == 200


@pytest.mark.parametrize("problem", ["no store", "port taken"])
def test_what_keeps_it_from_starting_is_said_in_one_line(seeds_db: Path, tmp_path: Path, problem: str) -> None:
    """Exit code 1, no traceback."""
    db = tmp_path / "none.db" if problem == "no store" else seeds_db
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        result = subprocess.run(
            [*COMMAND, "--db", str(db), "--port", port], capture_output=True, text=True, timeout=60, check=False
        )

    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_flask_finds_the_app(seeds_db: Path) -> None:
    """``flask --app api routes`` lists what there is."""
    environment = {**os.environ, "GLOSSARY_DB": str(seeds_db)}
    result = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "api", "routes"],
        env=environment, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip

    assert "/v1/terms/<path:form>" in result.stdout
