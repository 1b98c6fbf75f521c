"""Whole analyses of a head with its definition: every strategy proposes, the best score wins. Pure.

A head of one group has one list. Of several groups each may have its label, its clause or its half of every member, or
all may share one list. No strategy excludes another; an analysis may leave groups without members.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from glossary.extraction.members.boundaries import Expected
from glossary.extraction.members.features import has_morpheme
from glossary.extraction.members.labels import find_core_stretches, find_labelled
from glossary.extraction.members.normalized_definition import NormalizedDefinition, Piece
from glossary.extraction.members.score_candidates import ScoredList, Weights, find_lists
from glossary.extraction.members.strategies import CLAUSES, STRATEGIES, ListFinder, Lists, Search

PARTIAL_STRATEGIES = frozenset({"labelled_partly", "one_core_alone"})
"""Strategies that leave groups without members; taken only where no other convinces."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read the numerals of a head.

    Attributes:
        groups: What each group promises; ``None`` for an open one (多, N).
        cores: For each core of the head its groups, as ``[start, end)`` into ``groups``, and the core simplified.
        labels: Numeral and shared part of each group, simplified, as labels would print them.
        kind: The name of the reading, a feature.
    """

    groups: tuple[Expected | None, ...]
    cores: tuple[tuple[int, int, str], ...]
    labels: tuple[tuple[int | None, str], ...]
    kind: str = "as_parsed"


@dataclass(frozen=True, slots=True)
class Analysis:
    """One answer for all groups of a reading.

    Attributes:
        lists: For each group its list, ``None`` where it has none.
        strategy: The name of the strategy that proposed it.
    """

    lists: Lists
    strategy: str

    def features(self, text: str, groups: Sequence[Expected | None]) -> dict[str, float]:
        """What speaks for it, with values: the strategy, how good its lists are, how many groups are left."""
        found = [one for one in self.lists if one]
        scores = [max(min(one.score, 12.0), -6.0) for one in found] or [0.0]
        missing = len(self.lists) - len(found)
        names = {
            self.strategy: 1.0,
            "least_score": min(scores),
            "mean_score": sum(scores) / len(scores),
            "missing_share": missing / len(self.lists),
            f"missing_{min(missing, 3)}": 1.0,
        }
        names[f"{self.strategy}:least_score"] = min(scores)
        if len(self.lists) > 1:
            shares = [
                sum(has_morpheme(text[slice(*one)], group.key) for one in each.members) / group.count
                for each, group in zip(self.lists, groups, strict=True)
                if each and group and group.key
            ]
            if shares:
                names["key_share"] = sum(shares) / len(shares)
                names["keys_all"] = float(min(shares) >= 1)
        if any(min(scores) < limit for limit in (-1.0,)):
            names["poor_list"] = 1.0
        return names


def find_analyses(
    definition: NormalizedDefinition,
    stretch: Piece,
    reading: Reading,
    weights: Mapping[str, Weights],
    find: ListFinder = find_lists,
) -> Iterator[Analysis]:
    """Every analysis that a strategy proposes for a reading, in no order.

    Args:
        definition: The normalized definition.
        stretch: Where to look.
        reading: What the head promises.
        weights: By model.
        find: What finds the lists of a stretch; :func:`find_lists`, or something that watches it.
    """
    stretch = definition.strip(*stretch)
    counted = [group for group in reading.groups if group]
    search = Search(definition, counted, weights, find)
    if not counted:
        return
    if len(reading.groups) > 1:
        for lists in _by_label(search, stretch, reading):
            is_whole = all(one for one, group in zip(lists, reading.groups, strict=True) if group)
            yield Analysis(lists, "labelled" if is_whole else "labelled_partly")
            if is_whole and all(one.score >= CLEAR_WITH_LABEL for one in lists if one):
                return
    for lists in _by_modifier(search, stretch, reading):
        yield Analysis(lists, "named_in_head")
    if len(reading.cores) > 1:
        yield from _by_core(search, stretch, reading)
    is_clear = False
    for name, strategy in STRATEGIES.items():
        if is_clear and name == "by_clause":  # the dearest of all, and one clear list is hardly ever wrong
            continue
        if name == "one_for_both" and len(counted) < len(reading.groups):
            continue
        for lists in strategy(search, stretch):
            found = iter(lists)
            yield Analysis(tuple(next(found) if group else None for group in reading.groups), name)
            is_clear = is_clear or _are_clear(lists)
            if is_clear and len(counted) > 1 and _have_keys(search.text, lists, counted):
                return


CLEAR_WITH_LABEL = 0.5
"""From this score of every labelled list on no other strategy is tried."""
CLEAR = 1.5
"""From this score of every list on no other strategy is tried."""


def _are_clear(lists: Lists) -> bool:
    return all(one.score >= CLEAR for one in lists if one)


def _have_keys(text: str, lists: Lists, groups: Sequence[Expected]) -> bool:
    """Whether every group has its list, and every member the morpheme of its group."""
    return all(
        found is not None and all(has_morpheme(text[slice(*one)], group.key) for one in found.members)
        for found, group in zip(lists, groups, strict=True)
    )


def _by_label(search: Search, stretch: Piece, reading: Reading) -> Iterator[Lists]:
    """Each label gets the stretch up to the next: “三区”指…；“三线”…."""
    stretches = find_labelled(search.definition, stretch, reading.labels)
    if stretches is None:
        return
    search.has_labels = True
    lists = [
        search.best(part, group, context="label") if group and part else None
        for group, part in zip(reading.groups, stretches, strict=True)
    ]
    if any(lists):
        yield tuple(lists)


MAX_LABEL = 4


def _by_modifier(search: Search, stretch: Piece, reading: Reading) -> Iterator[Lists]:
    """What stands behind each label that the head lists itself: “租”，就是租赁…；“售”，就是… of “租、售”双轮驱动."""
    group = reading.groups[0]
    labels = group.modifier.split("、") if group and len(reading.groups) == 1 else []
    if not group or len(labels) != group.count or max(map(len, labels)) > MAX_LABEL:
        return
    stretches = find_core_stretches(search.definition, [f"“{label}”" for label in labels])
    if stretches:
        definition = search.definition
        clauses = [definition.split(*part, definition.depth_at(part[0]), CLAUSES)[:1] for part in stretches]
        if all(clauses):
            yield (ScoredList(tuple(clause[0] for clause in clauses), 4.0),)


def _by_core(search: Search, stretch: Piece, reading: Reading) -> Iterator[Analysis]:
    """Each core of a head has a stretch of its own, or one core alone is explained."""
    definition, weights = search.definition, search.weights
    stretches = find_core_stretches(definition, [core for _, _, core in reading.cores])
    parts: list[Analysis | None] = []
    for nth, (start, end, core) in enumerate(reading.cores):
        own = Reading(reading.groups[start:end], ((0, end - start, core),), reading.labels[start:end])
        found = find_analyses(definition, stretches[nth] if stretches else stretch, own, weights, search.find)
        part = best_analysis(definition.text, own, found, weights)
        parts.append(part)
        if part and not stretches:
            before, behind = (None,) * start, (None,) * (len(reading.groups) - end)
            yield Analysis((*before, *part.lists, *behind), "one_core_alone")
    if stretches and any(parts):
        lists: list[ScoredList | None] = []
        for (start, end, _), part in zip(reading.cores, parts, strict=True):
            lists += part.lists if part else (None,) * (end - start)
        yield Analysis(tuple(lists), "by_core")


def best_analysis(
    text: str, reading: Reading, analyses: Iterator[Analysis], weights: Mapping[str, Weights]
) -> Analysis | None:
    """The analysis with the highest score, ``None`` where nothing is better."""
    scored = [
        (analysis_score(text, reading, analysis, weights), nth, analysis) for nth, analysis in enumerate(analyses)
    ]
    best = max(scored, key=lambda one: (one[0], -one[1]), default=None)
    return best[2] if best and best[0] > 0 else None


def analysis_score(text: str, reading: Reading, analysis: Analysis, weights: Mapping[str, Weights]) -> float:
    """What speaks for an analysis; 0 is what speaks for none."""
    model = weights["groups"]
    features = analysis.features(text, reading.groups)
    return sum(model.get(name, 0.0) * value for name, value in features.items()) + model.get("any", 0.0)
