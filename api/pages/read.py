"""``/read``: any text that is pasted, with its terms explained."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, current_app, request
from marshmallow import Schema, ValidationError, fields, pre_load, validate

from api.dictionary_provider import dictionary
from api.media_types import HTML
from api.middleware.heavy_work import heavy_work
from api.pages._annotated_text import explain
from api.pages._errors import error_lines, wants_page
from api.pages._rendering import render
from api.request_parsing import check_text_length, require_type
from api.responses import endpoint, negotiate_script, read_snapshot
from api.schemas.fields import describe, year_field
from api.schemas.searches import ScriptQuery
from glossary.lookup import Dictionary

bp = Blueprint("reading_pages", __name__)

FORM = "application/x-www-form-urlencoded"


class ReadForm(Schema):
    """The form of the page; a field left empty is not given."""

    text = fields.String(load_default="", metadata=describe("The text."))
    year = year_field("When it was written; chooses among the senses of a term.")
    region = fields.String(
        validate=validate.Length(max=64), metadata=describe("Where it was written, a name or a GB/T 2260 code.")
    )

    @pre_load
    def leave_out_empty(self, sent: dict[str, str], **_: Any) -> dict[str, str]:
        """Browsers send a field that nobody filled in as an empty one."""
        kept = {name: value.strip() for name, value in sent.items() if name in ("year", "region")}
        text = sent.get("text", "").replace("\r\n", "\n")
        return {"text": text, **{name: value for name, value in kept.items() if value}}


@bp.get("/read")
@endpoint(ScriptQuery, produces=(HTML,))
def show_read_page(asked: dict[str, Any]) -> Response:
    """A field for any text."""
    with read_snapshot() as book:
        return _desk(book, asked, {})


@bp.post("/read")
@endpoint(ScriptQuery, produces=(HTML,))
def read_text(asked: dict[str, Any]) -> Response:
    """The pasted text with its terms explained; nothing of it is kept, and what is refused stays in the field."""
    require_type(FORM, "multipart/form-data")
    sent, book = request.form.to_dict(), dictionary()
    try:
        form = ReadForm().load(sent)
    except ValidationError as error:
        if not wants_page():
            raise
        said = error_lines(HTTPStatus.UNPROCESSABLE_ENTITY, {"code": "invalid-request", "errors": error.messages})
        return _desk(book, asked, sent, problem=said, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if len(form["text"]) > _most() and wants_page():
        said = [f"文字有 {len(form['text'])} 字，一次最多 {_most()} 字；请删短一些，或分几段来读。"]
        return _desk(book, asked, sent, problem=said, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    check_text_length(form["text"])
    context = {"year": form.get("year"), "region": form.get("region")}
    with heavy_work():
        reading = explain(book, form["text"], form["text"], negotiate_script(asked), **context)
    return _desk(book, asked, sent, **reading)


def _desk(book: Dictionary, asked: dict[str, Any], sent: dict[str, str], *, status: int = 200, **more: Any) -> Response:
    """The page with its field; what was sent stays in it, in the script links, too."""
    values = {"segments": (), "terms": (), "unknown": (), "problem": (), **more}
    return render(
        "read.html",
        asked,
        status=status,
        here="read",
        revision=book.revision,
        most=_most(),
        sent=sent,
        is_read="segments" in more,
        resubmit="desk" if sent else "",
        **values,
    )


def _most() -> int:
    most: int = current_app.extensions["settings"].max_text
    return most
