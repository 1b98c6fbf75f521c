"""Parses and validates query strings, request bodies and paths.

An unknown parameter of the API is an error with a suggestion; pages ignore it. A body must have the right media type
and be within the limits.
"""

from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, unquote_to_bytes

import orjson
from flask import g, request
from marshmallow import Schema, ValidationError
from rapidfuzz import process
from rapidfuzz.distance import OSA
from werkzeug.datastructures import MultiDict
from werkzeug.routing import PathConverter

from api.errors import abort_with
from api.negotiation import JSON
from api.request_limits import check_text_length

NEAR = 0.6
"""Similarity from which an unknown name counts as a typo of a known one: one wrong letter of three, two of five."""

SIMILARITY = OSA.normalized_similarity

MEMO = 2048
"""Number of distinct query strings whose parsed values are memoized."""

MAX_MEMO_LENGTH = 1024
"""Maximum characters of a memoized query string, so that the memory is bounded."""

_SCHEMAS: dict[str, Schema] = {}


def query(schema: Schema, *, is_page: bool = False) -> dict[str, Any]:
    """The validated query of this request.

    Args:
        schema: The schema of the query.
        is_page: Whether this is a page, which ignores unknown parameters; see :func:`page_arguments`.

    Raises:
        ProblemError: 400 for a name that is not in ``schema``, with the most similar one; not on pages.
        ValidationError: A value is invalid.
    """
    if is_page:
        g.page_parameters = _names(schema)
    return parse_query(schema, request.environ.get("QUERY_STRING", ""), is_page=is_page)


def parse_query(schema: Schema, raw: str, *, is_page: bool = False) -> dict[str, Any]:
    """The validated query string ``raw``; see :func:`query`."""
    name = type(schema).__qualname__
    _SCHEMAS.setdefault(name, schema)
    check = _remember_checked if len(raw) <= MAX_MEMO_LENGTH else _check_query
    return dict(check(name, raw, is_page))


@lru_cache(MEMO)
def _remember_checked(name: str, raw: str, is_page: bool) -> dict[str, Any]:
    """Validate a query; memoized by the raw query string, so that a repeated one is not parsed again."""
    return _check_query(name, raw, is_page)


def _check_query(name: str, raw: str, is_page: bool) -> dict[str, Any]:
    require_utf8(raw)
    schema = _SCHEMAS[name]
    args = MultiDict(parse_qsl(raw.encode("latin-1").decode(), keep_blank_values=True))
    given = _of_page(schema, args) if is_page else args
    require_known(given, _names(schema))
    loaded: dict[str, Any] = schema.load(_single(given))
    return loaded


LANGUAGE = "lang"
"""Chooses the language of the interface of every page."""


def _of_page(schema: Schema, given: "MultiDict[str, str]") -> "MultiDict[str, str]":
    """The parameters of a page that its schema has."""
    known = _names(schema)
    return MultiDict((name, value) for name, value in given.items(multi=True) if name in known)


def page_arguments() -> "MultiDict[str, str]":
    """The parameters in the address of this page that pages know, for links to the page with another choice.

    Sites, mail and chat programs append parameters of their own to links (``utm_source``, ``from``, ``spm``). Pages
    ignore them, and do not pass them on.
    """
    known = {LANGUAGE, *g.get("page_parameters", ("script", "q"))}
    return MultiDict((name, value) for name, value in request.args.items(multi=True) if name in known)


def _names(schema: Schema) -> tuple[str, ...]:
    return tuple(field.data_key or name for name, field in schema.fields.items())


def require_known(given: "MultiDict[str, str]", known: tuple[str, ...]) -> None:
    """Reject names that are not in ``known``.

    Raises:
        ProblemError: 400, with ``parameter`` and, if there is a similar name, ``nearest``.
    """
    for name in given:
        if name in known:
            continue
        near = process.extractOne(name.casefold(), known, scorer=SIMILARITY, score_cutoff=NEAR)
        nearest = near[0] if near else None
        abort_with(
            400,
            "unknown-parameter",
            f"no parameter {name[:64]!r} here; {_hint(nearest, known)}",
            parameter=name[:64],
            nearest=nearest,
            known=list(known),
        )


def _hint(nearest: str | None, known: tuple[str, ...]) -> str:
    if nearest:
        return f"did you mean {nearest!r}?"
    if len(known) == 1:
        return f"there is only {known[0]}"
    return f"there are {', '.join(known)}" if known else "this route takes none"


def _single(given: "MultiDict[str, str]") -> dict[str, str]:
    """Require one value per name.

    Raises:
        ValidationError: A name occurs more than once; no parameter is a list.
    """
    repeated = {name: [f"Given {len(values)} times; once is enough."] for name, values in given.lists() if values[1:]}
    if repeated:
        raise ValidationError(repeated)
    return given.to_dict()


def require_utf8(raw: str) -> None:
    """Reject a path or query (as in WSGI) that is not UTF-8, because its bytes would become other characters.

    Raises:
        ProblemError: 400.
    """
    try:
        unquote_to_bytes(raw.encode("latin-1")).decode()
    except UnicodeError:
        abort_with(400, "bad-request", "percent-encoded bytes in the URL are not valid UTF-8")


def require_utf8_path() -> None:
    """Reject a request whose path, already decoded by WSGI, is not UTF-8.

    Raises:
        ProblemError: 400.
    """
    decode_path(request.environ["PATH_INFO"])


def decode_path(path: str) -> str:
    """A path as in WSGI (PEP 3333), its bytes as Latin-1, as text.

    Raises:
        ProblemError: 400 if it is not UTF-8.
    """
    try:
        return path if path.isascii() else path.encode("latin-1").decode()
    except UnicodeError:
        abort_with(400, "bad-request", "percent-encoded bytes in the path are not valid UTF-8")


def json_body(schema: Schema) -> dict[str, Any]:
    """The validated JSON body of this request.

    Raises:
        ProblemError: 415 for another media type, 400 for invalid JSON, 413 for a text that is too long.
        RequestEntityTooLarge: The body is too large.
        ValidationError: The body does not match ``schema``.
    """
    require_type(JSON)
    try:
        read = orjson.loads(request.get_data())
    except orjson.JSONDecodeError as error:
        abort_with(400, "malformed-body", f"the request body is not valid JSON: {error}")
    if not isinstance(read, dict):
        abort_with(422, "invalid-request", "the body must be a JSON object")
    for text in read.values():
        check_text_length(text)
    loaded: dict[str, Any] = schema.load(read)
    return loaded


def require_type(*accepted: str) -> str:
    """The media type of the body.

    Raises:
        ProblemError: 415 if it is not in ``accepted``.
    """
    if request.mimetype not in accepted:
        sent = request.mimetype or "nothing"
        abort_with(
            415,
            "unsupported-media-type",
            f"unsupported Content-Type {sent[:80]}; expected one of {', '.join(accepted)}",
        )
    if request.mimetype_params.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
        abort_with(415, "unsupported-media-type", "unsupported charset; this route reads UTF-8 only")
    return request.mimetype


def text_body() -> str:
    """The body, plain text or HTML in UTF-8.

    Raises:
        ProblemError: 400 if it is not UTF-8; 413 if it is too long.
    """
    try:
        text = request.get_data().decode("utf-8")
    except UnicodeDecodeError as error:
        abort_with(400, "malformed-body", f"the body is not UTF-8: byte {error.start}")
    check_text_length(text)
    return text


class FormConverter(PathConverter):
    """A written form in a path: any characters, including slashes and line ends."""

    regex = r"[^/](?s:.*?)"
