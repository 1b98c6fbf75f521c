"""Reads a glossary section without numbers: labelled blocks, or one entry per line. Pure."""

import re
from collections.abc import Iterator, Sequence

from glossary.chinese.word_lists import simplified
from glossary.extraction.entries.definition_sentences import split_note
from glossary.extraction.entries.entry_spans import (
    EntrySpan,
    SectionText,
    continues,
    is_remark,
    trim_entry_end,
    trim_last_entry,
)
from glossary.extraction.entries.enumerators import RAISED
from glossary.extraction.entries.head_split import HeadSplit
from glossary.extraction.entries.headings import is_footer, is_table_header
from glossary.extraction.entries.headword_choice import choose_head, find_candidates, section_style

Line = tuple[int, int]


def split_unnumbered(zone: SectionText) -> list[EntrySpan]:
    """Returns the entries of a section without numbers; empty if it has none."""
    lines = zone.content_lines()
    while lines and (is_remark(line := zone.text[slice(*lines[0])]) or is_table_header(line)):
        del lines[0]
    return (_labelled(zone, lines) or _one_per_line(zone, lines)) if lines else []


def split_sentences(zone: SectionText) -> list[EntrySpan]:
    """Returns the lines that are sentences and define their subject: 价格指数（CPI）是度量价格水平的相对数."""
    lines = [line for line in zone.content_lines() if not _is_furniture(zone.text[slice(*line)])]
    found = ((start, end, split_note(zone.text, start, end)) for start, end in lines)
    return [
        trim_entry_end(zone, EntrySpan(split, end, start, rule="note-sentence")) for start, end, split in found if split
    ]


def _is_furniture(line: str) -> bool:
    """Whether no entry begins at ``line``: it continues one, or belongs to the page or to the whole section."""
    return continues(line) or is_footer(line) or is_remark(line)


_LABEL = re.compile(rf"[【\[]?(?:名词)?{simplified('heading_words', 'explanation-label')}[】\]]?[:：]")
_CONTEXT_LABEL = re.compile(rf"[【\[]?(?:报告)?{simplified('heading_words', 'context-label')}[】\]]?[:：]")


def _labelled(zone: SectionText, lines: Sequence[Line]) -> list[EntrySpan]:
    """Reads blocks of a headword line, 报告原文：… and 解释：…; the two labels may share a line."""
    splits = list(_labelled_splits(zone, lines))
    if len(splits) < 2:
        return []
    bounds = [*(split.head_start for split in splits[1:]), zone.end]
    return [
        trim_entry_end(zone, EntrySpan(split, bound, split.head_start, rule="labelled-block"))
        for split, bound in zip(splits, bounds, strict=True)
    ]


def _labelled_splits(zone: SectionText, lines: Sequence[Line]) -> Iterator[HeadSplit]:
    head: Line | None = None
    for start, end in lines:
        label = _LABEL.match(zone.text, start, end)
        context = _CONTEXT_LABEL.match(zone.text, start, end)
        if context:
            label = _LABEL.search(zone.text, context.end(), end)
        if label and head:
            yield HeadSplit(*head, label.end(), "labels", 5.0)
            head = None
        elif not context and end - start <= 40 and zone.text[end - 1] not in "。；，":
            head = (start, end)


def _one_per_line(zone: SectionText, lines: Sequence[Line]) -> list[EntrySpan]:
    reader = _LineReader(zone, lines)
    for index in range(len(lines)):
        reader.read(index)
    return [
        *(trim_entry_end(zone, entry_span) for entry_span in reader.entry_spans[:-1]),
        *(trim_last_entry(zone, d) for d in reader.entry_spans[-1:]),
    ]


_QUOTES = '“”‘’"「」『』'
_RUN_IN = re.compile(r"(?<=[。！？；])\s{0,4}([^。；：:！？，,\n]{2,32})[：:]")
_DEFINED = re.compile(f"(?:主要)?{simplified('definition_verbs', 'opens-definition')}")
_FIRST_PART = re.compile(r"[“「]([^“”「」\n]{1,10})[”」]")
_QUOTED = re.compile(r"[“《「][^”》」\n]{1,24}[”》」]")
_NAME_AND_MORE = re.compile(r"[“「][^”」\n]{1,24}[”」](?=[^\n]{8})")
# A clause before a colon may quote something without being a name.
_CLAUSE = re.compile(simplified("note_words", "in-clause"))
# The share of lines that must use such a separator before one of them is accepted; colons and frames need no support.
# A blank, 指 and no separator at all are interchangeable, so they are counted together.
_MIN_SHARES = {"line": 0.33, "comma": 1.0, "full-stop": 0.2, "dash": 0.2}
# A section with these separators does not use others.
_EXCLUSIVE = {"frame": 0.5, "line": 0.33}
_LOOSE = frozenset(("none", "space", "verb"))
_LOOSE_SHARE = 0.3
_MAJORITY = 0.6


class _LineReader:
    """Reads a section line by line: a line opens an entry or continues the one before."""

    def __init__(self, zone: SectionText, lines: Sequence[Line]) -> None:
        self.zone, self.lines = zone, lines
        self.entry_spans: list[EntrySpan] = []
        self.found = [find_candidates(zone.text, lines[i][0], self._search_end(i)) for i in range(len(lines))]
        self.without = "line" if self._opens_with_names() else ""
        looks = (found.splits for found in self.found)
        self.habit = section_style([split for split in look if split.separator != self.without] for look in looks)

    def read(self, index: int) -> None:
        start, end = self.lines[index]
        if self.entry_spans and start <= self.entry_spans[-1].split.definition_start:
            return
        split = choose_head(self.zone.text, self.found[index], self.habit, self.zone.body, without=self.without)
        line = self.zone.text[start:end]
        if not split or not self._is_usual(split) or _is_furniture(line):
            return
        if not self.zone.text[split.head_start : split.head_end].strip(RAISED):
            return  # ¹ 指…: the mark of a note whose headword is in the running text
        if self.entry_spans and self._continues_entry(split, self.lines[index - 1]):
            return
        self._open(EntrySpan(split, self.zone.end, start, rule=f"line-{split.separator}"))
        self._read_run_in(end)

    def _opens_with_names(self) -> bool:
        """Whether most lines open with a quoted name and go on: each is an entry, not a headword alone on its line."""
        named = sum(_NAME_AND_MORE.match(self.zone.text, *line) is not None for line in self.lines)
        return named > _MAJORITY * len(self.lines)

    def _search_end(self, index: int) -> int:
        """Returns the end of the next line: headword and first words of the definition take at most two lines."""
        return self.lines[min(index + 1, len(self.lines) - 1)][1]

    def _is_usual(self, split: HeadSplit) -> bool:
        """Whether the section uses this separator often enough; colons and frames need no support."""
        if any(self.habit.get(name, 0) > share and split.separator != name for name, share in _EXCLUSIVE.items()):
            return False
        if split.separator in _LOOSE:
            if split.separator == "verb" and self._is_quoted(split):
                return True
            loose = sum(self.habit.get(separator, 0) for separator in _LOOSE)
            return loose >= _LOOSE_SHARE and self.habit.get("colon", 0) < _MAJORITY
        return self.habit.get(split.separator, 0) >= _MIN_SHARES.get(split.separator, 0)

    def _is_quoted(self, split: HeadSplit) -> bool:
        """Whether the head is one pair of quotes and nothing else: “三资”是指…."""
        head = self.zone.text[split.head_start : split.head_end]
        return _QUOTED.fullmatch(head) is not None

    def _continues_entry(self, split: HeadSplit, before: Line) -> bool:
        """Whether the line explains a part of the entry before it, or finishes its sentence."""
        unfinished = self.zone.text[before[1] - 1] in "：:；;、，,"
        return self._is_part(split) or (unfinished and before[0] >= self.entry_spans[-1].split.definition_start)

    def _is_part(self, split: HeadSplit) -> bool:
        last = self.entry_spans[-1].split
        part = self.zone.text[split.head_start : split.head_end].strip(_QUOTES)
        return part in self.zone.text[last.head_start : last.head_end]

    def _open(self, entry_span: EntrySpan) -> None:
        if self.entry_spans:
            self.entry_spans[-1] = self.entry_spans[-1]._replace(end=entry_span.start)
        self.entry_spans.append(entry_span)

    def _read_run_in(self, end: int) -> None:
        """Adds the entries that follow within the same paragraph."""
        for match in _RUN_IN.finditer(self.zone.text, self.entry_spans[-1].split.definition_start, end):
            split = HeadSplit(*match.span(1), match.end(), "colon", 2.0)
            if self._is_name(match[1], match.end()) and not self._is_part(split) and not continues(match[1]):
                self._open(EntrySpan(split, self.zone.end, match.start(1), rule="run-in-colon"))

    def _is_name(self, head: str, definition: int) -> bool:
        """Whether ``head`` is a name: quoted, used in the running text, or explained by what follows the colon."""
        if _DEFINED.match(self.zone.text, definition) or head.strip(_QUOTES) in self.zone.body:
            return True
        part = _FIRST_PART.match(self.zone.text, definition)
        return (_QUOTED.search(head) is not None and not _CLAUSE.search(head)) or (part is not None and part[1] in head)
