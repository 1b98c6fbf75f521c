"""The addresses of pages: parameters that pages do not know, and the canonical address."""

import re

import pytest
from flask.testing import FlaskClient

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
_PAGES = ("/", "/terms/三区三线", "/terms/三区三线/attestations", "/sources", "/read", "/downloads", "/docs")


@pytest.mark.parametrize("path", [*_PAGES, "/terms/没有"])
def test_unknown_parameters_of_pages_are_ignored(client: FlaskClient, path: str) -> None:
    """Sites, mail and chat programs append them to links; no link or address of the page passes them on."""
    added = "utm_source=a&from=singlemessage&isappinstalled=0&spm=1.2&yaer=2020"
    answer = client.get(f"{path}?{added}", headers=BROWSER)
    page = answer.get_data(as_text=True)

    assert answer.status_code == client.get(path, headers=BROWSER).status_code
    assert not re.search("utm_source|singlemessage|isappinstalled|spm=|yaer", page)


@pytest.mark.parametrize("path", ["/v1/terms", "/v1/terms/三区三线", "/v1/sources"])
def test_unknown_parameters_of_the_api_are_errors(client: FlaskClient, path: str) -> None:
    """A program has a mistake in it."""
    assert client.get(f"{path}?utm_source=a").status_code == 400


@pytest.mark.parametrize(
    ("path", "canonical"),
    [
        ("/?q=三区&script=zh-Hant&lang=en&from=timeline", "/?q=%E4%B8%89%E5%8C%BA"),
        ("/sources?year=2020&script=zh-TW&spm=1", "/sources?year=2020"),
        ("/downloads?lang=en", "/downloads"),
        ("/terms/三区三线?from=timeline", "/terms/t"),
    ],
)
def test_a_page_has_one_canonical_address(client: FlaskClient, path: str, canonical: str) -> None:
    """Whatever its script and language, and whoever linked to it; an error page has none."""
    found = re.findall('rel="canonical" href="(?:http://localhost)?([^"]*)"', client.get(path, headers=BROWSER).text)

    assert len(found) == 1
    assert found[0].startswith(canonical)
    assert "canonical" not in client.get("/terms/没有", headers=BROWSER).text
