"""What look-up gives back: plain frozen values, ready to be printed or sent."""

from dataclasses import dataclass, field
from typing import Any

import orjson

from glossary.store.search.queries import Filters


@dataclass(frozen=True, slots=True)
class LookupResult:
    """One article for one written form.

    Attributes:
        form: As asked.
        term: Id of the article.
        sense: Id of the sense that the form chooses (五小水利), ``None`` where it chooses none.
        via: The steps from the form to the article, in order (see docs/search.md).
        confidence: 1.0 where the form is the article's by its key, less for second chances.
        others: Ids of further articles that the form may mean, most important first.
        script: Of the texts in ``body``.
        body: The article as JSON, UTF-8, in ``script``.
        revision: Of the dictionary that answered.
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
        """How the form was matched, as it stands in the answer."""
        return {
            "form": self.form,
            "via": self.via,
            "confidence": self.confidence,
            "sense": self.sense,
            "others": self.others,
            "script": self.script,
        }

    def json(self) -> bytes:
        """The article with ``match`` in front; the article itself is not encoded again."""
        return b'{"match":' + orjson.dumps(self.match) + b"," + self.body[1:]

    def article(self) -> dict[str, Any]:
        """The article as Python values."""
        read: dict[str, Any] = orjson.loads(self.body)
        return read


@dataclass(frozen=True, slots=True)
class Query(Filters):
    """A question to the whole dictionary; every filter that is not ``None`` must hold.

    Attributes:
        q: What is looked for; empty for all.
        match: ``substring`` (in heads, then in definitions), ``exact``, ``prefix``, ``pinyin`` or ``fuzzy``.
        limit: Rows on a page, 1 to 200.
        cursor: ``Page.next`` of the page before.
        counted: Whether ``Page.total`` and ``Page.facets`` are wanted.
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
        total: How many there are on all pages; ``None`` where it was not asked for.
        next: The cursor of the next page, ``None`` on the last.
        facets: For each facet (``tallies.FACETS``) its 20 most frequent values and how many rows have them.
        revision: Of the dictionary that answered.
        hints: Where nothing is found: filters whose value no term has (``hints.find_hints``).
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
        keyword: As printed (as converted, where a script was asked for).
        right: Up to 30 code points behind.
        sentence: The sentence around it, at most 300 code points.
        start: Of the keyword in the source's text, code points.
        end: Behind the keyword.
        sense: Id of the sense meant there, where one could be chosen.
        text_fragment: A link that opens the origin at this place, where the origin is a URL.
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
