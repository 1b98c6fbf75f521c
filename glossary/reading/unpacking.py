"""A text with its slogans opened: in line, as footnotes. Pure."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Opened(NamedTuple):
    """A place in the text and what it says when opened; ``explanation`` is ``None`` where nobody explains it."""

    start: int
    end: int
    headword: str
    brief: str | None
    explanation: str | None


def open_inline(text: str, opened: Iterable[Opened]) -> str:
    """``text`` with the members or the definition in brackets behind each place.

    >>> open_inline("推进三农工作", [Opened(2, 4, "三农", "农业、农村、农民", None)])
    '推进三农（农业、农村、农民）工作'
    """
    pieces: list[str] = []
    written = 0
    for one in opened:
        if one.start < written or not (one.brief or one.explanation):
            continue
        end = one.end + (text[one.end : one.end + 1] in CLOSING)
        pieces += (text[written:end], f"（{one.brief or one.explanation}）")
        written = end
    return "".join((*pieces, text[written:]))


def open_footnotes(text: str, opened: Sequence[Opened]) -> str:
    """``text`` with a numbered mark at each place, the same number for the same explanation, and these below.

    >>> print(open_footnotes("推进三农工作", [Opened(2, 4, "三农", None, "农业、农村、农民。")]))
    推进三农[1]工作
    <BLANKLINE>
    [1] 三农：农业、农村、农民。
    """
    pieces: list[str] = []
    notes: dict[tuple[str, str], int] = {}
    written = 0
    for one in opened:
        explanation = one.explanation or one.brief
        if one.start < written or not explanation:
            continue
        number = notes.setdefault((one.headword, explanation), len(notes) + 1)
        end = one.end + (text[one.end : one.end + 1] in CLOSING)
        pieces += (text[written:end], f"[{number}]")
        written = end
    body = "".join((*pieces, text[written:]))
    if not notes:
        return body
    lines = (f"[{number}] {head}：{note}" for (head, note), number in notes.items())
    return f"{body.rstrip()}\n\n" + "\n".join(lines) + ("\n" if text.endswith("\n") else "")


CLOSING = frozenset('”’」』"')
"""A closing quotation mark directly behind a place goes before the brackets."""
