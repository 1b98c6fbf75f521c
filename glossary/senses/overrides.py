"""What curators decided, and how it overrules the ladder. Pure.

A decision names written forms (三区两线) or places of explanations as ``glossary check --review`` prints them
(``s0123456789abcdef:10-50``). Decisions about forms hold for their keys; decisions about places hold for the wording
that stands there, wherever it is printed.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from glossary.senses.canonical_keys import KeyAssignment
from glossary.senses.evidence import Evidence
from glossary.senses.similarity import fold

KINDS = ("same", "different", "preferred", "rejected")
_PLACE = re.compile(r"(s[0-9a-f]{16}):([0-9]{1,9})-([0-9]{1,9})")

Place = tuple[str, int]
"""Source id and start of a definition."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One curated row: ``form`` and ``other`` as written, ``key`` and ``other_key`` what they mean."""

    kind: str
    form: str
    other: str
    key: str
    other_key: str
    reason: str


@dataclass(frozen=True, slots=True)
class Overrides:
    """Decisions about the explanations of one article.

    Attributes:
        same: Pairs of folded wordings that have one meaning.
        different: Pairs that have two.
        first: Folded wordings to show before all others.
        headword: The form to show.
        rejected: Keys of written forms that do not lead to the article.
        dropped: Folded wordings that explain nothing.
    """

    same: frozenset[frozenset[str]] = frozenset()
    different: frozenset[frozenset[str]] = frozenset()
    first: frozenset[str] = frozenset()
    headword: str | None = None
    rejected: frozenset[str] = frozenset()
    dropped: frozenset[str] = frozenset()


@dataclass(slots=True)
class Decisions:
    """All decisions, arranged for merging."""

    parents: dict[str, str] = field(default_factory=dict)
    apart: set[frozenset[str]] = field(default_factory=set)
    headwords: dict[str, str] = field(default_factory=dict)
    rejected: set[str] = field(default_factory=set)
    rejected_forms: dict[str, set[str]] = field(default_factory=dict)
    places: list[tuple[str, Place, Place | None]] = field(default_factory=list)

    def pins(self, target: str, rows: Collection[Evidence]) -> Overrides:
        """What was decided about the explanations of one article."""
        if not self.places:
            return self._pins(target, {})
        named = {place for _, left, right in self.places for place in (left, right)}
        wordings = {
            (row.facts.source, row.start): fold(row.definition)
            for row in rows
            if row.definition and (row.facts.source, row.start) in named
        }
        return self._pins(target, wordings)

    def _pins(self, target: str, wordings: Mapping[Place, str]) -> Overrides:
        return Overrides(
            self._pairs("same", wordings),
            self._pairs("different", wordings),
            self._named("preferred", wordings),
            self.headwords.get(target),
            frozenset(self.rejected_forms.get(target, ())),
            self._named("rejected", wordings),
        )

    def _named(self, kind: str, wordings: Mapping[Place, str]) -> frozenset[str]:
        """The wordings at the places that decisions of a kind name alone."""
        return frozenset(wordings[left] for decided, left, _ in self.places if decided == kind and left in wordings)

    def _pairs(self, kind: str, wordings: Mapping[Place, str]) -> frozenset[frozenset[str]]:
        return frozenset(
            frozenset((wordings[left], wordings[right]))
            for decided, left, right in self.places
            if decided == kind and left in wordings and right is not None and right in wordings
        )

    def connected(self, key: str) -> set[str]:
        """Every key that ``same`` connects with this one, itself included."""
        found, waiting = {key}, [key]
        while waiting:
            at = waiting.pop()
            others = {self.parents[at]} if at in self.parents else set()
            others |= {child for child, parent in self.parents.items() if parent == at}
            waiting.extend(others - found)
            found |= others
        return found


def index_decisions(decisions: Iterable[Decision]) -> Decisions:
    """Decisions arranged for merging, in an order of their own."""
    found = Decisions()
    for each in sorted(decisions, key=lambda one: (one.kind, one.key, one.other_key)):
        left, right = find_place(each.form), find_place(each.other)
        if left:
            found.places.append((each.kind, left, right))
        elif each.kind == "preferred" and (place := right):
            found.places.append((each.kind, place, None))
        else:
            _arrange_forms(found, each)
    return found


def _arrange_forms(found: Decisions, each: Decision) -> None:
    if each.kind == "same":
        found.parents[each.other_key] = each.key
    elif each.kind == "different":
        found.apart.add(frozenset((each.key, each.other_key)))
    elif each.kind == "preferred":
        found.headwords[each.key] = each.other
    elif each.other_key:
        found.rejected_forms.setdefault(each.key, set()).add(each.other_key)
    else:
        found.rejected.add(each.key)


def find_place(written: str) -> Place | None:
    """The place that a decision names, ``None`` for a written form.

    >>> find_place("s0123456789abcdef:10-50"), find_place("三区三线")
    (('s0123456789abcdef', 10), None)
    """
    found = _PLACE.fullmatch(written.strip())
    return (found[1], int(found[2])) if found else None


def resolve(filings: Mapping[str, KeyAssignment], decisions: Decisions) -> dict[str, KeyAssignment]:
    """Filings with the curators' word in the place of the ladder's."""
    resolved = {}
    for key, filing in filings.items():
        target, seen, rule = filing.target, {key}, filing.rule
        at = decisions.parents.get(key, target)
        while at not in seen:
            seen.add(at)
            rule = "curated" if at != filing.target or key in decisions.parents else rule
            target = at
            onward = filings.get(at)
            at = decisions.parents.get(at) or (onward.target if onward else at)
        resolved[key] = KeyAssignment(key, target, rule if target != key else "")
    return resolved
