"""Editorial decisions, and how they override the same-sense rules. Pure.

A decision names written forms (三区两线) or places of explanations as ``glossary check --review`` prints them
(``s0123456789abcdef:10-50``). Decisions about forms apply to their keys. Decisions about places apply to the wording at
that place, wherever it is printed.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from glossary.senses.canonical_keys import KeyAssignment
from glossary.senses.evidence import Evidence
from glossary.senses.similarity import wording_key

KINDS = ("same", "different", "preferred", "rejected")
_PLACE = re.compile(r"(s[0-9a-f]{16}):([0-9]{1,9})-([0-9]{1,9})")

Place = tuple[str, int]
"""Source id and start of a definition in code points."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One editorial decision: ``form`` and ``other`` as written, ``key`` and ``other_key`` as normalized."""

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
        same: Pairs of normalized wordings with the same meaning.
        different: Pairs of normalized wordings with different meanings.
        first: Normalized wordings to show before all others.
        headword: The form to show as headword.
        rejected: Keys of written forms that must not lead to the article.
        dropped: Normalized wordings rejected as definitions.
    """

    same: frozenset[frozenset[str]] = frozenset()
    different: frozenset[frozenset[str]] = frozenset()
    first: frozenset[str] = frozenset()
    headword: str | None = None
    rejected: frozenset[str] = frozenset()
    dropped: frozenset[str] = frozenset()


@dataclass(slots=True)
class Decisions:
    """All decisions, indexed for merging."""

    parents: dict[str, str] = field(default_factory=dict)
    apart: set[frozenset[str]] = field(default_factory=set)
    headwords: dict[str, str] = field(default_factory=dict)
    rejected: set[str] = field(default_factory=set)
    rejected_forms: dict[str, set[str]] = field(default_factory=dict)
    places: list[tuple[str, Place, Place | None]] = field(default_factory=list)

    def overrides_of(self, target: str, rows: Collection[Evidence]) -> Overrides:
        """Returns the decisions about the explanations of one article."""
        if not self.places:
            return self._overrides(target, {})
        named = {place for _, left, right in self.places for place in (left, right)}
        wordings = {
            (row.facts.source, row.start): wording_key(row.definition)
            for row in rows
            if row.definition and (row.facts.source, row.start) in named
        }
        return self._overrides(target, wordings)

    def _overrides(self, target: str, wordings: Mapping[Place, str]) -> Overrides:
        return Overrides(
            self._pairs("same", wordings),
            self._pairs("different", wordings),
            self._named("preferred", wordings),
            self.headwords.get(target),
            frozenset(self.rejected_forms.get(target, ())),
            self._named("rejected", wordings),
        )

    def _named(self, kind: str, wordings: Mapping[Place, str]) -> frozenset[str]:
        """Returns the wordings of decisions of this kind that name a single place."""
        return frozenset(wordings[left] for decided, left, _ in self.places if decided == kind and left in wordings)

    def _pairs(self, kind: str, wordings: Mapping[Place, str]) -> frozenset[frozenset[str]]:
        return frozenset(
            frozenset((wordings[left], wordings[right]))
            for decided, left, right in self.places
            if decided == kind and left in wordings and right is not None and right in wordings
        )

    def connected(self, key: str) -> set[str]:
        """Returns every key connected with this one by ``same`` decisions, itself included."""
        found, waiting = {key}, [key]
        while waiting:
            at = waiting.pop()
            others = {self.parents[at]} if at in self.parents else set()
            others |= {child for child, parent in self.parents.items() if parent == at}
            waiting.extend(others - found)
            found |= others
        return found


def index_decisions(decisions: Iterable[Decision]) -> Decisions:
    """Indexes decisions for merging; the order of the input does not matter."""
    found = Decisions()
    for each in sorted(decisions, key=lambda one: (one.kind, one.key, one.other_key)):
        left, right = find_place(each.form), find_place(each.other)
        if left:
            found.places.append((each.kind, left, right))
        elif each.kind == "preferred" and (place := right):
            found.places.append((each.kind, place, None))
        else:
            _index_forms(found, each)
    return found


def _index_forms(found: Decisions, each: Decision) -> None:
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
    """Returns the place that a decision names; ``None`` for a written form.

    >>> find_place("s0123456789abcdef:10-50"), find_place("三区三线")
    (('s0123456789abcdef', 10), None)
    """
    found = _PLACE.fullmatch(written.strip())
    return (found[1], int(found[2])) if found else None


def apply_decisions(assignments: Mapping[str, KeyAssignment], decisions: Decisions) -> dict[str, KeyAssignment]:
    """Returns the key assignments with editorial decisions applied; these override the rules."""
    resolved = {}
    for key, assignment in assignments.items():
        target, seen, rule = assignment.target, {key}, assignment.rule
        at = decisions.parents.get(key, target)
        while at not in seen:
            seen.add(at)
            rule = "curated" if at != assignment.target or key in decisions.parents else rule
            target = at
            onward = assignments.get(at)
            at = decisions.parents.get(at) or (onward.target if onward else at)
        resolved[key] = KeyAssignment(key, target, rule if target != key else "")
    return resolved
