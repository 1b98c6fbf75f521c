"""Which sense of an article to show first: the one that most of the country means. Pure.

Who explains a sense stands for it, and who uses the term where only that sense fits. The mentions that no sense could
be chosen for are asked, too: their years tell which sense was in use then.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from glossary.senses.evidence import LEVELS, Evidence, SourceFacts

_EVERYWHERE = 3
"""Provinces that explain a sense in one way: by coincidence two provinces have the same 三大工程, three do not."""
_NEAR_YEARS = 3
"""A mention that no sense was chosen for speaks for one that was explained within so many years."""
_UNDATED = 9999


@dataclass(slots=True)
class Support:
    """Who stands for one sense.

    Attributes:
        explained: Who explains it.
        held: Who explains or uses it, those included whom only the years tell.
    """

    explained: frozenset[SourceFacts]
    held: set[SourceFacts] = field(default_factory=set)

    @property
    def is_national(self) -> bool:
        """Whether it holds for the whole country: the State Council explains it, or several provinces do."""
        return any(each.level == "national" for each in self.explained) or is_everywhere(self.explained)

    def distance(self, year: int | None) -> int:
        """Years to the nearest explanation; an unknown year is near to none."""
        return min((abs(year - each.year) for each in self.explained if year and each.year), default=_UNDATED)

    @property
    def order(self) -> tuple[object, ...]:
        """Sorts the better supported one first: national, then by provinces, places, sources and years."""
        provinces = {each.place[0] or each.speaker for each in self.held}
        places = {each.speaker for each in self.held}
        level = min((each.rank for each in self.explained), default=len(LEVELS))
        years = {each.year for each in self.held}
        return (not self.is_national, level > 0, -len(provinces), -len(places), -len(self.held), -len(years), level)


def is_everywhere(speakers: Iterable[SourceFacts]) -> bool:
    """Whether so many provinces say one thing that the rest of the country will mean it, too."""
    return len({each.place[0] for each in speakers} - {None}) >= _EVERYWHERE


def find_support(
    senses: Sequence[tuple[Sequence[Evidence], Sequence[Evidence]]], unresolved: Iterable[Evidence]
) -> list[Support]:
    """Who stands for each sense of an article.

    Args:
        senses: The explanations and the mentions of each, in an order that depends on what they say alone.
        unresolved: Mentions that no sense was chosen for. Each of their sources speaks for the best supported sense
            that was explained about its year; where most of them, of three provinces, speak for one sense, they
            stand for it.
    """
    found = [
        Support(frozenset(row.facts for row in explained), {row.facts for row in (*explained, *mentions)})
        for explained, mentions in senses
    ]
    undecided = {row.facts for row in unresolved}
    best_first = sorted(found, key=lambda each: each.order)
    meant = {facts: _find_likely(best_first, facts.year) for facts in undecided}
    for support in found:
        voices = {facts for facts, each in meant.items() if each is support}
        if is_everywhere(voices) and 2 * len(voices) > len(undecided):  # what all use in their own way has no majority
            support.held |= voices
    return found


def _find_likely(best_first: Sequence[Support], year: int | None) -> Support | None:
    """The sense that a mention of ``year`` means most likely, if any was explained about then."""
    return next((each for each in best_first if each.distance(year) <= _NEAR_YEARS), None)
