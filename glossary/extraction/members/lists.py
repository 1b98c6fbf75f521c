"""The best lists in a stretch of a definition: rows with their boundaries, named features times weights. Pure.

A feature is present or absent; ``weights.json`` has its weight. Only a wrong count excludes a list.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from heapq import nlargest
from importlib import resources
from itertools import accumulate, repeat
from operator import itemgetter
from typing import NamedTuple

from glossary.extraction.members.boundaries import (
    QUOTES,
    Boundary,
    behind_lead,
    count_again,
    left_boundaries,
    right_boundaries,
)
from glossary.extraction.members.boundary_features import plain
from glossary.extraction.members.list_features import list_features, row_features, size_name
from glossary.extraction.members.normalized_definition import NormalizedDefinition, Piece
from glossary.extraction.members.readings import Expected
from glossary.extraction.members.rows import Row, find_plain, find_rows
from glossary.extraction.members.views import FIXED, read_row

MAX_ROWS = 2
"""So many rows, those with the best scores, get boundaries."""
MAX_ROW_GAP = 1.5
"""A row is tried only if its score is less than this below the best one."""
CERTAIN = 2.0
"""If a list has more than this score, rows with a clearly lower score are not tried."""
MAX_GAP = 1.0
"""A boundary is tried only if its score is less than this below the best one."""
Weights = Mapping[str, float]
_NOTHING = repeat(0.0)
_Bounds = tuple[Boundary, Boundary, float]
"""Where a group begins and ends, and how far their score is below the best."""


@cache
def load_weights() -> Mapping[str, Weights]:
    """The weights of the package by model: rows, left, right, lists, groups, confidence."""
    path = resources.files("glossary.extraction.members") / "weights.json"
    weights: Mapping[str, Weights] = json.loads(path.read_text("utf-8"))
    return weights


def score(weights: Weights, features: Iterable[str]) -> float:
    """The sum of the weights of the features that hold."""
    return sum(map(weights.get, features, _NOTHING), 0.0)


class ScoredList(NamedTuple):
    """A candidate list.

    Attributes:
        members: The span of each member.
        score: The sum of the weights of its features; above 0 it is more likely a list than not.
        features: The names of the features that it has.
        row: The row that it was made of; ``None`` for members that were found in another way.
        bounds: Where its first member begins and its last ends; empty for members that were found in another way.
        gap: How far the score of its boundaries is below the best ones.
    """

    members: tuple[Piece, ...]
    score: float
    features: tuple[str, ...] = ()
    row: Row | None = None
    bounds: tuple[Boundary, ...] = ()
    gap: float = 0.0


def find_lists(
    definition: NormalizedDefinition,
    stretch: Piece,
    expected: Sequence[Expected],
    *,
    weights: Mapping[str, Weights],
) -> list[ScoredList]:
    """The lists in a stretch of a definition, the best first.

    Args:
        definition: The normalized definition.
        stretch: Where to look, ``[start, end)``.
        expected: Each group as the head counts it; the members of all groups are searched for as one list.
        weights: By model.
    """
    plain_row = find_plain(definition, stretch, expected[0]) if len(expected) == 1 else None
    if plain_row:
        return [ScoredList(plain_row.pieces, weights["lists"].get("plain", 0.0), plain_row.kinds)]
    found: dict[tuple[Piece, ...], ScoredList] = {}
    best, model = 0.0, weights["lists"]
    for lag, row in best_rows(definition, stretch, expected, weights["rows"]):
        if lag > 0.3 and best > CERTAIN:
            break
        for read in read_row(definition, row, expected):
            for members, bounds in _bound(definition, read, expected, weights):
                gap = sum(each for _, _, each in bounds)
                left, right = bounds[0][0], bounds[-1][1]
                size = size_name(len(members))
                edges = (f"{size}:left_{left.kind}", f"{size}:right_{right.kind}")
                features = (*edges, *list_features(definition.text, stretch, read, members, expected))
                value = score(model, features) + model.get("boundary_gap", 0.0) * gap
                if members not in found or found[members].score < value:
                    found[members] = ScoredList(members, value, features, read, (left, right), gap)
                    best = max(best, value)
    return sorted(found.values(), key=lambda one: -one.score)


def best_rows(
    definition: NormalizedDefinition, stretch: Piece, expected: Sequence[Expected], weights: Weights
) -> list[tuple[float, Row]]:
    """The rows with the best scores, each with the distance of its score from the best."""
    rows: dict[tuple[Piece, ...], tuple[float, Row]] = {}
    again = counted_again(definition.text, stretch, expected)
    for row in find_rows(definition, stretch, expected):
        if all(begin < stop for begin, stop in row.pieces):
            value = score(weights, row_features(definition, stretch[0], row, expected, again))
            if row.pieces not in rows or rows[row.pieces][0] < value:
                rows[row.pieces] = value, row
    best = nlargest(MAX_ROWS, rows.values(), key=lambda one: one[0])
    return [(best[0][0] - value, row) for value, row in best if best[0][0] - value < MAX_ROW_GAP]


def counted_again(text: str, stretch: Piece, expected: Sequence[Expected]) -> list[int]:
    """Where the number of a single group is repeated: 五项 in 养老、医疗、失业、工伤和生育五项社会保险."""
    count = expected[0].count if len(expected) == 1 else 1
    return [found.start() for found in count_again(count).finditer(text, *stretch)] if count > 1 else []


def _bound(
    definition: NormalizedDefinition, row: Row, expected: Sequence[Expected], weights: Mapping[str, Weights]
) -> Iterator[tuple[tuple[Piece, ...], list[_Bounds]]]:
    """The row with the best boundaries of each group, and with the next best; not where a member is empty or twice."""
    text = definition.text
    texts = tuple(text[slice(*piece)] for piece in row.pieces)
    options: list[list[_Bounds]] = []
    ends = [*accumulate(group.count for group in expected)]
    for end, group in zip(ends, expected, strict=True):
        begin, pieces = end - group.count, row.pieces[end - group.count : end]
        if not FIXED.isdisjoint(row.kinds):
            options.append([(Boundary(pieces[0][0], "fixed"), Boundary(pieces[-1][1], "fixed"), 0.0)])
        elif group.count == 1:
            options.append(_bounds_of_one(definition, pieces[0], group, weights, texts[:begin] + texts[end:]))
        else:
            # A group that continues in the next one has no right boundary of its own.
            is_open = end < len(texts) and text[pieces[-1][1] : pieces[-1][1] + 1] == "、"
            options.append(_bounds_of_many(definition, pieces, group, weights, is_open=is_open))
    best = [option[0] for option in options]
    for nth, option in enumerate(options):
        for bounds in option if nth == 0 else option[1:]:
            chosen = [*best[:nth], bounds, *best[nth + 1 :]]
            bounded = list(row.pieces)
            for end, group, (left, right, _) in zip(ends, expected, chosen, strict=True):
                bounded[end - group.count] = (left.at, bounded[end - group.count][1])
                bounded[end - 1] = (bounded[end - 1][0], right.at)
            members = tuple(strip_quotes(definition, piece) for piece in bounded)
            different = {plain(text[start:stop]) for start, stop in members}
            if len(different) == len(members) and "" not in different:
                yield members, chosen


def strip_quotes(definition: NormalizedDefinition, member: Piece) -> Piece:
    """A member that is one quotation loses its quotes, as any loses a single one; a title keeps its 《》."""
    text, (start, end) = definition.text, definition.strip(*member)
    end -= end > start + 1 and text[end - 1] in QUOTES  # 建设副中心城市“三大战略”: the mark opens the label
    if end > start and text[end - 1] in "”’)]】〕〉":
        if (start - 1, end - 1) in definition.pairs_in(start - 1, end)[:1] and text[start - 1] != "《":
            return start, end - 1
        if text[start] in "“‘" and (start, end - 1) in definition.pairs_in(start, end)[:1]:
            return start + 1, end - 1
        if text[end - 1] in "”’" and not {"“", "‘"} & {*text[start:end]}:  # the other mark was never printed
            end -= 1
    return start, end


def _bounds_of_one(
    definition: NormalizedDefinition,
    piece: Piece,
    group: Expected,
    weights: Mapping[str, Weights],
    others: tuple[str, ...],
) -> list[_Bounds]:
    found: list[_Bounds] = []
    others = tuple(filter(None, others))
    for left, gap in _ranked(left_boundaries(definition, piece, others, group), weights["left"])[:2]:
        rights = right_boundaries(definition, (left.at, piece[1]), others, group)
        found += [(left, right, gap + lag) for right, lag in _ranked(rights, weights["right"])[:2]]
    return found


def _bounds_of_many(
    definition: NormalizedDefinition,
    pieces: Sequence[Piece],
    group: Expected,
    weights: Mapping[str, Weights],
    *,
    is_open: bool,
) -> list[_Bounds]:
    """The best beginnings of the first piece with the best end of the last; the best beginning with the second end."""
    text = definition.text
    inner = [text[slice(*piece)] for piece in pieces[1:-1]]
    first = text[behind_lead(text, *pieces[0]) : pieces[0][1]]
    rights = [(Boundary(pieces[-1][1], "open"), 0.0)]
    if not is_open:
        looks = tuple(filter(None, (first, *inner)))
        rights = _ranked(right_boundaries(definition, pieces[-1], looks, group), weights["right"])
    looks = tuple(filter(None, (*inner, text[pieces[-1][0] : rights[0][0].at])))
    lefts = _ranked(left_boundaries(definition, pieces[0], looks, group), weights["left"])
    found = [(left, rights[0][0], gap) for left, gap in lefts]
    return found + [(lefts[0][0], right, gap) for right, gap in rights[1:2]]


def _ranked(boundaries: Sequence[Boundary], weights: Weights) -> list[tuple[Boundary, float]]:
    """The best boundaries, each with the distance of its score from the best."""
    if len(boundaries) == 1:
        return [(boundaries[0], 0.0)]
    scored = sorted([(score(weights, one.features), one) for one in boundaries], key=itemgetter(0), reverse=True)
    best = scored[0][0]
    return [(boundary, best - value) for value, boundary in scored[:3] if best - value < MAX_GAP]
