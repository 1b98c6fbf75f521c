"""Finds the terms and definitions of standards. Pure.

Chapter 3 of a standard (术语和定义) numbers its terms 3.1, 3.2 …; the term is on the line of the number or on the next,
often with its English equivalent, and its definition on the lines below. The form is that of GB/T 20001.1.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from glossary.chinese.rule_triggers import can_apply
from glossary.chinese.word_lists import simplified
from glossary.extraction.entries.entry_spans import EntrySpan
from glossary.extraction.entries.head_split import HeadSplit

_HEADING = re.compile(
    r"^[ \t\u3000#*]{0,8}(?:\d{1,2}[.．、]?[ \t\u3000]*)?术[ \u3000]?语"
    r"(?:[、和与及]{1,2}|[ \u3000])?(?:定[ \u3000]?义)?[*\s]{0,4}$",
    re.MULTILINE,
)
_TERMS = re.compile("术[ \u3000]?语")
_CLAUSE = re.compile(
    r"^[ \t\u3000#*]{0,8}(?P<number>(?P<chapter>\d{1,2})[.．]\d{1,3}(?:[.．]\d{1,3})?)[*]{0,2}[ \t\u3000]*(?=\S|\n)",
    re.MULTILINE,
)
_CHAPTER = re.compile(
    r"^[ \t\u3000#*]{0,8}(?:\d{1,2}[ \t\u3000]+|附[ \u3000]*录)[^\d\s.．。；][^。；\n]{0,30}$", re.MULTILINE
)
_LINE = re.compile(r"[^\n]*\S[^\n]*")
# smart city, internet of things;IoT, 15-minute city: on the line of the term or on a line of its own
_ENGLISH = re.compile(r"[ \t\u3000]*(?:(?<![^ \t\u3000])\d{1,3}-?)?[A-Za-z][A-Za-z0-9 ,;；/()（）’'.&-]*$")
# 注：…, 注 1：…, 示例：… and [来源：GB/T …] below a definition are no part of it.
_BELOW_TERM = re.compile(
    rf"\n[ \t\u3000*]*[\[［〔【（(]?{simplified('note_words', 'below-term')}[ \t]?\d{{0,2}}[*]{{0,2}}[：:]"
)
_MAX_TERM_LENGTH = 40
_MAX_LENGTH = 60_000
_MAX_CHAPTERS = 3
_MIN_TERMS = 2


@dataclass(frozen=True, slots=True)
class TermsChapter:
    """A chapter of terms.

    Attributes:
        heading: Where its heading is, in the view.
        end: Where the chapter ends.
        entry_spans: Its entries.
    """

    heading: tuple[int, int]
    end: int
    entry_spans: Sequence[EntrySpan]


def find_terms_chapters(text: str, source: str | None = None) -> Iterator[TermsChapter]:
    """Yields the chapters of terms in ``text``, in order; a line of a table of contents is none.

    ``source`` is the text that ``text`` is a view of, if any.
    """
    at = 0
    if not can_apply("chapters-of-terms", text, source) or not _TERMS.search(text):  # much faster than a heading
        return
    for number, heading in enumerate(_HEADING.finditer(text)):
        if heading.start() < at or number >= _MAX_CHAPTERS:
            continue
        end = _chapter_end(text, heading.end())
        entry_spans = tuple(_entries(text, heading.end(), end))
        if len(entry_spans) >= _MIN_TERMS:
            start = heading.start() + len(heading[0]) - len(heading[0].lstrip())
            yield TermsChapter((start, start + len(heading[0].strip())), end, entry_spans)
            at = entry_spans[-1].end


def _chapter_end(text: str, start: int) -> int:
    following = _CHAPTER.search(text, start, start + _MAX_LENGTH)
    return following.start() if following else min(len(text), start + _MAX_LENGTH)


def _entries(text: str, start: int, end: int) -> Iterator[EntrySpan]:
    clauses = list(_CLAUSE.finditer(text, start, end))
    clauses = [clause for clause in clauses if clause["chapter"] == clauses[0]["chapter"]]
    for clause, following in pairwise([*clauses, None]):
        assert clause is not None
        stop = following.start() if following else end
        split = _split(text, clause.end(), stop)
        if split:
            note = _BELOW_TERM.search(text, split.definition_start, stop)
            stop = note.start() if note else stop
            length = len(text[split.definition_start : stop].rstrip(" \t\n\u3000*#"))
            end_of_entry = split.definition_start + length
            yield EntrySpan(split, end_of_entry, clause.start(), clause["number"], rule="standard-term")


def _split(text: str, start: int, stop: int) -> HeadSplit | None:
    """Splits the text of a clause into term and definition; ``None`` for the title of a group of terms."""
    lines = [found.span() for found in _LINE.finditer(text, start, stop)]
    if len(lines) < _MIN_LINES:
        return None
    begin, end = lines[0]
    begin += len(text[begin:end]) - len(text[begin:end].lstrip(" \t\u3000*"))
    english = _ENGLISH.search(text, begin, end)
    head_end = english.start() if english and english.start() > begin else end
    head_end = begin + len(text[begin:head_end].rstrip(" \t\u3000*"))
    is_term = 1 < head_end - begin <= _MAX_TERM_LENGTH and not _SENTENCE.search(text, begin, head_end)
    below = [line for line in lines[1:] if not _ENGLISH.fullmatch(text[slice(*line)].strip())]
    if not is_term or not below:
        return None
    definition = below[0][0] + len(text[slice(*below[0])]) - len(text[slice(*below[0])].lstrip())
    return HeadSplit(begin, head_end, definition, "line", 5.0)


_MIN_LINES = 2
_SENTENCE = re.compile("[。；：:，]")
