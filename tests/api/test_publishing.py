"""Export files are written next to the service, which must go on answering meanwhile."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from api.routes import exports as export_jobs
from api.routes.exports import ExportFailedError, ExportJobs, ExportPendingError
from glossary.export.publish import publish
from glossary.export.release import ExportMetadata
from tests.export.edition import FakeEdition, article


def publisher(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, writing: str) -> ExportJobs:
    """One whose writer runs ``writing`` instead of the export command."""
    real = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda _, **__: real([sys.executable, "-c", writing]))
    return ExportJobs(tmp_path / "x.db", tmp_path, "http://localhost/", lambda: "r1")


def test_no_request_waits_in_its_thread_for_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """F19: many clients that ask at the same moment hold no thread of the service."""
    slow = publisher(tmp_path, monkeypatch, writing="import time; time.sleep(20)")
    began = time.monotonic()
    for _ in range(20):
        with pytest.raises(ExportPendingError):
            slow.file("terms.csv")
    assert time.monotonic() - began < 10
    slow._writing.kill()
    slow._writing.wait()
    with pytest.raises(ExportFailedError):
        slow.file("terms.csv")


@pytest.mark.skipif(not hasattr(os, "getpriority"), reason="the platform has no priorities of processes")
def test_requests_come_before_the_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The files of a large dictionary occupy every core for minutes."""
    jobs = publisher(tmp_path, monkeypatch, writing="import time; time.sleep(20)")
    with pytest.raises(ExportPendingError):
        jobs.file("terms.csv")
    own, writer = (os.getpriority(os.PRIO_PROCESS, each) for each in (0, jobs._writing.pid))
    assert writer == 19 >= own
    jobs._writing.kill()
    jobs._writing.wait()


def test_a_writer_that_fails_is_reported_and_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """But not by each request at once, as where a disk is full."""
    broken = publisher(tmp_path, monkeypatch, writing="raise SystemExit(1)")
    with pytest.raises(ExportPendingError):
        broken.file("terms.csv")
    broken._writing.wait()
    for _ in range(2):
        with pytest.raises(ExportFailedError):
            broken.file("terms.csv")
        assert broken._writing is None
    monkeypatch.setattr(export_jobs, "RETRY_SECONDS", 0.0)
    with pytest.raises(ExportPendingError):
        broken.file("terms.csv")
    broken._writing.wait()


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
