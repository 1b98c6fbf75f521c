"""The service about itself: revision, quality, exports, problems."""

from marshmallow import INCLUDE, Schema, fields

from api.schemas.fields import describe, integer, many, maybe_string, one, string, strings


class Problem(Schema):
    """An error (RFC 9457). Some codes add members, which docs/errors.md names."""

    class Meta:
        """Codes may add members."""

        unknown = INCLUDE

    type = string("A link to the explanation of the code.")
    title = string("The status in words.")
    status = integer("The HTTP status.")
    detail = string("What happened, in one sentence.")
    instance = string("The path of the request.")
    code = string("Stable; never changes its meaning.")
    suggestions = fields.List(fields.String(), metadata=describe("term-not-found: suggested headwords, best first."))
    parameter = fields.String(metadata=describe("The invalid parameter."))
    nearest = fields.String(allow_none=True, metadata=describe("unknown-parameter: the nearest known parameter."))
    known = fields.List(fields.String(), metadata=describe("unknown-parameter: all known parameters."))
    errors = fields.Dict(metadata=describe("invalid-request: the errors by field."))


class Route(Schema):
    """One route."""

    method = string("GET or POST; GET includes HEAD.")
    path = string("The path; names in braces are placeholders for percent-encoded values.")
    summary = string("The summary of the route.")
    documentation = string("The documentation of the route, with examples.")


class Index(Schema):
    """The index."""

    title = string("The title of the service.")
    version = string("Of the contract.")
    contract = string("The contract as JSON (OpenAPI 3.1).")
    documentation = string("The contract as a page.")
    routes = many(Route, "In the order of the contract.")


class ExportEntry(Schema):
    """A file for download."""

    name = string("The file's name.")
    path = string("The path of the file.")
    format = string("The name of the format in `glossary export`.")
    media_type = string("Its media type.")
    describes = maybe_string("The file whose metadata this is; null for data.")


class ExportList(Schema):
    """The files for download."""

    manifest = string("The path of the manifest with rows, bytes and digests of the current files.")
    files = many(ExportEntry, "The files; all of one revision.")


class ExportFile(Schema):
    """One prebuilt file."""

    name = string("The file's name under /v1/exports/.")
    media_type = string("Its media type.")
    bytes = integer("Its size.")
    sha256 = string("The SHA-256 of its bytes, in hex.")
    format = string("The name of the format in `glossary export`.")
    rows = integer("Rows or records, without the header.")
    describes = fields.String(metadata=describe("The file whose metadata this is."))
    altered_cells = fields.List(
        fields.String(),
        metadata=describe(
            "Excel variant: the number of cells that were escaped so that no spreadsheet evaluates them."
        ),
    )


class Manifest(Schema):
    """The files of one revision."""

    title = string("The title of the dictionary.")
    revision = string("The dataset.")
    converter = string("The converter that wrote the converted forms.")
    license = string("The licence of the compilation.")
    base_url = string("The base URL of links in the files.")
    files = many(ExportFile, "The files.")


class Counts(Schema):
    """The size of the dictionary."""

    class Meta:
        """The store may count more."""

        unknown = INCLUDE

    source = integer("Sources.")
    term = integer("Terms.")
    sense = integer("Senses.")
    explained = integer("Terms with an explanation.")
    attestation = integer("Occurrences of terms.")


class Versions(Schema):
    """The versions that produced the data and the responses."""

    software = string("The version of this software.")
    keys = string("The versions of schema, keys and converter with which the store was written.")
    converter = string("The script converter.")


class DatasetMeta(Schema):
    """The dictionary and its versions."""

    revision = string("A hash of the whole dictionary: equal revisions, equal data.")
    counts = one(Counts, "The size of the dictionary.")
    versions = one(Versions, "The versions.")
    scripts = strings("The available scripts.")
    license = string("The licence of the compilation; wordings are quoted from official documents.")


class Quality(Schema):
    """Measured precision and recall."""

    class Meta:
        """A measurement may say more."""

        unknown = INCLUDE

    version = string("The version that was measured.")
    measured_on = string("The gold for `sets` and `rules`: the documents on which the rules were developed.")
    sets = fields.Dict(required=True, metadata=describe("Figures on the development gold, by set of documents."))
    rules = fields.List(
        fields.Dict(),
        required=True,
        metadata=describe("Figures on the development gold, by rule, each with `n` and its 95 % Wilson `interval`."),
    )
    readings = fields.Dict(
        required=True,
        metadata=describe(
            "Results read by hand on other texts: how the `sample` was drawn, each kind in total, `rules` one by one, "
            "and `articles`: three samples of a dictionary of 1,000 reports, each with the `question` that was asked "
            "(of the headline definition, of two terms listed as similar, of definitions in running text). "
            "Each has `n`, `right`, `precision` and its 95 % Wilson `interval`."
        ),
    )


class Health(Schema):
    """The process responds."""

    status = string("ok")


class Readiness(Schema):
    """The service is ready."""

    status = string("ready")
    revision = string("The revision of the dictionary.")
