"""The same extension in a real Firefox, driven by WebDriver BiDi; skipped where there is none."""

import itertools
import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.extension.conftest import Dictionary, Sites, copy_extension

websocket = pytest.importorskip("websocket", reason="websocket-client is not installed")
FIREFOX = shutil.which("firefox") or shutil.which("firefox-esr")
OLDEST = 149
"""The first version that paints custom highlights completely."""
IDENTITY = "reading-aid@glossary.invalid"
UUID = "6e2a1f5c-0f0e-4a57-9c39-2b6d8c3b7a11"
"""The address of the extension's own pages; without it in the profile, Firefox draws one."""
MARKED = """() => [...CSS.highlights].filter(([name]) => name.startsWith('glossary-term')).flatMap(([name, set]) =>
  [...set].map(s => { const r = new Range(); r.setStart(s.startContainer, s.startOffset); r.setEnd(s.endContainer, s.endOffset);
    const q = r.getBoundingClientRect(); return [r.toString(), name, q.x + q.width / 2, q.y + q.height / 2].join('|') }))"""


class Firefox:
    """One Firefox with the extension, spoken to over a web socket."""

    def __init__(self, address: str) -> None:
        self.socket = websocket.create_connection(address, timeout=60, suppress_origin=True)
        self.numbers = itertools.count(1)
        self.send("session.new", capabilities={})
        (context, *_) = self.send("browsingContext.getTree")["contexts"]
        self.context = context["context"]

    def send(self, method: str, **params: Any) -> Any:
        number = next(self.numbers)
        self.socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            answer = json.loads(self.socket.recv())
            if answer.get("id") == number:
                assert "result" in answer, answer
                return answer["result"]

    def go(self, address: str) -> None:
        self.send("browsingContext.navigate", context=self.context, url=address, wait="complete")

    def open_own_page(self, path: str) -> None:
        """Open a page of the extension in a tab of its own."""
        self.context = self.send("browsingContext.create", type="tab")["context"]
        self.go(f"moz-extension://{UUID}/{path}")

    def call(self, function: str, *, depth: int = 0) -> Any:
        """Call a function in the page; gives its value as BiDi writes it, with shadow trees to a depth."""
        found = self.send(
            "script.callFunction",
            functionDeclaration=function,
            awaitPromise=True,
            target={"context": self.context},
            serializationOptions={"maxDomDepth": depth, "includeShadowTree": "all"},
        )
        assert found["type"] == "success", found
        return found["result"]

    def marks(self) -> list[list[str]]:
        return [one["value"].split("|") for one in self.call(MARKED)["value"]]

    def wait(self, count: int, seconds: float = 20) -> list[list[str]]:
        until = time.monotonic() + seconds
        while len(found := self.marks()) != count:
            assert time.monotonic() < until, found
            time.sleep(0.1)
        return found

    def point(self, x: float, y: float, *, kind: str = "mouse", is_tap: bool = False) -> None:
        steps: list[dict[str, Any]] = [
            {"type": "pointerMove", "x": int(x) - 3, "y": int(y)},
            {"type": "pointerMove", "x": int(x), "y": int(y)},
        ]
        if is_tap:
            steps += [{"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
        source = {"type": "pointer", "id": kind, "parameters": {"pointerType": kind}, "actions": steps}
        self.send("input.performActions", context=self.context, actions=[source])

    def press(self, key: str) -> None:
        steps = [{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]
        self.send(
            "input.performActions", context=self.context, actions=[{"type": "key", "id": "keys", "actions": steps}]
        )

    def card(self, *, is_open: bool = True, seconds: float = 4) -> str:
        """The texts of the open card, its closed shadow root included; empty without one."""
        until = time.monotonic() + seconds
        while True:
            found = self.call("() => document.querySelector('[data-glossary-card]')", depth=20)
            text = "\n".join(_texts(found.get("value", {})))
            if bool(text) is is_open or time.monotonic() > until:
                return text
            time.sleep(0.1)


def _texts(node: dict[str, Any]) -> Iterator[str]:
    if "nodeValue" in node:
        yield node["nodeValue"]
    for child in (*node.get("children", []), *([node["shadowRoot"]] if node.get("shadowRoot") else [])):
        yield from _texts(child.get("value", {}))


def _version() -> int:
    if FIREFOX is None:
        return 0
    version = subprocess.run([FIREFOX, "--version"], capture_output=True, text=True, timeout=60, check=False).stdout
    return int("".join(itertools.takewhile(str.isdigit, version.split()[-1]))) if version.split() else 0


@pytest.fixture(scope="module")
def firefox(glossary: Dictionary, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    """Firefox with the extension, allowed on all sites and pointed to the served dictionary."""
    if _version() < OLDEST:
        pytest.skip(f"no Firefox of version {OLDEST} or later on this machine")
    folder = tmp_path_factory.mktemp("firefox")
    extension = copy_extension(folder / "extension", is_granted=True)
    settings = extension / "shared" / "settings.js"
    settings.write_text(settings.read_text("utf-8").replace("http://127.0.0.1:8000", glossary.address), "utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "profile").mkdir()
    uuids = json.dumps(json.dumps({IDENTITY: UUID}))
    (folder / "profile" / "user.js").write_text(f'user_pref("extensions.webextensions.uuids", {uuids});\n', "utf-8")
    arguments = ["--headless", "--no-remote", "--profile", str(folder / "profile"), f"--remote-debugging-port={port}"]
    arguments.append("--remote-allow-system-access")  # for the pages of the extension
    process = subprocess.Popen(
        [str(FIREFOX), *arguments, "about:blank"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield _connect(port, extension)
    finally:
        process.terminate()
        process.wait(30)


def _connect(port: int, extension: Path) -> Firefox:
    until = time.monotonic() + 60
    while True:
        try:
            browser = Firefox(f"ws://127.0.0.1:{port}/session")
        except (OSError, websocket.WebSocketException):
            assert time.monotonic() < until
            time.sleep(0.3)
        else:
            browser.send("webExtension.install", extensionData={"type": "path", "path": str(extension)})
            return browser


def test_it_marks_and_explains(firefox: Firefox, sites: Sites) -> None:
    body = "<p>划定三区<b>三线</b>，坚持“两个维护”，服务三农。</p><p><code>三区三线</code></p>"
    firefox.go(sites.put("firefox", body))
    found = firefox.wait(3)
    assert [text for text, *_ in found if text == "三区三线"]
    assert {name for _, name, *_ in found} == {"glossary-term", "glossary-term-unexplained"}
    text, _, x, y = next(one for one in found if one[0] == "三区三线")
    firefox.point(float(x), float(y))
    card = firefox.card()
    assert text in card
    assert "城镇空间" in card
    assert "荷塘区人民政府" in card
    firefox.press("\ue00c")
    assert not firefox.card(is_open=False)
    firefox.point(float(x), float(y), kind="touch", is_tap=True)
    assert text in firefox.card()


def test_it_reads_closed_shadow_trees_frames_and_traditional_pages(firefox: Firefox, sites: Sites) -> None:
    body = """<div id=a></div><p>劃定三區三線</p><iframe srcdoc="<p>三区三线</p>"></iframe>
<script>document.getElementById('a').attachShadow({mode: 'closed'}).innerHTML = '<p>影中三农</p>'</script>"""
    firefox.go(sites.put("firefox-more", body, lang="zh-Hant"))
    found = firefox.wait(2)
    x, y = next(map(float, one[2:]) for one in found if one[0] == "三區三線")
    firefox.point(x, y)
    assert "城鎮空間" in firefox.card()
    inner = firefox.send("browsingContext.getTree", root=firefox.context)["contexts"][0]["children"][0]["context"]
    outer, firefox.context = firefox.context, inner
    assert [one[0] for one in firefox.wait(1)] == ["三区三线"]
    firefox.context = outer


def test_it_follows_a_page_that_changes(firefox: Firefox, sites: Sites) -> None:
    firefox.go(sites.put("firefox-changes", "<p id=a>三区三线</p>"))
    firefox.wait(1)
    firefox.call("() => { for (let n = 0; n < 3; n++) document.body.append(Object.assign(document.createElement('p'), {textContent: '三农'})) }")  # fmt: skip
    firefox.wait(4)
    firefox.call("() => { document.getElementById('a').remove(); CSS.highlights.clear() }")
    firefox.wait(3)


def test_the_popup_lists_the_terms_of_a_tab_and_leads_to_them(firefox: Firefox, sites: Sites) -> None:
    firefox.go(sites.put("firefox-popup", "<p>三区三线，三农</p>"))
    firefox.wait(2)
    page = firefox.context
    firefox.open_own_page("popup/popup.html")
    # As a page of its own it would be the popup of its own tab: it starts again, for the other one.
    start = """async () => { const query = chrome.tabs.query.bind(chrome.tabs); window.close = () => {};
      chrome.tabs.query = async () => (await query({})).filter(tab => tab.url.endsWith('/firefox-popup'));
      await import('/popup/popup.js?again') }"""
    firefox.call(start)
    terms = "() => [...document.querySelectorAll('section li')].map(one => one.textContent).join()"
    until = time.monotonic() + 10
    while not (found := firefox.call(terms)["value"]):
        assert time.monotonic() < until, firefox.call("() => document.body.textContent")
        time.sleep(0.2)
    assert found == "三区三线,三农"
    firefox.call("() => document.querySelector('section button').click()")
    firefox.context = page
    assert "城镇空间" in firefox.card()


def test_the_options_show_the_lexicon_and_keep_what_is_chosen(firefox: Firefox) -> None:
    page = firefox.context
    firefox.open_own_page("options/options.html")
    until = time.monotonic() + 10
    while not (shown := firefox.call("() => document.querySelector('#lexicon').textContent")["value"]):
        assert time.monotonic() < until
        time.sleep(0.2)
    assert any(character.isdigit() for character in shown)
    chosen = firefox.call("""async () => { const one = document.querySelector('#phonetics'); one.value = 'zhuyin';
      one.dispatchEvent(new Event('change', {bubbles: true})); await new Promise(r => setTimeout(r, 500));
      return (await chrome.storage.local.get('settings')).settings.phonetics }""")
    assert chosen["value"] == "zhuyin"
    firefox.call("() => chrome.storage.local.set({settings: {}})")
    firefox.context = page
