"""The choice among all analyses of a head with its definition, and why it was made. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from glossary.chinese.headword import Counted
from glossary.extraction.members.analyses import PARTIAL_STRATEGIES, Analysis, Lists, find_analyses
from glossary.extraction.members.lists import ScoredList, Weights, find_lists, load_weights
from glossary.extraction.members.normalized_definition import NormalizedDefinition, normalize_definition
from glossary.extraction.members.readings import Reading, read_head

LEAST_OF_PART = 1.5
"""What the list of an explained group must score where another group is only named."""
MAX_COUNTED = 12
CONFLICT_THRESHOLD = 3.0
"""What a list with another count than the head's must score."""
MAX_CANDIDATES = 5
"""Candidates that are explained."""
MAX_FEATURES = 12
"""Features of each that are explained."""
_LIMIT = 8.0
"""Scores above this say no more for confidence."""
_COLUMN = 44


@dataclass(frozen=True, slots=True)
class Candidate:
    """One answer that was weighed: how it reads the head, the lists of the groups, and what speaks for it."""

    reading: Reading
    analysis: Analysis
    score: float

    def members(self) -> list[object]:
        """The members of all groups that have any."""
        return [found.members for found in self.analysis.lists if found]


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
    candidates: tuple[Candidate, ...] = ()
    chosen: Candidate | None = None

    def evidence(self, nth: int) -> dict[str, float]:
        """What the confidence in one group is made of; the margin is over the next answer with other members."""
        found, chosen = self.lists[nth], self.chosen
        members = chosen.members() if chosen else []
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
    candidates = tuple(
        Candidate(reading, analysis, score)
        for reading in readings
        for score, analysis in find_analyses(normalized, (0, len(normalized.text)), reading, weights)
    )
    candidates = tuple(sorted(candidates, key=lambda one: -one.score))
    chosen = _choose(candidates)
    if chosen is None:
        if readings[0].kind != "as_parsed":
            return None
        other = _with_other_count(normalized, readings[0], weights)
        return ChosenAnalysis(normalized, readings[0].counted, other or (None,) * len(readings[0].counted), candidates)
    counted, lists = chosen.reading.counted, chosen.analysis.lists
    if chosen.analysis.strategy == "one_for_both":
        (numeral, first), (_, second) = counted
        counted, lists = ((numeral, f"{first}{_last_group(head, second)}"),), lists[:1]
    return ChosenAnalysis(normalized, counted, lists, candidates, chosen)


def _choose(candidates: tuple[Candidate, ...]) -> Candidate | None:
    """The best whole analysis that is better than none; else the best that leaves groups without members."""
    whole = (one for one in candidates if one.analysis.strategy not in PARTIAL_STRATEGIES and one.score > 0)
    partly = [
        (min(each.score for each in one.analysis.lists if each), one)
        for one in candidates
        if one.analysis.strategy in PARTIAL_STRATEGIES
    ]
    least, best = max(partly, key=lambda each: each[0], default=(0.0, None))
    return next(whole, best if least > LEAST_OF_PART else None)


def _last_group(head: str, shared: str) -> str:
    """How a head prints its last group: 四定 of 四水四定."""
    bare = "".join(character for character in head if not character.isspace() and character not in '“‘’”「」『』"')
    at = bare.rfind(shared)
    return bare[at - 1 : at + len(shared)] if at > 0 else shared


def _with_other_count(definition: NormalizedDefinition, reading: Reading, weights: Mapping[str, Weights]) -> Lists:
    """A list that clearly answers the head and has another number of members: 四上 explained with six kinds."""
    group = reading.groups[0]
    if len(reading.groups) != 1 or not group or not 2 < group.count <= MAX_COUNTED:
        return ()
    found: list[ScoredList] = []
    stretch = definition.strip(0, len(definition.text))
    for other in {*range(max(group.count - 2, 3), 2 * group.count + 1)} - {group.count}:
        found += find_lists(definition, stretch, [replace(group, count=other)], weights=weights)[:1]
    best = max(found, key=lambda one: one.score, default=None)
    if best and best.score >= CONFLICT_THRESHOLD and (best.row is None or "whole_run" in best.row.kinds):
        between = definition.text[best.members[0][1] : best.members[-1][0]]
        return () if "," in between or ";" in between else (best,)
    return ()


def explain_members(head: str, definition: str, weights: Mapping[str, Weights] | None = None) -> list[str]:
    """The candidates for the members of a head, the best first, each with what speaks for and against it.

    Args:
        head: As printed.
        definition: As printed.
        weights: Other weights than those of the package.
    """
    weights = weights or load_weights()
    decision = decide(head, definition, weights)
    if decision is None:
        return [f"{head} counts nothing."]
    lines = [f"{head}: " + ", ".join(f"{numeral or 'N'} {shared}" for numeral, shared in decision.counted)]
    if not decision.candidates:
        return [*lines, "No list of that count was found."]
    for rank, candidate in enumerate(decision.candidates[:MAX_CANDIDATES], 1):
        mark = "chosen" if candidate is decision.chosen else "rejected" if candidate.score <= 0 else "not chosen"
        lines += ["", f"{rank}. {candidate.analysis.strategy}  score {candidate.score:+.2f}  {mark}"]
        lines += _describe(candidate, decision.definition.text, weights)
    if decision.chosen is None:
        lines += ["", "None is better than nothing (score 0): the groups stay empty."]
    return lines


def _describe(candidate: Candidate, text: str, weights: Mapping[str, Weights]) -> Iterator[str]:
    for (numeral, shared), found in zip(candidate.reading.counted, candidate.analysis.lists, strict=True):
        members = "、".join(text[slice(*member)] for member in found.members) if found else "–"
        yield f"   {numeral or 'N'}{shared}: {members}"
    yield from _table("analysis", candidate.analysis.features(text, candidate.reading), weights["groups"])
    for found in dict.fromkeys(candidate.analysis.lists):
        if found and found.features:
            features = {**dict.fromkeys(found.features, 1.0), "boundary_gap": found.gap}
            yield from _table(f"list, score {found.score:+.2f}", features, weights["lists"])
            for side, boundary in (("left", found.left), ("right", found.right)):
                if boundary and boundary.features:
                    yield from _table(
                        f"{side} boundary ({boundary.kind})", dict.fromkeys(boundary.features, 1.0), weights[side]
                    )


def _table(title: str, features: Mapping[str, float], weights: Weights) -> Iterator[str]:
    """The features that weigh most, one a line."""
    values = {name: weights.get(name, 0.0) * value for name, value in features.items()}
    kept = sorted(((value, name) for name, value in values.items() if value), key=lambda one: -abs(one[0]))
    yield f"   {title}"
    for value, name in kept[:MAX_FEATURES]:
        yield f"     {name:<{_COLUMN}} {value:+6.2f}"
    if len(kept) > MAX_FEATURES:
        rest = sum(value for value, _ in kept[MAX_FEATURES:])
        yield f"     {f'{len(kept) - MAX_FEATURES} more features':<{_COLUMN}} {rest:+6.2f}"
