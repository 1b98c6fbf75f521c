"""Finds where glossary sections may be: below a heading, within a line, or after the last words of a report. Pure."""

import heapq
import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from glossary.chinese.numerals import ONE_TO_TEN, value_of
from glossary.chinese.offsets import NormalizedView, normalize_line
from glossary.chinese.rule_triggers import can_apply
from glossary.chinese.word_lists import alternation, list_words, simplified
from glossary.extraction.entries.definition_sentences import split_footnote
from glossary.extraction.entries.entry_spans import SectionText
from glossary.extraction.entries.headings import (
    MAX_HEADING_LENGTH,
    Heading,
    ends_section,
    glossary_heading,
    is_annex,
    is_footer,
    is_part_heading,
    running_headers,
)

# How much running text before a section is searched for its headwords; a report has some 20,000 code points.
BODY_REACH = 200_000
# A text with more headings is not a report; what follows the last of them is still read as one section.
MAX_HEADINGS = 200
_MIN_TAIL_LENGTH = 40


@dataclass(frozen=True, slots=True)
class SectionSpan:
    """A range that may hold a glossary.

    Attributes:
        zone: The text that may contain entries.
        heading: Where its heading begins in the view; ``None`` without one.
        strength: How certain the heading is; ``None`` without one.
        rule: ``heading``, ``run-in-heading`` or ``evidence``.
        may_be_contents: Whether another strong heading follows, so that this one may be in a table of contents.
    """

    zone: SectionText
    heading: tuple[int, int] | None
    strength: Heading | None
    rule: str
    may_be_contents: bool = False


_LINE = re.compile(r"[^\n]+")


def sections_with_heading(view: NormalizedView) -> list[SectionSpan]:
    """Returns the ranges below glossary headings, each up to the next heading or section end."""
    text = view.text
    headings = _without_contents(text, _without_labels(text, list(_headings(text))))
    headings = _without_running_headers(text, headings)
    running = running_headers(text) if headings else frozenset()
    places = []
    for number, (start, end, strength) in enumerate(headings):
        stop = headings[number + 1][0] if number + 1 < len(headings) else len(text)
        limit = _first_section_end(text, min(end + 1, stop), stop)
        limit = _next_part(text, text[start:end], min(end + 1, limit), limit)
        zone = _zone(view, start, min(end + 1, limit), limit, running)
        later = any(each is Heading.STRONG for *_, each in headings[number + 1 :])
        places.append(SectionSpan(zone, (start, end), strength, "heading", may_be_contents=later))
    return places or [place for place in (_run_in(view),) if place]


def _headings(text: str) -> Iterator[tuple[int, int, Heading]]:
    found = 0
    for line in _LINE.finditer(text):
        if line.end() - line.start() > MAX_HEADING_LENGTH or found >= MAX_HEADINGS:
            continue
        strength = glossary_heading(line[0])
        if strength:
            found += 1
            start = line.start() + len(line[0]) - len(line[0].lstrip())
            yield start, line.start() + len(line[0].rstrip()), strength


_Found = tuple[int, int, Heading]


def _without_labels(text: str, headings: list[_Found]) -> list[_Found]:
    """Removes 解释： if every entry has one: it is the label of a line, not the heading of a section."""
    folded = [normalize_line(text[start:end]).strip(":") for start, end, _ in headings]
    labels = {line for line in folded if len(line) <= 3 and folded.count(line) >= 3}
    return [heading for heading, line in zip(headings, folded, strict=True) if line not in labels]


_LEADERS = re.compile(r"(?:[.．·•…]{3,}|…{1,})[ \t]*\d{0,4}$")
_PAGE_OF_CONTENTS = re.compile(r"[\s.．·•…]*\d{1,4}$")


def _without_contents(text: str, headings: list[_Found]) -> list[_Found]:
    """Removes lines of a table of contents: they end in dots and a page, or occur again below without their page."""
    lines = [text[start:end] for start, end, _ in headings]
    titles = [normalize_line(_PAGE_OF_CONTENTS.sub("", line)) for line in lines]
    kept = []
    for index, heading in enumerate(headings):
        repeated = titles[index] in titles[index + 1 :]
        paged = _PAGE_OF_CONTENTS.search(lines[index]) is not None
        is_in_contents = repeated and (
            paged or _is_among_titles(text, *heading[:2]) or _is_last_part_of_contents(text, *heading[:2])
        )
        is_label = _is_below_chapter(text, *heading[:2]) or _is_last_part_of_contents(text, *heading[:2], at_once=True)
        if not (_LEADERS.search(lines[index]) or is_in_contents or is_label):
            kept.append(heading)
    return kept


_ADJACENT_LINE = re.compile(r"[^\n]*\S[^\n]*")


def _is_among_titles(text: str, start: int, end: int) -> bool:
    """Whether the line next to a heading occurs again below, as the titles of a table of contents do."""
    before = text[:start].rstrip().rpartition("\n")[2].strip()
    if len(before) > _MIN_TITLE_LENGTH and f"\n{before}\n" in text[end:]:
        return True
    following = _ADJACENT_LINE.search(text, end)
    line = following[0].strip() if following else ""
    return following is not None and len(line) > _MIN_TITLE_LENGTH and f"\n{line}\n" in text[following.end() :]


_MIN_TITLE_LENGTH = 3


def _is_below_chapter(text: str, start: int, end: int) -> bool:
    """Whether the title of a chapter precedes a heading, and occurs again below: 六、保障措施, then 附件：名词解释."""
    before = _PAGE_OF_CONTENTS.sub("", text[:start].rstrip().rpartition("\n")[2].strip())
    is_title = any(number.match(f"{before}\n") for number in _PART_NUMBERS[:2])
    return is_title and f"\n{before}\n" in text[end:]


def _is_last_part_of_contents(text: str, start: int, end: int, *, at_once: bool = False) -> bool:
    """Whether 第一部分, or another part of no higher number, follows the heading 第四部分, ``at_once`` or later."""
    pattern = _PART_NUMBERS[0]
    number = pattern.match(text[start:end])
    lines = islice(_ADJACENT_LINE.finditer(text, end), 1 if at_once else None) if number else ()
    following = next(filter(None, (pattern.match(text, line.start()) for line in lines)), None)
    return bool(number and following and (value_of(following[1]) or 0) < (value_of(number[1]) or 0))


_FIRST = re.compile(r"[\s*#]{0,12}(?:[\[［〔﹝【（(]?\^?[1１](?![0-9０-９])|[①⑴⒈])")


def _without_running_headers(text: str, headings: list[_Found]) -> list[_Found]:
    """Removes repetitions of a heading without a number one after them: they are page headers."""
    kept: list[_Found] = []
    for heading in headings:
        repeated = kept and normalize_line(text[slice(*heading[:2])]) == normalize_line(text[slice(*kept[-1][:2])])
        if repeated and _FIRST.match(text, kept[-1][1]) and not _FIRST.match(text, heading[1]):
            continue
        kept.append(heading)
    return kept


def _first_section_end(text: str, start: int, stop: int) -> int:
    for line in _LINE.finditer(text, start, stop):
        if ends_section(line[0].strip()):
            return line.start()
    return stop


_DIVISION = alternation("heading_words", "division")
_PART_NUMBERS = (
    re.compile(rf"[#* \t\u3000]*第([{ONE_TO_TEN}]{{1,3}}){_DIVISION}(?![^\n]*[。；])"),
    re.compile(rf"[#* \t\u3000]*([{ONE_TO_TEN}]{{1,3}})、(?=[^\n。；：:，]{{2,30}}[* \t]*(?:\n|$))"),
    re.compile(rf"[#* \t\u3000]*[（(]([{ONE_TO_TEN}]{{1,3}})[）)](?=[^\n。；：:，]{{2,30}}[* \t]*(?:\n|$))"),
    # 2.统计范围 ends 1.指标解释
    re.compile(r"[#* \t\u3000]*([1-9][0-9]?)[.．、](?=[^\n。；：:，]{2,30}[* \t]*(?:\n|$))"),
)


def _next_part(text: str, heading: str, start: int, stop: int) -> int:
    """Returns where the part after a numbered heading begins: 五、附件 ends 四、名词解释.

    After an entry 一、… the number five is an entry too, so the first such number counts.
    """
    for pattern in _PART_NUMBERS:
        number = pattern.match(heading + "\n")
        if not number:
            continue
        lines = (pattern.match(text, line.start(), stop) for line in _LINE.finditer(text, start, stop))
        following = next((found for found in lines if found), None)
        is_next = following is not None and value_of(following[1]) == (value_of(number[1]) or 0) + 1
        return following.start() if following and is_next else stop
    return stop


def _zone(view: NormalizedView, heading: int, start: int, end: int, running: frozenset[str]) -> SectionText:
    return SectionText(view.text, start, end, view.text[max(0, heading - BODY_REACH) : heading], view, running)


# 名词解释：1.四上企业：… in one line, sometimes after the last words of the report; or a sentence of a newspaper that
# announces them, 一起来看看报告里的16个名词解释吧！ above 1、., and does not refer to them: 名词解释附后。, 见…
_RUN_IN_NOUNS = list_words("heading_words", "run-in-what")
_RUN_IN_CHARACTERS = frozenset(noun[-1] for noun in _RUN_IN_NOUNS)
"""Their last characters: a character is found several times faster than a word, and many texts have none of these."""
_RUN_IN = re.compile(
    rf"{simplified('heading_words', 'run-in-what')}{simplified('heading_words', 'run-in-explains')}"
    r"(?:[）)】》]?[\s*：:]{0,6}|(?<!见....)[^\n。！!；;附见]{0,20}[。！!：:]?[ \t\u3000]{0,8}\n\s{0,8})"
    r"(?=[\[［〔【（(]?[1１][\]］〕】）).．、：:]|①|⑴|⒈)"
)


def _run_in(view: NormalizedView) -> SectionSpan | None:
    text = view.text
    if not any(one in text for one in _RUN_IN_CHARACTERS) or not any(noun in text for noun in _RUN_IN_NOUNS):
        return None
    found = list(islice(_RUN_IN.finditer(text), MAX_HEADINGS))
    if not found:
        return None
    start, begin = found[-1].span()
    limit = _first_section_end(text, begin, len(text))
    end = start + len(text[start:begin].rstrip(" *：:\n"))
    zone = _zone(view, start, begin, limit, running_headers(text))
    return SectionSpan(zone, (start, end), Heading.STRONG, "run-in-heading")


# 注：本公报各项数字为初步统计数。 opens the notes of a bulletin; alone on a line, 注： would be a heading.
# Patterns that begin with one character are found faster than one that begins with a class, or with a line.
_NOTES_FROM = [re.compile(rf"{first}[注註释釋]?[\]】)）〕]?[：:](?=[^\n]*\S)") for first in "附注註"]
_SHORT_TEXT = 2000  # code points; in a text no longer than this, the notes may be more than half


def _opens_line(text: str, at: int) -> bool:
    """Whether only blanks, emphasis and an opening bracket precede ``at`` on its line."""
    return not text[text.rfind("\n", 0, at) + 1 : at].strip(" \t\u3000*[【(（〔")


_FOOTNOTES_FROM = re.compile(r"^[ \t]{0,3}(?=\[\^(?:1|a)\]:)", re.MULTILINE)
_LABELLED_FROM = re.compile(r"^[ \t]{0,3}(?=\[\^[\w-]{2,32}\]:)", re.MULTILINE)


def _first_footnotes(view: NormalizedView, start: int) -> Iterator[re.Match[str]]:
    """Yields where lists of Markdown footnotes begin: at [^1]: or [^a]:, or else at the first label."""
    if not can_apply("markdown-footnotes", view.text, view.source):
        return
    found = list(islice(_FOOTNOTES_FROM.finditer(view.text, start), MAX_HEADINGS))
    yield from found or islice(_LABELLED_FROM.finditer(view.text, start), 1)


# 〔1〕本公报数字为初步统计数。 after the last paragraph of a bulletin, without a heading.
_BRACKETED_FROM = re.compile(r"^[ \t\u3000]{0,8}(?=(?P<open>[\[［〔﹝【])[1a][\]］〕﹞】])", re.MULTILINE)
_MIN_NOTES = 3
_MAX_FIRST_NOTES = 8


def _bracketed_notes(view: NormalizedView, start: int) -> Iterator[re.Match[str]]:
    """Yields the first lines of lists of notes in brackets, without a heading, after ``start``."""
    if not can_apply("notes-in-brackets", view.text, view.source):
        return
    for found in islice(_BRACKETED_FROM.finditer(view.text, start), _MAX_FIRST_NOTES):
        if _are_notes(view.text, found):
            yield found


def _are_notes(text: str, first: re.Match[str]) -> bool:
    """Whether most lines after ``first`` are notes, and the running text refers to the first one or they define."""
    lines = [line for line in text[first.start() :].split("\n") if line.strip()]
    notes = sum(line.lstrip().startswith(first["open"]) for line in lines)
    reference = re.compile(rf"(?<=[\u4e00-\u9fff”]){re.escape(first['open'])}\d{{1,3}}[\]］〕﹞】]")
    if any(is_part_heading(line.strip()) or reference.search(line) for line in lines):
        return False  # notes below each chapter or at the foot of each page
    marker = text[first.end() : first.end() + _MIN_NOTES]
    if notes < _MIN_NOTES or 2 * notes < len(lines):
        return False
    return marker in text[: first.start()] or 2 * sum(map(_defines, lines)) > len(lines)


_OPENING = re.compile(r"\s*[\[［〔﹝【][0-9a-z]{1,3}[\]］〕﹞】]\s*")


def _defines(line: str) -> bool:
    opening = _OPENING.match(line)
    return opening is not None and split_footnote(line, opening.end(), len(line)) is not None


def note_sections(view: NormalizedView) -> Iterator[SectionSpan]:
    """Yields the notes below each chapter, if 注：① opens several lists; else the section of :func:`_note_section`."""
    text = view.text
    marks = heapq.merge(*(pattern.finditer(text) for pattern in _NOTES_FROM), key=re.Match.start)
    notes = [found for found in marks if _opens_line(text, found.start())]
    opened = [found for found in notes[:MAX_HEADINGS] if _FIRST.match(text, found.end())]
    if len(opened) <= 1:
        last = _note_section(view, notes)
        yield from [last] if last else []
        return
    stops = [*(found.start() for found in opened[1:]), len(text)]
    for found, stop in zip(opened, stops, strict=True):
        limit = _first_section_end(text, found.end(), stop)
        zone = _zone(view, found.start(), found.end(), limit, running_headers(text))
        yield SectionSpan(zone, None, Heading.WEAK, "note-list")


def _note_section(view: NormalizedView, notes: Sequence[re.Match[str]]) -> SectionSpan | None:
    """Returns the text after the last 注： in the second half of a text, or else its footnotes or notes in brackets.

    Args:
        view: The text.
        notes: Where 注： opens a line.
    """
    text = view.text
    first = max(0, min(len(text) // 2, len(text) - _SHORT_TEXT))
    last = (
        [found for found in notes[-1:] if found.start() >= first]
        or deque(_first_footnotes(view, 0), maxlen=1)
        or deque(_bracketed_notes(view, first), maxlen=1)
    )
    if not last:
        return None
    limit = _first_section_end(text, last[0].end(), len(text))
    zone = _zone(view, last[0].start(), last[0].end(), limit, running_headers(text))
    heading = last[0].span() if last[0][0].strip() else None
    return SectionSpan(zone, heading, Heading.WEAK, "note-list")


_EXCLAIMED = re.compile(r"[！!][ \t\u3000]{0,8}(?:\n|$)")
_LAST_WORDS = re.compile(rf"{simplified('report_words', 'closing')}[^\n。]{{0,12}}。{{1,3}}[ \t\u3000]{{0,8}}(?:\n|$)")
# Speakers give thanks only at the very end, so a glossary longer than the report may follow.
_THANKS = re.compile(r"谢谢(?:大家|各位(?:代表)?)[。！!][ \t\u3000]{0,8}(?:\n|$)")
# The text after last words must open like a heading or an entry.
_MAX_ENDS = 6
# Notes that lost their headwords open like anything; they are searched only if little text follows.
_MAX_NOTES_LENGTH = 8000
_GLOSSARY_START = re.compile(
    r"[\s*#—_-]{0,12}(?:[\[［〔﹝（(【]?[1１一][\]］〕﹞）).．、：:】]|[①⑴⒈“【《]|[^。，；！\n]{2,40}(?:[：:\n]|$))"
)
_MAX_ANNEXES = 12


def trailing_sections(view: NormalizedView, start: int) -> Iterator[SectionSpan]:
    """Yields the ranges after the possible last words of a report, which may hold a glossary without a heading.

    The first range ends at the first annex, the others are the annexes, without lists of projects. Together they are
    shorter than the report before them; otherwise those were not its last words.
    """
    running: frozenset[str] | None = None
    for begin in _ends_of_report(view.text, start):
        if len(view.text) - begin >= _MIN_TAIL_LENGTH:
            running = running_headers(view.text) if running is None else running
            yield from _annexes(view, begin, running)


def _annexes(view: NormalizedView, begin: int, running: frozenset[str]) -> Iterator[SectionSpan]:
    text = view.text
    for _ in range(_MAX_ANNEXES):
        if len(text) - begin < _MIN_TAIL_LENGTH:
            return
        limit = _first_section_end(text, begin, len(text))
        heading = _heading_like(text, begin, limit)
        start = min(heading[1] + 1 if heading else begin, limit)
        yield SectionSpan(_zone(view, begin, start, limit, running), heading, None, "evidence")
        begin = _next_annex(text, limit)


def _last_exclamation(text: str, begin: int) -> Sequence[re.Match[str]]:
    """Returns the last exclamation at a line end, if any; in most reports it has the last of all exclamation marks."""
    at = max(text.rfind(mark, begin) for mark in "！!")
    found = _EXCLAIMED.match(text, at) if at >= 0 else None
    return (found,) if found else deque(_EXCLAIMED.finditer(text, begin) if at >= 0 else (), maxlen=1)


def _ends_of_report(text: str, start: int) -> list[int]:
    """Returns the ends of the last line with an exclamation (…而努力奋斗！) and of the last typical closing words."""
    begin = max(start, len(text) // 2, len(text) - BODY_REACH)
    exclaimed = _last_exclamation(text, begin)
    sounding = deque(_LAST_WORDS.finditer(text, begin), maxlen=_MAX_ENDS)
    opened = {found.end() for found in (*exclaimed, *sounding) if _GLOSSARY_START.match(text, found.end())}
    if not opened:
        thanks = deque(_THANKS.finditer(text, max(start, len(text) - BODY_REACH)), maxlen=1)
        opened = {found.end() for found in thanks if _GLOSSARY_START.match(text, found.end())}
    return sorted(opened | {found.end() for found in exclaimed if len(text) - found.end() < _MAX_NOTES_LENGTH})


def _next_annex(text: str, start: int) -> int:
    """Returns where the next annex begins that is not named as a list of projects."""
    for line in _LINE.finditer(text, start):
        if ends_section(line[0].strip()) and is_annex(line[0].strip()):
            return min(line.end() + 1, len(text))
    return len(text)


def _heading_like(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Returns the range of the first line if it is short and neither a sentence nor an entry."""
    line = _LINE.search(text, start, end)
    while line and not line[0].strip(" \t\u3000-—*_=#"):
        line = _LINE.search(text, line.end(), end)
    if not line or len(line[0].strip()) > 40 or re.search(r"[。；，！：:”]|^\W{0,3}\d", line[0].strip().rstrip("：:")):
        return None
    if is_footer(line[0].strip()):
        return None
    return line.start() + len(line[0]) - len(line[0].lstrip()), line.start() + len(line[0].rstrip())
