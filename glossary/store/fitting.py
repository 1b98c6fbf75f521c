"""Whether anything in the store fits what a curator named: a slip of the pen would otherwise be kept in silence."""

import sqlite3
from collections.abc import Iterable

import orjson

from glossary.merge.curation import Decision, find_place

_STRANGE_KEYS = """
    SELECT value FROM json_each(?) AS named
    WHERE NOT EXISTS (SELECT 1 FROM evidence WHERE core_key = named.value OR head_key = named.value)
    AND NOT EXISTS (SELECT 1 FROM form WHERE key = named.value)
"""
_PLACE = "SELECT 1 FROM evidence JOIN source ON source.n = evidence.source WHERE source.id = ? AND evidence.start = ?"


def find_strangers(connection: sqlite3.Connection, decisions: Iterable[Decision]) -> dict[Decision, list[str]]:
    """Decisions that name a form or place of which no source knows anything, with what they name.

    A rejected term has no article any more, but its evidence is still there.

    Args:
        connection: Of ``open_for_reading``.
        decisions: In the order of the answer.
    """
    rows = list(decisions)
    named = {key: written for each in rows for key, written in _named(each)}
    forms = [key for key, written in named.items() if not find_place(written)]
    strange = {row[0] for row in connection.execute(_STRANGE_KEYS, [orjson.dumps(forms).decode()])}
    places = {key: place for key, written in named.items() if (place := find_place(written))}
    strange |= {key for key, place in places.items() if not connection.execute(_PLACE, place).fetchone()}
    found = {each: [written for key, written in _named(each) if key in strange] for each in rows}
    return {each: names for each, names in found.items() if names}


def _named(decision: Decision) -> list[tuple[str, str]]:
    pairs = ((decision.key, decision.form), (decision.other_key, decision.other))
    return [(key, written) for key, written in pairs if written]
