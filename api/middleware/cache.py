"""Finished answers, kept as long as the store does not change; bounded in bytes.

An answer is found again only by everything it depends on: scheme, host, path, query, and the classes into which
``Accept``, ``Accept-Language`` and ``Accept-Encoding`` fall. The state of the store is compared before every answer,
and a changed state empties the cache, so that no answer outlives the content it was made from.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from threading import Lock

OVERHEAD = 3_200
"""Bytes that an entry weighs beside its body: key, header list, bookkeeping, what other caches keep of the same
request, and room that the allocator cannot give back. Measured as growth of the process over 200,000 misses."""

LARGEST_SHARE = 16
"""No single answer may take more than this part of the room."""

_REPRESENTATION_HEADERS = frozenset({"content-type", "content-length", "content-encoding", "content-language"})


Key = tuple[Hashable, ...]
"""Everything that a representation can depend on."""


@dataclass(slots=True, eq=False)
class CachedResponse:
    """One finished response, ready to be sent again.

    Attributes:
        status: ``200 OK``.
        headers: All that is the same for every client that gets this representation.
        body: The coded bytes.
        route: The route's rule, for the metrics.
        etag: The strong validator, empty for an error.
        key_size: Characters of the key under which it is kept; a client chooses how long it is.
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
        """Bytes that keeping it costs, about."""
        return len(self.body) + 2 * self.key_size + OVERHEAD

    def not_modified_headers(self) -> list[tuple[str, str]]:
        """The headers of a 304: validators and policies, nothing about a body that is not sent."""
        if self._not_modified is None:
            self._not_modified = [pair for pair in self.headers if pair[0].lower() not in _REPRESENTATION_HEADERS]
        return self._not_modified

    def is_named_by(self, if_none_match: str) -> bool:
        """Whether the client has this representation already (weak comparison, RFC 9110 §13.1.2)."""
        if not self.etag:
            return False
        names = (name.strip().removeprefix("W/") for name in if_none_match.split(","))
        return if_none_match.strip() == "*" or self.etag in names

    def is_older_than(self, if_modified_since: str) -> bool:
        """Whether nothing changed since that time (RFC 9110 §13.1.3); what is no time says nothing."""
        modified = next((value for name, value in self.headers if name == "Last-Modified"), None)
        try:
            return modified is not None and parsedate_to_datetime(modified) <= parsedate_to_datetime(if_modified_since)
        except (ValueError, TypeError):
            return False


class ResponseCache:
    """Answers by key, the least recently used leaving first.

    Args:
        room: Bytes that all answers together may weigh; 0 keeps nothing.
        state: Tells the content of the store apart (:meth:`glossary.store.read.change_watch.ChangeDetector.state`).
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
        """The state of the store now; answers made from another one are gone after this call."""
        state = self._ask() if self._room else None
        if state != self._state:
            self._forget(state)
        return state

    def get(self, key: Key) -> CachedResponse | None:
        """The answer kept under ``key``; call :meth:`state` first."""
        answer = self._answers.get(key)
        if answer is not None:
            try:  # a plain try costs nothing; contextlib.suppress half a microsecond
                self._answers.move_to_end(key)
            except KeyError:
                return answer  # another thread has just dropped it; the answer itself is good
        return answer

    def keep(self, key: Key, answer: CachedResponse, state: bytes | None) -> None:
        """Keep an answer that was begun while the store was in ``state``."""
        answer.key_size = sum(len(part) for part in key if isinstance(part, str))
        if state is None or answer.weight > self._room // LARGEST_SHARE:
            return
        answer.body = bytes(memoryview(answer.body))  # orjson leaves up to 4 KB of room behind a short document
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


def make_etag(build_id: str, revision: str, media_type: str, language: str, coding: str) -> str:
    """A strong validator: software, dataset revision and representation; each URL has its own."""
    kind = media_type.rpartition("/")[2]
    return '"' + ".".join(part for part in (revision[:16], build_id, kind, language, coding) if part) + '"'
