"""Lists the rules of extraction by name, each with a one-line description. Pure."""

from collections.abc import Iterator
from typing import NamedTuple

from glossary.extraction.inline_definitions.find_inline_definitions import RULES
from glossary.extraction.slogans import patterns, unquoted


class RuleDescription(NamedTuple):
    """A rule.

    Attributes:
        kind: ``entry``, ``mention`` (slogans) or ``gloss`` (inline definitions), as in the evidence.
        name: Its name in entries, slogans and inline definitions.
        description: What it looks for, with examples.
    """

    kind: str
    name: str
    description: str


def list_rules() -> tuple[RuleDescription, ...]:
    """Returns the rules for slogans and inline definitions; inline rules in the order in which they are tried."""
    return (*_inline_rules(), *_slogan_rules())


def _inline_rules() -> Iterator[RuleDescription]:
    for rule in RULES:
        yield RuleDescription("gloss", rule.name, rule.description)


_OTHER_SLOGAN_RULES = {
    "quoted-word": "a label of no pattern that is a word of the language: “三三制”",
    "quoted-count": "a bare count with the noun behind its quotes: “十大”提升行动",
    "quoted-part": "one of several labels in one pair of quotes that recurs alone",
    "numeral-before-quotes": "七个“小切口”, 三类“500强”",
    "numeral-behind-quotes": "“巩固、增强、提升、畅通”八字方针, “蓝天”“碧水”“净土”三大行动",
    "head": "the headword of an entry that is a slogan as it stands",
    "lexicon": "a word of the language that needs no quotes: 三农, 八项规定",
    "known": "what the same document quotes or explains elsewhere",
    "known-with-noun": "two characters that the document quotes elsewhere, with a noun behind: 五好平台",
    "bare-listed": "a count of what is listed before it: 河水清洁、渡船安全、堤岸稳固三大底线",
}


def _slogan_rules() -> Iterator[RuleDescription]:
    for shape in patterns.SHAPES:
        yield RuleDescription("mention", f"quoted-{shape.name}", f"in quotes: {shape.examples}")
    for bare in unquoted.SHAPES:
        yield RuleDescription("mention", bare.rule, f"without quotes: {bare.examples}")
    for name, description in _OTHER_SLOGAN_RULES.items():
        yield RuleDescription("mention", name, description)
