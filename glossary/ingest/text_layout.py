"""Lays out tables, list numbers and note marks as plain text, the way Word and web pages print them. Pure.

A table row is a line with cells separated by tabs, unless the table only lays out text.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

_MAX_PARAGRAPHS = 8
"""A cell with more paragraphs holds running text, so that the table is a layout table."""
_MIN_COLUMNS = 2
"""Columns for head and definition; one more may be a category."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell.

    Attributes:
        paragraphs: Its non-empty lines.
        spans_rows: Whether it spans the rows below.
        width: The number of columns it spans.
    """

    paragraphs: tuple[str, ...]
    spans_rows: bool = False
    width: int = 1

    def text(self) -> str:
        """Its paragraphs and wrapped lines as one line."""
        return joined([line for paragraph in self.paragraphs for line in paragraph.split("\n")])


def table_lines(rows: Sequence[Sequence[Cell]]) -> Iterator[str]:
    r"""The lines of a table; a cell that spans rows (a category) becomes a separate line above them.

    Columns that are printed twice side by side are read one below the other.

    >>> list(table_lines([[Cell(("三区", "三线")), Cell(("指甲。", "指乙。"))], [Cell(("四上",)), Cell(("指丙。",))]]))
    ['三区三线\t指甲。指乙。', '四上\t指丙。']
    """
    rows = _parted(rows)
    filled = [[cell for cell in row if cell.paragraphs] for row in rows]
    filled = [row for row in filled if row]
    if _lays_out_text(filled):
        yield from (paragraph for row in filled for cell in row for paragraph in cell.paragraphs)
        return
    columns = max((sum(cell.width for cell in row) for row in rows), default=0)
    levels = max((_leading_spans(row) for row in filled), default=0) if columns > _MIN_COLUMNS else 0
    for row in filled:
        # Rows below a category that spans them lack its cell: 云帆有限, 指 and its meaning are three of four columns.
        missing = columns - sum(cell.width for cell in row)
        count = min(max(_leading_spans(row), levels - missing), len(row) - _MIN_COLUMNS) if levels else 0
        categories = list(takewhile(lambda cell: not cell.text().isdigit(), row[: max(count, 0)]))
        yield from (cell.text() for cell in categories)
        yield "\t".join(cell.text() for cell in row[len(categories) :])


def _leading_spans(row: Sequence[Cell]) -> int:
    """The number of cells at the beginning of a row that span the rows below: a category and those within it."""
    return sum(1 for _ in takewhile(lambda cell: cell.spans_rows, row))


def _parted(rows: Sequence[Sequence[Cell]]) -> Sequence[Sequence[Cell]]:
    """The rows of a table whose columns are printed twice side by side (名词 解释 名词 解释), one below the other."""
    names = [cell.text() for cell in rows[0]] if rows else []
    half, rest = divmod(len(names), 2)
    if rest or half < _MIN_COLUMNS or names[:half] != names[half:] or not all(names):
        return rows
    return [part for row in rows for part in (row[:half], row[half:])]


def _lays_out_text(rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether a table only lays out text: one row of several paragraphs, or a cell with too many paragraphs."""
    has_several = any(len(cell.paragraphs) > 1 for row in rows for cell in row)
    return has_several and (
        len(rows) == 1 or any(len(cell.paragraphs) > _MAX_PARAGRAPHS for row in rows for cell in row)
    )


def joined(lines: Sequence[str]) -> str:
    """Join lines; between Latin words, the line break becomes a space.

    >>> joined(["三区", "三线"]), joined(["5G", "network"])
    ('三区三线', '5G network')
    """
    text = ""
    for line in filter(None, map(str.strip, lines)):
        needs_space = text and text[-1].isascii() and text[-1].isalnum() and line[0].isascii() and line[0].isalnum()
        text += f" {line}" if needs_space else line
    return text


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
