"""Finds numeral slogans (数字略语) in running text. Pure.

Candidates come from quotes (``quoted_candidates``) and from text without quotes (``unquoted_candidates``). Each has the
weight of its evidence; where two overlap, the heavier one stays. docs/extraction.md has the grammar and the measured
figures.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from glossary.chinese.normalize import normalize_text
from glossary.chinese.numerals import COUNTING, SEVERAL
from glossary.extraction.slogans import patterns
from glossary.extraction.slogans.patterns import ANY_NUMERAL, MEASURE
from glossary.extraction.slogans.quoted_candidates import find_labels, find_quoted
from glossary.extraction.slogans.quotes import clean_label, pieces_of, with_usual_marks
from glossary.extraction.slogans.score_slogans import (
    ACCEPT_THRESHOLD,
    LEXICALISED,
    SloganCandidate,
    document_evidence,
    is_slogan_head,
)
from glossary.extraction.slogans.unquoted_candidates import UNQUOTED_SHAPES, find_unquoted
from glossary.findings import make_finding
from glossary.model import Entry, Finding, Slogan, Span

SLOGAN_RULES = {
    **{f"quoted-{shape.name}": f"in quotes: {shape.examples}" for shape in patterns.SHAPES},
    **{shape.rule: f"without quotes: {shape.examples}" for shape in UNQUOTED_SHAPES},
    "quoted-word": "a label of no pattern that is a word of the language: “三三制”",
    "quoted-count": "a bare count with the noun behind its quotes: “十大”提升行动",
    "quoted-part": "one of several labels in one pair of quotes that recurs alone",
    "numeral-before-quotes": "七个“小切口”, 三类“500强”",
    "numeral-behind-quotes": "“巩固、增强、提升、畅通”八字方针, “蓝天”“碧水”“净土”三大行动",
    "head": "the headword of an entry that is a slogan without changes",
    "lexicon": "a word of the language that needs no quotes: 三农, 八项规定",
    "known": "what the same document quotes or explains elsewhere",
    "known-with-noun": "two characters that the document quotes elsewhere, with a noun behind: 五好平台",
    "bare-listed": "a count of what is listed before it: 河水清洁、渡船安全、堤岸稳固三大底线",
}
"""The rules by name, each with what it finds and examples."""


def find_slogans(text: str, entries: Sequence[Entry] = ()) -> tuple[Slogan, ...]:
    """Returns the numeral slogans of ``text`` in printed order, without overlaps.

    Args:
        text: The source's text.
        entries: The entries of its own glossary sections; their headwords are strong evidence.

    Only the text before :func:`find_search_end` is searched.

    Returns:
        Slogans with ``surface`` as printed at ``span``; ``core`` has no quotes, white space or footnote marks.

    >>> [slogan.surface for slogan in find_slogans("划定“三区三线”，做好“五小”水利，提升三产水平")]
    ['“三区三线”', '“五小”水利']
    """
    end = find_search_end(text)
    folded = normalize_text(with_usual_marks(text[:end]))
    if end < len(text):
        entries = [entry for entry in entries if entry.head_span.end <= end]
    labels = find_labels(folded)
    evidence = document_evidence(labels, entries)
    quoted = list(find_quoted(folded, labels, evidence))
    found = _heaviest([*quoted, *find_unquoted(folded, quoted, evidence), *_plain_heads(folded, entries)])
    return tuple(_slogan(text, candidate) for candidate in found)


MAX_MARKS = 200_000
"""Quotation marks and numerals that are searched for slogans: a text of six million characters has as many.

A text that consists of them has a slogan at every third character, each of which takes 800 bytes.
"""
_MARK = re.compile(f"[“「『{COUNTING}]")


def find_search_end(text: str) -> int:
    """Returns where the search for slogans ends: the length of the text, unless it has more than ``MAX_MARKS``."""
    if len(text) <= MAX_MARKS:
        return len(text)
    mark = next(islice(_MARK.finditer(text), MAX_MARKS, None), None)
    return mark.start() if mark else len(text)


def find_unsearched(text: str) -> Iterator[Finding]:
    """Yields a finding (W223) if the end of a text is not searched."""
    end = find_search_end(text)
    if end < len(text):
        yield make_finding("W223", Span(end, end + 1), most=MAX_MARKS)


HEAD = 5
"""The weight of a headword of the document's own glossary."""


def _plain_heads(folded: str, entries: Sequence[Entry]) -> Iterator[SloganCandidate]:
    """Yields glossary headwords without quotes that are slogans in this form (双控：…, 新三样：…)."""
    for entry in entries:
        core = pieces_of(folded, entry.head_span.start, entry.head_span.end)
        form = "".join(folded[start:end] for start, end in core)
        if form == clean_label(form) and is_slogan_head(form):
            core = _without_modifier(core, form)
            yield SloganCandidate(entry.head_span.start, entry.head_span.end, core, False, "head", HEAD)


# 智能建造七大行动, 能耗双控: a modifier before the numeral.
_MODIFIED = re.compile(f"[^{ANY_NUMERAL}]{{2,8}}(?=(?P<core>[{SEVERAL}].+))")
_COUNTED = re.compile(f"[二三四五六七八九十两]+{MEASURE}")


def _without_modifier(pieces: Sequence[tuple[int, int]], form: str) -> tuple[tuple[int, int], ...]:
    """Removes the modifier from a headword, if the rest is also a slogan; 门前三包 and 月清三地 stay whole."""
    found = _MODIFIED.match(form)
    if not found or len(pieces) != 1 or not (found["core"] in LEXICALISED or _COUNTED.match(found["core"])):
        return tuple(pieces)
    start, end = pieces[0]
    return ((start + found.end(), end),)


def _heaviest(candidates: Iterable[SloganCandidate]) -> list[SloganCandidate]:
    """Returns the candidates with enough weight, without overlaps, in printed order.

    Of two overlapping candidates, one that contains the other stays (双安双创 before 双创), otherwise the heavier one.
    """
    chosen: list[SloganCandidate] = []
    for candidate in sorted(candidates, key=lambda found: (found.start, -found.end, -found.weight)):
        if candidate.weight < ACCEPT_THRESHOLD:
            continue
        if chosen and candidate.start < chosen[-1].end:
            if candidate.end <= chosen[-1].end or candidate.weight <= chosen[-1].weight:
                continue
            chosen.pop()
        chosen.append(candidate)
    return chosen


def _slogan(text: str, found: SloganCandidate) -> Slogan:
    core = "".join([text[start:end] for start, end in found.core])
    return Slogan(text[found.start : found.end], core, found.span, found.quoted, found.rule)
