"""Which representation a client gets: media type, script and coding, each reduced to a few classes.

Everything here is a pure function of header values and memoised, because a hot answer costs less than parsing
``Accept-Language`` once.
"""

import re
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVar

from glossary.chinese.script import SCRIPTS

T = TypeVar("T")

MEMO = 1024
"""Distinct header values remembered; browsers send a handful."""

MAX_HEADER_LENGTH = 512
"""Characters of a header that are looked at, so that what is remembered is bounded in bytes; browsers send 200."""

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
    """The first whole items of a header that nobody sends in earnest; any other as it is.

    >>> len(shorten("zh-TW, " * 1000)) <= MAX_HEADER_LENGTH, shorten("zh-TW, en")
    (True, 'zh-TW, en')
    """
    return header if len(header) <= MAX_HEADER_LENGTH else header[:MAX_HEADER_LENGTH].rpartition(",")[0]


def memoized(function: Callable[..., T]) -> Callable[..., T]:
    """Remember the results for ``MEMO`` headers, the first argument, each shortened."""
    cached = lru_cache(MEMO)(function)

    @wraps(function)
    def call(header: str, *offered: Any) -> T:
        return cached(shorten(header), *offered)

    return call


@memoized
def quality_values(header: str) -> tuple[tuple[str, float], ...]:
    """The items of an ``Accept…`` header in lower case with their weights, heaviest first, in given order.

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
    """The script that an ``Accept-Language`` asks for; ``zh-Hans``, as printed, when it asks for no Chinese.

    >>> preferred_script("en, zh-MO;q=0.5"), preferred_script("zh-Hant-TW"), preferred_script("de")
    ('zh-Hant-HK', 'zh-Hant-TW', 'zh-Hans')
    """
    for name, weight in quality_values(accept_language):
        if weight and (script := _script_of(name)):
            return script
    return "zh-Hans"


@memoized
def prefers_english(accept_language: str) -> bool:
    """Whether an ``Accept-Language`` asks for English before any Chinese: then pages are English around Chinese texts.

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
    """By the longest known prefix of a language tag (RFC 4647, look-up); Mandarin's own tag is Chinese, too."""
    parts = _MANDARIN.sub("zh", tag).split("-")
    while parts:
        if script := _LANGUAGES.get("-".join(parts)):
            return script
        parts.pop()
    return None


@memoized
def preferred_type(accept: str, offered: tuple[str, ...]) -> str | None:
    """The media type of ``offered`` that ``accept`` likes best, the first of equals; ``None`` where it likes none.

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
"""Every media type that some route chooses by ``Accept``."""


def parse_qvalues(accept: str) -> tuple[float, ...]:
    """How much ``accept`` likes each of ``OFFERED_TYPES``: all that a choice by ``Accept`` can depend on."""
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
    """The content coding to use, ``identity`` where the client takes none of ``offered``.

    >>> preferred_coding("gzip, br;q=0.9", ("br", "gzip"))
    'br'
    >>> preferred_coding("gzip;q=0, *", ("gzip",))
    'identity'
    """
    weights = dict(quality_values(accept_encoding))
    for coding in offered:  # our order: what is smallest for the work; a weight other than 0 is only a preference
        if weights.get(coding, weights.get("*", 0.0)) > 0:
            return coding
    return "identity"
