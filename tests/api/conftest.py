"""One store from the five seeds for all tests of this folder; each test gets an app of its own over it."""

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api import create_app
from api.routes.exports import ExportJobs, ExportPendingError
from glossary.package_data import seed_files
from glossary.pipeline import harvest
from glossary.term_store import open_term_store

MakeApp = Callable[..., Flask]


@pytest.fixture(scope="session")
def seeds_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the five seeds, its export files written."""
    path = tmp_path_factory.mktemp("api") / "seeds.db"
    with open_term_store(path) as store:
        harvest([str(seed) for seed in seed_files()], store)
    _publish(create_app({"db": path}).extensions["export_jobs"])
    return path


def _publish(publisher: ExportJobs) -> None:
    """Have the files written, however long it takes on a busy machine."""
    while True:
        with suppress(ExportPendingError):
            publisher.file("manifest.json")
            return
        time.sleep(0.1)


@pytest.fixture
def make_app(seeds_db: Path) -> MakeApp:
    """An app over the seeds; settings as for ``create_app``."""

    def make(**settings: Any) -> Flask:
        return create_app({"db": seeds_db, **settings})

    return make


@pytest.fixture
def client(make_app: MakeApp) -> Iterator[FlaskClient]:
    """A client of an app with default settings."""
    with make_app().test_client() as client:
        yield client
