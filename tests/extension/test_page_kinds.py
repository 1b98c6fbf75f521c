"""Pages that load slowly or in pieces, frames of every kind, islands of editable text, small windows, hostile names."""

import http.server
import threading
from collections.abc import Iterator

import pytest

from tests.extension.conftest import MARKS, POINT, Browser, Sites, hover, texts, wait_for

TERM = "三区三线"


@pytest.fixture
def slow_page() -> Iterator[str]:
    """A page whose last part, and a script in its middle, do not come until the test ends."""
    is_over = threading.Event()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header(
                "Content-Type", "text/html; charset=utf-8" if "script" not in self.path else "text/javascript"
            )
            self.end_headers()
            if self.path == "/script":
                is_over.wait(30)
                return
            hanging = "<script src=/script></script>" if self.path == "/blocked" else ""
            body = f"<!doctype html><html lang=zh><body><p>划定{TERM}</p>{hanging}<p>又有三农</p>{' ' * 2000}"
            self.wfile.write(body.encode())
            self.wfile.flush()
            if self.path == "/endless":
                is_over.wait(30)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    is_over.set()
    server.shutdown()


@pytest.mark.parametrize(("path", "wanted"), [("endless", [TERM, "三农"]), ("blocked", [TERM])])
def test_a_page_that_does_not_end(browser: Browser, slow_page: str, path: str, wanted: list[str]) -> None:
    page = browser.context.new_page()
    page.goto(f"{slow_page}/{path}", wait_until="commit")
    wait_for(lambda: sorted(texts(page)) == sorted(wanted), 6)
    hover(page, TERM)
    assert browser.card(page)


@pytest.mark.parametrize(
    ("name", "body", "wanted"),
    [
        ("editable-false", f"<p contenteditable=false>{TERM}</p><p contenteditable=inherit>三农</p>", [TERM, "三农"]),
        ("editable-inner", f"<div contenteditable><p contenteditable=false>{TERM}</p></div><p>三农</p>", ["三农"]),
        ("own-attribute", f"<div data-glossary-card><p>{TERM}</p></div>", [TERM]),
        ("comments", "<p>三<!--a-->区<!----><!--b-->三<!--c-->线</p>", [TERM]),
        ("font", f"<p><font><font>{TERM[:2]}</font></font><font>{TERM[2:]}</font></p>", [TERM]),
        ("nested-lists", f"<ul><li>{TERM[:2]}<ul><li>{TERM[2:]}<ul><li>{TERM}</ul></ul></ul>", [TERM]),
        ("headings", f"<h1><small>{TERM[:2]}</small>{TERM[2:]}</h1><h2>三<em>农</em></h2>", [TERM, "三农"]),
        ("definition", f"<dl><dt>{TERM}<dd>三农</dl>", [TERM, "三农"]),
        ("link", f"<p><a href=#x>{TERM[:1]}</a>{TERM[1:]}</p>", [TERM]),
        ("mark", f"<p><mark>{TERM[:3]}</mark>{TERM[3:]}，<ins>三</ins><del>农</del></p>", [TERM, "三农"]),
        ("pre", f"<pre>划定{TERM[:2]}\n{TERM[2:]}</pre>", [f"{TERM[:2]}\n{TERM[2:]}"]),
        ("two-lines", f"<p>划定{TERM[:2]}</p>\n<p>{TERM[2:]}</p><p>三农</p>", ["三农"]),
        ("fallback", f"<x-a><template shadowrootmode=open><slot>{TERM}</slot></template></x-a><p>三农</p>", None),
        ("meter", f"<meter>{TERM}</meter><progress>{TERM}</progress><p>三农</p>", ["三农"]),
        ("marquee", f"<marquee>{TERM}</marquee>", [TERM]),
        ("center", f"<center><table><td><font size=2>{TERM}</font></table></center>", [TERM]),
        ("map", f"<img usemap=#m><map name=m><area alt={TERM}></map><p title={TERM}>三农</p>", ["三农"]),
        ("quotes", "<p>“<b>四上</b>”企业</p>", ["“四上”企业"]),
    ],
)  # fmt: skip
def test_what_counts_as_text(browser: Browser, sites: Sites, name: str, body: str, wanted: list[str] | None) -> None:
    page = browser.open(sites.put(f"more-{name}", body))
    if wanted is None:
        wait_for(lambda: sorted(texts(page)) == sorted([TERM, "三农"]))
        return
    wait_for(lambda: sorted(texts(page)) == sorted(wanted))
    page.wait_for_timeout(150)
    assert sorted(texts(page)) == sorted(wanted)


def test_a_page_in_quirks_mode(browser: Browser, sites: Sites) -> None:
    sites.pages["quirks"] = (f"<html><body><table width=100%><tr><td><font>{TERM}</font></table>", {})
    page = browser.open(f"{sites.address}/quirks", marks=1)
    assert page.evaluate("document.compatMode") == "BackCompat"
    hover(page, TERM)
    assert browser.card(page)


def test_frames_in_other_elements_and_on_demand(browser: Browser, sites: Sites) -> None:
    inner = sites.put("object-inner", f"<p>{TERM}</p>")
    body = (
        f"<object data={inner} width=300 height=80></object><embed src={inner} type=text/html width=300 height=80>"
        f"<div style=height:3000px></div><iframe loading=lazy src={inner}></iframe>"
    )
    page = browser.open(sites.put("objects", body))
    wait_for(lambda: [len(texts(frame)) for frame in page.frames[1:3]] == [1, 1])
    page.evaluate("scrollTo(0, 9999)")
    wait_for(lambda: sum(len(texts(frame)) for frame in page.frames[1:]) == 3)


def test_a_frame_that_goes_to_another_page_and_comes_back(browser: Browser, sites: Sites) -> None:
    first, second = sites.put("to-a", f"<p>{TERM}</p>"), sites.put("to-b", "<p>三农</p>")
    page = browser.open(sites.put("going", f"<iframe id=f src={first}></iframe>"))
    wait_for(lambda: texts(page.frames[1]) == [TERM])
    page.evaluate(f"f.src = '{second}'")
    wait_for(lambda: texts(page.frames[1]) == ["三农"])
    page.evaluate("{ const old = f; old.remove(); document.body.append(old) }")
    wait_for(lambda: len(page.frames) == 2 and texts(page.frames[1]) == ["三农"])


def test_a_card_in_a_small_frame_and_in_a_page_at_400_percent_can_be_read(browser: Browser, sites: Sites) -> None:
    page = browser.open(sites.put("tiny", f"<p>{TERM}</p>"), marks=1)
    page.set_viewport_size({"width": 250, "height": 175})
    hover(page, TERM)
    card = browser.card(page)
    assert card
    x, y, width, height = card["box"]
    assert x >= 0
    assert y >= 0
    assert x + width <= 250
    assert y + height <= 175
    session = browser.context.new_cdp_session(page)
    page.mouse.move(x + width / 2, y + height / 2)
    page.mouse.wheel(0, 900)
    page.wait_for_timeout(200)
    assert browser.card(page), "scrolling within the card does not close it"
    session.detach()
    page.set_viewport_size({"width": 1000, "height": 700})


@pytest.mark.parametrize(
    "style",
    [
        "html { font-size: 100px }",
        "html { font-size: 4px }",
        "* { font-size: 60px !important; line-height: 3 !important }",
    ],
)
def test_a_page_cannot_change_the_size_of_the_card(browser: Browser, sites: Sites, style: str) -> None:
    page = browser.open(
        sites.put(
            f"size{len(style)}", f"<p style='font-size:16px!important'>{TERM}</p>", head=f"<style>{style}</style>"
        ),
        marks=1,
    )
    hover(page, TERM)
    card = browser.card(page)
    assert card
    assert card["box"][2] == 416
    assert 250 < card["box"][3] < 500


@pytest.mark.parametrize("top", [150, 300, 450])
def test_a_card_does_not_hide_its_mark(browser: Browser, sites: Sites, top: int) -> None:
    page = browser.open(sites.put(f"top{top}", f"<p style='margin-top:{top}px'>划定{TERM}</p>"), marks=1)
    page.set_viewport_size({"width": 1000, "height": 600})
    hover(page, TERM)
    card = browser.card(page)
    assert card
    _, y, _, height = card["box"]
    at = page.evaluate(POINT, [TERM, 0])[1]
    assert y > at or y + height < at
    assert y >= 0
    assert y + height <= 600


def test_details_and_parts_that_are_found_by_searching(browser: Browser, sites: Sites) -> None:
    body = f"<details id=d><summary>三农</summary><p>{TERM}</p></details><div id=u hidden=until-found>两个维护</div>"
    page = browser.open(sites.put("details", body))
    wait_for(lambda: "三农" in texts(page))
    page.evaluate("d.open = true; u.hidden = false")
    wait_for(lambda: sorted(texts(page)) == sorted(["三农", TERM, "两个维护"]))
    hover(page, TERM)
    assert browser.card(page)


def test_a_list_that_uses_its_elements_again(browser: Browser, sites: Sites) -> None:
    """As the lists of frameworks do: ten elements show a thousand rows."""
    page = browser.open(sites.put("recycled", "<div id=list></div>"))
    page.evaluate("""async () => { for (let i = 0; i < 10; i++) list.append(Object.assign(document.createElement('p'), {textContent: ''}));
      for (let n = 0; n < 60; n++) { [...list.children].forEach((p, i) => { p.textContent = (n + i) % 2 ? `第${n + i}行三农` : `第${n + i}行三区三线` });
      await new Promise(r => setTimeout(r, 12)) } }""")  # fmt: skip
    wait_for(lambda: len(texts(page)) == 10)
    page.wait_for_timeout(200)
    found = page.evaluate(MARKS)
    assert sorted({text for text, _, _ in found}) == sorted([TERM, "三农"])
    assert len(found) == 10
    assert all(is_there for *_, is_there in found)


def test_a_text_that_is_typed_letter_by_letter(browser: Browser, sites: Sites) -> None:
    page = browser.open(sites.put("typed", "<p id=t>划定</p>"))
    page.evaluate("""async () => { for (const c of '三区三线，守住三农底线') { t.firstChild.appendData(c); await new Promise(r => setTimeout(r, 20)) } }""")  # fmt: skip
    wait_for(lambda: sorted(texts(page)) == sorted([TERM, "三农"]))


def test_a_view_transition_and_a_page_that_clears_the_registry_again_and_again(browser: Browser, sites: Sites) -> None:
    page = browser.open(sites.put("transition", f"<main id=m><p>{TERM}</p></main>"), marks=1)
    page.evaluate("document.startViewTransition(() => { m.innerHTML = '<p>三农</p>' }).finished")
    wait_for(lambda: texts(page) == ["三农"])
    page.evaluate("CSS.highlights.clear()")
    wait_for(lambda: texts(page) == ["三农"], 5)


def test_elements_that_have_the_names_of_what_a_script_needs(browser: Browser, sites: Sites) -> None:
    names = "execCommand readyState title body head hasFocus activeElement fullscreenElement designMode querySelectorAll defaultView adoptedStyleSheets"
    body = "".join(f"<img name={name}>" for name in names.split())
    fields = "tagName attributes children getAttribute matches closest ownerDocument getRootNode isConnected textContent innerText style lang dir role"
    inputs = "".join(f"<input name={name}>" for name in fields.split())
    page = browser.open(sites.put("named", f"{body}<form id=f>{inputs}<p>{TERM}</p></form><p>三农</p>"))
    wait_for(lambda: sorted(texts(page)) == sorted([TERM, "三农"]))
    hover(page, TERM)
    assert browser.card(page)
    browser.press(page, "Copy")
    wait_for(lambda: (browser.card(page) or {}).get("status"))


def test_documents_without_text_give_no_errors(browser: Browser, sites: Sites) -> None:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg"><text y="20">{TERM}</text></svg>'
    sites.pages["drawing"] = (svg, {"Content-Type": "image/svg+xml"})
    sites.pages["feed"] = (f"<rss><channel><title>{TERM}</title></channel></rss>", {"Content-Type": "text/xml"})
    sites.pages["data"] = (f'{{"term": "{TERM}"}}', {"Content-Type": "application/json"})
    for name in ("drawing", "feed", "data"):
        page = browser.open(f"{sites.address}/{name}")
        page.wait_for_timeout(300)
    assert browser.errors == []


def test_a_rotated_and_moving_text(browser: Browser, sites: Sites) -> None:
    style = "<style>#r { rotate: 90deg; width: 200px; margin: 150px } #s { animation: m 9s linear infinite } @keyframes m { to { translate: 30px 0 } }</style>"
    page = browser.open(sites.put("rotated", f"<p id=r>{TERM}</p><p id=s>三农</p>", head=style), marks=2)
    hover(page, TERM)
    card = browser.card(page)
    assert card
    assert card["heading"] == TERM


def test_strict_trusted_types_and_a_sandbox(browser: Browser, sites: Sites) -> None:
    policy = "sandbox; default-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    page = browser.open(sites.put("sandboxed", f"<p>{TERM}</p>", Content_Security_Policy=policy), marks=1)
    x, y = page.evaluate(POINT, [TERM, 0])
    page.mouse.move(2, 2)
    page.mouse.move(x, y, steps=3)
    assert browser.card(page)


def test_a_thousand_elements_in_one_another(browser: Browser, sites: Sites) -> None:
    page = browser.open(sites.put("tower", "<div id=at></div>"))
    page.evaluate("""() => { let e = at; for (let n = 0; n < 1000; n++) { const d = document.createElement('div'); e.append(d); e = d }
      e.textContent = '深处的三区三线' }""")  # fmt: skip
    wait_for(lambda: texts(page) == [TERM])
