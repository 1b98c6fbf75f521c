"""An article as readers see it; docs/model.md tells where each value comes from."""

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
    string,
    strings,
)
from glossary.chinese.script import SCRIPTS
from glossary.lookup.resolve import STEPS
from glossary.model import MembersStatus

KINDS = ("numeral_slogan", "numeral_name", "term")
LEVELS = ("national", "province", "prefecture", "county", "township")
ORIGINS = ("attested", "converted")
FORM_KINDS = ("headword", "full_form", "short_form", "spelling", "misspelling", "damaged")
MEMBER_STATUSES = tuple(status.value for status in MembersStatus)
SENSE_STATUSES = ("primary", "disputed", "superseded")


class Variant(Schema):
    """One written form of a term."""

    form = string("The form.")
    script = choice(SCRIPTS, "The script it is written in.")
    origin = choice(ORIGINS, "`attested`: printed in a source; `converted`: made from an attested form.")
    kind = choice(FORM_KINDS, "What it is to the headword.")
    count = integer("How often sources print it; 0 for a converted form.")
    configuration = fields.String(metadata=describe("Of a converted form: the OpenCC configuration that made it."))


class Definition(Schema):
    """One wording of an explanation, with the place where it is printed."""

    text = string("The explanation as printed, in the script of the answer.")
    head = string("The head that it explains, as printed.")
    source = string("The source that prints it.")
    kind = choice(("entry", "gloss"), "`entry`: from a glossary section; `gloss`: from the running text.")
    start = integer("Where it starts in the source's text, in code points.")
    end = integer("Where it ends (first code point behind).")
    page = maybe_integer("The page that the head refers to.")
    article = maybe_string("In a law: the article and item that define the term (第三条（一）), else null.")
    year = maybe_integer("The source's year.")
    issuer = maybe_string("Who issued the source.")
    level = choice(LEVELS, "Its level of government.", allow_none=True)
    confidence = fields.Float(required=True, metadata=describe("How sure it is that it defines its head, 0 to 0.99."))
    rule = string("The rule that read it; `/v1/quality` tells how far it can be trusted.")
    supports = strings("Further sources that print the same wording.")


class Member(Schema):
    """One of the things that a numeral counts."""

    text = string("As printed.")
    full_form = maybe_string(
        "With the part that is said once for all (农业空间 of 农业、生态、城镇空间); null where it is printed so."
    )
    term = maybe_string("The id of its own article, where it has one.")


class MemberGroup(Schema):
    """A numeral, what its members share, and the members: 三区 and 三线 are two groups."""

    numeral = maybe_integer("How many the head promises; null where it leaves that open (N, X, 多).")
    shared = string("What stands behind the numeral: 区.")
    members = many(Member, "In printed order.")
    status = choice(MEMBER_STATUSES, "Whether numeral and members agree.")
    confidence = maybe_number(
        "How likely the members are right or nearly so, 0 to 1, calibrated on unseen reports; null without members."
    )


class Scope(Schema):
    """For whom a sense holds."""

    level = choice(
        LEVELS,
        "The level of government. National where the centre explains or uses the sense, or three provinces explain it; "
        "null where it is known of no area.",
        allow_none=True,
    )
    region = maybe_string("The issuing government's area.")
    region_code = maybe_string("Its GB/T 2260 code.")
    issuer = maybe_string("The issuer, where the sense is one issuer's own.")


class Years(Schema):
    """First and last year of use."""

    first = maybe_integer("The first year, in the sources that were harvested.")
    last = maybe_integer("The last.")


class Issuer(Schema):
    """A government that explains a sense."""

    issuer = maybe_string("Its name.")
    level = choice(LEVELS, "Its level.", allow_none=True)
    region = maybe_string("Its area.")
    first = maybe_integer("The first year in which it explains the sense.")
    last = maybe_integer("The last.")
    sources = integer("How many of its sources do.")


class ExplainedYears(Schema):
    """The years in which a sense was explained."""

    first = maybe_integer("The first.")
    last = maybe_integer("The last.")


class Reach(Schema):
    """How far a term is used."""

    provinces = integer("Provinces whose sources use it.")
    national = integer("Sources of the centre that use it.")


class Merge(Schema):
    """Why evidence of several sources is one sense."""

    rule = string("The step of the merge ladder (docs/merging.md).")
    score = fields.Float(required=True, allow_none=True, metadata=describe("Its score, from 0 to 1."))


class Sense(Schema):
    """One meaning."""

    id = string("Stable, within the term.")
    definition = string("The wording to show first; empty where nobody has explained it.")
    definitions = many(Definition, "All distinct wordings, the shown one first, then official ones.")
    groups = many(MemberGroup, "The counted members.")
    status = choice(SENSE_STATUSES, "How it stands beside the other senses.")
    confidence = fields.Float(
        required=True,
        metadata=describe("How sure it is that the shown wording says what the term means, 0 to 0.99."),
    )
    doubts = strings(
        "Codes of docs/findings.md for what makes the sense doubtful; such a sense explains no other text."
    )
    qualifier = string("What stands before the counted part: 制造强区 in 制造强区“七大工程”.")
    tail = string("What stands behind: 水利 in “五小”水利.")
    scope = one(Scope, "For whom it holds.")
    issuers = many(Issuer, "Who explains it, high governments first.")
    explained_years = one(ExplainedYears, "When it was explained.")
    years = one(Years, "When it was used.")
    merged = many(Merge, "Why its evidence belongs together.")


class Dated(Schema):
    """A year with the source that shows it."""

    year = maybe_integer("The year.")
    source = maybe_string("The source.")


class Near(Schema):
    """Another article that is easily taken for this one."""

    id = string("Its id.")
    headword = string("Its headword.")
    reason = string("What the two have in common, in words.")


class Match(Schema):
    """How the asked form led to the article."""

    form = string("The form as asked.")
    via = fields.List(
        fields.String(validate=validate.OneOf(STEPS)),
        required=True,
        metadata=describe(
            "The steps that led there, in order: `exact` where nothing had to be folded, the form being spelt as the "
            "dictionary or a source spells it, else the steps of folding; then what the form is to the article."
        ),
    )
    confidence = fields.Float(
        required=True, metadata=describe("1 where the form is the article's by its key, less for a second chance.")
    )
    sense = maybe_string("The sense that the form chooses: 五小水利 is the sense 水利 of 五小.")
    others = strings("Ids of further articles that the form may mean, the likeliest first, at most eight.")
    script = choice(SCRIPTS, "The script of this answer.")


class Pinyin(Schema):
    """The pronunciation of a headword, ways to write it."""

    marks = string("With tone marks, a space between syllables.")
    numbers = string("With tone numbers.")
    zhuyin = string("In bopomofo.")
    plain = string("Without tones and spaces.")
    initials = string("The first letters.")


class Article(Schema):
    """One term of the dictionary: every written form, every meaning, and the evidence."""

    id = string("Stable: the same on every machine and after every harvest.")
    headword = string("The form it is filed under, in the script of the answer.")
    kind = choice(KINDS, "What it is.")
    shape = maybe_string("The shape of a slogan: NXNX for 三区三线.")
    numerals = fields.List(
        fields.Integer(allow_none=True),
        required=True,
        metadata=describe("The numerals; null for an open one (N, X, 多)."),
    )
    explained = boolean("Whether any source explains it.")
    issuer_specific = boolean("Whether governments have such a label each for themselves (三大板块, 1+4).")
    reach = one(Reach, "How far it is used.")
    pinyin = one(Pinyin, "The headword's pronunciation.")
    variants = many(Variant, "Its written forms, attested ones first.")
    senses = many(Sense, "Its meanings, the most important first.")
    attestations = integer("Places in the sources that use it.")
    sources = integer("Sources that use it.")
    first = one(Dated, "First use in the harvested sources; null where none has a year.", allow_none=True)
    last = one(Dated, "Last use.", allow_none=True)
    near = many(Near, "What it must not be confused with.")
    match = one(Match, "How the asked form led here.")
