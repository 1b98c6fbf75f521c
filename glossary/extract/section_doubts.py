"""What is doubtful about the sections and entries of one text; the codes are in docs/findings.md. Pure."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise

from glossary.extract.drafts import MOST_LINES, Draft, Zone
from glossary.extract.headings import Heading
from glossary.extract.markers import Markers
from glossary.extract.notes import is_headless
from glossary.extract.numbering import find_marks
from glossary.extract.page_junk import is_part_heading
from glossary.extract.sections import Place
from glossary.han.text import View
from glossary.model import Entry, Finding, Span

_LONGEST_NOTE, _FEWEST_NOTES = 400, 5
_TERMINAL = "。！？!?”’）)…；;.》】"


def place_doubts(view: View, place: Place, drafts: Sequence[Draft]) -> Iterator[Finding]:
    """Why a place that looked like a glossary gave nothing."""
    zone = place.zone
    notes = [mark.end for mark in find_marks(zone.text, zone.start, zone.end) if mark.opens_line]
    notes = notes or [start for start, _ in zone.content_lines()]
    headless = sum(is_headless(zone.text[note : note + 40]) for note in notes)
    start, end = place.heading or (zone.start, zone.end)
    span = Span(view.origin(start), view.end_origin(end)) if start < end else None
    if place.heading and 2 * headless >= len(notes) > 0:
        yield Finding("W205", "notes that do not name what they explain; none was taken", span)
    elif not place.heading and drafts and _is_list_of_notes(view, place):
        yield Finding("W205", "notes at the end that mostly do not name what they explain; none was taken", span)
    elif place.strength is Heading.STRONG:
        yield Finding("W203", "a glossary heading with no entry under it", span)


def _is_list_of_notes(view: View, place: Place) -> bool:
    """Whether what follows the last words is short paragraphs without an outline: not the report itself."""
    lines = [place.zone.text[slice(*line)] for line in place.zone.content_lines()]
    long = sum(len(line) > _LONGEST_NOTE for line in lines)
    at_end = place.zone.start > len(view.text) / 2 and place.zone.end == len(view.text)
    return at_end and len(lines) >= _FEWEST_NOTES and not long and not any(is_part_heading(line) for line in lines)


def too_long(view: View, zone: Zone) -> Finding:
    """That only the first part of a section was read."""
    span = Span(view.origin(zone.start), view.end_origin(zone.end)) if zone.start < zone.end else None
    return Finding("W207", f"more than {MOST_LINES} lines below a glossary heading; only the first are read", span)


def unexplained(view: View, draft: Draft) -> Finding:
    """That a head has no definition behind it."""
    span = Span(view.origin(draft.split.head_start), view.end_origin(draft.split.head_end))
    return Finding("W208", "a head without a definition was left out", span)


def unexplained_markers(view: View, markers: Markers) -> Iterator[Finding]:
    """The markers of notes that are not there: at least three of one style, counting up from one."""
    for style in ("square", "caret"):
        values = list(markers.get(style, ()))
        if len(values) > 2 and values == list(range(1, len(values) + 1)):
            start, end = markers[style][1][0]
            span = Span(view.origin(start), view.end_origin(end))
            yield Finding("W206", f"{len(values)} notes are marked in the text, but the notes are missing", span)


def entry_doubts(entries: Sequence[Entry], text: str) -> Iterator[Finding]:
    """Number gaps, pages that decrease, and a glossary that ends in the middle of an entry."""
    numbers = {entry.number for entry in entries}
    for before, entry in pairwise(entries):
        if _is_gap(before.number or "", entry.number or "", numbers):
            yield Finding("W201", f"the entry number goes from {before.number} to {entry.number}", entry.head_span)
        if before.page and entry.page and entry.page < before.page:
            yield Finding("W202", f"the page goes back from {before.page} to {entry.page}", entry.head_span)
    last = entries[-1]
    if not text[last.span.end :].strip() and text[last.span.end - 1] not in _TERMINAL:
        yield Finding("W204", "the text ends in the middle of an entry", last.span)


def _is_gap(before: str, number: str, numbers: AbstractSet[str | None]) -> bool:
    """Whether a number is missing between two that follow one another, or stands twice."""
    if not (before.isdecimal() and number.isdecimal()):
        return False
    missing = any(str(value) not in numbers for value in range(int(before) + 1, int(number)))
    return missing or int(number) == int(before)
