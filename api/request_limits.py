"""Limits on requests: on their bodies, on requests per client, and on long requests at once.

A body has a limit on its size, on the memory of all bodies, and on the time that it takes. The server enforces these
limits while it receives a body (:class:`BodyReader`), and so does Flask, also under another WSGI server. An instance
may set ``max_text`` and ``max_file`` itself (:mod:`api.settings`). The limits of the library are in
:mod:`glossary.limits`, among them the length of a text (``MAX_TEXT``), which the command line shares.

Each client has a token bucket. Under ``glossary serve``, long requests go to child processes
(:mod:`api.child_processes`). The limit on long requests applies to those that are short enough to stay in the worker,
and to an application under another WSGI server.
"""

import asyncio
import math
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from http import HTTPStatus
from io import BytesIO
from threading import BoundedSemaphore, get_ident
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson
from flask import Flask, current_app, request

from api.errors import abort_with
from api.middleware.cache import CachedResponse
from api.middleware.headers import with_fixed

if TYPE_CHECKING:
    from api.settings import Settings

MAX_FILE = 10 * 2**20
"""Maximum bytes of an uploaded document, by default (setting ``max_file``)."""

MAX_DOCUMENTS = 20
"""Maximum number of documents of an uploaded archive in one response."""

LONG_BODY = 32 * 1024
"""Bytes of a body above which a child process always handles the request."""

SHORT_BODY = 4 * 1024
"""Bytes of a body up to which no child process handles the request; of longer bodies up to ``LONG_BODY``, a child
handles those that arrive while this process handles another."""

MAX_KEPT_BODY = 256 * 1024
"""Maximum bytes of a text whose annotations are cached."""

MAX_LONG_BODY = 32 * 2**20
"""Maximum bytes of a body that is passed to a child process."""

STALL_SECONDS = 30.0
"""Seconds without data of a body after which the response is 408."""

BODY_SECONDS = 180.0
"""Seconds for a whole body: enough for the largest document at half a megabit per second."""

BODY_BYTES = 128 * 2**20
"""Maximum memory of one process for bodies that are being received or wait for a thread."""

DRAINED_BYTES = 64 * 2**20
"""An oversized body is read and discarded up to this size, because a client that is sending does not read responses."""

_MAX_CHARACTER_BYTES = 12
"""Maximum bytes of one character: percent-encoded in a form (%F0%A0%80%80), or \\ud840\\udc00 in JSON."""

_BODY_ALLOWANCE = 64 * 1024
"""Bytes that JSON or form encoding may add to a text."""

_BODY_SIZE = "glossary.body_size"


def max_text_body(settings: "Settings") -> int:
    """Maximum bytes of a request body with a text of ``max_text`` code points in JSON or a form."""
    return settings.max_text * _MAX_CHARACTER_BYTES + _BODY_ALLOWANCE


def max_body(settings: "Settings") -> int:
    """Maximum bytes of any request body."""
    return max(max_text_body(settings), settings.max_file)


def limit_bodies(app: Flask, settings: "Settings") -> None:
    """Makes Flask reject bodies that are longer than that of the longest text (413 ``too-large``)."""
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = max_text_body(settings)


def allow_file() -> None:
    """Allows this request a body of the size of the largest file instead."""
    request.max_content_length = current_app.extensions["settings"].max_file


def check_text_length(text: Any) -> None:
    """Reject a text beyond the limit of this instance; other types are left to the schema.

    Raises:
        ProblemError: 413, with the limit.
    """
    most: int = current_app.extensions["settings"].max_text
    if isinstance(text, str) and len(text) > most:
        abort_with(413, "too-large", f"the text has {len(text)} characters; this service accepts {most}", most=most)


class Rejection(NamedTuple):
    """Why a body was rejected: the status, the code and the detail of the response."""

    status: int
    code: str
    detail: str


class BodyReader:
    """Reads request bodies with a deadline, and within a memory limit for all that one process holds.

    Args:
        max_body: Maximum bytes of one body that is kept; see :func:`max_body`.
    """

    def __init__(self, max_body: int) -> None:
        self._max_body = max_body
        self._held = 0

    async def receive(self, protocol: Any, environ: dict[str, Any]) -> Rejection | None:
        """Read the body into ``environ``; returns why if the request was rejected.

        An oversized body is read and discarded; Flask rejects it by its length.
        """
        body, size = bytearray(), 0
        chunks = aiter(protocol)
        until = time.monotonic() + BODY_SECONDS
        while size <= DRAINED_BYTES:
            wait = min(STALL_SECONDS, until - time.monotonic())
            try:
                chunk = await asyncio.wait_for(anext(chunks), max(wait, 0))
            except StopAsyncIteration:
                break
            except TimeoutError:
                self._drop(body)
                return Rejection(408, "request-timeout", "the request body did not arrive in time")
            if not chunk:
                break
            size += len(chunk)
            if size > self._max_body:  # rejected after it is received, when the client reads the response
                self._drop(body)
                continue
            self._held += len(chunk)
            body += chunk
            if self._held > BODY_BYTES:
                self._drop(body)
                return Rejection(503, "busy", "server busy: too many request bodies at once; retry in a few seconds")
        environ[_BODY_SIZE] = len(body)
        environ["CONTENT_LENGTH"] = str(size)
        environ["wsgi.input"] = BytesIO(body)
        return None

    def release(self, environ: dict[str, Any]) -> None:
        """Frees the memory that the body of a finished request counted for."""
        self._held -= environ.get(_BODY_SIZE, 0)

    def _drop(self, body: bytearray) -> None:
        """Discard a received body."""
        self._held -= len(body)
        body.clear()


CLIENTS = 10_000
"""Maximum number of buckets. The bucket of the client idle for longest is dropped; it then starts with a full one."""


class RateLimiter:
    """Allows ``rate`` requests per second and client, ``burst`` at once, counted in this worker.

    >>> limiter = RateLimiter(rate=1, burst=1, clock=lambda: 0.0)
    >>> limiter.wait("a"), limiter.wait("a"), limiter.wait("b")
    (0, 1, 0)
    """

    def __init__(self, rate: float, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._burst, self._clock = rate, max(burst, 1), clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, client: str) -> int:
        """Whole seconds until ``client`` may send a request; 0 means now, and takes one token."""
        now = self._clock()
        tokens, last = self._buckets.pop(client, (float(self._burst), now))
        tokens = min(self._burst, tokens + (now - last) * self._rate)
        allowed = tokens >= 1
        self._buckets[client] = (tokens - allowed, now)
        if len(self._buckets) > CLIENTS:
            self._buckets.popitem(last=False)
        return 0 if allowed else max(1, math.ceil((1 - tokens) / self._rate))

    def headers(self, client: str) -> list[tuple[str, str]]:
        """The remaining quota in the fields of the IETF draft (``RateLimit-Policy``, ``RateLimit``)."""
        tokens, _ = self._buckets.get(client, (float(self._burst), 0.0))
        window = math.ceil(self._burst / self._rate)
        refill = math.ceil((self._burst - tokens) / self._rate)
        return [
            ("RateLimit-Policy", f'"client";q={self._burst};w={window}'),
            ("RateLimit", f'"client";r={int(tokens)};t={refill}'),
        ]


ACQUIRE_TIMEOUT = 2.0
"""Seconds that a request waits for a slot. It is short because the request occupies a thread meanwhile."""


class ConcurrencyLimit:
    """A bounded number of slots; a request that gets none is rejected.

    Args:
        count: Number of slots.
        what: The name of the work in the error message: "extractions".
        timeout: Seconds to wait for a slot.
    """

    def __init__(self, count: int, what: str, timeout: float = ACQUIRE_TIMEOUT) -> None:
        self._free = BoundedSemaphore(count)
        self._what, self._timeout = what, timeout
        self._holders: set[int] = set()

    @property
    def taken(self) -> int:
        """The number of slots in use."""
        return len(self._holders)

    @contextmanager
    def acquire_slot(self) -> Iterator[None]:
        """Hold a slot during the block.

        Raises:
            ProblemError: 503 ``busy`` if no slot becomes free in time.
        """
        if not self._free.acquire(timeout=self._timeout):
            abort_with(503, "busy", f"server busy: too many concurrent {self._what}; retry in a few seconds")
        self._holders.add(get_ident())
        try:
            yield
        finally:
            self._holders.discard(get_ident())
            self._free.release()


def heavy_work() -> AbstractContextManager[None]:
    """A slot for work that takes seconds, such as extraction; see :meth:`ConcurrencyLimit.acquire_slot`."""
    limit: ConcurrencyLimit = current_app.extensions["heavy_work"]
    return limit.acquire_slot()


def too_many_requests(wait: int, environ: dict[str, Any]) -> CachedResponse:
    """The 429 response, made without Flask, because rejecting must be cheaper than handling."""
    document = {
        "type": "/docs#too-many-requests",
        "title": HTTPStatus.TOO_MANY_REQUESTS.phrase,
        "status": 429,
        "detail": f"rate limit exceeded; retry in {wait} s, or download the exports",
        "instance": environ["PATH_INFO"].encode("latin-1", "replace").decode("utf-8", "replace"),
        "code": "too-many-requests",
    }
    body = orjson.dumps(document)
    headers = [
        ("Content-Type", "application/problem+json"),
        ("Content-Length", str(len(body))),
        ("Retry-After", str(wait)),
        ("Cache-Control", "no-store"),
        ("Link", '</v1/exports/manifest.json>; rel="alternate"; title="the whole dictionary"'),
    ]
    return CachedResponse("429 Too Many Requests", with_fixed(headers), body, "limit")
