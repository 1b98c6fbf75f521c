"""Export files are written beside the service, which must go on answering meanwhile."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from api import export_jobs
from api.export_jobs import ExportFailedError, ExportJobs, ExportPendingError
from glossary.export.publish import publish
from glossary.export.release import ExportMetadata
from tests.export.fakes import FakeEdition, article


def publisher(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, writing: str) -> ExportJobs:
    """One whose writer runs ``writing`` instead of the export command."""
    real = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda _, **__: real([sys.executable, "-c", writing]))
    return ExportJobs(tmp_path / "x.db", tmp_path, "http://localhost/", lambda: "r1")


def test_one_request_waits_for_a_long_writing_and_the_others_are_told_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many clients that ask at the same moment hold one thread of the service."""
    monkeypatch.setattr(export_jobs, "WAIT_SECONDS", 20.0)
    slow = publisher(tmp_path, monkeypatch, writing="import time; time.sleep(20)")
    ended: list[type[Exception]] = []

    def ask() -> None:
        try:
            slow.file("terms.csv")
        except (ExportPendingError, ExportFailedError) as error:
            ended.append(type(error))

    clients = [threading.Thread(target=ask) for _ in range(5)]
    for client in clients:
        client.start()
    until = time.monotonic() + 10
    while len(ended) < 4:
        assert time.monotonic() < until
        time.sleep(0.01)
    assert ended == [ExportPendingError] * 4
    slow._writing.kill()
    for client in clients:
        client.join(20)
    assert ended[4:] == [ExportFailedError]


def test_a_writer_that_fails_is_reported_and_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = publisher(tmp_path, monkeypatch, writing="raise SystemExit(1)")
    for _ in range(2):
        with pytest.raises(ExportFailedError):
            broken.file("terms.csv")


def test_a_file_is_sent_as_soon_as_it_is_written_and_the_last_edition_until_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for all files of a large dictionary, and nobody is sent half of one."""
    revision = ["r1"]
    jobs = publisher(tmp_path, monkeypatch, writing="import time; time.sleep(20)")
    jobs._revision = lambda: revision[0]
    old = publish(_named("r1"), tmp_path, ExportMetadata("http://localhost/"), store=tmp_path / "x.db")
    assert jobs.file("terms.csv").is_present

    revision[0] = "r2"
    last = jobs.file("terms.csv")
    assert (last.folder, last.revision, last.is_present) == (old, "r1", False)

    class StopError(Exception):
        pass

    def stop(row: dict) -> None:
        raise StopError

    with pytest.raises(StopError):
        publish(_named("r2"), tmp_path, ExportMetadata("http://localhost/"), store=tmp_path / "x.db", on_file=stop)
    assert jobs.file("terms.csv").revision == "r2"
    assert jobs.file("terms.jsonl").revision == jobs.file("manifest.json").revision == "r1"
    jobs._writing.kill()
    jobs._writing.wait()


def _named(revision: str) -> FakeEdition:
    edition = FakeEdition(article())
    edition.revision = revision
    return edition
