"""The response cache: keeps responses while the store does not change; bounded in bytes.

The key of a response has everything that it depends on: scheme, host, path, query, and the classes of ``Accept``,
``Accept-Language`` and ``Accept-Encoding``. The state of the store is checked before every response; a changed state
empties the cache, so that no response outlives the content that it was made from.

``make_etag`` is the one place of the formula of an ``ETag``; each response gets it when it enters the cache.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from functools import lru_cache
from threading import Lock

from api.middleware.headers import OFFERED
from api.negotiation import (
    MAX_HEADER_LENGTH,
    MEMO,
    parse_qvalues,
    preferred_coding,
    preferred_script,
    prefers_english,
    shorten,
)

OVERHEAD = 3_200
"""Bytes of an entry in addition to its body: key, headers, bookkeeping, entries of other caches for the same request,
and memory that the allocator cannot return. Measured as growth of the process over 200,000 misses."""

LARGEST_SHARE = 16
"""A single response may take at most one part in this many of the cache."""

_REPRESENTATION_HEADERS = frozenset({"content-type", "content-length", "content-encoding", "content-language"})


Key = tuple[Hashable, ...]
"""Everything that a representation can depend on."""


@dataclass(slots=True, eq=False)
class CachedResponse:
    """One cached response.

    Attributes:
        status: The status line, such as ``200 OK``.
        headers: The headers that are the same for all clients that get this representation.
        body: The encoded bytes.
        route: The route's rule, for the metrics.
        etag: The strong validator, empty for an error.
        key_size: Length of the key in characters, which clients can make long.
    """

    status: str
    headers: list[tuple[str, str]]
    body: bytes
    route: str
    etag: str = ""
    key_size: int = 0
    _not_modified: list[tuple[str, str]] | None = field(default=None, repr=False)

    @property
    def weight(self) -> int:
        """The approximate memory use in bytes."""
        return len(self.body) + 2 * self.key_size + OVERHEAD

    def not_modified_headers(self) -> list[tuple[str, str]]:
        """The headers of a 304: validators and policies, but not those that describe a body."""
        if self._not_modified is None:
            self._not_modified = [pair for pair in self.headers if pair[0].lower() not in _REPRESENTATION_HEADERS]
        return self._not_modified

    def select(
        self, method: str, if_none_match: str | None, if_modified_since: str | None
    ) -> tuple[str, list[tuple[str, str]], bytes]:
        """Status, headers and body for a client: in full, headers only for HEAD, or 304 if it has this representation.

        ``ETag`` takes precedence over time (RFC 9110 §13.2.2).
        """
        if if_none_match is not None:
            is_known = self.is_named_by(if_none_match)
        else:
            is_known = if_modified_since is not None and bool(self.etag) and self.is_older_than(if_modified_since)
        if is_known:
            return "304 Not Modified", self.not_modified_headers(), b""
        return self.status, self.headers, b"" if method == "HEAD" else self.body

    def is_named_by(self, if_none_match: str) -> bool:
        """Whether the client has this representation already (weak comparison, RFC 9110 §13.1.2)."""
        if not self.etag:
            return False
        names = (name.strip().removeprefix("W/") for name in if_none_match.split(","))
        return if_none_match.strip() == "*" or self.etag in names

    def is_older_than(self, if_modified_since: str) -> bool:
        """Whether nothing changed since that time (RFC 9110 §13.1.3); ``False`` for an invalid time."""
        modified = next((value for name, value in self.headers if name == "Last-Modified"), None)
        try:
            return modified is not None and parsedate_to_datetime(modified) <= parsedate_to_datetime(if_modified_since)
        except (ValueError, TypeError):
            return False


class ResponseCache:
    """Responses by key; evicts the least recently used first.

    Args:
        room: Maximum bytes of all responses; 0 turns the cache off.
        state: Identifies the content of the store (:meth:`glossary.store.read.change_watch.ChangeDetector.state`).
    """

    def __init__(self, room: int, state: Callable[[], bytes | None]) -> None:
        self._room = room
        self._ask = state
        self._answers: OrderedDict[Key, CachedResponse] = OrderedDict()
        self._lock = Lock()
        self._state: bytes | None = None
        self.weight = 0

    def __len__(self) -> int:
        return len(self._answers)

    def state(self) -> bytes | None:
        """The current state of the store; discards the responses that were made from another one."""
        state = self._ask() if self._room else None
        if state != self._state:
            self._forget(state)
        return state

    def get(self, key: Key) -> CachedResponse | None:
        """The response with that key, ``None`` if there is none; call :meth:`state` first."""
        answer = self._answers.get(key)
        if answer is not None:
            try:  # a plain try costs nothing, contextlib.suppress half a microsecond
                self._answers.move_to_end(key)
            except KeyError:
                return answer  # another thread has just dropped it; the answer itself is good
        return answer

    def keep(self, key: Key, answer: CachedResponse, state: bytes | None) -> None:
        """Cache a response whose processing began while the store was in ``state``."""
        if state is None:
            return
        answer.key_size = sum(len(part) for part in key if isinstance(part, str))
        if answer.weight > self._room // LARGEST_SHARE:
            return
        answer.body = bytes(memoryview(answer.body))  # orjson leaves up to 4 KB of unused memory after a short document
        with self._lock:
            if state != self._state:
                return
            before = self._answers.pop(key, None)
            self.weight += answer.weight - (before.weight if before else 0)
            self._answers[key] = answer
            while self.weight > self._room:
                _, dropped = self._answers.popitem(last=False)
                self.weight -= dropped.weight

    def _forget(self, state: bytes | None) -> None:
        with self._lock:
            self._answers.clear()
            self.weight = 0
            self._state = state


def make_etag(build_id: str, revision: str, headers: Mapping[str, str], coding: str) -> str:
    """The strong validator of a response: equal for equal bytes, different for all others.

    >>> make_etag("b1", "r1", {"Content-Type": "application/json", "Content-Language": "zh-Hans"}, "gzip")
    '"r1.b1.json.zh-Hans.gzip"'

    Args:
        build_id: The version of the software.
        revision: The revision of the dictionary, or of what else the view read.
        headers: The headers of the view; media type and language count.
        coding: The content coding of the body, empty for none.
    """
    media_type = headers.get("Content-Type", "").partition(";")[0]
    kind = media_type.rpartition("/")[2]
    parts = (revision[:16], build_id, kind, headers.get("Content-Language", ""), coding)
    return '"' + ".".join(part for part in parts if part) + '"'


def make_key(  # noqa: PLR0917 - called for every request; keywords would cost a tenth of the whole
    scheme: str, host: str | None, prefix: str, path: str, query: str, accept: str, language: str, coding: str
) -> Key:
    """The key of a GET request.

    Args:
        scheme: ``http`` or ``https``.
        host: The ``Host`` header.
        prefix: The path prefix of a proxy, else empty.
        path: The path as in WSGI (PEP 3333): decoded, its bytes as Latin-1.
        query: The query string.
        accept: The ``Accept`` header.
        language: The ``Accept-Language`` header.
        coding: The ``Accept-Encoding`` header.
    """
    # Only pages have an English interface; responses of the API do not depend on it.
    is_english = not path.startswith("/v1/") and prefers_english(language)
    return scheme, host, prefix, path, query, classes(accept, language, coding), is_english


def classes(accept: str, accept_language: str, accept_encoding: str) -> tuple[object, ...]:
    """The classes of the negotiation headers: clients of the same classes get the same bytes.

    >>> classes("*/*", "zh-TW,zh;q=0.9", "gzip") == classes("", "zh-Hant-TW", "gzip, deflate")
    True
    """
    if len(accept) + len(accept_language) + len(accept_encoding) > MAX_HEADER_LENGTH:
        accept, accept_language, accept_encoding = shorten(accept), shorten(accept_language), shorten(accept_encoding)
    return _classes(accept, accept_language, accept_encoding)


@lru_cache(MEMO)
def _classes(accept: str, accept_language: str, accept_encoding: str) -> tuple[object, ...]:
    return (
        *parse_qvalues(accept),
        preferred_script(accept_language),
        preferred_coding(accept_encoding, OFFERED),
    )
