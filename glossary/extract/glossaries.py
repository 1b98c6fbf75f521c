"""Glossary sections and their entries. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from glossary.extract.drafts import Draft, Zone
from glossary.extract.headings import Heading, glossary_heading, is_barrier
from glossary.extract.numbered import split_numbered
from glossary.extract.numbering import lines_of
from glossary.extract.page_junk import is_page_junk
from glossary.extract.unnumbered import split_unnumbered
from glossary.han.text import View
from glossary.model import Entry, Finding, Section, Span


@dataclass(frozen=True, slots=True)
class Glossaries:
    """The glossary sections of one text, their entries in printed order, and what was doubtful."""

    sections: tuple[Section, ...] = ()
    entries: tuple[Entry, ...] = ()
    findings: tuple[Finding, ...] = ()


def find_glossaries(text: str) -> Glossaries:
    """The glossary sections of ``text`` with their entries, members not yet split."""
    view = View(text)
    sections: list[Section] = []
    entries: list[Entry] = []
    for heading, strength, zone in _zones(view.text):
        drafts = split_numbered(zone) or split_unnumbered(zone)
        if len(drafts) < (1 if strength is Heading.STRONG else 2):
            continue
        found = [_entry(view, draft, len(sections)) for draft in drafts]
        entries.extend(found)
        printed = _span(view, *heading)
        span = Span(printed.start, found[-1].span.end)
        sections.append(Section(printed, span, "heading"))
    return Glossaries(tuple(sections), tuple(entries))


def _zones(text: str) -> Iterator[tuple[tuple[int, int], Heading, Zone]]:
    """Each heading with the stretch below it, up to the next heading or to what is no glossary."""
    lines = list(lines_of(text, 0, len(text)))
    headings = []
    for index, (start, end) in enumerate(lines):
        strength = glossary_heading(text[start:end]) if end - start <= 80 else None
        if strength:
            headings.append((index, strength))
    for number, (index, strength) in enumerate(headings):
        stop = headings[number + 1][0] if number + 1 < len(headings) else len(lines)
        barrier = next((at for at in range(index + 1, stop) if is_barrier(text[slice(*lines[at])].strip())), stop)
        end = lines[barrier][0] if barrier < len(lines) else len(text)
        start, stop_of_line = lines[index]
        yield _stripped(text, start, stop_of_line), strength, Zone(text, min(stop_of_line + 1, end), end, text[:start])


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    line = text[start:end]
    return start + len(line) - len(line.lstrip()), start + len(line.rstrip())


def _span(view: View, start: int, end: int) -> Span:
    return Span(view.origin(start), view.end_origin(end))


def _entry(view: View, draft: Draft, section: int) -> Entry:
    split = draft.split
    return Entry(
        head=" ".join(view.text[split.head_start : split.head_end].split()),
        definition=_printed(view.text[split.definition_start : draft.end]),
        head_span=_span(view, split.head_start, split.head_end),
        span=_span(view, split.definition_start, draft.end),
        number=draft.number,
        heads=_single_heads(view.text[split.head_start : split.head_end]),
        page=split.page,
        section=section,
        rule=draft.rule,
    )


def _printed(definition: str) -> str:
    lines = (line.strip() for line in definition.split("\n"))
    return "\n".join(line for line in lines if line and not is_page_junk(line))


def _single_heads(head: str) -> tuple[str, ...]:
    quoted: Sequence[str] = re.findall(r"[“《][^”》]{1,30}[”》]", head)
    return tuple(quoted) if len(quoted) > 1 and "".join(quoted) == head.replace("、", "") else ()
