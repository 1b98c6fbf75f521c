"""One served instance and one real Chromium for all tests of this folder; skipped without Chromium."""

import re
import shutil
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from werkzeug.serving import make_server

from api import create_app
from glossary.export.publish import publish
from glossary.package_data import seed_files
from glossary.pipeline import harvest
from glossary.store.read.reader import Snapshot
from glossary.term_store import open_term_store
from tests.pages.browsing import HOSTILE, LONG_HEAD

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--window-size=1200,900",
    "--lang=zh-CN",
    "--accept-lang=zh-CN",
)


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A served instance over the seeds, a hostile document and one with a long head; its files are written."""
    folder = tmp_path_factory.mktemp("pages")
    (folder / "hostile.txt").write_text(f"政府工作报告\n{HOSTILE}\n", "utf-8")
    (folder / "long.txt").write_text(LONG_HEAD, "utf-8")
    with open_term_store(folder / "pages.db") as store:
        harvest([*map(str, seed_files()), str(folder / "hostile.txt"), str(folder / "long.txt")], store)
    with Snapshot(folder / "pages.db") as snapshot:
        publish(snapshot, folder / "exports")
    server = make_server("127.0.0.1", 0, create_app({"db": folder / "pages.db"}), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One browser; its console is watched."""
    if not (CHROMIUM and DRIVER):
        pytest.skip("no Chromium with its driver on this machine")
    webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in FLAGS:
        options.add_argument(flag)
    options.add_experimental_option("prefs", {"intl.accept_languages": "zh-CN"})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    yield driver
    driver.quit()


@pytest.fixture(autouse=True)
def quiet(request: pytest.FixtureRequest) -> Iterator[None]:
    """No page may write an error or a policy violation to the console; that an answer was an error is none."""
    yield
    driver = request.getfixturevalue("browser")
    errors = [entry["message"] for entry in driver.get_log("browser") if entry["level"] == "SEVERE"]
    assert not [message for message in errors if not re.search(r"status of 4\d\d", message)]


@pytest.fixture
def at_width(browser: Any) -> Iterator[Callable[[int], None]]:
    """Sets the width of the window for one test."""

    def set_width(width: int) -> None:
        size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)

    yield set_width
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
