"""A term: its article as readers see it, the term over time, and in comparison with other terms.

docs/model.md shows where each value of an article comes from.
"""

from marshmallow import Schema, fields, validate

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
    script_field,
    string,
    strings,
    year_field,
)
from glossary.chinese.script import SCRIPTS
from glossary.lookup.resolve import STEPS
from glossary.model import MembersStatus
from glossary.senses.evidence import LEVELS

KINDS = ("numeral_slogan", "numeral_name", "term")
ORIGINS = ("attested", "converted")
FORM_KINDS = ("headword", "full_form", "short_form", "spelling", "misspelling", "damaged")
MEMBER_STATUSES = tuple(status.value for status in MembersStatus)
SENSE_STATUSES = ("primary", "disputed", "superseded")


class Variant(Schema):
    """One written form of a term."""

    form = string("The form.")
    script = choice(SCRIPTS, "The script it is written in.")
    origin = choice(ORIGINS, "`attested`: printed in a source; `converted`: made from an attested form.")
    kind = choice(FORM_KINDS, "Its relation to the headword.")
    count = integer("How often sources print it; 0 for a converted form.")
    configuration = fields.String(metadata=describe("The OpenCC configuration that converted the form."))


class Definition(Schema):
    """One wording of a definition, with its position in the source."""

    text = string("The definition as printed, in the script of the response.")
    head = string("The headword that it explains, as printed.")
    source = string("The source that prints it.")
    kind = choice(("entry", "gloss"), "`entry`: from a glossary section; `gloss`: from the running text.")
    start = integer("Where it starts in the source's text, in code points.")
    end = integer("Where it ends: the offset after its last code point.")
    page = maybe_integer("The page that the headword refers to.")
    article = maybe_string("In a law, the article and item that define the term (第三条（一）); otherwise null.")
    year = maybe_integer("The source's year.")
    issuer = maybe_string("Who issued the source.")
    level = choice(LEVELS, "Its level of government.", allow_none=True)
    confidence = fields.Float(
        required=True, metadata=describe("The confidence that it defines its headword, 0 to 0.99.")
    )
    rule = string("The rule that found it; `/v1/quality` has its measured precision.")
    supports = strings("Further sources that print the same wording.")


class Member(Schema):
    """One of the things that a numeral counts."""

    text = string("As printed.")
    full_form = maybe_string(
        "With the part that the text prints once for all members (农业空间 for 农业 in 农业、生态、城镇空间); "
        "null if the "
        "member is printed in full."
    )
    term = maybe_string("The id of its own article, if it has one.")


class MemberGroup(Schema):
    """A numeral, what its members share, and the members: 三区 and 三线 are two groups."""

    numeral = maybe_integer("The number that the headword states; null if it leaves the number open (N, X, 多).")
    shared = string("What follows the numeral: 区.")
    members = many(Member, "In printed order.")
    status = choice(MEMBER_STATUSES, "Whether numeral and members agree.")
    confidence = maybe_number(
        "The probability that the members are right or nearly so, 0 to 1, calibrated on unseen reports; null "
        "without members."
    )


class Scope(Schema):
    """The area and issuer of a sense."""

    level = choice(
        LEVELS,
        "The level of government. National if the central government explains or uses the sense, or if three "
        "provinces explain it; null if no area is known.",
        allow_none=True,
    )
    region = maybe_string("The issuing government's area.")
    region_code = maybe_string("Its GB/T 2260 code.")
    issuer = maybe_string("The issuer, if only one explains the sense.")


class Years(Schema):
    """First and last year of use."""

    first = maybe_integer("The first year, in the harvested sources.")
    last = maybe_integer("The last year.")


class Issuer(Schema):
    """A government that explains a sense."""

    issuer = maybe_string("Its name.")
    level = choice(LEVELS, "Its level.", allow_none=True)
    region = maybe_string("Its area.")
    first = maybe_integer("The first year in which it explains the sense.")
    last = maybe_integer("The last year.")
    sources = integer("The number of its sources that explain it.")


class ExplainedYears(Schema):
    """The years in which a sense was explained."""

    first = maybe_integer("The first.")
    last = maybe_integer("The last year.")


class Reach(Schema):
    """Where a term is used."""

    provinces = integer("Provinces whose sources use it.")
    national = integer("Sources of the central government that use it.")


class Merge(Schema):
    """The rule by which explanations of several sources became one sense."""

    rule = string("The same-sense rule (docs/merging.md).")
    score = fields.Float(required=True, allow_none=True, metadata=describe("Its score, from 0 to 1."))


class Sense(Schema):
    """One meaning."""

    id = string("Stable, within the term.")
    definition = string("The wording to show first; empty if no source explains the term.")
    definitions = many(Definition, "All distinct wordings, the shown one first, then official ones.")
    groups = many(MemberGroup, "The counted members.")
    status = choice(SENSE_STATUSES, "Its status among the senses of the article.")
    confidence = fields.Float(
        required=True,
        metadata=describe("The confidence that the wording shown first defines the term, 0 to 0.99."),
    )
    doubts = strings(
        "Codes of docs/findings.md for the reasons why the sense is doubtful; a doubtful sense is not used to "
        "explain other texts."
    )
    qualifier = string("The modifier before the base form: 制造强区 in 制造强区“七大工程”.")
    tail = string("The class noun behind the base form: 水利 in “五小”水利.")
    scope = one(Scope, "The scope of the sense.")
    issuers = many(Issuer, "The issuers that explain it, highest level first.")
    explained_years = one(ExplainedYears, "When it was explained.")
    years = one(Years, "When it was used.")
    merged = many(Merge, "Why its evidence belongs together.")


class Dated(Schema):
    """A year with the source that shows it."""

    year = maybe_integer("The year.")
    source = maybe_string("The source.")


class Near(Schema):
    """Another article that is easily confused with this one."""

    id = string("Its id.")
    headword = string("Its headword.")
    reason = string("What the two have in common, in words.")


class Match(Schema):
    """How the form was resolved."""

    form = string("The form as requested.")
    via = fields.List(
        fields.String(validate=validate.OneOf(STEPS)),
        required=True,
        metadata=describe(
            "The steps of the resolution, in order: `exact` if the form is spelt as in the dictionary or a "
            "source, otherwise the normalization steps; then the relation of the form to the article."
        ),
    )
    confidence = fields.Float(
        required=True, metadata=describe("1 if the key of the form is that of the article; lower for a fallback.")
    )
    sense = maybe_string("The sense that the form selects: 五小水利 is the sense 水利 of 五小.")
    others = strings("Ids of further articles that the form may mean, most likely first, at most eight.")
    script = choice(SCRIPTS, "The script of this response.")


class Pinyin(Schema):
    """The pronunciation of a headword in several notations."""

    marks = string("With tone marks, a space between syllables.")
    numbers = string("With tone numbers.")
    zhuyin = string("In bopomofo.")
    plain = string("Without tones and spaces.")
    initials = string("The first letters.")


class Article(Schema):
    """One term of the dictionary: every written form, every meaning, and the evidence."""

    id = string("Stable: the same on every machine and after every harvest.")
    headword = string("The headword, in the script of the response.")
    kind = choice(KINDS, "What it is.")
    shape = maybe_string("The pattern of a slogan: NXNX for 三区三线.")
    numerals = fields.List(
        fields.Integer(allow_none=True),
        required=True,
        metadata=describe("The numerals; null for an open one (N, X, 多)."),
    )
    explained = boolean("Whether any source explains it.")
    issuer_specific = boolean("Whether each government gives the label its own meaning (三大板块, 1+4).")
    reach = one(Reach, "Where it is used.")
    pinyin = one(Pinyin, "The headword's pronunciation.")
    variants = many(Variant, "Its written forms, attested ones first.")
    senses = many(Sense, "Its senses, most important first.")
    attestations = integer("Occurrences in the sources.")
    sources = integer("Sources that use it.")
    first = one(Dated, "First use in the harvested sources; null if no source has a year.", allow_none=True)
    last = one(Dated, "Last use.", allow_none=True)
    near = many(Near, "Terms that are easily confused with it.")
    match = one(Match, "How the form was resolved to this article.")


class TimelineQuery(Schema):
    """Whose use is counted."""

    region = fields.String(
        validate=validate.Length(min=1, max=64),
        metadata=describe("Only sources from this region: a name (湖南省, 株洲) or a GB/T 2260 code (43, 4302)."),
    )
    level = fields.String(validate=validate.OneOf(LEVELS), metadata=describe("Only sources of this level."))
    script = script_field()


class YearUse(Schema):
    """Use in one year."""

    year = maybe_integer("The year; null for sources without a year.")
    attestations = integer("Occurrences of the term.")
    sources = integer("Sources that use it.")
    of = integer("All sources of that year: the denominator.")
    share = fields.Float(required=True, metadata=describe("`sources` / `of`."))


class LevelUse(Schema):
    """Use at one level of government."""

    level = choice(LEVELS, "The level; null for sources without a level.", allow_none=True)
    attestations = integer("Occurrences of the term.")
    sources = integer("Sources that use it.")
    of = integer("All sources of that level: the denominator.")
    share = fields.Float(required=True, metadata=describe("`sources` / `of`."))


class ProvinceUse(Schema):
    """Use in one province."""

    province = maybe_string("The province; null for sources without a province.")
    attestations = integer("Occurrences of the term.")
    sources = integer("Sources that use it.")
    of = integer("All sources of that province: the denominator.")
    share = fields.Float(required=True, metadata=describe("`sources` / `of`."))


class Heat(Schema):
    """How widely the term is used, with the formula."""

    tier = maybe_string("沸, 烫, 热, 暖, 温 or 冷; null if the window contains no source.")
    share = fields.Float(required=True, metadata=describe("The share that determines the tier."))
    sources = integer("Sources of the window that use the term.")
    of = integer("All sources of the window.")
    from_year = maybe_integer("The first year of the window.")
    to_year = maybe_integer("Where it ends.")
    reliable = boolean("Whether the window contains enough sources for a reliable tier.")
    formula = string("How the tier is derived from the share.")
    scope = string("Always: in this corpus.")


class Timeline(Schema):
    """Use by year, by level and by province; every count has its denominator."""

    term = string("The article.")
    first_year = maybe_integer("First year of use.")
    last_year = maybe_integer("Last year of use.")
    years = many(YearUse, "Every year from the first to the last of the corpus, including years without a source.")
    levels = many(LevelUse, "Every level of the corpus.")
    provinces = many(ProvinceUse, "Every province of the corpus, the one with most uses first.")
    heat = one(Heat, "How widely it is used.")
    revision = string("The dataset.")


class DriftQuery(Schema):
    """Which two years are compared."""

    class Meta:
        """``from`` is a keyword of Python."""

        include = {  # noqa: RUF012 - marshmallow reads it
            "from": year_field("The earlier year; the default is the first year with a wording."),
            "to": year_field("The later year; the default is the last year with a wording."),
        }

    script = script_field()


class WordingChange(Schema):
    """A segment of the comparison of two wordings; all segments together give both wordings."""

    op = choice(("same", "insert", "delete", "replace"), "The kind of change.")
    old = string("The text in the previous wording.")
    new = string("The text in this wording.")


class Wording(Schema):
    """One wording of a sense in one year."""

    year = integer("The source's year.")
    source = string("The source.")
    issuer = maybe_string("Who issued it.")
    level = choice(LEVELS, "Its level of government.", allow_none=True)
    text = string("The wording.")
    changes = fields.List(
        fields.Nested(WordingChange),
        required=True,
        allow_none=True,
        metadata=describe(
            "The changes from the previous wording; null for the first wording, or if the wordings are too long."
        ),
    )


class SenseDrift(Schema):
    """The wordings of one sense by year."""

    id = string("The sense.")
    status = choice(SENSE_STATUSES, "Its status among the senses of the article.")
    wordings = many(Wording, "Up to 40, earliest first.")
    more = integer("Dated wordings that are not shown.")
    undated = integer("Wordings without a year.")


class Drift(Schema):
    """How the wording of a term's definitions changed."""

    term = string("The article.")
    senses = many(SenseDrift, "In the order of the article.")


class Containing(Schema):
    """A slogan that has the requested word as a member."""

    id = string("The slogan's article.")
    headword = string("Its headword.")
    sense = string("The sense that has the member.")
    member = string("The member as printed.")
    group = integer("The member group, from 0.")
    position = integer("The place within the group, from 0.")


class MemberOf(Schema):
    """The slogans that contain a word."""

    slogans = many(Containing, "Most important first; empty if no slogan has the word as a member.")


class NearTerm(Schema):
    """An article that is easily confused with the requested one."""

    id = string("Its id.")
    headword = string("Its headword.")
    reason = string("What the two have in common, in words.")


class NearTerms(Schema):
    """Terms that are easily confused with a term."""

    near = many(NearTerm, "Most important first.")
