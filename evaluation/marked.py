"""Parses marked texts: the annotations are in the text itself, so that offsets cannot go out of date.

``⟦x …⟧`` annotates a range with the tag ``x``; marks nest. ``⟦i2 …⟧`` is an item of the second group, and
``⟦e label|…⟧`` has a label. evaluation/README.md describes the tags.
"""

import re
from dataclasses import dataclass

_TOKEN = re.compile(r"⟦([a-z])(\d?) (?:([^|⟦⟧\n]{0,40})\|)?|⟧")


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked range ``[start, end)`` of the text without marks, in code points."""

    tag: str
    start: int
    end: int
    group: str = ""
    label: str = ""


def parse_marked(marked: str) -> tuple[str, tuple[Mark, ...]]:
    """Returns the text without its marks, and the marks in the order of their starts.

    Raises:
        ValueError: A mark is not closed, or closed twice.

    >>> parse_marked("1.⟦h 两库⟧：⟦d ⟦i 甲库⟧和⟦i 乙库⟧⟧")[0]
    '1.两库：甲库和乙库'
    """
    pieces: list[str] = []
    open_marks: list[Mark] = []
    closed: list[Mark] = []
    position, length = 0, 0
    for token in _TOKEN.finditer(marked):
        pieces.append(marked[position : token.start()])
        length += token.start() - position
        position = token.end()
        if token[1]:
            open_marks.append(Mark(token[1], length, length, token[2], token[3] or ""))
        elif open_marks:
            mark = open_marks.pop()
            closed.append(Mark(mark.tag, mark.start, length, mark.group, mark.label))
        else:
            raise ValueError(f"closed without being opened, at {token.start()}")
    if open_marks:
        raise ValueError(f"{len(open_marks)} marks are not closed")
    return "".join([*pieces, marked[position:]]), tuple(sorted(closed, key=lambda mark: (mark.start, -mark.end)))
