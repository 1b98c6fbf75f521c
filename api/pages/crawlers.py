"""``/robots.txt``, ``/sitemap.xml`` and ``/favicon.ico``: what browsers and crawlers ask for without being told to."""

from typing import Any

from flask import Blueprint, Response
from markupsafe import escape

from api.pages._rendering import STATIC
from api.responses import endpoint, public_root, read_snapshot, set_revision

bp = Blueprint("crawlers", __name__)

ICON = "image/svg+xml"
SITEMAP = "application/xml"
MAX_ADDRESSES = 49_000
"""Terms in the sitemap: the protocol allows 50,000 addresses."""

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"

_ROBOTS = """\
User-agent: *
Disallow: /v1/
Disallow: /?
"""
"""Articles and sources may be indexed; every combination of filters is a page of its own and would never end."""


@bp.get("/robots.txt")
@endpoint(produces=("text/plain",))
def show_robots(params: dict[str, Any]) -> Response:
    """What crawlers may fetch."""
    set_revision("robots")
    return Response(f"{_ROBOTS}Sitemap: {public_root()}/sitemap.xml\n", mimetype="text/plain")


@bp.get("/sitemap.xml")
@endpoint(produces=(SITEMAP,))
def show_sitemap(params: dict[str, Any]) -> Response:
    """The pages worth indexing: home, sources, explained articles, the most used first."""
    with read_snapshot() as dictionary:
        paths = [
            "/",
            "/sources",
            "/downloads",
            *(f"/terms/{term}" for term in dictionary.explained_terms(MAX_ADDRESSES)),
        ]
        page = dictionary.sources(limit=min(200, MAX_ADDRESSES))
        paths += [f"/sources/{row['id']}" for row in page.items]
    rows = "".join(f"<url><loc>{escape(public_root() + path)}</loc></url>\n" for path in paths)
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{_NAMESPACE}">\n{rows}</urlset>\n'
    return Response(body, content_type=f"{SITEMAP}; charset=utf-8")


@bp.get("/favicon.ico")
@endpoint(produces=(ICON,))
def show_icon(params: dict[str, Any]) -> Response:
    """The icon, for whoever asks before reading the page."""
    set_revision("icon")
    return Response((STATIC / "icon.svg").read_bytes(), mimetype=ICON)
