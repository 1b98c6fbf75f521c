"""What is doubtful in an extraction: gaps, conflicts, damage. Pure."""

from glossary.model import Extraction, Finding


def find_doubts(text: str, extraction: Extraction) -> tuple[Finding, ...]:
    """Findings that only the whole extraction can show: number gaps, count conflicts, unused heads."""
    return ()
