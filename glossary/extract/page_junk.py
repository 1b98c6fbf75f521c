"""Lines that the making of pages left in a text: page numbers, rules, cut marks. Pure."""

import re
from collections import Counter

from glossary.han.text import fold_line

_SENTENCE_ENDS = frozenset("。；，：、")
_PAGE_NUMBER = re.compile(
    r"[-—–―_·.~]{0,4}(?:第?[0-9]{1,4}页?(?:[/,共]{1,2}[0-9]{1,4}页?)?|[ivxlc]{1,6})[-—–―_·.~]{0,4}$", re.IGNORECASE
)
# （下转第3版）（上接第2版）: the page of a newspaper ends.
_JUMP = re.compile(r"(?:[(（【]?[下紧转上]?[转接]第?.{1,4}版[)）】]?){1,3}$")
_RULE = re.compile(r"[-—–―_=~·.#+*○●]{2,}$")
_CUT = re.compile(r"[(（【\[]?(?:本文有删减|有删减|完|全文完|略|此处略|报告完)[)）】\]]?[。.]?$")
# 一、2015年工作回顾 or （二）文化类 between two entries parts the glossary, it explains nothing.
_PART = re.compile(
    r"(?:第[一二三四五六七八九十]{1,3}部分|[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十]{1,3}[)）])[^。:：；;]{0,30}$"
)
# The report's own name alone on a line heads a page.
_REPORT = re.compile(r"\S{0,24}政府工作报告$")
_IMAGE = re.compile(r"!\[[^\]\n]{0,80}\]\([^)\n]{0,200}\)$")


def is_page_junk(line: str) -> bool:
    """Whether ``line`` is a page number, a rule, an image or a cut mark.

    >>> [is_page_junk(line) for line in ("— 23 —", "---", "（本文有删减）", "23个")]
    [True, True, True, False]
    """
    if len(line) > 220 or line[-1:] in _SENTENCE_ENDS:
        return False
    folded = fold_line(line)
    return any(shape.match(folded) for shape in (_PAGE_NUMBER, _RULE, _CUT, _IMAGE, _REPORT, _JUMP))


def running_lines(text: str) -> frozenset[str]:
    """The short lines that stand in ``text`` three times or more and are no sentences: headers and footers of pages."""
    short = (line[0].strip() for line in _SHORT_LINE.finditer(text))
    counts = Counter(line for line in short if line and not _SPEAKS.search(line))
    return frozenset(line for line, count in counts.items() if count >= _RUNNING)


_RUNNING = 3
_SHORT_LINE = re.compile(r"^[^\n]{4,30}$", re.MULTILINE)
_SPEAKS = re.compile(r"[。；：:，,！]|^\W*\d+[.．、]")


def is_part_heading(line: str) -> bool:
    """Whether ``line`` only parts the entries of a glossary (一、2015年工作回顾)."""
    return len(line) < 60 and _PART.match(fold_line(line)) is not None
