"""``openapi.yaml`` and the code say the same: routes, parameters, components, error codes."""

import re
from typing import Any

import pytest
from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Flask
from openapi_spec_validator import validate

from api.errors import explained_codes
from api.routes.service import contract
from api.schemas import COMPONENTS
from glossary.package_data import packaged_path

PLUGIN = MarshmallowPlugin(schema_name_resolver=lambda kind: (kind if isinstance(kind, type) else type(kind)).__name__)
METHODS = ("get", "post")


def _operations() -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, item[method])
        for path, item in contract()["paths"].items()
        for method in METHODS
        if method in item
    ]


OPERATIONS = [operation for _, _, operation in _operations()]


@pytest.fixture(scope="module")
def components() -> dict[str, Any]:
    """The schemas of the code as apispec writes them."""
    spec = APISpec("", "", "3.1.0", plugins=[PLUGIN])
    for name, kind in COMPONENTS.items():
        spec.components.schema(name, schema=kind)
    schemas: dict[str, Any] = spec.to_dict()["components"]["schemas"]
    return schemas


def _resolved(part: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in part:
        return part
    _, _, kind, name = part["$ref"].split("/")
    found: dict[str, Any] = contract()["components"][kind][name]
    return found


def test_routes_are_the_paths_of_the_contract(make_app: Any) -> None:
    """No route without a description, no description without a route."""
    rules = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in make_app().url_map.iter_rules()
        if rule.endpoint != "static"
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }

    assert rules == {(path, method) for path, method, _ in _operations()}


def test_schemas_are_the_components_of_the_contract(components: dict[str, Any]) -> None:
    """Field by field, descriptions included."""
    actual = {
        name: {key: value for key, value in schema.items() if key != "description"}
        for name, schema in contract()["components"]["schemas"].items()
    }

    assert actual == components


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: each["operationId"])
def test_query_parameters_are_those_of_the_contract(
    make_app: Any, components: dict[str, Any], operation: dict[str, Any]
) -> None:
    """Name, schema and whether it is required."""
    assert components  # made by the same plugin, which knows no converter before
    view = _view(make_app(), operation["operationId"])
    actual = [_resolved(each) for each in operation.get("parameters", ())]

    assert _queries(actual) == _queries(PLUGIN.converter.schema2parameters(view.query_schema, location="query"))


def _view(app: Flask, name: str) -> Any:
    return next(view for endpoint, view in app.view_functions.items() if endpoint.endswith(f".{name}"))


def _queries(parameters: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        each["name"]: (
            {key: value for key, value in each["schema"].items() if key != "description"},
            each.get("required", False),
        )
        for each in parameters
        if each["in"] == "query"
    }


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: each["operationId"])
def test_media_types_are_those_of_the_contract(make_app: Any, operation: dict[str, Any]) -> None:
    """What a view produces is what a success is described with."""
    view = _view(make_app(), operation["operationId"])

    assert set(view.produces) == set(operation["responses"]["200"]["content"])


def test_every_error_code_is_explained_and_no_other() -> None:
    """docs/errors.md has a heading for each code, and no heading for a code that does not exist."""
    page = packaged_path("docs/errors.md").read_text("utf-8")
    actual = set(re.findall(r"^## `([a-z-]+)`$", page, re.MULTILINE))

    assert actual == {code for code, _, _ in explained_codes()} | {"glossary-error", "configuration-error"}


def test_every_schema_is_described() -> None:
    """So that the reference page has no empty cell."""
    bare = [
        f"{name}.{field}"
        for name, schema in contract()["components"]["schemas"].items()
        for field, actual in schema.get("properties", {}).items()
        if not actual.get("description") and "$ref" not in actual
    ]

    assert not bare


def test_the_contract_is_valid() -> None:
    """By the rules of OpenAPI 3.1."""
    validate(contract())
