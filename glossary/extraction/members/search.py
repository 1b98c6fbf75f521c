"""What a whole analysis of a head with its definition is, and what a strategy that proposes one looks at. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from glossary.extraction.members.labels import find_labelled, find_one_labelled
from glossary.extraction.members.list_features import has_morpheme
from glossary.extraction.members.lists import ScoredList, Weights
from glossary.extraction.members.normalized_definition import NormalizedDefinition, Piece
from glossary.extraction.members.readings import Expected, Reading

Lists = tuple[ScoredList | None, ...]
"""For each group its list."""
ListFinder = Callable[..., list[ScoredList]]


@dataclass(frozen=True, slots=True)
class Analysis:
    """One answer for all groups of a reading.

    Attributes:
        lists: For each group its list, ``None`` where it has none.
        strategy: The name of the strategy that proposed it.
    """

    lists: Lists
    strategy: str

    def features(self, text: str, reading: Reading) -> dict[str, float]:
        """What speaks for it, with values: the strategy, how good its lists are, how many groups are left."""
        found = [one for one in self.lists if one]
        scores = [max(min(one.score, 12.0), -6.0) for one in found] or [0.0]
        missing = len(self.lists) - len(found)
        is_counted = any(one.right and one.right.kind == "count_again" for one in found)
        names = {
            "any": 1.0,
            f"reading_{reading.kind}": 1.0,
            f"reading_{reading.kind}:counted_{is_counted}": 1.0,
            self.strategy: 1.0,
            f"{self.strategy}:least_score": min(scores),
            "least_score": min(scores),
            "mean_score": sum(scores) / len(scores),
            "missing_share": missing / len(self.lists),
            f"missing_{min(missing, 3)}": 1.0,
            "poor_list": float(min(scores) < -1.0),
        }
        shares = [
            sum(has_morpheme(text[slice(*one)], group.key) for one in each.members) / group.count
            for each, group in zip(self.lists, reading.groups, strict=True)
            if each and group and group.key and len(self.lists) > 1
        ]
        if shares:
            names |= {"key_share": sum(shares) / len(shares), "keys_all": float(min(shares) >= 1)}
        return names


class Search:
    """One reading of a head and a stretch of its definition: what a strategy looks at. Lists are found once."""

    def __init__(
        self,
        definition: NormalizedDefinition,
        stretch: Piece,
        reading: Reading,
        weights: Mapping[str, Weights],
        find: ListFinder,
    ) -> None:
        self.definition, self.text, self.stretch = definition, definition.text, definition.strip(*stretch)
        self.reading, self.weights, self.find = reading, weights, find
        self.groups = [group for group in reading.groups if group]
        find_stretches = find_one_labelled if len(reading.groups) == 1 else find_labelled
        self.stretches = find_stretches(definition, self.stretch, reading.labels)
        self._known: dict[tuple[Piece, tuple[Expected, ...], str], ScoredList | None] = {}

    def best(self, stretch: Piece, *groups: Expected, context: str = "whole") -> ScoredList | None:
        """Returns the best list of these groups in a stretch; ``context`` names the kind of stretch."""
        key = (stretch, groups, context)
        if key not in self._known and stretch[0] < stretch[1]:
            found = self.find(self.definition, stretch, groups, context=context, weights=self.weights)
            self._known[key] = found[0] if found else None
        return self._known.get(key)

    def score(self, analysis: Analysis) -> float:
        """What speaks for an analysis; 0 is what speaks for none."""
        model = self.weights["groups"]
        features = analysis.features(self.text, self.reading)
        return sum([model.get(name, 0.0) * value for name, value in features.items()])
