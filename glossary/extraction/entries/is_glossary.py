"""Decides whether entries form a glossary if no strong heading proves it. Pure."""

import re
from collections.abc import Sequence
from dataclasses import replace

from glossary.chinese.offsets import without_quotes
from glossary.extraction.entries.definition_sentences import is_name
from glossary.extraction.entries.entry_spans import EntrySpan
from glossary.extraction.entries.headings import Heading, is_part_heading
from glossary.extraction.entries.sections import SectionSpan

_DEFINES = re.compile(r"[“‘]?(?:主要|一般)?(?:是指|指|即|是|系)")
_AMENDS = re.compile(r"修改为|改为|删[除去]|增加“")
# A list of projects states what will be done; a glossary names what it explains.
_TASK = re.compile(
    r"实施|建设|推进|新建|改造|提升|完成|加快|加强|扩大|新增|开展|改善|完善|推动|提高|办好|为|抓好|做好|强化|优化|继续"
)
_OUTLINE = re.compile(r"[一二三四五六七八九十]{1,3}[、是要]|[（(][一二三四五六七八九十]|第[一二三四五六七八九十]")
_MAX_DEFINITION_LENGTH = 1500
_MAX_CONTENTS_LENGTH = 2000
_MAX_START = 2


def is_glossary(place: SectionSpan, entry_spans: Sequence[EntrySpan]) -> bool:
    """Whether ``entry_spans`` are entries of a glossary; the weaker the heading, the more evidence they need."""
    if not entry_spans or _is_form_or_figures(place, entry_spans):
        return False
    if place.strength is Heading.STRONG and not _is_in_contents(place):
        return _is_numbered(entry_spans) or _fills_place(place, entry_spans)
    known = _share_known(place, entry_spans)
    if place.strength is Heading.WEAK:
        names = sum(is_name(head) for head in _heads(place, entry_spans))
        return len(entry_spans) > 1 and known >= 1 / 3 and 2 * names >= len(entry_spans)
    if (
        len(entry_spans) < 3
        or known < 1 / 2
        or _is_other_list(place, entry_spans)
        or entry_spans[0].rule == "table-row"
    ):
        return False
    if _is_numbered(entry_spans):
        return entry_spans[0].value <= _MAX_START
    return _fills_place(place, entry_spans) and not _has_outline(place)


_BOXES = re.compile(r"[√□☑☐✓]")
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
    """Whether ``head`` is an amount, a share or a dash from a table; 135, 1+7+4 and 5G are names.

    >>> [is_figure(head) for head in ("1104.41", "3,535.90", "-", "12.5%", "1+7+4", "12345", "5G")]
    [True, True, True, True, False, False, False]
    """
    return _AMOUNT.fullmatch(head.strip()) is not None


_AMOUNT = re.compile(r"[-—–+]?\d*[,，]?\d*[.．]\d+[%％]?|\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+[%％]|[-—–*/\\]+")


def is_statement(head: str) -> bool:
    """Whether ``head`` states a fact in clauses (全年生产总值886亿元，增长2.3%) instead of a name.

    >>> is_statement("全年实现生产总值886亿元，按可比价计算，增长2.3%"), is_statement("聚焦三六九，振兴大西安")
    (True, False)
    """
    return len(head) > _MAX_NAME_LENGTH and "，" in _QUOTED.sub("", head) and _STATES.search(head) is not None


_MAX_NAME_LENGTH = 20
_QUOTED = re.compile(r"[“「《（(][^”」》）)]*[”」》）)]")
_STATES = re.compile(r"\d[\d.]*(?:亿|万|[%％])|增长|下降|位居|达到|实现了")


def _is_in_contents(place: SectionSpan) -> bool:
    """Whether the heading is at the start of the text, where tables of contents are."""
    early = place.zone.start < min(len(place.zone.text) / 10, _MAX_CONTENTS_LENGTH)
    return early and place.may_be_contents


def _heads(place: SectionSpan, entry_spans: Sequence[EntrySpan]) -> list[str]:
    return [place.zone.text[entry_span.split.head_start : entry_span.split.head_end] for entry_span in entry_spans]


def _share_known(place: SectionSpan, entry_spans: Sequence[EntrySpan]) -> float:
    """Returns the share of entries whose head is in the running text or whose definition opens with a verb."""
    body = without_quotes(place.zone.body)
    known = sum(
        without_quotes(head) in body or _DEFINES.match(place.zone.text, entry_span.split.definition_start) is not None
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
