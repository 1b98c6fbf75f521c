"""Media types and content negotiation: media type, script and coding, each reduced to a few classes.

All functions are pure and memoized, because a cached response takes less time than parsing ``Accept-Language`` once.
"""

import re
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVar

from glossary.chinese.script import SCRIPTS

CSV = "text/csv"
JSON = "application/json"
JSON_LD = "application/ld+json"
HTML = "text/html"
PROBLEM = "application/problem+json"

LICENSE = '</docs#licence>; rel="license"'
DESCRIBED_BY = f'</openapi.json>; rel="describedby"; type="{JSON}", {LICENSE}'


T = TypeVar("T")

MEMO = 1024
"""Number of distinct header values that are memoized; browsers send only a few."""

MAX_HEADER_LENGTH = 512
"""Maximum characters of a header that are used, so that the memoized values are bounded; browsers send about 200."""

_LANGUAGES = {
    "zh-tw": "zh-Hant-TW",
    "zh-hk": "zh-Hant-HK",
    "zh-mo": "zh-Hant-HK",
    "zh-hant-mo": "zh-Hant-HK",
    "yue": "zh-Hant-HK",
    "yue-hans": "zh-Hans",
    "zh-cn": "zh-Hans",
    "zh-sg": "zh-Hans",
    "zh-my": "zh-Hans",
    "zh": "zh-Hans",
    **{script.lower(): script for script in SCRIPTS},
}


_MANDARIN = re.compile(r"^(?:zh-)?cmn(?![^-])")


def shorten(header: str) -> str:
    """Cut an overlong header after its last item within the limit; return any other header unchanged.

    >>> len(shorten("zh-TW, " * 1000)) <= MAX_HEADER_LENGTH, shorten("zh-TW, en")
    (True, 'zh-TW, en')
    """
    return header if len(header) <= MAX_HEADER_LENGTH else header[:MAX_HEADER_LENGTH].rpartition(",")[0]


def memoized(function: Callable[..., T]) -> Callable[..., T]:
    """Memoize a function by its first argument, a header, which is shortened; keeps ``MEMO`` results."""
    cached = lru_cache(MEMO)(function)

    @wraps(function)
    def call(header: str, *offered: Any) -> T:
        return cached(shorten(header), *offered)

    return call


@memoized
def quality_values(header: str) -> tuple[tuple[str, float], ...]:
    """The items of an ``Accept…`` header in lower case with their weights, highest first, else in the given order.

    >>> quality_values("zh-TW;q=0.8, zh-HK")
    (('zh-hk', 1.0), ('zh-tw', 0.8))
    """
    items = [_weighted_item(item) for item in header.split(",") if item.strip()]
    return tuple(sorted(items, key=lambda item: -item[1]))


def _weighted_item(item: str) -> tuple[str, float]:
    name, *parameters = (part.strip().lower() for part in item.split(";"))
    weight = next((part[2:] for part in parameters if part.startswith("q=")), "1")
    try:
        return name, min(max(float(weight), 0.0), 1.0)
    except ValueError:
        return name, 0.0


@memoized
def preferred_script(accept_language: str) -> str:
    """The script that ``Accept-Language`` prefers; ``zh-Hans``, as printed, if it does not include Chinese.

    >>> preferred_script("en, zh-MO;q=0.5"), preferred_script("zh-Hant-TW"), preferred_script("de")
    ('zh-Hant-HK', 'zh-Hant-TW', 'zh-Hans')
    """
    for name, weight in quality_values(accept_language):
        if weight and (script := _script_of(name)):
            return script
    return "zh-Hans"


@memoized
def prefers_english(accept_language: str) -> bool:
    """Whether ``Accept-Language`` prefers English to Chinese, so that pages have an English interface.

    >>> prefers_english("en-US,en;q=0.9,zh;q=0.8"), prefers_english("zh-CN,en;q=0.8"), prefers_english("")
    (True, False, False)
    """
    for name, weight in quality_values(accept_language):
        if weight and name.split("-")[0] == "en":
            return True
        if weight and _script_of(name):
            return False
    return False


def _script_of(tag: str) -> str | None:
    """The script of the longest known prefix of a language tag (RFC 4647, lookup); ``cmn`` is Chinese, too."""
    parts = _MANDARIN.sub("zh", tag).split("-")
    while parts:
        if script := _LANGUAGES.get("-".join(parts)):
            return script
        parts.pop()
    return None


@memoized
def preferred_type(accept: str, offered: tuple[str, ...]) -> str | None:
    """The media type of ``offered`` that ``accept`` prefers, the first of equals; ``None`` if it accepts none.

    >>> preferred_type("text/*, application/json;q=0.5", ("application/json", "text/html"))
    'text/html'
    """
    if not accept.strip():
        return offered[0]
    best = max(offered, key=lambda kind: _liking(accept, kind))
    return best if _liking(accept, best) > 0 else None


OFFERED_TYPES = (
    "application/json",
    "application/ld+json",
    "application/x-suggestions+json",
    "text/csv",
    "text/html",
    "text/plain",
)
"""Every media type that a route negotiates by ``Accept``."""


def parse_qvalues(accept: str) -> tuple[float, ...]:
    """The weight of each of ``OFFERED_TYPES`` in ``accept``, which determines every choice by ``Accept``."""
    return tuple(_liking(accept, kind) for kind in OFFERED_TYPES) if accept.strip() else (1.0,) * len(OFFERED_TYPES)


def _liking(accept: str, kind: str) -> float:
    """The weight of the most specific range that covers ``kind`` (RFC 9110 §12.5.1)."""
    ranges = dict(reversed(quality_values(accept)))
    for candidate in (kind, f"{kind.split('/', maxsplit=1)[0]}/*", "*/*"):
        if candidate in ranges:
            return ranges[candidate]
    return 0.0


@memoized
def preferred_coding(accept_encoding: str, offered: tuple[str, ...]) -> str:
    """The content coding to use, ``identity`` if the client does not accept any of ``offered``.

    >>> preferred_coding("gzip, br;q=0.9", ("br", "gzip"))
    'br'
    >>> preferred_coding("gzip;q=0, *", ("gzip",))
    'identity'
    """
    weights = dict(quality_values(accept_encoding))
    for coding in offered:  # our order, best compression first; a weight other than 0 is only a preference
        if weights.get(coding, weights.get("*", 0.0)) > 0:
            return coding
    return "identity"
