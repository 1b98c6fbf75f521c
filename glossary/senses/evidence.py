"""Defines the input of sense clustering: facts about a source, and a row for each base form that it uses."""

from dataclasses import dataclass, field

from glossary.model import Document, Group, MembersStatus, Metadata

LEVELS = ("national", "province", "prefecture", "county", "township")
"""Levels of government, from the highest to the lowest; higher levels take precedence."""
_RANKS: dict[str | None, int] = {level: rank for rank, level in enumerate(LEVELS)}
_KINDS = {"entry": 0, "gloss": 1, "mention": 2}


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """The issuer, region and year of a source: stated metadata, completed with inferred metadata.

    Attributes:
        source: The id of the source.
        place: Province, city and county, in that order; ``None`` if unknown.
        year: The year of the date; else the year that is planned, else the year after the one reviewed.
    """

    source: str
    year: int | None = None
    level: str | None = None
    issuer: str | None = None
    place: tuple[str | None, str | None, str | None] = (None, None, None)
    region_code: str | None = None
    script: str = "zh-Hans"

    def __hash__(self) -> int:
        return hash(self.source)  # there is one for each source; all fields would take six times as long

    @property
    def region(self) -> str | None:
        """The full name of the region; ``None`` if unknown."""
        return "".join(part for part in self.place if part) or None

    @property
    def speaker(self) -> str:
        """The identity of the issuer: the region, else the issuer's name, else the source id."""
        return self.region or self.issuer or ("国务院" if self.level == "national" else self.source)

    @property
    def rank(self) -> int:
        """The rank of the level: 0 for national, 1 for province and so on; unknown levels come last."""
        return _RANKS.get(self.level, len(LEVELS))

    def is_of_province(self, other: "SourceFacts") -> bool:
        """Whether both sources are known to come from one province."""
        return self.place[0] is not None and self.place[0] == other.place[0]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One base form that an entry, an inline definition or a slogan explains or uses.

    Attributes:
        kind: ``entry``, ``gloss`` (an inline definition) or ``mention``.
        core_key: Key of the base form, and of its article unless a key assignment changes it.
        head_key: Key of the whole headword.
        head: The headword (of a mention: the surface) as printed.
        core: The base form as printed, without quotation marks.
        qualifier: The modifier: the part of the headword before the base form.
        tail: The class noun: the part of the headword after the base form.
        before: The text before the headword, within its clause.
        after: The text after the headword, within its clause.
        number: The printed number of an entry; in a law, its article and item (第三条（一）).
        start: Start of the definition (of a mention: the surface), in code points.
        head_start: Start of the headword, in code points.
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

    def __hash__(self) -> int:
        return hash((self.facts.source, self.head_start, self.core_key))

    @property
    def is_statutory(self) -> bool:
        """Whether a law defines the term: the number is that of an article (第…条)."""
        return self.number is not None and self.number.startswith("第")

    @property
    def members(self) -> tuple[str, ...]:
        """The members of all groups, in order."""
        if len(self.groups) == 1:
            return self.groups[0].members
        return tuple(member for group in self.groups for member in group.members)

    @property
    def order(self) -> tuple[object, ...]:
        """The canonical sort key of evidence: by kind, level and year; unique for each row."""
        facts = self.facts
        kind = _KINDS[self.kind]
        return (kind, facts.rank, facts.year or 9999, facts.source, self.start, self.end, self.core_key, self.head_key)


_LAST_MONTHS = ("11", "12")


def find_facts(source: str, document: Document) -> SourceFacts:
    """Returns the facts of a source: its stated metadata, completed with the inferred metadata."""
    stated, inferred = document.stated, document.inferred
    regions = (stated.region, inferred.region)
    return SourceFacts(
        source=source,
        year=_year(stated, inferred.plan_year) or _year(inferred),
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


def _year(metadata: Metadata, plan_year: int | None = None) -> int | None:
    """Returns the year of a document: that of its date, or the next one if it plans that (1999-12-29: 2000)."""
    date = metadata.date
    if date and date[:4].isdecimal():
        year, plan_year = int(date[:4]), metadata.plan_year or plan_year
        return year + 1 if plan_year == year + 1 and date[5:7] in _LAST_MONTHS else year
    if metadata.plan_year:
        return metadata.plan_year
    return metadata.review_year + 1 if metadata.review_year else None
