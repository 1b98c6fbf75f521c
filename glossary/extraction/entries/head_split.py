"""Finds the places that may separate an entry's headword from its definition, each with a score. Pure."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from glossary.chinese.numerals import COUNTING, ONE_TO_TEN
from glossary.chinese.word_lists import list_words, simplified
from glossary.extraction.law_articles import BLANKS

MAX_HEAD_LENGTH = 60  # code points; the longest of 1,500 hand-checked headwords has 49
_MAX_WINDOW = MAX_HEAD_LENGTH + 40


class HeadSplit(NamedTuple):
    """One way to separate a headword from its definition; positions in the view.

    Attributes:
        head_start: Where the headword begins.
        head_end: Where it ends, without the page reference.
        definition_start: Where the definition begins.
        separator: ``colon``, ``full-stop``, ``dash``, ``frame``, ``space``, ``verb``, ``line``, ``part``, ``comma``,
            ``labels`` or ``none``.
        score: How likely it is, about 0 to 5.
        page: The page reference of the headword.
    """

    head_start: int
    head_end: int
    definition_start: int
    separator: str
    score: float
    page: int | None = None


class Window:
    """The beginning of an entry, with the text in quotes and brackets masked.

    Attributes:
        text: The view.
        start: Where the entry begins, without its number.
        end: The latest possible end of the entry.
        line_end: Where its first line ends; of a line longer than the longest window, a place behind the window.
        masked: The first line up to the first sentence end or the longest possible headword; quotes, brackets and
            the text inside them are replaced by NULs.
    """

    __slots__ = ("end", "line_end", "masked", "start", "text")

    def __init__(self, text: str, start: int, end: int) -> None:
        reach = min(end, start + 2 * _MAX_WINDOW)
        stop = text.find("\n", start, reach)
        self.text, self.start, self.end = text, start, end
        self.line_end = reach if stop < 0 else stop
        masked = mask(text[start : min(self.line_end, start + _MAX_WINDOW)])
        sentence = _SENTENCE.search(masked)
        self.masked = masked[: sentence.end()] if sentence else masked

    def split(self, length: int, separator: str, score: float, *, behind: int | None = None) -> HeadSplit:
        """Returns the split after ``length`` characters and the separators there, or those at ``behind``."""
        head_end = self.start + length
        definition = skip_separators(self.text, head_end if behind is None else self.start + behind, self.end)
        return HeadSplit(self.start, head_end, definition, separator, score)


class HeadWindow(Window):
    """A window with what several rules look for, found once; most windows have neither a blank nor a dash.

    Attributes:
        comma: Where the first comma outside quotes is; ``_MAX_WINDOW`` if there is none.
        colon: Where the first colon outside quotes is, after the first character; ``_MAX_WINDOW`` if there is none.
        verb: The first defining verb after two characters.
    """

    __slots__ = ("_has_blank", "_has_dash", "colon", "comma", "verb")

    def __init__(self, text: str, start: int, end: int) -> None:
        super().__init__(text, start, end)
        masked = self.masked
        comma, colon = _COMMA.search(masked), _COLON.search(masked, 1)
        self.comma = comma.start() if comma else _MAX_WINDOW
        self.colon = colon.start() if colon else _MAX_WINDOW
        self.verb = _find_verb(masked)
        self._has_blank = _BLANK.search(masked) is not None
        self._has_dash = _DASH_SIGN.search(masked) is not None

    def has_comma(self, length: int) -> bool:
        """Whether the first ``length`` characters contain a comma outside quotes."""
        return self.comma < length

    def has_colon(self, length: int) -> bool:
        """Whether the first ``length`` characters contain a colon outside quotes; 1:2 ends with one, too, if cut."""
        return self.colon < length or (length > 1 and self.masked[length - 1] == ":")

    def find_gap(self, end: int) -> re.Match[str] | None:
        """Returns the first gap between words after two characters and before ``end``."""
        return _GAP.search(self.masked, 2, end) if self._has_blank else None

    def find_latin_gap(self, end: int) -> re.Match[str] | None:
        """Returns the first gap before a Latin word after two characters and before ``end``."""
        return _LATIN_GAP.search(self.masked, 2, end) if self._has_blank else None

    def find_dash(self, end: int) -> re.Match[str] | None:
        """Returns the first dash after two characters and before ``end``."""
        return _DASH.search(self.masked, 2, end) if self._has_dash else None


_PAIRS = dict(zip('“‘「『《〈（(【[〔"', '”’」』》〉）)】]〕"', strict=True))
# A ? before a character is a lost interpunct (美丽乡村?三大行动) as often as a question mark.
_SENTENCE = re.compile(r"[。；;！!？?](?:(?<!\?)|(?![\u4e00-\u9fff“]))")
_OPENING = re.compile(r"[“‘「『《〈（(【\[〔\"]")
_LATIN = re.compile(r"[A-Za-z][A-Za-z ,.'’&/-]*")
_COMMA = re.compile("[，,]")
_COLON = re.compile(r"[：:](?:(?<=：)|(?<!\d.)|(?!\d))")
_BLANK = re.compile(f"[{BLANKS}]")
_DASH_SIGN = re.compile(r"[—–─\-]")
_SEPARATORS = frozenset(BLANKS + "：:，,。—–-=＝\n")


def skip_separators(text: str, at: int, end: int) -> int:
    """Returns the first position from ``at`` on that is neither a separator nor a blank."""
    while at < end and text[at] in _SEPARATORS:
        at += 1
    return at


def mask(window: str) -> str:
    """Returns ``window`` with quoted and bracketed text masked; a quote that never closes is ignored."""
    pieces, last = [], 0
    for opening in _OPENING.finditer(window):
        start = opening.start()
        if start < last or _ENUMERATOR.match(window, start):
            continue
        stop = window.find(_PAIRS[opening[0]], start + 1)
        if stop > 0:
            if opening[0] in "(（" and _LATIN.fullmatch(window, start + 1, stop):
                start = len(window[:start].rstrip(BLANKS))  # 佔用人 (occupier)
            pieces.append(window[last:start])
            pieces.append("\0" * (stop + 1 - start))
            last = stop + 1
    return "".join(pieces) + window[last:]


def find_head_splits(window: HeadWindow) -> Iterator[HeadSplit]:
    """Yields every split that the printed text suggests."""
    for detect in (
        _at_colon,
        _at_colon_below,
        _at_verb,
        _at_space,
        _at_dash,
        _at_full_stop,
        _at_comma,
        _at_part,
        _at_line_end,
    ):
        split = detect(window)
        if split:
            yield split


# 两减一即：… counts things done at once; its 即 belongs to the headword.
_VERB_BEFORE_COLON = re.compile(
    rf"(?:{simplified('definition_verbs', 'before-colon')}|，即"
    rf"|[^{COUNTING}]{simplified('definition_verbs', 'counted-before-colon')}|[^\w]指)$"
)


def _at_colon(window: HeadWindow) -> HeadSplit | None:
    length = window.colon
    if length > MAX_HEAD_LENGTH:
        return None
    commas = len(_COMMA.findall(window.masked, 0, length)) if window.comma < length else 0
    score = 3.2 - 0.5 * commas - 0.02 * max(0, length - 24) - 1.5 * bool(window.find_dash(length))
    verb = _VERB_BEFORE_COLON.search(window.masked, 2, length)
    if not verb:
        return window.split(length, "colon", score)
    head = verb.start() + (verb[0][0] not in "主是指，")
    return window.split(head, "colon", score, behind=head)


_MIN_FULL_LINE_LENGTH = 15
# …（款）审计业务⏎（项），指…: the last bracket of a headword on the next line
_BRACKET_BELOW = re.compile(r"\n[ \t\u3000]*[（(][^（）()\n]{1,3}[）)][，,](?=是?指|反映)")
# …（款）⏎行政运行（项）：…, …（款）行政单⏎位医疗（项）指…: class, section and item of a budget are one headword.
_CLASSIFIED = re.compile(r"[^。；;，,：:]*[（(]\s?[款项]\s?[)）](?=\s?[：:，,。]|是?指|反映)")
_CLASS = re.compile(r"[（(][类款][)）]")
_MAX_CLASSIFIED_LENGTH = 100
_ROW_BELOW = re.compile(r"\n[^\n\t]{1,60}\t[^\n\t]")
_COLON_BELOW = re.compile(rf"\n[ \t\u3000]*[^。；;，,：:\n]{{1,24}}[：:]|{_BRACKET_BELOW.pattern}")


def _at_colon_below(window: HeadWindow) -> HeadSplit | None:
    """A headword that a printed line end breaks, with its colon on the next line: …（款）财政国⏎库业务（项）：…."""
    length = window.line_end - window.start
    if length < MAX_HEAD_LENGTH and _CLASS.search(window.text, window.start, window.line_end):
        limit = min(window.end, window.start + _MAX_CLASSIFIED_LENGTH)
        classified = _CLASSIFIED.match(window.text, window.start, limit)
        if classified and classified.end() > window.line_end:
            return window.split(len(classified[0]), "colon", 6.0)
    if not _MIN_FULL_LINE_LENGTH <= length <= MAX_HEAD_LENGTH - 10 or _ANY_END.search(window.masked):
        return None
    below = _COLON_BELOW.match(window.text, window.line_end, window.end)
    if not below or below.end() - window.start > MAX_HEAD_LENGTH:
        return None
    score = 2.2 if below[0][-1] in "：:" else 3.4
    return window.split(below.end() - 1 - window.start, "colon", score, behind=below.end() - window.start)


_ANY_END = re.compile("[。；;，,：:！？]")
# 指 and 即 are separate words only where they do not begin a longer one (指导, 即将).
_VERB = re.compile(
    rf"，?(?:{simplified('definition_verbs', 'after-head')}|反映(?=[\u4e00-\u9fff（(]{{4}})(?![出了])"
    rf"|(?<=\0){simplified('definition_verbs', 'after-quotes')})"
)
_VERB_SIGN = re.compile(
    f"[，反{''.join(sorted({word[0] for word in list_words('definition_verbs', 'after-head', 'after-quotes')}))}]"
)


def _find_verb(masked: str, end: int | None = None) -> re.Match[str] | None:
    """Returns the first defining verb after two characters and before ``end``; a class is what is found fastest."""
    end = len(masked) if end is None else end
    found = (_VERB.match(masked, sign.start(), end) for sign in _VERB_SIGN.finditer(masked, 2, end))
    return next(filter(None, found), None)


def _at_verb(window: HeadWindow) -> HeadSplit | None:
    verb = window.verb
    if not verb or window.has_comma(verb.start()) or window.has_colon(verb.start()):
        return None
    if window.find_gap(verb.start()) or window.find_dash(verb.start()):
        return None
    score = (2.4 if len(verb[0]) > 1 else 1.8) - 0.06 * max(0, verb.start() - 14)
    definition = window.start + verb.start() + verb[0].startswith("，")
    opening = window.text[window.start : window.start + verb.start()]
    twice = _TWICE.fullmatch(opening)
    if twice:  # “十大工程”本市推出的“十大工程”，即…
        return window.split(len(twice[1]), "verb", score + 0.8)._replace(definition_start=window.start + len(twice[1]))
    if _GLUED.match(opening):
        score -= 2.0
    return window.split(verb.start(), "verb", score)._replace(definition_start=definition)


_TWICE = re.compile(r"([^，。]{4,30}?)[^，。]{0,40}\1")
# A name in quotes or in Latin letters, directly followed by its definition: R&D英文…的缩写，即….
_GLUED = re.compile(
    r"(?:[“「][^”」]{1,24}[”」]|[A-Za-z&+]{2,12})[^，。；：]{4,}[的之][^，。；：]{1,12}$|[A-Za-z&+]{2,12}英文"
)


# A blank within Latin text does not separate a headword from its definition.
_GAP = re.compile(rf"(?<![{BLANKS}A-Za-z0-9])[{BLANKS}]+(?![{BLANKS}A-Za-z0-9])|(?<=\0)[{BLANKS}]+(?![{BLANKS}])")

_LATIN_GAP = re.compile(rf"(?<![{BLANKS}A-Za-z0-9])[{BLANKS}]+(?=[A-Za-z0-9])")


def _at_space(window: HeadWindow) -> HeadSplit | None:
    gap = window.find_gap(36) or window.find_latin_gap(36)
    if not gap or window.has_comma(gap.start()):
        return None
    return window.split(gap.start(), "space", 1.5 if gap.re is _GAP else 0.8)


_DASH = re.compile(r"[—–─\-](?:(?<=—)—|(?<=-)-|(?<=–)–|(?<=─)─|(?<=[\0 ][—–]))")


def _at_dash(window: HeadWindow) -> HeadSplit | None:
    dash = window.find_dash(34)
    return window.split(dash.start(), "dash", 2.0) if dash and not window.has_colon(dash.start()) else None


def _at_full_stop(window: HeadWindow) -> HeadSplit | None:
    if window.masked[-1:] != "。":
        return None
    length = len(window.masked) - 1
    ends_in_bracket = window.text[window.start + length - 1] in "）)"  # …（类）…（款）…（项）。 is long by its brackets
    bare = length - ends_in_bracket * window.masked.count("\0")
    if not 2 <= bare <= length <= 32 + length - bare or window.start + length + 1 >= window.line_end:
        return None
    score = (1.0 if window.has_comma(length) else 1.5) - 0.05 * max(0, bare - 16)
    return window.split(length, "full-stop", score)


_MAX_BEFORE_COMMA = 14


def _at_comma(window: HeadWindow) -> HeadSplit | None:
    if window.comma >= _MAX_BEFORE_COMMA:
        return None
    comma = _COMMA.search(window.masked, 2, _MAX_BEFORE_COMMA)
    return window.split(comma.start(), "comma", 0.4) if comma else None


_ENUMERATOR = re.compile(r"[（(][1一][）)]|①|⑴")
# The pattern begins with a class of the first characters, because the engine finds these fastest.
_FIRST_PART = re.compile(
    rf"[（(①⑴一1](?:(?<=[（(])[1一][）)]|(?<=[①⑴])|(?<=一)是(?![否指])"
    rf"|(?<=[1一])(?:(?<=\0.)|(?<={simplified('class_nouns', 'before-first-part')}.))个)"
)
_QUOTED_PART = re.compile(r"[“「]([^“”「」\n]{1,16})[”」]")
_LAST_QUOTED = re.compile(r"[“「]([^“”「」\n]{1,30})[”」]([^“”「」：:\n]{1,12})$")


def _at_part(window: HeadWindow) -> HeadSplit | None:
    """Splits where the headword's parts are explained: （1）…, 一是…, “四治三改” “四治”指…, “一保三放开”一保：… ."""
    ends = [_first_part(window), _repeated_start(window)]
    opening = window.text[window.start : window.start + len(window.masked)]
    if "”" in opening or "」" in opening:
        ends += (_quoted_part(window, opening), _unquoted_part(window, opening))
    first = min(filter(None, ends), default=0)
    if not first or window.has_comma(first):
        return None
    verb = _find_verb(window.masked, first)
    gap = window.find_gap(first) or window.find_dash(first)
    if verb or (gap and gap.end() < first):
        return None
    end = window.start + first
    return HeadSplit(window.start, end, end, "part", 6.5)


def _first_part(window: HeadWindow) -> int | None:
    found = _FIRST_PART.search(window.masked, 2, 34)
    return None if not found or window.has_colon(found.start()) else found.start()


def _quoted_part(window: HeadWindow, opening: str) -> int | None:
    """Returns where a second pair of quotes repeats a part of the headword just before it."""
    for part in _QUOTED_PART.finditer(opening, 2):
        before = opening[: part.start()]
        if not _is_near(before, part[1]) or window.has_colon(part.start()):
            continue
        last = before[max(before.rfind("“"), before.rfind("「"), 0) :]
        adjoins = before.endswith(("”", "」")) and part[0] in before
        bare = _ORDINAL.sub("", part[1])
        if adjoins or (bare and bare in last and part[0] not in last):
            return part.start() - 3 * before.endswith("第一个")
    return None


_ORDINAL = re.compile(rf"^第[{ONE_TO_TEN}]个?")


def _is_near(before: str, part: str) -> bool:
    """Whether ``part`` closely follows the quotes of the headword, a blank or the beginning of the headword."""
    closed = max(before.rfind("”"), before.rfind("」"))
    return len(before) - closed <= 16 if closed >= 0 else before[-1] in BLANKS or before.startswith(part)


def _unquoted_part(window: HeadWindow, opening: str) -> int | None:
    """Returns where a part repeated without quotes begins: “一保三放开”一保：…, “一核两翼”一核即… ."""
    verb = window.verb.start() if window.verb else 0
    before = opening[: window.colon if window.colon < _MAX_WINDOW else verb]
    last = _LAST_QUOTED.search(before)
    quoted = _QUOTED_PART.findall(before) if last else []
    return last.start(2) if last and any(last[2].strip() in part for part in quoted) else None


_HAN = r"[^\W\d_a-zA-Z]"
_REPEATED = re.compile(rf"({_HAN}{{3,24}})(?=\1)|({_HAN}{{2,4}}){_HAN}{{2,8}}(?=\2(?:[：:]|是?指|即))")


def _repeated_start(window: HeadWindow) -> int | None:
    """Returns where the headword begins again: 毛入学率毛入学率是…, 双环十射双环指… ."""
    found = _REPEATED.match(window.masked)
    return found.end() if found else None


def _at_line_end(window: HeadWindow) -> HeadSplit | None:
    """Splits at the line end: a headword alone on its line, the definition on the next."""
    length = window.line_end - window.start
    if not 2 <= length <= 40 or window.line_end >= window.end or window.text[window.line_end - 1] in "。；;，,：:！？":
        return None
    if _BRACKET_BELOW.match(window.text, window.line_end, window.end):
        return None
    if (
        _ROW_BELOW.match(window.text, window.line_end, window.end)
        and "\t" not in window.text[window.start : window.line_end]
    ):
        return None  # the category of the rows below
    verb = window.verb
    if verb and len(verb[0].lstrip("，")) > 1 and not window.has_comma(verb.start()):
        return None  # a definition that begins on the line of its headword, and goes on below
    split = window.split(length, "line", 2.4 if length <= 24 else 1.8)
    return split if split.definition_start < window.end else None
