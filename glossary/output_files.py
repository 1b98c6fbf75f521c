"""Files and folders that appear under their names when they are complete, and leave no parts if their writer is killed.

On Linux, a file has no name while it is written (``O_TMPFILE``), so it ends with its process. Elsewhere, and for
folders, the part has a hidden name and is locked by its writer. The next writer of the same name removes the parts that
nobody holds any more.
"""

import errno
import os
import secrets
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from glossary.errors import FileError

try:
    import fcntl
except ImportError:  # Windows: nothing is locked, and parts of killed writers stay
    fcntl = None  # type: ignore[assignment]

_OPEN_FILES = Path("/proc/self/fd")
_UNSUPPORTED = {errno.EOPNOTSUPP, errno.EISDIR, errno.EINVAL}
"""Errors of file systems and systems without unnamed files."""
_LONGEST = 40
"""Characters of a name that its part repeats: the whole name of the part must not be too long for the file system."""


@contextmanager
def open_output(path: Path) -> Iterator[BinaryIO]:
    """Opens ``path`` for writing; a regular file is replaced only if the block ends without an error.

    The new file has the permissions of the old one; links are followed. Devices, pipes and sockets are written
    directly.

    Raises:
        FileError: The file cannot be written; the message names ``path`` as given.
    """
    try:
        mode = _find_mode(path)
        if mode is not None and not stat.S_ISREG(mode):  # /dev/stdout links to a pipe without a name
            with path.open("wb") as stream:
                yield stream
            return
        permissions = stat.S_IMODE(mode) if mode is not None else 0o666 & ~_umask()
        with _open_part(path.resolve(), permissions) as stream:
            yield stream
    except (OSError, RuntimeError) as error:  # RuntimeError: circular links
        raise FileError.from_system(str(path), error) from error


@contextmanager
def _open_part(target: Path, permissions: int) -> Iterator[BinaryIO]:
    """A stream whose content replaces ``target`` at the end."""
    if (number := _open_unnamed(target.parent)) is not None:
        with os.fdopen(number, "wb") as stream:
            yield stream
            stream.flush()
            os.fchmod(number, permissions)
            _name(number, target)
        return
    with temporary_folder(target.parent, f".{target.name[:_LONGEST]}.part-") as folder:
        part = folder / "part"
        with part.open("wb") as stream:
            yield stream
        part.chmod(permissions)
        part.replace(target)


def _open_unnamed(folder: Path) -> int | None:
    """A new file without a name on the file system of ``folder``; ``None`` where that cannot be."""
    if not hasattr(os, "O_TMPFILE") or not _OPEN_FILES.exists():
        return None
    try:
        return os.open(folder, os.O_TMPFILE | os.O_WRONLY, 0o600)
    except OSError as error:
        if error.errno in _UNSUPPORTED:
            return None
        raise


def _name(number: int, target: Path) -> None:
    """Give an open file its name. A link cannot replace a file, so it gets another name first."""
    hidden = target.with_name(f".{target.name[:_LONGEST]}.{secrets.token_hex(8)}")
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        # Only with the descriptor of a folder does Python follow the link to the open file.
        os.link(_OPEN_FILES / str(number), hidden, src_dir_fd=folder)
        hidden.replace(target)
    finally:
        os.close(folder)
        hidden.unlink(missing_ok=True)


def _find_mode(path: Path) -> int | None:
    """Returns kind and permissions of the file; ``None`` if there is none."""
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@contextmanager
def make_folder(target: Path) -> Iterator[Path]:
    """Gives an empty folder that gets the name ``target`` if the block ends without an error, and is removed otherwise.

    Raises:
        FileExistsError: ``target`` exists.
    """
    if target.exists():
        raise FileExistsError(f"{target} is there already")
    target.parent.mkdir(parents=True, exist_ok=True)
    with temporary_folder(target.parent, f".{target.name[:_LONGEST]}.writing-") as part:
        yield part
        part.chmod(0o755)
        part.rename(target)


@contextmanager
def temporary_folder(parent: Path | None = None, prefix: str = "glossary-export-") -> Iterator[Path]:
    """A new folder that is removed at the end, as are those of killed processes with the same prefix.

    Args:
        parent: Where it lies; ``None`` is the system's folder for temporary files.
        prefix: How its name begins.
    """
    parent = parent or Path(tempfile.gettempdir())
    remove_abandoned(parent, prefix)
    folder, lock = _make_locked_folder(parent, prefix)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if lock is not None:
            os.close(lock)


def _make_locked_folder(parent: Path, prefix: str) -> tuple[Path, int | None]:
    while True:
        folder = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
        if fcntl is None or (lock := _lock(folder)) is not None:
            return folder, lock if fcntl else None
        # Another process has found it without a lock, and removed it.


def remove_abandoned(parent: Path, prefix: str) -> None:
    """Remove the folders in ``parent`` whose names begin with ``prefix`` and that no process has locked."""
    for path in parent.iterdir() if fcntl else ():
        if path.name.startswith(prefix):
            with suppress(OSError):  # another process has removed it, or it belongs to another user
                _remove_unlocked(path)


def _remove_unlocked(path: Path) -> None:
    if (lock := _lock(path, wait=False)) is not None:
        try:
            shutil.rmtree(path)
        finally:
            os.close(lock)


def _lock(path: Path, *, wait: bool = True) -> int | None:
    """Locks a folder until the returned descriptor is closed; ``None`` if it is gone, or another process has it."""
    number = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    with suppress(BlockingIOError, FileNotFoundError):
        fcntl.flock(number, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        if path.stat().st_ino == os.fstat(number).st_ino:
            return number
    os.close(number)
    return None
