"""``/v1/convert`` and ``POST /v1/extractions``: process texts of clients without storing them."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

import orjson
from flask import Blueprint, Response, current_app, request
from werkzeug.datastructures import FileStorage

from api.body_limits import MAX_DOCUMENTS, allow_file
from api.errors import abort_with
from api.middleware.rate_limits import heavy_work
from api.negotiation import JSON
from api.request_parsing import json_body, require_type, text_body
from api.responses import answer, endpoint, set_revision
from api.schemas.texts import ConversionQuery, ConversionRequest, ExtractionRequest
from api.settings import Settings
from glossary.chinese.script import CONVERTER_VERSION, detect_script, render_in_script
from glossary.errors import UnreadableSourceError
from glossary.export.json_lines import to_record
from glossary.extraction.extract import extract
from glossary.findings import make_failure
from glossary.ingest.reader import read_content
from glossary.limits import LIMITS, MIB, Limits
from glossary.model import Extraction, Failure, Source

bp = Blueprint("texts", __name__)

MAX_ANSWER_BYTES = 16 * MIB
"""Maximum size of a JSON response: five times that for a real report of the maximum length."""

UPLOAD_SECONDS = 20.0
"""Seconds after which no further document of an archive is processed."""

PDF_SECONDS = 15.0
"""Time limit of an uploaded PDF in seconds."""

_conversion, _extraction = ConversionRequest(), ExtractionRequest()


@bp.get("/v1/convert")
@endpoint(ConversionQuery)
def convert_short(params: dict[str, Any]) -> Response:
    """Convert a short text to another script."""
    set_revision(CONVERTER_VERSION)
    return _converted(params)


@bp.post("/v1/convert")
@endpoint()
def convert_long(params: dict[str, Any]) -> Response:
    """Convert a text of any length up to the limit to another script."""
    return _converted(json_body(_conversion))


def _converted(wanted: dict[str, Any]) -> Response:
    text, script = wanted["text"], wanted["to"]
    body = {
        "text": render_in_script(text, script, quotes=wanted["quotes"]),
        "script": script,
        "detected": detect_script(text),
        "converter": CONVERTER_VERSION,
    }
    return answer(body, script=script)


@bp.post("/v1/extractions")
@endpoint()
def extract_document(params: dict[str, Any]) -> Response:
    """Return what a harvest would find in a text or file; stores nothing."""
    allow_file()
    kind = require_type(JSON, "text/plain", "multipart/form-data")
    if kind == "multipart/form-data":
        return answer(_of_upload())
    text = text_body() if kind == "text/plain" else json_body(_extraction)["text"]
    with heavy_work():
        record = orjson.dumps(to_record("text", extract(text)))
    if len(record) > MAX_ANSWER_BYTES:
        detail = f"the result of this text has {len(record)} bytes and one answer {MAX_ANSWER_BYTES}; send less"
        abort_with(413, "too-large", detail, most=MAX_ANSWER_BYTES)
    return answer({"extractions": [orjson.Fragment(record)], "truncated": False})


def _of_upload() -> dict[str, Any]:
    """The documents of the uploaded file or archive, read with the same readers as in a harvest."""
    upload = _one_file()
    name = PurePosixPath(upload.filename or "document").name[:200]
    content = upload.read()
    with heavy_work():
        found = read_content(content, name, limits=_limits())
        records, is_whole = _extract_within_budget(name, found)
    return {"extractions": list(map(orjson.Fragment, records)), "truncated": not is_whole}


def _extract_within_budget(name: str, found: Iterator[Source | Failure]) -> tuple[list[bytes], bool]:
    """The records of the first documents, within the limits of size and time, and whether these are all.

    Raises:
        UnreadableSourceError: The file is a single document that cannot be read.
    """
    records: list[bytes] = []
    began, size = time.monotonic(), 0
    for each in found:
        if len(records) == MAX_DOCUMENTS or time.monotonic() - began > UPLOAD_SECONDS:
            return records, False
        record = orjson.dumps(_record(each))
        size += len(record)
        if size > MAX_ANSWER_BYTES:
            return [*records, orjson.dumps(_record(_too_much_found(each.origin)))], False
        records.append(record)
        first = each
    if len(records) == 1 and isinstance(first, Failure):
        raise UnreadableSourceError(name, first.finding.code, first.finding.message)
    return records, True


def _too_much_found(origin: str) -> Failure:
    return make_failure("E106-response", origin, mebibytes=MAX_ANSWER_BYTES // MIB)


def _one_file() -> FileStorage:
    """The single field of the form.

    Raises:
        ProblemError: 422 if it is missing, or if there are other fields, which would be ignored silently.
    """
    sent = [*request.files.items(multi=True), *request.form.items(multi=True)]
    others = sorted({name for name, _ in sent if name != "file"})
    if others:
        errors = {name[:64]: ["unknown field"] for name in others}
        abort_with(422, "invalid-request", "the form has one field, `file`", errors=errors)
    uploads = request.files.getlist("file")
    if len(uploads) != 1 or len(sent) != 1:
        problem = "given twice" if sent else "missing"
        abort_with(422, "invalid-request", "send one document as the form field `file`", errors={"file": [problem]})
    return uploads[0]


def _limits() -> Limits:
    """The limits for unpacking an upload: a few times the maximum upload size, at any compression ratio."""
    settings: Settings = current_app.extensions["settings"]
    unpacked, text = 4 * settings.max_file, 4 * settings.max_text
    return replace(
        LIMITS,
        text_bytes=min(LIMITS.text_bytes, text),
        text_characters=min(LIMITS.text_characters, settings.max_text),
        page_bytes=min(LIMITS.page_bytes, settings.max_file),
        document_bytes=min(LIMITS.document_bytes, unpacked),
        part_bytes=min(LIMITS.part_bytes, unpacked),
        member_bytes=min(LIMITS.member_bytes, settings.max_file),
        archive_unpacked_bytes=min(LIMITS.archive_unpacked_bytes, unpacked),
        archive_members=min(LIMITS.archive_members, 50 * MAX_DOCUMENTS),
        pdf_seconds=PDF_SECONDS,
    )


def _record(found: Source | Failure) -> dict[str, Any]:
    if isinstance(found, Failure):
        return to_record(found.origin, Extraction(findings=(found.finding,)))
    extraction = extract(found.text, dict(found.hints))
    return to_record(found.origin, replace(extraction, findings=(*found.findings, *extraction.findings)))
