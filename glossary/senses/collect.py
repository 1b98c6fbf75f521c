"""Turns the extraction of one source into rows of evidence. Pure.

An entry that explains several base forms (“三产”“三资”招商) gives one row for each. If the entry explains them one by
one (“六稳”指…；“六保”指…), each row holds its own part of the definition. A slogan gives a mention. An occurrence of an
entry's headword in running text gives a mention too if it is not a slogan (放管服, 小微企业).
"""

import re
from collections.abc import Iterable, Iterator
from itertools import repeat

from glossary.chinese.headword import Headword, parse_headword
from glossary.chinese.normalize import term_key
from glossary.chinese.numerals import COUNTING
from glossary.chinese.offsets import without_escapes, without_note_marks, without_quotes
from glossary.chinese.word_lists import alternation
from glossary.extraction.members.find_members import find_core_definitions
from glossary.findings import make_finding
from glossary.model import Entry, Extraction, Finding, Group, InlineDefinition, Slogan, Span, roll_up_statuses
from glossary.senses.evidence import Evidence, SourceFacts, find_facts

_CLAUSE_END = re.compile(r"[，。；！？：,;!?:\n]")
_BARE_COUNT = re.compile(f"[{COUNTING}0-9]{{1,3}}{alternation('measure_words', 'bare-count')}")
_CONTEXT = 12
_MAX_STEPS = 200_000_000
"""Limit on entries × code points when running text is searched for headwords: 10,000 entries in 20,000 characters."""
_MAX_OCCURRENCES = 500


def collect_evidence(
    source: str, text: str, extraction: Extraction
) -> tuple[tuple[Evidence, ...], tuple[Finding, ...]]:
    """Returns the evidence of a source in printed order, and findings about what was skipped."""
    facts = find_facts(source, extraction.document)
    rows: list[Evidence] = []
    for entry in extraction.entries:
        rows.extend(_entry_rows(facts, text, entry))
    for gloss in extraction.glosses:
        rows.extend(_gloss_rows(facts, text, gloss))
    for slogan in extraction.slogans:
        rows.extend(_slogan_rows(facts, text, slogan))
    if len(extraction.entries) * len(text) > _MAX_STEPS:
        return _in_order(rows), (make_finding("W301"),)
    rows.extend(_head_mentions(facts, text, extraction))
    return _in_order(rows), ()


def _in_order(rows: list[Evidence]) -> tuple[Evidence, ...]:
    """Sorts rows by offset and drops mentions that are the headword of an entry or inline definition."""
    heads = {(row.core_key, row.head_start) for row in rows if row.kind != "mention"}
    heads |= {(row.core_key, at) for row in rows if row.kind == "entry" for at in range(row.head_start, row.head_end)}
    kept = {row.order: row for row in rows if row.kind != "mention" or (row.core_key, row.head_start) not in heads}
    return tuple(sorted(kept.values(), key=lambda row: (row.head_start, row.order)))


def _citation(article: str | None, number: str | None) -> str | None:
    """Returns the number by which a definition is cited: the printed number; in a law, the article in front of it.

    >>> _citation("第三条", "一"), _citation(None, "7"), _citation("第三条", None)
    ('第三条（一）', '7', '第三条')
    """
    return f"{article}（{number}）" if article and number else article or number


def _entry_rows(facts: SourceFacts, text: str, entry: Entry) -> Iterator[Evidence]:
    for head in entry.heads or (entry.head,):
        parsed = parse_headword(head)
        stretches = find_core_definitions(entry.definition, parsed.cores) if len(parsed.cores) > 1 else None
        own = _cores(parsed, entry.groups if not entry.heads else _own_groups(parsed, entry.groups))
        for (core, groups), definition in zip(own, stretches or repeat(entry.definition), strict=False):
            if not (key := term_key(core)):
                continue
            yield Evidence(
                facts,
                "entry",
                key,
                term_key(head),
                head,
                core,
                entry.span.start,
                entry.span.end,
                entry.head_span.start,
                entry.head_span.end,
                qualifier=parsed.qualifier,
                tail=parsed.tail,
                definition=definition,
                number=_citation(entry.article, entry.number),
                page=entry.page,
                groups=groups,
                status=entry.status if len(parsed.cores) == 1 else roll_up_statuses(group.status for group in groups),
                rule=entry.rule,
                quoted=_is_quoted(head),
            )


def _gloss_rows(facts: SourceFacts, text: str, gloss: InlineDefinition) -> Iterator[Evidence]:
    parsed = _parse_surface(gloss.head, gloss.core)
    before, after = find_context(text, gloss.head_span)
    for core, groups in _cores(parsed, gloss.groups):
        if not (key := term_key(core)):
            continue
        yield Evidence(
            facts,
            "gloss",
            key,
            term_key(gloss.head),
            gloss.head,
            core,
            gloss.span.start,
            gloss.span.end,
            gloss.head_span.start,
            gloss.head_span.end,
            qualifier=parsed.qualifier,
            tail=parsed.tail,
            before=before,
            after=after,
            definition=gloss.definition,
            groups=groups,
            status=gloss.status if len(parsed.cores) == 1 else roll_up_statuses(group.status for group in groups),
            number=gloss.article,
            rule=gloss.rule,
            quoted=_is_quoted(gloss.head),
        )


def _slogan_rows(facts: SourceFacts, text: str, slogan: Slogan) -> Iterator[Evidence]:
    surface = without_escapes(slogan.surface)
    parsed = _parse_surface(surface, slogan.core)
    if _BARE_COUNT.fullmatch(slogan.core):
        # The article of “十大”提升行动 includes the noun; 十大 alone would collect unrelated lists of ten.
        parsed = Headword("", (without_quotes(surface),), "", parsed.kind, parsed.shape, parsed.groups_by_core)
    for core in parsed.cores:
        if term_key(core):
            yield _mention(facts, text, slogan.span, core, head=parsed, slogan=slogan)


def _head_mentions(facts: SourceFacts, text: str, extraction: Extraction) -> Iterator[Evidence]:
    """Yields the occurrences of entry headwords in running text, outside entries and slogans."""
    taken = sorted(
        [entry.head_span for entry in extraction.entries]
        + [entry.span for entry in extraction.entries]
        + [slogan.span for slogan in extraction.slogans]
    )
    for entry in extraction.entries:
        for head in entry.heads or (entry.head,):
            parsed = parse_headword(head)
            for core in parsed.cores:
                if len(core) > 1 and term_key(core):
                    for span in _uncovered_occurrences(text, core, taken):
                        yield _mention(facts, text, span, core)


def _uncovered_occurrences(text: str, form: str, taken: list[Span]) -> Iterator[Span]:
    at, count, index = text.find(form), 0, 0
    while at >= 0 and count < _MAX_OCCURRENCES:
        end = at + len(form)
        while index < len(taken) and taken[index].end <= at:
            index += 1
        if index == len(taken) or taken[index].start >= end:
            yield Span(at, end)
        count += 1
        at = text.find(form, end)


def _mention(
    facts: SourceFacts, text: str, span: Span, core: str, *, head: Headword | None = None, slogan: Slogan | None = None
) -> Evidence:
    before, after = find_context(text, span)
    surface = without_escapes(without_note_marks(span.of(text)))
    return Evidence(
        facts,
        "mention",
        term_key(core),
        term_key(surface),
        surface,
        core,
        span.start,
        span.end,
        span.start,
        span.end,
        qualifier=head.qualifier if head else "",
        tail=head.tail if head else "",
        before=before,
        after=after,
        rule=slogan.rule if slogan else "head",
        quoted=slogan.quoted if slogan else False,
    )


def _parse_surface(surface: str, core: str) -> Headword:
    """Parses a printed surface; if none of its base forms is the extracted one, parses that one instead."""
    parsed = parse_headword(surface)
    wanted = term_key(core)
    if any(term_key(each) in wanted for each in parsed.cores):
        return parsed
    return parse_headword(core)


def _cores(parsed: Headword, groups: tuple[Group, ...]) -> Iterator[tuple[str, tuple[Group, ...]]]:
    """Yields each base form with its own groups."""
    if len(parsed.cores) == 1:
        yield parsed.cores[0], groups
        return
    at = 0
    for core in parsed.cores:
        count = len(parse_headword(core).groups)
        yield core, groups[at : at + count]
        at += count


def _own_groups(parsed: Headword, groups: Iterable[Group]) -> tuple[Group, ...]:
    """Returns the groups of a shared definition that the headword counts."""
    counted = set(parsed.groups)
    return tuple(group for group in groups if (group.numeral, group.shared) in counted)


def find_context(text: str, span: Span) -> tuple[str, str]:
    """Returns the text before and after a span within its clause, up to 12 characters each."""
    before = _CLAUSE_END.split(text[max(0, span.start - _CONTEXT) : span.start])[-1]
    after = _CLAUSE_END.split(text[span.end : span.end + _CONTEXT], maxsplit=1)[0]
    return before, after


def _is_quoted(head: str) -> bool:
    return any(mark in head for mark in '“「『"')
