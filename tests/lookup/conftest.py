"""A dictionary of the five seeds, built once for this folder's tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from glossary.lookup import Dictionary, open_dictionary
from glossary.package_data import seed_files
from glossary.pipeline import find_origins, harvest
from glossary.term_store import open_term_store


@pytest.fixture(scope="session")
def seed_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("lookup") / "seeds.db"
    found, failures = find_origins([str(seed) for seed in seed_files()])
    with open_term_store(path) as store:
        harvest(found, store, failures=failures, workers=1)
    return path


@pytest.fixture(scope="session")
def dictionary(seed_store: Path) -> Iterator[Dictionary]:
    opened = open_dictionary(seed_store)
    yield opened
    opened.close()
