"""The key under which a written form is filed: equal keys, same form.

Script, width, quotes, separators, spaces and character variants fold; numerals, measure words, tail nouns and
``+`` do not. The loose key folds numerals too and is for look-up only. Cases: tests/chinese/test_keys.py.

Full-width and compatibility forms in the usual ones, character by character, so that offsets survive. Pure.

Text in the one form that the rules for slogans are written for; lengths, and so offsets, stay. Pure.
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
# Few replacements and a search for the rest: ten times as fast on a report as str.translate.
_COMMON = tuple((wide, _TABLE[ord(wide)]) for wide in "，：；（）！？\u3000")
_WIDE = re.compile(f"[{''.join(map(re.escape, map(chr, _TABLE)))}]")


def half_width(text: str) -> str:
    """``text`` in NFKC as far as single characters go, every blank a space; the same number of code points.

    Circled numbers stay: they number members and notes.

    >>> half_width("４＋５：（甲）　①")
    '4+5:(甲) ①'
    """
    for wide, narrow in _COMMON:
        text = text.replace(wide, narrow)
    return _WIDE.sub(_narrow, text)


def _narrow(found: re.Match[str]) -> str:
    return _TABLE[ord(found[0])]


KEY_VERSION = f"k3/{CONVERTER_VERSION}"
"""Version of the folding and of the converter in it; stored keys are rebuilt when it changes."""

QUOTES = QUOTATION_MARKS + "《》〈〉【】〔〕〖〗⟨⟩⟪⟫`´"
SEPARATORS = "、,;:·・•‧∙?!。…|/"
DASHES = "—–―‒‐-~〜─"

# What t2s leaves, or converts only within some phrases, though it is one character in simplified usage. With this
# fold 101,219 phrases came back to their key from s2t, s2tw and s2hk without a miss.
_VARIANTS = (
    "著着 衞卫 乾干 瞭了 夥伙 藉借 徵征 揹背 像象 伕夫 濬浚 於于 痺痹 敍叙 麽么 幺么 両两 帳账 帐账 畫画 劃划 "
    "衹只 祗只 甯宁 戸户 効效 靑青 淸清 旣既 卽即 呉吴 産产 鬪斗 覆复 枱台 〇零 ○零 ◯零"
)
# t2s sees 画 and 计划 apart: 計畫 is turned by phrase, 畫 alone is a picture, so 畫 stays 画.
VARIANTS = {pair[0]: pair[1] for pair in _VARIANTS.split()}
"""Character variants that OpenCC leaves apart, each with the one it is filed under."""
_FOLD = str.maketrans(VARIANTS)
_FILLERS = "\u115f\u1160\u3164\uffa0"  # letters by their category, and nothing to see
_PUNCTUATION = str.maketrans({**dict.fromkeys(QUOTES + SEPARATORS + _FILLERS, ""), **dict.fromkeys(DASHES, "-")})
_LOOSE = str.maketrans("零一二两俩三四五六七八九", "012223456789")
_DOT = re.compile(r"(?<!\d)\.|\.(?!\d)")
_DROPPED = frozenset(("Cc", "Cf", "Mn"))


def term_key(form: str) -> str:
    """The key of a written form.

    Steps, in order: look-alikes as usual characters; NFKC; case folded; controls, zero-width, combining characters
    and white space out; dashes one; quotes, title marks and separators out; full stops out but between digits;
    simplified by OpenCC; left-over variants folded. The key of a key is the key itself.

    >>> term_key("「三區三線」"), term_key("“１＋７＋４”"), term_key("雙隨機，一公開")
    ('三区三线', '1+7+4', '双随机一公开')
    """
    if form.isalnum() and form.isascii():
        return form.casefold()
    return _cached_term_key(form) if len(form) <= _LONGEST_CACHED else _term_key(form)


def _term_key(form: str) -> str:
    # Folding the case makes what NFKC takes apart or drops (İ is i and a dot above), so it stands between two.
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", usual_characters(form)).casefold())
    bare = _DOT.sub("", "".join(map(_kept, folded)).translate(_PUNCTUATION))
    return to_hans(bare).translate(_FOLD)


_LONGEST_CACHED = 40
"""Code points of a form whose key is kept: cores, heads and tails come again and again, whole lines do not."""
_cached_term_key = lru_cache(maxsize=1 << 15)(_term_key)


def _kept(character: str) -> str:
    return "" if character.isspace() or unicodedata.category(character) in _DROPPED else character


def digit_key(form: str) -> str:
    """The key with single numerals as digits (两 and 二 alike, 十 百 千 kept): gives candidates, never merges.

    >>> digit_key("6稳6保") == digit_key("六稳六保"), digit_key("十三五") == digit_key("135")
    (True, False)
    """
    return loosen(term_key(form))


def loosen(key: str) -> str:
    """The loose key of what is a key already."""
    return key.translate(_LOOSE)


@lru_cache(maxsize=1)
def normalize_text(text: str) -> str:
    """A whole text in simplified script, numerals in one form; slogans and glosses ask for the same one in turn.

    >>> normalize_text("劃定“③區＋1”")
    '划定“3区+1”'
    """
    return normalize_numerals(to_hans(usual_characters(text)))


@lru_cache(maxsize=20_000)
def normalize_form(form: str) -> str:
    """The same for a core or a head; few of them are new."""
    return normalize_numerals(to_hans(usual_characters(form)))
