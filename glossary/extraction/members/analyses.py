"""Whole analyses of a head with its definition: every strategy proposes, the best score wins. Pure.

A head of one group has one list. Of several groups each may have its label, its clause or its half of every member, or
all may share one list. No strategy excludes another; an analysis may leave groups without members.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate
from operator import itemgetter

from glossary.extraction.members.boundaries import aligned_start, behind_lead
from glossary.extraction.members.labels import (
    count_behind,
    find_core_stretches,
    is_named,
)
from glossary.extraction.members.lists import ScoredList, Weights, best_rows, find_lists
from glossary.extraction.members.normalized_definition import CLAUSES, SENTENCES, Level, NormalizedDefinition, Piece
from glossary.extraction.members.readings import Expected, Reading
from glossary.extraction.members.rows import find_adjoining
from glossary.extraction.members.search import Analysis, ListFinder, Lists, Search
from glossary.extraction.members.views import read_row
from glossary.extraction.members.words import PLAYS_PART, pattern_of

LEAST_OF_PART = 1.5
"""What the list of an explained group must score where another group is only named."""
CLEAR_WITH_LABEL = -0.5
"""From this score of every labelled list on no other strategy is tried."""
CLEAR = 1.5
"""From this score of every list on no other strategy is tried."""
_BY_CORE = frozenset({"by_core", "one_core_alone"})
_OF_ONE_GROUP = _BY_CORE | {"labelled", "named_in_head", "one_list", "counted_ones", "characters"}
"""Strategies for heads with a single closed group; the others need several."""
_COSTLY = frozenset({"by_clause", "mixed_list"})
"""Strategies that search for many lists; a clear list is hardly ever wrong."""
MAX_CLAUSES = 16
"""Maximum number of clauses examined; a list of groups is at the beginning."""
LEAST_OF_CLAUSE = -1.0
"""What a list of a clause must score for the next group to be looked for after it."""
MAX_LABEL = 4
_REACH_OF_LEAD = 8
"""Code points before the morpheme of a half."""
_SHORTEST_HALF = 2
_SCORE_OF_PATTERN = 3.0
"""The score of lists that a pattern finds whole."""


def find_analyses(
    definition: NormalizedDefinition,
    stretch: Piece,
    reading: Reading,
    weights: Mapping[str, Weights],
    find: ListFinder = find_lists,
) -> list[Analysis]:
    """Every analysis that a strategy proposes for a reading, with its score, in no order.

    Args:
        definition: The normalized definition.
        stretch: Where to look.
        reading: How the head is read.
        weights: By model.
        find: What finds the lists of a stretch; :func:`find_lists`, or something that watches it.
    """
    search, model = Search(definition, stretch, reading, weights, find), weights["groups"]
    found: list[Analysis] = []
    for strategy, lists in _propose(search) if search.groups else ():
        analysis = Analysis(reading, lists, strategy)
        values = [model.get(name, 0.0) * value for name, value in analysis.features(definition.text).items()]
        found.append(analysis._replace(score=sum(values)))
    return found


def _propose(search: Search) -> Iterator[tuple[str, Lists]]:
    is_clear = False
    for name, strategy in STRATEGIES.items():
        is_tried = len(search.groups) > 1 or name in _OF_ONE_GROUP
        for lists in strategy(search) if is_tried and not (is_clear and name in _COSTLY) else ():
            found = iter(lists)
            aligned = tuple(next(found) if group else None for group in search.reading.groups)
            is_whole, scores = all(lists), [one.score for one in lists if one]
            if name == "labelled":
                partly = tuple(one if one and one.score > CLEAR_WITH_LABEL else None for one in aligned)
                if max(scores) > LEAST_OF_PART:
                    yield "labelled_partly", partly
                if is_whole:
                    yield name, aligned
                if is_whole and min(scores) >= CLEAR_WITH_LABEL:
                    return
                continue
            yield name, aligned
            is_clear = is_clear or (name not in _BY_CORE and is_whole and min(scores) >= CLEAR)


def _by_label(search: Search) -> Iterator[Lists]:
    """Each label gets the stretch up to the next: “三区”指…；“三线”…."""
    stretches = [part for part, group in zip(search.stretches or (), search.reading.groups, strict=False) if group]
    lists = [search.best(part, group) if part else None for part, group in zip(stretches, search.groups, strict=False)]
    if any(lists):
        yield tuple(lists)


def _by_core(search: Search, *, is_alone: bool = False) -> Iterator[Lists]:
    """Each core of a head has a stretch of its own, or one core alone is explained."""
    reading = search.reading
    cores = [core for _, _, core in reading.cores]
    stretches = find_core_stretches(search.text, cores) if len(cores) > 1 else None
    if len(cores) < 2 or is_alone == bool(stretches):
        return
    lists: list[ScoredList | None] = []
    for nth, (start, end, core) in enumerate(reading.cores):
        part = slice(start, end)
        own = Reading(reading.counted[part], reading.groups[part], ((0, end - start, core),), reading.labels[part])
        stretch = stretches[nth] if stretches else search.stretch
        scored = find_analyses(search.definition, stretch, own, search.weights, search.find)
        best = max(scored, key=lambda one: one.score, default=None)
        given = best.lists if best and best.score > 0 else (None,) * (end - start)
        found = [one for one, group in zip(given, own.groups, strict=True) if group]
        if is_alone and any(found):
            yield (*(None,) * len(lists), *found, *(None,) * (len(search.groups) - len(lists) - len(found)))
        lists += found
    if stretches and any(lists):
        yield tuple(lists)


def _one_core_alone(search: Search) -> Iterator[Lists]:
    """One core of a head is explained, the others are only named."""
    return _by_core(search, is_alone=True)


def _named_in_head(search: Search) -> Iterator[Lists]:
    """Finds the text after each label that the head itself lists: “租”，就是租赁…；“售”，就是… of “租、售”双轮驱动."""
    group = search.groups[0]
    labels = group.modifier.split("、") if len(search.reading.groups) == 1 else []
    if len(labels) == group.count and max(map(len, labels)) <= MAX_LABEL:
        stretches = find_core_stretches(search.text, [f"“{label}”" for label in labels])
        clauses = [search.definition.split(*part, CLAUSES)[:1] for part in stretches or ()]
        if clauses and all(clauses):
            yield (ScoredList(tuple(clause[0] for clause in clauses), _SCORE_OF_PATTERN),)


def _in_one_list(search: Search) -> Iterator[Lists]:
    """All groups as one list in the order of the head."""
    found = search.best(search.stretch, *search.groups)
    if found:
        yield tuple(_by_group(found, search.groups))


def _in_other_order(search: Search) -> Iterator[Lists]:
    """All groups as one list in another order than the head's, each member with the morpheme of its group at its end.

    双随机、一公开 explained from its end; 五区一园 that begins with 公园.
    """
    groups, counts = search.groups, [group.count for group in search.groups]
    keys = [group.key for group in groups]
    if search.stretches or len({*keys} - {""}) < len(keys):
        return
    if any(search.text.count(key, *search.stretch) < count for key, count in zip(keys, counts, strict=True)):
        return
    mixed: list[tuple[float, Lists]] = []
    reverse = [groups[::-1]] if len(groups) == 2 else []
    total = [[Expected(sum(counts))]] if len({*counts}) > 1 else []  # two halves of each member are no mixed list
    for order in (*reverse, *total):
        found = search.best(search.stretch, *order)
        members = found.members if found else ()
        owners = [max(keys, key=search.text[slice(*member)].rfind) for member in members]  # the morpheme that is last
        parts = [tuple(m for m, owner in zip(members, owners, strict=True) if owner == key) for key in keys]
        if found and [*map(len, parts)] == counts and [m for part in parts for m in part] != [*members]:
            mixed.append((found.score, tuple(found._replace(members=part) for part in parts)))
    if mixed:
        yield max(mixed, key=itemgetter(0))[1]


def _by_clause(search: Search) -> Iterator[Lists]:
    """Each group in the next clause or sentence that lists it."""
    for levels in (SENTENCES, SENTENCES | {Level.SEMICOLON}, CLAUSES):
        clauses = search.definition.split(*search.stretch, levels)[:MAX_CLAUSES]
        if len(clauses) < len(search.groups):
            continue
        left = iter(clauses)
        lists = [
            next((found for clause in left if (found := _in_clause(search, clause, group))), None)
            for group in search.groups
        ]
        if all(lists):
            yield tuple(lists)
            return


def _in_clause(search: Search, clause: Piece, group: Expected) -> ScoredList | None:
    if group.count == 1 and group.key and group.key not in search.text[slice(*clause)]:
        return None
    found = search.best(clause, group)
    return found if found and found.score > LEAST_OF_CLAUSE else None


# After a count to the next list: 3个千亿级产业，升级发展….
_UP_TO_NEXT_LIST = re.compile(r"(?:[^、,;。和及与]{0,16}?(?:[、,;。和及与]|以及)+)?")
_CLAUSE = re.compile(r"[^,;。]+")


_COUNTED_ONE = re.compile(
    rf"(?<![0-9第进])[“‘]?[1一][”’]?(?:{pattern_of('unit')})([^、,;+。“”]{{2,30}})(?=[、,;+及和。]|$)"
)


def _counted_again(search: Search) -> Iterator[Lists]:
    """Finds each group up to its repeated number: 打造1个片区，甲、乙3个产业，丙…; the last may be one alone."""
    text, (start, end) = search.text, search.stretch
    places: list[tuple[Piece, bool]] = []
    for group in search.groups:
        found = _up_to_number(search, group, (start, end), is_last=len(places) == len(search.groups) - 1)
        if not found:
            return
        stop, place, is_list = found
        places.append((place, is_list))
        behind = _UP_TO_NEXT_LIST.match(text, stop, end)
        start = behind.end() if behind else stop
    lists = [
        search.best(place, group) if is_list else ScoredList((place,), _SCORE_OF_PATTERN)
        for group, (place, is_list) in zip(search.groups, places, strict=True)
    ]
    if all(lists):
        yield tuple(lists)


def _up_to_number(search: Search, group: Expected, place: Piece, *, is_last: bool) -> tuple[int, Piece, bool] | None:
    """Where the next number of a group ends, what is before it, and whether that is a list; 1个 precedes its one."""
    text, (start, end) = search.text, place
    one = _COUNTED_ONE.search(text, start, end) if group.count == 1 and not is_last else None
    if one:
        return one.end(), search.definition.strip(*one.span(1)), False
    has_name = not search.stretches and is_named(text, (group.count, group.shared), start, end)
    pattern = count_behind(group.count, group.shared if has_name else "")
    again = pattern.search(text, start, end) if group.count > 1 or (has_name and group.shared) else None
    is_alone = again is None and group.count == 1 and is_last
    again = _CLAUSE.search(text, start, end) if is_alone else again
    if not again:
        return None
    return again.end(), search.definition.strip(start, again.end() if is_alone else again.start()), True


_PLAYS_PART = re.compile(
    rf"(?:^|(?<=[,;。、])){PLAYS_PART}[“‘]?"
    rf"(?:{pattern_of('part_played')}|[^、,;。“”‘’的]{{1,4}}(?=[、,;。的”’]|$))"
)


def _by_part_played(search: Search) -> Iterator[Lists]:
    """The first groups play a part each, what follows lists the others: 以景洪为核心，勐海、勐腊为两翼，…."""
    (start, end), groups = search.stretch, search.groups
    parts = [*_PLAYS_PART.finditer(search.text, start, end)][: len(groups)]
    lists = [
        search.best(search.definition.strip(*part.span(1)), group) for part, group in zip(parts, groups, strict=False)
    ]
    rest = groups[len(parts) :]
    if rest and parts and all(lists):
        found = search.best(search.definition.strip(parts[-1].end(), end), *rest)
        lists += _by_group(found, rest) if found else [None]
    if lists and all(lists):
        yield tuple(lists)


def _by_group(found: ScoredList, groups: Sequence[Expected]) -> list[ScoredList]:
    """One list of the members of several groups, as a list for each."""
    ends = accumulate(group.count for group in groups)
    parts = [found.members[end - group.count : end] for end, group in zip(ends, groups, strict=True)]
    return [found._replace(members=part) for part in parts]


def _halves(search: Search) -> Iterator[Lists]:
    """Two groups of one size, each member of the list with a part for either: 抓学习促提升、抓执行促落实."""
    keys, counts = [group.key for group in search.groups], {group.count for group in search.groups}
    if len(keys) != 2 or not all(keys) or len(counts) > 1 or counts == {1}:
        return
    expected = [Expected(search.groups[0].count)]
    for _, row in best_rows(search.definition, search.stretch, expected, search.weights["rows"]):
        for read in read_row(search.definition, row, expected):
            starts = _starts_of_halves(search, read.pieces)
            halves = [
                half for start, (_, end) in zip(starts, read.pieces, strict=True) for half in _halve(search, start, end)
            ]
            parts = [*zip(*halves, strict=True)] if len(halves) == len(read.pieces) else []
            if parts and all(len({search.text[slice(*one)] for one in part}) == len(part) for part in parts):
                yield tuple(ScoredList(part, _SCORE_OF_PATTERN) for part in parts)
                return


_NUMBER_OR_MARK = re.compile(r"[一二三四五六七八九十]{1,2}(?:是|要)?|[\W\d①-⑳]*")


def _starts_of_halves(search: Search, pieces: Sequence[Piece]) -> list[int]:
    """Where each member begins: neither a number before its morpheme (一清水草) nor the lead of the first one."""
    text, key = search.text, search.groups[0].key
    first, others = pieces[0], [text[slice(*piece)] for piece in pieces[1:]]
    pieces = [(aligned_start(text, behind_lead(text, *first), first[1], others), first[1]), *pieces[1:]]
    starts = [max(text.find(key, start, start + _REACH_OF_LEAD), start) for start, _ in pieces]
    words = [
        not _NUMBER_OR_MARK.fullmatch(text, start, begin) for (start, _), begin in zip(pieces, starts, strict=True)
    ]
    # 城区联试点镇、部门联合作社 name who does it.
    return [start if any(words[1:]) else begin for (start, _), begin in zip(pieces, starts, strict=True)]


def _halve(search: Search, start: int, end: int) -> Iterator[tuple[Piece, Piece]]:
    """The clauses that have the morphemes, or the member parted where the second morpheme begins."""
    text, (first, second) = search.text, (group.key for group in search.groups)
    clauses = search.definition.split(start, end, CLAUSES | {Level.PAUSE})
    if len(clauses) > 1:
        left = iter(clauses)  # 清违法建设，建立管理制度: the second half is behind the first
        halves = [next((one for one in left if key in text[slice(*one)]), None) for key in (first, second)]
        if halves[0] and halves[1]:
            yield halves[0], halves[1]
        return
    at = text.find(second, start + 1, end)
    if first in text[start : max(at, start)] and min(at - start, end - at) > _SHORTEST_HALF:
        yield (start, at), (at, end)  # but 招商引资 is one member of 双招双引


def _one_for_both(search: Search) -> Iterator[Lists]:
    """Two groups of one size that one list explains: 四水四定, 三最三严; not where a label names one of them."""
    groups = search.groups
    if len(search.reading.groups) == len(groups) == 2 and groups[0].count == groups[1].count > 1:
        first, second = groups
        key = first.key + second.key
        expected = Expected(first.count, key, second.nouns, first.modifier, first.key)
        found = None if search.stretches else search.best(search.stretch, expected)
        if found:
            yield found, None


def _adjoining(search: Search) -> Iterator[Lists]:
    """Groups whose members have no mark between them: 扩容扩能、提标提质."""
    start, end = search.stretch
    lists: list[ScoredList] = []
    for group in search.groups:
        is_short = group.count > 1 and len(group.shared) == 1
        row = next(find_adjoining(search.text, (start, end), group), None) if is_short else None
        if row is None:
            return
        lists.append(ScoredList(row.pieces, _SCORE_OF_PATTERN))
        start = row.pieces[-1][1]
    yield tuple(lists)


def _counted_ones(search: Search) -> Iterator[Lists]:
    """The single things that are counted next to each other or to an open number: 由1个总站，N个分站组成 for 1+N."""
    is_open = None in search.reading.groups or len(search.groups) > 1
    if is_open and all(group.count == 1 and not group.key for group in search.groups):
        found = [search.definition.strip(*one.span(1)) for one in _COUNTED_ONE.finditer(search.text, *search.stretch)]
        if len(found) == len(search.groups):
            yield tuple(ScoredList((one,), _SCORE_OF_PATTERN) for one in found)


def _characters(search: Search) -> Iterator[Lists]:
    """八字方针 counts characters: four members of two, or two of four."""
    is_counted = len(search.groups) == 1 and search.groups[0].shared.startswith("字")
    for length in (2, 4, 3) if is_counted else ():
        count, rest = divmod(search.groups[0].count, length)
        found = search.best(search.stretch, Expected(count)) if not rest and count > 1 else None
        if found and all(stop - begin == length for begin, stop in found.members):
            yield (found,)


STRATEGIES: dict[str, Callable[[Search], Iterator[Lists]]] = {
    "labelled": _by_label,
    "by_core": _by_core,
    "one_core_alone": _one_core_alone,
    "named_in_head": _named_in_head,
    "one_list": _in_one_list,
    "mixed_list": _in_other_order,
    "by_clause": _by_clause,
    "counted_again": _counted_again,
    "by_part_played": _by_part_played,
    "halves": _halves,
    "one_for_both": _one_for_both,
    "adjoining": _adjoining,
    "counted_ones": _counted_ones,
    "characters": _characters,
}
