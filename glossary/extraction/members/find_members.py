"""The members that a definition enumerates for the numerals of its head: the choice among all analyses. Pure.

The count of the head is the one hard condition. Every strategy proposes whole analyses, named features times the
weights of ``weights.json`` score them, and nothing is the answer where no analysis scores better: a wrong list is worse
than none.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import itemgetter

from glossary.chinese.headword import Counted
from glossary.extraction.members.analyses import LEAST_OF_PART, find_analyses
from glossary.extraction.members.labels import find_core_definitions
from glossary.extraction.members.lists import ScoredList, Weights, find_lists, load_weights
from glossary.extraction.members.normalized_definition import (
    MAX_LENGTH,
    NormalizedDefinition,
    Piece,
    normalize_definition,
)
from glossary.extraction.members.readings import Reading, read_head
from glossary.extraction.members.rows import run_sizes
from glossary.extraction.members.search import Analysis, Lists
from glossary.extraction.members.words import load_words, pattern_of
from glossary.model import Group, MembersStatus, roll_up_statuses

__all__ = ["find_core_definitions", "find_members"]

MAX_COUNTED = 12
CONFLICT_THRESHOLD = 3.0
"""What a list with another count than the head's must score."""
_LIMIT = 8.0
"""Scores above this say no more for confidence."""
MAX_SHARED = 6
"""Maximum length in code points of a part that is printed once for all members."""
# 和其他改革 stands for all others; 其他垃圾 is the fourth kind of 四分类.
_REMAINDER = re.compile(rf"(?:{pattern_of('remainder')})(?!.*(?:{pattern_of('remainder_kind')}))")
_LINE_ENDS_AND_EMPHASIS = re.compile(r"\s*\n\s*|\*\*")
_NOTHING: Piece = (0, 0)
# 指企业投资管理…: the verb of the definition is no part of what the members share.
_DEFINES = re.compile("[指即为是]")
# How long a member may be that lacks a noun which the head does not name: 高耗能、高排放项目.
_MAX_MODIFIER = 4


@dataclass(frozen=True, slots=True)
class ChosenAnalysis:
    """What was chosen for a head and its definition, and from what.

    Attributes:
        definition: The normalized definition.
        counted: The groups of the head as printed.
        lists: For each group its list, ``None`` for none.
        candidates: Every analysis that was proposed, the best first.
        chosen: The one that was taken, ``None`` for none.
    """

    definition: NormalizedDefinition
    counted: tuple[Counted, ...]
    lists: Lists
    candidates: tuple[Analysis, ...] = ()
    chosen: Analysis | None = None

    def evidence(self, nth: int) -> dict[str, float]:
        """What the confidence in one group is made of; the margin is over the next answer with other members."""
        found, chosen = self.lists[nth], self.chosen
        members = chosen.members() if chosen else None
        others = (one.score for one in self.candidates if one.members() != members)
        margin = chosen.score - max(next(others, 0.0), 0.0) if chosen else 0.0
        return {
            "bias": 1.0,
            "list_score": min(found.score, _LIMIT) if found else 0.0,
            "analysis_score": min(chosen.score, _LIMIT) if chosen else 0.0,
            "margin": min(margin, _LIMIT),
            "several": float(len(self.lists) > 1),
            "single": float(found is not None and len(found.members) == 1),
            "gap": found.gap if found else 0.0,
        }


def decide(head: str, definition: str, weights: Mapping[str, Weights]) -> ChosenAnalysis | None:
    """The choice among all analyses, ``None`` for a head that counts nothing.

    Args:
        head: As printed.
        definition: As printed.
        weights: By model.
    """
    readings = read_head(head)
    if not readings:
        return None
    normalized = normalize_definition(definition)
    stretch = normalized.strip(0, len(normalized.text))
    found = [one for reading in readings for one in find_analyses(normalized, stretch, reading, weights)]
    candidates = tuple(sorted(found, key=lambda one: -one.score))
    chosen = _choose(candidates)
    if chosen:
        counted, lists = chosen.reading.counted, chosen.lists
        if chosen.strategy == "one_for_both":
            (numeral, first), (_, second) = counted
            counted, lists = ((numeral, f"{first}{_last_group(head, second)}"),), lists[:1]
        return ChosenAnalysis(normalized, counted, lists, candidates, chosen)
    if readings[0].kind != "as_parsed":
        return None
    lists = _with_other_count(normalized, stretch, readings[0], weights) or (None,) * len(readings[0].counted)
    return ChosenAnalysis(normalized, readings[0].counted, lists, candidates)


def _choose(candidates: Sequence[Analysis]) -> Analysis | None:
    """The best whole analysis that is better than none; else the best that leaves groups without members."""
    partly = [(max(each.score for each in one.lists if each), one) for one in candidates if one.is_partial]
    least, best = max(partly, key=itemgetter(0), default=(0.0, None))
    whole = (one for one in candidates if not one.is_partial and one.score > 0)
    return next(whole, best if least > LEAST_OF_PART else None)


def _last_group(head: str, shared: str) -> str:
    """How a head prints its last group: 四定 of 四水四定."""
    bare = "".join(character for character in head if not character.isspace() and character not in '“‘’”「」『』"')
    at = bare.rfind(shared)
    return bare[at - 1 : at + len(shared)] if at > 0 else shared


def _with_other_count(
    definition: NormalizedDefinition, stretch: Piece, reading: Reading, weights: Mapping[str, Weights]
) -> Lists:
    """A list that clearly answers the head and has another number of members: 四上 explained with six kinds."""
    group = reading.groups[0]
    if len(reading.groups) != 1 or not group or not 2 < group.count <= MAX_COUNTED:
        return ()
    counts = {size + more for size in run_sizes(definition, stretch) for more in (0, 1)} - {group.count}
    others = [replace(group, count=one) for one in counts if max(group.count - 2, 3) <= one <= 2 * group.count]
    found = [one for other in others for one in find_lists(definition, stretch, [other], weights=weights)[:1]]
    best = max(found, key=lambda one: one.score, default=None)
    if best and best.score >= CONFLICT_THRESHOLD and (best.row is None or "whole_run" in best.row.kinds):
        between = definition.text[best.members[0][1] : best.members[-1][0]]
        return () if "," in between or ";" in between else (best,)
    return ()


def find_members(
    head: str, definition: str, weights: Mapping[str, Weights] | None = None
) -> tuple[tuple[Group, ...], MembersStatus]:
    """The groups of ``head`` with the members that ``definition`` enumerates, and the count check over all.

    Args:
        head: As printed; its numerals say how many groups there are and how large each is.
        definition: As printed, in either script; only its first ``MAX_LENGTH`` code points are read.
        weights: Other weights than those of the package, for fitting.

    Returns:
        The groups in the order of the head, members as printed without line ends and emphasis marks, none where
        nothing convinces; and one status for all. A head that counts nothing has no groups and status ``unknown``.

    >>> groups, status = find_members("“五小”水利", "小水窖、小水池、小泵站、小塘坝、小水渠。")
    >>> groups[0].members, status.value
    (('小水窖', '小水池', '小泵站', '小塘坝', '小水渠'), 'complete')
    >>> find_members("三区", "农业、生态、城镇空间。")[0][0].full_forms
    ('农业空间', '生态空间', '城镇空间')
    """
    if weights is None and len(definition) <= MAX_LENGTH:
        return _find_once(head, definition)
    return _find(head, definition, weights or load_weights())


@lru_cache(maxsize=128)
def _find_once(head: str, definition: str) -> tuple[tuple[Group, ...], MembersStatus]:
    """The members by the weights of the package: a document often explains one head twice in the same words."""
    return _find(head, definition, load_weights())


def _find(head: str, definition: str, weights: Mapping[str, Weights]) -> tuple[tuple[Group, ...], MembersStatus]:
    decision = decide(head, definition, weights)
    if decision is None:
        return (), MembersStatus.UNKNOWN
    groups = tuple(_group(definition, decision, nth, weights["confidence"]) for nth in range(len(decision.counted)))
    return groups, roll_up_statuses(group.status for group in groups)


def _group(definition: str, decision: ChosenAnalysis, nth: int, model: Weights) -> Group:
    (numeral, shared), found = decision.counted[nth], decision.lists[nth]
    if not found:
        return Group(numeral, shared, (), MembersStatus.OPEN if numeral is None else MembersStatus.UNKNOWN)
    members = [_printed(definition, piece) for piece in found.members]
    full = [_printed(definition, *pieces) for pieces in _find_full_forms(decision.definition.text, found, shared)]
    known = [at for at, one in enumerate(members) if not _is_remainder(one, members)] or [*range(len(members))]
    kept = tuple(members[at] for at in known)
    counted = {len(kept), len("".join(kept))} if shared.startswith("字") else {len(kept)}  # 四字策略: 稳、防、提、创
    status = MembersStatus.COMPLETE if numeral in counted else MembersStatus.CONFLICTING
    status = MembersStatus.OPEN if numeral is None else status
    logit = sum(model.get(name, 0.0) * value for name, value in decision.evidence(nth).items())
    return Group(
        numeral,
        shared,
        kept,
        MembersStatus.PARTIAL if len(known) < len(members) else status,
        tuple(full[at] for at in known) if full else (),
        round(1 / (1 + math.exp(-logit)), 2) if model else None,
    )


def _is_remainder(member: str, members: Sequence[str]) -> bool:
    """Whether a member is 其他 with nothing of its own: 甲改革、乙改革和其他改革, not 甲、乙和其他保护区."""
    found = _REMAINDER.match(member)
    return found is not None and any(one != member and one.endswith(member[found.end() :]) for one in members)


def _printed(definition: str, *pieces: Piece) -> str:
    """Pieces as printed, without line ends and emphasis marks."""
    printed = "".join([definition[start:end] for start, end in pieces])
    return _LINE_ENDS_AND_EMPHASIS.sub("", printed) if "\n" in printed or "*" in printed else printed


def _find_full_forms(text: str, found: ScoredList, shared: str) -> list[tuple[Piece, ...]]:
    """The full form of each member as the pieces to join, none where every member is printed whole or may be so.

    A class noun after the last member belongs to all of them (农业、生态、城镇空间), and so does a word before the
    first that modifies all of them (农村垃圾、污水、厕所革命). Words that are not nouns (融合, 联动, 一体) do not.

    Args:
        text: The normalized definition.
        found: The list of one group.
        shared: What the head counts (行业 in 五大行业): a noun that the head names is surely shared.
    """
    if len(found.members) < 2 or not found.row:
        return []
    prefix, (suffix, last) = _shared_prefix(text, found), _shared_suffix(text, found.members, shared)
    if prefix == suffix == _NOTHING:
        return []
    return [(prefix, member, suffix) for member in (*found.members[:-1], last)]


def _shared_prefix(text: str, found: ScoredList) -> Piece:
    """Returns the modifier of all members between the beginning of the row and its first member."""
    kind = found.bounds[0].kind if found.bounds else ""
    start, begin = found.row.pieces[0][0] if found.row else 0, found.members[0][0]
    is_scope = kind == "modifier" or (kind == "scope" and text[start:begin] in load_words("scope"))
    is_scope = is_scope and not _DEFINES.match(text, start, begin)
    return (start, begin) if is_scope and begin - start <= MAX_SHARED else _NOTHING


_LONGER_NOUN = load_words("noun_ending") | load_words("noun_suffix")


def _shared_suffix(text: str, members: Sequence[Piece], shared: str) -> tuple[Piece, Piece]:
    """The class noun that all members share, and the last member without it."""
    nouns = load_words("class_noun")
    texts = [text[slice(*member)] for member in members]
    start, stop = members[-1]
    sizes = range(MAX_SHARED, 1, -1)
    size = next((size for size in sizes if text[stop : stop + size] in nouns), 0)
    goes_on = text[stop + size : stop + size + 1] in _LONGER_NOUN  # 高新技术产业|化
    if size and not goes_on and _lack_noun(text[stop : stop + size], texts, shared):
        return (stop, stop + size), members[-1]
    size = next((size for size in sizes if size < stop - start and text[stop - size : stop] in nouns), 0)
    rest = text[start : stop - size]
    if size and _lack_noun(text[stop - size : stop], [*texts[:-1], rest], shared):
        return (stop - size, stop), (start, stop - size)
    return _NOTHING, members[-1]


def _lack_noun(noun: str, members: Sequence[str], shared: str) -> bool:
    """Whether no member is complete without the noun.

    The members are parallel: short and about as long as one another (农业、生态、城镇), or of any length if the head
    names the noun (十大行业: 疗养、演艺、工艺美术行业). Where one has a noun of its own (停车场、农贸市场; 产业链、产业
    集群) or is a clause (走下去掌握实情、走进去解决问题), nothing is shared.
    """
    if any(noun in member or (len(member) > 1 and member[-1] in load_words("noun_ending")) for member in members):
        return False
    if noun in shared:
        return True
    lengths = [len(member) for member in members]
    is_parallel = max(lengths) <= _MAX_MODIFIER and max(lengths) - min(lengths) <= 1
    return is_parallel and not any(_ends_in_class_noun(member) for member in members)


def _ends_in_class_noun(member: str) -> bool:
    return any(member[-size:] in load_words("class_noun") for size in range(2, min(MAX_SHARED, len(member)) + 1))
