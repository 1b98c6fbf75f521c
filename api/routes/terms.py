"""The routes below an article, as ``/v1/terms/{form}/attestations``; :mod:`api.routes.lookup` has the article."""

from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response

from api.negotiation import JSON
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
)
from api.schemas.history import Containing, DriftQuery, NearTerm, TimelineQuery
from api.schemas.searches import AttestationQuery, KwicLine, ScriptQuery
from glossary.errors import InvalidQueryError
from glossary.lookup.resolve import MAX_FORM_LENGTH

bp = Blueprint("terms", __name__)


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
