"""Explanations of slogans in running text: …即…, A、B、C“三类用地”, “X”（A、B、C）. Pure."""

from collections.abc import Iterable, Sequence

from glossary.chinese.normalize import normalize_form, normalize_text
from glossary.extraction.inline_definitions.rules import RULES, place_of
from glossary.extraction.members.members import find_members
from glossary.model import InlineDefinition, Slogan, Span


def find_inline_definitions(text: str, slogans: Sequence[Slogan] = ()) -> tuple[InlineDefinition, ...]:
    """The explanations that ``text`` itself gives for its ``slogans``, in the order of the slogans.

    Args:
        text: The source's text.
        slogans: Its slogans (see :mod:`glossary.extraction.slogans.find_slogans`) without those inside a
            glossary section, which explains them better.

    Returns:
        At most one gloss a slogan, by the most precise rule that found one; both spans point into ``text``.

    >>> text = "落实“两基”（甲类、乙类）要求"
    >>> slogan = Slogan("“两基”", "两基", Span(2, 6), quoted=True, rule="quoted-shared")
    >>> [gloss.definition for gloss in find_inline_definitions(text, [slogan])]
    ['甲类、乙类']
    """
    if not slogans:
        return ()
    folded = normalize_text(text)
    return tuple(gloss for slogan in slogans for gloss in _gloss(text, folded, slogan))


def _gloss(text: str, folded: str, slogan: Slogan) -> Iterable[InlineDefinition]:
    place = place_of(folded, slogan.span.start, slogan.span.end, normalize_form(slogan.core), slogan.rule)
    for rule in RULES if place.numerals else ():
        extent = rule.find(place)
        if extent:
            yield _make_gloss(text, slogan, Span(*extent), rule.name)
            return


def _make_gloss(text: str, slogan: Slogan, span: Span, rule: str) -> InlineDefinition:
    definition = span.of(text)
    groups, status = find_members(slogan.core, definition)
    return InlineDefinition(slogan.surface, slogan.core, definition, slogan.span, span, groups, status, rule)
