"""The fields that many schemas share, each described once."""

import re
from collections.abc import Sequence
from typing import Any

from marshmallow import Schema, fields, validate

from glossary.chinese.script import SCRIPT_ALIASES, SCRIPTS, canonical_script
from glossary.lookup.resolve import MAX_FORM_LENGTH

FORM_LENGTH = MAX_FORM_LENGTH
"""Maximum length of a written form, in code points."""

LARGEST_PAGE = 200


_DIGITS = re.compile(r"-?[0-9]{1,18}")


class Number(fields.Integer):
    """An integer of a query string as JSON writes one; Python would take 1_0, ٣ and " 5" as well."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, str) or not _DIGITS.fullmatch(value):
            raise self.make_error("invalid", input=value)
        return super()._deserialize(value, attr, data, **kwargs)


def describe(text: str, **more: Any) -> dict[str, Any]:
    """Metadata that apispec carries into the contract."""
    return {"description": text, **more}


class ScriptField(fields.String):
    """A script by its own tag or by that of a place (zh-TW, zh-HK, zh-CN)."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        tag = super()._deserialize(value, attr, data, **kwargs)
        return canonical_script(tag) if tag in SCRIPT_ALIASES else tag


def script_field() -> fields.String:
    """The script that texts of the answer are given in."""
    description = (
        "Script of the texts in the response. Takes precedence over `Accept-Language`; the default is "
        "zh-Hans. Region tags (zh-TW, zh-HK, zh-CN) mean the script written there."
    )
    return ScriptField(validate=validate.OneOf((*SCRIPTS, *SCRIPT_ALIASES)), metadata=describe(description))


def limit_field(default: int = 20, most: int = LARGEST_PAGE) -> fields.Integer:
    """How many rows at most."""
    return Number(
        load_default=default,
        validate=validate.Range(min=1, max=most),
        metadata=describe("Maximum number of rows."),
    )


def cursor_field() -> fields.String:
    """Where to go on."""
    description = "The `next` of the previous page. Cursors are opaque and valid only for the query that produced them."
    return fields.String(validate=validate.Length(min=1, max=512), metadata=describe(description))


def year_field(description: str) -> fields.Integer:
    """A calendar year."""
    return Number(validate=validate.Range(min=1949, max=2100), metadata=describe(description))


def string(description: str, **arguments: Any) -> fields.String:
    """A string of an answer, always there."""
    return fields.String(required=True, metadata=describe(description), **arguments)


def choice(values: Sequence[str], description: str, **arguments: Any) -> fields.String:
    """A string of an answer that is one of ``values``: a closed list, to which only a new contract may add."""
    return fields.String(required=True, validate=validate.OneOf(values), metadata=describe(description), **arguments)


def maybe_string(description: str, **arguments: Any) -> fields.String:
    """A string or null, always there."""
    return fields.String(required=True, allow_none=True, metadata=describe(description), **arguments)


def integer(description: str, **arguments: Any) -> fields.Integer:
    """An integer of an answer, always there."""
    return fields.Integer(required=True, metadata=describe(description), **arguments)


def maybe_integer(description: str, **arguments: Any) -> fields.Integer:
    """An integer or null, always there."""
    return fields.Integer(required=True, allow_none=True, metadata=describe(description), **arguments)


def maybe_number(description: str, **arguments: Any) -> fields.Float:
    """A number or null."""
    return fields.Float(required=True, allow_none=True, metadata=describe(description), **arguments)


def boolean(description: str) -> fields.Boolean:
    """A boolean of an answer, always there."""
    return fields.Boolean(required=True, metadata=describe(description))


def one(schema: type[Schema], description: str, **arguments: Any) -> fields.Nested:
    """One object of an answer."""
    return fields.Nested(schema, required=True, metadata=describe(description), **arguments)


def many(schema: type[Schema], description: str, **arguments: Any) -> "fields.List[Any]":
    """A list of objects."""
    return fields.List(fields.Nested(schema), required=True, metadata=describe(description), **arguments)


def strings(description: str) -> "fields.List[Any]":
    """A list of strings."""
    return fields.List(fields.String(), required=True, metadata=describe(description))
