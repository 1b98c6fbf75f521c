"""The words around an attestation, for exports: its sentence, its context, a link that scrolls to it. Pure."""

import re
from urllib.parse import quote

_STOP = re.compile(r"[。！？!?；;\n]")
_REACH = 120
"""Code points on either side beyond which a sentence is cut: glossaries without a full stop run for pages."""


def sentence_around(text: str, start: int, end: int) -> str:
    """The sentence that holds ``[start, end)``, at most 120 code points beyond it on either side.

    >>> sentence_around("坚持稳中求进。守牢三区三线，严控增量。好！", 9, 13)
    '守牢三区三线，严控增量。'
    """
    before = text[max(0, start - _REACH) : start]
    stops = [stop.end() for stop in _STOP.finditer(before)]
    after = _STOP.search(text, end, end + _REACH)
    last = after.end() if after else min(end + _REACH, len(text))
    return text[start - len(before) + (stops[-1] if stops else 0) : last].strip()


def context(text: str, start: int, end: int, reach: int = 20) -> tuple[str, str]:
    """Up to ``reach`` code points before and behind, within the line."""
    before = text[max(0, start - reach) : start].rpartition("\n")[2]
    after = text[end : end + reach].partition("\n")[0]
    return before, after


def text_fragment(before: str, exact: str, after: str) -> str:
    """The fragment that makes a browser scroll to ``exact`` between its neighbours; empty over several lines.

    Source:
        URL Fragment Text Directives, Draft Community Group Report: ``#:~:text=[prefix-,]start[,-suffix]``.
    """
    if "\n" in exact:
        return ""
    prefix = f"{_encoded(before[-8:])}-," if before.strip() else ""
    suffix = f",-{_encoded(after[:8])}" if after.strip() else ""
    return f"#:~:text={prefix}{_encoded(exact)}{suffix}"


def _encoded(text: str) -> str:
    return quote(text.strip(), safe="").replace("-", "%2D")
