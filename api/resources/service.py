"""The service about itself: revision, quality, health, metrics."""

from typing import Any

import orjson
from flask import Blueprint, Response, current_app, request

from api.answers import answer, asks, made_from
from api.frame import REVISION
from api.metrics import MEDIA_TYPE
from api.problems import refuse
from api.stock import dictionary
from glossary.packaged import packaged_path

bp = Blueprint("service", __name__)

NOT_KEPT = {"Cache-Control": "no-store"}


@bp.get("/v1/meta")
@asks()
def show_meta(asked: dict[str, Any]) -> Response:
    """What is served: revision, counts, versions, licence."""
    book = dictionary()
    found = book.meta()
    made_from(found["revision"])
    return answer(found)


@bp.get("/v1/quality")
@asks()
def show_quality(asked: dict[str, Any]) -> Response:
    """Measured precision and recall, by rule."""
    path = packaged_path("evaluation/floors.json")
    if not path.exists():
        refuse(404, "not-found", "this installation carries no measurements")
    made_from("quality")
    return answer(orjson.loads(path.read_bytes()))


@bp.get("/healthz")
@asks()
def show_health(asked: dict[str, Any]) -> Response:
    """The process answers; says nothing about the store."""
    return _fresh({"status": "ok"})


@bp.get("/readyz")
@asks()
def show_readiness(asked: dict[str, Any]) -> Response:
    """The store is there and can be read; 503 with the reason otherwise."""
    return _fresh({"status": "ready", "revision": dictionary().meta()["revision"]})


@bp.get("/metrics")
@asks(produces=("text/plain",))
def show_metrics(asked: dict[str, Any]) -> Response:
    """Counters and durations of this worker for Prometheus."""
    cache = current_app.extensions["cache"]
    gauges = [
        ("glossary_cache_bytes", "Room taken by finished answers.", float(cache.weight)),
        ("glossary_cache_answers", "Finished answers kept.", float(len(cache))),
    ]
    return Response(current_app.extensions["metrics"].text(gauges), mimetype=None, content_type=MEDIA_TYPE, headers=NOT_KEPT)


def _fresh(body: dict[str, Any]) -> Response:
    """An answer that nobody keeps."""
    request.environ.pop(REVISION, None)
    response = answer(body)
    response.headers["Cache-Control"] = "no-store"
    return response
