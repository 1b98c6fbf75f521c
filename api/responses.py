"""How a view turns what the dictionary says into a response.

An article as JSON-LD, in the same words and with the same addresses as the SKOS export.
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
from api.media_types import CSV, DESCRIBED_BY, HTML, JSON
from api.middleware.compression import compress_response
from api.middleware.stack import REVISION
from api.negotiation import preferred_script, preferred_type
from api.request_parsing import query, require_utf8_path
from api.settings import Settings
from glossary.export.csv_tables import rows_as_csv
from glossary.export.skos import CONTEXT, concept_nodes, scheme_node
from glossary.lookup import Dictionary, LookupResult


def to_linked_data(found: LookupResult, base_url: str) -> dict[str, Any]:
    """The article as a graph: the concept, one ordered collection a member group, the scheme.

    Args:
        found: The article.
        base_url: What addresses begin with, that of the exports: one concept has one name, and a saved copy keeps it.
    """
    root = f"{base_url}v1/"
    nodes = concept_nodes(found.article(), root, found.script)
    return {"@context": CONTEXT, "graph": [*nodes, scheme_node(root)]}


ANY = ("*/*",)
"""Of a view that knows its media type only when it knows what is asked for, and looks at ``Accept`` itself."""

View = Callable[..., Any]


class EmptyQuery(Schema):
    """The query of a route that takes none."""


def endpoint(schema: type[Schema] = EmptyQuery, *, produces: tuple[str, ...] = (JSON,)) -> Callable[[View], View]:
    """Give a view its checked query string as first argument, and refuse clients that take none of ``produces``.

    The view keeps the schema as ``query_schema``, so that tests can hold it to the contract.
    """
    loaded = schema()

    def wrap(view: View) -> View:
        @wraps(view)
        def asked(**values: Any) -> Any:
            require_utf8_path()
            asked_query = query(loaded, is_page=HTML in produces)
            if produces != ANY:
                require_acceptable(produces)
            return view(asked_query, **values)

        asked.query_schema = schema  # type: ignore[attr-defined]
        asked.produces = produces  # type: ignore[attr-defined]
        return asked

    return wrap


def require_acceptable(produces: tuple[str, ...]) -> str:
    """The media type to answer with.

    Raises:
        ProblemError: 406, when the client accepts none.
    """
    chosen = preferred_type(request.environ.get("HTTP_ACCEPT", ""), produces)
    if chosen is None:
        abort_with(406, "not-acceptable", f"this route answers with {', '.join(produces)}", produces=list(produces))
    return chosen


def negotiate_script(asked: dict[str, Any]) -> str:
    """The parameter, else what ``Accept-Language`` prefers, else as printed."""
    script: str | None = asked.get("script")
    return script or preferred_script(request.environ.get("HTTP_ACCEPT_LANGUAGE", ""))


def set_revision(revision: str) -> None:
    """Tell the frame that this answer follows from ``revision`` alone and may be kept while that lasts."""
    request.environ[REVISION] = revision


@contextmanager
def read_snapshot() -> Iterator[Dictionary]:
    """The dictionary, held at one revision for everything that is asked within; errors are kept by it, too."""
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
"""What a list is answered as."""


def respond_list(
    body: dict[str, Any], name: str, row: type[Schema] | Sequence[str], *, script: str | None = None, links: str = ""
) -> Response:
    """A list as JSON, or its rows as CSV where ``Accept`` prefers that.

    Args:
        body: The answer, in the script that was asked for.
        name: The key of its rows.
        row: The schema of a row, whose fields are the columns; or the columns.
        script: Of the texts.
        links: The next page and others; CSV has no other place for the cursor.
    """
    if require_acceptable(LISTS) == JSON:
        return answer(body, script=script, links=links)
    text = rows_as_csv(body[name], row if isinstance(row, Sequence) else list(row().fields))
    return respond(text.encode(), script=script, links=links, media_type=f"{CSV}; charset=utf-8; header=present")


def respond(
    body: bytes, *, script: str | None = None, links: str = "", media_type: str = JSON, location: str = ""
) -> Response:
    """Finished bytes, with their language and links."""
    headers = [("Content-Type", media_type), ("Link", f"{links}, {DESCRIBED_BY}" if links else DESCRIBED_BY)]
    if script:
        headers.append(("Content-Language", script))
    if location:
        headers.append(("Content-Location", location))
    if request.method == "POST":  # the frame codes what may be kept
        headers, body = compress_response(headers, body, request.environ.get("HTTP_ACCEPT_ENCODING", ""))
    return Response(body, headers=headers)


def find_root() -> str:
    """The public address of the service without a slash at the end: as configured, else as the request has it."""
    settings: Settings = current_app.extensions["settings"]
    return (settings.base_url if settings.is_public else request.url_root).rstrip("/")


def public_root() -> str:
    """Where people reach the pages, no slash at the end: the configured address, else the host that was asked."""
    settings = current_app.extensions["settings"]
    if settings.is_public:
        return str(settings.base_url).rstrip("/")
    return f"{request.host_url.rstrip('/')}{request.script_root}"


def next_link(cursor: str | None) -> str:
    """The link to the next page of this very question."""
    if not cursor:
        return ""
    pairs = [(name, value) for name, value in request.args.items(multi=True) if name != "cursor"]
    return f'<{quote(request.path)}?{urlencode([*pairs, ("cursor", cursor)])}>; rel="next"'


def join_links(links: Iterable[str]) -> str:
    """Several links as one header value."""
    return ", ".join(link for link in links if link)
