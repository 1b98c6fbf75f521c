"""Chooses the headword of an entry and cleans it. Pure.

Every place that may separate headword and definition is a candidate with a score. The separator that most entries of a
section use counts for more than the form of one line, so the caller reads twice: the first time to find it.

Headwords are cleaned of stray blanks; a compound headword that an entry explains is split into single ones.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from glossary.chinese.numerals import ONE_TO_TEN
from glossary.chinese.word_lists import alternation, simplified
from glossary.extraction.entries.head_split import (
    MAX_HEAD_LENGTH,
    HeadSplit,
    HeadWindow,
    find_head_splits,
    skip_separators,
)
from glossary.extraction.law_articles import BLANKS

# What a separator gains if all entries of the section use it.
_HABIT = 2.5
# Three entries are not a habit yet; a comma and the end of a quotation occur everywhere.
_SMOOTHING = 2
_WITHOUT_HABIT = frozenset(("comma", "part", "none"))
# In how many places of the running text the name that opens an entry is examined.
_MAX_OCCURRENCES = 60


SectionStyle = Mapping[str, float]


class Candidates(NamedTuple):
    """The possible splits of one entry, with what is needed to find further ones.

    Attributes:
        splits: Every split that the text suggests; a frame excludes all others.
        window: The beginning of the entry; ``None`` if its headword is in a frame.
        name_end: Where a quoted name at the beginning ends; the beginning itself if there is none.
        end: The latest possible end of the entry.
    """

    splits: Sequence[HeadSplit]
    window: HeadWindow | None = None
    name_end: int = 0
    end: int = 0


def find_candidates(text: str, start: int, end: int) -> Candidates:
    """Finds the possible splits of the entry at ``start`` that ends at ``end`` or before."""
    framed = _framed(text, start, end)
    if framed:
        return Candidates([framed])
    window = HeadWindow(text, start, end)
    splits = list(find_head_splits(window))
    name_end = _quoted_name(window)
    if name_end > start:  # no separator: the headword ends with its quotes or with a class noun after them
        splits.append(HeadSplit(start, name_end, name_end, "none", 0.6))
    return Candidates(splits, window, name_end, end)


def candidate_splits(text: str, start: int, end: int) -> Sequence[HeadSplit]:
    """Returns every split that the text suggests for the entry at ``start``; a frame excludes all others."""
    return find_candidates(text, start, end).splits


def section_style(looks: Iterable[Sequence[HeadSplit]]) -> dict[str, float]:
    """Returns in what share of a section's entries each separator occurs, smoothed for small sections."""
    counts: Counter[str] = Counter()
    total = _SMOOTHING
    for look in looks:
        total += 1
        counts.update(sorted({split.separator for split in look}))  # the order decides between equal shares
    return {separator: count / total for separator, count in counts.items()}


def _cut(found: Candidates, end: int) -> Candidates | None:
    """Returns the candidates of an entry as if it ended at ``end``, which is no later than the end they were found for.

    ``None`` if they must be found again: the entry ends within one of the lines that the rules read.
    """
    window = found.window
    if window is None:
        return found if found.splits[0].definition_start < end else None
    if found.end == end:
        return found
    if window.line_end >= end:
        return None
    below = window.text[window.line_end : end]
    is_one_line = below.isspace()
    if not is_one_line and "\n" not in below[1:]:
        return None
    kept = [
        split if split.definition_start < end else split._replace(definition_start=end)
        for split in found.splits
        if split.separator != "line" or split.definition_start < end
    ]
    kept = [split for split in kept if split.head_end <= window.line_end] if is_one_line else kept
    return Candidates(kept, window, found.name_end, end)


def read_head(
    text: str, start: int, end: int, habit: SectionStyle, body: str = "", *, found: Candidates | None = None
) -> HeadSplit | None:
    """Chooses the likeliest split of the entry at ``start`` into headword and definition.

    Args:
        text: The view.
        start: Where the entry begins, without its number.
        end: The latest possible end of the entry.
        habit: The usual separators of the section, from :func:`section_style`.
        body: The running text. Without any separator, the headword is the longest beginning of the entry that is a
            name there.
        found: The candidates of an entry that begins here and ends here or later, if they are known.

    Returns:
        ``None`` if nothing looks like a headword with a definition after it.
    """
    known = _cut(found, end) if found else None
    return choose_head(text, known or find_candidates(text, start, end), habit, body)


def choose_head(
    text: str, found: Candidates, habit: SectionStyle, body: str = "", *, without: str = ""
) -> HeadSplit | None:
    """Chooses the likeliest of the candidates of an entry; see :func:`read_head`.

    Args:
        text: The view.
        found: The candidates.
        habit: The usual separators of the section.
        body: The running text.
        without: A separator that the section cannot have.
    """
    splits = found.splits
    if body and found.window:
        behind = _behind_name(found.window, found.name_end, body)
        splits = [
            *splits,
            *(split._replace(definition_start=min(split.definition_start, found.end)) for split in behind),
        ]
    if without:
        splits = [split for split in splits if split.separator != without]
    if not splits:
        return None
    return _with_page(text, max(splits, key=lambda split: split.score + _bonus(split.separator, habit)))


def _bonus(separator: str, habit: SectionStyle) -> float:
    return 0.0 if separator in _WITHOUT_HABIT else _HABIT * habit.get(separator, 0.0)


_FRAMES = {"【": "】", "〖": "〗", "［": "］", "[": "]", "〔": "〕", "〈": "〉"}
_BEHIND_FRAME = frozenset("：:\n 是指即")


def _framed(text: str, start: int, end: int) -> HeadSplit | None:
    """Reads a headword in a frame (【三微】…), or with only the closing half of it (三微】…)."""
    closing = _FRAMES.get(text[start : start + 1])
    at = text.find(closing or "】", start, min(end, start + MAX_HEAD_LENGTH))
    inside = start + 1 if closing else start
    if at <= inside or _NOT_IN_HEAD.search(text, start, at) or (not closing and "【" in text[start:at]):
        return None
    if closing and closing not in "】〗" and text[at + 1 : at + 2] not in _BEHIND_FRAME:
        return None
    definition = skip_separators(text, at + 1, end)
    return HeadSplit(inside, at, definition, "frame", 5.0) if definition < end else None


_NOT_IN_HEAD = re.compile("[。；\n]")
_CLASS_NOUN = simplified("class_nouns", "behind-quoted-name")
_QUOTED_NAME = re.compile(
    r"[^\W_]{0,14}[“‘《「][^”’》」\n]{1,30}[”’》」](?:[“《「][^”》」、，\n]{1,14}[”》」]){0,2}"
    rf"(?:[^\W\d_]{{0,2}}?{_CLASS_NOUN})?"
)
# A name that ends like this has probably lost its second half to the definition.
_UNFINISHED_END = "的是为在，、。 和“‘《（("


def _behind_name(window: HeadWindow, named: int, body: str) -> Iterator[HeadSplit]:
    """Splits without a separator: the running text uses the words that open the entry as a name."""
    limit = min(window.line_end, window.start + MAX_HEAD_LENGTH)
    opening = window.text[window.start : min(limit, window.start + 36)]
    known = window.start + _known_name(opening, max(2, named - window.start), body)
    if named <= known < limit and known - window.start >= 3:
        if window.text[known] in "，,":
            yield window.split(known - window.start, "comma", 2.4)
        else:
            yield window.split(known - window.start, "none", 0.9 if known - window.start == 3 else 1.2)


def _quoted_name(window: HeadWindow) -> int:
    """Returns where the quoted name that opens the entry ends; its beginning if there is none."""
    limit = min(window.line_end, window.start + MAX_HEAD_LENGTH)
    quoted = _QUOTED_NAME.match(window.text, window.start, limit)
    if not quoted or quoted.end() >= limit:
        return window.start
    if window.text[quoted.end()] == "、":  # “七大行动”畅通行动、清洁行动: the noun begins the list
        return max(window.text.rfind(mark, window.start, quoted.end()) for mark in "”’》」") + 1
    return quoted.end()


def _known_name(opening: str, shortest: int, body: str) -> int:
    """Returns how many first characters of ``opening`` are a name in ``body``: they occur there and end there."""
    longest = _longest_known(opening, body)
    if longest == shortest + _WORD and opening[shortest - 1] in "”」":
        return longest
    at = -1
    for _ in range(_MAX_OCCURRENCES if longest > shortest else 0):
        at = body.find(opening[:longest], at + 1)
        if at < 0:
            at, longest = -1, longest - 1
        elif not body[at + longest : at + longest + 1].isalnum() or _NEW_WORD.match(opening, longest):
            break
        if longest < shortest:
            return 0
    if opening[longest - 1 : longest + 1].isdecimal() and longest < len(opening):
        return 0  # 2021年, and the text has 2022年
    longest += opening[longest : longest + 1] in ("”", "」", "》")
    name = opening[:longest].rstrip(_UNFINISHED_END)
    return len(name) if name.count("“") == name.count("”") else 0


def _longest_known(opening: str, body: str) -> int:
    """Returns how many of the first characters of ``opening`` occur in ``body`` unchanged."""
    known = at = 0
    while known < len(opening):  # nothing longer occurs after the first miss, so the body is searched once
        at = body.find(opening[: known + 1], at)
        if at < 0:
            break
        known += 1
        while known < len(opening) and body.startswith(opening[known], at + known):
            known += 1
    return known


# Most words have two characters: a name with exactly one word after its quotes ends there.
_WORD = 2
# A number, a quotation or a title marks the end of the headword.
_NEW_WORD = re.compile(r"[\dA-Z“《（(，,：:]")


# （P3）, (P12-13), （第3页）, （《报告》第1页第13行）
_PAGE = re.compile(
    r"[（(【\[]\s*(?:[见参在]{0,2}\s*(?:《?(?:政府工作)?报告》?)?\s*(?:[Pp](?:age)?\s*\.?\s*|第\s*))(\d{1,4})"
    r"(?:\s*页|[^（()）\n]{0,18})[^（()）\n]{0,18}[）)】\]]"
)


_ONLY_A_MARK = re.compile(r"[（(【\[〔]?注释?\s?\d{1,3}[)）】\]〕]?")
_HAS_CONTENT = re.compile(r"[^\W\d_]|\d[^\d\s\]］〕﹞)）]|\d{3}")


def _with_page(text: str, split: HeadSplit) -> HeadSplit | None:
    """Returns ``split`` with its page reference and trimmed headword; ``None`` for an empty headword."""
    start, head_end, definition = split.head_start, split.head_end, split.definition_start
    page = _PAGE.search(text, start, head_end)
    if page and not text[page.end() : head_end].strip():
        head_end = page.start()
    elif page and not text[start : page.start()].strip():
        start = page.end()
    elif not page:
        page = _PAGE.match(text, definition)
        definition = skip_separators(text, page.end(), len(text)) if page else definition
    while start < head_end and text[start] in BLANKS:
        start += 1
    while head_end > start and text[head_end - 1] in BLANKS + "，,、：:—–":
        head_end -= 1
    head_end, definition = _before_open_bracket(text, start, head_end, definition)
    if not _HAS_CONTENT.search(text, start, head_end) or _ONLY_A_MARK.fullmatch(text, start, head_end):
        return None
    number = int(page[1]) if page else None
    return split._replace(head_start=start, head_end=head_end, definition_start=definition, page=number)


_QUOTED = re.compile(r"[“《「][^“”《》「」]{1,30}[”》」]")
_JOINTS = re.compile(rf"[、，,]|{simplified('definition_verbs', 'joins-last')}|(?<=[”》」])(?=[“《「])")
# 三个突破, 七大行动 and BOT are headwords everywhere; 一公开 is one only if the running text uses it alone.
_NAME_BY_ITSELF = re.compile(rf"[{ONE_TO_TEN}两]{simplified('measure_words', 'measured')}\w{{2,}}|^[A-Z]{{2,8}}$")
_QUOTES = str.maketrans("", "", '“”‘’《》「」『』"')


# A blank is significant only next to Latin letters and digits, and never just inside quotes.
_STRAY = re.compile(r"(?<![A-Za-z0-9])\s+(?![A-Za-z0-9])|\s+(?=[”’」』》）)、，])|(?<=[“‘「『《（(、，])\s+")


# 三微[1]：…, 三微[^1]：…, 三微①：…: the text marks the word and the glossary repeats the mark.
_NOTE_MARKS = r"(?:[\[［〔﹝【](?:注释?)?[0-9]{1,3}[\]］〕﹞】]|\[\^[^\[\]\n]{1,9}\]|[①-⑳⑴-⒇]){1,4}[ \t\u3000]*"
_NOTE_AT_END = re.compile(rf"(?<=..){_NOTE_MARKS}$")
_NOTE_BEFORE_COLON = re.compile(rf"{_NOTE_MARKS}[：:][ \t\u3000]*(?=.)")


def without_note_at_end(printed: str) -> str:
    """Returns the printed headword without the marks of notes behind it.

    >>> without_note_at_end("三微[^1]"), without_note_at_end("“三微”①"), without_note_at_end("规划（2035）")
    ('三微', '“三微”', '规划（2035）')
    """
    return _NOTE_AT_END.sub("", printed)


def after_note_mark(text: str, start: int, end: int) -> int:
    """Returns where a definition begins behind the mark and colon that were taken for its first characters.

    >>> after_note_mark("“三微”①：指微改造。", 4, 10), after_note_mark("三微：①微创意；②微改造。", 3, 13)
    (6, 3)
    """
    mark = _NOTE_BEFORE_COLON.match(text, start, end)
    return mark.end() if mark else start


def clean_headword(printed: str) -> str:
    """Returns ``printed`` without the blanks that typesetting left in it.

    >>> clean_headword("“三品一标 ” 产品"), clean_headword("5G-MR  远程手术")
    ('“三品一标”产品', '5G-MR 远程手术')
    """
    return " ".join(_STRAY.sub("", printed.strip()).split())


def compound_headwords(head: str, body: str = "", definition: str = "") -> tuple[str, ...]:
    """Returns the single headwords that ``head`` joins; empty if it is only one.

    Quotes delimit quoted headwords. Unquoted ones (双随机、一公开 is one headword, 四桥、三环 are two) depend on
    ``body``, the running text without quotes: it must use each of them apart from the others; or on ``definition``,
    which defines each of them (站內指…；站外指…) or all of them together (都是…).

    >>> compound_headwords("把握“六对关系”、做到“六个坚持”")
    ('把握“六对关系”', '做到“六个坚持”')
    >>> compound_headwords("“双随机、一公开”")
    ()
    """
    parts = _parts(head)
    if len(parts) < 2 or any(len(part.translate(_QUOTES)) < 2 for part in parts):
        return ()
    if all(_QUOTED.search(part) for part in parts):
        return tuple(parts)
    if _QUOTED.search(head) or any(len(part) > 14 for part in parts):
        return ()
    if all(_NAME_BY_ITSELF.search(part) for part in parts) or _defines_each(definition, parts):
        return tuple(parts)
    whole = head.translate(_QUOTES)
    apart = body.replace(whole, "")
    return tuple(parts) if all(part in apart for part in parts) else ()


_ALL_ARE = re.compile(rf"[都均]{alternation('definition_verbs', 'says-of-all')}")
_PART_VERB = r"[，,]?(?:[是系係]?指|即|[：:])"


def _defines_each(definition: str, parts: Sequence[str]) -> bool:
    if _ALL_ARE.match(definition):
        return True
    return bool(definition) and all(re.search(re.escape(part) + _PART_VERB, definition) for part in parts)


def _parts(head: str) -> list[str]:
    """Returns ``head`` cut at every joint outside quotes."""
    inside = [match.span() for match in _QUOTED.finditer(head)]
    cuts = [0]
    for joint in _JOINTS.finditer(head):
        if not any(start < joint.start() < end for start, end in inside):
            cuts += joint.span()
    cuts.append(len(head))
    return [part.strip() for part in (head[a:b] for a, b in zip(cuts[::2], cuts[1::2], strict=True)) if part.strip()]


_OPEN, _CLOSE = "（(《【", "）)》】"
_BRACKET = re.compile(f"[{_OPEN}{_CLOSE}]")


def _before_open_bracket(text: str, start: int, head_end: int, definition: int) -> tuple[int, int]:
    """Moves the end of a headword, and the start of its definition, where a bracket does not close in it.

    三微（微改造：… ends before its bracket, which opens the definition; 五小水利）：… drops its last one.
    """
    if not _BRACKET.search(text, start, head_end):
        return head_end, definition
    head = text[start:head_end]
    for opening, closing in zip(_OPEN, _CLOSE, strict=True):
        surplus = head.count(opening) - head.count(closing)
        at = start + head.rfind(opening)
        if surplus > 0 and at > start:
            return at, at
        if surplus < 0 and head.endswith(closing):
            return head_end - 1, definition
    return head_end, definition
