"""``POST /v1/lookup``: many forms in one call."""

from typing import Any

import orjson
from flask import Blueprint, Response

from api.dictionary_provider import current_dictionary
from api.request_parsing import json_body
from api.responses import endpoint, negotiate_script, respond
from api.schemas.searches import BatchRequest
from glossary.lookup import LookupResult

bp = Blueprint("batch", __name__)

_request = BatchRequest()


@bp.post("/v1/lookup")
@endpoint()
def look_up(params: dict[str, Any]) -> Response:
    """Return an article or an error for each form, in the order of the request, all of one revision."""
    wanted = json_body(_request)
    script = negotiate_script(wanted)
    found = current_dictionary().batch(wanted["forms"], script)
    pieces = [_piece(form, each) for form, each in zip(wanted["forms"], found, strict=True)]
    return respond(b'{"results":[' + b",".join(pieces) + b"]}", script=script)


def _piece(form: str, found: Any) -> bytes:
    """One result as JSON; an article is inserted as its stored bytes."""
    if isinstance(found, LookupResult):
        return b'{"form":' + orjson.dumps(form) + b',"status":200,"article":' + found.json() + b"}"
    return orjson.dumps({"form": form, "status": 404, "code": found.code, "suggestions": found.suggestions})
