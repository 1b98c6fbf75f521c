"""``/v1/exports/…``: the whole dictionary as files of one revision, stored next to the database."""

import os
import re
import subprocess
import sys
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from flask import Blueprint, Response, current_app, request, send_file

from api.errors import abort_with
from api.middleware.stack import PENDING, STREAMED
from api.negotiation import preferred_coding
from api.responses import ANY, LISTS, endpoint, require_acceptable, respond_list, set_revision
from api.schemas.service import ExportEntry
from glossary.export.columns import TERMS, Table
from glossary.export.editions import MANIFEST, own_editions, prune
from glossary.export.formats import available_exports
from glossary.export.publish import COMPRESSED, edition_name, read_manifest, read_progress
from glossary.export.release import ExportMetadata
from glossary.export.spreadsheets import csv_blocks, file_name
from glossary.store.read.reader import Snapshot

RETRY_SECONDS = 10.0
"""Seconds after a failure before the files are written again, for example until a disk has room."""


MAX_STREAMS = 2
"""Tables that are sent straight from the store at a time; further requests wait for the file.

What a slow client has not taken yet is in the memory of the server.
"""

MAX_STREAMED_STORE = 2 * 2**30
"""Bytes of a store up to which its table is sent; a thirtieth of them are the table of terms."""

STREAMED_TABLES = {file_name(table): table for table in (TERMS,)}
"""The files that can be sent before they are written: the one that most people wait for."""

_NEED_A_FILE = ("Range", "If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since", "If-Range")
"""Request headers that only a file with a validator can meet."""


class ExportPendingError(Exception):
    """Raised while the file is being written, if no earlier edition has it."""


class ExportFailedError(Exception):
    """Raised if the files could not be written; the log of the service has the reason."""


@dataclass(frozen=True, slots=True)
class ReadyFile:
    """A file that can be sent.

    Attributes:
        folder: The folder of its edition.
        row: Its row of the manifest; empty for the manifest itself.
        revision: The revision of its edition.
        is_present: Whether this is the current revision; else it is the last edition, used until the new one is ready.
    """

    folder: Path
    row: dict[str, Any]
    revision: str
    is_present: bool


class TableStream:
    """The blocks of a CSV file from one state of the store.

    Args:
        snapshot: The state, closed at the end.
        table: Its rows are sent.
        on_close: Called once, at the end or when the client goes away.
    """

    def __init__(self, snapshot: Snapshot, table: Table, on_close: Callable[[], None]) -> None:
        self._snapshot, self._on_close = snapshot, on_close
        self._blocks = csv_blocks(table, snapshot)
        self._is_open = True

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> bytes:
        return next(self._blocks)

    def close(self) -> None:
        """End the read of the store."""
        if self._is_open:
            self._is_open = False
            self._snapshot.__exit__(None, None, None)
            self._on_close()


class ExportJobs:
    """Finds the files of the current revision, and starts writing them if they are missing.

    Writing a large dictionary takes minutes, so ``glossary export all`` runs in a separate process.

    Args:
        db: The store.
        folder: The folder of the editions.
        base_url: The base URL of the links in the files.
        revision: Returns the current revision.
    """

    def __init__(self, db: Path, folder: Path, base_url: str, revision: Callable[[], str]) -> None:
        self._db, self._folder, self._revision = db, folder, revision
        self._metadata = ExportMetadata(base_url=base_url)
        self._writing: subprocess.Popen[bytes] | None = None
        self._failed = -RETRY_SECONDS
        self._lock = threading.Lock()
        self._free_streams = threading.Semaphore(MAX_STREAMS)

    def file(self, name: str) -> ReadyFile:
        """The file of the current edition if it is written, else that of the last edition; never waits.

        Raises:
            ExportPendingError: The file is still being written, and no earlier edition has it.
            ExportFailedError: The file could not be written a moment ago.
        """
        if found := self._find_present(name):
            return found
        is_writing = self._start_writer()
        if last := self._find_last(name):
            return last
        raise ExportPendingError if is_writing else ExportFailedError

    def stream(self, table: Table) -> tuple[str, Iterator[bytes]] | None:
        """The revision and the CSV of a table, read while it is sent; ``None`` if that takes too much memory."""
        if self._db.stat().st_size > MAX_STREAMED_STORE or not self._free_streams.acquire(blocking=False):
            return None
        try:
            snapshot = Snapshot(self._db)
        except BaseException:
            self._free_streams.release()
            raise
        return snapshot.revision, TableStream(snapshot, table, self._free_streams.release)

    def _present(self) -> tuple[Path, str]:
        revision = self._revision()
        return self._folder / edition_name(revision, self._metadata), revision

    def _find_present(self, name: str) -> ReadyFile | None:
        folder, revision = self._present()
        return _find(folder, name, revision, is_present=True)

    def _start_writer(self) -> bool:
        """Start the export process unless it is running; returns whether it runs, which is not so after a failure."""
        with self._lock:
            if self._writing is not None and self._writing.poll():
                self._writing, self._failed = None, time.monotonic()
            if time.monotonic() - self._failed < RETRY_SECONDS:
                return False
            if self._writing is None or self._writing.poll() is not None:
                self._writing = subprocess.Popen(  # noqa: S603 - our own command, no shell
                    [
                        sys.executable, "-m", "glossary", "export", "all", "--db", str(self._db), "--for-service",
                        "--base-url", self._metadata.base_url, "--output", str(self._folder),
                    ],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                )  # fmt: skip
                _lower_priority(self._writing.pid)
                threading.Thread(target=self._await_writer, args=(self._writing,), daemon=True).start()
            return True

    def _await_writer(self, writer: "subprocess.Popen[bytes]") -> None:
        """Wait for an export process to end, then remove the outdated editions of this service."""
        if writer.wait() == 0:
            folder, _ = self._present()
            if (folder / MANIFEST).is_file():
                with suppress(OSError):
                    prune(self._folder, folder, self._db, self._metadata.base_url)

    def _find_last(self, name: str) -> ReadyFile | None:
        """The file of the newest earlier edition that is complete."""
        present, _ = self._present()
        for folder in own_editions(self._folder, self._db, self._metadata.base_url):
            if folder != present and (folder / MANIFEST).is_file():
                return _find(folder, name, read_manifest(folder)["revision"], is_present=False)
        return None


NICENESS = 19
"""The priority of the export process and its workers: requests come first while a large dictionary is written."""


def _lower_priority(process: int) -> None:
    if hasattr(os, "setpriority"):
        with suppress(OSError):  # the process has ended already
            os.setpriority(os.PRIO_PROCESS, process, NICENESS)


def _find(folder: Path, name: str, revision: str, *, is_present: bool) -> ReadyFile | None:
    """The file, if it is complete."""
    if (folder / MANIFEST).is_file():
        rows = [{"name": MANIFEST}, *read_manifest(folder)["files"]]
    else:
        rows = read_progress(folder)
    row = next((row for row in rows if row["name"] == name), None)
    return ReadyFile(folder, row, revision, is_present) if row else None


bp = Blueprint("exports", __name__)

_ONE_RANGE = re.compile(r"bytes=(\d+-\d*|-\d+)")
"""Ranges that are served; others, and other units, are ignored and the whole file is sent (RFC 9110 §14.2)."""

EXPORTS = (*available_exports(), *available_exports(companions=True))
TYPES = {MANIFEST: "application/json", **{export.name: export.media_type for export in EXPORTS}}
DESCRIPTIONS = {export.describes: export for export in EXPORTS if export.describes}


@bp.get("/v1/exports")
@endpoint(produces=LISTS)
def list_exports(params: dict[str, Any]) -> Response:
    """List the downloads; responds at once, because it does not write files."""
    set_revision("exports")
    files = [
        {
            "name": export.name,
            "path": f"/v1/exports/{export.name}",
            "format": export.format,
            "media_type": export.media_type,
            "describes": export.describes,
        }
        for export in EXPORTS
    ]
    body = {"manifest": f"/v1/exports/{MANIFEST}", "files": files}
    return respond_list(body, "files", ExportEntry, links=_links(MANIFEST))


@bp.get("/v1/exports/manifest.json")
@endpoint()
def show_manifest(params: dict[str, Any]) -> Response:
    """Return the manifest: every file with rows, bytes and sha256, all of one revision."""
    return _send(find_file(MANIFEST))


@bp.get("/v1/exports/<name>")
@endpoint(produces=ANY)
def download(params: dict[str, Any], name: str) -> Response:
    """Send one file; supports ranges, so that an interrupted download can be resumed."""
    if name not in TYPES:
        known = ", ".join(TYPES)
        abort_with(404, "export-not-found", f"unknown export; available: {known}", known=list(TYPES))
    require_acceptable((TYPES[name].split(";")[0],))
    return _stream(name) or _send(find_file(name))


def _stream(name: str) -> Response | None:
    """A table straight from the store, if its file has not been written yet and the client wants all of it.

    ``None`` if there is a file, or if the response needs one: for a range or a condition.
    """
    jobs: ExportJobs = current_app.extensions["export_jobs"]
    if name not in STREAMED_TABLES or request.method != "GET" or any(each in request.headers for each in _NEED_A_FILE):
        return None
    with suppress(ExportFailedError, OSError):
        try:
            jobs.file(name)
        except ExportPendingError:
            if found := jobs.stream(STREAMED_TABLES[name]):
                revision, blocks = found
                request.environ[STREAMED] = True
                response = Response(blocks, content_type=TYPES[name])
                response.headers["Cache-Control"] = "no-store"
                response.headers["Content-Disposition"] = f'attachment; filename="{download_name(name, revision)}"'
                response.headers["Link"] = _links(name)
                return response
    return None


def find_file(name: str) -> ReadyFile:
    """The file of the current revision, or of the last one until that is written; starts writing if necessary."""
    jobs: ExportJobs = current_app.extensions["export_jobs"]
    try:
        return jobs.file(name)
    except ExportPendingError:
        request.environ[PENDING] = True
        abort_with(503, "export-pending", "export files are being generated; retry in a few seconds")
    except (ExportFailedError, OSError):
        abort_with(503, "unavailable", "the export files cannot be written on this machine; see its log")


def _send(file: ReadyFile) -> Response:
    """Send the file with its validators, or its compressed copy if there is one and the client accepts it."""
    name = file.row["name"]
    digest = file.row.get("sha256", file.folder.name)
    has_range = bool(_ONE_RANGE.fullmatch(request.environ.get("HTTP_RANGE", "")))
    if not has_range:
        request.environ.pop("HTTP_RANGE", None)
    packed = file.folder / f"{name}{COMPRESSED}"
    is_packed = not has_range and _takes_gzip() and packed.is_file()
    path, etag = (packed, f"{digest}-gzip") if is_packed else (file.folder / name, digest)
    _require_conditions(etag, path.stat().st_mtime)
    response = send_file(path, mimetype="application/octet-stream", etag=etag, conditional=True, max_age=None)
    response.headers["Content-Type"] = TYPES[name]
    response.headers["Cache-Control"] = "public, no-cache"
    response.headers["Vary"] = "Accept-Encoding"
    if is_packed:
        response.headers["Content-Encoding"] = "gzip"
    if name != MANIFEST:
        response.headers["Content-Disposition"] = f'attachment; filename="{download_name(name, file.revision)}"'
        if not is_packed:
            response.headers["Repr-Digest"] = f"sha-256=:{_base64(digest)}:"
    response.headers["Link"] = _links(name)
    return response


def _require_conditions(etag: str, modified: float) -> None:
    """Refuse with 412 what ``If-Match`` or else ``If-Unmodified-Since`` exclude, also for a range (RFC 9110 §13.2.2).

    Flask compares ``If-Match`` for whole files only, and no time.

    Args:
        etag: The validator of the file.
        modified: When it was written, in seconds of the epoch; a header has whole seconds.
    """
    since = request.if_unmodified_since
    if "If-Match" in request.headers:
        if etag not in request.if_match:
            abort_with(412, "precondition-failed", "the file does not match If-Match")
    elif since and int(modified) > since.timestamp():
        abort_with(412, "precondition-failed", "the file was written after the time in If-Unmodified-Since")


def download_name(name: str, revision: str) -> str:
    """The file name in browsers, with dictionary and revision, so that downloads are distinguishable.

    >>> download_name("terms.csv", "ab12cd34ef567890")
    'government-reports-ab12cd34-terms.csv'
    """
    return f"government-reports-{revision[:8]}-{name}"


def _takes_gzip() -> bool:
    return preferred_coding(request.environ.get("HTTP_ACCEPT_ENCODING", ""), ("gzip",)) == "gzip"


def _links(name: str) -> str:
    links = ['</docs#licence>; rel="license"', '</v1/exports/manifest.json>; rel="collection"']
    if name in DESCRIPTIONS:
        described = DESCRIPTIONS[name]
        links.append(f'</v1/exports/{described.name}>; rel="describedby"; type="{described.media_type}"')
    return ", ".join(links)


def _base64(digest: str) -> str:
    return b64encode(bytes.fromhex(digest)).decode()
