"""Locates the data files of the package; reads the measured quality of the rules, and finding codes.

``seeds/`` and ``openapi.yaml`` are at the top level of the repository; the wheel contains them as ``glossary/seeds``
and ``glossary/openapi.yaml`` (``force-include`` in pyproject.toml), so that ``glossary harvest --seeds`` and the API's
contract work from any folder. ``make evaluate`` writes the quality figures.
"""

import csv
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
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


STAGES = {
    "reading": "Reading",
    "entries": "Glossary sections and entries",
    "document": "Documents as a whole",
    "merging": "Merging",
    "dictionary": "The dictionary",
}
"""The stages that produce findings, in order, with their headings."""

_FINDING_CODES = _PACKAGE / "data" / "finding_codes.tsv"
"""One row for each message, the source of docs/findings.md. A code is never reused for another meaning."""


@dataclass(frozen=True, slots=True)
class FindingMessage:
    """One message of a finding code.

    Attributes:
        id: The code; if the code has several messages, followed by ``-`` and a name.
        code: The code.
        template: The message, with placeholders of :meth:`str.format`.
        values: An example of a value for each placeholder.
    """

    id: str
    code: str
    template: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FindingCode:
    """The meaning of a finding code; the messages of its findings describe one place each.

    Attributes:
        code: ``E…`` a source or a part of it is lost, ``W…`` a result is doubtful, ``I…`` is for information.
        stage: One of ``STAGES``.
        meaning: The meaning of the code, in one sentence without a full stop.
        example: An input that produces the finding.
        remedy: What the user can do.
    """

    code: str
    stage: str
    meaning: str
    example: str
    remedy: str


@cache
def finding_codes() -> dict[str, FindingCode]:
    """All codes, in the order of the table.

    >>> finding_codes()["W203"].meaning
    'a glossary heading without entries'
    """
    first = (row for row in _finding_rows() if row["stage"])
    codes = (FindingCode(row["id"][:4], row["stage"], row["meaning"], row["example"], row["remedy"]) for row in first)
    return {each.code: each for each in codes}


@cache
def finding_messages() -> dict[str, FindingMessage]:
    """All messages by their ids, in the order of the table.

    >>> finding_messages()["W201"].template
    'the entry number goes from {before} to {after}'
    """
    return {
        row["id"]: FindingMessage(row["id"], row["id"][:4], row["message"], orjson.loads(row["values"] or "{}"))
        for row in _finding_rows()
    }


def _finding_rows() -> Iterator[dict[str, str]]:
    """The rows of the table; only the first row of a code has its stage, meaning, example and remedy."""
    lines = _FINDING_CODES.read_text("utf-8").splitlines()
    return csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
