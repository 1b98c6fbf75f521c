"""Texts sent in to be read: annotations, extractions, conversion."""

from typing import Any

from marshmallow import Schema, fields, validate

from api.schemas.articles import KINDS, LEVELS, ExplainedYears
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
from glossary.chinese.script import SCRIPTS
from glossary.lookup.lexicon_download import FORMS

POLICIES = ("longest", "all")


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
            "`span`, `ruby`: HTML with its terms marked; other texts become HTML first, and with the other formats "
            "HTML is read as plain text. Without it `Accept` chooses: `application/json` gives `json`, `text/plain` "
            "gives `inline`, `text/html` gives `span`; where it likes several alike, HTML comes back for HTML and "
            "`json` for all else."
        ),
    )
    policy = fields.String(
        load_default="longest",
        validate=validate.OneOf(POLICIES),
        metadata=describe("`longest`: leftmost longest, nothing overlaps; `all`: nested and overlapping places, too."),
    )
    first = fields.Boolean(
        truthy={"true"},
        falsy={"false"},
        metadata=describe(
            "Only the first place of each term, whichever sense is meant there; the default for `inline` and "
            "`footnotes`. With `footnotes`, false marks every place with the number of its footnote."
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
    """A text whose terms are wanted."""

    text = fields.String(
        required=True, validate=validate.Length(max=LONGEST), metadata=describe("The text, in either script.")
    )


class OpenGroup(Schema):
    """A numeral and its members, as words."""

    numeral = maybe_integer("How many the head promises; null where it leaves that open.")
    shared = string("What stands behind the numeral.")
    members = strings("In printed order.")


class TermScope(Schema):
    """Where a meaning holds."""

    level = choice(
        (*LEVELS, "text"),
        "The level of government; national for what the centre or several provinces mean, text for the text itself.",
        allow_none=True,
    )
    region = maybe_string("The area of the governments that mean it so.")
    issuer = maybe_string("The one issuer whose meaning it is.")


class OwnPlace(Schema):
    """Where the text explains its own term."""

    start = integer("First code point of the explanation.")
    end = integer("Code point behind its last.")
    utf16_start = integer("UTF-16 units.")
    utf16_end = integer("UTF-16 units.")
    kind = choice(("entry", "gloss"), "In the text's own glossary, or in its running text.")
    rule = string("The rule that found it.")


class AnnotatedTerm(Schema):
    """A term of the text in one sense: places of one term that mean different senses have a row each."""

    id = maybe_string("The article; null where the dictionary has none.")
    headword = string("Its headword.")
    pinyin = string("Its pronunciation.")
    kind = choice(KINDS, "What it is.")
    explained = boolean("Whether any source explains it.")
    senses = integer("How many meanings the article has.")
    sense = maybe_string("The one that fits this text best; null where the text itself or nobody explains it.")
    why = string(
        "Why that one, as a sentence that begins with text, place, province, national, shared, form, only, year, "
        "first, noun or elsewhere and a colon; `no source explains it` where there is none."
    )
    definition = maybe_string("Its explanation; null where there is none.")
    groups = many(OpenGroup, "Its counted members.")
    origin = choice(("text", "dictionary", "nobody"), "Who explains it: the text itself, the dictionary, nobody.")
    elsewhere = boolean(
        "Whether this is what *another* government (or this one, years before or after) means by the label: show it as "
        "such or not at all."
    )
    scope = one(TermScope, "Where the meaning holds; null where nobody explains it.", allow_none=True)
    issuer = maybe_string("Whose wording the definition is; null for the text's own.")
    issuers = integer("How many issuers explain this meaning.")
    years = one(ExplainedYears, "When it was explained; null where nobody explains it.", allow_none=True)
    confidence = fields.Float(
        required=True,
        allow_none=True,
        metadata=describe("How sure it is that the definition explains the term; null where nobody does."),
    )
    place = one(OwnPlace, "Where the text explains it; null where it does not.", allow_none=True)


class UnknownSlogan(Schema):
    """A slogan of the text that no article covers."""

    surface = string("As sent, whichever script is asked for: the text between `start` and `end`.")
    core = string("The counted part, as a dictionary would have it: in the script of the answer.")
    start = integer("Its first place, code points.")
    end = integer("Code points.")
    utf16_start = integer("UTF-16 units, as JavaScript counts.")
    utf16_end = integer("UTF-16 units.")
    rule = string("The rule that found it.")
    count = integer("How often the text has it.")


class Annotations(Schema):
    """Where the terms of a text stand and what they mean."""

    revision = string("The dataset.")
    policy = choice(POLICIES, "As asked.")
    length = integer("Code points of the text.")
    utf16_length = integer("UTF-16 units of the text.")
    year = maybe_integer("The text's year, as asked or as found in it: it chose among senses.")
    region = maybe_string("The text's region, likewise.")
    matches = fields.List(
        fields.List(fields.Integer(), validate=validate.Length(equal=5)),
        required=True,
        metadata=describe(
            "One row a place, in order: start and end in code points, start and end in UTF-16 units, "
            "and the index into `terms`. Flat, because a long page has thousands."
        ),
    )
    terms = many(
        AnnotatedTerm,
        "The terms, in order of first occurrence, each once for every sense that its places choose. With `first=true` "
        "a term has one place and one row.",
    )
    gaps = many(UnknownSlogan, "Numeral slogans that the dictionary does not have.", data_key="unknown")


class LexiconQuery(Schema):
    """What the client has, and what it wants."""

    since = fields.String(
        validate=validate.Length(min=1, max=2048),
        metadata=describe(
            "The `version` of an earlier answer: only the sheets that changed since are sent, in the same forms and "
            "script. `folded-zh-Hans-` with the digest of the rules that a client has is a version, too: of a client "
            "that has no sheets."
        ),
    )
    forms = fields.String(
        validate=validate.OneOf(FORMS),
        metadata=describe(
            "`all`: forms in all scripts, for a client that folds quotation marks, width and case alone; `folded`: one "
            "script, for a client that folds pages by the table of the rules. Without it, those of `since`, else `all`."
        ),
    )
    script = fields.String(
        validate=validate.OneOf(SCRIPTS),
        metadata=describe("Of headwords and explanations. Without it, that of `since`, else zh-Hans."),
    )


class LexiconSense(Schema):
    """One meaning of a term, as a client keeps it."""

    id = string("The sense; forms that choose a meaning name it.")
    brief = string("The head of its explanation, at most 120 code points; `…` at its end where it is cut.")
    issuer = string("Who explains it so; empty where that is not known.")
    years = fields.List(
        fields.Integer(),
        required=True,
        allow_none=True,
        validate=validate.Length(equal=2),
        metadata=describe("First and last year of the documents that explain it so."),
    )
    groups = fields.List(
        fields.List(fields.Raw(), validate=validate.Length(equal=3)),
        required=True,
        metadata=describe("What its numerals count: rows of numeral, what is counted, members."),
    )
    local = fields.Boolean(
        metadata=describe("True if it holds for its own issuers only: in a text of others, show it with its issuer.")
    )
    others = fields.List(fields.String(), metadata=describe("Further issuers of a local meaning, at most six."))


class LexiconTerm(Schema):
    """A term of the lexicon."""

    id = string("The article.")
    headword = string("Its headword.")
    brief = fields.String(metadata=describe("As that of the first sense; with `forms=all` alone."))
    explained = fields.Boolean(metadata=describe("Whether anybody explains it; with `forms=all` alone."))
    counted = fields.Boolean(
        metadata=describe("True if every government certainly has its own meaning: 六大工程, “1+4”.")
    )
    pinyin = string("Of the headword, with tone marks.")
    senses = fields.List(
        fields.Nested(LexiconSense),
        required=True,
        metadata=describe("Its meanings in the article's order; none where nobody explains it."),
    )
    near = fields.List(
        fields.List(fields.String(), validate=validate.Length(equal=2)),
        required=True,
        metadata=describe("Terms that are easily taken for it, at most three: rows of id and headword."),
    )
    forms = fields.List(
        fields.List(fields.Raw(), validate=validate.Length(equal=3)),
        required=True,
        metadata=describe(
            "Rows of a folded form, the code points to trim at both ends of a match "
            "(1: only in quotation marks), and the sense it means or null; docs/reading-aid.md has the folding."
        ),
    )
    parts = fields.List(
        fields.List(fields.String(), validate=validate.Length(equal=2)),
        metadata=describe(
            "Of a label that nobody explains: its explained pieces in order, rows of piece and id; they take its place."
        ),
    )


class LexiconRules(Schema):
    """How pages are folded and where forms may stand; docs/reading-aid.md says how they are used."""

    digest = string("Of the rest.")
    folding = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        required=True,
        metadata=describe("`from` and `to`, of as many code points: each is folded to the one at its place."),
    )
    guards = fields.Dict(
        keys=fields.String(), required=True, metadata=describe("Sets of characters, and tables of such sets.")
    )


class Lexicon(Schema):
    """Every form of the dictionary, on up to 256 sheets."""

    revision = string("The dataset.")
    version = string("Send it as `since` the next time.")
    complete = boolean("Whether all sheets are here; else those that are replace the client's.")
    folding = string("The digest of the rules by which forms are folded and pages are to be matched.")
    rules = fields.Nested(
        LexiconRules,
        metadata=describe(
            "These rules, where `since` names others; `since=folded-zh-Hans-0000000000000000` brings them."
        ),
    )
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
    script = choice(SCRIPTS, "Its script.")
    detected = choice(SCRIPTS[:2], "What the text was taken for.")
    converter = string("Name and version of the converter.")


class ExtractionRequest(Schema):
    """A document to be read as the harvester reads it; nothing is stored."""

    text = fields.String(required=True, validate=validate.Length(max=LONGEST), metadata=describe("The text."))
