"""Finds the footnote references of a section in the running text: [1], ①, 〔1〕, [^1]. Pure."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from glossary.chinese.offsets import normalize_line, without_quotes
from glossary.extraction.entries.entry_spans import EntrySpan
from glossary.extraction.entries.enumerators import value_of_mark, value_of_sign

Stretch = tuple[int, int]
Markers = Mapping[str, Mapping[int, Sequence[Stretch]]]
"""Positions of footnote references by style, then by number, in printed order."""

MARKER_STYLES = ("circled", "square", "caret")
# The leading class lets the engine skip quickly.
_MARKER = re.compile(
    r"[①-⑳㉑-㉟㊱-㊿\[［〔﹝](?:"
    r"(?P<circled>(?<=[①-⑳㉑-㉟㊱-㊿]))"
    r"|(?<=\[)\^(?P<caret>\d{1,3}|[a-z])\](?!:)"
    r"|(?<=[\[［〔﹝])(?P<square>\d{1,3})[\]］〕﹞])"
)
# A list in a sentence (包括：①…；②…) follows punctuation; a footnote reference follows the words it explains.
_LIST_LEAD = frozenset("：:；;，,、\n \t\u3000")
_MIN_SHARE = 0.6


def find_markers(text: str, start: int, end: int) -> dict[str, dict[int, list[Stretch]]]:
    """Returns possible footnote references between ``start`` and ``end``: by style, then number, in printed order."""
    found: dict[str, dict[int, list[Stretch]]] = defaultdict(lambda: defaultdict(list))
    for marker in _MARKER.finditer(text, start, end):
        if not marker.start() or text[marker.start() - 1] in _LIST_LEAD:
            continue
        style = str(marker.lastgroup)
        value = value_of_sign(marker[0]) if style == "circled" else value_of_mark(marker[style])
        found[style][value].append(marker.span())
    return found


def resolve_footnotes(entry_spans: Sequence[EntrySpan], markers: Markers) -> list[EntrySpan]:
    """Returns ``entry_spans`` with their footnote references.

    Prefers the style of the section's own numbers; another style counts if it matches most entries.
    """
    values = {entry_span.value for entry_span in entry_spans if entry_span.value}
    own = next((entry_span.style for entry_span in entry_spans if entry_span.value), "")
    for style in sorted(markers, key=lambda name: name != own):
        if values and len(values & markers[style].keys()) >= _MIN_SHARE * len(values):
            return [
                replace(entry_span, markers=tuple(markers[style].get(entry_span.value, ())))
                for entry_span in entry_spans
            ]
    return list(entry_spans)


# Separators that are printed only behind a head.
_CLEAR_SEPARATORS = frozenset(("colon", "dash", "frame"))
_MAX_CLEAR_LENGTH = 16
_BEFORE_MARKER = 80


def drop_annotations(text: str, entry_spans: Sequence[EntrySpan], body: str) -> list[EntrySpan]:
    """Returns ``entry_spans`` without the Markdown footnotes that do not explain a headword.

    A footnote has a headword if a colon follows it, or if the running text uses the headword shortly before the
    reference; in a text without references, anywhere in ``body``.
    """
    return [
        entry_span
        for entry_span in entry_spans
        if entry_span.style != "caret" or entry_span.rule == "note-sentence" or _names_head(text, entry_span, body)
    ]


def _names_head(text: str, entry_span: EntrySpan, body: str) -> bool:
    head = text[entry_span.split.head_start : entry_span.split.head_end]
    if entry_span.split.separator in _CLEAR_SEPARATORS and len(head) <= _MAX_CLEAR_LENGTH and "，" not in head:
        return True
    before = [text[max(0, start - _BEFORE_MARKER) : start] for start, _ in entry_span.markers] or [body]
    bare = without_quotes(_EXPLAINED.sub("", normalize_line(head)))
    return bool(bare) and any(bare in without_quotes(normalize_line(words)) for words in before)


# The reference to “三P”计划（创新试点计划等） follows the name without its brackets.
_EXPLAINED = re.compile(r"[（(][^（）()]*[）)]$")


def is_named(text: str, marker: int, head: str) -> bool:
    """Whether the words before ``marker`` end with ``head``, ignoring quotes."""
    words = without_quotes(text[max(0, marker - 2 * len(head) - 8) : marker])
    bare = without_quotes(head)
    return words.endswith((bare or "\n", _EXPLAINED.sub("", bare) or "\n"))
