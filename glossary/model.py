"""The nouns of the dictionary: plain frozen values, no I/O, nothing to mock.

Every offset in this module counts Unicode code points of ``Source.text``.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch ``[start, end)`` of one text; ``0 <= start < end``.

    Unit:
        Unicode code points (Python's ``len``), never UTF-8 bytes and never
        UTF-16 units; ``api`` converts for JavaScript.

    >>> Span(2, 6).of("划定三区三线")
    '三区三线'
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"not a span: [{self.start}, {self.end})")

    def of(self, text: str) -> str:
        """The stretch of ``text`` that this span covers."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Finding:
    """What could not be read, parsed or decided: a stable code, a sentence, a place.

    Attributes:
        code: ``E…`` the source or a part of it is lost, ``W…`` doubtful, ``I…`` worth knowing;
            each code is explained in docs/findings.md.
        message: One English sentence that says what was seen and what to do.
        span: The printed place, ``None`` where the whole source is meant.
    """

    code: str
    message: str
    span: Span | None = None


class MembersStatus(StrEnum):
    """Whether the members that were found agree with the numerals of the head."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    CONFLICTING = "conflicting"
    OPEN = "open"
    UNKNOWN = "unknown"


def roll_up_statuses(statuses: Iterable[MembersStatus]) -> MembersStatus:
    """One status for several groups: a conflict decides; some groups with members and some without are partial.

    >>> roll_up_statuses([MembersStatus.COMPLETE, MembersStatus.UNKNOWN]).value
    'partial'
    >>> roll_up_statuses([MembersStatus.COMPLETE, MembersStatus.OPEN]).value, roll_up_statuses([]).value
    ('open', 'unknown')
    """
    found = frozenset(statuses)
    if MembersStatus.CONFLICTING in found:
        return MembersStatus.CONFLICTING
    if found <= {MembersStatus.UNKNOWN, MembersStatus.OPEN}:
        return MembersStatus.OPEN if found == {MembersStatus.OPEN} else MembersStatus.UNKNOWN
    if MembersStatus.UNKNOWN in found or MembersStatus.PARTIAL in found:
        return MembersStatus.PARTIAL
    return MembersStatus.OPEN if MembersStatus.OPEN in found else MembersStatus.COMPLETE


@dataclass(frozen=True, slots=True)
class Group:
    """A numeral and what its members share: 三区 and 三线 are two groups.

    Attributes:
        numeral: How many members the head promises; ``None`` for N, X, 多 (open).
        shared: The characters behind the numeral (区, 线, 个意识).
        members: The members in printed order, each as printed in the definition.
        status: The count check of this group alone.
        full_forms: Each member with the part that is said once for all (农业空间 of 农业、生态、城镇空间); empty where
            every member is printed whole.
        confidence: How likely the members are right or nearly so, 0 to 1, calibrated on reports that nobody tuned on;
            ``None`` without members, or where nobody weighed them.
    """

    numeral: int | None
    shared: str
    members: tuple[str, ...] = ()
    status: MembersStatus = MembersStatus.UNKNOWN
    full_forms: tuple[str, ...] = ()
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """One glossary section: where its heading and its entries stand, and what convinced us.

    Attributes:
        heading: The printed heading, ``None`` for a section without one.
        span: From the heading (or the first entry) to the end of the last definition.
        rule: Which rule found it.
    """

    heading: Span | None
    span: Span
    rule: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a glossary section as printed: a head and what explains it.

    Attributes:
        head: The head as printed, without number, page reference and framing brackets.
        definition: The explanation as printed (artefacts that interrupt it may be left out).
        head_span: Where the head stands.
        span: Where the definition stands, outer span.
        number: The printed number, as printed without its punctuation (``"7"``, ``"①"``).
        heads: The single heads where one entry explains several, else empty.
        page: The page reference of the head (page of the booklet), if printed.
        groups: The groups of the head's numerals with their members, in order.
        status: The count check over all groups.
        section: Index into ``Extraction.sections``.
        markers: Where the note's marker stands in the running text, each an attestation.
        rule: Which rule read it.
        article: The article of a law that it stands in (第三条), ``None`` elsewhere.
    """

    head: str
    definition: str
    head_span: Span
    span: Span
    number: str | None = None
    heads: tuple[str, ...] = ()
    page: int | None = None
    groups: tuple[Group, ...] = ()
    status: MembersStatus = MembersStatus.UNKNOWN
    section: int = 0
    markers: tuple[Span, ...] = ()
    rule: str = ""
    article: str | None = None

    @property
    def items(self) -> list[str] | list[list[str]] | None:
        """The members as lists: flat for one group, a list a group for several.

        ``None`` where nothing is enumerated, and where only some of the counted groups are told (then ``groups`` has
        what is known).

        >>> Entry("三微", "甲、乙、丙", Span(0, 2), Span(3, 8), groups=(Group(3, "微", ("甲", "乙", "丙")),)).items
        ['甲', '乙', '丙']
        """
        lists = [list(group.members) for group in self.groups if group.members]
        if not lists or any(not group.members and group.status is MembersStatus.UNKNOWN for group in self.groups):
            return None
        return lists[0] if len(lists) == 1 else lists


@dataclass(frozen=True, slots=True)
class Slogan:
    """A numeral abbreviation (数字略语) in running text.

    Attributes:
        surface: As printed, quotes included (``“五小”水利``).
        core: The counted part alone, no quotes (``五小``).
        span: Where ``surface`` stands.
        quoted: Whether the core stands in quotes.
        rule: Which rule found it.
    """

    surface: str
    core: str
    span: Span
    quoted: bool
    rule: str


@dataclass(frozen=True, slots=True)
class InlineDefinition:
    """An explanation in running text (…即…, A、B、C“三类用地”), ranked below a glossary entry.

    Attributes:
        head: The explained form as printed.
        core: Its counted part, no quotes.
        definition: The explaining words as printed.
        head_span: Where the head stands.
        span: Where the explaining words stand.
        groups: As for an entry.
        status: The count check over all groups.
        rule: Which rule found it (``glossary rules`` lists them; ``statutory`` in laws).
        article: The article of a law that it stands in (第三条), ``None`` elsewhere.
    """

    head: str
    core: str
    definition: str
    head_span: Span
    span: Span
    groups: tuple[Group, ...] = ()
    status: MembersStatus = MembersStatus.UNKNOWN
    rule: str = ""
    article: str | None = None


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who delivers the report: name, post as printed, and whether the post is held in an acting capacity (代)."""

    name: str
    post: str
    acting: bool = False


@dataclass(frozen=True, slots=True)
class Meeting:
    """The people's congress before which the report is given; numbers as integers where printed."""

    name: str
    congress: int | None = None
    session: int | None = None


@dataclass(frozen=True, slots=True)
class Region:
    """The area a government is responsible for, its units as printed; ``None`` where not said."""

    province: str | None = None
    city: str | None = None
    county: str | None = None


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known of a document. One value holds stated facts, a second one inferred facts.

    Attributes:
        kind: ``government_work_report``, ``news_feature``, ``statute``, ``statistical_bulletin``, ``plan``,
            ``account``, ``company_filing``, ``party_document``, ``other``.
        level: ``national``, ``province``, ``prefecture``, ``county``, ``township``.
        date: ISO 8601 date, cut to ``date_precision`` (``2023-02-09``, ``2023-02``, ``2023``).
        date_precision: ``day``, ``month`` or ``year``.
        review_year: The year the report looks back on.
        plan_year: The year the report plans.
    """

    kind: str | None = None
    title: str | None = None
    issuer: str | None = None
    publisher: str | None = None
    authors: tuple[str, ...] = ()
    region: Region = field(default_factory=Region)
    region_code: str | None = None
    level: str | None = None
    date: str | None = None
    date_precision: str | None = None
    speaker: Speaker | None = None
    meeting: Meeting | None = None
    review_year: int | None = None
    plan_year: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """The metadata of one source: what the text says, and what follows from it, kept apart."""

    stated: Metadata = field(default_factory=Metadata)
    inferred: Metadata = field(default_factory=Metadata)
    script: str = "zh-Hans"
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Source:
    r"""One document as read: the decoded text with ``\n`` line ends and nothing else changed.

    Attributes:
        id: ``s`` and the first 16 hex digits of ``sha256``.
        text: The decoded text; every span of every later stage points into it.
        sha256: Of the bytes as read (of the member's bytes inside an archive), hex.
        origin: The path or URL as given; ``archive.zip!member`` inside an archive.
        media_type: What the bytes were taken for (``text/plain``, ``application/pdf`` …).
        encoding: The character encoding of the bytes, where they were text.
        hints: What path and front matter say (``region``, ``year``, ``title`` …), never the text's own words.
        findings: What the reader has to tell.
    """

    id: str
    text: str
    sha256: str
    origin: str
    media_type: str = "text/plain"
    encoding: str | None = None
    hints: tuple[tuple[str, str], ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """What stands in the place of a source that could not be read; a run goes on behind it.

    Attributes:
        origin: As for a source.
        finding: Why, with what to do. A code ``I…`` says that nothing went wrong: a file of a folder or
            archive that is no document was left out.
    """

    origin: str
    finding: Finding

    @property
    def is_error(self) -> bool:
        """Whether a document was lost, so that the run must not end with exit code 0."""
        return self.finding.code.startswith("E")


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything found in one source; a pure function of its text and hints."""

    document: Document = field(default_factory=Document)
    sections: tuple[Section, ...] = ()
    entries: tuple[Entry, ...] = ()
    slogans: tuple[Slogan, ...] = ()
    glosses: tuple[InlineDefinition, ...] = ()
    findings: tuple[Finding, ...] = ()
