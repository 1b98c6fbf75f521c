"""A running server to attack, and the few words of HTTP that attacks need."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

GLOSSARY = [sys.executable, "-m", "glossary"]
STARTED = 60.0


@dataclass
class Served:
    """A server under attack."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def worker(self) -> psutil.Process:
        """The process that answers."""
        return psutil.Process(self.worker_pid())

    def worker_pid(self) -> int:
        """Its number."""
        pids = re.findall(r"Spawning worker-1 with PID: (\d+)", self.log.read_text("utf-8"))
        assert pids, self.log.read_text("utf-8")
        return int(pids[-1])

    def get(self, path: str, timeout: float = 30, **headers: str) -> tuple[int, bytes, float]:
        """Status, body and seconds of a GET."""
        return self.ask("GET", path, None, timeout, **headers)

    def ask(
        self, method: str, path: str, body: bytes | None, timeout: float = 60, **headers: str
    ) -> tuple[int, bytes, float]:
        """Status, body and seconds of any request."""
        began = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
            response = connection.getresponse()
            return response.status, response.read(), time.monotonic() - began
        finally:
            connection.close()

    def open(self, data: bytes, receive_buffer: int = 0) -> socket.socket:
        """A raw connection that has sent ``data``."""
        client = socket.socket()
        if receive_buffer:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        client.settimeout(30)
        client.connect(("127.0.0.1", self.port))
        client.sendall(data)
        return client


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serve(db: Path, folder: Path, *options: str, environment: dict[str, str] | None = None) -> Iterator[Served]:
    """``glossary serve`` over a store until the block ends."""
    port, log = free_port(), folder / f"serve-{time.monotonic_ns()}.log"
    command = [*GLOSSARY, "serve", "--db", str(db), "--port", str(port), "--log-format", "off", *options]
    with log.open("w") as stream:
        process = subprocess.Popen(
            command, stdout=stream, stderr=stream, start_new_session=True, env={**os.environ, **(environment or {})}
        )
    served = Served(process, port, log)
    try:
        _wait_until_ready(served)
        yield served
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)


def _wait_until_ready(served: Served) -> None:
    until = time.monotonic() + STARTED
    while True:
        with suppress(OSError, http.client.HTTPException):
            if served.get("/readyz")[0] == 200:
                return
        assert time.monotonic() < until, served.log.read_text("utf-8")
        time.sleep(0.1)
