"""Collects the choices of the member finder with the right alternatives: rows, boundaries, lists, analyses."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from evaluation.log_linear import Alternative, Choice, flags
from evaluation.member_truth import Truth, is_near
from evaluation.scoring import without_noise
from glossary.chinese.script import to_hans
from glossary.extraction.members.analyses import find_analyses
from glossary.extraction.members.boundaries import behind_lead, left_boundaries, right_boundaries
from glossary.extraction.members.list_features import row_features
from glossary.extraction.members.lists import ScoredList, counted_again, find_lists
from glossary.extraction.members.normalized_definition import NormalizedDefinition, Piece, normalize_definition
from glossary.extraction.members.readings import Expected, read_head
from glossary.extraction.members.rows import find_rows
from glossary.extraction.members.search import Analysis
from glossary.extraction.members.views import FIXED, read_row

Weights = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Question:
    """One list that the search looks for: its place, its groups, and the expected members (empty for none)."""

    truth: Truth
    definition: NormalizedDefinition
    stretch: Piece
    expected: tuple[Expected, ...]
    wanted: tuple[str, ...]


def questions(truths: Sequence[Truth], weights: Weights) -> list[Question]:
    """Returns every list that the strategies look for, with the answer."""
    posed: list[Question] = []
    for truth in truths:
        definition = normalize_definition(truth.definition)
        for reading in read_head(truth.head):
            counted = [group for group in reading.groups if group]
            by_group = _expected_by_group(truth, counted)
            calls: dict[tuple[Piece, tuple[Expected, ...]], None] = {}

            def record(
                definition: NormalizedDefinition,
                stretch: Piece,
                expected: Sequence[Expected],
                *,
                weights: Weights,
                calls: dict[tuple[Piece, tuple[Expected, ...]], None] = calls,
            ) -> list[ScoredList]:
                calls[stretch, tuple(expected)] = None
                return find_lists(definition, stretch, expected, weights=weights)

            find_analyses(definition, (0, len(definition.text)), reading, weights, record)
            for stretch, expected in calls:
                wanted = _expected(truth, counted, by_group, expected)
                if wanted is None:
                    continue
                text = without_noise(definition.text[slice(*stretch)])
                inside = all(to_hans(item) in text for item in wanted)
                posed.append(Question(truth, definition, stretch, expected, wanted if inside else ()))
    return posed


def _expected_by_group(truth: Truth, counted: Sequence[Expected]) -> list[tuple[str, ...]] | None:
    if truth.items is None:
        return [()] * len(counted)
    if len(truth.items) == len(counted):
        return [tuple(map(without_noise, group)) for group in truth.items]
    flat = truth.flat
    if len(truth.items) == 1 and sum(group.count for group in counted) == len(flat):
        found, at = [], 0
        for group in counted:
            found.append(tuple(flat[at : at + group.count]))
            at += group.count
        return found
    return None


def _expected(
    truth: Truth, counted: Sequence[Expected], by_group: list[tuple[str, ...]] | None, expected: Sequence[Expected]
) -> tuple[str, ...] | None:
    """Returns the expected members of a list of these groups; ``None`` if they are unknown."""
    flat = tuple(truth.flat)
    if by_group is None:
        return flat if len(expected) == 1 and expected[0].count == len(flat) else ()
    if all(group in counted for group in expected):
        if len(set(counted)) < len(counted) and len(expected) < len(counted):
            return None
        parts = [by_group[counted.index(group)] for group in expected]
        return tuple(item for part in parts for item in part) if all(parts) else ()
    return flat if len(expected) == 1 and expected[0].count == len(flat) else ()


@lru_cache(maxsize=200_000)
def folded(text: str) -> str:
    """Returns ``text`` in the form in which members are compared: simplified, without quotes and white space."""
    return without_noise(to_hans(text))


def first_choices(posed: Sequence[Question]) -> tuple[list[Choice], list[Choice], list[Choice]]:
    """Returns the choices of rows, left and right boundaries, with the right alternatives."""
    rows: list[Choice] = []
    lefts: list[Choice] = []
    rights: list[Choice] = []
    for one in posed:
        if not one.wanted or len(one.wanted) != sum(group.count for group in one.expected):
            continue
        wanted = [to_hans(item) for item in one.wanted]
        text, document = one.definition.text, one.truth.document
        found: list[Alternative] = []
        right: set[int] = set()
        done: set[tuple[Piece, ...]] = set()
        again = counted_again(text, one.stretch, one.expected)
        for row in dict.fromkeys(find_rows(one.definition, one.stretch, one.expected)):
            if any(begin >= end for begin, end in row.pieces):
                continue
            texts = [folded(text[slice(*piece)]) for piece in row.pieces]
            if all(item in piece for item, piece in zip(wanted, texts, strict=True)):
                right.add(len(found))
                for read in read_row(one.definition, row, one.expected):
                    if read.pieces not in done and FIXED.isdisjoint(read.kinds):
                        done.add(read.pieces)
                        _add_boundaries(one, read.pieces, wanted, lefts, rights)
            found.append(flags([*row_features(one.definition, one.stretch[0], row, one.expected, again)]))
        if right:
            rows.append(Choice(found, frozenset(right), document))
    return rows, lefts, rights


def _add_boundaries(
    one: Question, pieces: Sequence[Piece], wanted: Sequence[str], lefts: list[Choice], rights: list[Choice]
) -> None:
    """Returns the choices of a row whose inner members are right."""
    text, at = one.definition.text, 0
    for nth, group in enumerate(one.expected):
        part, items = list(pieces[at : at + group.count]), list(wanted[at : at + group.count])
        others = [text[slice(*piece)] for place, piece in enumerate(pieces) if not at <= place < at + group.count]
        at += group.count
        if any(folded(text[slice(*piece)]) != item for piece, item in zip(part[1:-1], items[1:-1], strict=True)):
            continue
        for left, right in _spans(text, part, items):
            first = text[behind_lead(text, *part[0]) : part[0][1]]
            last = text[part[-1][0] : right]
            middle = [text[slice(*piece)] for piece in part[1:-1]]
            if group.count == 1:
                looks, ends = others, others
            else:
                looks, ends = [*middle, last], [first, *middle]
            options = left_boundaries(one.definition, part[0], tuple(looks), group)
            stop = right if group.count == 1 else part[0][1]
            good = frozenset(n for n, option in enumerate(options) if folded(text[option.at : stop]) == items[0])
            lefts.append(Choice([flags(option.features) for option in options], good, one.truth.document))
            is_open = nth + 1 < len(one.expected) and text[part[-1][1] : part[-1][1] + 1] == "、" and group.count > 1
            if not is_open:
                begin = left if group.count == 1 else part[-1][0]
                options = right_boundaries(one.definition, (begin, part[-1][1]), tuple(ends), group)
                good = frozenset(n for n, option in enumerate(options) if folded(text[begin : option.at]) == items[-1])
                rights.append(Choice([flags(option.features) for option in options], good, one.truth.document))
            break


def _spans(text: str, part: Sequence[Piece], items: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Returns where the first member begins and the last ends, if they are in the first and the last piece."""
    start, end = part[0]
    stop = part[-1][1]
    if len(part) == 1:
        for left in range(start, end):
            for right in range(end, left, -1):
                if folded(text[left:right]) == items[0]:
                    yield left, right
        return
    left = next((at for at in range(start, end) if folded(text[at:end]) == items[0]), -1)
    right = next((at for at in range(stop, part[-1][0], -1) if folded(text[part[-1][0] : at]) == items[-1]), -1)
    if left >= 0 and right >= 0:
        yield left, right


def list_choices(posed: Sequence[Question], weights: Weights) -> list[Choice]:
    """Returns for each list the candidates and the empty alternative."""
    found: list[Choice] = []
    for one in posed:
        candidates = find_lists(one.definition, one.stretch, one.expected, weights=weights)
        wanted = [to_hans(item) for item in one.wanted]
        have = [[folded(one.definition.text[slice(*member)]) for member in each.members] for each in candidates]
        right = {at for at, members in enumerate(have) if members == wanted}
        weight = 1.0
        if wanted and not right:
            right = {at for at, members in enumerate(have) if is_near(members, wanted)}
            weight = 0.7
        if not wanted or not right:
            right = {len(candidates)}
            weight = (
                (0.4 if len(wanted) == len(have[0] if have else wanted) else 1.0)
                if wanted
                else 1.0
                if one.truth.items is None
                else 0.5
            )
        found.append(
            Choice(
                [{**flags(each.features), "boundary_gap": each.gap} for each in candidates] + [{}],
                frozenset(right),
                one.truth.document,
                weight,
            )
        )
    return found


def analysis_choices(truths: Sequence[Truth], weights: Weights) -> list[Choice]:
    """Returns for each headword the analyses and the empty alternative."""
    found: list[Choice] = []
    for truth in truths:
        definition = normalize_definition(truth.definition)
        alternatives: list[Alternative] = []
        right, near = set(), set()
        wanted = [to_hans(item) for item in truth.flat]
        for reading in read_head(truth.head):
            for analysis in find_analyses(definition, (0, len(definition.text)), reading, weights):
                if analysis.is_partial:
                    continue
                members = _members(definition, analysis)
                if members == wanted:
                    right.add(len(alternatives))
                elif wanted and is_near(members, wanted):
                    near.add(len(alternatives))
                alternatives.append(analysis.features(definition.text))
        weight = 1.0 if right else 0.7
        right = right or near
        if not right:
            weight = 0.3 if wanted and _has_count(truth) else 1.0
            right = {len(alternatives)}
        found.append(Choice([*alternatives, {}], frozenset(right), truth.document, weight))
    return found


def _has_count(truth: Truth) -> bool:
    """Whether the list has as many members as the headword counts; if not, no list of that count is right."""
    readings = read_head(truth.head)
    return not readings or any(
        sum(group.count for group in reading.groups if group) == len(truth.flat) for reading in readings
    )


def _members(definition: NormalizedDefinition, analysis: Analysis) -> list[str]:
    return [folded(definition.text[slice(*one)]) for found in analysis.lists if found for one in found.members]
