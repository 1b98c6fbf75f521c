"""Normalizes a page for the matcher without changing the number of code points, so that offsets stay valid. Pure.

Every character is normalized by itself, independent of its context: to its simplified form, half width, lower case, one
quotation mark, one of its variants. Forms and pages are normalized alike, so a form is found on simplified and on
traditional pages. (OpenCC converts by phrase and takes three times as long for a traditional page. Where the two
differ, 乾坤 or 著名, the normalization of variants makes them equal. Of 680,000 characters of reports, written in
Taiwan's, Hong Kong's and OpenCC's own traditional script, two came back as other characters.)
"""

import re
import sys
from collections.abc import Callable
from functools import cache

from glossary.chinese.normalize import QUOTATION_MARKS, VARIANTS, WITHOUT_WIDTH_CLASS, is_blank, usual_characters
from glossary.chinese.script import to_hans

QUOTE = '"'
"""Every opening and closing quotation mark is replaced by this one."""

_FULL_WIDTH = {chr(code): chr(code - 0xFEE0).lower() for code in range(0xFF10, 0xFF5B) if chr(code - 0xFEE0).isalnum()}
_SIGNS = {"＋": "+", "－": "-", "％": "%", "—": "-", "–": "-", "〜": "-", "～": "-"}
# Characters whose conversion depends on the phrase: 復甦, 傢俱, 座標, 餘.
_PHRASES = {"甦": "苏", "俱": "具", "座": "坐", "薰": "熏", "馀": "余", "枱": "台", "颚": "腭"}
BLANK, WITHOUT_WIDTH = " ", "\u200b"
"""Replacements of every blank within a line, and of every zero-width character."""
_FOLDED = _FULL_WIDTH | _SIGNS | dict.fromkeys(QUOTATION_MARKS, QUOTE) | VARIANTS | _PHRASES
_PLANE = 0x10000
_SURROGATES = range(0xD800, 0xE000)
_BEYOND = dict.fromkeys(range(0xE0000, 0xE1000), WITHOUT_WIDTH)
"""Tags and variation selectors, the only characters outside the BMP that are normalized."""
_INVISIBLE = re.compile(f"[{WITHOUT_WIDTH_CLASS}]")
_SELECTORS = re.compile("[\U000e0000-\U000e0fff]")
_SHORT = 100
"""Code points; for shorter texts ``str.translate`` is faster than a conversion to an array and back."""


def normalize_page(text: str) -> str:
    """Normalizes script, width, case, quotation marks and blanks; the number of code points does not change.

    >>> normalize_page("落实「三區三線」，１＋Ｎ")
    '落实"三区三线"，1+n'
    """
    look_up = _native_look_up() if len(text) >= _SHORT else None
    if look_up is None:
        folded = text.translate(_table())
        return folded.translate(_BEYOND) if _SELECTORS.search(folded) else folded
    return look_up(text.encode("utf-32-le", "surrogatepass")).decode("utf-32-le", "surrogatepass")


def folded_pairs() -> dict[str, str]:
    """Returns every character of the BMP that is normalized to another one, with that one.

    >>> folded_pairs()["區"], folded_pairs()["「"]
    ('区', '"')
    """
    return {chr(code): chr(folded) for code, folded in enumerate(_table()) if code != folded}


@cache
def _native_look_up() -> Callable[[bytes], bytes] | None:
    """Returns a look-up of UTF-32 in ``_table`` by numpy, 8 times as fast as ``str.translate``; ``None`` without numpy.

    numpy is imported here, because a command that normalizes a few forms must not wait for it.
    """
    try:
        import numpy as np
    except ImportError:  # an optional extra
        return None
    table = np.arange(sys.maxunicode + 1, dtype="<u4")
    table[:_PLANE] = _table()
    table[min(_BEYOND) : max(_BEYOND) + 1] = ord(WITHOUT_WIDTH)
    return lambda text: table.take(np.frombuffer(text, "<u4")).tobytes()


@cache
def _table() -> list[int]:
    """Returns the normalized code point of every code point of the BMP; other code points do not change.

    A list, because ``str.translate`` is twice as fast with it as with a dictionary.
    """
    characters = [chr(code) for code in range(_PLANE) if code not in _SURROGATES and code != ord("\n")]
    # Joined by line ends, each character is converted by itself.
    simplified = to_hans("\n".join(usual_characters("".join(characters)))).split("\n")
    folded = {one: _FOLDED.get(other, other).lower() for one, other in zip(characters, simplified, strict=True)}
    folded |= _FOLDED | {one: BLANK for one in characters if one.isspace() and is_blank(one)}
    folded |= dict.fromkeys(_INVISIBLE.findall("".join(characters)), WITHOUT_WIDTH)
    table = list(range(_PLANE))
    for one, other in folded.items():
        if len(other) == 1:  # İ has no lower case of one character
            table[ord(one)] = ord(other)
    return table
