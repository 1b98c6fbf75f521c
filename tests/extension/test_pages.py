"""Popup and options, pages that were not allowed, restarts; no accessibility rule is broken anywhere."""

import base64
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from glossary.package_data import packaged_path
from tests.extension.conftest import Browser, Dictionary, Sites, copy_extension, hover, texts, wait_for

AXE = pytest.importorskip("axe_playwright_python", reason="axe-core is not installed").__path__[0] + "/axe.min.js"


def violations(page: Any) -> list[tuple[str, list[str]]]:
    """Rules of axe-core that a page breaks, with the elements."""
    page.evaluate(Path(AXE).read_text("utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [(each["id"], [node["html"][:120] for node in each["nodes"]]) for each in found["violations"]]


def options(browser: Browser) -> Any:
    page = browser.page_of("options/options.html")
    wait_for(lambda: page.text_content("#lexicon"))
    return page


def popup_of(browser: Browser, page: Any) -> Any:
    """The popup for a tab, as a page: a real one cannot be driven."""
    popup = browser.context.new_page()
    popup.add_init_script(f"""const own = chrome.tabs.query;
chrome.tabs.query = async () => (await own.call(chrome.tabs, {{}})).filter(tab => tab.url === {page.url!r});
window.close = () => {{ window.isClosed = true }}""")
    popup.goto(f"chrome-extension://{browser.id}/popup/popup.html")
    wait_for(lambda: popup.text_content("#state") not in ("Looking …", None) or popup.query_selector("section li"))
    return popup


def test_the_popup_lists_the_terms_of_the_page_and_leads_to_them(browser: Browser, sites: Sites) -> None:
    body = "<p>划定三区三线，又是三区三线。</p><div style='height:3000px'></div><p>三农</p>"
    page = browser.open(sites.put("popup", body))
    wait_for(lambda: texts(page))
    popup = popup_of(browser, page)
    wait_for(lambda: popup.query_selector("#unexplained li"))
    assert popup.text_content("#explained li button").startswith("三区三线2")
    assert not popup.is_visible("#problem")
    popup.click("#unexplained li button")
    card = browser.card(page)
    assert card
    assert card["heading"] == "三农"


def test_the_popup_explains_errors(browser: Browser, sites: Sites, glossary: Dictionary) -> None:
    browser.store(problem={"code": "unreachable", "detail": "x", "server": glossary.address})
    page = browser.open(sites.put("problem", "<p>空话</p>"))
    popup = popup_of(browser, page)
    assert glossary.address in popup.text_content("#problem-text")
    popup.click("#retry")
    wait_for(lambda: browser.stored("problem") is None)


def test_a_site_can_be_switched_off(browser: Browser, sites: Sites) -> None:
    page = browser.open(sites.put("site", "<p>三区三线</p>"), marks=1)
    popup = popup_of(browser, page)
    popup.select_option("#mode", "never")
    wait_for(lambda: browser.stored("sites") == {"127.0.0.1": "never"})
    wait_for(lambda: texts(page) == [])


def test_options_are_kept_and_a_bad_address_is_refused(browser: Browser, glossary: Dictionary) -> None:
    page = options(browser)
    assert "111" in page.text_content("#lexicon") or "terms" in page.text_content("#lexicon")
    page.select_option("#phonetics", "zhuyin")
    wait_for(lambda: (browser.stored("settings") or {}).get("phonetics") == "zhuyin")
    page.fill("#server", "http://user:secret@example.org")
    page.click("#server-form button")
    assert page.text_content("#problem")
    assert browser.stored("server") == glossary.address


def test_a_script_that_is_set_is_that_of_the_lexicon(browser: Browser, sites: Sites, glossary: Dictionary) -> None:
    browser.store(settings={"script": "zh-Hant-TW", "articles": False})
    wait_for(lambda: browser.stored("lexicon")["version"].startswith("folded-zh-Hant-TW-"))
    glossary.is_on = False
    page = browser.open(sites.put("lexicon-script", "<p>划定三区三线</p>"), marks=1)
    hover(page, "三区三线")
    card = browser.card(page)
    assert card
    assert "城鎮空間" in card["members"]
    glossary.is_on = True
    browser.store(settings={})
    wait_for(lambda: browser.stored("lexicon")["version"].startswith("folded-zh-Hans-"))


def test_saved_words_are_listed_and_exported(browser: Browser) -> None:
    word = {
        "id": "t0123456789ab",
        "headword": "三区三线",
        "pinyin": "sān",
        "definition": "<b>一</b>",
        "issuer": "甲市",
        "years": "2023",
        "link": "javascript:alert(1)",
        "at": "2026-01-01",
    }
    browser.store(saved=[word])
    page = options(browser)
    wait_for(lambda: page.query_selector("#word-list li"))
    assert page.text_content("#word-list .definition") == "<b>一</b>"
    assert page.get_attribute("#word-list a", "href") is None
    with page.expect_download() as download:
        page.click("#csv")
    csv = Path(download.value.path()).read_text("utf-8-sig")
    assert csv.splitlines()[1].startswith("三区三线,sān,<b>一</b>,甲市,2023")
    page.click("#word-list button")
    wait_for(lambda: browser.stored("saved") == [])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_rule_of_accessibility_is_broken_by_popup_and_options(browser: Browser, sites: Sites, scheme: str) -> None:
    page = browser.open(sites.put("rules", "<p>三区三线，三农</p>"), marks=2)
    popup = popup_of(browser, page)
    popup.emulate_media(color_scheme=scheme)
    assert violations(popup) == []
    settings = options(browser)
    settings.emulate_media(color_scheme=scheme)
    assert violations(settings) == []


@pytest.mark.parametrize("language", ["zh_CN", "zh_TW"])
def test_no_rule_is_broken_in_the_other_languages(
    launch: Any, sites: Sites, glossary: Dictionary, tmp_path: Path, language: str
) -> None:
    """A browser without its own Chinese texts falls back on the default language: that is the one that is tested."""
    extension = copy_extension(tmp_path / "extension", is_granted=True)
    for path in (extension / "_locales").iterdir():
        if path.name != language:
            shutil.rmtree(path)
    manifest = json.loads((extension / "manifest.json").read_text("utf-8"))
    (extension / "manifest.json").write_text(json.dumps({**manifest, "default_locale": language}), "utf-8")
    context = launch(extension, tmp_path / "profile")
    try:
        browser = Browser(context)
        browser.use(glossary.address)
        page = browser.open(sites.put("rules-chinese", "<p>三区三线，三农</p>"), marks=2)
        popup, settings = popup_of(browser, page), options(browser)
        assert settings.get_attribute("html", "lang") == language.replace("_", "-")
        for scheme, contrast in (("light", "no-preference"), ("dark", "no-preference"), ("light", "more")):
            for own in (popup, settings):
                own.emulate_media(color_scheme=scheme, contrast=contrast)
                assert violations(own) == []
    finally:
        context.close()


def test_popup_and_options_are_used_with_the_keyboard_alone(browser: Browser, sites: Sites) -> None:
    page = browser.open(sites.put("keyboard-popup", "<p>三区三线，三农</p>"), marks=2)
    popup = popup_of(browser, page)
    wait_for(lambda: popup.query_selector("section li"))
    focused = "() => { const e = document.activeElement; return e.textContent.trim().slice(0, 20) || e.id }"
    popup.keyboard.press("Tab")
    assert popup.evaluate(focused) == "三区三线"
    outline = popup.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    popup.keyboard.press("Enter")
    assert browser.card(page)
    settings = options(browser)
    seen = set()
    for _ in range(30):
        settings.keyboard.press("Tab")
        seen.add(settings.evaluate("document.activeElement.id || document.activeElement.dataset.setting"))
    assert {"server", "update", "script", "phonetics", "hover", "articles", "style", "site-mode", "revoke"} <= seen


@pytest.mark.parametrize("height", [330, 200])
def test_no_rule_is_broken_by_a_card_that_scrolls(open_card: Any, height: int) -> None:
    open_card.set_viewport_size({"width": 400, "height": height})
    hover(open_card, "三区三线")
    wait_for(lambda: open_card.query_selector("[data-glossary-card] li"))
    assert open_card.query_selector("[data-glossary-card] [tabindex='0']")
    assert violations(open_card) == []


@pytest.mark.parametrize("contrast", ["forced", "more"])
def test_marks_and_card_in_forced_colours_and_high_contrast(open_card: Any, contrast: str) -> None:
    if contrast == "forced":
        open_card.emulate_media(forced_colors="active", reduced_motion="reduce")
    else:
        open_card.emulate_media(contrast="more", reduced_motion="reduce")
    hover(open_card, "三区三线")
    wait_for(lambda: open_card.query_selector("[data-glossary-card] li"))
    assert violations(open_card) == []
    border = open_card.evaluate("""() => getComputedStyle(document.querySelector('[data-glossary-card]').shadowRoot
      .querySelector('.card')).borderTopStyle""")  # fmt: skip
    assert border == "solid"
    moving = open_card.evaluate("() => document.getAnimations().length")
    assert moving == 0


@pytest.fixture
def open_card(playwright: Any, glossary: Dictionary, sites: Sites) -> Iterator[Any]:
    """A page with the script tag, whose card is opened with a root that axe-core can look into."""
    from tests.extension.conftest import CHROMIUM, FLAGS

    chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
    page = chromium.new_page()
    page.add_init_script("""const own = Element.prototype.attachShadow;
Element.prototype.attachShadow = function (o) { return own.call(this, {...o, mode: 'open'}) }""")
    body = f"<main><h1>页</h1><p>划定三区三线。</p><p>三农</p></main><script src='{glossary.address}/reader.js' defer></script>"
    page.goto(sites.put("tag", body))
    wait_for(lambda: len(texts(page)) == 2)
    yield page
    chromium.close()


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
@pytest.mark.parametrize(("text", "scheme"), [("三区三线", "light"), ("三区三线", "dark"), ("三农", "light")])
def test_no_rule_of_accessibility_is_broken_by_the_card(open_card: Any, text: str, scheme: str, language: str) -> None:
    open_card.evaluate("lang => { document.documentElement.lang = lang }", language)
    open_card.emulate_media(color_scheme=scheme)
    hover(open_card, text)
    wait_for(lambda: open_card.query_selector("[data-glossary-card]"))
    assert open_card.query_selector("[data-glossary-card] h2").text_content() == text
    assert violations(open_card) == []


def test_a_script_tag_marks_and_explains_without_an_extension(open_card: Any, glossary: Dictionary) -> None:
    glossary.requests.clear()
    hover(open_card, "三区三线")
    wait_for(lambda: open_card.query_selector("[data-glossary-card] li"))
    assert [path.split("?")[0][:10] for path in glossary.requests] == ["/v1/terms/"]


def test_without_permission_a_page_is_marked_only_on_request(
    launch: Any, sites: Sites, glossary: Dictionary, tmp_path: Path
) -> None:
    context = launch(packaged_path("extension"), tmp_path / "profile")
    try:
        browser = Browser(context)
        browser.use(glossary.address)
        page = browser.open(sites.put("demand", "<p>三区三线</p>"))
        other = browser.open(sites.put("other", "<p>三农</p>"))
        page.wait_for_timeout(600)
        assert texts(page) == texts(other) == []
        page.bring_to_front()
        session = context.browser.new_browser_cdp_session()
        tabs = session.send("Target.getTargets", {"filter": [{"type": "tab"}]})["targetInfos"]
        target = next(tab["targetId"] for tab in tabs if tab["url"] == page.url)
        session.send("Extensions.triggerAction", {"id": browser.id, "targetId": target})
        wait_for(lambda: texts(page) == ["三区三线"])
        assert texts(other) == []
    finally:
        context.close()


def test_after_a_restart_it_works_without_the_server(
    launch: Any, sites: Sites, glossary: Dictionary, tmp_path: Path
) -> None:
    extension = copy_extension(tmp_path / "extension", is_granted=True)
    context = launch(extension, tmp_path / "profile")
    Browser(context).use(glossary.address)
    context.close()
    glossary.is_on = False
    context = launch(extension, tmp_path / "profile")
    try:
        browser = Browser(context)
        page = browser.open(sites.put("restart", "<p>劃定三區三線，推動發展</p>", lang="zh-Hant"), marks=1)
        hover(page, "三區三線")
        card = browser.card(page)
        assert card
        assert card["heading"] == "三區三線"
        assert len(card["members"]) == 6
        assert wait_for(lambda: browser.stored("problem"))["code"] == "refused"
    finally:
        glossary.is_on = True
        context.close()


def test_an_icon_is_there_in_every_size() -> None:
    for size in (16, 32, 48, 128):
        data = (packaged_path("extension") / f"icons/{size}.png").read_bytes()
        assert base64.b64encode(data[16:24]) == base64.b64encode(size.to_bytes(4) * 2)
