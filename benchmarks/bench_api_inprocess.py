"""The cost of one request without a network: look-ups cold and warm, and annotation, as multiples of their floors.

Processor time of this process, rounds interleaved; far steadier than requests a second.

    python -m benchmarks.bench_api_inprocess [--store FILE] [--terms 100000]
"""

import argparse
import io
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import orjson
from flask import Flask
from werkzeug.test import EnvironBuilder

from api import create_app
from benchmarks.ratios import machine
from benchmarks.synthetic import TERMS, own_store
from glossary.annotation.matcher import Matcher
from glossary.chinese.script import to_hans, to_script
from glossary.lookup import open_dictionary
from glossary.package_data import seed_files

ROUNDS = 40
LOOKUPS = 100
"""Look-ups a round."""

PAGE = 8_200
"""Code points of the page: 24.5 KB of UTF-8."""

Call = Callable[[], object]


def main() -> None:
    """Print each cost and its ratio to the floor."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--store", type=Path, help="A synthetic store; without one it is made.")
    parser.add_argument("--terms", type=int, default=TERMS)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-api-") as name:
        store = own_store(Path(name), arguments.terms, arguments.store)
        print(f"{machine()}, {arguments.terms} terms, processor time, median of {ROUNDS} interleaved rounds")
        lookups(store)
        annotations(store)


def lookups(store: Path) -> None:
    """Bare view, cold, warm and miss."""
    forms = headwords(store, LOOKUPS)
    traditional = [to_script(form, "zh-Hant") for form in forms]
    cold, warm = create_app({"db": store, "cache_bytes": 0}), create_app({"db": store})
    calls = {
        "bare Flask view": caller(bare(store, forms[0]), forms),
        "cold, as printed": caller(cold, forms),
        "cold, traditional form and answer": caller(cold, traditional, "script=zh-Hant-TW"),
        "cold, no such article": caller(cold, [form + "无" for form in forms]),
        "warm": caller(warm, forms),
    }
    costs = compare(calls, LOOKUPS)
    floor = costs["bare Flask view"]
    for what, micros in costs.items():
        print(f"  {what:36} {micros:8.1f} µs   {micros / floor:6.3f} of the bare view")
    print("  promised: cold ≤ 1.6, warm ≤ 0.1")


def annotations(store: Path) -> None:
    """The route against the automaton alone, over the same page and terms; simplified and traditional."""
    dictionary = open_dictionary(store)
    matcher = Matcher(sorted({form for form, *_, origin, _ in dictionary.forms() if origin == "attested"}))
    app = create_app({"db": store, "cache_bytes": 0})
    for name, page in pages(store).items():
        simplified = to_hans(page)
        costs = compare({"automaton": partial(matcher.longest, simplified), "route": poster(app, page)}, 1)
        print(
            f"  annotate, {name}: automaton {costs['automaton']:.0f} µs, route {costs['route']:.0f} µs, "
            f"{costs['route'] / costs['automaton']:.1f} times, "
            f"{len(dictionary.annotate(page).matches)} places; promised ≤ 4"
        )


def pages(store: Path) -> dict[str, str]:
    """A page of report text with a term of the dictionary every 40 characters, in both scripts."""
    text = "".join(path.read_text("utf-8") for path in seed_files())
    forms = headwords(store, PAGE // 44)
    pieces = [text[at * 40 : at * 40 + 40] + form for at, form in enumerate(forms)]
    simplified = "".join(pieces)[:PAGE]
    return {"simplified": simplified, "traditional": to_script(simplified, "zh-Hant")}


def headwords(store: Path, count: int) -> list[str]:
    """The most important headwords."""
    with sqlite3.connect(store) as connection:
        rows = connection.execute("SELECT headword FROM term ORDER BY rank DESC, n LIMIT ?", (count,))
        return [row[0] for row in rows]


def bare(store: Path, form: str) -> Flask:
    """A Flask view that returns the bytes of one article."""
    app, body = Flask("bare"), open_dictionary(store).article(form).json()
    app.add_url_rule("/v1/terms/<form>", "show", lambda **_: body)
    return app


def caller(app: Any, forms: list[str], query: str = "") -> Call:
    """Asks for every form once, straight through WSGI."""
    environs = [EnvironBuilder(path=f"/v1/terms/{form}", query_string=query).get_environ() for form in forms]

    def call() -> None:
        for environ in environs:
            b"".join(app(dict(environ), lambda *_: None))

    return call


def poster(app: Any, page: str) -> Call:
    """Posts a page as JSON."""
    body = orjson.dumps({"text": page})
    environ = EnvironBuilder(
        path="/v1/annotations", method="POST", content_type="application/json", data=body
    ).get_environ()
    environ["CONTENT_LENGTH"] = str(len(body))
    return lambda: b"".join(app({**environ, "wsgi.input": io.BytesIO(body)}, lambda *_: None))


def compare(calls: dict[str, Call], each: int) -> dict[str, float]:
    """Microseconds a unit of each call, the median over interleaved rounds."""
    times: dict[str, list[float]] = {name: [] for name in calls}
    for call in calls.values():
        call()
    for _ in range(ROUNDS):
        for name, call in calls.items():
            start = time.process_time()
            call()
            times[name].append((time.process_time() - start) / each * 1e6)
    return {name: statistics.median(values) for name, values in times.items()}


if __name__ == "__main__":
    main()
