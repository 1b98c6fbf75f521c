"""``/docs``: the contract for people, rendered from ``openapi.yaml`` by a template; nothing comes from elsewhere."""

from collections.abc import Callable
from functools import cache
from typing import Any

from flask import Blueprint, Response, render_template, request
from markupsafe import Markup

from api.answers import asks, made_from
from api.media import HTML
from api.pages._contract_words import FILTERS, users
from api.pages._rendering import render
from api.problems import explained_codes
from api.resources.contract import contract, contract_json
from api.resources.service import LICENSE_URL
from api.schemas.searches import ScriptQuery

bp = Blueprint("reference", __name__)


@bp.get("/docs")
@asks(ScriptQuery, produces=(HTML,))
def show_reference(asked: dict[str, Any]) -> Response:
    """Every route with its parameters, answers and examples, every schema and every error code."""
    made_from(contract_json()[1])
    return render(
        "docs.html",
        asked,
        here="docs",
        contract=contract(),
        errors=explained_codes(),
        fields=_fields,
        users=users(),
        license=LICENSE_URL,
        root=request.script_root,
        once=_once(),
    )


@cache
def _fields_of(name: str) -> Markup:
    schema = contract()["components"]["schemas"][name]
    return Markup(render_template("_fields.html", schema=schema))  # noqa: S704 - a template's own output


def _fields(schema: dict[str, Any]) -> Markup:
    name = next(name for name, each in contract()["components"]["schemas"].items() if each is schema)
    return _fields_of(name)


def _once() -> Callable[..., Markup]:
    """Calls a macro once for each shared answer: most routes refuse in the same words."""
    told: dict[tuple[str, int], Markup] = {}

    def rendered(macro: Callable[..., Markup], status: str, response: dict[str, Any]) -> Markup:
        key = (status, id(response))
        if key not in told:
            told[key] = macro(status, response)
        return told[key]

    return rendered


@bp.record_once
def _register_filters(state: Any) -> None:
    state.app.jinja_env.filters.update(FILTERS)
