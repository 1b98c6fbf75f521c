"""Headers that answers have in common: security policy, cross-origin access, paths behind a proxy. Pure."""

Headers = list[tuple[str, str]]

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""No inline script or style, nothing from elsewhere, no frame: what a page built from hostile text may do."""

EXPOSED = (
    "Accept-Ranges, Allow, Content-Disposition, Content-Language, Content-Location, Content-Range, ETag, Link, "
    "RateLimit, RateLimit-Policy, Repr-Digest, Retry-After, X-Request-ID"
)
"""Headers that a page elsewhere may read."""

FIXED: Headers = [
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "cross-origin"),
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", EXPOSED),
]
"""On every answer, errors included: public data without credentials may be read by any page."""

PREFLIGHT: Headers = [
    (
        "Access-Control-Allow-Headers",
        "Accept, Accept-Language, Content-Type, If-Modified-Since, If-None-Match, If-Range, Range, X-Request-ID",
    ),
    ("Access-Control-Max-Age", "86400"),
]

VARY = "Accept, Accept-Language, Accept-Encoding"
"""What the answers of one address depend on."""


def with_fixed(headers: Headers) -> Headers:
    """``headers`` with those that every answer has."""
    names = {name for name, _ in headers}
    policy = [] if "Content-Security-Policy" in names else [("Content-Security-Policy", PAGE_POLICY)]
    return [*headers, *FIXED, *policy]


def add_prefix(name: str, value: str, prefix: str) -> str:
    """A header with its addresses below the path under which a proxy serves the application."""
    if name == "Link":
        return value.replace("</", f"<{prefix}/")
    return f"{prefix}{value}" if name in ("Location", "Content-Location") and value.startswith("/") else value


def preflight(headers: Headers) -> Headers:
    """What a browser asks before a request of another origin: methods and headers that are allowed."""
    allowed = next((value for name, value in headers if name == "Allow"), "GET, HEAD, OPTIONS")
    return [("Access-Control-Allow-Methods", allowed), *PREFLIGHT]
