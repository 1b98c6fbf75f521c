"""``/docs``: the contract for people, rendered from ``openapi.yaml`` by a template; nothing comes from elsewhere."""

import re
from functools import cache
from typing import Any
from urllib.parse import quote

import orjson
from flask import Blueprint, Response, render_template
from markupsafe import Markup, escape

from api.answers import asks, made_from
from api.media import HTML
from api.pages._rendering import render
from api.problems import explained_codes
from api.resources.contract import contract, contract_json
from api.resources.service import LICENSE_URL
from api.schemas.searches import ScriptQuery

bp = Blueprint("reference", __name__)

_CODE = re.compile(r"`([^`]+)`")
_LONGEST_EXAMPLE = 2_500
"""Characters of an example that are shown; the contract has it whole."""


@bp.get("/docs")
@asks(ScriptQuery, produces=(HTML,))
def show_reference(asked: dict[str, Any]) -> Response:
    """Every route with its parameters, answers and examples, and every error code."""
    made_from(contract_json()[1])
    return render(
        "docs.html",
        asked,
        here="docs",
        contract=contract(),
        errors=explained_codes(),
        fields=_fields,
        license=LICENSE_URL,
    )


def resolve(part: dict[str, Any]) -> Any:
    """What a ``$ref`` points to; anything else as it is."""
    while "$ref" in part:
        found: Any = contract()
        for name in part["$ref"].removeprefix("#/").split("/"):
            found = found[name]
        part = found
    return part


def kind(schema: dict[str, Any] | None) -> str:
    """A schema in a few words: ``integer, 1 to 200, default 20``."""
    if not schema:
        return ""
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    kinds = schema.get("type", "")
    words = [" or ".join(kinds) if isinstance(kinds, list) else kinds]
    if "items" in schema:
        words = [f"list of {kind(schema['items'])}"]
    if "anyOf" in schema:
        words = [" or ".join(kind(each) for each in schema["anyOf"])]
    if "enum" in schema:
        words.append(" | ".join(map(str, schema["enum"])))
    if "minimum" in schema and "maximum" in schema:
        words.append(f"{schema['minimum']} to {schema['maximum']}")
    if "default" in schema:
        words.append(f"default {orjson.dumps(schema['default']).decode()}")
    return ", ".join(word for word in words if word)


def prose(text: str | None) -> Markup:
    """Paragraphs with `code` in them; everything else is escaped."""
    return Markup("").join(Markup("<p>{}</p>").format(prose_line(each)) for each in (text or "").split("\n\n") if each)


def prose_line(text: str | None) -> Markup:
    """One line with `code` in it."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text or ""))))  # noqa: S704 - escaped before


def described(field: dict[str, Any]) -> Markup:
    """The description of a field, or of what it refers to."""
    return prose_line(field.get("description") or resolve(field).get("description"))


def command(asked: dict[str, Any], verb: str) -> str:
    """The request of an example as one would type it."""
    words = ["curl"]
    for name, value in asked.get("headers", {}).items():
        words.append(f"-H '{name}: {value}'")
    if "json" in asked:
        words.append(f"-H 'Content-Type: application/json' -d '{orjson.dumps(asked['json']).decode()}'")
    if "data" in asked:
        words.append(f"--data-binary '{asked['data']}'")
    return " ".join([*words, f"'$BASE{quote(asked['path'], safe='/?&=%+')}'"])


def shown(value: Any) -> str:
    """An example, indented and cut."""
    text = value if isinstance(value, str) else orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()
    return text if len(text) <= _LONGEST_EXAMPLE else text[:_LONGEST_EXAMPLE] + "\n…"


@cache
def _fields_of(name: str) -> Markup:
    schema = contract()["components"]["schemas"][name]
    return Markup(render_template("_fields.html", schema=schema))  # noqa: S704 - a template's own output


def _fields(schema: dict[str, Any]) -> Markup:
    name = next(name for name, each in contract()["components"]["schemas"].items() if each is schema)
    return _fields_of(name)


FILTERS = {
    "resolve": resolve,
    "kind": kind,
    "prose": prose,
    "prose_line": prose_line,
    "described": described,
    "command": command,
    "shown": shown,
}


@bp.record_once
def _register_filters(state: Any) -> None:
    state.app.jinja_env.filters.update(FILTERS)
