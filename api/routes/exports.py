"""``/v1/exports/…``: the whole dictionary as files of one revision, written beside the store."""

import re
from base64 import b64encode
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, request, send_file

from api.errors import abort_with
from api.export_jobs import ExportFailedError, ExportJobs, ExportPendingError
from api.responses import ANY, answer, endpoint, require_acceptable, set_revision
from glossary.export.publish import EXPORTS, MANIFEST, read_manifest

bp = Blueprint("exports", __name__)

_ONE_RANGE = re.compile(r"bytes=(\d+-\d*|-\d+)")
"""Ranges that are served; others, and other units, are ignored and the whole file is sent (RFC 9110 §14.2)."""

TYPES = {MANIFEST: "application/json", **{export.name: export.media_type for export in EXPORTS}}
DESCRIPTIONS = {export.describes: export for export in EXPORTS if export.describes}


@bp.get("/v1/exports")
@endpoint()
def list_exports(asked: dict[str, Any]) -> Response:
    """What there is to download; nothing is written for it, so it answers at once."""
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
def show_manifest(asked: dict[str, Any]) -> Response:
    """Every file with rows, bytes and sha256; all of one revision."""
    return _send(find_edition(), MANIFEST)


@bp.get("/v1/exports/<name>")
@endpoint(produces=ANY)
def download(asked: dict[str, Any], name: str) -> Response:
    """One file; ranges are served, so that a broken download goes on."""
    if name not in TYPES:
        known = ", ".join(TYPES)
        abort_with(404, "export-not-found", f"unknown export; available: {known}", known=list(TYPES))
    require_acceptable((TYPES[name].split(";")[0],))
    return _send(find_edition(), name)


def find_edition() -> Path:
    """The folder of the present revision, written now if need be."""
    publisher: ExportJobs = current_app.extensions["export_jobs"]
    try:
        return publisher.edition()
    except ExportPendingError:
        abort_with(503, "export-pending", "export files are being generated; retry in a few seconds")
    except (ExportFailedError, OSError):
        abort_with(503, "unavailable", "the files of this revision cannot be written on this machine; its log says why")


def _send(folder: Path, name: str) -> Response:
    digest = {file["name"]: file["sha256"] for file in read_manifest(folder)["files"]}.get(name, folder.name)
    if not _ONE_RANGE.fullmatch(request.environ.get("HTTP_RANGE", "")):
        request.environ.pop("HTTP_RANGE", None)
    response = send_file(
        folder / name, mimetype="application/octet-stream", etag=digest, conditional=True, max_age=None
    )
    response.headers["Content-Type"] = TYPES[name]
    response.headers["Cache-Control"] = "public, no-cache"
    if name != MANIFEST:
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        response.headers["Repr-Digest"] = f"sha-256=:{_base64(digest)}:"
    response.headers["Link"] = _links(name)
    return response


def _links(name: str) -> str:
    links = ['</docs#licence>; rel="license"', '</v1/exports/manifest.json>; rel="collection"']
    if name in DESCRIPTIONS:
        described = DESCRIPTIONS[name]
        links.append(f'</v1/exports/{described.name}>; rel="describedby"; type="{described.media_type}"')
    return ", ".join(links)


def _base64(digest: str) -> str:
    return b64encode(bytes.fromhex(digest)).decode()
