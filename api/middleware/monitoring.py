"""What operators see: the access log on stderr, and counters in the text format of Prometheus."""

import itertools
import os
import re
import secrets
import sys
import time
from bisect import bisect_left
from collections.abc import Callable, Iterable
from typing import Any

import orjson

_GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}")
_PREFIX = secrets.token_hex(4)
_COUNT = itertools.count(1)

Log = Callable[[dict[str, Any], str, int, float], None]
"""Called with the WSGI environment, the status line, the bytes sent and the duration in seconds."""


def request_id(given: str | None = None) -> str:
    r"""The client's id if it is a plain word of 8 to 64 characters, else a new one.

    >>> request_id("trace-0001"), request_id("no\nline") == "no\nline"
    ('trace-0001', False)
    """
    if given is not None and _GIVEN.fullmatch(given):
        return given
    return f"{_PREFIX}{next(_COUNT):08x}"


def new_request_id_prefix() -> None:
    """Give a forked worker its own range of ids."""
    global _PREFIX  # noqa: PLW0603 - one value a process
    _PREFIX = secrets.token_hex(4)


def access_log(form: str) -> Log | None:
    """The writer of access lines in ``form`` (text, json), ``None`` for off."""
    return {"text": _write_text, "json": _write_json}.get(form)


def _write_text(environ: dict[str, Any], status: str, size: int, seconds: float) -> None:
    stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    sys.stderr.write(
        f"{stamp} {environ.get('REMOTE_ADDR', '-')} {environ['REQUEST_METHOD']} {_target(environ)!r} "
        f"{status[:3]} {size} {seconds * 1000:.2f}ms {environ['glossary.request_id']}\n"
    )


def _write_json(environ: dict[str, Any], status: str, size: int, seconds: float) -> None:
    line = {
        "time": time.time(),
        "client": environ.get("REMOTE_ADDR"),
        "method": environ["REQUEST_METHOD"],
        "target": _target(environ),
        "status": int(status[:3]),
        "bytes": size,
        "ms": round(seconds * 1000, 3),
        "agent": environ.get("HTTP_USER_AGENT"),
        "request_id": environ["glossary.request_id"],
    }
    sys.stderr.write(orjson.dumps(line, default=str).decode() + "\n")


def _target(environ: dict[str, Any]) -> str:
    """Path and query as text; WSGI passes the path as Latin-1 (PEP 3333)."""
    path = environ.get("PATH_INFO", "").encode("latin-1", "replace").decode("utf-8", "replace")
    query = environ.get("QUERY_STRING", "")
    return f"{path}?{query}" if query else path


BUCKETS = (0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0)
"""Upper bounds in seconds: from a cached response to the extraction of a large document."""

_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
"""Methods that are counted separately. Clients may send any word as a method, which must not create counters."""

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """Requests by route, method and status, with their durations; one instance per process."""

    def __init__(self) -> None:
        self._series: dict[tuple[str, str, str], list[float]] = {}
        self._known: dict[tuple[str, str, str], list[float]] = {}
        self.hits = 0
        self.misses = 0

    def observe(self, route: str, method: str, status: str, seconds: float) -> None:
        """Count one request; ``status`` is a status line, of which only the three digits are used."""
        series = self._known.get((route, method, status)) or self._begin(route, method, status)
        series[bisect_left(BUCKETS, seconds)] += 1
        series[-1] += seconds

    def _begin(self, route: str, method: str, status: str) -> list[float]:
        """Create the series of a request. It is memoized, so that status lines are not parsed again."""
        method_label = method if method in _METHODS else "other"
        series = self._series.setdefault((route, method_label, status[:3]), [0.0] * (len(BUCKETS) + 2))
        if method_label == method:
            self._known[route, method, status] = series
        return series

    def text(self, gauges: Iterable[tuple[str, str, float]] = ()) -> str:
        """The metrics in the text exposition format; ``gauges`` are (name, help, value)."""
        lines = [
            "# HELP glossary_request_seconds Time to answer, by route.",
            "# TYPE glossary_request_seconds histogram",
        ]
        for key in sorted(self._series):
            lines += _histogram(key, self._series[key])
        lines += _single("glossary_cache_hits_total", "counter", "Responses from the cache.", self.hits)
        lines += _single(
            "glossary_cache_misses_total", "counter", "Cacheable responses that were computed.", self.misses
        )
        lines += _single(
            "glossary_worker_pid",
            "gauge",
            "The process that answered; each process counts only its own requests.",
            os.getpid(),
        )
        for name, explanation, value in gauges:
            lines += _single(name, "gauge", explanation, value)
        return "\n".join(lines) + "\n"


def _histogram(key: tuple[str, str, str], series: list[float]) -> list[str]:
    labels = 'route="{}",method="{}",status="{}"'.format(*key)
    lines, total = [], 0.0
    for bound, count in zip((*BUCKETS, "+Inf"), series, strict=False):
        total += count
        lines.append(f'glossary_request_seconds_bucket{{{labels},le="{bound}"}} {total:g}')
    return [
        *lines,
        f"glossary_request_seconds_sum{{{labels}}} {series[-1]:.6f}",
        f"glossary_request_seconds_count{{{labels}}} {total:g}",
    ]


def _single(name: str, kind: str, explanation: str, value: float) -> list[str]:
    return [f"# HELP {name} {explanation}", f"# TYPE {name} {kind}", f"{name} {value:.10g}"]
