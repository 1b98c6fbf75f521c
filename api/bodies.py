"""Request bodies: the right media type, within bounds, well-formed, checked."""

from typing import Any

import orjson
from flask import request
from marshmallow import Schema

from api.media import JSON
from api.problems import refuse


def json_body(schema: Schema) -> dict[str, Any]:
    """The checked JSON body of this request.

    Raises:
        ProblemError: 415 for another media type, 400 for what is no JSON object.
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
    return request.mimetype


def text_body() -> str:
    """A body of plain text or HTML in UTF-8.

    Raises:
        ProblemError: 400, when it is not UTF-8.
    """
    try:
        return request.get_data().decode("utf-8")
    except UnicodeDecodeError as error:
        refuse(400, "malformed-body", f"the body is not UTF-8: byte {error.start}")
