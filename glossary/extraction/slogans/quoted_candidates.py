"""Finds candidates for slogans in quotes, or with the numeral before or after the quotes. Pure."""

import re
from collections.abc import Iterator, Sequence

from glossary.chinese.numerals import SEVERAL, value_of
from glossary.chinese.word_lists import simplified, word_set
from glossary.extraction.slogans.patterns import CLASS_NOUN, COUNTED_NOUN, MEASURE, is_bare_count
from glossary.extraction.slogans.quotes import Label, find_quotations, make_label
from glossary.extraction.slogans.score_slogans import (
    ACCEPT_THRESHOLD,
    NUMERAL,
    DocumentEvidence,
    SloganCandidate,
    score_form,
)

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


def find_labels(folded: str) -> list[Label]:
    """Returns the quoted labels of the normalized text, in printed order, outer before inner."""
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
