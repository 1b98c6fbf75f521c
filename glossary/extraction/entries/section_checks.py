"""Checks glossary sections: whether entries form a glossary, and what is doubtful about them. Pure.

A strong heading proves a glossary; without one, the entries must. The codes of findings are in docs/findings.md.
"""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from itertools import pairwise
from statistics import median

from glossary.chinese.numerals import ONE_TO_TEN
from glossary.chinese.offsets import NormalizedView, without_quotes
from glossary.chinese.word_lists import simplified
from glossary.extraction.entries.definition_sentences import is_about_counting, is_name
from glossary.extraction.entries.entry_spans import MAX_LINES, EntrySpan, SectionText
from glossary.extraction.entries.enumerators import RAISED, find_enumerators
from glossary.extraction.entries.footnotes import Markers
from glossary.extraction.entries.headings import Heading, is_part_heading, lacks_headword
from glossary.extraction.entries.sections import BODY_REACH, SectionSpan
from glossary.extraction.law_articles import NUMBER
from glossary.findings import make_finding
from glossary.model import Entry, Finding, Section, Span

_DEFINES = re.compile(f"[“‘]?(?:主要|一般)?{simplified('definition_verbs', 'opens-definition')}")
_AMENDS = re.compile(f"{simplified('note_words', 'amends')}|增加“")
# A list of projects states what will be done; a glossary names what it explains.
_TASK = re.compile(simplified("verbs", "project"))
_OUTLINE = re.compile(rf"[{ONE_TO_TEN}]{{1,3}}[、是要]|[（(][{ONE_TO_TEN}]|第[{ONE_TO_TEN}]")
_MAX_DEFINITION_LENGTH = 1500
_MAX_CONTENTS_LENGTH = 2000
_MAX_START = 2
_MOSTLY_KNOWN = 0.9
"""Share of entries that define with a verb, so that the numbers before the first may be on another page."""


def is_glossary(place: SectionSpan, entry_spans: Sequence[EntrySpan]) -> bool:
    """Whether ``entry_spans`` are entries of a glossary; the weaker the heading, the more evidence they need."""
    if not entry_spans or _is_form_or_figures(place, entry_spans):
        return False
    are_notes = place.heading is not None and _NOTES.fullmatch(place.zone.text, *place.heading) is not None
    if place.strength is Heading.STRONG and not _is_in_contents(place) and not (are_notes and _remark(entry_spans)):
        return _is_numbered(entry_spans) or _fills_place(place, entry_spans)
    known = _share_known(place, entry_spans)
    if place.strength is Heading.WEAK or are_notes:
        names = sum(is_name(head) for head in _heads(place, entry_spans))
        # 注：1.本公报为初步统计数；2.…；3.规模以上工业含义为… has one term among its remarks.
        is_enough = len(entry_spans) > 1 or (entry_spans[0].value > _MAX_START and known >= 1)
        return is_enough and known >= 1 / 3 and 2 * names >= len(entry_spans)
    if (
        len(entry_spans) < _MIN_ENTRIES
        or known < 1 / 2
        or _is_other_list(place, entry_spans)
        or entry_spans[0].rule == "table-row"
    ):
        return False
    if _is_numbered(entry_spans):
        return entry_spans[0].value <= _MAX_START or known >= _MOSTLY_KNOWN or entry_spans[0].rule == "note-sentence"
    return _fills_place(place, entry_spans) and not _has_outline(place)


_NOTES = re.compile(r"\W*[附注註]\s*[注註释釋]?\W*")
"""附注 or 注释：, whose notes remark on the data as often as they define; 名词解释 announces definitions."""
_PARTS_SENTENCE = frozenset(("comma", "none", "full-stop", "line"))
_MIN_ENTRIES = 3
"""How many entries a place without a heading must have."""


def _remark(entry_spans: Sequence[EntrySpan]) -> bool:
    """Whether half of the notes part a sentence within (自2011年起，发布…), or name a topic above its paragraphs."""
    parted = sum(each.split.separator in _PARTS_SENTENCE for each in entry_spans)
    return entry_spans[0].rule != "note-sentence" and 2 * parted >= len(entry_spans)


def needs_numbers(place: SectionSpan) -> bool:
    """Whether only entries with numbers can make ``place`` a glossary: it has no heading, but an outline."""
    return place.strength is None and _has_outline(place)


_BOXES = re.compile(r"[√□☑☐✓]|(?<![A-Za-z])A[.．、][^\n]{1,40}?\s{0,8}B[.．、]")  # A.男 B.女 in a questionnaire
_FIGURE = re.compile(r"[\d,，.．%％+\-—–()（）/\s]*")
_FIGURES_SHARE = 1 / 4


def _is_form_or_figures(place: SectionSpan, entry_spans: Sequence[EntrySpan]) -> bool:
    """Whether a quarter of the entries are cells of a form or a table of figures: √适用, 1104.41, -."""
    text = place.zone.text
    odd = 0
    for head, entry_span in zip(_heads(place, entry_spans), entry_spans, strict=True):
        definition = text[entry_span.split.definition_start : entry_span.end]
        figures = _FIGURE.fullmatch(definition) is not None or len(_NUMBERS.findall(definition)) * 8 > len(definition)
        odd += bool(_BOXES.search(head + definition)) or is_figure(head) or figures
    return odd > _FIGURES_SHARE * len(entry_spans)


_NUMBERS = re.compile(r"\d[\d,，]*\.\d+%?|\d{1,3}(?:,\d{3})+")


def is_figure(head: str) -> bool:
    """Whether ``head`` is an amount, a share or a dash from a table, or the number of an article; 135 and 5G are names.

    >>> [is_figure(head) for head in ("1104.41", "3,535.90", "-", "12.5%", "第三条", "1+7+4", "12345", "5G")]
    [True, True, True, True, True, False, False, False]
    """
    return _AMOUNT.fullmatch(head.strip()) is not None


_AMOUNT = re.compile(
    r"[-—–+]?\d*[,，]?\d*[.．]\d+[%％]?|\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+[%％]|[-—–*/\\]+"
    rf"|第{NUMBER}[条條]"
)


def is_statement(head: str) -> bool:
    """Whether ``head`` states a fact in clauses (全年生产总值886亿元，增长2.3%) instead of a name.

    >>> is_statement("全年实现生产总值886亿元，按可比价计算，增长2.3%"), is_statement("聚焦三六九，振兴大西安")
    (True, False)
    """
    return len(head) > _MAX_NAME_LENGTH and "，" in _QUOTED.sub("", head) and _STATES.search(head) is not None


def statements(zone: SectionText, entry_spans: Sequence[EntrySpan]) -> list[EntrySpan]:
    """Returns the entries that state a fact, remark on the data or say how it was counted (统计范围：全市)."""
    colons = sum(entry_span.split.separator == "colon" for entry_span in entry_spans)
    return [
        entry_span
        for entry_span in entry_spans
        if is_statement(head := zone.text[entry_span.split.head_start : entry_span.split.head_end])
        or is_about_counting(head)
        or (entry_span.split.separator in _WITHIN_SENTENCES and 2 * colons > len(entry_spans) and not is_name(head))
    ]


_WITHIN_SENTENCES = frozenset(("comma", "verb", "none"))
_MAX_NAME_LENGTH = 20
_QUOTED = re.compile(r"[“「《（(][^”」》）)]*[”」》）)]")
_STATES = re.compile(rf"\d[\d.]*(?:亿|万|[%％])|{simplified('note_words', 'states-figure')}")


def _is_in_contents(place: SectionSpan) -> bool:
    """Whether the heading is at the start of the text, where tables of contents are."""
    early = place.zone.start < min(len(place.zone.text) / 10, _MAX_CONTENTS_LENGTH)
    return early and place.may_be_contents


def _heads(place: SectionSpan, entry_spans: Sequence[EntrySpan]) -> list[str]:
    return [place.zone.text[entry_span.split.head_start : entry_span.split.head_end] for entry_span in entry_spans]


def _share_known(place: SectionSpan, entry_spans: Sequence[EntrySpan]) -> float:
    """Returns the share of entries whose head is in the running text or whose definition opens with a verb.

    The subject of a sentence (绝对额按现价计算) is in the text without being a headword.
    """
    body = without_quotes(place.zone.body)
    known = sum(
        (entry_span.split.separator != "none" and without_quotes(head) in body)
        or _DEFINES.match(place.zone.text, entry_span.split.definition_start) is not None
        for head, entry_span in zip(_heads(place, entry_spans), entry_spans, strict=True)
    )
    return known / len(entry_spans)


def _fills_place(place: SectionSpan, entry_spans: Sequence[EntrySpan]) -> bool:
    """Whether the entries fill most of the section, and none of them is as long as a chapter."""
    zone = place.zone
    if max(entry_span.end - entry_span.split.definition_start for entry_span in entry_spans) > _MAX_DEFINITION_LENGTH:
        return False
    lines = len(replace(zone, end=entry_spans[-1].end).content_lines())
    return _is_numbered(entry_spans) or entry_spans[-1].rule == "labelled-block" or 5 * len(entry_spans) >= 2 * lines


def _is_numbered(entry_spans: Sequence[EntrySpan]) -> bool:
    return 2 * sum(entry_span.number is not None for entry_span in entry_spans) >= len(entry_spans)


def _has_outline(place: SectionSpan) -> bool:
    """Whether the section contains headings of chapters, as a part of the report itself does."""
    zone = place.zone
    return any(is_part_heading(zone.text[start:end]) for start, end in zone.content_lines())


def _is_other_list(place: SectionSpan, entry_spans: Sequence[EntrySpan]) -> bool:
    """Whether a third of the entries name a task, amend a sentence or are headings of an outline."""
    text, limit = place.zone.text, len(entry_spans) / 3
    heads = _heads(place, entry_spans)
    amended = sum(
        _AMENDS.search(text, entry_span.split.definition_start, entry_span.end) is not None
        for entry_span in entry_spans
    )
    tasks = sum(_TASK.match(head) is not None for head in heads)
    outlined = sum(_OUTLINE.match(head) is not None for head in heads)
    return max(amended, tasks, outlined) > limit


_MAX_NOTE_LENGTH, _MIN_NOTES = 400, 5
_TERMINAL = "。！？!?”’）)…；;.》】"


def section_diagnostics(
    view: NormalizedView, place: SectionSpan, entry_spans: Sequence[EntrySpan]
) -> Iterator[Finding]:
    """Yields the reasons why a place that looked like a glossary has no entries."""
    zone = place.zone
    start, end = place.heading or (zone.start, zone.end)
    span = Span(view.origin(start), view.end_origin(end)) if start < end else None
    if place.heading and _are_headless(zone):
        yield make_finding("W205-footnotes", span)
    elif not place.heading and entry_spans and _is_list_of_notes(view, place):
        yield make_finding("W205-notes-at-end", span)
    elif place.strength is Heading.STRONG:
        yield make_finding("W203", span)


def _are_headless(zone: SectionText) -> bool:
    """Whether half of the numbered notes, or of the lines if none has a number, begin with their definition."""
    notes = [mark.end for mark in find_enumerators(zone.text, zone.start, zone.end) if mark.opens_line]
    notes = notes or [start for start, _ in zone.content_lines()]
    return 2 * sum(lacks_headword(zone.text[note : note + 40]) for note in notes) >= len(notes) > 0


def _is_list_of_notes(view: NormalizedView, place: SectionSpan) -> bool:
    """Whether the text after the last words is short paragraphs without an outline: not the report itself."""
    lines = [place.zone.text[slice(*line)] for line in place.zone.content_lines()]
    long = sum(len(line) > _MAX_NOTE_LENGTH for line in lines)
    at_end = place.zone.start > len(view.text) / 2 and place.zone.end == len(view.text)
    return at_end and len(lines) >= _MIN_NOTES and not long and not any(is_part_heading(line) for line in lines)


def too_long(view: NormalizedView, zone: SectionText) -> Finding:
    """Returns the finding that only the first part of a section was read."""
    span = Span(view.origin(zone.start), view.end_origin(zone.end)) if zone.start < zone.end else None
    return make_finding("W207", span, most=MAX_LINES)


def missing_definition(view: NormalizedView, entry_span: EntrySpan) -> Finding:
    """Returns the finding that a headword has no definition after it."""
    span = Span(view.origin(entry_span.split.head_start), view.end_origin(entry_span.split.head_end))
    return make_finding("W208", span)


def statement_left_out(view: NormalizedView, entry_span: EntrySpan) -> Finding:
    """Returns the finding that a head states a fact and is not a name."""
    span = Span(view.origin(entry_span.split.head_start), view.end_origin(entry_span.split.head_end))
    return make_finding("W214", span)


def unexplained_markers(view: NormalizedView, markers: Markers) -> Iterator[Finding]:
    """Yields findings about references to missing notes, or to notes that do not name what they explain.

    Requires references of one style that count up from one: three, or two whose notes are there.
    """
    for style, note_lines in _NOTE_LINES.items():
        values = list(markers.get(style, ()))
        if _are_references(values, style):
            start, end = markers[style][values[0]][0]
            span = Span(view.origin(start), view.end_origin(end))
            opened = {note[1] for note in note_lines.finditer(view.text)}
            if 2 * len(opened) < len(values):  # [1] in the text, and 1. before the note
                last = max(stop for stretches in markers[style].values() for _, stop in stretches)
                numbers = {int(note[1]) for note in _NUMBERED_LINES.finditer(view.text, last)}
                opened = {str(value) for value in values if value in numbers}
            is_pair = len(values) < _MIN_MARKERS
            if len(opened) >= (len(values) if is_pair else len(values) / 2):
                # ①…②… within a sentence are lists as often as references.
                yield from [] if is_pair and style in _SIGNS else [make_finding("W205-footnotes", span)]
            elif not is_pair and style not in _SIGNS:
                yield make_finding("W206", span, count=len(values))
    yield from _bracketed_notes(view)
    yield from _starred_notes(view)


def _bracketed_notes(view: NormalizedView) -> Iterator[Finding]:
    """Yields the finding about references (1), (2), (3) behind words, with lines of the same numbers below them."""
    marks = list(_BRACKETED.finditer(view.text)) if _FIRST_BRACKETED.search(view.text) else []
    numbers = [str(number) for number in range(1, len(marks) + 1)]
    if len(marks) < _MIN_MARKERS or [mark[1] for mark in marks] != numbers:
        return
    if [line[1] for line in _BRACKETED_LINES.finditer(view.text, marks[-1].end())] == numbers:
        yield make_finding("W205-footnotes", Span(view.origin(marks[0].start()), view.end_origin(marks[0].end())))


def _starred_notes(view: NormalizedView) -> Iterator[Finding]:
    """Yields the finding about stars behind words, with lines that open with as many stars below them."""
    lines = list(_STARRED_LINES.finditer(view.source)) if "*" in view.source else []
    opening = {line.start(1) for line in lines}
    marks = [mark for mark in _STARS.finditer(view.source) if mark.start() not in opening] if lines else []
    if (
        [mark[0] for mark in marks] == [line[1] for line in lines] != []
        and marks[-1].end() <= lines[0].start()
        and all(_STARRED_WORD.match(view.source, max(0, mark.start() - 1)) for mark in marks)
    ):
        yield make_finding("W205-footnotes", Span(*marks[0].span()))


def _are_references(values: Sequence[int], style: str) -> bool:
    """Whether numbers count up from one, or, in brackets, go on from the notes of a part that is not there."""
    is_excerpt = style not in _SIGNS and len(values) > _MIN_MARKERS and values == sorted(values)
    return (len(values) > 1 and values == list(range(1, len(values) + 1))) or is_excerpt


_SIGNS = frozenset(("circled", "paren"))  # ① and ⑴ within a sentence are lists as often as references
_NOTE_LINES = {
    "square": re.compile(r"^[ \t\u3000]{0,8}[\[［〔﹝【](?:注释?)?(\d{1,3})[\]］〕﹞】]", re.MULTILINE),
    "note": re.compile(r"^[ \t\u3000]{0,8}[(（]?注释?(\d{1,3})[)）:：.．、 \t\u3000]", re.MULTILINE),
    "circled": re.compile(r"^[ \t\u3000]{0,8}([①-⑳])", re.MULTILINE),
    "paren": re.compile(r"^[ \t\u3000]{0,8}([⑴-⒇])", re.MULTILINE),
    "caret": re.compile(r"^[ \t\u3000]{0,8}\[\^(\d{1,3})\]", re.MULTILINE),
    "raised": re.compile(rf"^[ \t\u3000]{{0,8}}([{RAISED}]{{1,3}})", re.MULTILINE),
}
_MIN_MARKERS = 3
# “三微”（1）改造，…: behind words, while a list within a sentence (包括：（1）…；（2）…) follows a mark.
_BRACKETED = re.compile(r"(?<=[\u4e00-\u9fff”」』])[(（](\d{1,2})[)）]")
_FIRST_BRACKETED = re.compile("1(?<=[(（]1)[)）]")
_BRACKETED_LINES = re.compile(r"^[ \t\u3000]{0,8}[(（](\d{1,2})[)）]", re.MULTILINE)
# “三微”*改造, and * 指…; in Markdown the stars of italics and bold type are paired, and those of a list open lines.
_STARS, _STARRED_WORD = re.compile(r"\*+"), re.compile("[\u4e00-\u9fff”」』]")
_STARRED_LINES = re.compile(r"^[ \t\u3000]{0,8}(\*{1,3})[^*\n]+$", re.MULTILINE)
_NUMBERED_LINES = re.compile(r"^[ \t\u3000]{0,8}(\d{1,3})[.．、 \t\u3000]", re.MULTILINE)


# Notes without a definition are left out, and one note or item may define several terms.
_RULES_WITH_GAPS = frozenset(("note-sentence", "statute-item"))


def entry_diagnostics(entries: Sequence[Entry], text: str) -> Iterator[Finding]:
    """Yields number gaps, decreasing page references, and a glossary that ends in the middle of an entry."""
    numbers = {entry.number for entry in entries}
    for before, entry in pairwise(entries):
        counts = entry.rule not in _RULES_WITH_GAPS
        if counts and _is_gap(before.number or "", entry.number or "", numbers):
            yield make_finding("W201", entry.head_span, before=before.number, after=entry.number)
        if before.page and entry.page and entry.page < before.page:
            yield make_finding("W202", entry.head_span, before=before.page, after=entry.page)
    last = entries[-1]
    stopped = sum(text[entry.span.end - 1] in _TERMINAL for entry in entries[:-1])
    cut = text[last.span.end - 1] not in _TERMINAL and 2 * stopped >= len(entries) - 1
    if not text[last.span.end :].strip() and cut:
        yield make_finding("W204", last.span)


_ENTRY_LINE = re.compile(
    r"^[ \t\u3000*#>]{0,8}(?:\W{0,2}\d{1,3}\W{1,2})?([^\s。，；：:（(\n][^。，；：:\n]{1,24})[：:](?=[^\n]{6})",
    re.MULTILINE,
)
_BEHIND, _MIN_LINES = 1_500, 3
_MAX_USUAL_LENGTH, _TIMES_MEDIAN = 800, 8


def coverage_diagnostics(text: str, sections: Sequence[Section], entries: Sequence[Entry]) -> Iterator[Finding]:
    """Yields signs of lost entries: similar lines after the last entry, or inside an unusually long definition.

    Only headwords that the text before the glossary uses count, to exclude lists of tasks.
    """
    for index, section in enumerate(sections):
        own = [entry for entry in entries if entry.section == index]
        following = min((s.span.start for s in sections if s.span.start >= section.span.end), default=len(text))
        body = without_quotes(text[max(0, section.span.start - BODY_REACH) : section.span.start])
        behind = text[section.span.end : min(following, section.span.end + _BEHIND)]
        if len(_entry_lines(behind, body)) >= _MIN_LINES:
            yield make_finding("W212", own[-1].head_span)
        usual = median(len(entry.definition) for entry in own)
        for entry in own:
            is_long = len(entry.definition) > max(_MAX_USUAL_LENGTH, _TIMES_MEDIAN * usual)
            if is_long and len(_entry_lines(entry.definition, body)) > 1:
                yield make_finding("W213", entry.head_span, head=entry.head)


def _entry_lines(stretch: str, body: str) -> list[str]:
    heads = (without_quotes(found[1]).strip() for found in _ENTRY_LINE.finditer(stretch))
    return [head for head in heads if head in body]


def _is_gap(before: str, number: str, numbers: AbstractSet[str | None]) -> bool:
    """Whether a number is missing between two consecutive ones, or occurs twice."""
    if not (before.isdecimal() and number.isdecimal()):
        return False
    missing = any(str(value) not in numbers for value in range(int(before) + 1, int(number)))
    return missing or int(number) == int(before)
