"""Finds glossaries without any heading: lines that open with a term and define it fill a short text. Pure.

Pages of accounts and yearbooks, and the notes of a bulletin, are often published one page a file.
"""

import re

from glossary.chinese.numerals import ONE_TO_TEN
from glossary.chinese.offsets import NormalizedView
from glossary.chinese.word_lists import alternation
from glossary.extraction.entries.entry_spans import SectionText
from glossary.extraction.entries.headings import running_headers
from glossary.extraction.entries.sections import SectionSpan
from glossary.extraction.law_articles import ARTICLE

_MAX_LENGTH = 8000
"""Code points of a text without a heading that is searched."""
# 1.事业收入：指…, 价格指数 是反映…
_DEFINING_LINE = re.compile(
    rf"^[ \t\u3000]{{0,16}}(?:[\[〔（(]?(?:\d{{1,2}}|[{ONE_TO_TEN}]{{1,3}})[\]〕）).．、]\s?)?"
    rf"[^。；：:，,\n]{{2,32}}[：:，, \t\u3000]{{0,3}}(?:{alternation('definition_verbs', 'means')}|是?反映)",
    re.MULTILINE,
)
_MIN_LINES, _MIN_SHARE = 3, 1 / 4
"""How many lines must define a term, and which share of the lines with content: definitions wrap over several."""


def defining_lines(view: NormalizedView) -> SectionSpan | None:
    """Returns a short text from its first definition on, if lines that define a term fill it; never a law."""
    text = view.text
    if len(text) > _MAX_LENGTH or ARTICLE.search(text):
        return None
    found = list(_DEFINING_LINE.finditer(text))
    lines = len([line for line in text.split("\n") if line.strip()]) if found else 0
    if len(found) < max(_MIN_LINES, _MIN_SHARE * lines):
        return None
    zone = SectionText(text, found[0].start(), len(text), "", view, running_headers(text))
    return SectionSpan(zone, None, None, "evidence")
