"""The data types of the dictionary: frozen dataclasses without I/O.

Every offset in this module counts Unicode code points of ``Source.text``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range ``[start, end)`` of one text; ``0 <= start < end``.

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
        """The part of ``text`` that this span covers."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Finding:
    """A report of something that could not be read, parsed or decided.

    Attributes:
        code: A stable code: ``E…`` a source or a part of it is lost, ``W…`` a result is doubtful, ``I…`` is for
            information. docs/findings.md explains each code.
        message: One English sentence that describes the problem and the remedy.
        span: The place in the text, ``None`` if the finding concerns the whole source.
    """

    code: str
    message: str
    span: Span | None = None


class MembersStatus(StrEnum):
    """Result of comparing the members that were found with the numerals of the head."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    CONFLICTING = "conflicting"
    OPEN = "open"
    UNKNOWN = "unknown"


def roll_up_statuses(statuses: Iterable[MembersStatus]) -> MembersStatus:
    """Combine the statuses of several groups: any conflict wins; ``partial`` if only some groups have members.

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
    """A numeral with what it counts: 三区 and 三线 are two groups.

    Attributes:
        numeral: The number of members that the head promises; ``None`` for N, X, 多 (open).
        shared: The characters after the numeral (区, 线, 个意识).
        members: The members in printed order, each as printed in the definition.
        status: The result of the count check for this group alone.
        full_forms: Each member with the part that is printed once for all (农业空间 for 农业 in 农业、生态、城镇空间);
            empty if every member is printed in full.
        confidence: The probability, 0 to 1, that the members are right or nearly right, calibrated on reports that
            were not used for tuning; ``None`` without members or if it was not computed.
    """

    numeral: int | None
    shared: str
    members: tuple[str, ...] = ()
    status: MembersStatus = MembersStatus.UNKNOWN
    full_forms: tuple[str, ...] = ()
    confidence: float | None = None


def member_text(member: Mapping[str, Any]) -> str:
    """A member of an article as readers see it: its full form, if the text prints a part once for all members.

    >>> member_text({"text": "农业", "full_form": "农业空间"}), member_text({"text": "城镇空间", "full_form": None})
    ('农业空间', '城镇空间')
    """
    return str(member.get("full_form") or member["text"])


@dataclass(frozen=True, slots=True)
class Section:
    """One glossary section: the spans of its heading and its entries, and the rule that found it.

    Attributes:
        heading: The span of the printed heading, ``None`` for a section without a heading.
        span: From the heading (or the first entry) to the end of the last definition.
        rule: Which rule found it.
    """

    heading: Span | None
    span: Span
    rule: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a glossary section as printed: a head and its definition.

    Attributes:
        head: The head as printed, without enumerator, page reference and enclosing brackets.
        definition: The definition as printed; page artefacts that interrupt it may be left out.
        head_span: The span of the head.
        span: The span of the definition, with any page artefacts in it.
        number: The enumerator as printed, without its punctuation (``"7"``, ``"①"``).
        heads: The single heads if one entry explains several, else empty.
        page: The page of the booklet that the head refers to, if printed.
        groups: The groups of the head's numerals with their members, in order.
        status: The result of the count check over all groups.
        section: Index into ``Extraction.sections``.
        markers: The spans of the note's markers in the running text; each is an attestation.
        rule: The rule that found the entry.
        article: The article of a law that contains the entry (第三条), ``None`` in other documents.
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
        """The members: a flat list for one group, one list per group for several.

        ``None`` if no members are known, or if only some of the counted groups have members (``groups`` has those).

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
        surface: The slogan as printed, with quotes (``“五小”水利``).
        core: The base form, without quotes (``五小``).
        span: The span of ``surface``.
        quoted: Whether the core is in quotes.
        rule: The rule that found it.
    """

    surface: str
    core: str
    span: Span
    quoted: bool
    rule: str


@dataclass(frozen=True, slots=True)
class InlineDefinition:
    """A definition in running text (…即…, A、B、C“三类用地”), ranked below a glossary entry.

    Attributes:
        head: The defined form as printed.
        core: Its base form, without quotes.
        definition: The definition as printed.
        head_span: The span of the head.
        span: The span of the definition.
        groups: As for an entry.
        status: The result of the count check over all groups.
        rule: The rule that found it (``glossary rules`` lists them; ``statutory`` in laws).
        article: The article of a law that contains it (第三条), ``None`` in other documents.
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
    """The person who delivers the report: name, post as printed, and whether the post is an acting one (代)."""

    name: str
    post: str
    acting: bool = False


@dataclass(frozen=True, slots=True)
class Meeting:
    """The people's congress that hears the report; congress and session are integers if printed."""

    name: str
    congress: int | None = None
    session: int | None = None


@dataclass(frozen=True, slots=True)
class Region:
    """The area that a government is responsible for, its units as printed; ``None`` for units that are not named."""

    province: str | None = None
    city: str | None = None
    county: str | None = None


@dataclass(frozen=True, slots=True)
class Metadata:
    """The metadata of a document. :class:`Document` has one value for stated and one for inferred facts.

    Attributes:
        kind: ``government_work_report``, ``news_feature``, ``statute``, ``statistical_bulletin``, ``plan``,
            ``account``, ``company_filing``, ``party_document``, ``standard``, ``other``.
        level: ``national``, ``province``, ``prefecture``, ``county``, ``township``.
        date: ISO 8601 date, cut to ``date_precision`` (``2023-02-09``, ``2023-02``, ``2023``).
        date_precision: ``day``, ``month`` or ``year``.
        review_year: The year that the report reviews.
        plan_year: The year that the report plans.
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
    """The metadata of one source, with stated and inferred facts kept separate."""

    stated: Metadata = field(default_factory=Metadata)
    inferred: Metadata = field(default_factory=Metadata)
    script: str = "zh-Hans"
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Source:
    r"""One document: its decoded text, in which only the line ends were changed (to ``\n``).

    Attributes:
        id: ``s`` and the first 16 hex digits of ``sha256``.
        text: The decoded text; the spans of all later stages refer to it.
        sha256: Hex digest of the bytes as read (inside an archive, of the member's bytes).
        origin: The path or URL as given; ``archive.zip!member`` inside an archive.
        media_type: The detected media type (``text/plain``, ``application/pdf`` …).
        encoding: The character encoding of the bytes, if they were text.
        hints: Metadata from path and front matter (``region``, ``year``, ``title`` …), never from the text itself.
        findings: The findings of the reader.
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
    """Takes the place of a source that could not be read; the run continues.

    Attributes:
        origin: As for a source.
        finding: The reason and the remedy. A code ``I…`` is not an error: a file in a folder or archive was skipped
            because it is not a document.
    """

    origin: str
    finding: Finding

    @property
    def is_error(self) -> bool:
        """Whether a document was lost; then the exit code of the run must not be 0."""
        return self.finding.code.startswith("E")


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything that was found in one source; depends only on its text and hints."""

    document: Document = field(default_factory=Document)
    sections: tuple[Section, ...] = ()
    entries: tuple[Entry, ...] = ()
    slogans: tuple[Slogan, ...] = ()
    glosses: tuple[InlineDefinition, ...] = ()
    findings: tuple[Finding, ...] = ()
