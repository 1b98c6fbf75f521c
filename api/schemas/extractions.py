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
    """Where something stands, in code points."""

    start = integer("Where it starts.")
    end = integer("Where it ends (first code point behind).")


class ExtractedGroup(Schema):
    """A numeral and its members."""

    numeral = maybe_integer("How many the head promises; null where it leaves that open.")
    shared = string("What stands behind the numeral.")
    members = strings("As printed.")
    full_forms = strings(
        "Each member with the part that is said once for all; empty where every member is printed whole."
    )
    status = choice(MEMBER_STATUSES, "Whether numeral and members agree.")
    confidence = maybe_number("How likely the members are right or nearly so, 0 to 1; null without members.")


class ExtractedSection(Schema):
    """A glossary section."""

    start = integer("Where it starts, heading included.")
    end = integer("Where its last definition ends.")
    heading = one(Stretch, "Where its heading stands; null for a section without one.", allow_none=True)
    rule = string("The rule that found it.")


class Explained:
    """What a glossary entry and an explanation in the running text have in common."""

    head = string("What is explained, as printed.")
    definition = string("The explanation, as printed.")
    start = integer("Where the explanation starts.")
    end = integer("Where it ends.")
    head_start = integer("Where the head starts.")
    head_end = integer("Where it ends.")
    groups = many(ExtractedGroup, "The head's numerals with their members, in order.")
    status = choice(MEMBER_STATUSES, "Whether all numerals and members agree.")
    rule = string("The rule that read it.")
    article = maybe_string("The article of a law that it stands in (第三条), else null.")


class ExtractedEntry(Explained, Schema):
    """An entry of a glossary section."""

    number = maybe_string("The printed number, without its punctuation.")
    heads = strings("The single heads where one entry explains several, else empty.")
    page = maybe_integer("The page that the head refers to.")
    items = fields.Raw(
        required=True,
        allow_none=True,
        metadata=describe(
            "The members alone: a list of words for one group, a list of lists for several, else null.",
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

    surface = string("As printed, quotation marks included.")
    core = string("The counted part alone.")
    start = integer("Where it starts.")
    end = integer("Where it ends.")
    quoted = boolean("Whether the core stands in quotation marks.")
    rule = string("The rule that found it.")


class ExtractedGloss(Explained, Schema):
    """An explanation in the running text."""

    core = string("The counted part of the head.")


class FoundFinding(Schema):
    """Something that could not be read or decided."""

    code = string("Stable; docs/findings.md explains it.")
    message = string("What was seen.")
    start = maybe_integer("Code points; null for the whole document.")
    end = maybe_integer("Code points.")


class Extraction(Schema):
    """What the harvester finds in one document."""

    source = string("The name of the document as sent.")
    document = fields.Dict(
        required=True,
        metadata=describe(
            "What the text says of itself: kind, title, issuer, publisher, authors, region (province, city, county), "
            "region_code, level, date, date_precision, speaker (name, post, acting), meeting (name, congress, "
            "session), review_year, plan_year; null where it is silent. `inferred` has the same fields as far as they "
            "follow from something else; `script` and `complete` (whether the text goes to its end)."
        ),
    )
    sections = many(ExtractedSection, "Glossary sections.")
    entries = many(ExtractedEntry, "Their entries, with members.")
    slogans = many(ExtractedSlogan, "Numeral slogans in the running text.")
    glosses = many(ExtractedGloss, "Explanations in the running text.")
    findings = many(FoundFinding, "What is doubtful.")


class ExtractionList(Schema):
    """One extraction a document: an archive holds several."""

    extractions = many(Extraction, "In order.")
    truncated = boolean("Whether the upload held more documents than one answer takes.")
