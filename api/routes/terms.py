"""``/v1/terms`` and below: search, articles and what belongs to them; ``/v1/lookup``, ``/v1/suggest``, OpenSearch.

The look-up of one form, ``GET /v1/terms/{form}``, is the most frequent request. Finding an article takes 12 µs, and
Flask takes 40 µs or more to route a request and to wrap its response. So a small WSGI application in front of Flask
(:class:`LookupApplication`) handles all of them, and Flask handles all other routes. Errors other than a miss go to
Flask's error handlers.
"""

from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import quote

import orjson
from flask import Blueprint, Flask, Response
from markupsafe import escape

from api.dictionary_provider import DictionaryProvider, current_dictionary
from api.errors import encode_problem, problem_of
from api.middleware.stack import PROBLEM as RAISED
from api.middleware.stack import REVISION, ROUTE, CompleteResponse
from api.negotiation import CSV, DESCRIBED_BY, JSON, JSON_LD, PROBLEM, preferred_script
from api.request_parsing import decode_path, json_body, parse_query
from api.responses import (
    LISTS,
    acceptable_type,
    answer,
    endpoint,
    find_root,
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
from api.schemas.searches import (
    AttestationQuery,
    BatchRequest,
    KwicLine,
    ScriptQuery,
    Suggestion,
    SuggestQuery,
    TermQuery,
    TermRow,
)
from api.schemas.terms import Containing, DriftQuery, NearTerm, TimelineQuery
from api.settings import Settings
from glossary.errors import InvalidQueryError, TermNotFoundError
from glossary.lookup import LookupResult, Query, drift
from glossary.lookup.resolve import MAX_FORM_LENGTH

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication

bp = Blueprint("terms", __name__)

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

PREFIX = "/v1/terms/"
RULE = f"{PREFIX}<path:form>"
BELOW = frozenset({"attestations", "timeline", "drift", "member-of", "near"})
"""The last parts of the routes below an article."""

TYPES = (JSON, JSON_LD)
"""The media types of look-ups."""

_QUERY = ScriptQuery()
_BATCH_REQUEST = BatchRequest()
_MISS = [("Content-Type", PROBLEM), ("Content-Language", "en")]

Headers = list[tuple[str, str]]
Environ = dict[str, Any]


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
@endpoint(SuggestQuery, produces=(JSON, SUGGESTIONS, CSV))
def suggest(params: dict[str, Any]) -> Response:
    """Return completions by characters or pinyin; in the OpenSearch format for the search box of a browser."""
    script = negotiate_script(params)
    with read_snapshot() as dictionary:
        found = dictionary.convert_body(dictionary.suggest(params["q"], params["limit"]), script)
    if require_acceptable((JSON, SUGGESTIONS, CSV)) == SUGGESTIONS:
        headwords = [each["headword"] for each in found]
        return answer([params["q"], headwords], script=script, media_type=SUGGESTIONS)
    return respond_list({"suggestions": found}, "suggestions", Suggestion, script=script)


@bp.get("/opensearch.xml")
@endpoint(produces=(OPEN_SEARCH,))
def describe_search(params: dict[str, Any]) -> Response:
    """Return the OpenSearch description with the host of the request."""
    set_revision("opensearch")
    base = escape(find_root())
    return respond(_DESCRIPTION.format(base=base).encode(), media_type=OPEN_SEARCH)


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
@endpoint(DriftQuery, produces=LISTS)
def show_drift(params: dict[str, Any], form: str) -> Response:
    """Return how the wording of the definition changes over the years; as CSV, one row for each wording."""
    script = negotiate_script(params)
    with read_snapshot() as dictionary:
        found = dictionary.drift(form, params.get("from"), params.get("to"), script)
        body = dictionary.convert_body(found, script)
    if require_acceptable(LISTS) == JSON:
        return answer(body, script=script, links=_up(form))
    rows = list(drift.flatten(body["senses"]))
    return respond_list({"rows": rows}, "rows", drift.COLUMNS, script=script, links=_up(form))


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


@bp.get(RULE)
@endpoint(ScriptQuery, produces=TYPES)
def show_article(params: dict[str, Any], form: str) -> NoReturn:
    """Give Flask the route, for OPTIONS, 405 and the contract; :class:`LookupApplication` handles its requests."""
    raise NotImplementedError


def is_lookup(method: str, path: str) -> bool:
    """Whether a request is a look-up and not one of a route below an article, such as ``/v1/terms/{form}/near``.

    >>> is_lookup("GET", "/v1/terms/a/b"), is_lookup("GET", "/v1/terms/near"), is_lookup("GET", "/v1/terms/a/near")
    (True, True, False)
    """
    if method != "GET" or not path.startswith(PREFIX):
        return False
    form, _, last = path[len(PREFIX) :].rpartition("/")
    return path[len(PREFIX) : len(PREFIX) + 1] not in ("", "/") and not (form and last in BELOW)


class LookupApplication:
    """Handles look-ups, and passes all other requests to Flask.

    Args:
        flask: The application with all routes.
        provider: Has the dictionary.
        settings: Of the application.
    """

    def __init__(self, flask: Flask, provider: DictionaryProvider, settings: Settings) -> None:
        self._app: WSGIApplication = flask.wsgi_app
        self._provider, self._base_url = provider, settings.base_url

    def __call__(self, environ: Environ, start_response: "StartResponse") -> Iterable[bytes]:
        """Handle one request."""
        path = "/" + environ["PATH_INFO"].lstrip("/")  # //v1/terms/三农 is the same to Flask
        if RAISED in environ or not is_lookup(environ["REQUEST_METHOD"], path):
            return self._app(environ, start_response)
        environ[ROUTE] = RULE
        try:
            made = self._respond(
                path,
                environ["QUERY_STRING"],
                environ.get("HTTP_ACCEPT", ""),
                environ.get("HTTP_ACCEPT_LANGUAGE", ""),
            )
        except Exception as error:  # noqa: BLE001 - Flask's handlers respond to it and log what is a fault
            environ[RAISED] = error
            return self._app(environ, start_response)
        environ[REVISION] = made.revision  # the response is cached until the store changes
        start_response(made.status, made.headers)
        return [made.body]

    def respond_at_once(self, path: str, query: str, accept: str, language: str) -> CompleteResponse | None:
        """The response to a GET if it is a look-up in an open dictionary; ``None`` also if it fails.

        Args:
            path: As in WSGI (PEP 3333).
            query: The query string.
            accept: The ``Accept`` header.
            language: The ``Accept-Language`` header.
        """
        if not is_lookup("GET", path) or not self._provider.is_preloaded():
            return None
        with suppress(Exception):  # the request takes the usual way, which reports the error
            return self._respond(path, query, accept, language)
        return None

    def _respond(self, path: str, query: str, accept: str, language: str) -> CompleteResponse:
        text = decode_path(path)
        script = parse_query(_QUERY, query).get("script") or preferred_script(language)
        media_type = acceptable_type(accept, TYPES)
        try:
            found = self._provider.dictionary().article(text[len(PREFIX) :], script)
        except TermNotFoundError as error:
            return CompleteResponse("404 NOT FOUND", _MISS, encode_problem(problem_of(error, text)), "", RULE)
        body = found.json() if media_type == JSON else orjson.dumps(to_linked_data(found, self._base_url))
        return CompleteResponse("200 OK", _headers(found, media_type), body, found.revision, RULE)


def _headers(found: LookupResult, media_type: str) -> Headers:
    """The headers of an article: its language, and links to its address, its page and its description."""
    return [
        ("Content-Type", media_type),
        ("Link", f'</terms/{found.term}>; rel="alternate"; type="text/html", {DESCRIBED_BY}'),
        ("Content-Language", found.script),
        ("Content-Location", f"/v1/terms/{found.term}"),
    ]


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
