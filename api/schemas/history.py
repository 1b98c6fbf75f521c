"""A term over time and in comparison with others."""

from marshmallow import Schema, fields, validate

from api.schemas.articles import LEVELS, SENSE_STATUSES
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
    year_field,
)


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
