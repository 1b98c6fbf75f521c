"""One article from everything that is filed under its key: the answer's body and the rows that index it. Pure."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from glossary.han import pinyin
from glossary.han.heads import HeadKind, parse_head
from glossary.han.keys import QUOTES, loose_key, term_key
from glossary.han.script import to_hans
from glossary.merge.curation import Pins
from glossary.merge.evidence import Evidence
from glossary.merge.forms import Form, find_forms
from glossary.merge.ladder import Core
from glossary.merge.overlap import fold
from glossary.merge.scopes import Scope, find_scope
from glossary.merge.senses import Close, Cluster, Senses, find_senses
from glossary.model import Group, MembersStatus

_UNQUOTED = str.maketrans(dict.fromkeys(QUOTES, ""))


@dataclass(frozen=True, slots=True)
class Article:
    """One article: ``body`` is the answer (members and near misses not linked yet), the rest are index rows.

    Attributes:
        attestations: (sense id or ``None``, source id, kind, start, end), by source and place.
        usage: (year, level, attestations, sources), by year and level.
        members: (sense id, group, position, text, key).
        review: (verdict, rule, score, left, right, message).
    """

    key: str
    id: str
    headword: str
    kind: str
    shape: str | None
    numerals: tuple[int | None, ...]
    body: dict[str, Any]
    forms: tuple[Form, ...]
    loose: frozenset[str]
    attestations: tuple[tuple[str | None, str, str, int, int], ...]
    usage: tuple[tuple[int | None, str | None, int, int], ...]
    members: tuple[tuple[str, int, int, str, str], ...]
    review: tuple[tuple[str, str, float, str, str, str], ...]
    sources: int
    years: tuple[int | None, int | None] = (None, None)


def find_term_id(key: str) -> str:
    """The id of the article with this key, the same on every machine and after every harvest.

    >>> find_term_id("三区三线")
    'tdb46f57c4d19'
    """
    return "t" + hashlib.sha256(key.encode()).hexdigest()[:12]


def write_article(key: str, evidence: Iterable[Evidence], pins: Pins | None = None) -> Article:
    """The article of ``key``; ``evidence`` is all that is filed under it, in any order, at least one row."""
    pins = pins or Pins()
    rows = sorted(evidence, key=lambda row: row.order)
    headword = pins.headword or find_headword(key, rows)
    head = parse_head(headword)
    shape = head.shape if head.kind != HeadKind.TERM else None
    senses = find_senses(rows, Core(key, shape, head.groups[0][1] if head.groups else ""), pins)
    ids = _sense_ids(key, senses.clusters)
    numerals = tuple(numeral for numeral, _ in head.groups)
    forms = find_forms(key, headword, rows, _senses_by_row(senses, ids), pins.rejected)
    years = sorted(row.facts.year for row in rows if row.facts.year)
    sources = {row.facts.source for row in rows}
    body = {
        "id": find_term_id(key),
        "headword": headword,
        "pinyin": _pinyin(headword),
        "kind": head.kind.value,
        "shape": shape,
        "numerals": list(numerals),
        "explained": bool(senses.clusters),
        "variants": [form.record() for form in forms if form.is_shown],
        "senses": _sense_records(senses.clusters, ids, pins),
        "attestations": len(_places(rows)),
        "sources": len(sources),
        "first": _dated(rows, latest=False),
        "last": _dated(rows, latest=True),
        "near": [],
    }
    return Article(
        key,
        find_term_id(key),
        headword,
        head.kind.value,
        shape,
        numerals,
        body,
        forms,
        frozenset({loose_key(key), loose_key(headword)}),
        _attestations(senses, ids),
        _usage(rows),
        tuple(_member_rows(senses.clusters, ids, pins)),
        tuple(_review(close) for close in senses.close),
        len(sources),
        (years[0], years[-1]) if years else (None, None),
    )


def _pinyin(headword: str) -> dict[str, str]:
    reading = pinyin.read(headword)
    return {
        "marks": reading.marks,
        "numbers": reading.numbers,
        "zhuyin": reading.zhuyin,
        "plain": reading.plain,
        "initials": reading.initials,
    }


def find_headword(key: str, rows: Sequence[Evidence]) -> str:
    """The simplified form to file under: as the explanations print it, else as most sources do."""
    counts = Counter(
        (to_hans(row.core).translate(_UNQUOTED)) for row in rows if row.core_key == key and (row.definition or row.core)
    )
    if not counts:
        return key
    explained = {to_hans(row.core).translate(_UNQUOTED) for row in rows if row.definition and row.core_key == key}
    return min(counts, key=lambda form: (form not in explained, -counts[form], len(form), form))


def _sense_ids(key: str, clusters: Sequence[Cluster]) -> list[str]:
    """An id for each sense, from the wording that was printed first: later sources do not change it."""
    term, ids = find_term_id(key), []
    for cluster in clusters:
        first = min(cluster.explanations, key=lambda row: (row.facts.year or 9999, row.facts.source, row.start))
        digest = hashlib.sha256(f"{first.facts.source}/{fold(first.definition or '')}".encode()).hexdigest()[:8]
        ids.append(f"{term}.{digest}")
    return [f"{each}{'' if ids.index(each) == at else f'-{at}'}" for at, each in enumerate(ids)]


def _senses_by_row(senses: Senses, ids: Sequence[str]) -> dict[Evidence, str | None]:
    found: dict[Evidence, str | None] = dict.fromkeys(senses.unresolved)
    for cluster, sense in zip(senses.clusters, ids, strict=True):
        found.update(dict.fromkeys((*cluster.explanations, *cluster.mentions), sense))
    return found


def _sense_records(clusters: Sequence[Cluster], ids: Sequence[str], pins: Pins) -> list[dict[str, Any]]:
    scopes = [find_scope(cluster) for cluster in clusters]
    superseded = _superseded(clusters, scopes)
    return [
        _sense_record(cluster, sense, scope, _best(cluster, pins), is_superseded=at in superseded)
        for at, (cluster, sense, scope) in enumerate(zip(clusters, ids, scopes, strict=True))
    ]


def _sense_record(cluster: Cluster, sense: str, scope: Scope, best: Evidence, *, is_superseded: bool) -> dict[str, Any]:
    rows = (*cluster.explanations, *cluster.mentions)
    years = sorted(row.facts.year for row in rows if row.facts.year)
    status = "superseded" if is_superseded else "disputed" if cluster.is_disputed else "primary"
    return {
        "id": sense,
        "definition": best.definition,
        "definitions": _definition_records(cluster),
        "groups": [_group_record(group) for group in best.groups],
        "status": status,
        "qualifier": _common(row.qualifier for row in cluster.explanations),
        "tail": _common(row.tail for row in cluster.explanations),
        "scope": scope.record(),
        "years": {"first": years[0] if years else None, "last": years[-1] if years else None},
        "merged": _merged(cluster),
    }


def _best(cluster: Cluster, pins: Pins) -> Evidence:
    """The explanation to show first: what a curator chose, else the most official one whose members are complete."""
    chosen = [row for row in cluster.explanations if fold(row.definition or "") in pins.first]
    if chosen:
        return min(chosen, key=lambda row: row.order)
    complete = [row for row in cluster.explanations if row.status == MembersStatus.COMPLETE and row.members]
    entries = [row for row in complete or cluster.explanations if row.kind == "entry"]
    return min(entries or complete or cluster.explanations, key=lambda row: row.order)


def _definition_records(cluster: Cluster) -> list[dict[str, Any]]:
    """The distinct wordings, official first; further sources of the same wording are its supports."""
    wordings: dict[str, list[Evidence]] = {}
    for row in sorted(cluster.explanations, key=lambda row: row.order):
        wordings.setdefault(fold(row.definition or ""), []).append(row)
    return [_definition_record(rows) for rows in wordings.values()]


def _definition_record(rows: Sequence[Evidence]) -> dict[str, Any]:
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
        "year": facts.year,
        "issuer": facts.issuer,
        "level": facts.level,
        "rule": first.rule,
        "supports": sorted({row.facts.source for row in rows} - {facts.source}),
    }


def _group_record(group: Group) -> dict[str, Any]:
    return {
        "numeral": group.numeral,
        "shared": group.shared,
        "members": [{"text": member, "term": None} for member in group.members],
        "status": group.status.value,
    }


def _merged(cluster: Cluster) -> list[dict[str, Any]]:
    """On which rungs the explanations joined, the lowest score of each rung."""
    lowest: dict[str, float] = {}
    for verdict in cluster.merged:
        lowest[verdict.rule] = min(verdict.score, lowest.get(verdict.rule, 1.0))
    return [{"rule": rule, "score": round(score, 3)} for rule, score in sorted(lowest.items())]


def _superseded(clusters: Sequence[Cluster], scopes: Sequence[Scope]) -> set[int]:
    """Senses that the same issuer later gave up for another one, with no wording of the old one since."""
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


def _places(rows: Iterable[Evidence]) -> set[tuple[str, int]]:
    return {(row.facts.source, row.head_start) for row in rows}


def _attestations(senses: Senses, ids: Sequence[str]) -> tuple[tuple[str | None, str, str, int, int], ...]:
    """Each place once: an entry before a gloss before a mention."""
    found: dict[tuple[str, int], tuple[str | None, str, str, int, int]] = {}
    for row, sense in sorted(_senses_by_row(senses, ids).items(), key=lambda pair: pair[0].order):
        place = (row.facts.source, row.head_start)
        found.setdefault(place, (sense, row.facts.source, row.kind, row.head_start, row.head_end))
    return tuple(sorted(found.values(), key=lambda row: (row[1], row[3], row[4])))


def _usage(rows: Sequence[Evidence]) -> tuple[tuple[int | None, str | None, int, int], ...]:
    places: dict[tuple[int | None, str | None], set[tuple[str, int]]] = {}
    for row in rows:
        places.setdefault((row.facts.year, row.facts.level), set()).add((row.facts.source, row.head_start))
    usage = [(year, level, len(found), len({source for source, _ in found})) for (year, level), found in places.items()]
    return tuple(sorted(usage, key=lambda row: (row[0] or 0, row[1] or "")))


def _dated(rows: Sequence[Evidence], *, latest: bool) -> dict[str, Any] | None:
    dated = sorted({(row.facts.year, row.facts.source) for row in rows if row.facts.year})
    if not dated:
        return None
    edge = dated[-1][0] if latest else dated[0][0]
    year, source = min(each for each in dated if each[0] == edge)
    return {"year": year, "source": source}


def _member_rows(
    clusters: Sequence[Cluster], ids: Sequence[str], pins: Pins
) -> Iterable[tuple[str, int, int, str, str]]:
    for cluster, sense in zip(clusters, ids, strict=True):
        for at, group in enumerate(_best(cluster, pins).groups):
            for position, member in enumerate(group.members):
                yield sense, at, position, member, term_key(member)


def _review(close: Close) -> tuple[str, str, float, str, str, str]:
    verdict = close.verdict
    left, right = (f"{row.facts.source}:{row.start}-{row.end}" for row in (close.left, close.right))
    merged = "merged" if verdict.same else "split"
    message = (
        f"{close.left.head}：{_short(close.left.definition)} ⟷ {close.right.head}：{_short(close.right.definition)}"
    )
    return merged, verdict.rule, round(verdict.score, 3), left, right, message


def _short(definition: str | None, most: int = 60) -> str:
    text = " ".join((definition or "").split())
    return text if len(text) <= most else text[: most - 1] + "…"
