"""Texts sent in to be read: annotations, extractions, conversion."""

from typing import Any

from marshmallow import Schema, fields, validate

from api.schemas.fields import (
    boolean,
    choice,
    describe,
    integer,
    many,
    maybe_integer,
    maybe_string,
    one,
    script_field,
    string,
    strings,
    year_field,
)
from api.schemas.terms import KINDS, ExplainedYears
from glossary.chinese.script import SCRIPTS
from glossary.limits import MAX_TEXT
from glossary.lookup.lexicon_records import FORMS
from glossary.senses.evidence import LEVELS

POLICIES = ("longest", "all")


class TrueOrFalse(fields.Boolean):
    """JSON's own true and false; 1 and 0, which Python takes for the same, are refused."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class AnnotationQuery(Schema):
    """How a text is to be annotated, whatever it is sent as."""

    format = fields.String(
        validate=validate.OneOf(("json", "inline", "footnotes", "span", "ruby")),
        metadata=describe(
            "`json`: offsets and a table of terms. `inline`, `footnotes`: the text with its slogans expanded. "
            "`span`, `ruby`: HTML with its terms marked; with these formats, other texts become HTML first, and "
            "with the other formats HTML is treated as plain text. Without this parameter `Accept` decides: "
            "`application/json` means `json`, `text/plain` `inline`, `text/html` `span`; if it prefers none of "
            "them, HTML gets HTML and everything else `json`."
        ),
    )
    policy = fields.String(
        load_default="longest",
        validate=validate.OneOf(POLICIES),
        metadata=describe(
            "`longest`: leftmost-longest matches without overlaps; `all`: also nested and overlapping matches."
        ),
    )
    first = fields.Boolean(
        truthy={"true"},
        falsy={"false"},
        metadata=describe(
            "Only the first occurrence of each term, in whatever sense; the default for `inline` and `footnotes`. "
            "With `footnotes`, `false` marks every occurrence with the number of its footnote."
        ),
    )
    unknown_slogans = fields.Boolean(
        data_key="unknown",
        load_default=False,
        truthy={"true"},
        falsy={"false"},
        metadata=describe("List the numeral slogans that the dictionary does not have, each once, in `unknown`."),
    )
    own = fields.Boolean(
        load_default=True,
        truthy={"true"},
        falsy={"false"},
        metadata=describe(
            "false: leave out what only the text itself says: its own explanations, and slogans and quoted words that "
            "the dictionary does not have. The places are then exactly those that a client finds with the lexicon "
            "(`GET /v1/lexicon`); year and region still come from the text."
        ),
    )
    year = year_field("The text's year: chooses among senses. Without it the year that the text itself names.")
    region = fields.String(
        validate=validate.Length(min=1, max=64),
        metadata=describe(
            "The text's region, a name or a GB/T 2260 code: chooses among senses. Without it the place that the text "
            "itself names."
        ),
    )
    script = script_field()


class AnnotationRequest(Schema):
    """A text to annotate."""

    text = fields.String(
        required=True, validate=validate.Length(max=MAX_TEXT), metadata=describe("The text, in either script.")
    )


class OpenGroup(Schema):
    """A numeral and its members, as words."""

    numeral = maybe_integer("The number that the headword states; null if it leaves the number open.")
    shared = string("What follows the numeral.")
    members = strings("In printed order, each in its full form.")


class TermScope(Schema):
    """The scope of a sense."""

    level = choice(
        (*LEVELS, "text"),
        "The level of government; `national` if the central government or several provinces use the sense, "
        "`text` for the text itself.",
        allow_none=True,
    )
    region = maybe_string("The area of the governments that use the sense.")
    issuer = maybe_string("The issuer, if only one uses the sense.")


class OwnPlace(Schema):
    """Where the text itself explains a term."""

    start = integer("Start of the definition, in code points.")
    end = integer("End of the definition, in code points.")
    utf16_start = integer("UTF-16 units.")
    utf16_end = integer("UTF-16 units.")
    kind = choice(("entry", "gloss"), "Whether the glossary of the text or its running text has the definition.")
    rule = string("The rule that found it.")


class AnnotatedTerm(Schema):
    """A term of the text in one sense: places of one term that mean different senses have a row each."""

    id = maybe_string("The article; null if the dictionary does not have the term.")
    headword = string("Its headword.")
    pinyin = string("Its pronunciation.")
    kind = choice(KINDS, "What it is.")
    explained = boolean(
        "Whether the text or any source of the dictionary explains it, with whatever meaning. "
        "If no meaning fits the text, the definition is empty all the same; `why` says so."
    )
    senses = integer("The number of senses of the article.")
    sense = maybe_string("The sense that fits the text best; null if the text itself or no source explains the term.")
    why = string(
        "Why this sense was chosen: a sentence that begins with text, place, province, national, shared, "
        "parts, form, only, year, first, noun or elsewhere and a colon; `no source explains it` without a sense."
    )
    definition = maybe_string("The definition; null if there is none.")
    groups = many(OpenGroup, "Its counted members.")
    origin = choice(
        ("text", "dictionary", "nobody"), "Where the definition is from: the text itself, the dictionary, or `nobody`."
    )
    elsewhere = boolean(
        "Whether this is the sense of *another* government, or of the same one years before or after. Show it "
        "as such or not at all."
    )
    scope = one(TermScope, "The scope of the sense; null if no source explains the term.", allow_none=True)
    issuer = maybe_string("The issuer of the definition; null for the text's own.")
    issuers = integer("The number of issuers that explain this sense.")
    years = one(ExplainedYears, "When it was explained; null if no source explains the term.", allow_none=True)
    confidence = fields.Float(
        required=True,
        allow_none=True,
        metadata=describe("The confidence that the definition explains the term; null if there is none."),
    )
    place = one(OwnPlace, "Where the text explains it; null if it does not.", allow_none=True)


class UnknownSlogan(Schema):
    """A slogan of the text that is not in the dictionary."""

    surface = string("As sent, regardless of the requested script: the text between `start` and `end`.")
    core = string("The base form, in the script of the response.")
    start = integer("The first occurrence, in code points.")
    end = integer("Code points.")
    utf16_start = integer("In UTF-16 units, as in JavaScript.")
    utf16_end = integer("UTF-16 units.")
    rule = string("The rule that found it.")
    count = integer("The number of occurrences.")


class Annotations(Schema):
    """The terms of a text, with their positions and senses."""

    revision = string("The dataset.")
    policy = choice(POLICIES, "As requested.")
    length = integer("The length of the text in code points.")
    utf16_length = integer("The length of the text in UTF-16 units.")
    year = maybe_integer("The year that was used to choose among senses, from the request or found in the text.")
    region = maybe_string("The region that was used to choose among senses, from the request or found in the text.")
    matches = fields.List(
        fields.List(fields.Integer(), validate=validate.Length(equal=5)),
        required=True,
        metadata=describe(
            "One row per occurrence, in order: start and end in code points, start and end in UTF-16 units, and "
            "the index into `terms`. Flat, because a long page has thousands."
        ),
    )
    terms = many(
        AnnotatedTerm,
        "The terms, in order of first occurrence, once for each sense that occurs. With `first=true` a term "
        "has one occurrence and one row.",
    )
    gaps = many(UnknownSlogan, "Numeral slogans that the dictionary does not have.", data_key="unknown")


class LexiconQuery(Schema):
    """What the client has, and what it wants."""

    since = fields.String(
        validate=validate.Length(min=1, max=2048),
        metadata=describe(
            "The `version` of an earlier response: only the shards that have changed since are returned, in the "
            "same forms and script. `folded-zh-Hans-` with the digest of a client's rules is also a version: that "
            "of a client without shards."
        ),
    )
    forms = fields.String(
        validate=validate.OneOf(FORMS),
        metadata=describe(
            "`all`: forms in all scripts, for a client that normalizes quotation marks, width and case only; "
            "`folded`: one script, for a client that normalizes pages by the table of the rules. The default is "
            "that of `since`, otherwise `all`."
        ),
    )
    script = fields.String(
        validate=validate.OneOf(SCRIPTS),
        metadata=describe("Script of headwords and explanations. The default is that of `since`, otherwise zh-Hans."),
    )


class LexiconSense(Schema):
    """One sense of a term, in the form for clients."""

    id = string("The id of the sense; forms that select a sense refer to it.")
    brief = string("The beginning of its definition, at most 120 code points, with `…` at the end if it is cut.")
    issuer = fields.String(metadata=describe("The issuer, if one is known."))
    years = fields.List(
        fields.Integer(),
        validate=validate.Length(equal=2),
        metadata=describe("First and last year of the documents that explain the sense, if known."),
    )
    groups = fields.List(
        fields.List(fields.Raw(), validate=validate.Length(equal=3)),
        metadata=describe("What its numerals count, if anything: rows of numeral, what is counted, members in full."),
    )
    local = fields.Boolean(
        metadata=describe("True if the sense holds for its issuers only: in other texts, show it with its issuer.")
    )
    others = fields.List(fields.String(), metadata=describe("Further issuers of a local sense, at most six."))


class LexiconTerm(Schema):
    """A term of the lexicon. A field that would be empty is left out."""

    id = string("The article.")
    headword = string("Its headword.")
    counted = fields.Boolean(
        metadata=describe("True if every government gives the term its own meaning: 六大工程, “1+4”.")
    )
    pinyin = fields.String(
        metadata=describe("Of the headword, with tone marks; left out if it has no Chinese characters.")
    )
    senses = fields.List(
        fields.Nested(LexiconSense),
        metadata=describe("Its senses in the order of the article; left out if no source explains the term."),
    )
    near = fields.List(
        fields.List(fields.String(), validate=validate.Length(equal=2)),
        metadata=describe("Terms that are easily confused with it, at most three: rows of id and headword."),
    )
    forms = fields.List(
        fields.List(fields.Raw(), validate=validate.Length(equal=3)),
        required=True,
        metadata=describe(
            "Rows of a normalized form, the code points to trim at both ends of a match (1: only in quotation "
            "marks), and the sense that it selects or null; docs/reading-aid.md describes the normalization."
        ),
    )
    parts = fields.List(
        fields.List(fields.String(), validate=validate.Length(equal=2)),
        metadata=describe(
            "For a label without an explanation: its explained parts in order, as rows of form and id; they replace it."
        ),
    )


class LexiconRules(Schema):
    """How pages are normalized and where forms may match; docs/reading-aid.md describes their use."""

    digest = string("The digest of the other fields.")
    folding = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        required=True,
        metadata=describe(
            "`from` and `to` have the same number of code points: each character is replaced by the one at its "
            "position."
        ),
    )
    guards = fields.Dict(
        keys=fields.String(), required=True, metadata=describe("Sets of characters, and tables of such sets.")
    )


class Lexicon(Schema):
    """Every form of the dictionary, in up to 256 shards."""

    revision = string("The dataset.")
    version = string("Send it as `since` in the next request.")
    complete = boolean("Whether the response has all shards; otherwise its shards replace those of the client.")
    folding = string("The digest of the rules for normalization and matching.")
    rules = fields.Nested(
        LexiconRules,
        metadata=describe(
            "The rules, if `since` names other ones; `since=folded-zh-Hans-0000000000000000` always returns them."
        ),
    )
    sheets = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.Nested(LexiconTerm)),
        required=True,
        metadata=describe("Terms by shard, two hex digits."),
    )


class ConversionRequest(Schema):
    """A text to convert."""

    text = fields.String(required=True, validate=validate.Length(max=MAX_TEXT), metadata=describe("The text."))
    to = fields.String(required=True, validate=validate.OneOf(SCRIPTS), metadata=describe("The target script."))
    quotes = TrueOrFalse(
        load_default=True,
        metadata=describe("Whether quotation marks are converted with the script: “…‘…’…” and 「…『…』…」."),
    )


class ConversionQuery(Schema):
    """A short text that is wanted in another script; a longer one goes by POST."""

    text = fields.String(required=True, validate=validate.Length(max=2000), metadata=describe("The text."))
    to = fields.String(required=True, validate=validate.OneOf(SCRIPTS), metadata=describe("The target script."))
    quotes = fields.Boolean(
        load_default=True,
        truthy={"true"},
        falsy={"false"},
        metadata=describe("Whether quotation marks are converted with the script: “…‘…’…” and 「…『…』…」."),
    )


class Conversion(Schema):
    """A converted text. Its number of code points is unchanged, so that offsets stay valid."""

    text = string("The converted text.")
    script = choice(SCRIPTS, "Its script.")
    detected = choice(SCRIPTS[:2], "The detected script.")
    converter = string("Name and version of the converter.")


class ExtractionRequest(Schema):
    """A document to extract; it is not stored."""

    text = fields.String(required=True, validate=validate.Length(max=MAX_TEXT), metadata=describe("The text."))
