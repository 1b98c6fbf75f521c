"""Error codes with their HTTP status and meaning; docs/errors.md explains each."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, NoReturn

import orjson

from glossary import errors
from glossary.errors import GlossaryError

STATUS: Mapping[type[GlossaryError], int] = {
    errors.InvalidQueryError: 422,
    errors.UnknownScriptError: 422,
    errors.TermNotFoundError: 404,
    errors.SourceNotFoundError: 404,
    errors.UnreadableSourceError: 422,
    errors.InvalidRowError: 422,
    errors.StoreMissingError: 503,
    errors.StoreOutdatedError: 503,
    errors.StoreNewerError: 503,
    errors.StoreDamagedError: 503,
    errors.StoreError: 503,
    GlossaryError: 500,
}
"""The status of each of our errors; a subclass that is not listed has the status of its parent."""

CODES: Mapping[int, str] = {
    400: "bad-request",
    404: "not-found",
    405: "method-not-allowed",
    406: "not-acceptable",
    408: "request-timeout",
    412: "precondition-failed",
    413: "too-large",
    415: "unsupported-media-type",
    416: "range-not-satisfiable",
    422: "invalid-request",
    429: "too-many-requests",
    500: "internal-error",
    503: "unavailable",
}
"""The codes of generic HTTP errors, by status."""

MEANINGS: Mapping[str, str] = {
    "bad-request": "The request is invalid in a way that has no specific code.",
    "unknown-parameter": "The route has no such query parameter; `nearest` was probably meant, `known` lists all.",
    "malformed-body": "The body is not JSON, or not UTF-8.",
    "not-found": "No such route.",
    "export-not-found": "No export has that name; `known` lists the existing ones.",
    "method-not-allowed": "`Allow` lists the methods of the route.",
    "not-acceptable": "`Accept` does not include any of the route's media types (`produces`).",
    "request-timeout": "The body did not arrive in time.",
    "precondition-failed": "The file is not the one that `If-Match` names, or is newer than `If-Unmodified-Since`.",
    "too-large": "The body or the response exceeds the limit of the route.",
    "too-complex": "The request takes more time or memory than allowed; send less.",
    "unsupported-media-type": "The route does not read bodies of that media type.",
    "range-not-satisfiable": "The range is outside the file.",
    "invalid-request": "A parameter or a field of the body is invalid; `errors` has the names and reasons.",
    "too-many-requests": "The client exceeded the rate limit of this instance; retry after `Retry-After` seconds.",
    "internal-error": "An error in the service; its log has the details under the request id.",
    "unavailable": "The service is unavailable at the moment.",
    "busy": "The instance is handling as many bodies or long requests as it can; retry later.",
    "export-pending": "The files of the current revision are being written; retry after `Retry-After` seconds.",
}
"""The meaning of each code of HTTP and of this package in one line."""


def explained_codes() -> list[tuple[str, int | None, str]]:
    """Every code of problem details with its status and meaning."""
    ours = [
        (kind.code, status_of(kind), (kind.__doc__ or "").splitlines()[0])
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, GlossaryError) and kind is not GlossaryError
    ]
    statuses = {code: status for status, code in CODES.items()} | {
        "unknown-parameter": 400, "malformed-body": 400, "export-not-found": 404, "export-pending": 503, "busy": 503,
        "too-complex": 422,
    }  # fmt: skip
    return ours + [(code, statuses.get(code), meaning) for code, meaning in MEANINGS.items()]


@dataclass
class ProblemError(Exception):
    """Raised by a view to respond with problem details."""

    status: int
    code: str
    detail: str
    extra: Mapping[str, Any]


def problem_details(status: int, code: str, detail: str, instance: str, **extra: Any) -> dict[str, Any]:
    """Build problem details; ``type`` links to the explanation of ``code`` on the documentation page."""
    return {
        "type": f"/docs#{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": instance,
        "code": code,
        **extra,
    }


def problem_of(error: GlossaryError, instance: str) -> dict[str, Any]:
    """Problem details of one of our errors."""
    kind = type(error)
    if isinstance(error, errors.UnreadableSourceError):
        return problem_details(422, error.code, error.problem, instance, finding=error.finding_code)
    extra: dict[str, Any] = {}
    if isinstance(error, errors.TermNotFoundError):
        extra["suggestions"] = list(error.suggestions)
    if isinstance(error, errors.InvalidQueryError):
        extra["parameter"] = error.parameter
    return problem_details(status_of(kind), error.code, _without_paths(error), instance, **extra)


def _without_paths(error: GlossaryError) -> str:
    """A message without server paths: those of store errors contain one, so their docstrings are used instead."""
    if not isinstance(error, errors.StoreError):
        return str(error)
    return (type(error).__doc__ or "").splitlines()[0].replace("``", "`")


def encode_problem(body: dict[str, Any]) -> bytes:
    """Encode problem details; must not fail, whatever data the error contains."""
    return orjson.dumps(body, default=str, option=orjson.OPT_NON_STR_KEYS)


def abort_with(status: int, code: str, detail: str, **extra: Any) -> NoReturn:
    """End the request with problem details.

    Raises:
        ProblemError: Always.
    """
    raise ProblemError(status, code, detail, extra)


def status_of(error: type[GlossaryError]) -> int:
    """The status of an error class or of its nearest listed parent."""
    return next(STATUS[kind] for kind in error.__mro__ if kind in STATUS)
