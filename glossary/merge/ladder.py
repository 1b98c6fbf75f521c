"""Whether two explanations of one article mean the same: the merge ladder. Pure; docs/merging.md gives the evidence.

Both explanations are filed under one key already, so their numerals agree. Each verdict names the rung it was reached
on and the score that decided.
"""

import re
from dataclasses import dataclass

from glossary.han.keys import term_key
from glossary.merge.evidence import Evidence
from glossary.merge.overlap import find_members_in, fold, match_members, match_wordings

_SAME_MEMBERS = 0.6
_LIKE_MEMBERS = 0.3
_LOOSE_SHARE = 0.6
_SAME_WORDING = 0.5
_LIKE_WORDING = 0.15

# They follow any core and say nothing of its field.
_GENERIC_TAILS = re.compile(
    "(?:战略(?:定位|布局)?|(?:战略定位和)?使命任务|(?:美好)?蓝图|工程|行动|计划|项目|工作|机制|活动|单位|企业|行业|产业"
    "|(?:总体|发展)?思路|理念|要求|目标|任务|模式|体系|体制|制度|政策|措施|格局|(?:总体)?布局|方案|方针|方略|精神|原则"
    "|标准|建设|发展|改革|治理|整治|问题|作风|责任|思想|规划|倡议|攻坚|专项|重点|工作法)+$"
)
_GENERIC_QUALIFIERS = re.compile(
    "(?:实施|推进|落实|开展|打造|坚持|深化|全面|加强|推动|建设|构建|完善|全[省市县区州国]|我[省市县区州国]|新)+"
)
SCOPED_SHAPES = frozenset(("N大X", "N个X", "N项X", "N类X", "N条X", "N个一", "D+D", "DDD", "magnitudes", "placeholder"))
"""Every government has its own 六大工程 and its own “1234”; such a label says nothing without its issuer."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Same meaning or not, on which rung of the ladder, by which score (0 to 1), and whether a person should look."""

    same: bool
    rule: str
    score: float
    close: bool = False


def compare(left: Evidence, right: Evidence, shape: str | None) -> Verdict:
    """Whether two explanations filed under one key have one meaning.

    Args:
        left: An entry or gloss.
        right: Another one.
        shape: The shape of the article's core.
    """
    if fold(left.definition or "") == fold(right.definition or ""):
        return Verdict(same=True, rule="wording", score=1.0)
    if left.members and right.members:
        return _compare_members(left, right, shape)
    return _compare_wordings(left, right, shape)


def _compare_members(left: Evidence, right: Evidence, shape: str | None) -> Verdict:
    score = match_members(left.members, right.members)
    is_field_shared = have_same_field(left, right)
    if score >= _SAME_MEMBERS:
        is_other_field = is_field_shared is False
        if is_other_field and score <= 0.99:
            return Verdict(same=False, rule="field", score=score, close=True)
        return Verdict(same=True, rule="members", score=score, close=is_other_field)
    if is_field_shared is False or _tails_differ(left, right):
        return Verdict(same=False, rule="field", score=score)
    if shape in SCOPED_SHAPES:
        is_national = min(left.facts.rank, right.facts.rank) == 0 and score >= _LIKE_MEMBERS
        rule = "national" if is_national else "issuer"
        return Verdict(same=is_national, rule=rule, score=score, close=score >= _LIKE_MEMBERS)
    resembles = score >= _LIKE_MEMBERS or match_members(left.members, right.members, _LOOSE_SHARE) >= _SAME_MEMBERS
    is_disputed = is_field_shared or shape == "NX+N" or resembles
    return Verdict(same=bool(is_disputed), rule="disputed" if is_disputed else "members", score=score)


def _compare_wordings(left: Evidence, right: Evidence, shape: str | None) -> Verdict:
    named = max(
        find_members_in(left.members, right.definition or ""), find_members_in(right.members, left.definition or "")
    )
    if named >= _SAME_MEMBERS:
        return Verdict(same=True, rule="members named", score=named)
    score = match_wordings(left.definition or "", right.definition or "")
    is_field_shared = have_same_field(left, right)
    if score >= _SAME_WORDING:
        return Verdict(same=True, rule="wording", score=score)
    if is_field_shared is False:
        return Verdict(same=False, rule="field", score=score, close=score >= _LIKE_WORDING)
    if shape in SCOPED_SHAPES:
        same = left.facts.speaker == right.facts.speaker and score >= _LIKE_WORDING
        return Verdict(same=same, rule="issuer", score=score, close=score >= _LIKE_WORDING)
    if shape is None or score >= _LIKE_WORDING or is_field_shared:
        return Verdict(same=True, rule="head", score=score, close=score < _LIKE_WORDING / 3)
    is_short = shape in {"NX", "双X"}
    is_foreign = bool(left.members or right.members) and named == 0
    return Verdict(same=not is_short and not is_foreign, rule="head", score=score, close=True)


def have_same_field(left: Evidence, right: Evidence) -> bool | None:
    """Whether qualifier and tail noun name one field: ``None`` where one of them names none."""
    fields_left, fields_right = find_fields(left), find_fields(right)
    if not fields_left or not fields_right:
        return None
    return any(a in b or b in a for a in fields_left for b in fields_right)


def find_fields(evidence: Evidence) -> frozenset[str]:
    """The field that a head names beside its core: 水利 of “五小”水利工程, 行政执法 of 行政执法“三项制度”."""
    qualifier = term_key(evidence.qualifier)
    fields = {strip_generic(term_key(evidence.tail)), "" if _GENERIC_QUALIFIERS.fullmatch(qualifier) else qualifier}
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
