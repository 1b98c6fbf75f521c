"""What the harvester finds in a document that is sent in; docs/extraction.md tells how."""

from marshmallow import Schema, fields

from api.schemas.articles import MEMBER_STATUSES
from api.schemas.fields import (
    boolean,
    choice,
    describe,
    integer,
    many,
    maybe_integer,
    maybe_number,
    maybe_string,
    one,
    string,
    strings,
)


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
