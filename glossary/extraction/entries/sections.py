"""Where glossary sections may stand: below a heading, behind one run into a line, or behind the last words. Pure."""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from glossary.chinese.offsets import NormalizedView, normalize_line
from glossary.extraction.entries.entry_spans import SectionText
from glossary.extraction.entries.headings import (
    MAX_HEADING_LENGTH,
    Heading,
    ends_section,
    glossary_heading,
    is_annex,
    is_footer,
    running_headers,
)

# How much running text before a section is searched for its heads; a report has some 20,000 code points.
BODY_REACH = 200_000
# A text with more headings is no report; what follows the last of them is still read as one section.
MAX_HEADINGS = 200
_SHORTEST_TAIL = 40


@dataclass(frozen=True, slots=True)
class SectionSpan:
    """A stretch that may hold a glossary.

    Attributes:
        zone: Where its entries may stand.
        heading: Where its heading stands in the view, ``None`` for none.
        strength: How sure the heading makes us, ``None`` without one.
        rule: ``heading``, ``run-in-heading`` or ``evidence``.
        may_be_contents: Whether another strong heading follows, so that this one may stand in a table of contents.
    """

    zone: SectionText
    heading: tuple[int, int] | None
    strength: Heading | None
    rule: str
    may_be_contents: bool = False


_LINE = re.compile(r"[^\n]+")


def sections_with_heading(view: NormalizedView) -> list[SectionSpan]:
    """The stretches below glossary headings, each up to the next heading or to what is no glossary."""
    text = view.text
    headings = _without_contents(text, _without_labels(text, list(_headings(text))))
    headings = _without_running_headers(text, headings)
    running = running_headers(text) if headings else frozenset()
    places = []
    for number, (start, end, strength) in enumerate(headings):
        stop = headings[number + 1][0] if number + 1 < len(headings) else len(text)
        limit = _first_barrier(text, min(end + 1, stop), stop)
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
    """Without 解释： where every entry has one: a label of a line, no heading of a section."""
    folded = [normalize_line(text[start:end]).strip(":") for start, end, _ in headings]
    labels = {line for line in folded if len(line) <= 3 and folded.count(line) >= 3}
    return [heading for heading, line in zip(headings, folded, strict=True) if line not in labels]


_LEADERS = re.compile(r"(?:[.．·•…]{3,}|…{1,})[ \t]*\d{0,4}$")
_PAGE_OF_CONTENTS = re.compile(r"[\s.．·•…]*\d{1,4}$")


def _without_contents(text: str, headings: list[_Found]) -> list[_Found]:
    """Without lines of a table of contents: they end in dots and a page, or stand again below without their page."""
    lines = [text[start:end] for start, end, _ in headings]
    titles = [normalize_line(_PAGE_OF_CONTENTS.sub("", line)) for line in lines]
    kept = []
    for index, heading in enumerate(headings):
        repeated = titles[index] in titles[index + 1 :]
        paged = _PAGE_OF_CONTENTS.search(lines[index]) is not None
        if not (_LEADERS.search(lines[index]) or (repeated and (paged or _is_among_titles(text, *heading[:2])))):
            kept.append(heading)
    return kept


_NEIGHBOUR = re.compile(r"[^\n]*\S[^\n]*")


def _is_among_titles(text: str, start: int, end: int) -> bool:
    """Whether the line next to a heading stands again below, as the titles of a table of contents do."""
    before = text[:start].rstrip().rpartition("\n")[2].strip()
    if len(before) > _SHORTEST_TITLE and f"\n{before}\n" in text[end:]:
        return True
    following = _NEIGHBOUR.search(text, end)
    line = following[0].strip() if following else ""
    return following is not None and len(line) > _SHORTEST_TITLE and f"\n{line}\n" in text[following.end() :]


_SHORTEST_TITLE = 3


_FIRST = re.compile(r"[\s*#]{0,12}(?:[\[［〔﹝【（(]?\^?[1１](?![0-9０-９])|[①⑴⒈])")


def _without_running_headers(text: str, headings: list[_Found]) -> list[_Found]:
    """Without repetitions of the same heading that no number one follows: they head pages, not sections."""
    kept: list[_Found] = []
    for heading in headings:
        repeated = kept and normalize_line(text[slice(*heading[:2])]) == normalize_line(text[slice(*kept[-1][:2])])
        if repeated and _FIRST.match(text, kept[-1][1]) and not _FIRST.match(text, heading[1]):
            continue
        kept.append(heading)
    return kept


def _first_barrier(text: str, start: int, stop: int) -> int:
    for line in _LINE.finditer(text, start, stop):
        if ends_section(line[0].strip()):
            return line.start()
    return stop


def _zone(view: NormalizedView, heading: int, start: int, end: int, running: frozenset[str]) -> SectionText:
    return SectionText(view.text, start, end, view.text[max(0, heading - BODY_REACH) : heading], view, running)


# 名词解释：1.四上企业：… in one line, perhaps behind the last words of the report.
_RUN_IN = re.compile(
    r"(?:名词|用语|术语|词语|新词)(?:解释|注释|注解|释义|说明)[）)】》]?[\s*：:]{0,6}"
    r"(?=[\[［〔【（(]?[1１][\]］〕】）).．、：:]|①|⑴|⒈)"
)


def _run_in(view: NormalizedView) -> SectionSpan | None:
    text = view.text
    found = list(islice(_RUN_IN.finditer(text), MAX_HEADINGS))
    if not found:
        return None
    start, begin = found[-1].span()
    limit = _first_barrier(text, begin, len(text))
    end = start + len(text[start:begin].rstrip(" *：:\n"))
    zone = _zone(view, start, begin, limit, running_headers(text))
    return SectionSpan(zone, (start, end), Heading.STRONG, "run-in-heading")


# 注：本公报各项数字为初步统计数。 opens the notes of a bulletin; a line of its own would be a heading.
# It begins with a class that the engine looks for faster than for the beginnings of lines.
_NOTES_FROM = re.compile(r"[附注註](?:[注註]|[释釋])?[\]】)）〕]?[：:](?=[^\n]*\S)")
_SHORT_TEXT = 2000  # code points; of a text no longer than this the notes may be more than half


def _opens_line(text: str, at: int) -> bool:
    """Whether nothing but blanks, emphasis and an opening bracket stands before ``at`` on its line."""
    return not text[text.rfind("\n", 0, at) + 1 : at].strip(" \t\u3000*[【(（〔")


_FOOTNOTES_FROM = re.compile(r"^[ \t]{0,3}(?=\[\^(?:1|a)\]:)", re.MULTILINE)


def note_section(view: NormalizedView, start: int) -> SectionSpan | None:
    """What stands behind the last 注： in the second half of a text, else the Markdown footnotes.

    Args:
        view: The text.
        start: Where the last section ends.
    """
    text = view.text
    first = max(0, start, min(len(text) // 2, len(text) - _SHORT_TEXT))
    opened = (found for found in _NOTES_FROM.finditer(text, first) if _opens_line(text, found.start()))
    last = deque(opened, maxlen=1) or deque(_FOOTNOTES_FROM.finditer(text, start) if "[^" in text else (), maxlen=1)
    if not last:
        return None
    limit = _first_barrier(text, last[0].end(), len(text))
    zone = _zone(view, last[0].start(), last[0].end(), limit, running_headers(text))
    heading = last[0].span() if last[0][0].strip() else None
    return SectionSpan(zone, heading, Heading.WEAK, "note-list")


_EXCLAIMED = re.compile(r"[！!][ \t\u3000]{0,8}(?:\n|$)")
_LAST_WORDS = re.compile(
    r"(?:奋斗|努力|前进|贡献|篇章|谢谢|召开|局面|辉煌|答卷|华诞|复兴|献礼|周年|明天|未来|胜利|梦想|华章)"
    r"[^\n。]{0,12}。{1,3}[ \t\u3000]{0,8}(?:\n|$)"
)
# Said of nothing but the end, so that a glossary longer than the report may follow.
_THANKS = re.compile(r"谢谢(?:大家|各位(?:代表)?)[。！!][ \t\u3000]{0,8}(?:\n|$)")
# What stands behind them must open like a heading or an entry before it is read.
_MOST_ENDS = 6
# Notes that lost their heads open like anything; they are looked for only where little text follows.
_LONGEST_NOTES = 8000
_OPENS = re.compile(
    r"[\s*#—_-]{0,12}(?:[\[［〔﹝（(【]?[1１一][\]］〕﹞）).．、：:】]|[①⑴⒈“【《]|[^。，；！\n]{2,40}(?:[：:\n]|$))"
)
_MOST_ANNEXES = 12


def trailing_sections(view: NormalizedView, start: int) -> Iterator[SectionSpan]:
    """The stretches behind what may be the last words of a report, where a glossary without heading may stand.

    The first reaches to the first annex, the others are the annexes; lists of projects are left out. All of them
    together are shorter than the report before them, or those were not its last words.
    """
    running: frozenset[str] | None = None
    for begin in _ends_of_report(view.text, start):
        if len(view.text) - begin >= _SHORTEST_TAIL:
            running = running_headers(view.text) if running is None else running
            yield from _annexes(view, begin, running)


def _annexes(view: NormalizedView, begin: int, running: frozenset[str]) -> Iterator[SectionSpan]:
    text = view.text
    for _ in range(_MOST_ANNEXES):
        if len(text) - begin < _SHORTEST_TAIL:
            return
        limit = _first_barrier(text, begin, len(text))
        heading = _heading_like(text, begin, limit)
        start = min(heading[1] + 1 if heading else begin, limit)
        yield SectionSpan(_zone(view, begin, start, limit, running), heading, None, "evidence")
        begin = _next_annex(text, limit)


def _ends_of_report(text: str, start: int) -> list[int]:
    """Where the last line ends that exclaims (…而努力奋斗！), and the last ones that sound like last words."""
    begin = max(start, len(text) // 2, len(text) - BODY_REACH)
    exclaimed = deque(_EXCLAIMED.finditer(text, begin), maxlen=1)
    sounding = deque(_LAST_WORDS.finditer(text, begin), maxlen=_MOST_ENDS)
    opened = {found.end() for found in (*exclaimed, *sounding) if _OPENS.match(text, found.end())}
    if not opened:
        thanks = deque(_THANKS.finditer(text, max(start, len(text) - BODY_REACH)), maxlen=1)
        opened = {found.end() for found in thanks if _OPENS.match(text, found.end())}
    return sorted(opened | {found.end() for found in exclaimed if len(text) - found.end() < _LONGEST_NOTES})


def _next_annex(text: str, start: int) -> int:
    """Where the next annex begins that is not named as a list of projects."""
    for line in _LINE.finditer(text, start):
        if ends_section(line[0].strip()) and is_annex(line[0].strip()):
            return min(line.end() + 1, len(text))
    return len(text)


def _heading_like(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The first line, where it is short and neither a sentence nor an entry."""
    line = _LINE.search(text, start, end)
    while line and not line[0].strip(" \t\u3000-—*_=#"):
        line = _LINE.search(text, line.end(), end)
    if not line or len(line[0].strip()) > 40 or re.search(r"[。；，！：:”]|^\W{0,3}\d", line[0].strip().rstrip("：:")):
        return None
    if is_footer(line[0].strip()):
        return None
    return line.start() + len(line[0]) - len(line[0].lstrip()), line.start() + len(line[0].rstrip())
