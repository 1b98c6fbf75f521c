"""Printed lines to paragraphs, pure: what runs over lines is joined, what repeats on most pages is left out.

A line continues the one before it when that one is full (it reaches the right edge of its column) and the new one
is neither indented nor set in another size. Where a document does not indent its paragraphs, a full line that ends
in 。：；！？ ends its paragraph too.

What a browser prints around a page, pure: its address, “n/m”, the date and the page's title are no text.

On one page or two nothing repeats often enough to be seen as running lines, and the address would become the tail of
the last definition.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

_ENDS = "。：；！？:;!?"
_EDGE_LINES = 2  # running headers and page numbers are among the first or last two lines
_LEAST_PAGES = 3
_STAMPED_SHARE = 0.6  # text at the same height of this share of the pages is not page content
_STAMPED_SIZE = 1.8  # of the body's size; a heading of this size stands at the same height of two pages by chance only
_REPEATED_SHARE = 0.45  # left and right pages may have headers of their own
_SLACK_EMS = 0.8  # lines are not set to the point
_ASCII_EMS = 0.55
# What no line break parts: a number or word, or a character, with the quotes before and the punctuation after it.
_UNBROKEN = re.compile(r"[“‘（《〈「『【(\[]*(?:[A-Za-z0-9.,%+/-]+|.)[，。、；：！？”’）》〉」』】…—,.;:!?)\]]*")
_INDENT_EMS = 1.2
_SIZE_CHANGE = 0.12
_PAGE_NUMBER = re.compile(r"[-—–－·\s第]*#[-—–－·\s页/共#]*")
_NOTE_SIZE = 0.93  # of the body's size
_BARE_NUMBER = re.compile(r"(\d{1,3})(?:[ \u3000]+|(?=[“《\u4e00-\u9fff]))")
_HEIGHT_POINTS = 6.0
_WORD = re.compile(r"[A-Za-z0-9]")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line with a wide gap on either side; the measures are those of a line.

    Attributes:
        parts: What it was joined from, where its gaps are narrow; a rule between two columns parts them again.
    """

    text: str
    left: float
    right: float
    size: float
    bottom: float
    parts: tuple["Piece", ...] = ()


def joined_pieces(first: Piece, second: Piece) -> Piece:
    """Two neighbours as one piece; Latin words keep the space between them."""
    space = " " if first.text[-1:].isascii() and second.text[:1].isascii() else ""
    parts = (*(first.parts or (first,)), second)
    return Piece(f"{first.text}{space}{second.text}", first.left, second.right, first.size, first.bottom, parts)


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line.

    Attributes:
        pieces: Its parts, where the file leaves gaps as wide as those between cells.
        is_row: Whether it is a row of a table, its cells parted by tabs.

    Unit:
        Points; ``left`` and ``right`` are the edges of its characters, ``size`` is its most common font size,
        ``bottom`` its height above the foot of the page.
    """

    text: str
    left: float
    right: float
    size: float
    bottom: float = 0.0
    pieces: tuple[Piece, ...] = ()
    is_row: bool = False


Page = Sequence[Line]


def paragraphs(pages: Sequence[Page]) -> Iterator[str]:
    """The paragraphs of the pages in a row; one may run over a page break."""
    lines = [(line, right) for page in pages for line, right in _with_column_edge(page)]
    has_indents = _has_indents(pages)
    held = ""
    before: tuple[Line, float] | None = None
    for line, right in lines:
        is_row = line.is_row or (before is not None and before[0].is_row)
        if before and not is_row and _continues(line, *before, has_indents=has_indents):
            held = _joined(held, line.text)
        else:
            yield from [held] if held else []
            held = line.text
        before = (line, right)
    yield from [held] if held else []


def remove_running_headers(pages: Sequence[Page]) -> tuple[Sequence[Page], list[str]]:
    """The pages without headers, footers and page numbers, and what was left out (each once, digits as ``#``).

    >>> page = lambda n: [Line("澄江口市", 50, 90, 9, 800), Line(f"— {n} —", 50, 90, 9, 40)]
    >>> remove_running_headers([page(n) for n in (1, 2, 3)])[1]
    ['— # —', '澄江口市']
    """
    counts = Counter(shape for page in pages for shape in {_shape(line) for line in _edges(page)})
    running = {shape for shape, count in counts.items() if count >= _least_count(shape[0], len(pages))}
    everywhere = _stamped(pages)
    kept = [
        [line for line in page if not _is_running(line, page, running) and _place(line) not in everywhere]
        for page in pages
    ]
    return kept, sorted({text for text, _ in (*running, *everywhere)})


def _stamped(pages: Sequence[Page]) -> set[tuple[str, int]]:
    """Finds text at the same position of most pages: a watermark that is not slanted, in large print on two."""
    counts = Counter(place for page in pages for place in {_place(line) for line in page})
    large = _STAMPED_SIZE * _body_size(pages)
    stamps = {_place(line) for page in pages for line in page if line.size >= large}
    most = _STAMPED_SHARE * len(pages)
    return {place for place, count in counts.items() if count >= max(2 if place in stamps else _LEAST_PAGES, most)}


def _place(line: Line) -> tuple[str, int]:
    return line.text.strip(), round(line.bottom / _HEIGHT_POINTS)


def _least_count(shape: str, pages: int) -> float:
    """Returns how often a line must be at the edge of a page to be a header; a bare page number counts twice."""
    return max(2 if _PAGE_NUMBER.fullmatch(shape) else _LEAST_PAGES, _REPEATED_SHARE * pages)


def remove_repeated_heads(pages: Sequence[Page]) -> tuple[Sequence[Page], list[str]]:
    """The pages without the head of a table that is printed again where the table goes on, and what was left out.

    >>> page = lambda *rows: [Line(row, 50, 90, 9, 800, is_row=True) for row in rows]
    >>> remove_repeated_heads([page("名词|解释", "三微|微创意。"), page("名词|解释", "五小|小水窖。")])[1]
    ['名词|解释']
    """
    heads: set[str] = set()
    repeated: list[str] = []
    kept: list[Page] = []
    for page in pages:
        is_repeated = bool(page) and page[0].is_row and page[0].text in heads
        repeated += [page[0].text] if is_repeated else []
        heads.update(
            line.text for line, before in zip(page, (None, *page), strict=False) if _begins_table(line, before)
        )
        kept.append(page[1:] if is_repeated else page)
    return kept, list(dict.fromkeys(repeated))


def _begins_table(line: Line, before: Line | None) -> bool:
    return line.is_row and (before is None or not before.is_row)


def with_note_marks(notes: Iterable[str], body: str) -> Iterator[str]:
    """The notes with the number of each in the form of its mark in ``body``; printed notes may have a bare number.

    >>> list(with_note_marks(["1 三微：微创意。", "2023年数据。"], "推进“三微”[1]改造。"))
    ['[1] 三微：微创意。', '2023年数据。']
    """
    for note in notes:
        match = _BARE_NUMBER.match(note)
        yield f"[{match[1]}] {note[match.end() :]}" if match and f"[{match[1]}]" in body else note


def without_notes(pages: Sequence[Page]) -> tuple[Sequence[Page], Sequence[Page]]:
    """The pages without the notes at their feet, and the notes: small print below the last line of the text.

    A note would else cut in two the paragraph that runs over the page break.
    """
    most = _NOTE_SIZE * _body_size(pages)
    starts = [_notes_start(page, most) for page in pages]
    return (
        [page[:start] for page, start in zip(pages, starts, strict=True)],
        [page[start:] for page, start in zip(pages, starts, strict=True)],
    )


def _body_size(pages: Sequence[Page]) -> float:
    """The font size of most characters, in points; 0 without lines."""
    sizes = Counter[float]()
    for line in (line for page in pages for line in page):
        sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0


def _notes_start(page: Page, most: float) -> int:
    """Where the last run of small lines begins; a page of nothing else is text (an attachment)."""
    start = len(page)
    while start and page[start - 1].size <= most:
        start -= 1
    return start or len(page)


def _edges(page: Page) -> Page:
    return page if len(page) <= 2 * _EDGE_LINES else [*page[:_EDGE_LINES], *page[-_EDGE_LINES:]]


def _is_running(line: Line, page: Page, running: set[tuple[str, int]]) -> bool:
    return _shape(line) in running and any(line is edge for edge in _edges(page))


def _shape(line: Line) -> tuple[str, int]:
    """What is the same for a running line on every page: its text without the digits, and its height."""
    return _DIGITS.sub("#", line.text.strip()), round(line.bottom / _HEIGHT_POINTS)


def _with_column_edge(page: Page) -> Iterator[tuple[Line, float]]:
    """Each line with the right edge of its column: of the lines that begin about where it does."""
    ordered = sorted(page, key=lambda line: line.left)
    lefts = [line.left for line in ordered]
    maxima = _maxima_of_runs([line.right for line in ordered])
    for line in page:
        first = bisect_right(lefts, line.left - 4 * line.size)
        last = bisect_left(lefts, line.left + 4 * line.size)
        if first >= last:  # print without size
            yield line, line.right
            continue
        level = (last - first).bit_length() - 1
        yield line, max(maxima[level][first], maxima[level][last - 2**level])


def _maxima_of_runs(values: list[float]) -> list[list[float]]:
    """The maxima of all runs of 1, 2, 4, 8 … values, by the first value of the run.

    >>> _maxima_of_runs([3, 1, 2, 5])
    [[3, 1, 2, 5], [3, 2, 5], [5]]
    """
    levels = [values]
    length = 1
    while 2 * length <= len(values):
        levels.append(list(map(max, levels[-1], levels[-1][length:])))
        length *= 2
    return levels


def _is_full(line: Line, edge: float, below: Line) -> bool:
    """Whether the first word of the line below had no room at the end of this one."""
    match = _UNBROKEN.match(below.text)
    ems = sum(_ASCII_EMS if character.isascii() else 1 for character in match[0]) if match else 1
    return line.right + (ems + _SLACK_EMS) * line.size >= edge


def _margin(page: Page) -> float:
    """Where the page begins: the leftmost edge that a tenth of its lines share."""
    counts = Counter(round(line.left) for line in page)
    return min((left for left, count in counts.items() if count >= len(page) / 10), default=min(counts))


def _has_indents(pages: Iterable[Page]) -> bool:
    """Whether lines after a short line begin further right than the others, in most cases."""
    indented = total = 0
    for page in pages:
        margin = _margin(page) if page else 0
        for (before, edge), line in zip(_with_column_edge(page), page[1:], strict=False):
            if not _is_full(before, edge, line):
                total += 1
                indented += line.left > margin + _INDENT_EMS * line.size
    return total > 0 and 2 * indented > total


def _continues(line: Line, before: Line, edge: float, *, has_indents: bool) -> bool:
    if not _is_full(before, edge, line) or abs(line.size - before.size) > _SIZE_CHANGE * before.size:
        return False
    if has_indents:
        # Against the line before it: the margin of another page may lie elsewhere.
        return line.left < before.left + _INDENT_EMS * line.size
    return before.text.rstrip()[-1:] not in _ENDS


def _joined(held: str, text: str) -> str:
    """Two lines as one; words in Latin letters keep the space that the line break was."""
    needs_space = _WORD.fullmatch(held[-1:]) and _WORD.fullmatch(text[:1])
    return f"{held} {text}" if needs_space else held + text


_ROW_POINTS = 3.0
_ADDRESS = re.compile(r"(?:https?|file)://\S+")
# Chromium writes 1/1, Firefox “1 of 1” or 第 1 页，共 1 页, Safari “Page 1 of 1”.
_COUNT = re.compile(r"(?:^|\s)(?:[Pp]age ?|第 ?)?(\d{1,4}) ?(?:/|of|页[，,]? ?共) ?(\d{1,4})(?: ?页)?(?=\s|$)")
_CLOCK = re.compile(r"\d{1,4}[/.年-] ?\d{1,2}[/.月-] ?\d{1,4}日?[,，]? ?(?:上午|下午|[AP]M)? ?\d{1,2}:\d{2}")


def remove_browser_headers(pages: Sequence[Page]) -> tuple[Sequence[Page], list[str]]:
    """The pages without the header and footer of a browser's print, and what was left out, in the order of the pages.

    A page has them when its highest and lowest lines hold an address and a count of pages.

    >>> lines = [Line("三微：微创意。", 50, 90, 16, 700), Line("http://example.org/a 1/1", 50, 90, 9, 20)]
    >>> remove_browser_headers([lines])[1]
    ['http://example.org/a 1/1']
    """
    margins = [_browser_lines(page) for page in pages]
    kept = [
        [line for line in page if not any(line is each for each in left_out)]
        for page, left_out in zip(pages, margins, strict=True)
    ]
    return kept, [line.text for left_out in margins for line in left_out]


def _browser_lines(page: Page) -> list[Line]:
    """The lines of the outermost rows that a browser wrote."""
    rows = [row for row in _outer_rows(page) if any(_is_browser_line(line) for line in row)]
    lines = [line for row in rows for line in row]
    has_address = any(_ADDRESS.search(line.text) for line in lines)
    return lines if has_address and any(_is_count(line) for line in lines) else []


def _outer_rows(page: Page) -> list[list[Line]]:
    heights = sorted({line.bottom for line in page})
    ends = dict.fromkeys([*heights[-1:], *heights[:1]])  # the highest first; once, where there is one row
    return [[line for line in page if abs(line.bottom - end) < _ROW_POINTS] for end in ends]


def _is_browser_line(line: Line) -> bool:
    return bool(_ADDRESS.search(line.text) or _CLOCK.search(line.text)) or _is_count(line)


def _is_count(line: Line) -> bool:
    match = _COUNT.search(line.text)
    return match is not None and int(match[1]) <= int(match[2])
