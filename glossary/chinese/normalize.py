"""Normalization of keys and of text. Pure.

* ``term_key`` returns the key that a written form is filed under: two forms with equal keys are the same form. It
  ignores script, width, quotes, separators, spaces and character variants. It keeps numerals, measure words, tail nouns
  and ``+``. ``digit_key`` also ignores how numerals are written and is for look-up only. Cases:
  tests/chinese/test_keys.py.
* ``half_width`` replaces full-width and compatibility forms one character at a time, so that offsets stay valid.
* ``normalize_text`` and ``normalize_form`` return the form that the slogan rules are written for. They keep the length,
  and therefore the offsets.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from glossary.chinese.characters import QUOTATION_MARKS, usual_characters
from glossary.chinese.numerals import normalize_numerals
from glossary.chinese.script import CONVERTER_VERSION, to_hans

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


KEY_VERSION = f"k3/{CONVERTER_VERSION}"
"""Version of the key rules and of the script converter. Stored keys are rebuilt when it changes."""

QUOTES = QUOTATION_MARKS + "《》〈〉【】〔〕〖〗⟨⟩⟪⟫`´"
SEPARATORS = "、,;:·・•‧∙?!。…|/"
DASHES = "—–―‒‐-~〜─"

# Variants that t2s leaves alone or converts only within some phrases, although simplified usage has one character. With
# this table, all of 101,219 phrases returned to their key from s2t, s2tw and s2hk.
_VARIANTS = (
    "著着 衞卫 乾干 瞭了 夥伙 藉借 徵征 揹背 像象 伕夫 濬浚 於于 痺痹 敍叙 麽么 幺么 両两 帳账 帐账 畫画 劃划 "
    "衹只 祗只 甯宁 戸户 効效 靑青 淸清 旣既 卽即 呉吴 産产 鬪斗 覆复 枱台 〇零 ○零 ◯零"
)
# t2s tells 画 from 计划: it converts 計畫 as a phrase, and 畫 alone means a picture, so 畫 becomes 画.
VARIANTS = {pair[0]: pair[1] for pair in _VARIANTS.split()}
"""Character variants that OpenCC keeps distinct, each mapped to the character used in keys."""
_FOLD = str.maketrans(VARIANTS)
_FILLERS = "\u115f\u1160\u3164\uffa0"  # Unicode classifies them as letters, but they are invisible
_PUNCTUATION = str.maketrans({**dict.fromkeys(QUOTES + SEPARATORS + _FILLERS, ""), **dict.fromkeys(DASHES, "-")})
_LOOSE = str.maketrans("零一二两俩三四五六七八九", "012223456789")
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


def _term_key(form: str) -> str:
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
    return loosen(term_key(form))


def loosen(key: str) -> str:
    """Return the digit key of a string that is already a term key."""
    return key.translate(_LOOSE)


@lru_cache(maxsize=1)
def normalize_text(text: str) -> str:
    """Return a whole text in simplified script with uniform numerals; keeps the length.

    One result is cached, because the slogan rules and the inline-definition rules both normalize the same text.

    >>> normalize_text("劃定“③區＋1”")
    '划定“3区+1”'
    """
    return normalize_numerals(to_hans(usual_characters(text)))


@lru_cache(maxsize=20_000)
def normalize_form(form: str) -> str:
    """Normalize a base form or a head like :func:`normalize_text`. The cache is large because most of them recur."""
    return normalize_numerals(to_hans(usual_characters(form)))
