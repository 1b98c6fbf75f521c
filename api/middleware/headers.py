"""What responses have in common: headers (security policy, cross-origin access, paths behind a proxy), content codings.

Bodies are compressed with gzip always, with brotli and zstd where their libraries are installed.
"""

import gzip
from collections.abc import Callable
from importlib import import_module

from api.negotiation import preferred_coding

Headers = list[tuple[str, str]]

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Forbids inline scripts and styles, foreign content and frames, because pages contain untrusted text."""

EXPOSED = (
    "Accept-Ranges, Allow, Content-Disposition, Content-Language, Content-Location, Content-Range, ETag, Link, "
    "RateLimit, RateLimit-Policy, Repr-Digest, Retry-After, X-Request-ID"
)
"""Headers that pages of other origins may read."""

FIXED: Headers = [
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "cross-origin"),
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", EXPOSED),
]
"""Headers of every response, including errors: any page may read public data without credentials."""

_FIXED_WITH_POLICY: Headers = [*FIXED, ("Content-Security-Policy", PAGE_POLICY)]

PREFLIGHT: Headers = [
    (
        "Access-Control-Allow-Headers",
        "Accept, Accept-Language, Content-Type, If-Modified-Since, If-None-Match, If-Range, Range, X-Request-ID",
    ),
    ("Access-Control-Max-Age", "86400"),
]

VARY = "Accept, Accept-Language, Accept-Encoding"
"""The request headers that responses depend on."""

SMALLEST = 860
"""Bytes below which a response fits in one packet and is not compressed."""

_MEDIA_TYPES = ("application/json", "application/ld+json", "application/problem+json", "text/", "image/svg+xml")


def with_fixed(headers: Headers) -> Headers:
    """``headers`` with those of every response."""
    has_policy = "Content-Security-Policy" in dict(headers)
    return [*headers, *(FIXED if has_policy else _FIXED_WITH_POLICY)]


def add_prefix(name: str, value: str, prefix: str) -> str:
    """The value of a header with the path prefix of a proxy added to its addresses."""
    if name == "Link":
        return value.replace("</", f"<{prefix}/")
    return f"{prefix}{value}" if name in ("Location", "Content-Location") and value.startswith("/") else value


def preflight(headers: Headers) -> Headers:
    """The response headers of a CORS preflight: the allowed methods and headers."""
    allowed = next((value for name, value in headers if name == "Allow"), "GET, HEAD, OPTIONS")
    return [("Access-Control-Allow-Methods", allowed), *PREFLIGHT]


def _gzip(body: bytes) -> bytes:
    return gzip.compress(body, 6, mtime=0)


def _available() -> dict[str, Callable[[bytes], bytes]]:
    """The available codings, best first. Brotli 5 and zstd 6 are about as fast as gzip 6 and compress better."""
    found: dict[str, Callable[[bytes], bytes]] = {}
    try:
        brotli = import_module("brotli")
        found["br"] = lambda body: brotli.compress(body, quality=5)
    except ImportError:
        pass
    try:
        zstandard = import_module("zstandard")
        found["zstd"] = lambda body: zstandard.ZstdCompressor(level=6).compress(body)
    except ImportError:
        pass
    return {**found, "gzip": _gzip}


CODERS = _available()
OFFERED = tuple(CODERS)


def is_compressible(media_type: str, size: int) -> bool:
    """Whether compression is worthwhile for a body of ``size`` bytes.

    >>> is_compressible("application/json", 5000), is_compressible("image/png", 5000)
    (True, False)
    """
    return size >= SMALLEST and media_type.startswith(_MEDIA_TYPES)


def compress_response(
    headers: list[tuple[str, str]], body: bytes, accept_encoding: str
) -> tuple[list[tuple[str, str]], bytes]:
    """Compress the response to a POST with a coding that the client accepts, and set ``Vary``."""
    media_type = dict(headers).get("Content-Type", "").split(";")[0]
    chosen = preferred_coding(accept_encoding, OFFERED)
    if chosen != "identity" and is_compressible(media_type, len(body)):
        body = compress(body, chosen)
        headers = [*headers, ("Content-Encoding", chosen)]
    kept = [pair for pair in headers if pair[0] != "Content-Length"]
    return [*kept, ("Content-Length", str(len(body))), ("Vary", VARY)], body


def compress(body: bytes, coding: str) -> bytes:
    """``body`` compressed with ``coding``, one of ``OFFERED``."""
    return CODERS[coding](body)
