"""Estimates the confidence that a wording defines its headword: by rule, members, wording and sources. Pure."""

from glossary.model import MembersStatus
from glossary.rule_quality import expected_precision
from glossary.senses.definition_quality import Quality, rate_evidence
from glossary.senses.evidence import Evidence

_BY_MEMBERS = {MembersStatus.CONFLICTING: 0.85, MembersStatus.PARTIAL: 0.93}
"""Factors on the confidence for members that disagree with the numeral."""
_BY_WORDING = {
    Quality.NONE: 0.1,
    Quality.REMARK: 0.4,
    Quality.FRAGMENT: 0.95,
    Quality.PLAIN: 0.98,
    Quality.DEFINING: 1.0,
}
_UNCERTAINTY_PER_SOURCE = 0.7
"""Factor on the remaining uncertainty for each further source that agrees."""
_MAX_CONFIDENCE = 0.99


def find_confidence(row: Evidence, sources: int) -> float:
    """Returns the confidence of one wording: 0 to 0.99, rounded to two decimals.

    Args:
        row: The explanation.
        sources: How many sources explain the sense it belongs to.
    """
    confidence = expected_precision(row.kind, row.rule) * _BY_WORDING[rate_evidence(row)] * _of_members(row)
    doubt = (1 - confidence) * _UNCERTAINTY_PER_SOURCE ** (sources - 1) if confidence > 0.5 else 1 - confidence
    return round(min(1 - doubt, _MAX_CONFIDENCE), 2)


def _of_members(row: Evidence) -> float:
    """Returns a factor from the count check and from the extractor's confidence in each group, if it gave any."""
    stated = [getattr(group, "confidence", None) for group in row.groups]
    lowest = min((each for each in stated if each is not None), default=1.0)
    return _BY_MEMBERS.get(row.status, 1.0) * lowest
