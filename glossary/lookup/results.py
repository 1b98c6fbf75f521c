"""The results of look-up and search: plain frozen values, ready to be printed or sent."""

from dataclasses import dataclass, field
from typing import Any

import orjson

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
        hints: If nothing is found: filters whose value no term has (``did_you_mean.find_hints``).
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
