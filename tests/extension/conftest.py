"""The extension in a real Chromium: a served dictionary, a few pages, one browser a module; skipped where one is missing."""

import http.server
import json
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import make_server

from api import create_app
from glossary.package_data import packaged_path, seed_files
from glossary.pipeline import harvest
from glossary.term_store import open_term_store

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
"""Chrome takes no extension from the command line any more; Chromium does."""
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--enable-unsafe-extension-debugging",
)
HOSTILE_REPORT = """\
试验市人民政府工作报告

——2023年1月5日在试验市第九届人民代表大会第三次会议上

各位代表：

现在，我代表市人民政府向大会报告工作。推进“四刺五芒”行动。

名词解释

1．“四刺五芒”：是指<img src=x onerror=document.title=1>一刺、[点此](javascript:alert(1))二刺、三刺和四刺。
"""

Served = dict[str, tuple[str, dict[str, str]]]


@dataclass
class Sites:
    """Pages at their own addresses; their requests are recorded."""

    address: str
    pages: Served = field(default_factory=dict)

    def put(self, name: str, body: str, *, lang: str = "zh-Hans", head: str = "", **headers: str) -> str:
        """Serve a page under a name; gives its address."""
        html = (
            f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{name}</title>'
            f"<style>body{{font:18px/1.8 sans-serif}}</style>{head}</head><body>{body}</body></html>"
        )
        self.pages[name] = (html, {key.replace("_", "-"): value for key, value in headers.items()})
        return f"{self.address}/{name}"


@pytest.fixture(scope="session")
def sites() -> Iterator[Sites]:
    """An empty web site."""
    pages: Served = {}

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            html, headers = pages.get(self.path.split("?")[0][1:], ("", {}))
            body = html.encode("latin-1" if "X-Latin" in headers else "utf-8")
            self.send_response(200 if html else 404)
            for name, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Sites(f"http://127.0.0.1:{server.server_port}", pages)
    server.shutdown()


@dataclass
class Dictionary:
    """A served dictionary; it can be switched off, and keeps the requests."""

    address: str
    requests: list[str]
    is_on: bool = True


@pytest.fixture(scope="session")
def glossary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dictionary]:
    """The seeds and a hostile report."""
    folder = tmp_path_factory.mktemp("glossary")
    (folder / "hostile.txt").write_text(HOSTILE_REPORT, "utf-8")
    with open_term_store(folder / "store.db") as store:
        harvest([*map(str, seed_files()), str(folder / "hostile.txt")], store)
    app = create_app({"db": folder / "store.db"})
    served = Dictionary("", [])

    def switched(environ: Any, start: Any) -> Any:
        served.requests.append(
            environ["PATH_INFO"] + ("?" + environ["QUERY_STRING"] if environ["QUERY_STRING"] else "")
        )
        if served.is_on:
            return app(environ, start)
        start("503 Service Unavailable", [("Content-Length", "0")])
        return [b""]

    server = make_server("127.0.0.1", 0, switched, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    served.address = f"http://127.0.0.1:{server.port}"
    yield served
    server.shutdown()


class Browser:
    """Chromium with the extension."""

    def __init__(self, context: Any) -> None:
        self.context = context
        self.errors: list[str] = []
        workers = context.service_workers or [context.wait_for_event("serviceworker", timeout=20_000)]
        self.id = workers[0].url.split("/")[2]
        # Storage is read in a tab: a question to a service worker that the browser has stopped is never answered.
        self._tab = context.pages[0]
        self._tab.goto(f"chrome-extension://{self.id}/manifest.json")
        self.closed_roots: list[Any] = []

    def dispatch(self, event: str, details: object) -> None:
        """Send the worker an event about the active tab, such as ``commands.onCommand``, as the browser does.

        The browser stops a worker that is idle for 30 seconds, and a question to a stopped one is never answered. A
        message of the extension starts it again.
        """
        self._tab.evaluate("chrome.runtime.sendMessage({type: 'start'})")
        own = [worker for worker in self.context.service_workers if self.id in worker.url]
        worker = own[-1] if own else self.context.wait_for_event("serviceworker", timeout=10_000)
        worker.evaluate(
            """async ([event, details]) => {
              const [tab] = await chrome.tabs.query({active: true, lastFocusedWindow: true});
              event.split('.').reduce((object, name) => object[name], chrome).dispatch(details, tab) }""",
            [event, details],
        )

    def badge_of(self, page: Any) -> str:
        """The badge that the button of the extension has on a page."""
        badge: str = self._tab.evaluate(
            """async url => { const [tab] = await chrome.tabs.query({url});
            return chrome.action.getBadgeText({tabId: tab.id}) }""",
            page.url,
        )
        return badge

    def stored(self, key: str) -> Any:
        """A value of the extension's storage."""
        return self._tab.evaluate("async key => (await chrome.storage.local.get(key))[key]", key)

    def store(self, **values: Any) -> None:
        """Change the extension's storage, as its pages do."""
        self._tab.evaluate("values => chrome.storage.local.set(values)", values)

    def use(self, server: str) -> None:
        """Point to a server and wait for its lexicon."""
        self.store(server=server)
        wait_for(lambda: (self.stored("lexicon") or {}).get("server") == server)

    def open(self, address: str, *, marks: int | None = None) -> Any:
        """A page; waits for so many marks."""
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.goto(address)
        if marks is not None:
            wait_for(lambda: len(texts(page)) == marks)
        return page

    def page_of(self, path: str) -> Any:
        """One of the extension's own pages."""
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.goto(f"chrome-extension://{self.id}/{path}")
        return page

    def card(self, page: Any, seconds: float = 4) -> dict[str, Any] | None:
        """What the open card shows; its shadow root is closed, so the debugging protocol reads it."""
        session = self.context.new_cdp_session(page)
        until = time.monotonic() + seconds
        try:
            while time.monotonic() < until:
                document = session.send("DOM.getDocument", {"depth": -1, "pierce": True})["root"]
                host = _find(document, lambda node: "data-glossary-card" in node.get("attributes", []))
                if host and host.get("shadowRoots"):
                    card = _read_card(session, host["shadowRoots"][0]["backendNodeId"])
                    if card:
                        return card
                time.sleep(0.05)
        finally:
            session.detach()
        return None

    def press(self, page: Any, label: str) -> None:
        """Press a button of the card."""
        session = self.context.new_cdp_session(page)
        document = session.send("DOM.getDocument", {"depth": -1, "pierce": True})["root"]
        host = _find(document, lambda node: "data-glossary-card" in node.get("attributes", []))
        assert host
        root = session.send("DOM.resolveNode", {"backendNodeId": host["shadowRoots"][0]["backendNodeId"]})
        session.send(
            "Runtime.callFunctionOn",
            {
                "objectId": root["object"]["objectId"],
                "functionDeclaration": "function (label) { [...this.querySelectorAll('button')]"
                ".find(one => one.textContent === label || one.getAttribute('aria-label') === label).click() }",
                "arguments": [{"value": label}],
            },
        )
        session.detach()


_READ = """function () {
  const all = [...this.querySelectorAll('*')], text = e => e.textContent.trim(), panel = this.querySelector('.card');
  const box = panel.getBoundingClientRect();
  return {heading: text(this.querySelector('h2')), definition: text(this.querySelector('.definition, .unexplained')),
    text: text(panel), members: [...this.querySelectorAll('li')].map(text), labels: [...this.querySelectorAll('h3')].map(text), links: [...this.querySelectorAll('a')].map(a => a.href),
    sources: [...this.querySelectorAll('.source')].map(text), elsewhere: [...this.querySelectorAll('.elsewhere')].map(text).join(), status: text(this.querySelector('.status')),
    phonetics: this.querySelector('.phonetics') ? text(this.querySelector('.phonetics')) : '', role: panel.getAttribute('role'),
    names: [...new Set(all.map(e => e.localName))], box: [box.x, box.y, box.width, box.height],
    view: [innerWidth, innerHeight], parent: this.host.parentNode.nodeName, focus: this.activeElement?.textContent ?? null}
}"""


def _read_card(session: Any, node: int) -> dict[str, Any] | None:
    """Read in a world of its own: a page may have overwritten what this needs. None while the card is being filled."""
    frame = session.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
    world = session.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": "test"})["executionContextId"]
    found = session.send("DOM.resolveNode", {"backendNodeId": node, "executionContextId": world})
    root = found["object"]["objectId"]
    call = {"objectId": root, "functionDeclaration": _READ, "returnByValue": True}
    value: dict[str, Any] | None = session.send("Runtime.callFunctionOn", call)["result"].get("value")
    return value


def _find(node: dict[str, Any], holds: Callable[[dict[str, Any]], bool]) -> dict[str, Any] | None:
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if holds(one):
            return one
        waiting += one.get("children", []) + one.get("shadowRoots", [])
    return None


MARKS = """() => [...CSS.highlights].filter(([name]) => name.startsWith('glossary-term')).flatMap(([name, set]) =>
  [...set].map(s => { const r = new Range(); r.setStart(s.startContainer, s.startOffset); r.setEnd(s.endContainer, s.endOffset);
    return [r.toString(), name, s.startContainer.isConnected] }))"""
POINT = """([text, nth]) => { const all = [...CSS.highlights].filter(([name]) => name.startsWith('glossary-term'))
  .flatMap(([, set]) => [...set]).map(s => { const r = new Range(); r.setStart(s.startContainer, s.startOffset);
    r.setEnd(s.endContainer, s.endOffset); return r }).filter(r => r.toString() === text);
  const q = all[nth].getClientRects()[0]; return [q.x + q.width / 2, q.y + q.height / 2] }"""


def texts(page: Any) -> list[str]:
    """What is marked; nothing while a frame navigates, because its page is then gone in the middle of the question."""
    from playwright.sync_api import Error

    try:
        return [text for text, _, _ in page.evaluate(MARKS)]
    except Error as error:
        if "Execution context was destroyed" not in error.message:
            raise
        return []


def looks(page: Any) -> dict[str, str]:
    """The name of the highlight of each marked text."""
    return {text: name for text, name, _ in page.evaluate(MARKS)}


def hover(page: Any, text: str, nth: int = 0) -> None:
    """Move the pointer onto a mark."""
    x, y = page.evaluate(POINT, [text, nth])
    page.mouse.move(2, 2)
    page.mouse.move(x - 3, y)
    page.mouse.move(x, y, steps=3)


def wait_for(holds: Callable[[], Any], seconds: float = 15) -> Any:
    """Until something holds."""
    until = time.monotonic() + seconds
    while not (found := holds()):
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.05)
    return found


@pytest.fixture(scope="module")
def playwright() -> Iterator[Any]:
    """Playwright, which drives the Chromium of the machine and downloads none.

    Its event loop runs until it is closed, and ``asyncio.run`` of other tests in the same process would refuse to
    start next to it: so each module closes it.
    """
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with api.sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="module")
def launch(playwright: Any) -> Callable[..., Any]:
    """Starts Chromium with an extension and a profile."""

    def start(extension: Path, profile: Path, **more: Any) -> Any:
        options = {"viewport": {"width": 1000, "height": 700}, "has_touch": True, **more}
        return playwright.chromium.launch_persistent_context(
            str(profile),
            executable_path=CHROMIUM,
            headless=False,
            args=[*FLAGS, f"--load-extension={extension}", f"--disable-extensions-except={extension}"],
            ignore_default_args=["--disable-extensions"],
            **options,
        )

    return start


def copy_extension(target: Path, *, is_granted: bool) -> Path:
    """The extension as it is shipped, or with the permission for all sites that a reader can give."""
    shutil.copytree(packaged_path("extension"), target, ignore=shutil.ignore_patterns("node_modules"))
    if is_granted:
        manifest = json.loads((target / "manifest.json").read_text("utf-8"))
        manifest["host_permissions"] = manifest.pop("optional_host_permissions")
        (target / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    return target


@pytest.fixture(scope="module")
def browser(launch: Any, glossary: Dictionary, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Chromium with the extension allowed on all sites, and the lexicon of the served dictionary."""
    folder = tmp_path_factory.mktemp("browser")
    context = launch(copy_extension(folder / "extension", is_granted=True), folder / "profile", locale="zh-CN")
    browser = Browser(context)
    browser.use(glossary.address)
    yield browser
    context.close()


@pytest.fixture(autouse=True)
def restored(request: pytest.FixtureRequest) -> Iterator[None]:
    """Each test finds the server on, no page open and the settings as they are by default."""
    yield
    if "browser" in request.fixturenames and "glossary" in request.fixturenames:
        request.getfixturevalue("glossary").is_on = True
    if "browser" in request.fixturenames:
        browser = request.getfixturevalue("browser")
        for page in browser.context.pages[1:]:
            page.close()
        browser.store(settings={}, sites={}, hidden=[], saved=[], seen=[])
        errors, browser.errors = browser.errors, []
        assert not errors


NODE = shutil.which("node")


def run_node(*arguments: str, timeout: float = 300) -> subprocess.CompletedProcess[str]:
    """Node with some arguments."""
    return subprocess.run([str(NODE), *arguments], capture_output=True, text=True, timeout=timeout, check=False)
