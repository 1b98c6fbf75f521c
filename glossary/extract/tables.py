"""A glossary section set as a table, a row an entry. Pure."""

import re
from collections.abc import Iterator, Sequence

from glossary.extract.drafts import Draft, Zone
from glossary.extract.separators import Split

_ROW = re.compile(r"\|[^\n]*\|[ \t]*$")
_CELL = re.compile(r"[^|\n]+")
_NUMBER = re.compile(r"\d{1,3}$")
_RULE = re.compile(r"[|:\s-]+$")
_CAPTION = re.compile(r"序号|编号|名词|词语|术语|用语|名称|解释|释义|说明|含义|内容|注释")


def split_table(zone: Zone) -> list[Draft]:
    """The entries of a zone that is a table of (number,) head and definition; empty where most of it is none."""
    lines = zone.content_lines()
    rows = [line for line in lines if _ROW.match(zone.text, *line)]
    if not rows or 2 * len(rows) < len(lines):
        return []
    return [draft for row in rows for draft in _entry(zone.text, row)]


def _entry(text: str, row: tuple[int, int]) -> Iterator[Draft]:
    cells = [_trimmed(text, *cell.span()) for cell in _CELL.finditer(text, *row)]
    cells = [cell for cell in cells if cell[0] < cell[1]]
    if _RULE.match(text, *row) or len(cells) < 2 or _is_caption(text, cells):
        return
    number = text[slice(*cells[0])] if _NUMBER.match(text, *cells[0]) and len(cells) > 2 else None
    head, definition = cells[-2:] if number or len(cells) > 2 else cells[:2]
    split = Split(*head, definition[0], "cell", 5.0)
    yield Draft(split, definition[1], cells[0][0], number, int(number or 0), "cell", "table-row")


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    cell = text[start:end]
    return start + len(cell) - len(cell.lstrip()), start + len(cell.rstrip())


def _is_caption(text: str, cells: Sequence[tuple[int, int]]) -> bool:
    return all(len(text[slice(*cell)]) <= 6 and _CAPTION.search(text, *cell) for cell in cells)
