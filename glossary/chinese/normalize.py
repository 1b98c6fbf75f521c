"""Normalization of keys and of text; quotation marks, look-alike characters and zero-width characters. Pure.

* ``term_key`` returns the key that a written form is filed under: two forms with equal keys are the same form. It
  ignores script, width, quotes, separators, spaces and character variants. It keeps numerals, measure words, class
  nouns and ``+``. ``digit_key`` also ignores how numerals are written and is for look-up only. Cases:
  tests/chinese/test_term_key.py.
* ``half_width`` replaces full-width and compatibility forms one character at a time, so that offsets stay valid.
* ``normalize_text`` and ``normalize_form`` return the form that the slogan rules are written for. They keep the length,
  and therefore the offsets.
* ``normalize_page`` returns the form that the matcher compares pages with. It keeps the length, too.
"""

import re
import sys
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from importlib.resources import files

from glossary.chinese.numerals import normalize_numerals
from glossary.chinese.rule_triggers import can_apply
from glossary.chinese.script import CONVERTER_VERSION, MAX_KEPT, text_to_hans, to_hans

QUOTATION_MARKS = "“”„‟‘’‚‛«»‹›❛❜❝❞〝〞〟「」『』﹁﹂﹃﹄｢｣″‶′‵\"＂'＇"
"""Marks that open or close a quotation on Chinese pages. Primes are included because some keyboards have no others."""

_ZERO_WIDTH_RANGES = (
    *((0x00AD, 0x00AE), (0x034F, 0x0350), (0x061C, 0x061D), (0x115F, 0x1161), (0x17B4, 0x17B6), (0x180B, 0x180F)),
    *((0x200B, 0x2010), (0x202A, 0x202F), (0x2060, 0x2070), (0x3164, 0x3165), (0xFE00, 0xFE10), (0xFEFF, 0xFF00)),
    *((0xFFA0, 0xFFA1), (0xFFF9, 0xFFFD), (0x1D173, 0x1D17B), (0xE0000, 0xE1000)),
)
"""Half-open ranges: soft hyphens, joiners, direction marks, fillers, tags, places of objects, variation selectors."""
WITHOUT_WIDTH_CLASS = "".join(f"\\U{first:08x}-\\U{end - 1:08x}" for first, end in _ZERO_WIDTH_RANGES)
"""The zero-width ranges, written for use inside a regular-expression character class."""
UNPRINTED_CLASS = rf"\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f{WITHOUT_WIDTH_CLASS}\ue000-\ue5e4\ue5e6-\uf8ff"
"""What a reader does not see, for a character class: zero width, controls, private characters."""
_UNPRINTED = re.compile(f"[{UNPRINTED_CLASS}]+")
_GBK_BLANK = "\ue5e5"
"""A3A0, a blank of GBK, in texts of programs that convert it to a private character."""
_LOOKS_LIKE_ANOTHER = re.compile(f"[\u2e80-\u2fd5\uf900-\ufad9\ufe30\ufe50\ufe54\ufe55{_GBK_BLANK}]")


def is_blank(character: str) -> bool:
    """Whether a character is a blank of any width; line feeds do not count."""
    return character in "\t\v\f\r\x85\u2028\u2029" or unicodedata.category(character) == "Zs"


def usual_characters(text: str) -> str:
    """Replace radicals and compatibility forms with the characters that they look like; keeps the length.

    Fonts with a bad character map turn 三长 into 三⻓ and 大 into ⼤ in the text layer of a PDF. U+E5E5 is a blank.

    >>> usual_characters("三⻓"), usual_characters("五⼩⽔利"), usual_characters("三长")
    ('三长', '五小水利', '三长')
    """
    return text if text.isascii() else _LOOKS_LIKE_ANOTHER.sub(_usual, text)


def usual_text(text: str, source: str | None = None) -> str:
    """Like :func:`usual_characters`, for a whole text, which is rarely changed.

    Args:
        text: The text.
        source: The text that ``text`` is a part of, for callers whose source other rules have read already.
    """
    return usual_characters(text) if can_apply("look-alikes", text if source is None else source) else text


def without_invisible(text: str) -> str:
    r"""``text`` without direction marks, variation selectors, joiners, control and private characters.

    >>> without_invisible("\u202a三长\u202c"), without_invisible("三区\ufe00三线"), without_invisible("三\x7f\ufffc长")
    ('三长', '三区三线', '三长')
    """
    return _UNPRINTED.sub("", text)


def plain_form(form: str) -> str:
    r"""A written form as it looks on the page: invisible characters removed, look-alikes replaced.

    >>> plain_form("\u202a三⻓\u202c")
    '三长'
    """
    return usual_characters(without_invisible(form))


@cache
def look_alike_characters() -> dict[str, str]:
    """CJK radicals supplement characters and signs that NFKC reads otherwise, mapped to what they look like."""
    table = files("glossary.chinese") / "data" / "look_alike_characters.tsv"
    rows = (line.split("\t") for line in table.read_text("utf-8").splitlines()[1:])
    return {character: usual for character, usual, _ in rows}


def _usual(found: re.Match[str]) -> str:
    character = found[0]
    known = "\u3000" if character == _GBK_BLANK else look_alike_characters().get(character)
    if known:
        return known
    folded = unicodedata.normalize("NFKC", character)
    return folded if len(folded) == 1 else character


_RANGES = ((0x00A0, 0x00A1), (0x2000, 0x2460), (0x2500, 0x33FF), (0xF900, 0xFAFF), (0xFE10, 0xFE70), (0xFF01, 0xFFF0))


def _pairs() -> Iterator[tuple[int, str]]:
    for first, end in _RANGES:
        for code in range(first, end):
            folded = " " if chr(code).isspace() else unicodedata.normalize("NFKC", chr(code))
            if len(folded) == 1 and folded != chr(code):
                yield code, folded


_TABLE = dict(_pairs())
# A few str.replace calls plus one regex for the rest are ten times as fast on a report as str.translate.
_COMMON = tuple((wide, _TABLE[ord(wide)]) for wide in "，：；（）！？\u3000")
_WIDE = re.compile(f"[{''.join(map(re.escape, map(chr, _TABLE)))}]")


def half_width(text: str) -> str:
    """``text`` with single characters in NFKC and every blank as a space; the same number of code points.

    Keeps circled numbers, because they number members and notes.

    >>> half_width("４＋５：（甲）　①")
    '4+5:(甲) ①'
    """
    for wide, narrow in _COMMON:
        text = text.replace(wide, narrow)
    return _WIDE.sub(_narrow, text)


def _narrow(found: re.Match[str]) -> str:
    return _TABLE[ord(found[0])]


# ASCII, Han characters and Chinese punctuation, which NFKC keeps, and the wide signs that it replaces one by one.
_NFKC_BY_SIGN = re.compile("[\x00-\x7f\u2018-\u201d\u3000-\u3003\u3008-\u3011\u4e00-\u9fff，：；（）！？]*")


def nfkc(text: str) -> str:
    """``text`` in NFKC; in a fifth of the time for a line of usual characters.

    >>> nfkc("三微：（５个）"), nfkc("三微：甲")
    ('三微:(5个)', '三微:甲')
    """
    if text.isascii():
        return text
    if not _NFKC_BY_SIGN.fullmatch(text):
        return unicodedata.normalize("NFKC", text)
    for wide, narrow in _COMMON:
        text = text.replace(wide, narrow)
    return text


KEY_VERSION = f"k3/{CONVERTER_VERSION}"
"""Version of the key rules and of the script converter. Stored keys are rebuilt when it changes."""

QUOTES = QUOTATION_MARKS + "《》〈〉【】〔〕〖〗⟨⟩⟪⟫`´"
NO_QUOTES = dict.fromkeys(map(ord, QUOTES))
"""For ``str.translate``: removes quotation marks and title marks."""
SEPARATORS = "、,;:·・•‧∙?!。…|/"
DASHES = "—–―‒‐-~〜─"

# Variants that t2s leaves alone or converts only within some phrases, although simplified usage has one character. With
# this table, all of 101,219 phrases returned to their key from s2t, s2tw and s2hk.
_VARIANTS = (
    "著着 衞卫 乾干 瞭了 夥伙 藉借 徵征 揹背 像象 伕夫 濬浚 於于 痺痹 敍叙 麽么 幺么 両两 帳账 帐账 畫画 劃划 "
    "衹只 祗只 甯宁 戸户 効效 靑青 淸清 旣既 卽即 呉吴 産产 鬪斗 覆复 枱台 〇零 ○零 ◯零"
)
# t2s distinguishes 画 from 计划: it converts 計畫 as a phrase, and 畫 alone means a picture, so 畫 becomes 画.
VARIANTS = {pair[0]: pair[1] for pair in _VARIANTS.split()}
"""Character variants that OpenCC keeps distinct, each mapped to the character used in keys."""
_FOLD = str.maketrans(VARIANTS)
_FILLERS = "\u115f\u1160\u3164\uffa0"  # Unicode classifies them as letters, but they are invisible
_PUNCTUATION = str.maketrans({**dict.fromkeys(QUOTES + SEPARATORS + _FILLERS, ""), **dict.fromkeys(DASHES, "-")})
_TO_DIGITS = str.maketrans("零一二两俩三四五六七八九", "012223456789")
_DOT = re.compile(r"(?<!\d)\.|\.(?!\d)")
_DROPPED = frozenset(("Cc", "Cf", "Mn"))


def term_key(form: str) -> str:
    """Return the key of a written form.

    Steps, in order: replace look-alikes; apply NFKC; fold case; remove control, zero-width and combining characters and
    white space; unify dashes; remove quotes, title marks and separators; remove full stops except between digits;
    convert to simplified script with OpenCC; replace the remaining variants. The key of a key is the key itself.

    >>> term_key("「三區三線」"), term_key("“１＋７＋４”"), term_key("雙隨機，一公開")
    ('三区三线', '1+7+4', '双随机一公开')
    """
    if form.isalnum() and form.isascii():
        return form.casefold()
    return _cached_term_key(form) if len(form) <= _MAX_CACHED else _term_key(form)


_PLAIN = re.compile("[!-~\u3001\u3002\u4e00-\u9fff\u2018-\u201d]*")
"""Characters that NFKC keeps and that are neither invisible nor white space: most forms have no others."""


def _term_key(form: str) -> str:
    if _PLAIN.fullmatch(form):
        return to_hans(_DOT.sub("", form.casefold().translate(_PUNCTUATION))).translate(_FOLD)
    # Case folding creates sequences that NFKC changes again (İ becomes i and a dot above), so NFKC runs twice.
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", usual_characters(form)).casefold())
    bare = _DOT.sub("", "".join(map(_kept, folded)).translate(_PUNCTUATION))
    return to_hans(bare).translate(_FOLD)


_MAX_CACHED = 40
"""Longest form, in code points, whose key is cached: base forms and heads recur, whole lines do not."""
_cached_term_key = lru_cache(maxsize=1 << 15)(_term_key)


def _kept(character: str) -> str:
    return "" if character.isspace() or unicodedata.category(character) in _DROPPED else character


def digit_key(form: str) -> str:
    """Return the key with single numerals as digits (两 and 二 alike, 十 百 千 kept).

    It finds candidates in look-up and never merges terms.

    >>> digit_key("6稳6保") == digit_key("六稳六保"), digit_key("十三五") == digit_key("135")
    (True, False)
    """
    return numerals_to_digits(term_key(form))


def numerals_to_digits(key: str) -> str:
    """Return the digit key of a string that is already a term key."""
    return key.translate(_TO_DIGITS)


@lru_cache(maxsize=1)
def normalize_text(text: str) -> str:
    """Return a whole text in simplified script with uniform numerals; keeps the length.

    One result is cached, because the slogan rules and the inline-definition rules both normalize the same text.

    >>> normalize_text("劃定“③區＋1”")
    '划定“3区+1”'
    """
    return normalize_numerals(text_to_hans(usual_text(text)))


@lru_cache(maxsize=20_000)
def normalize_form(form: str) -> str:
    """Normalize a base form or a head like :func:`normalize_text`. The cache is large because most of them recur."""
    return normalize_numerals(to_hans(usual_characters(form)))


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
_ZERO_WIDTH = re.compile(f"[{WITHOUT_WIDTH_CLASS}]")
_SELECTORS = re.compile("[\U000e0000-\U000e0fff]")
_SHORT = 100
"""Code points; for shorter texts ``str.translate`` is faster than a conversion to an array and back."""


def normalize_page(text: str) -> str:
    """Normalizes script, width, case, quotation marks and blanks; the number of code points does not change.

    Every character is normalized by itself, independent of its context: to its simplified form, half width, lower case,
    one quotation mark, one of its variants. Forms and pages are normalized alike, so a form is found on simplified and
    on traditional pages. (OpenCC converts by phrase and takes three times as long for a traditional page. Where the two
    differ, 乾坤 or 著名, the normalization of variants makes them equal. Of 680,000 characters of reports, written in
    Taiwan's, Hong Kong's and OpenCC's own traditional script, two came back as other characters.)

    >>> normalize_page("落实「三區三線」，１＋Ｎ")
    '落实"三区三线"，1+n'
    """
    return _known_page(text) if _SHORT <= len(text) <= MAX_KEPT else _normalize_page(text)


def _normalize_page(text: str) -> str:
    look_up = _native_look_up() if len(text) >= _SHORT else None
    if look_up is None:
        folded = text.translate(_table())
        return folded.translate(_BEYOND) if _SELECTORS.search(folded) else folded
    return look_up(text.encode("utf-32-le", "surrogatepass")).decode("utf-32-le", "surrogatepass")


_known_page = lru_cache(maxsize=2)(_normalize_page)
"""The last pages: one is searched for the forms of the dictionary and for those that it explains."""


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
    folded |= dict.fromkeys(_ZERO_WIDTH.findall("".join(characters)), WITHOUT_WIDTH)
    table = list(range(_PLANE))
    for one, other in folded.items():
        if len(other) == 1:  # İ has no lower case of one character
            table[ord(one)] = ord(other)
    return table
