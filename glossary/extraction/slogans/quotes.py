"""Finds quotations in all the quotation marks that reports use, and the labels in them. Pure, linear time.

Labels are short quotations without page artefacts, footnote marks and blanks.
"""

import re
from dataclasses import dataclass
from typing import NamedTuple

from glossary.chinese.normalize import UNPRINTED_CLASS
from glossary.chinese.numerals import SEVERAL
from glossary.chinese.offsets import MARKDOWN_NOTE
from glossary.chinese.rule_triggers import can_apply

MAX_QUOTATION_LENGTH = 60
"""The maximum length of a quoted label; longer quotations are speech. Code points, without the quotes."""

PLAIN_QUOTATION = re.compile(f"“[^”]{{1,{MAX_QUOTATION_LENGTH}}}”")
"""A quotation in a text whose quotation marks are “ and ”, in turn."""

_OPENING = {
    "“": "”",
    "‘": "’",
    "「": "」",
    "『": "』",
    "﹁": "﹂",
    "﹃": "﹄",
    "〝": "〞",
    "«": "»",
    "‹": "›",
    "❝": "❞",
    "❛": "❜",
    "〖": "〗",
    "｢": "｣",
}
_CLOSING = {closing: opening for opening, closing in _OPENING.items()} | {"〟": "〝"}
_TYPEWRITER = "\"＂'″"
_ANY = "“”„‘’「」『』﹁﹂﹃﹄〝〞〟«»‹›❝❞❛❜‟′〖〗｢｣\"＂'″"
# A quotation mark, a blank line, or an apostrophe outside a word; usually a short quotation without any of these in it.
# The pattern begins with one character class, which the engine finds much faster than alternatives.
_MARK = re.compile(
    f"[{_ANY}\n](?:(?<=“)[^{_ANY}\n]{{1,{MAX_QUOTATION_LENGTH}}}+”|(?<=\n)[ \u3000]*\n"
    r"|(?<![\n'])|(?<=')(?:(?<![A-Za-z0-9].)|(?![A-Za-z0-9])))"
)
_MAX_DEPTH = 6


# ``三微'', ''三微'', `三微´ and ‘‘三微’’, as typewriters, TeX and editors print quotation marks.
_DOUBLED = re.compile(
    r"(?:``|''|´´)([^'`´\n]{1,60})(?:''|``|´´)|(?<![`´])[`´]([^'`´\n]{1,60})['´](?!['´])|‘‘([^‘’\n]{1,60})’’"
)


def with_usual_marks(text: str) -> str:
    r"""Returns ``text`` with “ and ” for doubled apostrophes, grave accents and single quotes; keeps the length.

    >>> with_usual_marks("推进''三微''改造").replace("\u200b", "")
    '推进“三微”改造'
    """
    if not can_apply("doubled-marks", text) or not any(mark in text for mark in ("''", "`", "´", "‘‘")):
        return text
    return _DOUBLED.sub(_usual_marks, text)


def _usual_marks(found: re.Match[str]) -> str:
    return f"“{found[2]}”" if found[2] else f"“\u200b{found[1] or found[3]}\u200b”"


Quotation = tuple[int, int, bool]
"""Where the opening mark is, where the closing mark ends, and whether there is another quotation between them.

Offsets in code points of the text. “产业升级、‘幸福荷塘’” contains another one.
"""


def find_quotations(text: str) -> list[Quotation]:
    """Returns the quotations of at most ``MAX_QUOTATION_LENGTH`` code points, ordered by their end; inner before outer.

    Typewriter quotes alternately open and close within a paragraph. A mark of the wrong direction, a common misprint
    (“四好“农村路), closes an open quotation nearby; otherwise it opens a new one. So does a closing mark that closes
    nothing (”三微”改造, from editors that know no pairs). A blank line discards all open quotations.

    >>> find_quotations("落实“双减”，抓好「六穩」")
    [(2, 6, False), (9, 13, False)]
    """
    found: list[Quotation] = []
    still_open: list[_Open] = []
    for mark in _MARK.finditer(text):
        start, end = mark.span()
        if still_open and still_open[-1].mark in _CLOSING and start - still_open[-1].at > _MISPRINT_DISTANCE:
            still_open.pop()
        if text[start] == "\n":
            still_open.clear()
        elif still_open and _is_reversed(text, still_open[-1], start):
            found.append((still_open.pop().at, start + 1, False))
            if end - start > 1:
                _read(text[end - 1], end - 1, still_open, found)
        elif end - start > 1 and not still_open:
            found.append((start, end, False))
        else:
            for at in (start, end - 1) if end - start > 1 else (start,):
                _read(text[at], at, still_open, found)
    return found


@dataclass(slots=True)
class _Open:
    mark: str
    at: int
    nested: bool = False


def _read(character: str, at: int, still_open: list[_Open], found: list[Quotation]) -> None:
    if _closes(character, at, still_open):
        _close(character, at, still_open, found)
    else:
        still_open.append(_Open(character, at))
        del still_open[:-_MAX_DEPTH]


def _closes(character: str, at: int, still_open: list[_Open]) -> bool:
    if character in _CLOSING:
        return True
    if character in _TYPEWRITER:
        return any(_are_paired(opened.mark, character) for opened in still_open)
    if character == "“" and still_open and still_open[-1].mark == "„":
        return True  # „三区三线“, as German and Czech keyboards print it
    # “四好“农村路: the same opening mark again, close by, is a closing mark of the wrong direction.
    return bool(still_open) and still_open[-1].mark == character and at - still_open[-1].at <= _MISPRINT_DISTANCE


_MISPRINT_DISTANCE = 9
# ”三微“ and ”三微": marks turned round, as some input methods and scans print them; between them a label that counts.
_REVERSED = re.compile(f'(?:”(?=[^“"]+[“"])|"(?=[^“"]+“))[{SEVERAL}][^\\W_]{{1,{_MISPRINT_DISTANCE - 2}}}[“"]')


def _is_reversed(text: str, opened: _Open, at: int) -> bool:
    """Whether the mark at ``at`` closes a label that begins with a mark of the wrong direction."""
    return opened.mark in '”"' and text[at] in '“"' and _REVERSED.fullmatch(text, opened.at, at + 1) is not None


def _close(character: str, at: int, still_open: list[_Open], found: list[Quotation]) -> None:
    opening = _CLOSING.get(character, character)
    level = len(still_open) - 1
    while level >= 0 and not (
        _are_paired(still_open[level].mark, opening) or still_open[level].mark == character in _CLOSING
    ):
        level -= 1
    if level < 0:
        still_open.append(_Open(character, at))  # ”三微”: the same closing mark again, close by, closes it
        return
    opened = still_open[level]
    del still_open[level:]
    if 1 < at - opened.at <= MAX_QUOTATION_LENGTH + 1:
        found.append((opened.at, at + 1, opened.nested))
        if still_open:
            still_open[-1].nested = True


def _are_paired(opened: str, opening: str) -> bool:
    """Whether two marks occur as a pair in print: “三公", 「六保』."""
    return opened == opening or any(opened in kind and opening in kind for kind in _MIXED_MARKS)


_MIXED_MARKS = ('“„"＂〝″❝‟', "「『﹁﹃｢")


_ARTEFACTS = re.compile(
    rf"\[bookmark:[^\]\n]{{0,60}}\]|[〔\[［【(（][0-9]{{1,3}}[)）】］\]〕]|[①-⑳]|{MARKDOWN_NOTE}"
    rf"|[\s*_`~{UNPRINTED_CLASS}]+|\\(?!\w)"
)
_QUOTES = str.maketrans("", "", f"{_ANY}《》")


class Label(NamedTuple):
    """A short quotation.

    Attributes:
        start: The opening mark, code points.
        end: After the closing mark.
        form: Its normalized text, without white space, footnote marks and artefacts.
        core: The pieces of text that ``form`` was made from.
        nested: Whether it contains another quotation.
    """

    start: int
    end: int
    form: str
    core: tuple[tuple[int, int], ...]
    nested: bool = False


def clean_label(form: str) -> str:
    """Returns ``form`` without white space, footnote marks, artefacts and quotes.

    >>> clean_label("“六张清单〔24〕”"), clean_label("三[bookmark: _GoBack]区 三线")
    ('六张清单', '三区三线')
    """
    return _ARTEFACTS.sub("", form).translate(_QUOTES)


def make_label(text: str, start: int, end: int, *, nested: bool) -> Label:
    """Returns the label between the quotes at ``start`` and before ``end``."""
    form = text[start + 1 : end - 1]
    if form.isalpha():  # most labels are; they contain nothing to remove
        return Label(start, end, form, ((start + 1, end - 1),), nested)
    core = pieces_of(text, start + 1, end - 1)
    return Label(start, end, "".join([text[first:last] for first, last in core]), core, nested)


def pieces_of(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """Returns the ranges of ``[start, end)`` without white space, footnote marks and artefacts."""
    if not _ARTEFACTS.search(text, start, end):
        return ((start, end),) if start < end else ()
    pieces, at = [], start
    for debris in _ARTEFACTS.finditer(text, start, end):
        pieces.append((at, debris.start()))
        at = debris.end()
    pieces.append((at, end))
    return tuple((first, last) for first, last in pieces if first < last)
