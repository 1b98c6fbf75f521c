"""Recognizes a standard by its number and its first chapters, and reads its title. Pure."""

import re
from collections.abc import Sequence

from glossary.chinese.word_lists import alternation

_NUMBER = re.compile(
    r"(?:[TQ]/)?[A-Z]{2,8}\d{0,6}(?:/[TZ])?[ \u3000]{0,2}\d{1,6}(?:\.\d{1,3})?[—–-]{1,2}\d{4}(?!\d)[ \u3000]*"
)
_HAN = re.compile("[\u4e00-\u9fff]")
_CHAPTER = re.compile(rf"^[ \t\u3000#*\d.]*{alternation('document_titles', 'standard-chapter')}", re.MULTILINE)
_LENGTH = 20_000
"""The part of a standard that has its first chapters, in code points."""


def title_of_standard(text: str, lines: Sequence[str]) -> str | None:
    r"""Returns the title of a standard; ``None`` for another document.

    Args:
        text: The source's text, which has chapters of normative references or terms.
        lines: Its first lines that may be titles. The title is behind the number of the standard, or below it.

    >>> text = "DB99/T 18—2031\n渡口建设规范\n2 规范性引用文件\n"
    >>> title_of_standard(text, ["DB99/T 18—2031", "渡口建设规范"])
    '渡口建设规范'
    """
    numbers = ((index, found) for index, line in enumerate(lines) if (found := _NUMBER.match(line)))
    index, number = next(numbers, (0, None))
    if not number or not _CHAPTER.search(text, 0, _LENGTH):
        return None
    rest = lines[index][number.end() :]
    return next((line for line in (rest, *lines[index + 1 :]) if _HAN.search(line)), None)
