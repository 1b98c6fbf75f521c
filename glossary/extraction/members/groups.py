"""Whole analyses of a head with its definition: every strategy proposes, the best score wins. Pure.

A head of one group has one list. Of several groups each may have its label, its clause or its half of every member, or
all may share one list. No strategy excludes another; an analysis may leave groups without members.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from glossary.chinese.numerals import number_pattern
from glossary.extraction.members.boundaries import Expected
from glossary.extraction.members.candidates import find_adjoining
from glossary.extraction.members.features import has_morpheme
from glossary.extraction.members.labels import find_core_stretches, find_labelled
from glossary.extraction.members.normalized_definition import Level, NormalizedDefinition, Piece
from glossary.extraction.members.score_candidates import ScoredList, Weights, find_lists, promising_rows
from glossary.extraction.members.views import read_row

Members = tuple[Piece, ...]
Lists = tuple[ScoredList | None, ...]
_SENTENCES = frozenset({Level.SENTENCE, Level.SEMICOLON})
_CLAUSES = _SENTENCES | {Level.COMMA}
_STOPS = frozenset({Level.SENTENCE})
PARTIAL_STRATEGIES = frozenset({"labelled_partly", "one_core_alone"})
"""Strategies that leave groups without members; taken only where no other convinces."""
MAX_CLAUSES = 16
"""Clauses that are looked at; a list of groups stands at the beginning."""


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


class _Search:
    """The stretch, the groups and the weights of one search; lists are found once."""

    def __init__(
        self,
        definition: NormalizedDefinition,
        groups: Sequence[Expected],
        weights: Mapping[str, Weights],
        find: "ListFinder",
    ) -> None:
        self.definition = definition
        self.text = definition.text
        self.groups = groups
        self.weights = weights
        self.find = find
        self.has_labels = False
        self._known: dict[tuple[Piece, tuple[Expected, ...], str], ScoredList | None] = {}

    def best(self, stretch: Piece, *groups: Expected, context: str = "whole") -> ScoredList | None:
        key = (stretch, groups, context)
        if key not in self._known:
            self._known[key] = None
            if stretch[0] < stretch[1]:
                found = self.find(self.definition, stretch, groups, context=context, weights=self.weights)
                self._known[key] = found[0] if found else None
        return self._known[key]


ListFinder = Callable[..., list[ScoredList]]


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
    search = _Search(definition, counted, weights, find)
    if not counted:
        return
    if len(reading.groups) > 1:
        for lists in _by_label(search, stretch, reading):
            is_whole = all(one for one, group in zip(lists, reading.groups, strict=True) if group)
            yield Analysis(lists, "labelled" if is_whole else "labelled_partly")
            if is_whole and _are_clear(lists):
                return
    for lists in _by_modifier(search, stretch, reading):
        yield Analysis(lists, "named_in_head")
    if len(reading.cores) > 1:
        yield from _by_core(search, stretch, reading)
    for name, strategy in _STRATEGIES.items():
        for lists in strategy(search, stretch):
            found = iter(lists)
            yield Analysis(tuple(next(found) if group else None for group in reading.groups), name)
            if _are_clear(lists) and len(counted) > 1 and _have_keys(search.text, lists, counted):
                return


LEAST_OF_CLAUSE = -1.0
"""What a list of a clause must score for the next group to be looked for behind it."""
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


def _by_label(search: _Search, stretch: Piece, reading: Reading) -> Iterator[Lists]:
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


def _by_modifier(search: _Search, stretch: Piece, reading: Reading) -> Iterator[Lists]:
    """What stands behind each label that the head lists itself: “租”，就是租赁…；“售”，就是… of “租、售”双轮驱动."""
    group = reading.groups[0]
    labels = group.modifier.split("、") if group and len(reading.groups) == 1 else []
    if not group or len(labels) != group.count or max(map(len, labels)) > MAX_LABEL:
        return
    stretches = find_core_stretches(search.definition, [f"“{label}”" for label in labels])
    if stretches:
        definition = search.definition
        clauses = [definition.split(*part, definition.depth_at(part[0]), _CLAUSES)[:1] for part in stretches]
        if all(clauses):
            yield (ScoredList(tuple(clause[0] for clause in clauses), 4.0),)


def _by_core(search: _Search, stretch: Piece, reading: Reading) -> Iterator[Analysis]:
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


def _split(found: ScoredList, counts: Sequence[int]) -> list[ScoredList]:
    ends = list(accumulate(counts))
    return [
        ScoredList(found.members[end - count : end], found.score, found.features, found.bounded)
        for end, count in zip(ends, counts, strict=True)
    ]


def _in_one_list(search: _Search, stretch: Piece) -> Iterator[Lists]:
    """All groups as one list in the order of the head."""
    found = search.best(stretch, *search.groups)
    if found:
        yield tuple(_split(found, [group.count for group in search.groups]))


def _in_reverse(search: _Search, stretch: Piece) -> Iterator[Lists]:
    """Two groups as one list in the other order: 双随机、一公开 explained from its end."""
    if len(search.groups) == 2:
        found = search.best(stretch, *search.groups[::-1])
        if found:
            yield tuple(_split(found, [group.count for group in search.groups[::-1]])[::-1])


def _by_clause(search: _Search, stretch: Piece) -> Iterator[Lists]:
    """Each group in the next clause or sentence that lists it."""
    if len(search.groups) < 2:
        return
    definition, (start, end) = search.definition, stretch
    for levels in (_STOPS, _SENTENCES, _CLAUSES):
        clauses = definition.split(start, end, definition.depth_at(start), levels)[:MAX_CLAUSES]
        if len(clauses) < len(search.groups):
            continue
        left = iter(clauses)
        lists: list[ScoredList | None] = []
        for group in search.groups:
            found = (one for clause in left if (one := _in_clause(search, clause, group)))
            lists.append(next(found, None))
        if all(lists):
            yield tuple(lists)


def _in_clause(search: _Search, clause: Piece, group: Expected) -> ScoredList | None:
    text = search.text[slice(*clause)]
    if group.count == 1 and group.key and group.key not in text:
        return None
    found = search.best(clause, group, context="clause")
    return found if found and found.score > LEAST_OF_CLAUSE else None


def _counted_again(search: _Search, stretch: Piece) -> Iterator[Lists]:
    """Each group up to where its number is said again: 甲、乙3个千亿级产业，丙、丁2个…."""
    if len(search.groups) < 2 or any(group.count < 2 for group in search.groups):
        return
    start, end = stretch
    lists: list[ScoredList | None] = []
    for group in search.groups:
        again = re.compile(rf"(?:等)?(?<![0-9.第]){number_pattern(group.count)}\s?[个大项类种条座家所片张]").search(
            search.text, start, end
        )
        if not again:
            return
        begin, stop = search.definition.strip(start, again.start())
        lists.append(search.best((begin, stop), group, context="clause"))
        start = again.end()
        behind = re.compile(r"[^、,;。和及与]{0,16}?(?:[、,;。和及与]|以及)+").match(search.text, start, end)
        start = behind.end() if behind else start
    if all(lists):
        yield tuple(lists)


def _halves(search: _Search, stretch: Piece) -> Iterator[Lists]:
    """Two groups of one size, each member of the list with a part for either: 抓学习促提升、抓执行促落实."""
    if len(search.groups) != 2 or search.groups[0].count != search.groups[1].count or search.groups[0].count < 2:
        return
    expected = [Expected(search.groups[0].count)]
    for _, row in promising_rows(search.definition, *stretch, expected, search.weights["rows"]):
        for read in read_row(search.definition, row, expected):
            halves = [_halve(search, piece) for piece in read.pieces]
            if all(halves):
                firsts, seconds = zip(*[half for half in halves if half], strict=True)
                if all(len({search.text[slice(*one)] for one in part}) == len(part) for part in (firsts, seconds)):
                    yield ScoredList(tuple(firsts), 3.0), ScoredList(tuple(seconds), 3.0)
                    return


def _halve(search: _Search, member: Piece) -> tuple[Piece, Piece] | None:
    """The clauses that have the morphemes, or the member parted where the second morpheme begins."""
    first, second = (group.key for group in search.groups)
    start = member[0] + (
        search.text.find(first, *member) - member[0] if 0 <= search.text.find(first, *member) - member[0] < 8 else 0
    )
    member = (start, member[1])
    clauses = search.definition.split(*member, search.definition.depth_at(member[0]), _CLAUSES | {Level.PAUSE})
    if not first or not second:
        return None
    if len(clauses) > 1:
        halves = [next((one for one in clauses if mark in search.text[slice(*one)]), None) for mark in (first, second)]
        return (halves[0], halves[1]) if halves[0] and halves[1] and halves[0] != halves[1] else None
    at = search.text.find(second, member[0] + 1, member[1])
    return ((member[0], at), (at, member[1])) if at > 0 and first in search.text[member[0] : at] else None


def _one_for_both(search: _Search, stretch: Piece) -> Iterator[Lists]:
    """Two groups of one size that one list explains: 四水四定, 三最三严; not where a label names one of them."""
    if len(search.groups) == 2 and search.groups[0].count == search.groups[1].count > 1 and not search.has_labels:
        first, second = search.groups
        found = search.best(
            stretch, Expected(first.count, first.key + second.key, second.nouns, first.modifier, first.key)
        )
        if found:
            yield found, None


def _adjoining(search: _Search, stretch: Piece) -> Iterator[Lists]:
    """Groups whose members have no mark between them: 扩容扩能、提标提质."""
    if len(search.groups) < 2 or any(group.count < 2 or len(group.shared) != 1 for group in search.groups):
        return
    start, end = stretch
    lists: list[ScoredList] = []
    for group in search.groups:
        row = next(find_adjoining(search.definition, start, end, group.count, group.shared), None)
        if row is None:
            return
        lists.append(ScoredList(row.pieces, 4.0))
        start = row.pieces[-1][1]
    yield tuple(lists)


_ONE_AND_MORE = re.compile(
    "(?<![0-9第])[1一](?:个|项|条|座|家|套|份|支)([^、,;。+“”]{2,30})[、,;+及和][^。]{0,40}?(?:[NnXx]|若干|多)(?:个|项|条|座|家|套|份|支)"
)


def _one_beside_open(search: _Search, stretch: Piece) -> Iterator[Lists]:
    """The one thing that is counted beside an open number: 由1个总站，N个分站组成 for 1+N."""
    found = _ONE_AND_MORE.search(search.text, *stretch) if [group.count for group in search.groups] == [1] else None
    if found:
        yield (ScoredList((search.definition.strip(*found.span(1)),), 3.0),)


def _characters(search: _Search, stretch: Piece) -> Iterator[Lists]:
    """八字方针 counts characters: four members of two, or two of four."""
    if len(search.groups) != 1 or not search.groups[0].shared.startswith("字"):
        return
    for length in (2, 4, 3):
        count, rest = divmod(search.groups[0].count, length)
        found = search.best(stretch, Expected(count)) if not rest and count > 1 else None
        if found and all(stop - begin == length for begin, stop in found.members):
            yield (found,)


_STRATEGIES: dict[str, Callable[[_Search, Piece], Iterator[Lists]]] = {
    "one_list": _in_one_list,
    "reversed_list": _in_reverse,
    "by_clause": _by_clause,
    "counted_again": _counted_again,
    "halves": _halves,
    "one_for_both": _one_for_both,
    "adjoining": _adjoining,
    "one_beside_open": _one_beside_open,
    "characters": _characters,
}
