"""Documents: the sources of the dictionary, and what the harvester finds in a document that is sent in."""

from marshmallow import Schema, fields, validate

from api.schemas.fields import (
    boolean,
    choice,
    cursor_field,
    describe,
    integer,
    limit_field,
    many,
    maybe_integer,
    maybe_number,
    maybe_string,
    one,
    script_field,
    string,
    strings,
    year_field,
)
from api.schemas.searches import Hint
from api.schemas.terms import KINDS, MEMBER_STATUSES
from glossary.chinese.script import SCRIPTS
from glossary.senses.evidence import LEVELS


class SourceQuery(Schema):
    """A page of sources; all filters must hold."""

    year = year_field("Only sources of this year.")
    level = fields.String(validate=validate.OneOf(LEVELS), metadata=describe("Only sources of this level."))
    region = fields.String(
        validate=validate.Length(min=1, max=64),
        metadata=describe("Only sources from this region: a name, a GB/T 2260 code or the beginning of one (`43`)."),
    )
    script = script_field()
    limit = limit_field(50)
    cursor = cursor_field()


class PlainTextQuery(Schema):
    """How a source's text is wanted."""

    script = fields.String(
        validate=validate.OneOf(SCRIPTS),
        metadata=describe(
            "Converts the text, which keeps its length. Without it the text is returned exactly as read, "
            "regardless of `Accept-Language`."
        ),
    )


class FindingQuery(Schema):
    """Which findings are wanted."""

    source = fields.String(validate=validate.Length(min=1, max=64), metadata=describe("Only findings of this source."))
    code = fields.String(
        validate=(validate.Length(equal=4), validate.Regexp("^[A-Z][0-9]{3}$")),
        metadata=describe("Only findings with this code: W201."),
    )
    limit = limit_field(100, 1000)
    cursor = cursor_field()


class Source(Schema):
    """One document that was harvested."""

    id = string("`s` and the first 16 digits of its sha256.")
    sha256 = string("The SHA-256 of its bytes.")
    origin = string("Its URL, or its file name if it was read from a file.")
    url = maybe_string(
        "The web address where it can be read: where it was fetched, or the address that its file states."
    )
    province = maybe_string("Its province.")
    city = maybe_string("Its city.")
    county = maybe_string("Its county.")
    title = maybe_string("Its title.")
    issuer = maybe_string("Who issued it.")
    publisher = maybe_string("The publisher, if it is not the issuer.")
    kind = maybe_string("government_work_report, news_feature, other …")
    level = choice(LEVELS, "Its level of government.", allow_none=True)
    region = maybe_string("The area that it is about.")
    region_code = maybe_string("Its GB/T 2260 code.")
    date = maybe_string("ISO 8601, as precise as the text states it.")
    year = maybe_integer("The year of its date, otherwise of its plan.")
    script = choice(SCRIPTS[:2], "The script it is printed in.")
    media_type = string("The detected media type.")
    encoding = maybe_string("The detected character encoding of a text.")
    length = integer("The length of its text in code points.")
    entry_count = integer("The number of glossary entries.")
    finding_count = integer("The number of findings.")


class SourcePage(Schema):
    """A page of sources."""

    sources = many(Source, "The sources, by id.")
    total = maybe_integer("Sources on all pages.")
    hints = many(Hint, "For an empty result: the filters whose value no source has.")
    next = maybe_string("The cursor of the next page, null on the last.")


class Finding(Schema):
    """Something that could not be read, parsed or decided."""

    code = string("Stable; docs/findings.md explains it.")
    message = string("The problem, and what to do about it.")
    source = maybe_string("The source; null for a file that could not be read at all.")
    origin = maybe_string("The URL or file name.")
    start = maybe_integer("The position in code points; null for the whole document.")
    end = maybe_integer("Where it ends.")


class FindingPage(Schema):
    """A page of findings."""

    findings = many(Finding, "In the order in which they were stored.")
    total = maybe_integer("Findings on all pages.")
    hints = many(Hint, "For an empty result: an unknown source, or a code that no finding has.")
    next = maybe_string("The cursor of the next page, null on the last.")


class SourceDetail(Source):
    """One document with all its data."""

    document = fields.Dict(required=True, metadata=describe("Stated and inferred metadata, kept apart."))
    origins = fields.List(
        fields.String(), required=True, metadata=describe("All URLs and file names of the same bytes.")
    )
    findings = many(Finding, "The findings.")


class UnexplainedTerm(Schema):
    """A term that a source uses and does not explain."""

    id = string("The article.")
    headword = string("Its headword.")
    kind = choice(KINDS, "What it is.")
    uses = integer("The number of uses in the source.")
    start = integer("The first use, in code points.")
    explained = boolean("Whether another source explains it.")
    senses = fields.List(fields.Dict(), required=True, metadata=describe("The definition in other sources."))


class Unexplained(Schema):
    """Terms that a source does not explain."""

    source = string("The source.")
    terms = many(UnexplainedTerm, "In order of first use.")
    explained_elsewhere = integer("The number of terms that another source explains.")


class Stretch(Schema):
    """A position, in code points."""

    start = integer("Where it starts.")
    end = integer("Where it ends: the offset after its last code point.")


class ExtractedGroup(Schema):
    """A numeral and its members."""

    numeral = maybe_integer("The number that the headword states; null if it leaves the number open.")
    shared = string("What follows the numeral.")
    members = strings("As printed.")
    full_forms = strings(
        "Each member with the part that the text prints once for all; empty if every member is printed in full."
    )
    status = choice(MEMBER_STATUSES, "Whether numeral and members agree.")
    confidence = maybe_number("The probability that the members are right or nearly so, 0 to 1; null without members.")


class ExtractedSection(Schema):
    """A glossary section."""

    start = integer("Where it starts, including the heading.")
    end = integer("Where its last definition ends.")
    heading = one(Stretch, "The position of its heading; null for a section without heading.", allow_none=True)
    rule = string("The rule that found it.")


class Explained:
    """What a glossary entry and an explanation in the running text have in common."""

    head = string("The headword, as printed.")
    definition = string("The definition, as printed.")
    start = integer("Where the definition starts.")
    end = integer("Where it ends.")
    head_start = integer("Where the headword starts.")
    head_end = integer("Where it ends.")
    groups = many(ExtractedGroup, "The numerals of the headword with their members, in order.")
    status = choice(MEMBER_STATUSES, "Whether all numerals and members agree.")
    rule = string("The rule that found it.")
    article = maybe_string("The article of a law that contains it (第三条), otherwise null.")


class ExtractedEntry(Explained, Schema):
    """An entry of a glossary section."""

    number = maybe_string("The printed number, without its punctuation.")
    heads = strings("The single headwords if the entry explains several, otherwise empty.")
    page = maybe_integer("The page that the headword refers to.")
    items = fields.Raw(
        required=True,
        allow_none=True,
        metadata=describe(
            "Only the members: a list of words for one group, a list of lists for several groups, otherwise null.",
            type=["array"],
            items={"type": ["string", "array"]},
        ),
    )
    section = integer("The index of its section in `sections`.")
    markers = fields.List(
        fields.List(fields.Integer()),
        required=True,
        metadata=describe("Start and end of each mark in the running text that refers to it."),
    )


class ExtractedSlogan(Schema):
    """A numeral slogan in the running text."""

    surface = string("As printed, including quotation marks.")
    core = string("The base form.")
    start = integer("Where it starts.")
    end = integer("Where it ends.")
    quoted = boolean("Whether the base form is in quotation marks.")
    rule = string("The rule that found it.")


class ExtractedGloss(Explained, Schema):
    """An inline definition."""

    core = string("The base form of the headword.")


class FoundFinding(Schema):
    """Something that could not be read or decided."""

    code = string("Stable; docs/findings.md explains it.")
    message = string("The problem.")
    start = maybe_integer("In code points; null for the whole document.")
    end = maybe_integer("Code points.")


class Extraction(Schema):
    """The extraction of one document."""

    source = string("The name of the document as sent.")
    document = fields.Dict(
        required=True,
        metadata=describe(
            "Facts that the text states: kind, title, issuer, publisher, authors, region (province, city, "
            "county), region_code, level, date, date_precision, speaker (name, post, acting), meeting (name, "
            "congress, session), review_year, plan_year; null if it does not state them. `inferred` has the same "
            "fields for facts that follow from others; `script` and `complete` (whether the text is complete)."
        ),
    )
    sections = many(ExtractedSection, "Glossary sections.")
    entries = many(ExtractedEntry, "Their entries, with members.")
    slogans = many(ExtractedSlogan, "Numeral slogans in the running text.")
    glosses = many(ExtractedGloss, "Inline definitions.")
    findings = many(FoundFinding, "What is doubtful about the extraction.")


class ExtractionList(Schema):
    """One extraction per document; an archive contains several."""

    extractions = many(Extraction, "In the order of the archive.")
    truncated = boolean("Whether the upload contained more documents than one response may have.")
