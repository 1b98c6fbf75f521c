"""Opens paths as blobs: a file is one blob, a folder or an archive holds many.

Folders are walked in sorted order; symbolic links that form a cycle are followed once.
"""

from collections.abc import Iterator
from pathlib import Path

from glossary.errors import UnreadableSourceError
from glossary.ingest.archives import DecompressionLimit, open_members
from glossary.ingest.blob import Blob, Format, failed, failure, find_format, has_document_name, left_out, printable
from glossary.ingest.resource_limits import Limits
from glossary.model import Failure, Finding


def find_files(folder: Path, limits: Limits) -> Iterator[Path | Failure]:
    """The files below ``folder``, sorted by path, without hidden ones (``.git``, ``~$x.docx``).

    Yields:
        Paths, and failures: E117 for a folder that cannot be listed, E106 for more files or deeper folders
        than ``limits`` allow.
    """
    for count, found in enumerate(_walk(folder, limits.folder_depth, {_identity(folder)}, folder.resolve())):
        if count >= limits.folder_files:
            yield _failed(folder, "E106", f"holds more than {limits.folder_files:,} files; read its parts one by one")
            return
        yield found


def _walk(folder: Path, depth: int, above: set[tuple[int, int]], root: Path) -> Iterator[Path | Failure]:
    try:
        entries = sorted(folder.iterdir(), key=lambda path: path.name)
    except OSError as error:
        yield _failed(folder, "E117", f"cannot be listed ({error.strerror}); check its permissions")
        return
    for path in entries:
        if path.name.startswith((".", "~$")):
            continue
        if path.is_symlink() and not _is_within(path, root):
            yield _failed(
                path, "E121", "is a link that leads out of the folder; it was refused, name its target itself"
            )
        elif not path.is_dir():
            yield path
        elif _identity(path) in above:
            yield _failed(path, "I102", "is a link to a folder above it; it was left out")
        elif depth <= 1:
            yield _failed(path, "E106", "lies too deep in folders; read it by itself")
        else:
            yield from _walk(path, depth - 1, above | {_identity(path)}, root)


def _is_within(link: Path, root: Path) -> bool:
    """Whether the target of a link is inside ``root``; a link must not give access to files elsewhere."""
    try:
        return link.resolve().is_relative_to(root)
    except (OSError, RuntimeError):
        return True  # the link is broken or points to itself; reading it will report that


def _identity(folder: Path) -> tuple[int, int]:
    """Device and inode, which are the same for a folder and all links to it."""
    try:
        status = folder.stat()
    except OSError:
        return (0, hash(folder))
    return (status.st_dev, status.st_ino)


def _failed(path: Path, code: str, problem: str) -> Failure:
    return Failure(str(path), Finding(code, problem))


_EMPTY = "is a folder with nothing in it that can be read; see docs/reading.md"


def open_path(origin: str, limits: Limits) -> Iterator[Blob | Failure]:
    """The blobs at a path; never raises.

    Yields:
        Blobs, and failures: E102 no such path, E103 a folder with nothing readable, E117 no permission or not
        a file, I101 for a file that is not a document.
    """
    path = Path(origin)
    try:
        if path.is_dir():
            yield from _open_folder(path, limits)
        elif path.is_file():
            yield from open_blob(Blob(printable(origin), path=path), limits)
        elif path.exists():
            yield from failed(origin, "E117", "is not a regular file but a device or a pipe; copy it to a file first")
        else:
            yield from failed(origin, "E102", "there is no such file or folder; check the path")
    except (OSError, ValueError) as error:
        yield list_unreadable(origin, error)


def list_unreadable(origin: str, error: Exception) -> Failure:
    """An E117 failure for an error of the operating system."""
    reason = getattr(error, "strerror", None) or str(error)
    return Failure(origin, Finding("E117", f"cannot be opened ({reason}); check path and permissions"))


def list_folder(folder: Path, limits: Limits) -> Iterator[str | Failure]:
    """The files in a folder that may be documents, unopened; yields failures as :func:`open_path` does."""
    is_empty = True
    for found in find_files(folder, limits):
        if isinstance(found, Failure):
            yield found
        elif has_document_name(Blob(str(found), path=found, is_requested=False)):
            is_empty = False
            yield str(found)
        else:
            yield left_out(str(found))
    if is_empty:
        yield from failed(str(folder), "E103", _EMPTY)


def _open_folder(folder: Path, limits: Limits) -> Iterator[Blob | Failure]:
    is_empty = True
    for found in find_files(folder, limits):
        if isinstance(found, Failure):
            yield found
            continue
        for opened in open_blob(Blob(printable(str(found)), path=found, is_requested=False), limits):
            is_empty = is_empty and isinstance(opened, Failure) and not opened.is_error
            yield opened
    if is_empty:
        yield from failed(str(folder), "E103", _EMPTY)


def open_blob(
    blob: Blob, limits: Limits, budget: DecompressionLimit | None = None, depth: int = 0
) -> Iterator[Blob | Failure]:
    """Yields the blob itself, the members of an archive, or the reason why it is skipped.

    Args:
        blob: The bytes of one file.
        limits: The limits for unpacking.
        budget: The remaining budget, inside an archive.
        depth: The number of archives around the blob.
    """
    try:
        if not blob.is_requested and not has_document_name(blob):
            yield left_out(blob.origin)
            return
        kind = find_format(blob)
        if kind is Format.OTHER:
            yield from failed(blob.origin, "E119", "is in no format that is read; docs/reading.md lists them")
        elif kind not in {Format.ZIP, Format.TAR}:
            yield blob
        elif depth >= limits.archive_depth:
            yield from failed(blob.origin, "E107", f"lies in {depth} archives one inside the other; unpack it yourself")
        else:
            held = budget or DecompressionLimit(blob.origin, blob.size(), limits)
            for member in open_members(blob, kind, held):
                yield from (member,) if isinstance(member, Failure) else open_blob(member, limits, held, depth + 1)
    except UnreadableSourceError as error:
        if budget is not None and error.finding_code == "E107":
            raise  # the error concerns the outermost archive: nothing more of it is unpacked
        yield failure(error)
    except OSError as error:
        yield list_unreadable(blob.origin, error)
