"""Marks the tests that drive a browser, so that ``make quick`` leaves them out."""

from pathlib import Path

import pytest

BROWSERS = {"browser", "firefox", "launch", "playwright"}
"""The fixtures that start one."""
_PAGES = Path(__file__).parent / "pages"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Add the mark ``browser`` to every test with such a fixture."""
    for item in items:
        if BROWSERS & set(getattr(item, "fixturenames", ())) or item.path.is_relative_to(_PAGES):
            item.add_marker(pytest.mark.browser)
