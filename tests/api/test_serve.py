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


def _wait_for_word(log: Path, word: str) -> str:
    until = time.monotonic() + STARTED
    while word not in (actual := log.read_text("utf-8")):
        assert time.monotonic() < until, actual
        time.sleep(0.05)
    return actual


@pytest.mark.slow
def test_it_prints_a_command_to_try_and_stops_on_a_signal(
    served: tuple[subprocess.Popen[str], str, Path],
) -> None:
    """Three things to try on stderr, the first request succeeds; the access line; an orderly end at SIGTERM."""
    server, address, log = served
    _wait_for_word(log, "/docs\n")
    with urllib.request.urlopen(f"{address}/readyz", timeout=10) as response:
        assert b"ready" in response.read()

    server.send_signal(signal.SIGTERM)

    assert server.wait(20) == 0
    actual = log.read_text("utf-8")
    assert actual.count(f"{address}/") >= 3
    assert '"target":"/readyz"' in actual


@pytest.mark.slow
def test_a_query_may_be_typed_as_it_reads(served: tuple[subprocess.Popen[str], str, Path]) -> None:
    """``curl '…?q=三区'`` sends the characters as they are, and ended with 500."""
    _, address, _ = served
    _wait_for(f"{address}/readyz")
    host, _, port = address.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        connection.sendall(f"GET /v1/suggest?q=三区 HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: connection.recv(65_536), b""))

    assert answer.startswith(b"HTTP/1.1 200")
    assert "三区三线".encode() in answer


def _post(url: str) -> int:
    reply = urllib.request.Request(url, data=b'{"text": "a"}', headers={"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(reply, timeout=30) as response:
            status: int = response.status
            return status
    except urllib.error.HTTPError as refused:
        return refused.code


@pytest.mark.slow
def test_clients_that_never_send_their_bodies_do_not_delay_others(
    served: tuple[subprocess.Popen[str], str, Path],
) -> None:
    """However many there are: no thread waits for a body, so reads and other posts go on."""
    _, address, _ = served
    _wait_for(f"{address}/readyz")
    port = int(address.rpartition(":")[2])
    silent = [socket.create_connection(("127.0.0.1", port)) for _ in range(40)]
    for client in silent:
        client.sendall(b"POST /v1/annotations HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n")
        client.sendall(b'Content-Length: 100\r\n\r\n{"te')

    assert b"ok" in _wait_for(f"{address}/healthz")
    assert _post(f"{address}/v1/annotations") == 200
    for client in silent:
        client.close()
    assert _post(f"{address}/v1/annotations") == 200


@pytest.mark.parametrize("problem", ["no store", "port taken"])
def test_an_error_at_the_start_is_one_line(seeds_db: Path, tmp_path: Path, problem: str) -> None:
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


@pytest.mark.slow
@pytest.mark.parametrize(
    ("variables", "options", "named"),
    [
        ({"GLOSSARY_MAX_TEXT": "99999999"}, [], "GLOSSARY_MAX_TEXT"),
        ({"GLOSSARY_RATE_LIMIT": "abc"}, [], "GLOSSARY_RATE_LIMIT"),
        ({"GLOSSARY_WORKERS": "0"}, [], "GLOSSARY_WORKERS"),
        ({"GLOSSARY_LOG_FORMAT": "xml"}, [], "GLOSSARY_LOG_FORMAT"),
        ({"GLOSSARY_BASE_URL": "example.org"}, [], "GLOSSARY_BASE_URL"),
        ({}, ["--base-url", "ftp://example.org/"], "--base-url"),
    ],
    ids=str,
)
def test_a_bad_setting_is_refused_before_it_listens(
    seeds_db: Path, variables: dict[str, str], options: list[str], named: str
) -> None:
    """One line with the name of the option or variable; no worker that dies again and again."""
    result = subprocess.run(
        [*COMMAND, "--db", str(seeds_db), "--port", "0", *options],
        env={**os.environ, **variables}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    assert result.returncode == 1
    (line,) = result.stderr.strip().splitlines()
    assert line.startswith(f"glossary: {named}: ")
    assert line.endswith(" [configuration-error]")


@pytest.mark.slow
def test_links_in_its_files_lead_where_it_listens(served: tuple[subprocess.Popen[str], str, Path]) -> None:
    """Unless a public address is set."""
    _, address, log = served
    _wait_for_word(log, "/docs\n")

    assert f'"{address}/v1/exports/yomitan.zip"'.encode() in _wait_for(f"{address}/v1/exports/yomitan-index.json")


@pytest.mark.slow
def test_an_unknown_variable_is_reported(seeds_db: Path, tmp_path: Path) -> None:
    """It serves all the same."""
    log, variables = tmp_path / "log.txt", {"GLOSSARY_WORKER": "2", "GLOSSARY_BASE_URL": "https://example.org/g"}
    with log.open("w") as stream:
        server = subprocess.Popen(
            [*COMMAND, "--db", str(seeds_db), "--port", "0"],
            env={**os.environ, **variables}, stdout=stream, stderr=stream, start_new_session=True,
        )  # fmt: skip
    try:
        actual = _wait_for_word(log, "/docs\n")
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait(10)

    assert "glossary: GLOSSARY_WORKER is not a setting and has no effect; did you mean GLOSSARY_WORKERS?\n" in actual
    assert actual.index("GLOSSARY_WORKERS?") < actual.index("Serving on")


@pytest.mark.slow
def test_flask_finds_the_app(seeds_db: Path) -> None:
    """``flask --app api routes`` lists what there is."""
    environment = {**os.environ, "GLOSSARY_DB": str(seeds_db)}
    result = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "api", "routes"],
        env=environment, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip

    assert "/v1/terms/<path:form>" in result.stdout
