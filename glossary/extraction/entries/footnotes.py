"""Reads numbered notes, in bulletins and party documents, and finds the references to them. Pure.

In a glossary every entry explains a headword. Notes also explain how figures were counted or cite sources; a note is an
entry only if it defines its own subject. References in the running text are [1], ①, 〔1〕, [^1].
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from glossary.chinese.numerals import YEAR_DIGITS
from glossary.chinese.offsets import normalize_line, without_quotes
from glossary.chinese.rule_triggers import can_apply
from glossary.chinese.word_lists import alternation
from glossary.extraction.entries.definition_sentences import (
    announced_definition,
    definition_behind_remark,
    following_definitions,
    split_footnote,
    split_note,
)
from glossary.extraction.entries.entry_spans import EntrySpan, SectionText, trim_entry_end, trim_last_entry
from glossary.extraction.entries.enumerators import (
    RAISED,
    Enumerator,
    is_label,
    label_values,
    value_of_mark,
    value_of_sign,
)
from glossary.extraction.entries.head_split import HeadSplit
from glossary.extraction.entries.headings import is_about_document, is_citation, is_reference, lacks_headword

# Separators that such notes do not use: if most of the notes have one, they are a glossary.
_PRINTED = frozenset(("colon", "dash", "frame", "line", "full-stop", "cell", "labels", "part"))
_MAX_PRINTED_SHARE = 0.4
_MAX_HEAD_LENGTH = 24
_MOST = 0.75
_MIN_REMARKS = 2
_NEAR_PAGES = 1_000
_REMARK = re.compile(
    rf"{alternation('note_words', 'remark')}|^[^。]{{0,30}}{alternation('note_words', 'counting')}"
    rf"|^[0-9{YEAR_DIGITS}]{{4}}年|^{alternation('note_words', 'cites-record')}[^，。]{{2,20}}，"
)


_BULLETIN = re.compile(r"公[报報]")
_TITLE_REACH = 400


def are_sentences(zone: SectionText, run: Sequence[Enumerator], bound: int, best: Sequence[HeadSplit | None]) -> bool:
    """Whether numbered notes are sentences, some of which define a term.

    Args:
        zone: The section.
        run: The numbers of the notes.
        bound: Where the last note ends.
        best: The best split of each note as an entry of a glossary.
    """
    text = zone.text
    printed = sum(split is not None and _separates_headword(text, split) for split in best)
    if printed > _MAX_PRINTED_SHARE * len(run):
        return False
    notes = list(_notes(text, run, bound))
    splits = [split for _, start, end in notes if (split := split_footnote(text, start, end))]
    defined = len(splits)
    remarks = sum(split_note(text, start, end) is None and _is_remark(text, start, end) for _, start, end in notes)
    if any(split.separator == "life" for split in splits):
        return True
    if run[0].style == "caret":
        return 2 * defined >= len(run) - remarks
    minimum = 1 if _BULLETIN.search(zone.body, 0, _TITLE_REACH) else _MIN_REMARKS
    if any(_PAGES_OF_BOOK.search(text, mark.end, mark.end + _NEAR_PAGES) for mark in run[:_MIN_REMARKS]):
        return defined > 0
    most_define = remarks > 0 and _MOST * (len(run) - remarks) <= defined
    return defined > 0 and (remarks >= minimum or 4 * remarks > len(run) or most_define)


def _separates_headword(text: str, split: HeadSplit) -> bool:
    """Whether a printed separator ends a headword: short, and not a clause of a sentence."""
    head = text[split.head_start : split.head_end]
    is_short = len(head) <= _MAX_HEAD_LENGTH and "，" not in head
    return split.separator in _PRINTED and is_short and not _PAGES_OF_BOOK.match(text, split.head_end)


# ——第48、201页。 after a note of a collected edition: the pages of the book that refer to it.
_PAGES_OF_BOOK = re.compile(r"[—–─-]{1,2}[ \t\u3000]?第[\d、，,—–～~-]{1,80}页[。.]?[ \t\u3000]*")


def _notes(text: str, run: Sequence[Enumerator], bound: int) -> Iterator[tuple[Enumerator, int, int]]:
    """Yields each note with its range; pages of a book end a note, and what follows them is a further one."""
    for mark, following in pairwise([*run, None]):
        assert mark is not None
        start, stop = mark.end, following.start if following else bound
        for pages in _PAGES_OF_BOOK.finditer(text, start, stop):
            yield mark, start, pages.start()
            start = pages.end()
        if start == mark.end or text[start:stop].strip():
            yield mark, start, stop


def _is_remark(text: str, start: int, end: int) -> bool:
    note = text[start : min(end, start + 80)]
    return is_reference(note) or lacks_headword(note) or _REMARK.search(note) is not None


def read_notes(zone: SectionText, run: Sequence[Enumerator], bound: int) -> Iterator[EntrySpan]:
    """Yields the notes that define their subject, and the further terms that one of them defines."""
    read = split_note if _BULLETIN.search(zone.body, 0, _TITLE_REACH) else split_footnote
    for mark, start, end in _notes(zone.text, run, bound):
        split = read(zone.text, start, end)
        if split is None and read is split_note:
            split = definition_behind_remark(zone.text, start, end)
        if (
            split is None
            or is_about_document(zone.text[start:end])
            or is_citation(zone.text[split.definition_start : end])
        ):
            continue
        entry_span = EntrySpan(split, end, mark.start, mark.printed, mark.value, mark.style, "note-sentence")
        entry_span = _without_unpaired_bracket(
            zone, trim_last_entry(zone, entry_span) if end == bound else trim_entry_end(zone, entry_span)
        )
        yield from _split_terms(zone, entry_span)


def announced_terms(zone: SectionText, entry_span: EntrySpan) -> Iterator[EntrySpan]:
    """Yields the terms defined behind a label, else the entry itself: 1.指标解释：粮食产量是指….播种面积是指…."""
    split = announced_definition(zone.text, entry_span.split, entry_span.end)
    if split is None:
        yield entry_span
    else:
        yield from _split_terms(zone, entry_span._replace(split=split, rule="note-sentence"))


def _without_unpaired_bracket(zone: SectionText, entry_span: EntrySpan) -> EntrySpan:
    """Returns ``entry_span`` without the bracket that closes a quotation of another note."""
    definition = zone.text[entry_span.split.definition_start : entry_span.end]
    unpaired = definition.count("）") > definition.count("（") and definition.endswith("）")
    return entry_span._replace(end=entry_span.end - 1) if unpaired else entry_span


def _split_terms(zone: SectionText, entry_span: EntrySpan) -> Iterator[EntrySpan]:
    parts = [(entry_span.start, entry_span.split)]
    marked = _words_before_marker(zone, entry_span)
    further = following_definitions(zone.text, entry_span.split, entry_span.end, sentences=True)
    parts += [part for part in further if marked is None or _head(zone, part[1])[:2] in marked]
    stops = [*(start for start, _ in parts[1:]), entry_span.end]
    if len(parts) > _MIN_TERMS and all(
        _is_one_sentence(zone.text, *part) for part in zip(parts[:-1], stops[:-1], strict=True)
    ):
        stops[-1] = zone.text.find("。", parts[-1][1].definition_start, entry_span.end) + 1 or entry_span.end
    for (start, split), stop in zip(parts, stops, strict=True):
        definition = zone.text[split.definition_start : stop].rstrip(" \n\t\u3000；;，,")
        yield entry_span._replace(split=split, start=start, end=split.definition_start + len(definition))


def _is_one_sentence(text: str, part: tuple[int, HeadSplit], stop: int) -> bool:
    return text.count("。", part[1].definition_start, stop) == 1


def _head(zone: SectionText, split: HeadSplit) -> str:
    return zone.text[split.head_start : split.head_end].strip("“”")


_BEFORE_MARKER = 120
_MIN_TERMS = 2  # of this many terms in a note with one sentence each, the last has one sentence too


def _words_before_marker(zone: SectionText, entry_span: EntrySpan) -> str | None:
    """Returns the running text before the marker of a footnote; ``None`` if notes have no markers."""
    if entry_span.style != "caret":
        return None
    at = zone.body.rfind(f"[^{entry_span.number}]")
    return zone.body[max(0, at - _BEFORE_MARKER) : max(0, at)]


Stretch = tuple[int, int]
Markers = Mapping[str, Mapping[int, Sequence[Stretch]]]
"""Positions of footnote references by style, then by number, in printed order."""

MARKER_STYLES = ("circled", "paren", "square", "caret", "note", "raised")
# The leading class lets the engine skip quickly.
_MARKER = re.compile(
    rf"[①-⑳㉑-㉟㊱-㊿⑴-⒇\[［〔﹝【（({RAISED}](?:"
    r"(?P<circled>(?<=[①-⑳㉑-㉟㊱-㊿]))|(?P<paren>(?<=[⑴-⒇]))"
    rf"|(?P<raised>(?<![A-Za-z].)(?<=[{RAISED}])[{RAISED}]{{0,2}})"  # 三微¹; but m²
    r"|(?<=\[)\^(?P<caret>[\w-]{1,32})\](?!:)"
    r"|(?<=[\[［〔﹝【])(?:注释?)?(?P<square>\d{1,3}|[a-z])[\]］〕﹞】]"
    r"|(?<=[（(])注释?(?P<note>\d{1,3})[)）])"
)
# A list in a sentence (包括：①…；②…) follows punctuation; a footnote reference follows the words it explains.
_SIGNS = frozenset(("circled", "paren"))
_LIST_LEAD = frozenset("：:；;，,、\n \t\u3000")
_MIN_SHARE = 0.6


def find_markers(text: str, start: int, end: int, source: str | None = None) -> dict[str, dict[int, list[Stretch]]]:
    """Returns possible footnote references between ``start`` and ``end``: by style, then number, in printed order.

    ``source`` is the text that ``text`` is a view of, if any.
    """
    found: dict[str, dict[int, list[Stretch]]] = defaultdict(lambda: defaultdict(list))
    if "（注1" not in text and "(注1" not in text and not can_apply("footnote-markers", text, source):
        return found
    labels = label_values(text, source)
    for marker in _MARKER.finditer(text, start, end):
        if not marker.start() or text[marker.start() - 1] in _LIST_LEAD:
            continue
        style = str(marker.lastgroup)
        value = (
            value_of_sign(marker[0])
            if style in _SIGNS
            else _value(style, marker[0] if style == "raised" else marker[style], labels)
        )
        found[style][value].append(marker.span())
    return found


def _value(style: str, printed: str, labels: Mapping[str, int]) -> int:
    if style == "caret" and (labels or is_label(printed)):
        return labels.get(printed, 0)
    return value_of_mark(printed)


def resolve_footnotes(entry_spans: Sequence[EntrySpan], markers: Markers) -> list[EntrySpan]:
    """Returns ``entry_spans`` with their footnote references.

    Prefers the style of the section's own numbers; another style counts if it matches most entries.
    """
    values = {entry_span.value for entry_span in entry_spans if entry_span.value}
    own = next((entry_span.style for entry_span in entry_spans if entry_span.value), "")
    for style in sorted(markers, key=lambda name: name != own):
        if values and len(values & markers[style].keys()) >= _MIN_SHARE * len(values):
            return [
                entry_span._replace(markers=tuple(markers[style].get(entry_span.value, ())))
                for entry_span in entry_spans
            ]
    return list(entry_spans)


# Separators that are printed only after a head.
_CLEAR_SEPARATORS = frozenset(("colon", "dash", "frame"))
_MAX_CLEAR_LENGTH = 16
_NEAR_MARKER = 80


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
    before = [text[max(0, start - _NEAR_MARKER) : start] for start, _ in entry_span.markers] or [body]
    bare = without_quotes(_EXPLAINED.sub("", normalize_line(head)))
    return bool(bare) and any(bare in without_quotes(normalize_line(words)) for words in before)


# The reference to “三P”计划（创新试点计划等） follows the name without its brackets.
_EXPLAINED = re.compile(r"[（(][^（）()]*[）)]$")


_REST_OF_PHRASE = re.compile("[\u4e00-\u9fff]{1,6}")


def is_named(text: str, marker: int, head: str) -> bool:
    """Whether the words before ``marker`` end with ``head``, ignoring quotes, or with a quoted head and a few words."""
    before = text[max(0, marker - 2 * len(head) - 8) : marker]
    if head.startswith(("“", "「")) and head in before and _REST_OF_PHRASE.fullmatch(before.rpartition(head)[2]):
        return True  # 推进“一江两岸”发展①
    words = without_quotes(before)
    bare = without_quotes(head)
    return words.endswith((bare or "\n", _EXPLAINED.sub("", bare) or "\n"))
