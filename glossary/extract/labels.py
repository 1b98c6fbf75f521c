"""Labels: short quoted stretches with what is printed around and inside them taken off. Pure."""

import re
from typing import NamedTuple

_DEBRIS = re.compile(
    r"\[bookmark:[^\]\n]{0,60}\]|[〔\[［【(（][0-9]{1,3}[)）】］\]〕]|[①-⑳]|\[\^[^\]\n]{1,9}\]|[\s\u3000\u200b\ufeff*_`~]+"
)
_QUOTES = str.maketrans("", "", "“”‘’\"＂'「」『』﹁﹂﹃﹄〝〞〟《》")


class Label(NamedTuple):
    """A short quoted stretch.

    Attributes:
        start: The opening mark, code points.
        end: Behind the closing mark.
        form: What it says, folded, without white space, footnote marks and artefacts.
        core: The pieces of text that ``form`` was made from.
        nested: Whether it holds another quotation.
    """

    start: int
    end: int
    form: str
    core: tuple[tuple[int, int], ...]
    nested: bool = False


def clean_label(form: str) -> str:
    """``form`` without white space, footnote marks, artefacts and quotes.

    >>> clean_label("“六张清单〔24〕”"), clean_label("三[bookmark: _GoBack]区 三线")
    ('六张清单', '三区三线')
    """
    return _DEBRIS.sub("", form).translate(_QUOTES)


def make_label(text: str, start: int, end: int, *, nested: bool) -> Label:
    """The label whose quotes stand at ``start`` and before ``end``."""
    form = text[start + 1 : end - 1]
    if form.isalpha():  # as most are; nothing in it can be debris
        return Label(start, end, form, ((start + 1, end - 1),), nested)
    core = pieces_of(text, start + 1, end - 1)
    return Label(start, end, "".join([text[first:last] for first, last in core]), core, nested)


def pieces_of(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """What is left of ``[start, end)`` without white space, footnote marks and artefacts, as stretches of ``text``."""
    if not _DEBRIS.search(text, start, end):
        return ((start, end),) if start < end else ()
    pieces, at = [], start
    for debris in _DEBRIS.finditer(text, start, end):
        pieces.append((at, debris.start()))
        at = debris.end()
    pieces.append((at, end))
    return tuple((first, last) for first, last in pieces if first < last)
