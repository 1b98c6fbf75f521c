"""Why a head has these members: every candidate with its features and their weights, as lines of text. Pure."""

from collections.abc import Iterator, Mapping

from glossary.extraction.members.find_members import Candidate, Decision, decide
from glossary.extraction.members.score_candidates import ScoredList, Weights, load_weights

MAX_CANDIDATES = 5
MAX_FEATURES = 12
_COLUMN = 44


def explain_members(head: str, definition: str, weights: Mapping[str, Weights] | None = None) -> list[str]:
    """The candidates for the members of a head, the best first, each with what speaks for and against it.

    Args:
        head: As printed.
        definition: As printed.
        weights: Other weights than those of the package.
    """
    weights = weights or load_weights()
    decision = decide(head, definition, weights)
    if decision is None:
        return [f"{head} counts nothing."]
    promised = ", ".join(f"{numeral if numeral is not None else 'N'} {shared}" for numeral, shared in decision.counted)
    lines = [f"{head}: {promised}"]
    if not decision.candidates:
        return [*lines, "No list of that count was found."]
    for rank, candidate in enumerate(decision.candidates[:MAX_CANDIDATES], 1):
        mark = "chosen" if candidate is decision.chosen else "rejected" if candidate.score <= 0 else "not chosen"
        lines += ["", f"{rank}. {candidate.analysis.strategy}  score {candidate.score:+.2f}  {mark}"]
        lines += _describe(candidate, decision, weights)
    if decision.chosen is None:
        lines += ["", "None is better than nothing (score 0): the groups stay empty."]
    return lines


def _describe(candidate: Candidate, decision: Decision, weights: Mapping[str, Weights]) -> Iterator[str]:
    text = decision.definition.text
    for (numeral, shared), found in zip(candidate.counted, candidate.analysis.lists, strict=True):
        members = "、".join(text[slice(*member)] for member in found.members) if found else "–"
        yield f"   {numeral if numeral is not None else 'N'}{shared}: {members}"
    model = weights["groups"]
    features = candidate.analysis.features(text, candidate.reading.groups)
    yield from _table("analysis", {name: model.get(name, 0.0) * value for name, value in features.items()})
    shown: set[tuple[str, ...]] = set()
    for found in candidate.analysis.lists:
        if found and found.features and found.features not in shown:
            shown.add(found.features)
            yield from _of_list(found, weights)


def _of_list(found: ScoredList, weights: Mapping[str, Weights]) -> Iterator[str]:
    yield from _table(
        f"list, score {found.score:+.2f}", {one: weights["lists"].get(one, 0.0) for one in found.features}
    )
    if found.bounded:
        for side, boundaries in (("left", found.bounded.lefts), ("right", found.bounded.rights)):
            for boundary in boundaries[:1]:
                values = {one: weights[side].get(one, 0.0) for one in boundary.features}
                yield from _table(f"{side} boundary ({boundary.kind})", values)


def _table(title: str, values: Mapping[str, float]) -> Iterator[str]:
    """The features that weigh most, one a line."""
    kept = sorted(((value, name) for name, value in values.items() if value), key=lambda one: -abs(one[0]))
    yield f"   {title}"
    for value, name in kept[:MAX_FEATURES]:
        yield f"     {name:<{_COLUMN}} {value:+6.2f}"
    rest = sum(value for value, _ in kept[MAX_FEATURES:])
    if len(kept) > MAX_FEATURES:
        yield f"     {f'{len(kept) - MAX_FEATURES} more features':<{_COLUMN}} {rest:+6.2f}"
