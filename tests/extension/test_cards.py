"""The card: how it opens and closes, what it shows, where it is."""

from typing import Any

import pytest

from tests.extension.conftest import POINT, Browser, Dictionary, Sites, hover, looks, texts, wait_for

CURRENT = "() => [...CSS.highlights.get('glossary-current') ?? []].length"


@pytest.mark.parametrize(
    ("name", "lang", "body", "text", "heading", "member"),
    [
        ("hans", "zh-CN", "<p>划定三区三线</p>", "三区三线", "三区三线", "城镇空间"),
        ("hant", "zh-Hant", "<p>劃定三區三線</p>", "三區三線", "三區三線", "城鎮空間"),
        ("taiwan", "zh-TW", "<p>劃定三區三線，發展經濟</p>", "三區三線", "三區三線", "城鎮空間"),
        ("wrong", "en", "<p>劃定三區三線，發展經濟</p>", "三區三線", "三區三線", "城鎮空間"),
    ],
)
def test_it_speaks_the_script_of_the_page(
    browser: Browser, sites: Sites, name: str, lang: str, body: str, text: str, heading: str, member: str
) -> None:
    page = browser.open(sites.put(name, body, lang=lang), marks=1)
    hover(page, text)
    card = browser.card(page)
    assert card
    assert (card["heading"], card["role"], card["parent"]) == (heading, "dialog", "HTML")
    assert member in card["members"]
    assert any("2023" in line for line in card["sources"])
    assert card["phonetics"] == "sān qū sān xiàn"
    x, y, width, height = card["box"]
    assert x >= 0 and y >= 0 and x + width <= card["view"][0] and y + height <= card["view"][1]
    assert page.evaluate(CURRENT) == 1


@pytest.mark.parametrize(("text", "is_marked"), [("四个关键", True), ("三区三线", False)])
def test_an_explanation_from_running_text_is_marked_as_such(
    browser: Browser, sites: Sites, text: str, *, is_marked: bool
) -> None:
    """Only the whole article says so; this comes before the tests without a server, after which the extension waits."""
    page = browser.open(sites.put(f"running-{is_marked}", f"<p>坚持{text}</p>"), marks=1)
    hover(page, text)
    page.wait_for_timeout(700)
    card = browser.card(page)
    assert card
    assert ("From running text, not from a glossary" in card["sources"]) is is_marked


def test_groups_have_the_numeral_of_the_headword(browser: Browser, sites: Sites) -> None:
    page = browser.open(sites.put("numerals", "<p>开展四战两行动</p>"), marks=1)
    hover(page, "四战两行动")
    card = browser.card(page)
    assert card
    assert card["labels"] == ["四战", "两行动"]


SITE = "<title>政府工作报告</title><meta name=SiteName content={}><meta name=PubDate content=2023-02-01>"


@pytest.mark.parametrize(
    ("name", "head", "lang", "note"),
    [
        ("own", SITE.format("株洲市荷塘区人民政府"), "zh-CN", ""),
        ("own-traditional", SITE.format("株洲市荷塘區人民政府"), "zh-TW", ""),
        ("other", SITE.format("成都市人民政府"), "zh-CN", "株洲市荷塘区人民政府"),
        ("later", SITE.format("株洲市荷塘区人民政府").replace("2023", "2031"), "zh-CN", "株洲市荷塘区人民政府"),
        ("nobody", "", "zh-CN", ""),
    ],
)
@pytest.mark.parametrize("is_online", [True, False])
def test_another_governments_meaning_is_called_so(
    *, browser: Browser, sites: Sites, glossary: Dictionary, name: str, head: str, lang: str, note: str, is_online: bool
) -> None:
    counted = "<p>推進三個區分開來</p>" if lang == "zh-TW" else "<p>推进三个区分开来</p>"
    body = "<p>划定三区三线</p>" if name == "nobody" else counted  # without a place only what is counted is doubtful
    page = browser.open(sites.put(name, body, head=head, lang=lang), marks=1)
    glossary.is_on = is_online
    hover(page, texts(page)[0])
    card = browser.card(page)
    assert card
    assert (note in card["elsewhere"]) if note else not card["elsewhere"]


def test_escape_and_leaving_close_it_and_a_pinned_one_stays(browser: Browser, sites: Sites) -> None:
    page = browser.open(sites.put("closing", "<p>划定三区三线</p><p>三农</p>"), marks=2)
    hover(page, "三区三线")
    assert browser.card(page)
    page.keyboard.press("Escape")
    wait_for(lambda: browser.card(page, 0.1) is None)
    assert page.evaluate(CURRENT) == 0
    hover(page, "三区三线")
    assert browser.card(page)
    page.mouse.move(900, 600, steps=5)
    wait_for(lambda: browser.card(page, 0.1) is None)
    hover(page, "三区三线")
    assert browser.card(page)
    browser.press(page, "Pin")
    page.mouse.move(900, 600, steps=5)
    page.wait_for_timeout(700)
    assert browser.card(page, 0.1)


def test_a_tap_opens_it_and_a_tap_elsewhere_closes_it(browser: Browser, sites: Sites) -> None:
    page = browser.open(sites.put("tap", "<p>划定三区三线</p><p id=away>别处</p>"), marks=1)
    page.touchscreen.tap(*page.evaluate(POINT, ["三区三线", 0]))
    assert browser.card(page)
    page.touchscreen.tap(600, 650)
    wait_for(lambda: browser.card(page, 0.1) is None)


def test_on_a_phone_it_does_not_hide_what_was_tapped(browser: Browser, sites: Sites) -> None:
    body = f"<p>划定三区三线</p>{'<p>空话</p>' * 11}<p>划定三区三线</p>"
    page = browser.open(sites.put("phone", body))
    page.set_viewport_size({"width": 390, "height": 700})
    wait_for(lambda: len(texts(page)) == 2)
    for nth in (0, 1):
        x, y = page.evaluate(POINT, ["三区三线", nth])
        page.touchscreen.tap(x, y)
        card = browser.card(page)
        assert card
        left, top, width, height = card["box"]
        assert (left, width) == (8, 374)
        assert not top <= y <= top + height
        page.keyboard.press("Escape")


def test_commands_walk_through_the_terms_and_announce_them(browser: Browser, sites: Sites) -> None:
    page = browser.open(sites.put("walk", "<p>划定三区三线</p><div style='height:3000px'></div><p>三农</p>"))
    wait_for(lambda: texts(page))

    def step(name: str) -> dict[str, Any]:
        page.bring_to_front()
        browser.dispatch("commands.onCommand", name)
        page.wait_for_timeout(900)
        card = browser.card(page)
        assert card
        return card

    first = step("next-term")
    assert first["heading"] == "三区三线"
    assert first["status"].startswith("三区三线")
    assert step("next-term")["heading"] == "三农"
    assert page.evaluate("scrollY") > 1000
    assert step("previous-term")["heading"] == "三区三线"
    page.keyboard.press("Tab")
    wait_for(lambda: (browser.card(page) or {}).get("focus"))
    page.keyboard.press("Escape")
    wait_for(lambda: browser.card(page, 0.1) is None)


def test_keys_of_the_page_are_its_own(browser: Browser, sites: Sites) -> None:
    page = browser.open(sites.put("typing", "<p>三区三线</p><input id=field>"), marks=1)
    page.focus("#field")
    page.keyboard.type("npjk三")
    page.keyboard.press("Escape")
    assert page.evaluate("field.value") == "npjk三"
    assert browser.card(page, 0.2) is None


def test_content_from_the_server_is_inserted_as_text(browser: Browser, sites: Sites) -> None:
    page = browser.open(sites.put("hostile", "<p>推进四刺五芒</p>"), marks=1)
    hover(page, "四刺五芒")
    card = browser.card(page)
    assert card
    assert "[点此](javascript:alert(1))二刺" in card["text"]
    assert not {"img", "script", "iframe", "svg"} & set(card["names"])
    assert all(link.startswith("http") for link in card["links"])
    assert page.title() == "hostile"


def test_a_page_cannot_hide_it_or_get_into_it(browser: Browser, sites: Sites) -> None:
    head = """<style>html > div, [popover] {display: none !important; opacity: 0 !important; transform: scale(0) !important;
 width: 0 !important; clip-path: circle(0) !important; visibility: hidden !important}</style>
<script>window.stolen = []; const own = Element.prototype.attachShadow;
Element.prototype.attachShadow = function (o) { const r = own.call(this, o); if (this.hasAttribute('data-glossary-card')) stolen.push(r); return r }
addEventListener('message', e => stolen.push(e.data));</script>"""
    page = browser.open(sites.put("fight", "<p>三区三线</p>", head=head), marks=1)
    hover(page, "三区三线")
    card = browser.card(page)
    assert card
    assert card["box"][2] > 100
    assert page.evaluate("[stolen.length, document.querySelector('[data-glossary-card]').shadowRoot]") == [0, None]


def test_it_is_visible_in_modal_dialogs_and_full_screen_elements(browser: Browser, sites: Sites) -> None:
    page = browser.open(
        sites.put(
            "modal", "<dialog id=d style='width:80%;height:60%'><p>三区三线</p></dialog><div id=f><p>三农</p></div>"
        )
    )
    page.evaluate("d.showModal()")
    wait_for(lambda: "三区三线" in texts(page))
    hover(page, "三区三线")
    card = browser.card(page)
    assert card
    assert card["parent"] == "DIALOG"
    page.keyboard.press("Escape")
    wait_for(lambda: browser.card(page, 0.1) is None)
    assert page.evaluate("d.open")


def test_it_works_without_the_server(browser: Browser, sites: Sites, glossary: Dictionary) -> None:
    glossary.is_on = False
    page = browser.open(sites.put("offline", "<p>推进五小水利，三農</p>"), marks=2)
    hover(page, "五小水利")
    card = browser.card(page)
    assert card
    assert card["members"]
    assert card["definition"]
    assert any(link.startswith(f"{glossary.address}/terms/") for link in card["links"])


def test_only_the_lexicon_and_opened_articles_are_requested(
    browser: Browser, sites: Sites, glossary: Dictionary
) -> None:
    glossary.requests.clear()
    page = browser.open(sites.put("private", "<p>秘密文字三区三线</p>"), marks=1)
    page.wait_for_timeout(400)
    assert glossary.requests == []
    browser.store(settings={"articles": False})
    page.wait_for_timeout(300)
    wait_for(lambda: texts(page))
    hover(page, "三区三线")
    assert browser.card(page)
    assert glossary.requests == []


def test_a_term_once_read_looks_so_and_a_hidden_one_is_gone(browser: Browser, sites: Sites) -> None:
    address = sites.put("seen", "<p>三区三线和三农</p>")
    page = browser.open(address, marks=2)
    hover(page, "三区三线")
    assert browser.card(page)
    wait_for(lambda: browser.stored("seen"))
    page.reload()
    wait_for(lambda: looks(page).get("三区三线") == "glossary-term-seen")
    hover(page, "三农")
    assert browser.card(page)
    browser.press(page, "Stop marking")
    wait_for(lambda: texts(page) == ["三区三线"])


def test_words_are_saved_and_copied_with_their_source(browser: Browser, sites: Sites) -> None:
    page = browser.open(sites.put("save", "<p>三区三线</p>"), marks=1)
    hover(page, "三区三线")
    assert browser.card(page)
    browser.press(page, "Save")
    (word,) = wait_for(lambda: browser.stored("saved"))
    assert (word["headword"], word["issuer"], word["years"]) == ("三区三线", "株洲市荷塘区人民政府", "2023")


@pytest.mark.parametrize(("phonetics", "wanted"), [("zhuyin", "ㄙㄢ ㄑㄩ ㄙㄢ ㄒㄧㄢˋ"), ("none", "")])
def test_phonetics(browser: Browser, sites: Sites, phonetics: str, wanted: str) -> None:
    browser.store(settings={"phonetics": phonetics})
    page = browser.open(sites.put(f"phonetics-{phonetics}", "<p>三区三线</p>"), marks=1)
    hover(page, "三区三线")
    card = browser.card(page)
    assert card
    assert card["phonetics"] == wanted


def test_vertical_writing(browser: Browser, sites: Sites) -> None:
    head = "<style>body{writing-mode:vertical-rl;height:300px}</style>"
    page = browser.open(sites.put("vertical", "<p>劃定三區三線，推動三農</p>", lang="zh-Hant", head=head), marks=2)
    hover(page, "三區三線")
    card = browser.card(page)
    assert card
    x, y, width, height = card["box"]
    assert x >= 0 and y >= 0 and x + width <= card["view"][0] and y + height <= card["view"][1]


def test_a_click_opens_it_and_it_stays_until_a_click_elsewhere(browser: Browser, sites: Sites) -> None:
    """A reader who clicks before the card has opened, or after closing it, wants to see it."""
    page = browser.open(sites.put("click", "<p>划定三区三线</p>"), marks=1)
    x, y = page.evaluate(POINT, ["三区三线", 0])
    hover(page, "三区三线")
    assert browser.card(page)
    page.keyboard.press("Escape")
    wait_for(lambda: browser.card(page, 0.1) is None)
    page.mouse.click(x, y)
    assert browser.card(page)
    page.mouse.move(900, 600, steps=5)
    page.wait_for_timeout(700)
    assert browser.card(page, 0.1)
    page.mouse.click(900, 600)
    wait_for(lambda: browser.card(page, 0.1) is None)
    page.mouse.dblclick(x, y)  # selects a word
    page.mouse.move(900, 600)
    wait_for(lambda: browser.card(page, 0.1) is None)
