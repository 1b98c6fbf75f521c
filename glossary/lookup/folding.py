"""From what was typed to a key, and the steps on the way named. Pure."""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from glossary.han.keys import DASHES, QUOTES, SEPARATORS, term_key
from glossary.han.script import to_hans

LONGEST_FORM = 200
"""Code points; no form in any report comes near it, and what is longer is no form."""

_NO_QUOTES = str.maketrans(dict.fromkeys(QUOTES, ""))
_NO_SEPARATORS = str.maketrans(dict.fromkeys(SEPARATORS, ""))
_LONE_DOT = re.compile(r"(?<!\d)\.|\.(?!\d)")
_ONE_DASH = str.maketrans(dict.fromkeys(DASHES, "-"))


@lru_cache(maxsize=65_536)
def fold(form: str) -> tuple[str, tuple[str, ...]]:
    """The key of ``form`` and the steps that changed it, ``("exact",)`` for none.

    Steps: ``nfkc`` (full width), ``space``, ``case``, ``dashes``, ``quotes``, ``separators``, ``script`` (traditional),
    ``variants`` (著 and 着, 台帳 and 台账).

    >>> fold("「三區三線」"), fold("三区三线")
    (('三区三线', ('quotes', 'script')), ('三区三线', ('exact',)))
    """
    key = term_key(form)
    if key == form:
        return key, ("exact",)
    return key, _steps(form, key) or ("exact",)


def _steps(form: str, key: str) -> tuple[str, ...]:
    named: list[str] = []
    text = form
    for name, step in _STEPS:
        changed = step(text)
        if changed != text:
            named.append(name)
        text = changed
    if text != key:
        named.append("variants")
    return tuple(named)


def _without_space(text: str) -> str:
    dropped = ("Cc", "Cf", "Mn")
    return "".join(each for each in text if not each.isspace() and unicodedata.category(each) not in dropped)


_STEPS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("nfkc", lambda text: unicodedata.normalize("NFKC", text)),
    ("space", _without_space),
    ("case", str.casefold),
    ("dashes", lambda text: text.translate(_ONE_DASH)),
    ("quotes", lambda text: text.translate(_NO_QUOTES)),
    ("separators", lambda text: _LONE_DOT.sub("", text.translate(_NO_SEPARATORS))),
    ("script", to_hans),
)

FOLDING = (*(name for name, _ in _STEPS), "variants")
"""The names of all steps, in their order."""
