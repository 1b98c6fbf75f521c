"""The pictures of docs/extension.md, taken of the real extension: ``python -m docs.extension_pictures``.

Needs Chromium and Playwright (``pip install '.[test]'``). The pages are written here, the dictionary is that of the
seeds.
"""

import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from werkzeug.serving import make_server

from api import create_app
from docs.pack_extension import EXTENSION
from glossary.package_data import seed_files
from glossary.pipeline import harvest
from glossary.term_store import open_term_store

PICTURES = Path(__file__).parent / "pictures"
CHROMIUM = shutil.which("chromium") or "chromium"
_STYLE = ":root{color-scheme:light dark}body{font:19px/1.9 'Noto Serif CJK SC',serif;max-width:38em;margin:2em auto;padding:0 1em}"
_REPORT = """<h1>2023年荷塘区政府工作报告（选段）</h1>
<p>严格落实“三区三线”划定成果，守住永久基本农田。新增“四上”企业60家，建成一批“五小”水利项目，推进村社分账改革。</p>
<p>全面落实八项规定及其实施细则精神，坚决做到“两个维护”，做好三农工作。</p>"""
_TITLE = "2023年荷塘区政府工作报告"
_ELSEWHERE = """<h1>2023年嘉禾市政府工作报告（选段）</h1>
<p>各位代表，现在我代表嘉禾市人民政府报告工作。大力实施“七大工程”，严格落实“三区三线”划定成果，守住永久基本农田，把三个区分开来落到实处。</p>"""
_TRADITIONAL = """<h1>2023年荷塘區政府工作報告（選段）</h1>
<p>嚴格落實「三區三線」劃定成果，守住永久基本農田。新增「四上」企業60家，建成一批「五小」水利項目，推進村社分賬改革。</p>
<p>全面落實八項規定及其實施細則精神，堅決做到「兩個維護」，做好三農工作。</p>"""
_POINT = """text => { for (const [name, set] of CSS.highlights) for (const s of set) { const r = new Range();
r.setStart(s.startContainer, s.startOffset); r.setEnd(s.endContainer, s.endOffset);
if (name.startsWith('glossary-term') && r.toString() === text) { const q = r.getClientRects()[0]; return [q.x + q.width / 2, q.y + q.height / 2] } } }"""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """A dictionary over the seeds, at its address."""
    with open_term_store(folder / "store.db") as store:
        harvest(map(str, seed_files()), store)
    server = make_server("127.0.0.1", 0, create_app({"db": folder / "store.db"}), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()


def show(page: Any, address: str, body: str, lang: str, *, tag: bool = False, title: str = _TITLE) -> None:
    """Put a page where the browser asks for ``address``."""
    script = f"<script src='{address}/reader.js' defer></script>" if tag else ""
    html = f"<!doctype html><html lang={lang}><meta charset=utf-8><meta name=viewport content='width=device-width'><style>{_STYLE}</style><title>{title}</title><body>{body}{script}</body></html>"
    # At the dictionary's own address: from elsewhere a browser asks before it lets a page talk to this machine.
    page.route(
        f"{address}/report/2023/", lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8")
    )
    page.goto(f"{address}/report/2023/")
    wait(lambda: page.evaluate("[...CSS.highlights.keys()].some(name => name.startsWith('glossary-term'))"))
    time.sleep(0.5)


def wait(holds: Callable[[], Any]) -> None:
    """Until something holds, ten seconds at most."""
    until = time.monotonic() + 10
    while not holds() and time.monotonic() < until:
        time.sleep(0.1)


def hover(page: Any, text: str) -> None:
    """Open the card of a mark."""
    x, y = page.evaluate(_POINT, text)
    page.mouse.move(x - 4, y)
    page.mouse.move(x, y, steps=3)
    wait(lambda: page.query_selector("[data-glossary-card]"))
    time.sleep(0.4)


def with_extension(browser: Any, address: str, folder: Path) -> None:
    """Card, popup and options of the extension, light and dark."""
    extension = folder / "extension"
    shutil.copytree(EXTENSION, extension, ignore=shutil.ignore_patterns("node_modules"))
    manifest = (extension / "manifest.json").read_text("utf-8").replace("optional_host_permissions", "host_permissions")
    (extension / "manifest.json").write_text(manifest, "utf-8")
    context = browser.launch_persistent_context(
        str(folder / "profile"),
        executable_path=CHROMIUM,
        headless=False,
        args=["--headless=new", "--no-sandbox", "--lang=zh-CN", f"--load-extension={extension}"],
        ignore_default_args=["--disable-extensions"],
        viewport={"width": 860, "height": 620},
        env={"LANGUAGE": "zh_CN", "LANG": "zh_CN.UTF-8"},
    )
    worker = context.service_workers[0] if context.service_workers else context.wait_for_event("serviceworker")
    worker.evaluate("server => chrome.storage.local.set({server})", address)
    wait(lambda: worker.evaluate("async () => (await chrome.storage.local.get('lexicon')).lexicon?.server") == address)
    page = context.new_page()
    show(page, address, _REPORT, "zh-CN")
    take_card(page, "card", light="三区三线", dark="“四上”企业")
    show(page, address, _TRADITIONAL, "zh-Hant-TW")
    take_card(page, "card-traditional", light="三區三線", dark="三區三線")
    show(page, address, _ELSEWHERE, "zh-CN", title="2023年嘉禾市政府工作报告")
    hover(page, "三区三线")
    page.screenshot(path=PICTURES / "card-elsewhere.png")
    show(page, address, _REPORT, "zh-CN")
    own_pages(context, worker.url.split("/")[2], page)
    context.close()


def take_card(page: Any, name: str, *, light: str, dark: str) -> None:
    """The cards of two terms of a page, one in light and one in dark colours."""
    hover(page, light)
    page.screenshot(path=PICTURES / f"{name}.png")
    page.keyboard.press("Escape")
    page.emulate_media(color_scheme="dark")
    hover(page, dark)
    page.screenshot(path=PICTURES / f"{name}-dark.png")
    page.emulate_media(color_scheme="light")


def own_pages(context: Any, identity: str, page: Any) -> None:
    """Popup and options; the popup is opened as a page, for the tab of ``page``."""
    popup = context.new_page()
    popup.set_viewport_size({"width": 340, "height": 420})
    popup.add_init_script(
        f"const own = chrome.tabs.query; chrome.tabs.query = async () => (await own.call(chrome.tabs, {{}})).filter(t => t.url === {page.url!r})"
    )
    popup.goto(f"chrome-extension://{identity}/popup/popup.html")
    wait(lambda: popup.query_selector("section li"))
    options = context.new_page()
    options.set_viewport_size({"width": 860, "height": 1300})
    options.goto(f"chrome-extension://{identity}/options/options.html")
    time.sleep(0.5)
    for scheme, suffix in (("light", ""), ("dark", "-dark")):
        for own, name in ((popup, "popup"), (options, "options")):
            own.emulate_media(color_scheme=scheme)
            own.screenshot(path=PICTURES / f"{name}{suffix}.png")


def on_a_phone(browser: Any, address: str) -> None:
    """The script tag on a phone: a tap opens the card."""
    chromium = browser.launch(executable_path=CHROMIUM, args=["--headless=new", "--no-sandbox"])
    context = chromium.new_context(viewport={"width": 390, "height": 700}, has_touch=True, is_mobile=True)
    for name, scheme, body, lang, text in (
        ("phone.png", "light", _TRADITIONAL, "zh-Hant", "三區三線"),
        ("phone-dark.png", "dark", _TRADITIONAL, "zh-Hant", "三區三線"),
        ("phone-simplified.png", "light", _REPORT, "zh-Hans", "“五小”水利项目"),
    ):
        page = context.new_page()
        page.emulate_media(color_scheme=scheme)
        show(page, address, body, lang, tag=True)
        page.touchscreen.tap(*page.evaluate(_POINT, text))
        wait(partial(page.query_selector, "[data-glossary-card]"))
        time.sleep(0.4)
        page.screenshot(path=PICTURES / name)
        page.close()
    chromium.close()


def main() -> None:
    """Takes all pictures again."""
    from playwright.sync_api import sync_playwright

    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as driver, served(Path(name)) as address:
        with_extension(driver.chromium, address, Path(name))
        on_a_phone(driver.chromium, address)
    for path in sorted(PICTURES.glob("*.png")):
        sys.stdout.write(f"{path.name} {path.stat().st_size}\n")


if __name__ == "__main__":
    main()
