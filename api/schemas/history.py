"""A term through time and beside others."""

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
        metadata=describe("Only sources from there: a name (湖南省, 株洲) or a GB/T 2260 code (43, 4302)."),
    )
    level = fields.String(validate=validate.OneOf(LEVELS), metadata=describe("Only sources of this level."))
    script = script_field()


class YearUse(Schema):
    """Use in one year."""

    year = maybe_integer("The year; null for sources without one.")
    attestations = integer("Places that use the term.")
    sources = integer("Sources that use it.")
    of = integer("All sources of that year: the denominator.")
    share = fields.Float(required=True, metadata=describe("`sources` / `of`."))


class LevelUse(Schema):
    """Use at one level of government."""

    level = choice(LEVELS, "The level; null for sources without one.", allow_none=True)
    attestations = integer("Places that use the term.")
    sources = integer("Sources that use it.")
    of = integer("All sources of that level: the denominator.")
    share = fields.Float(required=True, metadata=describe("`sources` / `of`."))


class ProvinceUse(Schema):
    """Use in one province."""

    province = maybe_string("The province; null for sources without one.")
    attestations = integer("Places that use the term.")
    sources = integer("Sources that use it.")
    of = integer("All sources of that province: the denominator.")
    share = fields.Float(required=True, metadata=describe("`sources` / `of`."))


class Heat(Schema):
    """How present the term is, with the formula."""

    tier = maybe_string("沸, 烫, 热, 暖, 温 or 冷; null where the window holds no source.")
    share = fields.Float(required=True, metadata=describe("What the tier is read from."))
    sources = integer("Sources of the window that use the term.")
    of = integer("All sources of the window.")
    from_year = maybe_integer("Where the window begins.")
    to_year = maybe_integer("Where it ends.")
    reliable = boolean("Whether the window holds enough sources to say so.")
    formula = string("How the tier follows from the share.")
    scope = string("Always: in this corpus.")


class Timeline(Schema):
    """Use by year, by level and by province; every count has its denominator."""

    term = string("The article.")
    first_year = maybe_integer("First year of use.")
    last_year = maybe_integer("Last year of use.")
    years = many(YearUse, "Every year from the first to the last of the corpus, those without a source included.")
    levels = many(LevelUse, "Every level of the corpus.")
    provinces = many(ProvinceUse, "Every province of the corpus, the most used first.")
    heat = one(Heat, "How present it is.")
    revision = string("The dataset.")


class DriftQuery(Schema):
    """Which two years are compared."""

    class Meta:
        """``from`` is a keyword of Python."""

        include = {  # noqa: RUF012 - marshmallow reads it
            "from": year_field("The earlier year; without it, the first with a wording."),
            "to": year_field("The later year; without it, the last."),
        }

    script = script_field()


class WordingChange(Schema):
    """A stretch of two wordings; all of them joined are both wordings."""

    op = choice(("same", "insert", "delete", "replace"), "What was done.")
    old = string("As in the wording before.")
    new = string("As in this one.")


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
        metadata=describe("What it changed of the wording before; null for the first, or where they are too long."),
    )


class SenseDrift(Schema):
    """The wordings of one sense by year."""

    id = string("The sense.")
    status = choice(SENSE_STATUSES, "How it stands beside the other senses.")
    wordings = many(Wording, "Up to 40, the earliest first.")
    more = integer("Dated wordings that are not shown.")
    undated = integer("Wordings without a year, which cannot be placed.")


class Drift(Schema):
    """How the wording of a term's explanation moved."""

    term = string("The article.")
    senses = many(SenseDrift, "In the article's order.")


class Containing(Schema):
    """A slogan that counts the asked word among its members."""

    id = string("The slogan's article.")
    headword = string("Its headword.")
    sense = string("The sense that counts it.")
    member = string("The member as printed.")
    group = integer("The member group, from 0.")
    position = integer("The place within the group, from 0.")


class MemberOf(Schema):
    """The slogans that contain a word."""

    slogans = many(Containing, "The most important first; empty for a word that no slogan counts.")


class NearTerm(Schema):
    """An article that is easily taken for the asked one."""

    id = string("Its id.")
    headword = string("Its headword.")
    reason = string("What the two have in common, in words.")


class NearTerms(Schema):
    """What a term must not be confused with."""

    near = many(NearTerm, "The most important first.")
