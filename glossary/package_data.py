"""Locates the data files of the package; reads the measured quality of the rules.

``seeds/`` and ``openapi.yaml`` are at the top level of the repository; the wheel contains them as ``glossary/seeds``
and ``glossary/openapi.yaml`` (``force-include`` in pyproject.toml), so that ``glossary harvest --seeds`` and the API's
contract work from any folder. ``make evaluate`` writes the quality figures.
"""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

import orjson

_PACKAGE = Path(__file__).parent
_CODE_AND_DATA = {".py", ".tsv", ".json", ".toml"}


def seed_files() -> tuple[Path, ...]:
    """The paths of the five bundled documents, sorted by name.

    >>> [path.name[:3] for path in seed_files()]
    ['000', '001', '002', '003', '004']
    """
    return tuple(sorted(packaged_path("seeds").glob("*.txt")))


def packaged_path(name: str) -> Path:
    """The path of a top-level file or folder: the installed copy, or that of the checkout; it need not exist.

    Args:
        name: The name at the top level: ``seeds``, ``openapi.yaml``, ``extension``.
    """
    installed = _PACKAGE / name
    return installed if installed.exists() else _PACKAGE.parent / name


@cache
def find_code_version(*paths: str) -> str:
    """A hash of the code and data tables at the given paths; data that they produced is stale when it changes.

    Args:
        paths: Folders and files below ``glossary/``: ``"extraction"``, ``"senses/collect.py"``.
    """
    digest = hashlib.sha256()
    for path in paths:
        for file in sorted([_PACKAGE / path, *(_PACKAGE / path).rglob("*")]):
            if file.is_file() and file.suffix in _CODE_AND_DATA:
                digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


QUALITY_FILE = _PACKAGE / "gold_quality.json"
"""The file with the measured figures, written by ``python -m evaluation.evaluate --write-quality``."""


@cache
def read_quality() -> dict[str, Any]:
    """Read glossary/gold_quality.json: the figures of each gold set and of each rule; see evaluation/README.md."""
    quality: dict[str, Any] = orjson.loads(QUALITY_FILE.read_bytes())
    return quality
