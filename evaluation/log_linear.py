"""Log-linear models of choices with named features, fitted by gradient descent."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

IMPORTANCE = {"case": 14.0, "house": 3.0, "seeds": 5.0, "first": 2.0, "second": 2.0}
"""The weight of a list of these sets; one of the annotated reports has weight 1."""


Alternative = Mapping[str, float]


@dataclass(frozen=True)
class Choice:
    """Alternatives, some of which are right."""

    alternatives: Sequence[Alternative]
    right: frozenset[int]
    document: str
    weight: float = 1.0


def flags(names: Sequence[str]) -> dict[str, float]:
    """Returns binary features with the value 1."""
    return dict.fromkeys(names, 1.0)


def fit(
    choices: Sequence[Choice],
    l2: float,
    *,
    least: int = 3,
    steps: int = 400,
    rate: float = 0.15,
    prior: Mapping[str, float] | None = None,
    fixed: Collection[str] = (),
) -> dict[str, float]:
    """Fits the weights that make the right alternatives likeliest: a log-linear model with a Gaussian prior.

    Args:
        choices: The training examples.
        l2: The strength of the prior.
        least: The minimum number of choices in which a feature must differ between alternatives to get a weight.
        steps: The number of steps of gradient descent.
        rate: The learning rate.
        prior: Known weights of rare features; 0 for all others.
        fixed: Features that keep their prior weight.
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
    held = np.array([name in fixed for name in index], bool)
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
        slope[held] = 0.0
        first, second = 0.9 * first + 0.1 * slope, 0.99 * second + 0.01 * slope * slope
        rate_now = rate if step < 0.6 * steps else 0.3 * rate
        theta -= rate_now * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    return {name: round(float(theta[at]), 2) for name, at in index.items() if abs(theta[at]) >= 0.015}


def fit_confidence(seen: Sequence[tuple[dict[str, float], bool]]) -> dict[str, float]:
    """Fits the logistic model that makes the outcomes on held-out documents likeliest."""
    names = sorted(seen[0][0])
    table = np.array([[evidence[name] for name in names] for evidence, _ in seen])
    right = np.array([float(is_right) for _, is_right in seen])
    theta = np.zeros(len(names))
    scale = np.maximum(np.abs(table).max(axis=0), 1e-9)
    for _ in range(4000):
        likely = 1 / (1 + np.exp(-(table / scale) @ theta))
        theta -= 0.5 * ((table / scale).T @ (likely - right) / len(right) + 0.0005 * theta)
    return {name: round(float(value), 3) for name, value in zip(names, theta / scale, strict=True)}


def report_confidence(seen: Sequence[tuple[dict[str, float], bool]], model: Mapping[str, float]) -> str:
    """Reports how often groups of each confidence are right."""
    bins: dict[int, list[bool]] = defaultdict(list)
    for evidence, is_right in seen:
        logit = sum(model[name] * value for name, value in evidence.items())
        bins[min(int(10 / (1 + float(np.exp(-logit)))), 9)].append(is_right)
    return "\n".join(
        f"confidence {low / 10:.1f} to {(low + 1) / 10:.1f}: {sum(rights)} of {len(rights)} groups right or nearly"
        for low, rights in sorted(bins.items())
    )
