"""The rules that find definitions in running text, by name, in the order in which they are tried. Pure.

A rule is a function: it examines a bounded range around one slogan and returns the extent of its definition, or
``None``. The name of the rule is that of the function, its description the first line of the docstring; ``glossary
rules`` lists them with their measured precision. To add one, write the function and add it to ``RULES``.
"""

from collections.abc import Callable
from dataclasses import dataclass

from glossary.extraction.inline_definitions import rules_after, rules_before
from glossary.extraction.inline_definitions.slogan_context import Extent, SloganContext


@dataclass(frozen=True, slots=True)
class InlineRule:
    """One rule.

    Attributes:
        find: The function.
    """

    find: Callable[[SloganContext], Extent]

    @property
    def name(self) -> str:
        """The name of the rule in inline definitions: ``list-before``."""
        return self.find.__name__.replace("_", "-")

    @property
    def description(self) -> str:
        """The first line of the docstring: what the rule finds, with examples."""
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
"""The rules, most precise first: each slogan keeps the definition of the first rule that matches."""
