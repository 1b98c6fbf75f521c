"""A term through time and beside others."""

from marshmallow import Schema, fields

from api.schemas.fields import describe, many, maybe_number, maybe_text, nested, number, script, text, truth, year


class YearUse(Schema):
    """Use in one year."""

    year = maybe_number("The year; null for sources without one.")
    attestations = number("Places that use the term.")
    sources = number("Sources that use it.")
    of = number("All sources of that year: the denominator.")
    share = fields.Float(required=True, metadata=describe("`sources` / `of`."))


class LevelUse(Schema):
    """Use at one level of government."""

    level = maybe_text("The level; null for sources without one.")
    attestations = number("Places that use the term.")
    sources = number("Sources that use it.")
    of = number("All sources of that level: the denominator.")
    share = fields.Float(required=True, metadata=describe("`sources` / `of`."))


class Heat(Schema):
    """How present the term is, with the formula."""

    tier = maybe_text("沸, 烫, 热, 暖, 温 or 冷; null where the window holds no source.")
    share = fields.Float(required=True, metadata=describe("What the tier is read from."))
    sources = number("Sources of the window that use the term.")
    of = number("All sources of the window.")
    from_year = maybe_number("Where the window begins.")
    to_year = maybe_number("Where it ends.")
    reliable = truth("Whether the window holds enough sources to say so.")
    formula = text("How the tier follows from the share.")
    scope = text("Always: in this corpus.")


class Timeline(Schema):
    """Use by year and by level; every count has its denominator."""

    term = text("The article.")
    first_year = maybe_number("First year of use.")
    last_year = maybe_number("Last year of use.")
    years = many(YearUse, "Every year of the corpus, unused ones included.")
    levels = many(LevelUse, "Every level of the corpus.")
    heat = nested(Heat, "How present it is.")
    revision = text("The dataset.")


class DriftQuery(Schema):
    """Which two years are compared."""

    class Meta:
        """``from`` is a keyword of Python."""

        include = {  # noqa: RUF012 - marshmallow reads it
            "from": year("The earlier year; without it, the first with a wording."),
            "to": year("The later year; without it, the last."),
        }

    script = script()


class Containing(Schema):
    """A slogan that counts the asked word among its members."""

    id = text("The slogan's article.")
    headword = text("Its headword.")
    sense = text("The sense that counts it.")
    member = text("The member as printed.")
    group = number("The member group, from 0.")
    position = number("The place within the group, from 0.")


class MemberOf(Schema):
    """The slogans that contain a word."""

    slogans = many(Containing, "The most important first; empty for a word that no slogan counts.")


class NearTerm(Schema):
    """An article that is easily taken for the asked one."""

    id = text("Its id.")
    headword = text("Its headword.")
    reason = text("What the two have in common.")


class NearTerms(Schema):
    """What a term must not be confused with."""

    near = many(NearTerm, "The most important first.")
