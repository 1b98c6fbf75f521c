"""One text in, everything found in it out: the order of the extractors and nothing else. Pure."""

from collections.abc import Mapping
from dataclasses import replace

from glossary.extract.doubts import find_doubts
from glossary.extract.glossaries import find_glossaries
from glossary.extract.glosses import find_glosses
from glossary.extract.members import find_members
from glossary.extract.metadata import find_document
from glossary.extract.slogans import find_slogans
from glossary.model import Entry, Extraction


def extract(text: str, hints: Mapping[str, str] | None = None) -> Extraction:
    r"""Everything the harvester finds in one text.

    Args:
        text: The source's text, ``\n`` line ends, otherwise untouched.
        hints: What path and front matter say of the document; see :class:`glossary.model.Source`.

    Returns:
        Sections, entries with their members, slogans, glosses, metadata and findings; all spans
        point into ``text``. Never raises, for any text.
    """
    glossaries = find_glossaries(text)
    entries = tuple(_with_members(entry) for entry in glossaries.entries)
    slogans = find_slogans(text, entries)
    found = Extraction(
        document=find_document(text, dict(hints or {})),
        sections=glossaries.sections,
        entries=entries,
        slogans=slogans,
        glosses=find_glosses(text, slogans),
        findings=glossaries.findings,
    )
    return replace(found, findings=(*found.findings, *find_doubts(text, found)))


def _with_members(entry: Entry) -> Entry:
    groups, status = find_members(entry.head, entry.definition)
    return replace(entry, groups=groups, status=status)
