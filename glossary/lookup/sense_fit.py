"""Whether a sense of a term may be shown as the meaning in a text of a given place. Pure.

A meaning of one government, one field or a few other provinces is not presented as that of the text.
"""

import re

from glossary.chinese.numerals import COUNTING
from glossary.lookup.sense_context import (
    ALONE,
    NOWHERE,
    NUMERAL_NAME,
    ArticleView,
    Place,
    SenseView,
    lacks_field,
    shares_word,
)
from glossary.senses.ranking import is_local, names_particular
from glossary.senses.same_sense import names_field

_SHORT_NAME = 2
"""Characters of 吉县, which has no shorter name."""
_OTHER_LABEL = re.compile(f"[；。][“「]?[{COUNTING}][\u4e00-\u9fff]{{1,4}}[”」]?，?[即指]")
"""The next label of a run that is explained label by label: 一枢纽，即…；三中心，即…."""
_MIN_WIDESPREAD = 6
"""Minimum provinces of a meaning that is taken to be nationwide although the central government does not use it."""
USUAL_SHARE = 3
"""How many times more sources than all others must mean the usual one of several nationwide senses."""


def is_of_field(article: ArticleView, sense: SenseView, place: Place, around: tuple[str, str]) -> bool:
    """Whether a sense of a label has no field, or its field is near the place or need not be.

    能耗“双控” is meant by “双控”, too: many times more sources explain it than any other. Several governments of a
    province need not name 开发区 with their “三个一批”.
    """
    if not article.is_issuer_specific or around == ALONE or not lacks_field(sense, around):
        return True
    others = sum(each.sources for each in article.senses) - sense.sources
    is_usual = sense.is_national and sense.sources >= USUAL_SHARE * others
    return is_usual or (place != NOWHERE and sum(each.place[0] == place[0] for each in sense.issuers) > 1)


def is_of_others(article: ArticleView, sense: SenseView, place: Place, around: tuple[str, str]) -> bool:
    """Whether a meaning is of a few other provinces only, and nothing near the place shows that it is meant.

    Guangdong's 三旧 is not that of Wuhan, Nanchang and Kunming. A label that the central government or most provinces
    use (六稳, 双碳) has its meaning everywhere.
    """
    if not article.is_issuer_specific or article.is_widely_used or place == NOWHERE:
        return False
    is_widespread = sense.provinces >= _MIN_WIDESPREAD
    return not is_widespread and is_far(sense, place) and not shares_word(sense.sense["definition"], around)


def is_particular(article: ArticleView, sense: SenseView) -> bool:
    """Whether a sense of a term with one meaning is nevertheless that of one government alone.

    It is a longer name (澜沧江—湄公河流域国家文化艺术节), refers to a place (我市出台了…, 打造恩施市…) or names its own
    (资阳与…公司共同投资, 以杭州广播电视大学为基础), goes on to other labels (一枢纽，即…；三中心，即…), is of one field
    (农业科技“五五”工程), which does not explain the “五五” of 普法, or explains a name that no other province uses
    (一卡通 for two health cards).
    """
    definition = sense.sense["definition"]
    if names_particular(article.headword, definition):
        return True
    if len(sense.issuers) != 1 or sense.is_national:
        return False
    is_own = is_local(definition) or _names_own_place(definition, sense.issuers[0].place)
    is_own = is_own or article.is_of_one_province or _OTHER_LABEL.search(definition) is not None
    is_of_one_field = article.shape == NUMERAL_NAME and names_field(sense.sense.get("tail", ""))
    return is_own or is_of_one_field or names_field(sense.sense.get("qualifier", ""))


def _names_own_place(definition: str, place: Place) -> bool:
    """Whether a wording names its issuer's place, with or without 省 or 市: 以杭州广播电视大学为基础."""
    return any(name[:-1] in definition for name in place if name and len(name) > _SHORT_NAME)


def is_far(sense: SenseView, place: Place) -> bool:
    """Whether no issuer of a sense is of the place's province."""
    return place[0] is None or all(issuer.place[0] != place[0] for issuer in sense.issuers)
