"""``/reader.js``: the reading aid as a script tag, for sites that put it in."""

import hashlib
from typing import Any

from flask import Blueprint, Response

from api.pages._reader_bundle import reader_script
from api.responses import endpoint, set_revision

bp = Blueprint("reader_script", __name__)

JAVASCRIPT = "text/javascript"


@bp.get("/reader.js")
@endpoint(produces=(JAVASCRIPT,))
def show_reader_script(params: dict[str, Any]) -> Response:
    """The matcher, the marks and the card of the browser extension, in one script."""
    body = reader_script()
    set_revision(f"reader-{hashlib.sha256(body).hexdigest()[:16]}")
    return Response(body, mimetype=JAVASCRIPT)
