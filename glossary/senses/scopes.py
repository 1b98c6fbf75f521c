"""The scope of a sense: one issuer, a province, or the whole country. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from glossary.senses.clusters import Cluster
from glossary.senses.evidence import SourceFacts
from glossary.senses.ranking import is_everywhere


@dataclass(frozen=True, slots=True)
class Scope:
    """The smallest area that contains all sources that explain a sense; all ``None`` if unknown."""

    level: str | None = None
    region: str | None = None
    region_code: str | None = None
    issuer: str | None = None

    def record(self) -> dict[str, str | None]:
        """Returns the scope as it appears in the article."""
        return asdict(self)


def find_scope(cluster: Cluster) -> Scope:
    """Returns the scope of a sense, by the sources that explain it.

    One place gives that place with its issuer. Several places of one city or province give that city or province. The
    scope is national if a national source explains or uses the sense, or if places of three provinces explain it. Two
    provinces often share a label by coincidence, so their scope is unknown; so is that of a place without a province.
    An edition holds where the slogan does: one prefecture that prints the new 四个全面 prints the nation's.
    """
    rows = [*cluster.explanations, *cluster.mentions, *cluster.other_editions]
    if any(row.facts.level == "national" for row in rows):
        return Scope(level="national")
    facts = sorted(
        {row.facts for row in rows if row.definition}, key=lambda each: (each.rank, each.year or 9999, each.source)
    )
    known = [each for each in facts if each.region]
    if not known:
        issuers = {each.issuer for each in facts}
        return Scope(issuer=facts[0].issuer if len(issuers) == 1 else None)
    if len({each.speaker for each in known}) == 1:
        return _of_one(known)
    return _of_several(known)


def _of_one(facts: list[SourceFacts]) -> Scope:
    def first(values: list[str | None]) -> str | None:
        return next((value for value in values if value), None)

    return Scope(
        first([each.level for each in facts]),
        facts[0].region,
        first([each.region_code for each in facts]),
        first([each.issuer for each in facts]),
    )


def _of_several(facts: list[SourceFacts]) -> Scope:
    provinces = {each.place[0] for each in facts}
    cities = {each.place[1] for each in facts}
    if is_everywhere(facts):
        return Scope(level="national")
    if None in provinces or len(provinces) > 1:
        return Scope()
    if len(cities) == 1 and None not in cities:
        return Scope("prefecture", (facts[0].place[0] or "") + (facts[0].place[1] or ""))
    return Scope("province", facts[0].place[0])


def list_issuers(facts: Iterable[SourceFacts]) -> list[dict[str, Any]]:
    """Lists the issuers that explain a sense with region, years and number of sources; highest level first."""
    by_speaker: dict[str, set[SourceFacts]] = defaultdict(set)
    for each in facts:
        by_speaker[each.speaker].add(each)
    found = sorted(by_speaker.values(), key=lambda group: min(_by_rank(each) for each in group))
    return [_issuer_record(sorted(group, key=_by_rank)) for group in found]


def _by_rank(facts: SourceFacts) -> tuple[int, int, str]:
    return facts.rank, facts.year or 9999, facts.source


def _issuer_record(facts: list[SourceFacts]) -> dict[str, Any]:
    years = sorted(each.year for each in facts if each.year)
    return {
        "issuer": next((each.issuer for each in facts if each.issuer), None),
        "level": next((each.level for each in facts if each.level), None),
        "region": facts[0].region,
        "first": years[0] if years else None,
        "last": years[-1] if years else None,
        "sources": len({each.source for each in facts}),
    }
