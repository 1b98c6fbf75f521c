"""Helpers of views that build responses from results of the dictionary.

``to_linked_data`` returns an article as JSON-LD, with the same vocabulary and addresses as the SKOS export.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import Any
from urllib.parse import quote, urlencode

import orjson
from flask import Response, current_app, request
from marshmallow import Schema

from api.dictionary_provider import current_dictionary
from api.errors import abort_with
from api.middleware.headers import compress_response
from api.middleware.stack import REVISION
from api.negotiation import CSV, DESCRIBED_BY, HTML, JSON, preferred_script, preferred_type
from api.request_parsing import query, require_utf8_path
from api.settings import Settings
from glossary.export.skos import CONTEXT, concept_nodes, scheme_node
from glossary.export.spreadsheets import rows_as_csv
from glossary.lookup import Dictionary, LookupResult


def to_linked_data(found: LookupResult, base_url: str) -> dict[str, Any]:
    """The article as a graph: the concept, one ordered collection per member group, and the scheme.

    Args:
        found: The article.
        base_url: The base of addresses, the same as in the exports, so that each concept has a single, stable URI.
    """
    root = f"{base_url}v1/"
    nodes = concept_nodes(found.article(), root, found.script)
    return {"@context": CONTEXT, "graph": [*nodes, scheme_node(root)]}


ANY = ("*/*",)
"""For views that evaluate ``Accept`` themselves, because their media types depend on the query."""

View = Callable[..., Any]


class EmptyQuery(Schema):
    """The query of a route without parameters."""


def endpoint(schema: type[Schema] = EmptyQuery, *, produces: tuple[str, ...] = (JSON,)) -> Callable[[View], View]:
    """Pass the validated query to a view as first argument, and reject clients that do not accept ``produces``.

    The view has the schema as ``query_schema``, so that tests can compare it with the contract.
    """
    loaded = schema()

    def wrap(view: View) -> View:
        @wraps(view)
        def wrapped(**values: Any) -> Any:
            require_utf8_path()
            parameters = query(loaded, is_page=HTML in produces)
            if produces != ANY:
                require_acceptable(produces)
            return view(parameters, **values)

        wrapped.query_schema = schema  # type: ignore[attr-defined]
        wrapped.produces = produces  # type: ignore[attr-defined]
        return wrapped

    return wrap


def require_acceptable(produces: tuple[str, ...]) -> str:
    """The media type of the response.

    Raises:
        ProblemError: 406 if the client does not accept any of ``produces``.
    """
    return acceptable_type(request.environ.get("HTTP_ACCEPT", ""), produces)


def acceptable_type(accept: str, produces: tuple[str, ...]) -> str:
    """The media type of ``produces`` that ``accept`` prefers.

    Raises:
        ProblemError: 406 if it accepts none.
    """
    chosen = preferred_type(accept, produces)
    if chosen is None:
        abort_with(406, "not-acceptable", f"this route answers with {', '.join(produces)}", produces=list(produces))
    return chosen


def negotiate_script(params: dict[str, Any]) -> str:
    """The script of the parameter, else the one that ``Accept-Language`` prefers, else ``zh-Hans``."""
    script: str | None = params.get("script")
    return script or preferred_script(request.environ.get("HTTP_ACCEPT_LANGUAGE", ""))


def set_revision(revision: str) -> None:
    """Marks the response as dependent on ``revision`` only, so that the middleware caches it until that changes."""
    request.environ[REVISION] = revision


@contextmanager
def read_snapshot() -> Iterator[Dictionary]:
    """The dictionary, fixed at one revision within the block; error responses are cached for that revision, too."""
    dictionary = current_dictionary()
    with dictionary.reading() as revision:
        set_revision(revision)
        yield dictionary


def convert_body(body: Any, script: str) -> bytes:
    """``body`` as JSON with its texts in ``script``."""
    return orjson.dumps(current_dictionary().convert_body(body, script))


def answer(
    body: Any, *, script: str | None = None, links: str = "", media_type: str = JSON, location: str = ""
) -> Response:
    """``body`` as JSON, with its language and links."""
    return respond(orjson.dumps(body), script=script, links=links, media_type=media_type, location=location)


LISTS = (JSON, CSV)
"""The media types of lists."""


def respond_list(
    body: dict[str, Any], name: str, row: type[Schema] | Sequence[str], *, script: str | None = None, links: str = ""
) -> Response:
    """A list as JSON, or its rows as CSV if ``Accept`` prefers that.

    Args:
        body: The body, in the requested script.
        name: The key of its rows.
        row: The schema of a row, whose fields are the columns; or the columns.
        script: The script of the texts.
        links: Links such as the next page; CSV has no other place for the cursor.
    """
    if require_acceptable(LISTS) == JSON:
        return answer(body, script=script, links=links)
    text = rows_as_csv(body[name], row if isinstance(row, Sequence) else list(row().fields))
    return respond(text.encode(), script=script, links=links, media_type=f"{CSV}; charset=utf-8; header=present")


def respond(
    body: bytes, *, script: str | None = None, links: str = "", media_type: str = JSON, location: str = ""
) -> Response:
    """Encoded bytes as a response, with language and links."""
    headers = [("Content-Type", media_type), ("Link", f"{links}, {DESCRIBED_BY}" if links else DESCRIBED_BY)]
    if script:
        headers.append(("Content-Language", script))
    if location:
        headers.append(("Content-Location", location))
    if request.method == "POST":  # the middleware compresses cacheable responses
        headers, body = compress_response(headers, body, request.environ.get("HTTP_ACCEPT_ENCODING", ""))
    return Response(body, headers=headers)


def find_root() -> str:
    """The public address of the service without a trailing slash: as configured, else from the request."""
    settings: Settings = current_app.extensions["settings"]
    return (settings.base_url if settings.is_public else request.url_root).rstrip("/")


def public_root() -> str:
    """The public address of the pages without a trailing slash: as configured, else the host of the request."""
    settings = current_app.extensions["settings"]
    if settings.is_public:
        return str(settings.base_url).rstrip("/")
    return f"{request.host_url.rstrip('/')}{request.script_root}"


def next_link(cursor: str | None) -> str:
    """The link to the next page of the current query."""
    if not cursor:
        return ""
    pairs = [(name, value) for name, value in request.args.items(multi=True) if name != "cursor"]
    return f'<{quote(request.path)}?{urlencode([*pairs, ("cursor", cursor)])}>; rel="next"'


def join_links(links: Iterable[str]) -> str:
    """Several links as one header value."""
    return ", ".join(link for link in links if link)
