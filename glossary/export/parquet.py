"""The tables as Parquet files, for pandas, DuckDB and R; needs the extra ``parquet`` (pyarrow).

Lists stay lists, numbers numbers. Rows are written in groups, so that memory does not grow with the table.
"""

from itertools import islice
from typing import Any, BinaryIO

from glossary.errors import MissingExtraError
from glossary.export.columns import Column, Table
from glossary.export.release import Edition, ExportMetadata
from glossary.export.shared_pass import rows_of

_GROUP = 1_000
"""Rows held in memory at a time, and rows of a group in the file."""


def write_parquet(table: Table, edition: Edition, imprint: ExportMetadata, out: BinaryIO) -> int:
    """Write one table; returns its number of rows.

    Raises:
        MissingExtraError: pyarrow is not installed.
    """
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise MissingExtraError("parquet", "pyarrow") from error
    fields = [
        pa.field(column.name, _arrow_type(pa, column), metadata={"description": column.note})
        for column in table.columns
    ]
    about = {"title": f"{imprint.title}: {table.title}", "revision": edition.revision, "license": imprint.license_url}
    schema = pa.schema(fields, metadata=about)
    rows = iter(rows_of(table, edition))
    count = 0
    with parquet.ParquetWriter(out, schema, compression="zstd") as writer:
        while group := list(islice(rows, _GROUP)):
            columns = [
                pa.array([_value(row.get(column.name), column) for row in group], field.type)
                for column, field in zip(table.columns, fields, strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(columns, schema=schema))
            count += len(group)
    return count


def _value(value: Any, column: Column) -> Any:
    """The cell, lists as lists of text: N in a list of numerals is written as X."""
    return [str(each) for each in value or ()] if column.separator else value


def _arrow_type(pa: Any, column: Column) -> Any:
    if column.separator:
        return pa.list_(pa.string())
    return {
        "nonNegativeInteger": pa.int64(),
        "positiveInteger": pa.int64(),
        "gYear": pa.int32(),
        "decimal": pa.float64(),
    }.get(column.datatype, pa.string())
