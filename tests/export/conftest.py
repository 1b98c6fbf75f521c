"""One store with the five seeds, harvested once for all tests of this folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from glossary.package_data import seed_files
from glossary.pipeline import harvest
from glossary.store.read.reader import Snapshot
from glossary.term_store import open_term_store


def harvest_seeds(path: Path, *, is_reversed: bool = False) -> Path:
    """A new store at ``path`` with the five seeds, harvested in their order or against it."""
    origins = [str(seed) for seed in seed_files()]
    with open_term_store(path) as store:
        harvest(origins[::-1] if is_reversed else origins, store, workers=1)
    return path


@pytest.fixture(scope="session")
def seeds_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The path of the store."""
    return harvest_seeds(tmp_path_factory.mktemp("store") / "seeds.db")


@pytest.fixture
def snapshot(seeds_db: Path) -> Iterator[Snapshot]:
    """One read of it."""
    with Snapshot(seeds_db) as opened:
        yield opened
