"""What a text itself says of its terms: its own glossary, its own running explanations, its place and its year.

They come before the dictionary: where a report explains 三个责任 in its notes, another government's meaning is wrong.
Reading a text takes several times as long as finding the dictionary's terms in it, so what was read is kept for the
texts that were read last: a page is asked for again and again (as JSON, as HTML, in another script).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

from glossary.annotation.lexicon import Form, HeadForm, Lexicon
from glossary.annotation.matcher import MatchSpan
from glossary.chinese.headword import HeadwordKind, parse_headword, tail_noun
from glossary.chinese.normalize import QUOTES, term_key
from glossary.chinese.regions import places
from glossary.chinese.script import to_hans
from glossary.extraction.extract import extract_without_members
from glossary.lookup.sense_choice import Context, holds_beside
from glossary.model import Entry, Extraction, Group, InlineDefinition, Slogan, Span
from glossary.senses.collect import find_context
from glossary.senses.definition_quality import Quality, is_term, rate
from glossary.senses.evidence import find_facts

MAX_DOCUMENT_LENGTH = 100_000
"""Code points; what is longer (no report is half as long) is taken for a collection without a word of its own."""
_MOST_KEPT = 32
_REPORT = "government_work_report"
_COINED = re.compile("[“「『]([\u4e00-\u9fff]{3,8})[”」』]")
"""港车北上, 无籍房, 首位度: no numeral tells that they are coined, the quotation marks do."""


Hints = tuple[tuple[str, str], ...]
"""What a path or a page says of a text: pairs of ``region``, ``year``, ``title`` … and its value."""
_TITLE = re.compile("<title[^>]{0,200}>([^<]{1,300})</title", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class OwnExplanation:
    """An explanation that a text gives of one of its terms.

    Attributes:
        core: What is explained, no quotes.
        key: Of the core.
        head: As printed.
        definition: As printed.
        groups: The counted members of a running explanation; those of an entry are read when it is shown.
        head_span: Where the head stands.
        span: Where the definition stands.
        kind: ``entry`` of the text's glossary or ``gloss`` in its running text.
        rule: That found it.
        around: What stands before and behind the head, within its clause.
        printed: The head as it stands in running text: “十六字”方针.
    """

    core: str
    key: str
    head: str
    definition: str
    groups: tuple[Group, ...]
    head_span: Span
    span: Span
    kind: str
    rule: str
    around: tuple[str, str] = ("", "")
    printed: str = ""

    @property
    def forms(self) -> tuple[str, ...]:
        """The written forms that stand for it."""
        bare = self.head.strip(QUOTES) or self.core
        return tuple(dict.fromkeys((self.core, bare, self.head, self.printed, *_with_inner_quotes(self.core))))


def _with_inner_quotes(core: str) -> Iterator[str]:
    """A core with its noun outside of the quotation marks: “十六字”方针."""
    for at in range(2, len(core) - 1):
        if tail_noun(core[at:]) == core[at:]:
            yield f"“{core[:at]}”{core[at:]}"
            return


@dataclass(frozen=True, slots=True)
class TextReading:
    """What a text says of itself.

    Attributes:
        context: Its year, region and level, as found in it.
        explanations: Its own.
        places: Where its own explanations hold: start, end, index into ``explanations``; no overlap.
        slogans: Its numeral slogans.
        is_collection: Whether it is too long for one document: then the dictionary alone tells what stands where.
        coined: Words that a report puts in quotation marks, without them: what a reader may stumble over.
    """

    context: Context
    explanations: tuple[OwnExplanation, ...]
    places: tuple[MatchSpan, ...]
    slogans: tuple[Slogan, ...]
    coined: tuple[Span, ...] = ()
    is_collection: bool = False


def read_text(text: str, hints: Hints = ()) -> TextReading:
    """Read what ``text`` says of itself.

    Args:
        text: Either script.
        hints: What its path or page says of it: ``region``, ``year``, ``title``.
    """
    return _read_kept(text, hints) if len(text) <= MAX_DOCUMENT_LENGTH else _read_collection(text, hints)


def hints_of_page(html: str) -> Hints:
    """What the title of a page says of its text: the title itself, and the city or province that it names.

    >>> hints_of_page("<title>2023年株洲市政府工作报告</title>")
    (('region', '株洲市'), ('title', '2023年株洲市政府工作报告'))
    >>> hints_of_page("<p>三农</p>")
    ()
    """
    found = _TITLE.search(html[:50_000])
    if not found:
        return ()
    title = to_hans(unescape(found[1])).strip()
    named = max((name for name in places() if name in title), key=len, default=None)
    return (("region", named), ("title", title)) if named else (("title", title),)


def _read(text: str, hints: Hints) -> TextReading:
    found = extract_without_members(text, dict(hints))
    facts = find_facts("", found.document)
    explanations = tuple(_explanations(text, found))
    return TextReading(
        Context(facts.year, facts.region, "national" if facts.level == "national" else None),
        explanations,
        tuple(_find_places(text, explanations)),
        found.slogans,
        tuple(_find_coined(text, found)),
    )


def _read_collection(text: str, hints: Hints) -> TextReading:
    """No place and year hold of many documents, and what one means by 六大工程 is not what the next one does."""
    return TextReading(Context(), (), (), extract_without_members(text, dict(hints)).slogans, is_collection=True)


def _find_coined(text: str, found: Extraction) -> Iterator[Span]:
    """Short words in quotation marks; in reports only, where they are no speech."""
    if _REPORT in (found.document.stated.kind, found.document.inferred.kind):
        for quoted in _COINED.finditer(text):
            yield Span(*quoted.span(1))


_read_kept = lru_cache(maxsize=_MOST_KEPT)(_read)


def _explanations(text: str, found: Extraction) -> Iterator[OwnExplanation]:
    for entry in found.entries:
        for head in entry.heads or (entry.head,):
            if is_term(head) and rate(head, entry.definition) > Quality.NONE:
                yield from _of_entry(text, entry, head)
    for gloss in found.glosses:
        yield _of_gloss(text, gloss)


def _of_entry(text: str, entry: Entry, head: str) -> Iterator[OwnExplanation]:
    """One explanation for each core of a head: “组合港”、“一港通”试点 has two."""
    for core in dict.fromkeys((*parse_headword(head).cores, *_quoted(head))):
        if key := term_key(core):
            yield OwnExplanation(
                *(core, key, head, entry.definition, entry.groups, entry.head_span, entry.span, "entry", entry.rule),
                around=find_context(text, entry.head_span),
            )


def _quoted(head: str) -> Iterator[str]:
    """What stands in quotation marks in a head that is no term as a whole: 横琴跨境资金“电子围网”."""
    if parse_headword(head).kind is not HeadwordKind.NUMERAL_SLOGAN:
        pieces = _split_at_quotes(head)
        yield from (piece for piece in pieces[1::2] if len(term_key(piece)) > 1)


def _split_at_quotes(head: str) -> list[str]:
    """The pieces of a head between its quotation marks; every second one is quoted."""
    marks = str.maketrans(dict.fromkeys(QUOTES, '"'))
    return head.translate(marks).split('"')


def _of_gloss(text: str, gloss: InlineDefinition) -> OwnExplanation:
    place = Span(gloss.head_span.start, gloss.head_span.end)
    return OwnExplanation(
        *(gloss.core, term_key(gloss.core), gloss.head, gloss.definition, gloss.groups, place, gloss.span, "gloss"),
        rule=gloss.rule,
        around=find_context(text, place),
        printed=place.of(text),
    )


def _find_places(text: str, explanations: Sequence[OwnExplanation]) -> Iterator[MatchSpan]:
    """Where the text uses what it explains, each place with the explanation that is meant there."""
    if not explanations:
        return
    by_key: dict[str, list[int]] = {}
    for at, each in enumerate(explanations):
        by_key.setdefault(each.key, []).append(at)
    firsts = [explanations[indexes[0]] for indexes in by_key.values()]
    heads = [HeadForm(one.core, parse_headword(one.core).kind is HeadwordKind.NUMERAL_SLOGAN) for one in firsts]
    forms = [
        Form(form, number, None, "headword" if form == explanations[at].core else "full_form", 1)
        for number, indexes in enumerate(by_key.values())
        for at in indexes
        for form in explanations[at].forms
    ]
    lexicon = Lexicon(heads, forms)
    meant = list(by_key.values())
    for start, end, pattern in lexicon.find(text):
        candidates = [explanations[at] for at in meant[lexicon.patterns[pattern].term]]
        chosen = _choose(text, start, end, candidates)
        if chosen is not None:
            yield start, end, explanations.index(chosen)


def _choose(text: str, start: int, end: int, candidates: Sequence[OwnExplanation]) -> OwnExplanation | None:
    """The explanation meant at a place: the one given there, the glossary's, the last one given before it.

    A running explanation of 四位一体 holds for the next 四位一体 only if no other noun stands behind it.
    """
    for each in candidates:
        if each.kind == "gloss" and each.head_span.start <= start < each.head_span.end:
            return each
    around = find_context(text, Span(start, end))
    fitting = [each for each in candidates if _fits(each, around)]
    printed = [each for each in fitting if each.kind == "entry"]
    if printed:
        return min(printed, key=lambda each: not _is_named(each, around))
    before = [each for each in fitting if each.head_span.start <= start]
    return before[-1] if before else fitting[0] if fitting else None


def _fits(each: OwnExplanation, around: tuple[str, str]) -> bool:
    return each.kind == "entry" or holds_beside(each.around[1], around[1])


def _is_named(each: OwnExplanation, around: tuple[str, str]) -> bool:
    """Whether what stands beside the core in the head stands beside the place: 行政执法“三项制度”."""
    parsed = parse_headword(each.head)
    qualifier, tail = parsed.qualifier, parsed.tail
    before, after = (side.strip(QUOTES) for side in around)
    return bool((qualifier and before.endswith(qualifier)) or (tail and after.startswith(tail)))


def with_caller(context: Context, year: int | None, region: str | None) -> Context:
    """What was found in a text, overruled by what the caller says of it; a text of a region is none of the centre."""
    if region is not None:
        context = context._replace(region=region, level=None)
    return context if year is None else context._replace(year=year)
