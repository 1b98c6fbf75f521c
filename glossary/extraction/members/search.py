"""What a whole analysis of a head with its definition is, and what a strategy that proposes one looks at. Pure."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from glossary.extraction.members.labels import find_labelled, find_one_labelled
from glossary.extraction.members.list_features import has_morpheme
from glossary.extraction.members.lists import ScoredList, Weights
from glossary.extraction.members.normalized_definition import NormalizedDefinition, Piece
from glossary.extraction.members.readings import Expected, Reading

Lists = tuple[ScoredList | None, ...]
"""For each group its list."""
ListFinder = Callable[..., list[ScoredList]]
_PARTIAL_STRATEGIES = frozenset({"labelled_partly", "one_core_alone"})


class Analysis(NamedTuple):
    """One answer for all groups of a head.

    Attributes:
        reading: How the head is read.
        lists: For each group its list, ``None`` where it has none.
        strategy: The name of the strategy that proposed it.
        score: What speaks for it; 0 is what speaks for none.
    """

    reading: Reading
    lists: Lists
    strategy: str
    score: float = 0.0

    @property
    def is_partial(self) -> bool:
        """Whether it leaves groups without members; such an analysis is taken only where no other convinces."""
        return self.strategy in _PARTIAL_STRATEGIES

    def members(self) -> list[tuple[Piece, ...]]:
        """The members of all groups that have any."""
        return [found.members for found in self.lists if found]

    def features(self, text: str) -> dict[str, float]:
        """What speaks for it, with values: the strategy, how good its lists are, how many groups are left."""
        least = min([max(min(one.score, 12.0), -6.0) for one in self.lists if one], default=0.0)
        is_counted = any(one.bounds and one.bounds[1].kind == "count_again" for one in self.lists if one)
        names = {
            "any": 1.0,
            f"reading_{self.reading.kind}": 1.0,
            f"reading_{self.reading.kind}:counted_{is_counted}": 1.0,
            self.strategy: 1.0,
            f"{self.strategy}:least_score": least,
            "least_score": least,
        }
        having = [
            sum(has_morpheme(text[slice(*one)], group.key) for one in each.members) >= group.count
            for each, group in zip(self.lists, self.reading.groups, strict=True)
            if each and group and group.key and len(self.lists) > 1
        ]
        return names | {"keys_all": float(all(having))} if having else names


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
        self._known: dict[tuple[Piece, tuple[Expected, ...]], ScoredList | None] = {}

    def best(self, stretch: Piece, *groups: Expected) -> ScoredList | None:
        """Returns the best list of these groups in a stretch."""
        key = (stretch, groups)
        if key not in self._known and stretch[0] < stretch[1]:
            found = self.find(self.definition, stretch, groups, weights=self.weights)
            self._known[key] = found[0] if found else None
        return self._known.get(key)
