"""A long mixed load during harvests: no 5xx, no inconsistent response, constant memory.

A served instance answers look-ups in all scripts, misses, searches, suggestions, batches, annotations and lists, while
another process harvests documents into the same store and forgets them again. Each answer is checked: its status, its
JSON, and that a batch shows one revision only (the number of sources of a term that every document mentions must be the
same in all results of one answer).

    python -m benchmarks.bench_api_mixed [--requests 200000]
"""

import argparse
import http.client
import itertools
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import quote

from benchmarks.bench_api import free_port, wait_for
from benchmarks.ratios import machine

CLIENTS = 4
MARK, OTHER = "九维九治", "八纵十横"
"""Two slogans that every harvested document holds, so that their counts move together."""

FORMS = ("三区三线", "三區三線", "「五小」水利", "四上企業", "3区3线", "没有这个词", "三微", MARK)
SCRIPTS = ("zh-Hans", "zh-Hant", "zh-Hant-TW", "zh-Hant-HK")
TEXT = "嚴守三區三線，推進“五小”水利，培育“四上”企業。" * 40


def main() -> None:
    """Serve, harvest, ask, and say what came back."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--requests", type=int, default=200_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-mixed-") as name:
        folder = Path(name)
        store = folder / "mixed.db"
        glossary("harvest", "--seeds", *documents(folder, 1), "--db", str(store))
        port, stop = free_port(), threading.Event()
        server = serve(store, port)
        harvester = threading.Thread(target=harvest_on, args=(folder, store, stop))
        try:
            wait_for(port)
            worker = worker_of(server.pid)
            ask(port, 2_000)
            before = resident(worker)
            harvester.start()
            outcomes = load(port, arguments.requests)
            stop.set()
            harvester.join()
            after = resident(worker)
        finally:
            stop.set()
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(20)
    statuses = {status: count for status, count in outcomes.items() if isinstance(status, int)}
    print(f"{machine()}, {arguments.requests} requests by {CLIENTS} clients, {harvest_on.runs} harvests beside them")  # type: ignore[attr-defined]
    print(f"  statuses {statuses}; 5xx {sum(n for s, n in statuses.items() if s >= 500)}")
    print(f"  torn answers {outcomes['torn']} of {outcomes['batches']} batches; states seen {outcomes['states']}")
    print(f"  memory of the worker {before:.1f} MB at the start, {after:.1f} MB at the end")


def documents(folder: Path, count: int) -> list[str]:
    """Invented documents that all mention both slogans."""
    paths = []
    for number in range(count):
        path = folder / f"{number}.txt"
        path.write_text(f"第{number}号文件。我们推进“{MARK}”，建设“{OTHER}”。\n", "utf-8")
        paths.append(str(path))
    return paths


def glossary(*words: str) -> None:
    """Run a command of ours quietly."""
    subprocess.run([sys.executable, "-m", "glossary", *words], check=True, capture_output=True)


def serve(store: Path, port: int) -> subprocess.Popen[bytes]:
    """``glossary serve`` as anybody runs it."""
    command = [
        sys.executable,
        "-m",
        "glossary",
        "serve",
        "--db",
        str(store),
        "--port",
        str(port),
        "--log-format",
        "off",
    ]
    return subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def harvest_on(folder: Path, store: Path, stop: threading.Event) -> None:
    """Adds one document at a time until it is stopped."""
    harvest_on.runs = 0  # type: ignore[attr-defined]
    for count in itertools.count(2):
        if stop.is_set():
            return
        glossary("harvest", documents(folder, count)[-1], "--workers", "1", "--db", str(store))
        harvest_on.runs += 1  # type: ignore[attr-defined]


def load(port: int, requests: int) -> Counter[Any]:
    """What all clients saw."""
    outcomes: Counter[Any] = Counter()
    lock = threading.Lock()
    states: set[int] = set()

    def client() -> None:
        seen, mine = ask(port, requests // CLIENTS)
        with lock:
            outcomes.update(seen)
            states.update(mine)

    threads = [threading.Thread(target=client) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    outcomes["states"] = len(states)
    return outcomes


def ask(port: int, requests: int) -> tuple[Counter[Any], set[int]]:
    """One client's requests over one connection: statuses, torn batches, and the states it saw."""
    rng, outcomes, states = random.Random(), Counter[Any](), set[int]()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for _ in range(requests):
        method, path, body = question(rng)
        headers = (
            {"Content-Type": "application/json"} if body else {"Accept-Encoding": rng.choice(("gzip", "identity"))}
        )
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        read = response.read()
        outcomes[response.status] += 1
        if path == "/v1/lookup":
            counts = {each["article"]["sources"] for each in json.loads(read)["results"]}
            outcomes["batches"] += 1
            outcomes["torn"] += len(counts) != 1
            states |= counts
    connection.close()
    return outcomes, states


def question(rng: random.Random) -> tuple[str, str, str | None]:
    """One request of the mix."""
    form, script, limit = rng.choice(FORMS), rng.choice(SCRIPTS), rng.randint(1, 20)
    kinds = [
        (60, "GET", f"/v1/terms/{quote(form)}?script={script}", None),
        (15, "GET", f"/v1/terms?q={quote(form[:2])}&limit={limit}&script={script}", None),
        (10, "GET", f"/v1/suggest?q={quote(form[:1])}", None),
        (5, "GET", f"/v1/terms/{quote('五小')}/attestations?limit={limit}", None),
        (5, "POST", "/v1/lookup", json.dumps({"forms": [MARK, OTHER, MARK], "script": script})),
        (3, "POST", "/v1/annotations", json.dumps({"text": TEXT})),
        (2, "GET", "/v1/sources?limit=5", None),
    ]
    (chosen,) = rng.choices(kinds, [kind[0] for kind in kinds])
    return chosen[1:]


def worker_of(pid: int) -> int:
    """The process that answers: the server's child."""
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, encoding="utf-8", check=False)
    return int(found.stdout.split()[0]) if found.stdout.split() else pid


def resident(pid: int) -> float:
    """Megabytes of a process in memory that belong to it alone (a mapped store is not its own)."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1]) / 1024
    return 0.0


if __name__ == "__main__":
    main()
