"""Applies the rules to the example of a word-table row; the outcome is a line of text for the row.

``tests/chinese/test_words.py`` compares it with the golden file; ``evaluation.mutate_words`` does so after deleting
the row. Rows with roles that no function here handles are tested only by their pattern.
"""

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import NamedTuple

from evaluation.word_outcomes_of_senses import SENSE_ROLES
from glossary.annotation.lexicon import Lexicon
from glossary.annotation.patterns import HeadForm, LexiconForm
from glossary.chinese import word_lists
from glossary.chinese.headword import parse_headword
from glossary.chinese.normalize import look_alike_characters
from glossary.chinese.numerals import signature
from glossary.chinese.pinyin import read
from glossary.chinese.regions import find_code, full_names, is_place_name, split_region
from glossary.chinese.script import SCRIPTS, to_hans, to_script
from glossary.chinese.word_lists import word_set
from glossary.extraction.diagnostics import find_text_corruption
from glossary.extraction.entries.entry_spans import continues, is_remark
from glossary.extraction.entries.head_split import HeadWindow, find_head_splits
from glossary.extraction.entries.headings import (
    ends_section,
    glossary_heading,
    is_annex,
    is_page_artefact,
    is_part_heading,
    is_reference,
    lacks_headword,
)
from glossary.extraction.inline_definitions.find_inline_definitions import find_inline_definitions
from glossary.extraction.list_spans import is_verb, strip_lead_in
from glossary.extraction.metadata.document import find_document
from glossary.extraction.slogans.find_slogans import find_slogans
from glossary.extraction.slogans.patterns import false_friend_class
from glossary.ingest.source_metadata import known_hints, path_hints
from glossary.model import Metadata


class Case(NamedTuple):
    """A word in one role with its example; words of a table with the same role share a function that uses them."""

    table: str
    role: str
    word: str
    example: str


def cases_of(table: str) -> Iterator[Case]:
    """Returns the cases of a table, one for each role of each word.

    The role in a table of phrases is the ``side`` or ``scripts`` of a row, "phrase" for a row without.
    """
    if table in PHRASE_TABLES:
        lines = (word_lists.TABLES / f"{table}.tsv").read_text("utf-8").splitlines()
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            word = row.get("name") or next(iter(row.values()))
            example = word if table in ("look_alike_characters", "administrative_divisions") else row["example"]
            for role in (row.get("side") or row.get("scripts") or "phrase").split():
                yield Case(table, role, word, example)
        return
    for word in word_lists.load_words(table):
        for role in sorted(word.roles):
            yield Case(table, role, word.word, word.example)


# Roles of lists of headings and of sections, in tables whose other roles have a function for the whole table.
_PATTERN_ONLY = frozenset(
    (
        ("class_nouns", "before-first-part"),
        ("class_nouns", "behind-quoted-name"),
        ("verbs", "project"),
        ("report_words", "closing"),
    )
)


def find_outcome(case: Case) -> str:
    """Returns the outcome of the rules that use the role: slogans and cores, a definition, the parts of a headword.

    ``-`` means no result.
    """
    if case.table == "traditional_overrides":
        return to_script(case.example, case.role if case.role in SCRIPTS else "zh-Hant")
    key = case.table, case.role
    function = None if key in _PATTERN_ONLY else _BY_ROLE.get(key) or _BY_TABLE.get(case.table)
    return (function(case.example) if function else _matches(case)) or "-"


def _matches(case: Case) -> str:
    """Returns all matches of the pattern of the role in the example."""
    pattern = re.compile(word_lists.alternation(case.table, case.role))
    return " ".join(found[0] for found in pattern.finditer(case.example))


def _lines(example: str) -> str:
    """Returns an example as printed: ⏎ stands for a line end, because a row is one line."""
    return example.replace("⏎", "\n")


def _document(text: str) -> str:
    """Returns the metadata that the text states or implies; the fields are those of ``Metadata``."""
    document = find_document(_lines(text))
    found = [*_fields(document.stated), *(f"inferred {field}" for field in _fields(document.inferred))]
    return " ".join([*found, "complete" if document.complete else "incomplete"])


def _fields(metadata: Metadata) -> Iterator[str]:
    for name, value in asdict(metadata).items():
        shown = "/".join(str(each) for each in value.values() if each is not None) if isinstance(value, dict) else value
        if shown and shown != "False":
            yield f"{name}={shown}"


def _folder(path: str) -> str:
    return " ".join(f"{key}={value}" for key, value in path_hints(path))


def _region(name: str) -> str:
    region, level = split_region(name)
    return f"{region.province}/{region.city}/{region.county} {level}"


def _place_name(name: str) -> str:
    """Returns the name without its last character or two, if that is a place name, too."""
    return " ".join(name[:-length] for length in (1, 2) if is_place_name(name[:-length]))


def _front_matter(line: str) -> str:
    key, _, value = line.partition(": ")
    return " ".join(f"{name}={found}" for name, found in known_hints([(key, value)]))


def _reading(word: str) -> str:
    return read(word).numbers


def _line_kind(line: str) -> str:
    """Returns what the line is in or around a glossary."""
    kinds = {
        "ends the section": ends_section(line),
        "annex": is_annex(line),
        "page artefact": is_page_artefact(line),
        "part": is_part_heading(line),
        "reference": is_reference(line),
        "without headword": lacks_headword(line),
        "remark": is_remark(line),
        "continues": continues(line),
    }
    return ", ".join(name for name, is_so in kinds.items() if is_so)


def _head_end(entry: str) -> str:
    """Returns the headword that the best split of the entry gives, with its separator and score."""
    best = max(find_head_splits(HeadWindow(entry, 0, len(entry))), key=lambda split: split.score, default=None)
    return f"{entry[: best.head_end]} ({best.separator} {best.score:.1f})" if best else ""


def _slogans(text: str) -> str:
    return " ".join(f"{found.surface}={found.core} ({found.rule})" for found in find_slogans(text))


def _definitions(text: str) -> str:
    found = find_inline_definitions(text, find_slogans(text))
    return " ".join(f"{each.rule}={each.definition}" for each in found)


def _headword(text: str) -> str:
    head = parse_headword(text)
    groups = "+".join(f"{numeral}{shared}" for numeral, shared in head.groups)
    return f"{'/'.join(head.cores)} tail={head.tail} counts={groups} {head.shape}"


def _items(text: str) -> str:
    return "、".join(strip_lead_in(text.split("、")))


def _classes(label: str) -> str:
    """Returns all classes of false friends that match; a shape may be exempt from the first one."""
    found: list[str] = []
    while another := false_friend_class(label, found):
        found.append(another)
    return " ".join(found)


def _annotations(text: str) -> str:
    """Returns what is marked in ``text`` if the dictionary has every part of it as a slogan."""
    parts = [text[start:end] for start in range(len(text)) for end in range(start + 2, len(text) + 1)]
    forms = [part for part in parts if part != text]
    lexicon = Lexicon(
        [HeadForm(form, is_slogan=True, explained_by=9) for form in forms],
        [LexiconForm(form, number, count=9) for number, form in enumerate(forms)],
    )
    return "marks " + " ".join(text[start:end] for start, end, _ in lexicon.find(text, nested=True))


def _joined(text: str) -> str:
    """Returns what is marked in ``text`` if the dictionary has its last two characters as a slogan."""
    lexicon = Lexicon([HeadForm(text[-2:], is_slogan=True, explained_by=9)], [LexiconForm(text[-2:], 0, count=9)])
    return "marks " + " ".join(text[start:end] for start, end, _ in lexicon.find(text))


def _marked(form: str) -> str:
    """Returns whether a form of the dictionary is marked where it is not in quotes."""
    lexicon = Lexicon([HeadForm(form, is_slogan=True, explained_by=9)], [LexiconForm(form, 0, count=9)])
    return "marked" if list(lexicon.find(form)) else "only in quotes"


def _damage(text: str) -> str:
    return " ".join(finding.code for finding in find_text_corruption(text)) or "undamaged"


def _verb(item: str) -> str:
    return "verb" if is_verb(item) else "no verb"


_INLINE_ROLES = [
    "equates",
    "enumerates",
    "equates-first",
    "other-word",
    "named",
    "label-means",
    "classed-as",
    "joins-last",
    "treated-as",
    "represented-by",
]
_SLOGAN_ROLES = [
    "counted-outside",
    "no-bare-group",
    "no-clause",
    "no-close-joint",
    "no-digit-group",
    "no-double",
    "no-groups",
    "no-inner",
    "no-joint",
    "no-shared-list",
    "plain-count",
]
PHRASE_TABLES = (
    "readings",
    "traditional_overrides",
    "simplified_overrides",
    "look_alike_characters",
    "administrative_divisions",
)
"""Tables without roles: a phrase, its replacement, an example."""
_BY_TABLE: dict[str, Callable[[str], str | None]] = {
    "class_nouns": _slogans,
    "verbs": _slogans,
    "measure_words": _slogans,
    "slogan_words": _slogans,
    "false_friends": _classes,
    "misdecoded_text": _damage,
    "simplified_overrides": to_hans,
    "look_alike_characters": lambda character: look_alike_characters().get(character),
    "administrative_divisions": lambda name: f"{find_code(name)} {' '.join(sorted(full_names(name)))}",
    "readings": _reading,
    "title_block_words": _document,
    "report_words": _document,
    "metadata_keys": _front_matter,
    "words_around_numerals": lambda core: f"counts {signature(core)}",
}
_BY_ROLE: dict[tuple[str, str], Callable[[str], str]] = {
    **SENSE_ROLES,
    ("class_nouns", "headword-class"): _headword,
    ("class_nouns", "headword-class-counted"): _headword,
    ("class_nouns", "headword-joined"): _headword,
    ("class_nouns", "headword-levels"): _headword,
    ("class_nouns", "magnitude-programme"): _headword,
    ("verbs", "result"): _definitions,
    ("slogan_words", "one-character-member"): _definitions,
    ("verbs", "takes-object"): _definitions,
    ("function_words", "after-verb"): _verb,
    ("function_words", "announces"): _slogans,
    ("function_words", "before-meaning"): _definitions,
    ("function_words", "before-result"): _definitions,
    ("function_words", "ends-phrase"): _slogans,
    ("function_words", "joins-verb"): _items,
    ("function_words", "link"): _joined,
    ("function_words", "makes-clause"): _definitions,
    ("function_words", "question"): _damage,
    ("measure_words", "number-measure"): _marked,
    **{("false_friends", role): _slogans for role in _SLOGAN_ROLES},
    ("function_words", "and-others"): _definitions,
    ("administrative_units", "lower-unit"): _definitions,
    ("issuer_words", "level"): _definitions,
    ("verbs", "governs"): _items,
    ("verbs", "may-govern"): _items,
    ("verbs", "governs-alone"): _items,
    **{("definition_verbs", role): _definitions for role in _INLINE_ROLES},
    ("false_friends", "headword"): _headword,
    ("false_friends", "one-name"): _headword,
    ("false_friends", "annotation"): _annotations,
    ("measure_words", "time-unit"): _headword,
    ("measure_words", "after-digits"): _headword,
    ("measure_words", "list-measure"): _definitions,
    ("measure_words", "headword"): _headword,
    ("measure_words", "headword-before-quotes"): _headword,
    ("measure_words", "headword-among"): _headword,
    ("slogan_words", "well-known"): _definitions,
    **{("document_titles", f"own-name-{kind}"): _document for kind in ("bulletin", "filing", "plan", "statute")},
    **{("document_titles", f"term-{kind}"): _document for kind in ("account", "party")},
    ("slogan_words", "often-modified"): _definitions,
    ("class_nouns", "quantity"): _definitions,
    ("heading_words", "division"): lambda line: str(glossary_heading(f"{line} 名词解释")),
    ("note_words", "behind-reference"): _line_kind,
    ("function_words", "modal"): _reading,
    ("heading_words", "annex"): _line_kind,
    ("heading_words", "box"): _line_kind,
    ("heading_words", "task-list"): _line_kind,
    ("heading_words", "task-list-end"): _line_kind,
    ("heading_words", "list-name"): _line_kind,
    ("heading_words", "cut-mark"): _line_kind,
    ("heading_words", "page-jump"): _line_kind,
    ("report_words", "address"): _line_kind,
    ("note_words", "reference"): _line_kind,
    ("note_words", "cited-within"): _line_kind,
    ("note_words", "bracketed-remark"): _line_kind,
    ("note_words", "framed-remark"): _line_kind,
    ("note_words", "continues"): _line_kind,
    ("definition_verbs", "opens-note"): _line_kind,
    ("definition_verbs", "after-head"): _head_end,
    ("definition_verbs", "after-quotes"): _head_end,
    ("definition_verbs", "before-colon"): _head_end,
    ("definition_verbs", "counted-before-colon"): _head_end,
    ("words_around_numerals", "joined"): _headword,
    ("metadata_keys", "text"): lambda line: str(line.partition(":")[0] in word_set("metadata_keys", "text")),
    ("class_nouns", "behind-double-numeral"): _headword,
    ("measure_words", "headword-shape"): _headword,
    ("administrative_units", "part"): _region,
    ("administrative_units", "township"): _region,
    ("administrative_units", "county-or-above"): _document,
    ("administrative_units", "county"): _document,
    ("administrative_units", "folder"): _folder,
    ("administrative_units", "kind"): _folder,
    ("administrative_units", "kind-alone"): _folder,
    ("administrative_units", "dropped"): _place_name,
}
