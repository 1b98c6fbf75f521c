"""Writes ``extension/matching/page_patterns.js``: the patterns by which the extension reads a page as the library does.

The library builds them from the tables of words, so a new row of a table reaches the extension with ``make docs``. The
syntax of regular expressions differs a little between the languages: :func:`to_javascript` translates it.
"""

import json
import re
from types import ModuleType
from typing import Any

from docs.javascript import escape_unseen, to_javascript
from glossary.annotation.lexicon import client_rules
from glossary.chinese import headword, numerals, offsets, regions
from glossary.chinese.normalize import normalize_text
from glossary.chinese.word_lists import word_set
from glossary.extraction import list_spans
from glossary.extraction.entries import (
    definition_sentences,
    entry_spans,
    enumerators,
    head_split,
    headings,
    headword_choice,
    numbered,
    section_checks,
    sections,
    unnumbered,
)
from glossary.extraction.inline_definitions import rules_after, rules_answers, rules_before, slogan_context
from glossary.extraction.metadata import document, title_block
from glossary.extraction.slogans import (
    find_slogans,
    patterns,
    quotes,
    score_slogans,
    unquoted_candidates,
)
from glossary.lookup import sense_context, text_explanations
from glossary.senses import ranking

_HEAD = """/**
 * Patterns and words by which a page is read, as the library has them. Written by `make docs`; do not edit.
 *
 * @typedef {object} PagePatterns
 * @property {{from: string, to: string}} characters What `rules.js` folds otherwise than the rules of slogans need it.
 * @property {Record<string, [string, string]>} patterns Regular expressions: source, flags but `u`.
 * @property {[string, number, string][]} shapes Of quoted labels: name, weight, pattern of the whole label.
 * @property {[string, number, string][]} unquoted Of slogans without quotation marks: rule, weight, pattern.
 * @property {[string, string][]} falseFriends Classes of wordings that look like slogans, each with its pattern.
 * @property {Record<string, string[]>} exempt Classes that a shape may have as its members.
 * @property {Record<string, string[]>} words
 */

/** @type {PagePatterns} */
export const PAGE_PATTERNS = """

_PATTERNS: dict[ModuleType, tuple[str, ...]] = {
    patterns: ("BARE_COUNT", "COUNTED_NOUN", "CLASS_NOUN"),
    unquoted_candidates: (
        *("_HAN_START", "_DIGIT_START", "_CODE_START", "_SHAPED", "_OTHER_BEGINNING", "_BEGINS_NUMERAL"),
        *("_ACTION_NOUN", "_COUNTED", "_PLAIN_COUNT"),
    ),
    find_slogans: (
        *("_SUPPORTING_NOUN", "_OUTSIDE", "_BEHIND", "_MEASURED", "_PROGRAMME", "_NOT_COUNTED", "_ORDINARY_NOUN"),
        *("_CLAUSE", "_COUNTED"),
    ),
    score_slogans: ("READ_ON", "NUMERAL", "_PLAIN_HEAD"),
    quotes: ("_MARK", "_ARTEFACTS", "_DOUBLED", "_REVERSED"),
    list_spans: ("_AND", "_GOVERNED", "_LEAD", "_GOVERNS_ALONE", "_VERB", "_COMPLETED_ACTION", "_COMPLETED"),
    text_explanations: ("_COINED", "_AWARDED", "_AWARD", "_COUNTED", "_YEAR", "_DONE"),
    sense_context: ("CHANGE", "RESULT", "_OTHER_LABELS"),
    title_block: ("FRONT_MATTER", "COMMENT", "_MARKUP", "_SALUTATION", "_HEADING_OF_PART", "_MEETING", "_TITLE"),
    document: ("_REPRESENTS", "_BYLINE", "_JOB", "_PAPER", "_ABOUT_REPORT"),
    offsets: ("_UNSEEN", "_OPENS"),
    headings: (
        *("_TOKENS", "_NAMED", "_EXPLAINED", "_REMARKED", "_BRACKETED", "_REPORT", "_NAMES_ALONE", "_HINT"),
        *(
            "_ANNEX_LINE",
            "_TASKS",
            "_NAMED_AS_LIST",
            "_NUMBERED",
            "_BODY_RESUMES",
            "_BOX",
            "_FOOTER",
            "_SOURCES",
            "_PART",
        ),
        *("_PAGE_NUMBER", "_JUMP", "_RULE", "_CUT", "_PRINTED_ON", "_REPORT_TITLE", "_IMAGE"),
        *("_SENTENCE_OR_ITEM", "_REFERENCE", "_ABOUT_DOCUMENT", "_REST_OF_HEAD", "_WITHIN", "_HEADLESS"),
    ),
    sections: (
        *("_LEADERS", "_PAGE_OF_CONTENTS", "_FIRST", "_RUN_IN", "_EXCLAIMED", "_LAST_WORDS", "_THANKS"),
        "_GLOSSARY_START",
    ),
    entry_spans: (
        *("_LEAD", "_REMARK", "_CONTINUES", "_PART", "_SUBTITLE", "_TITLE", "_PAGE_CELL"),
        *("_QUOTED_LINE", "_ENDS_WRAPPED", "_GOES_ON"),
    ),
    numbered: ("_HEAD_LINE",),
    unnumbered: (
        *("_LABEL", "_CONTEXT_LABEL", "_RUN_IN", "_DEFINED", "_FIRST_PART", "_QUOTED", "_NAME_AND_MORE", "_CLAUSE"),
    ),
    enumerators: ("_SHAPES", "_LINE_LEAD", "_INLINE", "_BARE_NUMBER", "_BLANKS", "_EMPTY_LINES", "DAMAGED_SIGN"),
    head_split: (
        *("_SENTENCE", "_OPENING", "_COMMA", "_COLON", "_VERB_BEFORE_COLON", "_COLON_BELOW", "_ANY_END", "_VERB"),
        *("_TWICE", "_GLUED", "_GAP", "_LATIN_GAP", "_DASH", "_ENUMERATOR", "_FIRST_PART", "_QUOTED_PART"),
        *("_LAST_QUOTED", "_ORDINAL", "_REPEATED", "_BRACKET_BELOW", "_CLASSIFIED", "_CLASS"),
    ),
    headword_choice: (
        *("_NOT_IN_HEAD", "_QUOTED_NAME", "_NEW_WORD", "_PAGE", "_HAS_CONTENT", "_QUOTED", "_JOINTS"),
        *("_NAME_BY_ITSELF", "_STRAY", "_ALL_ARE", "_NOTE_AT_END", "_NOTE_BEFORE_COLON"),
    ),
    section_checks: (
        *("_DEFINES", "_AMENDS", "_TASK", "_OUTLINE", "_BOXES", "_FIGURE", "_NUMBERS", "_AMOUNT", "_QUOTED", "_STATES"),
    ),
    definition_sentences: ("_NOT_A_NAME",),
    ranking: ("_HAN", "_REFERS", "_SENTENCE"),
    headword: (
        *("_BLANK", "_QUOTED", "_CLOSING_QUOTE", "_TAIL", "_FIELD", "_COUNTED_TAIL", "_JOINED", "_MEASURE"),
        *("_ENDING_MEASURE", "_AMONG_OTHERS", "_ORDINAL", "_ONE_NAME", "_CIRCLE", "_DIGITS", "_SUM", "_BARE_SUM"),
        *("_MAGNITUDE", "_MAGNITUDE_TAIL", "_RUN", "_DOUBLED", "_LEVELS", "_NOT_COUNTED", "_DISTRIBUTED"),
        *("_EQUIVALENT", "_WITH_BRACKETS"),
    ),
    numerals: (
        *("_NUMBER", "_PERIOD", "_MAGNITUDE", "_ADDEND", "_SUM", "_CODE", "_UNIT", "_CLOSED_ONE", "_DISTRIBUTIVE"),
    ),
    slogan_context: ("_FOOTNOTE", "_SENTENCE_END", "_BRACKET", "_MEASURE"),
    rules_before: (
        *("_NAMED", "_TREATED", "_OPENING", "_JOINT", "_JOINS_ON", "_CLASSED", "_EXAMPLES", "_LEVEL"),
        *("_ENDS_IN_VERB", "_OTHERS", "_FRAME", "_ROW", "_QUANTITIES", "_COUNTED_ITEM", "_GOES_ON", "_NEXT_ITEM"),
        *("_ENDS_IN_LEVEL", "_ANY_AND", "_NEIGHBOUR", "_AND", "_COUNTS_LABEL"),
    ),
    rules_after: (
        *("_MEANS", "_CLAUSE_WORD", "_ANY_AND", "_OPENING", "_NOT_A_DEFINITION", "_LABEL_MEANS", "_NEXT_CLAUSE"),
        *("_FIRSTLY", "_LINE_END", "_DASHED", "_LABELLED", "_NEXT_DASH", "_FIRST_NUMBER", "_ANY_MARK", "_ANNOUNCES"),
        *("_SENTENCE_LABEL", "_RESUMES", "_QUESTION"),
    ),
    rules_answers: ("_QUESTION_BEHIND", "_BEHIND_WORD", "_WORD_BEFORE", "_MEANS"),
}
"""The patterns by the module that has them; JavaScript names them by module and name in lower camel case."""


def page_patterns_module() -> str:
    """Returns the module."""
    tables = json.dumps(_tables(), ensure_ascii=False, indent=2)
    return f"{_HEAD}{escape_unseen(tables)};\n"


def _tables() -> dict[str, Any]:
    return {
        "characters": _characters(),
        "patterns": {
            f"{_camel(module.__name__.rpartition('.')[2])}.{_camel(name)}": _translated(vars(module)[name])
            for module, names in _PATTERNS.items()
            for name in names
        },
        "shapes": [[each.name, each.quoted, to_javascript(each.pattern.pattern)] for each in patterns.SHAPES],
        "unquoted": [
            [each.rule, each.weight, to_javascript(each.pattern.pattern)]
            for each in unquoted_candidates.UNQUOTED_SHAPES
        ],
        "falseFriends": [
            [name, to_javascript(friend.pattern)] for name, friend in sorted(vars(patterns)["_FALSE_FRIENDS"].items())
        ],
        "exempt": {name: sorted(classes) for name, classes in score_slogans.EXEMPT.items()},
        "words": {
            "lexicalised": sorted(score_slogans.LEXICALISED),
            "coreOfTwo": sorted(score_slogans.CORE_OF_TWO),
            "places": sorted(vars(regions)["_place_names"]()),
            "wellKnown": sorted(word_set("slogan_words", "well-known")),
            "oftenModified": sorted(word_set("slogan_words", "often-modified")),
            "lists": sorted(word_set("definition_verbs", "enumerates")),
            "states": sorted(word_set("definition_verbs", "equates-first")),
            "beforeQuotes": sorted(word_set("measure_words", "before-quotes")),
        },
    }


_FLAGS = {re.MULTILINE: "m", re.DOTALL: "s", re.IGNORECASE: "i"}


def _translated(pattern: re.Pattern[str]) -> list[str]:
    flags = "".join(letter for flag, letter in _FLAGS.items() if pattern.flags & flag)
    return [to_javascript(pattern.pattern), flags]


def _camel(name: str) -> str:
    """Returns the name of a constant as JavaScript has it.

    >>> _camel("_PLAIN_HEAD")
    'plainHead'
    """
    first, *others = name.strip("_").lower().split("_")
    return first + "".join(map(str.capitalize, others))


_FIRST_FOLDED = 0x2E80
"""The first character of a script whose folding the slogan rules share; quotation marks and case they tell apart."""


def _characters() -> dict[str, str]:
    """Returns the characters that the slogan rules normalize otherwise than ``rules.js`` folds them."""
    folding = client_rules()["folding"]
    folded = {one: to for one, to in zip(folding["from"], folding["to"], strict=True) if ord(one) >= _FIRST_FOLDED}
    every = [chr(code) for code in range(0x10000) if not 0xD800 <= code < 0xE000 and chr(code) != "\n"]
    normal = normalize_text("\n".join(every)).split("\n")
    pairs = [(one, to) for one, to in zip(every, normal, strict=True) if folded.get(one, one) != to]
    return {"from": "".join(one for one, _ in pairs), "to": "".join(to for _, to in pairs)}
