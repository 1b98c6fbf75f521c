"""Writes ``extension/matching/page_patterns.js``: the patterns by which the extension reads a page as the library does.

The library builds them from the tables of words, so a new row of a table reaches the extension with ``make docs``. The
syntax of regular expressions differs a little between the languages: :func:`to_javascript` translates it.
"""

import json
from types import ModuleType
from typing import Any

from docs.javascript import escape_unseen, to_javascript
from glossary.annotation.lexicon import client_rules
from glossary.chinese.normalize import normalize_text
from glossary.chinese.word_lists import word_set
from glossary.extraction import list_spans
from glossary.extraction.metadata import document, title_block
from glossary.extraction.slogans import (
    find_slogans,
    patterns,
    quoted_candidates,
    quotes,
    score_slogans,
    unquoted_candidates,
)
from glossary.lookup import text_explanations

_HEAD = """/**
 * Patterns and words by which a page is read, as the library has them. Written by `make docs`; do not edit.
 *
 * @typedef {object} PagePatterns
 * @property {{from: string, to: string}} characters What `rules.js` folds otherwise than the rules of slogans need it.
 * @property {Record<string, string>} patterns Sources of regular expressions with the flag `u`.
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
    quoted_candidates: (
        *("_SUPPORTING_NOUN", "_OUTSIDE", "_BEHIND", "_MEASURED", "_PROGRAMME", "_NOT_COUNTED", "_ORDINARY_NOUN"),
        "_CLAUSE",
    ),
    unquoted_candidates: (
        *("_HAN_START", "_DIGIT_START", "_CODE_START", "_SHAPED", "_OTHER_BEGINNING", "_BEGINS_NUMERAL"),
        *("_ACTION_NOUN", "_COUNTED", "_PLAIN_COUNT"),
    ),
    score_slogans: ("READ_ON", "NUMERAL", "_PLAIN_HEAD"),
    quotes: ("_MARK", "_ARTEFACTS"),
    list_spans: ("_AND",),
    text_explanations: ("_COINED", "_AWARDED", "_AWARD"),
    title_block: ("_FRONT_MATTER", "_COMMENT", "_MARKUP", "_SALUTATION", "_HEADING_OF_PART", "_MEETING", "_TITLE"),
    document: ("_REPRESENTS", "_BYLINE", "_JOB", "_PAPER", "_ABOUT_REPORT"),
}
"""The patterns by the module that has them; in JavaScript they have the same names in lower camel case."""


def page_patterns_module() -> str:
    """Returns the module."""
    tables = json.dumps(_tables(), ensure_ascii=False, indent=2)
    return f"{_HEAD}{escape_unseen(tables)};\n"


def _tables() -> dict[str, Any]:
    return {
        "characters": _characters(),
        "patterns": {
            "countedHead": to_javascript(vars(find_slogans)["_COUNTED"].pattern),
            **{
                _camel(name): to_javascript(vars(module)[name].pattern)
                for module, names in _PATTERNS.items()
                for name in names
            },
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
            "beforeQuotes": sorted(word_set("measure_words", "before-quotes")),
        },
    }


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
