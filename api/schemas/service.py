"""The service about itself: revision, quality, exports, problems."""

from marshmallow import INCLUDE, Schema, fields

from api.schemas.fields import describe, integer, string


class Problem(Schema):
    """An error (RFC 9457). Some codes add members, which docs/errors.md names."""

    class Meta:
        """Codes may add members."""

        unknown = INCLUDE

    type = string("Leads to the explanation of the code.")
    title = string("The status in words.")
    status = integer("The HTTP status.")
    detail = string("What happened, in one sentence.")
    instance = string("The path that was asked.")
    code = string("Stable; never changes its meaning.")
    suggestions = fields.List(
        fields.String(), metadata=describe("term-not-found: headwords that come near, best first.")
    )
    parameter = fields.String(metadata=describe("The parameter at fault."))
    nearest = fields.String(allow_none=True, metadata=describe("unknown-parameter: the one that was probably meant."))
    known = fields.List(fields.String(), metadata=describe("unknown-parameter: all that there are."))
    errors = fields.Dict(metadata=describe("invalid-request: what is wrong, by field."))


class ExportFile(Schema):
    """One prebuilt file."""

    name = string("The file's name under /v1/exports/.")
    media_type = string("Its media type.")
    bytes = integer("Its size.")
    sha256 = string("Of its bytes, hex.")
    rows = fields.Integer(allow_none=True, metadata=describe("Rows or records, header not counted."))


class Health(Schema):
    """Alive."""

    status = string("ok")


class Readiness(Schema):
    """Ready to answer."""

    status = string("ready")
    revision = string("The dataset that is served.")


class Rule(Schema):
    """How far one rule of extraction can be trusted, measured against hand-made truth."""

    rule = string("The rule's id, as `definitions[].rule` names it.")
    precision = fields.Float(required=True, allow_none=True, metadata=describe("Share of its finds that are right."))
    recall = fields.Float(
        required=True, allow_none=True, metadata=describe("Share of what it should find that it finds.")
    )
    support = fields.Integer(required=True, allow_none=True, metadata=describe("How many cases were judged."))
