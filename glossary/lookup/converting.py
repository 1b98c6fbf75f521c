"""An article in another script, without taking its JSON apart.

OpenCC's length-preserving configurations leave ASCII, and with it the JSON around the words, as it is; so the article's
text is converted in one piece and what must not change is put back at its old place. Offsets stay right.
"""

import re
from typing import Any

import orjson

from glossary.han.keys import term_key
from glossary.han.script import to_script

_VARIANTS, _VARIANTS_END, _HEADWORD = '"variants":[', '],"senses":', '"headword":'


# The store writes a variant's script right before its origin; parsing every article to learn that costs 20 µs.
_ATTESTED_TRADITIONAL = re.compile(r'"script":"zh-Hant[-A-Z]*","origin":"attested"')


def convert_article(article: bytes, script: str) -> bytes:
    """The article (JSON in zh-Hans) in ``script``; written forms stay as attested.

    The headword becomes the attested form of that script where there is one, else the converted one.

    Raises:
        UnknownScriptError: no such script.
    """
    if script == "zh-Hans":
        return article
    text = article.decode()
    converted = to_script(text, script)
    start = text.find(_VARIANTS)
    if start < 0:
        return converted.encode()
    end = text.index(_VARIANTS_END, start)
    variants = text[start + len(_VARIANTS) - 1 : end + 1]
    converted = converted[:start] + text[start:end] + converted[end:]
    return _with_attested_headword(text, converted, variants, script).encode()


def _with_attested_headword(text: str, converted: str, variants: str, script: str) -> str:
    """``converted`` with the headword as sources of that script print it, where there are any."""
    if not _ATTESTED_TRADITIONAL.search(variants):
        return converted
    headword = orjson.loads(text)["headword"]
    form = _attested(orjson.loads(variants), headword, script)
    if form is None:
        return converted
    old = _HEADWORD + orjson.dumps(headword).decode()
    at = text.index(old)
    return converted[:at] + _HEADWORD + orjson.dumps(form).decode() + converted[at + len(old) :]


def _attested(variants: list[dict[str, Any]], headword: str, script: str) -> str | None:
    """The most frequent attested spelling of the headword in a script, that very script before traditional at large."""
    key = term_key(headword)
    fitting = [
        (one["script"] == script, one["count"], one["form"])
        for one in variants
        if one["origin"] == "attested"
        and one["script"] in (script, "zh-Hant")
        and len(one["form"]) == len(headword)
        and term_key(one["form"]) == key
    ]
    return max(fitting)[2] if fitting else None
