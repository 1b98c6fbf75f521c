"""Errors as pages: who asked for a page with a browser gets a page, in the script that the page would have had."""

from typing import Any

from flask import Response, request

from api.media import HTML
from api.negotiation import preferred_type
from api.pages._refusals import PENDING, head_of, tell
from api.pages._rendering import render
from glossary.han.script import SCRIPTS


def is_of_pages() -> bool:
    """Whether this address is a reader's, so that what is answered there depends on ``Accept``."""
    return not request.path.startswith(("/v1/", "/openapi", "/healthz", "/readyz", "/metrics"))


def wants_page() -> bool:
    """Whether this request is a reader's: a path of the pages, or an unknown one, by something that likes HTML best."""
    accept = request.environ.get("HTTP_ACCEPT", "")
    return is_of_pages() and HTML in accept and preferred_type(accept, ("application/problem+json", HTML)) == HTML


def error_page(status: int, body: dict[str, Any]) -> Response:
    """The page that says what the problem document says."""
    asked_form = request.view_args.get("form", "") if request.view_args else ""
    return render(
        "error.html",
        _script_asked_for(),
        status=status,
        heading=head_of(status, body["code"]),
        code=body["code"],
        is_pending=body["code"] == PENDING,
        sentences=tell(status, body),
        suggestions=body.get("suggestions", ()),
        q=asked_form or request.args.get("q", ""),
    )


def _script_asked_for() -> dict[str, str]:
    """The parameter, where it is a script: what else is wrong with the address must not change the page's."""
    script = request.args.get("script", "")
    return {"script": script} if script in SCRIPTS else {}
