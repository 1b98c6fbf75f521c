"""Export files are written beside the service, which must go on answering meanwhile."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from api import export_jobs
from api.export_jobs import ExportFailedError, ExportJobs, ExportPendingError
from glossary.export.publish import MANIFEST


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
            slow.edition()
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


def test_only_what_was_written_for_this_store_is_removed(tmp_path: Path) -> None:
    """Another store's editions in the same folder stay, and those that a person has put there."""
    jobs = ExportJobs(tmp_path / "x.db", tmp_path, "http://localhost/", lambda: "r1")
    for name in ("old", "new", "theirs"):
        (tmp_path / name).mkdir()
        (tmp_path / name / MANIFEST).write_text("{}")
    jobs._remove_older("old")
    assert (tmp_path / "old").exists()

    jobs._remove_older("new")

    assert not (tmp_path / "old").exists()
    assert (tmp_path / "new").exists()
    assert (tmp_path / "theirs").exists()


def test_a_writer_that_fails_is_reported_and_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = publisher(tmp_path, monkeypatch, writing="raise SystemExit(1)")
    for _ in range(2):
        with pytest.raises(ExportFailedError):
            broken.edition()
