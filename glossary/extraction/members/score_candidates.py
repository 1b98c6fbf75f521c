"""The best lists in a stretch of a definition: candidates, their boundaries, features times weights. Pure."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from heapq import nlargest
from importlib import resources
from itertools import repeat

from glossary.extraction.members.boundaries import Boundary, Expected, behind_lead, plain
from glossary.extraction.members.candidates import Row, find_adjoining, find_merged, find_plain, find_rows
from glossary.extraction.members.features import Bounded, list_features, row_features
from glossary.extraction.members.left_boundary import left_boundaries
from glossary.extraction.members.normalized_definition import NormalizedDefinition, Piece
from glossary.extraction.members.right_boundary import right_boundaries
from glossary.extraction.members.views import FIXED, read_row, strip_quotes

MAX_ROWS = 3
"""Rows whose members are bounded, the most promising ones."""
MAX_PROMISE_GAP = 1.5
"""How much less a row may promise than the best one to be looked at."""
CERTAIN = 2.0
"""From this score of a list on rows that clearly promise less are not looked at."""
Weights = Mapping[str, float]


@cache
def load_weights() -> Mapping[str, Weights]:
    """The weights of the package by model: rows, left, right, lists, groups, confidence."""
    path = resources.files("glossary.extraction.members") / "weights.json"
    weights: Mapping[str, Weights] = json.loads(path.read_text("utf-8"))
    return weights


_NOTHING = repeat(0.0)


def score(weights: Weights, features: Iterable[str]) -> float:
    """The sum of the weights of the features that hold."""
    return sum(map(weights.get, features, _NOTHING), 0.0)


@dataclass(frozen=True, slots=True)
class ScoredList:
    """A candidate list.

    Attributes:
        members: Where each member stands.
        score: What speaks for it; above 0 it is likelier a list than none.
        features: The names of what holds of it.
        bounded: Its row and its boundaries, ``None`` for members that were found otherwise.
    """

    members: tuple[Piece, ...]
    score: float
    features: tuple[str, ...] = ()
    bounded: Bounded | None = field(default=None, compare=False)


def find_lists(
    definition: NormalizedDefinition,
    stretch: Piece,
    expected: Sequence[Expected],
    *,
    context: str = "whole",
    weights: Mapping[str, Weights] | None = None,
) -> list[ScoredList]:
    """The lists in a stretch of a definition, the best first.

    Args:
        definition: The normalized definition.
        stretch: Where to look, ``[start, end)``.
        expected: What the head says of each group; the members of all groups are looked for as one list.
        context: What the stretch is: ``whole``, ``label`` or ``clause``.
        weights: Other weights than those of the package, for fitting.
    """
    weights = weights or load_weights()
    start, end = stretch
    plain_row = find_plain(definition, start, end, expected[0]) if len(expected) == 1 else None
    if plain_row:
        return [ScoredList(plain_row.pieces, weights["lists"].get("plain", 0.0), plain_row.kinds)]
    found: dict[tuple[Piece, ...], ScoredList] = {}
    best = 0.0
    for lag, row in promising_rows(definition, start, end, expected, weights["rows"]):
        if lag > 0.3 and best > CERTAIN:
            break
        for read in read_row(definition, row, expected):
            for bounded in bound(definition, read, expected, weights):
                features = list_features(definition, stretch, bounded, expected, context)
                value = score(weights["lists"], features) + weights["lists"].get("boundary_gap", 0.0) * bounded.gap
                known = found.get(bounded.members)
                if known is None or known.score < value:
                    found[bounded.members] = ScoredList(bounded.members, value, tuple(features), bounded)
                    best = max(best, value)
    return sorted(found.values(), key=lambda one: -one.score)


def promising_rows(
    definition: NormalizedDefinition, start: int, end: int, expected: Sequence[Expected], weights: Weights
) -> list[tuple[float, Row]]:
    """The rows that look most like the list, each with how much less it promises than the best."""
    counts = [group.count for group in expected]
    rows: dict[tuple[Piece, ...], tuple[float, Row]] = {}
    for row in all_rows(definition, start, end, expected, counts):
        if [1 for begin, stop in row.pieces if begin >= stop]:
            continue
        promise = score(weights, row_features(definition, start, row, expected))
        if row.pieces not in rows or rows[row.pieces][0] < promise:
            rows[row.pieces] = promise, row
    best = nlargest(MAX_ROWS, rows.values(), key=lambda one: one[0])
    return [(best[0][0] - promise, row) for promise, row in best if best[0][0] - promise < MAX_PROMISE_GAP]


def all_rows(
    definition: NormalizedDefinition, start: int, end: int, expected: Sequence[Expected], counts: Sequence[int]
) -> list[Row]:
    """Every row of a stretch."""
    rows = list(find_rows(definition, start, end, counts))
    shared = expected[0].shared if len(expected) == 1 else ""
    if sum(counts) == 1:
        return rows
    if len(shared) == 1:
        rows += find_adjoining(definition, start, end, counts[0], shared)
    rows += find_merged(definition, start, end, [group.shared for group in expected for _ in range(group.count)])
    return rows


MAX_GAP = 1.0
"""How much worse a boundary may be than the best one to be tried."""
_Bounds = tuple[Boundary, Boundary, float]
"""Where a group begins and ends, and how much worse that is than the best."""


def bound(
    definition: NormalizedDefinition, row: Row, expected: Sequence[Expected], weights: Mapping[str, Weights]
) -> Iterator[Bounded]:
    """The row with the best boundaries of each group, and with the next best; nothing where a member is empty."""
    text = definition.text
    texts = [plain(text[slice(*piece)]) for piece in row.pieces]
    if not all(texts):
        return
    options: list[list[_Bounds]] = []
    at = 0
    for nth, group in enumerate(expected):
        pieces = row.pieces[at : at + group.count]
        others = [*texts[:at], *texts[at + group.count :]] if group.count == 1 else []
        at += group.count
        if not FIXED.isdisjoint(row.kinds):
            options.append([(Boundary(pieces[0][0], "fixed"), Boundary(pieces[-1][1], "fixed"), 0.0)])
            continue
        # A group that goes on in the next one has no closer of its own.
        is_open = nth + 1 < len(expected) and text[pieces[-1][1] : pieces[-1][1] + 1] == "、" and group.count > 1
        options.append(_best_bounds(definition, pieces, group, weights, others, is_open=is_open))
    best = [option[0] for option in options]
    for nth, option in enumerate(options):
        for bounds in option if nth == 0 else option[1:]:
            bounded = _bounded(definition, row, expected, [*best[:nth], bounds, *best[nth + 1 :]])
            if bounded:
                yield bounded


def _bounded(
    definition: NormalizedDefinition, row: Row, expected: Sequence[Expected], bounds: Sequence[_Bounds]
) -> Bounded | None:
    """The members between these boundaries, ``None`` where one is empty or said twice."""
    members: list[Piece] = []
    for group, (left, right, _) in zip(expected, bounds, strict=True):
        pieces = list(row.pieces[len(members) : len(members) + group.count])
        pieces[0] = (left.at, pieces[0][1])
        pieces[-1] = (pieces[-1][0], right.at)
        members += [strip_quotes(definition, piece) for piece in pieces]
    texts = tuple(plain(definition.text[slice(*member)]) for member in members)
    if not all(texts) or len(set(texts)) < len(texts):
        return None
    lefts, rights, gaps = zip(*bounds, strict=True)
    return Bounded(row, tuple(members), texts, tuple(lefts), tuple(rights), sum(gaps))


def _best_bounds(
    definition: NormalizedDefinition,
    pieces: Sequence[Piece],
    group: Expected,
    weights: Mapping[str, Weights],
    others: Sequence[str] = (),
    *,
    is_open: bool = False,
) -> list[_Bounds]:
    """The best beginnings of the first piece with the best ends of the last."""
    text = definition.text
    texts = [plain(text[slice(*piece)]) for piece in pieces]
    if len(pieces) == 1:
        (start, end) = pieces[0]
        lefts = _ranked(left_boundaries(definition, (start, end), tuple(others), group), weights["left"])
        found: list[_Bounds] = []
        for left, gap in lefts[:2]:
            rights = _ranked(right_boundaries(definition, (left.at, end), tuple(others), group), weights["right"])
            found += [(left, right, gap + gap_right) for right, gap_right in rights[:2]]
        return found
    rights = [(Boundary(pieces[-1][1], "open"), 0.0)]
    if not is_open:
        looks = (plain(text[behind_lead(text, *pieces[0]) : pieces[0][1]]), *texts[1:-1])
        rights = _ranked(right_boundaries(definition, pieces[-1], looks, group), weights["right"])
    last = plain(text[pieces[-1][0] : rights[0][0].at])
    lefts = _ranked(left_boundaries(definition, pieces[0], (*texts[1:-1], last), group), weights["left"])
    found = [(left, rights[0][0], gap) for left, gap in lefts[:3]]
    return found + [(lefts[0][0], right, gap) for right, gap in rights[1:2]]


def _ranked(boundaries: Sequence[Boundary], weights: Weights) -> list[tuple[Boundary, float]]:
    """The best boundaries, each with how much worse it is than the best."""
    if len(boundaries) == 1:
        return [(boundaries[0], 0.0)]
    scored = sorted([(score(weights, one.features), one) for one in boundaries], key=lambda one: -one[0])
    best = scored[0][0]
    return [(boundary, best - value) for value, boundary in scored[:3] if best - value < MAX_GAP]
