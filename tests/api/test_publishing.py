"""Export files are written next to the service, which must go on answering meanwhile."""

import asyncio
import io
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from granian.rsgi import ProtocolClosed

from api.routes import exports as export_jobs
from api.routes.exports import ExportFailedError, ExportJobs, ExportPendingError
from api.server import Server
from glossary.export.columns import TERMS
from glossary.export.publish import publish
from glossary.export.release import ExportMetadata
from glossary.export.spreadsheets import write_csv
from glossary.store.read.reader import Snapshot
from tests.api.test_lookup import scope
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


@pytest.fixture
def unwritten(make_app: Any, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """A service whose export files are being written."""

    def pending(_: ExportJobs, name: str) -> None:
        raise ExportPendingError

    monkeypatch.setattr(ExportJobs, "file", pending)
    app: Flask = make_app()
    return app


def test_the_terms_are_sent_from_the_store_until_their_file_is_written(unwritten: Flask) -> None:
    """The same bytes at once; what only a file can do waits for the file."""
    client, expected = unwritten.test_client(), io.BytesIO()
    with Snapshot(unwritten.extensions["settings"].db) as snapshot:
        write_csv(TERMS, snapshot, expected)
    sent = client.get("/v1/exports/terms.csv")

    assert (sent.status_code, sent.data) == (200, expected.getvalue())
    assert "ETag" not in sent.headers
    assert client.get("/v1/exports/terms.csv", headers={"Range": "bytes=100-"}).status_code == 503
    for _ in range(export_jobs.MAX_STREAMS + 1):
        assert client.head("/v1/exports/terms.csv").headers["Content-Type"] == sent.headers["Content-Type"]
    assert client.get("/v1/exports/members.csv").status_code == 503


def test_few_tables_are_sent_from_the_store_at_a_time(unwritten: Flask) -> None:
    client = unwritten.test_client()
    held = [client.get("/v1/exports/terms.csv") for _ in range(export_jobs.MAX_STREAMS)]
    assert client.get("/v1/exports/terms.csv").status_code == 503

    for each in held:
        each.close()
    assert client.get("/v1/exports/terms.csv").status_code == 200


class _Client:
    """The protocol object of the server, for a client that goes away after some blocks."""

    def __init__(self, patience: int) -> None:
        self.blocks: list[bytes] = []
        self.status = 0
        self._patience = patience

    def response_stream(self, status: int, headers: object) -> "_Client":
        self.status = status
        return self

    async def send_bytes(self, block: bytes) -> None:
        if len(self.blocks) == self._patience:
            raise ProtocolClosed
        self.blocks.append(block)


@pytest.mark.parametrize("patience", [100, 0])
def test_the_server_sends_blocks_and_closes_the_store(unwritten: Flask, patience: int) -> None:
    """Also when the client goes away."""
    server = Server(unwritten)
    for _ in range(export_jobs.MAX_STREAMS + 1):
        client = _Client(patience)
        asyncio.run(server.__rsgi__(scope("/v1/exports/terms.csv"), client))

        assert client.status == 200
        assert b"".join(client.blocks).count(b"\n") > 100 or not patience
