"""Reads glossary sections whose entries have numbers, tables, and notes at the foot of pages. Pure.

A table has an entry in each row. Page notes are scattered over the running text.
"""

import math
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from glossary.chinese.numerals import ONE_TO_HUNDRED
from glossary.chinese.word_lists import simplified
from glossary.extraction.entries.definition_sentences import split_footnote
from glossary.extraction.entries.entry_spans import (
    EntrySpan,
    SectionText,
    continues,
    is_remark,
    trim_entry_end,
    trim_last_entry,
)
from glossary.extraction.entries.enumerators import (
    DAMAGED_SIGN,
    Enumerator,
    best_sequences,
    find_enumerators,
    follows_note_label,
    with_damaged_signs,
)
from glossary.extraction.entries.footnotes import MARKER_STYLES, Markers, Stretch, are_sentences, is_named, read_notes
from glossary.extraction.entries.head_split import HeadSplit
from glossary.extraction.entries.headings import (
    is_citation,
    is_footer,
    is_part_heading,
    is_reference,
    is_table_header,
    lacks_headword,
)
from glossary.extraction.entries.headword_choice import (
    Candidates,
    candidate_splits,
    find_candidates,
    read_head,
    section_style,
)


def split_numbered(zone: SectionText) -> list[EntrySpan]:
    """Returns the entries of a section with numbers; empty if its first lines contain no such entry."""
    marks = with_damaged_signs(zone.text, find_enumerators(zone.text, zone.start, zone.end))
    if not marks or not _starts_near(zone, zone.text.rfind("\n", zone.start, marks[0].start) + 1):
        return []  # whole lines only: more text behind them could make a remark of the last one
    found = {mark.end: find_candidates(zone.text, mark.end, zone.end) for mark in marks}
    looks = {at: candidates.splits for at, candidates in found.items()}
    runs = best_sequences(marks, lambda mark: _score(looks[mark.end]))
    inner = _nested(runs, marks) if runs else frozenset()
    if runs and not inner and _is_sublist(runs[0], marks, looks):
        inner = frozenset(runs[0])
    if inner:
        runs = best_sequences([mark for mark in marks if mark not in inner], lambda mark: _score(looks[mark.end]))
    if not runs or not _starts_near(zone, runs[0][0].start):
        return []
    runs = _without_inner_lists(runs, marks)
    runs[0] = _without_inner_items(_with_other_column(runs, marks, looks), looks)
    habit = section_style(looks[mark.end] for mark in runs[0])
    bound = runs[1][0].start if len(runs) > 1 else zone.end
    if are_sentences(zone, runs[0], bound, [_best(looks[mark.end]) for mark in runs[0]]):
        return list(read_notes(zone, runs[0], bound))
    entry_spans = list(_before_first(zone, runs[0][0], habit))
    bounds = [*(run[0].start for run in runs[1:]), zone.end]
    for run, bound in zip(runs, bounds, strict=True):
        if entry_spans and not _is_second_part(run, runs[0], looks):
            entry_spans[-1] = trim_last_entry(zone, entry_spans[-1]._replace(end=zone.end))
            break
        entry_spans.extend(_entries_of(zone, run, bound, habit, found))
    return [*entry_spans, *_behind_last(zone, entry_spans, habit)]


def _behind_last(
    zone: SectionText, entry_spans: Sequence[EntrySpan], habit: Mapping[str, float]
) -> Iterator[EntrySpan]:
    """Yields entries after the last number whose own numbers are damaged: a sign, a headword and a colon."""
    if not entry_spans or habit.get("colon", 0) < _MOSTLY_COLONS:
        return
    heads: list[int] = []
    for begin, stop in replace(zone, start=entry_spans[-1].end).content_lines():
        damaged = DAMAGED_SIGN.match(zone.text, begin, stop)
        if damaged and _HEAD_LINE.match(zone.text, damaged.end(), stop):
            heads.append(begin)
        elif not heads:
            return
    yield from _without_number(zone, [*heads, zone.end], zone.end, habit) if heads else ()


_MOSTLY_COLONS = 0.4


def split_note_list(zone: SectionText) -> list[EntrySpan]:
    """Returns the definitions in a section of numbered notes; empty if none of the notes defines a term."""
    marks = find_enumerators(zone.text, zone.start, zone.end)
    runs = best_sequences(marks, lambda mark: _score(candidate_splits(zone.text, mark.end, zone.end)))
    if not runs or runs[0][0].value != 1 or not _opens_notes(zone, runs[0][0].start):
        return []
    found = list(read_notes(zone, runs[0], runs[1][0].start if len(runs) > 1 else zone.end))
    return found if len(found) > 1 or len(runs[0]) >= _MIN_NOTES else []


_MIN_NOTES = 3  # among which a single definition is read
_MAX_NOTES_BEFORE = 4


def _opens_notes(zone: SectionText, start: int) -> bool:
    """Whether only a few remarks precede the first number: 注：本公报数字为初步统计数。①…, and no chapter begins."""
    before = [zone.text[begin:end] for begin, end in replace(zone, end=start).content_lines()]
    return len(before) <= _MAX_NOTES_BEFORE and not any(_CHAPTER.match(line) for line in before)


_CHAPTER = re.compile(rf"第[{ONE_TO_HUNDRED}0-9]{{1,4}}{simplified('heading_words', 'division')}")


def _with_other_column(
    runs: Sequence[Sequence[Enumerator]], marks: Sequence[Enumerator], looks: Mapping[int, Sequence[HeadSplit]]
) -> list[Enumerator]:
    """Merges the first run with the numbers that continue it but lie between its own, on a page with two columns."""
    first = list(runs[0])
    stop = runs[1][0].start if len(runs) > 1 else math.inf
    last = max(mark.value for mark in first)
    left = [m for m in marks if m.opens_line and m.value > last and m.style == first[0].style and m.start < stop]
    left = [mark for mark in left if looks[mark.end]]
    more = best_sequences(left, lambda mark: _score(looks[mark.end])) if len(left) > 2 else []
    if not more or len(more[0]) < 3 or more[0][0].value != last + 1:
        return first
    return sorted(first + more[0], key=lambda mark: mark.start)


def _without_inner_lists(runs: list[list[Enumerator]], marks: Sequence[Enumerator]) -> list[list[Enumerator]]:
    """Removes from ``runs`` a list inside an entry: no list begins at 3, so the outer numbers continue after it."""
    if len(runs) < _MIN_RUN or runs[1][0].value <= 1:
        return runs
    value = runs[1][0].value
    outer = [mark for mark in runs[0] if mark.value < value]
    inner = [mark for mark in marks if outer and outer[-1].start < mark.start < runs[1][0].start]
    if not outer or outer[-1].value != value - 1 or not inner or inner[0].value != 1:
        return runs
    return [[*outer, *runs[1]], *runs[2:]]


_MIN_RUN = 2


def _without_inner_items(run: Sequence[Enumerator], looks: Mapping[int, Sequence[HeadSplit]]) -> list[Enumerator]:
    """Removes from ``run`` the numbers of a list inside an entry: they name nothing, and the number comes again."""
    pairs = pairwise([*run, None])
    return [mark for mark, after in pairs if mark and (looks[mark.end] or not after or after.value != mark.value)]


# 1. is above （1） and ① in an outline; 一、 above 1. is as often a part heading.
_INNER_STYLES = frozenset(("paren", "half", "circled"))


def _nested(runs: Sequence[Sequence[Enumerator]], marks: Sequence[Enumerator]) -> frozenset[Enumerator]:
    """Returns the numbers of a list within an entry that goes on behind it: 1. 2. 3. （1）…（9） 4. 5.

    The list may be longer than the outer one, so that it seems to continue it or to be a glossary of its own.
    """
    last, second = runs[0][-1], runs[1] if len(runs) > 1 else ()
    is_inner = bool(second) and second[0].style in _INNER_STYLES - {last.style} and second[0].value == 1
    if is_inner and any(mark.start > second[-1].start and _continues(last, mark) for mark in marks):
        return frozenset(second)
    for before, mark in pairwise(runs[0]):
        if mark.style == before.style or mark.style not in _INNER_STYLES or mark.value != before.value + 1:
            continue
        between = [each for each in marks if before.start < each.start < mark.start]
        outer = next((each for each in marks if each.start > mark.start and _continues(before, each)), None)
        if outer and any((each.value, each.style) == (1, mark.style) for each in between):
            return frozenset(m for m in marks if before.start < m.start < outer.start and m.style == mark.style)
    return frozenset()


def _continues(before: Enumerator, mark: Enumerator) -> bool:
    return mark.opens_line and (mark.value, mark.style) == (before.value + 1, before.style)


def _is_sublist(
    run: Sequence[Enumerator], marks: Sequence[Enumerator], looks: Mapping[int, Sequence[HeadSplit]]
) -> bool:
    """Whether a run as long as the outer list lies within the first entry of that list: 1.…（1）…（4）… 2.…."""
    first = marks[0]
    if first.start >= run[0].start or run[0].style not in _INNER_STYLES or (first.value, first.style) != (1, "dot"):
        return False
    look = _best(looks[first.end])
    if not first.opens_line or look is None or look.separator == "line":
        return False
    following = [mark for mark in marks if mark.start > first.start and (mark.value, mark.style) == (2, "dot")]
    return any(mark.opens_line and mark.start > run[-1].start for mark in following)


def _best(look: Sequence[HeadSplit]) -> HeadSplit | None:
    return max(look, key=lambda split: split.score, default=None)


def _score(look: Sequence[HeadSplit]) -> float:
    return min(2.0, max(split.score for split in look) / 2) if look else -0.5


# A remark, a sentence of introduction, the line with the publisher.
_MAX_LINES_BEFORE, _MAX_LENGTH_BEFORE = 3, 160


def _starts_near(zone: SectionText, start: int) -> bool:
    """Whether there is little but remarks, part headings and page artefacts before the first number."""
    lines = (zone.text[begin:end] for begin, end in replace(zone, end=start).content_lines())
    before = [line for line in lines if not (is_remark(line) or is_part_heading(line) or is_footer(line))]
    return len(before) <= _MAX_LINES_BEFORE and sum(map(len, before)) <= _MAX_LENGTH_BEFORE


def _is_second_part(
    run: Sequence[Enumerator], first: Sequence[Enumerator], looks: Mapping[int, Sequence[HeadSplit]]
) -> bool:
    """Whether a run that starts again belongs to the glossary: numbers and separators as in its first entries."""
    habits = [section_style(looks[mark.end] for mark in each) for each in (first, run)]
    usual = max(habits[0], key=lambda separator: habits[0][separator], default="")
    alike = habits[1].get(usual, 0) >= habits[0].get(usual, 0) / 2
    return len(run) > 1 and run[0].style == first[0].style and run[0].opens_line and alike


def _entries_of(
    zone: SectionText,
    run: Sequence[Enumerator],
    bound: int,
    habit: Mapping[str, float],
    found: Mapping[int, Candidates],
) -> Iterator[EntrySpan]:
    bold = len(run) > 1 and sum(zone.is_bold(mark.start) for mark in run) > 0.6 * len(run)
    for mark, following in pairwise([*run, None]):
        assert mark is not None
        end = following.start if following else bound
        gap = following is not None and following.value > mark.value + 1
        stops = [*_unnumbered_heads(zone, mark.end, end, bold_only=not gap), end] if bold or gap else [end]
        note = zone.text[mark.end : min(end, mark.end + 80)]
        split = (
            None
            if lacks_headword(note)
            else read_head(zone.text, mark.end, stops[0], habit, zone.body, found=found[mark.end])
        )
        if split and not is_reference(note, footnote=mark.style == "caret"):
            rule = f"numbered-{split.separator}"
            found_span = EntrySpan(split, stops[0], mark.start, mark.printed or None, mark.value, mark.style, rule)
            yield _without_citation(zone.text, _with_end(zone, found_span, bound))
        yield from _without_number(zone, stops, bound, habit)


def _before_first(zone: SectionText, first: Enumerator, habit: Mapping[str, float]) -> Iterator[EntrySpan]:
    """Yields the entries before a sequence that begins at 2 or later, whose first numbers are lost."""
    if not 1 < first.value <= _MAX_LINES_BEFORE + 1:
        return
    lines = replace(zone, end=first.start).content_lines()
    heads = [
        begin
        for begin, stop in lines
        if _HEAD_LINE.match(zone.text, begin, stop) and not is_remark(zone.text[begin:stop])
    ]
    if 0 < len(heads) < first.value:
        yield from _without_number(zone, [*heads, first.start], zone.end, habit)


_HEAD_LINE = re.compile(r"[^。；：:\n]{2,40}[：:]")


def _without_citation(text: str, entry_span: EntrySpan) -> EntrySpan:
    """Returns ``entry_span`` with an empty definition if only a citation follows the headword."""
    start = entry_span.split.definition_start
    return entry_span._replace(end=start) if is_citation(text[start : entry_span.end]) else entry_span


def _unnumbered_heads(zone: SectionText, start: int, end: int, *, bold_only: bool) -> list[int]:
    """Returns where a later line of the entry opens another entry, whose number is lost.

    The evidence is bold print where the numbered headwords are bold, or a gap in the numbers.
    """
    lines = replace(zone, start=start, end=end).content_lines()[1:]
    heads = [begin for begin, stop in lines if _HEAD_LINE.match(zone.text, begin, stop)]
    return [
        begin
        for begin in heads
        if zone.is_bold(begin) or (not bold_only and not continues(zone.text[begin : begin + 20]))
    ]


def _without_number(
    zone: SectionText, stops: Sequence[int], bound: int, habit: Mapping[str, float]
) -> Iterator[EntrySpan]:
    for start, end in pairwise(stops):
        damaged = DAMAGED_SIGN.match(zone.text, start, end)
        split = read_head(zone.text, damaged.end() if damaged else start, end, habit)
        if split:
            yield _with_end(zone, EntrySpan(split, end, start, rule="lost-number"), bound)


def _with_end(zone: SectionText, entry_span: EntrySpan, bound: int) -> EntrySpan:
    return trim_last_entry(zone, entry_span) if entry_span.end == bound else trim_entry_end(zone, entry_span)


_ROW = re.compile(r"\|[^\n]*\|[ \t]*$")
_CELL = re.compile(r"[^|\t\n]+")
_PAGE_CAPTION = re.compile(rf"(?:^|\t)\s*{simplified('heading_words', 'page-column')}\s*(?:\t|$)")
_NUMBER = re.compile(r"\d{1,3}$")
_PAGE = re.compile(r"(?:[Pp]\.? ?|第 ?)?(\d{1,3}) ?页?")  # a column 页码 between the head and its definition
_RULE = re.compile(r"[|:\s-]+$")


def split_table(zone: SectionText) -> list[EntrySpan]:
    """Returns the entries of a table of (number,) headword and definition; empty if most of the section is not one."""
    lines = zone.content_lines()
    rows = [line for line in lines if _ROW.match(zone.text, *line)]
    if lines and "\t" in (caption := zone.text[slice(*lines[0])]):
        has_pages = _PAGE_CAPTION.search(caption) is not None
        with_tabs = [line for line in lines if zone.text.count("\t", *line) > has_pages]
        if has_pages or (is_table_header(caption) and with_tabs == lines):
            rows = with_tabs
    if not rows or 2 * len(rows) < len(lines):
        return []
    return [entry_span for row in rows for entry_span in _entry(zone.text, row)]


def _entry(text: str, row: tuple[int, int]) -> Iterator[EntrySpan]:
    cells = [_trimmed(text, *cell.span()) for cell in _CELL.finditer(text, *row)]
    cells = [cell for cell in cells if cell[0] < cell[1]]
    if _RULE.match(text, *row) or len(cells) < 2 or is_table_header(text[slice(*row)]):
        return
    pages = (_PAGE.fullmatch(text, *cell) for cell in cells) if len(cells) > 2 else ()
    page = next((found for found in pages if found and (found.start() > cells[0][0] or not found[0].isdecimal())), None)
    cells = [cell for cell in cells if not page or cell != page.span()]
    number = text[slice(*cells[0])] if _NUMBER.match(text, *cells[0]) and len(cells) > 2 else None
    head, definition = cells[-2:] if number or len(cells) > 2 else cells[:2]
    split = HeadSplit(*head, definition[0], "cell", 5.0, page=int(page[1]) if page else None)
    yield EntrySpan(split, definition[1], cells[0][0], number, int(number or 0), "cell", "table-row")


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    cell = text[start:end]
    return start + len(cell) - len(cell.lstrip()), start + len(cell.rstrip())


_MAX_DISTANCE = 4000  # a note is on the page of its marker: 600 characters of a report, 1,500 of a printed page


def find_page_notes(zone: SectionText, markers: Markers) -> list[EntrySpan]:
    """Returns the notes of ``zone`` at the foot of pages; ``markers`` are those of the zone.

    Only the marker distinguishes them from the running text, so the words right before it must be the note's headword:
    …推进“三微”[1]改造… and, below, [1]三微：微创意、微配套、微改造。
    """
    if not markers:
        return []
    return list(_notes(zone, {(style, value): at for style, found in markers.items() for value, at in found.items()}))


def _notes(zone: SectionText, markers: Mapping[tuple[str, int], Sequence[Stretch]]) -> Iterator[EntrySpan]:
    marks = [mark for mark in find_enumerators(zone.text, zone.start, zone.end) if mark.style in MARKER_STYLES]
    ends = _ends_of_notes(zone, marks)
    for mark in marks:
        marker = _last_before(markers.get((mark.style, mark.value), []), mark.start)
        if not marker or mark.start not in ends:
            continue
        end = ends[mark.start]
        start = mark.end + len(zone.text[mark.end : end]) - len(zone.text[mark.end : end].lstrip())
        splits = (split_footnote(zone.text, start, end), read_head(zone.text, mark.end, end, {}))
        named = (s for s in splits if s and is_named(zone.text, marker[0], zone.text[s.head_start : s.head_end]))
        if split := next(named, None):
            found = EntrySpan(split, end, mark.start, mark.printed, mark.value, mark.style, "page-note", (marker,))
            yield trim_entry_end(zone, found)


def _ends_of_notes(zone: SectionText, marks: Sequence[Enumerator]) -> dict[int, int]:
    """Returns where each note ends, by its start: at its line end, or where the next number follows on its line."""
    ends: dict[int, int] = {}
    last: Enumerator | None = None
    for mark in marks:
        goes_on = last is not None and (mark.value, mark.style) == (last.value + 1, last.style)
        is_inside = goes_on and last and mark.start < ends[last.start]
        if not (mark.opens_line or is_inside or follows_note_label(zone.text, mark.start)):
            continue
        if last and mark.start < ends[last.start]:
            ends[last.start] = mark.start
        stop = zone.text.find("\n", mark.end, zone.end)
        ends[mark.start] = zone.end if stop < 0 else stop
        last = mark
    return ends


def _last_before(markers: Sequence[tuple[int, int]], at: int) -> tuple[int, int] | None:
    """Returns the last of ``markers`` before ``at``, if it is near."""
    index = bisect_left(markers, (at, 0)) - 1
    return markers[index] if index >= 0 and at - markers[index][0] < _MAX_DISTANCE else None
