"""The printed lines of a PDF page: rotated until the text is upright, without slanted text."""

import ctypes
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2
from pypdfium2 import raw

from glossary.ingest.pdf.layout import Line, Piece, joined_pieces
from glossary.ingest.pdf.tables import Box, may_hold_rows, with_rows
from glossary.ingest.text_layout import note_marker

_RAISED_SIZE, _SMALLER_SIZE = 0.8, 0.95  # of the line's size
_RAISED_EMS = 0.15
_HAN = ("\u2e80", "\uffef")
_CELL_GAP_EMS = 1.0
"""A gap as wide as this may part cells; spaces between words are narrower."""
_UPRIGHT_DEGREES = 3
_MOST_BOXES = 20_000
_SAMPLED_SIZES = 8
_LEAST_RECTS = 2
_UPRIGHT_STEPS, _TURNED_STEPS = 2, 3
"""Lines are in disorder if one step of as many leads up the page."""
_DOWN = 270
"""The angle of lines that run down the page; the next line is to the left."""
_TURN_EMS, _LINE_EMS = 3.0, 0.6
"""Maximum distance of neighbours on one line, and minimum distance of the next line."""


@dataclass(frozen=True, slots=True)
class PageLines:
    """The content of a page.

    Attributes:
        lines: In the order of the file; rows of tables are one line each.
        slanted: What is printed across it at an angle (a watermark).
    """

    lines: Sequence[Line]
    slanted: Sequence[str] = ()


def read_page(page: pypdfium2.PdfPage) -> PageLines:
    """The lines of a page."""
    text_page = page.get_textpage()
    try:
        return _Reader(page, text_page).read()
    finally:
        text_page.close()


@dataclass(slots=True)
class _Span:
    """Adjacent characters of one line, by their index."""

    indices: list[int]
    angle: int = 0


class _Reader:
    def __init__(self, page: pypdfium2.PdfPage, text_page: pypdfium2.PdfTextPage) -> None:
        self._page, self._text_page = page, text_page
        self._matrix = raw.FS_MATRIX()
        self._units = [raw.FPDFText_GetUnicode(text_page, index) for index in range(text_page.count_chars())]

    def read(self) -> PageLines:
        spans = [self._spans(start, end) for start, end in self._line_borders()]
        if not any(spans):
            return PageLines(())
        weights = self._weights(spans)
        main = weights.most_common(1)[0][0]
        upright = _downwards(self._turned(spans, main), is_turned=main != 0)
        lines = _from_above(with_rows(upright, self._boxes(main)) if may_hold_rows(upright) else upright)
        aside, slanted = [], []
        for angle in (angle for angle in weights if angle != main):
            turned = self._turned(spans, angle)
            if (angle - main) % 90 == 0:
                aside += turned
            else:
                slanted += [line.text for line in turned]
        return PageLines([*lines, *aside], slanted)

    def _weights(self, spans: Sequence[Sequence[_Span]]) -> Counter[int]:
        """The number of characters at each angle; a repeated line counts once, because a watermark may be tiled."""
        weights = Counter[int]()
        seen: set[tuple[int, str]] = set()
        for span in (span for line in spans for span in line):
            text = "".join(chr(self._units[index]) for index in span.indices)
            if span.angle % 90 and (span.angle, text) in seen:
                continue
            seen.add((span.angle, text))
            weights[span.angle] += len(text)
        return weights

    def _line_borders(self) -> Iterator[tuple[int, int]]:
        """What the library takes for a line, parted where it goes back: a row of a table may follow without a break."""
        start = 0
        for index, unit in enumerate([*self._units, 10]):
            if unit in {10, 13}:
                if start < index:
                    yield from pairwise([start, *self._turns(start, index), index])
                start = index + 1

    def _turns(self, start: int, end: int) -> list[int]:
        """Where the characters of a line go back in reading direction, down by a line or more."""
        if raw.FPDFText_CountRects(self._text_page, start, end - start) < _LEAST_RECTS:
            return []
        found, before = [], None
        for index in range(start, end):
            if self._units[index] in {32, 0xA0}:
                continue
            origin = self._origin(index)
            if before is not None and math.dist(origin, before) > _TURN_EMS * self._size(index):
                found.append(index)
            before = origin
        return [index for index in found if self._goes_back(index)]

    def _goes_back(self, index: int) -> bool:
        """Whether a character precedes, in the direction of its line, the one in front of it."""
        last = next((at for at in range(index - 1, -1, -1) if self._units[at] not in {10, 13, 32, 0xA0}), None)
        if last is None:
            return False
        angle = self._angle(index)
        x, y = _turn(*self._origin(index), angle)
        last_x, last_y = _turn(*self._origin(last), angle)
        return x < last_x and abs(y - last_y) > _LINE_EMS * self._size(index)

    def _spans(self, start: int, end: int) -> list[_Span]:
        """The characters of a line, parted where the library saw a gap."""
        units = self._units
        if 32 not in units[start:end]:
            return [self._with_angle(_Span(list(range(start, end))))]
        spans = [_Span([])]
        for index in range(start, end):
            if units[index] == 32 and raw.FPDFText_IsGenerated(self._text_page, index) == 1:
                if not self._is_beside_han(index):
                    spans[-1].indices.append(index)
                if spans[-1].indices:
                    spans.append(_Span([]))
                continue
            spans[-1].indices.append(index)
        return [
            self._with_angle(span) for span in spans if any(units[index] not in {32, 0xA0} for index in span.indices)
        ]

    def _is_beside_han(self, index: int) -> bool:
        """Whether a space is a gap next to a Han character (2023 年): typography, not text."""
        beside = [chr(unit) for unit in (*self._units[max(index - 1, 0) : index], *self._units[index + 1 : index + 2])]
        return any(_HAN[0] <= character <= _HAN[1] for character in beside)

    def _with_angle(self, span: _Span) -> _Span:
        """The angle of its first character that is drawn, in degrees; nearly upright is upright."""
        drawn = [index for index in span.indices if self._units[index] not in {32, 0xA0}] or span.indices[:1]
        span.angle = self._angle(drawn[0])
        if span.angle == 0 and self._runs_down(drawn):
            span.angle = _DOWN
        return span

    def _runs_down(self, drawn: Sequence[int]) -> bool:
        """Whether upright characters stand one below the other: vertical writing, laid out like turned lines."""
        (first_x, first_y), (last_x, last_y) = self._origin(drawn[0]), self._origin(drawn[-1])
        return first_y - last_y > max(_LINE_EMS * self._size(drawn[0]), 2 * abs(first_x - last_x))

    def _angle(self, index: int) -> int:
        degrees = -math.degrees(raw.FPDFText_GetCharAngle(self._text_page, index)) % 360
        nearest = 90 * round(degrees / 90)
        return nearest % 360 if abs(degrees - nearest) <= _UPRIGHT_DEGREES else round(degrees)

    def _size(self, index: int) -> float:
        return self._printed_size(index) or 10.0

    def _printed_size(self, index: int) -> float:
        """The size of a character as printed: of its font, scaled by its matrix; 0 for what the library generated."""
        size = float(raw.FPDFText_GetFontSize(self._text_page, index))
        if size and raw.FPDFText_GetMatrix(self._text_page, index, self._matrix):
            size *= math.hypot(self._matrix.c, self._matrix.d)
        return size

    def _origin(self, index: int) -> tuple[float, float]:
        x, y = ctypes.c_double(), ctypes.c_double()
        raw.FPDFText_GetCharOrigin(self._text_page, index, x, y)
        return x.value, y.value

    def _turned(self, lines: Sequence[Sequence[_Span]], angle: int) -> list[Line]:
        """The lines of the spans at that angle, turned upright."""
        found = (self._line([span for span in line if span.angle == angle], angle) for line in lines)
        return [line for line in found if line is not None]

    def _line(self, spans: Sequence[_Span], angle: int) -> Line | None:
        indices = [index for span in spans for index in span.indices]
        while indices and self._units[indices[-1]] in {32, 0xA0}:
            indices.pop()
        if not indices:
            return None
        has_digits = any(48 <= self._units[index] < 58 for index in indices)  # none, and nothing raised is looked for
        sampled = indices if has_digits else indices[:: max(1, len(indices) // _SAMPLED_SIZES)]
        sizes = {index: round(self._printed_size(index), 1) for index in sampled}
        size = Counter(sizes.values()).most_common(1)[0][0] or 10.0
        raised = self._raised(indices, sizes, size, angle) if has_digits else set()
        text = self._text(indices, raised)
        if not text:
            return None
        if len(spans) == 1:
            left, _, bottom = self._box(indices[0], angle)
            right = self._box(indices[-1], angle)[1]
            return Line(text, left, right, size, bottom, (Piece(text, left, right, size, bottom),))
        pieces = self._pieces(spans, raised, size, angle)
        return Line(text, pieces[0].left, pieces[-1].right, size, pieces[0].bottom, pieces) if pieces else None

    def _raised(self, indices: Sequence[int], sizes: dict[int, float], size: float, angle: int) -> set[int]:
        """The digits of a line that are a note's marker: much smaller than the line, or smaller and above its base."""
        small = [index for index in indices if 48 <= self._units[index] < 58 and sizes[index] < _SMALLER_SIZE * size]
        if not small:
            return set()
        base = next(self._base(index, angle) for index in indices if sizes[index] == size)
        return {
            index
            for index in small
            if sizes[index] < _RAISED_SIZE * size or self._base(index, angle) - base > _RAISED_EMS * size
        }

    def _base(self, index: int, angle: int) -> float:
        return _turn(*self._origin(index), angle)[1]

    def _text(self, indices: Sequence[int], raised: set[int]) -> str:
        runs = [(self._units[index], index in raised) for index in indices]
        return _written(runs).strip(" ")

    def _pieces(self, spans: Sequence[_Span], raised: set[int], size: float, angle: int) -> tuple[Piece, ...]:
        """Spans with wide gaps between them; those that are near are one piece."""
        found: list[Piece] = []
        for span in spans:
            drawn = [index for index in span.indices if self._units[index] not in {32, 0xA0}]
            if not drawn:
                continue
            left, _, bottom = self._box(drawn[0], angle)
            right = self._box(drawn[-1], angle)[1]
            text = self._text(span.indices, raised)
            piece = Piece(text, left, right, size, bottom)
            is_near = found and left - found[-1].right < _CELL_GAP_EMS * size
            found.append(joined_pieces(found.pop(), piece) if is_near else piece)
        return tuple(found)

    def _box(self, index: int, angle: int) -> tuple[float, float, float]:
        """Left, right and base of a character (of its line, whatever the character's own shape), turned upright."""
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        raw.FPDFText_GetCharBox(self._text_page, index, left, right, bottom, top)
        origin = self._origin(index)
        if not angle:
            return left.value, right.value, origin[1]
        box = _turn_box(Box(left.value, bottom.value, right.value, top.value), angle)
        return box.left, box.right, _turn(*origin, angle)[1]

    def _boxes(self, angle: int) -> list[Box]:
        """The bounds of what is drawn: rules, cells, frames."""
        found: list[Box] = []
        for item in self._page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH]):
            if len(found) >= _MOST_BOXES:
                break
            bounds, form = item.get_bounds(), item.container
            while form is not None:  # what a form draws has the form's own coordinates
                bounds, form = form.get_matrix().on_rect(*bounds), form.container
            found.append(_turn_box(Box(*bounds), angle))
        return found


def _downwards(lines: list[Line], *, is_turned: bool) -> list[Line]:
    """The lines from above, where the file has them from below or, on a turned page, in no order."""
    steps = [after.bottom - before.bottom for before, after in pairwise(lines) if abs(after.bottom - before.bottom) > 1]
    climbing = sum(step > 0 for step in steps)
    is_disordered = climbing * (_TURNED_STEPS if is_turned else _UPRIGHT_STEPS) > len(steps)
    return sorted(lines, key=lambda line: (-line.bottom, line.left)) if is_disordered else lines


def _from_above(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines by their heights, unless some are side by side: a file may draw a table before its text."""
    ordered = sorted(lines, key=lambda line: -line.bottom)
    is_one_column = all(
        above.bottom - below.bottom > _LINE_EMS * min(above.size, below.size) for above, below in pairwise(ordered)
    )
    return ordered if is_one_column else lines


def _turn(x: float, y: float, angle: int) -> tuple[float, float]:
    """A point, turned back by ``angle`` degrees."""
    radians = math.radians(angle)
    return x * math.cos(radians) + y * math.sin(radians), y * math.cos(radians) - x * math.sin(radians)


def _turn_box(box: Box, angle: int) -> Box:
    if not angle:
        return box
    corners = [_turn(x, y, angle) for x in (box.left, box.right) for y in (box.bottom, box.top)]
    xs, ys = zip(*corners, strict=True)
    return Box(min(xs), min(ys), max(xs), max(ys))


def _written(runs: Sequence[tuple[int, bool]]) -> str:
    """UTF-16 units to text; digits that are smaller than their line are a note's marker."""
    written = raised = ""
    for unit, is_raised in [*runs, (0, False)]:
        if is_raised:
            raised += chr(unit)
            continue
        if raised:
            written, raised = written + note_marker(raised, written[-1:]), ""
        written += chr(unit)
    text = written[:-1].replace("\0", "\N{REPLACEMENT CHARACTER}").replace("\x02", "")
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
