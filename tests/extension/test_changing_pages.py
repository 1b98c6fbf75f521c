"""Pages that change in ways that no plain document does, and what the browser shows around a page."""

import time

import pytest

from tests.extension.conftest import MARKS, POINT, Browser, Sites, hover, texts, wait_for

TERM = "三区三线"


def test_an_endless_page_that_also_forgets(browser: Browser, sites: Sites) -> None:
    """Paragraphs come at the end while the first ones go, as in feeds."""
    page = browser.open(sites.put("endless", f"<div id=feed><p>{TERM}</p></div>"), marks=1)
    page.evaluate("""async () => { for (let n = 0; n < 40; n++) { for (let i = 0; i < 10; i++) { const p = document.createElement('p');
      p.textContent = `第${n}批第${i}条三区三线`; feed.append(p) } while (feed.childElementCount > 60) feed.firstElementChild.remove();
      await new Promise(r => setTimeout(r, 15)) } }""")  # fmt: skip
    wait_for(lambda: 0 < len(texts(page)) <= 60)
    page.wait_for_timeout(300)
    found = page.evaluate(MARKS)
    assert all(is_there for _, _, is_there in found)
    shown = page.evaluate("[...feed.children].filter(p => { const q = p.getBoundingClientRect(); return q.top < innerHeight && q.bottom > 0 }).length")  # fmt: skip
    assert len(found) >= shown


def test_a_ticker_does_not_take_the_marks_of_its_neighbours(browser: Browser, sites: Sites) -> None:
    page = browser.open(sites.put("ticker", f"<div>{TERM}<br>钟<span id=clock>0</span><br>三农</div>"), marks=2)
    page.evaluate("window.timer = setInterval(() => clock.textContent = Date.now(), 16)")
    page.wait_for_timeout(800)
    wait_for(lambda: sorted(texts(page)) == sorted([TERM, "三农"]))
    until = time.monotonic() + 15
    card = None
    while not card and time.monotonic() < until:  # the mark is made again with each change of its neighbours
        hover(page, TERM)
        card = browser.card(page)
    assert card
    page.evaluate("clearInterval(timer)")


def test_a_term_that_is_typed_and_taken_apart(browser: Browser, sites: Sites) -> None:
    page = browser.open(sites.put("apart", "<p id=a>三农</p>"), marks=1)
    page.evaluate("a.firstChild.data = '三区'; a.append(document.createTextNode('三线'))")
    wait_for(lambda: texts(page) == [TERM])
    page.evaluate("a.insertBefore(document.createElement('hr'), a.lastChild)")
    wait_for(lambda: texts(page) == [])
    page.evaluate("a.querySelector('hr').remove(); a.normalize()")
    wait_for(lambda: texts(page) == [TERM])
    page.evaluate("a.firstChild.splitText(3)")
    wait_for(lambda: texts(page) == [TERM])
    page.evaluate("{ const b = document.createElement('b'), old = a; old.replaceWith(b); b.append(old) }")
    wait_for(lambda: texts(page) == [TERM])


def test_text_that_moves_between_trees(browser: Browser, sites: Sites) -> None:
    body = f"<div id=host></div><iframe id=frame srcdoc='<body>'></iframe><p id=a>{TERM}</p>"
    page = browser.open(sites.put("moving", body), marks=1)
    page.evaluate("host.attachShadow({mode: 'open'}).append(a)")
    page.evaluate("host.parentNode.append(document.createElement('hr'))")
    wait_for(lambda: texts(page) == [TERM])
    page.evaluate("frame.contentDocument.body.append(host.shadowRoot.firstElementChild)")
    wait_for(lambda: texts(page) == [] and texts(page.frames[1]) == [TERM])


def test_a_hidden_part_that_shows(browser: Browser, sites: Sites) -> None:
    body = (
        f"<style>.off {{ display: none }}</style><div id=tab class=off><p>{TERM}</p></div>"
        "<section style='content-visibility:auto;contain-intrinsic-size:auto 200px'><p>三农</p></section>"
        f"<div style='height:0;overflow:hidden' id=fold><p>{TERM}</p></div>"
    )
    page = browser.open(sites.put("hidden-parts", body))
    wait_for(lambda: "三农" in texts(page))
    page.evaluate("tab.classList.remove('off'); fold.style.height = 'auto'")
    wait_for(lambda: texts(page).count(TERM) == 2)


def test_scripts_that_clear_and_replace_the_registry(browser: Browser, sites: Sites) -> None:
    page = browser.open(sites.put("registry", f"<p>{TERM}</p><p>三农</p>"), marks=2)
    page.evaluate("CSS.highlights.set('glossary-term', new Highlight()); CSS.highlights.set('own', new Highlight())")
    page.evaluate("document.body.append('变化')")
    wait_for(lambda: sorted(texts(page)) == sorted([TERM, "三农"]))
    assert page.evaluate("CSS.highlights.has('own')")


def test_a_page_that_takes_the_card_away(browser: Browser, sites: Sites) -> None:
    head = "<script>new MutationObserver(l => { for (const m of l) for (const n of m.addedNodes) if (n.localName === 'div') n.remove() }).observe(document.documentElement, {childList: true})</script>"
    page = browser.open(sites.put("thief", f"<p>{TERM}</p>", head=head), marks=1)
    for _ in range(3):
        hover(page, TERM)
        page.wait_for_timeout(500)
    assert page.evaluate("document.querySelectorAll('[data-glossary-card]').length") == 0
    assert texts(page).count(TERM) == 1


def test_a_link_is_followed_and_a_text_selected_as_ever(browser: Browser, sites: Sites) -> None:
    target = sites.put("target", "<p>到了</p>")
    page = browser.open(sites.put("links", f"<p><a href={target}>{TERM}</a></p><p id=b>三农工作</p>"), marks=2)
    page.mouse.click(*page.evaluate(POINT, [TERM, 0]))
    page.wait_for_url(target)
    page.go_back()
    wait_for(lambda: len(texts(page)) == 2)
    x, y = page.evaluate(POINT, ["三农", 0])
    page.mouse.dblclick(x, y)
    assert page.evaluate("getSelection().toString()").strip()


def test_the_badge_counts_the_terms_of_all_frames(browser: Browser, sites: Sites) -> None:
    inner = "<iframe srcdoc='<p>两个维护</p>'></iframe>"
    page = browser.open(sites.put("badge", f"<p>{TERM}，{TERM}，三农</p>{inner}"), marks=3)
    wait_for(lambda: browser.badge_of(page) == "3")
    page.goto(sites.put("badge-less", "<p>空话</p>"))
    wait_for(lambda: browser.badge_of(page) == "")


@pytest.mark.parametrize(
    ("selected", "heading"), [("三区三线", "三区三线"), (" 五小 ", "五小"), ("劃定三區三線", "三区三线")]
)
def test_a_selected_text_is_looked_up(browser: Browser, sites: Sites, selected: str, heading: str) -> None:
    """By the context menu, as the browser reports a click on it."""
    page = browser.open(sites.put("selected", f"<textarea id=t>{selected}</textarea><p id=p>{selected}</p>"))
    page.evaluate("getSelection().selectAllChildren(p)")
    page.bring_to_front()
    browser.dispatch(
        "contextMenus.onClicked", {"menuItemId": "look-up-selection", "selectionText": selected, "frameId": 0}
    )
    card = browser.card(page)
    assert card
    assert heading[0] == card["heading"][0]


def test_on_demand_a_page_waits_for_the_command(browser: Browser, sites: Sites) -> None:
    browser.store(sites={"127.0.0.1": "demand"})
    page = browser.open(sites.put("demand", f"<p>{TERM}</p>"))
    page.wait_for_timeout(600)
    assert texts(page) == []
    page.bring_to_front()
    browser.dispatch("commands.onCommand", "mark-page")
    wait_for(lambda: texts(page) == [TERM])
