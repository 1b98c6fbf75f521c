"""Finds numeral slogans (数字略语) in running text. Pure.

Candidates come from quotes, with the numeral in them, before or after them, and from text without quotes
(``unquoted_candidates``). Each has the weight of its evidence; where two overlap, the heavier one stays.
docs/extraction.md has the grammar and the measured figures.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from glossary.chinese.normalize import normalize_text
from glossary.chinese.numerals import COUNTING, SEVERAL, value_of
from glossary.chinese.rule_triggers import can_apply, quotes_alternate
from glossary.chinese.word_lists import simplified, word_set
from glossary.extraction.slogans import patterns
from glossary.extraction.slogans.patterns import ANY_NUMERAL, CLASS_NOUN, COUNTED_NOUN, MEASURE, is_bare_count
from glossary.extraction.slogans.quotes import (
    PLAIN_QUOTATION,
    Label,
    clean_label,
    find_quotations,
    make_label,
    pieces_of,
    with_usual_marks,
)
from glossary.extraction.slogans.score_slogans import (
    ACCEPT_THRESHOLD,
    LEXICALISED,
    NUMERAL,
    DocumentEvidence,
    SloganCandidate,
    document_evidence,
    is_slogan_head,
    score_form,
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
    is_plain = end == len(text) and not can_apply("other-quotes", text) and quotes_alternate(text)
    labels = find_labels(folded, is_plain=is_plain)
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


# A class noun that supports the label but does not belong to the surface.
_SUPPORTING_NOUN = re.compile(simplified("class_nouns", "vouches"))
_NEEDS_NOUN = frozenset({"quoted-sum", "quoted-code", "quoted-shared", "quoted-magnitudes", "quoted-double"})
_OUTSIDE = re.compile(
    f"(?<![第一二三四五六七八九十百千万])([二三四五六七八九十两]{simplified('measure_words', 'before-quotes')})$"
)
_OUTSIDE_REACH = 3
_ENDS_COUNT = frozenset((*(word[-1] for word in word_set("measure_words", "before-quotes")), "\n"))
"""What may precede a label with its numeral outside the quotes; a line end, because $ skips it."""
_BEHIND = re.compile(
    "[为等这的]?[\u4e00-\u9fff]{0,3}?(?P<core>(?P<numeral>十[二六]|二十四?|[二三四五六七八九十两])"
    f"(?:字{simplified('class_nouns', 'behind-characters')}|{simplified('class_nouns', 'behind-numeral')}"
    f"|大(?:[\u4e00-\u9fff]{{0,4}}?{simplified('class_nouns', 'behind-quotes')}+|[\u4e00-\u9fff]{{2}})"
    "|篇大?文章))"
)
_MEASURED = re.compile(f"[{SEVERAL}]+{MEASURE}")
_SEPARATOR = re.compile("[、，,；;]")


def find_labels(folded: str, *, is_plain: bool = False) -> list[Label]:
    """Returns the quoted labels of the normalized text, in printed order, outer before inner.

    Args:
        folded: The normalized text.
        is_plain: Whether it has no quotation marks but “ and ”, which alternate.
    """
    if is_plain:
        return [make_label(folded, *found.span(), nested=False) for found in PLAIN_QUOTATION.finditer(folded)]
    return [make_label(folded, start, end, nested=nested) for start, end, nested in sorted(find_quotations(folded))]


def find_quoted(folded: str, labels: Sequence[Label], evidence: DocumentEvidence) -> Iterator[SloganCandidate]:
    """Yields the candidates that quotes suggest."""
    run, behind_last = 0, -1
    for label in labels:
        # “蓝天”“碧水”“净土”三大行动: the number of adjacent labels up to this one.
        run = run + 1 if behind_last <= label.start <= behind_last + 1 else 1
        behind_last = max(behind_last, label.end)
        if not label.nested and label.form in evidence.quoted:
            yield from _inside(folded, label, evidence)
        if folded[label.start - 1 : label.start] in _ENDS_COUNT:
            outside = _OUTSIDE.search(folded, max(0, label.start - _OUTSIDE_REACH), label.start)
            yield from _numeral_before(folded, label, outside) if outside else ()
        if run > 1 or label.nested or "、" in label.form or "，" in label.form:
            yield from _numeral_behind(folded, label, run)


def _inside(folded: str, label: Label, evidence: DocumentEvidence) -> Iterator[SloganCandidate]:
    parts = _recurring_parts(label, evidence)
    if parts:
        yield from parts
        return
    rule, weight = score_form(label.form)
    if weight <= 0:  # no evidence can make it a slogan
        yield from _named_code(folded, label)
        return
    if is_bare_count(label.form):
        noun = COUNTED_NOUN.match(folded, label.end)
        if noun:
            yield SloganCandidate(label.start, noun.end(), label.core, True, "quoted-count", evidence.weigh(label.form))
        return
    tail = CLASS_NOUN.match(folded, label.end)
    named = bool(tail or _SUPPORTING_NOUN.match(folded, label.end))
    if rule == "quoted-pair" and not named:  # “三千”技改行动 is accepted because of its noun; 三千 alone is a numeral
        named = COUNTED_NOUN.match(folded, label.end) is not None
    end = tail.end() if tail and rule in _NEEDS_NOUN and len(label.form) <= 5 else label.end
    yield SloganCandidate(label.start, end, label.core, True, rule, evidence.weigh(label.form, named=named))


_PROGRAMME = re.compile(simplified("class_nouns", "programme-code"))


def _named_code(folded: str, label: Label) -> Iterator[SloganCandidate]:
    """Yields “12345”工程: a telephone number without the noun."""
    noun = _PROGRAMME.match(folded, label.end) if label.form.isdecimal() else None
    rule, weight = score_form(label.form + noun[0]) if noun else ("", 0)
    if noun and weight >= ACCEPT_THRESHOLD:
        yield SloganCandidate(label.start, noun.end(), label.core, True, rule, weight)


def _recurring_parts(label: Label, evidence: DocumentEvidence) -> list[SloganCandidate]:
    """Splits “四个驱动、六个新的经济增长点” in two if one part recurs alone; otherwise such a list is one title."""
    if label.form.isalnum() or len(label.core) != 1 or label.form in evidence.heads:
        return []  # most labels are one word
    pieces = _SEPARATOR.split(label.form)
    if len(pieces) < 2:
        return []
    if evidence.quoted[label.form] > 1 or not any(evidence.quoted[piece] for piece in pieces):
        return []
    found, at = [], label.core[0][0]
    for piece in pieces:
        weight = evidence.weigh(piece)
        found.append(SloganCandidate(at, at + len(piece), ((at, at + len(piece)),), True, "quoted-part", weight))
        at += len(piece) + 1
    return found if all(map(_MEASURED.match, pieces)) and all(part.weight >= ACCEPT_THRESHOLD for part in found) else []


_NOT_COUNTED = re.compile(simplified("false_friends", "counted-outside"))
_ORDINARY_NOUN = re.compile(simplified("class_nouns", "not-counted-thing"))
# The shared part of the members may be half a sentence: 五个“必须统筹好”, 八个“走在前、作示范”.
_CLAUSE = re.compile(simplified("verbs", "half-sentence"))


def _numeral_before(folded: str, label: Label, outside: re.Match[str]) -> Iterator[SloganCandidate]:
    """Yields 七个“小切口”, 三类“500强”, 六个“百千”行动."""
    if not _is_counted(label.form, outside[1]) or (outside[1][1] == "个" and _ORDINARY_NOUN.match(folded, label.end)):
        return
    tail = CLASS_NOUN.match(folded, label.end)
    core = (outside.span(1), *label.core)
    yield SloganCandidate(outside.start(), tail.end() if tail else label.end, core, True, "numeral-before-quotes", 7)


def _is_counted(form: str, numeral: str) -> bool:
    """Whether ``form`` is what the members share, and not something that the text happens to count."""
    if numeral[1] == "类":
        return form == "500强"
    if _NOT_COUNTED.search(form):
        return False
    return bool(_CLAUSE.match(form) or (len(form) <= 4 and (numeral[0] != "两" or NUMERAL.search(form))))


def _numeral_behind(folded: str, label: Label, run: int) -> Iterator[SloganCandidate]:
    """Yields “巩固、增强、提升、畅通”八字方针, “甲、乙、丙、丁”为施政四轴心, “蓝天”“碧水”“净土”三大行动."""
    behind = _BEHIND.match(folded, label.end)
    if behind and value_of(behind["numeral"]) in _counts(label.form, run):
        core = behind.span("core")
        yield SloganCandidate(*core, (core,), False, "numeral-behind-quotes", 7)


def _counts(form: str, run: int) -> set[int]:
    """Returns what a numeral after the quotes may count: adjacent labels, parts of a list, characters (八字方针)."""
    parts = _SEPARATOR.split(form)
    if len(parts) > 1:
        return {len(parts), len("".join(parts))}
    return {run} if run > 2 else set()
