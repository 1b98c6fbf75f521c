"""The results of look-up and search, and their conversion to another script.

Results are plain frozen values, ready to be printed or sent. Conversion never changes a length, so offsets stay valid.

If every source is printed in simplified characters, an article is converted without parsing its JSON. OpenCC's
length-preserving configurations do not change ASCII, so the JSON syntax survives; values that must not change are put
back afterwards. If some sources are traditional, each text is converted from the script that it is printed in.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from glossary.chinese.normalize import term_key
from glossary.chinese.script import render_in_script, to_script
from glossary.store.search.queries import Filters


@dataclass(frozen=True, slots=True)
class LookupResult:
    """One article for one written form.

    Attributes:
        form: The form as requested.
        term: Id of the article.
        sense: Id of the sense that the form implies (五小水利); ``None`` if it implies none.
        via: The steps from the form to the article, in order (see docs/search.md).
        confidence: 1.0 if the key of the form leads to the article; less for fallbacks.
        others: Ids of other articles that the form may mean, most important first.
        script: Script of the texts in ``body``.
        body: The article as JSON, UTF-8, in ``script``.
        revision: Revision of the dictionary.
    """

    form: str
    term: str
    sense: str | None
    via: tuple[str, ...]
    confidence: float
    others: tuple[str, ...]
    script: str
    body: bytes
    revision: str

    @property
    def match(self) -> dict[str, Any]:
        """How the form was matched, as it appears in the response."""
        return {
            "form": self.form,
            "via": self.via,
            "confidence": self.confidence,
            "sense": self.sense,
            "others": self.others,
            "script": self.script,
        }

    def json(self) -> bytes:
        """Returns the article with ``match`` in front; the article itself is not encoded again."""
        return b'{"match":' + orjson.dumps(self.match) + b"," + self.body[1:]

    def article(self) -> dict[str, Any]:
        """Returns the article as Python values."""
        read: dict[str, Any] = orjson.loads(self.body)
        return read


@dataclass(frozen=True, slots=True)
class Query(Filters):
    """A search query; every filter that is not ``None`` must match.

    Attributes:
        q: The search text; empty for all terms.
        match: ``substring`` (in headwords, then in definitions), ``exact``, ``prefix``, ``pinyin`` or ``fuzzy``.
        limit: Rows on a page, 1 to 200.
        cursor: ``Page.next`` of the previous page.
        counted: Whether to compute ``Page.total`` and ``Page.facets``.
    """

    q: str = ""
    match: str = "substring"
    limit: int = 20
    cursor: str | None = None
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Page:
    """A page of rows.

    Attributes:
        items: The rows, JSON-ready.
        total: The number of rows on all pages; ``None`` if it was not requested.
        next: The cursor of the next page; ``None`` on the last page.
        facets: For each facet (``facet_counts.FACETS``) its 20 most frequent values and how many rows have them.
        revision: Revision of the dictionary.
        hints: If nothing is found: filters whose value no term has (``suggestions.find_hints``).
    """

    items: tuple[dict[str, Any], ...]
    total: int | None
    next: str | None
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    revision: str = ""
    hints: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class KwicLine:
    """One place where a source uses a term, with its context.

    Attributes:
        left: Up to 30 code points before the keyword, line ends as blanks.
        keyword: The keyword as printed, or converted if a script was requested.
        right: Up to 30 code points after the keyword.
        sentence: The sentence around the keyword, at most 300 code points.
        start: Start of the keyword in the text of the source, in code points.
        end: End of the keyword, exclusive.
        sense: Id of the sense meant there, if one could be chosen.
        text_fragment: A link that opens the origin at this place, if the origin is a URL.
    """

    source: str
    title: str | None
    issuer: str | None
    year: int | None
    kind: str
    sense: str | None
    left: str
    keyword: str
    right: str
    sentence: str
    start: int
    end: int
    text_fragment: str | None


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
