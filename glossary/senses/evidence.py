"""What merging sees of a source: who speaks and when, and a row for each core that it names."""

from dataclasses import dataclass, field

from glossary.model import Document, Group, MembersStatus, Metadata

LEVELS = ("national", "province", "prefecture", "county", "township")
"""From the highest to the lowest; a government's word counts by its level."""


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """Who speaks in a source, for where, and when; stated facts, filled up with inferred ones.

    Attributes:
        source: The source's id.
        place: Province, city and county as far as known, in that order, ``None`` where not.
        year: Of the date; else the year that is planned, else the year after the one reviewed.
    """

    source: str
    year: int | None = None
    level: str | None = None
    issuer: str | None = None
    place: tuple[str | None, str | None, str | None] = (None, None, None)
    region_code: str | None = None
    script: str = "zh-Hans"

    @property
    def region(self) -> str | None:
        """The area's full name, ``None`` where nothing is known of it."""
        return "".join(part for part in self.place if part) or None

    @property
    def speaker(self) -> str:
        """What tells one issuer from another: the place, else the issuer's name, else the source itself."""
        return self.region or self.issuer or ("国务院" if self.level == "national" else self.source)

    @property
    def rank(self) -> int:
        """0 for the State Council, rising downwards; unknown levels come last."""
        return LEVELS.index(self.level) if self.level in LEVELS else len(LEVELS)

    def is_of_province(self, other: "SourceFacts") -> bool:
        """Whether both speak within one province, as far as is known."""
        return self.place[0] is not None and self.place[0] == other.place[0]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One core that one entry, gloss or slogan puts into play.

    Attributes:
        kind: ``entry``, ``gloss`` or ``mention``.
        core_key: Key of the core; the article it is evidence for, unless it is filed elsewhere.
        head_key: Key of the whole head.
        head: The head (of a mention: the surface) as printed.
        core: The core as printed, no quotes.
        qualifier: What stands before the core in the head.
        tail: What stands behind it.
        before: The text in front of the head, within its clause.
        after: The text behind it, within its clause.
        number: The printed number of an entry; in a law, its article and item (第三条（一）).
        start: Of the definition (of a mention: the surface), code points.
        head_start: Of the head.
    """

    facts: SourceFacts
    kind: str
    core_key: str
    head_key: str
    head: str
    core: str
    start: int
    end: int
    head_start: int
    head_end: int
    qualifier: str = ""
    tail: str = ""
    before: str = ""
    after: str = ""
    definition: str | None = None
    number: str | None = None
    page: int | None = None
    groups: tuple[Group, ...] = field(default=())
    status: MembersStatus = MembersStatus.UNKNOWN
    rule: str = ""
    quoted: bool = False

    @property
    def is_statutory(self) -> bool:
        """Whether a law defines the term: its number is that of an article."""
        return self.number is not None and self.number.startswith("第")

    @property
    def members(self) -> tuple[str, ...]:
        """The members of all groups in order."""
        return tuple(member for group in self.groups for member in group.members)

    @property
    def order(self) -> tuple[object, ...]:
        """The canonical order of evidence: official first, then old before new; no two are equal."""
        facts = self.facts
        kind = ("entry", "gloss", "mention").index(self.kind)
        return (kind, facts.rank, facts.year or 9999, facts.source, self.start, self.end, self.core_key, self.head_key)


def find_facts(source: str, document: Document) -> SourceFacts:
    """The facts that merging goes by: what is stated, filled up with what is inferred."""
    stated, inferred = document.stated, document.inferred
    regions = (stated.region, inferred.region)
    return SourceFacts(
        source=source,
        year=_year(stated) or _year(inferred),
        level=stated.level or inferred.level,
        issuer=stated.issuer or inferred.issuer,
        place=(
            regions[0].province or regions[1].province,
            regions[0].city or regions[1].city,
            regions[0].county or regions[1].county,
        ),
        region_code=stated.region_code or inferred.region_code,
        script=document.script,
    )


def _year(metadata: Metadata) -> int | None:
    date = metadata.date
    if date and date[:4].isdecimal():
        return int(date[:4])
    if metadata.plan_year:
        return metadata.plan_year
    return metadata.review_year + 1 if metadata.review_year else None
