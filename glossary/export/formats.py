"""The registry of export formats: what each is called, which file it gives, who writes it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial
from importlib.util import find_spec
from typing import Any, BinaryIO

import orjson

from glossary.errors import InvalidQueryError, MissingExtraError
from glossary.export import data_package, yomitan
from glossary.export.anki import write_anki, write_anki_deck
from glossary.export.citations import bibliography
from glossary.export.columns import ATTESTATIONS, TABLES, Table
from glossary.export.dictionary_programs import (
    write_cedict,
    write_hanlp,
    write_jieba,
    write_mdx,
    write_rime,
    write_sogou,
    write_stardict,
)
from glossary.export.json_lines import write_jsonl
from glossary.export.overrides_csv import write_decisions
from glossary.export.passes import ARTICLES, Stream
from glossary.export.release import Edition, ExportMetadata, source_address
from glossary.export.skos import write_skos, write_turtle
from glossary.export.spreadsheets import csv_metadata, file_name, write_csv, write_excel_csv
from glossary.export.sqlite_parquet import datasette_metadata, write_parquet, write_sqlite
from glossary.export.termbase import write_omegat, write_tbx2, write_tbx3
from glossary.export.workbook import write_xlsx
from glossary.export.yomitan import Part

_BINARY = (
    "application/zip",
    "application/vnd.sqlite3",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.apache.parquet",
    "application/octet-stream",
)


@dataclass(frozen=True, slots=True)
class Written:
    """What writing a file gives: its rows, and the cells that were altered for spreadsheets."""

    rows: int
    altered: list[str] = field(default_factory=list)


MakeCompanion = Callable[[Edition, ExportMetadata, data_package.Files], bytes]


@dataclass(frozen=True, slots=True)
class Export:
    """One file of the edition.

    Attributes:
        format: What ``glossary export`` and the API call it.
        name: Its file name.
        media_type: What HTTP calls it.
        write: Writes it.
        describes: The file whose metadata this is.
        companion: Gives a file about all the others, written last; then ``write`` is not used.
        extra: The optional dependency that it needs: (extra, module).
    """

    format: str
    name: str
    media_type: str
    write: Callable[[Edition, ExportMetadata, BinaryIO], Written]
    describes: str | None = None
    companion: MakeCompanion | None = None
    extra: tuple[str, str] | None = None

    @property
    def is_binary(self) -> bool:
        """Whether it is no text that a terminal can show."""
        return self.media_type in _BINARY


def find_export(name: str) -> Export:
    """The export with that format or file name.

    Raises:
        InvalidQueryError: There is none; the message lists those that are.
        MissingExtraError: It needs a library that is not installed.
    """
    for export in EXPORTS:
        if name in {export.format, export.name}:
            if not _is_available(export):
                assert export.extra is not None
                raise MissingExtraError(*export.extra)
            return export
    known = ", ".join(export.format for export in EXPORTS if not export.companion)
    raise InvalidQueryError("format", f"no format {name!r}; available: {known}")


@cache
def available_exports(*, companions: bool = False) -> tuple[Export, ...]:
    """The files that can be written here: those of the dictionary, or (``companions``) those about the others."""
    return tuple(export for export in EXPORTS if bool(export.companion) == companions and _is_available(export))


@cache
def _is_available(export: Export) -> bool:
    return export.extra is None or find_spec(export.extra[1]) is not None


def _table(table: Table, edition: Edition, metadata: ExportMetadata, out: BinaryIO) -> Written:
    return Written(write_csv(table, edition, out))


def _excel(table: Table, edition: Edition, metadata: ExportMetadata, out: BinaryIO) -> Written:
    return Written(*write_excel_csv(table, edition, out))


def _metadata(table: Table, edition: Edition, metadata: ExportMetadata, out: BinaryIO, *, excel: bool) -> Written:
    out.write(csv_metadata(table, edition, metadata, excel=excel))
    return Written(len(table.columns))


def _jsonl(edition: Edition, metadata: ExportMetadata, out: BinaryIO) -> Written:
    return Written(write_jsonl(edition, out))


def _parquet(table: Table, edition: Edition, metadata: ExportMetadata, out: BinaryIO) -> Written:
    return Written(write_parquet(table, edition, metadata, out))


def _counted(
    write: Callable[..., int], edition: Edition, metadata: ExportMetadata, out: BinaryIO, **options: Any
) -> Written:
    return Written(write(edition, metadata, out, **options))


def _index(edition: Edition, metadata: ExportMetadata, out: BinaryIO, *, part: Part) -> Written:
    out.write(orjson.dumps(yomitan.index(edition, metadata, part)))
    return Written(1)


def _bibliography(edition: Edition, metadata: ExportMetadata, out: BinaryIO) -> Written:
    count = 0
    sources = ({**source, "url": source_address(source)} for source in edition.sources())
    for count, entry in enumerate(bibliography(sources), 1):  # noqa: B007 - the last value is the number of rows
        out.write(entry.encode() + b"\n")
    return Written(count)


def _datasette(edition: Edition, metadata: ExportMetadata, out: BinaryIO) -> Written:
    out.write(datasette_metadata(edition, metadata))
    return Written(len(TABLES))


def _unused(edition: Edition, metadata: ExportMetadata, out: BinaryIO) -> Written:
    raise NotImplementedError("a companion file describes the others and has no rows")


_TEXT = "text/plain; charset=utf-8"
_CSV = "text/csv; charset=utf-8; header=present"
_JSON = "application/json"
_ZIP = "application/zip"
_BYTES = "application/octet-stream"


def _csv_exports(table: Table) -> list[Export]:
    kind = "csv" if table.name == "terms" else table.name
    excel = "excel" if table.name == "terms" else f"{table.name}-excel"
    plain_name, excel_name = file_name(table), file_name(table, excel=True)
    described = "application/csvm+json"
    return [
        Export(kind, plain_name, _CSV, partial(_table, table)),
        Export(
            f"{kind}-metadata",
            f"{plain_name}-metadata.json",
            described,
            partial(_metadata, table, excel=False),
            plain_name,
        ),
        Export(excel, excel_name, _CSV, partial(_excel, table)),
        Export(
            f"{excel}-metadata",
            f"{excel_name}-metadata.json",
            described,
            partial(_metadata, table, excel=True),
            excel_name,
        ),
    ]


def _parquet_export(table: Table) -> Export:
    return Export(
        "parquet" if table.name == "terms" else f"{table.name}-parquet",
        f"{table.name}.parquet",
        "application/vnd.apache.parquet",
        partial(_parquet, table),
        extra=("parquet", "pyarrow"),
    )


def _yomitan_exports(part: Part, write: Callable[..., int]) -> list[Export]:
    name = f"{part.name}.zip"
    return [
        Export(part.name, name, _ZIP, partial(_counted, write)),
        Export(f"{part.name}-index", f"{part.name}-index.json", _JSON, partial(_index, part=part), name),
    ]


def _companion(kind: str, name: str, media_type: str, companion: MakeCompanion) -> Export:
    return Export(kind, name, media_type, _unused, companion=companion)


EXPORTS: tuple[Export, ...] = (
    *(export for table in TABLES for export in _csv_exports(table)),
    Export(
        "xlsx",
        "glossary.xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        partial(_counted, write_xlsx),
    ),
    Export("jsonl", "terms.jsonl", "application/jsonl; charset=utf-8", _jsonl),
    Export("sqlite", "tables.db", "application/vnd.sqlite3", partial(_counted, write_sqlite)),
    Export("sqlite-metadata", "metadata.json", _JSON, _datasette, "tables.db"),
    *(_parquet_export(table) for table in TABLES),
    Export("decisions", "decisions.csv", _CSV, partial(_counted, write_decisions)),
    Export("bibtex", "sources.bib", "application/x-bibtex; charset=utf-8", _bibliography),
    Export("skos", "skos.jsonld", "application/ld+json", partial(_counted, write_skos)),
    Export("turtle", "skos.ttl", "text/turtle; charset=utf-8", partial(_counted, write_turtle)),
    Export("tbx", "terms.tbx", "application/x-tbx", partial(_counted, write_tbx3)),
    Export("tbx2", "terms.v2.tbx", "application/x-tbx", partial(_counted, write_tbx2)),
    Export("omegat", "glossary.utf8", _TEXT, partial(_counted, write_omegat)),
    *_yomitan_exports(yomitan.EXPLAINED, yomitan.write_yomitan),
    *_yomitan_exports(yomitan.UNEXPLAINED, yomitan.write_yomitan_unexplained),
    *_yomitan_exports(yomitan.FREQUENCY, yomitan.write_yomitan_frequency),
    Export("stardict", "stardict.zip", _ZIP, partial(_counted, write_stardict)),
    Export("stardict-hant", "stardict-hant.zip", _ZIP, partial(_counted, write_stardict, script="zh-Hant")),
    Export("mdx", "glossary.mdx", _BYTES, partial(_counted, write_mdx), extra=("mdx", "mdict_utils")),
    Export("cedict", "terms.u8", _TEXT, partial(_counted, write_cedict)),
    Export("anki-deck", "glossary.apkg", _BYTES, partial(_counted, write_anki_deck)),
    Export("anki", "anki.txt", _TEXT, partial(_counted, write_anki)),
    Export("jieba", "jieba.txt", _TEXT, partial(_counted, write_jieba)),
    Export("hanlp", "hanlp.txt", _TEXT, partial(_counted, write_hanlp)),
    Export("rime", "glossary.dict.yaml", "application/yaml; charset=utf-8", partial(_counted, write_rime)),
    Export("sogou", "sogou.txt", "text/plain; charset=utf-16", partial(_counted, write_sogou)),
    _companion("csvw", "csv-metadata.json", "application/csvm+json", data_package.csvw_tables),
    _companion("datapackage", "datapackage.json", _JSON, data_package.datapackage),
    _companion("croissant", "croissant.json", "application/ld+json", data_package.croissant),
    _companion("readme", "README.md", "text/markdown; charset=utf-8", data_package.readme),
    _companion("licence", "LICENSE.txt", _TEXT, data_package.licence),
    _companion("citation", "CITATION.cff", "application/yaml; charset=utf-8", data_package.citation),
)
"""Every file of an edition, in the order of the manifest."""


@dataclass(frozen=True, slots=True)
class FileGroup:
    """Files that one process writes together.

    Attributes:
        names: Their names.
        tables: Tables whose rows they share, in addition to the articles.
        reads: The streams that this group reads from the dictionary; the others come from the group that does.
        hands_on: The streams of these that later groups need.
    """

    names: tuple[str, ...]
    tables: tuple[Table, ...] = ()
    reads: frozenset[Stream] = frozenset()
    hands_on: frozenset[Stream] = frozenset()

    @property
    def streams(self) -> frozenset[Stream]:
        """What its files are written from."""
        return frozenset((ARTICLES, *self.tables))


_FIRST = ("terms.csv",)
_ATTESTED = ("attestations.csv", "attestations.excel.csv", "tables.db")
_SPELLED = (
    "yomitan.zip",
    "yomitan-unexplained.zip",
    "yomitan-frequency.zip",
    "glossary.dict.yaml",
    "sogou.txt",
    "jieba.txt",
    "hanlp.txt",
)
_WORKBOOK = ("glossary.xlsx",)
_SORTED = ("stardict.zip", "stardict-hant.zip", "glossary.mdx", "glossary.apkg")
"""Files whose entries are held until all are known."""
_PARQUET = tuple(f"{table.name}.parquet" for table in TABLES)
_APART = frozenset((*_FIRST, *_ATTESTED, *_SPELLED, *_WORKBOOK, *_SORTED, *_PARQUET))


def plan_groups(names: Sequence[str]) -> list[FileGroup]:
    """Which files are written together, in the order in which the groups begin.

    The dictionary is read in one pass for all groups: the first that needs a stream reads it and hands it on to the
    later ones. terms.csv is written alone and first, because most people wait for it. Files are in one group if they
    need the same large tables or libraries (pypinyin, pyarrow), so that no process loads all of them. The order keeps
    two processes busy for the same time, and the groups that need much memory apart: the last one, Parquet, runs beside
    the workbook, which needs least, so that all processes together take less than 200 MB.
    """
    others = tuple(name for name in names if name not in _APART)
    planned = [FileGroup(_FIRST), FileGroup(_ATTESTED, (ATTESTATIONS,)), FileGroup(_SPELLED), FileGroup(others)]
    planned += [FileGroup(_SORTED), FileGroup(_WORKBOOK), FileGroup(_PARQUET, (ATTESTATIONS,))]
    wanted = [replace(each, names=tuple(name for name in each.names if name in names)) for each in planned]
    return list(_assign_streams([each for each in wanted if each.names]))


def _assign_streams(groups: Sequence[FileGroup]) -> Iterator[FileGroup]:
    """Each stream is read by the first group that needs it."""
    read: frozenset[Stream] = frozenset()
    for at, group in enumerate(groups):
        reads = group.streams - read
        later = frozenset[Stream]().union(*(other.streams for other in groups[at + 1 :]))
        yield replace(group, reads=reads, hands_on=reads & later)
        read |= reads
