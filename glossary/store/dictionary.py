"""The dictionary floor: which articles a change of evidence touches, and writing them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlite_utils import Database

from glossary.merge.articles import Article, Curation, write_article
from glossary.merge.evidence import Evidence, Facts
from glossary.merge.filing import Filing, find_family, plan_filing
from glossary.store import articles, links
from glossary.store.evidence import as_json, chunks, load_evidence, load_facts


@dataclass(slots=True)
class Change:
    """What a refresh did to the dictionary, by key."""

    new: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    vanished: set[str] = field(default_factory=set)
    moved: set[str] = field(default_factory=set)
    untouched: int = 0

    @property
    def rewritten(self) -> int:
        """How many articles were written or removed."""
        return len(self.new) + len(self.changed) + len(self.vanished)


def refresh(db: Database, dirty: Iterable[str]) -> Change:
    """Bring up to date every article that evidence with these keys can have changed, in the caller's transaction."""
    facts = load_facts(db)
    change = Change()
    for keys in chunks(sorted(dirty), 2000):
        affected = _refile(db, set(keys), facts, change)
        for targets in chunks(sorted(affected)):
            _rewrite(db, targets, facts, change)
    links.relink(db, change.new | change.changed, change.moved)
    return change


def _refile(db: Database, dirty: set[str], facts: dict[int, Facts], change: Change) -> set[str]:
    """File the families of ``dirty`` anew; gives the articles whose evidence is not what it was."""
    families = {find_family(key) for key in dirty}
    before = _filings(db, families)
    alive = _alive(db, dirty | set(before))
    plans = _plan(db, alive, facts)
    affected = {plans[key].target for key in dirty & alive} | {before[key].target for key in dirty & set(before)}
    for key in set(before) | alive:
        old, new = before.get(key), plans.get(key)
        if old != new:
            affected |= {each.target for each in (old, new) if each}
            change.moved.add(key)
            _write_filing(db, key, new)
    return affected


def _filings(db: Database, families: set[str]) -> dict[str, Filing]:
    rows = db.execute(
        "SELECT key, target, rule FROM filing WHERE family IN (SELECT value FROM json_each(?))", [as_json(families)]
    )
    return {row[0]: Filing(*row) for row in rows}


def _alive(db: Database, keys: set[str]) -> set[str]:
    """Those keys that have evidence."""
    rows = db.execute(
        "SELECT DISTINCT core_key FROM evidence WHERE core_key IN (SELECT value FROM json_each(?))", [as_json(keys)]
    )
    return {row[0] for row in rows}


def _plan(db: Database, alive: set[str], facts: dict[int, Facts]) -> dict[str, Filing]:
    families: dict[str, set[str]] = defaultdict(set)
    for key in alive:
        families[find_family(key)].add(key)
    crowded = {key for keys in families.values() if len(keys) > 1 for key in keys}
    explained = defaultdict(list)
    for row in load_evidence(db, sorted(crowded), facts, explaining=True):
        explained[find_family(row.core_key)].append(row)
    plans: dict[str, Filing] = {}
    for family, keys in families.items():
        plans |= plan_filing(keys, explained[family])
    return plans


def _write_filing(db: Database, key: str, filing: Filing | None) -> None:
    if filing is None:
        db.execute("DELETE FROM filing WHERE key = ?", [key])
        return
    db.execute(
        "INSERT OR REPLACE INTO filing (key, family, target, rule) VALUES (?, ?, ?, ?)",
        [key, find_family(key), filing.target, filing.rule],
    )


def _rewrite(db: Database, targets: list[str], facts: dict[int, Facts], change: Change) -> None:
    rows = db.execute(
        "SELECT key, target FROM filing WHERE target IN (SELECT value FROM json_each(?))", [as_json(targets)]
    )
    filed: dict[str, str] = dict(rows.fetchall())
    evidence: dict[str, list[Evidence]] = defaultdict(list)
    for row in load_evidence(db, sorted(filed), facts):
        evidence[filed[row.core_key]].append(row)
    numbers = {facts_.source: number for number, facts_ in facts.items()}
    for key in targets:
        article = write_article(key, evidence[key], Curation()) if evidence[key] else None
        _put(db, key, article, numbers, change)


def _put(db: Database, key: str, article: Article | None, numbers: dict[str, int], change: Change) -> None:
    stored = articles.find(db, key)
    if article is None:
        if stored:
            articles.remove(db, key)
            change.vanished.add(key)
        return
    draft = articles.find_draft(article)
    if stored and stored.draft == draft:
        change.untouched += 1
        return
    articles.write(db, article, draft, numbers)
    (change.changed if stored else change.new).add(key)
