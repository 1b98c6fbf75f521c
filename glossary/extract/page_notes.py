"""Notes at the foot of their pages, scattered over the running text. Pure."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from glossary.extract.drafts import Draft, Zone, closed
from glossary.extract.heads_of_lines import read_head
from glossary.extract.markers import MARKER_STYLES, Markers, Stretch, is_named
from glossary.extract.numbering import find_marks

# A note stands on the page of its marker; a page of a report has some 600 characters, of a printed one 1,500.
_REACH = 4000


def find_page_notes(zone: Zone, markers: Markers) -> list[Draft]:
    """The notes of ``zone`` that stand at the foot of a page; ``markers`` are those of the zone.

    Nothing but the marker tells them from the running text, so the words right before it must be the note's head:
    …推进“三微”[1]改造… and, below, [1]三微：微创意、微配套、微改造。
    """
    if not markers:
        return []
    return list(_notes(zone, {(style, value): at for style, found in markers.items() for value, at in found.items()}))


def _notes(zone: Zone, markers: Mapping[tuple[str, int], Sequence[Stretch]]) -> Iterator[Draft]:
    for mark in find_marks(zone.text, zone.start, zone.end):
        if not mark.opens_line or mark.style not in MARKER_STYLES:
            continue
        marker = _last_before(markers.get((mark.style, mark.value), []), mark.start)
        if not marker:
            continue
        stop = zone.text.find("\n", mark.end, zone.end)
        end = zone.end if stop < 0 else stop
        split = read_head(zone.text, mark.end, end, {})
        if split and is_named(zone.text, marker[0], zone.text[split.head_start : split.head_end]):
            draft = Draft(split, end, mark.start, mark.printed, mark.value, mark.style, "page-note")
            yield replace(closed(zone, draft), markers=(marker,))


def _last_before(markers: Sequence[tuple[int, int]], at: int) -> tuple[int, int] | None:
    """The last of ``markers`` before ``at``, if it is near."""
    index = bisect_left(markers, (at, 0)) - 1
    return markers[index] if index >= 0 and at - markers[index][0] < _REACH else None
