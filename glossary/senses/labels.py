"""Which headwords are labels that governments have each for themselves, and how far a headword is used. Pure."""

import re
from collections.abc import Iterable

from glossary.chinese.headword import Headword, HeadwordKind
from glossary.senses.evidence import SourceFacts

_MEASURE = re.compile("^[个大项类种条批张座篇]")
_LONG_SHARED = 4
"""Characters behind the measure word from which a label names one thing: 区分开来, 农村路."""
_FEW_PROVINCES = 3
_PROGRAMME = re.compile("(?:工程|行动|计划|活动|项目|方案|规划|专项|战略|模式|品牌|格局|布局|条)$")
"""What a government gives a name of its own: 文化惠民工程 of one province is not that of the next."""


def find_reach(facts: Iterable[SourceFacts]) -> dict[str, int]:
    """In how many provinces a term is used, and by how many sources of the centre."""
    used = set(facts)
    return {
        "provinces": len({each.place[0] for each in used} - {None}),
        "national": len({each.source for each in used if each.level == "national"}),
    }


def is_issuer_specific(headword: str, head: Headword, reach: dict[str, int]) -> bool:
    """Whether a headword says nothing without its issuer, unless its meaning proves to be shared.

    Every numeral slogan may be a government's own (三大板块, 1+4, 一河两岸, 五区), but for one whose shared part is
    so long that it names one thing and that several provinces use (三个区分开来, 四好农村路); so may the name of a
    programme.

    Args:
        headword: Of the article.
        head: Its parts.
        reach: As ``find_reach`` gives it.
    """
    if head.kind is HeadwordKind.NUMERAL_SLOGAN:
        shared = [_MEASURE.sub("", part) for _, part in head.groups]
        is_one_thing = bool(shared) and len(max(shared, key=len)) >= _LONG_SHARED
        return not (is_one_thing and reach["provinces"] >= _FEW_PROVINCES)
    return head.kind is HeadwordKind.TERM and bool(_PROGRAMME.search(headword))
