"""The child process for long requests: runs the same application, one request at a time, until its input ends.

A request is a line of JSON (the WSGI environment, ``bytes``, ``seconds``) and then the body; an answer is a line of
JSON (status, headers, ``bytes``) and then its body. Both are plain data and nothing is unpickled: a hostile document
that took over this process could only send a wrong response.
"""

import io
import os
import sys
import threading
import time
from contextlib import suppress
from typing import Any, BinaryIO

import orjson

from glossary.ingest.pdf.worker import limit_memory, set_alarm

GRACE_SECONDS = 5.0
"""Seconds added to the time limit: the parent stops slow requests, the alarm is for a process without parent."""

NICENESS = 10
"""Lower priority, so that long requests do not slow down look-ups in the other processes."""


def main(settings: dict[str, Any], memory_bytes: int) -> None:
    """Handle requests until standard input ends, which also happens when the parent dies."""
    exit_with_parent()
    limit_memory(memory_bytes)
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # output of libraries must not mix with responses
    from api.app import create_app

    app = create_app({**settings, "text_processes": 0, "cache_bytes": 0, "rate_limit": 0, "log_format": "off"})
    app.extensions["provider"].preload(annotations=True)
    with suppress(BrokenPipeError):  # the parent is gone
        serve(app.extensions["views"], sys.stdin.buffer, answers)


def exit_with_parent(seconds: float = 0.5) -> None:
    """Exit when the parent process ends, because its responses would never be read."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(seconds)
        os._exit(1)

    threading.Thread(target=watch, name="parent", daemon=True).start()


def serve(application: Any, requests: BinaryIO, answers: BinaryIO) -> None:
    """Report once that the process is ready, then handle requests one at a time."""
    _send(answers, {"ready": True})
    while line := requests.readline():
        request = orjson.loads(line)
        body = requests.read(request["bytes"])
        set_alarm(request["seconds"] + GRACE_SECONDS)
        answer, content = respond(application, request["environ"], body)
        _send(answers, {**answer, "rss": peak_rss()}, content)
        set_alarm(0)


def respond(application: Any, environ: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
    """The response of the application: a head of JSON values, and a body."""
    environ |= {
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.version": (1, 0),
        "wsgi.multithread": False,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    head: dict[str, Any] = {}

    def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        head.update(status=status, headers=headers)

    pieces = application(environ, start)
    try:
        content = b"".join(pieces)
    finally:
        if hasattr(pieces, "close"):
            pieces.close()
    return {**head, "route": environ.get("glossary.route", "none"), "bytes": len(content)}, content


def peak_rss() -> int:
    """The peak memory of this process in bytes; 0 if the platform does not report it."""
    try:
        import resource
    except ImportError:
        return 0
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def _send(stream: BinaryIO, head: dict[str, Any], content: bytes = b"") -> None:
    for data in (orjson.dumps(head) + b"\n", content):
        view = memoryview(data)
        while view:
            view = view[stream.write(view) or 0 :]
