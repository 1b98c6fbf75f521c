"""Access log: one line per request on stderr, with the request id that the response also has."""

import itertools
import re
import secrets
import sys
import time
from collections.abc import Callable
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
