"""Finds headwords that each government gives its own meaning, and how widely a headword is used. Pure."""

import re
from collections.abc import Iterable

from glossary.chinese.headword import Headword, HeadwordKind
from glossary.senses.evidence import SourceFacts

_MEASURE = re.compile("^[个大项类种条批张座篇]")
_MIN_SPECIFIC_LENGTH = 4
"""A label with this many characters after the measure word names one thing: 区分开来, 农村路."""
_MIN_PROVINCES = 3
_PROGRAMME = re.compile("(?:工程|行动|计划|活动|项目|方案|规划|专项|战略|模式|品牌|格局|布局|条)$")
"""Names of programmes that each government gives its own meaning: 文化惠民工程 differs from province to province."""


def find_reach(facts: Iterable[SourceFacts]) -> dict[str, int]:
    """Counts the provinces in which a term is used, and the national sources that use it."""
    used = set(facts)
    return {
        "provinces": len({each.place[0] for each in used} - {None}),
        "national": len({each.source for each in used if each.level == "national"}),
    }


def is_issuer_specific(headword: str, head: Headword, reach: dict[str, int]) -> bool:
    """Whether the meaning of a headword depends on its issuer.

    This holds for numeral slogans (三大板块, 1+4, 一河两岸, 五区) and for names of programmes. The exception is a
    slogan that several provinces use and whose counted part is long enough to name one thing (三个区分开来,
    四好农村路).

    Args:
        headword: The headword of the article.
        head: The parsed headword.
        reach: The result of ``find_reach``.
    """
    if head.kind is HeadwordKind.NUMERAL_SLOGAN:
        shared = [_MEASURE.sub("", part) for _, part in head.groups]
        is_one_thing = bool(shared) and len(max(shared, key=len)) >= _MIN_SPECIFIC_LENGTH
        return not (is_one_thing and reach["provinces"] >= _MIN_PROVINCES)
    return head.kind is HeadwordKind.TERM and bool(_PROGRAMME.search(headword))
