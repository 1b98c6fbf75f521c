"""How the pages look in a real Chromium, on a phone and on a large screen, in the light and in the dark."""

from typing import Any

import pytest

from tests.pages.browsing import By, Keys, WebDriverWait, find

PAGES = (
    "/",
    "/?q=三",
    "/terms/五小",
    "/terms/五小/attestations",
    "/sources",
    "/read",
    "/downloads",
    "/docs",
    "/nowhere",
)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [360, 1200])
def test_no_page_scrolls_sideways(browser: Any, address: str, at_width: Any, path: str, width: int) -> None:
    """On a phone and on a large screen."""
    at_width(width)
    browser.get(address + path)

    assert browser.execute_script("return document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [390, 768, 1280])
def test_the_parts_of_a_concordance_line_do_not_overlap(browser: Any, address: str, at_width: Any, width: int) -> None:
    """Left context, keyword, right context and source are next to or below each other, within the page."""
    at_width(width)
    browser.get(f"{address}/terms/六大工程")
    lines = browser.execute_script(
        """const range = document.createRange();
        const words = (part) => { range.selectNodeContents(part); return range; };
        return [...document.querySelectorAll(".kwic li")].map((line) => [...line.children].map((part) =>
        [...(part.className === "key" ? words(part) : part).getClientRects()]
          .map((box) => [box.left, box.top, box.right, box.bottom])));"""
    )

    assert "孝汉交通一体化“六大工程”" in browser.find_element(By.CSS_SELECTOR, ".kwic").text
    for parts in lines:
        boxes = [(at, box) for at, part in enumerate(parts) for box in part]
        assert all(box[2] <= width for _, box in boxes)
        assert not [(a, b) for at, a in boxes for other, b in boxes if at < other and _overlap(a, b)]


def _overlap(a: list[float], b: list[float]) -> bool:
    """Whether two boxes share more than a hair; lines of text overlap a little in height."""
    wide, high = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    return wide > 1 and high > 8


@pytest.mark.parametrize("path", ["/?q=三&year=2023", "/terms/五小", "/sources"])
def test_links_to_choose_by_are_large_enough_for_a_finger(browser: Any, address: str, at_width: Any, path: str) -> None:
    """At least 24 by 24 pixels (WCAG 2.5.8): navigation, scripts, ways of searching, filters."""
    at_width(390)
    browser.get(address + path)
    sizes = browser.execute_script(
        """return [...document.querySelectorAll("nav a, .choices a, .chosen a, .facets li a, .pages a, footer a")]
        .filter((each) => each.offsetParent).map((each) => [each.textContent, each.offsetWidth, each.offsetHeight]);"""
    )

    assert sizes
    assert not [each for each in sizes if min(each[1:]) < 24]


def test_the_place_of_a_citation_is_marked(browser: Any, address: str) -> None:
    """The ground of the cited words differs from that of the page."""
    browser.get(f"{address}/terms/三区三线")
    browser.find_element(By.CSS_SELECTOR, "cite a").click()
    mark = find(browser, "mark#at")

    words = "".join(each.text for each in browser.find_elements(By.TAG_NAME, "mark"))
    assert words.startswith("“三区”指")
    ground = mark.value_of_css_property("background-color")
    assert ground not in ("rgba(0, 0, 0, 0)", browser.find_element(By.TAG_NAME, "body").value_of_css_property("color"))


def test_explanations_of_a_source_are_above_its_text_on_a_phone(browser: Any, address: str, at_width: Any) -> None:
    """In a part of the screen that can be folded away."""
    browser.get(f"{address}/sources")
    browser.find_element(By.CSS_SELECTOR, ".source-list a").click()
    at_width(390)
    notes, text = find(browser, ".notes"), browser.find_element(By.CSS_SELECTOR, ".text")

    assert notes.rect["y"] < text.rect["y"]
    assert notes.rect["height"] < 400
    browser.find_element(By.CSS_SELECTOR, ".side summary").click()
    assert not notes.is_displayed()


def test_another_script_keeps_a_pasted_text(browser: Any, address: str) -> None:
    """With what it explains."""
    browser.get(f"{address}/read")
    browser.find_element(By.ID, "text").send_keys("严守三区三线")
    browser.find_element(By.ID, "year").send_keys("2023")
    browser.find_element(By.CSS_SELECTOR, "main button").click()
    find(browser, "button[lang=zh-Hant]").click()

    assert find(browser, "html[lang=zh-Hant] #text").get_attribute("value") == "严守三区三线"
    assert browser.find_element(By.ID, "year").get_attribute("value") == "2023"
    assert "城鎮空間" in browser.find_element(By.CSS_SELECTOR, ".side").text


def test_filters_lead_on_and_back(browser: Any, address: str) -> None:
    """Put on, named, kept by a new question, taken off."""
    browser.get(f"{address}/?q=三")
    browser.find_element(By.CSS_SELECTOR, ".facets a[href*='year=2023']").click()
    field = find(browser, ".chosen ~ .found") and browser.find_element(By.ID, "q")
    field.send_keys("区", Keys.ENTER)
    WebDriverWait(browser, 10).until(lambda driver: "三区 " in driver.title)
    assert "year=2023" in browser.current_url

    browser.find_element(By.CSS_SELECTOR, ".chosen a").click()
    WebDriverWait(browser, 10).until(lambda driver: "year" not in driver.current_url)
    assert not browser.find_elements(By.CSS_SELECTOR, ".chosen")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_field_can_be_seen(browser: Any, address: str, scheme: str) -> None:
    """Its placeholder at 4.5 to 1, its border at 3 to 1 against the page."""
    _set_scheme(browser, scheme)
    browser.get(address)
    border, placeholder, field, page = browser.execute_script(
        """const field = document.getElementById("q"), see = (each, part) => getComputedStyle(each, part);
        return [see(field).borderTopColor, see(field, "::placeholder").color, see(field).backgroundColor,
          see(document.body).backgroundColor].map((colour) => colour.match(/[\\d.]+/g).slice(0, 3).map(Number));"""
    )
    _set_scheme(browser, "")

    assert _ratio(placeholder, field) >= 4.5
    assert _ratio(border, page) >= 3


def test_names_and_sizes_of_files_stay_whole_on_a_phone(browser: Any, address: str, at_width: Any) -> None:
    """Each on one line."""
    at_width(390)
    browser.get(f"{address}/downloads")
    lines = browser.execute_script(
        """return [...document.querySelectorAll(".files a, .files td:last-child")].map((each) => {
        const range = document.createRange();
        range.selectNodeContents(each);
        return [each.textContent, range.getClientRects().length]; });"""
    )

    assert lines
    assert not [each for each in lines if each[1] > 1]


@pytest.mark.parametrize(("points", "name"), [("fine", "q"), ("coarse", "")])
def test_the_field_takes_the_focus_where_it_costs_no_screen(browser: Any, address: str, points: str, name: str) -> None:
    """Not under a finger, where a keyboard would cover the page."""
    browser.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": points == "coarse"})
    browser.get(address)
    focused = browser.execute_script("return document.activeElement.name || ''")
    browser.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": False})

    assert focused == name


def test_the_foot_of_a_short_page_is_at_the_foot_of_a_tall_window(browser: Any, address: str) -> None:
    """Not in the middle."""
    size = {"width": 1200, "height": 2400, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    browser.get(f"{address}/read")
    foot = browser.execute_script("return document.querySelector('footer').getBoundingClientRect().bottom")
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})

    assert foot == pytest.approx(2400, abs=2)


STANDING_OUT = {
    "/?q=三线&year=2023": (
        *("body", ".rows .quiet", ".rows .headword", ".rows p.clamp", ".choices a", "button"),
        *(".best .how", ".chosen a", ".facets h3", ".facets li a", ".facets .count", "[aria-current]", "nav a"),
    ),
    "/terms/三区三线": (".what", ".members li", ".kwic .left", ".kwic .key", ".kwic .where", ".shares td:last-child"),
    "/sources": (".source-list a", ".source-list td"),
}
"""Pages and what is looked at there."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_contrasts_with_its_background(browser: Any, address: str, scheme: str) -> None:
    """Contrast of at least 4.5 to 1 for body, quiet text, links and headwords (WCAG AA), in both colour schemes."""
    _set_scheme(browser, scheme)
    for path, selectors in STANDING_OUT.items():
        browser.get(address + path)
        for selector in selectors:
            element = browser.find_element(By.CSS_SELECTOR, selector)
            assert _contrast(browser, element) >= 4.5, selector
    _set_scheme(browser, "")


def _set_scheme(browser: Any, scheme: str) -> None:
    features = [{"name": "prefers-color-scheme", "value": scheme}] if scheme else []
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})


def _contrast(browser: Any, element: Any) -> float:
    colours = browser.execute_script(
        """const see = (each) => getComputedStyle(each);
        const clear = "rgba(0, 0, 0, 0)";
        let ground = arguments[0];
        while (ground.parentElement && see(ground).backgroundColor === clear) ground = ground.parentElement;
        const numbers = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).map(Number);
        return [see(arguments[0]).color, see(ground).backgroundColor].map(numbers);""",
        element,
    )
    return _ratio(*colours)


def _ratio(one: list[float], other: list[float]) -> float:
    bright, dark = sorted((_luminance(colour) for colour in (one, other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(colour: list[float]) -> float:
    parts = [c / 12.92 if (c := part / 255) <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for part in colour]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
