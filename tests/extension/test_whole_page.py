"""What the page as a whole tells: its own explanations, its slogans and its quoted words."""

from tests.extension.conftest import Browser, Sites, hover, texts, wait_for

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
