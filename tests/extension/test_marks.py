"""What is marked on a page, and that nothing else of it changes."""

from typing import Any

from tests.extension.conftest import MARKS, Browser, Sites, hover, looks, texts, wait_for


def test_terms_are_marked_through_inline_elements_and_not_across_blocks(browser: Browser, sites: Sites) -> None:
    body = (
        "<p>划定三区<b>三线</b>和<a href='#'>三</a><i>区</i>三线，三 区 三 线。</p><div>三区</div><div>三线</div>"
        "<p>与<ruby>三区<rt>sān qū</rt>三线<rt>sān xiàn</rt></ruby></p><p>换行三区<br>三线</p>"
    )
    page = browser.open(sites.put("inline", body), marks=5)
    assert texts(page)[:3] == ["三区三线", "三区三线", "三 区 三 线"]


def test_explained_terms_and_others_look_different(browser: Browser, sites: Sites) -> None:
    page = browser.open(sites.put("looks", "<p>三区三线，三农</p>"), marks=2)
    assert looks(page) == {"三区三线": "glossary-term", "三农": "glossary-term-unexplained"}


def test_code_and_forms_are_not_marked(browser: Browser, sites: Sites) -> None:
    inner = "三区三线"
    body = (
        f"<p>{inner}</p><textarea>{inner}</textarea><input value={inner}><code>{inner}</code><pre><code>{inner}</code></pre>"
        f"<div contenteditable>{inner}<b>{inner}</b></div><div role=textbox>{inner}</div><p hidden>{inner}</p>"
        f"<p style='display:none'>{inner}</p><select><option>{inner}</option></select><button>{inner}</button>"
        f"<template><p>{inner}</p></template><noscript>{inner}</noscript><svg><text>{inner}</text></svg><kbd>{inner}</kbd>"
    )
    browser.open(sites.put("alone", body), marks=1)


def test_what_is_hidden_is_marked_once_it_shows(browser: Browser, sites: Sites) -> None:
    body = "<details><summary>展开</summary><p>三区三线</p></details><p id=late style='display:none'>三农</p>"
    page = browser.open(sites.put("details", body), marks=0)
    page.evaluate("document.querySelector('details').open = true; late.style.display = ''")
    wait_for(lambda: sorted(texts(page)) == ["三农", "三区三线"])


def test_shadow_trees_open_closed_and_late(browser: Browser, sites: Sites) -> None:
    body = """<div id=open></div><div id=closed></div><x-late></x-late>
<script>open.attachShadow; document.getElementById('open').attachShadow({mode: 'open'}).innerHTML = '<p>三区三线</p>';
document.getElementById('closed').attachShadow({mode: 'closed'}).innerHTML = '<p>三农</p>';
setTimeout(() => customElements.define('x-late', class extends HTMLElement { connectedCallback() {
  this.attachShadow({mode: 'closed'}).innerHTML = '<p>两个维护</p>' } }), 600)</script>"""
    page = browser.open(sites.put("shadow", body), marks=3)
    assert sorted(texts(page)) == ["三农", "三区三线", "两个维护"]


def test_changes_of_the_page_are_followed(browser: Browser, sites: Sites) -> None:
    page = browser.open(sites.put("changes", "<p id=a>三区三线</p><div id=feed></div>"), marks=1)
    page.evaluate("a.firstChild.insertData(0, '前面')")
    wait_for(lambda: texts(page) == ["三区三线"])
    page.evaluate("a.firstChild.data = '三农'; feed.innerHTML = '<p>又有<b>三区</b>三线</p>'")
    wait_for(lambda: sorted(texts(page)) == ["三农", "三区三线"])
    page.evaluate("document.body.innerHTML = '<p>换成两个维护</p>'; history.pushState({}, '', '?2')")
    wait_for(lambda: texts(page) == ["两个维护"])
    assert all(is_there for _, _, is_there in page.evaluate(MARKS))
    page.evaluate("document.querySelector('p').contentEditable = 'true'")
    wait_for(lambda: texts(page) == [])


def test_a_cleared_registry_is_filled_again(browser: Browser, sites: Sites) -> None:
    page = browser.open(sites.put("cleared", "<p>三区三线</p>"), marks=1)
    page.evaluate("CSS.highlights.clear()")
    page.evaluate("document.body.append(document.createElement('hr'))")
    wait_for(lambda: texts(page) == ["三区三线"])


def test_a_long_page_is_marked_where_it_is_read(browser: Browser, sites: Sites) -> None:
    """In one element with thousands of marks, and in many elements."""
    page = browser.open(sites.put("long", f"<div>{'三区三线，空话空话。<br>' * 3000}</div>"))
    wait_for(lambda: 0 < len(texts(page)) < 1000)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    seen = "() => [...CSS.highlights].some(([n, set]) => [...set].some(s => { const r = new Range(); r.setStart(s.startContainer, s.startOffset); const q = r.getBoundingClientRect(); return q.top > 0 && q.bottom < innerHeight }))"
    wait_for(lambda: page.evaluate(seen))
    page = browser.open(sites.put("many", "<p>三区三线，空话空话。</p>" * 3000))
    wait_for(lambda: 0 < len(texts(page)) < 1000)


def test_frames_of_every_kind(browser: Browser, sites: Sites) -> None:
    inner = sites.put("frame", "<p>三区三线</p>")
    body = (
        f"<iframe src={inner}></iframe><iframe sandbox src={inner}></iframe><iframe srcdoc='<p>三区三线</p>'></iframe>"
    )
    page = browser.open(sites.put("frames", body))
    wait_for(lambda: [len(frame.evaluate(MARKS)) for frame in page.frames[1:]] == [1, 1, 1])


def test_a_page_that_lies_is_marked_all_the_same(browser: Browser, sites: Sites) -> None:
    names = [
        "localName",
        "parentNode",
        "nextSibling",
        "childNodes",
        "firstChild",
        "nodeType",
        "shadowRoot",
        "isConnected",
        "data",
        "length",
    ]
    body = (
        f"<form>{''.join(f'<input name={name}>' for name in names)}<p>表单里的三区三线</p></form>"
        "<img name=body><img name=documentElement><form name=createTreeWalker></form><img name=activeElement>"
        f"{'<div>' * 600}<p>深处的三农</p>{'</div>' * 600}"
    )
    head = "<script>window.Highlight = null; Object.defineProperty(CharacterData.prototype, 'data', {get() { throw 1 }});</script>"
    browser.open(sites.put("liar", body, head=head), marks=2)


def test_a_megabyte_without_a_blank(browser: Browser, sites: Sites) -> None:
    page = browser.open(sites.put("megabyte", f"<p>{'空话套话' * 250_000}三区三线</p>"))
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    wait_for(lambda: texts(page) == ["三区三线"])


def test_only_the_mark_and_nothing_of_the_page_changes(browser: Browser, sites: Sites) -> None:
    head = """<script>window.seen = [];
const observer = new MutationObserver(l => seen.push(...l.map(m => m.type + m.target.nodeName)));
observer.observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
addEventListener('DOMContentLoaded', () => { observer.takeRecords(); seen.length = 0; })</script>"""
    policy = "default-src 'none'; script-src 'unsafe-inline'; require-trusted-types-for 'script'"
    page = browser.open(sites.put("strict", "<p>三区三线</p>", head=head, Content_Security_Policy=policy), marks=1)
    page.wait_for_timeout(300)
    assert page.evaluate(
        "[seen, document.adoptedStyleSheets.length, document.documentElement.outerHTML.includes('glossary')]"
    ) == [[], 0, False]


def test_settings_are_acted_upon_at_once(browser: Browser, sites: Sites) -> None:
    page: Any = browser.open(sites.put("settings", "<p>三区三线，三农，三区三线</p>"), marks=3)
    browser.store(settings={"unexplained": False})
    wait_for(lambda: texts(page) == ["三区三线", "三区三线"])
    browser.store(settings={"firstOnly": True, "style": "tint"})
    wait_for(lambda: looks(page) == {"三区三线": "glossary-term-tint", "三农": "glossary-term-unexplained-tint"})
    assert len(texts(page)) == 2
    browser.store(settings={}, sites={"127.0.0.1": "never"})
    wait_for(lambda: texts(page) == [])


def test_what_is_hidden_within_a_line_is_read_over(browser: Browser, sites: Sites) -> None:
    body = "<p>划定三区<span style='display:none' id=noise>杂音三农</span>三线</p><p>三区<span style='display:block'></span>三线</p>"
    page = browser.open(sites.put("noise", body), marks=1)
    page.evaluate("noise.style.display = 'inline'")
    wait_for(lambda: "三农" in texts(page))


def test_a_document_that_is_rewritten(browser: Browser, sites: Sites) -> None:
    page = browser.open(sites.put("written", "<p>三区三线</p>"), marks=1)
    page.evaluate("document.open(); document.write('<p>又有三农</p>'); document.close()")
    wait_for(lambda: texts(page) == ["三农"])


def test_what_cannot_be_selected_and_what_fills_the_screen(browser: Browser, sites: Sites) -> None:
    body = "<div id=full style='background:white'><p style='user-select:none'>划定三区三线</p></div>"
    page = browser.open(sites.put("full", body), marks=1)
    hover(page, "三区三线")
    card = browser.card(page)
    assert card
    page.keyboard.press("Escape")
    page.evaluate("full.requestFullscreen()")
    wait_for(lambda: page.evaluate("document.fullscreenElement !== null"))
    hover(page, "三区三线")
    card = browser.card(page)
    assert card
    assert card["parent"] == "DIV"
