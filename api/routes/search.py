"""``/v1/terms`` (search and filters), ``/v1/suggest`` (autocomplete) and OpenSearch."""

from typing import Any

from flask import Blueprint, Response
from markupsafe import escape

from api.dictionary_provider import current_dictionary
from api.negotiation import JSON
from api.responses import (
    LISTS,
    answer,
    convert_body,
    endpoint,
    find_root,
    negotiate_script,
    next_link,
    read_snapshot,
    require_acceptable,
    respond,
    respond_list,
    set_revision,
)
from api.schemas.searches import SuggestQuery, TermQuery, TermRow
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
@endpoint(TermQuery, produces=LISTS)
def search_terms(params: dict[str, Any]) -> Response:
    """Return a page of the matching terms, with facets."""
    script = negotiate_script(params)
    question = Query(**{name: value for name, value in params.items() if name != "script"})
    with read_snapshot() as dictionary:
        page = dictionary.search(question)
    fields = {"terms": page.items, "total": page.total, "facets": page.facets, "hints": page.hints}
    body = {**current_dictionary().convert_body(fields, script), "revision": page.revision, "next": page.next}
    return respond_list(body, "terms", TermRow, script=script, links=next_link(page.next))


@bp.get("/v1/suggest")
@endpoint(SuggestQuery, produces=(JSON, SUGGESTIONS))
def suggest(params: dict[str, Any]) -> Response:
    """Return completions by characters or pinyin; in the OpenSearch format for the search box of a browser."""
    script = negotiate_script(params)
    with read_snapshot() as dictionary:
        found = dictionary.suggest(params["q"], params["limit"])
    if require_acceptable((JSON, SUGGESTIONS)) == SUGGESTIONS:
        headwords = [each["headword"] for each in current_dictionary().convert_body(found, script)]
        return answer([params["q"], headwords], script=script, media_type=SUGGESTIONS)
    return respond(convert_body({"suggestions": found}, script), script=script)


@bp.get("/opensearch.xml")
@endpoint(produces=(OPEN_SEARCH,))
def describe_search(params: dict[str, Any]) -> Response:
    """Return the OpenSearch description with the host of the request."""
    set_revision("opensearch")
    base = escape(find_root())
    return respond(_DESCRIPTION.format(base=base).encode(), media_type=OPEN_SEARCH)
