"""A token bucket per client; off unless it is configured."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable

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
