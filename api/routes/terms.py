"""``/v1/terms/{form}``, the resources below an article, and ``/v1/lookup`` for many forms in one request."""

from typing import Any
from urllib.parse import quote

import orjson
from flask import Blueprint, Response, current_app

from api.dictionary_provider import current_dictionary
from api.middleware.fast_path import RULE, TYPES, article_headers
from api.negotiation import JSON
from api.request_parsing import json_body
from api.responses import (
    LISTS,
    answer,
    convert_body,
    endpoint,
    join_links,
    negotiate_script,
    next_link,
    read_snapshot,
    require_acceptable,
    respond,
    respond_list,
    set_revision,
    to_linked_data,
)
from api.schemas.history import Containing, DriftQuery, NearTerm, TimelineQuery
from api.schemas.searches import AttestationQuery, BatchRequest, KwicLine, ScriptQuery
from api.settings import Settings
from glossary.errors import InvalidQueryError
from glossary.lookup import LookupResult
from glossary.lookup.resolve import MAX_FORM_LENGTH

bp = Blueprint("terms", __name__)

_BATCH_REQUEST = BatchRequest()


@bp.get(RULE)
@endpoint(ScriptQuery, produces=TYPES)
def show_article(params: dict[str, Any], form: str) -> Response:
    """Return the article for a written form or id, as JSON or JSON-LD."""
    set_revision("")  # an error is cached, too, until the store changes
    found = current_dictionary().article(form, negotiate_script(params))
    set_revision(found.revision)
    media_type = require_acceptable(TYPES)
    body = found.json() if media_type == JSON else _linked(found)
    return Response(body, headers=article_headers(found, media_type))


def _linked(found: LookupResult) -> bytes:
    settings: Settings = current_app.extensions["settings"]
    return orjson.dumps(to_linked_data(found, settings.base_url))


@bp.get("/v1/terms/<path:form>/attestations")
@endpoint(AttestationQuery, produces=LISTS)
def list_attestations(params: dict[str, Any], form: str) -> Response:
    """Return the attestations of the term as KWIC lines."""
    script = negotiate_script(params)
    with read_snapshot() as dictionary:
        page = dictionary.concordance(form, **{**params, "script": script})
    lines = [{**line, "page": f"/sources/{line['source']}?at={line['start']}#at"} for line in page.items]
    body = {"lines": lines, "total": page.total, "next": page.next}
    links = join_links([next_link(page.next), _up(form)])
    return respond_list(body, "lines", KwicLine, script=script, links=links)


@bp.get("/v1/terms/<path:form>/timeline")
@endpoint(TimelineQuery, produces=LISTS)
def show_timeline(params: dict[str, Any], form: str) -> Response:
    """Return the use by year, level and province, each with its denominator; as CSV, one row for each."""
    script = negotiate_script(params)
    with read_snapshot() as dictionary:
        found = dictionary.timeline(form, script, region=params.get("region"), level=params.get("level"))
        body = dictionary.convert_body(found, script)
    if require_acceptable(LISTS) == JSON:
        return answer(body, script=script, links=_up(form))
    rows = [
        {**row, "by": name, "value": row[name]} for name in ("year", "level", "province") for row in body[f"{name}s"]
    ]
    return respond_list({"rows": rows}, "rows", _USE, script=script, links=_up(form))


@bp.get("/v1/terms/<path:form>/drift")
@endpoint(DriftQuery)
def show_drift(params: dict[str, Any], form: str) -> Response:
    """Return how the wording of the definition changes over the years."""
    script = negotiate_script(params)
    with read_snapshot() as dictionary:
        found = dictionary.drift(form, params.get("from"), params.get("to"), script)
    return respond(convert_body(found, script), script=script, links=_up(form))


@bp.get("/v1/terms/<path:form>/member-of")
@endpoint(ScriptQuery, produces=LISTS)
def list_containing(params: dict[str, Any], form: str) -> Response:
    """Return the slogans that have this term as a member."""
    script = negotiate_script(params)
    with read_snapshot() as dictionary:
        found = dictionary.convert_body({"slogans": dictionary.members_of(_checked(form))}, script)
    return respond_list(found, "slogans", Containing, script=script, links=_up(form))


@bp.get("/v1/terms/<path:form>/near")
@endpoint(ScriptQuery, produces=LISTS)
def list_near(params: dict[str, Any], form: str) -> Response:
    """Return the articles that are easily confused with this one, with the reason."""
    script = negotiate_script(params)
    with read_snapshot() as dictionary:
        found = dictionary.convert_body({"near": dictionary.near(form, script)}, script)
    return respond_list(found, "near", NearTerm, script=script, links=_up(form))


_USE = ("by", "value", "attestations", "sources", "of", "share")
"""Columns of the timeline as CSV."""


def _checked(form: str) -> str:
    """Check a form that need not have an article, and is therefore not checked by a look-up.

    Raises:
        InvalidQueryError: The form is too long.
    """
    if len(form) > MAX_FORM_LENGTH:
        raise InvalidQueryError("form", f"longer than {MAX_FORM_LENGTH} characters")
    return form


def _up(form: str) -> str:
    return f'</v1/terms/{quote(form, safe="")}>; rel="up"'


@bp.post("/v1/lookup")
@endpoint()
def look_up(params: dict[str, Any]) -> Response:
    """Return an article or an error for each form, in the order of the request, all of one revision."""
    wanted = json_body(_BATCH_REQUEST)
    script = negotiate_script(wanted)
    found = current_dictionary().batch(wanted["forms"], script)
    pieces = [_piece(form, each) for form, each in zip(wanted["forms"], found, strict=True)]
    return respond(b'{"results":[' + b",".join(pieces) + b"]}", script=script)


def _piece(form: str, found: Any) -> bytes:
    """One result as JSON; an article is inserted as its stored bytes."""
    if isinstance(found, LookupResult):
        return b'{"form":' + orjson.dumps(form) + b',"status":200,"article":' + found.json() + b"}"
    return orjson.dumps({"form": form, "status": 404, "code": found.code, "suggestions": found.suggestions})
