"""The WSGI middleware around Flask: ids, limits, cache, validators, compression, fixed headers, log and metrics.

These functions are not Flask hooks, because cached responses must not pay for Flask (40 µs) and because constant
headers must not be set for each request. A view makes its response cacheable by putting the revision that it was made
from into the WSGI environment (``glossary.revision``).
"""

import io
import time
from collections.abc import Callable, Iterable
from hashlib import blake2b
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

from api.child_processes import ChildProcessPool
from api.errors import ProblemError
from api.middleware.cache import CachedResponse, Key, ResponseCache, make_etag, make_key
from api.middleware.headers import (
    OFFERED,
    VARY,
    Headers,
    add_prefix,
    compress,
    is_compressible,
    preflight,
    with_fixed,
)
from api.middleware.monitoring import Log, Metrics, request_id
from api.negotiation import preferred_coding
from api.request_limits import LONG_BODY, MAX_KEPT_BODY, MAX_LONG_BODY, SHORT_BODY, RateLimiter, too_many_requests

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication

REVISION = "glossary.revision"
ROUTE = "glossary.route"
REQUEST_ID = "glossary.request_id"
PROBLEM = "glossary.problem"
"""Key of an exception that was raised before the request reached a view; Flask's error handlers handle it."""

PENDING = "glossary.pending"
"""Key of a mark that the same request will soon have another response; a server that can wait tries again."""

STREAMED = "glossary.streamed"
"""Key of a mark that the body is long and is made while it is sent."""

Environ = dict[str, Any]

ANNOTATIONS = "/v1/annotations"

UNLIMITED = ("/healthz", "/readyz", "/metrics", "/static/")
"""Paths without rate limit."""


class UncachedResponse(NamedTuple):
    """The response of Flask before it is sent."""

    status: str
    headers: Headers
    body: Iterable[bytes]


class CompleteResponse(NamedTuple):
    """A response with its whole body, before it is compressed and gets validators."""

    status: str
    headers: Headers
    body: bytes
    revision: str
    route: str


LookUp = Callable[[str, str, str, str], CompleteResponse | None]
"""Responds to a GET by path, query, ``Accept`` and ``Accept-Language`` if it is a look-up that takes microseconds."""

_REPLACED = frozenset({"Content-Length", "Vary"})
"""Headers of views that the middleware sets itself."""


class MiddlewareStack:
    """A WSGI application around another one.

    Args:
        app: The inner application.
        look_up: Responds to look-ups without the inner application.
        pool: Handles requests with long bodies in other processes; ``None`` handles them in this process.
        cache: The response cache, which also knows the state of the store.
        metrics: Counts every request.
        limiter: The rate limiter, ``None`` for no limits.
        log: Writes the access log, ``None`` for no log.
        policy: The ``Cache-Control`` of responses that have a validator.
        modified: Returns the ``Last-Modified`` value, ``None`` while it would be ambiguous.
        build_id: Identifies the version of the software; part of every validator.
    """

    def __init__(
        self,
        app: "WSGIApplication",
        *,
        look_up: LookUp,
        pool: ChildProcessPool | None,
        cache: ResponseCache,
        metrics: Metrics,
        limiter: RateLimiter | None,
        log: Log | None,
        policy: str,
        modified: Callable[[], str | None],
        build_id: str,
    ) -> None:
        self._app, self._look_up, self._pool = app, look_up, pool
        self._cache, self._metrics = cache, metrics
        self._limiter, self._log = limiter, log
        self._policy, self._modified, self._build_id = policy, modified, build_id
        self._text_slot = Lock()

    @property
    def is_plain(self) -> bool:
        """Whether a cached response needs no other step of this stack."""
        return self._limiter is None

    def respond(self, scope: Any) -> tuple[int, Headers, bytes] | None:
        """The response to an RSGI request that is cached, or a look-up; needs no thread and no WSGI environment.

        ``None`` for all other requests, and for those with repeated headers or without ``Host``.
        """
        if scope.method != "GET":
            return None
        began = time.perf_counter()
        pairs = scope.headers.items()
        given = dict(pairs)
        if len(given) != len(pairs) or "host" not in given:  # to be rejected, joined, or another version of HTTP
            return None
        get, path = given.get, scope.path
        if not path.isascii():
            path = path.encode().decode("latin-1")
        query, accept, language = scope.query_string, get("accept", ""), get("accept-language", "")
        coding, state = get("accept-encoding", ""), self._cache.state()
        key = make_key(scope.scheme, given["host"], "", path, query, accept, language, coding) if state else ()
        answer = self._cache.get(key) if state else None
        if answer is not None:
            self._metrics.hits += 1
        elif (made := self._look_up(path, query, accept, language)) is not None:
            self._metrics.misses += 1
            answer = self._finish(made, coding, "")
            self._cache.keep(key, answer, state)
        else:
            return None
        identity = request_id(get("x-request-id"))
        known, modified = get("if-none-match"), get("if-modified-since")
        if known is None and modified is None:  # most requests: a call less
            status, headers, body = answer.status, answer.headers, answer.body
        else:
            status, headers, body = answer.select("GET", known, modified)
        seconds = time.perf_counter() - began
        self._metrics.observe(answer.route, "GET", status, seconds)
        if self._log is not None:
            self._log(_for_log(scope, path, get("user-agent"), identity), status, len(body), seconds)
        return int(status[:3]), [*headers, ("X-Request-ID", identity)], body

    def __call__(self, environ: Environ, start_response: "StartResponse") -> Iterable[bytes]:
        """Handle one request."""
        began = time.perf_counter()
        identity = environ[REQUEST_ID] = request_id(environ.get("HTTP_X_REQUEST_ID"))
        own = [("X-Request-ID", identity)]
        if self._limiter is not None and not _is_unlimited(environ):
            client = environ.get("REMOTE_ADDR", "")
            wait = self._limiter.wait(client)
            own += self._limiter.headers(client)
            if wait:
                return self._send(too_many_requests(wait, environ), own, environ, start_response, began)
        environ.pop("HTTP_UPGRADE", None)  # no other protocol is supported, and a server may ignore the header
        if environ["REQUEST_METHOD"] in ("GET", "HEAD"):
            return self._read(own, environ, start_response, began)
        return self._pass(environ, own, start_response, began)

    def _read(self, own: Headers, environ: Environ, start: "StartResponse", began: float) -> Iterable[bytes]:
        """Handle a GET or HEAD: respond from the cache, or call the application and cache the response."""
        state = self._cache.state()
        key = _key(environ) if state is not None else ()
        answer = self._cache.get(key) if key else None
        if answer is not None:
            self._metrics.hits += 1
            return self._send(answer, own, environ, start, began)
        made = self._make_answer(_as_get(environ), environ)
        if not isinstance(made, CachedResponse):
            return self._stream(made, own, environ, start, began)
        self._metrics.misses += 1
        self._cache.keep(key, made, state)
        return self._send(made, own, environ, start, began)

    def _send(
        self, answer: CachedResponse, own: Headers, environ: Environ, start: "StartResponse", began: float
    ) -> Iterable[bytes]:
        """Send a cached response: in full, its headers only, or as 304."""
        get = environ.get
        status, headers, body = answer.select(
            environ["REQUEST_METHOD"], get("HTTP_IF_NONE_MATCH"), get("HTTP_IF_MODIFIED_SINCE")
        )
        start(status, headers + own)
        self._record(environ, answer.route, status, len(body), began)
        return [body]  # a list: granian sends it without another iteration

    def _record(self, environ: Environ, route: str, status: str, size: int, began: float) -> None:
        """Count a response, and write its line of the access log."""
        seconds = time.perf_counter() - began
        self._metrics.observe(route, environ["REQUEST_METHOD"], status, seconds)
        if self._log is not None:
            self._log(environ, status, size, seconds)

    def _pass(self, environ: Environ, own: Headers, start: "StartResponse", began: float) -> Iterable[bytes]:
        """Handle requests with other methods; only annotations are cached, because clients send a page repeatedly."""
        coding = environ.get("HTTP_CONTENT_ENCODING", "identity")
        if coding.lower() not in ("identity", ""):
            detail = f"unsupported Content-Encoding {coding[:64]!r}; send the body as it is"
            environ[PROBLEM] = ProblemError(415, "unsupported-media-type", detail, {})
        state = self._cache.state() if environ["PATH_INFO"] == ANNOTATIONS and PROBLEM not in environ else None
        key = _key_of_text(environ) if state is not None else ()
        if not key:
            return self._stream(self._process(environ), own, environ, start, began)
        answer = self._cache.get(key)
        if answer is not None:
            self._metrics.hits += 1
            return self._send(answer, own, environ, start, began)
        made = self._process(environ)
        if made.status.startswith("200"):
            self._metrics.misses += 1
            body = _whole(made.body)
            made = made._replace(body=[body])
            answer = CachedResponse(made.status, with_fixed(made.headers), body, environ.get(ROUTE, "none"))
            self._cache.keep(key, answer, state)
        return self._stream(made, own, environ, start, began)

    def _process(self, environ: Environ) -> UncachedResponse:
        """The response of this process, or of a child: look-ups wait for texts here, so only one at a time is here."""
        length = 0 if self._pool is None or PROBLEM in environ else _body_length(environ)
        if self._pool is None or length <= SHORT_BODY:
            return self._call(environ)
        if length > LONG_BODY or not self._text_slot.acquire(blocking=False):
            return self._delegate(self._pool, environ)
        try:
            return self._call(environ)
        finally:
            self._text_slot.release()

    def _delegate(self, pool: ChildProcessPool, environ: Environ) -> UncachedResponse:
        """The response of a child process; its errors are handled like those of a view."""
        length = int(environ["CONTENT_LENGTH"])
        body = environ["wsgi.input"].read(length)
        if len(body) < length:  # too large: the server discarded it, and Flask rejects it by its length
            return self._call(environ)
        try:
            answer = pool.run(environ, body)
        except ProblemError as problem:
            environ |= {PROBLEM: problem, "wsgi.input": io.BytesIO(), "CONTENT_LENGTH": "0"}
            return self._call(environ)
        environ[ROUTE] = answer.route
        return UncachedResponse(answer.status, answer.headers, [answer.body])

    def _stream(
        self, made: UncachedResponse, own: Headers, environ: Environ, start: "StartResponse", began: float
    ) -> Iterable[bytes]:
        """Send a response that must not be collected in memory, such as a file, or is not cacheable."""
        headers = with_fixed(made.headers)
        if environ["REQUEST_METHOD"] == "OPTIONS":
            headers += preflight(headers)
        start(made.status, headers + own)
        size = next((int(value) for name, value in headers if name == "Content-Length"), 0)
        self._record(environ, environ.get(ROUTE, "none"), made.status, size, began)
        if environ["REQUEST_METHOD"] == "HEAD":
            _close(made.body)
            return []
        return made.body

    def _make_answer(self, get_environ: Environ, environ: Environ) -> CachedResponse | UncachedResponse:
        made = self._call(get_environ)
        environ[ROUTE] = get_environ.get(ROUTE, "none")
        revision = get_environ.get(REVISION)
        if revision is None or made.status.startswith("5"):  # a fault may pass before the store changes
            return made
        complete = CompleteResponse(made.status, made.headers, _whole(made.body), revision, environ[ROUTE])
        return self._finish(complete, environ.get("HTTP_ACCEPT_ENCODING", ""), environ.get("SCRIPT_NAME", ""))

    def _finish(self, made: CompleteResponse, accept_encoding: str, prefix: str) -> CachedResponse:
        """Compress the body and add the validators."""
        status, given_headers, body, revision, route = made
        headers = [pair for pair in given_headers if pair[0] not in _REPLACED]
        if prefix:
            headers = [(name, add_prefix(name, value, prefix)) for name, value in headers]
        given = dict(headers)
        media_type = given.get("Content-Type", "").partition(";")[0]
        coding = preferred_coding(accept_encoding, OFFERED) if accept_encoding else "identity"
        if "Content-Encoding" in given:  # the view returned compressed bytes
            coding = given["Content-Encoding"]
        elif coding != "identity" and is_compressible(media_type, len(body)):
            body = compress(body, coding)
            headers.append(("Content-Encoding", coding))
        else:
            coding = ""
        headers += [("Content-Length", str(len(body))), ("Vary", VARY)]
        etag = ""
        if status.startswith("200"):
            etag = make_etag(self._build_id, revision, given, coding)
            headers += [("ETag", etag), ("Cache-Control", self._policy)]
            if modified := self._modified():
                headers.append(("Last-Modified", modified))
        else:
            headers.append(("Cache-Control", "no-cache"))
        return CachedResponse(status, with_fixed(headers), body, route, etag)

    def _call(self, environ: Environ) -> UncachedResponse:
        started: list[Any] = []

        def start(status: str, headers: Headers, exc_info: Any = None) -> Callable[[bytes], object]:
            started[:] = [status, headers]
            return lambda _: None

        body = self._app(environ, start)
        return UncachedResponse(started[0], started[1], body)


def _for_log(scope: Any, path: str, agent: str | None, identity: str) -> Environ:
    """The part of the WSGI environment that the access log needs."""
    return {
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": scope.query_string,
        "HTTP_USER_AGENT": agent,
        REQUEST_ID: identity,
    }


def _key(environ: Environ) -> Key:
    get = environ.get
    return make_key(
        environ["wsgi.url_scheme"],
        get("HTTP_HOST"),
        get("SCRIPT_NAME", ""),
        environ["PATH_INFO"],
        get("QUERY_STRING", ""),
        get("HTTP_ACCEPT", ""),
        get("HTTP_ACCEPT_LANGUAGE", ""),
        get("HTTP_ACCEPT_ENCODING", ""),
    )


def _key_of_text(environ: Environ) -> Key:
    """The key of the annotations of a text, with the digest of its body, which is put back; empty if it is not kept."""
    length = _body_length(environ)
    if not 0 < length <= MAX_KEPT_BODY:
        return ()
    body = environ["wsgi.input"].read(length)
    environ["wsgi.input"] = io.BytesIO(body)
    key = (*_key(environ), environ.get("CONTENT_TYPE", ""), blake2b(body, digest_size=16).digest())
    return key if len(body) == length else ()


def _body_length(environ: Environ) -> int:
    """The length of the body of a POST, for files that of a long one; 0 for a body that Flask rejects by its length."""
    length = environ.get("CONTENT_LENGTH") or ""
    if environ["REQUEST_METHOD"] != "POST" or not (length.isascii() and length.isdigit()):
        return 0
    if int(length) > MAX_LONG_BODY:
        return 0
    is_file = environ.get("CONTENT_TYPE", "").startswith("multipart/")
    return max(int(length), LONG_BODY + 1) if is_file else int(length)


def _as_get(environ: Environ) -> Environ:
    """Turn HEAD into GET, so that both have the same headers; ranges are for GET only (RFC 9110 §14.2)."""
    if environ["REQUEST_METHOD"] == "GET":
        return environ
    return {name: value for name, value in environ.items() if name != "HTTP_RANGE"} | {"REQUEST_METHOD": "GET"}


def _is_unlimited(environ: Environ) -> bool:
    """Whether a request has no rate limit: those of operators, static files and CORS preflights."""
    path: str = environ["PATH_INFO"]
    return environ["REQUEST_METHOD"] == "OPTIONS" or path.startswith(UNLIMITED)


def _whole(body: Iterable[bytes]) -> bytes:
    joined = b"".join(body)
    _close(body)
    return joined


def _close(body: Iterable[bytes]) -> None:
    close = getattr(body, "close", None)
    if close is not None:
        close()
