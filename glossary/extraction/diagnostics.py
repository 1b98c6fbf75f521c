"""Finds what is doubtful in a text and its whole extraction; the codes are in docs/findings.md. Pure.

The findings are about text corruption (lost bytes, holes, interpuncts turned into ?, unbalanced quotes) and about the
extraction (conflicts, unused headwords, the kind of document). Those about glossary sections are in
``entries/section_checks.py``.
"""

import heapq
import re
from collections import deque
from collections.abc import Iterator
from itertools import chain, islice

from glossary.chinese.headword import parse_headword
from glossary.chinese.rule_triggers import CONTROLS, can_apply, quotes_alternate
from glossary.chinese.word_lists import alternation, simplified
from glossary.findings import make_finding
from glossary.model import Document, Entry, Extraction, Finding, MembersStatus, Metadata, Span

_HAN = "\u4e00-\u9fff"
# Kinds of damage, each with its rule, its pattern and its message id. Each is reported once, at its first position.
_TRACES = (
    ("undecoded", re.compile("\ufffd+"), "W221-undecoded"),
    # A filler is what uninitialized memory looks like in GBK.
    ("decoded-twice", re.compile(simplified("misdecoded_text", "decoded-twice", "filler")), "W221-decoded-twice"),
    ("private", re.compile("[\ue000-\uf8ff]+"), "W221-private"),
    ("escapes", re.compile(r"(?:\\u[4-9][0-9A-Fa-f]{3})+"), "W221-escapes"),
    ("controls", re.compile(f"[{re.escape(CONTROLS)}]+"), "W221-controls"),
)
# 株洲?中国 lost its interpunct; 怎样启航?什么才是… is a question.
_BEFORE_MARK = re.compile(rf"[{_HAN}“”]")
_INTERROGATIVE = re.compile(rf"{alternation('function_words', 'question')}|([\u4e00-\u9fff])[不没沒]\1")
_STARS = re.compile(r"\*+")
_BEFORE_HOLE, _AFTER_HOLE = re.compile(rf"[{_HAN},，、。；;：:]$"), re.compile(rf"[{_HAN}]")
_MAX_QUOTES = 20
_MAX_QUESTIONS = 1_000


def find_text_corruption(text: str) -> Iterator[Finding]:
    """Yields damaged characters: one finding (W221) per kind, with the number of places."""
    for rule, pattern, message_id in _TRACES:
        found = pattern.search(text) if can_apply(rule, text) else None
        if found:
            count = sum(1 for _ in pattern.finditer(text, found.start()))
            yield _corruption(message_id, count, Span(*found.span()))
    questions = islice(_before_words(text, "?？" if can_apply("question-marks", text) else ""), _MAX_QUESTIONS)
    marks = [Span(at, at + 1) for at in questions if _is_misplaced(text, at)]
    if marks:
        yield _corruption("W221-question-marks", len(marks), marks[0])
    holes = list(_replaced_by_asterisks(text))
    if holes:
        yield _corruption("W221-asterisks", len(holes), holes[0])


def _before_words(text: str, marks: str) -> Iterator[int]:
    """Yields where one of ``marks`` precedes a Han character, in order."""
    return heapq.merge(*(_positions(text, mark) for mark in marks))


def _positions(text: str, mark: str) -> Iterator[int]:
    at = text.find(mark)
    while at >= 0:
        if "\u4e00" <= text[at + 1 : at + 2] <= "\u9fff":
            yield at
        at = text.find(mark, at + 1)


def _corruption(message_id: str, count: int, span: Span) -> Finding:
    places = "1 place" if count == 1 else f"{count} places"
    return make_finding(message_id, span, places=places)


def _is_misplaced(text: str, at: int) -> bool:
    """Whether the question mark at ``at`` follows a word and no interrogative."""
    if not _BEFORE_MARK.match(text, max(at - 1, 0), at):
        return False
    clause = max(text.rfind(stop, max(0, at - 60), at) for stop in "。？?！!；;\n")
    return not _INTERROGATIVE.search(text, max(clause + 1, at - 60), at)


def _replaced_by_asterisks(text: str) -> Iterator[Span]:
    """Yields asterisks in place of characters; pairs of ** in a line are bold print, a lone one opens a list."""
    at = text.find("*")
    while at >= 0:
        start = text.rfind("\n", 0, at) + 1
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        runs = list(_STARS.finditer(text, start, end))
        if len(runs) % 2 or len({len(run[0]) for run in runs}) > 1:
            for run in runs:
                if _BEFORE_HOLE.search(text, max(start, run.start() - 1), run.start()) and _AFTER_HOLE.match(
                    text, run.end()
                ):
                    yield Span(*run.span())
        at = text.find("*", end)


_OPENERS, _CLOSERS = "“「『", "”」』"
_PARTNER = dict(zip(_CLOSERS, _OPENERS, strict=True))
_QUOTE = re.compile(f"[{_OPENERS}{_CLOSERS}]")
_QUOTE_OR_END = re.compile(f"[{_OPENERS}{_CLOSERS}\n]")


def find_unbalanced_quotes(text: str) -> Iterator[Finding]:
    """Yields unbalanced quotes (W220): one per paragraph, at most ``_MAX_QUOTES``."""
    return islice(
        (_unbalanced_quote(text, at) for at in (() if _are_paired(text) else _lone_quotes(text))), _MAX_QUOTES
    )


_PAIRS = [opener + closer for opener, closer in zip(_OPENERS, _CLOSERS, strict=True)]
_MAX_DEPTH = 4
_MAX_OPEN = 1_000
_STRETCH = 65_536
"""Code points that are searched at a time: a list of every mark takes 80 times the memory of a text of marks alone."""


def _are_paired(text: str) -> bool:
    """Whether all quotes of each paragraph are balanced, as in most texts; false for deeper nesting."""
    if not can_apply("corner-quotes", text) and quotes_alternate(text):
        return True
    stretches = range(0, len(text), _STRETCH)
    marks = "".join("".join(_QUOTE_OR_END.findall(text, start, start + _STRETCH)) for start in stretches)
    for _ in range(_MAX_DEPTH):
        for pair in _PAIRS:
            marks = marks.replace(pair, "")
    return not marks.strip("\n")


def _unbalanced_quote(text: str, at: int) -> Finding:
    return make_finding("W220-not-closed" if text[at] in _OPENERS else "W220-not-opened", Span(at, at + 1))


def _lone_quotes(text: str) -> Iterator[int]:
    """Yields for each paragraph the first closing quote without partner, otherwise the last opening one."""
    open_quotes: deque[int] = deque(maxlen=_MAX_OPEN)
    start, is_reported = 0, False
    for found in _QUOTE_OR_END.finditer(text):
        at, mark = found.start(), found[0]
        if mark == "\n":
            if open_quotes and not is_reported and not _closes_soon(text, open_quotes[-1], at):
                yield open_quotes[-1]
            open_quotes, start, is_reported = deque(maxlen=_MAX_OPEN), at + 1, False
        elif mark in _OPENERS:
            open_quotes.append(at)
        elif open_quotes and text[open_quotes[-1]] == _PARTNER[mark]:
            open_quotes.pop()
        elif not is_reported and not _opened_before(text, at, start):
            is_reported = True
            yield at
    if open_quotes and not is_reported:
        yield open_quotes[-1]


def _opened_before(text: str, lone: int, start: int) -> bool:
    """Whether a wrapped line broke the short quotation that ``lone`` closes."""
    quotes = list(_QUOTE.finditer(text, max(0, start - 60), start))
    return lone - start < 40 and bool(quotes) and quotes[-1][0] == _PARTNER[text[lone]]


def _closes_soon(text: str, opened: int, end: int) -> bool:
    """Whether a wrapped line broke a short quotation: its partner is the next quote, a few words on."""
    following = _QUOTE.search(text, end, end + 40)
    return bool(following and _PARTNER.get(following[0]) == text[opened])


_MIN_BODY_LENGTH = 2_000
"""A document with less running text (in code points) is only a glossary."""
_MAX_HEADS = 1_000
"""The maximum number of headwords searched for, each once through the body, to keep the time linear."""
_DELETED = "“”‘’\"'「」『』〝〞《》〈〉*_ \t\n\r\u3000\u200b\ufeff"
_DELETION = str.maketrans("", "", _DELETED)


_QUOTED = re.compile("[“「]([^“”「」]{2,30})[”」]")


def find_diagnostics(text: str, extraction: Extraction) -> tuple[Finding, ...]:
    """Returns the findings that need the whole extraction, in the order of their codes.

    Args:
        text: The source's text.
        extraction: The extraction of the text; its own findings are not repeated.
    """
    return (
        *_conflicts(extraction.entries),
        *_unused_heads(text, extraction),
        *find_unbalanced_quotes(text),
        *find_text_corruption(text),
        *_about_document(extraction),
    )


def _conflicts(entries: tuple[Entry, ...]) -> Iterator[Finding]:
    for entry in entries:
        if entry.status is MembersStatus.CONFLICTING:
            group = next(group for group in entry.groups if group.status is MembersStatus.CONFLICTING)
            found = len(group.members)
            yield make_finding("W210", entry.head_span, head=entry.head, numeral=group.numeral, count=found)


def _unused_heads(text: str, extraction: Extraction) -> Iterator[Finding]:
    """Yields headwords that do not occur outside the glossary; a glossary explains words of the text."""
    if not extraction.entries:
        return
    body = _body(text, extraction)
    if len(body) < _MIN_BODY_LENGTH:
        return
    for entry in extraction.entries[:_MAX_HEADS]:
        if not entry.markers and not any(form in body for form in _forms(entry)):
            yield make_finding("W211", entry.head_span, head=entry.head)


def _body(text: str, extraction: Extraction) -> str:
    """Returns the text outside the glossary sections, without quotes, marks and blanks."""
    pieces, at = [], 0
    for section in sorted(extraction.sections, key=lambda section: section.span):
        pieces.append(text[at : max(at, section.span.start)])
        at = max(at, section.span.end)
    body = "".join((*pieces, text[at:]))
    for mark in _DELETED:  # ten times as fast on a report as str.translate
        body = body.replace(mark, "")
    return body


def _forms(entry: Entry) -> Iterator[str]:
    for form in chain((entry.head, *entry.heads), _QUOTED.findall(entry.head), _cores(entry)):
        bare = form.translate(_DELETION)
        if bare:
            yield bare


def _cores(entry: Entry) -> Iterator[str]:
    yield from parse_headword(entry.head).cores


def _about_document(extraction: Extraction) -> Iterator[Finding]:
    document = extraction.document
    if document.stated.kind == "government_work_report" and not document.complete:
        yield make_finding("W222")
    if document.stated.kind == "news_feature":
        yield make_finding("I301")
    elif not _has_title_block(document):
        yield make_finding("I302")
    if not extraction.sections:
        yield make_finding("I303")


def _has_title_block(document: Document) -> bool:
    """Whether the text or, as the finding advises, its path or front matter says what the document is."""
    stated: Metadata = document.stated
    return any((stated.title, stated.date, stated.meeting, stated.speaker, document.inferred.title))
