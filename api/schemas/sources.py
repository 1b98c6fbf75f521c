"""Harvested documents and what is wrong with them."""

from marshmallow import Schema, fields, validate

from api.schemas.fields import cursor, describe, limit, many, maybe_number, maybe_text, number, script, text, truth


class SourceQuery(Schema):
    """A page of sources."""

    limit = limit(50)
    cursor = cursor()


class FindingQuery(Schema):
    """Which findings are wanted."""

    source = fields.String(validate=validate.Length(min=1, max=64), metadata=describe("Only those of this source."))
    code = fields.String(
        validate=validate.Regexp(r"[A-Z][0-9]{3}\Z"), metadata=describe("Only those with this code: W201.")
    )
    limit = limit(100, 1000)
    cursor = cursor()


class UnexplainedQuery(Schema):
    """In which script."""

    script = script()


class Source(Schema):
    """One document that was harvested."""

    id = text("`s` and the head of its sha256.")
    sha256 = text("Of its bytes.")
    origin = text("Its address, or its file name where it was read from a file.")
    title = maybe_text("Its title.")
    issuer = maybe_text("Who issued it.")
    publisher = maybe_text("Who published it, where that is someone else.")
    kind = maybe_text("government_work_report, news_feature, other …")
    level = maybe_text("national, province, prefecture, county or township.")
    region = maybe_text("The area it speaks of.")
    region_code = maybe_text("Its GB/T 2260 code.")
    date = maybe_text("ISO 8601, as exact as the text says.")
    year = maybe_number("Of its date, else of its plan.")
    script = text("The script it is printed in.")
    media_type = text("What its bytes were taken for.")
    encoding = maybe_text("Their character encoding, where they were text.")
    length = number("Code points of its text.")
    entries = number("Glossary entries found in it.")
    finding_count = number("What is wrong with it, counted.")


class SourcePage(Schema):
    """A page of sources."""

    sources = many(Source, "By id.")
    total = maybe_number("Sources on all pages.")
    next = maybe_text("The cursor of the next page, null on the last.")


class Finding(Schema):
    """Something that could not be read, parsed or decided."""

    code = text("Stable; docs/findings.md explains it.")
    message = text("What was seen and what to do.")
    source = maybe_text("The source; null for a file that could not be read at all.")
    origin = maybe_text("Its address or file name.")
    start = maybe_number("Where, in code points; null for the whole document.")
    end = maybe_number("Where it ends.")


class FindingPage(Schema):
    """A page of findings."""

    findings = many(Finding, "In the order in which they were made.")
    next = maybe_text("The cursor of the next page, null on the last.")


class SourceDetail(Source):
    """One document with all that is known of it."""

    document = fields.Dict(
        required=True, metadata=describe("What its text says of itself, and what follows from it, kept apart.")
    )
    origins = fields.List(fields.String(), required=True, metadata=describe("Every address or file name of the same bytes."))
    findings = many(Finding, "What is wrong with it.")


class UnexplainedTerm(Schema):
    """A term that a source uses and does not explain."""

    id = text("The article.")
    headword = text("Its headword.")
    kind = text("numeral_slogan, numeral_name or term.")
    uses = number("How often the source uses it.")
    start = number("Where first, in code points.")
    explained = truth("Whether another source explains it.")
    senses = fields.List(fields.Dict(), required=True, metadata=describe("What other sources say."))


class Unexplained(Schema):
    """What a source leaves unexplained."""

    source = text("The source.")
    terms = many(UnexplainedTerm, "In order of first use.")
    explained_elsewhere = number("How many of them another source explains.")
