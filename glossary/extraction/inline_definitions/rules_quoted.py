"""Rules for definitions that are quoted before a slogan: “蓝天”“碧水”“净土”三大行动. Pure."""

import re

from glossary.extraction.inline_definitions.rules_before import PAIR, is_known_without_list
from glossary.extraction.inline_definitions.slogan_context import (
    CLOSING_QUOTES,
    OPENING_QUOTES,
    Extent,
    SloganContext,
)
from glossary.extraction.list_spans import LOOK_BACK


def quoted_list_before(context: SloganContext) -> Extent:
    """A quoted list, or several quotations: “巩固、增强、提升、畅通”八字方针, “蓝天”“碧水”“净土”三大行动."""
    if context.rule != "numeral-behind-quotes":
        return _quoted_list_adjoining(context)
    closing = max(context.text.rfind(mark, max(0, context.start - 10), context.start) for mark in CLOSING_QUOTES)
    opening = _opening_quote(context.text, closing)
    if "、" in context.text[opening:closing]:
        return (opening + 1, closing) if 0 <= opening < closing - 1 else None
    for _ in range(context.count - 1):
        if opening < 0 or context.text[opening - 1] not in CLOSING_QUOTES:
            return None
        opening = _opening_quote(context.text, opening - 1)
    return (opening, closing + 1) if opening >= 0 else None


_ANY_MARK = re.compile("[、+·]")


def _quoted_list_adjoining(context: SloganContext) -> Extent:
    """Finds a slogan without quotes right after a quotation of as many parts: “轨道+公交+慢行”三网融合."""
    closing = context.start - 1
    if context.text[context.start : context.start + 1] in OPENING_QUOTES:
        return _quoted_list_of_name(context)
    if context.count < 2:
        return None
    if closing < 1 or context.text[closing] not in CLOSING_QUOTES:
        return None
    opening = _opening_quote(context.text, closing)
    parts = _ANY_MARK.split(context.text[opening + 1 : closing]) if opening >= 0 else []
    is_list = len(parts) == context.count and not any(part.isascii() for part in parts)  # “1+7”双碳方案 is not a list
    return (opening + 1, closing) if is_list and not is_known_without_list(context) else None


def _quoted_list_of_name(context: SloganContext) -> Extent:
    """Finds a slogan in quotes behind 的 and a quoted list: “巩固、增强、提升、畅通”的“八字方针”."""
    closing = context.start - 2
    if context.count <= PAIR or closing < 1 or context.text[closing : closing + 2] not in _CLOSES_BEFORE_NAME:
        return None
    opening = _opening_quote(context.text, closing)
    parts = context.text[opening + 1 : closing].split("、") if opening >= 0 else []
    is_counted = context.count in (len(parts), sum(map(len, parts)) * (context.core[1:2] == "字"))
    return (opening + 1, closing) if len(parts) > 1 and is_counted else None


_CLOSES_BEFORE_NAME = frozenset(f"{mark}的" for mark in CLOSING_QUOTES)


def _opening_quote(text: str, closing: int) -> int:
    """Returns the opening mark of the quotation that closes at ``closing``; -1 if it is too far away."""
    return max(text.rfind(mark, max(0, closing - LOOK_BACK), max(0, closing)) for mark in OPENING_QUOTES)
