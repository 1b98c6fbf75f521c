"""Information about the service: revision, quality, health, metrics."""

import hashlib
from functools import cache
from typing import Any

import orjson
from flask import Blueprint, Response, current_app, request

from api.dictionary_provider import current_dictionary
from api.middleware.metrics import MEDIA_TYPE
from api.middleware.stack import REVISION
from api.responses import answer, endpoint, respond, set_revision
from glossary import __version__
from glossary.chinese.script import SCRIPTS
from glossary.rule_quality import quality_document

bp = Blueprint("service", __name__)

LICENSE_URL = "https://creativecommons.org/licenses/by/4.0/"
"""The licence of the compilation; the texts themselves are from official documents."""

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
    body = orjson.dumps(quality_document())
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
        ("glossary_cache_bytes", "Room taken by finished answers.", float(cache.weight)),
        ("glossary_cache_answers", "Finished answers kept.", float(len(cache))),
        ("glossary_long_requests", "Child processes that are answering.", float(pool.busy if pool else 0)),
        ("glossary_heavy_threads", "Threads that extract.", float(current_app.extensions["heavy_work"].taken)),
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
