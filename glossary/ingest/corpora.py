"""The catalogue of public corpora (``corpora.toml``) and resumable downloads of them."""

import hashlib
import shutil
import tomllib
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath
from typing import Any

import httpx

from glossary.errors import CorpusError, InvalidQueryError

CATALOGUE = Path(__file__).parents[1] / "corpora.toml"

MAX_ARCHIVE = 2 * 2**30
"""Bytes of an archive; a larger one is rejected, whatever size its server declares."""
MAX_MEMBER = 64 * 2**20
"""Bytes of one document inside an archive."""
MAX_UNPACKED = 8 * 2**30
"""Bytes of all documents together."""
MAX_MEMBERS = 200_000
_BLOCK = 1 << 18
_TIMEOUT = httpx.Timeout(30.0, read=120.0)

Progress = Callable[[int, int | None], None]
"""Called with the bytes received so far and, if the server declares it, the total number of bytes."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """One archive of the catalogue; the attributes are the fields of ``corpora.toml``."""

    name: str
    title: str
    url: str
    licence: str
    layout: str
    size: str
    home: str = ""
    include: tuple[str, ...] = ()
    sha256: str | None = None


def read_catalogue(path: Path = CATALOGUE) -> dict[str, Corpus]:
    """The corpora by name.

    Raises:
        CorpusError: The catalogue is invalid: not TOML, a missing or unknown field, or a URL without https.
    """
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CorpusError(f"{path} is not a valid catalogue: {error}") from error
    return {name: _corpus(name, table) for name, table in tables.items()}


def _corpus(name: str, table: dict[str, Any]) -> Corpus:
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}
    try:
        corpus = Corpus(name, **values)
    except TypeError as error:
        raise CorpusError(f"corpus {name}: {error}") from error
    if not corpus.url.startswith("https://"):
        raise CorpusError(f"corpus {name}: url must begin with https://")
    return corpus


def find_corpus(name: str, path: Path = CATALOGUE) -> Corpus:
    """The corpus of that name.

    Raises:
        InvalidQueryError: There is no such corpus; the message lists the available ones.
    """
    catalogue = read_catalogue(path)
    if name not in catalogue:
        raise InvalidQueryError("corpus", f"no corpus {name!r}; available: {', '.join(sorted(catalogue))}")
    return catalogue[name]


def download(
    corpus: Corpus, folder: Path, on_progress: Progress | None = None, transport: httpx.BaseTransport | None = None
) -> Path:
    """Download the archive into ``folder`` and return its path; keeps an archive that already exists.

    An interrupted download is resumed if the server can send the rest of the same file, else started again.

    Args:
        corpus: The corpus to download.
        folder: Created if missing.
        on_progress: Called after each chunk; see :data:`Progress`.
        transport: For tests.

    Raises:
        CorpusError: The server does not answer or refuses, the archive is too large, or its sha256 differs.
    """
    folder.mkdir(parents=True, exist_ok=True)
    target, partial, tag = (folder / f"{corpus.name}.zip{end}" for end in ("", ".part", ".etag"))
    if not target.is_file():
        try:
            with httpx.Client(follow_redirects=True, timeout=_TIMEOUT, transport=transport) as client:
                _fetch(client, corpus, partial, tag, on_progress or _ignore)
        except httpx.HTTPError as error:
            raise CorpusError(
                f"{corpus.url}: {error or type(error).__name__}; run the command again to resume"
            ) from error
        tag.unlink(missing_ok=True)
        _check(corpus, partial)
        partial.rename(target)
    return target


def _ignore(done: int, total: int | None) -> None:
    """The default progress callback: does nothing."""


def _fetch(client: httpx.Client, corpus: Corpus, partial: Path, tag: Path, on_progress: Progress) -> None:
    done = partial.stat().st_size if partial.is_file() else 0
    known = tag.read_text("utf-8") if tag.is_file() else ""
    headers = {"Range": f"bytes={done}-", "If-Range": known} if done and known else {}
    with client.stream("GET", corpus.url, headers={"Accept-Encoding": "identity", **headers}) as response:
        if any(each.url.scheme != "https" for each in (*response.history, response)):
            raise CorpusError(f"{corpus.url} leads to an address without https")
        response.raise_for_status()
        is_rest = response.status_code == httpx.codes.PARTIAL_CONTENT
        done = done if is_rest else 0
        tag.write_text(response.headers.get("ETag", ""), "utf-8")
        length = response.headers.get("Content-Length", "")
        total = done + int(length) if length.isdecimal() else None
        with partial.open("ab" if is_rest else "wb") as out:
            for block in response.iter_bytes():  # written as it arrives, so that a failed download can be resumed
                done += len(block)
                if done > MAX_ARCHIVE:
                    raise CorpusError(f"{corpus.url} is larger than {MAX_ARCHIVE:,} bytes")
                out.write(block)
                on_progress(done, total)


def _check(corpus: Corpus, path: Path) -> None:
    with path.open("rb") as read:
        digest = hashlib.file_digest(read, "sha256").hexdigest()
    if corpus.sha256 and digest != corpus.sha256:
        path.unlink()
        raise CorpusError(f"{corpus.url} has the sha256 {digest}, not {corpus.sha256}; it was deleted")
    if not zipfile.is_zipfile(path):
        path.unlink()
        raise CorpusError(f"{corpus.url} is not a zip archive; it was deleted")


def unpack(corpus: Corpus, archive: Path, folder: Path) -> Path:
    """Unpack the documents of the archive below ``folder/NAME``, without its top folder; returns that path.

    Keeps existing documents of the same size, so that it can be resumed after an interruption.

    Raises:
        CorpusError: The archive is damaged, holds nothing of the corpus or exceeds the limits of this module.
    """
    target = folder / corpus.name
    try:
        with zipfile.ZipFile(archive) as opened:
            for member, name in _wanted(corpus, opened):
                path = target / name
                if not (path.is_file() and path.stat().st_size == member.file_size):
                    path.parent.mkdir(parents=True, exist_ok=True)
                    with opened.open(member) as source, path.open("wb") as out:
                        shutil.copyfileobj(source, out, _BLOCK)
    except (zipfile.BadZipFile, EOFError, NotImplementedError) as error:
        raise CorpusError(f"{archive} is damaged ({error}); delete it and run the command again") from error
    if not target.is_dir():
        raise CorpusError(
            f"{archive} contains no document below {corpus.layout}; its publisher may have moved them, "
            "delete the archive to download it again"
        )
    return target


def _wanted(corpus: Corpus, archive: zipfile.ZipFile) -> Iterator[tuple[zipfile.ZipInfo, PurePosixPath]]:
    """Yields the members with the relative paths to write them to; no path leads out of the folder."""
    total = 0
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise CorpusError(f"{archive.filename} holds more than {MAX_MEMBERS:,} files")
    for member in members:
        path = PurePosixPath(member.filename)
        is_safe = not (path.is_absolute() or ".." in path.parts or "\\" in member.filename or ":" in member.filename)
        is_wanted = not corpus.include or any(fnmatch(member.filename, pattern) for pattern in corpus.include)
        if member.is_dir() or not is_safe or not is_wanted or len(path.parts) < 2:
            continue
        total += member.file_size
        if member.file_size > MAX_MEMBER or total > MAX_UNPACKED:
            raise CorpusError(f"{member.filename} is larger than a document can be")
        yield member, PurePosixPath(*path.parts[1:])
