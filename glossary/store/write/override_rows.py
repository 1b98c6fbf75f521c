"""Stores editorial decisions, and validates that the forms and places they name are known."""

import sqlite3
from collections.abc import Iterable

import orjson
from sqlite_utils import Database

from glossary.senses.overrides import Decision, Decisions, find_place, index_decisions

_COLUMNS = "kind, form, other, key, other_key, reason"


def load_decisions(db: Database) -> Decisions:
    """Loads all decisions, indexed for merging."""
    return index_decisions(list_decisions(db))


def list_decisions(db: Database) -> list[Decision]:
    """Lists all decisions, by kind and key."""
    rows = db.execute(f"SELECT {_COLUMNS} FROM decision ORDER BY kind, key, other_key")
    return [Decision(*row) for row in rows]


def write_decisions(db: Database, decisions: Iterable[Decision], *, replace: bool = False) -> set[str]:
    """Add decisions, or replace all earlier ones; returns the keys whose articles may change."""
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
    """Returns the key itself, or the keys of the explanations at a place."""
    place = find_place(written)
    if place is None:
        return {key} if key else set()
    rows = db.execute(
        "SELECT core_key FROM evidence JOIN source ON source.n = evidence.source "
        "WHERE source.id = ? AND evidence.start = ? AND evidence.kind <> 'mention'",
        list(place),
    )
    return {row[0] for row in rows}


_UNKNOWN_KEYS = """
    SELECT value FROM json_each(?) AS named
    WHERE NOT EXISTS (SELECT 1 FROM evidence WHERE core_key = named.value OR head_key = named.value)
    AND NOT EXISTS (SELECT 1 FROM form WHERE key = named.value)
"""
_PLACE = "SELECT 1 FROM evidence JOIN source ON source.n = evidence.source WHERE source.id = ? AND evidence.start = ?"


def unknown_targets(connection: sqlite3.Connection, decisions: Iterable[Decision]) -> dict[Decision, list[str]]:
    """Returns decisions that name a form or place unknown to every source, with the unknown names.

    A rejected term has no article any more, but its evidence still exists, so it is known.

    Args:
        connection: A connection from ``open_for_reading``.
        decisions: The decisions; the result has the same order.
    """
    rows = list(decisions)
    named = {key: written for each in rows for key, written in _named(each)}
    forms = [key for key, written in named.items() if not find_place(written)]
    strange = {row[0] for row in connection.execute(_UNKNOWN_KEYS, [orjson.dumps(forms).decode()])}
    places = {key: place for key, written in named.items() if (place := find_place(written))}
    strange |= {key for key, place in places.items() if not connection.execute(_PLACE, place).fetchone()}
    found = {each: [written for key, written in _named(each) if key in strange] for each in rows}
    return {each: names for each, names in found.items() if names}


def _named(decision: Decision) -> list[tuple[str, str]]:
    pairs = ((decision.key, decision.form), (decision.other_key, decision.other))
    return [(key, written) for key, written in pairs if written]
