"""The cache key: everything that a representation depends on, whatever else a request contains."""

from functools import lru_cache

from api.middleware import compression
from api.middleware.cache import Key
from api.negotiation import MEMO, parse_qvalues, preferred_coding, preferred_script, prefers_english, shorten


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
    return _classes(shorten(accept), shorten(accept_language), shorten(accept_encoding))


@lru_cache(MEMO)
def _classes(accept: str, accept_language: str, accept_encoding: str) -> tuple[object, ...]:
    return (
        *parse_qvalues(accept),
        preferred_script(accept_language),
        preferred_coding(accept_encoding, compression.OFFERED),
    )
