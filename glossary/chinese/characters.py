"""Quotation marks, look-alike characters and zero-width characters. Pure."""

import re
import unicodedata
from functools import cache
from importlib.resources import files

QUOTATION_MARKS = "“”„‟‘’‚‛«»‹›❛❜❝❞〝〞〟「」『』﹁﹂﹃﹄｢｣″‶′‵\"＂'＇"
"""Marks that open or close a quotation on Chinese pages. Primes are included because some keyboards have no others."""

_WITHOUT_WIDTH = (
    *((0x00AD, 0x00AE), (0x034F, 0x0350), (0x061C, 0x061D), (0x115F, 0x1161), (0x17B4, 0x17B6), (0x180B, 0x180F)),
    *((0x200B, 0x2010), (0x202A, 0x202F), (0x2060, 0x2070), (0x3164, 0x3165), (0xFE00, 0xFE10), (0xFEFF, 0xFF00)),
    *((0xFFA0, 0xFFA1), (0xFFF9, 0xFFFC), (0x1D173, 0x1D17B), (0xE0000, 0xE1000)),
)
"""Half-open ranges: soft hyphens, joiners, direction marks, fillers, tags and variation selectors."""
WITHOUT_WIDTH_CLASS = "".join(f"\\U{first:08x}-\\U{end - 1:08x}" for first, end in _WITHOUT_WIDTH)
"""The zero-width ranges, written for use inside a regular-expression character class."""
_INVISIBLE = re.compile(f"[{WITHOUT_WIDTH_CLASS}]+")
_LOOKS_LIKE_ANOTHER = re.compile("[\u2e80-\u2fd5\uf900-\ufad9]")


def is_blank(character: str) -> bool:
    """Whether a character is a blank of any width; line feeds do not count."""
    return character in "\t\v\f\r\x85\u2028\u2029" or unicodedata.category(character) == "Zs"


def usual_characters(text: str) -> str:
    """Replace radicals and compatibility forms with the characters that they look like; keeps the length.

    Fonts with a bad character map turn 三长 into 三⻓ and 大 into ⼤ in the text layer of a PDF.

    >>> usual_characters("三⻓"), usual_characters("五⼩⽔利"), usual_characters("三长")
    ('三长', '五小水利', '三长')
    """
    if text.isascii() or not _LOOKS_LIKE_ANOTHER.search(text):
        return text
    return _LOOKS_LIKE_ANOTHER.sub(_usual, text)


def without_invisible(text: str) -> str:
    r"""``text`` without zero-width characters: direction marks, variation selectors, joiners.

    >>> without_invisible("\u202a三长\u202c"), without_invisible("三区\ufe00三线")
    ('三长', '三区三线')
    """
    return text if text.isascii() else _INVISIBLE.sub("", text)


def plain_form(form: str) -> str:
    r"""A written form as it looks on the page: zero-width characters removed, look-alikes replaced.

    >>> plain_form("\u202a三⻓\u202c")
    '三长'
    """
    return usual_characters(without_invisible(form))


@cache
def look_alikes() -> dict[str, str]:
    """CJK radicals supplement characters, which NFKC leaves unchanged, mapped to the characters that they look like."""
    table = files("glossary.chinese") / "data" / "look_alikes.tsv"
    rows = (line.split("\t") for line in table.read_text("utf-8").splitlines()[1:])
    return {character: usual for character, usual, _ in rows}


def _usual(found: re.Match[str]) -> str:
    character = found[0]
    known = look_alikes().get(character)
    if known:
        return known
    folded = unicodedata.normalize("NFKC", character)
    return folded if len(folded) == 1 else character
