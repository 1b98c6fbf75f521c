"""The extension finds in whole texts what the server's default answer has: the same places, with the same explanations.

The texts are the seeds and the project's own gold, in every script. Of the kinds of documents, those are left out whose
definitions only the server reads (docs/extension.md).
"""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from evaluation.compare_matchers import Place, find_in_extension, find_in_library
from evaluation.gold import parse_marked
from glossary.chinese.script import SCRIPTS, to_script
from glossary.lookup import Dictionary, open_dictionary
from glossary.package_data import seed_files
from glossary.pipeline import harvest
from glossary.term_store import open_term_store
from tests.extension.conftest import NODE

pytestmark = [pytest.mark.slow, pytest.mark.skipif(NODE is None, reason="Node runs the extension's matcher")]

GOLD = Path("evaluation/gold")
PATTERNS = ("entries/*.txt", "slogans/*.txt", "kinds/account-*.txt", "kinds/plan-*.txt")
FILES = {path.stem: path for path in (*seed_files(), *(path for each in PATTERNS for path in sorted(GOLD.glob(each))))}
_NO_HEADING = "pages of definitions without a heading are read by the server only"
SERVER_ONLY = {
    "10-markdown-footnotes": "footnotes are read by the server only",
    "account-15-page-without-heading": _NO_HEADING,
    "account-16-contents-cut-off": _NO_HEADING,
}
CASES = [
    pytest.param(name, marks=[pytest.mark.xfail(reason=SERVER_ONLY[name])] if name in SERVER_ONLY else [])
    for name in FILES
]


class Places(NamedTuple):
    """What the library and the extension find in one text."""

    of_library: set[Place]
    of_extension: set[Place]


@pytest.fixture(scope="module")
def dictionary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dictionary]:
    """The dictionary of the seeds."""
    path = tmp_path_factory.mktemp("whole") / "seeds.db"
    with open_term_store(path) as store:
        harvest([str(seed) for seed in seed_files()], store)
    with closing(open_dictionary(path)) as opened:
        yield opened


@pytest.fixture(scope="module")
def places(dictionary: Dictionary) -> dict[tuple[str, str], Places]:
    """What both find, by name and script; one run of Node for all texts."""
    plain = {name: parse_marked(path.read_text("utf-8"))[0] for name, path in FILES.items()}
    texts = {(name, script): to_script(text, script) for name, text in plain.items() for script in SCRIPTS}
    of_extension, _ = find_in_extension(dictionary, list(texts.values()))
    of_library = (find_in_library(dictionary, text, own=True) for text in texts.values())
    return dict(zip(texts, map(Places, of_library, of_extension), strict=True))


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("name", CASES)
def test_the_extension_finds_what_the_server_answers(
    places: dict[tuple[str, str], Places], name: str, script: str
) -> None:
    found = places[name, script]
    assert found.of_extension == found.of_library


def test_the_texts_explain_terms_of_their_own(places: dict[tuple[str, str], Places]) -> None:
    """Equal answers would mean little if the texts had nothing that the dictionary lacks."""
    own = [place for found in places.values() for place in found.of_library if place.definition]
    unexplained = [place for found in places.values() for place in found.of_library if not place.id]
    assert len(own) > 1000
    assert len(unexplained) > len(own)
