"""The forms of ``/docs`` in a real Chromium: one sends a request and reads the response below."""

from typing import Any

from tests.pages.browsing import By, WebDriverWait


def _answer(browser: Any, route: str, **values: str) -> tuple[str, str]:
    """Fill the form of a route in, send it, and wait for what it shows."""
    form = browser.find_element(By.CSS_SELECTOR, f"#{route} form.trial")
    for name, value in values.items():
        field = form.find_element(By.NAME, name)
        if field.tag_name == "input":
            field.clear()
        field.send_keys(value)
    browser.execute_script("arguments[0].click()", form.find_element(By.TAG_NAME, "button"))
    status, body = (form.find_element(By.CSS_SELECTOR, f".answer {each}") for each in ("[role=status]", "pre"))
    WebDriverWait(browser, 10).until(lambda _: status.text not in ("", "…"))
    return status.text, body.text


def test_a_form_sends_the_values_of_path_and_query(browser: Any, address: str) -> None:
    """The response is below it, the address next to it; no policy of the page is broken."""
    browser.get(f"{address}/docs#show_article")
    status, body = _answer(browser, "show_article", form="四上企业", script="zh-Hant-TW")
    link = browser.find_element(By.CSS_SELECTOR, "#show_article .send a").get_attribute("href")

    assert status.startswith("200")
    assert '"headword": "四上"' in body
    assert '"script": "zh-Hant-TW"' in body
    assert link.endswith("/v1/terms/%E5%9B%9B%E4%B8%8A%E4%BC%81%E4%B8%9A?script=zh-Hant-TW")
    assert not [each for each in browser.get_log("browser") if each["level"] == "SEVERE"]


def test_a_form_shows_an_error_as_it_is_answered(browser: Any, address: str) -> None:
    """The problem document, not a page of the browser."""
    browser.get(f"{address}/docs#search_terms")
    status, body = _answer(browser, "search_terms", limit="0")

    assert status.startswith("422")
    assert "application/problem+json" in status
    assert '"code": "invalid-request"' in body


def test_a_file_is_not_poured_into_the_page(browser: Any, address: str) -> None:
    """Binary responses show the status and a link."""
    browser.get(f"{address}/docs#download")
    status, body = _answer(browser, "download", name="yomitan.zip")

    assert status.startswith("200")
    assert "application/zip" in status
    assert not body


def test_the_place_that_a_link_names_is_seen(browser: Any, address: str) -> None:
    """``/v1`` hands out such links."""
    browser.get(f"{address}/docs#list_near")
    section = browser.find_element(By.ID, "list_near")

    WebDriverWait(browser, 10).until(lambda driver: 0 <= _top(driver, section) < 900)
    assert "differ in one character" in section.text
    assert section.find_element(By.CSS_SELECTOR, "details[open] > pre.long").is_displayed()


def _top(browser: Any, element: Any) -> float:
    top: float = browser.execute_script("return arguments[0].getBoundingClientRect().top", element)
    return top


def test_routes_are_folded_until_one_is_wanted(browser: Any, address: str) -> None:
    """Forty routes are a list to choose from; a link opens its route, in the page as from outside."""
    browser.get(f"{address}/docs")
    folds = browser.find_elements(By.CSS_SELECTOR, "details.operation")
    assert not [each for each in folds if each.get_attribute("open")]

    link = browser.find_element(By.CSS_SELECTOR, 'nav.contents a[href="#list_near"]')
    browser.execute_script("arguments[0].click()", link)
    section = browser.find_element(By.ID, "list_near")
    WebDriverWait(browser, 10).until(lambda _: section.is_displayed())
