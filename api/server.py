"""The application under granian's asynchronous interface (RSGI), which ``glossary serve`` runs.

A WSGI server occupies a thread while a client sends its body and reads the response: four slow clients block a service
with four threads. Here the event loop waits for clients, and threads are used for work only:

* cached responses and look-ups, which take microseconds, are sent at once (:mod:`api.rsgi`);
* a body is read with a deadline and within a memory limit before a thread processes it (:mod:`api.body_limits`);
* a file is passed to the server by name and sent without Python;
* long requests wait for a child process (:mod:`api.child_processes`) in separate threads.
"""

import asyncio
import ctypes
import resource
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from flask import Flask

from api.body_limits import BodyReader, max_body
from api.child_processes import exit_with_parent
from api.errors import encode_problem, problem_details
from api.middleware.stack import PENDING
from api.negotiation import PROBLEM
from api.rsgi import Answer, Environ, Headers, call, make_environ, send_synchronously

POST_THREADS = 16
"""Threads for requests with bodies; most of them wait for a child process at the same time."""

PRELOAD_SECONDS = 2.0
"""Seconds between two checks whether the store has changed."""

MAX_WAITING = 512
"""Requests that may wait for a thread in one process; further ones get 503."""

PENDING_SECONDS = 30.0
"""Seconds that a request waits for an export file that is being written, after which it gets 503."""

PENDING_STEP = 0.25
MAX_PENDING = 64
"""Requests that may wait for export files; further ones get 503 at once."""


class Server:
    """The RSGI application of one worker process.

    Args:
        app: The WSGI application with its middleware.
    """

    def __init__(self, app: Flask) -> None:
        settings = app.extensions["settings"]
        self._app, self._stack = app, app.extensions["stack"]
        self._provider = app.extensions["provider"]
        self._wsgi: Callable[..., Iterable[bytes]] = app.wsgi_app
        self._is_plain = not settings.proxies and self._stack.is_plain
        self._bodies = BodyReader(max_body(settings))
        self._readers = ThreadPoolExecutor(settings.threads, "read")
        self._writers = ThreadPoolExecutor(POST_THREADS, "post")
        self._waiting = self._pending = 0

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Called once in each worker process before it serves requests."""
        exit_with_parent()
        raise_file_limit()
        share_memory_between_threads()
        threading.Thread(target=self._preload, name="preload", daemon=True).start()

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Called when the worker stops."""
        if pool := self._app.extensions["worker_pool"]:
            pool.close()

    def _preload(self) -> None:
        """Build the annotation index when the server starts and after each harvest, so that no client waits for it."""
        if pool := self._app.extensions["worker_pool"]:
            pool.start()
        provider = self._provider
        while True:
            if not provider.is_preloaded():
                provider.preload(annotations=True)
            time.sleep(PRELOAD_SECONDS)

    def respond_at_once(self, scope: Any) -> Answer | None:
        """The response to a request that takes less time than scheduling it: a cached one, or a look-up.

        ``None`` for all other requests.
        """
        if not self._is_plain or scope.proto != "http":
            return None
        found: Answer | None = self._stack.respond(scope)
        return found

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        """Handle one request."""
        if scope.proto != "http":
            protocol.close(403)
            return
        environ = make_environ(scope)
        if environ is None:
            _refuse(protocol, 400, "bad-request", "an HTTP/1.1 request must have exactly one Host", scope.path)
            return
        if scope.method in ("GET", "HEAD", "OPTIONS"):
            executor = self._readers
        else:
            executor = self._writers
            if rejection := await self._bodies.receive(protocol, environ):
                _refuse(protocol, *rejection, scope.path)
                return
        try:
            answer = await self._run(executor, environ)
            if PENDING in environ and scope.method == "GET":
                answer = await self._retry(scope, answer)
        finally:
            self._bodies.release(environ)
        _send(protocol, *answer)

    async def _run(self, executor: ThreadPoolExecutor, environ: Environ) -> Answer:
        if self._waiting >= MAX_WAITING:
            return _refusal(503, "busy", "server busy: too many requests; retry in a few seconds", "")
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(executor, call, self._wsgi, environ)
        finally:
            self._waiting -= 1

    async def _retry(self, scope: Any, answer: Answer) -> Answer:
        """The response to a request for an export file once it is written; waits without a thread."""
        until = time.monotonic() + PENDING_SECONDS
        if self._pending >= MAX_PENDING:
            return answer
        self._pending += 1
        try:
            while time.monotonic() < until:
                await asyncio.sleep(PENDING_STEP)
                environ = make_environ(scope)
                assert environ is not None  # as at the first time
                answer = await self._run(self._readers, environ)
                if PENDING not in environ:
                    break
        finally:
            self._pending -= 1
        return answer


_M_ARENA_MAX = -8
"""Option of mallopt(3); other systems ignore it."""


def _send(protocol: Any, status: int, headers: Headers, body: Any) -> None:
    if isinstance(body, bytes):
        protocol.response_bytes(status, headers, body)
    elif len(body) == 1:
        protocol.response_file(status, headers, *body)
    else:
        protocol.response_file_range(status, headers, *body)


def _refuse(protocol: Any, status: int, code: str, detail: str, path: str) -> None:
    _send(protocol, *_refusal(status, code, detail, path))


def _refusal(status: int, code: str, detail: str, path: str) -> Answer:
    headers = [("content-type", PROBLEM), ("retry-after", "5"), ("connection", "close"), ("cache-control", "no-store")]
    return status, headers, encode_problem(problem_details(status, code, detail, path))


def raise_file_limit() -> None:
    """Raise the limit of open files, and so of connections, as far as the system allows without privileges."""
    with suppress(ValueError, OSError):
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def share_memory_between_threads() -> None:
    """Use two malloc arenas for all threads and not one per thread: glibc does not share free memory between arenas."""
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 2)


def create_server() -> Server:
    """The factory that ``glossary serve`` passes to granian."""
    from api.app import create_app

    server = Server(create_app())
    send_synchronously(server.respond_at_once, _send)
    return server
