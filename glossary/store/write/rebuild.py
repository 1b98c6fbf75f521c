"""Incremental rebuild of the dictionary: finds the articles affected by changed evidence, and writes them.

Also migrates stored keys after a change of the normalization or of the script converter.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from glossary.chinese.normalize import term_key
from glossary.senses.canonical_keys import KeyAssignment, assign_keys, skeleton_key
from glossary.senses.evidence import SourceFacts
from glossary.senses.overrides import Decisions, apply_decisions, find_place
from glossary.store.database import as_json, chunks
from glossary.store.search import index
from glossary.store.write import article_rows
from glossary.store.write.article_building import BuildJob, BuildResult, BuiltArticle, MapJobs, build_articles, map_here
from glossary.store.write.evidence_rows import load_decisions, load_evidence, load_evidence_rows, load_facts
from glossary.store.write.staging import EVIDENCE_COLUMNS

if TYPE_CHECKING:  # workers do not need the library
    from sqlite_utils import Database

_KEYS_AT_ONCE = 500
"""Keys that are assigned to articles at a time: few enough that the first articles are soon being built."""
_ARTICLES_PER_JOB, _ROWS_PER_JOB = 250, 2_500
"""Most articles, and rows of evidence, per job: a few tenths of a second of work and a few megabytes."""
_CORE_KEY = EVIDENCE_COLUMNS.index("core_key")

OnProgress = Callable[[int, int], None]
"""Called with the number of finished items, and of all items."""


@dataclass(slots=True)
class DictionaryChanges:
    """The changes of a rebuild, as sets of keys.

    Attributes:
        new: Articles that were added.
        changed: Articles with changed content.
        vanished: Articles that were removed because they have no evidence any more.
        moved: Keys with a new, changed or removed assignment.
        renamed: Articles with another headword.
        blocks: Blocking keys that an article got or lost.
        orphaned: Articles that had a removed article as similar term.
        relinked: Other articles, of which only the links changed.
        looked_at: Articles that were rebuilt, whether or not their content changed.
    """

    new: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    vanished: set[str] = field(default_factory=set)
    moved: set[str] = field(default_factory=set)
    renamed: set[str] = field(default_factory=set)
    blocks: set[str] = field(default_factory=set)
    orphaned: set[str] = field(default_factory=set)
    relinked: set[str] = field(default_factory=set)
    looked_at: set[str] = field(default_factory=set)

    @property
    def untouched(self) -> int:
        """How many articles were rebuilt without a change."""
        return len(self.looked_at - self.new - self.changed - self.vanished)

    @property
    def rewritten(self) -> int:
        """How many articles were written or removed."""
        return sum(map(len, (self.new, self.changed, self.vanished, self.relinked)))


def rebuild_changed(
    db: "Database", dirty: Iterable[str], *, map_jobs: MapJobs = map_here, on_progress: OnProgress | None = None
) -> DictionaryChanges:
    """Update every article that changed evidence with these keys may affect, in the caller's transaction.

    Args:
        db: The store, within a transaction.
        dirty: The keys of changed evidence.
        map_jobs: Runs the jobs that build articles; the default runs them in this process.
        on_progress: Called with the number of finished keys, and of all keys.
    """
    work = _Work(db, load_facts(db), load_decisions(db), DictionaryChanges())
    ordered = sorted(dirty, key=lambda key: (skeleton_key(key), key))
    report = on_progress or (lambda _done, _total: None)
    for result in map_jobs(build_articles, work.jobs(ordered, report)):
        work.put(result)
    change = work.change
    written = change.new | change.changed
    near = article_rows.refresh_similar_terms(db, change.blocks)
    article_rows.redirect(db, change.moved, change.new)
    change.relinked = (
        article_rows.resolve_links(
            db, written, near | change.orphaned, change.moved | change.new | change.vanished, change.renamed
        )
        - written
    )
    index.optimize_index(db.conn, len(written) + len(change.vanished))
    return change


@dataclass(frozen=True, slots=True)
class _Work:
    """The state of one rebuild."""

    db: "Database"
    facts: dict[int, SourceFacts]
    decisions: Decisions
    change: DictionaryChanges

    def refile(self, dirty: set[str]) -> set[str]:
        """Assign the keys of the families of ``dirty`` again; returns the articles whose evidence changed."""
        families = {skeleton_key(other) for key in dirty for other in self.decisions.connected(key)}
        before = self._assignments(families)
        families |= {skeleton_key(other) for key in before for other in self.decisions.connected(key)}
        before = self._assignments(families)
        alive = self._alive(dirty | set(before))
        plans = apply_decisions(self._plan(alive), self.decisions)
        affected = {plans[key].target for key in dirty & alive} | {before[key].target for key in dirty & set(before)}
        for key in set(before) | alive:
            old, new = before.get(key), plans.get(key)
            if old != new:
                affected |= {each.target for each in (old, new) if each}
                self.change.moved.add(key)
                self._write_assignment(key, new)
        return affected

    def jobs(self, dirty: list[str], report: OnProgress) -> Iterator[BuildJob]:
        """Yields the jobs for these keys; updates their key assignments first."""
        done = 0
        for keys in chunks(dirty, _KEYS_AT_ONCE):
            yield from map(self._job, self._share_out(sorted(self.refile(set(keys)))))
            done += len(keys)
            report(done, len(dirty))

    def _share_out(self, targets: list[str]) -> Iterator[list[str]]:
        """Yields the keys of one job after the other, few enough that a job's evidence stays small."""
        rows = self.db.execute(
            "SELECT filing.target, count(*) FROM filing JOIN evidence ON evidence.core_key = filing.key "
            "WHERE filing.target IN (SELECT value FROM json_each(?)) GROUP BY filing.target",
            [as_json(targets)],
        )
        counts: dict[str, int] = dict(rows.fetchall())
        job: list[str] = []
        size = 0
        for target in targets:
            if job and (len(job) >= _ARTICLES_PER_JOB or size + counts.get(target, 0) > _ROWS_PER_JOB):
                yield job
                job, size = [], 0
            job.append(target)
            size += counts.get(target, 0)
        if job:
            yield job

    def _job(self, targets: list[str]) -> BuildJob:
        """Returns the job with the evidence of the articles with these keys."""
        rows = self.db.execute(
            "SELECT key, target FROM filing WHERE target IN (SELECT value FROM json_each(?))", [as_json(targets)]
        )
        target_of: dict[str, str] = dict(rows.fetchall())
        evidence: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        for row in load_evidence_rows(self.db, sorted(target_of)):
            evidence[target_of[row[1 + _CORE_KEY]]].append(row)
        facts = {row[0]: self.facts[row[0]] for rows in evidence.values() for row in rows}
        return BuildJob(tuple(targets), dict(evidence), facts, self.decisions)

    def _assignments(self, families: set[str]) -> dict[str, KeyAssignment]:
        rows = self.db.execute(
            "SELECT key, target, rule FROM filing WHERE family IN (SELECT value FROM json_each(?))",
            [as_json(families)],
        )
        return {row[0]: KeyAssignment(*row) for row in rows}

    def _alive(self, keys: set[str]) -> set[str]:
        """Returns the keys that have evidence."""
        rows = self.db.execute(
            "SELECT DISTINCT core_key FROM evidence WHERE core_key IN (SELECT value FROM json_each(?))",
            [as_json(keys)],
        )
        return {row[0] for row in rows}

    def _plan(self, alive: set[str]) -> dict[str, KeyAssignment]:
        families: dict[str, set[str]] = defaultdict(set)
        for key in alive:
            families[skeleton_key(key)].add(key)
        crowded = {key for keys in families.values() if len(keys) > 1 for key in keys}
        explained = defaultdict(list)
        for row in load_evidence(self.db, sorted(crowded), self.facts, explaining=True):
            explained[skeleton_key(row.core_key)].append(row)
        plans: dict[str, KeyAssignment] = {}
        for family, keys in families.items():
            plans |= assign_keys(keys, explained[family], self.decisions.apart)
        return plans

    def _write_assignment(self, key: str, assignment: KeyAssignment | None) -> None:
        self.db.execute("DELETE FROM filing WHERE key = ?", [key])
        if assignment:
            self.db.execute(
                "INSERT INTO filing (key, family, target, rule) VALUES (?, ?, ?, ?)",
                [key, skeleton_key(key), assignment.target, assignment.rule],
            )

    def put(self, result: BuildResult) -> None:
        """Write articles, or remove those without evidence; unchanged articles are not written."""
        stored = article_rows.find_stored(self.db, [key for key, _ in result])
        for key, built in result:
            if built is None and key in stored:
                self._remove(key, stored[key])
        built_now = [built for _, built in result if built]
        self.change.looked_at |= {each.key for each in built_now}
        written = [each for each in built_now if self._note_change(each, stored.get(each.key))]
        if written:
            self.change.blocks |= article_rows.write_all(self.db, written, stored)

    def _remove(self, key: str, stored: article_rows.Stored) -> None:
        self.change.blocks |= article_rows.find_stored_blocks(self.db, key)
        self.change.orphaned |= article_rows.keys_of_similar(self.db, key)
        article_rows.remove(self.db, key, stored)
        self.change.vanished.add(key)

    def _note_change(self, built: BuiltArticle, stored: article_rows.Stored | None) -> bool:
        """Whether an article must be written; notes what changes."""
        if stored is None:
            self.change.new.add(built.key)
            return True
        if stored.draft == built.content_hash:
            return False
        if stored.headword != built.headword:
            self.change.renamed.add(built.key)
        self.change.changed.add(built.key)
        return True


def find_all_keys(db: "Database") -> set[str]:
    """Returns every key that has, or had, evidence."""
    return {row[0] for row in db.execute("SELECT core_key FROM evidence UNION SELECT key FROM filing")}


def migrate_families(db: "Database") -> None:
    """Update the skeleton key of every key by the current rules."""
    rows = db.execute("SELECT key, family FROM filing").fetchall()
    stale = [(skeleton_key(key), key) for key, family in rows if skeleton_key(key) != family]
    db.conn.executemany("UPDATE filing SET family = ? WHERE key = ?", stale)


_STORED_KEYS = "SELECT n, core, head, core_key, head_key FROM evidence WHERE n > ? ORDER BY n LIMIT 20000"


def migrate_keys(db: "Database") -> None:
    """Update the keys of evidence and decisions by the current normalization."""
    last = -1
    while rows := db.execute(_STORED_KEYS, [last]).fetchall():
        stale = [
            (term_key(core) or core_key, term_key(head), number)
            for number, core, head, core_key, head_key in rows
            if (term_key(core), term_key(head)) != (core_key, head_key)
        ]
        db.conn.executemany("UPDATE evidence SET core_key = ?, head_key = ? WHERE n = ?", stale)
        last = rows[-1][0]
    for number, form, other in db.execute("SELECT n, form, other FROM decision").fetchall():
        keys = [written if find_place(written) else term_key(written) for written in (form, other)]
        db.execute("UPDATE OR REPLACE decision SET key = ?, other_key = ? WHERE n = ?", [*keys, number])
