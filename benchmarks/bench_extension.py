"""The browser extension on long pages over 100,000 terms: what a page pays for it, as differences and ratios to a run without.

Needs Chromium and Playwright; without them it reports so. The lexicon is invented over the terms of the seeds, the page is
made of the seeds' own lines. Milliseconds of one run mean little on a busy machine: compare the columns.
"""

import json
import random
import shutil
import statistics
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from docs.pack_extension import EXTENSION
from glossary.lookup import open_dictionary
from glossary.package_data import seed_files
from glossary.pipeline import harvest
from glossary.term_store import open_term_store

TERMS = 100_000
CHARACTERS = 200_000
ROUNDS = 3
CHROMIUM = shutil.which("chromium")
_NUMERALS = "一二三四五六七八九十两双"
_WATCH = """Object.defineProperty(window, 'firstMark', {value: 0, writable: true, enumerable: false});
const look = () => { for (const [name, set] of CSS.highlights) if (name.startsWith('glossary-term') && set.size) { window.firstMark = performance.now(); return }
  if (performance.now() < 15000) setTimeout(look, 4) }; look();
window.pauses = []; new PerformanceObserver(l => { for (const e of l.getEntries()) pauses.push(e.duration) }).observe({type: 'longtask', buffered: true});"""
_COLD_TABLE = """async () => { const began = performance.now();
  const [{loadTable}, {Matcher}] = await Promise.all([import('/background/database.js'), import('/matching/matcher.js')]);
  const imported = performance.now(), table = await loadTable();
  new Matcher(table.rules, table.forms, table.symbols);
  return performance.now() - imported }"""
_APPEND = """async () => { const began = performance.now(); for (let n = 0; n < 10; n++) { const f = document.createDocumentFragment();
  for (let i = 0; i < 500; i++) { const p = document.createElement('p'); p.textContent = `第${n}批第${i}条：划定三区三线，守住底线。`; f.append(p) }
  document.body.append(f); await new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r))) }
  return performance.now() - began }"""


def invented_lexicon(folder: Path) -> bytes:
    """The lexicon of the seeds and as many invented terms as make 100,000."""
    with open_term_store(folder / "store.db") as store:
        harvest(map(str, seed_files()), store)
    answer = json.loads(open_dictionary(folder / "store.db").lexicon(forms="folded").json())
    chance = random.Random(7)
    own = [term for sheet in answer["sheets"].values() for term in sheet]
    signs = [chr(code) for code in range(0x4E00, 0x9000, 5)]
    for number in range(TERMS - len(own)):
        head = "".join(chance.choice(_NUMERALS if at % 2 == 0 else signs) for at in range(chance.choice((4, 4, 6, 8))))
        sense = {
            "id": "s",
            "brief": "是指" + "".join(chance.choices(signs, k=50)),
            "issuer": "甲市人民政府",
            "years": [2020, 2023],
            "groups": [],
        }
        identity = f"t{number:012x}"
        forms = [[head, 0, None], [f'"{head}"', 0, None], [f"{head}工程", 0, None]]
        term = {
            "id": identity,
            "headword": head,
            "pinyin": "",
            "senses": [sense][: number % 3 == 0],
            "near": [],
            "forms": forms,
        }
        answer["sheets"].setdefault(f"{chance.randrange(256):02x}", []).append(term)
    return json.dumps(answer, ensure_ascii=False).encode()


def long_page() -> bytes:
    """200,000 characters in paragraphs."""
    lines = [
        line.strip()
        for path in seed_files()
        for line in path.read_text("utf-8", "replace").splitlines()
        if line.strip()
    ]
    body, size, at = [], 0, 0
    while size < CHARACTERS:
        body.append(f"<p>{lines[at % len(lines)].replace('<', '&lt;')}</p>")
        size += len(lines[at % len(lines)])
        at += 1
    return f"<!doctype html><html lang=zh-Hans><meta charset=utf-8><title>long</title><body>{''.join(body)}</body></html>".encode()


def serve(answers: dict[str, tuple[bytes, str]]) -> str:
    """Serve some answers by path; gives the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body, media_type = answers.get(self.path.split("?")[0], (b"", "text/plain"))
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", media_type)
            self.send_header("Access-Control-Allow-Origin", "*")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"


def launch(driver: Any, profile: Path, extension: Path | None) -> Any:
    """Chromium with or without the extension."""
    arguments = ["--headless=new", "--no-sandbox", "--disable-gpu"] + (
        [f"--load-extension={extension}"] if extension else []
    )
    return driver.chromium.launch_persistent_context(
        str(profile),
        executable_path=CHROMIUM,
        headless=False,
        args=arguments,
        ignore_default_args=["--disable-extensions"],
    )


def measure(context: Any, address: str, *, is_cold: bool = False) -> dict[str, float]:
    """One visit of the long page, then the paragraphs that are appended to it."""
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Performance.enable")
    page.add_init_script(_WATCH)
    if is_cold:
        session.send("ServiceWorker.enable")
        session.send("ServiceWorker.stopAllWorkers")
        time.sleep(0.5)
    page.goto(f"{address}/long")
    page.wait_for_timeout(3000)
    metrics = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    session.send("HeapProfiler.collectGarbage")
    heap = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}["JSHeapUsedSize"]
    found = {
        "script ms": 1000 * metrics["ScriptDuration"],
        "all work ms": 1000 * metrics["TaskDuration"],
        "longest task ms": max(page.evaluate("pauses"), default=0.0),
        "first mark ms": page.evaluate("firstMark"),
        "heap MB": heap / 2**20,
        "10 x 500 paragraphs ms": page.evaluate(_APPEND),
    }
    page.close()
    return found


def take_in(context: Any, address: str) -> tuple[float, float]:
    """Seconds from the change of the server to the lexicon and to the first mark on a page that waits for it."""
    worker = context.service_workers[0] if context.service_workers else context.wait_for_event("serviceworker")
    page = context.new_page()
    page.add_init_script(_WATCH.replace("15000", "120000"))
    page.goto(f"{address}/long")
    began = time.perf_counter()
    worker.evaluate("server => chrome.storage.local.set({server})", address)
    while worker.evaluate("async () => (await chrome.storage.local.get('lexicon')).lexicon?.terms ?? 0") < TERMS:
        time.sleep(0.02)
    stored = time.perf_counter() - began
    while not page.evaluate("firstMark"):
        time.sleep(0.01)
    marked = time.perf_counter() - began
    page.close()
    return stored, marked


def load_table(context: Any) -> float:
    """Milliseconds from the stored lexicon to a matcher that is ready, in a page of the extension that just opened."""
    identity = context.service_workers[0].url.split("/")[2]
    page = context.new_page()
    page.goto(f"chrome-extension://{identity}/options/options.html")
    found: float = page.evaluate(_COLD_TABLE)
    page.close()
    return found


def main() -> None:
    """Measure, and print one line a figure."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        sys.exit("playwright is not installed: pip install '.[test]'")
    if CHROMIUM is None:
        sys.exit("no Chromium on this machine")
    with tempfile.TemporaryDirectory() as name, sync_playwright() as driver:
        folder = Path(name)
        address = serve(
            {
                "/v1/lexicon": (invented_lexicon(folder), "application/json"),
                "/long": (long_page(), "text/html; charset=utf-8"),
            }
        )
        granted = folder / "extension"
        shutil.copytree(EXTENSION, granted, ignore=shutil.ignore_patterns("node_modules"))
        manifest = (
            (granted / "manifest.json").read_text("utf-8").replace("optional_host_permissions", "host_permissions")
        )
        (granted / "manifest.json").write_text(manifest, "utf-8")
        without, with_it = launch(driver, folder / "plain", None), launch(driver, folder / "profile", granted)
        stored, marked = take_in(with_it, address)
        print(
            f"{TERMS:,} terms: stored after {stored:.1f} s, first mark on a waiting page after {marked:.1f} s (at most 10)"
        )
        tables = sorted(load_table(with_it) for _ in range(ROUNDS))
        print(f"stored lexicon to ready matcher: {tables[0]:.0f} to {tables[-1]:.0f} ms (at most 50)")
        rows: list[tuple[dict[str, float], dict[str, float]]] = [
            (measure(without, address), measure(with_it, address)) for _ in range(ROUNDS)
        ]
        for figure in rows[0][0]:
            plain, marked = (statistics.median(row[side][figure] for row in rows) for side in (0, 1))
            ratio = f"{marked / plain:.2f}" if plain else "-"
            print(
                f"{figure:24} without {plain:9.1f}   with {marked:9.1f}   difference {marked - plain:8.1f}   ratio {ratio}"
            )
        cold = statistics.median(measure(with_it, address, is_cold=True)["first mark ms"] for _ in range(ROUNDS))
        print(
            f"first mark after the worker slept: {cold:.0f} ms, awake: {statistics.median(row[1]['first mark ms'] for row in rows):.0f} ms"
        )
        without.close()
        with_it.close()


if __name__ == "__main__":
    main()
