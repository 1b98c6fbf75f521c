"""Ranks the senses of an article: the sense that most of the country uses comes first. Pure.

A source supports a sense if it explains the sense, or uses the term where only that sense fits. Mentions that could not
be assigned to a sense count too: their years show which sense was in use at the time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from glossary.senses.evidence import LEVELS, Evidence, SourceFacts

_MIN_PROVINCES = 3
"""Provinces that must explain a sense alike: two may have the same 三大工程 by coincidence, three do not."""
_NEAR_YEARS = 3
"""An unresolved mention counts for a sense that was explained at most this many years before or after it."""
_UNDATED = 9999


@dataclass(slots=True)
class Support:
    """The sources that support one sense.

    Attributes:
        explained: Sources that explain it.
        held: Sources that explain or use it, including unresolved mentions assigned by year.
    """

    explained: frozenset[SourceFacts]
    held: set[SourceFacts] = field(default_factory=set)

    @property
    def is_national(self) -> bool:
        """Whether the sense is used nationwide: a national source explains it, or several provinces do."""
        return any(each.level == "national" for each in self.explained) or is_everywhere(self.explained)

    def distance(self, year: int | None) -> int:
        """Returns the years between ``year`` and the nearest explanation; 9999 if ``year`` is unknown."""
        return min((abs(year - each.year) for each in self.explained if year and each.year), default=_UNDATED)

    @property
    def order(self) -> tuple[object, ...]:
        """Sort key, best supported first: national, then by number of provinces, places, sources and years."""
        provinces = {each.place[0] or each.speaker for each in self.held}
        places = {each.speaker for each in self.held}
        level = min((each.rank for each in self.explained), default=len(LEVELS))
        years = {each.year for each in self.held}
        return (not self.is_national, level > 0, -len(provinces), -len(places), -len(self.held), -len(years), level)


def is_everywhere(speakers: Iterable[SourceFacts]) -> bool:
    """Whether the sources come from enough provinces (three) that the sense is likely to be nationwide."""
    return len({each.place[0] for each in speakers} - {None}) >= _MIN_PROVINCES


def find_support(
    senses: Sequence[tuple[Sequence[Evidence], Sequence[Evidence]]], unresolved: Iterable[Evidence]
) -> list[Support]:
    """Returns the support of each sense of an article.

    Args:
        senses: The explanations and the mentions of each sense, in a deterministic order.
        unresolved: Mentions without a sense. The source of each counts for the best supported sense that was
            explained at about its year. These counts are added to a sense only if it gets the majority of them, from
            at least three provinces.
    """
    found = [
        Support(frozenset(row.facts for row in explained), {row.facts for row in (*explained, *mentions)})
        for explained, mentions in senses
    ]
    undecided = {row.facts for row in unresolved}
    best_first = sorted(found, key=lambda each: each.order)
    meant = {facts: _find_likely(best_first, facts.year) for facts in undecided}
    for support in found:
        votes = {facts for facts, each in meant.items() if each is support}
        if is_everywhere(votes) and 2 * len(votes) > len(undecided):  # issuer-specific labels get no majority
            support.held |= votes
    return found


def _find_likely(best_first: Sequence[Support], year: int | None) -> Support | None:
    """Returns the most likely sense of a mention of ``year``; ``None`` if none was explained at about that time."""
    return next((each for each in best_first if each.distance(year) <= _NEAR_YEARS), None)
