"""The whole dictionary as a folder of files, all of one revision, with a manifest that lets a reader check them.

``publish`` writes them next to the store, once per revision. A file that is complete can be used while others are
still being written: its row is in ``progress.jsonl`` until the manifest replaces that file.
"""

import gzip
import hashlib
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import cache, partial
from itertools import chain
from pathlib import Path
from typing import Any

import orjson

from glossary.errors import EditionChangedError
from glossary.export.editions import ASIDE, LOCK, MANIFEST, OWNER, Owner, lock_edition, remove_parts
from glossary.export.formats import EXPORTS, Export, FileGroup, Written, available_exports, plan_groups
from glossary.export.passes import Stream, hand_on, read_stream, receive, run_in_processes, write_together
from glossary.export.release import Edition, ExportMetadata
from glossary.package_data import QUALITY_FILE
from glossary.store.read.reader import Snapshot

PROGRESS = "progress.jsonl"
COMPRESSED = ".gz"
_GZIP_LEVEL = 1
"""Five times as fast as the usual level; the files are a quarter larger, and still a quarter of the text."""

_LARGE = 16 * 2**20
"""Bytes of a store."""

Open = Callable[[], Edition]
"""Opens the edition for reading, in this or in another process."""

OnFile = Callable[[dict[str, Any]], None]


@dataclass(frozen=True, slots=True)
class StoredEdition:
    """Opens the edition of a store, in whichever process it is called."""

    path: str

    @property
    def is_large(self) -> bool:
        """Whether writing all files in one process would take more memory than starting several is worth."""
        return Path(self.path).stat().st_size > _LARGE

    def __call__(self) -> Snapshot:
        """One read of the store, kept open until the process ends."""
        return Snapshot(self.path)


def edition_name(revision: str, metadata: ExportMetadata) -> str:
    """The folder of an edition: named after all that its bytes depend on, the data, the metadata and the writers."""
    formats = " ".join(export.format for export in available_exports())
    made_by = hashlib.sha256(f"{metadata!r}{_writers_version()}{formats}".encode()).hexdigest()[:8]
    return f"{revision[:32] or 'empty'}-{made_by}"


@cache
def _writers_version() -> str:
    """A hash of the code of this package and of the measured quality, so that no edition of older writers is served."""
    digest = hashlib.sha256()
    for path in (*sorted(Path(__file__).parent.glob("*.py")), QUALITY_FILE):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def publish(
    open_edition: Edition | Open,
    folder: Path,
    metadata: ExportMetadata | None = None,
    *,
    store: Path | None = None,
    workers: int = 1,
    on_file: OnFile | None = None,
) -> Path:
    """Write all files of an edition into a folder of its own below ``folder``, unless they are there already.

    Several processes may do so at once: each writes its files aside and puts them in place whole, and all would have
    written the same bytes. A writer that was killed leaves the files it had completed, and the next one goes on from
    there. Folders of other editions stay until :func:`prune` removes them.

    Args:
        open_edition: One read of the dictionary, or what opens one; with more than one worker it must be the latter.
        folder: The folder of all editions; made if missing.
        metadata: The metadata of the edition.
        store: The store of the service that owns the edition; ``None`` if only the user may remove the edition.
        workers: Processes that write; the files are the same.
        on_file: Called with the row of each file as soon as it is there.

    Returns:
        The folder with the files and ``manifest.json``.

    Raises:
        EditionChangedError: The dictionary changed while several processes were writing.
    """
    metadata = metadata or ExportMetadata()
    opener: Open = open_edition if callable(open_edition) else lambda: open_edition
    edition = opener()
    target = folder / edition_name(edition.revision, metadata)
    if (target / MANIFEST).is_file():
        return target
    is_new = not target.exists()
    target.mkdir(parents=True, exist_ok=True)
    remove_parts(folder)
    job = _Job(opener, edition.revision, metadata, target, store is not None, secrets.token_hex(8))
    try:
        with lock_edition(target):
            if store:
                owner = Owner(str(store.resolve()), metadata.base_url, edition.revision)
                _put(target / OWNER, orjson.dumps(asdict(owner)))
            if not (target / MANIFEST).is_file():
                _complete(job, edition, list(_write_data(job, workers, on_file)))
    except BaseException:
        if is_new and all(path.name in {OWNER, LOCK} or path.name.startswith(ASIDE) for path in target.iterdir()):
            shutil.rmtree(target, ignore_errors=True)
        raise
    return target


@dataclass(frozen=True, slots=True)
class _Job:
    """What a process needs to write any file of one edition; ``run`` distinguishes this run from all others."""

    opener: Open
    revision: str
    metadata: ExportMetadata
    target: Path
    is_served: bool
    run: str

    def write(self, group: FileGroup) -> list[dict[str, Any]]:
        """Writes the files of one group; returns their rows in the manifest."""
        edition = _opened(self.opener, os.getpid())
        if edition.revision != self.revision:
            raise EditionChangedError(self.revision, edition.revision)

        def open_stream(edition: Edition, stream: Stream) -> Iterator[Any]:
            if stream not in group.reads:
                return receive(self.rows_file(stream))
            rows = read_stream(edition, stream)
            return hand_on(rows, self.rows_file(stream)) if stream in group.hands_on else rows

        writers = [partial(self._write_file, name) for name in group.names]
        return write_together(edition, writers, group.tables, open_stream, group.hands_on)

    def rows_file(self, stream: Stream) -> Path:
        """Where the rows of a stream are handed on; a run has files of its own."""
        name = stream if isinstance(stream, str) else stream.name
        return self.target / f"{ASIDE}{self.run}-rows-of-{name}"

    def _write_file(self, name: str, edition: Edition) -> dict[str, Any]:
        export = next(each for each in EXPORTS if each.name == name)
        aside = self.aside(name)
        try:
            with aside.open("wb") as out:
                written = export.write(edition, self.metadata, out)
            row = self.put(export, aside, written)
        finally:
            aside.unlink(missing_ok=True)
        # By the process that has written the file: the other files of its pass may take seconds more.
        with (self.target / PROGRESS).open("ab", buffering=0) as progress:
            progress.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))
        return row

    def aside(self, name: str) -> Path:
        """Where a file is written before it is put in place whole."""
        return self.target / f"{ASIDE}{os.getpid()}-{name}"

    def put(self, export: Export, aside: Path, written: Written) -> dict[str, Any]:
        """Put a complete file in place; gives its row of the manifest."""
        row = _row(export, aside, written)
        aside.replace(self.target / export.name)
        if self.is_served:
            _compress(self.target / export.name, export.media_type)
        return row


@cache
def _opened(opener: Open, process: int) -> Edition:
    """One read for all files that a process writes; a forked process must not use the connection of its parent."""
    return opener()


def _write_data(job: _Job, workers: int, on_file: OnFile | None) -> Iterator[dict[str, Any]]:
    """The files that are written from the dictionary itself, each as soon as it is there.

    The first in the list come first: people wait for terms.csv.
    """
    done = {row["name"]: row for row in read_progress(job.target) if _is_there(job.target, row)}
    missing = [export.name for export in available_exports() if export.name not in done]
    yield from done.values()
    for row in _written(job, missing, workers):
        if on_file:
            on_file(row)
        yield row


def _is_there(target: Path, row: dict[str, Any]) -> bool:
    path = target / row["name"]
    return path.is_file() and bool(path.stat().st_size == row["bytes"])


def _written(job: _Job, names: list[str], workers: int) -> Iterator[dict[str, Any]]:
    groups = plan_groups(names)
    is_large = isinstance(job.opener, StoredEdition) and job.opener.is_large
    try:
        if len(groups) < 2 or (workers == 1 and not is_large):
            yield from chain.from_iterable(map(job.write, groups))
        else:
            yield from chain.from_iterable(run_in_processes(job.write, groups, workers))
    finally:
        for stream in frozenset[Stream]().union(*(group.hands_on for group in groups)):
            job.rows_file(stream).unlink(missing_ok=True)


def _complete(job: _Job, edition: Edition, files: list[dict[str, Any]]) -> None:
    """The files about the others, and the manifest; removes what a killed writer has left aside."""
    order = {export.name: at for at, export in enumerate(EXPORTS)}
    files.sort(key=lambda row: order[row["name"]])
    descriptions = []
    for export in available_exports(companions=True):
        assert export.companion is not None
        aside = job.aside(export.name)
        aside.write_bytes(export.companion(edition, job.metadata, files))
        descriptions.append(job.put(export, aside, Written(1)))
    _put(job.target / MANIFEST, _manifest(edition, job.metadata, files + descriptions))
    (job.target / PROGRESS).unlink(missing_ok=True)
    for left in job.target.glob(f"{ASIDE}*"):
        left.unlink(missing_ok=True)


def _row(export: Export, aside: Path, written: Written) -> dict[str, Any]:
    with aside.open("rb") as read:
        digest = hashlib.file_digest(read, "sha256").hexdigest()
    row: dict[str, Any] = {
        "name": export.name,
        "format": export.format,
        "media_type": export.media_type,
        "rows": written.rows,
        "bytes": aside.stat().st_size,
        "sha256": digest,
    }
    if export.describes:
        row["describes"] = export.describes
    if written.altered:
        row["altered_cells"] = written.altered
    return row


def _manifest(edition: Edition, metadata: ExportMetadata, files: list[dict[str, Any]]) -> bytes:
    manifest = {
        "title": metadata.title,
        "revision": edition.revision,
        "converter": edition.converter,
        "license": metadata.license_url,
        "base_url": metadata.base_url,
        "files": files,
    }
    return orjson.dumps(manifest, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _put(path: Path, body: bytes) -> None:
    """Write a file that is either whole or not there."""
    aside = path.with_name(f"{ASIDE}{os.getpid()}-{path.name}")
    aside.write_bytes(body)
    aside.replace(path)


def _compress(path: Path, media_type: str) -> None:
    """A gzip copy of a text file, for clients that take one: most of an edition is text."""
    if is_text(media_type) and path.stat().st_size > 1024:
        aside = path.with_name(f"{ASIDE}{os.getpid()}-{path.name}{COMPRESSED}")
        with (
            path.open("rb") as read,
            aside.open("wb") as out,
            gzip.GzipFile("", "wb", _GZIP_LEVEL, out, mtime=0) as packed,
        ):
            shutil.copyfileobj(read, packed, 1 << 18)
        aside.replace(path.with_name(f"{path.name}{COMPRESSED}"))


def is_text(media_type: str) -> bool:
    """Whether a file of that type becomes much smaller by compression."""
    return media_type.startswith("text/") or any(part in media_type for part in ("json", "+xml", "tbx", "yaml", "bib"))


def read_manifest(edition_folder: Path) -> dict[str, Any]:
    """The manifest of a published edition: revision, and for each file rows, bytes and sha256."""
    manifest: dict[str, Any] = orjson.loads((edition_folder / MANIFEST).read_bytes())
    return manifest


def read_progress(edition_folder: Path) -> list[dict[str, Any]]:
    """The rows of the files that an edition in the making has already; a line that is not whole does not count."""
    try:
        lines = (edition_folder / PROGRESS).read_bytes().split(b"\n")[:-1]
    except FileNotFoundError:
        return []
    return [orjson.loads(line) for line in lines if line]
