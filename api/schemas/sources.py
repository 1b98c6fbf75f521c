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
