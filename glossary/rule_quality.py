"""The precision of each rule and of articles, with confidence intervals, measured on texts outside the gold sets.

The gold of the evaluation shaped the rules, so its figures are development figures. ``data/rule_precision.tsv`` has the
counts of a random sample from a thousand other reports that was checked by hand: for each rule, how many definitions
were read and how many of them explain their head. The counts for slogans in running text (``mention``) are from
passages of 5,000 characters of 100 reports of 1960 to 2026, annotated by hand before the rules first ran on them.
``data/article_verdicts.tsv`` lists what was read of a dictionary of those reports, with a verdict on each.
"""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import sqrt
from typing import Any

from glossary.package_data import read_quality

SAMPLE = "drawn at random from 1,000 reports that carry no gold, read by hand after the fact"
DEVELOPMENT = "the gold that the rules were made on; no measure for other texts"
QUESTIONS = {
    "headline definition": "the first definition of an explained term defines it",
    "easily confused": "two terms listed as similar can be confused",
    "inline definition": "a definition in running text is complete and of its term",
}
"""The samples of articles and the question of each reading."""
_Z = 1.96
"""Standard deviations of a 95 % interval."""
_PRIOR = 10
"""Weight of the kind's overall precision, in readings, when it is combined with the readings of one rule."""
_UNREAD = 0.9
"""Assumed precision of a kind without readings."""


@dataclass(frozen=True, slots=True)
class RuleEvaluation:
    """The result of checking a rule's definitions by hand.

    Attributes:
        kind: ``entry``, ``mention`` (slogans in running text) or ``gloss``.
        rule: The name of the rule.
        read: Number of its definitions that were read.
        right: Number of these that explain their head.
    """

    kind: str
    rule: str
    read: int
    right: int


def wilson_interval(right: int, read: int) -> tuple[float, float]:
    """The 95 % Wilson score interval of a share; (0, 1) if nothing was read.

    >>> [round(each, 3) for each in wilson_interval(17, 17)], [round(each, 3) for each in wilson_interval(84, 86)]
    ([0.816, 1.0], [0.919, 0.994])
    """
    if not read:
        return 0.0, 1.0
    share, square = right / read, _Z * _Z
    middle = share + square / (2 * read)
    spread = _Z * sqrt(share * (1 - share) / read + square / (4 * read * read))
    whole = 1 + square / read
    return max(0.0, (middle - spread) / whole), min(1.0, (middle + spread) / whole)


@cache
def read_rules() -> tuple[RuleEvaluation, ...]:
    """The readings of all rules."""
    rows = _read_table("rule_precision.tsv")
    return tuple(RuleEvaluation(row["kind"], row["rule"], int(row["read"]), int(row["right"])) for row in rows)


def _read_table(name: str) -> list[dict[str, str]]:
    lines = (files("glossary") / "data" / name).read_text("utf-8").splitlines()
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def find_evaluation(kind: str, rule: str) -> RuleEvaluation | None:
    """The reading of a rule; ``None`` if no definition of it was read."""
    return next((each for each in read_rules() if (each.kind, each.rule) == (kind, rule)), None)


@cache
def expected_precision(kind: str, rule: str) -> float:
    """The expected precision of a rule: its measured precision, shrunk towards that of its kind.

    >>> expected_precision("entry", "numbered-colon") > expected_precision("gloss", "list-after")
    True
    """
    of_kind = [each for each in read_rules() if each.kind == kind]
    read = sum(each.read for each in of_kind)
    prior = sum(each.right for each in of_kind) / read if read else _UNREAD
    own = find_evaluation(kind, rule) or RuleEvaluation(kind, rule, 0, 0)
    return (own.right + _PRIOR * prior) / (own.read + _PRIOR)


def quality_document() -> dict[str, Any]:
    """The development figures, labelled as such, and the readings of other texts, all with n and interval."""
    measured = read_quality()
    return {
        **measured,
        "measured_on": DEVELOPMENT,
        "rules": [
            {**row, "n": row["found"], "interval": _rounded(row["right"], row["found"]), "measured_on": "development"}
            for row in measured["rules"]
        ],
        "readings": {"sample": SAMPLE, "rules": [_reading_row(each) for each in read_rules()], **_by_kind()}
        | {"articles": [_sample_row(*each) for each in QUESTIONS.items()]},
    }


def _by_kind() -> dict[str, Any]:
    rows = {}
    for kind in ("entry", "mention", "gloss"):
        of_kind = [each for each in read_rules() if each.kind == kind]
        whole = RuleEvaluation(kind, "", sum(each.read for each in of_kind), sum(each.right for each in of_kind))
        rows[kind] = {name: value for name, value in _reading_row(whole).items() if name not in {"kind", "rule"}}
    return rows


def _reading_row(each: RuleEvaluation) -> dict[str, Any]:
    return {
        "kind": each.kind,
        "rule": each.rule,
        "n": each.read,
        "right": each.right,
        "precision": round(each.right / each.read, 4) if each.read else None,
        "interval": _rounded(each.right, each.read),
    }


def _sample_row(sample: str, question: str) -> dict[str, Any]:
    """Counts the readings of one sample of articles."""
    verdicts = [each["right"] for each in _read_table("article_verdicts.tsv") if each["sample"] == sample]
    row = _reading_row(RuleEvaluation(sample, "", len(verdicts), verdicts.count("1")))
    return {"sample": sample, "question": question} | {
        name: row[name] for name in ("n", "right", "precision", "interval")
    }


def _rounded(right: int, read: int) -> list[float]:
    return [round(each, 4) for each in wilson_interval(right, read)]
