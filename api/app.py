"""The application factory, and its error handlers: problem details (RFC 9457) for programs, pages for browsers."""

import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import fields
from http import HTTPStatus
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import orjson
from flask import Flask, Response, current_app, request
from marshmallow import ValidationError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound, RequestEntityTooLarge
from werkzeug.middleware.proxy_fix import ProxyFix

import api.pages
import api.routes
from api.child_processes import ChildProcessPool
from api.dictionary_provider import DictionaryProvider
from api.errors import CODES, ProblemError, encode_problem, problem_details, problem_of
from api.middleware.cache import ResponseCache
from api.middleware.headers import VARY
from api.middleware.monitoring import Metrics, access_log, new_request_id_prefix
from api.middleware.stack import PROBLEM as RAISED
from api.middleware.stack import ROUTE, MiddlewareStack
from api.negotiation import PROBLEM
from api.pages._errors import error_page, is_of_pages, wants_page
from api.pages._rendering import FILTERS_OF_TEMPLATES
from api.request_limits import ConcurrencyLimit, RateLimiter, limit_bodies
from api.request_parsing import FormConverter
from api.routes.exports import ExportJobs
from api.routes.terms import LookupApplication
from api.settings import Settings, read_settings
from glossary import __version__, errors
from glossary.chinese.script import CONVERTER_VERSION
from glossary.errors import GlossaryError


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
    limit_bodies(app, settings)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    provider = DictionaryProvider(settings.db)
    jobs = ExportJobs(settings.db, settings.export_folder, settings.base_url, lambda: provider.dictionary().revision)
    app.extensions |= {"settings": settings, "provider": provider, "export_jobs": jobs, "metrics": Metrics()}
    app.extensions["heavy_work"] = ConcurrencyLimit(settings.heavy_work_threads, "long requests")
    app.extensions["worker_pool"] = _make_pool(settings)
    app.jinja_env.filters |= FILTERS_OF_TEMPLATES
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    register_error_handlers(app)
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
    if problem := request.environ.get(RAISED):
        raise problem


def _make_pool(settings: Settings) -> ChildProcessPool | None:
    """The worker pool for long requests; its processes start on first use, or when the server starts them."""
    if not settings.text_processes:
        return None
    given = {each.name: getattr(settings, each.name) for each in fields(settings) if each.init}
    given["base_url"] = settings.base_url if settings.is_public else ""
    return ChildProcessPool(settings.text_processes, {name: _for_json(value) for name, value in given.items()})


def _for_json(value: Any) -> Any:
    return str(value.resolve()) if isinstance(value, Path) else value


def _add_middleware(app: Flask, settings: Settings) -> None:
    provider: DictionaryProvider = app.extensions["provider"]
    app.extensions["cache"] = ResponseCache(settings.cache_bytes, provider.state)
    lookups = LookupApplication(app, provider, settings)
    app.wsgi_app = app.extensions["views"] = lookups  # type: ignore[method-assign]
    stack = app.extensions["stack"] = MiddlewareStack(
        app.wsgi_app,
        look_up=lookups.respond_at_once,
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


RETRY_AFTER = "5"
"""Seconds after which a client may retry when the store is missing."""


def register_error_handlers(app: Flask) -> None:
    """Register handlers that give our errors, marshmallow's and Werkzeug's the same format."""
    app.register_error_handler(ProblemError, lambda e: problem(e.status, e.code, e.detail, **e.extra))
    app.register_error_handler(GlossaryError, _ours)
    app.register_error_handler(ValidationError, _invalid)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def problem(status: int, code: str, detail: str, **extra: Any) -> Response:
    """Problem details as JSON, or the equivalent page."""
    return _respond(problem_details(status, code, detail, request.path, **extra))


def _respond(body: dict[str, Any]) -> Response:
    status: int = body["status"]
    if wants_page():
        answer = error_page(status, body)
    else:
        answer = Response(encode_problem(body), status, mimetype=PROBLEM)
        answer.headers["Content-Language"] = "en"
        if is_of_pages():
            answer.headers["Vary"] = VARY
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        answer.headers["Retry-After"] = RETRY_AFTER
    return answer


def _ours(error: GlossaryError) -> Response:
    body = problem_of(error, request.path)
    if body["status"] >= HTTPStatus.INTERNAL_SERVER_ERROR:
        current_app.logger.error("%s: %s", error.code, error)
    return _respond(body)


def _invalid(error: ValidationError) -> Response:
    return problem(422, CODES[422], _first(error.messages) or "the request breaks a rule", errors=error.messages)


def _first(messages: Any, path: str = "") -> str:
    """The first validation error as a sentence, for clients that show only ``detail``."""
    if isinstance(messages, dict):
        name, inner = next(iter(messages.items()))
        return _first(inner, f"{path}.{name}" if path else str(name))
    message = str(messages[0] if isinstance(messages, list) and messages else messages)
    return f"{path}: {message[:1].lower()}{message[1:]}"


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if status < HTTPStatus.BAD_REQUEST:  # a redirect
        return Response(error.get_response().get_data(), status, error.get_headers())
    answer = problem(status, CODES.get(status, "bad-request"), _detail(error))
    kept = {name: value for name, value in error.get_headers() if name.lower() not in ("content-type", "retry-after")}
    answer.headers.update(kept)  # Allow on 405, Content-Range on 416
    return answer


def _detail(error: HTTPException) -> str:
    if isinstance(error, NotFound):
        return f"nothing lives at {request.path}; /docs lists the routes"
    if isinstance(error, MethodNotAllowed):
        offered = ", ".join(sorted(error.valid_methods or ()))
        return f"{request.method} is not offered at {request.path}; there are {offered}"
    if isinstance(error, RequestEntityTooLarge):
        return f"the body is larger than the {request.max_content_length} bytes that this route takes"
    return error.description or error.name


_DAMAGE = (zlib.error, orjson.JSONDecodeError, UnicodeDecodeError)
"""Errors that only a damaged store causes: the same errors in request bodies are handled during parsing."""


def _unexpected(error: Exception) -> Response:
    current_app.logger.error("unexpected error at %s", request.path, exc_info=error)
    provider: DictionaryProvider = current_app.extensions["provider"]
    if provider.is_damaged() or isinstance(error, _DAMAGE):
        return _ours(errors.StoreDamagedError(f"reading ended in {type(error).__name__}"))
    return problem(500, CODES[500], "this is a fault of the service; the request id finds it in the log")
