"""``/``: search, and what there is."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, request
from marshmallow import Schema, fields, validate

from api.answers import asks, one_revision
from api.media import HTML
from api.pages._rendering import render
from api.schemas.fields import FORM_LENGTH, cursor_field, describe, script_field
from api.schemas.searches import MATCHES
from glossary.errors import InvalidQueryError, TermNotFoundError
from glossary.lookup import Dictionary, Page, Query

bp = Blueprint("home", __name__)

MODES = (("substring", "包含"), ("prefix", "开头"), ("pinyin", "拼音"), ("fuzzy", "模糊"))
EXPLAINED = (("", "全部"), ("true", "有解释"), ("false", "未见解释"))
ROWS = 20


class HomeQuery(Schema):
    """What the search form sends."""

    q = fields.String(
        load_default="", validate=validate.Length(max=FORM_LENGTH), metadata=describe("What is looked for.")
    )
    match = fields.String(
        load_default="substring", validate=validate.OneOf(MATCHES), metadata=describe("As in `/v1/terms`.")
    )
    explained = fields.String(
        load_default="",
        validate=validate.OneOf([value for value, _ in EXPLAINED]),
        metadata=describe("`true` or `false`; empty for all."),
    )
    script = script_field()
    cursor = cursor_field()


@bp.get("/")
@asks(HomeQuery, produces=(HTML,))
def show_home(asked: dict[str, Any]) -> Response:
    """The search form with what it finds; without a question, the most important terms."""
    with one_revision() as book:
        page, problem = _found(book, asked)
        suggestions = _suggestions(book, asked["q"]) if asked["q"] and not page.items else ()
    return render(
        "home.html",
        asked,
        revision=page.revision,
        here="home",
        q=asked["q"],
        match=asked["match"],
        modes=MODES,
        explained=asked["explained"],
        explained_choices=EXPLAINED,
        page={"items": page.items, "total": page.total, "next": page.next},
        problem=problem,
        suggestions=suggestions,
        choose=_choose,
    )


def _found(book: Dictionary, asked: dict[str, Any]) -> tuple[Page, str]:
    """The rows, or a sentence for the reader where the question cannot be asked."""
    query = Query(
        q=asked["q"].strip(),
        match=asked["match"],
        explained={"true": True, "false": False}.get(asked["explained"]),
        limit=ROWS,
        cursor=asked.get("cursor"),
    )
    try:
        return book.search(query), ""
    except InvalidQueryError as error:
        return Page((), 0, None, {}, book.revision), f"无法这样查找：{error.problem}"


def _suggestions(book: Dictionary, q: str) -> tuple[str, ...]:
    try:
        return (book.article(q).article()["headword"],)
    except TermNotFoundError as error:
        return error.suggestions[:5]
    except InvalidQueryError:
        return ()


def _choose(**changes: str) -> str:
    """This page with another choice; a new choice begins at the first row."""
    kept = {name: value for name, value in request.args.items() if name != "cursor"}
    return "/?" + urlencode({name: value for name, value in {**kept, **changes}.items() if value})
