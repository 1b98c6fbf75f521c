"""Common response headers: security policy, cross-origin access, paths behind a proxy. Pure."""

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
