"""What one article says of others: the articles of its members, and the articles it is confused with."""

import hashlib
from collections.abc import Iterable
from typing import Any

import orjson
from sqlite_utils import Database

from glossary.merge.articles import find_term_id
from glossary.store.evidence import as_json, chunks


def redirect(db: Database, moved: Iterable[str], new: Iterable[str]) -> None:
    """Let the ids of keys that are filed elsewhere lead there, if their filing or its target is new."""
    rows = db.execute("SELECT key FROM filing WHERE target IN (SELECT value FROM json_each(?))", [as_json(new)])
    for chunk in chunks(sorted({*moved, *(row[0] for row in rows)})):
        db.conn.executemany("DELETE FROM redirect WHERE old_id = ?", [(find_term_id(key),) for key in chunk])
        found = db.execute(
            "SELECT filing.key, term.n FROM filing JOIN term ON term.key = filing.target "
            "WHERE filing.target <> filing.key AND filing.key IN (SELECT value FROM json_each(?))",
            [as_json(chunk)],
        ).fetchall()
        db.conn.executemany("INSERT INTO redirect VALUES (?, ?)", [(find_term_id(key), term) for key, term in found])


def relink(db: Database, written: Iterable[str], moved: Iterable[str], renamed: Iterable[str]) -> set[str]:
    """Fill in the links of the articles just written, and of those that name an article that came or went.

    Args:
        db: Within a transaction.
        written: Keys of articles just written.
        moved: Keys whose article came, went or is another one now.
        renamed: Keys of articles with another headword.

    Returns:
        Keys of the articles whose answer changed.
    """
    numbers = _numbers(db, written) | _numbers_naming(db, moved) | _numbers_near(db, renamed)
    return {key for chunk in chunks(sorted(numbers), 200) for key in _relink(db, chunk)}


def _numbers(db: Database, keys: Iterable[str]) -> set[int]:
    rows = db.execute("SELECT n FROM term WHERE key IN (SELECT value FROM json_each(?))", [as_json(keys)])
    return {row[0] for row in rows}


def _numbers_naming(db: Database, moved: Iterable[str]) -> set[int]:
    rows = db.execute(
        "SELECT DISTINCT term FROM member WHERE key IN (SELECT value FROM json_each(?))", [as_json(moved)]
    )
    return {row[0] for row in rows}


def _numbers_near(db: Database, renamed: Iterable[str]) -> set[int]:
    rows = db.execute(
        "SELECT near.term FROM near JOIN term ON term.n = near.other "
        "WHERE term.key IN (SELECT value FROM json_each(?))",
        [as_json(renamed)],
    )
    return {row[0] for row in rows}


def _relink(db: Database, numbers: list[int]) -> Iterable[str]:
    rows = db.execute(
        "SELECT n, key, draft, digest, article FROM term WHERE n IN (SELECT value FROM json_each(?))",
        [as_json(numbers)],
    ).fetchall()
    targets = _member_targets(db, numbers)
    near = _near(db, numbers)
    for number, key, draft, digest, blob in rows:
        article = orjson.loads(blob)
        _link_members(article, targets, key)
        article["near"] = near.get(number, [])
        body = orjson.dumps(article)
        found = hashlib.sha256(draft.encode() + body).hexdigest()
        if found != digest:
            db.execute("UPDATE term SET article = ?, digest = ? WHERE n = ?", [body, found, number])
            yield key


def _member_targets(db: Database, numbers: list[int]) -> dict[str, str]:
    """Key of the article of each member of these articles, by the member's text."""
    rows = db.execute(
        "SELECT DISTINCT member.text, filing.target FROM member JOIN filing ON filing.key = member.key "
        "JOIN term ON term.key = filing.target WHERE member.term IN (SELECT value FROM json_each(?))",
        [as_json(numbers)],
    )
    return dict(rows.fetchall())


def _near(db: Database, numbers: list[int]) -> dict[int, list[dict[str, str]]]:
    found: dict[int, list[dict[str, str]]] = {}
    rows = db.execute(
        "SELECT near.term, term.id, term.headword, near.reason FROM near JOIN term ON term.n = near.other "
        "WHERE near.term IN (SELECT value FROM json_each(?)) ORDER BY near.term, near.reason, term.key",
        [as_json(numbers)],
    )
    for number, term, headword, reason in rows:
        found.setdefault(number, []).append({"id": term, "headword": headword, "reason": reason})
    return found


def _link_members(article: dict[str, Any], targets: dict[str, str], key: str) -> None:
    for sense in article["senses"]:
        for group in sense["groups"]:
            for member in group["members"]:
                target = targets.get(member["text"])
                member["term"] = find_term_id(target) if target and target != key else None
