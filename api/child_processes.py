"""Child processes for long requests, so that look-ups, searches and health checks never wait for them.

Annotating, converting or extracting a text of a million characters takes a second of processor time, and Python runs
one thread at a time. A request with a long body is therefore passed to a child process that runs the same application
(:func:`main`) at a lower priority, one request at a time. A request that takes more time or memory than allowed is
stopped together with its child; the next request gets a new child.

A request is a line of JSON (the WSGI environment, ``bytes``, ``seconds``) and then the body; an answer is a line of
JSON (status, headers, ``bytes``) and then its body. Both are plain data and nothing is unpickled: a hostile document
that took over a child could only send a wrong response.
"""

import io
import os
import sys
import threading
import time
import weakref
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from subprocess import PIPE, Popen
from threading import Lock, Timer
from typing import Any, BinaryIO, NamedTuple

import orjson

from api.errors import ProblemError
from glossary.processes import interrupts_blocked, limit_memory, set_alarm

REQUEST_SECONDS = 30.0
"""Seconds for one request, after which its child is stopped."""

WAIT_SECONDS = 10.0
"""Seconds that a request waits for a free child before it gets 503."""

START_SECONDS = 60.0
MEMORY_BYTES = 2 * 2**30
"""Address space of a child, where the platform limits it."""

MAX_RSS_BYTES = 768 * 2**20
"""A child that ever used more is replaced after its response, because Python does not return all memory."""

MAX_REQUESTS = 1000
"""Requests per child, after which it is replaced, to bound memory leaks of libraries."""

_MAX_HEAD = 1024 * 1024
_START = """import json, sys
sys.path[:] = json.loads(sys.argv[1])
from api.child_processes import main
main(json.loads(sys.argv[2]), int(sys.argv[3]))"""


class Answer(NamedTuple):
    """The response of a child: status line, headers, body, and the route's rule for the metrics."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes
    route: str


class ChildProcessPool:
    """A fixed number of child processes, each for one request at a time.

    Args:
        count: Child processes.
        settings: The settings of the application that they run, as JSON values.
        request_seconds: Time limit of one request.
        wait_seconds: How long a request waits for a free child.
    """

    def __init__(
        self,
        count: int,
        settings: Mapping[str, Any],
        *,
        request_seconds: float = REQUEST_SECONDS,
        wait_seconds: float = WAIT_SECONDS,
    ) -> None:
        self._settings = dict(settings)
        self._request_seconds, self._wait_seconds = request_seconds, wait_seconds
        self._free: SimpleQueue[_Child | None] = SimpleQueue()
        self._busy: set[_Child] = set()
        self._lock = Lock()
        for _ in range(count):
            self._free.put(None)
        weakref.finalize(self, _stop_all, self._free, self._busy)

    @property
    def busy(self) -> int:
        """The number of children that are handling a request."""
        return len(self._busy)

    def start(self) -> None:
        """Start the children that are not running; returns before they are ready."""
        for _ in range(self._free.qsize()):
            with suppress(Empty):
                child = self._free.get_nowait()
                self._free.put(child or self._new_child())

    def run(self, environ: Mapping[str, Any], body: bytes) -> Answer:
        """Let a child handle a request.

        Raises:
            ProblemError: 503 ``busy`` if no child becomes free in time, 422 ``too-complex`` if the request takes
                more time or memory than allowed.
        """
        child = self._acquire()
        try:
            answer = child.call(environ, body, self._request_seconds)
        except BaseException:
            child.stop()
            self._release(child, None)
            raise
        self._release(child, child if child.is_fit() else None)
        return answer

    def close(self) -> None:
        """Stop all children."""
        _stop_all(self._free, self._busy)

    def _acquire(self) -> "_Child":
        try:
            child = self._free.get(timeout=self._wait_seconds)
        except Empty:
            detail = "server busy: too many long requests at once; retry in a few seconds"
            raise ProblemError(503, "busy", detail, {}) from None
        try:
            if child is None or not child.is_alive():
                child = self._new_child()
        except BaseException:
            self._free.put(None)
            raise
        with self._lock:
            self._busy.add(child)
        return child

    def _release(self, child: "_Child", kept: "_Child | None") -> None:
        with self._lock:
            self._busy.discard(child)
        if kept is None:
            child.stop()
            with suppress(ProblemError):  # start the next one now, so that the next request does not wait for it
                kept = self._new_child()
        self._free.put(kept)

    def _new_child(self) -> "_Child":
        return _Child(self._settings)


class _Child:
    """One process that runs the application."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        paths = orjson.dumps([str(Path(each or ".").resolve()) for each in sys.path]).decode()
        command = [sys.executable, "-I", "-c", _START, paths, orjson.dumps(dict(settings)).decode(), str(MEMORY_BYTES)]
        try:
            with interrupts_blocked():
                self._process = Popen(command, stdin=PIPE, stdout=PIPE)  # noqa: S603 - our own interpreter and code
        except OSError as error:
            detail = f"no process could be started for this request: {error.strerror}"
            raise ProblemError(503, "unavailable", detail, {}) from error
        self._left = MAX_REQUESTS
        self._rss = 0
        self._ready = False
        self._in_time = True

    def call(self, environ: Mapping[str, Any], body: bytes, seconds: float) -> Answer:
        """Send a request and return the response within ``seconds``.

        Raises an error with the reason if the process ends without a response.
        """
        if not self._ready:
            self._await_ready()
        self._left -= 1
        request = {"environ": _plain(environ), "bytes": len(body), "seconds": seconds}
        timer = self._timer(seconds)
        try:
            head, content = self._exchange(orjson.dumps(request) + b"\n", body)
        finally:
            timer.cancel()
        if head is None or not self._in_time:
            raise self._failure(seconds)
        self._rss = head.get("rss", 0)
        return Answer(head["status"], [(name, value) for name, value in head["headers"]], content, head["route"])

    def is_alive(self) -> bool:
        """Whether the process is running; the system may have ended it while it was idle."""
        return self._process.poll() is None

    def is_fit(self) -> bool:
        """Whether it may handle another request."""
        return self.is_alive() and self._left > 0 and self._rss < MAX_RSS_BYTES

    def stop(self) -> None:
        """Kill the process."""
        self._process.kill()
        for stream in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if stream:
                    stream.close()
        self._process.wait()

    def _await_ready(self) -> None:
        timer = self._timer(START_SECONDS)
        try:
            head = self._read_head()
        finally:
            timer.cancel()
        if not head:
            raise ProblemError(503, "unavailable", "the process for long requests cannot be started", {})
        self._ready = True

    def _exchange(self, head: bytes, body: bytes) -> tuple[dict[str, Any] | None, bytes]:
        stream, answers = self._process.stdin, self._process.stdout
        assert stream is not None and answers is not None  # noqa: PT018 - both are pipes
        with suppress(OSError):  # it has ended; the missing response is handled below
            stream.write(head)
            stream.write(body)
            stream.flush()
        answer = self._read_head()
        if answer is None:
            return None, b""
        content = answers.read(answer["bytes"])
        return (answer, content) if len(content) == answer["bytes"] else (None, b"")

    def _read_head(self) -> dict[str, Any] | None:
        stream = self._process.stdout
        line = stream.readline(_MAX_HEAD) if stream else b""
        found: dict[str, Any] | None = orjson.loads(line) if line.endswith(b"\n") else None
        return found

    def _timer(self, seconds: float) -> Timer:
        """A timer that kills the process at the time limit, because pipes have no portable read timeout."""
        timer = Timer(seconds, self._time_out)
        timer.daemon = True
        timer.start()
        return timer

    def _time_out(self) -> None:
        self._in_time = False
        self._process.kill()

    def _failure(self, seconds: float) -> ProblemError:
        if not self._in_time:
            detail = f"the request takes longer than {seconds:g} seconds; send a shorter text or document"
        else:
            detail = "the request needs too much memory; send a shorter text or document"
        return ProblemError(422, "too-complex", detail, {})


def _plain(environ: Mapping[str, Any]) -> dict[str, str]:
    """The part of a WSGI environment that JSON can represent: strings, but not streams."""
    return {name: value for name, value in environ.items() if isinstance(value, str)}


def _stop_all(free: "SimpleQueue[_Child | None]", busy: set[_Child]) -> None:
    with suppress(Empty):
        while True:
            child = free.get_nowait()
            if child is not None:
                child.stop()
    for child in tuple(busy):
        child.stop()


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
    """Exit when the parent process ends, because its responses would never be read; checked every ``seconds``."""
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
