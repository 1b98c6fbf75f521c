"""Runs all extractors on one text, in order, and lists their rules by name. Pure."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import NamedTuple

from glossary.extraction.diagnostics import find_diagnostics
from glossary.extraction.entries.find_entries import find_glossaries, find_statutory_definitions
from glossary.extraction.inline_definitions.find_inline_definitions import RULES, find_inline_definitions
from glossary.extraction.members.find_members import find_members
from glossary.extraction.metadata.document import find_document
from glossary.extraction.slogans.find_slogans import SLOGAN_RULES, find_slogans, find_unsearched
from glossary.model import Document, Entry, Extraction, InlineDefinition, Section, Slogan


def extract(text: str, hints: Mapping[str, str] | None = None) -> Extraction:
    r"""Extracts everything from one text.

    Args:
        text: The source's text, ``\n`` line ends, otherwise untouched.
        hints: Metadata from path and front matter; see :class:`glossary.model.Source`.

    Returns:
        Sections, entries with their members, slogans, inline definitions, metadata and findings; all spans
        are in ``text``. Never raises, for any text.
    """
    found = extract_without_members(text, hints)
    found = replace(found, entries=tuple(_with_members(entry) for entry in found.entries))
    return replace(found, findings=(*found.findings, *find_diagnostics(text, found), *find_unsearched(text)))


def extract_without_members(
    text: str, hints: Mapping[str, str] | None = None, *, script: str | None = None
) -> Extraction:
    """Extracts without members and without findings about the text, in a third of the time of :func:`extract`.

    For callers that need the definitions, and the members of only a few entries (``find_members``).

    Args:
        text: The source's text.
        hints: As for :func:`extract`.
        script: The script, if the caller knows it or has no use for it.
    """
    glossaries = find_glossaries(text)
    slogans = find_slogans(text, glossaries.entries)
    return Extraction(
        document=extract_document(text, hints, script=script),
        sections=glossaries.sections,
        entries=glossaries.entries,
        slogans=slogans,
        glosses=_inline_definitions(text, slogans, glossaries.sections),
        findings=glossaries.findings,
    )


def extract_document(text: str, hints: Mapping[str, str] | None = None, *, script: str | None = None) -> Document:
    """Extracts only the metadata of the text, as it is in :attr:`glossary.model.Extraction.document`."""
    return find_document(text, dict(hints or {}), script=script)


def _inline_definitions(
    text: str, slogans: Sequence[Slogan], sections: Sequence[Section]
) -> tuple[InlineDefinition, ...]:
    """Returns the definitions of slogans and the statutory definitions, in printed order."""
    explained = find_inline_definitions(text, _outside_sections(slogans, sections))
    defined = find_statutory_definitions(text, sections)
    return tuple(sorted((*explained, *defined), key=lambda one: one.head_span)) if defined else explained


def _with_members(entry: Entry) -> Entry:
    groups, status = find_members(entry.head, entry.definition)
    return replace(entry, groups=groups, status=status)


def _outside_sections(slogans: Sequence[Slogan], sections: Sequence[Section]) -> tuple[Slogan, ...]:
    """Returns the slogans outside glossary sections; entries define the others better."""
    spans = sorted((section.span.start, section.span.end) for section in sections)
    starts = [start for start, _ in spans]
    ends = list(accumulate((end for _, end in spans), max, initial=0))
    return tuple(slogan for slogan in slogans if slogan.span.start >= ends[bisect_right(starts, slogan.span.start)])


class RuleDescription(NamedTuple):
    """A rule.

    Attributes:
        kind: ``entry``, ``mention`` (slogans) or ``gloss`` (inline definitions), as in the evidence.
        name: Its name in entries, slogans and inline definitions.
        description: What it looks for, with examples.
    """

    kind: str
    name: str
    description: str


def list_rules() -> tuple[RuleDescription, ...]:
    """Returns the rules for slogans and inline definitions; inline rules in the order in which they are tried."""
    return (*_inline_rules(), *_slogan_rules())


def _inline_rules() -> Iterator[RuleDescription]:
    for rule in RULES:
        yield RuleDescription("gloss", rule.name, rule.description)


def _slogan_rules() -> Iterator[RuleDescription]:
    for name, description in SLOGAN_RULES.items():
        yield RuleDescription("mention", name, description)
