"""``/v1/exports/…``: the whole dictionary as files of one revision, stored next to the database."""

import re
from base64 import b64encode
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, current_app, request, send_file

from api.errors import abort_with
from api.export_jobs import ExportFailedError, ExportJobs, ExportPendingError, ReadyFile
from api.middleware.stack import PENDING
from api.negotiation import preferred_coding
from api.responses import ANY, answer, endpoint, require_acceptable, set_revision
from glossary.export.formats import available_exports
from glossary.export.publish import COMPRESSED, MANIFEST

bp = Blueprint("exports", __name__)

_ONE_RANGE = re.compile(r"bytes=(\d+-\d*|-\d+)")
"""Ranges that are served; others, and other units, are ignored and the whole file is sent (RFC 9110 §14.2)."""

EXPORTS = (*available_exports(), *available_exports(described=True))
TYPES = {MANIFEST: "application/json", **{export.name: export.media_type for export in EXPORTS}}
DESCRIPTIONS = {export.describes: export for export in EXPORTS if export.describes}


@bp.get("/v1/exports")
@endpoint()
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
    return answer({"manifest": f"/v1/exports/{MANIFEST}", "files": files}, links=_links(MANIFEST))


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
    return _send(find_file(name))


def find_file(name: str) -> ReadyFile:
    """The file of the current revision, or of the last one until that is written; starts writing if necessary."""
    jobs: ExportJobs = current_app.extensions["export_jobs"]
    try:
        return jobs.file(name)
    except ExportPendingError:
        request.environ[PENDING] = True
        abort_with(503, "export-pending", "export files are being generated; retry in a few seconds")
    except (ExportFailedError, OSError):
        abort_with(503, "unavailable", "the export files cannot be written on this machine; its log says why")


def _send(file: ReadyFile) -> Response:
    """Send the file with its validators, or its compressed copy if there is one and the client accepts it."""
    name = file.row["name"]
    digest = file.row.get("sha256", file.folder.name)
    has_range = bool(_ONE_RANGE.fullmatch(request.environ.get("HTTP_RANGE", "")))
    if not has_range:
        request.environ.pop("HTTP_RANGE", None)
    packed = file.folder / f"{name}{COMPRESSED}"
    is_packed = not has_range and _takes_gzip() and packed.is_file()
    response = send_file(
        packed if is_packed else file.folder / name,
        mimetype="application/octet-stream",
        etag=f"{digest}-gzip" if is_packed else digest,
        conditional=True,
        max_age=None,
    )
    if response.status_code == HTTPStatus.PRECONDITION_FAILED:
        response.close()
        abort_with(412, "precondition-failed", "the file is another than If-Match asks for")
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
