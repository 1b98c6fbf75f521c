"""The automatic numbers of a Word document: printed on paper, but in no run of the text."""

from collections.abc import Callable
from dataclasses import dataclass, field

_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: where it starts, how it counts and what stands around the number (``%1、``)."""

    start: int = 1
    form: str = "decimal"
    text: str = "%1."


@dataclass(slots=True)
class Numbering:
    """The lists of one document and how far each has counted.

    Attributes:
        lists: The abstract list of each list in use.
        levels: The levels of each abstract list.
        starts: What a list in use says instead of its abstract list: (list, level) to start.
        styles: List and level of each paragraph style that numbers.
    """

    lists: dict[str, str] = field(default_factory=dict)
    levels: dict[tuple[str, int], Level] = field(default_factory=dict)
    starts: dict[tuple[str, int], int] = field(default_factory=dict)
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)
    _counts: dict[tuple[str, int], int] = field(default_factory=dict)
    _started: set[tuple[str, int]] = field(default_factory=set)

    def label(self, list_id: str, depth: int) -> str:
        """The number of the next paragraph of that list, as printed; nothing for bullets and unknown lists."""
        abstract = self.lists.get(list_id)
        level = self.levels.get((abstract or "", depth))
        if abstract is None or level is None:
            return ""
        self._count(abstract, list_id, depth, level)
        if level.form in {"bullet", "none"}:
            return ""
        label = level.text
        for each in range(depth + 1):
            above = self.levels.get((abstract, each), level)
            count = self._counts.get((abstract, each), above.start)
            label = label.replace(f"%{each + 1}", printed_number(count, above.form))
        return label if label[-1:] in "、．.)）】]:：" else f"{label} "

    def _count(self, abstract: str, list_id: str, depth: int, level: Level) -> None:
        key = (abstract, depth)
        own_start = self.starts.get((list_id, depth))
        if own_start is not None and (list_id, depth) not in self._started:
            self._counts[key] = own_start
        else:
            self._counts[key] = self._counts.get(key, level.start - 1) + 1
        self._started.add((list_id, depth))
        for deeper in [each for each in self._counts if each[0] == abstract and each[1] > depth]:
            del self._counts[deeper]


def printed_number(number: int, form: str) -> str:
    """``number`` in one of Word's number forms, decimal for those that reports do not use.

    >>> [printed_number(12, form) for form in ("chineseCounting", "decimalEnclosedCircle", "upperRoman", "ordinal")]
    ['十二', '⑫', 'XII', '12']
    """
    printer = _FORMS.get(form)
    return printer(number) if printer and 0 < number < 100 else str(number)


def _han(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = {0: "", 1: "十"}.get(tens, f"{_DIGITS[tens]}十")
    return head + (_DIGITS[ones] if ones else "")


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if number <= 20 else str(number)


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
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalFullWidth": _wide,
    "decimalZero": lambda number: f"{number:02}",
    "lowerLetter": _letter,
    "upperLetter": lambda number: _letter(number).upper(),
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperRoman": _roman,
}
