"""The head of an entry, read from where the entry begins. Pure.

Every place that may part head and definition is a candidate with a score; what most entries of a section use counts
for more than the look of one line, so the caller reads twice: first to see the section's habit, then with it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from glossary.extract.separators import BLANKS, LONGEST_HEAD, Split, Window, find_splits, skip_separators

# What a separator gains when all entries of the section use it.
_HABIT = 2.5


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
    window = Window(text, start, end)
    splits = list(find_splits(window))
    if body is not None or not splits:
        splits.extend(_unparted(window, body))
    if not splits:
        return None
    shares = habit or {}
    best = max(splits, key=lambda split: split.score + _HABIT * shares.get(split.separator, 0.0))
    return _with_page(text, best)


def habit_of(splits: Iterable[Split | None]) -> dict[str, float]:
    """The share of each separator among the entries of one section."""
    counts = Counter(split.separator for split in splits if split)
    total = sum(counts.values())
    return {separator: count / total for separator, count in counts.items()}


_FRAMES = {"【": "】", "〖": "〗", "［": "］", "[": "]", "〔": "〕", "〈": "〉"}
_BEHIND_FRAME = frozenset("：:\n 是指即")


def _framed(text: str, start: int, end: int) -> Split | None:
    """A head in a frame (【三微】…), or with the closing half of it (三微】…)."""
    closing = _FRAMES.get(text[start : start + 1])
    at = text.find(closing or "】", start, min(end, start + LONGEST_HEAD))
    inside = start + 1 if closing else start
    if at <= inside or _NO_HEAD.search(text, start, at) or (not closing and "【" in text[start:at]):
        return None
    if closing and closing not in "】〗" and text[at + 1 : at + 2] not in _BEHIND_FRAME:
        return None
    definition = skip_separators(text, at + 1, end)
    return _with_page(text, Split(inside, at, definition, "frame", 5.0)) if definition < end else None


_NO_HEAD = re.compile("[。；\n]")
_CLASS_NOUN = (
    r"(?:工程|行动|计划|机制|模式|体系|战略|政策|制度|活动|工作法|问题|项目|平台|企业|园区|基地|改革|精神|目标|任务|要求|"
    r"农产品|经费|产业|布局|格局|方针|条例|理念|标准|中心|城市|社会|服务|建设|作风|责任|管理|监管|整治|治理|收费|评价|教育|"
    r"规划|方案)"
)
_QUOTED_NAME = re.compile(
    r"[^\W_]{0,14}[“‘《「][^”’》」\n]{1,30}[”’》」](?:[“《「][^”》」、，\n]{1,14}[”》」]){0,2}"
    rf"(?:[^\W\d_]{{0,6}}?{_CLASS_NOUN})?"
)
_NAME_END = re.compile(rf"(?![围以在将对按通为是指加坚])(?:[^\W_]{{0,10}}{_CLASS_NOUN}|[^\W_]{{1,4}})$")
# A name that ends like this has probably lost its other half to the definition.
_NO_END = "的是为在，、。 和“‘《（("


def _unparted(window: Window, body: str | None) -> Iterator[Split]:
    """Head and definition with nothing between them: quotes with a class noun, or words the running text uses."""
    text, start = window.text, window.start
    limit = min(window.line_end, start + LONGEST_HEAD)
    quoted = _QUOTED_NAME.match(text, start, limit)
    named = quoted.end() if quoted and quoted.end() < limit else start
    if named > start:
        yield Split(start, named, named, "none", 0.6)
    if body:
        known = start + _longest_known(text[start : min(limit, start + 36)], body)
        rest = text[named:known]
        if known - start >= 3 and named <= known < limit and (named == start or not rest or _NAME_END.match(rest)):
            yield Split(start, known, known, "none", 1.2)


def _longest_known(opening: str, body: str) -> int:
    """How many of the first characters of ``opening`` occur in ``body`` as they stand."""
    low, high = 0, len(opening)
    while low < high:
        middle = (low + high + 1) // 2
        if opening[:middle] in body:
            low = middle
        else:
            high = middle - 1
    return len(opening[:low].rstrip(_NO_END))


# （P3）, (P12-13), （第3页）, （《报告》第1页第13行）
_PAGE = re.compile(
    r"[（(【\[]\s*(?:[见参在]{0,2}\s*(?:《?(?:政府工作)?报告》?)?\s*(?:[Pp](?:age)?\s*\.?\s*|第\s*))(\d{1,4})"
    r"(?:\s*页|[^（()）\n]{0,18})[^（()）\n]{0,18}[）)】\]]"
)


_SAYS_SOMETHING = re.compile(r"[^\W\d_]|\d[^\d\s\]］〕﹞)）]|\d{3}")


def _with_page(text: str, split: Split) -> Split | None:
    """``split`` with its page reference read and blanks around the head left out; ``None`` for an empty head."""
    start, head_end, definition = split.head_start, split.head_end, split.definition_start
    page = _PAGE.search(text, start, head_end)
    if page and not text[page.end() : head_end].strip():
        head_end = page.start()
    elif not page:
        page = _PAGE.match(text, definition)
        definition = skip_separators(text, page.end(), len(text)) if page else definition
    while start < head_end and text[start] in BLANKS:
        start += 1
    while head_end > start and text[head_end - 1] in BLANKS + "，,、：:":
        head_end -= 1
    if not _SAYS_SOMETHING.search(text, start, head_end):
        return None
    number = int(page[1]) if page else None
    return replace(split, head_start=start, head_end=head_end, definition_start=definition, page=number)
