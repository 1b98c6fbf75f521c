"""``/sources/{id}``: a report with its terms explained; ``/read``: the same for any text that is pasted."""

from typing import Any

from flask import Blueprint, Response, request
from marshmallow import Schema, fields, validate

from api.answers import asks, one_revision, wanted_script
from api.bodies import require_bounds, require_type
from api.media import HTML
from api.pages._rendering import render
from api.pages._segments import cut
from api.resources.sources import public
from api.schemas.fields import describe, script_field
from api.schemas.searches import ScriptQuery
from glossary.han.script import shown_in
from glossary.lookup import Dictionary

bp = Blueprint("reading_pages", __name__)

FORM = "application/x-www-form-urlencoded"
LEVELS = {"national": "全国", "province": "省级", "prefecture": "市级", "county": "县级", "township": "乡镇"}


class SourcePageQuery(Schema):
    """Where in the text the reader is sent."""

    at = fields.Integer(
        validate=validate.Range(min=0, max=2**31), metadata=describe("An offset in code points to be marked.")
    )
    script = script_field()


@bp.get("/sources/<source>")
@asks(SourcePageQuery, produces=(HTML,))
def show_source_page(asked: dict[str, Any], source: str) -> Response:
    """A harvested report, its terms linked and explained beside it."""
    script = wanted_script(asked)
    with one_revision() as book:
        found = book.in_script(public(book.source(source)), script)
        text = book.source_text(source)
        reading = _reading(book, text, shown_in(text, script), script, asked.get("at"))
        revision = book.revision
    return render("source.html", asked, revision=revision, source=found, levels=LEVELS, **reading)


@bp.get("/read")
@asks(ScriptQuery, produces=(HTML,))
def show_reading_desk(asked: dict[str, Any]) -> Response:
    """A field for any text."""
    with one_revision() as book:
        revision = book.revision
    return render("read.html", asked, here="read", revision=revision, text="", segments=(), terms=(), unknown=())


@bp.post("/read")
@asks(ScriptQuery, produces=(HTML,))
def read_text(asked: dict[str, Any]) -> Response:
    """The pasted text with its terms explained; nothing of it is kept."""
    require_type(FORM, "multipart/form-data")
    text = request.form.get("text", "").replace("\r\n", "\n")
    require_bounds(text)
    with one_revision() as book:
        reading = _reading(book, text, text, wanted_script(asked))
        revision = book.revision
    return render("read.html", asked, here="read", revision=revision, text=text, **reading)


def _reading(book: Dictionary, text: str, shown: str, script: str, at: int | None = None) -> dict[str, Any]:
    """Segments of the text as ``shown``, which is as long, and its terms in ``script``."""
    found = book.annotate(text, unknown=True, script=script)
    return {
        "segments": cut(shown, found.matches, at),
        "terms": found.terms(),
        "unknown": [shown[each["start"] : each["end"]] for each in found.unknown],
    }
