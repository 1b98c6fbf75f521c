"""Harvested documents and what is wrong with them."""

from marshmallow import Schema, fields, validate

from api.schemas.articles import KINDS, LEVELS
from api.schemas.fields import (
    boolean,
    choice,
    cursor_field,
    describe,
    integer,
    limit_field,
    many,
    maybe_integer,
    maybe_string,
    script_field,
    string,
    year_field,
)
from api.schemas.searches import Hint
from glossary.chinese.script import SCRIPTS


class SourceQuery(Schema):
    """A page of sources; all filters must hold."""

    year = year_field("Only sources of this year.")
    level = fields.String(validate=validate.OneOf(LEVELS), metadata=describe("Only sources of this level."))
    region = fields.String(
        validate=validate.Length(min=1, max=64),
        metadata=describe("Only sources from there: a name, a GB/T 2260 code or the head of one (`43`)."),
    )
    script = script_field()
    limit = limit_field(50)
    cursor = cursor_field()


class PlainTextQuery(Schema):
    """How a source's text is wanted."""

    script = fields.String(
        validate=validate.OneOf(SCRIPTS),
        metadata=describe(
            "The text converted, which keeps its length; without it the text comes exactly as it was read, whatever "
            "Accept-Language says."
        ),
    )


class FindingQuery(Schema):
    """Which findings are wanted."""

    source = fields.String(validate=validate.Length(min=1, max=64), metadata=describe("Only those of this source."))
    code = fields.String(
        validate=(validate.Length(equal=4), validate.Regexp("^[A-Z][0-9]{3}$")),
        metadata=describe("Only those with this code: W201."),
    )
    limit = limit_field(100, 1000)
    cursor = cursor_field()


class Source(Schema):
    """One document that was harvested."""

    id = string("`s` and the head of its sha256.")
    sha256 = string("Of its bytes.")
    origin = string("Its address, or its file name where it was read from a file.")
    url = maybe_string("Where it can be read: where it was fetched, or where its file says that it stands.")
    province = maybe_string("Its province.")
    city = maybe_string("Its city.")
    county = maybe_string("Its county.")
    title = maybe_string("Its title.")
    issuer = maybe_string("Who issued it.")
    publisher = maybe_string("Who published it, where that is someone else.")
    kind = maybe_string("government_work_report, news_feature, other …")
    level = choice(LEVELS, "Its level of government.", allow_none=True)
    region = maybe_string("The area it speaks of.")
    region_code = maybe_string("Its GB/T 2260 code.")
    date = maybe_string("ISO 8601, as exact as the text says.")
    year = maybe_integer("Of its date, else of its plan.")
    script = choice(SCRIPTS[:2], "The script it is printed in.")
    media_type = string("What its bytes were taken for.")
    encoding = maybe_string("Their character encoding, where they were text.")
    length = integer("Code points of its text.")
    entry_count = integer("Glossary entries found in it.")
    finding_count = integer("What is wrong with it, counted.")


class SourcePage(Schema):
    """A page of sources."""

    sources = many(Source, "By id.")
    total = maybe_integer("Sources on all pages.")
    hints = many(Hint, "Where nothing is found: the filters whose value no source has.")
    next = maybe_string("The cursor of the next page, null on the last.")


class Finding(Schema):
    """Something that could not be read, parsed or decided."""

    code = string("Stable; docs/findings.md explains it.")
    message = string("What was seen and what to do.")
    source = maybe_string("The source; null for a file that could not be read at all.")
    origin = maybe_string("Its address or file name.")
    start = maybe_integer("Where, in code points; null for the whole document.")
    end = maybe_integer("Where it ends.")


class FindingPage(Schema):
    """A page of findings."""

    findings = many(Finding, "In the order in which they were made.")
    total = maybe_integer("Findings on all pages.")
    hints = many(Hint, "Where nothing is found: a source that is not there, a code that no finding has.")
    next = maybe_string("The cursor of the next page, null on the last.")


class SourceDetail(Source):
    """One document with all that is known of it."""

    document = fields.Dict(
        required=True, metadata=describe("What its text says of itself, and what follows from it, kept apart.")
    )
    origins = fields.List(
        fields.String(), required=True, metadata=describe("Every address or file name of the same bytes.")
    )
    findings = many(Finding, "What is wrong with it.")


class UnexplainedTerm(Schema):
    """A term that a source uses and does not explain."""

    id = string("The article.")
    headword = string("Its headword.")
    kind = choice(KINDS, "What it is.")
    uses = integer("How often the source uses it.")
    start = integer("Where first, in code points.")
    explained = boolean("Whether another source explains it.")
    senses = fields.List(fields.Dict(), required=True, metadata=describe("What other sources say."))


class Unexplained(Schema):
    """What a source leaves unexplained."""

    source = string("The source.")
    terms = many(UnexplainedTerm, "In order of first use.")
    explained_elsewhere = integer("How many of them another source explains.")
