"""How sure it is that a wording says what its head means: by rule, members, wording and agreement of sources. Pure."""

from glossary.model import MembersStatus
from glossary.rule_quality import expected_precision
from glossary.senses.definition_quality import Quality, rate_evidence
from glossary.senses.evidence import Evidence

_BY_MEMBERS = {MembersStatus.CONFLICTING: 0.85, MembersStatus.PARTIAL: 0.93}
"""What members that disagree with the numeral leave of the confidence."""
_BY_WORDING = {
    Quality.NONE: 0.1,
    Quality.REMARK: 0.4,
    Quality.FRAGMENT: 0.95,
    Quality.PLAIN: 0.98,
    Quality.DEFINING: 1.0,
}
_DOUBT_LEFT = 0.7
"""Share of the doubt that each further source leaves that says the same."""
_HIGHEST = 0.99


def find_confidence(row: Evidence, sources: int) -> float:
    """The confidence of one wording, 0 to 0.99, in hundredths.

    Args:
        row: The explanation.
        sources: How many sources explain the sense it belongs to.
    """
    confidence = expected_precision(row.kind, row.rule) * _BY_WORDING[rate_evidence(row)] * _of_members(row)
    doubt = (1 - confidence) * _DOUBT_LEFT ** (sources - 1) if confidence > 0.5 else 1 - confidence
    return round(min(1 - doubt, _HIGHEST), 2)


def _of_members(row: Evidence) -> float:
    """By the count check, and by what the extractor says of each group, where it says anything."""
    stated = [getattr(group, "confidence", None) for group in row.groups]
    lowest = min((each for each in stated if each is not None), default=1.0)
    return _BY_MEMBERS.get(row.status, 1.0) * lowest
