"""Limits on requests: a token bucket per client, and how many long requests run at once.

Under ``glossary serve``, long requests go to child processes (:mod:`api.child_processes`). The limit on long requests
applies to those that are short enough to stay in the worker, and to an application under another WSGI server. Limits
on the size of bodies are in :mod:`api.body_limits`.
"""

import math
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from http import HTTPStatus
from threading import BoundedSemaphore, get_ident
from typing import Any

import orjson
from flask import current_app

from api.errors import abort_with
from api.middleware.cache import CachedResponse
from api.middleware.headers import with_fixed

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
