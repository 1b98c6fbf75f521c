"""Reads tables of definitions without ruled lines: a column of terms, a column of 指, a column of meanings. Pure.

Prospectuses and annual reports print them as 释义. Tabs or bars separate the cells, or blanks align the columns. With
blanks, 指 is at the vertical middle of its row, and text of several lines continues above and below it.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from glossary.chinese.numerals import ONE_TO_TEN
from glossary.chinese.word_lists import simplified
from glossary.extraction.entries.headings import glossary_heading, is_page_artefact, is_part_heading
from glossary.model import Span

_MIN_ROWS = 3
_MAX_GAP = 8  # lines between two rows; a page header and a meaning of several lines fit in
_MAX_TERM_LENGTH = 80
_MAX_LEFT = 120
_LONE = re.compile(r"指(?![^\s|])(?<![^\s|]指)")
_CELLS = re.compile(r"([^\t|\n]*)(?:[\t|]|\n|$)")
_RULE = re.compile(r"[|:\s-]+")
_MAX_RAGGEDNESS = 4  # columns by which a full line may be shorter than the widest
_CHUNK = re.compile(r"\S+(?: \S+)*")
_CAPTION = re.compile(f"{simplified('heading_words', 'term-column')}$")
_BLANK_BETWEEN_HAN = re.compile(r"(?<![A-Za-z0-9])\s+|\s+(?![A-Za-z0-9])")


@dataclass(frozen=True, slots=True)
class TableRow:
    """A term and its meaning; positions in the source.

    Attributes:
        head: The term, its lines joined.
        definition: The meaning, its lines joined.
        heads: The single terms, where several share a meaning (公司、本公司); otherwise empty.
        head_span: The first line of the term.
        span: From the first to the last line of the meaning; lines of the term may lie in between.
    """

    head: str
    definition: str
    heads: tuple[str, ...]
    head_span: Span
    span: Span


@dataclass(frozen=True, slots=True)
class _VerbLine:
    """A line with a lone 指: the line's start, the position of 指, the line's end, and the text before 指."""

    start: int
    at: int
    end: int
    left: str


@dataclass(slots=True)
class _Line:
    start: int
    end: int
    left: list[tuple[int, int]] = field(default_factory=list)
    right: list[tuple[int, int]] = field(default_factory=list)
    is_row: bool = False
    is_blank: bool = False


_Take = Callable[[int, _Line, Sequence[_Line]], int]
"""Counts the lines after a row that belong to it, from the lines above the row, the row and the lines after it."""


def find_definition_tables(source: str) -> Iterator[list[TableRow]]:
    """Yields the rows of each table of definitions in ``source``, in printed order."""
    for cluster in _clusters(source, list(_find_verb_lines(source))):
        if _has_cells(cluster):
            found = list(_cell_rows(source, cluster))
        elif _has_single_cells(cluster):
            found = list(_single_cell_rows(source, cluster))
        elif _has_columns(cluster):
            found = list(_layout_rows(source, cluster))
        else:
            found = list(_plain_rows(source, cluster))
        if len(found) >= _MIN_ROWS:
            yield found


def _find_verb_lines(source: str) -> Iterator[_VerbLine]:
    """Yields the lines that contain a lone 指, each with the first one."""
    end = -1
    for found in _LONE.finditer(source):
        if found.start() < end:
            continue
        start = source.rfind("\n", 0, found.start()) + 1
        end = source.find("\n", found.end())
        end = len(source) if end < 0 else end
        if found.start() - start <= _MAX_LEFT:
            yield _VerbLine(start, found.start(), end, source[start : found.start()])


def _clusters(source: str, rows: Sequence[_VerbLine]) -> Iterator[list[_VerbLine]]:
    cluster: list[_VerbLine] = []
    for row in rows:
        if cluster and source.count("\n", cluster[-1].end, row.start) > _MAX_GAP:
            if len(cluster) >= _MIN_ROWS:
                yield cluster
            cluster = []
        cluster.append(row)
    if len(cluster) >= _MIN_ROWS:
        yield cluster


def _has_cells(cluster: Sequence[_VerbLine]) -> bool:
    return 2 * sum("\t" in row.left or "|" in row.left for row in cluster) > len(cluster)


def _has_single_cells(cluster: Sequence[_VerbLine]) -> bool:
    """Whether every cell is a line of its own, so that 指 is alone on its line."""
    return all(not row.left.strip() for row in cluster)


def _single_cell_rows(source: str, cluster: Sequence[_VerbLine]) -> Iterator[TableRow]:
    """Yields the rows of a table with one cell a line: the line above 指 is the term, the lines below the meaning."""
    cells = [_trim(source, *found.span()) for found in re.finditer(r"[^\n]*\S[^\n]*", source)]
    verbs = [
        index
        for index, cell in enumerate(cells)
        if cluster[0].start <= cell[0] <= cluster[-1].end and source[slice(*cell)] == "指"
    ]
    for verb, following in zip(verbs, [*verbs[1:], verbs[-1] + 3], strict=True):
        meaning = cells[verb + 1 : following - 1]
        if verb and meaning:
            yield from _table_row(source, [cells[verb - 1]], meaning)


_WIDE = re.compile(r"(?:^|\s{2})$")


def _has_columns(cluster: Sequence[_VerbLine]) -> bool:
    """Whether most rows keep their columns: two blanks before 指, and 指 in the same column."""
    wide = sum(_WIDE.search(row.left) is not None for row in cluster)
    return 2 * wide > len(cluster) and 2 * _column(cluster)[0] > len(cluster)


def _plain_rows(source: str, cluster: Sequence[_VerbLine]) -> Iterator[TableRow]:
    """Yields the rows of a table that lost its columns: 公司、本公司 指 河口股份有限公司.

    The meaning goes on in the next line after a line that is as long as the longest meaning.
    """
    lines = _lines(source, cluster, _add_plain)
    width = max((_width(source, line.right) for line in lines if line.is_row), default=0)
    after_full = False
    for line in lines:
        if not (line.is_row or after_full):
            line.is_blank, line.right = True, []
        elif not line.right:
            continue
        after_full = _width(source, line.right) >= width - _MAX_RAGGEDNESS
    return _rows(source, lines, lambda _above, row, between: _count_while_full(source, row, between, width))


_DIVISION = re.compile(rf"\s*第[{ONE_TO_TEN}]{{1,3}}{simplified('heading_words', 'division')}")


def _add_plain(line: _Line, text: str) -> bool:
    """Adds what is before and behind 指; returns false for a caption such as 二、专业术语."""
    verb = _LONE.search(text) if line.is_row else None
    if line.is_row and verb:
        parts = (_trim(text, 0, verb.start()), _trim(text, verb.end(), len(text)))
    elif is_part_heading(text.strip()) or _DIVISION.match(text):
        return False
    else:
        parts = ((0, 0), _trim(text, 0, len(text)))
    for side, (start, end) in zip((line.left, line.right), parts, strict=True):
        if start < end:
            side.append((line.start + start, line.start + end))
    return True


def _cell_rows(source: str, cluster: Sequence[_VerbLine]) -> Iterator[TableRow]:
    """Yields the rows of a table with delimited cells; a line without 指 continues the row above or below it."""
    lines = _lines(source, cluster, _add_cells)
    width = max((_width(source, line.right) for line in lines if line.is_row), default=0)
    return _rows(source, lines, lambda _above, row, between: _count_while_full(source, row, between, width))


def _count_while_full(source: str, row: _Line, between: Sequence[_Line], width: int) -> int:
    """Counts the lines after ``row`` that continue its meaning: each follows a line that fills the column."""
    taken, last = 0, row
    for line in between:
        ended = (
            not last.right
            or source[last.right[-1][1] - 1] in "。；"
            or _width(source, last.right) < width - _MAX_RAGGEDNESS
        )
        if line.is_blank or (last.right and ended):
            break
        taken, last = taken + 1, line
    return taken


def _width(source: str, pieces: Sequence[tuple[int, int]]) -> int:
    return sum(_columns(source[slice(*piece)], 2) for piece in pieces)


def _add_cells(line: _Line, text: str) -> bool:
    """Adds the cells of ``text`` to both sides of 指 in the second cell; returns false for a line without cells."""
    if ("\t" not in text and "|" not in text) or _RULE.fullmatch(text.strip()):
        return False
    if text.lstrip().startswith("|") and not line.is_row:
        return False  # a row of a Markdown table is one line; without 指 it names a group of terms
    begin = len(text) - len(text.lstrip(" |")) if "|" in text else 0
    cells = [_trim(text, *cell.span(1)) for cell in _CELLS.finditer(text, begin)]
    middle = next((index for index, cell in enumerate(cells) if text[slice(*cell)] == "指"), 1)
    for index, (start, end) in enumerate(cells):
        if start < end and index != middle:
            side = line.left if index < middle else line.right
            side.append((line.start + start, line.start + end))
    line.left = line.left[-1:]
    return True


def _trim(source: str, start: int, end: int) -> tuple[int, int]:
    cell = source[start:end]
    return start + len(cell) - len(cell.lstrip()), start + len(cell.rstrip())


def _table_row(source: str, left: Sequence[tuple[int, int]], right: Sequence[tuple[int, int]]) -> Iterator[TableRow]:
    head, definition = _joined(source, left), _joined(source, right)
    if not head or not definition or len(head) > _MAX_TERM_LENGTH or _CAPTION.match(head):
        return
    yield TableRow(head, definition, _terms(head), Span(*left[0]), Span(right[0][0], right[-1][1]))


_JOINT = re.compile(r"[、/](?![^（(《]*[）)》])")


def _terms(head: str) -> tuple[str, ...]:
    terms = tuple(term for term in _JOINT.split(head) if term)
    return terms if len(terms) > 1 else ()


def _joined(source: str, pieces: Sequence[tuple[int, int]]) -> str:
    return _BLANK_BETWEEN_HAN.sub("", " ".join(source[slice(*piece)] for piece in pieces)).strip()


def _layout_rows(source: str, cluster: Sequence[_VerbLine]) -> Iterator[TableRow]:
    """Yields the rows of a table whose columns are aligned with blanks; 指 is at the vertical middle of its row."""
    _, column, width = _column(cluster)
    lines = _lines(source, cluster, lambda line, text: _add_pieces(line, text, column, width))
    if _are_aligned_at_top(source, lines):
        return _rows(source, lines, lambda _above, _row, between: _count_to_blank(between))
    return _rows(source, lines, lambda above, _row, between: _count_as_above(above, between))


def _are_aligned_at_top(source: str, lines: Sequence[_Line]) -> bool:
    """Whether rows begin with the line of their 指: full lines have more text below, and no row has text above."""
    at = [index for index, line in enumerate(lines) if line.is_row]
    if _last_block(lines[: at[0]]) or not all(lines[index].left and lines[index].right for index in at):
        return False
    width = max(_width(source, lines[index].right) for index in at)
    goes_on = [
        index for index, following in pairwise([*at, len(lines)]) if _count_to_blank(lines[index + 1 : following])
    ]
    return bool(goes_on) and all(_width(source, lines[index].right) >= width - _MAX_RAGGEDNESS for index in goes_on[:1])


def _count_to_blank(between: Sequence[_Line]) -> int:
    return next((index for index, line in enumerate(between) if line.is_blank), len(between))


def _column(cluster: Sequence[_VerbLine]) -> tuple[int, int, int]:
    """Returns how many rows have 指 in the same column, that column, and how many columns a Han character takes."""
    choices = []
    for width in (1, 2):
        column, count = Counter(_columns(row.left, width) for row in cluster).most_common(1)[0]
        choices.append((count, column, width))
    return max(choices)


def _count_as_above(above: int, between: Sequence[_Line]) -> int:
    """Returns as many lines below 指 as there are above it; a blank line ends the row."""
    blank = next((index for index, line in enumerate(between) if line.is_blank), len(between))
    return blank if blank < len(between) and not above else min(above, blank)


def _rows(source: str, lines: Sequence[_Line], take: _Take) -> Iterator[TableRow]:
    at = [index for index, line in enumerate(lines) if line.is_row]
    before = _last_block(lines[: at[0]])
    for index, following in zip(at, [*at[1:], len(lines)], strict=True):
        between = lines[index + 1 : following]
        taken = take(len(before), lines[index], between)
        own = [*before, lines[index], *between[:taken]]
        left, right = ([piece for line in own for piece in getattr(line, side)] for side in ("left", "right"))
        if left and right:
            yield from _table_row(source, left, right)
        before = _last_block(between[taken:])


def _last_block(lines: Sequence[_Line]) -> list[_Line]:
    """Returns the lines at the end that no blank line separates from what follows."""
    block: list[_Line] = []
    for line in reversed(lines):
        if line.is_blank:
            break
        block.insert(0, line)
    return block


def _columns(text: str, width: int) -> int:
    return sum(width if ord(character) > 0x2E7F else 1 for character in text)


def _lines(source: str, cluster: Sequence[_VerbLine], add: Callable[[_Line, str], bool]) -> list[_Line]:
    """Returns the lines of the table with their text on both sides of 指; page artefacts and other lines are blank."""
    rows = {row.start for row in cluster}
    start = cluster[0].start
    for _ in range(4):
        start = source.rfind("\n", 0, max(0, start - 1)) + 1
    end = cluster[-1].end
    for _ in range(4):
        stop = source.find("\n", end + 1)
        end = len(source) if stop < 0 else stop
    lines = []
    artefacts = _page_artefacts(source)
    for found in re.finditer(r"[^\n]*(?:\n|$)", source[start:end]):
        line = _Line(start + found.start(), start + found.start() + len(found[0].rstrip("\n")))
        text = found[0]
        if not text.strip():
            line.is_blank = True
        elif line.start in rows:
            line.is_row = True
            add(line, text)
        elif _is_page_line(text, artefacts) or not add(line, text):
            line.is_blank, line.left, line.right = True, [], []
        lines.append(line)
    _place_wide_terms(source, lines, cluster)
    return lines


def _place_wide_terms(source: str, lines: Sequence[_Line], cluster: Sequence[_VerbLine]) -> None:
    """Puts a term wider than its column, on the line above its 指, into the row of that 指."""
    if _has_cells(cluster):
        return
    for line, row in pairwise(lines):
        start, end = _trim(source, line.start, line.end)
        is_term = line.is_blank and not line.left and 0 < end - start <= _MAX_TERM_LENGTH
        if is_term and row.is_row and not row.left and _CHUNK.fullmatch(source, start, end):
            line.is_blank, line.left = False, [(start, end)]


def _is_page_line(text: str, artefacts: frozenset[str]) -> bool:
    """Whether ``text`` is the heading of the table, a running header or footer, or a page number alone on its line."""
    line = text.strip()
    return (
        _without_digits(text) in artefacts
        or is_page_artefact(line)
        or is_part_heading(line)
        or glossary_heading(line) is not None
    )


def _without_digits(line: str) -> str:
    return re.sub(r"[\d\s]", "", line)


def _page_artefacts(source: str) -> frozenset[str]:
    counts = Counter(map(_without_digits, source.split("\n")))
    return frozenset(line for line, count in counts.items() if count > 2 and len(line) > 3)


def _add_pieces(line: _Line, text: str, column: int, width: int) -> bool:
    """Adds the pieces of ``text`` to their sides; returns whether none of them crosses the column of 指."""
    lone = _LONE.search(text) if line.is_row else None
    if lone:  # 指 may be off its column after a long term
        column = _columns(text[: lone.start()], width)
    for chunk in _CHUNK.finditer(text):
        begin = _columns(text[: chunk.start()], width)
        end = begin + _columns(chunk[0], width)
        if line.is_row and chunk[0] == "指" and begin == column:
            continue
        if begin < column < end - 1:
            return False
        (line.left if begin < column else line.right).append((line.start + chunk.start(), line.start + chunk.end()))
    return True
