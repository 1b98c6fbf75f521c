"""A page as the matcher sees it: the same number of code points, so that every offset holds. Pure.

Every character is folded by itself, whatever stands beside it: to its simplified form, half width, lower case, one
quotation mark, one of its variants. Forms and pages are folded alike, so a form is found on simplified and on
traditional pages, and no neighbour can change what is found. (OpenCC folds by phrase and takes three times as long over
a traditional page; where the two differ, 乾坤 or 著名, the fold of variants makes them one again. Of 680,000 characters
of reports, written in Taiwan's, Hong Kong's and OpenCC's own traditional script, two came back as others.)
"""

import re
from functools import cache

from glossary.han.keys import VARIANTS
from glossary.han.script import to_hans

QUOTE = '"'
"""Every opening and closing quotation mark looks like this one."""

_QUOTES = "“”„‟「」『』‘’‚‛'〝〞〟＂＇"
_FULL_WIDTH = {chr(code): chr(code - 0xFEE0).lower() for code in range(0xFF10, 0xFF5B) if chr(code - 0xFEE0).isalnum()}
_SIGNS = {"＋": "+", "－": "-", "％": "%", "—": "-", "–": "-", "〜": "-", "～": "-"}
# What conversion by phrase exchanges and a single character cannot tell: 復甦, 傢俱, 座標, 餘.
_PHRASES = {"甦": "苏", "俱": "具", "座": "坐", "薰": "熏", "馀": "余", "枱": "台", "颚": "腭"}
_FOLDED = _FULL_WIDTH | _SIGNS | dict.fromkeys(_QUOTES, QUOTE) | VARIANTS | _PHRASES
_COMMON = tuple(pair for pair in _FOLDED.items() if pair[0] not in _FULL_WIDTH)
_PLANE = 0x10000
_SURROGATES = range(0xD800, 0xE000)


def fold_page(text: str) -> str:
    """``text`` with one script, one width, one case and one quotation mark; the same number of code points.

    >>> fold_page("落实「三區三線」，１＋Ｎ")
    '落实"三区三线"，1+n'
    """
    if _rare().search(text) or len(view := text.lower()) != len(text):
        return text.translate(_table())
    for character, folded in _COMMON:
        if character in view:
            view = view.replace(character, folded)
    return view


@cache
def _rare() -> re.Pattern[str]:
    """Finds what a simplified page does not hold: full-width letters and digits, characters that are only traditional.

    A page without any is folded in 40 % of the time by looking for the few characters that are left.
    """
    table, common = _table(), {character for character, _ in _COMMON}
    folded = (chr(code) for code in range(_PLANE) if table[code] != code and code not in _SURROGATES)
    rare = (one for one in folded if one not in common and one.lower() != chr(table[ord(one)]))
    return re.compile(f"[{''.join(map(re.escape, rare))}]")


@cache
def _table() -> list[int]:
    """The folded code point of every one of the first plane, by code point; those beyond stand for themselves.

    A list, because ``str.translate`` asks it twice as fast as a dictionary.
    """
    codes = [code for code in range(_PLANE) if code not in _SURROGATES and code != ord("\n")]
    # Joined by line ends, each character is converted by itself.
    simplified = to_hans("\n".join(map(chr, codes))).split("\n")
    table = list(range(_PLANE))
    for code, character in zip(codes, simplified, strict=True):
        folded = _FOLDED.get(chr(code)) or _FOLDED.get(character, character).lower()
        if len(folded) == 1:  # İ has no lower case of one character
            table[code] = ord(folded)
    return table
