"""The measured precision of the rules, as a column and as an answer; written by ``make evaluate``."""

from functools import cache
from pathlib import Path
from typing import Any

import orjson

_FILE = Path(__file__).parents[1] / "quality.json"
# What the store calls a kind of evidence, the evaluation calls by its plural.
_KINDS = {"entry": "entries", "mention": "slogans", "gloss": "glosses"}


@cache
def read_quality() -> dict[str, Any]:
    """glossary/quality.json: the figures of each set of gold and of each rule; see evaluation/README.md."""
    quality: dict[str, Any] = orjson.loads(_FILE.read_bytes())
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
