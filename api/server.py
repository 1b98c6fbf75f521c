"""The application under granian's asynchronous interface (RSGI), which ``glossary serve`` runs.

A WSGI server occupies a thread while a client sends its body and reads the response: four slow clients block a service
with four threads. Here the event loop waits for clients, and threads are used for work only:

* cached responses and look-ups, which take microseconds, are sent at once (:func:`send_synchronously`);
* a body is read with a deadline and within a memory limit before a thread processes it (:mod:`api.request_limits`);
* a file is passed to the server by name and sent without Python;
* long requests wait for a child process (:mod:`api.child_processes`) in separate threads.

Granian schedules an asyncio task for each request and wakes the event loop, which takes 20 µs; a cached response takes
5. Granian has no public hook before that, so :func:`send_synchronously` replaces the function that schedules. With a
version of granian that has no such function, or another task implementation, every request takes the usual way.
"""

import asyncio
import ctypes
import logging
import resource
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http import HTTPStatus
from io import BytesIO
from typing import Any, BinaryIO
from urllib.parse import quote

from flask import Flask
from granian import _futures
from granian.rsgi import ProtocolClosed  # type: ignore[attr-defined]

from api.child_processes import exit_with_parent
from api.connections import cut_connection
from api.errors import encode_problem, problem_details
from api.middleware.stack import PENDING, STREAMED
from api.negotiation import PROBLEM
from api.request_limits import BodyReader, max_body

Headers = list[tuple[str, str]]
Answer = tuple[int, Headers, Any]
"""Status, headers, and the body: bytes, the path of a file (:func:`find_file`), or an iterator (:data:`STREAMED`)."""

Environ = dict[str, Any]


class FileBody:
    """The ``wsgi.file_wrapper``: keeps the name of an open file, so that the server can send it directly."""

    def __init__(self, file: BinaryIO, block_size: int = 64 * 1024) -> None:
        self.file, self._block_size = file, block_size

    def __iter__(self) -> Iterator[bytes]:
        while block := self.file.read(self._block_size):
            yield block

    def close(self) -> None:
        """Close the file."""
        self.file.close()


OLD_VERSIONS = ("1", "1.0", "0.9")
"""HTTP versions without a Host header."""

_NAMES: dict[str, str] = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}


_ASCII = "".join(map(chr, range(128)))


def encode_query(query: str) -> str:
    """Returns a query string with its characters beyond ASCII percent-encoded: people type ``?q=三区`` into a shell.

    >>> encode_query("q=三区&limit=2"), encode_query("q=%E4%B8%89")
    ('q=%E4%B8%89%E5%8C%BA&limit=2', 'q=%E4%B8%89')
    """
    return query if query.isascii() else quote(query, safe=_ASCII, errors="replace")


def make_environ(scope: Any) -> Environ | None:
    """The WSGI environment (PEP 3333) of a request without its body; ``None`` without exactly one Host."""
    items = scope.headers.items()
    host, _, port = scope.server.rpartition(":")
    environ: Environ = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": encode_query(scope.query_string),
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": FileBody,
    }
    hosts = 0
    for name, value in items:
        key = _NAMES.get(name) or f"HTTP_{name.upper().replace('-', '_')}"
        hosts += name == "host"
        environ[key] = f"{environ[key]},{value}" if key in environ and key != "HTTP_HOST" else value
    if scope.authority and not hosts:
        environ["HTTP_HOST"] = scope.authority
        hosts = 1
    is_old = scope.http_version in OLD_VERSIONS
    return environ if hosts == 1 or (is_old and not hosts) else None


def call(wsgi: Callable[..., Iterable[bytes]], environ: Environ) -> Answer:
    """The response of a WSGI application; its body is complete, a file, or an iterator that must be closed."""
    head: list[Any] = []

    def start(status: str, headers: Headers, exc_info: Any = None) -> Callable[[bytes], object]:
        head[:] = [int(status[:3]), headers]
        return lambda _: None

    pieces = wsgi(environ, start)
    if (file := find_file(head[0], head[1], pieces)) is not None:
        pieces.close()  # type: ignore[attr-defined]
        return head[0], head[1], file
    if STREAMED in environ:
        return head[0], head[1], iter(pieces)
    if isinstance(pieces, list) and len(pieces) == 1:
        return head[0], head[1], pieces[0]
    try:
        return head[0], head[1], b"".join(pieces)
    finally:
        if hasattr(pieces, "close"):
            pieces.close()


def find_file(status: int, headers: Headers, pieces: Any) -> tuple[Any, ...] | None:
    """The path of the file that is the response body, with start and end (exclusive) for a range."""
    if isinstance(pieces, FileBody):
        return (pieces.file.name,)
    whole = getattr(pieces, "iterable", None)  # Werkzeug's wrapper for a range
    if status != HTTPStatus.PARTIAL_CONTENT or not isinstance(whole, FileBody):
        return None
    content_range = next(value for name, value in headers if name.lower() == "content-range")
    first, _, last = content_range.removeprefix("bytes ").partition("/")[0].partition("-")
    return whole.file.name, int(first), int(last) + 1


_NAME = "_cbsched_aioschedule"

Schedule = Callable[[Any], None]
"""Granian's function that schedules a request; its argument has the attributes ``scope`` and ``proto``."""


def send_synchronously(respond: Callable[[Any], Answer | None], send: Callable[..., None]) -> bool:
    """Let ``respond`` handle requests before they are scheduled; call this before granian starts to serve.

    Args:
        respond: Returns the response to an RSGI scope, or ``None`` if the request must be scheduled. Called in
            granian's thread, which reads no other request meanwhile.
        send: Sends a response: called with the RSGI protocol, status, headers and body.

    Returns:
        Whether this version of granian supports it.
    """
    schedule_function = getattr(_futures, _NAME, None)
    if schedule_function is None:
        return False

    def make_schedule(*arguments: Any) -> Schedule:
        schedule: Schedule = schedule_function(*arguments)

        def respond_or_schedule(request: Any) -> None:
            try:
                response = respond(request.scope)
            except Exception:  # the usual way has the handlers of errors
                logging.getLogger(__name__).exception("a request could not be answered at once")
                response = None
            if response is None:
                schedule(request)
                return
            send(request.proto, *response)
            request.done()

        return respond_or_schedule

    setattr(_futures, _NAME, make_schedule)
    return True


POST_THREADS = 16
"""Threads for requests with bodies; most of them wait for a child process at the same time."""

SWITCH_SECONDS = 0.001
"""How long a thread may run while others wait: a look-up waits that long for a text, with Python's default 5 ms."""

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
        sys.setswitchinterval(SWITCH_SECONDS)
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
        if isinstance(answer[2], bytes | tuple):
            _send(protocol, *answer)
        else:
            await self._stream(scope.client, protocol, *answer)

    async def _stream(self, client: str, protocol: Any, status: int, headers: Headers, blocks: Any) -> None:
        """Send a body block by block; a thread makes the next block when the client has taken the one before.

        The connection of a body that cannot be completed is cut, because it would look complete.
        """
        loop, until = asyncio.get_running_loop(), time.monotonic() + STREAM_SECONDS
        transport, is_complete = protocol.response_stream(status, headers), False
        try:
            while (block := await loop.run_in_executor(self._readers, next, blocks, b"")) and time.monotonic() < until:
                await transport.send_bytes(block)
            is_complete = not block
        except ProtocolClosed:
            is_complete = True  # for this client, which has gone
        except Exception:
            logging.getLogger(__name__).exception("a response could not be completed")
        finally:
            if not is_complete:
                cut_connection(client)
            await loop.run_in_executor(self._readers, blocks.close)

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


STREAM_SECONDS = 300.0
"""Seconds after which a body that is made while it is sent is cut off, because it keeps a read of the store open."""

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
