"""A slogan with the text around it, as the rules for inline definitions use it. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from glossary.chinese.numerals import COUNTING, Numeral, find_numerals
from glossary.chinese.word_lists import simplified

LOOK_AHEAD = 400
"""How far after a slogan a rule may look, in code points."""
CLOSING_QUOTES = '”」』"'
OPENING_QUOTES = '“「『"'
AMOUNTS = ("亿元", "万元")
"""What a report on spending ends with: 保工资、保运转支出23亿元 does not define “三保”."""
Extent = tuple[int, int] | None
"""The span of a definition, as offsets into the text; ``None`` without one."""

_FOOTNOTE = re.compile(r"\s?(?:[〔\[［【][0-9]{1,3}[〕\]］】]|[①-⑳])")
_OPENS_FOOTNOTE = frozenset("〔[［【①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")
_EQUATES = simplified("definition_verbs", "equates")
_EQUATES_OR_LABELS = simplified("definition_verbs", "equates", "label-means")
# One 即 of several ends with its sentence: “三个缩小”，即…；“五个提升”，即…. A numeral shows that a comma parts them
# too: “三要”指的是…，“两不要”指的是…; without quotation marks: …；两免一补，是指….
_SENTENCE_END = re.compile(
    f"[。！？?\n；;，,](?:(?<![；;，,])|(?<![，,])(?=“[^”\n]{{1,20}}”[，,：:]?{_EQUATES_OR_LABELS})"
    f"|(?=“[{COUNTING}][^”\n]{{1,20}}”[，,：:]?{_EQUATES})"
    f"|(?<![，,])(?=[{COUNTING}][\u4e00-\u9fff]{{1,11}}[，,：:]?{_EQUATES}))"
)
_QUOTES = frozenset(("“”", "「」", "『』"))
_SENTENCE_ENDS = frozenset(("", *"。；！？\n"))
_BRACKET = re.compile("[（()）]")
_MEASURE = re.compile(simplified("measure_words", "list-measure"))


class _Core(NamedTuple):
    """What a core counts; see the attributes of :class:`SloganContext`."""

    numerals: tuple[Numeral, ...]
    members: int
    shared: tuple[str, ...]
    is_measured: bool


@dataclass(slots=True)
class SloganContext:
    """A slogan in its context.

    Attributes:
        text: The normalized text of the document.
        start: Where the surface starts.
        end: After the surface and a footnote mark.
        core: The normalized core.
        numerals: The numerals of the core.
        count: How many members the core counts in total; 0 if it counts none or leaves the number open.
        shared: What the members of each numeral share, without measure word: 权分置 in 三权分置; 点 and 地 in 一点两地.
        is_measured: Whether the first numeral has a measure word: 三类用地, 四大工程, 三支队伍, 三位一体.
        rule: The rule that found the slogan.
    """

    text: str
    start: int
    end: int
    core: str
    numerals: tuple[Numeral, ...]
    count: int
    shared: tuple[str, ...]
    is_measured: bool
    rule: str

    @property
    def is_quoted_sentence_start(self) -> bool:
        """Whether the slogan begins its sentence and is in quotation marks as a whole."""
        before = self.text[max(0, self.start - 9) : self.start].rstrip(" \u3000")[-1:]
        marks = self.text[self.start : self.start + 1] + self.text[self.end - 1 : self.end]
        return marks in _QUOTES and before in _SENTENCE_ENDS

    @property
    def is_behind_label(self) -> bool:
        """Whether another label is right before the slogan: “三个中高”“两个翻番”."""
        return self.start > 0 and self.text[self.start - 1] in f"{CLOSING_QUOTES}、"


def make_context(text: str, start: int, end: int, core: str, rule: str) -> SloganContext:
    """Returns the context of the slogan at ``[start, end)`` (code points) of the normalized ``text``."""
    following = text[end : end + 1]
    mark = _FOOTNOTE.match(text, end) if following in _OPENS_FOOTNOTE or following.isspace() else None
    return SloganContext(text, start, mark.end() if mark else end, core, *_read_core(core), rule)


@lru_cache(maxsize=20_000)
def _read_core(core: str) -> _Core:
    """Returns what a core counts; cached, because most cores recur."""
    numerals = find_numerals(core)
    values = [numeral.value for numeral in numerals]
    count = 0 if None in values else sum(value or 0 for value in values)
    is_measured = bool(numerals) and _MEASURE.match(core, numerals[0].end) is not None
    return _Core(numerals, count, tuple(_shared_parts(core, numerals)) if numerals else (), is_measured)


def _shared_parts(core: str, numerals: tuple[Numeral, ...]) -> Iterator[str]:
    ends = (*(numeral.start for numeral in numerals[1:]), len(core))
    for numeral, end in zip(numerals, ends, strict=True):
        part = core[numeral.end : end].strip("+、，")
        yield part[1:] if len(part) > 1 and _MEASURE.match(part) else part


def sentence_end(text: str, at: int) -> int:
    """Returns the end of the sentence around ``at``; 0 if it is not within reach."""
    found = _SENTENCE_END.search(text, at, at + LOOK_AHEAD)
    return found.start() if found else 0


def bracket_end(text: str, at: int) -> int:
    """Returns the end of the bracket that opens before ``at``; 0 if it is not within reach."""
    depth = 1
    for mark in _BRACKET.finditer(text, at, at + LOOK_AHEAD):
        depth += 1 if mark[0] in "（(" else -1
        if depth == 0:
            return mark.start()
    return 0
