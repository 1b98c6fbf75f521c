"""The pages in a real Chromium: a reader searches, reads, pastes a text, by keyboard too; hostile text stays text."""

from pathlib import Path
from typing import Any

from tests.pages.browsing import HOSTILE, ActionChains, By, Keys, WebDriverWait, find, visible


def test_a_reader_finds_a_term_by_pinyin_with_the_keyboard_alone(browser: Any, address: str) -> None:
    """Completions appear while typing; arrow and Enter choose one and lead to its article."""
    browser.get(address)
    field = find(browser, "[name=q]:focus")  # the browser sets the focus shortly after it has loaded the page

    field.send_keys("sanqusan")
    assert visible(browser, ".completions li").text.startswith("三区三线")
    field.send_keys(Keys.ARROW_DOWN, Keys.ENTER)
    find(browser, ".members li")  # the page before has a heading as well, which goes away

    assert find(browser, "h1").text == "三区三线"
    assert [each.text for each in browser.find_elements(By.CSS_SELECTOR, ".members li")][:3] == [
        "城镇空间",
        "农业空间",
        "生态空间",
    ]


def test_a_page_changes_its_script(browser: Any, address: str) -> None:
    """Every word of it, the language attribute, and the links that follow."""
    browser.get(f"{address}/terms/三区三线")
    browser.find_element(By.CSS_SELECTOR, "a[hreflang=zh-Hant-TW]").click()

    assert find(browser, "html[lang=zh-Hant-TW] h1").text == "三區三線"
    assert "用例" in browser.page_source
    assert "出處" in browser.page_source
    assert "script=zh-Hant-TW" in browser.find_element(By.CSS_SELECTOR, "a.brand").get_attribute("href")


def test_a_citation_leads_to_its_place_in_the_report(browser: Any, address: str) -> None:
    """The page of the source scrolls to the definition."""
    browser.get(f"{address}/terms/三区三线")
    browser.find_element(By.CSS_SELECTOR, "cite a").click()
    find(browser, "#at")

    top = browser.execute_script("return document.getElementById('at').getBoundingClientRect().top")
    assert 0 <= top < 900


def test_a_pasted_text_is_explained_on_hover_and_on_focus(browser: Any, address: str) -> None:
    """In either script; Escape closes the card; unknown slogans are named; the pointer opens that of /reader.js."""
    browser.get(f"{address}/read")
    browser.find_element(By.ID, "text").send_keys("嚴守「三區三線」，推進“九維五治”。")
    browser.find_element(By.CSS_SELECTOR, "main button").click()
    term = find(browser, ".text a.term")

    browser.execute_script("arguments[0].focus()", term)
    card = visible(browser, ".card")
    assert "城镇空间" in card.text
    assert term.get_attribute("aria-describedby") == "card"
    term.send_keys(Keys.ESCAPE)
    assert not card.is_displayed()

    WebDriverWait(browser, 10).until(lambda driver: driver.execute_script("return CSS.highlights.size"))
    ActionChains(browser).move_to_element(term).perform()
    assert find(browser, "[data-glossary-card]")
    assert "九維五治" in browser.find_element(By.CSS_SELECTOR, ".side").text


def test_hostile_text_stays_text(browser: Any, address: str) -> None:
    """Harvested, in a request, or pasted: no script in it runs."""
    for page in (f"{address}/terms/九维九治", f"{address}/?q={HOSTILE}", f"{address}/terms/{HOSTILE}"):
        browser.get(page)
        assert browser.title not in ("hacked", "1")
        assert not browser.find_elements(By.CSS_SELECTOR, "main script, main img")
    browser.get(f"{address}/read")
    browser.find_element(By.ID, "text").send_keys(HOSTILE)
    browser.find_element(By.CSS_SELECTOR, "main button").click()

    assert "<script>" in find(browser, ".text").text
    assert not browser.find_elements(By.CSS_SELECTOR, "main script, main img")


def test_a_missing_term_is_a_page_with_a_way_on(browser: Any, address: str) -> None:
    """404, but with suggestions and the search field."""
    browser.get(f"{address}/terms/三区四线")

    assert "三区三线" in find(browser, "main").text
    assert browser.find_element(By.ID, "q").get_attribute("value") == "三区四线"


def test_screenshots_are_not_blank(browser: Any, address: str, tmp_path: Path) -> None:
    """Fonts for Chinese are there and something is drawn."""
    browser.get(f"{address}/terms/三区三线")
    browser.save_screenshot(str(tmp_path / "term.png"))

    assert (tmp_path / "term.png").stat().st_size > 20_000
