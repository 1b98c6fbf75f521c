"""Query strings and bodies into checked values: an unknown name is an error with a hint, not noise."""

from functools import lru_cache
from typing import Any
from urllib.parse import unquote_to_bytes

from flask import request
from marshmallow import Schema, ValidationError
from rapidfuzz import process
from rapidfuzz.distance import OSA
from werkzeug.datastructures import MultiDict

from api.problems import refuse

NEAR = 0.6
"""Similarity from which an unknown name is a mistyped known one: one letter of three, two of five."""

SIMILARITY = OSA.normalized_similarity

MEMO = 2048
"""Distinct query strings of which the checked values are remembered."""

_SCHEMAS: dict[str, Schema] = {}


def query(schema: Schema) -> dict[str, Any]:
    """The checked query of this request.

    Raises:
        ProblemError: 400 for a name that ``schema`` does not know, with the nearest that it does.
        ValidationError: a value that it refuses.
    """
    name = type(schema).__qualname__
    _SCHEMAS.setdefault(name, schema)
    return dict(_checked(name, request.environ.get("QUERY_STRING", "")))


@lru_cache(MEMO)
def _checked(name: str, raw: str) -> dict[str, Any]:
    """By the raw query string, so that a repeated one is neither parsed nor checked again."""
    require_utf8(raw)
    schema = _SCHEMAS[name]
    given = request.args
    require_known(given, tuple(field.data_key or name for name, field in schema.fields.items()))
    loaded: dict[str, Any] = schema.load(_single(given))
    return loaded


def require_known(given: "MultiDict[str, str]", known: tuple[str, ...]) -> None:
    """Refuse names that are not ``known``.

    Raises:
        ProblemError: 400, with ``parameter`` and, where one comes near, ``nearest``.
    """
    for name in given:
        if name in known:
            continue
        near = process.extractOne(name.casefold(), known, scorer=SIMILARITY, score_cutoff=NEAR)
        nearest = near[0] if near else None
        refuse(
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
    """One value a name.

    Raises:
        ValidationError: a name that is given more than once; no parameter is a list.
    """
    repeated = {name: [f"Given {len(values)} times; once is enough."] for name, values in given.lists() if values[1:]}
    if repeated:
        raise ValidationError(repeated)
    return given.to_dict()


def require_utf8(raw: str) -> None:
    """Refuse bytes of a path or query (as WSGI has them) that are no UTF-8: they would become other characters.

    Raises:
        ProblemError: 400.
    """
    try:
        unquote_to_bytes(raw.encode("latin-1")).decode()
    except UnicodeError:
        refuse(400, "bad-request", "the address is no UTF-8 where it is percent-encoded")


def require_utf8_path() -> None:
    """Likewise the path of this request, which WSGI has decoded already.

    Raises:
        ProblemError: 400.
    """
    try:
        request.environ["PATH_INFO"].encode("latin-1").decode()
    except UnicodeError:
        refuse(400, "bad-request", "the path is no UTF-8 where it is percent-encoded")
