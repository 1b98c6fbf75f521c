"""Finds entry numbers: all candidates in a text, and the best sequences through them. Pure.

No style of numbering is preferred. Everything that may be an entry number is a candidate, and dynamic programming
finds the sequences that explain most of them. :data:`WEIGHTS` holds all the weights.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise

from glossary.chinese.numerals import ONE_TO_HUNDRED, value_of
from glossary.chinese.rule_triggers import can_apply

MAX_NUMBER = 400
# A section of a real report has at most some hundred candidates; more is an attack or a table.
MAX_ENUMERATORS = 5000


@dataclass(frozen=True, slots=True)
class Enumerator:
    """A candidate for the number of an entry.

    Attributes:
        start: Where it begins, in the view.
        end: Where the text after it begins.
        value: The number.
        printed: The number without its punctuation.
        style: ``dot``, ``square``, ``circled`` …; numbers of one sequence have equal styles.
        opens_line: Whether it is the first thing on its line.
    """

    start: int
    end: int
    value: int
    printed: str
    style: str
    opens_line: bool


@dataclass(frozen=True, slots=True)
class Weights:
    """What each feature adds to a sequence. Set on hand-checked reports; the order matters more than the size."""

    opens_line: float = 1.0
    within_line: float = 0.0
    follows: float = 1.0  # the previous number is one less
    missing: float = -2.0  # for each number missing between two
    excerpt: float = -1.0  # all numbers missing between two notes in brackets: one article out of a book
    repeated: float = -2.5  # the same number twice
    other_style: float = -0.75
    style_ends: float = -0.1  # circled numbers run out at ⑩ and ⑳
    restart: float = -6.0
    late_start: float = -1.0  # for each number before the first, at most six


WEIGHTS = Weights()
_MAX_GAP = 4

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿"
_PAREN_SIGNS = "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"
_DOT_SIGNS = "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛"
_SIGNS = {sign: (value, "circled") for value, sign in enumerate(_CIRCLED, 1)}
_SIGNS |= {sign: (value, "paren") for value, sign in enumerate(_PAREN_SIGNS, 1)}
_SIGNS |= {sign: (value, "dot") for value, sign in enumerate(_DOT_SIGNS, 1)}
_SIGNS |= {sign: (value, "circled") for value, sign in enumerate("❶❷❸❹❺❻❼❽❾❿", 1)}
_SIGNS |= {sign: (value, "circled") for value, sign in enumerate("ⓐⓑⓒⓓⓔⓕⓖⓗⓘⓙⓚⓛⓜⓝⓞⓟⓠⓡⓢⓣⓤⓥⓦⓧⓨⓩ", 1)}
_SIGNS |= {sign: (value, "hanzi_paren") for value, sign in enumerate("㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩", 1)}
_STEMS = "甲乙丙丁戊己庚辛壬癸"
RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
"""Digits of notes, as converters print superscripts: ¹ 常住人口是指…."""

_SHAPES = re.compile(
    rf"(?P<sign>[{''.join(_SIGNS)}])[.．、]?"
    r"|\[\^(?P<caret>[\w-]{1,32})\][:：]?"
    r"|[\[［〔﹝【〖]{1,2}\s?(?:注释?\s?)?(?P<square>\d{1,3}|[a-z])\s?[\]］〕﹞】〗]{1,2}(?:\(#[^()\n]{0,60}\))?[.．、]?"
    r"|[(（]\s?(?P<paren>\d{1,3})\s?[)）][.．、]?"
    rf"|(?P<raised>[{RAISED}]{{1,3}})[.．、]?"
    r"|[(（]?注释?\s?(?P<note>\d{1,3})[)）]?[:：.．、]?"
    r"|(?P<half>\d{1,3})[)）]"
    r"|(?P<part>\d{1,2}[.．]\d{1,3})(?:[、.．](?!\d)|(?=[ \t\u3000]{1,3}\S))"
    r"|(?P<dot>\d{1,3})\s?[.．。]"
    r"|(?P<colon>\d{1,3})[：:]"
    r"|(?P<comma>\d{1,3})\s?[、，]"
    rf"|[(（](?P<hanzi_paren>[{ONE_TO_HUNDRED}]{{1,5}}|[{_STEMS}])[)）]"
    rf"|(?P<hanzi>[{ONE_TO_HUNDRED}]{{1,5}}|[{_STEMS}])[、.．]"
    r"|(?P<roman>[IVX]{1,5}|[Ⅰ-Ⅻ])[.．、)）]"
    r"|[(（]?(?P<letter>[a-zA-Z])[.．、)）](?![A-Za-z])"
    # No.1, and 1- or 1/ before a headword; but 1-6月, 1-N
    r"|[Nn][Oo][.．]?\s?(?P<no>\d{1,3})[.．、:：]?"
    r"|(?P<dash>\d{1,3})\s?[-–—―/#]{1,2}(?=[ \t\u3000]?[“‘「『《\u4e00-\u9fff])"
    r"|(?P<space>\d{1,3})(?=[ \t\u3000]{1,3}\S)"
)
_LINE_LEAD = re.compile(r"[ \t\u3000\xa0#>○〇●◆◇■□▲△※★☆·•―—-]{0,12}")
# The pattern begins with a class of the first characters, because the engine finds these fastest.
_INLINE = re.compile(
    rf"[{''.join(_SIGNS)}\[［〔﹝【(（\d](?<=[。；;！!？?”’》）)\s:：.].)"
    rf"(?:(?<=[{''.join(_SIGNS)}])|(?<=[\[［〔﹝【])\d{{1,3}}[\]］〕﹞】]|(?<=[(（])\d{{1,3}}[)）]|(?<=\d)\d{{0,2}}\s?[.．、])"
)
_SAME_STYLE = {"bare": "dot", "space": "dot", "comma": "dot", "colon": "dot"}
_BLANKS = re.compile(r"[ \t\u3000\xa0]*")


def value_of_sign(sign: str) -> int:
    """Returns the value of a circled number; 0 for any other character."""
    return _SIGNS.get(sign, (0, ""))[0]


def find_enumerators(text: str, start: int, end: int) -> list[Enumerator]:
    """Returns the possible entry numbers between ``start`` and ``end``, in order; at most ``MAX_ENUMERATORS``."""
    marks: list[Enumerator] = []
    for line_start, line_end in lines_of(text, start, end):
        content = _after_lead(text, line_start, line_end)
        first = list(_line_enumerators(text, content, line_end))
        marks.extend(first)
        at = first[-1].end if first else content
        marks.extend(_inline_enumerators(text, at, line_end))
        if len(marks) > MAX_ENUMERATORS:
            return marks[:MAX_ENUMERATORS]
    return _counted_up(_with_labels_counted(marks))


# [^rural-roads]: a footnote of Markdown may have any label; only numbers and single letters count.
_LABEL = re.compile(r"(?!\d{1,3}$|[a-zA-Z]$)[\w-]{1,32}")
_LABELLED_NOTE = re.compile(r"^[ \t]{0,3}\[\^([\w-]{1,32})\]:", re.MULTILINE)


def is_label(printed: str) -> bool:
    """Whether the mark of a footnote is a name and not a number or a letter.

    >>> is_label("rural-roads"), is_label("12"), is_label("b")
    (True, False, False)
    """
    return _LABEL.fullmatch(printed) is not None


def label_values(text: str, source: str | None = None) -> dict[str, int]:
    r"""Returns the numbers of the footnotes of ``text`` by label, in printed order; empty if all labels are numbers.

    >>> label_values("[^a-plan]: 甲。\n[^b-plan]: 乙。"), label_values("[^1]: 甲。")
    ({'a-plan': 1, 'b-plan': 2}, {})
    """
    labels = list(dict.fromkeys(_LABELLED_NOTE.findall(text))) if can_apply("markdown-footnotes", text, source) else []
    return {label: number for number, label in enumerate(labels, 1)} if any(map(is_label, labels)) else {}


def _with_labels_counted(marks: list[Enumerator]) -> list[Enumerator]:
    """Returns the candidates with footnotes and parts (1.1, 1.2, 2.1) numbered in printed order.

    Footnotes are numbered so only if one has a label instead of a number.
    """
    has_labels = any(mark.style == "caret" and is_label(mark.printed) for mark in marks)
    for style in (*(("caret",) if has_labels else ()), "part"):
        marks = _numbered_in_order(marks, style)
    return marks


def _numbered_in_order(marks: list[Enumerator], style: str) -> list[Enumerator]:
    notes = [mark for mark in marks if mark.style == style and mark.opens_line]
    values = {mark.start: value for value, mark in enumerate(notes, 1)}
    return [replace(mark, value=values.get(mark.start, mark.value)) for mark in marks]


_MIN_FALLING = 3


def _counted_up(marks: list[Enumerator]) -> list[Enumerator]:
    """Returns the candidates of a list that counts down to 1 (``<ol reversed>``) with values that count up."""
    opening = [mark for mark in marks if mark.opens_line and mark.style != "bare"]
    values = [mark.value for mark in opening]
    if len(values) < _MIN_FALLING or values != list(range(len(values), 0, -1)):
        return marks
    return [replace(mark, value=len(values) + 1 - mark.value) if mark in opening else mark for mark in marks]


def lines_of(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yields the non-empty lines between ``start`` and ``end`` as half-open ranges without their line ends."""
    for line in text[start:end].split("\n"):
        if line:
            yield start, start + len(line)
        start += len(line) + 1


def _after_lead(text: str, start: int, end: int) -> int:
    lead = _LINE_LEAD.match(text, start, end)
    return lead.end() if lead else start


_BARE_NUMBER = re.compile(r"\d{1,6}(?=[^\W\d_a-zA-Z]|[“‘「『《【])")


def _line_enumerators(text: str, at: int, end: int) -> Iterator[Enumerator]:
    """Yields the candidates that open the line at ``at``; a bare number may end at each of its digits (1110大园区)."""
    unsigned = _BARE_NUMBER.match(text, at, end)
    if unsigned:
        for digits in range(1, min(3, len(unsigned[0])) + 1):
            printed = unsigned[0][:digits]
            if 0 < int(printed) <= MAX_NUMBER:
                yield Enumerator(at, at + digits, int(printed), printed, "bare", opens_line=True)
        return
    mark = _enumerator_at(text, at, end, opens_line=True)
    if mark:
        yield mark


def _inline_enumerators(text: str, start: int, end: int) -> Iterator[Enumerator]:
    for number, found in enumerate(_INLINE.finditer(text, start, end)):
        if number > MAX_ENUMERATORS:
            return
        mark = _enumerator_at(text, found.start(), end, opens_line=False)
        if mark:
            yield mark


def _enumerator_at(text: str, at: int, end: int, *, opens_line: bool) -> Enumerator | None:
    found = _SHAPES.match(text, at, end)
    if not found or not found.lastgroup:
        return None
    printed = found[found.lastgroup]
    value, style = _SIGNS.get(printed) or (value_of_mark(printed), found.lastgroup)
    if style == "part" or (style == "caret" and is_label(printed)):
        value = 1  # numbered by _with_labels_counted, when all are known
    if not 0 < value <= MAX_NUMBER:
        return None
    blanks = _BLANKS.match(text, found.end(), end)
    if opens_line and found.lastgroup in _CLEAR and blanks and blanks.end() == end:
        blanks = _EMPTY_LINES.match(text, found.end()) or blanks  # [4], and its entry on the next line
    return Enumerator(at, blanks.end() if blanks else found.end(), value, printed, style, opens_line)


_CLEAR = frozenset(("caret", "square", "sign", "paren", "note"))
_EMPTY_LINES = re.compile(r"[ \t\u3000\xa0]*\n(?:[ \t\u3000\xa0]*\n)?[ \t\u3000\xa0]*(?=[^\s\[（(①-⑳])")


def value_of_mark(printed: str) -> int:
    """Returns the value of a number without its brackets: 12, 十二, 乙, b for 2, IV; 0 if it has none.

    >>> [value_of_mark(printed) for printed in ("12", "十二", "乙", "b", "C", "IV", "Ⅸ", "¹⁰")]
    [12, 12, 2, 2, 3, 4, 9, 10]
    """
    if printed in _STEMS:
        return _STEMS.index(printed) + 1
    if printed.isascii() and printed.isalpha() and len(printed) == 1 and printed not in _ROMAN:  # [^a], b., C)
        return ord(printed.lower()) - ord("a") + 1
    if printed[0] in _ROMAN or "Ⅰ" <= printed <= "Ⅻ":
        return _roman_value(unicodedata.normalize("NFKC", printed))
    if printed[0] in RAISED:
        return int(unicodedata.normalize("NFKC", printed))
    return int(printed) if printed.isdecimal() else value_of(printed) or 0


_ROMAN = {"I": 1, "V": 5, "X": 10}


def _roman_value(printed: str) -> int:
    values = [_ROMAN.get(letter, 0) for letter in printed]
    return sum(
        -value if value < following else value for value, following in zip(values, [*values[1:], 0], strict=True)
    )


DAMAGED_SIGN = re.compile(r"[%％．.／/*#?？□■◇◆]{1,3}[ \t\u3000]*")
"""The rest of a circled number that the encoding lost: %“四上”企业：…, ．夜经济：…."""
_DAMAGED_LINE = re.compile(rf"^[ \t\u3000]*(?P<sign>{DAMAGED_SIGN.pattern})(?=[^。；：:\n]{{2,40}}[：:])", re.MULTILINE)


def with_damaged_signs(text: str, marks: Sequence[Enumerator]) -> Sequence[Enumerator]:
    """Returns ``marks`` with the damaged numbers between circled ones, if there are as many as numbers are missing."""
    circled = [mark for mark in marks if mark.opens_line and mark.style == "circled"]
    found: list[Enumerator] = []
    for before, after in pairwise(circled):
        missing = range(before.value + 1, after.value)
        if not missing:
            continue
        damaged = list(islice(_DAMAGED_LINE.finditer(text, before.end, after.start), len(missing) + 1))
        if len(damaged) == len(missing):
            found += [
                Enumerator(line.start("sign"), line.end(), value, "", "circled", opens_line=True)
                for value, line in zip(missing, damaged, strict=True)
            ]
    return sorted([*marks, *found], key=lambda mark: mark.start) if found else marks


def best_sequences(marks: Sequence[Enumerator], worth: Callable[[Enumerator], float]) -> list[list[Enumerator]]:
    """Finds the sequences of numbers that together explain ``marks`` best.

    Args:
        marks: Candidates in printed order.
        worth: Scores how much the text after a number looks like an entry, about -1 to 2.

    Returns:
        Sequences in printed order; numbers never fall within one. The time is linear in the number of marks.
    """
    best: dict[tuple[int, str], int] = {}
    by_value: dict[int, set[str]] = {}
    bracketed: dict[str, int] = {}
    totals: list[float] = []
    parents: list[tuple[int, bool]] = []
    leader = -1
    for index, mark in enumerate(marks):
        local = (WEIGHTS.opens_line if mark.opens_line else WEIGHTS.within_line) + worth(mark)
        steps = _steps(mark, marks, best, by_value, totals) + _excerpt_steps(mark, marks, bracketed, totals)
        total, parent, restarts = max(_start_scores(mark, totals, leader) + steps)
        totals.append(local + total)
        parents.append((parent, restarts))
        key = (mark.value, _style_family(mark))
        if key not in best or totals[best[key]] <= totals[index]:
            best[key] = index
            by_value.setdefault(mark.value, set()).add(key[1])
        if mark.opens_line and mark.style in _BRACKETED:
            bracketed[mark.style] = index
        if leader < 0 or totals[index] > totals[leader]:
            leader = index
    return _sequences(marks, parents, leader)


def _style_family(mark: Enumerator) -> str:
    return _SAME_STYLE.get(mark.style, mark.style)


def _start_scores(mark: Enumerator, totals: Sequence[float], leader: int) -> list[tuple[float, int, bool]]:
    late = WEIGHTS.late_start * min(6, mark.value - 1)
    fresh = [(late, -1, True)]
    if leader >= 0:
        fresh.append((totals[leader] + WEIGHTS.restart + late, leader, True))
    return fresh


def _steps(
    mark: Enumerator,
    marks: Sequence[Enumerator],
    best: dict[tuple[int, str], int],
    by_value: dict[int, set[str]],
    totals: Sequence[float],
) -> list[tuple[float, int, bool]]:
    steps = []
    for gap in range(_MAX_GAP + 1):
        for style in by_value.get(mark.value - gap, ()):
            index = best[mark.value - gap, style]
            step = WEIGHTS.follows if gap == 1 else WEIGHTS.missing * (gap - 1) if gap else WEIGHTS.repeated
            if style != _style_family(mark):
                step += WEIGHTS.style_ends if marks[index].value in (10, 20) else WEIGHTS.other_style
            steps.append((totals[index] + step, index, False))
    return steps


_BRACKETED = frozenset(("square", "caret"))


def _excerpt_steps(
    mark: Enumerator, marks: Sequence[Enumerator], bracketed: Mapping[str, int], totals: Sequence[float]
) -> list[tuple[float, int, bool]]:
    """Returns the step from the last note in the same brackets over any missing numbers: 〔66〕 after 〔61〕."""
    index = bracketed.get(mark.style, -1) if mark.opens_line else -1
    if index < 0 or marks[index].value >= mark.value - 1:
        return []
    return [(totals[index] + WEIGHTS.excerpt, index, False)]


def _sequences(marks: Sequence[Enumerator], parents: Sequence[tuple[int, bool]], index: int) -> list[list[Enumerator]]:
    runs: list[list[Enumerator]] = []
    current: list[Enumerator] = []
    while index >= 0:
        parent, restarts = parents[index]
        current.append(marks[index])
        if restarts:
            runs.append(current[::-1])
            current = []
        index = parent
    return runs[::-1]


# 注：①“三微”是指…: a label in front of the first note of a page.
_NOTE_LABEL = re.compile(r"(?:^|\n)[ \t\u3000]*(?:备 ?)?注(?: ?[释解])?[ \t\u3000]*[:：][ \t\u3000]*$")
_LABEL_REACH = 12


def follows_note_label(text: str, at: int) -> bool:
    r"""Whether only the label of a note is before ``at`` on its line.

    >>> follows_note_label("渡口①。\n  注：①指码头。", 9), follows_note_label("包括：①渡船；②码头。", 3)
    (True, False)
    """
    return _NOTE_LABEL.search(text[max(0, at - _LABEL_REACH) : at]) is not None
