"""The service about itself: revision, quality, exports, problems."""

from marshmallow import INCLUDE, Schema, fields

from api.schemas.fields import describe, integer, many, maybe_string, one, string, strings


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


class Route(Schema):
    """One route."""

    method = string("GET or POST; GET stands for HEAD, too.")
    path = string("Where; names in braces are to be filled in, percent-encoded.")
    summary = string("What it gives.")
    documentation = string("Where the route is explained with examples.")


class Index(Schema):
    """Where everything is."""

    title = string("What the service is.")
    version = string("Of the contract.")
    contract = string("The contract as JSON (OpenAPI 3.1).")
    documentation = string("The contract as a page.")
    routes = many(Route, "In the order of the contract.")


class ExportEntry(Schema):
    """A file on offer."""

    name = string("The file's name.")
    path = string("Where it is.")
    format = string("What `glossary export` calls it.")
    media_type = string("Its media type.")
    describes = maybe_string("The file whose metadata this is; null for data.")


class ExportList(Schema):
    """The files on offer."""

    manifest = string("Where rows, bytes and digests of the files of the present revision are.")
    files = many(ExportEntry, "The files; all of one revision.")


class ExportFile(Schema):
    """One prebuilt file."""

    name = string("The file's name under /v1/exports/.")
    media_type = string("Its media type.")
    bytes = integer("Its size.")
    sha256 = string("Of its bytes, hex.")
    format = string("What `glossary export` calls it.")
    rows = integer("Rows or records, header not counted.")
    describes = fields.String(metadata=describe("The file whose metadata this is."))
    altered_cells = fields.List(
        fields.String(), metadata=describe("Excel variant: cells that were altered so that no spreadsheet runs them.")
    )


class Manifest(Schema):
    """The files of one revision."""

    title = string("What the dictionary is called.")
    revision = string("The dataset.")
    converter = string("Which converter wrote the converted forms.")
    license = string("The terms for the compilation.")
    base_url = string("Where the links in the files lead.")
    files = many(ExportFile, "The files.")


class Counts(Schema):
    """How much there is."""

    class Meta:
        """The store may count more."""

        unknown = INCLUDE

    source = integer("Sources.")
    term = integer("Terms.")
    sense = integer("Senses.")
    explained = integer("Terms that somebody explains.")
    attestation = integer("Places that use them.")


class Versions(Schema):
    """What made the dataset and the answers."""

    software = string("This software.")
    keys = string("Schema, keys and converter that the stored keys were made by.")
    converter = string("The script converter.")


class DatasetMeta(Schema):
    """What is served."""

    revision = string("A hash of the whole dictionary: equal revisions, equal data.")
    counts = one(Counts, "How much there is.")
    versions = one(Versions, "What made it.")
    scripts = strings("The scripts on offer.")
    license = string("The terms for the compilation; wording is quoted from official documents.")


class Quality(Schema):
    """Measured precision and recall."""

    class Meta:
        """A measurement may say more."""

        unknown = INCLUDE

    version = string("The version that was measured.")
    measured_on = string("What `sets` and `rules` were measured on: the gold that the rules were made on.")
    sets = fields.Dict(required=True, metadata=describe("Figures of development by set of documents."))
    rules = fields.List(
        fields.Dict(),
        required=True,
        metadata=describe("Figures of development by rule, each with `n` and its 95 % Wilson `interval`."),
    )
    readings = fields.Dict(
        required=True,
        metadata=describe(
            "What was read by hand on texts that carry no gold: how the `sample` was drawn, both kinds in all, "
            "and `rules` one by one, each with `n`, `right`, `precision` and its 95 % Wilson `interval`."
        ),
    )


class Health(Schema):
    """Alive."""

    status = string("ok")


class Readiness(Schema):
    """Ready to answer."""

    status = string("ready")
    revision = string("The dataset that is served.")
