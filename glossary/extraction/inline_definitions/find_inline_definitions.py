"""Finds definitions of slogans in running text: …即…, A、B、C“三类用地”, “X”（A、B、C）. Pure."""

from collections.abc import Iterable, Sequence

from glossary.chinese.normalize import normalize_form, normalize_text
from glossary.extraction.inline_definitions.rules import RULES
from glossary.extraction.inline_definitions.slogan_context import make_context
from glossary.extraction.members.find_members import find_members
from glossary.model import InlineDefinition, Slogan, Span


def find_inline_definitions(text: str, slogans: Sequence[Slogan] = ()) -> tuple[InlineDefinition, ...]:
    """Returns the definitions that ``text`` itself gives for its ``slogans``, in the order of the slogans.

    Args:
        text: The source's text.
        slogans: Its slogans (see :mod:`glossary.extraction.slogans.find_slogans`) outside its glossary sections,
            whose entries define the others better.

    Returns:
        At most one definition per slogan, from the most precise rule that matches; both spans are in ``text``.

    >>> text = "落实“两基”（甲类、乙类）要求"
    >>> slogan = Slogan("“两基”", "两基", Span(2, 6), quoted=True, rule="quoted-shared")
    >>> [found.definition for found in find_inline_definitions(text, [slogan])]
    ['甲类、乙类']
    """
    if not slogans:
        return ()
    normalized = normalize_text(text)
    return tuple(found for slogan in slogans for found in _define(text, normalized, slogan))


def _define(text: str, normalized: str, slogan: Slogan) -> Iterable[InlineDefinition]:
    core = normalize_form(slogan.core)
    context = make_context(normalized, slogan.span.start, slogan.span.end, core, slogan.rule)
    for rule in RULES if context.numerals else ():
        extent = rule.find(context)
        if extent:
            yield _make_definition(text, slogan, Span(*extent), rule.name)
            return


def _make_definition(text: str, slogan: Slogan, span: Span, rule: str) -> InlineDefinition:
    definition = span.of(text)
    groups, status = find_members(slogan.core, definition)
    return InlineDefinition(slogan.surface, slogan.core, definition, slogan.span, span, groups, status, rule)
