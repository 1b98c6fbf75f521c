"""The explanations of one article to its senses. Pure, and independent of the order in which they were found."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from glossary.model import MembersStatus
from glossary.senses.evidence import Evidence, SourceFacts
from glossary.senses.overrides import Overrides
from glossary.senses.ranking import find_support, is_everywhere
from glossary.senses.same_sense import Core, Verdict, compare, find_fields
from glossary.senses.similarity import fold

_TERM_YEARS = 5
"""A government's own label lasts as long as its term of office and its five-year plan."""
_CERTAIN = 0.99
_CERTAIN_RULES = frozenset(("members", "wording"))
_MOST_COMPARED = 24
"""Distinct wordings of a sense that a further one is compared with: the best ones, by canonical order."""
_MAX_SENSES_COMPARED = 48
"""Senses that an explanation is compared with. A head has one to ten; a label like 三大工程, which every county
explains in its own way, has a thousand, and comparing each with all others took minutes."""
_MAX_PAIR_SENSES = 256
"""A pair of characters that more senses share says nothing about which of them is meant."""
_MAX_PAIRS = 40
"""Pairs of characters of an explanation that are looked up, the rarest first."""


@dataclass(slots=True)
class Cluster:
    """One meaning while it is being gathered: its explanations, best first, and why each one joined."""

    explanations: list[Evidence]
    merged: list[Verdict] = field(default_factory=list)
    mentions: list[Evidence] = field(default_factory=list)

    @property
    def is_disputed(self) -> bool:
        """Whether explanations contradict each other within this one meaning."""
        return any(verdict.rule == "disputed" for verdict in self.merged)


@dataclass(frozen=True, slots=True)
class BorderlineCase:
    """A merge or split that was close: for a person to look at."""

    verdict: Verdict
    left: Evidence
    right: Evidence


@dataclass(frozen=True, slots=True)
class Senses:
    """The meanings of one article, what no step could attach to one of them, and what was close."""

    clusters: tuple[Cluster, ...]
    unresolved: tuple[Evidence, ...]
    close: tuple[BorderlineCase, ...]


def find_senses(evidence: Iterable[Evidence], core: Core, pins: Overrides | None = None) -> Senses:
    """The senses of one article from everything that is filed under its key."""
    dropped = pins.dropped if pins else frozenset[str]()
    kept = (row for row in evidence if not (row.definition and fold(row.definition) in dropped))
    rows = sorted(kept, key=lambda row: row.order)
    explanations = sorted((row for row in rows if row.definition), key=_trust)
    clusters: list[Cluster] = []
    close: list[BorderlineCase] = []
    index = _PairIndex()
    for row in explanations:
        _add(clusters, row, core, pins or Overrides(), close, index)
    unresolved = [row for row in rows if not row.definition and not _attach(row, clusters, core)]
    return Senses(tuple(_in_order(clusters, unresolved)), tuple(unresolved), tuple(close))


def _trust(row: Evidence) -> tuple[object, ...]:
    """Explanations whose members agree with the numeral come first: the others join them."""
    ranks = {MembersStatus.COMPLETE: 0, MembersStatus.PARTIAL: 1, MembersStatus.OPEN: 1, MembersStatus.CONFLICTING: 2}
    return (ranks.get(row.status, 3) if row.members else 3, row.order)


class _PairIndex:
    """Which senses share pairs of characters with an explanation."""

    def __init__(self) -> None:
        self._senses: defaultdict[str, dict[int, Cluster]] = defaultdict(dict)

    def add(self, cluster: Cluster, rows: Iterable[Evidence]) -> None:
        """Note the words of explanations that belong to a sense."""
        for row in rows:
            for pair in _character_pairs(row):
                self._senses[pair][id(cluster)] = cluster

    def find_nearest(self, row: Evidence, clusters: Sequence[Cluster], pins: Overrides) -> list[int]:
        """The senses to compare an explanation with, by their index in ``clusters``: those that share most words.

        Senses that a curator has said something about are always among them.
        """
        if len(clusters) <= _MAX_SENSES_COMPARED:
            return list(range(len(clusters)))
        shared: Counter[int] = Counter()
        known = sorted((len(self._senses[pair]), pair) for pair in _character_pairs(row) if pair in self._senses)
        for count, pair in known[:_MAX_PAIRS]:
            if count <= _MAX_PAIR_SENSES:
                shared.update(self._senses[pair].keys())
        curated = {wording for pair in (*pins.different, *pins.same) for wording in pair}
        ranked = sorted(range(len(clusters)), key=lambda at: (-shared[id(clusters[at])], at))
        chosen = set(ranked[:_MAX_SENSES_COMPARED])
        if curated:
            chosen.update(at for at, each in enumerate(clusters) if not curated.isdisjoint(_wordings(each)))
        return sorted(chosen)


def _character_pairs(row: Evidence) -> set[str]:
    text = fold(row.definition or "")
    return {text[at : at + 2] for at in range(len(text) - 1)}


def _wordings(cluster: Cluster) -> set[str]:
    return {fold(row.definition or "") for row in cluster.explanations}


def _add(  # noqa: PLR0917 - one step of find_senses with all that it works on
    clusters: list[Cluster],
    row: Evidence,
    core: Core,
    pins: Overrides,
    close: list[BorderlineCase],
    index: _PairIndex,
) -> None:
    """Put an explanation into the sense that it says most nearly, or open a new one."""
    compared = index.find_nearest(row, clusters, pins)
    judged = {at: _judge(clusters[at], row, core, pins) for at in compared}
    fitting = [(verdict.score, -at, at) for at, (verdict, _) in judged.items() if verdict.same]
    chosen = max(fitting)[2] if fitting else None
    for at, (verdict, other) in judged.items():
        if verdict.close and (at == chosen or not verdict.same):
            close.append(BorderlineCase(verdict, other, row))
    if chosen is None:
        clusters.append(Cluster([row]))
        index.add(clusters[-1], [row])
        return
    home = clusters[chosen]
    home.explanations.append(row)
    home.merged.append(judged[chosen][0])
    before = len(home.explanations)
    _join(clusters, chosen, {at for at, (verdict, _) in judged.items() if _is_certain(verdict)}, pins)
    index.add(home, [row, *home.explanations[before:]])


def _is_certain(verdict: Verdict) -> bool:
    return verdict.same and verdict.rule in _CERTAIN_RULES and verdict.score >= _CERTAIN


def _join(clusters: list[Cluster], chosen: int, equal: set[int], pins: Overrides) -> None:
    """Make one sense of those that an explanation says in the same words or members: it shows that they are one."""
    if chosen not in equal:
        return
    home = clusters[chosen]
    joining = [clusters[at] for at in sorted(equal - {chosen}) if not _are_apart(home, clusters[at], pins)]
    for each in joining:
        home.explanations.extend(each.explanations)
        home.merged.extend(each.merged)
    clusters[:] = [each for each in clusters if not any(each is other for other in joining)]


def _are_apart(left: Cluster, right: Cluster, pins: Overrides) -> bool:
    """Whether a curator told any of their wordings apart."""
    if not pins.different:
        return False
    return any(frozenset(pair) in pins.different for pair in product(_wordings(left), _wordings(right)))


def _judge(cluster: Cluster, row: Evidence, core: Core, pins: Overrides) -> tuple[Verdict, Evidence]:
    """The best verdict over a sense's wordings; a curator's word about any of them counts before all scores."""
    seen: dict[str, Evidence] = {}
    for other in cluster.explanations:
        seen.setdefault(fold(other.definition or ""), other)
    if decided := _decide(seen, fold(row.definition or ""), pins):
        return decided
    own = seen.get(fold(row.definition or ""))
    others = [own] if own else list(seen.values())[:_MOST_COMPARED]
    verdicts = [(compare(other, row, core), other) for other in others]
    return max(verdicts, key=lambda pair: (pair[0].same, pair[0].score))


def _decide(seen: Mapping[str, Evidence], wording: str, pins: Overrides) -> tuple[Verdict, Evidence] | None:
    for pairs, same in ((pins.different, False), (pins.same, True)):
        for other, explanation in seen.items():
            if other != wording and frozenset((other, wording)) in pairs:
                return Verdict(same=same, rule="curated", score=float(same)), explanation
    return None


def _attach(row: Evidence, clusters: list[Cluster], core: Core) -> bool:
    """Put a mention to the one sense that its field, its issuer or its being the only one chooses."""
    chosen = _choose(row, clusters, core)
    if chosen is None:
        return False
    chosen.mentions.append(row)
    return True


def _choose(row: Evidence, clusters: list[Cluster], core: Core) -> Cluster | None:
    own = [each for each in clusters if any(row.facts.source == one.facts.source for one in each.explanations)]
    if len(own) == 1:
        return own[0]
    fields = [each for each in clusters if _names_field(row, each)]
    if len(fields) == 1:
        return fields[0]
    candidates = fields or [each for each in clusters if not _has_other_field(row, each)]
    if row.facts.level == "national" and len(candidates) == 1 and _is_of_several(candidates[0]):
        return candidates[0]  # the centre's own formula, which others explain
    if core.is_issuer_specific or len(candidates) > 1:
        candidates = _find_nearest(row.facts, candidates)
    return candidates[0] if len(candidates) == 1 else None


def _is_of_several(cluster: Cluster) -> bool:
    """Whether more than one government explains a sense."""
    return len({one.facts.speaker for one in cluster.explanations}) > 1


def _names_field(row: Evidence, cluster: Cluster) -> bool:
    for one in cluster.explanations[:_MOST_COMPARED]:
        for each in find_fields(one):
            if fold(row.after).startswith(each) or fold(row.before).endswith(each) or each in fold(row.head):
                return True
    return False


def _has_other_field(row: Evidence, cluster: Cluster) -> bool:
    fields = find_fields(row)
    own = {each for one in cluster.explanations for each in find_fields(one)}
    return bool(fields and own and not any(a in b or b in a for a in fields for b in own))


def _find_nearest(facts: SourceFacts, clusters: Sequence[Cluster]) -> list[Cluster]:
    """The senses that hold where a source speaks: its own; else those of a government above it; else of the country."""
    for holds in (_is_own, _is_from_above, _is_everywhere):
        if found := [each for each in clusters if holds(facts, each)]:
            return found
    return []


def _is_own(facts: SourceFacts, cluster: Cluster) -> bool:
    return any(facts.speaker == one.facts.speaker and _is_of_one_term(facts, one.facts) for one in cluster.explanations)


def _is_from_above(facts: SourceFacts, cluster: Cluster) -> bool:
    return any(_is_below(facts, one.facts) and _is_of_one_term(facts, one.facts) for one in cluster.explanations)


def _is_of_one_term(facts: SourceFacts, other: SourceFacts) -> bool:
    """Whether a label that ``other`` explains can still be meant; what the State Council says lasts."""
    if other.level == "national" or not (facts.year and other.year):
        return True
    return abs(facts.year - other.year) <= _TERM_YEARS


def _is_everywhere(_: SourceFacts, cluster: Cluster) -> bool:
    return is_everywhere(one.facts for one in cluster.explanations)


def _is_below(facts: SourceFacts, other: SourceFacts) -> bool:
    if other.level == "national":
        return True
    depth = {"province": 1, "prefecture": 2, "county": 3}.get(other.level or "", 3)
    known = other.place[:depth]
    return bool(known[-1]) and facts.place[:depth] == known


def _in_order(clusters: Iterable[Cluster], unresolved: Iterable[Evidence]) -> list[Cluster]:
    """The senses by their support; of equally supported ones the one that was explained first."""
    first = sorted(clusters, key=lambda each: min(row.order for row in each.explanations))
    support = find_support([(each.explanations, each.mentions) for each in first], unresolved)
    return [first[at] for at in sorted(range(len(first)), key=lambda at: support[at].order)]
