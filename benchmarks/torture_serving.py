"""Attacks on ``glossary serve``."""

import http.client
import io
import json
import os
import random
import resource
import socket
import statistics
import threading
import time
import zipfile
from contextlib import ExitStack, suppress
from pathlib import Path
from urllib.parse import quote

import psutil

from benchmarks.serving import Served, serve
from benchmarks.torture_case import ANSWERED, Case, Outcome, seeds, slowest
from glossary.package_data import seed_files

MB = 2**20
LOOKUPS = 200_000
JSON = {"Content_Type": "application/json"}


def _answers(seconds: float, more: str = "") -> Outcome:
    return Outcome(seconds < ANSWERED, f"slowest of 20 answers meanwhile {seconds * 1000:.0f} ms{more}")


def slow_downloads(folder: Path) -> Outcome:
    """F1."""
    db = seeds(folder)
    with serve(db, folder) as served, ExitStack() as stack:
        while served.get("/v1/exports/terms.jsonl", timeout=60)[0] != 200:
            time.sleep(0.2)
        (file,) = (db.parent / "exports").glob("*/terms.jsonl")
        file.write_bytes(b" " * 8 * MB)
        request = b"GET /v1/exports/terms.jsonl HTTP/1.1\r\nHost: x\r\n\r\n"
        for _ in range(16):
            stack.enter_context(served.open(request, receive_buffer=4096)).recv(64)
        return _answers(slowest(served), "; 16 downloads of 8 MB that nobody reads")


def long_headers(folder: Path) -> Outcome:
    """F3."""
    with serve(seeds(folder), folder) as served:
        served.get("/v1/meta")
        before = served.worker().memory_info().rss
        for number in range(100):
            header = ",".join(f"x{number}-{at};q=0.{at % 9}" for at in range(25_000))[:300_000]
            with suppress(OSError, http.client.HTTPException):
                served.get("/v1/meta", Accept_Language=header)
        grown = (served.worker().memory_info().rss - before) / MB
        return Outcome(grown < 50, f"100 requests with 300 KB of Accept-Language: {grown:+.0f} MB")


def amplification(folder: Path) -> Outcome:
    """F4: a small archive of two large texts, padded against the bound on the ratio."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("pad.jpg", os.urandom(150_000), zipfile.ZIP_STORED)
        for name in ("a.txt", "b.txt"):
            archive.writestr(name, "“四上”" * (10 * MB // 12))
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="x.zip"\r\n\r\n'
    body = head + packed.getvalue() + b"\r\n--b--\r\n"
    with serve(seeds(folder), folder) as served:
        before = served.worker().memory_info().rss
        answers: list[tuple[int, bytes, float]] = []
        kind = {"Content_Type": "multipart/form-data; boundary=b"}
        post = threading.Thread(target=lambda: answers.append(served.ask("POST", "/v1/extractions", body, 120, **kind)))
        post.start()
        waited = slowest(served)
        post.join()
        status, answer, seconds = answers[0]
        grown = (served.worker().memory_info().rss - before) / MB
        now = f"{len(body) // 1000} KB sent: {status}, {len(answer) / MB:.1f} MB after {seconds:.1f} s, {grown:+.0f} MB"
        return Outcome(len(answer) < 20 * MB and seconds < 60 and waited < ANSWERED, now)


def silent_bodies(folder: Path) -> Outcome:
    """F8."""
    request = (
        b"POST /v1/annotations HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{"
    )
    with serve(seeds(folder), folder) as served, ExitStack() as stack:
        for _ in range(300):
            stack.enter_context(served.open(request))
        return _answers(slowest(served), "; 300 posts whose body does not come")


def idle_connections(folder: Path) -> Outcome:
    """F10."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, 8192), most))
    with serve(seeds(folder), folder) as served, ExitStack() as stack:
        for _ in range(1300):
            stack.enter_context(served.open(b""))
        return _answers(slowest(served), "; 1,300 idle connections")


def pending_exports(folder: Path) -> Outcome:
    """F19: eight clients ask for the files of a new revision at once."""
    with serve(seeds(folder), folder) as served:
        statuses: list[int] = []
        clients = [
            threading.Thread(target=lambda name=name: statuses.append(served.get(f"/v1/exports/{name}", timeout=60)[0]))
            for name in ("terms.csv", "terms.jsonl") * 4
        ]
        for client in clients:
            client.start()
        waited = slowest(served)
        for client in clients:
            client.join()
        counts = f"{statuses.count(200)} × 200, {statuses.count(503)} × 503"
        alive = _answers(waited, f"; 8 clients: {counts}")
        return Outcome(alive.holds and statuses == [200] * 8, alive.now)


def memory(folder: Path) -> Outcome:
    """F21: distinct look-ups and misses, two thirds of them misses, from four clients."""
    with serve(seeds(folder), folder) as served:
        heads = ["三农", "三区三线", "五小水利", "三微", "四上"]

        def ask(seed: int) -> None:
            rng, connection = random.Random(seed), http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)
            for number in range(LOOKUPS // 4):
                form = f"{rng.choice(heads)}{seed}{number}" if number % 3 else rng.choice(heads)
                query = f"?script={rng.choice(('zh-Hans', 'zh-Hant', 'zh-Hant-TW', 'zh-Hant-HK'))}"
                connection.request("GET", f"/v1/terms/{quote(form)}{query}")
                connection.getresponse().read()

        clients = [threading.Thread(target=ask, args=(seed,)) for seed in range(4)]
        for client in clients:
            client.start()
        sizes = []
        while any(client.is_alive() for client in clients):
            time.sleep(1)
            sizes.append(served.worker().memory_info().rss / MB)
        half = statistics.median(sizes[len(sizes) // 2 : len(sizes) * 3 // 4] or sizes)
        return Outcome(
            max(sizes) < 300,
            f"{LOOKUPS:,} requests: {sizes[0]:.0f} MB at first, {half:.0f} midway, {sizes[-1]:.0f} at last",
        )


def neighbours(folder: Path) -> Outcome:
    """Look-ups, searches and /healthz while four clients post 1 MB texts without pause, to each of three routes."""
    text = "".join(path.read_text("utf-8") for path in seed_files())
    text = (text * (1_000_000 // len(text) + 1))[:1_000_000]
    bodies = {
        "/v1/annotations": json.dumps({"text": text}, ensure_ascii=False).encode(),
        "/v1/convert": json.dumps({"text": text, "to": "zh-Hant-TW"}, ensure_ascii=False).encode(),
        "/v1/extractions": json.dumps({"text": text}, ensure_ascii=False).encode(),
    }
    upload = b'--b\r\nContent-Disposition: form-data; name="file"; filename="x.txt"\r\n\r\n' + text.encode()
    bodies["/v1/extractions?"] = upload + b"\r\n--b--\r\n"
    figures, worst = [], 0.0
    with serve(seeds(folder), folder) as served:
        quiet, _ = _under_load(served, "", b"")
        for path, body in bodies.items():
            p99, posts = _under_load(served, path, body)
            worst = max(worst, p99)
            name = "files" if path.endswith("?") else path.rpartition("/")[2]
            figures.append(f"{name} {p99 * 1000:.0f} ms ({posts} posts)")
    now = f"p99 of 600 GETs: {quiet * 1000:.0f} ms alone, " + ", ".join(figures)
    return Outcome(worst <= 0.05, now)


def _under_load(served: Served, path: str, body: bytes) -> tuple[float, int]:
    stop, posts = threading.Event(), []
    kind = {"Content_Type": "multipart/form-data; boundary=b"} if body.startswith(b"--b") else JSON

    def post() -> None:
        while not stop.is_set():
            with suppress(OSError, http.client.HTTPException):
                posts.append(served.ask("POST", path, body, 120, **kind)[0])

    clients = [threading.Thread(target=post) for _ in range(4)]
    for client in clients if body else ():
        client.start()
    time.sleep(1)
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=120)
    seconds = []
    for number in range(600):
        target = (
            "/healthz",
            f"/v1/terms/x{time.monotonic_ns()}",
            f"/v1/terms?q={quote('三')}&limit={number % 90 + 1}",
        )[number % 3]
        began = time.perf_counter()
        connection.request("GET", target)
        connection.getresponse().read()
        seconds.append(time.perf_counter() - began)
        time.sleep(0.005)
    stop.set()
    for client in clients if body else ():
        client.join()
    return sorted(seconds)[int(len(seconds) * 0.99)], posts.count(200)


def killed_server(folder: Path) -> Outcome:
    """F27."""
    with serve(seeds(folder), folder) as served:
        worker = served.worker()
        below = [worker, *worker.children(recursive=True)]
        served.process.kill()
        served.process.wait()
        began = time.monotonic()
        while [each for each in below if each.is_running() and each.status() != psutil.STATUS_ZOMBIE]:
            if time.monotonic() - began > 60:
                return Outcome(False, "worker or children go on")
            time.sleep(0.05)
        seconds = time.monotonic() - began
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", served.port))
        return Outcome(True, f"worker and children end within {seconds:.1f} s, the port is free")


def odd_requests(folder: Path) -> Outcome:
    """F32."""
    requests = {
        "no Host": (b"GET /healthz HTTP/1.1\r\n\r\n", "400"),
        "two Hosts": (b"GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400"),
        "websocket": (b"GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n", "200"),
        "gzip body": (
            b"POST /v1/convert HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
            "415",
        ),
    }
    statuses = {}
    with serve(seeds(folder), folder, "--base-url", "https://words.example/") as served:
        for name, (request, _) in requests.items():
            with served.open(request) as client:
                statuses[name] = client.recv(200).split(b" ")[1].decode()
        reflected = b"evil" in served.get("/opensearch.xml", Host="evil.example")[1]
    now = ", ".join(f"{name} {status}" for name, status in statuses.items())
    holds = all(statuses[name] == status for name, (_, status) in requests.items()) and not reflected
    return Outcome(holds, f"{now}, Host {'reflected' if reflected else 'not reflected'}")


def proxy_prefix(folder: Path) -> Outcome:
    """F26."""
    import re

    with serve(seeds(folder), folder, "--proxies", "1") as served:
        page = served.get("/", Accept="text/html", X_Forwarded_Prefix="/words")[1].decode()
    addresses = re.findall(r'(?:href|src|action)="(/[^"]*)"', page)
    below = sum(address.startswith("/words/") for address in addresses)
    return Outcome(below == len(addresses) > 0, f"{below} of {len(addresses)} addresses of a page keep the prefix")


CASES = (
    Case("F1", "slow downloads", "/healthz unanswered for 6 minutes", slow_downloads),
    Case("F3", "long headers", "+1,010 MB", long_headers),
    Case("F4", "an archive that grows", "182 MB after 44 s, +1.1 GB", amplification),
    Case("F8", "bodies that never come", "the next GET after 44.6 s", silent_bodies),
    Case("F10", "idle connections", "29.5 s", idle_connections),
    Case("F19", "files of a new revision", "all 503 after 6.4 s, /healthz 4.9 s", pending_exports),
    Case("F21", "distinct look-ups and misses", "233 → 540 MB", memory),
    Case("neighbours", "1 MB texts posted without pause", "p99 75 / 956 / 237 ms", neighbours),
    Case("F26", "a proxy with a path", "links lead to the root", proxy_prefix),
    Case("F27", "kill -9 of the server", "the worker serves on, the port is taken", killed_server),
    Case("F32", "odd HTTP", "200, 200, 400, 400, reflected", odd_requests),
)
