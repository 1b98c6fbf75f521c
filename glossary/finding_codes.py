"""What every finding code means: one row a code in ``data/finding_codes.tsv``, from which docs/findings.md is written.

A finding's own message says what was seen at one place; the row says what the code means and what to do about it.
A code is never used again for another thing.
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
"""The stages that leave findings, in their order, with their headings."""

_TABLE = Path(__file__).parent / "data" / "finding_codes.tsv"


@dataclass(frozen=True, slots=True)
class FindingCode:
    """One row of the table.

    Attributes:
        code: ``E…`` a source or a part of it is lost, ``W…`` doubtful, ``I…`` worth knowing.
        stage: One of ``STAGES``.
        meaning: What was seen, in one sentence without its full stop.
        example: An input that leaves the finding.
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
