"""The words of the pages: each has an English text, and an English page has no Chinese sentence of the interface."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from api.pages import _errors, _rendering
from api.pages._interface_text import interface_words

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
_LITERAL = re.compile(r"""["']([^"'{}\n]*[\u4e00-\u9fff][^"'\n]*)["']\s*\|\s*t\b""")
TABLES = {
    "kinds": _rendering.KINDS,
    "levels": _rendering.LEVELS,
    "modes": _rendering.MODES,
    "filters": _rendering.FILTERS,
    "parameters": _rendering.PARAMETERS,
    "differences": _rendering._DIFFERENCES,
    "ways": _rendering._WAYS,
    "headings": _errors._HEADINGS,
    "states": _errors._BY_STATUS,
    "sentences": _errors._SENTENCES,
    "wrong values": _errors._WRONG,
}


def _missing(texts: set[str]) -> set[str]:
    words = interface_words()
    return {text for text in texts if not words.get(text, {}).get("en")}


@pytest.mark.parametrize("table", TABLES)
def test_every_label_has_an_english_text(table: str) -> None:
    """A label without one would appear in Chinese between English words."""
    assert _missing(set(TABLES[table].values())) == set()


def test_every_text_of_a_template_has_an_english_text() -> None:
    """The literals that templates translate."""
    folder = Path(_rendering.__file__).parent / "templates"
    found = {text for path in folder.glob("*.html") for text in _LITERAL.findall(path.read_text("utf-8"))}

    assert len(found) > 100
    assert _missing(found) == set()


@pytest.mark.parametrize(
    "path", ["/?year=1", "/?script=tlh", "/?cursor=zzz", "/?limit=0", "/nowhere", "/sources/s0", "/sitemap.xml?yaer=1"]
)
def test_an_english_error_page_is_in_english(client: FlaskClient, path: str) -> None:
    """Heading and sentences."""
    answer = client.get(path, headers={**BROWSER, "Accept-Language": "en"})
    shown = re.findall(r"<(?:h1|p)[^>]*>(.*?)</(?:h1|p)>", answer.text.partition("<main")[2], re.DOTALL)

    assert answer.status_code >= 400
    assert len(shown) >= 3
    assert not [text for text in shown if re.search("[\u4e00-\u9fff]", text)]


def test_how_a_form_was_found_is_in_english(client: FlaskClient) -> None:
    """Differences of the form and ways of finding it."""
    page = client.get("/terms/3区3线?lang=en", headers=BROWSER).text

    assert "it differs only in how numerals are written" in page
