"""The files that describe an edition: metadata for programs and archives, a README, a licence, a citation.

They are written last, because they name the other files with their sizes and hashes: ``datapackage.json`` (Frictionless
Data), ``croissant.json`` (ML Commons), ``csv-metadata.json`` (CSVW, all tables with their keys), ``README.md``,
``LICENSE.txt`` and ``CITATION.cff``.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from glossary.export.columns import TABLES, Column, Table
from glossary.export.release import Edition, ExportMetadata
from glossary.export.spreadsheets import file_name, table_description
from glossary.export.sqlite_parquet import REFERENCES

Files = Sequence[Mapping[str, Any]]
"""Rows of the manifest: name, format, media_type, rows, bytes, sha256."""

_TYPES = {
    "nonNegativeInteger": "integer",
    "positiveInteger": "integer",
    "gYear": "year",
    "decimal": "number",
    "anyURI": "string",
}
_SCHEMA_ORG = {
    "nonNegativeInteger": "sc:Integer",
    "positiveInteger": "sc:Integer",
    "gYear": "sc:Integer",
    "decimal": "sc:Float",
    "anyURI": "sc:URL",
}
_ABOUT = (
    "Terms and numeral abbreviations (三区三线, 两个维护) of Chinese government reports, with the reports' own "
    "definitions, members, sources and every place of use."
)
_OPTIONS = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE


def datapackage(edition: Edition, metadata: ExportMetadata, files: Files) -> bytes:
    """``datapackage.json``: the CSV tables with their fields and keys.

    Source:
        https://specs.frictionlessdata.io/data-package/
    """
    by_name = {file["name"]: file for file in files}
    resources = [_resource(table, by_name[file_name(table)]) for table in TABLES if file_name(table) in by_name]
    document = {
        "profile": "tabular-data-package",
        "name": "government-report-glossary",
        "title": metadata.title,
        "description": _ABOUT,
        "version": edition.revision or "empty",
        "homepage": metadata.base_url,
        "licenses": [{"name": "CC-BY-4.0", "path": metadata.license_url}],
        "resources": resources,
    }
    return orjson.dumps(document, option=_OPTIONS)


def _resource(table: Table, file: Mapping[str, Any]) -> dict[str, Any]:
    references = [
        {"fields": column, "reference": {"resource": other, "fields": "id"}}
        for column, other in REFERENCES.get(table.name, {}).items()
    ]
    return {
        "name": table.name,
        "title": table.title,
        "path": file["name"],
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": file["bytes"],
        "hash": f"sha256:{file['sha256']}",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": {
            "fields": [_field(column) for column in table.columns],
            "primaryKey": list(table.key),
            "missingValues": [""],
            **({"foreignKeys": references} if references else {}),
        },
    }


def _field(column: Column) -> dict[str, Any]:
    described: dict[str, Any] = {"name": column.name, "description": column.note}
    described["type"] = "string" if column.separator else _TYPES.get(column.datatype, "string")
    if column.required:
        described["constraints"] = {"required": True}
    return described


def croissant(edition: Edition, metadata: ExportMetadata, files: Files) -> bytes:
    """``croissant.json``: the same for tools of machine learning.

    Source:
        https://docs.mlcommons.org/croissant/docs/croissant-spec.html
    """
    by_name = {file["name"]: file for file in files}
    tables = [table for table in TABLES if file_name(table) in by_name]
    document = {
        "@context": _croissant_context(),
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": "government-report-glossary",
        "alternateName": metadata.title,
        "description": _ABOUT,
        "url": metadata.base_url,
        "license": metadata.license_url,
        "version": edition.revision or "empty",
        "inLanguage": ["zh-Hans", "zh-Hant"],
        "citeAs": f"{metadata.title}. Revision {edition.revision}. {metadata.base_url}",
        "distribution": [_file_object(table, by_name[file_name(table)], metadata) for table in tables],
        "recordSet": [_record_set(table) for table in tables],
    }
    return orjson.dumps(document, option=_OPTIONS)


def _file_object(table: Table, file: Mapping[str, Any], metadata: ExportMetadata) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": file_name(table),
        "name": file_name(table),
        "contentUrl": f"{metadata.base_url}v1/exports/{file_name(table)}",
        "encodingFormat": "text/csv",
        "contentSize": f"{file['bytes']} B",
        "sha256": file["sha256"],
    }


def _record_set(table: Table) -> dict[str, Any]:
    fields = [
        {
            "@type": "cr:Field",
            "@id": f"{table.name}/{column.name}",
            "name": column.name,
            "description": column.note,
            "dataType": "sc:Text" if column.separator else _SCHEMA_ORG.get(column.datatype, "sc:Text"),
            "source": {"fileObject": {"@id": file_name(table)}, "extract": {"column": column.name}},
        }
        for column in table.columns
    ]
    key = [{"@id": f"{table.name}/{name}"} for name in table.key]
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": table.title,
        "key": key,
        "field": fields,
    }


def _croissant_context() -> dict[str, Any]:
    """The context that the specification prescribes, as far as this description uses it."""
    return {
        "@language": "en",
        "@vocab": "https://schema.org/",
        "sc": "https://schema.org/",
        "cr": "http://mlcommons.org/croissant/",
        "dct": "http://purl.org/dc/terms/",
        "citeAs": "cr:citeAs",
        "column": "cr:column",
        "conformsTo": "dct:conformsTo",
        "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
        "extract": "cr:extract",
        "field": "cr:field",
        "fileObject": "cr:fileObject",
        "key": "cr:key",
        "recordSet": "cr:recordSet",
        "source": "cr:source",
    }


def csvw_tables(edition: Edition, metadata: ExportMetadata, files: Files) -> bytes:
    """``csv-metadata.json``: all tables as one CSVW group, with foreign keys between them.

    Source:
        https://www.w3.org/TR/tabular-metadata/#table-groups
    """
    present = {file["name"] for file in files}
    tables = []
    for table in TABLES:
        if file_name(table) in present:
            described = table_description(table, metadata)
            described["tableSchema"]["foreignKeys"] = [
                {"columnReference": column, "reference": {"resource": f"{other}.csv", "columnReference": "id"}}
                for column, other in _required_references(table)
            ]
            tables.append(described)
    document = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "zh-Hans"}],
        "@type": "TableGroup",
        "dc:title": metadata.title,
        "dc:license": {"@id": metadata.license_url},
        "dc:identifier": edition.revision,
        "tables": tables,
    }
    return orjson.dumps(document, option=_OPTIONS)


def _required_references(table: Table) -> list[tuple[str, str]]:
    """The references without empty cells: readers of CSVW take an empty one for a broken reference."""
    required = {column.name for column in table.columns if column.required}
    return [(column, other) for column, other in REFERENCES.get(table.name, {}).items() if column in required]


def readme(edition: Edition, metadata: ExportMetadata, files: Files) -> bytes:
    """``README.md`` of the folder: what this is, how to check it, how to cite it, what each file is."""
    rows = "\n".join(
        f"| `{file['name']}` | {file['format']} | {file['rows']:,} | {file['bytes']:,} |" for file in files
    )
    revision = edition.revision or "empty"
    text = f"""# {metadata.title}

{_ABOUT}

- Revision: `{revision}`. The same sources give the same revision and the same bytes on every machine.
- Published at: <{metadata.base_url}>
- Licence of the compilation: CC BY 4.0, see `LICENSE.txt`. The definitions are quoted from official documents.
- To cite: {metadata.title}. Revision {revision}. {metadata.base_url}
  (`CITATION.cff` has the same; `sources.bib` has the reports themselves.)

Every file belongs to this revision. A file is complete when its size and sha256 are those in `manifest.json`.
Offsets (`start`, `end`) count Unicode code points of the source's text. Lists are separated by `|`.

| file | format | rows | bytes |
| --- | --- | ---: | ---: |
{rows}

Start with `terms.csv` (or `glossary.xlsx`). `members.csv`, `definitions.csv` and `attestations.csv` join it by
`term_id`, `sources.csv` joins them by `source_id`. `csv-metadata.json` and `datapackage.json` describe every column.
"""
    return text.encode()


def licence(edition: Edition, metadata: ExportMetadata, files: Files) -> bytes:
    """``LICENSE.txt``: the terms of the compilation."""
    text = f"""{metadata.title}

The compilation (selection, arrangement, keys, annotations) is licensed under
Creative Commons Attribution 4.0 International (CC BY 4.0): {metadata.license_url}
You may share and adapt it for any purpose if you give credit to "{metadata.title}" with its revision
and say what you changed.

The definitions and quotations are the wording of official documents of Chinese state organs, which
Article 5 of the Copyright Law of the People's Republic of China excludes from copyright protection.
Cite the document itself when you quote one; sources.csv and sources.bib name it.
"""
    return text.encode()


def citation(edition: Edition, metadata: ExportMetadata, files: Files) -> bytes:
    """``CITATION.cff`` of the data set.

    Source:
        https://citation-file-format.github.io/
    """
    text = f"""cff-version: 1.2.0
type: dataset
title: {orjson.dumps(metadata.title).decode()}
message: Please cite the revision; the same sources give the same revision.
authors:
  - name: {orjson.dumps(metadata.title).decode()}
version: "{edition.revision or "empty"}"
url: {orjson.dumps(metadata.base_url).decode()}
license: CC-BY-4.0
"""
    return text.encode()
