"""Connects granian's asynchronous interface (RSGI) with the WSGI application.

Granian schedules an asyncio task for each request and wakes the event loop, which takes 20 µs; a cached response takes
5. Granian has no public hook before that, so :func:`send_synchronously` replaces the function that schedules. With a
version of granian that has no such function, or another task implementation, every request takes the usual way.
"""

import logging
import sys
from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from io import BytesIO
from typing import Any, BinaryIO
from urllib.parse import quote

from granian import _futures

Headers = list[tuple[str, str]]
Answer = tuple[int, Headers, Any]
"""Status, headers, and the body as bytes or as the path of a file (:func:`find_file`)."""

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
    """The complete response of a WSGI application: status, headers, and the body as bytes or as a file."""
    head: list[Any] = []

    def start(status: str, headers: Headers, exc_info: Any = None) -> Callable[[bytes], object]:
        head[:] = [int(status[:3]), headers]
        return lambda _: None

    pieces = wsgi(environ, start)
    if (file := find_file(head[0], head[1], pieces)) is not None:
        pieces.close()  # type: ignore[attr-defined]
        return head[0], head[1], file
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
