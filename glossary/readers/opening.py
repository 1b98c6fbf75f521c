"""An origin to the blobs in it: a file is one, a folder or an archive many."""

from collections.abc import Iterator
from pathlib import Path

from glossary.model import Failure, Finding
from glossary.readers.blob import Blob, failed
from glossary.readers.folders import find_files
from glossary.readers.formats import Format, find_format
from glossary.readers.limits import Limits

_NO_DOCUMENTS = {"readme", "license", "licence", "changelog"}  # what lies beside documents in a folder


def open_path(origin: str, limits: Limits) -> Iterator[Blob | Failure]:
    """The blobs at a path; never raises.

    Yields:
        Blobs, and failures: E102 no such path, E103 a folder with nothing readable, E117 no permission or not
        a file, I101 for what is no document.
    """
    path = Path(origin)
    try:
        if path.is_dir():
            yield from _open_folder(path, limits)
        elif path.is_file():
            yield from open_file(Blob(origin, path=path))
        elif path.exists():
            yield from failed(origin, "E117", "is no regular file (a device, a pipe); copy it to a file first")
        else:
            yield from failed(origin, "E102", "there is no such file or folder; check the path")
    except (OSError, ValueError) as error:
        yield unopened(origin, error)


def unopened(origin: str, error: Exception) -> Failure:
    """E117 for what the operating system refuses."""
    reason = getattr(error, "strerror", None) or str(error)
    return Failure(origin, Finding("E117", f"cannot be opened ({reason}); check path and permissions"))


def _open_folder(folder: Path, limits: Limits) -> Iterator[Blob | Failure]:
    is_empty = True
    for found in find_files(folder, limits):
        if isinstance(found, Failure):
            yield found
            continue
        for opened in open_file(Blob(str(found), path=found, asked_for=False)):
            is_empty = is_empty and isinstance(opened, Failure) and not opened.is_error
            yield opened
    if is_empty:
        yield from failed(str(folder), "E103", "is a folder with nothing in it that can be read; see docs/reading.md")


def open_file(blob: Blob) -> Iterator[Blob | Failure]:
    """The blob itself, or why it is left out."""
    try:
        if find_format(blob) is not Format.OTHER and (blob.asked_for or blob.stem.lower() not in _NO_DOCUMENTS):
            yield blob
        elif blob.asked_for:
            yield from failed(blob.origin, "E119", "is in no format that is read; docs/reading.md lists them")
        else:
            yield from failed(blob.origin, "I101", "is no document; it was left out")
    except OSError as error:
        yield unopened(blob.origin, error)
