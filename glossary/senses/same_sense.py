"""Decides whether two explanations of one article mean the same: the same-sense rules. Pure. See docs/merging.md.

Both explanations are already filed under one key, so their numerals agree. Each verdict names the rule and the score
that decided.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from glossary.chinese.normalize import term_key
from glossary.chinese.word_lists import list_words, simplified, word_set
from glossary.senses.evidence import Evidence
from glossary.senses.similarity import (
    are_paraphrased,
    find_members_in,
    match_members,
    match_wordings,
    mention_different_places,
    wording_key,
)

# Shares of common members, of the shorter list. Tuned on 38 labelled pairs and 200 reviewed verdicts (docs/merging.md).
_SAME_MEMBERS = 0.6
_SAME_MEMBERS_OTHER_ISSUER = 0.8  # for labels that every government uses, between two governments
_EQUAL_MEMBERS = 0.99
_HALF_MEMBERS = 0.5
_LIKE_MEMBERS = 0.3
_LOOSE_SHARE = 0.6  # share of a member's characters: 小旅店, 小旅馆
# Shares of common character pairs, of the shorter wording.
_SAME_WORDING = 0.5
_SAME_WORDING_OTHER_ISSUER = 0.7
_SAME_STATUTE = 0.95  # two printings of one law; an amended definition is another sense with its own date
_MIN_COMPARABLE_LENGTH = 30
_ALIKE_WORDING = 0.4
_NEAR_WORDING = 0.2
_LIKE_WORDING = 0.15
_UNLIKE_WORDING = 0.05
_MIN_NAMED_LENGTH = 4  # 行政许可 in a text is significant; 教育 is in any text
_MAX_FORMULA_MEMBERS = 2  # the 1 and the N of “1+N” are always a guideline and some measures
_MIN_SPECIFIC_LENGTH = 4  # 好农村路 names a thing, 权分置 an action
_MAX_MAGNITUDES_LENGTH = 5  # 万村千乡市场工程 is one programme, 十百千 is a label of many governments

# These nouns follow any base form and do not name its field.
_GENERIC_TAILS = re.compile(f"{simplified('class_nouns', 'generic')}+$")
_GENERIC_QUALIFIERS = re.compile(
    f"(?:{simplified('verbs', 'empty-modifier')}|[全我](?:国|{simplified('administrative_units', 'unit')}))+"
)
ISSUER_SPECIFIC_SHAPES = frozenset(
    ("N大X", "N个X", "N项X", "N类X", "N条X", "N个一", "N字方针", "D+D", "DDD", "magnitudes")
)
_SHORT_SHAPES = frozenset(("NX", "NX合一", "双X"))
_GENERIC_COUNTED_PARTS = word_set("slogan_words", "generic-part")
_FORMULAS = frozenset(("D+D", "DDD", "magnitudes"))
_NATIONAL_AUTHORS = re.compile(f"^中央|{simplified('issuer_words', 'national-author')}")
_DOCUMENTS = ("项规定", "十条")
_CAMPAIGNS = list_words("class_nouns", "campaign")
_COUNTED_THINGS = word_set("measure_words", "counted-things")


@dataclass(frozen=True, slots=True)
class Core:
    """The base form of an article: its key, pattern and first counted part, which show how specific it is."""

    key: str
    shape: str | None = None
    shared: str = ""

    @property
    def is_issuer_specific(self) -> bool:
        """Whether each government gives it its own meaning (六大工程, “1234”, 十件实事)."""
        if self.shape == "magnitudes" and len(self.key) > _MAX_MAGNITUDES_LENGTH:
            return False
        return self.shape in ISSUER_SPECIFIC_SHAPES or (self.shape == "NX+N" and self.shared[:1] in _COUNTED_THINGS)

    @property
    def is_unambiguous(self) -> bool:
        """Whether it is so specific that it has the same meaning everywhere: 三清一改, 四好农村路, 放管服."""
        if self.shape == "NX+N":
            return len(self.shared) >= _MIN_SPECIFIC_LENGTH and not self.is_issuer_specific
        return self.shape not in _SHORT_SHAPES and not self.is_issuer_specific

    @property
    def is_generic(self) -> bool:
        """Whether new labels with this counted part appear every year: 四化, 六新."""
        return self.key.endswith("位一体") or (self.shape == "NX" and self.shared in _GENERIC_COUNTED_PARTS)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether two explanations mean the same, by which rule and score (0 to 1), and whether it needs review."""

    same: bool
    rule: str
    score: float
    close: bool = False


def compare_explanations(left: Evidence, right: Evidence, core: Core) -> Verdict:
    """Decides whether two explanations filed under one key have the same meaning.

    Args:
        left: An entry or inline definition.
        right: Another one.
        core: The base form of the article.
    """
    if wording_key(left.definition or "") == wording_key(right.definition or ""):
        return Verdict(same=True, rule="wording", score=1.0)
    if left.is_statutory and right.is_statutory:
        return _compare_statutes(left, right)
    shorter = min(len(left.members), len(right.members))
    if shorter > (_MAX_FORMULA_MEMBERS if core.shape in _FORMULAS else 0):
        return _compare_lists(left, right, core)
    return _compare_wordings(left, right, core)


def _compare_statutes(left: Evidence, right: Evidence) -> Verdict:
    """Compares two definitions in laws: each law, and each version of a law, defines its own terms."""
    score = match_wordings(left.definition or "", right.definition or "")
    return Verdict(same=score >= _SAME_STATUTE, rule="statute", score=score)


def _compare_lists(left: Evidence, right: Evidence, core: Core) -> Verdict:
    if left.facts.speaker != right.facts.speaker and mention_different_places(left.members, right.members):
        score = match_members(left.members, right.members)
        return Verdict(same=False, rule="names", score=score, close=score >= _LIKE_MEMBERS)
    if min(len(left.definition or ""), len(right.definition or "")) >= _MIN_COMPARABLE_LENGTH:
        wording = match_wordings(left.definition or "", right.definition or "")
        if wording >= _SAME_WORDING_OTHER_ISSUER:  # the lists may be cut differently
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
    """Compares two lists with too few common members; their wordings may still show the same meaning."""
    if _have_same_field(left, right, core) is False or (_tails_differ(left, right) and not core.is_unambiguous):
        return Verdict(same=False, rule="field", score=score)
    is_one_list = len(left.groups) == 1 and len(left.members) > _MAX_FORMULA_MEMBERS
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
    """Whether one text names every member of the other list, though its own list was parsed differently."""
    pairs = ((left, right), (right, left))
    return any(
        min(map(len, one.members)) >= _MIN_NAMED_LENGTH and find_members_in(one.members, other.definition or "") == 1
        for one, other in pairs
    )


def _find_threshold(left: Evidence, right: Evidence, core: Core) -> float:
    """Returns the share of members required for a match: higher for a label that every government uses."""
    is_same_head = left.head_key == right.head_key != core.key
    if not (core.is_issuer_specific or core.is_generic) or is_same_head or left.facts.speaker == right.facts.speaker:
        return _SAME_MEMBERS
    if left.facts.is_of_province(right.facts):
        return _SAME_MEMBERS
    wordings = (left.definition or "", right.definition or "")
    is_alike = min(map(len, wordings)) >= _MIN_COMPARABLE_LENGTH and match_wordings(*wordings) >= _SAME_WORDING
    return _SAME_MEMBERS if is_alike else _SAME_MEMBERS_OTHER_ISSUER


def _is_disputed(left: Evidence, right: Evidence, core: Core, score: float) -> bool:
    """Whether two lists that differ nevertheless describe the same thing."""
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
    if score >= (_SAME_WORDING_OTHER_ISSUER if is_foreign else _SAME_WORDING):
        return Verdict(same=True, rule="wording", score=score)
    if is_field_shared is False:
        return Verdict(same=False, rule="field", score=score, close=score >= _LIKE_WORDING)
    return _compare_unlike(left, right, core, score)


def _compare_unlike(left: Evidence, right: Evidence, core: Core, score: float) -> Verdict:
    """Compares two wordings with little in common: the source, the issuer or the base form decides."""
    if left.facts.source == right.facts.source:
        return Verdict(same=True, rule="source", score=score)
    is_field_shared = have_same_field(left, right)
    if core.is_issuer_specific and _is_national(left, right, core, score):
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


def _is_national(left: Evidence, right: Evidence, core: Core, score: float) -> bool:
    """Whether one text names a national author (中央八项规定) and the other may mean the same document."""
    if not any(_NATIONAL_AUTHORS.search(f"{each.qualifier}：{each.definition}") for each in (left, right)):
        return False
    return score >= _LIKE_WORDING or core.key.endswith(_DOCUMENTS)


def _are_campaigns(left: Evidence, right: Evidence, core: Core) -> bool:
    """Whether two provinces may have different campaigns of one name (春风行动 for the poor, for the unemployed)."""
    is_one_province = left.facts.is_of_province(right.facts) or min(left.facts.rank, right.facts.rank) == 0
    return core.key.endswith(_CAMPAIGNS) and not is_one_province


def _have_same_field(left: Evidence, right: Evidence, core: Core) -> bool | None:
    """``have_same_field``, but ``None`` for an unambiguous base form: its context does not change its meaning."""
    return None if core.is_unambiguous else have_same_field(left, right)


def have_same_field(left: Evidence, right: Evidence) -> bool | None:
    """Whether modifier and class noun name the same field; ``None`` if one of the explanations names none."""
    fields_left, fields_right = find_fields(left), find_fields(right)
    if not fields_left or not fields_right:
        return None
    return any(a in b or b in a for a in fields_left for b in fields_right)


def find_fields(evidence: Evidence) -> frozenset[str]:
    """Returns the fields named by modifier and class noun: 水利 of “五小”水利工程, 行政执法 of 行政执法“三项制度”."""
    return _fields(evidence.qualifier, evidence.tail)


@lru_cache(maxsize=1 << 14)
def _fields(qualifier: str, tail: str) -> frozenset[str]:
    fields = {strip_generic(term_key(tail)), term_key(qualifier) if names_field(qualifier) else ""}
    return frozenset(fields - {""})


def names_field(modifier: str) -> bool:
    """Whether a modifier names a field.

    >>> names_field("行政执法"), names_field("实施"), names_field("")
    (True, False, False)
    """
    key = term_key(modifier)
    return bool(key) and _GENERIC_QUALIFIERS.fullmatch(key) is None


def strip_generic(tail: str) -> str:
    """Strips generic words from a class noun.

    >>> strip_generic("水利工程"), strip_generic("行动计划")
    ('水利', '')
    """
    return _GENERIC_TAILS.sub("", tail)


def _tails_differ(left: Evidence, right: Evidence) -> bool:
    tails = (term_key(left.tail), term_key(right.tail))
    return bool(tails[0] and tails[1] and strip_generic(tails[0]) != strip_generic(tails[1]))
