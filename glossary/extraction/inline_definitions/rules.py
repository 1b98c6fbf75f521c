"""The rules that find definitions in running text, by name, in the order in which they are tried. Pure.

A rule is a function: it looks at a bounded stretch around one slogan and gives the extent of the explaining words, or
nothing. Its name is the name of the function, its description the first line of its docstring; ``glossary rules`` lists
them with their measured precision. To add one, write the function and put it into ``RULES``.
"""

from collections.abc import Callable
from dataclasses import dataclass

from glossary.extraction.inline_definitions import rules_after, rules_before
from glossary.extraction.inline_definitions.slogan_context import Extent, SloganContext


@dataclass(frozen=True, slots=True)
class InlineRule:
    """One rule.

    Attributes:
        find: The rule itself.
    """

    find: Callable[[SloganContext], Extent]

    @property
    def name(self) -> str:
        """The name that inline definitions carry: ``list-before``."""
        return self.find.__name__.replace("_", "-")

    @property
    def description(self) -> str:
        """What it looks for, with examples: the first line of its docstring."""
        return (self.find.__doc__ or "").splitlines()[0]


RULES = tuple(
    map(
        InlineRule,
        (
            rules_before.named_after,
            rules_before.quoted_list_before,
            rules_after.label_list,
            rules_after.i_e,
            rules_after.in_brackets,
            rules_before.treated_as,
            rules_before.list_before,
            rules_before.run_together,
            rules_after.explained_in_sentences,
            rules_after.paragraphs_below,
            rules_after.list_after,
        ),
    )
)
"""The rules in the order in which they are tried, most precise first: of one slogan's definitions the first is kept."""
