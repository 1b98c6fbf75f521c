"""Rows of tables and columns of text among printed lines, pure: by the rules of a page, else by its empty strips.

A table has no mark of its own in a PDF: its cells are pieces of lines that begin at the same places. A strip of the
page that no piece of a run of lines touches separates two columns; ruled boxes of a page define the rows.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import groupby, pairwise
from operator import itemgetter

from glossary.ingest.pdf.layout import Line, Page, Piece, joined_pieces
from glossary.ingest.text_layout import joined

_LEAST_ROWS = 3
"""Minimum number of lines separated by the same strip if no ruled line marks them as rows."""
_LEAST_RULED_ROWS = 2
_STRIP_EMS = 0.5
_FAR_EMS = 5
_PROSE_EMS = 12
"""Two columns of lines as wide as this are text set in columns, not heads and definitions."""
_SAME_POINTS = 3.0
_LEAST_RULE_POINTS = 100.0
_THIN_POINTS = 3.0
_MOST_LINES_OF_ROW = 60
_RULED_SHARE = 0.7
"""The share of a table's height that a rule between two columns covers."""

Strip = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """The bounds of something drawn, in points: a rule where it is thin, else a cell, a row or a frame."""

    left: float
    bottom: float
    right: float
    top: float


def may_hold_rows(page: Page) -> bool:
    """Whether lines have gaps or begin far from the margin; ruled lines of a page of plain text are ignored."""
    margin = min((line.left for line in page), default=0.0)
    far = sum(line.left > margin + _FAR_EMS * line.size for line in page)
    return far >= _LEAST_RULED_ROWS or any(len(line.pieces) > 1 for line in page)


def with_rows(page: Page, boxes: Sequence[Box] = ()) -> list[Line]:
    """The lines of a page with each row of a table as one line of cells, and columns of text one after the other."""
    return list(_unruled(_ruled(list(page), boxes)))


def _ruled(lines: list[Line], boxes: Sequence[Box]) -> list[Line]:
    """Merges lines in ruled rows; a row takes the position of its first line."""
    for bands in _row_bands(boxes):
        held = [[line for line in lines if _is_in(line, band)] for band in bands]
        rows = [band for band in held if 0 < len(band) <= _MOST_LINES_OF_ROW]
        if len(rows) < _LEAST_RULED_ROWS:
            continue
        strips = _strips([piece for row in rows for line in row for piece in line.pieces], _STRIP_EMS * lines[0].size)
        rules = _column_rules(boxes, bands)
        if len(rules) >= len(strips):
            strips = [(rule, rule) for rule in rules]
        cells = [_cells([_parted(line, rules) for line in row], strips) for row in rows]
        if not strips or sum(sum(map(bool, row)) > 1 for row in cells) < _LEAST_RULED_ROWS:
            continue
        made = {id(band[0]): _row(band, row) for band, row in zip(rows, cells, strict=True)}
        gone = {id(line) for band in rows for line in band}
        lines = [made.get(id(line), line) for line in lines if id(line) in made or id(line) not in gone]
    return lines


def _column_rules(boxes: Sequence[Box], bands: Sequence[Box]) -> list[float]:
    """Where vertical rules part the columns of a table, from the left; they run along most of its height."""
    frame = Box(bands[0].left, bands[-1].bottom, bands[0].right, bands[0].top)
    sides: dict[int, list[tuple[float, float]]] = {}
    for box in boxes:
        for x in {box.left} if box.right - box.left <= _THIN_POINTS else {box.left, box.right}:
            is_inside = frame.left + _SAME_POINTS < x < frame.right - _SAME_POINTS
            if is_inside and box.bottom < frame.top and box.top > frame.bottom:
                sides.setdefault(round(x / _SAME_POINTS), []).append((box.bottom, box.top))
    least = _RULED_SHARE * (frame.top - frame.bottom)
    places = sorted(place for place in sides if _covered([*sides[place], *sides.get(place + 1, ())]) >= least)
    return [place * _SAME_POINTS for place in places if place - 1 not in places]


def _covered(spans: Sequence[tuple[float, float]]) -> float:
    """The length that spans cover together."""
    total, reached = 0.0, -math.inf
    for start, end in sorted(spans):
        total += max(0.0, end - max(start, reached))
        reached = max(reached, end)
    return total


def _parted(line: Line, rules: Sequence[float]) -> Line:
    """A line whose pieces are parted at the rules between columns."""
    if not any(piece.parts for piece in line.pieces):
        return line
    pieces: list[Piece] = []
    for piece in line.pieces:
        columns = [sum(part.left >= rule for rule in rules) for part in piece.parts or (piece,)]
        for _, group in groupby(zip(columns, piece.parts or (piece,), strict=True), itemgetter(0)):
            pieces.append(reduce(joined_pieces, (part for _, part in group)))
    return replace(line, pieces=tuple(pieces))


_Edge = tuple[float, float, float]
"""A horizontal rule: left, right, height."""


def _adjoined(edges: Sequence[_Edge]) -> set[_Edge]:
    """The rules that adjoining ones make together: many programs draw the borders of each cell by themselves."""
    levels: list[list[_Edge]] = []
    for edge in sorted(edges, key=lambda each: each[2]):
        if levels and edge[2] - levels[-1][0][2] <= _SAME_POINTS:
            levels[-1].append(edge)
        else:
            levels.append([edge])
    return {edge for level in levels for edge in _joined_level(sorted(level))}


def _joined_level(level: Sequence[_Edge]) -> Iterator[_Edge]:
    """The rules of one height, from the left, that several adjoining ones make together."""
    left, right, height = level[0]
    parts = 1
    for edge in (*level[1:], None):
        if edge and edge[0] <= right + _SAME_POINTS:
            parts += edge[0] > left + _SAME_POINTS
            right = max(right, edge[1])
            continue
        if parts > 1:
            yield left, right, height
        if edge:
            left, right, parts = edge[0], edge[1], 1


def _row_bands(boxes: Sequence[Box]) -> Iterator[list[Box]]:
    """The rows between rules of one width, the highest first; three rules make two rows."""
    edges = [
        (box.left, box.right, height)
        for box in boxes
        for height in ({box.top} if box.top - box.bottom <= _THIN_POINTS else {box.top, box.bottom})
    ]
    groups: list[list[_Edge]] = []
    long = (edge for edge in (*sorted(_adjoined(edges)), *sorted(edges)) if edge[1] - edge[0] >= _LEAST_RULE_POINTS)
    for edge in long:
        near = (
            group
            for group in groups
            if all(abs(a - b) <= _SAME_POINTS for a, b in zip(group[0][:2], edge, strict=False))
        )
        group = next(near, None)
        groups.append([edge]) if group is None else group.append(edge)
    for group in groups:
        heights = _merged(sorted(height for _, _, height in group))
        if len(heights) > _LEAST_RULED_ROWS:
            left, right, _ = group[0]
            pairs = list(pairwise(heights))
            yield [Box(left, low, right, high) for low, high in reversed(pairs)]


def _merged(heights: Sequence[float]) -> list[float]:
    """The heights, without those within the width of a ruled line of the previous one."""
    kept: list[float] = []
    for height in heights:
        if not kept or height - kept[-1] > _SAME_POINTS:
            kept.append(height)
    return kept


def _is_in(line: Line, band: Box) -> bool:
    middle = line.bottom + line.size / 3
    inside = band.left - _SAME_POINTS <= line.left and line.right <= band.right + _SAME_POINTS
    return inside and band.bottom < middle < band.top and not line.is_row


def _unruled(lines: Sequence[Line]) -> Iterator[Line]:
    """Runs of lines that one strip divides, as rows, or as columns one after the other."""
    at = 0
    while at < len(lines):
        end = _run_end(lines, at)
        run = lines[at:end]
        if sum(len(line.pieces) > 1 for line in run) < _LEAST_ROWS:
            yield lines[at]
            at += 1
            continue
        yield from _columns_or_rows(run)
        at = end


def _run_end(lines: Sequence[Line], at: int) -> int:
    """The end of the lines from ``at`` that leave the widest gap of the first one free, at least in part."""
    first = lines[at]
    if first.is_row or len(first.pieces) < 2:
        return at
    strip = max(_gaps(first), key=lambda gap: gap[1] - gap[0])
    end = at + 1
    for line in lines[at + 1 :]:
        free = None if line.is_row else _narrowed(strip, line)
        if free is None or free[1] - free[0] < _STRIP_EMS * first.size:
            break
        strip, end = free, end + 1
    while end > at and len(lines[end - 1].pieces) < 2 and lines[end - 1].left < strip[0]:
        end -= 1  # a short paragraph below the table
    return end


def _gaps(line: Line) -> list[Strip]:
    return [(left.right, right.left) for left, right in zip(line.pieces, line.pieces[1:], strict=False)]


def _narrowed(strip: Strip, line: Line) -> Strip | None:
    """The part of ``strip`` that a line leaves free; ``None`` if it leaves none."""
    start, end = strip
    for piece in line.pieces:
        if piece.right <= start or piece.left >= end:
            continue
        if piece.left <= start and piece.right >= end:
            return None
        start, end = (max(start, piece.right), end) if piece.left <= start else (start, min(end, piece.left))
    return (start, end) if start < end else None


def _columns_or_rows(run: Sequence[Line]) -> Iterator[Line]:
    strips = _strips([piece for line in run for piece in line.pieces], _STRIP_EMS * run[0].size)
    if not strips:
        yield from run
        return
    columns = [
        [piece for line in run for piece in line.pieces if _column(piece, strips) == n] for n in range(len(strips) + 1)
    ]
    if all(_is_prose(column) for column in columns):
        for column in columns:
            for piece in sorted(column, key=lambda each: -each.bottom):
                yield Line(piece.text, piece.left, piece.right, piece.size, piece.bottom, (piece,))
        return
    starts = [n for n, line in enumerate(run) if _column(line.pieces[0], strips) == 0 or n == 0]
    for start, end in zip(starts, [*starts[1:], len(run)], strict=True):
        band = list(run[start:end])
        yield _row(band, _cells(band, strips))


def _is_prose(column: Sequence[Piece]) -> bool:
    widths = sorted((piece.right - piece.left) / piece.size for piece in column)
    return bool(widths) and widths[len(widths) // 2] >= _PROSE_EMS


def _strips(pieces: Sequence[Piece], least: float) -> list[Strip]:
    """The strips that no piece touches, from left to right, but for the margins."""
    strips: list[Strip] = []
    reached = None
    for piece in sorted(pieces, key=lambda each: each.left):
        if reached is not None and piece.left - reached >= least:
            strips.append((reached, piece.left))
        reached = piece.right if reached is None else max(reached, piece.right)
    return strips


def _column(piece: Piece, strips: Sequence[Strip]) -> int:
    return sum(piece.left >= end - 0.01 for _, end in strips)


def _cells(band: Sequence[Line], strips: Sequence[Strip]) -> list[str]:
    """The text of each column of a row, its lines from above."""
    columns: list[list[Piece]] = [[] for _ in range(len(strips) + 1)]
    for piece in (piece for line in band for piece in line.pieces):
        columns[_column(piece, strips)].append(piece)
    return [joined([piece.text for piece in sorted(column, key=lambda each: -each.bottom)]) for column in columns]


def _row(band: Sequence[Line], cells: Sequence[str]) -> Line:
    text = "\t".join(filter(None, cells))
    left, right = min(line.left for line in band), max(line.right for line in band)
    return replace(band[0], text=text, left=left, right=right, pieces=(), is_row=True)
