"""A glossary section whose entries bear numbers. Pure."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from glossary.extract.drafts import Draft, Zone, closed, closed_last, continues, is_remark
from glossary.extract.headings import is_footer
from glossary.extract.heads_of_lines import habit_of, look_at, read_head
from glossary.extract.notes import is_headless, is_reference
from glossary.extract.numbering import Mark, best_sequences, find_marks
from glossary.extract.page_junk import is_part_heading
from glossary.extract.separators import Split


def split_numbered(zone: Zone) -> list[Draft]:
    """The entries of a zone whose entries bear numbers; empty where its first lines hold no such entry."""
    marks = find_marks(zone.text, zone.start, zone.end)
    looks = {mark.end: look_at(zone.text, mark.end, zone.end) for mark in marks}
    runs = best_sequences(marks, lambda mark: _worth(looks[mark.end]))
    if runs and _is_sublist(runs[0], marks, looks):
        inner = frozenset(runs[0])
        runs = best_sequences([mark for mark in marks if mark not in inner], lambda mark: _worth(looks[mark.end]))
    if not runs or not _starts_near(zone, runs[0][0].start):
        return []
    runs[0] = _with_other_column(runs, marks, looks)
    habit = habit_of(looks[mark.end] for mark in runs[0])
    drafts: list[Draft] = []
    bounds = [*(run[0].start for run in runs[1:]), zone.end]
    for run, bound in zip(runs, bounds, strict=True):
        if drafts and not _is_second_part(run, runs[0], looks):
            drafts[-1] = closed_last(zone, replace(drafts[-1], end=zone.end))
            break
        drafts.extend(_entries_of(zone, run, bound, habit))
    return drafts


def _with_other_column(
    runs: Sequence[Sequence[Mark]], marks: Sequence[Mark], looks: Mapping[int, Sequence[Split]]
) -> list[Mark]:
    """The first run with the numbers that go on from it but stand between its own: a page of two columns, merged."""
    first = list(runs[0])
    stop = runs[1][0].start if len(runs) > 1 else math.inf
    last = max(mark.value for mark in first)
    left = [m for m in marks if m.opens_line and m.value > last and m.style == first[0].style and m.start < stop]
    more = best_sequences(left, lambda mark: _worth(looks[mark.end])) if len(left) > 2 else []
    if not more or len(more[0]) < 3 or more[0][0].value != last + 1:
        return first
    return sorted(first + more[0], key=lambda mark: mark.start)


# 1. stands above （1） and ①; 一、 above 1. is a heading of a part as often as not.
_INNER_STYLES = frozenset(("paren", "half", "circled"))


def _is_sublist(run: Sequence[Mark], marks: Sequence[Mark], looks: Mapping[int, Sequence[Split]]) -> bool:
    """Whether a run that is as long as the outer list lies within that list's first entry: 1.…（1）…（4）… 2.…."""
    first = marks[0]
    if first.start >= run[0].start or run[0].style not in _INNER_STYLES or (first.value, first.style) != (1, "dot"):
        return False
    look = max(looks[first.end], key=lambda split: split.score, default=None)
    if not first.opens_line or look is None or look.separator == "line":
        return False
    following = [mark for mark in marks if mark.start > first.start and (mark.value, mark.style) == (2, "dot")]
    return any(mark.opens_line and mark.start > run[-1].start for mark in following)


def _worth(look: Sequence[Split]) -> float:
    return min(2.0, max(split.score for split in look) / 2) if look else -0.5


# A remark, a sentence of introduction, the line that says who published it.
_MOST_BEFORE, _LONGEST_BEFORE = 3, 160


def _starts_near(zone: Zone, start: int) -> bool:
    """Whether little but remarks, part headings and page furniture stands before the first number."""
    lines = (zone.text[begin:end] for begin, end in replace(zone, end=start).content_lines())
    before = [line for line in lines if not (is_remark(line) or is_part_heading(line) or is_footer(line))]
    return len(before) <= _MOST_BEFORE and sum(map(len, before)) <= _LONGEST_BEFORE


def _is_second_part(run: Sequence[Mark], first: Sequence[Mark], looks: Mapping[int, Sequence[Split]]) -> bool:
    """Whether a run that begins anew belongs to the glossary: numbered and parted like its first entries."""
    habits = [habit_of(looks[mark.end] for mark in each) for each in (first, run)]
    usual = max(habits[0], key=lambda separator: habits[0][separator], default="")
    alike = habits[1].get(usual, 0) >= habits[0].get(usual, 0) / 2
    return len(run) > 1 and run[0].style == first[0].style and run[0].opens_line and alike


def _entries_of(zone: Zone, run: Sequence[Mark], bound: int, habit: Mapping[str, float]) -> Iterator[Draft]:
    bold = len(run) > 1 and sum(zone.is_bold(mark.start) for mark in run) > 0.6 * len(run)
    for mark, following in pairwise([*run, None]):
        assert mark is not None
        end = following.start if following else bound
        gap = following is not None and following.value > mark.value + 1
        stops = [*_unnumbered_heads(zone, mark.end, end, bold_only=not gap), end] if bold or gap else [end]
        note = zone.text[mark.end : min(end, mark.end + 80)]
        split = None if is_headless(note) else read_head(zone.text, mark.end, stops[0], habit, zone.body)
        if split and not is_reference(note, footnote=mark.style == "caret"):
            rule = f"numbered-{split.separator}"
            yield _ended(zone, Draft(split, stops[0], mark.start, mark.printed, mark.value, mark.style, rule), bound)
        yield from _without_number(zone, stops, bound, habit)


_HEAD_LINE = re.compile(r"[^。；：:\n]{2,40}[：:]")


def _unnumbered_heads(zone: Zone, start: int, end: int, *, bold_only: bool) -> list[int]:
    """Where, behind the entry's own first line, a line opens like an entry whose number is lost.

    Bold print tells it where the numbered heads are bold, a gap in the numbers tells it too.
    """
    lines = replace(zone, start=start, end=end).content_lines()[1:]
    heads = [begin for begin, stop in lines if _HEAD_LINE.match(zone.text, begin, stop)]
    return [
        begin
        for begin in heads
        if zone.is_bold(begin) or (not bold_only and not continues(zone.text[begin : begin + 20]))
    ]


def _without_number(zone: Zone, stops: Sequence[int], bound: int, habit: Mapping[str, float]) -> Iterator[Draft]:
    for start, end in pairwise(stops):
        split = read_head(zone.text, start, end, habit)
        if split:
            yield _ended(zone, Draft(split, end, start, rule="lost-number"), bound)


def _ended(zone: Zone, draft: Draft, bound: int) -> Draft:
    return closed_last(zone, draft) if draft.end == bound else closed(zone, draft)
