"""``/sources/{id}``: a report with its terms explained; ``/read``: the same for any text that is pasted."""

from typing import Any

from flask import Blueprint, Response, current_app, request
from marshmallow import Schema, fields, validate

from api.answers import asks, one_revision, wanted_script
from api.bodies import require_type
from api.media import HTML
from api.pages._rendering import render
from api.pages._segments import cut
from api.resources.sources import public
from api.schemas.fields import describe, script_field
from api.schemas.searches import ScriptQuery
from glossary.han.script import to_script
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
        found = public(book.source(source))
        reading = _reading(book, book.source_text(source), script, asked.get("at"))
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
    text = request.form.get("text", "").replace("\r\n", "\n")[: current_app.extensions["settings"].max_text]
    with one_revision() as book:
        reading = _reading(book, text, None, None)
        reading["terms"] = [_convert(term, wanted_script(asked)) for term in reading["terms"]]
        revision = book.revision
    return render("read.html", asked, here="read", revision=revision, text=text, **reading)


def _reading(book: Dictionary, text: str, script: str | None, at: int | None) -> dict[str, Any]:
    """Segments and terms of a text; converted as a whole, which keeps every offset."""
    found = book.annotate(text, unknown=True)
    shown = to_script(text, script) if script else text
    return {
        "segments": cut(shown, found.matches, at),
        "terms": [_convert(term, script) if script else term for term in found.terms()],
        "unknown": [each["surface"] for each in found.unknown],
    }


def _convert(term: dict[str, Any], script: str) -> dict[str, Any]:
    shown = {name: to_script(term[name], script) for name in ("headword", "definition") if term[name]}
    return {**term, **shown}
