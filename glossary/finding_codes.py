"""The meaning of each finding code: one row per code in ``data/finding_codes.tsv``, the source of docs/findings.md.

The message of a finding describes one place; the row explains the code and its remedy. A code is never reused for
another meaning.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

STAGES = {
    "reading": "Reading",
    "entries": "Glossary sections and entries",
    "document": "Documents as a whole",
    "merging": "Merging",
    "dictionary": "The dictionary",
}
"""The stages that produce findings, in order, with their headings."""

_TABLE = Path(__file__).parent / "data" / "finding_codes.tsv"


@dataclass(frozen=True, slots=True)
class FindingCode:
    """One row of the table.

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
    'a glossary heading with no entry under it'
    """
    lines = _TABLE.read_text("utf-8").splitlines()
    rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    return {row["code"]: FindingCode(**row) for row in rows}
