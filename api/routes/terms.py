"""``/v1/terms/{form}`` and what hangs on one article."""

from typing import Any
from urllib.parse import quote

import orjson
from flask import Blueprint, Response, current_app

from api.dictionary_provider import dictionary
from api.media_types import JSON
from api.middleware.fast_path import RULE, TYPES, article_headers
from api.responses import (
    answer,
    asks,
    in_script,
    join_links,
    made_from,
    next_link,
    one_revision,
    require_acceptable,
    respond,
    to_linked_data,
    wanted_script,
)
from api.schemas.history import DriftQuery
from api.schemas.searches import AttestationQuery, ScriptQuery
from api.settings import Settings
from glossary.errors import InvalidQueryError
from glossary.lookup import Answer
from glossary.lookup.resolve import LONGEST_FORM

bp = Blueprint("terms", __name__)


@bp.get(RULE)
@asks(ScriptQuery, produces=TYPES)
def show_article(asked: dict[str, Any], form: str) -> Response:
    """The article for any written form or id, as JSON or as JSON-LD."""
    made_from("")  # an error is kept, too, until the store changes
    found = dictionary().article(form, wanted_script(asked))
    made_from(found.revision)
    media_type = require_acceptable(TYPES)
    body = found.json() if media_type == JSON else _linked(found)
    return Response(body, headers=article_headers(found, media_type))


def _linked(found: Answer) -> bytes:
    settings: Settings = current_app.extensions["settings"]
    return orjson.dumps(to_linked_data(found, settings.base_url))


@bp.get("/v1/terms/<path:form>/attestations")
@asks(AttestationQuery)
def list_attestations(asked: dict[str, Any], form: str) -> Response:
    """Where sources use the term, keyword in context."""
    script = wanted_script(asked)
    with one_revision() as book:
        page = book.concordance(form, **{**asked, "script": script})
    lines = [{**line, "page": f"/sources/{line['source']}?at={line['start']}#at"} for line in page.items]
    body = {"lines": lines, "total": page.total, "next": page.next}
    return answer(body, script=script, links=join_links([next_link(page.next), _up(form)]))


@bp.get("/v1/terms/<path:form>/timeline")
@asks(ScriptQuery)
def show_timeline(asked: dict[str, Any], form: str) -> Response:
    """Use by year and level, each with its denominator."""
    script = wanted_script(asked)
    with one_revision() as book:
        found = book.timeline(form, script)
    return respond(in_script(found, script), script=script, links=_up(form))


@bp.get("/v1/terms/<path:form>/drift")
@asks(DriftQuery)
def show_drift(asked: dict[str, Any], form: str) -> Response:
    """How the wording of the explanation changes from year to year."""
    script = wanted_script(asked)
    with one_revision() as book:
        found = book.drift(form, asked.get("from"), asked.get("to"), script)
    return respond(in_script(found, script), script=script, links=_up(form))


@bp.get("/v1/terms/<path:form>/member-of")
@asks(ScriptQuery)
def list_containing(asked: dict[str, Any], form: str) -> Response:
    """The slogans that count this among their members."""
    script = wanted_script(asked)
    with one_revision() as book:
        found = book.members_of(_checked(form))
    return respond(in_script({"slogans": found}, script), script=script, links=_up(form))


@bp.get("/v1/terms/<path:form>/near")
@asks(ScriptQuery)
def list_near(asked: dict[str, Any], form: str) -> Response:
    """The articles that are easily taken for this one, with the reason."""
    script = wanted_script(asked)
    with one_revision() as book:
        found = book.near(form, script)
    return respond(in_script({"near": found}, script), script=script, links=_up(form))


def _checked(form: str) -> str:
    """A word that need not have an article is checked here, since no look-up does it.

    Raises:
        InvalidQueryError: no form can be that long.
    """
    if len(form) > LONGEST_FORM:
        raise InvalidQueryError("form", f"longer than {LONGEST_FORM} characters")
    return form


def _up(form: str) -> str:
    return f'</v1/terms/{quote(form, safe="")}>; rel="up"'
