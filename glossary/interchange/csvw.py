"""Metadata for a CSV file after the W3C's Tabular Metadata, so that a machine knows what each column holds."""

from typing import Any

import orjson

from glossary.interchange.edition import Edition, Imprint
from glossary.interchange.tables import Column, Table


def metadata(table: Table, edition: Edition, imprint: Imprint, *, excel: bool = False) -> bytes:
    """The document beside ``table``: ``terms.csv-metadata.json``, or that of the Excel variant.

    Source:
        https://www.w3.org/TR/tabular-metadata/
    """
    described = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "zh-Hans"}],
        "@type": "Table",
        "url": file_name(table, excel=excel),
        "dc:title": f"{imprint.title}: {table.title}",
        "dc:license": {"@id": imprint.license_url},
        "dc:identifier": edition.revision,
        "dialect": _dialect(excel=excel),
        "tableSchema": {
            **({"aboutUrl": f"{imprint.base_url}terms/{{id}}"} if table.name == "terms" else {}),
            "primaryKey": list(table.key),
            "columns": [_column(column) for column in table.columns],
        },
    }
    return orjson.dumps(described, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def file_name(table: Table, *, excel: bool = False) -> str:
    """How the file of a table is called."""
    return f"{table.name}.excel.csv" if excel else f"{table.name}.csv"


def _dialect(*, excel: bool) -> dict[str, Any]:
    return {
        "encoding": "utf-8",
        "delimiter": ",",
        "quoteChar": '"',
        "doubleQuote": True,
        "header": True,
        "headerRowCount": 1,
        "lineTerminators": ["\r\n"] if excel else ["\n"],
    }


def _column(column: Column) -> dict[str, Any]:
    described: dict[str, Any] = {"name": column.name, "titles": column.name, "datatype": column.datatype}
    described["dc:description"] = column.note
    if column.required:
        described["required"] = True
    if column.lang:
        described["lang"] = column.lang
    if column.separator:
        described |= {"separator": column.separator, "ordered": True}
    if column.about:
        described["propertyUrl"] = column.about
    return described
