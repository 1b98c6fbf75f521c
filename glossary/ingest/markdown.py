"""Normalizes Markdown: HTML entities, HTML tables and tables without outer bars."""

import html
import re
from collections.abc import Iterator

from glossary.ingest.resource_limits import Limits

_TWICE_ESCAPED = re.compile(
    r"&(?:amp;)*(?:[lr][ds]quo|quot|[mn]dash|hellip|middot|nbsp|e[mn]sp|thinsp|apos|laquo|raquo|#\d{2,6}|#x[0-9a-f]{2,5});",
    re.IGNORECASE,
)
_TABLE_TAG = re.compile(r"<(/?)table\b", re.IGNORECASE)
_TABLE_END = re.compile(r"[^>]{0,200}>")
_RULE = re.compile(r"^[ \t]{0,3}:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)+$", re.MULTILINE)


def unescaped(text: str) -> str:
    """``text`` with unresolved and doubly escaped entities replaced by their characters.

    >>> unescaped("&amp;ldquo;三微&rdquo;"), unescaped("a&b;c")
    ('“三微”', 'a&b;c')
    """
    if "&" not in text:
        return text
    return _TWICE_ESCAPED.sub(
        lambda found: html.unescape(re.sub("&(?:amp;)+(?=[a-z#])", "&", found[0], flags=re.IGNORECASE)), text
    )


def with_plain_tables(text: str, origin: str, limits: Limits) -> str:
    r"""``text`` with uniform tables: HTML rows as lines of cells, Markdown rows with outer bars.

    >>> from glossary.ingest.resource_limits import LIMITS
    >>> with_plain_tables("名词 | 解释\n--- | ---\n三微 | 微创意", "a.md", LIMITS)
    '| 名词 | 解释 |\n| --- | --- |\n| 三微 | 微创意 |'
    """
    if "<table" in text or "<TABLE" in text:
        text = "".join(_without_table_tags(text, origin, limits))
    return "\n".join(_with_bars(text.split("\n"))) if _RULE.search(text) else text


def _without_table_tags(text: str, origin: str, limits: Limits) -> Iterator[str]:
    done = 0
    for start, end in _table_spans(text):
        from glossary.ingest.html import html_text

        before = text[done:start].rstrip(" ")
        yield before if not before or before.endswith("\n") else f"{before}\n"
        yield html_text(f"<html><body>{text[start:end]}</body></html>".encode(), origin, limits)
        done = end
        if not text.startswith("\n", end):
            yield "\n"
    yield text[done:]


def _table_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yields the spans of HTML tables, tags included; a nested table belongs to the outer one."""
    depth = start = 0
    for tag in _TABLE_TAG.finditer(text):
        if not tag[1]:
            start = start if depth else tag.start()
            depth += 1
        elif depth:
            depth -= 1
            closing = _TABLE_END.match(text, tag.end())
            if not depth and closing:
                yield start, closing.end()


def _with_bars(lines: list[str]) -> Iterator[str]:
    """Add outer bars to the rows of a table, from its head above the rule to the first line without a bar."""
    in_table = False
    for number, line in enumerate(lines):
        is_head = "|" in line and number + 1 < len(lines) and _RULE.match(lines[number + 1]) is not None
        in_table = is_head or (in_table and "|" in line)
        bare = line.strip()
        yield f"| {bare} |" if in_table and not bare.startswith("|") and not bare.endswith("|") else line
