"""Questions to the whole dictionary, and lists of what was found."""

from marshmallow import Schema, fields, validate

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
from api.schemas.terms import KINDS, Article, ExplainedYears
from glossary.senses.evidence import LEVELS

MATCHES = ("substring", "exact", "prefix", "pinyin", "fuzzy")


class ScriptQuery(Schema):
    """Only the script of the answer."""

    script = script_field()


class TermQuery(Schema):
    """Search and filter; all filters must hold."""

    q = fields.String(
        load_default="",
        validate=validate.Length(max=FORM_LENGTH),
        metadata=describe("The text to search for; without it, all terms that match the filters."),
    )
    match = fields.String(
        load_default="substring",
        validate=validate.OneOf(MATCHES),
        metadata=describe(
            "`substring` looks in headwords and definitions, `prefix` at the beginning of written forms, `exact` finds "
            "what look-up finds (`/v1/terms/{form}`), `pinyin` looks at syllables with or without "
            "tones and at initials, `fuzzy` forgives a wrong character."
        ),
    )
    kind = fields.String(validate=validate.OneOf(KINDS), metadata=describe("Only terms of this kind."))
    shape = fields.String(
        validate=validate.Length(min=1, max=32),
        metadata=describe("Only slogans of this pattern, as in `shape`: NXNX."),
    )
    number = Number(
        validate=validate.Range(min=0, max=999_999),
        metadata=describe("Only terms with this numeral; 0 for an open one (N, X, 多)."),
    )
    region = fields.String(
        validate=validate.Length(min=1, max=64),
        metadata=describe(
            "Only terms used in sources from this region: a name, a GB/T 2260 code or the beginning of one (`43`)."
        ),
    )
    level = fields.String(
        validate=validate.OneOf(LEVELS), metadata=describe("Only terms used in sources of this level of government.")
    )
    year = year_field("Only terms used in sources of this year.")
    explained = fields.Boolean(
        truthy={"true"},
        falsy={"false"},
        metadata=describe("Only terms with an explanation (`true`) or without one (`false`)."),
    )
    counted = fields.Boolean(
        load_default=True,
        truthy={"true"},
        falsy={"false"},
        metadata=describe(
            "Whether to compute `total` and `facets`; a client that only fetches further pages can omit them."
        ),
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
    shape = maybe_string("The pattern of a slogan.")
    numerals = fields.List(
        fields.Integer(allow_none=True), required=True, metadata=describe("Its numerals; null for an open one.")
    )
    explained = boolean("Whether any source explains it.")
    definition = maybe_string(
        "The definition to show first; with filters by region, year or level, the one that is meant there. "
        "Null if there is none."
    )
    issuer = maybe_string("The issuer of this wording.")
    years = one(ExplainedYears, "When the sense was explained; null if no source explains it.", allow_none=True)
    elsewhere = boolean("Whether only governments outside the requested region use this sense.")
    attestations = integer("Occurrences in the sources.")
    sources = integer("Sources that use it.")
    matching_sources = integer("The number of these sources that match the requested region, level and year.")
    first_year = maybe_integer("The first year of use, in the harvested sources.")
    last_year = maybe_integer("The last year.")


class Hint(Schema):
    """Why nothing is found: a value that nothing in the dictionary has, or words that look-up knows otherwise."""

    parameter = string("The filter, or `q`.")
    value = string("Its value.")
    nearest = maybe_string("The nearest value that has results; null if there is none.")
    detail = string("The hint as a sentence.")


class TermPage(Schema):
    """A page of terms."""

    terms = many(TermRow, "The rows, most important first.")
    total = maybe_integer("The exact number of rows on all pages; null if it was not requested.")
    facets = fields.Dict(
        keys=fields.String(),
        values=fields.Dict(keys=fields.String(), values=fields.Integer()),
        required=True,
        metadata=describe(
            "For each filter (kind, explained, number, shape, level, year, region) the 20 most frequent values "
            "with their number of rows over all pages, most frequent first. Regions are provinces. Empty if "
            "facets were not requested."
        ),
    )
    hints = many(
        Hint,
        "For an empty result: the filters whose value no term has, and `q` if look-up knows a term by these "
        "words (3区3线). A response without rows has status 200.",
    )
    revision = string("The revision of the dictionary. Pages of different revisions may repeat or miss terms.")
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
    explained = boolean("Whether a source explains it.")
    definition = maybe_string("The definition to show first; null if there is none.")
    sources = integer("Sources that use it.")
    match = choice(
        ("prefix", "pinyin", "substring"),
        "How it matches the input; `prefix` also covers numerals as digits and Taiwan's terms.",
    )


class Suggestions(Schema):
    """Completions, most important first."""

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
    """The result for one form."""

    form = string("As requested.")
    status = integer("The status of a single look-up.", validate=validate.OneOf((200, 404)))
    article = fields.Nested(Article, metadata=describe("The article, with status 200."))
    code = fields.String(metadata=describe("With status 404: term-not-found."))
    suggestions = fields.List(fields.String(), metadata=describe("With status 404: suggested headwords."))


class Batch(Schema):
    """Results in the order of the forms."""

    results = many(BatchResult, "One result per form.")


class AttestationQuery(Schema):
    """A page of occurrences."""

    script = script_field()
    limit = limit_field()
    cursor = cursor_field()


class KwicLine(Schema):
    """One place where a source uses a term: keyword in context."""

    source = string("The source.")
    title = maybe_string("Its title.")
    issuer = maybe_string("Its issuer.")
    year = maybe_integer("Its year.")
    kind = choice(
        ("entry", "gloss", "mention"), "The kind of occurrence: entry of a glossary, inline definition, or use."
    )
    sense = maybe_string("The sense that is meant, if it could be decided.")
    left = string("Up to 30 code points before; line ends as blanks.")
    keyword = string("The term as printed there.")
    right = string("Up to 30 code points behind.")
    sentence = string("The sentence around it, at most 300 code points.")
    start = integer("Where the keyword starts in the source's text, in code points.")
    end = integer("Where it ends.")
    text_fragment = maybe_string("A link that opens the origin at this place, if the origin is a web address.")
    page = string("The page of the source with this place marked; also for sources that are not on the web.")


class Concordance(Schema):
    """A page of occurrences."""

    lines = many(KwicLine, "The occurrences, by year and source.")
    total = maybe_integer("Occurrences on all pages.")
    next = maybe_string("The cursor of the next page, null on the last.")
