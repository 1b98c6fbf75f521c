"""Where the files are that stand at the top level of a checkout and inside the package of an installation.

``seeds/`` and ``openapi.yaml`` exist once in the repository; the wheel carries them as ``glossary/seeds`` and
``glossary/openapi.yaml`` (``force-include`` in pyproject.toml), so that ``glossary harvest --seeds`` and the
API's contract work from any folder.

The measured precision of the rules, as a column and as an answer; written by ``make evaluate``.
"""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

import orjson

_PACKAGE = Path(__file__).parent
_CODE_AND_DATA = {".py", ".tsv", ".json", ".toml"}


def seed_files() -> tuple[Path, ...]:
    """The five documents that come with the project, in the order of their names.

    >>> [path.name[:3] for path in seed_files()]
    ['000', '001', '002', '003', '004']
    """
    return tuple(sorted(packaged_path("seeds").glob("*.txt")))


def packaged_path(name: str) -> Path:
    """The installed copy of a top-level file or folder, or the one of the checkout; it need not exist.

    Args:
        name: Its name at the top level: ``seeds``, ``openapi.yaml``, ``extension``.
    """
    installed = _PACKAGE / name
    return installed if installed.exists() else _PACKAGE.parent / name


@cache
def find_code_version(*rooms: str) -> str:
    """A hash of the code and the data tables in some rooms of this package: data made by them is stale when it changes.

    Args:
        rooms: Folders and files below ``glossary/``: ``"extraction"``, ``"senses/collect.py"``.
    """
    digest = hashlib.sha256()
    for room in rooms:
        for file in sorted([_PACKAGE / room, *(_PACKAGE / room).rglob("*")]):
            if file.is_file() and file.suffix in _CODE_AND_DATA:
                digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


QUALITY_FILE = _PACKAGE / "quality.json"
"""The measured figures; written by ``python -m evaluation.evaluate --write-quality``."""
# What the store calls a kind of evidence, the evaluation calls by its plural.
_KINDS = {"entry": "entries", "mention": "slogans", "gloss": "glosses"}


@cache
def read_quality() -> dict[str, Any]:
    """glossary/quality.json: the figures of each set of gold and of each rule; see evaluation/README.md."""
    quality: dict[str, Any] = orjson.loads(QUALITY_FILE.read_bytes())
    return quality


def rule_precision(kind: str, rule: str) -> float | None:
    """The share of what ``rule`` found that was right, ``0 … 1``; ``None`` where it was never measured.

    Args:
        kind: ``entry``, ``gloss`` or ``mention``.
        rule: The rule's name, as entries and slogans carry it.
    """
    return _precisions().get((_KINDS.get(kind, kind), rule))


@cache
def _precisions() -> dict[tuple[str, str], float]:
    return {(row["kind"], row["rule"]): row["precision"] for row in read_quality()["rules"]}
