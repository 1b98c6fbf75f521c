"""An article in another script, without taking its JSON apart.

OpenCC's length-preserving configurations leave ASCII, and with it the JSON around the words, as it is; so the article's
text is converted in one piece and what must not change is put back at its old place. Offsets stay right.
"""

import re

import orjson

from glossary.han.keys import term_key
from glossary.han.script import to_script

_VARIANTS, _VARIANTS_END, _HEADWORD = '"variants":[', '],"senses":', '"headword":"'


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
    if start >= 0:
        end = text.index(_VARIANTS_END, start)
        converted = converted[:start] + text[start:end] + converted[end:]
        attested = _attested(text[start + len(_VARIANTS) - 1 : end + 1], article, script)
        converted = _with_headword(converted, attested) if attested else converted
    return converted.encode()


def _attested(variants: str, article: bytes, script: str) -> str | None:
    """The headword as sources of that script write it: the most frequent attested variant with the headword's key."""
    if not _ATTESTED_TRADITIONAL.search(variants):
        return None
    headword = orjson.loads(article)["headword"]
    key = term_key(headword)
    fitting = [
        (one["script"] == script, one.get("count", 0), one["form"])
        for one in orjson.loads(variants)
        if one["origin"] == "attested"
        and one["script"] in (script, "zh-Hant")
        and one.get("kind", "headword") == "headword"
        and term_key(one["form"]) == key
    ]
    return max(fitting)[2] if fitting else None


def _with_headword(text: str, form: str) -> str:
    start = text.index(_HEADWORD) + len(_HEADWORD)
    end = text.index('"', start)
    return text[:start] + orjson.dumps(form).decode()[1:-1] + text[end:]
