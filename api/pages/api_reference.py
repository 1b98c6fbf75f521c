"""The parts of the contract in words and links, for the page that shows it.

``/docs``: the contract for people, rendered from ``openapi.yaml`` by a template; nothing comes from elsewhere.
"""

import re
import shlex
from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

import orjson
from flask import Blueprint, Response, render_template, request
from markupsafe import Markup, escape

from api.errors import explained_codes
from api.negotiation import HTML
from api.pages._rendering import render
from api.responses import endpoint, find_root, set_revision
from api.routes.service import contract, contract_json
from api.schemas.searches import ScriptQuery
from glossary.export.release import LICENSE_URL

_CODE = re.compile(r"`([^`]+)`")
_NAME = re.compile(r"{(\w+)}")


def resolve(part: dict[str, Any]) -> Any:
    """What a ``$ref`` points to; anything else as it is."""
    while "$ref" in part:
        found: Any = contract()
        for name in part["$ref"].removeprefix("#/").split("/"):
            found = found[name]
        part = found
    return part


def kind(schema: dict[str, Any] | None) -> Markup:
    """A schema in a few words, other schemas as links: ``list of Sense``, ``integer, 1 to 200, default 20``."""
    if not schema:
        return Markup()
    if "$ref" in schema:
        return Markup('<a href="#schema-{0}">{0}</a>').format(schema["$ref"].rpartition("/")[2])
    words = [_type(schema), *(escape(word) for word in _bounds(schema))]
    return Markup(", ").join(word for word in words if word)


def _type(schema: dict[str, Any]) -> Markup:
    if "anyOf" in schema:
        return Markup(" or ").join(kind(each) for each in schema["anyOf"])
    if "items" in schema:
        return Markup("list of {}").format(kind(schema["items"]) or "values")
    if schema.get("type") == "object" and schema.get("additionalProperties"):
        return Markup("mapping to {}").format(kind(schema["additionalProperties"]) or "values")
    kinds = schema.get("type", "")
    return escape(" or ".join(kinds) if isinstance(kinds, list) else kinds)


def _bounds(schema: dict[str, Any]) -> Iterator[str]:
    if "enum" in schema:
        yield " | ".join(map(str, schema["enum"]))
    for least, most, what in (
        ("minimum", "maximum", ""),
        ("minLength", "maxLength", " characters"),
        ("minItems", "maxItems", " elements"),
    ):
        if described := _range(schema.get(least), schema.get(most)):
            yield described + what
    if "default" in schema:
        yield f"default {orjson.dumps(schema['default']).decode()}"


def _range(least: int | None, most: int | None) -> str:
    """Bounds in words.

    >>> _range(1, 200), _range(2, 2), _range(None, 9), _range(0, None), _range(None, None)
    ('1 to 200', '2', 'at most 9', 'at least 0', '')
    """
    if least is None:
        return "" if most is None else f"at most {most}"
    if most is None:
        return f"at least {least}"
    return str(most) if least == most else f"{least} to {most}"


@cache
def prose(text: str | None) -> Markup:
    """Paragraphs with `code` in them; everything else is escaped."""
    return Markup("").join(Markup("<p>{}</p>").format(prose_line(each)) for each in (text or "").split("\n\n") if each)


@cache
def prose_line(text: str | None) -> Markup:
    """One line with `code` in it."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text or ""))))  # noqa: S704 - escaped before


def described(field: dict[str, Any]) -> Markup:
    """The description of a field, or of what it refers to."""
    return prose_line(field.get("description") or resolve(field).get("description"))


def anchor(described: str) -> str:
    """A name as the id of a place on the page.

    >>> anchor("X-Request-ID")
    'header-x-request-id'
    """
    return f"header-{described.lower()}"


def command(example: dict[str, Any]) -> str:
    """Returns the request of an example as a shell command for the address of this service."""
    words = ["curl"]
    for name, value in example.get("headers", {}).items():
        words += ["-H", f"{name}: {value}"]
    if "json" in example:
        words += ["-H", "Content-Type: application/json", "-d", orjson.dumps(example["json"]).decode()]
    if "data" in example:
        words += ["--data-binary", example["data"]]
    root = find_root()
    lines = [["curl", root + encoded(path)] for path in example.get("after", ())]
    return "\n".join(shlex.join(line) for line in [*lines, [*words, root + encoded(example["path"])]])


def encoded(path: str) -> str:
    """A path with its query as it goes over the wire.

    >>> encoded("/v1/terms/三?limit=2")
    '/v1/terms/%E4%B8%89?limit=2'
    """
    return quote(path, safe="/?&=%+")


def shown(value: Any) -> str:
    """An example as text, JSON indented."""
    return value if isinstance(value, str) else orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()


def trial(operation: dict[str, Any], path: str) -> dict[str, Any]:
    """What a form needs to ask a route: where it leads, and a field for each parameter, filled in as in an example."""
    given = _values(next(_requests(operation), ""), path)
    parameters = [resolve(each) for each in operation.get("parameters", ())]
    fields = [_trial_field(each, given) for each in parameters if each["in"] != "header"]
    action = encoded(_NAME.sub(lambda found: given.get(found[1]) or _example(parameters, found[1]), path))
    query = {field["name"]: field["value"] for field in fields if field["in"] == "query" and field["value"]}
    return {"link": f"{action}?{urlencode(query)}" if query else action, "action": action, "fields": fields}


def _example(parameters: list[dict[str, Any]], name: str) -> str:
    return str(next(each["example"] for each in parameters if each["name"] == name))


def _requests(operation: dict[str, Any]) -> Iterator[str]:
    """Returns the addresses of the examples of an operation that are plain GET requests."""
    for media in operation["responses"]["200"]["content"].values():
        for example in media.get("examples", {}).values():
            if "headers" not in example["x-request"]:
                yield example["x-request"]["path"]


def _values(address: str, path: str) -> dict[str, str]:
    path_part, _, query = address.partition("?")
    found = re.fullmatch(_NAME.sub(r"(?P<\1>.+)", path), path_part)  # no path holds a character that means more
    return {**(found.groupdict() if found else {}), **dict(parse_qsl(query))}


def _trial_field(parameter: dict[str, Any], given: dict[str, str]) -> dict[str, Any]:
    schema = resolve(parameter.get("schema", {}))
    value = given.get(parameter["name"], parameter.get("example", ""))
    choices = schema.get("enum") or (["true", "false"] if schema.get("type") == "boolean" else [])
    return {
        "name": parameter["name"],
        "in": parameter["in"],
        "value": value,
        "choices": choices,
        "default": _plain(schema.get("default", "")),
        "required": parameter.get("required", False),
        "is_number": schema.get("type") == "integer",
    }


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else orjson.dumps(value).decode()


@cache
def users() -> dict[str, tuple[list[str], list[str]]]:
    """By the name of a schema: the operations and the schemas that name it."""
    described: dict[str, tuple[list[str], list[str]]] = {name: ([], []) for name in contract()["components"]["schemas"]}
    for item in contract()["paths"].values():
        for operation in item.values():
            for name in _named(operation):
                described[name][0].append(operation["operationId"])
    for user, schema in contract()["components"]["schemas"].items():
        for name in _named(schema):
            described[name][1].append(user)
    return described


def _named(part: Any) -> list[str]:
    """The schemas that a part of the contract refers to, itself or by a shared answer, each once."""
    return list(dict.fromkeys(_all_named(part)))


def _all_named(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        reference = part.get("$ref", "")
        if "/schemas/" in reference:
            yield reference.rpartition("/")[2]
        elif "/responses/" in reference:
            yield from _all_named(resolve(part))
        part = [value for name, value in part.items() if name not in ("examples", "example")]
    for each in part if isinstance(part, list) else ():
        yield from _all_named(each)


def name_of(reference: dict[str, Any]) -> str:
    """The name of a shared part of the contract, by the reference to it.

    >>> name_of({"$ref": "#/components/responses/NotFound"})
    'NotFound'
    """
    return str(reference["$ref"]).rsplit("/", 1)[1]


FILTERS = {
    "resolve": resolve,
    "kind": kind,
    "prose": prose,
    "prose_line": prose_line,
    "described": described,
    "command": command,
    "shown": shown,
    "header_anchor": anchor,
    "reference_name": name_of,
    "trial": trial,
}
"""What the templates of the reference page call."""


bp = Blueprint("reference", __name__)


@bp.get("/docs")
@endpoint(ScriptQuery, produces=(HTML,))
def show_reference(params: dict[str, Any]) -> Response:
    """Every route with its parameters, answers and examples, every schema and every error code."""
    set_revision(contract_json()[1])
    return render(
        "docs.html",
        params,
        here="docs",
        contract=contract(),
        errors=explained_codes(),
        fields=_fields,
        users=users(),
        license=LICENSE_URL,
        root=request.script_root,
        error_responses=error_responses(),
    )


@cache
def _fields_of(name: str) -> Markup:
    schema = contract()["components"]["schemas"][name]
    return Markup(render_template("_fields.html", schema=schema))  # noqa: S704 - a template's own output


def _fields(schema: dict[str, Any]) -> Markup:
    name = next(name for name, each in contract()["components"]["schemas"].items() if each is schema)
    return _fields_of(name)


@cache
def error_responses() -> tuple[tuple[str, str, dict[str, Any]], ...]:
    """The errors that routes share, by status: status, name in the contract, response."""
    used = {
        (status, name_of(given))
        for item in contract()["paths"].values()
        for operation in item.values()
        for status, given in operation["responses"].items()
        if status >= "400"
    }
    shared = contract()["components"]["responses"]
    return tuple((status, name, shared[name]) for status, name in sorted(used))


@bp.record_once
def _register_filters(state: Any) -> None:
    state.app.jinja_env.filters.update(FILTERS)
