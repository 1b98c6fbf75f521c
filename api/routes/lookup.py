"""Look-ups: ``GET /v1/terms/{form}`` as a small WSGI application in front of Flask, and ``POST /v1/lookup`` for many.

The look-up of one form is the most frequent request. Finding an article takes 12 µs, and Flask takes 40 µs or more to
route a request and to wrap its response. So this application handles all of them, and Flask handles all other routes.
Errors other than a miss go to Flask's error handlers.
"""

from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NoReturn

import orjson
from flask import Blueprint, Flask, Response

from api.dictionary_provider import DictionaryProvider, current_dictionary
from api.errors import encode_problem, problem_of
from api.middleware.stack import PROBLEM as RAISED
from api.middleware.stack import REVISION, ROUTE, CompleteResponse
from api.negotiation import DESCRIBED_BY, JSON, JSON_LD, PROBLEM, preferred_script
from api.request_parsing import decode_path, json_body, parse_query
from api.responses import acceptable_type, endpoint, negotiate_script, respond, to_linked_data
from api.schemas.searches import BatchRequest, ScriptQuery
from api.settings import Settings
from glossary.errors import TermNotFoundError
from glossary.lookup import LookupResult

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication

bp = Blueprint("lookup", __name__)

PREFIX = "/v1/terms/"
RULE = f"{PREFIX}<path:form>"
BELOW = frozenset({"attestations", "timeline", "drift", "member-of", "near"})
"""The last parts of the routes below an article (:mod:`api.routes.terms`)."""

TYPES = (JSON, JSON_LD)
"""The media types of look-ups."""

_QUERY = ScriptQuery()
_BATCH_REQUEST = BatchRequest()
_MISS = [("Content-Type", PROBLEM), ("Content-Language", "en")]

Headers = list[tuple[str, str]]
Environ = dict[str, Any]


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
