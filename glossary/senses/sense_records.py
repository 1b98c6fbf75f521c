"""Builds the sense records of an article with the confidence of each wording, and its member index rows. Pure."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from glossary.chinese.normalize import term_key
from glossary.chinese.script import to_hans
from glossary.model import Group, MembersStatus
from glossary.rule_quality import expected_precision
from glossary.senses.clusters import Cluster
from glossary.senses.definition_quality import Quality, find_doubts, rate_evidence
from glossary.senses.evidence import Evidence
from glossary.senses.overrides import Overrides
from glossary.senses.scopes import Scope, find_scope, list_issuers
from glossary.senses.similarity import fold

_BY_MEMBERS = {MembersStatus.CONFLICTING: 0.85, MembersStatus.PARTIAL: 0.93}
"""Factors on the confidence for members that disagree with the numeral."""
_BY_WORDING = {
    Quality.NONE: 0.1,
    Quality.REMARK: 0.4,
    Quality.FRAGMENT: 0.95,
    Quality.PLAIN: 0.98,
    Quality.DEFINING: 1.0,
}
_UNCERTAINTY_PER_SOURCE = 0.7
"""Factor on the remaining uncertainty for each further source that agrees."""
_MAX_CONFIDENCE = 0.99


def find_confidence(row: Evidence, sources: int) -> float:
    """Returns the confidence of one wording: 0 to 0.99, rounded to two decimals.

    Args:
        row: The explanation.
        sources: How many sources explain the sense it belongs to.
    """
    confidence = expected_precision(row.kind, row.rule) * _BY_WORDING[rate_evidence(row)] * _of_members(row)
    doubt = (1 - confidence) * _UNCERTAINTY_PER_SOURCE ** (sources - 1) if confidence > 0.5 else 1 - confidence
    return round(min(1 - doubt, _MAX_CONFIDENCE), 2)


def _of_members(row: Evidence) -> float:
    """Returns a factor from the count check and from the extractor's confidence in each group, if it gave any."""
    stated = [getattr(group, "confidence", None) for group in row.groups]
    lowest = min((each for each in stated if each is not None), default=1.0)
    return _BY_MEMBERS.get(row.status, 1.0) * lowest


_MAX_MEMBER_LENGTH = 8
"""A member longer than this many characters is a sentence, not a fuller form."""
_MAX_COUNTED_SOURCES = 3
"""Sources beyond this number do not make a wording better."""


def find_sense_ids(term: str, clusters: Sequence[Cluster]) -> list[str]:
    """Returns an id for each sense, from the wording that was printed first, so later sources do not change it."""
    ids = []
    for cluster in clusters:
        first = min(cluster.explanations, key=lambda row: (row.facts.year or 9999, row.facts.source, row.start))
        digest = hashlib.sha256(f"{first.facts.source}/{fold(first.definition or '')}".encode()).hexdigest()[:8]
        ids.append(f"{term}.{digest}")
    return [f"{each}{'' if ids.index(each) == at else f'-{at}'}" for at, each in enumerate(ids)]


def write_senses(clusters: Sequence[Cluster], ids: Sequence[str], overrides: Overrides) -> list[dict[str, Any]]:
    """Returns the sense records of an article, in the order of ``clusters``."""
    scopes = [find_scope(cluster) for cluster in clusters]
    superseded = _superseded(clusters, scopes)
    return [
        _sense_record(cluster, sense, scope, _best(cluster, overrides), is_superseded=at in superseded)
        | _doubts(_best(cluster, overrides), overrides)
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
        "confidence": find_confidence(best, sum(each["sources"] for each in issuers)),
        "qualifier": _common(row.qualifier for row in cluster.explanations),
        "tail": _common(row.tail for row in cluster.explanations),
        "scope": scope.record(),
        "issuers": issuers,
        "explained_years": _explained_years(issuers),
        "years": {"first": years[0] if years else None, "last": years[-1] if years else None},
        "merged": _merged(cluster),
    }


def _doubts(best: Evidence, overrides: Overrides) -> dict[str, list[str]]:
    """Returns the findings against the displayed wording; empty if an editor preferred it."""
    return {"doubts": [] if fold(best.definition or "") in overrides.first else find_doubts(best)}


def _explained_years(issuers: Sequence[dict[str, Any]]) -> dict[str, int | None]:
    """Returns the first and the last year in which a source explains the sense."""
    years = [year for each in issuers for year in (each["first"], each["last"]) if year]
    return {"first": min(years, default=None), "last": max(years, default=None)}


def _best(cluster: Cluster, overrides: Overrides) -> Evidence:
    """Returns the explanation to show first: the one preferred by an editor, else the best definition.

    The criteria, in this order: a wording that defines; an entry of a printed glossary; members that agree with the
    numerals; a wording that does not refer to its own place and year; members in their full forms; the wording that
    most sources print; the higher level of government; the older source.
    """
    chosen = [row for row in cluster.explanations if fold(row.definition or "") in overrides.first]
    if chosen:
        return min(chosen, key=lambda row: row.order)
    printed = Counter(fold(row.definition or "") for row in cluster.explanations)
    return min(cluster.explanations, key=lambda row: _preference(row, printed))


def _preference(row: Evidence, printed: Counter[str]) -> tuple[object, ...]:
    """Sort key: the explanation to show first comes first."""
    quality = rate_evidence(row)
    is_complete = bool(row.members) and row.status is MembersStatus.COMPLETE
    return (
        quality <= Quality.REMARK,
        row.kind != "entry",
        not is_complete,
        -quality,
        -min(printed[fold(row.definition or "")], _MAX_COUNTED_SOURCES),
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
        wordings.setdefault(fold(row.definition or ""), []).append(row)
    sources = len({row.facts.source for row in cluster.explanations})
    return [_definition_record(rows, sources) for rows in wordings.values()]


def _definition_record(rows: Sequence[Evidence], sources: int) -> dict[str, Any]:
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
        "confidence": find_confidence(first, sources),
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
