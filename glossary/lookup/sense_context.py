"""What the choice of a sense depends on: issuers, places and years of each sense, and the nouns next to a place. Pure.

A noun beside the term (“五小”企业, 能耗“双控”) may leave few of its senses. A meaning of one government, one field or a
few other provinces is not presented as that of the text (:func:`is_of_others`, :func:`is_of_field`).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from glossary.chinese.headword import leading_class_nouns
from glossary.chinese.normalize import QUOTES
from glossary.chinese.numerals import COUNTING, SEVERAL
from glossary.chinese.regions import full_names, split_region
from glossary.chinese.word_lists import list_words, simplified
from glossary.senses.ranking import is_local, names_particular
from glossary.senses.same_sense import ISSUER_SPECIFIC_SHAPES, names_field, strip_generic

Place = tuple[str | None, str | None, str | None]
"""Province, city, county; ``None`` if unknown."""
NOWHERE: Place = (None, None, None)
"""No place is known."""
ALONE = ("“", "”")
"""The text around a label that stands alone, as in a list of terms: no noun is missing beside it."""
MAX_DOCUMENT_LENGTH = 100_000
"""Code points; a longer text (no report is half as long) is a collection, and its own explanations are not used."""
YEARLY = "实事"
"""Lists that are new each year: the review names last year's 十件民生实事, and the plan lists those of this year."""
CHANGE = re.compile(f"[{SEVERAL}].{{0,2}}(?:{simplified('verbs', 'change')}|控)")
"""Labels that say how things changed; what they count is named before them: 事故起数、死亡人数“双下降”, 能耗“双控”."""
_CODES = frozenset(("D+D", "DDD"))
"""Shapes of labels that are numbers only: 1+N, 1234."""
NUMERAL_NAME = "one-name"
"""The shape of a name that begins with a numeral and counts nothing: 一卡通, 一张图."""
_PROVINCES = 34
"""Provinces, autonomous regions, municipalities and special administrative regions."""
_UNDATED = 99
"""Years to an explanation without a date."""
_SHORT_NAME = 2
"""Characters of 吉县, which has no shorter name."""
_OTHER_LABEL = re.compile(f"[；。][“「]?[{COUNTING}][\u4e00-\u9fff]{{1,4}}[”」]?，?[即指]")
"""The next label of a run that is explained label by label: 一枢纽，即…；三中心，即…."""
_MIN_WIDESPREAD = 6
"""Minimum provinces of a meaning that is taken to be nationwide although the central government does not use it."""
USUAL_SHARE = 3
"""How many times more sources than all others must mean the usual one of several nationwide senses."""


@dataclass(frozen=True, slots=True)
class Issuer:
    """An issuer that explains a sense: its place, level and years."""

    name: str | None
    place: Place
    level: str | None
    first: int | None
    last: int | None
    sources: int

    def distance(self, year: int | None) -> int:
        """Returns the years between ``year`` and the nearest explanation; 0 if either is unknown."""
        if year is None or self.first is None or self.last is None:
            return 0
        return max(self.first - year, year - self.last, 0)


@dataclass(frozen=True, slots=True)
class SenseView:
    """The properties of one sense that the choice depends on."""

    sense: dict[str, Any]
    issuers: tuple[Issuer, ...]
    is_national: bool
    provinces: int
    sources: int
    is_printed: bool
    nouns: tuple[str, ...]
    is_yearly: bool = False

    @property
    def members(self) -> frozenset[str]:
        """The counted things."""
        return frozenset(member["text"] for group in self.sense["groups"] for member in group["members"])

    def distance(self, year: int | None) -> int:
        """Returns the years from ``year`` to the nearest explanation."""
        return min((issuer.distance(year) for issuer in self.issuers), default=_UNDATED if year else 0)

    def is_later(self, year: int | None) -> bool:
        """Whether the sense was first explained after ``year``."""
        first = min((issuer.first for issuer in self.issuers if issuer.first), default=0)
        return year is not None and first > year


@dataclass(frozen=True, slots=True)
class ArticleView:
    """The properties of one article that the choice depends on.

    Attributes:
        headword: The headword.
        is_issuer_specific: Whether each government may have its own meaning.
        is_counted: Whether each government certainly has its own meaning: 六大工程, “1+4”; 三线, each of whose
            senses is one government's.
        senses: The senses without ``doubts``.
        is_contested: Whether more provinces have their own meanings than share the national one, and the central
            government does not use the label: 三位一体, 三项制度.
        is_widely_used: Whether the central government or most provinces use the label: 六稳, 双碳, not 三旧.
        is_code: Whether it is a code of numbers (1+N), which every government fills in differently in every field.
        is_change: Whether it is a label of change, for things named before it: 双下降.
        is_of_one_province: Whether it is a name with a numeral (一卡通) that only one province uses.
        shape: The shape of the headword, if it has a numeral: NX, one-name.
    """

    headword: str
    is_issuer_specific: bool
    is_counted: bool
    senses: tuple[SenseView, ...]
    is_contested: bool = False
    is_widely_used: bool = False
    is_change: bool = False
    is_code: bool = False
    is_of_one_province: bool = False
    shape: str | None = None


def view_article(article: Mapping[str, Any]) -> ArticleView:
    """Extracts the properties for the choice from an article's JSON."""
    senses = tuple(_view_sense(article["headword"], sense) for sense in article["senses"] if not sense.get("doubts"))
    headword = article["headword"]
    is_change = CHANGE.fullmatch(headword) is not None
    is_issuer_specific = bool(article.get("issuer_specific")) or is_change or headword.endswith(YEARLY)
    is_counted = article.get("shape") in ISSUER_SPECIFIC_SHAPES or (is_issuer_specific and _are_all_own(senses))
    is_used_by_centre = article.get("reach", {}).get("national", 0) > 0 or any(
        issuer.level == "national" for each in senses for issuer in each.issuers
    )
    is_contested = is_issuer_specific and not is_used_by_centre and are_contested(senses)
    is_widely_used = is_used_by_centre or article.get("reach", {}).get("provinces", 0) > _PROVINCES // 2
    is_code = article.get("shape") in _CODES
    shape = article.get("shape")
    is_of_one = shape == NUMERAL_NAME and article.get("reach", {}).get("provinces", 0) <= 1
    return ArticleView(
        headword,
        is_issuer_specific,
        is_counted,
        senses,
        is_contested,
        is_widely_used,
        is_change,
        is_code,
        is_of_one,
        shape,
    )


def are_contested(senses: Sequence[SenseView]) -> bool:
    """Whether more provinces have their own meanings than share the national one."""
    own = sum(each.provinces for each in senses if not each.is_national)
    return own > sum(each.provinces for each in senses if each.is_national)


def _are_all_own(senses: Sequence[SenseView]) -> bool:
    """Whether there are several senses, each of one government: 三线 is cables in one city and rivers in another."""
    return len(senses) > 1 and all(len(each.issuers) == 1 and not each.is_national for each in senses)


def _view_sense(headword: str, sense: dict[str, Any]) -> SenseView:
    issuers = tuple(
        Issuer(each["issuer"], place_of(each["region"]), each["level"], each["first"], each["last"], each["sources"])
        for each in sense.get("issuers", ())
    )
    return SenseView(
        sense,
        issuers,
        sense["scope"]["level"] == "national",
        len({issuer.place[0] for issuer in issuers} - {None}),
        sum(issuer.sources for issuer in issuers),
        any(definition["kind"] == "entry" for definition in sense.get("definitions", ())),
        tuple(filter(None, (sense.get("qualifier", ""), sense.get("tail", "")))),
        headword.endswith(YEARLY),
    )


@lru_cache(maxsize=4096)
def place_of(region: str | None) -> Place:
    """Returns province, city and county of a full name.

    >>> place_of("湖南省株洲市荷塘区"), place_of("株洲市")
    (('湖南省', '株洲市', '荷塘区'), ('湖南省', '株洲市', None))
    """
    if not region:
        return NOWHERE
    # An ambiguous name (鼓楼区) is not expanded.
    names = sorted(full_names(region))
    found, _ = split_region(names[0] if len(names) == 1 else region)
    return found.province, found.city, found.county


_KINDS = list_words("class_nouns", "kind")
"""Nouns that distinguish meanings (“五小”企业, “五小”行业), although they do not name a field."""
RESULT = re.compile(
    f"{simplified('function_words', 'before-result')}|{simplified('verbs', 'result')}|[“”‘’「」『』，、：等的了年]"
)
"""What is between a label such as 双下降 and the things that changed."""
_OTHER_LABELS = re.compile(f"^.*[“「『][{SEVERAL}0-9][^”」』]*[”」』](?=.)")
"""Labels that are named before another one: 推动“三大变革”、促进“四个提升”."""
_COORDINATED = re.compile("[”」』]?(?:、?[“「『][^“”「」『』]{1,8}[”」』])+")
"""Further labels that share the noun of the first: “三无”、“五保”人员."""
_PAIR = 2
_MIN_END = 3
"""Characters of the end of a modifier that name it alone."""
_MIN_SUBJECT = 4
"""Characters of a clause from which it names what changed."""


def senses_of_form(senses: Sequence[SenseView], form_sense: str | None) -> tuple[SenseView, ...]:
    """Returns the sense that the written form implies; none if its noun names no field and others have no noun.

    Of “四个全面”战略布局, both the old and the new 四个全面 are meant, although one was printed so.
    """
    named = tuple(each for each in senses if each.sense["id"] == form_sense)
    is_open = any(each.nouns and not fields_of(each) for each in named) and not all(each.nouns for each in senses)
    return () if is_open else named


def text_beside(around: tuple[str, str]) -> tuple[str, str]:
    """Returns what is next to a place, without quotation marks and without further labels that share its noun.

    >>> text_beside(("低保、“", "”、“五保”人员供养标准"))
    ('低保、', '人员供养标准')
    """
    before, after = around
    before, after = around
    further = _COORDINATED.match(after)
    return before.strip(QUOTES), after[further.end() if further else 0 :].strip(QUOTES)


def senses_of_noun(senses: Sequence[SenseView], around: tuple[str, str]) -> tuple[SenseView, ...]:
    """Returns the senses whose noun is next to the place; all senses if none is and no other field is named.

    A noun that names no field (“四个全面”战略布局) does not exclude the senses that are printed without a noun.
    """
    if not any(each.nouns for each in senses):
        return tuple(senses)
    before, after = text_beside(around)
    beside = [[noun for noun in each.nouns if _is_adjacent(noun, before, after)] for each in senses]
    if any(any(map(_field, nouns)) for nouns in beside):
        return tuple(each for each, nouns in zip(senses, beside, strict=True) if any(map(_field, nouns)))
    if any(beside):
        return tuple(each for each, nouns in zip(senses, beside, strict=True) if nouns or not each.nouns)
    if not _field(following_noun(after)):
        return tuple(senses)
    return tuple(each for each in senses if not fields_of(each))


def has_noun_beside(senses: Sequence[SenseView], around: tuple[str, str]) -> bool:
    """Whether a noun that names the field of a sense is next to the place."""
    before, after = text_beside(around)
    return any(_is_adjacent(noun, before, after) for each in senses for noun in each.nouns)


def has_field_beside(senses: Sequence[SenseView], around: tuple[str, str]) -> bool:
    """Whether a noun that names the field of a sense (民族团结, not 工程) is next to the place."""
    before, after = text_beside(around)
    return any(
        bool(_field(noun)) and names_field(noun) and _is_adjacent(noun, before, after)
        for each in senses
        for noun in each.nouns
    )


def lacks_field(sense: SenseView, around: tuple[str, str]) -> bool:
    """Whether a sense is of a field, and neither it nor a word of the definition is near the place.

    铁合金行业“五化”改造 does not explain 矿山“五化”改造.
    """
    field = sense.sense.get("qualifier", "")
    return names_field(field) and not shares_word(field + sense.sense["definition"], around)


def shares_word(wording: str, around: tuple[str, str]) -> bool:
    """Whether two characters in a row of the text around a place are in a wording, too."""
    return any(side[at : at + 2] in wording for side in text_beside(around) for at in range(len(side) - 1))


def _is_adjacent(noun: str, before: str, after: str) -> bool:
    """Whether a noun is next to a place; the end of a long modifier does, too: 承包地“三权分置” for 农村承包地."""
    is_long = len(noun) > _MIN_END
    return after.startswith(noun) or before.endswith(noun) or (is_long and before.endswith(noun[-_MIN_END:]))


def following_noun(after: str) -> str:
    """Returns the class noun that follows a place, or a kind of thing; empty if neither follows."""
    following = after.strip(QUOTES)
    return leading_class_nouns(following) or next((kind for kind in _KINDS if following.startswith(kind)), "")


def fields_of(sense: SenseView) -> list[str]:
    """Lists the nouns of a sense that name a field or a kind of thing: 水利 and 企业, not 工程."""
    return [field for noun in sense.nouns if (field := _field(noun)) and names_field(noun)]


def _field(noun: str) -> str:
    return strip_generic(noun) or next((kind for kind in _KINDS if noun.startswith(kind)), "")


def is_of_another_thing(sense: SenseView, before: str) -> bool:
    """Whether the clause before the place names what changed, and it is nothing that this sense counts."""
    counted = "、".join(sense.members) or sense.sense["definition"]
    return names_another_subject("、".join((counted, *sense.nouns)), before)


def is_part_of_name(article: "ArticleView", around: tuple[str, str]) -> bool:
    """Whether a label of two characters is without its noun and without quotation marks: 四方 in 惠通四方.

    Each source prints it with a noun (四方责任).
    """
    if article.shape != "NX" or len(article.headword) > _PAIR or not all(each.nouns for each in article.senses):
        return False
    is_quoted = bool(around[0][-1:] in QUOTES and around[1][:1] in QUOTES and all(around))
    return not is_quoted and not has_noun_beside(article.senses, around)


def names_another_subject(counted: str, before: str) -> bool:
    """Whether a clause names what changed, and shares no two characters in a row with what is ``counted``.

    >>> names_another_subject("投资强度和产出效益", "民族地区发展质量")
    True
    >>> names_another_subject("进出口总量", "实现进出口")
    False
    >>> names_another_subject("工业化率", "推动“三大变革”、促进")
    False
    """
    subject = RESULT.sub("", _OTHER_LABELS.sub("", before))
    if len(subject) < _MIN_SUBJECT:
        return False
    return all(subject[at : at + 2] not in counted for at in range(len(subject) - 1))


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
