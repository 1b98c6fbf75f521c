"""For whom a sense holds: one issuer, a province, or the country. Pure."""

from dataclasses import asdict, dataclass

from glossary.senses.clusters import Cluster
from glossary.senses.evidence import SourceFacts


@dataclass(frozen=True, slots=True)
class Scope:
    """The smallest area that holds all who explain a sense; all ``None`` where nothing is known of them."""

    level: str | None = None
    region: str | None = None
    region_code: str | None = None
    issuer: str | None = None

    def record(self) -> dict[str, str | None]:
        """As the article shows it."""
        return asdict(self)


def find_scope(cluster: Cluster) -> Scope:
    """The scope of a sense, by the sources that explain it.

    One place: that place with its issuer. Several places of one city or province: that city or province. Places of
    several provinces, or the State Council: national. A place whose province is not known is a place of its own, and
    proves nothing of the country.
    """
    facts = sorted(
        {row.facts for row in cluster.explanations}, key=lambda each: (each.rank, each.year or 9999, each.source)
    )
    known = [each for each in facts if each.region or each.level == "national"]
    if not known:
        issuers = {each.issuer for each in facts}
        return Scope(issuer=facts[0].issuer if len(issuers) == 1 else None)
    if any(each.level == "national" for each in known):
        return Scope(level="national")
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
    if len(provinces - {None}) > 1:
        return Scope(level="national")
    if None in provinces:
        return Scope()
    if len(cities) == 1 and None not in cities:
        return Scope("prefecture", (facts[0].place[0] or "") + (facts[0].place[1] or ""))
    return Scope("province", facts[0].place[0])
