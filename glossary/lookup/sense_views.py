"""The properties of an article that the choice of a sense depends on: issuers, places and years of each sense. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from glossary.chinese.regions import full_names, split_region
from glossary.senses.same_sense import ISSUER_SPECIFIC_SHAPES

Place = tuple[str | None, str | None, str | None]
"""Province, city, county; ``None`` if unknown."""
NOWHERE: Place = (None, None, None)
"""No place is known."""
YEARLY = "实事"
"""Lists that are new each year: the review names last year's 十件民生实事, and the plan lists those of this year."""
_CHANGE = re.compile("[双两三四五六七八九十].{0,2}(?:下降|降低|减少|上升|提升|提高|增长|增加|改善|翻番|达标|丰收|突破)")
"""Labels that say how things changed; what they count is named before them: 事故起数、死亡人数“双下降”."""
_UNDATED = 99
"""Years to an explanation without a date."""


@dataclass(frozen=True, slots=True)
class Issuer:
    """An issuer that explains a sense: its place, level and years."""

    name: str | None
    place: Place
    level: str | None
    first: int | None
    last: int | None
    sources: int

    def distance(self, year: int | None) -> int:
        """Returns the years between ``year`` and the nearest explanation; 0 if either is unknown."""
        if year is None or self.first is None or self.last is None:
            return 0
        return max(self.first - year, year - self.last, 0)


@dataclass(frozen=True, slots=True)
class SenseView:
    """The properties of one sense that the choice depends on."""

    sense: dict[str, Any]
    issuers: tuple[Issuer, ...]
    is_national: bool
    provinces: int
    sources: int
    is_printed: bool
    nouns: tuple[str, ...]
    is_yearly: bool = False

    @property
    def members(self) -> frozenset[str]:
        """The counted things."""
        return frozenset(member["text"] for group in self.sense["groups"] for member in group["members"])

    def distance(self, year: int | None) -> int:
        """Returns the years from ``year`` to the nearest explanation."""
        return min((issuer.distance(year) for issuer in self.issuers), default=_UNDATED if year else 0)

    def is_later(self, year: int | None) -> bool:
        """Whether the sense was first explained after ``year``."""
        first = min((issuer.first for issuer in self.issuers if issuer.first), default=0)
        return year is not None and first > year


@dataclass(frozen=True, slots=True)
class ArticleView:
    """The properties of one article that the choice depends on.

    Attributes:
        headword: The headword.
        is_issuer_specific: Whether each government may have its own meaning.
        is_counted: Whether each government certainly has its own meaning: 六大工程, “1+4”; 三线, each of whose
            senses is one government's.
        senses: The senses without ``doubts``.
        is_contested: Whether more provinces have their own meanings than share the national one, and the central
            government does not use the label: 三位一体, 三项制度.
        is_change: Whether it is a label of change, for things named before it: 双下降.
    """

    headword: str
    is_issuer_specific: bool
    is_counted: bool
    senses: tuple[SenseView, ...]
    is_contested: bool = False
    is_change: bool = False


def view_article(article: Mapping[str, Any]) -> ArticleView:
    """Extracts the properties for the choice from an article's JSON."""
    senses = tuple(_view_sense(article["headword"], sense) for sense in article["senses"] if not sense.get("doubts"))
    headword = article["headword"]
    is_change = _CHANGE.fullmatch(headword) is not None
    is_issuer_specific = bool(article.get("issuer_specific")) or is_change or headword.endswith(YEARLY)
    is_counted = article.get("shape") in ISSUER_SPECIFIC_SHAPES or (is_issuer_specific and _are_all_own(senses))
    own = sum(each.provinces for each in senses if not each.is_national)
    shared = sum(each.provinces for each in senses if each.is_national)
    is_used_by_centre = article.get("reach", {}).get("national", 0) > 0 or any(
        issuer.level == "national" for each in senses for issuer in each.issuers
    )
    is_contested = is_issuer_specific and own > shared and not is_used_by_centre
    return ArticleView(headword, is_issuer_specific, is_counted, senses, is_contested, is_change)


def _are_all_own(senses: Sequence[SenseView]) -> bool:
    """Whether there are several senses, each of one government: 三线 is cables in one city and rivers in another."""
    return len(senses) > 1 and all(len(each.issuers) == 1 and not each.is_national for each in senses)


def _view_sense(headword: str, sense: dict[str, Any]) -> SenseView:
    issuers = tuple(
        Issuer(each["issuer"], place_of(each["region"]), each["level"], each["first"], each["last"], each["sources"])
        for each in sense.get("issuers", ())
    )
    return SenseView(
        sense,
        issuers,
        sense["scope"]["level"] == "national",
        len({issuer.place[0] for issuer in issuers} - {None}),
        sum(issuer.sources for issuer in issuers),
        any(definition["kind"] == "entry" for definition in sense.get("definitions", ())),
        tuple(filter(None, (sense.get("qualifier", ""), sense.get("tail", "")))),
        headword.endswith(YEARLY),
    )


@lru_cache(maxsize=4096)
def place_of(region: str | None) -> Place:
    """Returns province, city and county of a full name.

    >>> place_of("湖南省株洲市荷塘区"), place_of("株洲市")
    (('湖南省', '株洲市', '荷塘区'), ('湖南省', '株洲市', None))
    """
    if not region:
        return NOWHERE
    # An ambiguous name (鼓楼区) is not expanded.
    names = sorted(full_names(region))
    found, _ = split_region(names[0] if len(names) == 1 else region)
    return found.province, found.city, found.county
