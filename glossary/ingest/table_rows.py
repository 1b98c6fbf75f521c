"""Converts table rows to lines with cells separated by tabs, unless the table only lays out text. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

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

    >>> list(table_lines([[Cell(("三区", "三线")), Cell(("指甲。", "指乙。"))], [Cell(("四上",)), Cell(("指丙。",))]]))
    ['三区三线\t指甲。指乙。', '四上\t指丙。']
    """
    filled = [[cell for cell in row if cell.paragraphs] for row in rows]
    filled = [row for row in filled if row]
    if _lays_out_text(filled):
        yield from (paragraph for row in filled for cell in row for paragraph in cell.paragraphs)
        return
    columns = max((sum(cell.width for cell in row) for row in rows), default=0)
    has_categories = columns > _MIN_COLUMNS and any(row[0].spans_rows for row in filled)
    for row in filled:
        is_whole = len(row) > _MIN_COLUMNS and not row[0].text().isdigit()
        category, cells = (row[:1], row[1:]) if has_categories and is_whole else ([], row)
        yield from (cell.text() for cell in category)
        yield "\t".join(cell.text() for cell in cells)


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
