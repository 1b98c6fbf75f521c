"""Where the files are that stand at the top level of a checkout and inside the package of an installation.

``seeds/`` and ``openapi.yaml`` exist once in the repository; the wheel carries them as ``glossary/seeds`` and
``glossary/openapi.yaml`` (``force-include`` in pyproject.toml), so that ``glossary harvest --seeds`` and the
API's contract work from any folder.
"""

import hashlib
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).parent


def seed_files() -> tuple[Path, ...]:
    """The five documents that come with the project, in the order of their names.

    >>> [path.name[:3] for path in seed_files()]
    ['000', '001', '002', '003', '004']
    """
    return tuple(sorted(packaged_path("seeds").glob("*.txt")))


def packaged_path(name: str) -> Path:
    """The installed copy of a top-level file or folder, or the one of the checkout; it need not exist.

    Args:
        name: Its name at the top level: ``seeds``, ``openapi.yaml``.
    """
    installed = _PACKAGE / name
    return installed if installed.exists() else _PACKAGE.parent / name


@cache
def find_code_version(*rooms: str) -> str:
    """A hash of the code in some rooms of this package: data made by it is stale when it changes.

    Args:
        rooms: Folders and files below ``glossary/``: ``"extract"``, ``"merge/gather.py"``.
    """
    digest = hashlib.sha256()
    for room in rooms:
        for file in sorted([_PACKAGE / room, *(_PACKAGE / room).rglob("*.py")]):
            if file.is_file():
                digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
