"""Extracts a text's own explanations (glossary and inline definitions), its place and its year.

They take precedence over the dictionary: if a report explains 三个责任 in its notes, another government's meaning is
wrong. Extraction takes several times as long as finding the dictionary's terms, so the results for recent texts are
cached: clients request a page repeatedly (as JSON, as HTML, in another script).
"""

import re
import sys
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

from glossary.annotation.lexicon import Lexicon
from glossary.annotation.matcher import MatchSpan
from glossary.annotation.patterns import HeadForm, LexiconForm
from glossary.chinese.headword import HeadwordKind, leading_class_nouns, named_field, parse_headword
from glossary.chinese.normalize import QUOTES, term_key
from glossary.chinese.numerals import SEVERAL
from glossary.chinese.regions import listed_places, short_names
from glossary.chinese.script import to_hans
from glossary.chinese.word_lists import list_words, simplified
from glossary.extraction.extract import extract_document, extract_without_members
from glossary.ingest.source_metadata import front_matter_hints
from glossary.lookup.sense_choice import Context
from glossary.lookup.sense_context import CHANGE, MAX_DOCUMENT_LENGTH, YEARLY, names_another_subject
from glossary.model import Document, Entry, Extraction, Group, InlineDefinition, Slogan, Span
from glossary.senses.collect import find_context
from glossary.senses.evidence import find_facts
from glossary.senses.ranking import DefinitionQuality, is_term, rate

_MAX_CACHED = 128
_ANY_SCRIPT = "zh-Hans"
"""Place, year and explanations do not depend on the script of a text, which would take longer to find."""
_REPORT = "government_work_report"
_COINED = re.compile("[“「『]((?:[\u4e00-\u9fff]{3,8}(?=[”」』])|[二三四五六七八九]五[”」』]普法))")
"""港车北上, 无籍房, 首位度: quotation marks, not numerals, show that these are coined terms; “七五”普法 is a plan."""
_AWARDED = re.compile(f"{simplified('verbs', 'awards')}[^。；]*$")
_AWARD = re.compile(f"奖|.[”」』](?:等[^。；]{{0,6}})?{simplified('class_nouns', 'award')}")
"""荣获“国家森林城市”称号, “品质特别奖”: names of awards, which say what they mean."""
_BEFORE_AWARD = 20
_MEASURES = list_words("measure_words", "exchanged")
_COUNTED = re.compile(f"([二三四五六七八九十]|[2-9]|10)({'|'.join(_MEASURES)})([\u4e00-\u9fff]{{2,}})")
_YEAR = re.compile("(?:19|20)[0-9]{2}")
_DONE = re.compile(simplified("verbs", "completes"))
"""兑现 and 完成 in the clause of a yearly list: it is that of the year before."""


Hints = tuple[tuple[str, str], ...]
"""Metadata of a text from its path or page: pairs of a name (``region``, ``year``, ``title`` …) and a value."""
_TITLE = re.compile("<title[^>]{0,200}>([^<]{1,300})</title", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class OwnExplanation:
    """An explanation that a text gives of one of its terms.

    Attributes:
        core: The base form that is explained, without quotation marks.
        key: The key of the base form.
        head: The headword as printed.
        definition: The definition as printed.
        groups: The members of an inline definition; those of an entry are parsed when it is shown.
        head_span: Span of the headword.
        span: Span of the definition.
        kind: ``entry`` of the text's glossary, or ``gloss`` (inline definition) in its running text.
        rule: The extraction rule that found it.
        around: The text before and after the headword, within its clause.
        printed: The headword as it appears in running text: “十六字”方针.
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
        """The written forms that lead to this explanation."""
        bare = self.head.strip(QUOTES) or self.core
        others = (*_with_inner_quotes(self.core), *_counted_otherwise(self.core))
        return tuple(dict.fromkeys((self.core, bare, self.head, self.printed, *others)))


def _with_inner_quotes(core: str) -> Iterator[str]:
    """Yields a base form with its class noun or its end outside of the quotation marks: “十六字”方针, “四化”同步."""
    if len(core) > 3 and core[0] in SEVERAL:
        yield f"“{core[:2]}”{core[2:]}"
    for at in range(2, len(core) - 1):
        if leading_class_nouns(core[at:]) == core[at:]:
            yield f"“{core[:at]}”{core[at:]}"
            return


def _counted_otherwise(core: str) -> Iterator[str]:
    """Yields a base form as running text may print it: 5个百万亩 for 五个百万亩, 三大试验区 for 三个试验区, 五个体系.

    >>> sorted(_counted_otherwise("五个体系建设"))[:3]
    ['5个体系', '5个体系建设', '5大体系']
    """
    found = _COUNTED.fullmatch(core)
    if not found:
        return
    number, _, counted = found.groups()
    is_ended = len(counted) > 3 and leading_class_nouns(counted[-2:]) == counted[-2:]
    for each in (counted, counted[:-2]) if is_ended else (counted,):
        for measure in _MEASURES:
            yield from (numeral + measure + each for numeral in _numerals(number))


def _numerals(number: str) -> tuple[str, str]:
    """Returns a number of 2 to 10 as a character and in digits."""
    characters = "二三四五六七八九十"
    value = int(number) if number.isdigit() else characters.index(number) + 2
    return characters[value - 2], str(value)


@dataclass(frozen=True, slots=True)
class TextReading:
    """The result of reading a text.

    Attributes:
        context: Year, region and level found in the text.
        explanations: The text's own explanations.
        places: Places to which they apply: start, end, index into ``explanations``; no overlap.
        slogans: The numeral slogans of the text.
        coined: Spans of quoted words in a report, without the quotation marks: terms a reader may not know.
        is_collection: Whether the text is too long for one document; then only the dictionary is used.
        is_lexicon_only: Whether places must depend on the lexicon alone, as for a client that has only the lexicon.
    """

    context: Context
    explanations: tuple[OwnExplanation, ...]
    places: tuple[MatchSpan, ...]
    slogans: tuple[Slogan, ...]
    coined: tuple[Span, ...] = ()
    is_collection: bool = False
    is_lexicon_only: bool = False


def read_text(text: str, hints: Hints = ()) -> TextReading:
    """Extract the own explanations, slogans and metadata of ``text``.

    Args:
        text: The text, in either script.
        hints: Metadata from its path or page: ``region``, ``year``, ``title``.
    """
    return _read_kept(text, hints) if len(text) <= MAX_DOCUMENT_LENGTH else _read_collection(text, hints)


def read_context(text: str, hints: Hints = ()) -> TextReading:
    """Extract only the metadata of ``text``, for places that depend on the lexicon alone.

    Args:
        text: The text, in either script.
        hints: As for :func:`read_text`.
    """
    context = (
        _find_context(extract_document(text, dict(hints), script=_ANY_SCRIPT))
        if len(text) <= MAX_DOCUMENT_LENGTH
        else Context()
    )
    return TextReading(context, (), (), (), is_lexicon_only=True)


def _find_context(document: Document) -> Context:
    facts = find_facts("", document)
    return Context(facts.year, facts.region, "national" if facts.level == "national" else None)


def hints_of_text(text: str) -> Hints:
    r"""Returns metadata from the front matter of a text, with the city or province that its title names.

    >>> hints_of_text("---\ntitle: 2025年宁夏回族自治区政府工作报告\n---\n各位代表：")
    (('region', '宁夏回族自治区'), ('title', '2025年宁夏回族自治区政府工作报告'))
    """
    found = dict(front_matter_hints(text))
    title = to_hans(found.get("title", ""))
    if title and "region" not in found and (named := _named_place(title)):
        found["region"] = named
    return tuple(sorted(found.items()))


def _named_place(title: str) -> str | None:
    named = max((name for name in (*listed_places(), *short_names()) if name in title), key=len, default="")
    return short_names().get(named, named) or None


def hints_of_page(html: str) -> Hints:
    """Returns metadata from the title of a page: the title itself, and the city or province that it names.

    >>> hints_of_page("<title>2023年株洲市政府工作报告</title>")
    (('region', '株洲市'), ('title', '2023年株洲市政府工作报告'))
    >>> hints_of_page("<p>三农</p>")
    ()
    """
    found = _TITLE.search(html[:50_000])
    if not found:
        return ()
    title = to_hans(unescape(found[1])).strip()
    named = _named_place(title)
    return (("region", named), ("title", title)) if named else (("title", title),)


def _read(text: str, hints: Hints) -> TextReading:
    found = extract_without_members(text, dict(hints), script=_ANY_SCRIPT)
    explanations = tuple(_explanations(text, found))
    return TextReading(
        _find_context(found.document),
        explanations,
        tuple(_find_places(text, explanations)),
        found.slogans,
        tuple(_find_coined(text, found)),
    )


def _read_collection(text: str, hints: Hints) -> TextReading:
    """Reads a collection. Its documents differ in place, year and the meaning of 六大工程, so only slogans are used."""
    return TextReading(
        Context(), (), (), extract_without_members(text, dict(hints), script=_ANY_SCRIPT).slogans, is_collection=True
    )


def _find_coined(text: str, found: Extraction) -> Iterator[Span]:
    """Yields short quoted words; in reports only, where quotation marks do not mean speech."""
    if _REPORT in (found.document.stated.kind, found.document.inferred.kind):
        for quoted in _COINED.finditer(text):
            start, end = quoted.span(1)
            if not _AWARDED.search(text, max(0, start - _BEFORE_AWARD), start) and not _AWARD.match(text, end - 1):
                yield Span(start, end)


_read_kept = lru_cache(maxsize=_MAX_CACHED)(_read)


def _explanations(text: str, found: Extraction) -> Iterator[OwnExplanation]:
    for entry in found.entries:
        for head in entry.heads or (entry.head,):
            if is_term(head) and rate(head, entry.definition) > DefinitionQuality.NONE:
                yield from _of_entry(text, entry, head)
    for gloss in found.glosses:
        yield _of_gloss(text, gloss)


def _of_entry(text: str, entry: Entry, head: str) -> Iterator[OwnExplanation]:
    """Yields one explanation for each base form of a headword: “组合港”、“一港通”试点 has two."""
    for core in dict.fromkeys((*parse_headword(head).cores, *_quoted(head))):
        if key := term_key(core):
            yield OwnExplanation(
                *(core, key, head, entry.definition, entry.groups, entry.head_span, entry.span, "entry", entry.rule),
                around=find_context(text, entry.head_span),
            )


def _quoted(head: str) -> Iterator[str]:
    """Yields quoted parts of a headword that is not a slogan: 横琴跨境资金“电子围网”."""
    if parse_headword(head).kind is not HeadwordKind.NUMERAL_SLOGAN:
        pieces = _split_at_quotes(head)
        yield from (piece for piece in pieces[1::2] if len(term_key(piece)) > 1)


def _split_at_quotes(head: str) -> list[str]:
    """Splits a headword at its quotation marks; every second piece is quoted."""
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
    """Yields the places where the text uses a term that it explains, with the index of the explanation."""
    if not explanations:
        return
    by_key: dict[str, list[int]] = {}
    for at, each in enumerate(explanations):
        by_key.setdefault(each.key, []).append(at)
    firsts = [explanations[indexes[0]] for indexes in by_key.values()]
    heads = [HeadForm(one.core, parse_headword(one.core).kind is HeadwordKind.NUMERAL_SLOGAN) for one in firsts]
    forms = [
        LexiconForm(form, number, None, "headword" if form == explanations[at].core else "full_form", 1)
        for number, indexes in enumerate(by_key.values())
        for at in indexes
        for form in explanations[at].forms
    ]
    lexicon = Lexicon(heads, forms)
    chooser_of = [_Chooser([(at, explanations[at]) for at in indexes]) for indexes in by_key.values()]
    for start, end, pattern in lexicon.find(text):
        paragraph = text.rfind("\n", 0, start) + 1
        around = find_context(text, Span(start, end))
        chosen = chooser_of[lexicon.patterns[pattern].term].choose(start, around, paragraph)
        if chosen is not None:
            yield start, end, chosen


class _Chooser:
    """Chooses among a text's own explanations of one term; in time that does not grow with their number.

    Args:
        candidates: The explanations of the term with their indexes, in the order of the text.
    """

    def __init__(self, candidates: Sequence[tuple[int, OwnExplanation]]) -> None:
        self._entry: int | None = None
        self._is_yearly = bool(candidates) and candidates[0][1].core.endswith(YEARLY)
        self._is_dated = False
        self._is_change = bool(candidates) and CHANGE.fullmatch(candidates[0][1].core) is not None
        self._definitions = {at: each.definition for at, each in candidates}
        self._modifiers: dict[str, int] = {}
        self._class_nouns: dict[str, int] = {}
        inline: dict[str, list[tuple[int, int, int]]] = {"": []}
        for at, each in candidates:
            if each.kind == "entry":
                self._add_entry(at, each)
                continue
            found = (each.head_span.start, each.head_span.end, at)
            inline[""].append(found)
            if field := named_field(each.around[1].strip(QUOTES)):
                inline.setdefault(field, []).append(found)
        self._inline = {field: sorted(found) for field, found in inline.items()}

    def _add_entry(self, at: int, entry: OwnExplanation) -> None:
        self._entry = at if self._entry is None else self._entry
        self._is_dated = self._is_dated or (self._is_yearly and _YEAR.search(entry.head) is not None)
        head = parse_headword(entry.head)
        self._modifiers.setdefault(head.qualifier, at)
        self._class_nouns.setdefault(head.tail, at)

    def choose(self, start: int, around: tuple[str, str], paragraph: int) -> int | None:
        """The explanation for a place: the one given there, the glossary's, or the last one before it.

        An inline definition of 四位一体 applies to the next 四位一体 only if no other noun follows it, or in the rest
        of the ``paragraph``, which begins there; that of a label of change (双提升) only if no other subject is named
        before it. A list of a year (2025年10件民生实事) does not apply where the review calls it completed.
        """
        here = _last_before(self._inline[""], start)
        if here is not None and start < here[1] and not self._is_in_glossary(here[2]):
            return here[2]
        if self._is_dated and any(map(_DONE.search, around)):
            return None
        if self._entry is not None:
            return min(self._named(around), default=self._entry)
        field = named_field(around[1].strip(QUOTES))
        fitting = self._inline.get(field, [])
        before = _last_before(fitting, start)
        before = here if before is None and here is not None and here[0] >= paragraph else before
        if before is None and self._is_yearly:
            return None
        chosen = before[2] if before else fitting[0][2] if fitting else None
        if chosen is not None and self._is_change and names_another_subject(self._definitions[chosen], around[0]):
            return None
        return chosen

    def _is_in_glossary(self, inline: int) -> bool:
        """Whether the glossary explains the same thing as an inline definition, and better: 产业转移 for 加大产业."""
        if self._entry is None:
            return False
        return not names_another_subject(self._definitions[self._entry], self._definitions[inline])

    def _named(self, around: tuple[str, str]) -> Iterator[int]:
        """Entries whose modifier or class noun is next to the place: 行政执法“三项制度”."""
        before, after = (side.strip(QUOTES) for side in around)
        for length in range(1, len(before) + 1):
            if (at := self._modifiers.get(before[-length:])) is not None:
                yield at
        for length in range(1, len(after) + 1):
            if (at := self._class_nouns.get(after[:length])) is not None:
                yield at


def _last_before(found: Sequence[tuple[int, int, int]], start: int) -> tuple[int, int, int] | None:
    """The last of the sorted spans that begins at or before ``start``."""
    at = bisect_right(found, (start, sys.maxsize, 0))
    return found[at - 1] if at else None


def with_caller(context: Context, year: int | None, region: str | None) -> Context:
    """Returns the context with values of the caller, which take precedence; a text of a region is not national."""
    if region is not None:
        context = context._replace(region=region, level=None)
    return context if year is None else context._replace(year=year)
