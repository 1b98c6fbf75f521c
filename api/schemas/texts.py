"""Texts sent in to be read: annotations, extractions, conversion."""

from typing import Any

from marshmallow import Schema, fields, validate

from api.schemas.fields import (
    boolean,
    describe,
    integer,
    many,
    maybe_integer,
    maybe_string,
    script_field,
    string,
    strings,
    year_field,
)
from glossary.han.script import SCRIPTS


class TrueOrFalse(fields.Boolean):
    """JSON's own true and false; 1 and 0, which Python takes for the same, are refused."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


LONGEST = 2**20
"""Code points of the longest text; the bound in bytes is a setting."""


class AnnotationQuery(Schema):
    """How a text is to be annotated, whatever it is sent as."""

    format = fields.String(
        validate=validate.OneOf(("json", "inline", "footnotes", "span", "ruby")),
        metadata=describe(
            "`json`: offsets and a table of terms. `inline`, `footnotes`: the text itself with its slogans opened. "
            "`span`, `ruby`: HTML with its terms marked, the default for `text/html`; other texts become HTML first, "
            "and with the other formats HTML is read as plain text."
        ),
    )
    policy = fields.String(
        load_default="longest",
        validate=validate.OneOf(("longest", "all")),
        metadata=describe("`longest`: leftmost longest, nothing overlaps; `all`: nested and overlapping places, too."),
    )
    first = fields.Boolean(
        truthy={"true"},
        falsy={"false"},
        metadata=describe("Only the first place of each term; the default for `inline` and `footnotes`."),
    )
    unknown_slogans = fields.Boolean(
        data_key="unknown",
        load_default=False,
        truthy={"true"},
        falsy={"false"},
        metadata=describe("Report numeral slogans that the dictionary does not have; takes longer than all else."),
    )
    year = year_field("The text's year: chooses among senses.")
    region = fields.String(
        validate=validate.Length(min=1, max=64),
        metadata=describe("The text's region, a name or a GB/T 2260 code: chooses among senses."),
    )
    script = script_field()


class AnnotationRequest(Schema):
    """A text whose terms are wanted."""

    text = fields.String(
        required=True, validate=validate.Length(max=LONGEST), metadata=describe("The text, in either script.")
    )


class OpenGroup(Schema):
    """A numeral and its members, as words."""

    numeral = maybe_integer("How many the head promises; null where it leaves that open.")
    shared = string("What stands behind the numeral.")
    members = strings("In printed order.")


class AnnotatedTerm(Schema):
    """A term of the text, told once however often it occurs."""

    id = string("The article.")
    headword = string("Its headword.")
    pinyin = string("Its pronunciation.")
    kind = string("numeral_slogan, numeral_name or term.")
    explained = boolean("Whether any source explains it.")
    senses = integer("How many meanings the article has.")
    sense = maybe_string("The one that fits this text best.")
    why = string("Why that one: by form, place, year, or because it is the only or most widely used one.")
    definition = maybe_string("Its explanation; null where there is none.")
    groups = many(OpenGroup, "Its counted members.")


class UnknownSlogan(Schema):
    """A slogan of the text that no article covers."""

    surface = string("As printed.")
    core = string("The counted part.")
    start = integer("Its first place, code points.")
    end = integer("Code points.")
    utf16_start = integer("UTF-16 units, as JavaScript counts.")
    utf16_end = integer("UTF-16 units.")
    rule = string("The rule that found it.")
    count = integer("How often the text has it.")


class Annotations(Schema):
    """Where the terms of a text stand and what they mean."""

    revision = string("The dataset.")
    policy = string("As asked.")
    length = integer("Code points of the text.")
    utf16_length = integer("UTF-16 units of the text.")
    matches = fields.List(
        fields.List(fields.Integer(), validate=validate.Length(equal=5)),
        required=True,
        metadata=describe(
            "One row a place, in order: start and end in code points, start and end in UTF-16 units, "
            "and the index into `terms`. Flat, because a long page has thousands."
        ),
    )
    terms = many(AnnotatedTerm, "The terms, in order of first occurrence.")
    gaps = many(UnknownSlogan, "Numeral slogans that the dictionary does not have.", data_key="unknown")


class LexiconQuery(Schema):
    """What the client has."""

    since = fields.String(
        validate=validate.Length(min=1, max=2048),
        metadata=describe("The `version` of an earlier answer: only the sheets that changed since are sent."),
    )


class LexiconTerm(Schema):
    """A term of the lexicon."""

    id = string("The article.")
    headword = string("Its headword.")
    brief = string("The head of its explanation, at most 120 code points; empty where there is none.")
    explained = boolean("Whether anybody explains it.")
    forms = fields.List(
        fields.List(fields.Raw(), validate=validate.Length(equal=3)),
        required=True,
        metadata=describe(
            "Rows of a folded form in any script, the code points to trim at both ends of a match "
            "(1: only in quotation marks), and the sense it means or null; docs/reading-aid.md has the folding."
        ),
    )


class Lexicon(Schema):
    """Every form of the dictionary, on up to 256 sheets."""

    revision = string("The dataset.")
    version = string("Send it as `since` the next time.")
    complete = boolean("Whether all sheets are here; else those that are replace the client's.")
    sheets = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.Nested(LexiconTerm)),
        required=True,
        metadata=describe("Terms by sheet, two hex digits."),
    )


class ConversionRequest(Schema):
    """A text that is wanted in another script."""

    text = fields.String(required=True, validate=validate.Length(max=LONGEST), metadata=describe("The text."))
    to = fields.String(required=True, validate=validate.OneOf(SCRIPTS), metadata=describe("The script wanted."))
    quotes = TrueOrFalse(
        load_default=True,
        metadata=describe("Whether quotation marks follow the script: “…‘…’…” and 「…『…』…」."),
    )


class ConversionQuery(Schema):
    """A short text that is wanted in another script; a longer one goes by POST."""

    text = fields.String(required=True, validate=validate.Length(max=2000), metadata=describe("The text."))
    to = fields.String(required=True, validate=validate.OneOf(SCRIPTS), metadata=describe("The script wanted."))
    quotes = fields.Boolean(
        load_default=True,
        truthy={"true"},
        falsy={"false"},
        metadata=describe("Whether quotation marks follow the script: “…‘…’…” and 「…『…』…」."),
    )


class Conversion(Schema):
    """A text in another script; as many code points as before, so that offsets stay right."""

    text = string("The converted text.")
    script = string("Its script.")
    detected = string("What the text was taken for: zh-Hans or zh-Hant.")
    converter = string("Name and version of the converter.")


class ExtractionRequest(Schema):
    """A document to be read as the harvester reads it; nothing is stored."""

    text = fields.String(required=True, validate=validate.Length(max=LONGEST), metadata=describe("The text."))


class ExtractedGroup(Schema):
    """A numeral and its members."""

    numeral = maybe_integer("How many the head promises; null where it leaves that open.")
    shared = string("What stands behind the numeral.")
    members = strings("As printed.")
    status = string("complete, partial, conflicting, open or unknown.")


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
        metadata=describe("Title, issuer, region, date, meeting, speaker …; null where the text is silent."),
    )
    sections = fields.List(fields.Dict(), required=True, metadata=describe("Glossary sections."))
    entries = fields.List(fields.Dict(), required=True, metadata=describe("Their entries, with members."))
    slogans = fields.List(fields.Dict(), required=True, metadata=describe("Numeral slogans in the running text."))
    glosses = fields.List(fields.Dict(), required=True, metadata=describe("Explanations in the running text."))
    findings = many(FoundFinding, "What is doubtful.")


class ExtractionList(Schema):
    """One extraction a document: an archive holds several."""

    extractions = many(Extraction, "In order.")
    truncated = boolean("Whether the upload held more documents than one answer takes.")
