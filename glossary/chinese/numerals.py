"""Numerals in Chinese heads and slogans: their characters, their values, and which of them open a group.

Covers the base forms of numeral slogans (三区三线, 1+7+4, 多规合一), not numbers in general: dates, amounts and
fractions are out of scope.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from glossary.chinese.word_lists import alternation, in_both_scripts, list_words

ONE_TO_NINE = "一二三四五六七八九"
"""The Chinese digits without zero; this and the next three are for character classes."""
ONE_TO_TEN = f"{ONE_TO_NINE}十"
"""The numerals of short lists: 三、, 十二、, （二十）."""
ONE_TO_HUNDRED = f"{ONE_TO_TEN}百"
"""The numerals of long lists, and of congresses: 第一百二十条."""
YEAR_ZEROS = "〇○◯零0０OoＯｏΟО"
"""The zeros of years in Chinese, in all their shapes, and the letters in their place: 一九三○, 二O二三."""
YEAR_DIGITS = f"{YEAR_ZEROS}{ONE_TO_NINE}"
"""The digits of years in Chinese, for character classes: 二〇二四."""
DIGITS = {character: value for value, character in enumerate(f"零{ONE_TO_NINE}")}
TWO = "两双兩雙"
"""Read as 2: 两不愁, 双碳, in both scripts."""
TWO_TO_NINE, THREE_TO_NINE = ONE_TO_NINE[1:], ONE_TO_NINE[2:]
PAIR = TWO[:2]
"""两 and 双, in simplified script."""
COUNTING = f"{ONE_TO_TEN}{PAIR}"
"""The numerals of slogans in simplified script, for a character class."""
SEVERAL = COUNTING[1:]
"""The numerals from 二 on: they count several things."""
OPEN = "多N"
"""Placeholders for any number: 多规合一, 1+N."""

_UNFOLDED = "０１２３４５６７８９①②③④⑤⑥⑦⑧⑨⑩＋﹢ＮｎnＸｘ〇兩雙個項類種條張塊貳叁參"
_FOLDED = "0123456789123456789十++NNNXX零两双个项类种条张块二三三"
_FOLD = dict(zip(_UNFOLDED, _FOLDED, strict=True))
# A regex with few replacements is five times faster on a report than str.translate.
_FOLDABLE = re.compile(f"[{_UNFOLDED}]")


def normalize_numerals(form: str) -> str:
    """``form`` with one spelling each for digits, plus signs, placeholders and measure words; keeps the length.

    >>> normalize_numerals("１＋ｎ"), normalize_numerals("③區③線"), normalize_numerals("兩個維護")
    ('1+N', '3區3線', '两个維護')
    """
    return _FOLDABLE.sub(lambda found: _FOLD[found[0]], form)


_AS_LIANG = str.maketrans("二双", "两两")


def unify_twos(key: str) -> str:
    """``key`` with one character for two: 双轮驱动 and 二轮驱动 are spellings of 两轮驱动.

    >>> unify_twos("双轮驱动")
    '两轮驱动'
    """
    return key.translate(_AS_LIANG)


class Numeral(NamedTuple):
    """A numeral that opens a group.

    Attributes:
        start: Start offset in the base form, in code points.
        end: End offset of the numeral, where the shared part (with any measure word) begins.
        value: The number of members it promises, ``None`` for 多 and N.
    """

    start: int
    end: int
    value: int | None


_NUMBER = re.compile(
    rf"(?<![A-Za-z0-9.×])[0-9]{{1,9}}(?![A-Za-z0-9.×万亿])|[{ONE_TO_NINE}]?十[{ONE_TO_NINE}]?"
    rf"|[{ONE_TO_NINE}{TWO[:2]}多]|(?<![A-Za-z])N(?![A-Za-z])"
)
_PERIOD = re.compile(
    rf"(?:十[{ONE_TO_NINE}]|[一二六七八九])五{alternation('words_around_numerals', 'programme-of-period')}?$"
)
_MAGNITUDE = re.compile("[十百千万亿]{2,}.{0,4}")
_ADDEND = re.compile("[0-9]+|[NX]")
_SUM = re.compile(r"(?:[0-9]{1,9}|N)(?:\+(?:[0-9]{1,9}|N|X))+")
_CODE = re.compile(
    rf"(?:[{ONE_TO_NINE}]{{2,8}}|[1-9][0-9]{{2,7}})(?![{ONE_TO_NINE}0-9十百千万亿年月日米元强號号期级+%个])"
)
# Numbers that do not count members: durations, ordinals, ranks, grades, lists of the strongest (500强).
_UNIT = re.compile(
    rf"{alternation('words_around_numerals', 'counts-no-members')}|[%％]|(?<=[0-9])[强強]"
    rf"|[百千万亿萬億]?{alternation('words_around_numerals', 'amount')}"
)


def _characters(role: str) -> frozenset[str]:
    """Returns the single characters of ``words_around_numerals`` with a role, in every script."""
    return frozenset("".join(map(in_both_scripts, list_words("words_around_numerals", role))))


_BEFORE_NO_COUNT = _characters("not-before-count")
# 一 ends a word here (统一, 合一, 唯一). Exceptions: in 清单一 the word is 清单, and 十进一出 does not contain 进一步.
_CLOSED_ONE = re.compile(f"{alternation('words_around_numerals', 'ends-in-one')}|.一流(?!程)")
_AFTER_MEASURE = _characters("between-numerals")
_FIXED_ONE = _characters("one-in-word")
_NO_MANY = _characters("many-in-word")
# Units over which 一X一Y distributes (每村一策): it counts nothing.
_DISTRIBUTIVE = re.compile(
    rf"一[{''.join(sorted(_characters('each-has-one')))}](?:[（(].{{1,4}}[)）])?[、，]?一[^一]{{1,6}}$"
)


@lru_cache(maxsize=20_000)
def find_numerals(core: str) -> tuple[Numeral, ...]:
    """The numerals of ``core`` that open a group, in order, with offsets into ``core``.

    Not counted: ordinals (第一), 一 in 统一, 合一, 三位一体 and 六个一, distributive 一X一Y (一村一策), a lone 一,
    magnitudes (十百千, 双百 counts 2), periods (十四五), durations (三年行动), ranks (500强).

    >>> [numeral.value for numeral in find_numerals("三清一改")]
    [3, 1]
    """
    folded = normalize_numerals(core).replace("萬", "万").replace("億", "亿")
    if _PERIOD.match(folded) or _MAGNITUDE.fullmatch(folded):
        return ()
    found = _in_sum(folded) or _in_code(folded) or _in_words(folded)
    values = [numeral.value for numeral in found]
    if values == [1] or (set(values) == {1} and _DISTRIBUTIVE.match(folded)):
        return ()
    return tuple(found)


def signature(core: str) -> tuple[int | None, ...]:
    """The number of members that each group of ``core`` promises, ``None`` for an open number.

    >>> signature("三区三线"), signature("1+7+4"), signature("631"), signature("多规合一"), signature("一村一策")
    ((3, 3), (1, 7, 4), (6, 3, 1), (None,), ())
    """
    return tuple(numeral.value for numeral in find_numerals(core))


def year_of(number: str) -> int | None:
    """The year that four figures name, Arabic or Chinese; ``None`` for anything else.

    >>> year_of("２０２３"), year_of("二〇二三"), year_of("二O二三"), year_of("十五")
    (2023, 2023, 2023, None)
    """
    digits = re.sub(f"[{YEAR_ZEROS}]", "零", number)
    if len(digits) != 4 or number.isdecimal():
        return int(number) if number.isdecimal() and len(number) == 4 else None
    return int("".join(str(DIGITS[digit]) for digit in digits)) if set(digits) <= DIGITS.keys() else None


def value_of(number: str) -> int | None:
    """The value of one numeral: ``三`` 3, ``十四`` 14, ``双`` 2, ``12`` 12; ``None`` for 多, N and anything else.

    >>> value_of("十四"), value_of("二十"), value_of("兩"), value_of("12"), value_of("多")
    (14, 20, 2, 12, None)
    """
    if number in _ONE_CHARACTER:
        return _ONE_CHARACTER[number]
    if number.isdecimal() and len(number) < 10:
        return int(number)
    tens, ten, units = number.partition("十")
    return DIGITS.get(tens, 1) * 10 + DIGITS.get(units, 0) if ten else None


_ONE_CHARACTER = DIGITS | dict.fromkeys(TWO, 2) | {"十": 10}
"""The values of the numerals of one character, which nearly all are."""


def _in_sum(core: str) -> list[Numeral]:
    found = _SUM.search(core)
    if not found:
        return []
    parts = _ADDEND.finditer(found[0])
    return [Numeral(found.start() + part.start(), found.start() + part.end(), value_of(part[0])) for part in parts]


def _in_code(core: str) -> list[Numeral]:
    """Digits read one by one: 1354, 一三四七, 135工程."""
    found = _CODE.match(core)
    if not found or "0" in found[0]:  # 110 is a telephone number, 49100 an amount
        return []
    return [Numeral(at, at + 1, value_of(digit)) for at, digit in enumerate(found[0])]


def _in_words(core: str) -> list[Numeral]:
    return [
        Numeral(found.start(), found.end(), value_of(found[0]))
        for found in _NUMBER.finditer(core)
        if _opens_group(core, found)
    ]


def _opens_group(core: str, found: re.Match[str]) -> bool:
    start, end = found.span()
    before, after = core[start - 1 : start], core[end : end + 1]
    if not after or before in _BEFORE_NO_COUNT or _follows_measure_word(core, found):
        return False
    if found[0] == "一":
        return not _is_fixed_one(core, found.start())
    if found[0] == "多":
        return not before or before in "、，" or _is_last_of_several(core, found.start())
    return not _UNIT.match(core, found.end())


def _follows_measure_word(core: str, found: re.Match[str]) -> bool:
    """True for 三 in 三个三 and 一 in 六个一批; not in 六大六小, 五大一深化, 一大四中, which count 大."""
    at = found.start()
    if at < 2 or core[at - 1] not in _AFTER_MEASURE or not _NUMBER.fullmatch(core[at - 2]):
        return False
    return not (core[at - 1] == "大" and (found.end() + 1 == len(core) or found[0] == "一"))


def _is_fixed_one(core: str, at: int) -> bool:
    if re.fullmatch(r"(?:一[^一]{1,3}){3,}", core):  # 一网一门一次
        return False
    return at > 0 and (_CLOSED_ONE.match(core, at - 1) is not None or core[at + 1] in _FIXED_ONE)


def _is_last_of_several(core: str, at: int) -> bool:
    """True for 多 in 一核多点 and 两港两点多区, not in 三多三少 and 一村多元."""
    return at >= 2 and core[at + 1] not in _NO_MANY and _NUMBER.fullmatch(core[at - 1]) is None


def number_pattern(value: int | None) -> str:
    """A regular expression for every printed form of ``value`` (up to 99), or of a placeholder for ``None``.

    >>> number_pattern(12), number_pattern(2), number_pattern(None)
    ('(?:12|十二)', '(?:2|两|二|双)', '[多NnXx]')
    """
    return "[多NnXx]" if value is None else f"(?:{'|'.join(number_forms(value))})"


@lru_cache(maxsize=128)
def number_forms(value: int | None) -> tuple[str, ...]:
    """Every printed form of ``value`` (up to 99), or of a placeholder for ``None``.

    >>> number_forms(12), number_forms(2)
    (('12', '十二'), ('2', '两', '二', '双'))
    """
    if value is None:
        return ("N", "X", "n", "x", "多")
    return tuple(sorted({str(value), _in_han(value)} | (set(PAIR) if value == 2 else set())))


def _in_han(value: int) -> str:
    digits = f"零{ONE_TO_NINE}"
    tens, units = divmod(value, 10)
    if tens == 0 or tens > 9:
        return digits[units] if tens == 0 else str(value)
    return (digits[tens] if tens > 1 else "") + "十" + (digits[units] if units else "")
