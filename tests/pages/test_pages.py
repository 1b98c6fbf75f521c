"""The pages in a real Chromium: a reader searches, reads, pastes a text, by keyboard too; hostile text stays text."""

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import make_server

from api import create_app
from glossary.harvest import harvest
from glossary.packaged import seed_files
from glossary.store.store import TermStore

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
pytestmark = pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="no Chromium with its driver on this machine")

webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
By = pytest.importorskip("selenium.webdriver.common.by").By
Keys = pytest.importorskip("selenium.webdriver.common.keys").Keys
WebDriverWait = pytest.importorskip("selenium.webdriver.support.ui").WebDriverWait

HOSTILE = '推进“九维九治”<script>document.title="hacked"</script><img src=x onerror="document.title=1">。'
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--window-size=1200,900",
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A served instance over the seeds and one hostile document."""
    folder = tmp_path_factory.mktemp("pages")
    (folder / "hostile.txt").write_text(f"政府工作报告\n{HOSTILE}\n", "utf-8")
    with TermStore(folder / "pages.db") as store:
        harvest([*map(str, seed_files()), str(folder / "hostile.txt")], store)
    server = make_server("127.0.0.1", 0, create_app({"db": folder / "pages.db"}), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One browser for all tests of this file; its console is watched."""
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in FLAGS:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    yield driver
    driver.quit()


@pytest.fixture(autouse=True)
def quiet(request: pytest.FixtureRequest) -> Iterator[None]:
    """No page may write an error or a policy violation to the console."""
    yield
    driver = request.getfixturevalue("browser")
    errors = [entry["message"] for entry in driver.get_log("browser") if entry["level"] == "SEVERE"]
    assert not [message for message in errors if " 404 " not in message]


def _find(browser: Any, selector: str) -> Any:
    return WebDriverWait(browser, 10).until(lambda driver: driver.find_element(By.CSS_SELECTOR, selector))


def _visible(browser: Any, selector: str) -> Any:
    return WebDriverWait(browser, 10).until(
        lambda driver: next(
            (each for each in driver.find_elements(By.CSS_SELECTOR, selector) if each.is_displayed()), None
        )
    )


def test_a_reader_finds_a_term_by_pinyin_with_the_keyboard_alone(browser: Any, address: str) -> None:
    """Completions appear while typing; arrow and Enter choose one; the result leads to the article."""
    browser.get(address)
    field = browser.switch_to.active_element
    assert field.get_attribute("name") == "q"

    field.send_keys("sanqusan")
    assert _visible(browser, ".completions li").text == "三区三线"
    field.send_keys(Keys.ARROW_DOWN, Keys.ENTER)
    _find(browser, ".headword").click()

    assert _find(browser, "h1").text == "三区三线"
    assert [each.text for each in browser.find_elements(By.CSS_SELECTOR, ".members li")][:3] == [
        "城镇空间",
        "农业空间",
        "生态空间",
    ]


def test_a_page_changes_its_script(browser: Any, address: str) -> None:
    """Every word of it, the language attribute, and the links that follow."""
    browser.get(f"{address}/terms/三区三线")
    browser.find_element(By.CSS_SELECTOR, "a[hreflang=zh-Hant-TW]").click()

    assert _find(browser, "html[lang=zh-Hant-TW] h1").text == "三區三線"
    assert "用例" in browser.page_source
    assert "出處" in browser.page_source
    assert "script=zh-Hant-TW" in browser.find_element(By.CSS_SELECTOR, "a.brand").get_attribute("href")


def test_a_citation_leads_to_its_place_in_the_report(browser: Any, address: str) -> None:
    """The page of the source scrolls to the definition."""
    browser.get(f"{address}/terms/三区三线")
    browser.find_element(By.CSS_SELECTOR, "cite a").click()
    _find(browser, "#at")

    top = browser.execute_script("return document.getElementById('at').getBoundingClientRect().top")
    assert 0 <= top < 900


def test_a_pasted_text_is_explained_on_hover_and_on_focus(browser: Any, address: str) -> None:
    """In either script; Escape closes the card; unknown slogans are named."""
    browser.get(f"{address}/read")
    browser.find_element(By.ID, "text").send_keys("嚴守「三區三線」，推進“九維五治”。")
    browser.find_element(By.CSS_SELECTOR, "main button").click()
    term = _find(browser, ".text a.term")

    browser.execute_script("arguments[0].focus()", term)
    card = _visible(browser, ".card")
    assert "城镇空间" in card.text
    assert term.get_attribute("aria-describedby") == "card"
    term.send_keys(Keys.ESCAPE)
    assert not card.is_displayed()

    webdriver.ActionChains(browser).move_to_element(term).perform()
    assert _visible(browser, ".card")
    assert "九維五治" in browser.find_element(By.CSS_SELECTOR, ".margin").text


def test_hostile_text_stays_text(browser: Any, address: str) -> None:
    """Harvested, asked for, or pasted: nothing of it runs."""
    for page in (f"{address}/terms/九维九治", f"{address}/?q={HOSTILE}", f"{address}/terms/{HOSTILE}"):
        browser.get(page)
        assert browser.title not in ("hacked", "1")
        assert not browser.find_elements(By.CSS_SELECTOR, "main script, main img")
    browser.get(f"{address}/read")
    browser.find_element(By.ID, "text").send_keys(HOSTILE)
    browser.find_element(By.CSS_SELECTOR, "main button").click()

    assert "<script>" in _find(browser, ".text").text
    assert not browser.find_elements(By.CSS_SELECTOR, "main script, main img")


@pytest.mark.parametrize("path", ["/", "/?q=三", "/terms/五小", "/read", "/downloads", "/docs"])
@pytest.mark.parametrize("width", [360, 1200])
def test_no_page_scrolls_sideways(browser: Any, address: str, path: str, width: int) -> None:
    """On a phone as on a desk."""
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
    )
    browser.get(address + path)
    widest = browser.execute_script("return document.documentElement.scrollWidth")
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})

    assert widest <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(browser: Any, address: str, scheme: str) -> None:
    """Contrast of at least 4.5 to 1 for body, quiet text, links and headwords (WCAG AA), in both colour schemes."""
    browser.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    )
    browser.get(f"{address}/?q=三")
    for selector in ("body", ".rows .quiet", ".rows .headword", ".rows p.clamp", ".choices a", "button"):
        element = browser.find_element(By.CSS_SELECTOR, selector)
        assert _contrast(browser, element) >= 4.5, selector
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


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
    bright, dark = sorted((_luminance(colour) for colour in colours), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(colour: list[float]) -> float:
    parts = [c / 12.92 if (c := part / 255) <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for part in colour]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def test_a_missing_term_is_a_page_with_a_way_on(browser: Any, address: str) -> None:
    """404, but with suggestions and the search field."""
    browser.get(f"{address}/terms/三区四线")

    assert "三区三线" in _find(browser, "main").text
    assert browser.find_element(By.ID, "q").get_attribute("value") == "三区四线"


def test_screenshots_are_not_blank(browser: Any, address: str, tmp_path: Path) -> None:
    """Fonts for Chinese are there and something is drawn."""
    browser.get(f"{address}/terms/三区三线")
    browser.save_screenshot(str(tmp_path / "term.png"))

    assert (tmp_path / "term.png").stat().st_size > 20_000
