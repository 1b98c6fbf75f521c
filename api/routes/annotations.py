"""``POST /v1/annotations``: the terms of a text as JSON, expanded in the text, or marked in HTML.

``GET /v1/lexicon``: every written form, for clients that annotate locally and download only changes.
"""

from contextlib import nullcontext
from html import escape
from typing import Any

from flask import Blueprint, Response, request

from api.dictionary_provider import current_dictionary
from api.middleware.rate_limits import heavy_work
from api.negotiation import HTML, JSON, preferred_coding
from api.request_parsing import json_body, require_type, text_body
from api.responses import endpoint, negotiate_script, read_snapshot, require_acceptable, respond, set_revision
from api.schemas.texts import AnnotationQuery, AnnotationRequest, LexiconQuery
from glossary.chinese.script import detect_script
from glossary.lookup import Dictionary
from glossary.lookup.lexicon_download import LexiconUpdate

bp = Blueprint("annotations", __name__)

ANNOTATION_TYPES = (JSON, "text/plain", HTML)
"""The media types of annotations."""

_SANDBOX = "sandbox; default-src 'none'"
"""An HTML page of a client is returned from our address, so it must not run scripts or load anything."""

_request = AnnotationRequest()

_FORM_OF = {JSON: "json", "text/plain": "inline", HTML: "span"}
_TYPE_OF = {"json": JSON, "inline": "text/plain", "footnotes": "text/plain"}


@bp.post("/v1/annotations")
@endpoint(AnnotationQuery, produces=ANNOTATION_TYPES)
def annotate(params: dict[str, Any]) -> Response:
    """Return offsets and definitions as JSON, the text with expanded slogans, or the HTML with marked terms."""
    kind = require_type(JSON, "text/plain", HTML)
    form = _form(params.get("format"), kind)
    text = json_body(_request)["text"] if kind == JSON else text_body()
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
