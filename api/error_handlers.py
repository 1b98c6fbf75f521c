"""Error handlers: respond with problem details (RFC 9457) to programs and with pages to browsers."""

import zlib
from http import HTTPStatus
from typing import Any

import orjson
from flask import Flask, Response, current_app, request
from marshmallow import ValidationError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound, RequestEntityTooLarge

from api.dictionary_provider import DictionaryProvider
from api.errors import CODES, ProblemError, encode, problem_details, problem_of
from api.middleware.headers import VARY
from api.negotiation import PROBLEM
from api.pages._errors import error_page, is_of_pages, wants_page
from glossary import errors
from glossary.errors import GlossaryError

RETRY_AFTER = "5"
"""Seconds after which a client may retry when the store is missing."""


def register(app: Flask) -> None:
    """Register handlers that give our errors, marshmallow's and Werkzeug's the same format."""
    app.register_error_handler(ProblemError, lambda e: problem(e.status, e.code, e.detail, **e.extra))
    app.register_error_handler(GlossaryError, _ours)
    app.register_error_handler(ValidationError, _invalid)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def problem(status: int, code: str, detail: str, **extra: Any) -> Response:
    """Problem details as JSON, or the equivalent page."""
    return _respond(problem_details(status, code, detail, request.path, **extra))


def _respond(body: dict[str, Any]) -> Response:
    status: int = body["status"]
    if wants_page():
        answer = error_page(status, body)
    else:
        answer = Response(encode(body), status, mimetype=PROBLEM)
        answer.headers["Content-Language"] = "en"
        if is_of_pages():
            answer.headers["Vary"] = VARY
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        answer.headers["Retry-After"] = RETRY_AFTER
    return answer


def _ours(error: GlossaryError) -> Response:
    body = problem_of(error, request.path)
    if body["status"] >= HTTPStatus.INTERNAL_SERVER_ERROR:
        current_app.logger.error("%s: %s", error.code, error)
    return _respond(body)


def _invalid(error: ValidationError) -> Response:
    return problem(422, CODES[422], _first(error.messages) or "the request breaks a rule", errors=error.messages)


def _first(messages: Any, path: str = "") -> str:
    """The first validation error as a sentence, for clients that show only ``detail``."""
    if isinstance(messages, dict):
        name, inner = next(iter(messages.items()))
        return _first(inner, f"{path}.{name}" if path else str(name))
    message = str(messages[0] if isinstance(messages, list) and messages else messages)
    return f"{path}: {message[:1].lower()}{message[1:]}"


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if status < HTTPStatus.BAD_REQUEST:  # a redirect
        return Response(error.get_response().get_data(), status, error.get_headers())
    answer = problem(status, CODES.get(status, "bad-request"), _detail(error))
    kept = {name: value for name, value in error.get_headers() if name.lower() not in ("content-type", "retry-after")}
    answer.headers.update(kept)  # Allow on 405, Content-Range on 416
    return answer


def _detail(error: HTTPException) -> str:
    if isinstance(error, NotFound):
        return f"nothing lives at {request.path}; /docs lists the routes"
    if isinstance(error, MethodNotAllowed):
        offered = ", ".join(sorted(error.valid_methods or ()))
        return f"{request.method} is not offered at {request.path}; there are {offered}"
    if isinstance(error, RequestEntityTooLarge):
        return f"the body is larger than the {request.max_content_length} bytes that this route takes"
    return error.description or error.name


_DAMAGE = (zlib.error, orjson.JSONDecodeError, UnicodeDecodeError)
"""Errors that only a damaged store causes: the same errors in request bodies are handled during parsing."""


def _unexpected(error: Exception) -> Response:
    current_app.logger.error("unexpected error at %s", request.path, exc_info=error)
    provider: DictionaryProvider = current_app.extensions["provider"]
    if provider.is_damaged() or isinstance(error, _DAMAGE):
        return _ours(errors.StoreDamagedError(f"reading ended in {type(error).__name__}"))
    return problem(500, CODES[500], "this is a fault of the service; the request id finds it in the log")
