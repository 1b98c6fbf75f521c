"""An article as readers see it; docs/model.md tells where each value comes from."""

from marshmallow import Schema, fields

from api.schemas.fields import describe, many, maybe_number, maybe_text, nested, number, text, texts, truth


class Variant(Schema):
    """One written form of a term."""

    form = text("The form.")
    script = text("zh-Hans, zh-Hant, zh-Hant-TW or zh-Hant-HK.")
    origin = text("`attested`: printed in a source; `converted`: made from an attested form.")
    kind = text("headword, full_form, short_form, spelling, misspelling or damaged.")
    count = number("How often sources print it; 0 for a converted form.")


class Definition(Schema):
    """One wording of an explanation, with the place where it is printed."""

    text = text("The explanation as printed, in the script of the answer.")
    head = text("The head that it explains, as printed.")
    source = text("The source that prints it.")
    kind = text("`entry`: from a glossary section; `gloss`: from the running text.")
    start = number("Where it starts in the source's text, in code points.")
    end = number("Where it ends (first code point behind).")
    page = maybe_number("The page that the head refers to.")
    year = maybe_number("The source's year.")
    issuer = maybe_text("Who issued the source.")
    level = maybe_text("national, province, prefecture, county or township.")
    rule = text("The rule that read it; `/v1/quality` tells how far it can be trusted.")
    supports = texts("Further sources that print the same wording.")


class Member(Schema):
    """One of the things that a numeral counts."""

    text = text("As printed.")
    term = maybe_text("The id of its own article, where it has one.")


class MemberGroup(Schema):
    """A numeral, what its members share, and the members: 三区 and 三线 are two groups."""

    numeral = maybe_number("How many the head promises; null where it leaves that open (N, X, 多).")
    shared = text("What stands behind the numeral: 区.")
    members = many(Member, "In printed order.")
    status = text("Whether numeral and members agree: complete, partial, conflicting, open or unknown.")


class Scope(Schema):
    """For whom a sense holds."""

    level = maybe_text("The level of government, national for everywhere.")
    region = maybe_text("The issuing government's area.")
    region_code = maybe_text("Its GB/T 2260 code.")
    issuer = maybe_text("The issuer, where the sense is one issuer's own.")


class Years(Schema):
    """First and last year of use."""

    first = maybe_number("The first year, in the sources that were harvested.")
    last = maybe_number("The last.")


class Merge(Schema):
    """Why evidence of several sources is one sense."""

    rule = text("The step of the merge ladder (docs/merging.md).")
    score = fields.Float(required=True, allow_none=True, metadata=describe("Its score, from 0 to 1."))


class Sense(Schema):
    """One meaning."""

    id = text("Stable, within the term.")
    definition = text("The wording to show first; empty where nobody has explained it.")
    definitions = many(Definition, "All distinct wordings, official ones first.")
    groups = many(MemberGroup, "The counted members.")
    status = text("primary, disputed or superseded.")
    qualifier = text("What stands before the counted part: 制造强区 in 制造强区“七大工程”.")
    tail = text("What stands behind: 水利 in “五小”水利.")
    scope = nested(Scope, "For whom it holds.")
    years = nested(Years, "When it was used.")
    merged = many(Merge, "Why its evidence belongs together.")


class Dated(Schema):
    """A year with the source that shows it."""

    year = maybe_number("The year.")
    source = maybe_text("The source.")


class Near(Schema):
    """Another article that is easily taken for this one."""

    id = text("Its id.")
    headword = text("Its headword.")
    reason = text("What the two have in common.")


class Match(Schema):
    """How the asked form led to the article."""

    form = text("The form as asked.")
    via = texts("The steps that were needed, in order; `exact` alone for the form as it is filed.")
    confidence = fields.Float(
        required=True, metadata=describe("1 where the form is the article's by its key, less for a second chance.")
    )
    sense = maybe_text("The sense that the form chooses: 五小水利 is the sense 水利 of 五小.")
    others = texts("Ids of further articles that the form may mean, most important first.")
    script = text("The script of this answer.")


class Article(Schema):
    """One term of the dictionary: every written form, every meaning, and the evidence."""

    id = text("Stable: the same on every machine and after every harvest.")
    headword = text("The form it is filed under, in the script of the answer.")
    kind = text("numeral_slogan, numeral_name or term.")
    shape = maybe_text("The shape of a slogan: NXNX for 三区三线.")
    numerals = fields.List(
        fields.Integer(allow_none=True), required=True, metadata=describe("The numerals; null for an open one (N, X, 多).")
    )
    explained = truth("Whether any source explains it.")
    pinyin = text("The headword's pronunciation with tone marks, a space between syllables.")
    variants = many(Variant, "Its written forms, attested ones first.")
    senses = many(Sense, "Its meanings, the most important first.")
    attestations = number("Places in the sources that use it.")
    sources = number("Sources that use it.")
    first = nested(Dated, "First use in the sources that were harvested.")
    last = nested(Dated, "Last use.")
    near = many(Near, "What it must not be confused with.")
    match = nested(Match, "How the asked form led here.")
