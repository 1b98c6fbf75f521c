"""Builds one article from the evidence for its key: the response body and its index rows. Pure.

A slogan whose members changed over time is split into editions: 四个全面 had another first member before October 2020.
The same-sense rules merge two lists that differ in one member, and mostly they are two wordings of one sense. They are
two editions if one list follows the other in time, all members but one are equal word for word, and the member that
was exchanged is not a paraphrase.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from glossary.chinese import pinyin
from glossary.chinese.headword import Headword, HeadwordKind, parse_headword
from glossary.chinese.normalize import NO_QUOTES, digit_key, plain_form
from glossary.chinese.script import to_hans
from glossary.chinese.word_lists import simplified
from glossary.model import MembersStatus
from glossary.senses.clusters import BorderlineCase, Cluster, Senses, find_senses
from glossary.senses.evidence import Evidence, SourceFacts
from glossary.senses.overrides import Overrides
from glossary.senses.same_sense import Core
from glossary.senses.sense_records import find_member_rows, find_sense_ids, write_senses
from glossary.senses.similarity import share_characters, wording_key
from glossary.senses.surface_forms import SurfaceForm, find_forms

_MIN_MEMBERS = 3
_MIN_SOURCES = 3
"""Sources of both editions together."""
_MIN_SHARE_OF_LISTS = 0.75
"""Share of all lists that the two editions must make up: a slogan is quoted word for word, a description is not."""
_PARAPHRASE_SHARE = 0.8
"""Share of common characters from which an exchanged member counts as a paraphrase."""

Members = tuple[str, ...]


def split_editions(clusters: Sequence[Cluster], overrides: Overrides) -> list[Cluster]:
    """Returns the clusters with each slogan that changed over time split in two: the newer edition, then the older.

    Args:
        clusters: The clusters of one article, mentions included.
        overrides: Editorial decisions; a cluster is not split if an editor marked two of its wordings as the same.
    """
    return [edition for cluster in clusters for edition in _split(cluster, overrides)]


def _split(cluster: Cluster, overrides: Overrides) -> Iterator[Cluster]:
    if any(pair <= {wording_key(row.definition or "") for row in cluster.explanations} for pair in overrides.same):
        yield cluster
        return
    lists: dict[Members, list[Evidence]] = {}
    for row in cluster.explanations:
        if row.status is MembersStatus.COMPLETE and len(row.members) >= _MIN_MEMBERS:
            lists.setdefault(tuple(map(wording_key, row.members)), []).append(row)
    listed = sum(map(len, lists.values()))
    for old, new in _pairs(lists):
        border = _first_year(lists[new])
        if border and (len(lists[old]) + len(lists[new])) >= _MIN_SHARE_OF_LISTS * listed:
            yield from _split_at(cluster, lists[new], border)
            return
    yield cluster


def _pairs(lists: dict[Members, list[Evidence]]) -> Iterator[tuple[Members, Members]]:
    """Yields pairs of an older and a newer edition, the most explained ones first."""
    ordered = sorted(lists, key=lambda members: (-len(lists[members]), members))
    for at, one in enumerate(ordered):
        for other in ordered[at + 1 :]:
            old, new = sorted((one, other), key=lambda members: _first_year(lists[members]) or 0)
            if _are_editions(old, new) and _follow(lists[old], lists[new]):
                yield old, new


def _are_editions(old: Members, new: Members) -> bool:
    """Whether two lists differ in one member at one position, and that member is not a paraphrase."""
    if len(old) != len(new):
        return False
    changed = [(one, other) for one, other in zip(old, new, strict=True) if one != other]
    return len(changed) == 1 and share_characters(*changed[0]) < _PARAPHRASE_SHARE


def _follow(old: Sequence[Evidence], new: Sequence[Evidence]) -> bool:
    """Whether the newer list was first printed after the older one was last printed."""
    last = max((row.facts.year for row in old if row.facts.year), default=None)
    first = _first_year(new)
    sources = {row.facts.source for row in (*old, *new)}
    return last is not None and first is not None and last < first and len(sources) >= _MIN_SOURCES


def _first_year(rows: Sequence[Evidence]) -> int | None:
    return min((row.facts.year for row in rows if row.facts.year), default=None)


def _split_at(cluster: Cluster, newest: Sequence[Evidence], border: int) -> Iterator[Cluster]:
    """Splits the cluster: explanations and mentions since the newer edition was printed, and those before."""
    newer = [row for row in cluster.explanations if row in newest or (row.facts.year or 0) >= border]
    older = [row for row in cluster.explanations if row not in newer]
    for rows, others, is_new in ((newer, older, True), (older, newer, False)):
        mentions = [row for row in cluster.mentions if ((row.facts.year or 0) >= border) is is_new]
        rest = [row for row in cluster.mentions if row not in mentions]
        yield Cluster(rows, list(cluster.merged), mentions, [*others, *rest])


_MEASURE = re.compile(f"^{simplified('measure_words', 'headword-before-quotes')}")
_MIN_SPECIFIC_LENGTH = 4
"""A label with this many characters after the measure word names one thing: 区分开来, 农村路."""
_MIN_PROVINCES = 3
_COUNTS = frozenset(("N大X", "N项X", "N类X", "N条X"))
_PROGRAMME = re.compile(f"{simplified('class_nouns', 'programme-name')}$")
"""Names of programmes that each government gives its own meaning: 文化惠民工程 differs from province to province."""


def find_reach(facts: Iterable[SourceFacts]) -> dict[str, int]:
    """Counts the provinces in which a term is used, and the national sources that use it."""
    used = set(facts)
    return {
        "provinces": len({each.place[0] for each in used} - {None}),
        "national": len({each.source for each in used if each.level == "national"}),
    }


def is_issuer_specific(headword: str, head: Headword, reach: dict[str, int], *, is_nationwide: bool) -> bool:
    """Whether the meaning of a headword depends on its issuer.

    This holds for numeral slogans (三大板块, 1+4, 一河两岸, 五区) and for names of programmes. The exception is a
    slogan that several provinces use and whose counted part is long enough to name one thing (三个区分开来,
    四好农村路). A count of ordinary things (十大产业集群, 五大专项行动) must also be used by the central government or
    have a nationwide meaning: that three provinces have ten such things each does not make them the same.

    Args:
        headword: The headword of the article.
        head: The parsed headword.
        reach: The result of ``find_reach``.
        is_nationwide: Whether any of its senses is nationwide.
    """
    if head.kind is HeadwordKind.NUMERAL_SLOGAN:
        shared = [_MEASURE.sub("", part) for _, part in head.groups]
        is_one_thing = bool(shared) and len(max(shared, key=len)) >= _MIN_SPECIFIC_LENGTH
        if head.shape in _COUNTS and not (is_nationwide or reach["national"]):
            return True
        return not (is_one_thing and reach["provinces"] >= _MIN_PROVINCES)
    return head.kind is HeadwordKind.TERM and bool(_PROGRAMME.search(headword))


@dataclass(frozen=True, slots=True)
class Article:
    """One article: the parts of the response body, and the rows that index it.

    Attributes:
        senses: The sense records of the response.
        attestations: (sense id or ``None``, source id, kind, start, end), sorted by source and offset.
        usage: (year, level, attestations, sources), sorted by year and level.
        members: (sense id, group, position, text, key).
        review: (verdict, rule, score, left, right, message).
        years: The first and the last year of use.
        dated: The first and the last use, with the source.
        is_issuer_specific: Whether each government gives the label its own meaning (:func:`is_issuer_specific`).
        reach: How widely the term is used: the number of provinces, and of sources of the central government.
    """

    key: str
    id: str
    headword: str
    kind: str
    shape: str | None
    numerals: tuple[int | None, ...]
    forms: tuple[SurfaceForm, ...]
    digit_keys: frozenset[str]
    senses: tuple[dict[str, Any], ...]
    attestations: tuple[tuple[str | None, str, str, int, int], ...]
    usage: tuple[tuple[int | None, str | None, int, int], ...]
    members: tuple[tuple[str, int, int, str, str], ...]
    review: tuple[tuple[str, str, float, str, str, str], ...]
    sources: int
    years: tuple[int | None, int | None]
    dated: tuple[dict[str, Any] | None, dict[str, Any] | None]
    is_issuer_specific: bool
    reach: dict[str, int]

    @property
    def body(self) -> dict[str, Any]:
        """The response body (docs/model.md), before members and similar terms are linked."""
        return {
            "id": self.id,
            "headword": self.headword,
            "pinyin": _pinyin(self.headword),
            "kind": self.kind,
            "shape": self.shape,
            "numerals": list(self.numerals),
            "explained": bool(self.senses),
            "issuer_specific": self.is_issuer_specific,
            "reach": self.reach,
            "variants": [form.record() for form in self.forms if form.is_shown],
            "senses": list(self.senses),
            "attestations": len(self.attestations),
            "sources": self.sources,
            "first": self.dated[0],
            "last": self.dated[1],
            "near": [],
        }


def find_term_id(key: str) -> str:
    """Returns the id of the article with this key. It is the same on every machine and after every ingest.

    >>> find_term_id("三区三线")
    'tdb46f57c4d19'
    """
    return "t" + hashlib.sha256(key.encode()).hexdigest()[:12]


def write_article(key: str, evidence: Iterable[Evidence], overrides: Overrides | None = None) -> Article:
    """Builds the article of ``key`` from all evidence filed under it: at least one row, in any order."""
    overrides = overrides or Overrides()
    rows = sorted(evidence, key=lambda row: row.order)
    headword = overrides.headword or find_headword(key, rows)
    head = parse_headword(headword)
    shape = head.shape if head.kind != HeadwordKind.TERM else None
    senses = find_senses(rows, Core(key, shape, head.groups[0][1] if head.groups else ""), overrides)
    senses = replace(senses, clusters=tuple(split_editions(senses.clusters, overrides)))
    ids = find_sense_ids(find_term_id(key), senses.clusters)
    forms = find_forms(key, headword, rows, _senses_by_row(senses, ids), overrides.rejected)
    years = sorted(row.facts.year for row in rows if row.facts.year)
    reach = find_reach(row.facts for row in rows)
    records = tuple(write_senses(senses.clusters, ids, overrides))
    is_nationwide = any(record["scope"]["level"] == "national" for record in records)
    return Article(
        key,
        find_term_id(key),
        headword,
        head.kind.value,
        shape,
        tuple(numeral for numeral, _ in head.groups),
        forms,
        frozenset({digit_key(key), digit_key(headword)}),
        records,
        _attestations(senses, ids),
        _usage(rows),
        tuple(find_member_rows(senses.clusters, ids, overrides)),
        tuple(_review(close) for close in senses.close),
        len({row.facts.source for row in rows}),
        (years[0] if years else None, years[-1] if years else None),
        (_dated(rows, latest=False), _dated(rows, latest=True)),
        is_issuer_specific(headword, head, reach, is_nationwide=is_nationwide),
        reach,
    )


@lru_cache(maxsize=4096)
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
    """Returns the simplified headword: the form printed by the explanations, else by most sources."""
    counts = Counter(_simplify(row.core) for row in rows if row.core_key == key and (row.definition or row.core))
    if not counts:
        return key
    explained = {_simplify(row.core) for row in rows if row.definition and row.core_key == key}
    return min(counts, key=lambda form: (form not in explained, -counts[form], len(form), form))


@lru_cache(maxsize=4096)
def _simplify(core: str) -> str:
    return to_hans(plain_form(core)).translate(NO_QUOTES)


def _senses_by_row(senses: Senses, ids: Sequence[str]) -> dict[Evidence, str | None]:
    found: dict[Evidence, str | None] = dict.fromkeys(senses.unresolved)
    for cluster, sense in zip(senses.clusters, ids, strict=True):
        found.update(dict.fromkeys((*cluster.explanations, *cluster.mentions), sense))
    return found


def _attestations(senses: Senses, ids: Sequence[str]) -> tuple[tuple[str | None, str, str, int, int], ...]:
    """Lists each place once; an entry wins over an inline definition, which wins over a mention."""
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


def _review(close: BorderlineCase) -> tuple[str, str, float, str, str, str]:
    verdict = close.verdict
    left, right = (f"{row.facts.source}:{row.start}-{row.end}" for row in (close.left, close.right))
    merged = "merged" if verdict.same else "split"
    message = (
        f"{close.left.head}：{_short(close.left.definition)} ⟷ {close.right.head}：{_short(close.right.definition)}"
    )
    return merged, verdict.rule, round(verdict.score, 3), left, right, message


def _short(definition: str | None, max_length: int = 60) -> str:
    text = " ".join((definition or "").split())
    return text if len(text) <= max_length else text[: max_length - 1] + "…"
