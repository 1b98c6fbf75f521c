"""Learn the weights of the member finder by cross-validation over documents.

``python -m evaluation.fit_members`` reads hand-made truth (annotated reports where ``../shared`` holds them, and the
golden cases of the tests), fits five small log-linear models one after the other (rows, left and right boundaries,
lists, analyses), prints what unseen documents would get, calibrates the confidence on those answers and writes
``weights.json``. Nothing of the truth is written, only the weights.
"""

import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import click
import numpy as np

from evaluation.scoring import bare
from glossary.chinese.script import to_hans
from glossary.extraction.members.boundaries import Expected, plain
from glossary.extraction.members.features import row_features
from glossary.extraction.members.find_members import find_members
from glossary.extraction.members.groups import PARTIAL_STRATEGIES, Analysis, find_analyses
from glossary.extraction.members.left_boundary import left_boundaries
from glossary.extraction.members.normalized_definition import NormalizedDefinition, Piece, normalize_definition
from glossary.extraction.members.readings import read_head
from glossary.extraction.members.right_boundary import right_boundaries
from glossary.extraction.members.score_candidates import ScoredList, all_rows, find_lists
from glossary.extraction.members.views import FIXED, read_row

HERE = Path(__file__).parent
SHARED = HERE.parents[1] / "shared"
WEIGHTS = HERE.parent / "glossary" / "extraction" / "members" / "weights.json"
CASES = HERE.parent / "tests" / "golden" / "members.jsonl"
FOLDS = 4
IMPORTANCE = {"more": 0.9, "case": 1.5, "seeds": 3.0}
"""What a list of these sets counts beside one of the annotated reports."""

Weights = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Truth:
    """One head and definition with the members a reader sees.

    Attributes:
        document: Where it is from; a document is never in two folds.
        items: For each group its members, one group for a flat list; ``None`` where nothing is enumerated.
        name: The set it belongs to.
    """

    document: str
    head: str
    definition: str
    items: tuple[tuple[str, ...], ...] | None
    name: str

    @property
    def flat(self) -> list[str]:
        """All members as compared."""
        return [bare(item) for group in self.items or () for item in group]


def load_truth(more: Path | None = None) -> list[Truth]:
    """The annotated entries of ``shared``, the golden cases and further lists; heads that count nothing are left out.

    Args:
        more: JSON lines of document, head, definition and items that nobody annotated, such as answers that two
            versions of the finder give alike; they count less and are never measured on.
    """
    found: list[Truth] = []
    for line in more.read_text("utf-8").splitlines() if more else ():
        document, head, definition, items = json.loads(line)
        found.append(Truth(f"more-{document}", head, definition, tuple(map(tuple, items)) or None, "more"))
    for name, gold, texts in (
        ("first", "entries", "corpus/reports"),
        ("second", "entries2", "corpus/reports2"),
        ("seeds", "seed_entries", "seeds"),
    ):
        for path in sorted((SHARED / "eval" / "gold" / gold).glob("*.json")):
            document = json.loads(path.read_text("utf-8"))
            text = (SHARED / texts / f"{document['id']}.txt").read_bytes().decode("utf-8")
            found += [
                Truth(
                    f"{name}-{document['id']}",
                    entry.get("head") or text[entry["head_start"] : entry["head_end"]],
                    text[entry["start"] : entry["end"]].replace("\r\n", "\n"),
                    _items(entry.get("items")),
                    name,
                )
                for entry in document["entries"]
                if not (entry.get("optional") or entry.get("borderline"))
            ]
    for line in CASES.read_text("utf-8").splitlines():
        case = json.loads(line)
        items = tuple(tuple(members) for _, _, members in case["groups"] if members)
        found.append(Truth(f"case-{case['id']}", case["head"], case["definition"], items or None, "cases"))
    return [truth for truth in found if truth.items or read_head(truth.head)]


def _items(items: Any) -> tuple[tuple[str, ...], ...] | None:
    if not items:
        return None
    return tuple(map(tuple, items)) if isinstance(items[0], list) else (tuple(items),)


def is_near(have: Sequence[str], want: Sequence[str]) -> bool:
    """As many members, each the wanted one with a little more or less around it."""
    return len(have) == len(want) and all(
        (one in other or other in one) and 2 * min(len(one), len(other)) >= max(len(one), len(other))
        for one, other in zip(have, want, strict=True)
    )


# --- choices -----------------------------------------------------------------------------------------------------

Alternative = Mapping[str, float]


@dataclass(frozen=True)
class Choice:
    """Alternatives of which some are right."""

    alternatives: Sequence[Alternative]
    right: frozenset[int]
    document: str
    weight: float = 1.0


def flags(names: Sequence[str]) -> dict[str, float]:
    """Features that hold or do not."""
    return dict.fromkeys(names, 1.0)


def fit(
    choices: Sequence[Choice],
    l2: float,
    *,
    least: int = 3,
    steps: int = 160,
    rate: float = 0.15,
    prior: Mapping[str, float] | None = None,
) -> dict[str, float]:
    """The weights under which the right alternatives are likeliest: a log-linear model with a Gaussian prior.

    Args:
        choices: What there is to choose from.
        l2: How strongly weights are drawn to the prior.
        least: In how many choices a feature must tell alternatives apart to get a weight.
        steps: Of gradient descent.
        rate: Its length.
        prior: What is known beforehand of rare features, 0 for all others.
    """
    prior = prior or {}
    choices = [one for one in choices if 0 < len(one.right) < len(one.alternatives)]
    weight = np.array([one.weight * IMPORTANCE.get(one.document.partition("-")[0], 1.0) for one in choices])
    counts: Counter[str] = Counter()
    for one in choices:
        common = set.intersection(*(set(alternative) for alternative in one.alternatives))
        counts.update(set.union(*(set(alternative) for alternative in one.alternatives)) - common)
    index = {
        name: at
        for at, name in enumerate(sorted(name for name, count in counts.items() if count >= least or name in prior))
    }
    center = np.array([prior.get(name, 0.0) for name in index])
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    segments: list[int] = []
    right: list[bool] = []
    for nth, one in enumerate(choices):
        for at, alternative in enumerate(one.alternatives):
            for name, value in alternative.items():
                if name in index:
                    rows.append(len(right))
                    columns.append(index[name])
                    values.append(value)
            segments.append(nth)
            right.append(at in one.right)
    row, column, amount = np.array(rows, int), np.array(columns, int), np.array(values, float)
    segment, is_right = np.array(segments, int), np.array(right, bool)
    theta = center.copy()
    first, second = np.zeros_like(theta), np.zeros_like(theta)
    for step in range(1, steps + 1):
        scores = np.bincount(row, theta[column] * amount, minlength=len(right))
        highest = np.full(len(choices), -1e9)
        np.maximum.at(highest, segment, scores)
        odds = np.exp(scores - highest[segment])
        likely = odds / np.bincount(segment, odds, minlength=len(choices))[segment]
        odds = odds * is_right
        wanted = odds / np.maximum(np.bincount(segment, odds, minlength=len(choices)), 1e-30)[segment]
        slope = np.bincount(column, ((likely - wanted) * weight[segment])[row] * amount, minlength=len(theta)) + l2 * (
            theta - center
        )
        first, second = 0.9 * first + 0.1 * slope, 0.99 * second + 0.01 * slope * slope
        rate_now = rate if step < 0.6 * steps else 0.3 * rate
        theta -= rate_now * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    return {name: round(float(theta[at]), 2) for name, at in index.items() if abs(theta[at]) >= 0.015}


# --- what the search asks for -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Question:
    """One list that the search looks for: where, of which groups, and what it should find (empty for nothing)."""

    truth: Truth
    definition: NormalizedDefinition
    stretch: Piece
    expected: tuple[Expected, ...]
    context: str
    wanted: tuple[str, ...]


def questions(truths: Sequence[Truth], weights: Weights) -> list[Question]:
    """Every list that the strategies look for, with the answer."""
    asked: list[Question] = []
    for truth in truths:
        definition = normalize_definition(truth.definition)
        for _, reading in read_head(truth.head):
            counted = [group for group in reading.groups if group]
            by_group = _wanted_by_group(truth, counted)
            calls: dict[tuple[Piece, tuple[Expected, ...], str], None] = {}

            def record(
                definition: NormalizedDefinition,
                stretch: Piece,
                expected: Sequence[Expected],
                *,
                context: str,
                weights: Weights,
                calls: dict[tuple[Piece, tuple[Expected, ...], str], None] = calls,
            ) -> list[ScoredList]:
                calls[stretch, tuple(expected), context] = None
                return find_lists(definition, stretch, expected, context=context, weights=weights)

            list(find_analyses(definition, (0, len(definition.text)), reading, weights, record))
            for stretch, expected, context in calls:
                wanted = _wanted(truth, counted, by_group, expected)
                if wanted is None:
                    continue
                text = bare(definition.text[slice(*stretch)])
                inside = all(to_hans(item) in text for item in wanted)
                asked.append(Question(truth, definition, stretch, expected, context, wanted if inside else ()))
    return asked


def _wanted_by_group(truth: Truth, counted: Sequence[Expected]) -> list[tuple[str, ...]] | None:
    if truth.items is None:
        return [()] * len(counted)
    if len(truth.items) == len(counted):
        return [tuple(map(bare, group)) for group in truth.items]
    flat = truth.flat
    if len(truth.items) == 1 and sum(group.count for group in counted) == len(flat):
        found, at = [], 0
        for group in counted:
            found.append(tuple(flat[at : at + group.count]))
            at += group.count
        return found
    return None


def _wanted(
    truth: Truth, counted: Sequence[Expected], by_group: list[tuple[str, ...]] | None, expected: Sequence[Expected]
) -> tuple[str, ...] | None:
    """What a list of these groups should hold, ``None`` where that is not known."""
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
def _folded(text: str) -> str:
    return bare(to_hans(text))


def first_choices(asked: Sequence[Question]) -> tuple[list[Choice], list[Choice], list[Choice]]:
    """For rows, left and right boundaries what there is to choose from, and what is right."""
    rows: list[Choice] = []
    lefts: list[Choice] = []
    rights: list[Choice] = []
    for one in asked:
        if not one.wanted or len(one.wanted) != sum(group.count for group in one.expected):
            continue
        wanted = [to_hans(item) for item in one.wanted]
        text, document = one.definition.text, one.truth.document
        counts = [group.count for group in one.expected]
        found: list[Alternative] = []
        right: set[int] = set()
        done: set[tuple[Piece, ...]] = set()
        for row in dict.fromkeys(all_rows(one.definition, *one.stretch, one.expected, counts)):
            if any(begin >= end for begin, end in row.pieces):
                continue
            texts = [_folded(text[slice(*piece)]) for piece in row.pieces]
            if all(item in piece for item, piece in zip(wanted, texts, strict=True)):
                right.add(len(found))
                for read in read_row(one.definition, row, one.expected):
                    if read.pieces not in done and FIXED.isdisjoint(read.kinds):
                        done.add(read.pieces)
                        _add_boundaries(one, read.pieces, wanted, lefts, rights)
            found.append(flags(row_features(one.definition, one.stretch[0], row, one.expected)))
        if right:
            rows.append(Choice(found, frozenset(right), document))
    return rows, lefts, rights


def _add_boundaries(
    one: Question, pieces: Sequence[Piece], wanted: Sequence[str], lefts: list[Choice], rights: list[Choice]
) -> None:
    """The choices of a row whose inner members are right."""
    text, at = one.definition.text, 0
    for nth, group in enumerate(one.expected):
        part, items = list(pieces[at : at + group.count]), list(wanted[at : at + group.count])
        others = [item for place, item in enumerate(wanted) if not at <= place < at + group.count]
        at += group.count
        if any(_folded(text[slice(*piece)]) != item for piece, item in zip(part[1:-1], items[1:-1], strict=True)):
            continue
        for left, right in _spans(text, part, items):
            first = plain(text[left : part[0][1]]) if group.count > 1 else ""
            last = plain(text[part[-1][0] : right])
            middle = [plain(text[slice(*piece)]) for piece in part[1:-1]]
            if group.count == 1:
                looks, ends = others, others
            else:
                looks, ends = [*middle, last], middle or [first]
            options = left_boundaries(one.definition, part[0], tuple(looks), group)
            stop = right if group.count == 1 else part[0][1]
            good = frozenset(n for n, option in enumerate(options) if _folded(text[option.at : stop]) == items[0])
            lefts.append(Choice([flags(option.features) for option in options], good, one.truth.document))
            is_open = nth + 1 < len(one.expected) and text[part[-1][1] : part[-1][1] + 1] == "、" and group.count > 1
            if not is_open:
                begin = left if group.count == 1 else part[-1][0]
                options = right_boundaries(one.definition, (begin, part[-1][1]), tuple(ends), group)
                good = frozenset(n for n, option in enumerate(options) if _folded(text[begin : option.at]) == items[-1])
                rights.append(Choice([flags(option.features) for option in options], good, one.truth.document))
            break


def _spans(text: str, part: Sequence[Piece], items: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where the first member begins and the last ends, if they are in the first and the last piece."""
    start, end = part[0]
    stop = part[-1][1]
    if len(part) == 1:
        for left in range(start, end):
            for right in range(end, left, -1):
                if _folded(text[left:right]) == items[0]:
                    yield left, right
        return
    left = next((at for at in range(start, end) if _folded(text[at:end]) == items[0]), -1)
    right = next((at for at in range(stop, part[-1][0], -1) if _folded(text[part[-1][0] : at]) == items[-1]), -1)
    if left >= 0 and right >= 0:
        yield left, right


def list_choices(asked: Sequence[Question], weights: Weights) -> list[Choice]:
    """For each question the candidate lists and nothing."""
    found: list[Choice] = []
    for one in asked:
        candidates = find_lists(one.definition, one.stretch, one.expected, context=one.context, weights=weights)
        wanted = [to_hans(item) for item in one.wanted]
        have = [[_folded(one.definition.text[slice(*member)]) for member in each.members] for each in candidates]
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
                [
                    {**flags(each.features), "boundary_gap": each.bounded.gap if each.bounded else 0.0}
                    for each in candidates
                ]
                + [{}],
                frozenset(right),
                one.truth.document,
                weight,
            )
        )
    return found


def analysis_choices(truths: Sequence[Truth], weights: Weights) -> list[Choice]:
    """For each head the analyses and nothing."""
    found: list[Choice] = []
    for truth in truths:
        definition = normalize_definition(truth.definition)
        alternatives: list[Alternative] = []
        right, near = set(), set()
        wanted = [to_hans(item) for item in truth.flat]
        for _, reading in read_head(truth.head):
            for analysis in find_analyses(definition, (0, len(definition.text)), reading, weights):
                if analysis.strategy in PARTIAL_STRATEGIES:
                    continue
                members = _members(definition, analysis)
                if members == wanted:
                    right.add(len(alternatives))
                elif wanted and is_near(members, wanted):
                    near.add(len(alternatives))
                alternatives.append(
                    {**analysis.features(definition.text, reading.groups), f"reading_{reading.kind}": 1.0, "any": 1.0}
                )
        weight = 1.0 if right else 0.7
        right = right or near
        if not right:
            weight = 0.3 if wanted and _has_count(truth) else 1.0
            right = {len(alternatives)}
        found.append(Choice([*alternatives, {}], frozenset(right), truth.document, weight))
    return found


def _has_count(truth: Truth) -> bool:
    """Whether the list has as many members as the head promises; if not, no list of that count is right."""
    readings = read_head(truth.head)
    return not readings or any(
        sum(group.count for group in reading.groups if group) == len(truth.flat) for _, reading in readings
    )


def _members(definition: NormalizedDefinition, analysis: Analysis) -> list[str]:
    return [_folded(definition.text[slice(*one)]) for found in analysis.lists if found for one in found.members]


# --- fitting ------------------------------------------------------------------------------------------------------

ROW_PRIOR = {"enumerated": 3.0, "names_explained": 1.0, "many:key_all": 1.0}
LEFT_PRIOR = {
    **{f"begins_{preposition}:others_False": -1.0 for preposition in "将把对以是既在要"},
    "bad_begin": -2.0,
    "only_class_nouns_left": -1.5,
}
RIGHT_PRIOR = {"closer_before": -1.5, "bad_end": -2.0, "ends_unlike": -0.5}
LIST_PRIOR = {
    "only_ordinals": -6.0,
    "breaks_pair": -3.0,
    "has_other": -1.0,
    "numbered_all": -2.0,
    "numbered_most": -2.0,
    "lead_within": -1.0,
    "within_title": -2.0,
    "enumerated": 2.0,
    "many:behind_weaker": -1.0,
    "many:before_weaker": -1.0,
    "behind_、:shares_True": -5.0,
}
"""What is known of features too rare to be learned."""
START: Weights = {
    "rows": {"many:morpheme_all": 2.0, "whole_run": 1.0, "run_pause": 0.5, "enumerated": 3.0},
    "left": {"defined": 1.0},
    "right": {"deng": 1.0, "count_again": 1.0},
    "lists": {"many:morpheme_all": 2.0},
    "groups": {"labelled": 1.0, "least_score": 0.5, "mean_score": 0.5, "missing_share": -2.0},
    "confidence": {},
}


@dataclass
class Training:
    """What is learned from, made once."""

    truths: list[Truth]
    asked: list[Question]
    rows: list[Choice]
    lefts: list[Choice]
    rights: list[Choice]

    def fit(self, documents: set[str]) -> Weights:
        """The weights learned from these documents alone."""
        weights: Weights = dict(START)
        weights["rows"] = fit(_of(self.rows, documents), 2.0, prior=ROW_PRIOR)
        weights["left"] = fit(_of(self.lefts, documents), 0.5, prior=LEFT_PRIOR)
        weights["right"] = fit(_of(self.rights, documents), 0.5, prior=RIGHT_PRIOR)
        asked = [one for one in self.asked if one.truth.document in documents]
        weights["lists"] = fit(list_choices(asked, weights), 1.0, prior=LIST_PRIOR)
        truths = [one for one in self.truths if one.document in documents]
        weights["groups"] = fit(analysis_choices(truths, weights), 0.5, least=2)
        return weights


def _of(choices: Sequence[Choice], documents: set[str]) -> list[Choice]:
    return [one for one in choices if one.document in documents]


def prepare(truths: list[Truth], weights: Weights) -> Training:
    """Everything that does not depend on the fold."""
    asked = questions(truths, weights)
    return Training(truths, asked, *first_choices(asked))


def answers(truths: Sequence[Truth], weights: Weights) -> Iterator[tuple[Truth, int, list[str]]]:
    """For each head how good its answer is: 2 exact, 1 near, 0 wrong, -1 for a list where nothing is enumerated."""
    for truth in truths:
        found, _ = find_members(truth.head, truth.definition, weights)
        have = [bare(member) for group in found for member in group.members]
        want = truth.flat
        if not want:
            yield truth, -1 if have else 2, have
        else:
            yield truth, 2 if have == want else 1 if is_near(have, want) else 0, have


def report(results: Sequence[tuple[Truth, int, list[str]]]) -> str:
    """Exact and near by set."""
    by_name: dict[str, Counter[int]] = defaultdict(Counter)
    for truth, value, _ in results:
        by_name[truth.name][value if truth.items else value - 10] += 1
    lines = []
    for name, counts in by_name.items():
        total = sum(counts[value] for value in (0, 1, 2))
        nothing = counts[-8] + counts[-11]
        lines.append(
            f"{name}: {total} lists, exact {counts[2] / total:.3f}, near {(counts[1] + counts[2]) / total:.3f}; "
            f"{counts[-11]} of {nothing} false"
        )
    return "\n".join(lines)


def folds(truths: Sequence[Truth]) -> list[set[str]]:
    """The documents, dealt onto folds."""
    documents = sorted({truth.document for truth in truths if truth.name != "more"})
    random.Random(1).shuffle(documents)
    return [set(documents[at::FOLDS]) for at in range(FOLDS)]


def _describe(truth: Truth, value: int, have: Sequence[str]) -> str:
    return f"{value} {truth.document} {truth.head} | {truth.definition[:500]}\n GOLD {truth.items}\n HAVE {have}"


@click.command()
@click.option("--write", is_flag=True, help="Write weights.json.")
@click.option("--no-cross", is_flag=True, help="Fit on everything, without cross-validation.")
@click.option("--more", type=click.Path(exists=True, path_type=Path), help="Further lists, JSON lines.")
@click.option(
    "--misses", type=click.Path(path_type=Path), help="Write every wrong answer of the cross-validation there."
)
def main(*, write: bool, no_cross: bool, more: Path | None, misses: Path | None) -> None:
    """Cross-validate over documents, then fit on everything."""
    truths = load_truth(more)
    training = prepare(truths, json.loads(WEIGHTS.read_text("utf-8")) if WEIGHTS.exists() else START)
    everything = {truth.document for truth in truths}
    if not no_cross:
        results: list[tuple[Truth, int, list[str]]] = []
        for nth, fold in enumerate(folds(truths)):
            weights = training.fit(everything - fold)
            results += answers([truth for truth in truths if truth.document in fold], weights)
            print(f"fold {nth + 1} of {FOLDS}", file=sys.stderr)
        print("cross-validated\n" + report(results))
        if misses:
            misses.write_text("\n\n".join(_describe(*result) for result in results if result[1] < 2), "utf-8")
    weights = training.fit(everything)
    print("fitted\n" + report(list(answers([truth for truth in truths if truth.name != "more"], weights))))
    if write:
        WEIGHTS.write_text(json.dumps(weights, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
