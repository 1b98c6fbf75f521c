"""Members between the first and the last, lists scattered over clauses, and a group's only member. Pure."""

import re
from collections.abc import Sequence
from itertools import pairwise

from glossary.extraction.members.closing import TAIL
from glossary.extraction.members.leading import GOVERNING, WEAK_LEAD

_AND = re.compile("以及(?=..)")
_MIDDLE_CLOSER = re.compile(
    r"(?<=[^、,;])等(?:[0-9一二三四五六七八九十两]{1,3}(?:个|大|类|项|种)|基层|部门|单位|相关|有关|方面|各类|各方).*"
)


def without_and(text: str, piece: tuple[int, int]) -> int:
    """Where a member begins behind the 以及 that joins it to the list."""
    joining = _AND.match(text, *piece)
    return joining.end() if joining else piece[0]


def trim_middle(text: str, piece: tuple[int, int]) -> tuple[int, int]:
    """A member within a list without a closer of its own: 公安、司法等部门和….

    >>> trim_middle("司法等部门", (0, 5))
    (0, 2)
    """
    closer = _MIDDLE_CLOSER.search(text, *piece)
    return (without_and(text, piece), closer.start() if closer else piece[1])


_COUNTED = re.compile("(?:等|的|这)?(?<![第全])[二三四五六七八九十两0-9]{1,3}[个大项类种条].*")


def trim_clauses(text: str, pieces: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """A list scattered over clauses without what each clause adds: 打造甲、乙两大中心，建设丙、丁两大新城.

    Args:
        text: The image of the definition.
        pieces: The pieces; those between two commas of which others are parted by 、 lose verb and count.
    """
    marks = [text[left[1] : right[0]].strip()[:1] for left, right in pairwise(pieces)]
    begun = [GOVERNING.match(text, *piece) for piece, mark in zip(pieces[1:], marks, strict=True) if mark == ","]
    if not begun or "、" not in marks or not all(begun):
        return list(pieces)
    trimmed: list[tuple[int, int]] = []
    for (start, end), before, behind in zip(pieces, ["", *marks], [*marks, ","], strict=True):
        verb = GOVERNING.match(text, start, end) if before == "," else None
        count = _COUNTED.search(text, start + 1, end) if behind == "," else None
        trimmed.append((verb.end() if verb else start, count.start() if count else end))
    return trimmed


# 以准入清单的方式落到各单元
_MEANS = re.compile("以?([^、,;。的]{2,20})的(?:方式|形式|办法|途径)")
_CALLED = re.compile("的(?:统称|总称|简称|合称)$")
_MODAL = re.compile("必须|应当|须经|应经")


def trim_single(text: str, piece: tuple[int, int], others: Sequence[str], shared: str) -> tuple[int, int]:
    """A group's only member without its verb (形成重大隐患清单), without tail where far longer than ``others``."""
    start, end = piece
    called = _CALLED.search(text, start + 1, end)
    end = called.start() if called else end
    governing = GOVERNING.match(text, start, end)
    if governing and not any(character in governing[0] for character in shared):
        start = governing.end()
    usual = sorted(map(len, others))[len(others) // 2] if others else 0
    if shared and end - start > 2 * usual > 0:  # 对寄宿生给予生活补助
        leads = (found.end() for found in WEAK_LEAD.finditer(text, start, end) if shared[0] in text[found.end() : end])
        start = max(leads, default=start)
    if end - start <= 2 * usual or not usual:
        return start, end
    modal = _MODAL.search(text, start + 2, end)
    if modal:  # 大额资金使用必须经集体讨论
        return start, modal.start()
    means = _MEANS.match(text, start, end) if shared else None
    if means and means[1].endswith(shared[0]):
        return means.span(1)
    of = text.find("的", start, end)
    if start < of <= start + 2 * usual and shared and shared[0] in text[start:of] and shared[0] not in text[of:end]:
        return start, of  # 高附加值的产业发展导向
    tail = next((found.start() for found in TAIL.finditer(text, start + 2, end) if found.end() == end), end)
    return start, tail if text[tail : tail + 1] != "的" else end
