"""Writes and loads what articles are built from: sources with their evidence, and editorial decisions."""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import orjson

from glossary.senses.evidence import Evidence, SourceFacts
from glossary.senses.overrides import Decision, Decisions, find_place, index_decisions
from glossary.store.database import as_json
from glossary.store.schema import SOURCE_COLUMNS
from glossary.store.write.staging import EVIDENCE_COLUMNS, StagedSource, read_evidence

if TYPE_CHECKING:  # workers do not need the library
    from sqlite_utils import Database

_QUOTED = ", ".join(f'"{name}"' for name in EVIDENCE_COLUMNS)
_ISSUER_COLUMNS = ("year", "level", "issuer", "province", "city", "county", "region_code", "script")


def install(db: "Database", staged: StagedSource, origin: str) -> set[str]:
    """Write or replace a source with its evidence and findings.

    Returns:
        The keys whose articles may have changed.
    """
    source = {**staged.source, "origin": origin}
    before = db.execute(
        f"SELECT n, digest, {', '.join(_ISSUER_COLUMNS)} FROM source WHERE id = ?", [source["id"]]
    ).fetchone()
    number = _write_source(db, source)
    if before and before[1] == source["digest"]:
        return set()
    old = _rows(db, number) if before else []
    new = [tuple(row) for row in staged.evidence]
    db.execute("DELETE FROM evidence WHERE source = ?", [number])
    db.execute("DELETE FROM scanned WHERE source = ?", [number])
    db.conn.executemany(
        f"INSERT INTO evidence (source, {_QUOTED}) VALUES ({', '.join('?' * (len(EVIDENCE_COLUMNS) + 1))})",
        ((number, *row) for row in new),
    )
    _write_findings(db, number, staged.findings)
    is_same_issuer = before is not None and tuple(before[2:]) == tuple(source[name] for name in _ISSUER_COLUMNS)
    return _keys(set(old) ^ set(new)) if is_same_issuer else _keys([*old, *new])


def remove(db: "Database", number: int) -> set[str]:
    """Remove a source with its evidence; returns the keys whose articles may have changed."""
    keys = _keys(_rows(db, number))
    db.execute("DELETE FROM source WHERE n = ?", [number])
    return keys


def _write_source(db: "Database", source: dict[str, Any]) -> int:
    columns = [*SOURCE_COLUMNS, "origin"]
    update = ", ".join(f"{name} = excluded.{name}" for name in columns if name != "id")
    row = db.execute(
        f"INSERT INTO source ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))}) "
        f"ON CONFLICT (id) DO UPDATE SET {update} RETURNING n",
        [source[name] for name in columns],
    ).fetchone()
    return int(row[0])


def _write_findings(db: "Database", number: int, findings: Iterable[Sequence[Any]]) -> None:
    db.execute("DELETE FROM finding WHERE source = ?", [number])
    db.conn.executemany(
        'INSERT INTO finding (source, code, message, start, "end") VALUES (?, ?, ?, ?, ?)',
        ((number, *row) for row in findings),
    )


def _rows(db: "Database", number: int) -> list[tuple[Any, ...]]:
    return db.execute(f"SELECT {_QUOTED} FROM evidence WHERE source = ?", [number]).fetchall()


def _keys(rows: Iterable[Sequence[Any]]) -> set[str]:
    """Returns the base form keys, and the headword keys of explanations, which affect key assignments."""
    kind, core, head = (EVIDENCE_COLUMNS.index(name) for name in ("kind", "core_key", "head_key"))
    keys = set()
    for row in rows:
        keys.add(row[core])
        if row[kind] != "mention":
            keys.add(row[head])
    return keys


def load_facts(db: "Database") -> dict[int, SourceFacts]:
    """Returns the facts about each source, by row number."""
    rows = db.execute(
        "SELECT n, id, year, level, issuer, province, city, county, region_code, script FROM source"
    ).fetchall()
    return {
        number: SourceFacts(source, year, level, issuer, (province, city, county), code, script)
        for number, source, year, level, issuer, province, city, county, code, script in rows
    }


def load_evidence(
    db: "Database", keys: Iterable[str], facts: dict[int, SourceFacts], *, explaining: bool = False
) -> list[Evidence]:
    """Loads the evidence with these base form keys; with ``explaining``, only entries and inline definitions."""
    rows = load_evidence_rows(db, keys, explaining=explaining)
    return [read_evidence(facts[row[0]], row[1:]) for row in rows]


def load_evidence_rows(db: "Database", keys: Iterable[str], *, explaining: bool = False) -> list[tuple[Any, ...]]:
    """Like :func:`load_evidence`, as plain rows: number of the source, then the values of ``EVIDENCE_COLUMNS``."""
    condition = " AND kind <> 'mention'" if explaining else ""
    return db.execute(
        f"SELECT source, {_QUOTED} FROM evidence WHERE core_key IN (SELECT value FROM json_each(?)){condition}",
        [as_json(keys)],
    ).fetchall()


_COLUMNS = "kind, form, other, key, other_key, reason"


def load_decisions(db: "Database") -> Decisions:
    """Loads all decisions, indexed for merging."""
    return index_decisions(list_decisions(db))


def list_decisions(db: "Database") -> list[Decision]:
    """Lists all decisions, by kind and key."""
    rows = db.execute(f"SELECT {_COLUMNS} FROM decision ORDER BY kind, key, other_key")
    return [Decision(*row) for row in rows]


def write_decisions(db: "Database", decisions: Iterable[Decision], *, replace: bool = False) -> set[str]:
    """Add decisions, or replace all earlier ones; returns the keys whose articles may change."""
    before = list_decisions(db)
    if replace:
        db.execute("DELETE FROM decision")
    rows = [(each.kind, each.form, each.other, each.key, each.other_key, each.reason) for each in decisions]
    db.conn.executemany(f"INSERT OR REPLACE INTO decision ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)", rows)
    changed = set(before) ^ set(list_decisions(db))
    return {key for each in changed for written, key in _ends(each) for key in _find_keys(db, written, key)}


def _ends(decision: Decision) -> Iterable[tuple[str, str]]:
    return ((decision.form, decision.key), (decision.other, decision.other_key))


def _find_keys(db: "Database", written: str, key: str) -> set[str]:
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
