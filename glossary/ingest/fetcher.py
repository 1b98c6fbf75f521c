"""Polite HTTP client: obeys robots.txt, sends one request at a time with pauses, and bounds sizes and times.

A small cache on disk keeps responses with their validators, so that unchanged documents are not downloaded again.
"""

import hashlib
import os
import re
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from urllib.parse import urljoin, urlsplit
from urllib.request import getproxies

import httpx
import orjson
from protego import Protego

from glossary import __version__
from glossary.findings import make_error
from glossary.ingest.blob import too_large
from glossary.ingest.url_policy import check_address, is_public
from glossary.limits import LIMITS, Limits

_MAX_BYTES = 256 * 1024 * 1024
_MAX_ENTRIES = 5_000


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """A response.

    Attributes:
        url: The final URL, after all redirects.
        content: The decompressed body.
        media_type: The declared media type, without parameters.
        charset: The declared character encoding.
        etag: The ``ETag`` validator for the next request.
        last_modified: The ``Last-Modified`` validator.
    """

    url: str
    content: bytes
    media_type: str | None = None
    charset: str | None = None
    etag: str | None = None
    last_modified: str | None = None


class WebCache:
    """Responses with a validator, by URL; the oldest are removed when there are too many."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, url: str) -> FetchedPage | None:
        """The last response of ``url``; ``None`` if there is none or it is damaged."""
        head, body = self._paths(url)
        try:
            record = orjson.loads(head.read_bytes())
            content = body.read_bytes()
            digest = record.pop("sha256")
            answer = FetchedPage(content=content, **record)
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return answer if hashlib.sha256(content).hexdigest() == digest else None

    def keep(self, url: str, answer: FetchedPage) -> None:
        """Store a response that has a validator; ignores errors when writing the cache."""
        if not (answer.etag or answer.last_modified):
            return
        record = {key: value for key, value in asdict(answer).items() if key != "content"}
        head, body = self._paths(url)
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            _write(body, answer.content)
            _write(head, orjson.dumps(record | {"sha256": hashlib.sha256(answer.content).hexdigest()}))
            self._trim()

    def _paths(self, url: str) -> tuple[Path, Path]:
        key = hashlib.sha256(url.encode()).hexdigest()
        return self._folder / f"{key}.json", self._folder / f"{key}.body"

    def _trim(self) -> None:
        bodies = sorted(self._folder.glob("*.body"), key=lambda path: path.stat().st_mtime, reverse=True)
        total = 0
        for number, body in enumerate(bodies):
            total += body.stat().st_size
            if total > _MAX_BYTES or number >= _MAX_ENTRIES:
                body.unlink(missing_ok=True)
                body.with_suffix(".json").unlink(missing_ok=True)


def default_cache() -> WebCache:
    """The user's cache: ``$XDG_CACHE_HOME/glossary/web`` or ``~/.cache/glossary/web``."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return WebCache(Path(base) / "glossary" / "web")


def _write(path: Path, content: bytes) -> None:
    """Write a file atomically, even if other processes write it."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.write_bytes(content)
    draft.replace(path)


AGENT = "glossary-harvester"
_ROBOTS_BYTES = 512 * 1024
_STEP_SECONDS = 15.0
_GRACE_SECONDS = 1.0  # lets the body reader report a timeout first, with a better message
_CHUNK_BYTES = 256 * 1024
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_\-]{1,30})", re.IGNORECASE)


@dataclass(slots=True)
class _Host:
    """The state of one host: its robots.txt rules, and the time of the next allowed request."""

    rules: Protego
    pause: float
    free_at: float = 0.0


class Fetcher:
    """Downloads documents. Use one for a whole run, because it remembers the rules and pauses of each host."""

    def __init__(
        self,
        limits: Limits = LIMITS,
        cache: WebCache | None = None,
        *,
        allows_private: bool = False,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._limits, self._cache, self._sleep = limits, cache, sleep
        self._allows_private, self._is_proxied = allows_private, bool(getproxies().keys() - {"no"})
        self._hosts: dict[str, _Host] = {}
        self._client = _new_client()

    def fetch(self, url: str) -> FetchedPage:
        """Fetch ``url``; uses the cached response if the server reports no change.

        Raises:
            UnreadableSourceError: E106 too large, E112 no response, an invalid one or a timeout, E113 an address that
                is not allowed, E114 forbidden by robots.txt.
        """
        end = time.monotonic() + self._limits.web_seconds
        try:
            return self._in_time(lambda: self._follow(url, end), url, end + _GRACE_SECONDS)
        except httpx.HTTPError as error:
            reason = str(error) or type(error).__name__
            raise make_error("E112-fetch", url, error=reason) from error
        except (httpx.InvalidURL, ValueError) as error:
            raise make_error("E113-invalid-request", url, error=error) from error

    def _in_time(self, work: Callable[[], FetchedPage], url: str, end: float) -> FetchedPage:
        """Run ``work`` in a separate thread with a deadline, because a server may send headers without end.

        Raises:
            UnreadableSourceError: E112 if ``end`` comes first; closing the connections then ends the thread.
        """
        results: SimpleQueue[FetchedPage | BaseException] = SimpleQueue()

        def run() -> None:
            try:
                results.put(work())
            except BaseException as error:  # noqa: BLE001 (raised again in the calling thread)
                results.put(error)

        Thread(target=run, daemon=True).start()
        try:
            found = results.get(timeout=max(0.0, end - time.monotonic()))
        except Empty:
            self._client.close()
            self._client = _new_client()
            raise make_error("E112-timeout", url) from None
        if isinstance(found, BaseException):
            raise found
        return found

    def _follow(self, origin: str, end: float) -> FetchedPage:
        url = origin
        for _ in range(self._limits.web_redirects + 1):
            host = self._host(url, origin, end)
            if not host.rules.can_fetch(url, AGENT):
                raise make_error("E114-disallowed", origin)
            self._wait(host)
            found = self._request(url, origin, end)
            if isinstance(found, FetchedPage):
                return found
            url = found
        raise make_error("E112-redirects", origin, most=self._limits.web_redirects)

    def _host(self, url: str, origin: str, end: float) -> _Host:
        """The rules of the host of ``url``, fetched once."""
        check_address(url, origin, allows_private=self._allows_private, is_proxied=self._is_proxied)
        parts = urlsplit(url)
        name = f"{parts.scheme}://{parts.netloc}"
        if name not in self._hosts:
            self._hosts[name] = self._fetch_rules(name, origin, end)
        return self._hosts[name]

    def _fetch_rules(self, name: str, origin: str, end: float) -> _Host:
        """Fetch robots.txt. By RFC 9309, a missing file allows everything and a server error forbids everything."""
        url = f"{name}/robots.txt"
        for _ in range(self._limits.web_redirects + 1):
            check_address(url, origin, allows_private=self._allows_private, is_proxied=self._is_proxied)
            with self._client.stream("GET", url) as response:
                self._check_peer(response, origin)
                if not response.has_redirect_location:
                    return self._read_rules(response, origin, end)
                url = urljoin(url, response.headers["location"])
        return _Host(Protego.parse(""), self._limits.web_delay_seconds)

    def _read_rules(self, response: httpx.Response, origin: str, end: float) -> _Host:
        if response.status_code >= 500:
            raise make_error("E114-unreadable", origin)
        text = ""
        if response.status_code == 200:
            text = _body(response, origin, _ROBOTS_BYTES, end).decode("utf-8", "replace")
        rules = Protego.parse(text)
        pause = max(self._limits.web_delay_seconds, float(rules.crawl_delay(AGENT) or 0))
        if pause > self._limits.web_longest_delay_seconds:
            raise make_error("E114-delay", origin, seconds=pause)
        return _Host(rules, pause)

    def _wait(self, host: _Host) -> None:
        rest = host.free_at - time.monotonic()
        if rest > 0:
            self._sleep(rest)
        host.free_at = time.monotonic() + host.pause

    def _request(self, url: str, origin: str, end: float) -> FetchedPage | str:
        """The response, or the URL that it redirects to."""
        kept = self._cache.find(url) if self._cache else None
        with self._client.stream("GET", url, headers=_validators(kept)) as response:
            self._check_peer(response, origin)
            if response.status_code == 304 and kept:
                return kept
            if response.has_redirect_location:
                return urljoin(url, response.headers["location"])
            if response.status_code != 200:
                raise make_error("E112-status", origin, status=response.status_code)
            answer = _answer(response, _body(response, origin, self._limits.document_bytes, end))
        if self._cache and "no-store" not in response.headers.get("cache-control", ""):
            self._cache.keep(url, answer)
        return answer

    def _check_peer(self, response: httpx.Response, origin: str) -> None:
        """Check the connected address again, because DNS may have changed after the first check."""
        stream = response.extensions.get("network_stream")
        peer = stream.get_extra_info("server_addr") if stream else None
        if peer and not (self._allows_private or self._is_proxied or is_public(str(peer[0]))):
            raise make_error("E113-private-peer", origin, address=peer[0])


def _new_client() -> httpx.Client:
    agent = {"User-Agent": f"{AGENT}/{__version__}", "Accept-Encoding": "gzip"}
    return httpx.Client(headers=agent, timeout=_STEP_SECONDS)


def _validators(kept: FetchedPage | None) -> dict[str, str]:
    if kept is None:
        return {}
    conditions = {"If-None-Match": kept.etag, "If-Modified-Since": kept.last_modified}
    return {name: value for name, value in conditions.items() if value}


def _answer(response: httpx.Response, content: bytes) -> FetchedPage:
    headers = response.headers
    kind = headers.get("content-type", "")
    charset = _CHARSET.search(kind)
    return FetchedPage(
        url=str(response.url),
        content=content,
        media_type=kind.partition(";")[0].strip().lower() or None,
        charset=charset[1] if charset else None,
        etag=headers.get("etag"),
        last_modified=headers.get("last-modified"),
    )


def _body(response: httpx.Response, origin: str, most: int, end: float) -> bytes:
    """The decompressed body; stops as soon as it is too large or too late.

    Raises:
        UnreadableSourceError: E106 or E112.
    """
    stated = response.headers.get("content-length", "")
    if stated.isascii() and stated.isdigit() and len(stated) < 20 and int(stated) > most:
        raise too_large(origin, most)
    chunks, size = [], 0
    for chunk in _unpacked(response, origin):
        chunks.append(chunk)
        size += len(chunk)
        if size > most:
            raise too_large(origin, most)
        if time.monotonic() > end:
            raise make_error("E112-slow-body", origin)
    return b"".join(chunks)


def _unpacked(response: httpx.Response, origin: str) -> Iterator[bytes]:
    """Yields the decompressed body in bounded chunks; the client's own decompression is not bounded."""
    packing = response.headers.get("content-encoding", "identity").strip().lower()
    if packing in {"identity", ""}:
        yield from response.iter_raw()
        return
    if packing not in {"gzip", "x-gzip", "deflate"}:
        raise make_error("E112-content-encoding", origin, encoding=packing[:20])
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 32)
    try:
        for raw in response.iter_raw():
            rest = raw
            while rest:
                yield unpacker.decompress(rest, _CHUNK_BYTES)
                rest = unpacker.unconsumed_tail
    except zlib.error as error:
        raise make_error("E112-damaged", origin, error=error) from error
