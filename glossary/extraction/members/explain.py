"""How the members of a head are found, for readers: ``glossary extract --explain`` prints it.

The features have names in the code (``many:key_none``); the rows of ``feature_words.tsv`` say in words what they mean.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from operator import itemgetter

from glossary.extraction.members.find_members import ChosenAnalysis, decide, find_members
from glossary.extraction.members.lists import Weights, find_lists, load_weights
from glossary.extraction.members.readings import read_head
from glossary.extraction.members.search import Analysis
from glossary.model import Group

WORDS = files("glossary.extraction.members") / "feature_words.tsv"
"""A row for each part of a name: the model (``*`` for all), the part (``left_*`` with any end), and the words."""
MAX_CANDIDATES = 5
"""Candidates that are explained."""
MAX_FEATURES = 12
"""Features of each part of a candidate that are explained, those with the greatest weights."""


def explain_members(head: str, definition: str) -> Iterator[str]:
    """The members of a head, and all candidates for them, the best first, each with what speaks for and against it.

    Args:
        head: As printed.
        definition: As printed.
    """
    weights = load_weights()
    decision = decide(head, definition, weights)
    if decision is None:
        yield f"{head} counts nothing."
        return
    yield f"{head}: " + ", ".join(f"{numeral or 'N'} {shared}" for numeral, shared in decision.counted)
    for group in find_members(head, definition)[0]:
        yield f"   {_label(group)}: {'、'.join(group.full_forms or group.members) or '–'}{_confidence(group)}"
    for rank, one in enumerate(decision.candidates[:MAX_CANDIDATES], 1):
        mark = "chosen" if one is decision.chosen else "rejected" if one.score <= 0 else "not chosen"
        yield from ("", f"{rank}. {describe_feature('groups', one.strategy)}  score {one.score:+.2f}  {mark}")
        yield from _describe(one, decision.definition.text, weights)
    yield from ("", f"No members  score {0:+.2f}  {'not chosen' if decision.chosen else 'chosen'}")
    yield from _describe_lists(decision, head, weights)


def _label(group: Group) -> str:
    return f"{group.numeral or 'N'}{group.shared}"


def _confidence(group: Group) -> str:
    return "" if group.confidence is None else f"  ({group.status.value}, confidence {group.confidence})"


def _describe_lists(decision: ChosenAnalysis, head: str, weights: Mapping[str, Weights]) -> Iterator[str]:
    """The best lists in the whole definition: other rows, and other boundaries of the same row."""
    reading = decision.chosen.reading if decision.chosen else read_head(head)[0]
    expected = [group for group in reading.groups if group]
    text, stretch = decision.definition.text, decision.definition.strip(0, len(decision.definition.text))
    found = find_lists(decision.definition, stretch, expected, weights=weights) if expected else []
    if found:
        yield from ("", "Lists of all members in the whole definition")
    for one in found[:MAX_CANDIDATES]:
        yield f"   {one.score:+6.2f}  {'、'.join(text[slice(*member)] for member in one.members)}"


def _describe(analysis: Analysis, text: str, weights: Mapping[str, Weights]) -> Iterator[str]:
    """The members of an analysis, and the features with the greatest weights of each of its parts."""
    for (numeral, shared), found in zip(analysis.reading.counted, analysis.lists, strict=True):
        members = "、".join(text[slice(*member)] for member in found.members) if found else "–"
        yield f"   {numeral or 'N'}{shared}: {members}"
    yield from _features("analysis", analysis.features(text), "groups", weights)
    for found in filter(None, dict.fromkeys(analysis.lists)):
        features = dict.fromkeys(found.features, 1.0) | {"boundary_gap": found.gap}
        yield from _features(f"list, score {found.score:+.2f}", features, "lists", weights)
        for one, side in zip(found.bounds, ("left", "right"), strict=False):
            title = f"{side} boundary {describe_feature(side, one.kind)}"
            yield from _features(title, dict.fromkeys(one.features, 1.0), side, weights)


def _features(title: str, features: Mapping[str, float], model: str, weights: Mapping[str, Weights]) -> Iterator[str]:
    """The features of one part with what each adds to the score, its meaning, and its name in the code."""
    values = [(weights[model].get(name, 0.0) * value, name) for name, value in features.items()]
    kept = sorted(filter(itemgetter(0), values), key=lambda one: -abs(one[0]))
    yield from [f"   {title}"] if kept else []
    yield from (f"     {value:+6.2f}  {describe_feature(model, name)}  [{name}]" for value, name in kept[:MAX_FEATURES])
    if kept[MAX_FEATURES:]:
        rest = sum(value for value, _ in kept[MAX_FEATURES:])
        yield f"     {rest:+6.2f}  {len(kept) - MAX_FEATURES} more features"


def describe_feature(model: str, name: str) -> str:
    """What a feature says, in words; a name that no row describes stays as it is.

    Args:
        model: The model of ``weights.json`` that has the feature.
        name: The name of the feature: its parts are joined by colons.

    >>> describe_feature("left", "many:lead")
    'three or more members; behind a word that leads in a list (包括)'
    >>> describe_feature("left", "begins_以:others_True"), describe_feature("left", "unheard_of")
    ('begins with 以; others do', 'unheard_of')
    """
    words = [_describe_part(model, part) for part in re.split(":(?=.)", name)]
    return name if None in words else "; ".join(filter(None, words))


def _describe_part(model: str, part: str) -> str | None:
    """The words of the row for a part, or of the row for its beginning with the description of its end in them."""
    rows = _words()
    row = rows.get((model, part)) or rows.get(("*", part))
    if row or re.search("[A-Za-z0-9]", part) is None:
        return row or part  # 以 of begins_以
    for at in (found.start() for found in reversed([*re.finditer("_", part)])):
        stem, rest = f"{part[:at]}_*", part[at + 1 :]
        row = rows.get((model, stem)) or rows.get(("*", stem))
        side = next((side for side in ("left", "right") if row and f"{{{side}}}" in row), model)
        described = _describe_part(side, rest) if row else None
        if row and described:
            return row.replace("{}", described).replace(f"{{{side}}}", described)
    return None


@cache
def _words() -> dict[tuple[str, str], str]:
    rows = csv.DictReader(WORDS.read_text("utf-8").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return {(row["model"], row["part"]): row["words"] for row in rows}
