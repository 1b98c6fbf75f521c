"""What a browser prints around a page, pure: its address, “n/m”, the date and the page's title are no text.

On one page or two nothing repeats often enough to be seen as running lines, and the address would become the tail of
the last definition.
"""

import re
from collections.abc import Sequence

from glossary.readers.printed import Line, Page

_ROW_POINTS = 3.0
_ADDRESS = re.compile(r"(?:https?|file)://\S+")
# Chromium writes 1/1, Firefox “1 of 1” or 第 1 页，共 1 页, Safari “Page 1 of 1”.
_COUNT = re.compile(r"(?:^|\s)(?:[Pp]age ?|第 ?)?(\d{1,4}) ?(?:/|of|页[，,]? ?共) ?(\d{1,4})(?: ?页)?(?=\s|$)")
_CLOCK = re.compile(r"\d{1,4}[/.年-] ?\d{1,2}[/.月-] ?\d{1,4}日?[,，]? ?(?:上午|下午|[AP]M)? ?\d{1,2}:\d{2}")


def without_browser_margins(pages: Sequence[Page]) -> tuple[Sequence[Page], list[str]]:
    """The pages without the header and footer of a browser's print, and what was left out, in the order of the pages.

    A page has them when its highest and lowest lines hold an address and a count of pages.

    >>> lines = [Line("三微：微创意。", 50, 90, 16, 700), Line("http://example.org/a 1/1", 50, 90, 9, 20)]
    >>> without_browser_margins([lines])[1]
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
