"""Glossary sections and their entries. Pure."""

from dataclasses import dataclass

from glossary.model import Entry, Finding, Section


@dataclass(frozen=True, slots=True)
class Glossaries:
    """The glossary sections of one text, their entries in printed order, and what was doubtful."""

    sections: tuple[Section, ...] = ()
    entries: tuple[Entry, ...] = ()
    findings: tuple[Finding, ...] = ()


def find_glossaries(text: str) -> Glossaries:
    """The glossary sections of ``text`` with their entries, members not yet split."""
    return Glossaries()
