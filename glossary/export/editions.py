"""The editions in a folder: whose each is, which may be removed, what killed writers have left."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import orjson

from glossary.export.release import is_loopback

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

MANIFEST = "manifest.json"
"""A folder that has it is complete."""
OWNER = ".edition.json"
"""The file that names the owner of a folder: which folders the service may remove when a newer edition exists."""
LOCK = ".lock"
ASIDE = ".writing-"
"""How the names of files begin that are not complete."""


@dataclass(frozen=True, slots=True)
class Owner:
    """The owner of an edition.

    Attributes:
        store: The store file of the service; empty if a user wrote the edition and keeps it.
        base_url: Where the links in its files lead.
        revision: Of the data.
    """

    store: str
    base_url: str
    revision: str


@contextmanager
def lock_edition(target: Path, *, wait: bool = True) -> Iterator[bool]:
    """One writer at a time where the system has locks; elsewhere several write the same files aside.

    Args:
        target: The folder of the edition.
        wait: Wait for another writer; else the block runs with ``False`` if there is one.
    """
    if fcntl is None:
        yield wait
        return
    with (target / LOCK).open("wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
        else:
            yield True


def remove_parts(folder: Path) -> None:
    """Remove the incomplete files that killed writers have left in the editions below ``folder``."""
    for edition in folder.iterdir():
        if (edition / LOCK).is_file() and not (edition / MANIFEST).is_file():
            with lock_edition(edition, wait=False) as is_alone:
                for part in edition.glob(f"{ASIDE}*") if is_alone else ():
                    part.unlink(missing_ok=True)


def read_owner(edition_folder: Path) -> Owner | None:
    """Returns the owner of a folder; ``None`` if it is not an edition, or one of an older version."""
    try:
        return Owner(**orjson.loads((edition_folder / OWNER).read_bytes()))
    except (OSError, orjson.JSONDecodeError, TypeError):
        return None


def own_editions(folder: Path, store: Path, base_url: str) -> list[Path]:
    """The editions that were written for the service of this store under this address, the newest first."""
    if not folder.is_dir():
        return []
    found = []
    for path in folder.iterdir():
        owner = read_owner(path)
        if owner and owner.store == str(store.resolve()) and owner.base_url == base_url:
            found.append(path)
    return sorted(found, key=_age)


def served_addresses(folder: Path, store: Path) -> list[str]:
    """The addresses of the services of this store that have editions in ``folder``, the newest first.

    Only the newest of the addresses that no other machine can reach: each port that was ever tried would count.
    """
    if not folder.is_dir():
        return []
    owners = [read_owner(path) for path in sorted(folder.iterdir(), key=_age)]
    found = dict.fromkeys(owner.base_url for owner in owners if owner and owner.store == str(store.resolve()))
    local = [address for address in found if is_loopback(address)]
    return [address for address in found if address not in local[1:]]


def prune(folder: Path, keep: Path, store: Path, base_url: str) -> None:
    """Remove the editions that were written for the same service before ``keep``, and nothing else.

    A file that is being sent stays readable on POSIX.
    """
    for path in own_editions(folder, store, base_url):
        if path != keep:
            shutil.rmtree(path, ignore_errors=True)


def _age(path: Path) -> float:
    """Seconds since the last change; 0 for what another process has just removed."""
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return 0.0
