"""``/sources``: the reports, newest first; ``/sources/{id}``: one of them with its terms explained."""

from typing import Any

from flask import Blueprint, Response
from marshmallow import Schema, fields, validate

from api.media_types import HTML
from api.pages._annotated_text import explain
from api.pages._rendering import LEVELS, following, render
from api.responses import endpoint, negotiate_script, read_snapshot
from api.routes.sources import public
from api.schemas.fields import describe, script_field
from api.schemas.sources import ShelfQuery
from glossary.chinese.script import render_in_script

bp = Blueprint("source_pages", __name__)


class SourcePageQuery(Schema):
    """Where in the text the reader is sent."""

    at = fields.Integer(
        validate=validate.Range(min=0, max=2**31), metadata=describe("An offset in code points to be marked.")
    )
    end = fields.Integer(
        validate=validate.Range(min=0, max=2**31),
        metadata=describe(
            "Where the marked stretch ends; without it the term that stands there is marked, else the sentence."
        ),
    )
    script = script_field()


@bp.get("/sources")
@endpoint(ShelfQuery, produces=(HTML,))
def list_source_pages(asked: dict[str, Any]) -> Response:
    """What was harvested, for people."""
    script = negotiate_script(asked)
    with read_snapshot() as book:
        page = book.shelf(asked["limit"], asked.get("cursor"))
        rows = book.convert_body([public(each) for each in page.items], script)
    return render(
        "sources.html",
        asked,
        here="sources",
        revision=page.revision,
        sources=rows,
        total=page.total,
        next=following(page.next),
        is_first="cursor" not in asked,
        levels=LEVELS,
    )


@bp.get("/sources/<source>")
@endpoint(SourcePageQuery, produces=(HTML,))
def show_source_page(asked: dict[str, Any], source: str) -> Response:
    """A harvested report, its terms linked and explained beside it."""
    script = negotiate_script(asked)
    with read_snapshot() as book:
        found = book.convert_body(public(book.source(source)), script)
        text = book.source_text(source)
        told = {"year": found["year"], "region": found["region"]}
        shown = render_in_script(text, script)
        reading = explain(book, text, shown, script, at=asked.get("at"), end=asked.get("end"), **told)
        revision = book.revision
    return render("source.html", asked, here="sources", revision=revision, source=found, levels=LEVELS, **reading)
