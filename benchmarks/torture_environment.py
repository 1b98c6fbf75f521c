"""Attacks on what surrounds the software: its clients, its end, a cluster, and installations on other Pythons."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from benchmarks.serving import GLOSSARY, Served, serve
from benchmarks.torture_case import Case, Outcome, report, seeds
from benchmarks.torture_files import revision_of
from glossary.package_data import seed_files
from glossary.pipeline import harvest
from glossary.term_store import open_term_store

ROOT = Path(__file__).parents[1]
PYTHONS = ("3.11", "3.12", "3.13")
POST = b"POST /v1/convert HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"


def _p99(served: Served, times: int = 400) -> float:
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)
    seconds = []
    for number in range(times):
        path = ("/healthz", f"/v1/terms/x{time.monotonic_ns()}")[number % 2]
        began = time.perf_counter()
        connection.request("GET", path)
        connection.getresponse().read()
        seconds.append(time.perf_counter() - began)
        time.sleep(0.005)
    return sorted(seconds)[int(times * 0.99)]


@contextmanager
def _sending(clients: list[tuple[socket.socket, bytes]], pause: float) -> Iterator[None]:
    """Send a little from each client again and again."""
    stop = threading.Event()

    def send() -> None:
        while not stop.wait(pause):
            for client, piece in clients:
                with suppress(OSError):  # the server has given it up
                    client.sendall(piece)

    sender = threading.Thread(target=send, daemon=True)
    sender.start()
    yield
    stop.set()
    sender.join()


def connections(folder: Path) -> Outcome:
    """Many clients at once that do nothing, or as slowly as can be."""
    with serve(seeds(folder), folder) as served, ExitStack() as stack:
        quiet = _p99(served)
        for _ in range(200):
            stack.enter_context(served.open(b""))
        for _ in range(1000):
            stack.enter_context(served.open(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")).recv(4096)
        headers = [(stack.enter_context(served.open(b"GET / HTTP/1.1\r\nX-A: ")), b"a") for _ in range(100)]
        bodies = [(stack.enter_context(served.open(POST + b"Content-Length: 9999\r\n\r\n")), b"a") for _ in range(100)]
        chunked = POST + b"Transfer-Encoding: chunked\r\n\r\n"
        chunks = [(stack.enter_context(served.open(chunked)), b"1\r\na\r\n") for _ in range(20)]
        with _sending([*headers, *bodies, *chunks], 0.5):
            busy = _p99(served)
    what = "200 idle, 1,000 keep-alive, 100 slow headers, 100 slow bodies, 20 endless chunks"
    return Outcome(busy < max(5 * quiet, 0.02), f"p99 {quiet * 1000:.1f} ms alone, {busy * 1000:.1f} ms beside {what}")


def rolling_stop(folder: Path) -> Outcome:
    """SIGTERM while clients ask and a long text is extracted: what was accepted is answered."""
    text = "".join(path.read_text("utf-8") for path in seed_files())[:400_000]
    lost, answered, posted = [], [], []
    with serve(seeds(folder), folder) as served:
        stop = threading.Event()

        def ask() -> None:
            while not stop.is_set():
                try:
                    answered.append(served.get(f"/v1/terms/x{time.monotonic_ns()}", timeout=20)[0])
                except ConnectionRefusedError:
                    return
                except (OSError, http.client.HTTPException) as error:
                    lost.append(type(error).__name__)

        def post() -> None:
            kind = {"Content_Type": "text/plain"}
            posted.append(
                served.ask("POST", "/v1/annotations?unknown=true&format=inline", text.encode(), 60, **kind)[0]
            )

        clients = [threading.Thread(target=ask) for _ in range(4)] + [threading.Thread(target=post)]
        for client in clients:
            client.start()
        time.sleep(1)
        began = time.monotonic()
        served.process.send_signal(signal.SIGTERM)
        served.process.wait(30)
        seconds = time.monotonic() - began
        stop.set()
        for client in clients:
            client.join(30)
    now = f"{len(answered):,} look-ups answered, {len(lost)} lost, a long text in flight {posted}; {seconds:.1f} s"
    return Outcome(not lost and posted == [200] and seconds < 15, now)


def _documents(folder: Path) -> list[str]:
    for number in range(60):
        heads = [
            f"“{'三四五六七八九'[(number + at) % 7]}{'莲渠桥山水林田湖'[(number * 3 + at) % 8]}”" for at in range(3)
        ]
        text = report(*heads) + f"第{number}号。" + "坚持“三莲”，建设“四渠”，推进“五桥”工程。\n" * 200
        (folder / f"{number}.txt").write_text(text, "utf-8")
    return [str(folder / f"{number}.txt") for number in range(60)]


def _harvest(documents: list[str], path: Path, scheduler: str | None = None) -> str:
    with open_term_store(path) as store:
        harvest(documents, store, scheduler=scheduler)
    return revision_of(path)


def cluster(folder: Path) -> Outcome:
    """One of two workers of a Dask cluster is killed in the middle."""
    from distributed import LocalCluster

    documents = _documents(folder)
    expected = _harvest(documents, folder / "serial.db")
    with LocalCluster(2, threads_per_worker=1, dashboard_address=None) as local:  # type: ignore[no-untyped-call]
        found: list[str] = []
        run = threading.Thread(
            target=lambda: found.append(_harvest(documents, folder / "x.db", local.scheduler_address))
        )
        run.start()
        time.sleep(1.0)
        local.workers[0].process.process.kill()
        run.join(200)
    same = found == [expected]
    return Outcome(same, f"{len(documents)} documents: {'the same' if same else 'another'} revision")


def scheduler(folder: Path) -> Outcome:
    """F18: the scheduler goes away in the middle of a harvest from the command line."""
    from distributed import LocalCluster

    _documents(folder)
    with suppress(Exception), LocalCluster(1, threads_per_worker=1, dashboard_address=None) as local:  # type: ignore[no-untyped-call]
        command = [*GLOSSARY, "harvest", str(folder), "--db", str(folder / "x.db")]
        command += ["--scheduler", local.scheduler_address]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        until = time.monotonic() + 60
        while not local.scheduler.tasks and time.monotonic() < until:
            time.sleep(0.01)
        local.scheduler.loop.add_callback(local.scheduler.close)
        _, stderr = process.communicate(timeout=90)
    line = stderr.strip().splitlines()[-1].replace(local.scheduler_address, "ADDRESS")
    holds = process.returncode == 1 and "Traceback" not in stderr and ("again" in line or "no Dask scheduler" in line)
    return Outcome(holds, line)


def _python(version: str) -> str | None:
    """An interpreter of that version, of pyenv or of the system."""
    homes = sorted(Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")).glob(f"versions/{version}.*/bin/python"))
    return str(homes[-1]) if homes else shutil.which(f"python{version}")


def _run(*command: str | Path) -> None:
    environment = {**os.environ, "PYTHONPATH": ""}
    subprocess.run(command, check=True, capture_output=True, env=environment)


def installs(folder: Path) -> Outcome:
    """F34: wheel and sdist with the pinned versions; each harvests the seeds and exports the same bytes."""
    builder, dist = folder / "builder", folder / "dist"
    _run(sys.executable, "-m", "venv", builder)
    _run(builder / "bin/pip", "install", "-q", "build")
    _run(builder / "bin/python", "-m", "build", "-o", dist, ROOT)
    exports: dict[str, bytes] = {}
    for version in PYTHONS:
        for package in dist.iterdir() if _python(version) else ():
            home = folder / f"{version}{package.suffix}"
            _run(_python(version) or "", "-m", "venv", home)
            _run(home / "bin/pip", "install", "-q", "-c", ROOT / "constraints.txt", package)
            _run(home / "bin/glossary", "harvest", "--seeds", "--db", home / "x.db")
            _run(home / "bin/glossary", "export", "jsonl", "--db", home / "x.db", "-o", home / "x.jsonl")
            exports[f"{version} {package.suffix}"] = (home / "x.jsonl").read_bytes()
    same = len(set(exports.values())) == 1
    return Outcome(same and len(exports) > 1, f"{', '.join(exports)}: {'the same' if same else 'other'} export")


CASES = (
    Case("clients", "idle and slow clients of every kind", "29.5 s", connections),
    Case("stop", "SIGTERM under load", "1 of 4 connections without an answer", rolling_stop),
    Case("cluster", "a killed worker of a cluster", "held", cluster),
    Case("F18", "a scheduler that goes away", "AttributeError, traceback", scheduler),
    Case("F34", "installations on other Pythons", "click>=8.1 could not be met", installs),
)
