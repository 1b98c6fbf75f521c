"""The app factory: settings in, a WSGI application out."""

import hashlib
from collections.abc import Mapping
from functools import partial
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from flask import Flask, request
from werkzeug.middleware.proxy_fix import ProxyFix

import api.pages
import api.routes
from api import error_handlers
from api.dictionary_provider import DictionaryProvider
from api.export_jobs import ExportJobs
from api.middleware.access_log import access_log, new_request_id_prefix
from api.middleware.body_reader import BodyReadLimiter, ConcurrencyLimit
from api.middleware.cache import ResponseCache
from api.middleware.compression import compress_response
from api.middleware.fast_path import FastResponse, answer_annotation, answer_lookup
from api.middleware.metrics import Metrics
from api.middleware.rate_limit import RateLimiter
from api.middleware.stack import ROUTE, MiddlewareStack
from api.pages._rendering import translate
from api.request_parsing import FormConverter
from api.settings import Settings, read_settings
from glossary import __version__
from glossary.chinese.script import CONVERTER_VERSION
from glossary.lookup.annotate_text import MAX_TEXT_LENGTH

MAX_CHARACTER_BYTES = 12
"""Bytes of one character where they are most: percent-encoded by a form (%F0%A0%80%80), or \\ud840\\udc00 in JSON."""

BODY_ALLOWANCE = 64 * 1024
"""Bytes that JSON and form envelopes may add to a bounded text."""


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """The service over one term store.

    Args:
        config: Settings by name (``db``, ``cache_bytes`` …); what is not given comes from the environment
            (``GLOSSARY_DB`` …) or is the default. See :class:`api.settings.Settings`.

    Raises:
        ConfigurationError: a setting that does not exist or cannot be read.
    """
    settings = read_settings(config)
    app = Flask("api.pages", static_url_path="/static")
    app.url_map.merge_slashes = False  # a form may hold slashes; a redirect would lose one
    app.url_map.strict_slashes = False
    app.url_map.converters["path"] = FormConverter
    app.config["MAX_CONTENT_LENGTH"] = settings.max_text * MAX_CHARACTER_BYTES + BODY_ALLOWANCE
    app.config["MAX_FORM_MEMORY_SIZE"] = app.config["MAX_CONTENT_LENGTH"]
    app.config["PROPAGATE_EXCEPTIONS"] = False
    stock = DictionaryProvider(settings.db)
    publisher = ExportJobs(settings.db, settings.export_folder, settings.base_url, lambda: stock.dictionary().revision)
    app.extensions |= {"settings": settings, "stock": stock, "publisher": publisher, "metrics": Metrics()}
    app.extensions["toil"] = ConcurrencyLimit(settings.heavy_work_threads, "texts are being extracted")
    app.extensions["reception"] = BodyReadLimiter(settings.receiving_threads)
    app.jinja_env.filters["t"] = translate
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    error_handlers.register(app)
    app.before_request(_name_route)
    for module in (*_modules(api.routes), *_modules(api.pages)):
        app.register_blueprint(import_module(module).bp)
    _frame(app, settings)
    new_request_id_prefix()
    stock.warm()
    return app


def _modules(package: Any) -> list[str]:
    return [f"{package.__name__}.{found.name}" for found in iter_modules(package.__path__) if found.name[0] != "_"]


def _name_route() -> None:
    """Tell the frame which route answers, for metrics that do not grow with the dictionary."""
    request.environ[ROUTE] = request.url_rule.rule if request.url_rule else "none"


def _frame(app: Flask, settings: Settings) -> None:
    stock: DictionaryProvider = app.extensions["stock"]
    reception: BodyReadLimiter = app.extensions["reception"]
    app.extensions["cache"] = ResponseCache(settings.cache_bytes, stock.state)
    framed: Any = MiddlewareStack(
        app.wsgi_app,
        direct=partial(answer_lookup, stock=stock),
        annotate=partial(_annotate, stock=stock, most=settings.max_text),
        admit=reception.wrap_input,
        cache=app.extensions["cache"],
        metrics=app.extensions["metrics"],
        limiter=RateLimiter(settings.rate_limit, settings.rate_burst) if settings.rate_limit else None,
        log=access_log(settings.log_format),
        policy=_policy(settings.max_age),
        modified=stock.last_modified,
        make=software_mark(),
    )
    if settings.proxies:
        count = settings.proxies
        framed = ProxyFix(framed, x_for=count, x_proto=count, x_host=count, x_prefix=count)
    app.wsgi_app = framed  # type: ignore[method-assign]


def _annotate(environ: dict[str, Any], *, stock: DictionaryProvider, most: int) -> FastResponse | None:
    """A plain annotation in the client's coding; a bound below what the dictionary takes is held by the view."""
    found = answer_annotation(environ, stock) if most >= MAX_TEXT_LENGTH else None
    if found is None:
        return None
    headers, body = compress_response(found.headers, found.body, environ.get("HTTP_ACCEPT_ENCODING", ""))
    return found._replace(headers=headers, body=body)


def _policy(max_age: int) -> str:
    """How long an answer may be used unasked: not at all by default, so that a harvest shows at once."""
    return f"public, max-age={max_age}" if max_age else "public, no-cache"


def software_mark() -> str:
    """Eight hex digits that change with the software or its converter, since both shape an answer."""
    return hashlib.sha256(f"{__version__} {CONVERTER_VERSION}".encode()).hexdigest()[:8]
