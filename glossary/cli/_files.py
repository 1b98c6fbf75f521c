"""Writing the file that a person has named: whole or not at all, and never in the place of what is no file."""

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from glossary.errors import FileError


@contextmanager
def open_output(path: Path) -> Iterator[BinaryIO]:
    """A stream whose content stands at ``path`` once the block has ended without an error.

    A regular file is written aside, under a name of this process alone, and put in place as a whole with the
    permissions that were there; a link is followed to the file that it names. A device, a pipe or a socket is written
    into.

    Raises:
        FileError: it cannot be written; the message names ``path`` as it was given.
    """
    try:
        mode = _find_mode(path)
        if mode is not None and not stat.S_ISREG(mode):  # /dev/stdout is a link to something without a name
            with path.open("wb") as stream:
                yield stream
            return
        with _written_aside(path.resolve(), mode) as stream:
            yield stream
    except (OSError, RuntimeError) as error:  # RuntimeError: links that name each other
        raise FileError(str(path), getattr(error, "strerror", None) or str(error)) from error


@contextmanager
def _written_aside(target: Path, mode: int | None) -> Iterator[BinaryIO]:
    number, name = tempfile.mkstemp(prefix=f".{target.name[:100]}.", suffix=".part", dir=target.parent)
    part = Path(name)
    try:
        with os.fdopen(number, "wb") as stream:
            yield stream
        part.chmod(stat.S_IMODE(mode) if mode is not None else 0o666 & ~_umask())
        part.replace(target)
    finally:
        with suppress(FileNotFoundError):
            part.unlink()


def _find_mode(path: Path) -> int | None:
    """Kind and permissions of what is there; ``None`` for nothing."""
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None


def _umask() -> int:
    """The permissions that new files of this process do not get; the system tells it only by changing it."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
