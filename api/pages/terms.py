"""``/terms/{form}``: one article for readers; ``/terms/{form}/attestations``: every place that uses it."""

from functools import partial
from typing import Any

from flask import Blueprint, Response
from marshmallow import Schema

from api.answers import asks, one_revision, wanted_script
from api.media import HTML
from api.pages._article import label_groups, list_years, name_source, place, titles
from api.pages._rendering import following, render
from api.pages._words import KINDS, tell_steps
from api.schemas.fields import cursor_field, limit_field, script_field
from api.schemas.searches import ScriptQuery

bp = Blueprint("term_pages", __name__)

LINES = 12


class PlacesQuery(Schema):
    """A page of places."""

    script = script_field()
    limit = limit_field(50)
    cursor = cursor_field()


@bp.get("/terms/<path:form>")
@asks(ScriptQuery, produces=(HTML,))
def show_term(asked: dict[str, Any], form: str) -> Response:
    """The article with its senses, members, use and written forms."""
    script = wanted_script(asked)
    with one_revision() as book:
        found = book.article(form, script)
        article = found.article()
        lines = book.concordance(found.term, limit=LINES, script=script)
        time = book.timeline(found.term)
        containing = book.members_of(article["headword"])
        named = book.in_script(titles(book, article), script)
    years = list_years(time["years"])
    return render(
        "term.html",
        asked,
        revision=found.revision,
        article=article,
        match=found.match,
        how=tell_steps(found.via),
        asked_differently=found.form not in (article["headword"], found.term),
        kinds=KINDS,
        lines=lines.items,
        more_lines=lines.next is not None,
        years=years if any(use["sources"] for use in years) else [],
        heat=time["heat"],
        containing={each["id"]: each for each in containing if each["id"] != found.term}.values(),
        titles=named,
        labels=partial(label_groups, article["headword"]),
        place=partial(place, asked=asked),
        name_source=name_source,
    )


@bp.get("/terms/<path:form>/attestations")
@asks(PlacesQuery, produces=(HTML,))
def list_places(asked: dict[str, Any], form: str) -> Response:
    """Every place that uses the term, keyword in context, newest source first."""
    script = wanted_script(asked)
    with one_revision() as book:
        found = book.article(form, script)
        page = book.concordance(found.term, limit=asked["limit"], cursor=asked.get("cursor"), script=script)
    return render(
        "places.html",
        asked,
        revision=found.revision,
        article=found.article(),
        lines=page.items,
        total=page.total,
        next=following(page.next),
        is_first="cursor" not in asked,
        place=partial(place, asked=asked),
        name_source=name_source,
    )
