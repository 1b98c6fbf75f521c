"""``/v1/convert`` and ``POST /v1/extractions``: texts sent in, nothing stored."""

from dataclasses import replace
from itertools import islice
from pathlib import PurePosixPath
from typing import Any

from flask import Blueprint, Response, current_app, request
from werkzeug.datastructures import FileStorage

from api.errors import abort_with
from api.media_types import JSON
from api.middleware.body_reader import heavy_work
from api.request_parsing import json_body, require_type, text_body
from api.responses import answer, endpoint, set_revision
from api.schemas.texts import ConversionQuery, ConversionRequest, ExtractionRequest
from glossary.chinese.script import CONVERTER_VERSION, detect_script, render_in_script
from glossary.errors import UnreadableSourceError
from glossary.export.json_lines import to_record
from glossary.extraction.extract import extract
from glossary.ingest.reader import read_content
from glossary.ingest.resource_limits import LIMITS, Limits
from glossary.model import Extraction, Failure, Source

bp = Blueprint("texts", __name__)

MAX_DOCUMENTS = 20
"""Documents of one uploaded archive that one answer takes."""

PDF_SECONDS = 15.0
"""Time for an uploaded PDF: for as long as that, nobody else's text is extracted."""

_conversion, _extraction = ConversionRequest(), ExtractionRequest()


@bp.get("/v1/convert")
@endpoint(ConversionQuery)
def convert_short(asked: dict[str, Any]) -> Response:
    """A short text in another script."""
    set_revision(CONVERTER_VERSION)
    return _converted(asked)


@bp.post("/v1/convert")
@endpoint()
def convert_long(asked: dict[str, Any]) -> Response:
    """A text of any length up to the bound in another script."""
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
def extract_document(asked: dict[str, Any]) -> Response:
    """What the harvester finds in a text or a file; nothing is stored."""
    settings = current_app.extensions["settings"]
    request.max_content_length = settings.max_file
    kind = require_type(JSON, "text/plain", "multipart/form-data")
    if kind == "multipart/form-data":
        return answer(_of_upload())
    text = text_body() if kind == "text/plain" else json_body(_extraction)["text"]
    with heavy_work():
        return answer({"extractions": [to_record("text", extract(text))], "truncated": False})


def _of_upload() -> dict[str, Any]:
    """The documents of the uploaded file or archive, read by the harvester's own readers."""
    upload = _one_file()
    name = PurePosixPath(upload.filename or "document").name[:200]
    content = upload.read()
    with heavy_work():
        found = list(islice(read_content(content, name, limits=_limits()), MAX_DOCUMENTS + 1))
        if len(found) == 1 and isinstance(found[0], Failure):
            raise UnreadableSourceError(name, found[0].finding.code, found[0].finding.message)
        records = [_record(each) for each in found[:MAX_DOCUMENTS]]
    return {"extractions": records, "truncated": len(found) > MAX_DOCUMENTS}


def _one_file() -> FileStorage:
    """The form's one field.

    Raises:
        ProblemError: 422, when it is missing, or when something beside it would be ignored in silence.
    """
    sent = [*request.files.items(multi=True), *request.form.items(multi=True)]
    others = sorted({name for name, _ in sent if name != "file"})
    if others:
        told = {name[:64]: ["unknown field"] for name in others}
        abort_with(422, "invalid-request", "the form has one field, `file`", errors=told)
    uploads = request.files.getlist("file")
    if len(uploads) != 1 or len(sent) != 1:
        problem = "given twice" if sent else "missing"
        abort_with(422, "invalid-request", "send one document as the form field `file`", errors={"file": [problem]})
    return uploads[0]


def _limits() -> Limits:
    """An upload may unpack to no more than a few times what may be sent, and be parsed for less time than a file."""
    most = min(LIMITS.document_bytes, 4 * current_app.extensions["settings"].max_file)
    return replace(LIMITS, document_bytes=most, pdf_seconds=PDF_SECONDS)


def _record(found: Source | Failure) -> dict[str, Any]:
    if isinstance(found, Failure):
        return to_record(found.origin, Extraction(findings=(found.finding,)))
    extraction = extract(found.text, dict(found.hints))
    return to_record(found.origin, replace(extraction, findings=(*found.findings, *extraction.findings)))
