"""``POST /v1/annotations``: the terms of a text, told, opened or marked."""

from contextlib import nullcontext
from html import escape
from typing import Any

from flask import Blueprint, Response

from api.dictionary_provider import dictionary
from api.media_types import HTML, JSON
from api.middleware.fast_path import ANNOTATION_TYPES, ANNOTATIONS
from api.middleware.heavy_work import heavy_work
from api.request_parsing import json_body, require_type, text_body
from api.responses import endpoint, negotiate_script, read_snapshot, require_acceptable, respond
from api.schemas.texts import AnnotationQuery, AnnotationRequest
from glossary.chinese.script import detect_script
from glossary.lookup import Dictionary

bp = Blueprint("annotations", __name__)

_SANDBOX = "sandbox; default-src 'none'"
"""A page that somebody sent comes back from our own address: it may run and load nothing."""

_request = AnnotationRequest()

_FORM_OF = {JSON: "json", "text/plain": "inline", HTML: "span"}
_TYPE_OF = {"json": JSON, "inline": "text/plain", "footnotes": "text/plain"}


@bp.post(ANNOTATIONS)
@endpoint(AnnotationQuery, produces=ANNOTATION_TYPES)
def annotate(asked: dict[str, Any]) -> Response:
    """Offsets and explanations as JSON, the text with its slogans opened, or the HTML with its terms marked."""
    kind = require_type(JSON, "text/plain", HTML)
    form = _form(asked.get("format"), kind)
    text = json_body(_request)["text"] if kind == JSON else text_body()
    if form == "json":
        with heavy_work() if asked["unknown_slogans"] else nullcontext():
            return _told(dictionary(), text, asked)
    with read_snapshot() as book:
        if form in ("inline", "footnotes"):
            return _opened(book, text, form, asked)
        return _marked(book, text if kind == HTML else escape(text), form, asked)


def _form(named: str | None, kind: str) -> str:
    """What comes back: as named, else as ``Accept`` likes it best, of equals HTML for HTML and offsets for the rest.

    Raises:
        ProblemError: 406, when the client does not accept it.
    """
    if named:
        require_acceptable((_TYPE_OF.get(named, HTML),))
        return named
    return _FORM_OF[require_acceptable((HTML, JSON, "text/plain") if kind == HTML else ANNOTATION_TYPES)]


def _context(asked: dict[str, Any]) -> dict[str, Any]:
    return {"year": asked.get("year"), "region": asked.get("region")}


def _told(book: Dictionary, text: str, asked: dict[str, Any]) -> Response:
    """What is said of the terms comes in the reader's script; what is quoted from the text stays as it was sent."""
    script = negotiate_script(asked)
    found = book.annotate(
        text,
        policy=asked["policy"],
        first=asked.get("first", False),
        unknown=asked["unknown_slogans"],
        script=script,
        **_context(asked),
    )
    return respond(found.json(), script=script)


def _opened(book: Dictionary, text: str, style: Any, asked: dict[str, Any]) -> Response:
    script = asked.get("script")
    opened = book.unpack(text, style=style, first=asked.get("first", True), script=script, **_context(asked))
    return _text(opened, script, "text/plain")


def _marked(book: Dictionary, html: str, mode: Any, asked: dict[str, Any]) -> Response:
    script = asked.get("script")
    marked = book.annotate_html(html, mode=mode, first=asked.get("first", False), script=script, **_context(asked))
    response = _text(marked, script, HTML)
    response.headers["Content-Security-Policy"] = _SANDBOX
    return response


def _text(text: str, script: str | None, media_type: str) -> Response:
    """Text goes back in the script it came in, unless the reader asks for another."""
    language = script or detect_script(text)
    return respond(text.encode("utf-8", "replace"), script=language, media_type=f"{media_type}; charset=utf-8")
