"""Finds glossary sections and their entries. Pure; the entry point of this package."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from glossary.chinese.offsets import NormalizedView, without_quotes
from glossary.chinese.rule_triggers import can_apply
from glossary.extraction.entries.defining_lines import defining_lines
from glossary.extraction.entries.definition_articles import DefinitionArticle, find_definition_articles
from glossary.extraction.entries.definition_tables import TableRow, find_definition_tables
from glossary.extraction.entries.entry_spans import EntrySpan, SectionText, definition_text, has_definition
from glossary.extraction.entries.footnotes import (
    Markers,
    announced_terms,
    drop_annotations,
    find_markers,
    resolve_footnotes,
)
from glossary.extraction.entries.headings import Heading
from glossary.extraction.entries.headword_choice import (
    after_note_mark,
    clean_headword,
    compound_headwords,
    without_note_at_end,
)
from glossary.extraction.entries.numbered import find_page_notes, split_note_list, split_numbered, split_table
from glossary.extraction.entries.section_checks import (
    coverage_diagnostics,
    entry_diagnostics,
    is_figure,
    is_glossary,
    missing_definition,
    needs_numbers,
    section_diagnostics,
    statement_left_out,
    statements,
    too_long,
    unexplained_markers,
)
from glossary.extraction.entries.sections import (
    BODY_REACH,
    SectionSpan,
    note_sections,
    sections_with_heading,
    trailing_sections,
)
from glossary.extraction.entries.standard_terms import TermsChapter, find_terms_chapters
from glossary.extraction.entries.statutes import find_statutory_definitions
from glossary.extraction.entries.unnumbered import split_sentences, split_unnumbered
from glossary.model import Entry, Finding, Section, Span

__all__ = ["Glossaries", "find_glossaries", "find_statutory_definitions"]


@dataclass(frozen=True, slots=True)
class Glossaries:
    """The glossary sections of one text, their entries in printed order, and the findings about them."""

    sections: tuple[Section, ...] = ()
    entries: tuple[Entry, ...] = ()
    findings: tuple[Finding, ...] = ()


def find_glossaries(text: str) -> Glossaries:
    r"""Finds the glossary sections of ``text`` and their entries, without members.

    Args:
        text: The source's text, ``\n`` line ends.

    Returns:
        Sections and entries in printed order, with all spans in ``text``. The ``definition`` of an entry is the text
        at its span without emphasis marks, page artefacts and blanks around lines. Never raises, for any text.
    """
    if not can_apply("box-characters", text):
        return _find_glossaries(text)
    found = _find_glossaries(text.translate(_BARS))
    return replace(found, entries=tuple(_as_printed(entry, text) for entry in found.entries))


def _as_printed(entry: Entry, text: str) -> Entry:
    """Gives the definition the box characters that the text prints, which were read as bars and dashes."""
    printed, at = entry.span.of(text), 0
    drawn, characters = printed.translate(_BARS), []
    for character in entry.definition:
        found = drawn.find(character, at)
        at = found + 1 if found >= 0 else at
        characters.append(printed[found] if found >= 0 else character)
    return replace(entry, definition="".join(characters))


def _find_glossaries(text: str) -> Glossaries:
    view = NormalizedView(text)
    reader = _Reader(view)
    reader.take_tables(find_definition_tables(text))
    reader.take_articles(find_definition_articles(view.text))
    reader.take_chapters(find_terms_chapters(view.text, view.source))
    for place in sections_with_heading(view):
        reader.read(place)
    if not any(finding.code == "W205" for finding in reader.section_findings) and not reader.taken:
        for place in trailing_sections(view, reader.end):
            reader.read(place)
    if not reader.sections:
        for place in note_sections(view):
            reader.read_note_list(place)
    if not reader.sections:
        reader.read_page_notes()
    lines = None if reader.sections else defining_lines(view)
    if lines:
        reader.read(lines)
    return reader.result()


# Tables drawn with box characters: │上市公司│指│…│ between lines of ─.
_BARS = str.maketrans("│┃║─━═┄├┤┼┌┐└┘┬┴┣┫╋┏┓┗┛┳┻╔╗╚╝╠╣╦╩╬", "|||----" + "|" * 27)


@dataclass(slots=True)
class _Reader:
    """Collects the entries of all places of one text; empty places count only if no place has entries."""

    view: NormalizedView
    sections: list[Section] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    section_findings: list[Finding] = field(default_factory=list)
    markers: Markers = field(default_factory=dict)
    taken: list[tuple[int, int]] = field(default_factory=list)
    end: int = 0

    def take_tables(self, tables: Iterable[Sequence[TableRow]]) -> None:
        """Add tables of definitions; their layout is proof enough."""
        for rows in tables:
            found = [_entry_of_row(row, len(self.sections)) for row in rows]
            start = min(min(row.head_span.start, row.span.start) for row in rows)
            span = Span(start, max(max(row.head_span.end, row.span.end) for row in rows))
            self.sections.append(Section(None, span, "definition-table"))
            self.entries.extend(found)
            self.taken.append((span.start, span.end))

    def take_articles(self, articles: Iterable[DefinitionArticle]) -> None:
        """Add articles of definitions, which a lead sentence announces."""
        for article in articles:
            if self._overlaps_taken(article.start, article.entry_spans[-1].end):
                continue
            zone = SectionText(self.view.text, article.lead_end, article.end, view=self.view)
            place = SectionSpan(zone, (article.start, article.lead_end), Heading.STRONG, "definition-article")
            end, self.end = self.end, 0
            self._take(place, article.entry_spans, article=article.label)
            self.taken.append((self.sections[-1].span.start, self.sections[-1].span.end))
            self.end = end

    def take_chapters(self, chapters: Iterable[TermsChapter]) -> None:
        """Add the chapters of terms of a standard."""
        for chapter in chapters:
            if not self._overlaps_taken(chapter.heading[0], chapter.end):
                zone = SectionText(self.view.text, chapter.heading[1], chapter.end, view=self.view)
                end, self.end = self.end, 0
                self._take(SectionSpan(zone, chapter.heading, Heading.STRONG, "standard-terms"), chapter.entry_spans)
                self.taken.append((self.sections[-1].span.start, self.view.origin(chapter.end)))
                self.end = end

    def read(self, place: SectionSpan) -> None:
        """Add the entries of ``place``, if it is a glossary and does not overlap earlier tables or articles."""
        if place.zone.start < self.end or self._overlaps_taken(place.zone.start, place.zone.end):
            return
        zone = place.zone.bounded()
        if zone is not place.zone:
            self.findings.append(too_long(self.view, zone))
            place = replace(place, zone=zone)
        found = [term for entry_span in _split(place) for term in announced_terms(zone, entry_span)]
        stated = statements(zone, found)
        found = [entry_span for entry_span in found if entry_span not in stated]
        named = [
            entry_span
            for entry_span in found
            if not is_figure(zone.text[entry_span.split.head_start : entry_span.split.head_end])
        ]
        entry_spans = self._with_markers(zone, [entry_span for entry_span in named if has_definition(zone, entry_span)])
        if is_glossary(place, entry_spans):
            self.findings.extend(
                missing_definition(self.view, entry_span)
                for entry_span in found
                if not has_definition(zone, entry_span)
            )
            self.findings.extend(statement_left_out(self.view, entry_span) for entry_span in stated)
            self._take(place, entry_spans)
        else:
            self.section_findings.extend(section_diagnostics(self.view, place, entry_spans))

    def _with_markers(self, zone: SectionText, entry_spans: Sequence[EntrySpan]) -> list[EntrySpan]:
        if not any(entry_span.value for entry_span in entry_spans):
            return list(entry_spans)
        markers = find_markers(zone.text, max(self.end, zone.start - BODY_REACH), zone.start, self.view.source)
        return drop_annotations(zone.text, resolve_footnotes(entry_spans, markers), zone.body)

    def read_note_list(self, place: SectionSpan) -> None:
        """Add the definitions among the notes that 注： opens."""
        zone = place.zone.bounded()
        entry_spans = [entry_span for entry_span in split_note_list(zone) if has_definition(zone, entry_span)]
        if entry_spans:
            self._take(replace(place, zone=zone), self._with_markers(zone, entry_spans))

    def read_page_notes(self) -> None:
        """Add the notes at the foot of their pages."""
        text = self.view.text
        zone = SectionText(text, 0, len(text))
        self.markers = find_markers(text, 0, len(text), self.view.source)
        entry_spans = [
            entry_span for entry_span in find_page_notes(zone, self.markers) if has_definition(zone, entry_span)
        ]
        if entry_spans:
            self._take(SectionSpan(zone, None, None, "page-notes"), entry_spans)

    def _overlaps_taken(self, begin: int, stop: int) -> bool:
        """Whether a range of the view overlaps a table or an article already added."""
        start, end = self.view.origin(begin), self.view.origin(stop)
        return any(start < taken_end and taken_start < end for taken_start, taken_end in self.taken)

    def result(self) -> Glossaries:
        """Returns the sections and their entries in printed order."""
        order = sorted(range(len(self.sections)), key=lambda index: self.sections[index].span)
        rank = {index: number for number, index in enumerate(order)}
        is_in_order = order == sorted(order)
        entries = self.entries if is_in_order else [replace(one, section=rank[one.section]) for one in self.entries]
        entries = sorted(entries, key=lambda entry: entry.section)
        return Glossaries(tuple(self.sections[index] for index in order), tuple(entries), tuple(self.all_findings()))

    def all_findings(self) -> list[Finding]:
        """Returns the findings about the entries that were read and about those that were not."""
        if self.sections:
            return [*self.findings, *coverage_diagnostics(self.view.source, self.sections, self.entries)]
        return [*self.findings, *self.section_findings, *unexplained_markers(self.view, self.markers)]

    def _take(self, place: SectionSpan, entry_spans: Sequence[EntrySpan], article: str | None = None) -> None:
        bare_body = without_quotes(_running_text(place.zone, entry_spans[-1].end))
        found = [_entry(self.view, place.zone, entry_span, bare_body, len(self.sections)) for entry_span in entry_spans]
        found = [replace(entry, article=article) for entry in found] if article else found
        heading = _span(self.view, *place.heading) if place.heading else None
        start = heading.start if heading else self.view.origin(entry_spans[0].start)
        self.sections.append(Section(heading, Span(start, found[-1].span.end), place.rule))
        self.entries.extend(found)
        self.findings.extend(entry_diagnostics(found, self.view.source))
        self.end = entry_spans[-1].end


def _running_text(zone: SectionText, end: int) -> str:
    """Returns the running text before a section, and for a section at the start of a document also what follows it."""
    return zone.body if len(zone.body) >= _MIN_BODY else f"{zone.body}\n{zone.text[end : end + BODY_REACH]}"


_MIN_BODY = 500
# So many numbers on every other line are not an accident.
_MIN_NUMBERS = 3


def _split(place: SectionSpan) -> list[EntrySpan]:
    """Returns the entries of ``place`` in the layout that explains most of it."""
    zone = place.zone
    table = split_table(zone)
    if table:
        return table
    numbered = split_numbered(zone)
    lines = [start for start, _ in zone.content_lines()] if numbered else []
    within = sum(start < numbered[-1].end for start in lines) if numbered else 0
    if len(numbered) >= _MIN_NUMBERS and 2 * len(numbered) >= within:
        return numbered
    if needs_numbers(place) and len(numbered) < _MIN_NUMBERS:
        return []  # running text, mostly: neither these entries nor those without numbers would be a glossary
    unnumbered = split_unnumbered(zone)
    if place.heading and _INDICATORS.search(zone.text, *place.heading):
        clear = [each for each in unnumbered if each.split.separator != "none"]
        unnumbered = max(clear, split_sentences(zone), key=len)
    is_table = bool(unnumbered) and all("\t" in _between(zone, entry_span) for entry_span in unnumbered)
    unnumbered = [_without_category(zone, each) for each in unnumbered] if is_table else unnumbered
    # 一、经济 above rows of two cells numbers the parts of the table, not its entries.
    if is_table and all(entry_span.split.separator == "line" for entry_span in numbered):
        return unnumbered
    return numbered if 2 * len(numbered) >= len(unnumbered) else unnumbered


# 指标解释, 主要统计指标解释: each line may be a sentence that defines its subject.
_INDICATORS = re.compile("指[标標]")
# 经济 below a row ended by a stop is the category of the next rows.
_CATEGORY = re.compile(r"(?<=[。！”）])\s*\n[^\n\t。；，：]{1,12}$")


def _without_category(zone: SectionText, entry_span: EntrySpan) -> EntrySpan:
    found = _CATEGORY.search(zone.text, entry_span.split.definition_start, entry_span.end)
    return entry_span._replace(end=found.start()) if found else entry_span


def _between(zone: SectionText, entry_span: EntrySpan) -> str:
    """Returns what separates a headword from its definition; a tab between two cells of a row."""
    return zone.text[entry_span.split.head_end : entry_span.split.definition_start]


def _span(view: NormalizedView, start: int, end: int) -> Span:
    return Span(view.origin(start), view.end_origin(end))


def _entry_of_row(row: TableRow, section: int) -> Entry:
    return Entry(
        head=row.head,
        definition=row.definition,
        head_span=row.head_span,
        span=row.span,
        heads=row.heads,
        section=section,
        rule="definition-table",
    )


def _entry(view: NormalizedView, zone: SectionText, entry_span: EntrySpan, bare_body: str, section: int) -> Entry:
    split = entry_span.split
    split = split._replace(definition_start=after_note_mark(view.text, split.definition_start, entry_span.end))
    entry_span = entry_span._replace(split=split)
    printed = without_note_at_end(view.text[split.head_start : split.head_end])
    head = clean_headword(printed)
    definition = definition_text(zone, entry_span)
    return Entry(
        head=head,
        definition=definition,
        head_span=_span(view, split.head_start, split.head_start + len(printed)),
        span=_span(view, split.definition_start, entry_span.end),
        number=entry_span.number,
        heads=compound_headwords(head, bare_body, definition),
        page=split.page,
        section=section,
        markers=tuple(_span(view, *marker) for marker in entry_span.markers),
        rule=entry_span.rule,
    )
