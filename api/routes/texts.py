"""Texts of clients, which are not stored: ``/v1/convert``, ``POST /v1/extractions`` and ``POST /v1/annotations``.

An annotation has the terms of a text as JSON, expanded in the text, or marked in HTML. ``GET /v1/lexicon`` has every
written form, for clients that annotate locally and download only changes.
"""

import time
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from html import escape
from pathlib import PurePosixPath
from typing import Any

import orjson
from flask import Blueprint, Response, current_app, request
from werkzeug.datastructures import FileStorage

from api.dictionary_provider import current_dictionary
from api.errors import abort_with
from api.negotiation import HTML, JSON, preferred_coding
from api.request_limits import MAX_DOCUMENTS, allow_file, heavy_work
from api.request_parsing import json_body, require_type, text_body
from api.responses import answer, endpoint, negotiate_script, read_snapshot, require_acceptable, respond, set_revision
from api.schemas.texts import (
    AnnotationQuery,
    AnnotationRequest,
    ConversionQuery,
    ConversionRequest,
    ExtractionRequest,
    LexiconQuery,
)
from api.settings import Settings
from glossary.chinese.script import CONVERTER_VERSION, detect_script, render_in_script
from glossary.errors import UnreadableSourceError
from glossary.export.json_lines import to_record
from glossary.extraction.extract import extract
from glossary.findings import make_failure
from glossary.ingest.reader import read_content
from glossary.limits import LIMITS, MIB, Limits
from glossary.lookup import Dictionary
from glossary.lookup.lexicon_download import LexiconUpdate
from glossary.model import Extraction, Failure, Source

bp = Blueprint("texts", __name__)

ANNOTATION_TYPES = (JSON, "text/plain", HTML)
"""The media types of annotations."""

_SANDBOX = "sandbox; default-src 'none'"
"""An HTML page of a client is returned from our address, so it must not run scripts or load anything."""

_annotation_request = AnnotationRequest()

_FORM_OF = {JSON: "json", "text/plain": "inline", HTML: "span"}
_TYPE_OF = {"json": JSON, "inline": "text/plain", "footnotes": "text/plain"}

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


@bp.post("/v1/annotations")
@endpoint(AnnotationQuery, produces=ANNOTATION_TYPES)
def annotate(params: dict[str, Any]) -> Response:
    """Return offsets and definitions as JSON, the text with expanded slogans, or the HTML with marked terms."""
    kind = require_type(JSON, "text/plain", HTML)
    form = _form(params.get("format"), kind)
    text = json_body(_annotation_request)["text"] if kind == JSON else text_body()
    if form == "json":
        with heavy_work() if params["unknown_slogans"] else nullcontext():
            return _annotate(current_dictionary(), text, params)
    with read_snapshot() as dictionary:
        if form in ("inline", "footnotes"):
            return _opened(dictionary, text, form, params)
        return _marked(dictionary, text if kind == HTML else escape(text), form, params)


def _form(named: str | None, kind: str) -> str:
    """The media type of the response: as named, else by ``Accept``; of equals, HTML for HTML and JSON otherwise.

    Raises:
        ProblemError: 406 if the client does not accept it.
    """
    if named:
        require_acceptable((_TYPE_OF.get(named, HTML),))
        return named
    return _FORM_OF[require_acceptable((HTML, JSON, "text/plain") if kind == HTML else ANNOTATION_TYPES)]


def _context(params: dict[str, Any]) -> dict[str, Any]:
    return {name: params.get(name) for name in ("year", "region")}


def _annotate(dictionary: Dictionary, text: str, params: dict[str, Any]) -> Response:
    """The JSON response: definitions in the reader's script, quotations from the text as they were sent."""
    script = negotiate_script(params)
    found = dictionary.annotate(
        text,
        policy=params["policy"],
        first=params.get("first", False),
        unknown=params["unknown_slogans"],
        own=params["own"],
        script=script,
        **_context(params),
    )
    return respond(found.json(), script=script)


def _opened(dictionary: Dictionary, text: str, style: Any, params: dict[str, Any]) -> Response:
    script = params.get("script")
    opened = dictionary.unpack(
        text, style=style, first=params.get("first", True), script=script, own=params["own"], **_context(params)
    )
    return _text(opened, script, "text/plain")


def _marked(dictionary: Dictionary, html: str, mode: Any, params: dict[str, Any]) -> Response:
    script = params.get("script")
    marked = dictionary.annotate_html(
        html, mode=mode, first=params.get("first", False), script=script, own=params["own"], **_context(params)
    )
    response = _text(marked, script, HTML)
    response.headers["Content-Security-Policy"] = _SANDBOX
    return response


def _text(text: str, script: str | None, media_type: str) -> Response:
    """A text response, in the script of the input unless the client requests another."""
    language = script or detect_script(text)
    return respond(text.encode("utf-8", "replace"), script=language, media_type=f"{media_type}; charset=utf-8")


_LINKS = '</v1/exports/manifest.json>; rel="collection"'


@bp.get("/v1/lexicon")
@endpoint(LexiconQuery)
def show_lexicon(params: dict[str, Any]) -> Response:
    """Return the whole lexicon, or the changes since the client's version."""
    found = current_dictionary().lexicon(params.get("since"), forms=params.get("forms"), script=params.get("script"))
    set_revision(found.revision)
    return _send_whole(found) or respond(found.json(), links=_LINKS)


def _send_whole(found: LexiconUpdate) -> Response | None:
    """The response as compressed by the harvest; ``None`` if there is none or the client does not accept its coding."""
    bodies = found.bodies or {}
    coding = preferred_coding(request.environ.get("HTTP_ACCEPT_ENCODING", ""), tuple(bodies))
    if coding not in bodies:
        return None
    response = respond(bodies[coding], links=_LINKS)
    response.headers["Content-Encoding"] = coding
    return response
