"""Curated decisions in the store."""

from collections.abc import Iterable

from sqlite_utils import Database

from glossary.merge.curation import Decision, Decisions, arrange, find_place

_COLUMNS = "kind, form, other, key, other_key, reason"


def load_decisions(db: Database) -> Decisions:
    """All decisions, arranged for merging."""
    return arrange(list_decisions(db))


def list_decisions(db: Database) -> list[Decision]:
    """All decisions, by kind and key."""
    rows = db.execute(f"SELECT {_COLUMNS} FROM decision ORDER BY kind, key, other_key")
    return [Decision(*row) for row in rows]


def write_decisions(db: Database, decisions: Iterable[Decision], *, replace: bool = False) -> set[str]:
    """Keep decisions, those of before too unless they are replaced; gives the keys whose articles they can change."""
    before = list_decisions(db)
    if replace:
        db.execute("DELETE FROM decision")
    rows = [(each.kind, each.form, each.other, each.key, each.other_key, each.reason) for each in decisions]
    db.conn.executemany(f"INSERT OR REPLACE INTO decision ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)", rows)
    changed = set(before) ^ set(list_decisions(db))
    return {key for each in changed for written, key in _ends(each) for key in _keys(db, written, key)}


def _ends(decision: Decision) -> Iterable[tuple[str, str]]:
    return ((decision.form, decision.key), (decision.other, decision.other_key))


def _keys(db: Database, written: str, key: str) -> set[str]:
    """The key itself, or those of the explanations that stand at a place."""
    place = find_place(written)
    if place is None:
        return {key} if key else set()
    rows = db.execute(
        "SELECT core_key FROM evidence JOIN source ON source.n = evidence.source "
        "WHERE source.id = ? AND evidence.start = ? AND evidence.kind <> 'mention'",
        list(place),
    )
    return {row[0] for row in rows}
