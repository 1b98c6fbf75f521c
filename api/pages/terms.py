"""``/terms/{form}``: one article for readers."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response

from api.answers import asks, one_revision, wanted_script
from api.media import HTML
from api.pages._rendering import render
from api.resources.sources import public_origin
from api.schemas.searches import ScriptQuery
from glossary.errors import SourceNotFoundError
from glossary.lookup import Dictionary

bp = Blueprint("term_pages", __name__)

KINDS = {"numeral_slogan": "数字略语", "numeral_name": "带数字的名称", "term": "名词"}
LINES = 12
MOST_YEARS = 15


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
        titles = book.in_script(_titles(book, article), script)
    years = [use for use in time["years"] if use["year"] is not None][-MOST_YEARS:]
    return render(
        "term.html",
        asked,
        revision=found.revision,
        article=article,
        match=found.match,
        asked_differently=found.form not in (article["headword"], found.term),
        kinds=KINDS,
        lines=lines.items,
        more_lines=lines.next is not None,
        years=years if any(use["sources"] for use in years) else [],
        heat=time["heat"],
        containing={each["id"]: each for each in containing if each["id"] != found.term}.values(),
        titles=titles,
        place=lambda source, at: _place(source, at, asked),
    )


def _place(source: str, at: int, asked: dict[str, Any]) -> str:
    """The page of a source, at an offset of its text."""
    return f"/sources/{source}?{urlencode({'at': at, **asked})}#at"


def _titles(book: Dictionary, article: dict[str, Any]) -> dict[str, str | None]:
    """What to call the sources of the definitions that name no issuer."""
    titles: dict[str, str | None] = {}
    for source in {each["source"] for sense in article["senses"] for each in sense["definitions"]}:
        try:
            told = book.source(source)
            titles[source] = told["title"] or public_origin(told["origin"])
        except SourceNotFoundError:
            continue
    return titles
