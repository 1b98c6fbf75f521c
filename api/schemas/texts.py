"""Texts sent in to be read: annotations, extractions, conversion."""

from marshmallow import Schema, fields, validate

from api.schemas.fields import describe, many, maybe_number, maybe_text, number, script, text, texts, truth, year
from glossary.han.script import SCRIPTS

LONGEST = 2**20
"""Code points of the longest text; the bound in bytes is a setting."""


class AnnotationRequest(Schema):
    """A text whose terms are wanted."""

    text = fields.String(
        required=True, validate=validate.Length(max=LONGEST), metadata=describe("The text, in either script.")
    )
    policy = fields.String(
        load_default="longest",
        validate=validate.OneOf(("longest", "all")),
        metadata=describe("`longest`: leftmost longest, nothing overlaps; `all`: every term, overlaps included."),
    )
    first = fields.Boolean(
        load_default=False,
        truthy={True},
        falsy={False},
        metadata=describe("Only the first occurrence of each term, as a reader wants it."),
    )
    unknown = fields.Boolean(
        load_default=True,
        truthy={True},
        falsy={False},
        metadata=describe("Report slogans that the dictionary does not have."),
    )
    year = year("The text's year: chooses among senses.")
    region = fields.String(
        validate=validate.Length(min=1, max=64),
        metadata=describe("The text's region, a name or a GB/T 2260 code: chooses among senses."),
    )
    script = script()


class AnnotatedTerm(Schema):
    """A term of the text, told once however often it occurs."""

    id = text("The article.")
    headword = text("Its headword.")
    kind = text("numeral_slogan, numeral_name or term.")
    sense = maybe_text("The sense that fits the text best.")
    definition = text("That sense's explanation, empty where there is none.")
    why = text("Why this sense: only, region, year, national, first.")


class UnknownSlogan(Schema):
    """A slogan of the text that no article covers."""

    surface = text("As printed.")
    core = text("The counted part.")
    start = number("Code points.")
    end = number("Code points.")
    start_utf16 = number("UTF-16 units, as JavaScript counts.")
    end_utf16 = number("UTF-16 units.")


class Annotations(Schema):
    """Where the terms of a text stand."""

    terms = many(AnnotatedTerm, "The terms, in order of first occurrence.")
    spans = fields.List(
        fields.List(fields.Integer(), validate=validate.Length(equal=5)),
        required=True,
        metadata=describe(
            "One row an occurrence, in order: start and end in code points, start and end in UTF-16 units, "
            "and the index into `terms`. Flat, because a long page has thousands."
        ),
    )
    unknown = many(UnknownSlogan, "Slogans that nobody has explained yet.")
    length = number("Code points of the text.")
    script = text("The script of headwords and definitions in this answer.")


class ConversionRequest(Schema):
    """A text that is wanted in another script."""

    text = fields.String(required=True, validate=validate.Length(max=LONGEST), metadata=describe("The text."))
    to = fields.String(required=True, validate=validate.OneOf(SCRIPTS), metadata=describe("The script wanted."))
    quotes = fields.Boolean(
        load_default=True,
        truthy={True},
        falsy={False},
        metadata=describe("Whether “…‘…’…” becomes 「…『…』…」 in traditional scripts."),
    )


class Conversion(Schema):
    """A text in another script; as many code points as before, so that offsets stay right."""

    text = text("The converted text.")
    script = text("Its script.")
    detected = text("What the text was taken for: zh-Hans or zh-Hant.")
    converter = text("Name and version of the converter.")


class ExtractionRequest(Schema):
    """A document to be read as the harvester reads it; nothing is stored."""

    text = fields.String(required=True, validate=validate.Length(max=LONGEST), metadata=describe("The text."))


class ExtractedGroup(Schema):
    """A numeral and its members."""

    numeral = maybe_number("How many the head promises; null where it leaves that open.")
    shared = text("What stands behind the numeral.")
    members = texts("As printed.")
    status = text("complete, partial, conflicting, open or unknown.")


class FoundFinding(Schema):
    """Something that could not be read or decided."""

    code = text("Stable; docs/findings.md explains it.")
    message = text("What was seen.")
    start = maybe_number("Code points; null for the whole document.")
    end = maybe_number("Code points.")


class Extraction(Schema):
    """What the harvester finds in one document."""

    source = text("The name of the document as sent.")
    document = fields.Dict(
        required=True, metadata=describe("Title, issuer, region, date, meeting, speaker …; null where the text is silent.")
    )
    sections = fields.List(fields.Dict(), required=True, metadata=describe("Glossary sections."))
    entries = fields.List(fields.Dict(), required=True, metadata=describe("Their entries, with members."))
    slogans = fields.List(fields.Dict(), required=True, metadata=describe("Numeral slogans in the running text."))
    glosses = fields.List(fields.Dict(), required=True, metadata=describe("Explanations in the running text."))
    findings = many(FoundFinding, "What is doubtful.")


class ExtractionList(Schema):
    """One extraction a document: an archive holds several."""

    extractions = many(Extraction, "In order.")
    truncated = truth("Whether the upload held more documents than one answer takes.")
