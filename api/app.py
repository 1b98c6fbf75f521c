"""The application factory: makes a WSGI application from settings."""

import hashlib
from collections.abc import Mapping
from dataclasses import fields
from importlib import import_module
from pathlib import Path
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
from api.middleware.cache import ResponseCache
from api.middleware.heavy_work import ConcurrencyLimit
from api.middleware.metrics import Metrics
from api.middleware.rate_limit import RateLimiter
from api.middleware.stack import PROBLEM, ROUTE, MiddlewareStack
from api.pages._rendering import FILTERS_OF_TEMPLATES
from api.request_parsing import FormConverter
from api.routes.lookup import LookupApplication
from api.settings import Settings, read_settings
from api.worker_pool import WorkerPool
from glossary import __version__
from glossary.chinese.script import CONVERTER_VERSION


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """Create the application for one term store.

    Args:
        config: Settings by name (``db``, ``cache_bytes`` …); others come from the environment (``GLOSSARY_DB`` …)
            or have their defaults. See :class:`api.settings.Settings`.

    Raises:
        ConfigurationError: A setting does not exist or is invalid.
    """
    settings = read_settings(config)
    app = Flask("api.pages", static_url_path="/static")
    app.url_map.merge_slashes = False  # a written form may contain slashes; a redirect would drop one
    app.url_map.strict_slashes = False
    app.url_map.converters["path"] = FormConverter
    app.config["MAX_CONTENT_LENGTH"] = settings.max_text_body
    app.config["MAX_FORM_MEMORY_SIZE"] = app.config["MAX_CONTENT_LENGTH"]
    app.config["PROPAGATE_EXCEPTIONS"] = False
    provider = DictionaryProvider(settings.db)
    jobs = ExportJobs(settings.db, settings.export_folder, settings.base_url, lambda: provider.dictionary().revision)
    app.extensions |= {"settings": settings, "provider": provider, "export_jobs": jobs, "metrics": Metrics()}
    app.extensions["heavy_work"] = ConcurrencyLimit(settings.heavy_work_threads, "long requests")
    app.extensions["worker_pool"] = _make_pool(settings)
    app.jinja_env.filters |= FILTERS_OF_TEMPLATES
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    error_handlers.register(app)
    app.before_request(_begin_request)
    for module in (*_modules(api.routes), *_modules(api.pages)):
        app.register_blueprint(import_module(module).bp)
    _add_middleware(app, settings)
    new_request_id_prefix()
    provider.preload()
    return app


def _modules(package: Any) -> list[str]:
    return [f"{package.__name__}.{found.name}" for found in iter_modules(package.__path__) if found.name[0] != "_"]


def _begin_request() -> None:
    """Pass the route's rule to the middleware, so that the number of metrics does not grow with the dictionary.

    Raises:
        Exception: The error that the middleware recorded, so that it is handled like an error of a view.
    """
    request.environ[ROUTE] = request.url_rule.rule if request.url_rule else "none"
    if problem := request.environ.get(PROBLEM):
        raise problem


def _make_pool(settings: Settings) -> WorkerPool | None:
    """The worker pool for long requests; its processes start on first use, or when the server starts them."""
    if not settings.text_processes:
        return None
    given = {each.name: getattr(settings, each.name) for each in fields(settings) if each.init}
    given["base_url"] = settings.base_url if settings.is_public else ""
    return WorkerPool(settings.text_processes, {name: _for_json(value) for name, value in given.items()})


def _for_json(value: Any) -> Any:
    return str(value.resolve()) if isinstance(value, Path) else value


def _add_middleware(app: Flask, settings: Settings) -> None:
    provider: DictionaryProvider = app.extensions["provider"]
    app.extensions["cache"] = ResponseCache(settings.cache_bytes, provider.state)
    app.wsgi_app = app.extensions["views"] = LookupApplication(app, provider, settings)  # type: ignore[method-assign]
    stack = app.extensions["stack"] = MiddlewareStack(
        app.wsgi_app,
        pool=app.extensions["worker_pool"],
        cache=app.extensions["cache"],
        metrics=app.extensions["metrics"],
        limiter=RateLimiter(settings.rate_limit, settings.rate_burst) if settings.rate_limit else None,
        log=access_log(settings.log_format),
        policy=_policy(settings.max_age),
        modified=provider.last_modified,
        build_id=find_build_id(),
    )
    app.wsgi_app = stack  # type: ignore[method-assign]
    if settings.proxies:
        count = settings.proxies
        app.wsgi_app = ProxyFix(stack, x_for=count, x_proto=count, x_host=count, x_prefix=count)  # type: ignore[method-assign]


def _policy(max_age: int) -> str:
    """The ``Cache-Control`` value. By default, clients revalidate each time, so that they see a harvest at once."""
    return f"public, max-age={max_age}" if max_age else "public, no-cache"


def find_build_id() -> str:
    """Eight hex digits that identify the versions of the software and its converter, both of which affect responses."""
    return hashlib.sha256(f"{__version__} {CONVERTER_VERSION}".encode()).hexdigest()[:8]
