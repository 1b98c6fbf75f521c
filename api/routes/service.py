"""The service itself: API description (``/openapi.json``, ``/v1``), revision, quality, health, metrics."""

import hashlib
from functools import cache
from typing import Any

import orjson
import yaml
from flask import Blueprint, Response, current_app, request

from api.dictionary_provider import current_dictionary
from api.middleware.monitoring import MEDIA_TYPE
from api.middleware.stack import REVISION
from api.responses import answer, endpoint, respond, set_revision
from glossary import __version__
from glossary.chinese.script import SCRIPTS
from glossary.export.release import LICENSE_URL
from glossary.package_data import packaged_path
from glossary.rule_quality import quality_document

bp = Blueprint("service", __name__)

NOT_KEPT = {"Cache-Control": "no-store"}


@bp.get("/v1/meta")
@endpoint()
def show_meta(params: dict[str, Any]) -> Response:
    """Return revision, counts, versions and licence."""
    meta = current_dictionary().meta()
    set_revision(meta["revision"])
    counts = {name.removeprefix("count."): int(value) for name, value in meta.items() if name.startswith("count.")}
    return answer(
        {
            "revision": meta["revision"],
            "counts": counts,
            "versions": {"software": __version__, "keys": meta["keys"], "converter": meta["converter"]},
            "scripts": list(SCRIPTS),
            "license": LICENSE_URL,
        }
    )


@bp.get("/v1/quality")
@endpoint()
def show_quality(params: dict[str, Any]) -> Response:
    """Return the measured precision and recall, by rule."""
    body, revision = _quality()
    set_revision(revision)
    return respond(body)


@cache
def _quality() -> tuple[bytes, str]:
    return _with_digest(quality_document())


def _with_digest(document: dict[str, Any]) -> tuple[bytes, str]:
    """A document as JSON, and a hash that serves as its revision."""
    body = orjson.dumps(document)
    return body, hashlib.sha256(body).hexdigest()


@bp.get("/healthz")
@endpoint()
def show_health(params: dict[str, Any]) -> Response:
    """Report that the process responds; does not check the store."""
    return _fresh({"status": "ok"})


@bp.get("/readyz")
@endpoint()
def show_readiness(params: dict[str, Any]) -> Response:
    """Report that the store can be read; 503 with the reason otherwise."""
    return _fresh({"status": "ready", "revision": current_dictionary().meta()["revision"]})


@bp.get("/metrics")
@endpoint(produces=("text/plain",))
def show_metrics(params: dict[str, Any]) -> Response:
    """Return the counters and durations of this worker for Prometheus."""
    cache, pool = current_app.extensions["cache"], current_app.extensions["worker_pool"]
    gauges = [
        ("glossary_cache_bytes", "Bytes that cached responses take.", float(cache.weight)),
        ("glossary_cache_answers", "Responses in the cache.", float(len(cache))),
        ("glossary_long_requests", "Child processes that handle a request.", float(pool.busy if pool else 0)),
        (
            "glossary_heavy_threads",
            "Threads that extract from a text.",
            float(current_app.extensions["heavy_work"].taken),
        ),
    ]
    return Response(
        current_app.extensions["metrics"].text(gauges), mimetype=None, content_type=MEDIA_TYPE, headers=NOT_KEPT
    )


def _fresh(body: dict[str, Any]) -> Response:
    """A response that must not be cached."""
    request.environ.pop(REVISION, None)
    response = answer(body)
    response.headers["Cache-Control"] = "no-store"
    return response


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
    return _with_digest(contract())


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
