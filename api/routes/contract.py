"""The API description: ``/openapi.json`` (the same as ``openapi.yaml`` in the repository) and the index ``/v1``."""

import hashlib
from functools import cache
from typing import Any

import orjson
import yaml
from flask import Blueprint, Response

from api.responses import answer, endpoint, respond, set_revision
from glossary.package_data import packaged_path

bp = Blueprint("contract", __name__)


@cache
def contract() -> dict[str, Any]:
    """The API description, read once per process."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    with packaged_path("openapi.yaml").open("rb") as file:
        read: dict[str, Any] = yaml.load(file, Loader=loader)  # noqa: S506 - a safe loader, in C where there is one
    return read


@cache
def contract_json() -> tuple[bytes, str]:
    """The API description as JSON, and a hash that serves as its revision."""
    body = orjson.dumps(contract())
    return body, hashlib.sha256(body).hexdigest()


@bp.get("/openapi.json")
@endpoint()
def show_contract(params: dict[str, Any]) -> Response:
    """The contract as JSON."""
    body, revision = contract_json()
    set_revision(revision)
    return respond(body)


@bp.get("/v1")
@endpoint()
def show_index(params: dict[str, Any]) -> Response:
    """List the routes with a line about each, the API description and its pages."""
    set_revision(contract_json()[1])
    document = contract()
    body = {
        "title": document["info"]["title"],
        "version": document["info"]["version"],
        "contract": "/openapi.json",
        "documentation": "/docs",
        "routes": [
            {"method": verb.upper(), "path": path, "summary": operation["summary"], "documentation": _anchor(operation)}
            for path, item in document["paths"].items()
            for verb, operation in item.items()
        ],
    }
    return answer(body, links='</docs>; rel="service-doc"; type="text/html"')


def _anchor(operation: dict[str, Any]) -> str:
    return f"/docs#{operation['operationId']}"
