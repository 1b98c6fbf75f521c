"""Learns the weights of the member finder, with cross-validation over documents.

``python -m evaluation.fit_members`` reads hand-made gold (annotated reports if ``../shared`` has them, and the
golden cases of the tests), fits five small log-linear models one after the other (rows, left and right boundaries,
lists, analyses), prints the results on unseen documents and stops if they are below their floors (``floors.json``).
Then it calibrates the confidence on those answers and writes ``weights.json``. The file contains only the weights,
nothing of the gold.
"""

import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import click

from evaluation.evaluate import FLOORS
from evaluation.floors import load_floors
from evaluation.log_linear import Choice, fit, fit_confidence, report_confidence
from evaluation.member_choices import (
    Question,
    Weights,
    analysis_choices,
    first_choices,
    folded,
    list_choices,
    questions,
)
from evaluation.member_truth import Truth, is_near, load_truth
from evaluation.scoring import Measures, without_noise
from glossary.chinese.script import to_hans
from glossary.extraction.members.find_members import ChosenAnalysis, decide, find_members
from glossary.extraction.members.normalized_definition import Piece

WEIGHTS = Path(__file__).parents[1] / "glossary" / "extraction" / "members" / "weights.json"
FOLDS = 4
PARTS = 4
"""Into how many parts the documents are divided to learn one model on the answers of another."""
CAUTION = 0.1
"""By how much an analysis must be better than none.

Cross-validated over 1,388 lists, two partitions: 0.3 leaves 124 heads of 2,776 without members and prints 294 wrong
lists, -0.2 leaves 86 and prints 309; the confidence tells these lists.
"""


ROW_PRIOR = {
    "all_titles": 1.0,
    "all_quotations": 0.5,
    "enumerated": 3.0,
    "names_explained": 1.0,
    "many:key_all": 1.0,
    "goes_on_alike": -1.0,
    "begins_numbered": -3.0,
}
LEFT_PRIOR = {
    **{f"begins_{preposition}:others_False": -1.0 for preposition in "将把对以是既在要"},
    "bad_begin": -2.0,
    "splits_word": -1.5,
    "whole:leads_left_True": -1.0,
    "quote:leads_left_True": -1.0,
    "only_class_nouns_left": -1.5,
    "splits_frame": -2.0,
    "half_frame": -2.0,
}
RIGHT_PRIOR = {
    "keeps_count": -3.0,
    "bracket_goes_on": -3.0,
    "bad_end": -2.0,
    "splits_word": -1.5,
    "ends_unlike": -0.5,
}
LIST_PRIOR = {
    "plain": 6.0,
    "only_ordinals": -6.0,
    "breaks_pair": -3.0,
    "has_other": -1.0,
    "numbered_all": -2.0,
    "numbered_most": -2.0,
    "lead_within": -1.0,
    "counted_later": -3.0,
    "enumerated": 2.0,
    "view_done": 2.0,
    "view_counts_add_up": 4.0,
    "all_titles": 1.0,
    "one:is_title": 1.0,
    "one:only_verb": -3.0,
    "goes_on_alike": -4.0,
    "names_group": -4.0,
    "is_label": -6.0,
    "added": 1.0,
    "pair:fills": 1.0,
}
GROUP_PRIOR = {
    "reading_within:counted_False": -3.0,
    "reading_within:counted_True": 0.5,
}
"""The prior weights, for features too rare to learn: 三级医院 has no list, 省、市、县三级 repeats its number."""
FIXED = frozenset({"keeps_count", "counted_later", "added"})
"""Features that keep their prior weight: fewer than ten lists have them, and most of those are wrong for other reasons
(耕地红线三条控制线; 根据甲、乙、丙划定的丁、戊、己三条控制线; 甲、乙以及丙、丁等工程)."""
START: Weights = {
    "rows": {"many:key_all": 2.0, "whole_run": 1.0, "run_pause": 0.5, "enumerated": 3.0},
    "left": {"defined": 1.0},
    "right": {"et_cetera": 1.0, "count_again": 1.0},
    "lists": {"many:key_all": 2.0, "plain": 6.0},
    "groups": {"least_score": 1.0},
    "confidence": {},
}


@dataclass
class Training:
    """The training data, built once."""

    truths: list[Truth]
    posed: list[Question]
    rows: list[Choice]
    lefts: list[Choice]
    rights: list[Choice]

    def fit(self, documents: set[str]) -> Weights:
        """Returns the weights learned from these documents only.

        A model that scores the answers of another learns from answers about documents which the other did not see: on
        its own training documents it is right too often, and its answers would get too high a score. The golden cases
        of the tests are an exception: they must come out right as the finished models see them.
        """
        weights: Weights = {**START, **self._fit_boundaries(documents)}
        cases = {document for document in documents if document.startswith("case-")}
        parts = _split(documents - cases)
        unseen = [self._fit_boundaries(documents - part) for part in parts]
        lists = [
            list_choices([one for one in self.posed if one.truth.document in part], {**START, **models})
            for part, models in zip(parts, unseen, strict=True)
        ]
        posed = [one for one in self.posed if one.truth.document in cases]
        lists.append(list_choices(posed, weights))
        weights["lists"] = _fit_lists(lists)
        analyses: list[Choice] = []
        for nth, (part, models) in enumerate(zip(parts, unseen, strict=True)):
            models["lists"] = _fit_lists(lists[:nth] + lists[nth + 1 :])
            truths = [one for one in self.truths if one.document in part]
            analyses += analysis_choices(truths, {**START, **models})
        analyses += analysis_choices([one for one in self.truths if one.document in cases], weights)
        weights["groups"] = fit(analyses, 0.7, least=2, prior=GROUP_PRIOR)
        weights["groups"]["any"] = round(weights["groups"].get("any", 0.0) - CAUTION, 2)
        return weights

    def _fit_boundaries(self, documents: set[str]) -> Weights:
        return {
            "rows": fit(_from_documents(self.rows, documents), 2.0, prior=ROW_PRIOR),
            "left": fit(_from_documents(self.lefts, documents), 1.0, prior=LEFT_PRIOR),
            "right": fit(_from_documents(self.rights, documents), 0.9, prior=RIGHT_PRIOR, fixed=FIXED),
        }


def _fit_lists(lists: Sequence[Sequence[Choice]]) -> dict[str, float]:
    return fit([choice for part in lists for choice in part], 1.2, prior=LIST_PRIOR, fixed=FIXED)


def _split(documents: set[str]) -> list[set[str]]:
    ordered = sorted(documents)
    random.Random(7).shuffle(ordered)
    return [set(ordered[at::PARTS]) for at in range(PARTS)]


def _from_documents(choices: Sequence[Choice], documents: set[str]) -> list[Choice]:
    return [one for one in choices if one.document in documents]


def prepare(truths: list[Truth], weights: Weights) -> Training:
    """Builds everything that does not depend on the fold."""
    posed = questions(truths, weights)
    return Training(truths, posed, *first_choices(posed))


def outcomes(truths: Sequence[Truth], weights: Weights) -> Iterator[tuple[dict[str, float], bool]]:
    """Returns for each group with members the evidence for them, and whether they are exact or nearly so."""
    for truth in truths:
        decision = decide(truth.head, truth.definition, weights)
        if decision is None:
            continue
        found = [at for at, each in enumerate(decision.lists) if each]
        have = [[folded(decision.definition.text[slice(*one)]) for one in _list(decision, at)] for at in found]
        items = [[to_hans(without_noise(item)) for item in group] for group in truth.items or ()]
        for nth, at in enumerate(found):
            if len(items) == len(found):
                yield decision.evidence(at), is_near(have[nth], items[nth])
            else:
                flat = [member for members in have for member in members]
                yield decision.evidence(at), bool(items) and is_near(flat, [one for group in items for one in group])


def _list(decision: ChosenAnalysis, nth: int) -> tuple[Piece, ...]:
    found = decision.lists[nth]
    return found.members if found else ()


def answers(truths: Sequence[Truth], weights: Weights) -> Iterator[tuple[Truth, int, list[str]]]:
    """Yields for each headword how good its answer is: 2 exact, 1 near, 0 wrong, -1 if nothing is enumerated."""
    for truth in truths:
        found, _ = find_members(truth.head, truth.definition, weights)
        have = [without_noise(member) for group in found for member in group.members]
        want = truth.flat
        if not want:
            yield truth, -1 if have else 2, have
        else:
            yield truth, 2 if have == want else 1 if is_near(have, want) else 0, have


def report(results: Sequence[tuple[Truth, int, list[str]]]) -> str:
    """Reports exact and near answers by set."""
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


def cross_validated_measures(results: Sequence[tuple[Truth, int, list[str]]]) -> dict[str, Measures]:
    """The figures of each set of answers to unseen documents, as ``floors.json`` names them."""
    by_name: dict[str, list[int]] = defaultdict(list)
    for truth, value, _ in results:
        if truth.items:
            by_name[f"cross-validated {truth.name}"].append(value)
    return {
        name: {
            "items.exact": sum(value == 2 for value in values) / len(values),
            "items.near": sum(value >= 1 for value in values) / len(values),
            "lists": len(values),
        }
        for name, values in by_name.items()
    }


def folds(truths: Sequence[Truth]) -> list[set[str]]:
    """Distributes the reports over the folds by their names: each stays in its fold when others are added."""
    documents = {truth.document for truth in truths}
    return [{one for one in documents if crc32(one.partition("-")[2].encode()) % FOLDS == at} for at in range(FOLDS)]


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
    below: list[str] = []
    if not no_cross:
        results: list[tuple[Truth, int, list[str]]] = []
        seen: list[tuple[dict[str, float], bool]] = []
        for nth, fold in enumerate(folds(truths)):
            weights = training.fit(everything - fold)
            unseen = [truth for truth in truths if truth.document in fold and truth.name != "more"]
            results += answers(unseen, weights)
            seen += outcomes(unseen, weights)
            print(f"fold {nth + 1} of {FOLDS}", file=sys.stderr)
        print("cross-validated\n" + report(results))
        below = load_floors(FLOORS).failures(cross_validated_measures(results))
        START["confidence"] = fit_confidence(seen)
        print(report_confidence(seen, START["confidence"]))
        if misses:
            misses.write_text("\n\n".join(_describe(*result) for result in results if result[1] < 2), "utf-8")
    elif WEIGHTS.exists():
        START["confidence"] = json.loads(WEIGHTS.read_text("utf-8"))["confidence"]
    if below:
        raise click.ClickException("\n".join(below))
    weights = training.fit(everything)
    print("fitted\n" + report(list(answers([truth for truth in truths if truth.name != "more"], weights))))
    if write:
        WEIGHTS.write_text(json.dumps(weights, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
