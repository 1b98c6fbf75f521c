"""Whether two explanations of one article mean the same: the merge ladder. Pure; docs/merging.md gives the evidence.

Both explanations are filed under one key already, so their numerals agree. Each verdict names the rung it was reached
on and the score that decided.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from glossary.chinese.normalize import term_key
from glossary.senses.evidence import Evidence
from glossary.senses.similarity import (
    are_paraphrased,
    find_members_in,
    fold,
    match_members,
    match_wordings,
    mention_different_places,
)

# Members in common, of the shorter list. Set on 38 labelled pairs and 200 judged merges and splits (docs/merging.md).
_SAME_MEMBERS = 0.6
_SAME_MEMBERS_ABROAD = 0.8  # for labels that every government uses, between two of them
_EQUAL_MEMBERS = 0.99
_HALF_MEMBERS = 0.5
_LIKE_MEMBERS = 0.3
_LOOSE_SHARE = 0.6  # of a member's characters: 小旅店, 小旅馆
# Character pairs in common, of the shorter wording.
_SAME_WORDING = 0.5
_SAME_WORDING_ABROAD = 0.7
_SAME_STATUTE = 0.95  # a law that is printed twice; an amended definition is another sense with its own date
_LONG_WORDING = 30
_ALIKE_WORDING = 0.4
_NEAR_WORDING = 0.2
_LIKE_WORDING = 0.15
_UNLIKE_WORDING = 0.05
_LONG_MEMBER = 4  # 行政许可 is found in a text for its own sake, 教育 is in any
_FEW_MEMBERS = 2  # the 1 and the N of “1+N” are always an opinion and some measures
_LONG_SHARED = 4  # 好农村路 names a thing, 权分置 what is done
_LONG_MAGNITUDES = 5  # 万村千乡市场工程 is one programme, 十百千 anybody's

# They follow any core and say nothing of its field.
_GENERIC_TAILS = re.compile(
    "(?:战略(?:定位|布局)?|(?:战略定位和)?使命任务|(?:美好)?蓝图|工程|行动|计划|项目|工作|机制|活动|单位|企业|行业|产业"
    "|(?:总体|发展)?思路|理念|要求|目标|任务|模式|体系|体制|制度|政策|措施|格局|(?:总体)?布局|方案|方针|方略|精神|原则"
    "|标准|建设|发展|改革|治理|整治|问题|作风|责任|思想|规划|倡议|攻坚|专项|重点|工作法)+$"
)
_GENERIC_QUALIFIERS = re.compile(
    "(?:实施|推进|落实|开展|打造|坚持|深化|全面|加强|推动|建设|构建|完善|全[省市县区州国]|我[省市县区州国]|新)+"
)
ISSUER_SPECIFIC_SHAPES = frozenset(
    ("N大X", "N个X", "N项X", "N类X", "N条X", "N个一", "N字方针", "D+D", "DDD", "magnitudes")
)
_SHORT_SHAPES = frozenset(("NX", "NX合一", "双X"))
_PRODUCTIVE = frozenset("化新高优强")
_FORMULAS = frozenset(("D+D", "DDD", "magnitudes"))
_NATIONAL_AUTHORS = re.compile(
    "^中央|国务院(?!关于)|中共中央|党中央|中央政治局|习近平|(?:商务|教育|财政|农业(?:农村)?|科技)部"
)
_DOCUMENTS = ("项规定", "十条")
_CAMPAIGNS = ("行动", "计划", "活动")
_COUNTED_THINGS = "件场批张座所篇块处支轮次项条个"


@dataclass(frozen=True, slots=True)
class Core:
    """What the core of an article tells of how far it carries: its key, shape and first shared part."""

    key: str
    shape: str | None = None
    shared: str = ""

    @property
    def is_issuer_specific(self) -> bool:
        """Whether every government has its own (六大工程, “1234”, 十件实事): it says nothing without its issuer."""
        if self.shape == "magnitudes" and len(self.key) > _LONG_MAGNITUDES:
            return False
        return self.shape in ISSUER_SPECIFIC_SHAPES or (self.shape == "NX+N" and self.shared[:1] in _COUNTED_THINGS)

    @property
    def is_unambiguous(self) -> bool:
        """Whether the core is so specific that it means one thing wherever it is said: 三清一改, 四好农村路, 放管服."""
        if self.shape == "NX+N":
            return len(self.shared) >= _LONG_SHARED and not self.is_issuer_specific
        return self.shape not in _SHORT_SHAPES and not self.is_issuer_specific

    @property
    def is_generic(self) -> bool:
        """Whether the shared part makes new labels every year: 四化, 六新."""
        return self.key.endswith("位一体") or (self.shape == "NX" and self.shared in _PRODUCTIVE)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Same meaning or not, on which rung of the ladder, by which score (0 to 1), and whether a person should look."""

    same: bool
    rule: str
    score: float
    close: bool = False


def compare(left: Evidence, right: Evidence, core: Core) -> Verdict:
    """Whether two explanations filed under one key have one meaning.

    Args:
        left: An entry or gloss.
        right: Another one.
        core: Of the article.
    """
    if fold(left.definition or "") == fold(right.definition or ""):
        return Verdict(same=True, rule="wording", score=1.0)
    if left.is_statutory and right.is_statutory:
        return _compare_statutes(left, right)
    few = min(len(left.members), len(right.members))
    if few > (_FEW_MEMBERS if core.shape in _FORMULAS else 0):
        return _compare_lists(left, right, core)
    return _compare_wordings(left, right, core)


def _compare_statutes(left: Evidence, right: Evidence) -> Verdict:
    """Two definitions of laws: each law, and each version of one, defines its terms for itself."""
    score = match_wordings(left.definition or "", right.definition or "")
    return Verdict(same=score >= _SAME_STATUTE, rule="statute", score=score)


def _compare_lists(left: Evidence, right: Evidence, core: Core) -> Verdict:
    if left.facts.speaker != right.facts.speaker and mention_different_places(left.members, right.members):
        score = match_members(left.members, right.members)
        return Verdict(same=False, rule="names", score=score, close=score >= _LIKE_MEMBERS)
    if min(len(left.definition or ""), len(right.definition or "")) >= _LONG_WORDING:
        wording = match_wordings(left.definition or "", right.definition or "")
        if wording >= _SAME_WORDING_ABROAD:  # the lists may be cut differently
            return Verdict(same=True, rule="wording", score=wording)
    return _compare_members(left, right, core)


def _compare_members(left: Evidence, right: Evidence, core: Core) -> Verdict:
    score = match_members(left.members, right.members)
    if score >= _find_threshold(left, right, core):
        is_other_field = _have_same_field(left, right, core) is False
        same = not is_other_field or score > _EQUAL_MEMBERS
        return Verdict(same=same, rule="members" if same else "field", score=score, close=is_other_field)
    return _compare_other_members(left, right, core, score)


def _compare_other_members(left: Evidence, right: Evidence, core: Core, score: float) -> Verdict:
    """Two lists that have too little in common: by the words around them they may mean one thing all the same."""
    if _have_same_field(left, right, core) is False or (_tails_differ(left, right) and not core.is_unambiguous):
        return Verdict(same=False, rule="field", score=score)
    is_one_list = len(left.groups) == 1 and len(left.members) > _FEW_MEMBERS
    if (score >= _HALF_MEMBERS or is_one_list) and are_paraphrased(left.members, right.members):
        return Verdict(same=True, rule="paraphrase", score=score, close=True)
    if _list_names_all(left, right):
        return Verdict(same=True, rule="members named", score=1.0, close=True)
    if core.is_issuer_specific:
        is_national = min(left.facts.rank, right.facts.rank) == 0 and score >= _LIKE_MEMBERS
        rule = "national" if is_national else "issuer"
        return Verdict(same=is_national, rule=rule, score=score, close=score >= _LIKE_MEMBERS)
    is_disputed = _is_disputed(left, right, core, score)
    return Verdict(same=is_disputed, rule="disputed" if is_disputed else "members", score=score, close=score > 0)


def _list_names_all(left: Evidence, right: Evidence) -> bool:
    """Whether one text names every member of the other's list, though its own list was read otherwise."""
    pairs = ((left, right), (right, left))
    return any(
        min(map(len, one.members)) >= _LONG_MEMBER and find_members_in(one.members, other.definition or "") == 1
        for one, other in pairs
    )


def _find_threshold(left: Evidence, right: Evidence, core: Core) -> float:
    """The share of members that makes two lists one: higher where two governments use a label that all use."""
    is_same_head = left.head_key == right.head_key != core.key
    if not (core.is_issuer_specific or core.is_generic) or is_same_head or left.facts.speaker == right.facts.speaker:
        return _SAME_MEMBERS
    if left.facts.is_of_province(right.facts):
        return _SAME_MEMBERS
    wordings = (left.definition or "", right.definition or "")
    is_alike = min(map(len, wordings)) >= _LONG_WORDING and match_wordings(*wordings) >= _SAME_WORDING
    return _SAME_MEMBERS if is_alike else _SAME_MEMBERS_ABROAD


def _is_disputed(left: Evidence, right: Evidence, core: Core, score: float) -> bool:
    """Whether two lists that differ are about one thing all the same."""
    if core.shape == "双X" or core.is_generic:
        return False
    wording = match_wordings(left.definition or "", right.definition or "")
    if core.is_unambiguous:
        return core.shape == "NX+N" or score >= _LIKE_MEMBERS or wording >= _NEAR_WORDING
    if score > 0 and have_same_field(left, right):
        return True
    if left.head_key == right.head_key != core.key:
        return score >= _HALF_MEMBERS or wording >= _ALIKE_WORDING
    return min(len(left.members), len(right.members)) > 2 and (
        match_members(left.members, right.members, _LOOSE_SHARE) >= _SAME_MEMBERS
    )


def _compare_wordings(left: Evidence, right: Evidence, core: Core) -> Verdict:
    named = max(
        find_members_in(left.members, right.definition or ""), find_members_in(right.members, left.definition or "")
    )
    if named >= _SAME_MEMBERS and core.shape not in _FORMULAS:
        return Verdict(same=True, rule="members named", score=named)
    score = match_wordings(left.definition or "", right.definition or "")
    is_field_shared = _have_same_field(left, right, core)
    is_foreign = core.is_issuer_specific and left.facts.speaker != right.facts.speaker
    if score >= (_SAME_WORDING_ABROAD if is_foreign else _SAME_WORDING):
        return Verdict(same=True, rule="wording", score=score)
    if is_field_shared is False:
        return Verdict(same=False, rule="field", score=score, close=score >= _LIKE_WORDING)
    return _compare_unlike(left, right, core, score)


def _compare_unlike(left: Evidence, right: Evidence, core: Core, score: float) -> Verdict:
    """Two wordings with little in common: the source, the issuer or the core itself decides."""
    if left.facts.source == right.facts.source:
        return Verdict(same=True, rule="source", score=score)
    is_field_shared = have_same_field(left, right)
    if core.is_issuer_specific and _is_of_the_country(left, right, core, score):
        return Verdict(same=True, rule="national", score=score, close=True)
    if core.is_issuer_specific:
        is_foreign = left.facts.speaker != right.facts.speaker
        is_known = not is_foreign or (core.shape == "magnitudes" and is_field_shared)  # “万村千乡”市场工程
        same = bool(is_known and score >= _LIKE_WORDING)
        return Verdict(same=same, rule="issuer", score=score, close=score >= _LIKE_WORDING)
    is_other = score < _UNLIKE_WORDING and _tails_differ(left, right)
    if is_other or (score < _LIKE_WORDING and _are_campaigns(left, right, core)):
        return Verdict(same=False, rule="head", score=score, close=True)
    if core.is_unambiguous or score >= _LIKE_WORDING:
        return Verdict(same=True, rule="head", score=score, close=score < _UNLIKE_WORDING)
    return Verdict(same=bool(is_field_shared), rule="head", score=score, close=True)


def _is_of_the_country(left: Evidence, right: Evidence, core: Core, score: float) -> bool:
    """Whether one text says that the label comes from the top (中央八项规定), and the other one may mean the same."""
    if not any(_NATIONAL_AUTHORS.search(f"{each.qualifier}：{each.definition}") for each in (left, right)):
        return False
    return score >= _LIKE_WORDING or core.key.endswith(_DOCUMENTS)


def _are_campaigns(left: Evidence, right: Evidence, core: Core) -> bool:
    """Whether two provinces may have given one name to campaigns of their own (春风行动 for the poor, the jobless)."""
    is_one_province = left.facts.is_of_province(right.facts) or min(left.facts.rank, right.facts.rank) == 0
    return core.key.endswith(_CAMPAIGNS) and not is_one_province


def _have_same_field(left: Evidence, right: Evidence, core: Core) -> bool | None:
    """As ``have_same_field``, but what stands around a core that means one thing makes no second thing of it."""
    return None if core.is_unambiguous else have_same_field(left, right)


def have_same_field(left: Evidence, right: Evidence) -> bool | None:
    """Whether qualifier and tail noun name one field: ``None`` where one of them names none."""
    fields_left, fields_right = find_fields(left), find_fields(right)
    if not fields_left or not fields_right:
        return None
    return any(a in b or b in a for a in fields_left for b in fields_right)


def find_fields(evidence: Evidence) -> frozenset[str]:
    """The field that a head names beside its core: 水利 of “五小”水利工程, 行政执法 of 行政执法“三项制度”."""
    return _fields(evidence.qualifier, evidence.tail)


@lru_cache(maxsize=1 << 14)
def _fields(qualifier: str, tail: str) -> frozenset[str]:
    qualifier = term_key(qualifier)
    fields = {strip_generic(term_key(tail)), "" if _GENERIC_QUALIFIERS.fullmatch(qualifier) else qualifier}
    return frozenset(fields - {""})


def strip_generic(tail: str) -> str:
    """A tail noun without the words that follow any core.

    >>> strip_generic("水利工程"), strip_generic("行动计划")
    ('水利', '')
    """
    return _GENERIC_TAILS.sub("", tail)


def _tails_differ(left: Evidence, right: Evidence) -> bool:
    tails = (term_key(left.tail), term_key(right.tail))
    return bool(tails[0] and tails[1] and strip_generic(tails[0]) != strip_generic(tails[1]))
