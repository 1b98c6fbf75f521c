"""``/sources``: the reports, newest first; ``/sources/{id}``: one of them with its terms explained."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response
from marshmallow import Schema, fields, validate

from api.negotiation import HTML
from api.pages._rendering import LEVELS, list_chosen, list_facets, render
from api.pages.read import Segment, explain
from api.pages.terms import citations, source_title
from api.request_parsing import page_arguments
from api.responses import endpoint, negotiate_script, read_snapshot
from api.routes.sources import public
from api.schemas.fields import cursor_field, describe, limit_field, script_field, year_field
from glossary.annotation.kwic import text_fragment
from glossary.chinese.script import render_in_script
from glossary.model import Span
from glossary.store.read.sources import SourceFilters

bp = Blueprint("source_pages", __name__)


SORT_NAMES = {
    "newest": "由新到旧",
    "oldest": "由旧到新",
    "place": "按地区",
    "terms": "词条多的在前",
    "entries": "自带解释多的在前",
}
"""Orders as readers call them."""


class SourceListQuery(Schema):
    """Which sources, in which order."""

    q = fields.String(
        load_default="", validate=validate.Length(max=64), metadata=describe("A part of title or issuer.")
    )
    year = year_field("Only sources of this year.")
    level = fields.String(validate=validate.OneOf(list(LEVELS)), metadata=describe("Only sources of this level."))
    region = fields.String(
        validate=validate.Length(min=1, max=64),
        metadata=describe("Only sources from this region: a name or GB/T 2260 code."),
    )
    sort = fields.String(
        load_default="newest", validate=validate.OneOf(list(SORT_NAMES)), metadata=describe("The order.")
    )
    limit = limit_field(50)
    cursor = cursor_field()
    script = script_field()


class SourcePageQuery(Schema):
    """Where in the text the reader is sent."""

    at = fields.Integer(
        validate=validate.Range(min=0, max=2**31), metadata=describe("The offset to mark, in code points.")
    )
    end = fields.Integer(
        validate=validate.Range(min=0, max=2**31),
        metadata=describe(
            "Where the marked range ends. By default the term at the offset is marked, otherwise the sentence."
        ),
    )
    script = script_field()


@bp.get("/sources")
@endpoint(SourceListQuery, produces=(HTML,))
def list_source_pages(params: dict[str, Any]) -> Response:
    """What was harvested, for people: by title, year, level and place, in the order they want."""
    script = negotiate_script(params)
    filters = SourceFilters(params.get("year"), params.get("level"), params.get("region"))
    with read_snapshot() as dictionary:
        page = dictionary.sources(
            filters, params["q"], sort=params["sort"], limit=params["limit"], cursor=params.get("cursor"), facets=True
        )
        terms = dictionary.count_terms(each["id"] for each in page.items)
        rows = [{**public(each), "shown": source_title(each), "term_count": terms[each["id"]]} for each in page.items]
        rows, facets = (dictionary.convert_body(each, script) for each in (rows, page.facets))
    chosen = {name: value for name, value in page_arguments().items() if name in ("year", "level", "region")}
    return render(
        "sources.html",
        params,
        here="sources",
        revision=page.revision,
        sources=rows,
        total=page.total,
        next=page.next and _choose(cursor=page.next),
        is_first="cursor" not in params,
        levels=LEVELS,
        q=params["q"],
        sort=params["sort"],
        sorts=SORT_NAMES,
        choose=_choose,
        facets=list_facets(facets, chosen, _choose),
        chosen=list_chosen(chosen, _choose),
    )


def _choose(**changes: str) -> str:
    """This page with another choice; a new choice begins at the first row."""
    kept = {name: value for name, value in page_arguments().items() if name != "cursor"}
    return "?" + urlencode({name: value for name, value in {**kept, **changes}.items() if value})


@bp.get("/sources/<source>")
@endpoint(SourcePageQuery, produces=(HTML,))
def show_source_page(params: dict[str, Any], source: str) -> Response:
    """A harvested report with its terms linked, and explained next to the text."""
    script = negotiate_script(params)
    with read_snapshot() as dictionary:
        row = public(dictionary.source(source))
        found = dictionary.convert_body({**row, "shown": source_title(row)}, script)
        text = dictionary.source_text(source)
        context = {"year": found["year"], "region": found["region"]}
        shown = render_in_script(text, script)
        reading = explain(dictionary, text, shown, script, at=params.get("at"), end=params.get("end"), **context)
        revision = dictionary.revision
    marked = [piece for piece in reading["segments"] if piece.is_marked]
    return render(
        "source.html",
        params,
        here="sources",
        revision=revision,
        source=found,
        levels=LEVELS,
        origin_link=_origin_link(row["url"], text, marked),
        citations=citations(row),
        **reading,
    )


def _origin_link(url: str | None, text: str, marked: Sequence[Segment]) -> str | None:
    """The address of the document; a text fragment opens it at the place that the reader was sent to."""
    if not url or not marked:
        return url
    return text_fragment(url, text, Span(marked[0].start, marked[-1].start + len(marked[-1].text)))
