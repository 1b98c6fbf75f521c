"""The members that a definition enumerates for the numerals of its head. Pure.

The count of the head is the one hard condition. Every strategy proposes whole analyses, named features times the
weights of ``weights.json`` score them, and nothing is the answer where no analysis scores better: a wrong list is worse
than none.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from glossary.chinese.headword import Counted
from glossary.extraction.members.full_forms import find_full_forms
from glossary.extraction.members.groups import PARTIAL_STRATEGIES, Analysis, Reading, analysis_score, find_analyses
from glossary.extraction.members.normalized_definition import (
    MAX_LENGTH,
    NormalizedDefinition,
    Piece,
    normalize_definition,
)
from glossary.extraction.members.readings import read_head
from glossary.extraction.members.score_candidates import ScoredList, Weights, find_lists, load_weights
from glossary.model import Group, MembersStatus, roll_up_statuses

# 和其他改革 closes a list; 其他垃圾 is the fourth kind of 四分类, 其他需要特殊保护的功能区 is described.
_OTHER = re.compile("(?:其他|其它|若干|等等)(?!.*(?:垃圾|.的.))")
LEAST_OF_PART = 1.5
"""What the list of an explained group must score where another group is only named."""
MAX_COUNTED = 12
CONFLICT_THRESHOLD = 3.0
"""What a list with another count than the head's must score."""
_LIMIT = 8.0
"""Scores above this say no more for confidence."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One answer that was weighed.

    Attributes:
        counted: The groups of its reading as printed: numeral and shared part.
        reading: How it reads the head.
        analysis: The lists of the groups.
        score: What speaks for it; 0 is what speaks for none.
    """

    counted: tuple[Counted, ...]
    reading: Reading
    analysis: Analysis
    score: float


@dataclass(frozen=True, slots=True)
class Decision:
    """What was chosen for a head and its definition, and from what.

    Attributes:
        definition: The normalized definition.
        counted: The groups of the head as printed.
        lists: For each group its list, ``None`` for none.
        candidates: Every analysis that was proposed, the best first.
        chosen: The one that was taken, ``None`` for none.
        margin: How much better it is than the next that gives other members.
    """

    definition: NormalizedDefinition
    counted: tuple[Counted, ...]
    lists: tuple[ScoredList | None, ...]
    candidates: tuple[Candidate, ...]
    chosen: Candidate | None
    margin: float

    def evidence(self, nth: int) -> dict[str, float]:
        """What the confidence in one group is made of."""
        found = self.lists[nth]
        score = self.chosen.score if self.chosen else 0.0
        return {
            "bias": 1.0,
            "list_score": min(found.score, _LIMIT) if found else 0.0,
            "analysis_score": min(score, _LIMIT),
            "margin": min(self.margin, _LIMIT),
            "several": float(len(self.lists) > 1),
            "single": float(found is not None and len(found.members) == 1),
            "gap": found.bounded.gap if found and found.bounded else 0.0,
        }


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


def decide(head: str, definition: str, weights: Mapping[str, Weights]) -> Decision | None:
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
    candidates = sorted(_candidates(normalized, readings, weights), key=lambda one: -one.score)
    chosen = _choose(candidates)
    if chosen is None:
        counted, reading = readings[0]
        if reading.kind != "as_parsed":
            return None
        other = _with_other_count(normalized, reading, weights)
        nothing: tuple[ScoredList | None, ...] = (None,) * len(counted)
        return Decision(normalized, counted, (other,) if other else nothing, tuple(candidates), None, 0.0)
    margin = _margin(chosen, candidates)
    counted, lists = chosen.counted, chosen.analysis.lists
    if chosen.analysis.strategy == "one_for_both":
        (numeral, first), (_, second) = counted
        counted, lists = ((numeral, f"{first}{_last_group(head, second)}"),), lists[:1]
    return Decision(normalized, counted, lists, tuple(candidates), chosen, margin)


def _candidates(
    definition: NormalizedDefinition,
    readings: tuple[tuple[tuple[Counted, ...], Reading], ...],
    weights: Mapping[str, Weights],
) -> list[Candidate]:
    found: list[Candidate] = []
    for counted, reading in readings:
        bias = weights["groups"].get(f"reading_{reading.kind}", 0.0)
        for analysis in find_analyses(definition, (0, len(definition.text)), reading, weights):
            score = analysis_score(definition.text, reading, analysis, weights) + bias
            found.append(Candidate(counted, reading, analysis, score))
    return found


def _choose(candidates: list[Candidate]) -> Candidate | None:
    """The best whole analysis that is better than none; else the best that leaves groups without members."""
    whole = (one for one in candidates if one.analysis.strategy not in PARTIAL_STRATEGIES and one.score > 0)
    partly = (one for one in candidates if one.analysis.strategy in PARTIAL_STRATEGIES)
    clear = ((min(each.score for each in one.analysis.lists if each), one) for one in partly)
    best = max(((score, one) for score, one in clear if score > LEAST_OF_PART), key=lambda each: each[0], default=None)
    return next(whole, best[1] if best else None)


def _margin(chosen: Candidate, candidates: list[Candidate]) -> float:
    members = [found.members for found in chosen.analysis.lists if found]
    others = (one.score for one in candidates if [found.members for found in one.analysis.lists if found] != members)
    return chosen.score - max(max(others, default=0.0), 0.0)


_BLANKS_AND_QUOTES = re.compile(r"[\s“”‘’「」『』\"]")
_LINE_ENDS_AND_EMPHASIS = re.compile(r"\s*\n\s*|\*\*")


def _last_group(head: str, shared: str) -> str:
    """How a head prints its last group: 四定 of 四水四定."""
    bare = _BLANKS_AND_QUOTES.sub("", head)
    at = bare.rfind(shared)
    return bare[at - 1 : at + len(shared)] if at > 0 else shared


def _with_other_count(
    definition: NormalizedDefinition, reading: Reading, weights: Mapping[str, Weights]
) -> ScoredList | None:
    """A list that clearly answers the head and has another number of members: 四上 explained with six kinds."""
    group = reading.groups[0]
    if len(reading.groups) != 1 or not group or not 2 < group.count <= MAX_COUNTED:
        return None
    best: ScoredList | None = None
    stretch = definition.strip(0, len(definition.text))
    for other in {*range(max(group.count - 2, 3), 2 * group.count + 1)} - {group.count}:
        for found in find_lists(definition, stretch, [replace(group, count=other)], weights=weights)[:1]:
            whole = found.bounded is None or "whole_run" in found.bounded.row.kinds
            between = definition.text[found.members[0][1] : found.members[-1][0]]
            is_clear = found.score >= CONFLICT_THRESHOLD and whole and not {",", ";"} & set(between)
            best = found if is_clear and (best is None or found.score > best.score) else best
    return best


def _group(definition: str, decision: Decision, nth: int, model: Weights) -> Group:
    (numeral, shared), found = decision.counted[nth], decision.lists[nth]
    if not found:
        return Group(numeral, shared, (), MembersStatus.OPEN if numeral is None else MembersStatus.UNKNOWN)
    members = [_printed(definition, piece) for piece in found.members]
    full = [_printed(definition, *pieces) for pieces in find_full_forms(decision.definition.text, found)]
    known = [at for at, member in enumerate(members) if not _OTHER.match(member)]
    is_part = 0 < len(known) < len(members)
    kept = tuple(members[at] for at in known)
    counted = len("".join(kept)) if shared.startswith("字") else len(kept)
    status = MembersStatus.PARTIAL if is_part else _status(numeral, counted)
    confidence = round(1 / (1 + math.exp(-_logit(decision.evidence(nth), model))), 2) if model else None
    return Group(numeral, shared, kept, status, tuple(full[at] for at in known) if full else (), confidence)


def _printed(definition: str, *pieces: Piece) -> str:
    """Pieces as printed, without line ends and emphasis marks."""
    printed = "".join([definition[start:end] for start, end in pieces])
    return _LINE_ENDS_AND_EMPHASIS.sub("", printed) if "\n" in printed or "*" in printed else printed


def _logit(evidence: Mapping[str, float], model: Weights) -> float:
    return sum(model.get(name, 0.0) * value for name, value in evidence.items())


def _status(numeral: int | None, found: int) -> MembersStatus:
    if numeral is None:
        return MembersStatus.OPEN
    return MembersStatus.COMPLETE if found == numeral else MembersStatus.CONFLICTING
