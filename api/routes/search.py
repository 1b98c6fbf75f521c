"""``/v1/terms`` (search and filter), ``/v1/suggest`` (as one types) and what a browser's search box needs."""

from typing import Any

from flask import Blueprint, Response, request
from markupsafe import escape

from api.dictionary_provider import dictionary
from api.media_types import JSON
from api.responses import (
    answer,
    asks,
    in_script,
    made_from,
    next_link,
    one_revision,
    require_acceptable,
    respond,
    wanted_script,
)
from api.schemas.searches import SuggestQuery, TermQuery
from glossary.lookup import Query

bp = Blueprint("search", __name__)

SUGGESTIONS = "application/x-suggestions+json"
OPEN_SEARCH = "application/opensearchdescription+xml"

_DESCRIPTION = """<?xml version="1.0" encoding="UTF-8"?>
<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
  <ShortName>政府工作报告词典</ShortName>
  <Description>Terms and numeral slogans of Chinese government reports</Description>
  <InputEncoding>UTF-8</InputEncoding>
  <Url type="text/html" method="get" template="{base}/?q={{searchTerms}}"/>
  <Url type="application/x-suggestions+json" method="get" template="{base}/v1/suggest?q={{searchTerms}}"/>
  <Url type="application/json" method="get" template="{base}/v1/terms?q={{searchTerms}}"/>
</OpenSearchDescription>
"""


@bp.get("/v1/terms")
@asks(TermQuery)
def search_terms(asked: dict[str, Any]) -> Response:
    """A page of the terms that match, with facets."""
    script = wanted_script(asked)
    question = Query(**{name: value for name, value in asked.items() if name != "script"})
    with one_revision() as book:
        page = book.search(question)
    said = {"terms": page.items, "total": page.total, "facets": page.facets, "hints": page.hints}
    body = {**dictionary().in_script(said, script), "revision": page.revision, "next": page.next}
    return answer(body, script=script, links=next_link(page.next))


@bp.get("/v1/suggest")
@asks(SuggestQuery, produces=(JSON, SUGGESTIONS))
def suggest(asked: dict[str, Any]) -> Response:
    """Completions by characters or pinyin; for a browser's search box in the shape of OpenSearch."""
    script = wanted_script(asked)
    with one_revision() as book:
        found = book.suggest(asked["q"], asked["limit"])
    if require_acceptable((JSON, SUGGESTIONS)) == SUGGESTIONS:
        headwords = [each["headword"] for each in dictionary().in_script(found, script)]
        return answer([asked["q"], headwords], script=script, media_type=SUGGESTIONS)
    return respond(in_script({"suggestions": found}, script), script=script)


@bp.get("/opensearch.xml")
@asks(produces=(OPEN_SEARCH,))
def describe_search(asked: dict[str, Any]) -> Response:
    """How a browser adds this dictionary to its search engines; made for the host that was asked."""
    made_from("opensearch")
    base = escape(request.host_url.rstrip("/"))
    return respond(_DESCRIPTION.format(base=base).encode(), media_type=OPEN_SEARCH)
