"""Request bodies: the right media type, within bounds, well-formed, checked."""

from typing import Any

import orjson
from flask import current_app, request
from marshmallow import Schema

from api.media import JSON
from api.problems import refuse


def json_body(schema: Schema) -> dict[str, Any]:
    """The checked JSON body of this request.

    Raises:
        ProblemError: 415 for another media type, 400 for what is no JSON, 413 for a text in it that is too long.
        RequestEntityTooLarge: beyond the bound.
        ValidationError: it breaks ``schema``.
    """
    require_type(JSON)
    try:
        read = orjson.loads(request.get_data())
    except orjson.JSONDecodeError as error:
        refuse(400, "malformed-body", f"the body is no JSON: {error}")
    if not isinstance(read, dict):
        refuse(422, "invalid-request", "the body must be a JSON object")
    for text in read.values():
        require_bounds(text)
    loaded: dict[str, Any] = schema.load(read)
    return loaded


def require_type(*accepted: str) -> str:
    """The media type of the body.

    Raises:
        ProblemError: 415, when it is none of ``accepted``.
    """
    if request.mimetype not in accepted:
        sent = request.mimetype or "nothing"
        refuse(415, "unsupported-media-type", f"this route reads {', '.join(accepted)}, not {sent[:80]}")
    if request.mimetype_params.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
        refuse(415, "unsupported-media-type", "this route reads text in UTF-8 only")
    return request.mimetype


def text_body() -> str:
    """A body of plain text or HTML in UTF-8.

    Raises:
        ProblemError: 400, when it is not UTF-8; 413, when it is too long.
    """
    try:
        text = request.get_data().decode("utf-8")
    except UnicodeDecodeError as error:
        refuse(400, "malformed-body", f"the body is not UTF-8: byte {error.start}")
    require_bounds(text)
    return text


def require_bounds(text: Any) -> None:
    """Refuse a text beyond the bound of this instance; what is no text is somebody else's.

    Raises:
        ProblemError: 413, with the bound.
    """
    most: int = current_app.extensions["settings"].max_text
    if isinstance(text, str) and len(text) > most:
        refuse(413, "too-large", f"the text has {len(text)} characters; this service takes {most}", most=most)
