"""Ranks the wordings of a sense and the senses of an article, and checks whether a headword is a term at all. Pure.

The sense that most of the country uses comes first. A source supports a sense if it explains the sense, or uses the
term where only that sense fits. Mentions that could not be assigned to a sense count too: their years show which sense
was in use at the time.

The wording that defines the headword best comes first. A glossary mixes definitions with remarks on figures and with
targets for a year. Readers want the wording that states the meaning of the term; editors want to see the others. Every
rule names the document that it was written for.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache

from glossary.chinese.headword import HeadwordKind, parse_headword
from glossary.chinese.normalize import term_key
from glossary.chinese.numerals import COUNTING
from glossary.chinese.regions import is_place_name
from glossary.chinese.word_lists import alternation
from glossary.senses.evidence import LEVELS, Evidence, SourceFacts
from glossary.senses.similarity import wording_key

_MIN_PROVINCES = 3
"""Provinces that must explain a sense alike: two may have the same 三大工程 by coincidence, three do not."""
_NEAR_YEARS = 3
"""An unresolved mention counts for a sense that was explained at most this many years before or after it."""
_UNDATED = 9999


class DefinitionQuality(IntEnum):
    """The quality of a wording as a definition; higher is better."""

    NONE = 0
    """The wording does not state a meaning: a figure, a reference, the headword itself."""
    REMARK = 1
    """The wording reports what was done or is planned, not what the term means."""
    FRAGMENT = 2
    """The wording may define the term, but refers to its own place and time (我市, 今年, 湖南省明确…)."""
    PLAIN = 3
    """A phrase that can replace the term."""
    DEFINING = 4
    """The wording is explicitly a definition (是指, 即, 指), or lists what the headword counts."""


_HAN = re.compile("[\u3400-\u9fff]")
# 主要是指…; 四项制度…是…: within its first words.
_MEANS = re.compile(
    f"^[^，。；：]{{0,27}}?{alternation('definition_verbs', 'defines')}"
    f'|^[“"]?[0-9{COUNTING}]+[”"]?[^，。]{{0,7}}{alternation("definition_verbs", "defines-count")}'
)
# 对“十一五”规划确定的主要目标任务完成情况进行了说明 (四川 2011); 详见附件; 见第2页.
_REFERS = re.compile(f"{alternation('note_words', 'refers')}|[见見]第.{{1,4}}[页頁]")
# 近三年来，四平市坚持把…作为… (四平 2015): a report, not a meaning.
_REPORTS = re.compile(
    f"^(?:{alternation('note_words', 'report-opening')}|近[{COUNTING}几幾]年"
    f"|(?:19|20)[0-9]{{2}}年(?:[0-9]{{1,2}}月)?{alternation('note_words', 'period-end')})"
    f"|^{alternation('note_words', 'purpose-opening')}[^。]{{0,40}}[，,]"
    f"|^{alternation('note_words', 'target-opening')}[^。，]{{0,8}}20[0-9]{{2}}年"
)
_UNIT = alternation("administrative_units", "unit")
_LOCAL = re.compile(f"[我本全]{_UNIT}(?!的?[内內域])|{alternation('note_words', 'own-time')}")
_OWN = re.compile(f"[我本]{_UNIT}")
_PLACE = re.compile("(?=([\u4e00-\u9fff]{2,3}[省市]))")
_SENTENCE = re.compile(
    f"[。；！？]|[0-9.]{{2,}}(?:{alternation('measure_words', 'figure-unit')}|[%％])"
    f"|{alternation('verbs', 'change')}[0-9.]++(?!条)"  # 质量提升18条 is a document
)
_DEFINES = re.compile(alternation("definition_verbs", "defines-count"))
_MAX_HEAD_LENGTH = 30
_MIN_HAN_CHARACTERS = 4
"""A wording with fewer Han characters does not define, unless it lists what the headword counts."""


@lru_cache(maxsize=65536)
def rate(head: str, definition: str, *, counts: bool = False) -> DefinitionQuality:
    """Returns how well ``definition`` defines ``head``.

    Args:
        head: The headword as printed.
        definition: The definition as printed.
        counts: Whether the members of the definition agree with the numerals of the headword.

    >>> rate("三农", "是指农业、农村、农民。").name, rate("四平模式", "近三年来，四平市坚持改善人居环境。").name
    ('DEFINING', 'REMARK')
    >>> rate("规模以上工业", "8.4（可比价）").name, rate("首位度", "最大城市与第二大城市人口之比。").name
    ('NONE', 'PLAIN')
    """
    length = len(_HAN.findall(definition))
    if wording_key(definition) in {wording_key(head), ""} or (
        length < _MIN_HAN_CHARACTERS and not counts and "、" not in definition
    ):
        return DefinitionQuality.NONE
    if _REFERS.search(definition[:80]) and not counts:
        return DefinitionQuality.NONE if length < 2 * _MIN_HAN_CHARACTERS else DefinitionQuality.REMARK
    if _MEANS.search(definition[:60]):
        return DefinitionQuality.FRAGMENT if is_local(definition) else DefinitionQuality.DEFINING
    if _REPORTS.search(definition) and not counts:
        return DefinitionQuality.REMARK
    if is_local(definition):
        return DefinitionQuality.FRAGMENT
    return DefinitionQuality.DEFINING if counts else DefinitionQuality.PLAIN


def is_local(definition: str) -> bool:
    """Whether a wording refers to its own place and time, or names any place: 我市, 今年, 湖南省明确构建…."""
    return _LOCAL.search(definition) is not None or any(is_place_name(name) for name in _PLACE.findall(definition))


def is_about_own_place(definition: str, place: Iterable[str | None]) -> bool:
    """Whether a wording is about what its own government does.

    粤港澳大湾区 by 三亚市 names 广东省, and is not about 三亚市.

    Args:
        definition: The wording.
        place: The names of the government's province, city and county.

    >>> is_about_own_place("湖南省明确构建“4×4”现代化产业体系", ("湖南省", "长沙市"))
    True
    >>> is_about_own_place("由香港、澳门和广东省九市组成", ("海南省", "三亚市"))
    False
    """
    return _OWN.search(definition) is not None or any(name in definition for name in place if name)


@lru_cache(maxsize=65536)
def is_term(head: str) -> bool:
    """Whether a headword can be a term: it is not a sentence, a figure or a place name.

    >>> is_term("三区三线"), is_term("1+N"), is_term("13060.89"), is_term("四平")
    (True, True, False, False)
    >>> is_term("2020年，全市实现地区生产总值886.9亿元，增长2.3%")
    False
    """
    key = term_key(head)
    if len(key) < 2 or is_place_name(key):
        return False
    if parse_headword(head).kind is HeadwordKind.NUMERAL_SLOGAN:
        return not _SENTENCE.search(head)
    is_word = bool(_HAN.search(head)) or any(each.isalpha() for each in key)
    return is_word and len(key) <= _MAX_HEAD_LENGTH and not _SENTENCE.search(head.rstrip("。"))


def names_particular(headword: str, definition: str) -> bool:
    """Whether a definition is only a longer name that ends in the headword, so it holds for *this* source alone.

    艺术节 in 西双版纳 is 澜沧江—湄公河流域国家文化艺术节; elsewhere it is any festival.

    >>> names_particular("艺术节", "澜沧江—湄公河流域国家文化艺术节。")
    True
    >>> names_particular("省高网", "四川省高速公路网。")
    False
    """
    name, key = wording_key(definition), wording_key(headword)
    return name != key and name.endswith(key) and len(name) <= 3 * len(key) + 12 and not _DEFINES.search(name)


def rate_evidence(row: Evidence) -> DefinitionQuality:
    """Returns how well an explanation defines its own base form."""
    return rate(row.core, row.definition or "", counts=bool(row.members) and row.status.value == "complete")


NO_TERM, NO_DEFINITION = "W404", "W405"


def find_definition_codes(row: Evidence) -> list[str]:
    """Returns the codes of findings against the best explanation of a sense: not a term, or not a definition.

    A sense with such a finding is listed for review and is not used to annotate texts; docs/findings.md has the codes.
    """
    codes = [] if is_term(row.core) else [NO_TERM]
    return codes if rate_evidence(row) > DefinitionQuality.REMARK else [*codes, NO_DEFINITION]


@dataclass(slots=True)
class Support:
    """The sources that support one sense.

    Attributes:
        explained: Sources that explain it.
        held: Sources that explain or use it, including unresolved mentions assigned by year.
    """

    explained: frozenset[SourceFacts]
    held: set[SourceFacts] = field(default_factory=set)

    @property
    def is_national(self) -> bool:
        """Whether the sense is used nationwide: a national source explains it, or several provinces do."""
        return any(each.level == "national" for each in self.explained) or is_everywhere(self.explained)

    def distance(self, year: int | None) -> int:
        """Returns the years between ``year`` and the nearest explanation; 9999 if ``year`` is unknown."""
        return min((abs(year - each.year) for each in self.explained if year and each.year), default=_UNDATED)

    @property
    def order(self) -> tuple[object, ...]:
        """Sort key, best supported first: national, then by number of provinces, places, sources and years."""
        provinces = {each.place[0] or each.speaker for each in self.held}
        places = {each.speaker for each in self.held}
        level = min((each.rank for each in self.explained), default=len(LEVELS))
        years = {each.year for each in self.held}
        return (not self.is_national, level > 0, -len(provinces), -len(places), -len(self.held), -len(years), level)


def is_everywhere(speakers: Iterable[SourceFacts]) -> bool:
    """Whether the sources come from enough provinces (three) that the sense is likely to be nationwide."""
    return len({each.place[0] for each in speakers} - {None}) >= _MIN_PROVINCES


def find_support(
    senses: Sequence[tuple[Sequence[Evidence], Sequence[Evidence]]], unresolved: Iterable[Evidence]
) -> list[Support]:
    """Returns the support of each sense of an article.

    Args:
        senses: The explanations and the mentions of each sense, in a deterministic order.
        unresolved: Mentions without a sense. The source of each counts for the best supported sense that was
            explained at about its year. These counts are added to a sense only if it gets the majority of them, from
            at least three provinces.
    """
    found = [
        Support(frozenset(row.facts for row in explained), {row.facts for row in (*explained, *mentions)})
        for explained, mentions in senses
    ]
    undecided = {row.facts for row in unresolved}
    best_first = sorted(found, key=lambda each: each.order)
    meant = {facts: _find_likely(best_first, facts.year) for facts in undecided}
    for support in found:
        votes = {facts for facts, each in meant.items() if each is support}
        if is_everywhere(votes) and 2 * len(votes) > len(undecided):  # issuer-specific labels get no majority
            support.held |= votes
    return found


def _find_likely(best_first: Sequence[Support], year: int | None) -> Support | None:
    """Returns the most likely sense of a mention of ``year``; ``None`` if none was explained at about that time."""
    return next((each for each in best_first if each.distance(year) <= _NEAR_YEARS), None)
