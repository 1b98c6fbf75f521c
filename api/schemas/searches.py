"""Questions to the whole dictionary, and lists of what was found."""

from marshmallow import Schema, fields, validate

from api.schemas.articles import KINDS, LEVELS, Article, ExplainedYears
from api.schemas.fields import (
    FORM_LENGTH,
    Number,
    boolean,
    choice,
    cursor_field,
    describe,
    integer,
    limit_field,
    many,
    maybe_integer,
    maybe_string,
    one,
    script_field,
    string,
    year_field,
)

MATCHES = ("substring", "exact", "prefix", "pinyin", "fuzzy")


class ScriptQuery(Schema):
    """Only the script of the answer."""

    script = script_field()


class TermQuery(Schema):
    """Search and filter; all filters must hold."""

    q = fields.String(
        load_default="",
        validate=validate.Length(max=FORM_LENGTH),
        metadata=describe("What is looked for; without it, every term that the filters let through."),
    )
    match = fields.String(
        load_default="substring",
        validate=validate.OneOf(MATCHES),
        metadata=describe(
            "`substring` looks in headwords and definitions, `prefix` at the beginning of written forms, `exact` finds "
            "what look-up finds by its whole ladder (`/v1/terms/{form}`), `pinyin` looks at syllables with or without "
            "tones and at initials, `fuzzy` forgives a wrong character."
        ),
    )
    kind = fields.String(validate=validate.OneOf(KINDS), metadata=describe("Only terms of this kind."))
    shape = fields.String(
        validate=validate.Length(min=1, max=32),
        metadata=describe("Only slogans of this shape, as `shape` names it: NXNX."),
    )
    number = Number(
        validate=validate.Range(min=0, max=999_999),
        metadata=describe("Only terms with this numeral; 0 for an open one (N, X, 多)."),
    )
    region = fields.String(
        validate=validate.Length(min=1, max=64),
        metadata=describe(
            "Only terms that sources from there use: a name, a GB/T 2260 code or the head of one (`43`)."
        ),
    )
    level = fields.String(
        validate=validate.OneOf(LEVELS), metadata=describe("Only terms that sources of this level of government use.")
    )
    year = year_field("Only terms that sources of this year use.")
    explained = fields.Boolean(
        truthy={"true"}, falsy={"false"}, metadata=describe("Only terms that somebody explains, or that nobody does.")
    )
    counted = fields.Boolean(
        load_default=True,
        truthy={"true"},
        falsy={"false"},
        metadata=describe("Whether `total` and `facets` are wanted; a client that only pages on saves the counting."),
    )
    script = script_field()
    limit = limit_field()
    cursor = cursor_field()


class TermRow(Schema):
    """A term in a list."""

    id = string("The article: `/v1/terms/{id}`.")
    headword = string("Its headword.")
    pinyin = string("Its pronunciation.")
    kind = choice(KINDS, "What it is.")
    shape = maybe_string("The shape of a slogan.")
    numerals = fields.List(
        fields.Integer(allow_none=True), required=True, metadata=describe("Its numerals; null for an open one.")
    )
    explained = boolean("Whether any source explains it.")
    definition = maybe_string(
        "The explanation to show first, where region, year or level are asked for the one that is meant there; null "
        "where there is none."
    )
    issuer = maybe_string("Whose wording that is.")
    years = one(ExplainedYears, "When that meaning was explained; null where nobody explains it.", allow_none=True)
    elsewhere = boolean("Whether only another government means it so, not one of the region that is asked for.")
    attestations = integer("Places in the sources that use it.")
    sources = integer("Sources that use it.")
    matching_sources = integer("Those of them that are of the region, the level and the year that are asked for.")
    first_year = maybe_integer("The first year of use, in the sources that were harvested.")
    last_year = maybe_integer("The last.")


class Hint(Schema):
    """Why nothing is found: a value that nothing in the dictionary has, or words that look-up knows otherwise."""

    parameter = string("The filter, or `q`.")
    value = string("Its value.")
    nearest = maybe_string("A value that would find something and was probably meant; null where none comes near.")
    detail = string("The same as a sentence.")


class TermPage(Schema):
    """A page of terms."""

    terms = many(TermRow, "The rows, the most important first.")
    total = maybe_integer("Rows on all pages, exactly; null where it was not asked for.")
    facets = fields.Dict(
        keys=fields.String(),
        values=fields.Dict(keys=fields.String(), values=fields.Integer()),
        required=True,
        metadata=describe(
            "For each filter (kind, explained, number, shape, level, year, region) its values and how many rows have "
            "them: over all pages, however many, the 20 most frequent values, the most frequent first. Regions are "
            "provinces. Empty where it was not asked for."
        ),
    )
    hints = many(
        Hint,
        "Where nothing is found: the filters whose value no term has, and `q` where look-up knows a term by these "
        "words (3区3线). A 200 with no rows is an answer, no error.",
    )
    revision = string("The dataset; a page of another one may repeat or miss a term whose rank has changed between.")
    next = maybe_string("The cursor of the next page, null on the last.")


class SuggestQuery(Schema):
    """The beginning of a word, as typed."""

    q = fields.String(
        required=True,
        validate=validate.Length(min=1, max=FORM_LENGTH),
        metadata=describe("Characters of either script, numerals as digits (`3区`), pinyin, or both (`三qu`)."),
    )
    limit = limit_field(10, 20)
    script = script_field()


class Suggestion(Schema):
    """One completion."""

    id = string("The article it leads to.")
    headword = string("That article's headword.")
    pinyin = string("Its pronunciation.")
    explained = boolean("Whether anybody explains it.")
    definition = maybe_string("The explanation to show first; null where there is none.")
    sources = integer("Sources that use it.")
    match = choice(
        ("prefix", "pinyin", "substring"),
        "How it fits what was typed; `prefix` with numerals as digits and Taiwan's wording, too.",
    )


class Suggestions(Schema):
    """Completions, the most important first."""

    suggestions = many(Suggestion, "The completions.")


class BatchRequest(Schema):
    """Many forms at once."""

    forms = fields.List(
        fields.String(validate=validate.Length(min=1, max=FORM_LENGTH)),
        required=True,
        validate=validate.Length(min=1, max=500),
        metadata=describe("Up to 500 written forms or ids."),
    )
    script = script_field()


class BatchResult(Schema):
    """What one form led to."""

    form = string("As asked.")
    status = integer("As for a single look-up.", validate=validate.OneOf((200, 404)))
    article = fields.Nested(Article, metadata=describe("With status 200."))
    code = fields.String(metadata=describe("With status 404: term-not-found."))
    suggestions = fields.List(fields.String(), metadata=describe("With status 404: headwords that come near."))


class Batch(Schema):
    """Results in the order of the forms."""

    results = many(BatchResult, "One a form.")


class AttestationQuery(Schema):
    """A page of places."""

    script = script_field()
    limit = limit_field()
    cursor = cursor_field()


class KwicLine(Schema):
    """One place where a source uses a term: keyword in context."""

    source = string("The source.")
    title = maybe_string("Its title.")
    issuer = maybe_string("Its issuer.")
    year = maybe_integer("Its year.")
    kind = choice(("entry", "gloss", "mention"), "What the place is: explained in a glossary, in the text, or used.")
    sense = maybe_string("The sense meant here, where that can be told.")
    left = string("Up to 30 code points before; line ends as blanks.")
    keyword = string("The term as printed there.")
    right = string("Up to 30 code points behind.")
    sentence = string("The sentence around it, at most 300 code points.")
    start = integer("Where the keyword starts in the source's text, in code points.")
    end = integer("Where it ends.")
    text_fragment = maybe_string("A link that opens the origin at this place, where the origin is on the web.")
    page = string("The reader's page of the source, with this place marked; for sources that are on no web, too.")


class Concordance(Schema):
    """A page of places."""

    lines = many(KwicLine, "The places, by year and source.")
    total = maybe_integer("Places on all pages.")
    next = maybe_string("The cursor of the next page, null on the last.")
