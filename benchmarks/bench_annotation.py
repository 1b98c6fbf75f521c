"""``POST /v1/annotations`` of a page of 24 KB, over HTTP, next to another checkout of this project: one run, a ratio.

Two servers run at the same time, each over its own store of 100,000 terms, and alternate. Each page is sent repeatedly
(responses are cached) and with a new last line each time (the page is read again). One page is
running text, one ends in a glossary of its own, and one has a term of the dictionary every 40 characters.

Run ``python -m benchmarks.bench_annotation OTHER_CHECKOUT``, or set BENCH_OTHER; without either only the times of this
checkout are printed. ``--store`` and ``--other-store`` name stores that ``python -m benchmarks.synthetic FILE`` of each
checkout wrote before. Bound: 1.5 times the other checkout.
"""

import argparse
import http.client
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import orjson

from benchmarks.bench_api_inprocess import headwords
from benchmarks.bench_lookup import PAGE
from benchmarks.ratios import bound, machine
from benchmarks.synthetic import TERMS, own_store
from glossary.extraction.entries.find_entries import find_glossaries
from glossary.package_data import seed_files

HERE = Path(__file__).parent.parent
ROUNDS = 30
SETTLED = 10.0
"""Seconds after which both servers have started their child processes."""
LIMIT = 1.5


def main() -> None:
    """Print the time of both servers for each page, and the ratio."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("other", type=Path, nargs="?", help="A checkout to compare with.")
    parser.add_argument("--store", type=Path)
    parser.add_argument("--other-store", type=Path)
    arguments = parser.parse_args()
    named = os.environ.get("BENCH_OTHER")
    other_checkout = arguments.other or (Path(named) if named else None)
    print(f"{machine()}, median of {ROUNDS} alternating requests")
    with tempfile.TemporaryDirectory(prefix="bench-annotation-") as folder, ExitStack() as stack:
        store = own_store(Path(folder), TERMS, arguments.store)
        pages = _pages(store)
        checkouts = [(HERE, store)]
        if other_checkout:
            checkouts.append(
                (other_checkout, arguments.other_store or _build(other_checkout, Path(folder) / "other.db"))
            )
        servers = [stack.enter_context(_serve(*each)) for each in checkouts]
        for server in servers:
            _post(server, next(iter(pages.values())))
        time.sleep(SETTLED)
        for is_new in (False, True):
            for name, page in pages.items():
                _compare(servers, f"{name}, {'a new page each time' if is_new else 'repeated'}", page, is_new=is_new)


def _build(checkout: Path, store: Path) -> Path:
    environment = os.environ | {"PYTHONPATH": str(checkout)}
    subprocess.run(
        [sys.executable, "-m", "benchmarks.synthetic", str(store)], cwd=checkout, env=environment, check=True
    )
    return store


@contextmanager
def _serve(checkout: Path, store: Path) -> Iterator[http.client.HTTPConnection]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "glossary", "serve", "--db", str(store.resolve()), "--port", str(port)]
    environment = os.environ | {"PYTHONPATH": str(checkout.resolve())}
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, cwd=checkout, env=environment, stdout=log, stderr=log)
        try:
            yield _connect(port)
        finally:
            process.terminate()
            process.wait()


def _connect(port: int) -> http.client.HTTPConnection:
    for _ in range(300):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            connection.request("GET", "/v1/health")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.2)
        else:
            return connection
    raise SystemExit(f"no server on port {port}")


def _pages(store: Path) -> dict[str, str]:
    texts = [path.read_text("utf-8") for path in seed_files()]
    text = max(texts, key=len)
    with_glossary = max((each[-PAGE:] for each in texts), key=lambda page: len(find_glossaries(page).entries))
    heads = headwords(store, PAGE // 44)
    dense = "".join(text[at * 40 : at * 40 + 40] + head for at, head in enumerate(heads))
    return {"running text": text[:PAGE], "with its own glossary": with_glossary, "a term every 40": dense[:PAGE]}


def _post(connection: http.client.HTTPConnection, text: str) -> float:
    body = orjson.dumps({"text": text})
    start = time.perf_counter()
    connection.request("POST", "/v1/annotations", body, {"Content-Type": "application/json"})
    response = connection.getresponse()
    response.read()
    if response.status != http.client.OK:
        raise SystemExit(f"status {response.status}")
    return time.perf_counter() - start


def _compare(servers: list[http.client.HTTPConnection], name: str, page: str, *, is_new: bool) -> None:
    times: list[list[float]] = [[] for _ in servers]
    for number in range(-4, ROUNDS):  # the first ones warm the workers of both servers
        for own, server in zip(times, servers, strict=True):
            own.append(_post(server, f"{page}\n第{number}号" if is_new else page))
    this, *others = (statistics.median(own[4:]) * 1000 for own in times)
    compared = [f"{other:6.2f} ms  {bound('ratio', this / other, LIMIT)}" for other in others]
    print(f"{name:42} {this:6.2f} ms", *compared)


if __name__ == "__main__":
    main()
