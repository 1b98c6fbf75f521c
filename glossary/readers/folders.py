"""A folder tree as a sorted stream of its files; links that lead back are followed once."""

from collections.abc import Iterator
from pathlib import Path

from glossary.model import Failure, Finding
from glossary.readers.limits import Limits


def find_files(folder: Path, limits: Limits) -> Iterator[Path | Failure]:
    """The files below ``folder``, sorted by path, hidden ones (``.git``, ``~$x.docx``) left out.

    Yields:
        Paths, and failures: E117 for a folder that cannot be listed, E106 for more files or deeper folders
        than ``limits`` allow.
    """
    for count, found in enumerate(_walk(folder, limits.folder_depth, {_identity(folder)})):
        if count >= limits.folder_files:
            yield _failed(folder, "E106", f"holds more than {limits.folder_files:,} files; read its parts one by one")
            return
        yield found


def _walk(folder: Path, depth: int, above: set[tuple[int, int]]) -> Iterator[Path | Failure]:
    try:
        entries = sorted(folder.iterdir(), key=lambda path: path.name)
    except OSError as error:
        yield _failed(folder, "E117", f"cannot be listed ({error.strerror}); check its permissions")
        return
    for path in entries:
        if path.name.startswith((".", "~$")):
            continue
        if not path.is_dir():
            yield path
        elif _identity(path) in above:
            yield _failed(path, "I102", "is a link to a folder above it; it was left out")
        elif depth <= 1:
            yield _failed(path, "E106", "lies too deep in folders; read it by itself")
        else:
            yield from _walk(path, depth - 1, above | {_identity(path)})


def _identity(folder: Path) -> tuple[int, int]:
    """Device and inode, the same for a folder and every link to it."""
    try:
        status = folder.stat()
    except OSError:
        return (0, hash(folder))
    return (status.st_dev, status.st_ino)


def _failed(path: Path, code: str, problem: str) -> Failure:
    return Failure(str(path), Finding(code, problem))
