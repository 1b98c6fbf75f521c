"""Where the head of an entry ends and its definition begins. Pure.

Every place that may part them is a candidate with a score; what most entries of a section use counts for more
than the look of one line, so the caller reads twice: first to see the section's habit, then with it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

LONGEST_HEAD = 60  # code points; the longest of 700 hand-checked heads has 42
_HABIT = 2.0  # what a separator gains when all entries of the section use it


@dataclass(frozen=True, slots=True)
class Split:
    """One way to part a head from its definition; positions in the view.

    Attributes:
        head_start: Where the head begins.
        head_end: Where it ends, page reference excluded.
        definition_start: Where the definition begins.
        separator: ``colon``, ``full-stop``, ``dash``, ``frame``, ``space``, ``verb``, ``line``, ``enumeration``,
            ``comma`` or ``none``.
        score: How likely it is, about 0 to 5.
        page: The page reference of the head.
    """

    head_start: int
    head_end: int
    definition_start: int
    separator: str
    score: float
    page: int | None = None


_PAIRS = {
    "“": "”",
    "‘": "’",
    "「": "」",
    "『": "』",
    "《": "》",
    "〈": "〉",
    "（": "）",
    "(": ")",
    "【": "】",
    "[": "]",
    "〔": "〕",
}
_FRAMES = {"【": "】", "〖": "〗", "［": "］", "[": "]", "〔": "〕", "〈": "〉"}
_VERB = re.compile(
    r"，?(?:主要是指|一般是指|指的是|是指|系指|就是指|主要指|特指|泛指|专指|统指"
    r"|指(?![导定向挥标数引示责望出令南挥认派数])|即(?![使将可便时期日刻由或墨])|就是(?!说)|简称为?)"
)
_ENUMERATION = re.compile(r"[（(][1一][）)]|①|⑴|一是(?!否)")
_PAGE = re.compile(
    r"[（(【\[]\s*(?:[见参在]{0,2}\s*(?:《?(?:政府工作)?报告》?)?\s*(?:[Pp](?:age)?\s*\.?\s*|第\s*))(\d{1,4})"
    r"(?:\s*页|[^（()）\n]{0,18})[^（()）\n]{0,18}[）)】\]]"
)
_PAGE_ONLY = re.compile(r"\s*[PpＰ]\.?\s?(\d{1,3})(?=\s*[：:])")
_BLANKS = " \t\u3000\xa0"
_SEPARATORS = _BLANKS + "：:，,。—–-–=＝"
_SENTENCE = re.compile("[。；;！!？?]")
_OPENING = re.compile(r"[“‘「『《〈（(【\[〔\"]")
_COLON = re.compile(r"(?<!\d)[：:]|：|:(?!\d)")
_VERB_BEFORE_COLON = re.compile(r"(?:是指|指的是|主要指|，即|是)$")
_GAP = re.compile(r"(?<![ \t\u3000\xa0A-Za-z0-9])[ \t\u3000\xa0]+(?![A-Za-z0-9])|(?<=\0)[ \t\u3000\xa0]+")
_DASH = re.compile(r"——|--|––|──|(?<=[\0 ])[—–]")
_QUOTED_NAME = re.compile(
    r"(?:[“‘《][^”’》\n]{1,30}[”’》]){1,3}(?:[^\W\d_，。：；、]{0,6}?"
    r"(?:工程|行动|计划|机制|模式|体系|战略|政策|制度|活动|工作法|问题|项目|平台|企业|园区|基地|改革|精神|目标|任务|要求|"
    r"农产品|经费|产业|布局|格局|方针|条例|理念|标准|中心|城市|社会|服务|建设|作风|责任|管理|监管|整治|治理|收费|评价|教育|规划|方案))?"
)


def read_head(
    text: str, start: int, end: int, habit: Mapping[str, float] | None = None, body: str | None = None
) -> Split | None:
    """The likeliest split of the entry at ``start`` into head and definition.

    Args:
        text: The view.
        start: Where the entry begins, number excluded.
        end: Where the entry ends at the latest.
        habit: Share of each separator in the section, from :func:`habit_of`.
        body: The running text; where nothing parts head and definition, the longest beginning of the entry that
            occurs there is the head.

    Returns:
        ``None`` where nothing looks like a head with a definition behind it.
    """
    framed = _framed(text, start, end)
    if framed:
        return framed
    window = _Window(text, start, end)
    splits = list(_candidates(window))
    if body is not None or not splits:
        splits.extend(_unparted(window, body))
    if not splits:
        return None
    habit = habit or {}
    best = max(splits, key=lambda split: split.score + _HABIT * habit.get(split.separator, 0.0))
    return _with_page(text, best)


def habit_of(splits: Iterable[Split | None]) -> dict[str, float]:
    """The share of each separator among the entries of one section."""
    counts = Counter(split.separator for split in splits if split)
    total = sum(counts.values())
    return {separator: count / total for separator, count in counts.items()}


def _framed(text: str, start: int, end: int) -> Split | None:
    closing = _FRAMES.get(text[start : start + 1])
    window_end = min(end, start + LONGEST_HEAD)
    if closing:
        at = text.find(closing, start + 1, window_end)
        inside = start + 1
    else:
        at, inside = text.find("】", start, window_end), start
        if at >= 0 and text.find("【", start, at) >= 0:
            return None
    if at <= inside or "\n" in text[start:at] or any(mark in text[start:at] for mark in "。；"):
        return None
    if closing and closing != "】" and text[at + 1 : at + 2] not in ("：", ":", "\n", " ", "是", "指", "即"):
        return None
    definition = _skip(text, at + 1, end)
    return _with_page(text, Split(inside, at, definition, "frame", 5.0)) if definition < end else None


def _candidates(window: "_Window") -> Iterator[Split]:
    """Every place outside quotes and brackets that may part head and definition."""
    for detect in (_at_colon, _at_verb, _at_space, _at_dash, _at_full_stop, _at_comma, _at_enumeration, _at_line_end):
        split = detect(window)
        if split:
            yield split


class _Window:
    """The beginning of an entry, with what stands in quotes and brackets masked.

    Attributes:
        masked: The first line as far as a head may reach, up to the first sentence end outside quotes.
        start: Where it begins in ``text``.
        line_end: Where the line ends.
        end: Where the entry ends at the latest.
    """

    __slots__ = ("end", "line_end", "masked", "start", "text")

    def __init__(self, text: str, start: int, end: int) -> None:
        stop = text.find("\n", start, end)
        self.text, self.start, self.end = text, start, end
        self.line_end = end if stop < 0 else stop
        masked = _mask(text[start : min(self.line_end, start + LONGEST_HEAD + 40)])
        sentence = _SENTENCE.search(masked)
        self.masked = masked[: sentence.end()] if sentence else masked

    def split(self, length: int, separator: str, score: float) -> Split:
        """A head of ``length`` characters, the definition behind the separators that follow it."""
        return Split(self.start, self.start + length, _skip(self.text, self.start + length, self.end), separator, score)

    def commas(self, length: int) -> int:
        """The commas among the first ``length`` characters."""
        return self.masked.count("，", 0, length) + self.masked.count(",", 0, length)


def _mask(window: str) -> str:
    """``window`` with quotes and brackets that close, and all they hold, replaced; a lone quote counts for nothing."""
    pieces, last = [], 0
    for opening in _OPENING.finditer(window):
        start = opening.start()
        if start < last:
            continue
        stop = window.find(_PAIRS[opening[0]], start + 1)
        if stop > 0:
            pieces.append(window[last:start])
            pieces.append("\0" * (stop + 1 - start))
            last = stop + 1
    return "".join(pieces) + window[last:]


def _at_colon(window: _Window) -> Split | None:
    colon = _COLON.search(window.masked, 1)
    if not colon or colon.start() > LONGEST_HEAD:
        return None
    length = colon.start()
    repeated = _repeated_part(window.text[window.start : window.start + length])
    if repeated:
        return Split(window.start, window.start + repeated, window.start + repeated, "none", 4.0)
    score = 3.2 - 0.5 * window.commas(length) - 0.02 * max(0, length - 24)
    verb = _VERB_BEFORE_COLON.search(window.masked, 2, length)
    split = window.split(length, "colon", score)
    return replace(split, head_end=window.start + verb.start()) if verb else split


def _repeated_part(head: str) -> int:
    """How long the head is in ``“一保三放开”一保：…``: the part before the colon belongs to the definition."""
    quote = head.rfind("”")
    part = head[quote + 1 :].strip()
    return quote + 1 if quote > 0 and part and part in head[:quote] else 0


def _at_verb(window: _Window) -> Split | None:
    verb = _VERB.search(window.masked, 2)
    if not verb or window.commas(verb.start()) or _COLON.search(window.masked, 1, verb.start()):
        return None
    at = window.start + verb.start()
    return Split(window.start, at, at + verb[0].startswith("，"), "verb", 2.4 if len(verb[0]) > 1 else 1.7)


def _at_space(window: _Window) -> Split | None:
    gap = _GAP.search(window.masked, 2, 36)
    return None if not gap or window.commas(gap.start()) else window.split(gap.start(), "space", 1.4)


def _at_dash(window: _Window) -> Split | None:
    dash = _DASH.search(window.masked, 2, 34)
    return window.split(dash.start(), "dash", 2.0) if dash else None


def _at_full_stop(window: _Window) -> Split | None:
    length = len(window.masked) - 1
    if not 2 <= length <= 32 or window.masked[-1] != "。" or window.start + length + 1 >= window.line_end:
        return None
    split = window.split(length, "full-stop", 1.5 - 0.5 * window.commas(length))
    return replace(split, definition_start=_skip(window.text, split.head_end + 1, window.end))


def _at_comma(window: _Window) -> Split | None:
    comma = re.compile("[，,]").search(window.masked, 2, 14)
    return window.split(comma.start(), "comma", 0.4) if comma else None


def _at_enumeration(window: _Window) -> Split | None:
    found = _ENUMERATION.search(window.text, window.start + 2, window.start + min(34, len(window.masked)))
    if not found or window.commas(found.start() - window.start):
        return None
    if _COLON.search(window.masked, 1, found.start() - window.start):
        return None
    return Split(window.start, found.start(), found.start(), "enumeration", 3.6)


def _at_line_end(window: _Window) -> Split | None:
    """A head alone on its line, the definition on the next."""
    length = window.line_end - window.start
    if not 2 <= length <= 40 or window.line_end >= window.end or window.text[window.line_end - 1] in "。；;，,：:！？":
        return None
    split = window.split(length, "line", 2.4 if length <= 24 else 1.8)
    return split if split.definition_start < window.end else None


def _unparted(window: _Window, body: str | None) -> Iterator[Split]:
    """Head and definition with nothing between them: quotes with a class noun, or words the running text uses."""
    text, start = window.text, window.start
    window_end = min(window.line_end, start + LONGEST_HEAD)
    quoted = _QUOTED_NAME.match(text, start, window_end)
    if quoted and quoted.end() < window_end:
        yield Split(start, quoted.end(), quoted.end(), "none", 0.6)
    if body:
        length = _longest_known(text[start : min(window_end, start + 36)], body)
        if length >= 3 and start + length < window_end:
            score = 1.2 if quoted and start + length >= quoted.end() else 0.8
            yield Split(start, start + length, start + length, "none", score)


def _longest_known(opening: str, body: str) -> int:
    """How many of the first characters of ``opening`` occur in ``body`` as they stand."""
    low, high = 0, len(opening)
    while low < high:
        middle = (low + high + 1) // 2
        if opening[:middle] in body:
            low = middle
        else:
            high = middle - 1
    return len(opening[:low].rstrip("的是为在，、。 和"))


def _skip(text: str, at: int, end: int) -> int:
    while at < end and (text[at] in _SEPARATORS or text[at] == "\n"):
        at += 1
    return at


def _with_page(text: str, split: Split) -> Split | None:
    """``split`` with its page reference read and blanks around the head left out; ``None`` for an empty head."""
    start, head_end = split.head_start, split.head_end
    page = None
    for found in _PAGE.finditer(text, start, head_end):
        page = int(found[1])
        if text[found.end() : head_end].strip() == "":
            head_end = found.start()
        break
    definition = split.definition_start
    if page is None:
        found_behind = _PAGE.match(text, definition)
        if found_behind:
            page = int(found_behind[1])
            definition = _skip(text, found_behind.end(), len(text))
    while start < head_end and text[start] in _BLANKS:
        start += 1
    while head_end > start and text[head_end - 1] in _BLANKS + "，,、：:":
        head_end -= 1
    if head_end <= start:
        return None
    return Split(start, head_end, definition, split.separator, split.score, page)
