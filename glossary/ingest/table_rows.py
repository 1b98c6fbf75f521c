"""Rows of a table to lines, pure: a row is a line with its cells parted by tabs, unless the table lays out text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_MOST_PARAGRAPHS = 8
"""A cell with more holds a text; the table is there to lay it out."""
_LEAST_COLUMNS = 2
"""A head and its definition; one more may be a category."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell.

    Attributes:
        paragraphs: Its lines, none of them empty.
        spans_rows: Whether it goes on over the rows below.
        width: How many columns it takes.
    """

    paragraphs: tuple[str, ...]
    spans_rows: bool = False
    width: int = 1

    def text(self) -> str:
        """Its paragraphs and wrapped lines as one line."""
        return joined([line for paragraph in self.paragraphs for line in paragraph.split("\n")])


def table_lines(rows: Sequence[Sequence[Cell]]) -> Iterator[str]:
    r"""The lines of a table; a cell that spans rows (a category) stands on a line of its own above them.

    >>> list(table_lines([[Cell(("三区", "三线")), Cell(("指甲。", "指乙。"))], [Cell(("四上",)), Cell(("指丙。",))]]))
    ['三区三线\t指甲。指乙。', '四上\t指丙。']
    """
    filled = [[cell for cell in row if cell.paragraphs] for row in rows]
    filled = [row for row in filled if row]
    if _lays_out_text(filled):
        yield from (paragraph for row in filled for cell in row for paragraph in cell.paragraphs)
        return
    columns = max((sum(cell.width for cell in row) for row in rows), default=0)
    has_categories = columns > _LEAST_COLUMNS and any(row[0].spans_rows for row in filled)
    for row in filled:
        is_whole = len(row) > _LEAST_COLUMNS and not row[0].text().isdigit()
        category, cells = (row[:1], row[1:]) if has_categories and is_whole else ([], row)
        yield from (cell.text() for cell in category)
        yield "\t".join(cell.text() for cell in cells)


def _lays_out_text(rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether it is one row of several paragraphs, or a cell holds more than the cell of a list does."""
    has_several = any(len(cell.paragraphs) > 1 for row in rows for cell in row)
    return has_several and (
        len(rows) == 1 or any(len(cell.paragraphs) > _MOST_PARAGRAPHS for row in rows for cell in row)
    )


def joined(lines: Sequence[str]) -> str:
    """Lines as one; words in Latin letters keep the space that the line break was.

    >>> joined(["三区", "三线"]), joined(["5G", "network"])
    ('三区三线', '5G network')
    """
    text = ""
    for line in filter(None, map(str.strip, lines)):
        needs_space = text and text[-1].isascii() and text[-1].isalnum() and line[0].isascii() and line[0].isalnum()
        text += f" {line}" if needs_space else line
    return text
