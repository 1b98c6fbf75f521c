"""Converts responses to another script; conversion never changes a length, so offsets stay valid.

If every source is printed in simplified characters, an article is converted without parsing its JSON. OpenCC's
length-preserving configurations do not change ASCII, so the JSON syntax survives; values that must not change are put
back afterwards. If some sources are traditional, each text is converted from the script that it is printed in.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

import orjson

from glossary.chinese.normalize import term_key
from glossary.chinese.script import render_in_script, to_script

_VARIANTS, _VARIANTS_END, _HEADWORD = '"variants":[', '],"senses":', '"headword":'


# The store writes a variant's script right before its origin; parsing every article to learn that costs 20 µs.
_ATTESTED_TRADITIONAL = re.compile(r'"script":"zh-Hant[-A-Z]*","origin":"attested"')


UNCONVERTED_FIELDS = frozenset(("form", "origin", "origins", "text_fragment", "variants"))
"""Fields with literal values that are never converted: written forms, addresses and file names."""


def convert_value(value: Any, script: str) -> Any:
    """Converts every text of a JSON value to ``script``, except those in ``UNCONVERTED_FIELDS``.

    >>> convert_value({"text": "“三區”", "origin": "三区.txt"}, "zh-Hant-TW")
    {'text': '「三區」', 'origin': '三区.txt'}
    """
    if isinstance(value, str):
        return value if value.isascii() else render_in_script(value, script)
    if isinstance(value, dict):
        return {
            render_in_script(name, script): each if name in UNCONVERTED_FIELDS else convert_value(each, script)
            for name, each in value.items()
        }
    if isinstance(value, list | tuple):
        return [convert_value(each, script) for each in value]
    return value


def convert_article(article: bytes, script: str, *, mixed: bool = False) -> bytes:
    """Converts an article (JSON) to ``script``; written forms are not converted.

    The headword becomes the attested form of that script if there is one, else the converted one.

    Args:
        article: The stored article.
        script: One of ``SCRIPTS``.
        mixed: Whether some texts may be printed in traditional characters.

    Raises:
        UnknownScriptError: The script is unknown.
    """
    if mixed:
        return _convert_each(article, script)
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


def prefer_attested_headwords(
    value: Any, script: str, attested: Callable[[Collection[str]], Mapping[str, list[dict[str, Any]]]]
) -> None:
    """Replace headwords by attested forms, in every row of ``value`` that has an ``id`` and a ``headword``.

    Args:
        value: Rows in ``script``; changed in place.
        script: A traditional script.
        attested: Returns the traditional written forms of terms by id, as in the article's ``variants``.
    """
    rows = list(_rows(value))
    variants = attested({row["id"] for row in rows})
    for row in rows:
        row["headword"] = _attested(variants.get(row["id"], []), row["headword"], script) or row["headword"]


def _rows(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "id" in value and "headword" in value:
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _rows(each)


def _convert_each(article: bytes, script: str) -> bytes:
    parsed = orjson.loads(article)
    converted = convert_value(parsed, script)
    if script != "zh-Hans":
        attested = _attested(parsed.get("variants", []), parsed["headword"], script)
        converted["headword"] = attested or converted["headword"]
    return orjson.dumps(converted)


def _with_attested_headword(text: str, converted: str, variants: str, script: str) -> str:
    """Returns ``converted`` with the headword as sources of that script print it, if there are any."""
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
    """Returns the most frequent attested spelling of the headword; this script wins over generic zh-Hant."""
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
