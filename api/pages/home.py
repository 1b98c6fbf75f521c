"""``/``: search and overview; also ``/robots.txt``, ``/sitemap.xml`` and ``/favicon.ico``."""

from collections.abc import Iterator
from itertools import islice
from typing import Any
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, request
from markupsafe import escape
from marshmallow import fields

from api.negotiation import HTML
from api.pages._rendering import FILTERS, MODES, STATIC, describe_match, list_chosen, list_facets, render
from api.request_parsing import page_arguments
from api.responses import endpoint, negotiate_script, public_root, read_snapshot, set_revision
from api.schemas.fields import describe
from api.schemas.searches import TermQuery
from glossary.lookup import Dictionary, OmniboxResult, Query, search_omnibox

bp = Blueprint("home", __name__)

EXAMPLES = ("三区三线", "3区3线", "三區三線", "sanqu", "sqsx")
"""Ways to write one and the same question; each leads to the article."""


class HomeQuery(TermQuery):
    """What the search form sends: all that ``/v1/terms`` takes; a page always counts."""

    class Meta(TermQuery.Meta):
        """The fields that a page has no use for."""

        exclude = ("counted",)

    go = fields.Boolean(
        load_default=False,
        metadata=describe(
            "Redirect to the article if the query is a written form of one; the search field of the pages sets it."
        ),
    )


@bp.get("/")
@endpoint(HomeQuery, produces=(HTML,))
def show_home(params: dict[str, Any]) -> Response:
    """The search form with what it finds; without a question, the most important terms."""
    script = negotiate_script(params)
    params["q"] = params["q"].strip()
    is_going = params.pop("go")
    query = Query(**{name: value for name, value in params.items() if name != "script"})
    with read_snapshot() as dictionary:
        reply = search_omnibox(dictionary, query)
        if is_going and reply.best and not reply.others and reply.confidence == 1.0:
            return _lead_to(query.q)
        rows = dictionary.convert_body({"best": reply.best, "items": reply.page.items}, script)
    return render("home.html", params, revision=reply.page.revision, here="home", **_shown(reply, query), **rows)


def _lead_to(form: str) -> Response:
    """To the article, with the reader's script and language."""
    kept = {name: page_arguments()[name] for name in ("script", "lang") if name in page_arguments()}
    target = f"{request.script_root}/terms/{quote(form, safe='')}"
    return Response(status=303, headers={"Location": f"{target}?{urlencode(kept)}" if kept else target})


def _shown(reply: OmniboxResult, query: Query) -> dict[str, Any]:
    """Returns the variables of the template other than the rows."""
    page, chosen = reply.page, {name: value for name, value in page_arguments().items() if name in FILTERS}
    following = page.next and choose(match=reply.query.match, cursor=page.next)
    return {
        "q": query.q,
        "match": query.match,
        "modes": MODES,
        "examples": EXAMPLES,
        "total": page.total,
        "is_first": query.cursor is None,
        "is_sounded": reply.query.match != query.match,
        "how": describe_match(reply.via),
        "others": reply.others,
        "suggestions": reply.suggestions[:5],
        "hints": page.hints,
        "next": following,
        "facets": list_facets(page.facets, chosen, choose),
        "chosen": list_chosen(chosen, choose),
        "choose": choose,
        "kept": [(name, value) for name, value in page_arguments().items() if name not in _OF_THE_FORM],
        "filter_names": FILTERS,
    }


_OF_THE_FORM = ("q", "cursor", "script", "lang", "go")
"""Parameters that the search form sends itself."""


def choose(**changes: str) -> str:
    """This page with another choice; a new choice begins at the first row."""
    kept = {name: value for name, value in page_arguments().items() if name not in ("cursor", "go")}
    return "/?" + urlencode({name: value for name, value in {**kept, **changes}.items() if value})


ICON = "image/svg+xml"
SITEMAP = "application/xml"
MAX_ADDRESSES = 49_000
"""Addresses in the sitemap: the protocol allows 50,000."""

MAX_SOURCES_PER_PAGE = 200

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
        paths += [f"/sources/{source}" for source in islice(_source_ids(dictionary), MAX_ADDRESSES)]
        paths = paths[:MAX_ADDRESSES]
    rows = "".join(f"<url><loc>{escape(public_root() + path)}</loc></url>\n" for path in paths)
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{_NAMESPACE}">\n{rows}</urlset>\n'
    return Response(body, content_type=f"{SITEMAP}; charset=utf-8")


def _source_ids(dictionary: Dictionary) -> Iterator[str]:
    """The ids of all sources, page by page, the newest first."""
    cursor: str | None = None
    while True:
        page = dictionary.sources(limit=MAX_SOURCES_PER_PAGE, cursor=cursor)
        yield from (row["id"] for row in page.items)
        cursor = page.next
        if cursor is None:
            return


@bp.get("/favicon.ico")
@endpoint(produces=(ICON,))
def show_icon(params: dict[str, Any]) -> Response:
    """The icon, for browsers that request it without a link."""
    set_revision("icon")
    return Response((STATIC / "icon.svg").read_bytes(), mimetype=ICON)
