"""Look-ups over HTTP: cold, warm, against a bare Flask view, Datasette and nginx, side by side in one run.

Each server answers alone, pinned to the first core, wrk with 32 connections on the second; the rounds are interleaved,
so that a busy minute hits them all. The questions are a Zipf mix of forms and scripts with one in ten that has no
article. wrk and nginx come from the machine (``apt-get install wrk nginx``); what is missing is reported and left out.
Datasette 0.65.5 is installed into a temporary environment.

    python -m benchmarks.bench_api [--store FILE] [--terms 100000] [--rounds 5] [--seconds 3]
"""

import argparse
import http.client
import os
import random
import re
import shutil
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psutil

from benchmarks.ratios import bound, machine
from benchmarks.synthetic import TERMS, own_store
from glossary.chinese.script import to_script
from glossary.lookup import open_dictionary

QUESTIONS = 8_000
"""Paths in the mix; drawn again and again by Zipf's law, so that most requests are for few of them."""

SCRIPTS = ("", "?script=zh-Hant", "?script=zh-Hant-TW", "?script=zh-Hant-HK")
DATASETTE = "datasette==0.65.5"

BARE = """
from flask import Flask
app = Flask("bare")
BODY = open({sample!r}, "rb").read()
@app.get("/v1/terms/<form>")
def show(form):
    return BODY
def create_app():
    return app
"""

FAST_API = """
from fastapi import FastAPI, Response
app = FastAPI()
BODY = open({sample!r}, "rb").read()
@app.get("/v1/terms/{{form}}")
async def show(form: str):
    return Response(BODY, media_type="application/json")
def create_app():
    return app
"""

IDLE = 0.03
"""Seconds of processor time in half a second that an idle server may take."""

SERVER = "api.server:create_server"
"""What ``glossary serve`` runs."""

NGINX = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log; {user}
events {{ worker_connections 1024; }}
http {{
  access_log off; keepalive_requests 1000000; open_file_cache max=50000; types {{ }} default_type application/json;
  client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder}; uwsgi_temp_path {folder};
  scgi_temp_path {folder};
  server {{ listen 127.0.0.1:{port} backlog=1024; root {folder}/files; }}
}}
"""

WRK = """
local paths = {{}}
for line in io.lines({paths!r}) do paths[#paths + 1] = line end
math.randomseed({seed})
request = function() return wrk.format("GET", paths[math.random(#paths)]) end
"""


@dataclass
class Contender:
    """One contender.

    Attributes:
        name: As in the table.
        command: Starts it.
        paths: File with the paths of its requests.
        environment: Added to ours.
        rates: Requests a second, by round.
        medians: p50 in milliseconds, by round.
        tails: p99 in milliseconds, by round.
    """

    name: str
    command: list[str]
    port: int
    paths: Path
    environment: dict[str, str] = field(default_factory=dict)
    rates: list[float] = field(default_factory=list)
    medians: list[float] = field(default_factory=list)
    tails: list[float] = field(default_factory=list)


def main() -> None:
    """Run all contenders that this machine has and print rates and ratios."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--store", type=Path, help="A synthetic store; without one it is made.")
    parser.add_argument("--terms", type=int, default=TERMS)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3)
    arguments = parser.parse_args()
    if not shutil.which("wrk"):
        print("wrk is not installed (apt-get install wrk nginx): the serving benchmark is left out")
        return
    with tempfile.TemporaryDirectory(prefix="bench-api-") as name:
        folder = Path(name)
        store = own_store(folder, arguments.terms, arguments.store)
        with closing(open_dictionary(store)) as dictionary:
            dictionary.keep_lexicons()  # as a harvest does
        servers = contenders(folder, store)
        for _ in range(arguments.rounds):
            for server in servers:
                measure(server, folder, arguments.seconds)
        report(servers, arguments)


def contenders(folder: Path, store: Path) -> list[Contender]:
    """Every server with the paths of its requests."""
    forms, paths = mix(store)
    mixed = write(folder / "mixed.txt", paths)
    found = sample(store, forms)
    (folder / "bare.py").write_text(BARE.format(sample=str(write(folder / "sample.json", [found]))), "utf-8")
    ours = {"GLOSSARY_DB": str(store)}
    warm = {**ours, "GLOSSARY_CACHE_BYTES": str(256 << 20)}
    (folder / "fast.py").write_text(FAST_API.format(sample=str(folder / "sample.json")), "utf-8")
    servers = [
        granian("bare Flask view", "bare:create_app", mixed, folder),
        granian("bare FastAPI view", "fast:create_app", mixed, folder, interface="asgi"),
        granian("cold (no cache)", SERVER, mixed, folder, interface="rsgi", **ours, GLOSSARY_CACHE_BYTES="0"),
        granian("warm", SERVER, mixed, folder, interface="rsgi", **warm),
        granian("warm, access log on", SERVER, mixed, folder, interface="rsgi", **warm, GLOSSARY_LOG_FORMAT="text"),
    ]
    for make in (datasette, nginx):
        server = make(folder, store, forms)
        if server:
            servers.append(server)
    return servers


def mix(store: Path) -> tuple[list[str], list[str]]:
    """Headwords by rank, and the paths of the mix: Zipf over forms, a script each, one in ten a miss."""
    rng = random.Random(11)
    with sqlite3.connect(store) as connection:
        forms = [row[0] for row in connection.execute("SELECT headword FROM term ORDER BY rank DESC, n")]
    weights = [1 / rank for rank in range(1, len(forms) + 1)]
    paths = []
    for form in rng.choices(forms, weights, k=QUESTIONS):
        script = rng.choice(SCRIPTS)
        form_sent = to_script(form, "zh-Hant") if rng.random() < 0.3 else form
        if rng.random() < 0.1:
            form_sent = form_sent[:1] + rng.choice(forms)[-1:] + form_sent[1:]
        paths.append(f"/v1/terms/{quote(form_sent)}{script}")
    return forms, paths


def sample(store: Path, forms: list[str]) -> str:
    """A typical answer: what the bare view sends every time."""
    with sqlite3.connect(store) as connection:
        (article,) = connection.execute(
            "SELECT article FROM term WHERE headword = ?", (forms[len(forms) // 2],)
        ).fetchone()
    return article.decode() if isinstance(article, bytes) else str(article)


def write(path: Path, lines: list[str]) -> Path:
    """A file of lines."""
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def granian(
    name: str, target: str, paths: Path, folder: Path, interface: str = "wsgi", **environment: str
) -> Contender:
    """One worker, HTTP/1.1 as in ``glossary serve``, whose interface is the asynchronous one."""
    port = free_port()
    threads = ["--blocking-threads", "1"] if interface == "wsgi" else []
    command = [
        sys.executable, "-m", "granian", "--interface", interface, "--factory", "--workers", "1", "--http", "1",
        "--no-ws", "--no-log", *threads, "--backpressure", "1024", "--port", str(port), target,
    ]  # fmt: skip
    search = os.pathsep.join([str(folder), str(Path(__file__).parent.parent)])
    return Contender(name, command, port, paths, {"PYTHONPATH": search, **environment})


def datasette(folder: Path, store: Path, forms: list[str]) -> Contender | None:
    """Datasette's row JSON over the same file, with requests by primary key: what it does fastest."""
    home = Path(os.environ.get("BENCH_DATASETTE", folder / "datasette"))
    if not (home / "bin" / "datasette").exists():
        try:
            subprocess.run([sys.executable, "-m", "venv", str(home)], check=True, capture_output=True)
            subprocess.run([home / "bin" / "pip", "install", "-q", DATASETTE], check=True, capture_output=True)
        except subprocess.CalledProcessError:
            print(f"{DATASETTE} cannot be installed: left out")
            return None
    rng, port = random.Random(11), free_port()
    weights = [1 / rank for rank in range(1, len(forms) + 1)]
    with sqlite3.connect(store) as connection:
        numbers = dict(connection.execute("SELECT headword, n FROM term"))
    name = quote(store.stem)
    paths = [f"/{name}/term/{numbers[form]}.json?_shape=array" for form in rng.choices(forms, weights, k=QUESTIONS)]
    command = [str(home / "bin" / "datasette"), "serve", str(store), "--port", str(port)]
    return Contender(DATASETTE.replace("==", " ") + " row", command, port, write(folder / "rows.txt", paths))


def nginx(folder: Path, store: Path, forms: list[str]) -> Contender | None:
    """The same answers as files: the physical limit."""
    binary = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if not binary:
        print("nginx is not installed: left out")
        return None
    files, port = folder / "files", free_port()
    files.mkdir()
    wanted = [line.rsplit("/", 1)[1] for line in (folder / "mixed.txt").read_text("utf-8").split()]
    numbers = {path: number for number, path in enumerate(dict.fromkeys(wanted))}
    body = (folder / "sample.json").read_bytes()
    for number in numbers.values():
        (files / f"{number}.json").write_bytes(body)
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port, user=user), "utf-8")
    paths = write(folder / "files.txt", [f"/{numbers[path]}.json" for path in wanted])
    return Contender("nginx, files", [binary, "-c", str(folder / "nginx.conf"), "-p", str(folder)], port, paths)


def measure(server: Contender, folder: Path, seconds: int) -> None:
    """One round: start, warm up with the same mix, measure, stop."""
    process = subprocess.Popen(
        pinned(0, server.command), env={**os.environ, **server.environment}, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_for(server.port)
        prime(server)
        wait_until_idle(process.pid)
        attack(server, folder, 2, seed=1)
        report = attack(server, folder, seconds, seed=2)
        server.rates.append(float(re.search(r"Requests/sec:\s+([\d.]+)", report)[1]))  # type: ignore[index]
        server.medians.append(milliseconds(re.search(r"\n\s+50%\s+(\S+)", report)[1]))  # type: ignore[index]
        server.tails.append(milliseconds(re.search(r"\n\s+99%\s+(\S+)", report)[1]))  # type: ignore[index]
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)


def prime(server: Contender) -> None:
    """Ask every path once: what a server remembers, it remembers; cold means that it keeps no finished answers."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    for path in dict.fromkeys(server.paths.read_text("utf-8").split()):
        connection.request("GET", path)
        connection.getresponse().read()
    connection.close()


def attack(server: Contender, folder: Path, seconds: int, seed: int) -> str:
    """What wrk reports after requests to ``server`` for its paths."""
    script = folder / "mix.lua"
    script.write_text(WRK.format(paths=str(server.paths), seed=seed), "utf-8")
    command = ["wrk", "-t1", "-c32", f"-d{seconds}s", "--latency", "-s", str(script), f"http://127.0.0.1:{server.port}"]
    return subprocess.run(pinned(1, command), check=True, capture_output=True, encoding="utf-8").stdout


def pinned(core: int, command: list[str]) -> list[str]:
    """On one core of its own, where the machine has two and ``taskset``."""
    return ["taskset", "-c", str(core), *command] if shutil.which("taskset") and (os.cpu_count() or 1) > 1 else command


def milliseconds(text: str) -> float:
    """Wrk's ``812.00us``, ``1.20ms`` or ``2.01s``."""
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s)", text).groups()  # type: ignore[union-attr]
    return float(number) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[unit]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(port: int) -> None:
    """Until the server answers anything."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).read()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"nobody answers on port {port}")


def wait_until_idle(pid: int) -> None:
    """Until a server and its processes have prepared what they prepare in the background after a start."""
    until, before = time.monotonic() + 60, -1.0
    while time.monotonic() < until:
        found = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
        used = sum(sum(each.cpu_times()[:2]) for each in found)
        if used - before < IDLE:
            return
        before = used
        time.sleep(0.5)


def report(servers: list[Contender], arguments: argparse.Namespace) -> None:
    """Rates, latencies and the ratios that are promised, each the median over rounds of the ratio within a round."""
    print(f"{machine()}, {arguments.terms} terms, {arguments.rounds} rounds of {arguments.seconds} s, wrk -c32")
    print(f"{'server':26} {'requests/s':>11} {'p50 ms':>8} {'p99 ms':>8} {'p99/p50':>8}")
    for server in servers:
        rate, p50, p99 = (statistics.median(values) for values in (server.rates, server.medians, server.tails))
        print(f"{server.name:26} {rate:11.0f} {p50:8.2f} {p99:8.2f} {p99 / p50:8.1f}")
    named = {server.name: server for server in servers}
    bounds: list[tuple[str, str, float]] = [
        ("cold (no cache)", "bare Flask view", 1.1),
        ("cold (no cache)", "bare FastAPI view", 0),
        ("cold (no cache)", "datasette 0.65.5 row", 5),
        ("warm", "bare Flask view", 4),
        ("warm", "bare FastAPI view", 0),
        ("warm", "datasette 0.65.5 row", 30),
        ("warm", "nginx, files", 0.45),
    ]
    for upper, lower, limit in bounds:
        if upper in named and lower in named:
            ratios = [a / b for a, b in zip(named[upper].rates, named[lower].rates, strict=True)]
            span = f"[{min(ratios):.2f} .. {max(ratios):.2f}]"
            median = statistics.median(ratios)
            what = f"{upper} / {lower} {span}"
            print(bound(what, median, limit, at_most=False) if limit else f"{what}: {median:.2f}")
    tails = [tail / median for tail, median in zip(named["warm"].tails, named["warm"].medians, strict=True)]
    print(bound(f"warm, p99 / p50 [{min(tails):.2f} .. {max(tails):.2f}]", statistics.median(tails), 5))


if __name__ == "__main__":
    main()
