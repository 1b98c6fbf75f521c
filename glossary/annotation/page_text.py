"""A page as the matcher sees it: the same number of code points, so that every offset holds. Pure.

Every character is folded by itself, whatever stands beside it: to its simplified form, half width, lower case, one
quotation mark, one of its variants. Forms and pages are folded alike, so a form is found on simplified and on
traditional pages, and no neighbour can change what is found. (OpenCC folds by phrase and takes three times as long over
a traditional page; where the two differ, 乾坤 or 著名, the fold of variants makes them one again. Of 680,000 characters
of reports, written in Taiwan's, Hong Kong's and OpenCC's own traditional script, two came back as others.)
"""

import re
import sys
from collections.abc import Callable
from functools import cache

from glossary.chinese.characters import QUOTATION_MARKS, is_blank, is_without_width, usual_characters
from glossary.chinese.normalize import VARIANTS
from glossary.chinese.script import to_hans

QUOTE = '"'
"""Every opening and closing quotation mark looks like this one."""

_FULL_WIDTH = {chr(code): chr(code - 0xFEE0).lower() for code in range(0xFF10, 0xFF5B) if chr(code - 0xFEE0).isalnum()}
_SIGNS = {"＋": "+", "－": "-", "％": "%", "—": "-", "–": "-", "〜": "-", "～": "-"}
# What conversion by phrase exchanges and a single character cannot tell: 復甦, 傢俱, 座標, 餘.
_PHRASES = {"甦": "苏", "俱": "具", "座": "坐", "薰": "熏", "馀": "余", "枱": "台", "颚": "腭"}
BLANK, WITHOUT_WIDTH = " ", "\u200b"
"""Every blank within a line, and every character without width, looks like these."""
_FOLDED = _FULL_WIDTH | _SIGNS | dict.fromkeys(QUOTATION_MARKS, QUOTE) | VARIANTS | _PHRASES
_PLANE = 0x10000
_SURROGATES = range(0xD800, 0xE000)
_BEYOND = dict.fromkeys(range(0xE0000, 0xE1000), WITHOUT_WIDTH)
"""Tags and selectors of a variant, the only characters beyond the first plane that are folded."""
_SELECTORS = re.compile("[\U000e0000-\U000e0fff]")
_SHORT = 100
"""Code points; below, ``str.translate`` is quicker than the way into an array and back."""


def normalize_page(text: str) -> str:
    """``text`` with one script, one width, one case, one quotation mark, one blank; the same number of code points.

    >>> normalize_page("落实「三區三線」，１＋Ｎ")
    '落实"三区三线"，1+n'
    """
    look_up = _native_look_up() if len(text) >= _SHORT else None
    if look_up is None:
        folded = text.translate(_table())
        return folded.translate(_BEYOND) if _SELECTORS.search(folded) else folded
    return look_up(text.encode("utf-32-le", "surrogatepass")).decode("utf-32-le", "surrogatepass")


def folded_pairs() -> dict[str, str]:
    """Every character of the first plane that is folded to another one, with that one.

    >>> folded_pairs()["區"], folded_pairs()["「"]
    ('区', '"')
    """
    return {chr(code): chr(folded) for code, folded in enumerate(_table()) if code != folded}


@cache
def _native_look_up() -> Callable[[bytes], bytes] | None:
    """Looks UTF-32 up in ``_table`` with numpy, 8 times as fast as ``str.translate``; ``None`` where it is missing.

    Imported here, because a command that folds a few forms must not wait for it.
    """
    try:
        import numpy as np
    except ImportError:  # an optional extra
        return None
    table = np.arange(sys.maxunicode + 1, dtype="<u4")
    table[:_PLANE] = _table()
    table[min(_BEYOND) : max(_BEYOND) + 1] = ord(WITHOUT_WIDTH)
    return lambda text: table.take(np.frombuffer(text, "<u4")).tobytes()


def _unseen(code: int) -> str | None:
    if is_without_width(code):
        return WITHOUT_WIDTH
    return BLANK if is_blank(chr(code)) else None


@cache
def _table() -> list[int]:
    """The folded code point of every one of the first plane, by code point; those beyond stand for themselves.

    A list, because ``str.translate`` asks it twice as fast as a dictionary.
    """
    codes = [code for code in range(_PLANE) if code not in _SURROGATES and code != ord("\n")]
    # Joined by line ends, each character is converted by itself.
    simplified = to_hans("\n".join(usual_characters(chr(code)) for code in codes)).split("\n")
    table = list(range(_PLANE))
    for code, character in zip(codes, simplified, strict=True):
        folded = _unseen(code) or _FOLDED.get(chr(code)) or _FOLDED.get(character, character).lower()
        if len(folded) == 1:  # İ has no lower case of one character
            table[code] = ord(folded)
    return table
