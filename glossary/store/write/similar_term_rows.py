"""Similar terms in the store: blocking keys are stored with the terms; changed blocks are compared again."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlite_utils import Database

from glossary.senses.similar_terms import find_similar_terms
from glossary.store.parameters import as_json, chunks


def find_stored_blocks(db: Database, key: str) -> set[str]:
    """Returns the blocking keys of a stored article."""
    rows = db.execute("SELECT block FROM block JOIN term ON term.n = block.term WHERE term.key = ?", [key])
    return {row[0] for row in rows}


def reverse_neighbours(db: Database, key: str) -> set[str]:
    """Returns the keys of the articles that have this one as similar term."""
    rows = db.execute(
        "SELECT mine.key FROM near JOIN term AS mine ON mine.n = near.term JOIN term AS other ON other.n = near.other "
        "WHERE other.key = ?",
        [key],
    )
    return {row[0] for row in rows}


def refresh_similar_terms(db: Database, touched: Iterable[str]) -> set[str]:
    """Compare the articles again that share a blocking key of ``touched``.

    Args:
        db: The store, within a transaction.
        touched: Blocking keys that an article got or lost.

    Returns:
        Keys of the articles whose similar terms changed.
    """
    rows = db.execute(
        "SELECT DISTINCT term FROM block WHERE block IN (SELECT value FROM json_each(?))", [as_json(sorted(touched))]
    )
    numbers = sorted(row[0] for row in rows)
    return {key for chunk in chunks(numbers, 200) for key in _weigh(db, chunk)}


def write_blocks(db: Database, wanted: Mapping[int, frozenset[tuple[str, int]]]) -> set[str]:
    """Update the blocking keys of articles.

    Args:
        db: The store, within a transaction.
        wanted: Blocking keys with their weights, by the number of the article.

    Returns:
        Blocking keys that an article got or lost.
    """
    before: dict[int, set[tuple[str, int]]] = defaultdict(set)
    query = "SELECT term, block, weight FROM block WHERE term IN (SELECT value FROM json_each(?))"
    for number, *block in db.execute(query, [as_json(wanted)]):
        before[number].add(tuple(block))
    entered = [(*block, number) for number, blocks in wanted.items() for block in blocks - before[number]]
    left = [(*block, number) for number, blocks in wanted.items() for block in before[number] - blocks]
    db.conn.executemany("DELETE FROM block WHERE block = ? AND weight = ? AND term = ?", left)
    db.conn.executemany("INSERT INTO block (block, weight, term) VALUES (?, ?, ?)", sorted(entered))
    none_left = ((number,) for number, blocks in wanted.items() if before[number] and not blocks)
    db.conn.executemany("DELETE FROM near WHERE term = ?", none_left)
    return {block for block, *_ in (*entered, *left)}


def _weigh(db: Database, numbers: list[int]) -> set[str]:
    shared: dict[tuple[int, str], list[tuple[str, str, int]]] = defaultdict(list)
    by_key: dict[str, int] = {}
    rows = db.execute(
        "SELECT own.term, mine.key, own.block, other.term, theirs.key, other.weight FROM block AS own "
        "JOIN block AS other ON other.block = own.block JOIN term AS mine ON mine.n = own.term "
        "JOIN term AS theirs ON theirs.n = other.term WHERE own.term IN (SELECT value FROM json_each(?))",
        [as_json(numbers)],
    )
    for number, key, block, other, other_key, weight in rows:
        shared[number, key].append((block, other_key, weight))
        by_key[other_key] = other
    stored = _stored(db, numbers)
    changed = set()
    for (number, key), pairs in shared.items():
        found = {(by_key[each.key], each.reason) for each in find_similar_terms(key, pairs)}
        if found != stored[number]:
            db.execute("DELETE FROM near WHERE term = ?", [number])
            db.conn.executemany("INSERT INTO near VALUES (?, ?, ?)", ((number, *each) for each in sorted(found)))
            changed.add(key)
    return changed


def _stored(db: Database, numbers: list[int]) -> dict[int, set[tuple[int, str]]]:
    stored: dict[int, set[tuple[int, str]]] = defaultdict(set)
    rows = db.execute(
        "SELECT term, other, reason FROM near WHERE term IN (SELECT value FROM json_each(?))", [as_json(numbers)]
    )
    for number, other, reason in rows:
        stored[number].add((other, reason))
    return stored
