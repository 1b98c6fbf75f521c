"""Pages of every make: how they are built, laid out, changed, and what their scripts do against a reading aid."""

from typing import Any

import pytest

from tests.extension.conftest import MARKS, POINT, Browser, Sites, hover, texts, wait_for

TERM = "三区三线"
VISIBLE = """() => [...CSS.highlights].filter(([n]) => n.startsWith('glossary-term')).flatMap(([, set]) => [...set])
  .filter(s => { const r = new Range(); r.setStart(s.startContainer, s.startOffset); r.setEnd(s.endContainer, s.endOffset);
    const q = r.getBoundingClientRect(); return q.width && q.top < innerHeight && q.bottom > 0 }).length"""


@pytest.mark.parametrize(
    ("name", "body", "wanted"),
    [
        ("soft-hyphen", "<p>划定三区&shy;三线，三&shy;农</p>", ["三区\u00ad三线", "三\u00ad农"]),
        ("break", "<p>划定三区<wbr>三线，三<wbr>农</p>", [TERM, "三农"]),
        ("joiners", "<p>三区&#8288;三线，三&#8205;农，三&#65279;区三线</p>", None),
        ("nbsp", "<p>三区&nbsp;三线</p>", ["三区\u00a0三线"]),
        ("letters", f"<h1>{''.join(f'<span>{one}</span>' for one in '划定三区三线守住底线')}</h1>", [TERM]),
        (
            "inline-blocks",
            f"<h1>{''.join(f'<span style=display:inline-block>{one}</span>' for one in '划定三区三线')}</h1>",
            [TERM],
        ),
        ("ruby", "<p><ruby>三<rp>(</rp><rt>sān</rt><rp>)</rp>区<rt>qū</rt>三<rt>sān</rt>线<rt>xiàn</rt></ruby></p>", None),
        ("ruby-old", "<p><ruby><rb>三区</rb><rtc><rt>sān qū</rt></rtc></ruby>三线</p>", None),
        ("rtl", f"<div dir=rtl><p>{TERM}</p><bdo dir=rtl>{TERM}</bdo></div>", [TERM, TERM]),
        ("svg", f"<svg width=300 height=60><text y=30>{TERM}</text></svg><p>三农</p>", ["三农"]),
        ("list", f"<ol><li>{TERM}<li>三区<li>三线</ol>", [TERM]),
        ("table", f"<table>{'<tr><td>三区<td>三线<td>' + TERM}</table>", [TERM]),
        ("flex", "<div style=display:flex><span>三区</span><span>三线</span></div>", []),
        ("float", "<p><span style=float:right>三区</span>三线</p>", []),
        ("contents", "<p>三区<span style=display:contents>三线</span></p>", [TERM]),
        ("invisible", f"<p>三农</p><p style=visibility:hidden>{TERM}</p>", None),
        ("unslotted", f"<div id=h>{TERM}</div><p>三农</p><script>h.attachShadow({{mode:'open'}}).innerHTML='影'</script>", ["三农"]),
        ("label", f"<label>{TERM}<input></label><fieldset><legend>三农</legend></fieldset>", [TERM, "三农"]),
        ("base", f"<base href='https://example.invalid/x/' target=_top><p>{TERM}</p>", [TERM]),
        ("columns", f"<div style='columns:3'>{(TERM + '，空话空话空话。') * 3}</div>", [TERM] * 3),
    ],
)  # fmt: skip
def test_how_a_text_is_built(browser: Browser, sites: Sites, name: str, body: str, wanted: list[str] | None) -> None:
    page = browser.open(sites.put(name, body))
    if wanted is None:
        wait_for(lambda: texts(page))
    else:
        wait_for(lambda: sorted(texts(page)) == sorted(wanted))
        page.wait_for_timeout(150)
        assert sorted(texts(page)) == sorted(wanted)


def test_ruby_texts_are_read_over(browser: Browser, sites: Sites) -> None:
    body = "<p>划定<ruby>三<rt>sān</rt>区<rt>qū</rt></ruby><ruby>三<rt>sān</rt>线<rt>xiàn</rt></ruby></p>"
    page = browser.open(sites.put("readings", body), marks=1)
    hover_at = page.evaluate("() => { const q = document.querySelector('ruby').firstChild; const r = new Range(); r.selectNode(q); const b = r.getBoundingClientRect(); return [b.x + 3, b.y + b.height / 2] }")  # fmt: skip
    page.mouse.move(2, 2)
    page.mouse.move(*hover_at, steps=3)
    card = browser.card(page)
    assert card
    assert card["heading"] == TERM


def test_slotted_text_is_marked_once_in_its_place(browser: Browser, sites: Sites) -> None:
    body = """<p id=line>划定<x-tag>三区</x-tag>三线</p><x-box><p slot=body>三农</p></x-box>
<script>customElements.define('x-tag', class extends HTMLElement { constructor() { super(); this.attachShadow({mode: 'open'}).innerHTML = '<b><slot></slot></b>' } });
customElements.define('x-box', class extends HTMLElement { constructor() { super(); this.attachShadow({mode: 'closed'}).innerHTML = '<p>两个维护</p><slot name=body></slot>' } });</script>"""
    page = browser.open(sites.put("slots", body))
    wait_for(lambda: sorted(texts(page)) == sorted([TERM, "三农", "两个维护"]))


def test_shadow_roots_in_shadow_roots(browser: Browser, sites: Sites) -> None:
    body = """<div id=a></div><script>{let at = document.getElementById('a');
for (let n = 0; n < 6; n++) { const root = at.attachShadow({mode: n % 2 ? 'closed' : 'open'}); root.innerHTML = `<p>第${n}层三农</p><div></div>`; at = root.querySelector('div') }
setTimeout(() => { at.attachShadow({mode: 'closed'}).innerHTML = '<p>三区三线</p>' }, 1500)}</script>"""
    page = browser.open(sites.put("deep", body))
    wait_for(lambda: sorted(texts(page)) == sorted(["三农"] * 6 + [TERM]))


def test_frames_that_come_late_and_have_no_address(browser: Browser, sites: Sites) -> None:
    page = browser.open(sites.put("late-frames", "<p>三农</p>"), marks=1)
    page.evaluate("""() => { const add = more => { const f = Object.assign(document.createElement('iframe'), more); document.body.append(f); return f };
      add({srcdoc: '<p>三区三线</p>'}); add({src: URL.createObjectURL(new Blob(['<meta charset=utf-8><p>三区三线</p>'], {type: 'text/html'}))});
      const written = add({}); written.contentDocument.open(); written.contentDocument.write('<p>三区三线</p>'); written.contentDocument.close();
      add({srcdoc: '<iframe srcdoc="<p>三区三线</p>"></iframe>'}) }""")  # fmt: skip
    wait_for(lambda: sum(len(texts(frame)) for frame in page.frames[1:]) == 4)


def test_a_page_of_old_frames(browser: Browser, sites: Sites) -> None:
    inner = sites.put("frame-inner", f"<p>{TERM}</p>")
    html = f"<html><head><title>frames</title></head><frameset cols='50%,50%'><frame src={inner}><frame src={inner}></frameset></html>"
    sites.pages["frameset"] = (html, {})
    page = browser.open(f"{sites.address}/frameset")
    wait_for(lambda: [len(texts(frame)) for frame in page.frames[1:]] == [1, 1])


@pytest.mark.parametrize(
    ("media_type", "text"),
    [
        ("application/xhtml+xml", f'<html xmlns="http://www.w3.org/1999/xhtml" lang="zh"><head><title>x</title></head><body><p>{TERM}<br/>三农</p></body></html>'),
        ("text/plain; charset=utf-8", f"划定{TERM}。\n三农\n"),
        ("text/html; charset=gb18030", f"<p>{TERM}，三农"),
    ],
)  # fmt: skip
def test_documents_of_other_kinds(browser: Browser, sites: Sites, media_type: str, text: str) -> None:
    name = media_type.split("/")[1][:5]
    raw = text.encode("gb18030").decode("latin-1") if "gb18030" in media_type else text
    sites.pages[name] = (raw, {"Content-Type": media_type, **({"X-Latin": "1"} if raw != text else {})})
    page = browser.open(f"{sites.address}/{name}")
    wait_for(lambda: sorted(texts(page)) == sorted([TERM, "三农"]))
    hover(page, TERM)
    assert browser.card(page)


def test_a_sandboxed_page_with_a_strict_policy(browser: Browser, sites: Sites) -> None:
    policy = "sandbox; default-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    page = browser.open(sites.put("sandboxed", f"<p>{TERM}</p>", Content_Security_Policy=policy), marks=1)
    hover(page, TERM)
    assert browser.card(page)


def test_editing_that_is_switched_on_and_off(browser: Browser, sites: Sites) -> None:
    page = browser.open(sites.put("editing", f"<div id=a><p>{TERM}</p></div><p>三农</p>"), marks=2)
    page.evaluate("a.contentEditable = 'true'")
    wait_for(lambda: texts(page) == ["三农"])
    page.evaluate("a.contentEditable = 'false'")
    wait_for(lambda: sorted(texts(page)) == sorted([TERM, "三农"]))
    page.evaluate("document.designMode = 'on'")
    wait_for(lambda: texts(page) == [])
    page.evaluate("document.designMode = 'off'")
    wait_for(lambda: len(texts(page)) == 2)


def test_a_list_that_uses_its_rows_again(browser: Browser, sites: Sites) -> None:
    """Virtual scrolling: a few nodes show other texts, and change places."""
    rows = "".join(f"<div class=row>第{n}行三农</div>" for n in range(20))
    page = browser.open(sites.put("virtual", f"<div id=list>{rows}</div>"), marks=20)
    for turn in range(5):
        page.evaluate("""turn => { for (let n = 0; n < 7; n++) { const row = list.firstElementChild; list.append(row);
          row.firstChild.data = turn % 2 ? `第${turn}轮三区三线` : '没有'; } }""", turn)  # fmt: skip
        page.wait_for_timeout(60)
    shown = page.evaluate("[list.textContent.split('三农').length - 1, list.textContent.split('三区三线').length - 1]")
    wait_for(lambda: [texts(page).count("三农"), texts(page).count(TERM)] == shown)
    assert all(is_there for _, _, is_there in page.evaluate(MARKS))


def test_a_place_within_a_box_that_scrolls(browser: Browser, sites: Sites) -> None:
    body = f"<div id=box style='height:600px;overflow:auto'>{'<p>空话</p>' * 25}<p>{TERM}</p>{'<p>空话</p>' * 60}<p>三农</p></div>"
    page = browser.open(sites.put("box", body))
    wait_for(lambda: TERM in texts(page))
    page.evaluate("box.scrollTo(0, 1e6)")
    wait_for(lambda: "三农" in texts(page))


def test_many_places_in_columns(browser: Browser, sites: Sites) -> None:
    body = f"<div style='columns:4;font-size:10px;line-height:20px'>{(TERM + '，空话空话空话。<br>') * 400}</div>"
    page = browser.open(sites.put("many-columns", body))
    wait_for(lambda: page.evaluate(VISIBLE) > 3 * 30)


EXCHANGES = {
    "root": """() => { const html = document.createElement('html'); html.innerHTML = '<head></head><body><p>三农</p></body>';
      document.replaceChild(html, document.documentElement) }""",
    "root-parsed": """() => { const other = new DOMParser().parseFromString('<p>三农</p>', 'text/html');
      document.replaceChild(document.adoptNode(other.documentElement), document.documentElement) }""",
    "body": """() => { const body = document.createElement('body'); body.innerHTML = '<p>三农</p>'; document.body = body }""",
    "written": """() => { document.open(); document.write('<!doctype html><body><p>三农</p>'); document.close() }""",
    "written-in-pieces": """async () => { document.open(); document.write('<!doctype html><body><p>三'); await new Promise(r => setTimeout(r, 200));
      document.write('农</p>'); document.close() }""",
    "root-removed-first": """async () => { document.documentElement.remove(); await new Promise(r => setTimeout(r, 300));
      document.append(document.createElement('html')); document.documentElement.innerHTML = '<body><p>三农</p></body>' }""",
    "twice": """async () => { for (const text of ['多规合一', '三农']) { const html = document.createElement('html');
      html.innerHTML = `<body><p>${text}</p>`; document.replaceChild(html, document.documentElement); await new Promise(r => setTimeout(r, 60)) } }""",
}


@pytest.mark.parametrize("name", EXCHANGES)
def test_the_root_element_or_the_body_is_exchanged(browser: Browser, sites: Sites, name: str) -> None:
    page = browser.open(sites.put(f"exchanged-{name}", f"<p>{TERM}</p>"), marks=1)
    page.evaluate(EXCHANGES[name])
    wait_for(lambda: texts(page) == ["三农"])
    page.evaluate("document.body.append('又有两个维护')")
    wait_for(lambda: sorted(texts(page)) == sorted(["三农", "两个维护"]))
    hover(page, "三农")
    card = browser.card(page)
    assert card
    assert card["parent"] == "HTML"
    page.keyboard.press("Escape")
    wait_for(lambda: browser.card(page, 0.1) is None)


def test_a_frame_that_is_written_by_its_page(browser: Browser, sites: Sites) -> None:
    page = browser.open(sites.put("written-frame", "<iframe id=f></iframe><p>三农</p>"), marks=1)
    page.evaluate("""() => { const d = f.contentDocument; d.open(); d.write('<p>三区三线</p>'); d.close() }""")
    wait_for(lambda: texts(page.frames[1]) == [TERM])


def test_a_page_that_keeps_events_for_itself(browser: Browser, sites: Sites) -> None:
    head = """<script>for (const type of ['pointermove', 'mousemove', 'pointerover', 'mouseover', 'keydown', 'pointerdown', 'click', 'touchstart'])
  addEventListener(type, event => event.stopImmediatePropagation(), true);
addEventListener('keydown', event => { if (event.key === 'Escape') document.title = 'seen' }, true);</script>"""
    page = browser.open(sites.put("greedy", f"<p>{TERM}</p>", head=head), marks=1)
    hover(page, TERM)
    assert browser.card(page)
    page.keyboard.press("Escape")
    wait_for(lambda: page.evaluate("document.querySelectorAll('[data-glossary-card]').length") == 0)
    page.touchscreen.tap(*page.evaluate(POINT, [TERM, 0]))
    assert browser.card(page)


def test_a_page_that_overwrites_what_scripts_are_made_of(browser: Browser, sites: Sites) -> None:
    head = """<script>for (const [of, names] of [[Array.prototype, ['map', 'filter', 'push', 'forEach']], [Map.prototype, ['get', 'set', 'has']],
  [Set.prototype, ['add', 'has']], [Node.prototype, ['appendChild', 'contains', 'getRootNode']], [Element.prototype, ['getAttribute', 'attachShadow', 'matches']],
  [Document.prototype, ['createTreeWalker', 'createElement', 'caretPositionFromPoint']]]) for (const name of names) of[name] = () => { throw new Error(name) };
window.Highlight = window.StaticRange = window.Range = window.IntersectionObserver = window.MutationObserver = null;
Object.defineProperty(CSS, 'highlights', {get() { throw 1 }}); window.requestAnimationFrame = () => 0; window.setTimeout = () => 0;</script>"""
    page = browser.open(sites.put("broken", f"<p>{TERM}</p>", head=head))
    page.wait_for_timeout(500)
    box = page.locator("p").bounding_box()
    page.mouse.move(2, 2)
    page.mouse.move(box["x"] + 20, box["y"] + box["height"] / 2, steps=3)
    card = browser.card(page)
    assert card
    assert card["heading"] == TERM


def test_a_style_sheet_that_hides_everything_strange(browser: Browser, sites: Sites) -> None:
    head = """<style>html > div, [data-glossary-card], [popover] { display: none !important; visibility: hidden !important; opacity: 0 !important;
  transform: scale(0) !important; pointer-events: none !important; position: static !important; filter: blur(9px) !important }
html > div:last-child * { color: red }</style>"""
    page = browser.open(sites.put("hiding", f"<p>{TERM}</p>", head=head), marks=1)
    hover(page, TERM)
    card = browser.card(page)
    assert card
    x, y, width, height = card["box"]
    assert width > 200
    assert height > 80
    assert 0 <= x < 1000
    assert page.evaluate(
        "([x, y]) => document.elementFromPoint(x, y).hasAttribute('data-glossary-card')", [x + 40, y + 30]
    )


@pytest.mark.parametrize("style", ["html { zoom: 2 }", "body { zoom: 0.5 }", "html { zoom: 1.5 } body { zoom: 1.2 }"])
def test_an_enlarged_page(browser: Browser, sites: Sites, style: str) -> None:
    name = f"zoom{len(style)}"
    page = browser.open(sites.put(name, f"<p>空话</p><p>划定{TERM}</p>", head=f"<style>{style}</style>"), marks=1)
    x, y = page.evaluate(POINT, [TERM, 0])
    page.mouse.move(2, 2)
    page.mouse.move(x, y, steps=3)
    card = browser.card(page)
    assert card
    left, top, width, _ = card["box"]
    assert 300 < width < 450
    assert abs(left - x) < 200
    assert 0 < top - y < 80


def test_a_dialog_a_popover_and_the_escape_key(browser: Browser, sites: Sites) -> None:
    body = f"<dialog id=d><p>{TERM}</p></dialog><div id=p popover><p>三农</p></div>"
    page = browser.open(sites.put("layers", body))
    page.evaluate("d.showModal()")
    wait_for(lambda: texts(page) == [TERM])
    hover(page, TERM)
    card = browser.card(page)
    assert card
    assert card["parent"] == "DIALOG"
    page.keyboard.press("Escape")
    wait_for(lambda: page.evaluate("document.querySelectorAll('[data-glossary-card]').length") == 0)
    assert page.evaluate("d.open")
    page.evaluate("d.close(); p.showPopover()")
    wait_for(lambda: "三农" in texts(page))
    hover(page, "三农")
    assert browser.card(page)


def test_a_card_closes_when_the_screen_is_filled(browser: Browser, sites: Sites) -> None:
    page = browser.open(sites.put("filling", f"<p>{TERM}</p><div id=full>三农</div>"), marks=2)
    hover(page, TERM)
    assert browser.card(page)
    page.evaluate("full.requestFullscreen()")
    wait_for(lambda: page.evaluate("document.querySelectorAll('[data-glossary-card]').length") == 0)
    page.evaluate("document.exitFullscreen()")


def test_an_application_that_shows_another_page(browser: Browser, sites: Sites) -> None:
    page = browser.open(sites.put("app", f"<main><p>{TERM}</p></main>"), marks=1)
    page.evaluate("""() => { history.pushState({}, '', '/other'); document.title = '另一页';
      document.querySelector('main').replaceChildren(Object.assign(document.createElement('p'), {textContent: '再看三农'})) }""")  # fmt: skip
    wait_for(lambda: texts(page) == ["三农"])
    page.evaluate("history.back()")
    page.wait_for_timeout(200)
    assert texts(page) == ["三农"]


def test_a_page_that_one_comes_back_to(browser: Browser, sites: Sites) -> None:
    page = browser.open(sites.put("first", f"<p>{TERM}</p>"), marks=1)
    page.goto(sites.put("second", "<p>三农</p>"))
    wait_for(lambda: texts(page) == ["三农"])
    page.go_back()
    wait_for(lambda: texts(page) == [TERM])
    hover(page, TERM)
    assert browser.card(page)


def test_a_large_table(browser: Browser, sites: Sites) -> None:
    rows = "".join(f"<tr><td>{n}<td>第{n}项<td>{TERM if n % 3 == 0 else '空话'}<td>空话" for n in range(6000))
    page = browser.open(sites.put("table", f"<table>{rows}</table>"))
    wait_for(lambda: 5 < len(texts(page)) < 200)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    wait_for(lambda: page.evaluate(VISIBLE) > 3)


def test_a_report_in_one_span_a_character(browser: Browser, sites: Sites) -> None:
    text = "空话套话说来说去划定三区三线守住底线" * 1500
    page = browser.open(sites.put("spans", f"<div>{''.join(f'<i>{one}</i>' for one in text)}</div>"))
    wait_for(lambda: page.evaluate(VISIBLE) > 10)
    began = page.evaluate("performance.now()")
    page.evaluate("""async () => { for (let n = 0; n < 30; n++) { const p = document.createElement('p'); p.textContent = n; document.body.append(p); p.remove();
      await new Promise(r => setTimeout(r, 10)) } }""")  # fmt: skip
    assert page.evaluate("performance.now()") - began < 5000


def test_marks_are_not_printed(browser: Browser, sites: Sites) -> None:
    page: Any = browser.open(sites.put("print", f"<p id=t>{TERM}</p>"), marks=1)
    line = "() => getComputedStyle(t, '::highlight(glossary-term)').textDecorationLine"
    assert page.evaluate(line) == "underline"
    page.emulate_media(media="print")
    assert page.evaluate(line) == "none"
    page.emulate_media(media="screen")
