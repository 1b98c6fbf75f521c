"""Formats list numbers and superscript note marks as plain text, the way Word and web pages print them. Pure."""

import re
from collections.abc import Callable

_DIGITS = "零一二三四五六七八九"


def printed_number(number: int, form: str) -> str:
    """``number`` in one of Word's number formats; decimal for formats that reports do not use.

    >>> [printed_number(12, form) for form in ("chineseCounting", "decimalEnclosedCircle", "upperRoman", "ordinal")]
    ['十二', '⑫', 'XII', '12']
    """
    printer = _FORMS.get(form)
    return printer(number) if printer and 0 < number < 100 else str(number)


def circled(number: int) -> str:
    """A circled number; in brackets beyond 50, the largest in Unicode.

    >>> circled(1), circled(21), circled(36), circled(51)
    ('①', '㉑', '㊱', '(51)')
    """
    for first, last, code in ((1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1)):
        if first <= number <= last:
            return chr(code + number - first)
    return f"({number})"


def _han(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = {0: "", 1: "十"}.get(tens, f"{_DIGITS[tens]}十")
    return head + (_DIGITS[ones] if ones else "")


def _legal(number: int) -> str:
    return _han(number).translate(str.maketrans("一二三四五六七八九十", "壹贰叁肆伍陆柒捌玖拾"))


def _of_row(first: int, count: int) -> Callable[[int], str]:
    """A formatter that uses ``count`` Unicode characters from ``first`` on, and decimal beyond them."""
    return lambda number: chr(first + number - 1) if number <= count else str(number)


def _of(characters: str) -> Callable[[int], str]:
    return lambda number: characters[number - 1] if number <= len(characters) else str(number)


def _letter(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _roman(number: int) -> str:
    tens = ("", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX", "XC")
    ones = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
    return tens[number // 10] + ones[number % 10]


def _wide(number: int) -> str:
    return str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９"))


_FORMS: dict[str, Callable[[int], str]] = {
    **dict.fromkeys(
        (
            "chineseCounting",
            "chineseCountingThousand",
            "ideographDigital",
            "japaneseCounting",
            "taiwaneseCounting",
            "taiwaneseCountingThousand",
        ),
        _han,
    ),
    "chineseLegalSimplified": _legal,
    "ideographLegalTraditional": _legal,
    "decimalEnclosedCircle": circled,
    "decimalEnclosedCircleChinese": circled,
    "decimalEnclosedParen": _of_row(0x2474, 20),
    "decimalEnclosedFullstop": _of_row(0x2488, 20),
    "ideographEnclosedCircle": _of_row(0x3280, 10),
    "ideographTraditional": _of("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _of("子丑寅卯辰巳午未申酉戌亥"),
    "decimalFullWidth": _wide,
    "decimalFullWidth2": _wide,
    "decimalZero": lambda number: f"{number:02}",
    "lowerLetter": _letter,
    "upperLetter": lambda number: _letter(number).upper(),
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperRoman": _roman,
}


_NUMBER = re.compile(r"\d{1,3}")
_RAISED = str.maketrans("0123456789+-n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ")


def note_marker(raised: str, before: str) -> str:
    """The plain text for the superscript ``raised``; ``before`` is the character in front of it.

    >>> note_marker("3", "线"), note_marker("[3]", "线"), note_marker("2", "m"), note_marker("①", "线")
    ('[3]', '[3]', '²', '①')
    """
    text = raised.strip()
    if not _NUMBER.fullmatch(text):
        return text
    is_exponent = before.isascii() and before.isalnum()
    return text.translate(_RAISED) if is_exponent else f"[{text}]"
