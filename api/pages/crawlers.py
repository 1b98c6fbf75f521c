"""``/robots.txt`` and ``/favicon.ico``: what browsers and crawlers ask for without being told to."""

from typing import Any

from flask import Blueprint, Response

from api.pages._rendering import STATIC
from api.responses import endpoint, set_revision

bp = Blueprint("crawlers", __name__)

ICON = "image/svg+xml"

_ROBOTS = """\
User-agent: *
Disallow: /v1/
Disallow: /?
"""
"""Articles and sources may be indexed; every combination of filters is a page of its own and would never end."""


@bp.get("/robots.txt")
@endpoint(produces=("text/plain",))
def show_robots(asked: dict[str, Any]) -> Response:
    """What crawlers may fetch."""
    set_revision("robots")
    return Response(_ROBOTS, mimetype="text/plain")


@bp.get("/favicon.ico")
@endpoint(produces=(ICON,))
def show_icon(asked: dict[str, Any]) -> Response:
    """The icon, for whoever asks before reading the page."""
    set_revision("icon")
    return Response((STATIC / "icon.svg").read_bytes(), mimetype=ICON)
