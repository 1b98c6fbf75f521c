"""Entries before they are mapped to the source, and where their definitions end. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from glossary.chinese.numerals import ONE_TO_TEN
from glossary.chinese.offsets import NormalizedView
from glossary.chinese.word_lists import simplified
from glossary.extraction.entries.enumerators import lines_of
from glossary.extraction.entries.head_split import HeadSplit
from glossary.extraction.entries.headings import (
    Heading,
    ends_section,
    glossary_heading,
    is_footer,
    is_page_artefact,
    is_part_heading,
)

# A real section has a few hundred lines; a longer one is not a glossary, and must not cost minutes.
MAX_LINES = 5000
_LINE_END = re.compile(r"\n")


class EntrySpan(NamedTuple):
    """An entry before it is mapped to the source; positions in the view.

    Attributes:
        split: The headword and the start of the definition.
        end: Where the definition ends.
        start: Where the entry begins, number included.
        number: The number as printed.
        value: The number as an integer, 0 for none.
        style: The style of the number; empty without a number.
        rule: The rule that found the entry.
        markers: Where the running text refers to it.
    """

    split: HeadSplit
    end: int
    start: int
    number: str | None = None
    value: int = 0
    style: str = ""
    rule: str = ""
    markers: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class SectionText:
    """A part of a view that may hold entries, with the running text that may use their heads.

    Attributes:
        text: The text of the whole view.
        start: Where the part begins.
        end: Where it ends.
        body: The running text before it.
        view: The view itself, which records bold print.
        running: The headers and footers of its pages.
    """

    text: str
    start: int
    end: int
    body: str = ""
    view: NormalizedView | None = None
    running: frozenset[str] = frozenset()

    def bounded(self) -> "SectionText":
        """Returns the section, cut after the last line that is read."""
        stop = next(islice(_LINE_END.finditer(self.text, self.start, self.end), MAX_LINES, None), None)
        return replace(self, end=stop.start()) if stop else self

    def is_bold(self, position: int) -> bool:
        """Whether bold print begins at ``position``, according to the markup of the source."""
        return self.view is not None and self.view.is_bold(position)

    def is_page_artefact(self, line: str) -> bool:
        """Whether ``line`` is a page artefact: a page number, a rule, a running header."""
        return is_page_artefact(line) or line in self.running

    def content_lines(self) -> list[tuple[int, int]]:
        """Returns the lines that have content, without bullets, trailing blanks and page artefacts."""
        return list(self._content_lines)

    @cached_property
    def _content_lines(self) -> Sequence[tuple[int, int]]:
        lines = []
        for start, stop in lines_of(self.text, self.start, self.end):
            lead = _LEAD.match(self.text, start, stop)
            begin = lead.end() if lead else start
            line = self.text[begin:stop].rstrip()
            if line and not self.is_page_artefact(line):
                lines.append((begin, begin + len(line)))
        return lines


_ORNAMENTS = " \t\u3000\xa0#>○〇●◆◇■□▲△※★☆·•"
_LEAD = re.compile(
    rf"[{_ORNAMENTS}–+-](?:(?<![–+-])|(?=[ \t]))(?:[{_ORNAMENTS}]|[-–+](?=[ \t])){{0,11}}"  # the class is fast
)
_BULLETS = f"{_ORNAMENTS}-–+"
_REMARK = re.compile(
    rf"[（(]{simplified('note_words', 'bracketed-remark')}[^\n]{{0,300}}[)）]$|[（(][^（）()\n]{{0,60}}[)）][：:]?$"
    rf"|[【\[]{simplified('note_words', 'framed-remark')}[^】\]\n]{{0,60}}[】\]][：:]?$|注[：:][^\n]{{0,40}}$"
)
_CONTINUES = re.compile(
    rf"{simplified('note_words', 'continues')}|第一[，、]|注[：:]|[（(][一二三1-9]|[①-⑩]|[1-9][.．、]"
    r"|[^。；：，,\n=＝“”]{2,24}[=＝]"  # 出生率＝出生人数÷平均人数: the formula of an indicator
)
_PART = re.compile(r"[“‘]([^”’\n]{1,12})[”’][^：:\n]{0,6}[：:]")
_TERMINAL = "。！？!?”’）)…"


def is_remark(line: str) -> bool:
    """Whether ``line`` is only a remark in brackets: （以在报告中出现的先后顺序排列）."""
    return _REMARK.match(line) is not None


def continues(line: str) -> bool:
    """Whether ``line`` begins like the continuation of a definition: 一是…, 其中…, （1）…."""
    return _CONTINUES.match(line) is not None


def trim_entry_end(zone: SectionText, entry_span: EntrySpan) -> EntrySpan:
    """Returns ``entry_span`` without blanks, page artefacts, footers and part headings at its end."""
    end, first = entry_span.end, entry_span.split.definition_start
    while True:
        while end > first and zone.text[end - 1].isspace():
            end -= 1
        end = _before_page_cell(zone.text, first, _before_title(zone.text, first, end))
        line = zone.text.rfind("\n", first, end) + 1
        if line <= first or not _is_not_definition(zone, zone.text[line:end].strip()):
            return entry_span._replace(end=max(end, first))
        end = line


def trim_last_entry(zone: SectionText, entry_span: EntrySpan) -> EntrySpan:
    """Returns the last entry of a section, cut before the text that no longer explains its head."""
    lines = replace(zone, start=entry_span.split.definition_start, end=entry_span.end).content_lines()
    head = zone.text[entry_span.split.head_start : entry_span.split.head_end]
    end = lines[0][1] if lines else entry_span.end
    for before, (start, stop), behind in zip(lines, lines[1:], [*lines[2:], (0, 0)], strict=False):
        line = zone.text[start:stop]
        if ends_section(line) or _is_not_definition(zone, line) or is_remark(line) or _SUBTITLE.match(line):
            break
        part = _PART.match(line)
        explains_part = part is not None and part[1] in head
        is_unfinished = _is_unfinished(_printed_line(zone.text, before[1]), line, zone.text[slice(*behind)])
        if not (explains_part or continues(line) or is_unfinished):
            break
        end = stop
    first = entry_span.split.definition_start
    return entry_span._replace(end=_before_page_cell(zone.text, first, _before_title(zone.text, first, end)))


# ——2014年2月19日在青禾市…会议上, as on the title page.
_SUBTITLE = re.compile(r"——(?:[12]\d{3}年|在)")
_JOINING = frozenset("，、；;：:,")
_WITHIN_TEXT = re.compile("[，。；,;]|(?<=[^\n]{4})、")
"""A mark that running text has; 、 behind a number at the beginning is none: 一、收入支出决算总表."""
_MIN_WRAPPED_LENGTH = 15


def _printed_line(text: str, end: int) -> str:
    """Returns the whole printed line that ends at ``end``, with number and head."""
    return text[text.rfind("\n", 0, end) + 1 : end]


def _is_unfinished(line: str, following: str, behind: str) -> bool:
    """Whether ``line`` stops within a sentence that ``following`` continues; many definitions end without a stop.

    A line of wrapped text without marks is one if the line ``behind`` it goes on: titles of enclosures have none.
    """
    if line[-1] in _JOINING:
        return True
    within = line[-1] not in _TERMINAL or (line[-1] in "）)" and "。" not in line)
    if not within or len(line) < _MIN_WRAPPED_LENGTH:
        return False
    is_long = len(following) >= _MIN_WRAPPED_LENGTH and following[-1] not in _TERMINAL
    return _WITHIN_TEXT.search(following) is not None or (is_long and _WITHIN_TEXT.search(behind) is not None)


# The subtitle of the report (also a page header) or the speaker's name, run into the end of a definition.
_TITLE = re.compile(
    r"(?<=[。！？”])(?:——\s?\d{4}年[^\n]{4,40}会议?上"
    rf"|[（(](?:[代副]?{simplified('title_block_words', 'post')}|{simplified('note_words', 'credit')})"
    r"[^（()）\n]{2,30}[)）])$"
)
_MAX_TITLE_LENGTH = 60


def _before_title(text: str, start: int, end: int) -> int:
    title = _TITLE.search(text, max(start, end - _MAX_TITLE_LENGTH), end)
    return title.start() if title else end


# 微创意、微配套。	第3页: the last column of a table; 微创意。 | |: its empty cells.
_PAGE_CELL = re.compile(r"[ ]*\t[ \t]*(?:第?\d{1,4}页?|[Pp]\.?\d{1,4})$|(?<=[。！？；])[ \t]*\|[ \t|]{0,8}$")


def _before_page_cell(text: str, start: int, end: int) -> int:
    cell = _PAGE_CELL.search(text, max(start, end - _MAX_PAGE_CELL), end)
    return cell.start() if cell else end


_MAX_PAGE_CELL = 12


def definition_text(zone: SectionText, entry_span: EntrySpan) -> str:
    """Returns the lines of a definition that have content, without blanks around; lines wrapped by a page are one."""
    start = entry_span.split.definition_start
    printed = zone.text[start : entry_span.end].split("\n")
    lines = [_content(line) for line in printed]
    if len(lines) == 1:  # most definitions: no line to join
        return lines[0] if _defines(zone, lines[0]) else ""
    widths = [len(line) for line in printed]
    widths[0] += start - zone.text.rfind("\n", 0, start) - 1
    widest = max(widths)
    text, is_full = "", False
    for line, width in zip(lines, widths, strict=True):
        if not _defines(zone, line):
            continue
        is_wrapped = is_full and _ENDS_WRAPPED.search(text) and _GOES_ON.match(line)
        text += line if is_wrapped or not text else f"\n{line}"
        is_full = width >= max(_MIN_WRAPPED, widest - _MAX_SHORT)
    return text


def has_definition(zone: SectionText, entry_span: EntrySpan) -> bool:
    """Whether :func:`definition_text` is not empty; reads no further than the first line with content."""
    lines = zone.text[entry_span.split.definition_start : entry_span.end].split("\n")
    return any(_defines(zone, _content(line)) for line in lines)


def _content(line: str) -> str:
    line = line.strip()
    return _QUOTED_LINE.sub("", line) if line.startswith(">") else line


def _defines(zone: SectionText, line: str) -> bool:
    return bool(line) and not zone.is_page_artefact(line) and not _is_heading(line)


# A list in a block quote of Markdown: its lines begin with >.
_QUOTED_LINE = re.compile(r"^(?:>[ \t]+)+")
_MIN_WRAPPED, _MAX_SHORT = 12, 2
"""Code points of a wrapped line, and by how much it may be shorter than the widest one."""
_ENDS_WRAPPED = re.compile("[\u4e00-\u9fff、，“（《]$")
_GOES_ON = re.compile(f"(?![{ONE_TO_TEN}]是|第[{ONE_TO_TEN}])[\u4e00-\u9fff]")


def _is_not_definition(zone: SectionText, line: str) -> bool:
    if zone.is_page_artefact(line) or _is_heading(line) or is_footer(line):
        return True
    return is_part_heading(line) or not line.strip(_BULLETS)


def _is_heading(line: str) -> bool:
    return glossary_heading(line) is Heading.STRONG
