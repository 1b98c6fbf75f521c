"""Writes, replaces, removes and loads sources and their evidence."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlite_utils import Database

from glossary.senses.evidence import Evidence, SourceFacts
from glossary.store.parameters import as_json
from glossary.store.schema import SOURCE_COLUMNS
from glossary.store.write.staging import EVIDENCE_COLUMNS, StagedSource, read_evidence

_QUOTED = ", ".join(f'"{name}"' for name in EVIDENCE_COLUMNS)
_ISSUER_COLUMNS = ("year", "level", "issuer", "province", "city", "county", "region_code", "script")


def install(db: Database, staged: StagedSource, origin: str) -> set[str]:
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


def remove(db: Database, number: int) -> set[str]:
    """Remove a source with its evidence; returns the keys whose articles may have changed."""
    keys = _keys(_rows(db, number))
    db.execute("DELETE FROM source WHERE n = ?", [number])
    return keys


def _write_source(db: Database, source: dict[str, Any]) -> int:
    columns = [*SOURCE_COLUMNS, "origin"]
    update = ", ".join(f"{name} = excluded.{name}" for name in columns if name != "id")
    row = db.execute(
        f"INSERT INTO source ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))}) "
        f"ON CONFLICT (id) DO UPDATE SET {update} RETURNING n",
        [source[name] for name in columns],
    ).fetchone()
    return int(row[0])


def _write_findings(db: Database, number: int, findings: Iterable[Sequence[Any]]) -> None:
    db.execute("DELETE FROM finding WHERE source = ?", [number])
    db.conn.executemany(
        'INSERT INTO finding (source, code, message, start, "end") VALUES (?, ?, ?, ?, ?)',
        ((number, *row) for row in findings),
    )


def _rows(db: Database, number: int) -> list[tuple[Any, ...]]:
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


def load_facts(db: Database) -> dict[int, SourceFacts]:
    """Returns the facts about each source, by row number."""
    rows = db.execute(
        "SELECT n, id, year, level, issuer, province, city, county, region_code, script FROM source"
    ).fetchall()
    return {
        number: SourceFacts(source, year, level, issuer, (province, city, county), code, script)
        for number, source, year, level, issuer, province, city, county, code, script in rows
    }


def load_evidence(
    db: Database, keys: Iterable[str], facts: dict[int, SourceFacts], *, explaining: bool = False
) -> list[Evidence]:
    """Loads the evidence with these base form keys; with ``explaining``, only entries and inline definitions."""
    rows = load_evidence_rows(db, keys, explaining=explaining)
    return [read_evidence(facts[row[0]], row[1:]) for row in rows]


def load_evidence_rows(db: Database, keys: Iterable[str], *, explaining: bool = False) -> list[tuple[Any, ...]]:
    """Like :func:`load_evidence`, as plain rows: number of the source, then the values of ``EVIDENCE_COLUMNS``."""
    condition = " AND kind <> 'mention'" if explaining else ""
    return db.execute(
        f"SELECT source, {_QUOTED} FROM evidence WHERE core_key IN (SELECT value FROM json_each(?)){condition}",
        [as_json(keys)],
    ).fetchall()
