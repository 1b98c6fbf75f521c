"""Strategies that look for the members of all groups of a head without labels: one list, clauses, halves …. Pure."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate

from glossary.chinese.numerals import number_pattern
from glossary.extraction.members.boundaries import Expected
from glossary.extraction.members.candidates import find_adjoining
from glossary.extraction.members.normalized_definition import Level, NormalizedDefinition, Piece
from glossary.extraction.members.score_candidates import ScoredList, Weights, promising_rows
from glossary.extraction.members.views import read_row

Lists = tuple[ScoredList | None, ...]
"""For each group its list."""
ListFinder = Callable[..., list[ScoredList]]
SENTENCES = frozenset({Level.SENTENCE, Level.SEMICOLON})
CLAUSES = SENTENCES | {Level.COMMA}
_STOPS = frozenset({Level.SENTENCE})
MAX_CLAUSES = 16
"""Clauses that are looked at; a list of groups stands at the beginning."""
LEAST_OF_CLAUSE = -1.0
"""What a list of a clause must score for the next group to be looked for behind it."""


class Search:
    """The stretch, the groups and the weights of one search; lists are found once."""

    def __init__(
        self,
        definition: NormalizedDefinition,
        groups: Sequence[Expected],
        weights: Mapping[str, Weights],
        find: ListFinder,
    ) -> None:
        self.definition = definition
        self.text = definition.text
        self.groups = groups
        self.weights = weights
        self.find = find
        self.has_labels = False
        self._known: dict[tuple[Piece, tuple[Expected, ...], str], ScoredList | None] = {}

    def best(self, stretch: Piece, *groups: Expected, context: str = "whole") -> ScoredList | None:
        """The best list of these groups in a stretch; ``context`` says what the stretch is."""
        key = (stretch, groups, context)
        if key not in self._known:
            self._known[key] = None
            if stretch[0] < stretch[1]:
                found = self.find(self.definition, stretch, groups, context=context, weights=self.weights)
                self._known[key] = found[0] if found else None
        return self._known[key]


def _split(found: ScoredList, counts: Sequence[int]) -> list[ScoredList]:
    ends = list(accumulate(counts))
    return [
        ScoredList(found.members[end - count : end], found.score, found.features, found.bounded)
        for end, count in zip(ends, counts, strict=True)
    ]


def _in_one_list(search: Search, stretch: Piece) -> Iterator[Lists]:
    """All groups as one list in the order of the head."""
    found = search.best(stretch, *search.groups)
    if found:
        yield tuple(_split(found, [group.count for group in search.groups]))


def _in_reverse(search: Search, stretch: Piece) -> Iterator[Lists]:
    """Two groups as one list in the other order: 双随机、一公开 explained from its end."""
    if len(search.groups) == 2 and not search.has_labels:
        found = search.best(stretch, *search.groups[::-1])
        if found:
            yield tuple(_split(found, [group.count for group in search.groups[::-1]])[::-1])


def _by_clause(search: Search, stretch: Piece) -> Iterator[Lists]:
    """Each group in the next clause or sentence that lists it."""
    if len(search.groups) < 2:
        return
    definition, (start, end) = search.definition, stretch
    for levels in (_STOPS, SENTENCES, CLAUSES):
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
            return


def _in_clause(search: Search, clause: Piece, group: Expected) -> ScoredList | None:
    text = search.text[slice(*clause)]
    if group.count == 1 and group.key and group.key not in text:
        return None
    found = search.best(clause, group, context="clause")
    return found if found and found.score > LEAST_OF_CLAUSE else None


_UP_TO_NEXT_LIST = re.compile(r"[^、,;。和及与]{0,16}?(?:[、,;。和及与]|以及)+")


@lru_cache(maxsize=128)
def _count_behind(count: int) -> re.Pattern[str]:
    """A count with its measure: 等3个."""
    return re.compile(rf"(?:等)?(?<![0-9.第]){number_pattern(count)}\s?[个大项类种条座家所片张]")


def _counted_again(search: Search, stretch: Piece) -> Iterator[Lists]:
    """Each group up to where its number is said again: 甲、乙3个千亿级产业，丙、丁2个…."""
    if len(search.groups) < 2 or any(group.count < 2 for group in search.groups):
        return
    start, end = stretch
    lists: list[ScoredList | None] = []
    for group in search.groups:
        again = _count_behind(group.count).search(search.text, start, end)
        if not again:
            return
        begin, stop = search.definition.strip(start, again.start())
        lists.append(search.best((begin, stop), group, context="clause"))
        start = again.end()
        behind = _UP_TO_NEXT_LIST.match(search.text, start, end)
        start = behind.end() if behind else start
    if all(lists):
        yield tuple(lists)


def _halves(search: Search, stretch: Piece) -> Iterator[Lists]:
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


def _halve(search: Search, member: Piece) -> tuple[Piece, Piece] | None:
    """The clauses that have the morphemes, or the member parted where the second morpheme begins."""
    first, second = (group.key for group in search.groups)
    start = member[0] + (
        search.text.find(first, *member) - member[0] if 0 <= search.text.find(first, *member) - member[0] < 8 else 0
    )
    member = (start, member[1])
    clauses = search.definition.split(*member, search.definition.depth_at(member[0]), CLAUSES | {Level.PAUSE})
    if not first or not second:
        return None
    if len(clauses) > 1:
        halves = [next((one for one in clauses if mark in search.text[slice(*one)]), None) for mark in (first, second)]
        return (halves[0], halves[1]) if halves[0] and halves[1] and halves[0] != halves[1] else None
    at = search.text.find(second, member[0] + 1, member[1])
    return ((member[0], at), (at, member[1])) if at > 0 and first in search.text[member[0] : at] else None


def _one_for_both(search: Search, stretch: Piece) -> Iterator[Lists]:
    """Two groups of one size that one list explains: 四水四定, 三最三严; not where a label names one of them."""
    if len(search.groups) == 2 and search.groups[0].count == search.groups[1].count > 1 and not search.has_labels:
        first, second = search.groups
        found = search.best(
            stretch, Expected(first.count, first.key + second.key, second.nouns, first.modifier, first.key)
        )
        if found:
            yield found, None


def _adjoining(search: Search, stretch: Piece) -> Iterator[Lists]:
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


def _one_beside_open(search: Search, stretch: Piece) -> Iterator[Lists]:
    """The one thing that is counted beside an open number: 由1个总站，N个分站组成 for 1+N."""
    found = _ONE_AND_MORE.search(search.text, *stretch) if [group.count for group in search.groups] == [1] else None
    if found:
        yield (ScoredList((search.definition.strip(*found.span(1)),), 3.0),)


def _characters(search: Search, stretch: Piece) -> Iterator[Lists]:
    """八字方针 counts characters: four members of two, or two of four."""
    if len(search.groups) != 1 or not search.groups[0].shared.startswith("字"):
        return
    for length in (2, 4, 3):
        count, rest = divmod(search.groups[0].count, length)
        found = search.best(stretch, Expected(count)) if not rest and count > 1 else None
        if found and all(stop - begin == length for begin, stop in found.members):
            yield (found,)


STRATEGIES: dict[str, Callable[[Search, Piece], Iterator[Lists]]] = {
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
