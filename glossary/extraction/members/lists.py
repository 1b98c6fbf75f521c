"""The best lists in a stretch of a definition: rows with their boundaries, named features times weights. Pure.

A feature is present or absent; ``weights.json`` has its weight. Only a wrong count excludes a list.
"""

import json
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from heapq import nlargest
from importlib import resources
from itertools import accumulate, pairwise, repeat
from operator import itemgetter

from glossary.extraction.members.boundaries import (
    Boundary,
    behind_lead,
    left_boundaries,
    plain,
    right_boundaries,
    share,
)
from glossary.extraction.members.normalized_definition import NormalizedDefinition, Piece
from glossary.extraction.members.readings import Expected
from glossary.extraction.members.rows import Row, find_plain, find_rows
from glossary.extraction.members.views import FIXED, read_row
from glossary.extraction.members.words import pattern_of

MAX_ROWS = 3
"""Rows whose members are bounded, the most promising ones."""
MAX_PROMISE_GAP = 1.5
"""How much less a row may promise than the best one to be looked at."""
CERTAIN = 2.0
"""From this score of a list on rows that clearly promise less are not looked at."""
MAX_GAP = 1.0
"""How much worse a boundary may be than the best one to be tried."""
Weights = Mapping[str, float]
_NOTHING = repeat(0.0)
_Bounds = tuple[Boundary, Boundary, float]
"""Where a group begins and ends, and how much worse that is than the best."""


@cache
def load_weights() -> Mapping[str, Weights]:
    """The weights of the package by model: rows, left, right, lists, groups, confidence."""
    path = resources.files("glossary.extraction.members") / "weights.json"
    weights: Mapping[str, Weights] = json.loads(path.read_text("utf-8"))
    return weights


def score(weights: Weights, features: Iterable[str]) -> float:
    """The sum of the weights of the features that hold."""
    return sum(map(weights.get, features, _NOTHING), 0.0)


@dataclass(frozen=True, slots=True)
class ScoredList:
    """A candidate list.

    Attributes:
        members: The span of each member.
        score: What speaks for it; above 0 it is likelier a list than none.
        features: The names of what holds of it.
        row: The row it was made of, ``None`` for members that were found otherwise.
        left: The boundary its first member begins at.
        right: The boundary its last member ends at.
        gap: How much worse its boundaries are than the best ones.
    """

    members: tuple[Piece, ...]
    score: float
    features: tuple[str, ...] = ()
    row: Row | None = None
    left: Boundary | None = None
    right: Boundary | None = None
    gap: float = 0.0


def find_lists(
    definition: NormalizedDefinition,
    stretch: Piece,
    expected: Sequence[Expected],
    *,
    context: str = "whole",
    weights: Mapping[str, Weights],
) -> list[ScoredList]:
    """The lists in a stretch of a definition, the best first.

    Args:
        definition: The normalized definition.
        stretch: Where to look, ``[start, end)``.
        expected: Each group as the head counts it; the members of all groups are searched for as one list.
        context: What the stretch is: ``whole``, ``label`` or ``clause``.
        weights: By model.
    """
    plain_row = find_plain(definition, stretch, expected[0]) if len(expected) == 1 else None
    if plain_row:
        return [ScoredList(plain_row.pieces, weights["lists"].get("plain", 0.0), plain_row.kinds)]
    found: dict[tuple[Piece, ...], ScoredList] = {}
    best, model = 0.0, weights["lists"]
    for lag, row in promising_rows(definition, stretch, expected, weights["rows"]):
        if lag > 0.3 and best > CERTAIN:
            break
        for read in read_row(definition, row, expected):
            for members, bounds in _bound(definition, read, expected, weights):
                gap = sum(each for _, _, each in bounds)
                left, right = bounds[0][0], bounds[-1][1]
                size = _size(len(members))
                edges = (f"{size}:in_{context}", f"{size}:left_{left.kind}", f"{size}:right_{right.kind}")
                features = (*edges, *_features(definition.text, stretch, read, members, expected))
                value = score(model, features) + model.get("boundary_gap", 0.0) * gap
                if members not in found or found[members].score < value:
                    found[members] = ScoredList(members, value, features, read, left, right, gap)
                    best = max(best, value)
    return sorted(found.values(), key=lambda one: -one.score)


def promising_rows(
    definition: NormalizedDefinition, stretch: Piece, expected: Sequence[Expected], weights: Weights
) -> list[tuple[float, Row]]:
    """The rows that look most like the list, each with how much less it promises than the best."""
    rows: dict[tuple[Piece, ...], tuple[float, Row]] = {}
    for row in find_rows(definition, stretch, expected):
        if all(begin < stop for begin, stop in row.pieces):
            promise = score(weights, row_features(definition, stretch[0], row, expected))
            if row.pieces not in rows or rows[row.pieces][0] < promise:
                rows[row.pieces] = promise, row
    best = nlargest(MAX_ROWS, rows.values(), key=lambda one: one[0])
    return [(best[0][0] - promise, row) for promise, row in best if best[0][0] - promise < MAX_PROMISE_GAP]


def _bound(
    definition: NormalizedDefinition, row: Row, expected: Sequence[Expected], weights: Mapping[str, Weights]
) -> Iterator[tuple[tuple[Piece, ...], list[_Bounds]]]:
    """The row with the best boundaries of each group, and with the next best; not where a member is empty or twice."""
    text = definition.text
    texts = tuple(plain(text[slice(*piece)]) for piece in row.pieces)
    options: list[list[_Bounds]] = []
    for end, group in zip(accumulate(group.count for group in expected), expected, strict=True):
        begin, pieces = end - group.count, row.pieces[end - group.count : end]
        if not FIXED.isdisjoint(row.kinds):
            options.append([(Boundary(pieces[0][0], "fixed"), Boundary(pieces[-1][1], "fixed"), 0.0)])
        elif group.count == 1:
            options.append(_bounds_of_one(definition, pieces[0], group, weights, texts[:begin] + texts[end:]))
        else:
            # A group that goes on in the next one has no closer of its own.
            is_open = end < len(texts) and text[pieces[-1][1] : pieces[-1][1] + 1] == "、"
            options.append(_bounds_of_many(definition, pieces, group, weights, is_open=is_open))
    best = [option[0] for option in options]
    for nth, option in enumerate(options):
        for bounds in option if nth == 0 else option[1:]:
            chosen = [*best[:nth], bounds, *best[nth + 1 :]]
            members = _members(definition, row, expected, chosen)
            texts_of_members = {plain(text[start:stop]) for start, stop in members}
            if len(texts_of_members) == len(members) and "" not in texts_of_members:
                yield members, chosen


def _members(
    definition: NormalizedDefinition, row: Row, expected: Sequence[Expected], bounds: Sequence[_Bounds]
) -> tuple[Piece, ...]:
    members: list[Piece] = []
    for group, (left, right, _) in zip(expected, bounds, strict=True):
        pieces = list(row.pieces[len(members) : len(members) + group.count])
        pieces[0] = (left.at, pieces[0][1])
        pieces[-1] = (pieces[-1][0], right.at)
        members += [strip_quotes(definition, piece) for piece in pieces]
    return tuple(members)


def strip_quotes(definition: NormalizedDefinition, member: Piece) -> Piece:
    """A member that is one quotation loses its quotes; a title keeps its 《》."""
    text, (start, end) = definition.text, definition.strip(*member)
    if end > start and text[end - 1] in "”’)]】〕〉":
        if (start - 1, end - 1) in definition.pairs_in(start - 1, end)[:1] and text[start - 1] != "《":
            return start, end - 1
        if text[start] in "“‘" and (start, end - 1) in definition.pairs_in(start, end)[:1]:
            return start + 1, end - 1
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
    """The best beginnings of the first piece with the best end of the last, the best beginning with the next end."""
    text = definition.text
    inner = [plain(text[slice(*piece)]) for piece in pieces[1:-1]]
    first = plain(text[behind_lead(text, *pieces[0]) : pieces[0][1]])
    rights = [(Boundary(pieces[-1][1], "open"), 0.0)]
    if not is_open:
        looks = tuple(filter(None, (first, *inner)))
        rights = _ranked(right_boundaries(definition, pieces[-1], looks, group), weights["right"])
    looks = tuple(filter(None, (*inner, plain(text[pieces[-1][0] : rights[0][0].at]))))
    lefts = _ranked(left_boundaries(definition, pieces[0], looks, group), weights["left"])
    found = [(left, rights[0][0], gap) for left, gap in lefts]
    return found + [(lefts[0][0], right, gap) for right, gap in rights[1:2]]


def _ranked(boundaries: Sequence[Boundary], weights: Weights) -> list[tuple[Boundary, float]]:
    """The best boundaries, each with how much worse it is than the best."""
    if len(boundaries) == 1:
        return [(boundaries[0], 0.0)]
    scored = sorted([(score(weights, one.features), one) for one in boundaries], key=itemgetter(0), reverse=True)
    best = scored[0][0]
    return [(boundary, best - value) for value, boundary in scored[:3] if best - value < MAX_GAP]


# 双百 is explained with 100, 双千 with 1000, 三个一 with 一, 1, 10, 100 and more.
_MAGNITUDES = {
    "一": re.compile("一|(?<![0-9.])10{0,6}(?![0-9.])"),
    "百": re.compile("百|100(?![0-9])"),
    "千": re.compile("千|1000(?![0-9])"),
    "万": re.compile("万|10000"),
}


def has_morpheme(text: str, morpheme: str) -> bool:
    """Whether ``text`` has the character ``morpheme``, 百 and its kin in digits too.

    >>> has_morpheme("培育100个重点企业", "百"), has_morpheme("培育1000个重点企业", "百")
    (True, False)
    """
    magnitude = _MAGNITUDES.get(morpheme)
    return bool(magnitude.search(text)) if magnitude else morpheme in text


_LIST_MARKS = frozenset("、,")
_LENGTHS = (2, 4, 8, 14, 25, 45, 80)
_DISTANCES = (0, 15, 40, 100, 250)


def _size(count: int) -> str:
    return "pair" if count == 2 else "one" if count == 1 else "many"


def _sign(text: str, at: int) -> str:
    sign = text[at : at + 1]
    return sign if sign in {"、", ",", ";", "。", "”", ")"} else "end" if not sign or sign == "\n" else "word"


def row_features(definition: NormalizedDefinition, start: int, row: Row, expected: Sequence[Expected]) -> list[str]:
    """Returns the features of a row that are fast to compute, to choose which rows are examined."""
    text, pieces = definition.text, row.pieces
    size, begin = _size(len(pieces)), pieces[0][0]
    lengths = sorted([stop - start for start, stop in pieces[1:-1] or pieces])
    features = [
        *row.kinds,
        f"{size}:length_{bisect_left(_LENGTHS, lengths[len(lengths) // 2])}",
        f"{size}:behind_{_sign(text, pieces[-1][1])}",
        f"opens_{begin == start}:within_{bisect_left(_DISTANCES, begin - start)}",
    ]
    if len(expected) == 1 and expected[0].key:
        features.append(f"{size}:key_{_share_having([text[start:stop] for start, stop in pieces], expected[0].key)}")
    if len({text[start] for start, _ in pieces[1:]}) == 1:
        features.append(f"{size}:begin_alike")
    if len({text[stop - 1] for _, stop in pieces[:-1]}) == 1:
        features.append(f"{size}:end_alike")
    if lengths[-1] > 1.5 * lengths[0] + 1:
        features.append("uneven")
    if text[max(begin - 1, 0)] in _LIST_MARKS:
        features.append(f"before_{text[begin - 1]}")
    return features


def _share_having(texts: Sequence[str], morpheme: str) -> str:
    """The share of ``texts`` that have the morpheme, in words."""
    return share(len([1 for text in texts if has_morpheme(text, morpheme)]) / len(texts))


_STRONG_LEAD = re.compile(r"是指|指的是|即(?![将使可便刻时日])|包括|包含|涵盖|分[为成]|就是|[::]|——|简称|统称")
_NUMBERED = re.compile(r"^(?:\(\s*[0-9一二三四五六七八九十]{1,2}\s*\)|[①-⑳]|[0-9]{1,2}[.、]|[一二三四五六七八九十]是)")
_REMAINDER = re.compile(pattern_of("remainder"))
_ORDINAL = re.compile("[以第]?[一二三四五六七八九十0-9]{1,2}[个步项条问次]?")
_MODIFIES = re.compile("等?为.{1,2}的")


def _features(
    text: str, stretch: Piece, row: Row, members: Sequence[Piece], expected: Sequence[Expected]
) -> Iterator[str]:
    """Returns all features of a candidate list except those of its boundaries."""
    texts = [plain(text[slice(*member)]) for member in members]
    pieces, size, (start, end) = row.outer or row.pieces, _size(len(members)), stretch
    begin, stop = pieces[0][0], pieces[-1][1]
    yield f"{size}:opens_{begin == start}:whole_{stop >= end or text[stop] in '。;' or text[stop] == chr(10)}"
    key = expected[0].key
    if len(expected) == 1:
        yield f"{size}:key_{_share_having(texts, key) if key else 'unknown'}"
    if size == "one":
        yield from row.kinds[1:] if row.outer else ()
        yield f"one:led_{members[0][0] == start or bool(_STRONG_LEAD.search(text, members[0][0] - 6, members[0][0]))}"
        if key:
            is_alone = 0 < texts[0].count(key) == text.count(key, start, end)
            yield f"one:key_alone_{is_alone}:comma_{',' in texts[0]}"
        return
    yield from row.kinds
    yield from _of_texts(texts, size)
    yield from _of_marks(text, pieces, members, expected)
    sign = _sign(text, stop)
    if sign == "word":
        yield f"{size}:behind_word"
    elif sign in _LIST_MARKS:
        yield f"behind_{sign}:shares_{len(expected) == 1 and key != '' and has_morpheme(text[stop : stop + 20], key)}"
    if text[max(begin - 1, 0)] == "、":
        yield f"{size}:before_、:cut_{members[0][0] > begin}"
    if _MODIFIES.match(text, members[-1][1]):
        yield "modifies_what_follows"
    if len(expected) > 1:
        ends = accumulate(group.count for group in expected)
        parts = [texts[end - group.count : end] for end, group in zip(ends, expected, strict=True)]
        whole = [
            any(_share_having(part, one) == "all" for one in group.shared)
            for part, group in zip(parts, expected, strict=True)
        ]
        singles = "single" if len(members) == len(expected) else "groups"
        yield f"{singles}:morphemes_{share(sum(whole) / len(whole))}"


def _of_texts(texts: Sequence[str], size: str) -> Iterator[str]:
    if len({text[0] for text in texts}) == 1:
        yield f"{size}:begin_alike"
    if all(map(_ORDINAL.fullmatch, texts)):
        yield "only_ordinals"
    if any(map(_REMAINDER.match, texts)):
        yield "has_other"
    numbered = len([1 for text in texts if _NUMBERED.search(text)])
    if numbered:
        yield f"numbered_{share(numbered / len(texts))}"
    with_comma = len([1 for text in texts if "," in text])
    if with_comma:
        yield f"{size}:comma_within_{share(with_comma / len(texts))}"


def _of_marks(
    text: str, pieces: Sequence[Piece], members: Sequence[Piece], expected: Sequence[Expected]
) -> Iterator[str]:
    within = [_strength(text[left[1] : right[0]]) for left, right in pairwise(pieces)]
    if len(expected) > 1:
        ends = set(accumulate(group.count for group in expected))
        within = [mark for at, mark in enumerate(within, 1) if at not in ends]
    if len(expected) == 1 and len(within) == 1:
        even = abs((pieces[0][1] - members[0][0]) - (members[1][1] - pieces[1][0])) <= 1
        yield f"pair:mark_{within[0]}:even_{even}"
    if 3 in within and min(within) < 3:
        yield "mixes_marks"
    if _STRONG_LEAD.search(text, members[1][0], members[-1][1]):
        yield "lead_within"
    whole = text[members[0][0] : members[-1][1]]
    pairs = [pair for pair in ("《》", "()", "“”") if pair[0] in whole or pair[1] in whole]
    if pairs and any(text.count(pair[0], *one) != text.count(pair[1], *one) for pair in pairs for one in members):
        yield "breaks_pair"


_STRENGTHS = {"、": 2, ",": 3, ";": 4, "。": 5}


def _strength(between: str) -> int:
    return max([_STRENGTHS.get(character, 1) for character in between], default=1)
