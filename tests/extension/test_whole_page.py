"""What the page as a whole tells: its own explanations, its slogans and its quoted words."""

import pytest

from glossary.chinese.script import to_script
from tests.extension.conftest import MARKS, Browser, Sites, hover, texts, wait_for

REPORT = (
    "<h1>青禾市政府工作报告</h1><p>各位代表：</p><p>现在，我代表市人民政府向大会报告工作。</p>"
    "<p>划定三区三线，推行“港车北上”，落实“六清”。</p>"
)
UNEXPLAINED = "() => [...CSS.highlights].filter(([name]) => name.startsWith('glossary-term-unexplained')).flatMap(([, set]) => [...set]).length"


def test_slogans_and_quoted_words_of_a_report_are_marked_as_unexplained(browser: Browser, sites: Sites) -> None:
    page = browser.open(sites.put("whole", REPORT), marks=3)
    assert sorted(texts(page)) == sorted(["三区三线", "港车北上", "六清"])
    assert page.evaluate(UNEXPLAINED) == 2
    hover(page, "港车北上")
    card = browser.card(page)
    assert card
    assert card["heading"] == "港车北上"
    assert not card["members"]
    assert any("q=%E6%B8%AF%E8%BD%A6" in link for link in card["links"])
    page.close()


def test_a_wording_can_be_hidden(browser: Browser, sites: Sites) -> None:
    page = browser.open(sites.put("hidden", REPORT), marks=3)
    browser.store(hidden=["wording:港车北上"])
    try:
        wait_for(lambda: sorted(texts(page)) == sorted(["三区三线", "六清"]))
    finally:
        browser.store(hidden=[])
    page.close()


def test_text_that_comes_later_makes_it_a_report(browser: Browser, sites: Sites) -> None:
    page = browser.open(sites.put("later", "<div id=top></div><p>推行“港车北上”，划定三区三线。</p>"), marks=1)
    page.evaluate(
        "() => { document.querySelector('#top').innerHTML = '<p>各位代表：</p><p>现在，我代表市人民政府报告工作，推进三农工作。</p>' }"
    )
    wait_for(lambda: "港车北上" in texts(page))
    page.close()


OWN = REPORT.replace("落实", "推进三农工作，落实") + (
    "<p>谢谢大家！</p><h2>名词解释</h2><p>1．“三农”：指农机、农技、农资。</p><p>2．港车北上：指香港车辆经大桥北上。</p>"
    "<p>3．“六清”：指清垃圾、清淤泥、清残墙、清杂物、清路障、清粪堆。</p>"
)


def test_the_explanation_of_the_page_comes_first(browser: Browser, sites: Sites) -> None:
    page = browser.open(sites.put("own", OWN))
    wait_for(lambda: len(texts(page)) == 7 and page.evaluate(UNEXPLAINED) == 1)
    hover(page, "港车北上")
    card = browser.card(page)
    assert card
    assert card["definition"] == "指香港车辆经大桥北上。"
    assert any(source.endswith("own") for source in card["sources"])
    browser.press(page, "在页面中查看" if "在页面中查看" in card["text"] else "Show on the page")
    wait_for(
        lambda: (
            page.evaluate(
                "() => [...CSS.highlights.get('glossary-current') ?? []].map(r => r.startContainer.parentNode.textContent)"
            )
            == ["2．港车北上：指香港车辆经大桥北上。"]
        )
    )
    page.close()


def test_the_dictionary_has_the_other_meanings(browser: Browser, sites: Sites) -> None:
    page = browser.open(
        sites.put("own-known", OWN.replace("指农机、农技、农资", "指城镇、农业、生态").replace("“三农”", "三区三线"))
    )
    wait_for(lambda: page.evaluate(UNEXPLAINED) == 1)
    hover(page, "三区三线")
    card = browser.card(page)
    assert card
    assert card["definition"] == "指城镇、农业、生态。"
    assert "城镇空间" in card["text"]
    page.close()


UNUSUAL = {
    "shadow": f"<div id=h></div><script>h.attachShadow({{mode:'open'}}).innerHTML={OWN!r}</script>",
    "frame": f"<iframe style='width:900px;height:600px' srcdoc=\"{OWN}\"></iframe>",
    "cells": REPORT + "<h2>名词解释</h2><table><tr><td rowspan=2>1．港车北上：指香港车辆经大桥北上。<td>空</tr>"
    "<tr><td colspan=2>2．“六清”：指清垃圾、清淤泥、清残墙、清杂物、清路障、清粪堆。</tr></table>",
    "inline": OWN.replace("港车北上", "<b>港车</b><i>北上</i>"),
    "upright": f"<div style='writing-mode:vertical-rl;height:500px'>{OWN}</div>",
    "modal": f"<dialog id=d>{OWN}</dialog><script>d.showModal()</script>",
    "clobbered": f"<form><input name=nextSibling><input name=textContent><input name=parentNode>{OWN}</form>",
    "readings": OWN.replace("港车北上", "<ruby>港车<rt>gǎng chē</rt></ruby>北上"),
    "print": f"<style>@media print{{p{{display:none}}}}</style>{OWN}",
    "numbers": OWN.replace("<p>1．", "<ol><li>1．").replace("北上。</p>", "北上。</li></ol>"),
}


@pytest.mark.parametrize("name", UNUSUAL)
@pytest.mark.parametrize("script", ["zh-Hans", "zh-Hant-TW"])
def test_a_glossary_is_read_on_pages_of_every_make(browser: Browser, sites: Sites, name: str, script: str) -> None:
    body = UNUSUAL[name] if script == "zh-Hans" else to_script(UNUSUAL[name], script)
    page = browser.open(sites.put(f"{name}-{script}", body))
    frame = page.frames[-1]
    term = "六清"
    wait_for(lambda: sum(term in text for text, _, _ in page.frames[-1].evaluate(MARKS)) >= 2)
    wait_for(lambda: frame.evaluate(UNEXPLAINED) <= 1)
    page.close()


def test_a_glossary_that_comes_last_on_an_endless_page(browser: Browser, sites: Sites) -> None:
    page = browser.open(sites.put("endless", REPORT), marks=3)
    page.evaluate("""async body => { for (let i = 0; i < 30; i++) { const p = document.createElement('p');
      p.textContent = `第${i}段划定三区三线。`; document.body.append(p); await new Promise(r => setTimeout(r, 20)) }
      document.body.insertAdjacentHTML('beforeend', body) }""", OWN[OWN.index("<h2>") :])  # fmt: skip
    wait_for(lambda: page.evaluate(UNEXPLAINED) == 0)
    assert "港车北上" in texts(page)
    page.close()


def test_an_editable_glossary_is_no_part_of_the_page(browser: Browser, sites: Sites) -> None:
    page = browser.open(sites.put("own-editable", f"{REPORT}<div contenteditable>{OWN}</div>"), marks=3)
    assert page.evaluate(UNEXPLAINED) == 2
    page.close()
