"""What is doubtful in an extraction as a whole: conflicts, unused heads, damage, what sort of document it is. Pure."""

import re
from collections.abc import Iterator
from itertools import chain

from glossary.extract.damage import find_damage, find_lone_quotes
from glossary.han.heads import parse_head
from glossary.model import Document, Entry, Extraction, Finding, MembersStatus, Metadata

_SHORTEST_BODY = 2_000
"""Code points of running text below which a document is nothing but a glossary."""
_MOST_HEADS = 1_000
"""Heads that are looked for, each once through the body: more would not be linear."""
_DELETED = str.maketrans("", "", "“”‘’\"'「」『』〝〞《》〈〉*_ \t\n\r\u3000\u200b\ufeff")


_QUOTED = re.compile("[“「]([^“”「」]{2,30})[”」]")


def find_doubts(text: str, extraction: Extraction) -> tuple[Finding, ...]:
    """Findings that only the whole extraction can show, in the order of their codes.

    Args:
        text: The source's text.
        extraction: What was found in it; its own findings are not repeated.
    """
    return (
        *_conflicts(extraction.entries),
        *_unused_heads(text, extraction),
        *find_lone_quotes(text),
        *find_damage(text),
        *_about_document(extraction),
    )


def _conflicts(entries: tuple[Entry, ...]) -> Iterator[Finding]:
    for entry in entries:
        if entry.status is MembersStatus.CONFLICTING:
            group = next(group for group in entry.groups if group.status is MembersStatus.CONFLICTING)
            seen = f"{entry.head} promises {group.numeral} members, the text names {len(group.members)}"
            yield Finding("W210", f"{seen}; compare with other explanations", entry.head_span)


def _unused_heads(text: str, extraction: Extraction) -> Iterator[Finding]:
    """Heads that stand nowhere outside the glossary; a glossary explains what the text says."""
    if not extraction.entries:
        return
    body = _body(text, extraction)
    if len(body) < _SHORTEST_BODY:
        return
    for entry in extraction.entries[:_MOST_HEADS]:
        if not entry.markers and not any(form in body for form in _forms(entry)):
            seen = f"{entry.head} is explained but not used"
            yield Finding("W211", f"{seen}; the text may be incomplete or the head misread", entry.head_span)


def _body(text: str, extraction: Extraction) -> str:
    """What stands outside the glossary sections, without quotes, marks and blanks."""
    pieces, at = [], 0
    for section in sorted(extraction.sections, key=lambda section: section.span):
        pieces.append(text[at : max(at, section.span.start)])
        at = max(at, section.span.end)
    return "".join((*pieces, text[at:])).translate(_DELETED)


def _forms(entry: Entry) -> Iterator[str]:
    for form in chain((entry.head, *entry.heads), _QUOTED.findall(entry.head), _cores(entry)):
        bare = form.translate(_DELETED)
        if bare:
            yield bare


def _cores(entry: Entry) -> Iterator[str]:
    yield from parse_head(entry.head).cores


def _about_document(extraction: Extraction) -> Iterator[Finding]:
    document = extraction.document
    if document.stated.kind == "government_work_report" and not document.complete:
        yield Finding("W222", "the report does not come to an end; fetch the rest of it")
    if document.stated.kind == "news_feature":
        yield Finding("I301", "a news feature about a report; its wording is second-hand")
    elif not _has_title_block(document):
        yield Finding("I302", "neither title, date, meeting nor speaker is stated; path and front matter must say them")
    if not extraction.sections:
        yield Finding("I303", "no glossary; slogans are explained in running text or not at all")


def _has_title_block(document: Document) -> bool:
    stated: Metadata = document.stated
    return any((stated.title, stated.date, stated.meeting, stated.speaker))
