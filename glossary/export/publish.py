"""The whole dictionary as a folder of files, all of one revision, with a manifest that lets a reader check them.

``publish`` writes them beside the store, once for a revision: the API sends them as they lie there.
"""

import hashlib
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from glossary.errors import InvalidQueryError
from glossary.export import yomitan
from glossary.export.anki import write_anki
from glossary.export.cedict import write_cedict
from glossary.export.columns import TABLES, Table
from glossary.export.csv_tables import file_name, metadata, write_csv, write_excel_csv
from glossary.export.json_lines import write_jsonl
from glossary.export.release import Edition, ExportMetadata
from glossary.export.skos import write_skos
from glossary.export.sqlite_tables import write_sqlite
from glossary.export.stardict import write_stardict
from glossary.export.tbx import write_tbx2, write_tbx3
from glossary.package_data import QUALITY_FILE

MANIFEST = "manifest.json"
_ASIDE = ".writing-"
_BINARY = {"application/zip", "application/vnd.sqlite3"}
_ABANDONED = 3600
"""Seconds after which a folder that is being written is taken for one that a killed writer left."""


@dataclass(frozen=True, slots=True)
class Written:
    """What writing a file gives: its rows, and the cells that were altered for spreadsheets."""

    rows: int
    altered: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Export:
    """One file of the edition.

    Attributes:
        format: What ``glossary export`` and the API call it.
        name: Its file name.
        media_type: What HTTP calls it.
        write: Writes it.
        describes: The file whose metadata this is.
    """

    format: str
    name: str
    media_type: str
    write: Callable[[Edition, ExportMetadata, BinaryIO], Written]
    describes: str | None = None

    @property
    def is_binary(self) -> bool:
        """Whether it is no text that a terminal can show."""
        return self.media_type in _BINARY


def find_export(name: str) -> Export:
    """The export with that format or file name.

    Raises:
        InvalidQueryError: There is none; the message lists those that are.
    """
    for export in EXPORTS:
        if name in {export.format, export.name}:
            return export
    known = ", ".join(export.format for export in EXPORTS)
    raise InvalidQueryError("format", f"no format {name!r}; there are {known}")


def edition_name(revision: str, imprint: ExportMetadata) -> str:
    """The folder of an edition: named after all that its bytes depend on, the data, the imprint and the writers."""
    made_by = hashlib.sha256(f"{imprint!r}{_writers_version()}".encode()).hexdigest()[:8]
    return f"{revision[:32] or 'empty'}-{made_by}"


@cache
def _writers_version() -> str:
    """A hash of this room's own text and of the measured quality, so that no edition of older writers is served."""
    digest = hashlib.sha256()
    for path in (*sorted(Path(__file__).parent.glob("*.py")), QUALITY_FILE):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def publish(edition: Edition, folder: Path, imprint: ExportMetadata | None = None) -> Path:
    """Write all files of ``edition`` into a folder of its own below ``folder``, unless they are there already.

    Several processes may do so at once: each writes aside, the first to finish puts its folder in place, and all
    would have written the same bytes. Folders of older revisions stay.

    Args:
        edition: One read of the dictionary.
        folder: Where editions lie; made if missing.
        imprint: What the edition says of itself.

    Returns:
        The folder with the files and ``manifest.json``.
    """
    imprint = imprint or ExportMetadata()
    target = folder / edition_name(edition.revision, imprint)
    if (target / MANIFEST).is_file():
        return target
    folder.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=_ASIDE, dir=folder))
    try:
        _write_all(edition, imprint, aside)
        aside.chmod(0o755)
        try:
            aside.rename(target)
        except OSError:
            if not (target / MANIFEST).is_file():
                raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return target


def remove_edition(folder: Path) -> None:
    """Remove an edition; a file of it that is being sent stays readable on POSIX."""
    if (folder / MANIFEST).is_file():
        shutil.rmtree(folder, ignore_errors=True)


def remove_abandoned(folder: Path) -> None:
    """Remove what a killed writer left below ``folder`` an hour ago or earlier."""
    for path in folder.iterdir():
        if path.name.startswith(_ASIDE) and _age(path) > _ABANDONED:
            shutil.rmtree(path, ignore_errors=True)


def _age(path: Path) -> float:
    """Seconds since the last change; 0 for what another process has just removed."""
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def read_manifest(edition_folder: Path) -> dict[str, Any]:
    """The manifest of a published edition: revision, and for each file rows, bytes and sha256."""
    manifest: dict[str, Any] = orjson.loads((edition_folder / MANIFEST).read_bytes())
    return manifest


def _write_all(edition: Edition, imprint: ExportMetadata, folder: Path) -> None:
    files = [_write_one(export, edition, imprint, folder / export.name) for export in EXPORTS]
    manifest = {
        "title": imprint.title,
        "revision": edition.revision,
        "converter": edition.converter,
        "license": imprint.license_url,
        "files": files,
    }
    (folder / MANIFEST).write_bytes(orjson.dumps(manifest, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


def _write_one(export: Export, edition: Edition, imprint: ExportMetadata, path: Path) -> dict[str, Any]:
    with path.open("wb") as out:
        written = export.write(edition, imprint, out)
    with path.open("rb") as read:
        digest = hashlib.file_digest(read, "sha256").hexdigest()
    row: dict[str, Any] = {
        "name": export.name,
        "format": export.format,
        "media_type": export.media_type,
        "rows": written.rows,
        "bytes": path.stat().st_size,
        "sha256": digest,
    }
    if export.describes:
        row["describes"] = export.describes
    if written.altered:
        row["altered_cells"] = written.altered
    return row


def _table(table: Table, edition: Edition, imprint: ExportMetadata, out: BinaryIO) -> Written:
    return Written(write_csv(table, edition, out))


def _excel(table: Table, edition: Edition, imprint: ExportMetadata, out: BinaryIO) -> Written:
    return Written(*write_excel_csv(table, edition, out))


def _metadata(table: Table, edition: Edition, imprint: ExportMetadata, out: BinaryIO, *, excel: bool) -> Written:
    out.write(metadata(table, edition, imprint, excel=excel))
    return Written(len(table.columns))


def _jsonl(edition: Edition, imprint: ExportMetadata, out: BinaryIO) -> Written:
    return Written(write_jsonl(edition, out))


def _counted(
    write: Callable[[Edition, ExportMetadata, BinaryIO], int], edition: Edition, imprint: ExportMetadata, out: BinaryIO
) -> Written:
    return Written(write(edition, imprint, out))


def _index(edition: Edition, imprint: ExportMetadata, out: BinaryIO, *, frequency: bool) -> Written:
    out.write(orjson.dumps(yomitan.index(edition, imprint, frequency=frequency)))
    return Written(1)


def _csv_exports(table: Table) -> list[Export]:
    kind = "csv" if table.name == "terms" else table.name
    excel = "excel" if table.name == "terms" else f"{table.name}-excel"
    plain_name, excel_name = file_name(table), file_name(table, excel=True)
    csv_type, json_type = "text/csv; charset=utf-8; header=present", "application/csvm+json"
    return [
        Export(kind, plain_name, csv_type, partial(_table, table)),
        Export(
            f"{kind}-metadata",
            f"{plain_name}-metadata.json",
            json_type,
            partial(_metadata, table, excel=False),
            plain_name,
        ),
        Export(excel, excel_name, csv_type, partial(_excel, table)),
        Export(
            f"{excel}-metadata",
            f"{excel_name}-metadata.json",
            json_type,
            partial(_metadata, table, excel=True),
            excel_name,
        ),
    ]


EXPORTS: tuple[Export, ...] = (
    *(export for table in TABLES for export in _csv_exports(table)),
    Export("jsonl", "terms.jsonl", "application/jsonl; charset=utf-8", _jsonl),
    Export("skos", "skos.jsonld", "application/ld+json", partial(_counted, write_skos)),
    Export("tbx", "terms.tbx", "application/x-tbx", partial(_counted, write_tbx3)),
    Export("tbx2", "terms.v2.tbx", "application/x-tbx", partial(_counted, write_tbx2)),
    Export("yomitan", "yomitan.zip", "application/zip", partial(_counted, yomitan.write_yomitan)),
    Export("yomitan-index", "yomitan-index.json", "application/json", partial(_index, frequency=False), "yomitan.zip"),
    Export(
        "yomitan-frequency",
        "yomitan-frequency.zip",
        "application/zip",
        partial(_counted, yomitan.write_yomitan_frequency),
    ),
    Export(
        "yomitan-frequency-index",
        "yomitan-frequency-index.json",
        "application/json",
        partial(_index, frequency=True),
        "yomitan-frequency.zip",
    ),
    Export("cedict", "terms.u8", "text/plain; charset=utf-8", partial(_counted, write_cedict)),
    Export("stardict", "stardict.zip", "application/zip", partial(_counted, write_stardict)),
    Export("sqlite", "tables.db", "application/vnd.sqlite3", partial(_counted, write_sqlite)),
    Export("anki", "anki.txt", "text/plain; charset=utf-8", partial(_counted, write_anki)),
)
"""Every file of an edition, in the order of the manifest."""
