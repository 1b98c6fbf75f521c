"""Finds what is doubtful about glossary sections and their entries; the codes are in docs/findings.md. Pure."""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise
from statistics import median

from glossary.chinese.offsets import NormalizedView, without_quotes
from glossary.extraction.entries.entry_spans import MAX_LINES, EntrySpan, SectionText
from glossary.extraction.entries.enumerators import find_enumerators
from glossary.extraction.entries.footnote_references import Markers
from glossary.extraction.entries.headings import Heading, is_part_heading, lacks_headword
from glossary.extraction.entries.sections import BODY_REACH, SectionSpan
from glossary.model import Entry, Finding, Section, Span

_MAX_NOTE_LENGTH, _MIN_NOTES = 400, 5
_TERMINAL = "。！？!?”’）)…；;.》】"


def section_diagnostics(
    view: NormalizedView, place: SectionSpan, entry_spans: Sequence[EntrySpan]
) -> Iterator[Finding]:
    """Yields the reasons why a place that looked like a glossary has no entries."""
    zone = place.zone
    notes = [mark.end for mark in find_enumerators(zone.text, zone.start, zone.end) if mark.opens_line]
    notes = notes or [start for start, _ in zone.content_lines()]
    headless = sum(lacks_headword(zone.text[note : note + 40]) for note in notes)
    start, end = place.heading or (zone.start, zone.end)
    span = Span(view.origin(start), view.end_origin(end)) if start < end else None
    if place.heading and 2 * headless >= len(notes) > 0:
        yield Finding("W205", "footnotes without a headword; skipped", span)
    elif not place.heading and entry_spans and _is_list_of_notes(view, place):
        yield Finding("W205", "notes at the end, most of them without a headword; skipped", span)
    elif place.strength is Heading.STRONG:
        yield Finding("W203", "a glossary heading with no entry under it", span)


def _is_list_of_notes(view: NormalizedView, place: SectionSpan) -> bool:
    """Whether the text behind the last words is short paragraphs without an outline: not the report itself."""
    lines = [place.zone.text[slice(*line)] for line in place.zone.content_lines()]
    long = sum(len(line) > _MAX_NOTE_LENGTH for line in lines)
    at_end = place.zone.start > len(view.text) / 2 and place.zone.end == len(view.text)
    return at_end and len(lines) >= _MIN_NOTES and not long and not any(is_part_heading(line) for line in lines)


def too_long(view: NormalizedView, zone: SectionText) -> Finding:
    """Returns the finding that only the first part of a section was read."""
    span = Span(view.origin(zone.start), view.end_origin(zone.end)) if zone.start < zone.end else None
    return Finding("W207", f"more than {MAX_LINES} lines below a glossary heading; only the first are read", span)


def unexplained(view: NormalizedView, entry_span: EntrySpan) -> Finding:
    """Returns the finding that a headword has no definition behind it."""
    span = Span(view.origin(entry_span.split.head_start), view.end_origin(entry_span.split.head_end))
    return Finding("W208", "a head without a definition was left out", span)


def statement_left_out(view: NormalizedView, entry_span: EntrySpan) -> Finding:
    """Returns the finding that a head states a fact and is not a name."""
    span = Span(view.origin(entry_span.split.head_start), view.end_origin(entry_span.split.head_end))
    return Finding("W214", "a head that is a whole sentence was left out", span)


def unexplained_markers(view: NormalizedView, markers: Markers) -> Iterator[Finding]:
    """Yields findings about references to missing notes, or to notes that do not name what they explain.

    Requires at least three references of one style, counting up from one.
    """
    for style in ("square", "caret"):
        values = list(markers.get(style, ()))
        if len(values) > 2 and values == list(range(1, len(values) + 1)):
            start, end = markers[style][1][0]
            span = Span(view.origin(start), view.end_origin(end))
            opened = {note[1] for note in _NOTE_LINES[style].finditer(view.text)}
            if 2 * len(opened) >= len(values):
                yield Finding("W205", "footnotes without a headword; skipped", span)
            else:
                yield Finding("W206", f"{len(values)} notes are marked in the text, but the notes are missing", span)


_NOTE_LINES = {
    "square": re.compile(r"^[ \t\u3000]{0,8}[\[［〔﹝](\d{1,3})[\]］〕﹞]", re.MULTILINE),
    "caret": re.compile(r"^[ \t\u3000]{0,8}\[\^(\d{1,3})\]", re.MULTILINE),
}


# Notes without a definition are left out, and one note or item may define several terms.
_RULES_WITH_GAPS = frozenset(("note-sentence", "statute-item"))


def entry_diagnostics(entries: Sequence[Entry], text: str) -> Iterator[Finding]:
    """Yields number gaps, decreasing page references, and a glossary that ends in the middle of an entry."""
    numbers = {entry.number for entry in entries}
    for before, entry in pairwise(entries):
        counts = entry.rule not in _RULES_WITH_GAPS
        if counts and _is_gap(before.number or "", entry.number or "", numbers):
            yield Finding("W201", f"the entry number goes from {before.number} to {entry.number}", entry.head_span)
        if before.page and entry.page and entry.page < before.page:
            yield Finding("W202", f"the page goes back from {before.page} to {entry.page}", entry.head_span)
    last = entries[-1]
    stopped = sum(text[entry.span.end - 1] in _TERMINAL for entry in entries[:-1])
    cut = text[last.span.end - 1] not in _TERMINAL and 2 * stopped >= len(entries) - 1
    if not text[last.span.end :].strip() and cut:
        yield Finding("W204", "the text ends in the middle of an entry", last.span)


_ENTRY_LINE = re.compile(
    r"^[ \t\u3000*#>]{0,8}(?:\W{0,2}\d{1,3}\W{1,2})?([^\s。，；：:（(\n][^。，；：:\n]{1,24})[：:](?=[^\n]{6})",
    re.MULTILINE,
)
_BEHIND, _MIN_LINES = 1_500, 3
_MAX_USUAL_LENGTH, _TIMES_MEDIAN = 800, 8


def coverage_diagnostics(text: str, sections: Sequence[Section], entries: Sequence[Entry]) -> Iterator[Finding]:
    """Yields signs of lost entries: similar lines behind the last entry, or inside an unusually long definition.

    Only headwords that the text before the glossary uses count, to exclude lists of tasks.
    """
    for index, section in enumerate(sections):
        own = [entry for entry in entries if entry.section == index]
        following = min((s.span.start for s in sections if s.span.start >= section.span.end), default=len(text))
        body = without_quotes(text[max(0, section.span.start - BODY_REACH) : section.span.start])
        behind = text[section.span.end : min(following, section.span.end + _BEHIND)]
        if len(_entry_lines(behind, body)) >= _MIN_LINES:
            yield Finding("W212", "lines that look like entries go on behind the last entry", own[-1].head_span)
        usual = median(len(entry.definition) for entry in own)
        for entry in own:
            is_long = len(entry.definition) > max(_MAX_USUAL_LENGTH, _TIMES_MEDIAN * usual)
            if is_long and len(_entry_lines(entry.definition, body)) > 1:
                yield Finding("W213", f"the definition of {entry.head} may hold other entries", entry.head_span)


def _entry_lines(stretch: str, body: str) -> list[str]:
    heads = (without_quotes(found[1]).strip() for found in _ENTRY_LINE.finditer(stretch))
    return [head for head in heads if head in body]


def _is_gap(before: str, number: str, numbers: AbstractSet[str | None]) -> bool:
    """Whether a number is missing between two consecutive ones, or occurs twice."""
    if not (before.isdecimal() and number.isdecimal()):
        return False
    missing = any(str(value) not in numbers for value in range(int(before) + 1, int(number)))
    return missing or int(number) == int(before)
