"""Clusters the explanations of one article into senses. Pure; the input order does not matter."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from glossary.chinese.normalize import QUOTES
from glossary.model import MembersStatus
from glossary.senses.evidence import Evidence, SourceFacts
from glossary.senses.overrides import Overrides
from glossary.senses.ranking import find_support, is_everywhere
from glossary.senses.same_sense import Core, Verdict, compare_explanations, find_fields, names_field
from glossary.senses.similarity import wording_key

_TERM_YEARS = 5
"""Years: a government's own label lasts as long as its term of office and its five-year plan."""
_CERTAIN = 0.99
_CERTAIN_RULES = frozenset(("members", "wording"))
_MAX_COMPARED = 24
"""How many distinct wordings of a sense a new one is compared with: the first ones in canonical order."""
_MAX_SENSES_COMPARED = 48
"""How many senses an explanation is compared with. Most headwords have one to ten senses. A label like 三大工程, which
every county explains in its own way, has a thousand, and comparing all pairs took minutes."""
_MAX_PAIR_SENSES = 256
"""Character pairs shared by more senses than this do not discriminate between them and are skipped."""
_MAX_PAIRS = 40
"""How many character pairs of an explanation are looked up, the rarest first."""


@dataclass(slots=True)
class Cluster:
    """One sense under construction.

    Attributes:
        explanations: Its explanations, best first.
        merged: The verdicts by which they joined.
        mentions: Places that use the sense without an explanation.
        other_editions: The evidence of other editions of the same slogan: wherever one of them holds, the others do.
    """

    explanations: list[Evidence]
    merged: list[Verdict] = field(default_factory=list)
    mentions: list[Evidence] = field(default_factory=list)
    other_editions: list[Evidence] = field(default_factory=list)

    @property
    def is_disputed(self) -> bool:
        """Whether explanations of this sense contradict each other."""
        return any(verdict.rule == "disputed" for verdict in self.merged)


@dataclass(frozen=True, slots=True)
class BorderlineCase:
    """A merge or split with a close score, for review by an editor."""

    verdict: Verdict
    left: Evidence
    right: Evidence


@dataclass(frozen=True, slots=True)
class Senses:
    """The senses of one article, the mentions assigned to none of them, and the borderline cases."""

    clusters: tuple[Cluster, ...]
    unresolved: tuple[Evidence, ...]
    close: tuple[BorderlineCase, ...]


def find_senses(evidence: Iterable[Evidence], core: Core, overrides: Overrides | None = None) -> Senses:
    """Clusters the evidence filed under one key into senses."""
    dropped = overrides.dropped if overrides else frozenset[str]()
    kept = (row for row in evidence if not (row.definition and wording_key(row.definition) in dropped))
    rows = sorted(kept, key=lambda row: row.order)
    explanations = sorted((row for row in rows if row.definition), key=_trust)
    clusters: list[Cluster] = []
    close: list[BorderlineCase] = []
    index = _PairIndex()
    for row in explanations:
        _add(clusters, row, core, overrides or Overrides(), close, index)
    outlines = [_outline(each) for each in clusters]
    unresolved = [row for row in rows if not row.definition and not _attach(row, outlines, core)]
    return Senses(tuple(_in_order(clusters, unresolved)), tuple(unresolved), tuple(close))


def _trust(row: Evidence) -> tuple[object, ...]:
    """Sort key: explanations whose members agree with the numeral come first, and the others join them."""
    ranks = {MembersStatus.COMPLETE: 0, MembersStatus.PARTIAL: 1, MembersStatus.OPEN: 1, MembersStatus.CONFLICTING: 2}
    return (ranks.get(row.status, 3) if row.members else 3, row.order)


class _PairIndex:
    """Inverted index from character pairs to the senses whose explanations contain them."""

    def __init__(self) -> None:
        self._senses: defaultdict[str, dict[int, Cluster]] = defaultdict(dict)
        self._waiting: list[tuple[Cluster, Sequence[Evidence]]] = []

    def add(self, cluster: Cluster, rows: Sequence[Evidence]) -> None:
        """Index the character pairs of explanations of a sense, at the first question: most articles never ask."""
        self._waiting.append((cluster, rows))

    def _index_waiting(self) -> None:
        for cluster, rows in self._waiting:
            for row in rows:
                for pair in _character_pairs(row):
                    self._senses[pair][id(cluster)] = cluster
        self._waiting.clear()

    def find_nearest(self, row: Evidence, clusters: Sequence[Cluster], overrides: Overrides) -> list[int]:
        """Returns the senses to compare an explanation with, as indexes into ``clusters``: those that share most pairs.

        Senses that an editor decided about are always included.
        """
        if len(clusters) <= _MAX_SENSES_COMPARED:
            return list(range(len(clusters)))
        self._index_waiting()
        shared: Counter[int] = Counter()
        known = sorted((len(self._senses[pair]), pair) for pair in _character_pairs(row) if pair in self._senses)
        for count, pair in known[:_MAX_PAIRS]:
            if count <= _MAX_PAIR_SENSES:
                shared.update(self._senses[pair].keys())
        curated = {wording for pair in (*overrides.different, *overrides.same) for wording in pair}
        ranked = sorted(range(len(clusters)), key=lambda at: (-shared[id(clusters[at])], at))
        chosen = set(ranked[:_MAX_SENSES_COMPARED])
        if curated:
            chosen.update(at for at, each in enumerate(clusters) if not curated.isdisjoint(_wordings(each)))
        return sorted(chosen)


def _character_pairs(row: Evidence) -> set[str]:
    text = wording_key(row.definition or "")
    return {text[at : at + 2] for at in range(len(text) - 1)}


def _wordings(cluster: Cluster) -> set[str]:
    return {wording_key(row.definition or "") for row in cluster.explanations}


def _add(  # noqa: PLR0917 - one step of find_senses with all that it works on
    clusters: list[Cluster],
    row: Evidence,
    core: Core,
    overrides: Overrides,
    close: list[BorderlineCase],
    index: _PairIndex,
) -> None:
    """Add an explanation to the most similar sense, or open a new one."""
    compared = index.find_nearest(row, clusters, overrides)
    judged = {at: _judge(clusters[at], row, core, overrides) for at in compared}
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
    _join(clusters, chosen, {at for at, (verdict, _) in judged.items() if _is_certain(verdict)}, overrides)
    index.add(home, [row, *home.explanations[before:]])


def _is_certain(verdict: Verdict) -> bool:
    return verdict.same and verdict.rule in _CERTAIN_RULES and verdict.score >= _CERTAIN


def _join(clusters: list[Cluster], chosen: int, equal: set[int], overrides: Overrides) -> None:
    """Merge the senses that one explanation matches almost exactly, by wording or by members."""
    if chosen not in equal:
        return
    home = clusters[chosen]
    joining = [clusters[at] for at in sorted(equal - {chosen}) if not _are_apart(home, clusters[at], overrides)]
    for each in joining:
        home.explanations.extend(each.explanations)
        home.merged.extend(each.merged)
    clusters[:] = [each for each in clusters if not any(each is other for other in joining)]


def _are_apart(left: Cluster, right: Cluster, overrides: Overrides) -> bool:
    """Whether an editor marked any of their wordings as different."""
    if not overrides.different:
        return False
    return any(frozenset(pair) in overrides.different for pair in product(_wordings(left), _wordings(right)))


def _judge(cluster: Cluster, row: Evidence, core: Core, overrides: Overrides) -> tuple[Verdict, Evidence]:
    """Returns the best verdict over the wordings of a sense; an editorial decision overrides all scores."""
    seen: dict[str, Evidence] = {}
    for other in cluster.explanations:
        seen.setdefault(wording_key(other.definition or ""), other)
    if decided := _decide(seen, wording_key(row.definition or ""), overrides):
        return decided
    own = seen.get(wording_key(row.definition or ""))
    others = [own] if own else list(seen.values())[:_MAX_COMPARED]
    verdicts = [(compare_explanations(other, row, core), other) for other in others]
    return max(verdicts, key=lambda pair: (pair[0].same, pair[0].score))


def _decide(seen: Mapping[str, Evidence], wording: str, overrides: Overrides) -> tuple[Verdict, Evidence] | None:
    for pairs, same in ((overrides.different, False), (overrides.same, True)):
        for other, explanation in seen.items():
            if other != wording and frozenset((other, wording)) in pairs:
                return Verdict(same=same, rule="curated", score=float(same)), explanation
    return None


@dataclass(frozen=True, slots=True)
class _Outline:
    """What mentions are assigned to a sense by.

    Attributes:
        sources: The sources that explain it.
        named: The fields that its first explanations name.
        fields: The fields that any of its explanations names.
    """

    cluster: Cluster
    sources: frozenset[str]
    named: frozenset[str]
    fields: frozenset[str]


def _outline(cluster: Cluster) -> _Outline:
    fields = [find_fields(one) for one in cluster.explanations]
    named: frozenset[str] = frozenset().union(*fields[:_MAX_COMPARED])
    sources = frozenset(one.facts.source for one in cluster.explanations)
    return _Outline(cluster, sources, named, named.union(*fields[_MAX_COMPARED:]))


def _attach(row: Evidence, outlines: Sequence[_Outline], core: Core) -> bool:
    """Assign a mention to a sense by source, field or issuer; returns whether exactly one fits."""
    chosen = _choose(row, outlines, core)
    if chosen is None:
        return False
    chosen.mentions.append(row)
    return True


def _choose(row: Evidence, outlines: Sequence[_Outline], core: Core) -> Cluster | None:
    own = [each.cluster for each in outlines if row.facts.source in each.sources]
    if len(own) == 1:
        return own[0]
    fields = [each.cluster for each in outlines if _names_field(row, each)]
    if len(fields) == 1:
        return fields[0]
    candidates = fields or _without_other_field(row, outlines)
    if row.facts.level == "national" and (known := _find_of_centre(row, candidates)):
        return known
    if core.is_issuer_specific or len(candidates) > 1:
        candidates = _find_nearest(row.facts, candidates)
    only = candidates[0] if len(candidates) == 1 else None
    is_other = only is not None and _is_of_one_field(only) and not _find_nearest(row.facts, [only])
    return None if is_other else only


def _find_of_centre(row: Evidence, candidates: Sequence[Cluster]) -> Cluster | None:
    """Returns the sense of a slogan that the central government uses: the only one, or the only one with its noun.

    Several governments must explain it. “五位一体”总体布局 of the State Council is the 五位一体 that two provinces
    print with 总体布局, and not that of a city's street fronts.
    """
    after = row.after.strip(QUOTES)
    beside = [each for each in candidates if any(one.tail and after.startswith(one.tail) for one in each.explanations)]
    known = candidates if len(candidates) == 1 else beside
    return known[0] if len(known) == 1 and _is_of_several(known[0]) else None


def _is_of_several(cluster: Cluster) -> bool:
    """Whether more than one government explains a sense."""
    return len({one.facts.speaker for one in cluster.explanations}) > 1


def _is_of_one_field(cluster: Cluster) -> bool:
    """Whether one government explains a sense, for one field: 农业科技“五五”工程 is not the “五五” of 普法."""
    return not _is_of_several(cluster) and all(names_field(one.qualifier) for one in cluster.explanations)


def _names_field(row: Evidence, outline: _Outline) -> bool:
    if not outline.named:
        return False
    after, before, head = wording_key(row.after), wording_key(row.before), wording_key(row.head)
    return any(after.startswith(each) or before.endswith(each) or each in head for each in outline.named)


def _without_other_field(row: Evidence, outlines: Sequence[_Outline]) -> list[Cluster]:
    """Returns the senses that name no other field than the mention."""
    fields = find_fields(row)
    return [
        each.cluster
        for each in outlines
        if not (fields and each.fields) or any(a in b or b in a for a in fields for b in each.fields)
    ]


def _find_nearest(facts: SourceFacts, clusters: Sequence[Cluster]) -> list[Cluster]:
    """Returns the senses of the source's issuer; else of a government above it; else of the whole country."""
    for holds in (_is_own, _is_from_above, _is_everywhere):
        if found := [each for each in clusters if holds(facts, each)]:
            return found
    return []


def _is_own(facts: SourceFacts, cluster: Cluster) -> bool:
    return any(facts.speaker == one.facts.speaker and _is_of_one_term(facts, one.facts) for one in cluster.explanations)


def _is_from_above(facts: SourceFacts, cluster: Cluster) -> bool:
    return any(_is_below(facts, one.facts) and _is_of_one_term(facts, one.facts) for one in cluster.explanations)


def _is_of_one_term(facts: SourceFacts, other: SourceFacts) -> bool:
    """Whether the two sources fall into one term of office; explanations by the State Council do not expire."""
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
    """Sorts senses by their support; ties go to the sense that was explained first."""
    first = sorted(clusters, key=lambda each: min(row.order for row in each.explanations))
    support = find_support([(each.explanations, each.mentions) for each in first], unresolved)
    return [first[at] for at in sorted(range(len(first)), key=lambda at: support[at].order)]
