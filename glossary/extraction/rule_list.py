"""Lists the rules of extraction by name, each with a one-line description. Pure."""

from collections.abc import Iterator
from typing import NamedTuple

from glossary.extraction.inline_definitions.find_inline_definitions import RULES
from glossary.extraction.slogans.find_slogans import SLOGAN_RULES


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


def _slogan_rules() -> Iterator[RuleDescription]:
    for name, description in SLOGAN_RULES.items():
        yield RuleDescription("mention", name, description)
