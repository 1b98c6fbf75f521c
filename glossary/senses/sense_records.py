"""Builds the sense records of an article with the confidence of each wording, and its member index rows. Pure.

The scope of a sense is one issuer, a province, or the whole country.
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass
from typing import Any

from glossary.chinese.normalize import term_key
from glossary.chinese.script import to_hans
from glossary.chinese.word_lists import simplified
from glossary.model import Group, MembersStatus
from glossary.rule_quality import expected_precision
from glossary.senses.clusters import Cluster
from glossary.senses.evidence import Evidence, SourceFacts
from glossary.senses.overrides import Overrides
from glossary.senses.ranking import (
    DefinitionQuality,
    find_definition_codes,
    is_about_own_place,
    is_everywhere,
    rate_evidence,
)
from glossary.senses.similarity import are_paraphrased, match_members, match_wordings, wording_key


@dataclass(frozen=True, slots=True)
class Scope:
    """The smallest area that contains all sources that explain a sense; all ``None`` if unknown."""

    level: str | None = None
    region: str | None = None
    region_code: str | None = None
    issuer: str | None = None

    def record(self) -> dict[str, str | None]:
        """Returns the scope as it appears in the article."""
        return asdict(self)


def find_scope(cluster: Cluster) -> Scope:
    """Returns the scope of a sense, by the sources that explain it.

    One place gives that place with its issuer. Several places of one city or province give that city or province. The
    scope is national if a national source explains or uses the sense, or if places of three provinces explain it alike:
    five campaigns of three cities under one label (五城同创), of which three are common, are not the nation's. Two
    provinces often share a label by coincidence, so their scope is unknown; so is that of a place without a province.
    An edition holds where the slogan does: one prefecture that prints the new 四个全面 prints the nation's.
    """
    rows = [*cluster.explanations, *cluster.mentions, *cluster.other_editions]
    is_of_centre = any(row.facts.level == "national" for row in rows)
    if is_of_centre and not _is_own_wording(cluster.explanations):
        return Scope(level="national")
    facts = sorted(
        {row.facts for row in rows if row.definition}, key=lambda each: (each.rank, each.year or 9999, each.source)
    )
    known = [each for each in facts if each.region]
    if not known:
        issuers = {each.issuer for each in facts}
        return Scope(issuer=facts[0].issuer if len(issuers) == 1 else None)
    if len({each.speaker for each in known}) == 1:
        return _of_one(known)
    return _of_several(known, [*_find_agreeing(cluster.explanations), *(row.facts for row in cluster.other_editions)])


_BUILDS = re.compile(f"{simplified('verbs', 'project')}[^，。；]{{0,12}}[0-9]{{2,}}(?!年)")
"""新建、改建、扩建幼儿园1200所: what one place builds."""
_MORE_THAN = 0.6
"""Explanations of a nationwide sense have a larger share of their members in common: more than three of five."""
_MAX_COMPARED = 12
"""How many explanations are tried as the one that most others agree with."""


def _is_own_wording(rows: Sequence[Evidence]) -> bool:
    """Whether one government explains a term only by what it does itself: 湖南省明确构建“4×4”现代化产业体系.

    That the centre uses the term does not make this its meaning; nor what one government lists beside it in running
    text (十大生态产业和生产性服务业“双引擎”).
    """
    if len({row.facts.speaker for row in rows}) > 1 or rows[0].facts.level == "national":
        return False
    is_inline = all(row.kind == "gloss" for row in rows)
    return is_inline or all(
        is_about_own_place(row.definition or "", row.facts.place) or _BUILDS.search(row.definition or "")
        for row in rows
    )


def _find_agreeing(rows: Sequence[Evidence]) -> list[SourceFacts]:
    """Returns the sources of the explanations that agree with the one that most agree with."""
    groups = ([row.facts for row in rows if _agree(one, row)] for one in rows[:_MAX_COMPARED])
    return max(groups, key=len)


def _agree(one: Evidence, other: Evidence) -> bool:
    """Whether two explanations of a sense list the same members; without two lists, their merger is enough."""
    if not one.members or not other.members or match_members(one.members, other.members) > _MORE_THAN:
        return True
    return are_paraphrased(one.members, other.members)


def _of_one(facts: list[SourceFacts]) -> Scope:
    def first(values: list[str | None]) -> str | None:
        return next((value for value in values if value), None)

    return Scope(
        first([each.level for each in facts]),
        facts[0].region,
        first([each.region_code for each in facts]),
        first([each.issuer for each in facts]),
    )


def _of_several(facts: list[SourceFacts], agreeing: list[SourceFacts]) -> Scope:
    provinces = {each.place[0] for each in facts}
    cities = {each.place[1] for each in facts}
    if is_everywhere(agreeing):
        return Scope(level="national")
    if None in provinces or len(provinces) > 1:
        return Scope()
    if len(cities) == 1 and None not in cities:
        return Scope("prefecture", (facts[0].place[0] or "") + (facts[0].place[1] or ""))
    return Scope("province", facts[0].place[0])


def list_issuers(facts: Iterable[SourceFacts]) -> list[dict[str, Any]]:
    """Lists the issuers that explain a sense with region, years and number of sources; highest level first."""
    by_speaker: dict[str, set[SourceFacts]] = defaultdict(set)
    for each in facts:
        by_speaker[each.speaker].add(each)
    found = sorted(by_speaker.values(), key=lambda group: min(_by_rank(each) for each in group))
    return [_issuer_record(sorted(group, key=_by_rank)) for group in found]


def _by_rank(facts: SourceFacts) -> tuple[int, int, str]:
    return facts.rank, facts.year or 9999, facts.source


def _issuer_record(facts: list[SourceFacts]) -> dict[str, Any]:
    years = sorted(each.year for each in facts if each.year)
    return {
        "issuer": next((each.issuer for each in facts if each.issuer), None),
        "level": next((each.level for each in facts if each.level), None),
        "region": facts[0].region,
        "first": years[0] if years else None,
        "last": years[-1] if years else None,
        "sources": len({each.source for each in facts}),
    }


_BY_MEMBERS = {MembersStatus.CONFLICTING: 0.85, MembersStatus.PARTIAL: 0.93}
"""Factors on the confidence for members that disagree with the numeral."""
_BY_WORDING = {
    DefinitionQuality.NONE: 0.1,
    DefinitionQuality.REMARK: 0.4,
    DefinitionQuality.FRAGMENT: 0.95,
    DefinitionQuality.PLAIN: 0.98,
    DefinitionQuality.DEFINING: 1.0,
}
_UNCERTAINTY_PER_SOURCE = 0.7
"""Factor on the remaining uncertainty for each further source that agrees."""
_MAX_CONFIDENCE = 0.99
_BY_DISPUTE = 0.85
"""Factor for a wording that other sources of the sense contradict: 六乱, of which each city lists others."""
_MIN_ALIKE = 0.7
"""Likeness of two wordings of a disputed sense from which they agree."""


def find_confidence(row: Evidence, sources: int, *, is_disputed: bool = False) -> float:
    """Returns the confidence of one wording: 0 to 0.99, rounded to two decimals.

    Args:
        row: The explanation.
        sources: How many sources explain the sense so, this one included.
        is_disputed: Whether other sources of the sense contradict each other.
    """
    confidence = expected_precision(row.kind, row.rule) * _BY_WORDING[rate_evidence(row)] * _of_members(row)
    confidence *= _BY_DISPUTE if is_disputed else 1.0
    uncertainty = (1 - confidence) * _UNCERTAINTY_PER_SOURCE ** (sources - 1) if confidence > 0.5 else 1 - confidence
    return round(min(1 - uncertainty, _MAX_CONFIDENCE), 2)


def _of_members(row: Evidence) -> float:
    """Returns a factor from the count check and from the extractor's confidence in each group, if it gave any."""
    stated = [getattr(group, "confidence", None) for group in row.groups]
    lowest = min((each for each in stated if each is not None), default=1.0)
    return _BY_MEMBERS.get(row.status, 1.0) * lowest


_MAX_MEMBER_LENGTH = 8
"""A member longer than this many characters is a sentence, not a fuller form."""
_MAX_INLINE_LENGTH = 200
"""An explanation in running text that is longer than this consists of whole paragraphs."""
_MAX_COUNTED_SOURCES = 3
"""Sources beyond this number do not make a wording better."""


def find_sense_ids(term: str, clusters: Sequence[Cluster]) -> list[str]:
    """Returns an id for each sense, from the wording that was printed first, so later sources do not change it."""
    ids = []
    for cluster in clusters:
        first = min(cluster.explanations, key=lambda row: (row.facts.year or 9999, row.facts.source, row.start))
        digest = hashlib.sha256(f"{first.facts.source}/{wording_key(first.definition or '')}".encode()).hexdigest()[:8]
        ids.append(f"{term}.{digest}")
    return [f"{each}{'' if ids.index(each) == at else f'-{at}'}" for at, each in enumerate(ids)]


def write_senses(clusters: Sequence[Cluster], ids: Sequence[str], overrides: Overrides) -> list[dict[str, Any]]:
    """Returns the sense records of an article, in the order of ``clusters``."""
    scopes = [find_scope(cluster) for cluster in clusters]
    superseded = _superseded(clusters, scopes)
    return [
        _sense_record(cluster, sense, scope, _best(cluster, overrides), is_superseded=at in superseded)
        | _definition_codes(_best(cluster, overrides), overrides)
        for at, (cluster, sense, scope) in enumerate(zip(clusters, ids, scopes, strict=True))
    ]


def _sense_record(cluster: Cluster, sense: str, scope: Scope, best: Evidence, *, is_superseded: bool) -> dict[str, Any]:
    issuers = list_issuers(row.facts for row in cluster.explanations)
    rows = (*cluster.explanations, *cluster.mentions)
    years = sorted(row.facts.year for row in rows if row.facts.year)
    status = "superseded" if is_superseded else "disputed" if cluster.is_disputed else "primary"
    return {
        "id": sense,
        "definition": best.definition,
        "definitions": _definition_records(cluster, best),
        "groups": [_group_record(group) for group in best.groups],
        "status": status,
        "confidence": _confidence_in(cluster, best, _sources(cluster.explanations)),
        "qualifier": _common(row.qualifier for row in cluster.explanations),
        "tail": _common(row.tail for row in cluster.explanations),
        "scope": scope.record(),
        "issuers": issuers,
        "explained_years": _explained_years(issuers),
        "years": {"first": years[0] if years else None, "last": years[-1] if years else None},
        "merged": _merged(cluster),
    }


def _definition_codes(best: Evidence, overrides: Overrides) -> dict[str, list[str]]:
    """Returns the findings against the displayed wording; empty if an editor preferred it."""
    return {"doubts": [] if wording_key(best.definition or "") in overrides.first else find_definition_codes(best)}


def _explained_years(issuers: Sequence[dict[str, Any]]) -> dict[str, int | None]:
    """Returns the first and the last year in which a source explains the sense."""
    years = [year for each in issuers for year in (each["first"], each["last"]) if year]
    return {"first": min(years, default=None), "last": max(years, default=None)}


def _best(cluster: Cluster, overrides: Overrides) -> Evidence:
    """Returns the explanation to show first: the one preferred by an editor, else the best definition.

    The criteria, in this order: a wording that defines; an entry of a printed glossary; if the wordings contradict
    each other, the one that those of other governments are most like; a sentence before whole paragraphs; members that
    agree with the numerals; a wording that does not refer to its own place and year; members in their full forms; the
    wording that most sources print; the higher level of government; the older source.
    """
    chosen = [row for row in cluster.explanations if wording_key(row.definition or "") in overrides.first]
    if chosen:
        return min(chosen, key=lambda row: row.order)
    printed = Counter(wording_key(row.definition or "") for row in cluster.explanations)
    compared = cluster.explanations[:_MAX_COMPARED] if cluster.is_disputed else []
    return min(cluster.explanations, key=lambda row: _preference(row, printed, _agreement(row, compared)))


def _agreement(row: Evidence, others: Sequence[Evidence]) -> float:
    """Returns how much the wordings of other governments are like this one: 0 to 1; 0 if fewer than two have one.

    Of 一老一小, one city means only 困境儿童 by 一小, and two others 婴幼儿; theirs is the usual meaning.
    """
    closest: dict[str, float] = {}
    for other in others:
        if other.facts.speaker != row.facts.speaker:
            alike = match_wordings(row.definition or "", other.definition or "")
            closest[other.facts.speaker] = max(alike, closest.get(other.facts.speaker, 0.0))
    return round(sum(closest.values()) / len(closest), 2) if len(closest) > 1 else 0.0


def _preference(row: Evidence, printed: Counter[str], agreement: float) -> tuple[object, ...]:
    """Sort key: the explanation to show first comes first."""
    quality = rate_evidence(row)
    is_complete = bool(row.members) and row.status is MembersStatus.COMPLETE
    return (
        quality <= DefinitionQuality.REMARK,
        row.kind != "entry",
        -agreement,
        row.kind != "entry" and len(row.definition or "") > _MAX_INLINE_LENGTH,
        not is_complete,
        -quality,
        -min(printed[wording_key(row.definition or "")], _MAX_COUNTED_SOURCES),
        -_fullness(row),
        row.order,
    )


def _fullness(row: Evidence) -> int:
    """Returns the length of a typical member, capped: 公务出国 is more precise than 出国, a sentence is not."""
    lengths = sorted(map(len, row.members))
    return min(lengths[len(lengths) // 2], _MAX_MEMBER_LENGTH) if lengths else 0


def _definition_records(cluster: Cluster, best: Evidence) -> list[dict[str, Any]]:
    """Lists the distinct wordings: the displayed one first, then in canonical order; ``supports`` has more sources."""
    wordings: dict[str, list[Evidence]] = {}
    for row in (best, *sorted(cluster.explanations, key=lambda row: row.order)):
        wordings.setdefault(wording_key(row.definition or ""), []).append(row)
    sources = _sources(cluster.explanations)
    return [_definition_record(rows, _confidence_in(cluster, rows[0], sources)) for rows in wordings.values()]


def _confidence_in(cluster: Cluster, row: Evidence, sources: AbstractSet[str]) -> float:
    """Returns the confidence of a wording of a sense; sources that contradict it do not make it more certain."""
    if cluster.is_disputed:
        text = row.definition or ""
        compared = (each for each in cluster.explanations[:_MAX_COMPARED] if each is not row)
        sources = _sources(
            (row, *(each for each in compared if match_wordings(text, each.definition or "") >= _MIN_ALIKE))
        )
    return find_confidence(row, len(sources), is_disputed=cluster.is_disputed)


def _sources(rows: Iterable[Evidence]) -> frozenset[str]:
    return frozenset(row.facts.source for row in rows)


def _definition_record(rows: Sequence[Evidence], confidence: float) -> dict[str, Any]:
    first = rows[0]
    facts = first.facts
    return {
        "text": first.definition,
        "head": first.head,
        "source": facts.source,
        "kind": first.kind,
        "start": first.start,
        "end": first.end,
        "page": first.page,
        "article": first.number if first.is_statutory else None,
        "year": facts.year,
        "issuer": facts.issuer,
        "level": facts.level,
        "rule": first.rule,
        "confidence": confidence,
        "supports": sorted({row.facts.source for row in rows} - {facts.source}),
    }


def _group_record(group: Group) -> dict[str, Any]:
    return {
        "numeral": group.numeral,
        "shared": group.shared,
        "members": [
            {"text": member, "full_form": full if full != member else None, "term": None}
            for member, full in zip(group.members, group.full_forms or group.members, strict=True)
        ],
        "status": group.status.value,
        "confidence": group.confidence,
    }


def _merged(cluster: Cluster) -> list[dict[str, Any]]:
    """Lists the rules by which the explanations were merged, with the lowest score of each rule."""
    lowest: dict[str, float] = {}
    for verdict in cluster.merged:
        lowest[verdict.rule] = min(verdict.score, lowest.get(verdict.rule, 1.0))
    return [{"rule": rule, "score": round(score, 3)} for rule, score in sorted(lowest.items())]


def _superseded(clusters: Sequence[Cluster], scopes: Sequence[Scope]) -> set[int]:
    """Finds senses that the same issuer later replaced by another one and has not explained since."""
    found = set()
    for at, (cluster, scope) in enumerate(zip(clusters, scopes, strict=True)):
        last = max((row.facts.year or 0 for row in cluster.explanations), default=0)
        for other, other_scope in zip(clusters, scopes, strict=True):
            first = min((row.facts.year or 9999 for row in other.explanations), default=9999)
            if other is not cluster and scope.issuer and scope == other_scope and 0 < last < first < 9999:
                found.add(at)
    return found


def _common(values: Iterable[str]) -> str:
    counts = Counter(to_hans(value) for value in values if value)
    return min(counts, key=lambda value: (-counts[value], value), default="")


def find_member_rows(
    clusters: Sequence[Cluster], ids: Sequence[str], overrides: Overrides
) -> Iterable[tuple[str, int, int, str, str]]:
    """Yields the members of every sense: (sense id, group, position, text, key)."""
    for cluster, sense in zip(clusters, ids, strict=True):
        for at, group in enumerate(_best(cluster, overrides).groups):
            for position, member in enumerate(group.members):
                yield sense, at, position, member, term_key(member)
