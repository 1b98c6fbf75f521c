"""Export files are written beside the service, which must go on answering meanwhile."""

import subprocess
import sys
from pathlib import Path

import pytest

from api import export_jobs
from api.export_jobs import ExportFailedError, ExportJobs, ExportPendingError


def publisher(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, writing: str) -> ExportJobs:
    """One whose writer runs ``writing`` instead of the export command."""
    real = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda _, **__: real([sys.executable, "-c", writing]))
    return ExportJobs(tmp_path / "x.db", tmp_path, "http://localhost/", lambda: "r1")


def test_only_the_first_request_waits_for_a_long_writing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many clients that ask again and again do not hold up the one thread of a worker."""
    monkeypatch.setattr(export_jobs, "WAIT_SECONDS", 0.3)
    slow = publisher(tmp_path, monkeypatch, writing="import time; time.sleep(20)")
    with pytest.raises(ExportPendingError):
        slow.edition()

    def wait(_: float) -> None:
        raise AssertionError("a later request waits")

    monkeypatch.setattr(export_jobs.time, "sleep", wait)
    for _ in range(20):
        with pytest.raises(ExportPendingError):
            slow.edition()
    slow._writing.kill()
    slow._writing.wait()


def test_a_writer_that_fails_is_reported_and_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = publisher(tmp_path, monkeypatch, writing="raise SystemExit(1)")
    for _ in range(2):
        with pytest.raises(ExportFailedError):
            broken.edition()
