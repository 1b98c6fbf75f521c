"""Query strings and bodies into checked values: an unknown name is an error with a hint, not noise."""

from functools import lru_cache
from typing import Any

from flask import request
from marshmallow import Schema
from rapidfuzz import process
from werkzeug.datastructures import MultiDict

from api.problems import refuse

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
        near = process.extractOne(name, known, score_cutoff=50) if known else None
        refuse(
            400,
            "unknown-parameter",
            f"no parameter {name[:64]!r} here; {_hint(near and near[0], known)}",
            parameter=name[:64],
            nearest=near and near[0],
            known=list(known),
        )


def _hint(nearest: str | None, known: tuple[str, ...]) -> str:
    if nearest:
        return f"did you mean {nearest!r}?"
    return f"there are {', '.join(known)}" if known else "this route takes none"


def _single(given: "MultiDict[str, str]") -> dict[str, str | list[str]]:
    """One value a name; a repeated name stays a list, which only a list field accepts."""
    return {name: values[0] if len(values) == 1 else values for name, values in given.lists()}
