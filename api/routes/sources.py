"""``/v1/sources`` and ``/v1/findings``: the harvested documents and their findings."""

from typing import Any

from flask import Blueprint, Response

from api.responses import (
    LISTS,
    convert_body,
    endpoint,
    join_links,
    negotiate_script,
    next_link,
    read_snapshot,
    respond,
    respond_list,
    set_revision,
)
from api.schemas.documents import Finding, FindingQuery, PlainTextQuery, Source, SourceQuery, UnexplainedTerm
from api.schemas.searches import ScriptQuery
from glossary.chinese.script import detect_script, render_in_script
from glossary.store.database import public_origin
from glossary.store.read.sources import SourceFilters

bp = Blueprint("sources", __name__)


@bp.get("/v1/sources")
@endpoint(SourceQuery, produces=LISTS)
def list_sources(params: dict[str, Any]) -> Response:
    """Return a page of the harvested documents."""
    script = negotiate_script(params)
    with read_snapshot() as dictionary:
        filters = SourceFilters(params.get("year"), params.get("level"), params.get("region"))
        page = dictionary.sources(filters, limit=params["limit"], cursor=params.get("cursor"))
    fields = {"sources": [public(each) for each in page.items], "total": page.total, "hints": page.hints}
    body = {**dictionary.convert_body(fields, script), "next": page.next}
    return respond_list(body, "sources", Source, script=script, links=next_link(page.next))


@bp.get("/v1/sources/<source>")
@endpoint(ScriptQuery)
def show_source(params: dict[str, Any], source: str) -> Response:
    """Return one document with its metadata and its findings."""
    script = negotiate_script(params)
    with read_snapshot() as dictionary:
        found = dictionary.source(source)
    found["origins"] = [public_origin(origin) for origin in found["origins"]]
    found["findings"] = [public(each) for each in found["findings"]]
    page = f'</sources/{source}>; rel="alternate"; type="text/html"'
    links = join_links([page, f'</v1/sources/{source}/unexplained>; rel="related"'])
    return respond(convert_body(public(found), script), script=script, links=links)


@bp.get("/v1/sources/<source>/text")
@endpoint(PlainTextQuery, produces=("text/plain",))
def show_text(params: dict[str, Any], source: str) -> Response:
    """Return the text exactly as read, which all offsets refer to; converted only on request."""
    script = params.get("script")
    with read_snapshot() as dictionary:
        text = dictionary.source_text(source)
    return respond(
        (render_in_script(text, script) if script else text).encode(),
        script=script or detect_script(text),
        media_type="text/plain; charset=utf-8",
        links=f'</v1/sources/{source}>; rel="up"',
    )


@bp.get("/v1/sources/<source>/unexplained")
@endpoint(ScriptQuery, produces=LISTS)
def list_unexplained(params: dict[str, Any], source: str) -> Response:
    """Return the terms that the document uses without explaining them, with definitions from other documents."""
    script = negotiate_script(params)
    with read_snapshot() as dictionary:
        found = dictionary.convert_body(dictionary.unexplained(source), script)
    return respond_list(found, "terms", UnexplainedTerm, script=script, links=f'</v1/sources/{source}>; rel="up"')


@bp.get("/v1/findings")
@endpoint(FindingQuery, produces=LISTS)
def list_findings(params: dict[str, Any]) -> Response:
    """Return the findings: what could not be read, parsed or decided."""
    with read_snapshot() as dictionary:
        page = dictionary.findings(**params)
        set_revision(page.revision)  # a file that could not be read changes only this list
    found = {"findings": [public(each) for each in page.items], "total": page.total}
    body = {**found, "hints": page.hints, "next": page.next}
    return respond_list(body, "findings", Finding, links=next_link(page.next))


def public(row: dict[str, Any]) -> dict[str, Any]:
    """``row`` without fields that only concern the machine that harvested."""
    return {**row, "origin": public_origin(row["origin"])}
