"""Writes, replaces and removes the rows of an article, with its links to members and similar terms."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, count
from typing import TYPE_CHECKING, Any

import orjson

from glossary.senses.article import find_term_id
from glossary.senses.similarity import find_similar_terms
from glossary.store.database import as_json, chunks
from glossary.store.search.index import IndexedTerm, index_terms, unindex
from glossary.store.write.article_building import SENSE_COLUMNS, TERM_COLUMNS, BuiltArticle, find_digest

if TYPE_CHECKING:  # workers do not need the library
    from sqlite_utils import Database

_CHILDREN = ("form", "loose", "sense", "member", "usage", "attestation", "review")


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored article: its row number, the content hash that it was written from, its headword."""

    number: int
    draft: str
    headword: str


def find_stored(db: "Database", keys: Iterable[str]) -> dict[str, Stored]:
    """Returns the stored articles among ``keys``."""
    query = "SELECT key, n, draft, headword FROM term WHERE key IN (SELECT value FROM json_each(?))"
    return {row[0]: Stored(*row[1:]) for row in db.execute(query, [as_json(keys)])}


def write_all(db: "Database", articles: Sequence[BuiltArticle], stored: Mapping[str, Stored]) -> set[str]:
    """Write or replace articles; links to other articles are filled in later. Returns the changed blocking keys.

    All rows of a table are written with one statement: for thousands of articles this takes half the time.

    Args:
        db: Within a transaction.
        articles: What to write; each key once, at least one.
        stored: Those among them that exist already. Their row numbers do not change.
    """
    for article in articles:
        if article.key in stored:
            _clear(db, stored[article.key].number)
    numbers = _write_terms(db, articles, stored)
    numbered = list(zip(numbers, articles, strict=True))
    index_terms(db.conn, [IndexedTerm(term, each.row, each.facets, each.entry) for term, each in numbered])
    firsts = _write_senses(db, numbered)
    _write_forms(db, numbered, firsts)
    _write_places(db, numbered, firsts)
    _insert(
        db,
        "member (term, sense, grp, position, text, key)",
        (
            (term, first + sense, *rest)
            for (term, each), first in zip(numbered, firsts, strict=True)
            for sense, *rest in each.members
        ),
    )
    _insert(
        db,
        'review (term, verdict, rule, score, "left", "right", message)',
        ((term, *row) for term, each in numbered for row in each.review),
    )
    return write_blocks(db, {term: each.blocks for term, each in numbered})


def _clear(db: "Database", number: int) -> None:
    """Remove all rows of a stored article but that of ``term``."""
    unindex(db.conn, number)
    for table in _CHILDREN:
        db.execute(f"DELETE FROM {table} WHERE term = ?", [number])


def _insert(db: "Database", target: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """Insert rows into ``target``, a table with its columns in brackets."""
    places = ", ".join("?" * (target.count(",") + 1))
    db.conn.executemany(f"INSERT INTO {target} VALUES ({places})", rows)


def remove(db: "Database", key: str, stored: Stored) -> None:
    """Remove the article of ``key`` with all its rows."""
    unindex(db.conn, stored.number)
    db.execute("DELETE FROM term WHERE key = ?", [key])


def _write_terms(db: "Database", articles: Sequence[BuiltArticle], stored: Mapping[str, Stored]) -> list[int]:
    """Write the rows of ``term``; returns their numbers."""
    free = count(_next_number(db, "term"))
    numbers = [stored[each.key].number if each.key in stored else next(free) for each in articles]
    update = ", ".join(f"{name} = excluded.{name}" for name in TERM_COLUMNS if name not in {"id", "key"})
    db.conn.executemany(
        f"INSERT INTO term (n, {', '.join(TERM_COLUMNS)}) VALUES (?{', ?' * len(TERM_COLUMNS)}) "
        f"ON CONFLICT (n) DO UPDATE SET {update}",
        ((number, *each.term) for number, each in zip(numbers, articles, strict=True)),
    )
    return numbers


def _next_number(db: "Database", table: str) -> int:
    return int(db.execute(f"SELECT ifnull(max(n), 0) + 1 FROM {table}").fetchone()[0])


def _write_senses(db: "Database", numbered: Sequence[tuple[int, BuiltArticle]]) -> list[int]:
    """Write the senses; returns for each article the number to which the position of a sense is added."""
    lengths = [len(each.senses) for _, each in numbered]
    firsts = list(accumulate(lengths[:-1], initial=_next_number(db, "sense") - 1))
    rows = (
        (first + at, term, *sense)
        for (term, each), first in zip(numbered, firsts, strict=True)
        for at, sense in enumerate(each.senses, 1)
    )
    _insert(db, f"sense (n, term, {', '.join(SENSE_COLUMNS)})", rows)
    return firsts


def _write_forms(db: "Database", numbered: Sequence[tuple[int, BuiltArticle]], firsts: Sequence[int]) -> None:
    rows = (
        (key, form, term, sense and first + sense, *rest)
        for (term, each), first in zip(numbered, firsts, strict=True)
        for key, form, sense, *rest in each.forms
    )
    _insert(db, "form (key, form, term, sense, kind, script, origin, count, configuration)", rows)
    _insert(db, "loose (key, term)", ((key, term) for term, each in numbered for key in each.digit_keys))


def _write_places(db: "Database", numbered: Sequence[tuple[int, BuiltArticle]], firsts: Sequence[int]) -> None:
    usage = ((term, *row) for term, each in numbered for row in each.usage)
    _insert(db, "usage (term, year, level, attestations, sources)", usage)
    places = (
        (term, sense and first + sense, *rest)
        for (term, each), first in zip(numbered, firsts, strict=True)
        for sense, *rest in each.attestations
    )
    _insert(db, 'attestation (term, sense, source, kind, start, "end")', places)


def redirect(db: "Database", moved: Iterable[str], new: Iterable[str]) -> None:
    """Redirect the ids of keys that are filed under another key, if the assignment or its target is new."""
    rows = db.execute("SELECT key FROM filing WHERE target IN (SELECT value FROM json_each(?))", [as_json(new)])
    for chunk in chunks(sorted({*moved, *(row[0] for row in rows)})):
        db.conn.executemany("DELETE FROM redirect WHERE old_id = ?", [(find_term_id(key),) for key in chunk])
        found = db.execute(
            "SELECT filing.key, term.n FROM filing JOIN term ON term.key = filing.target "
            "WHERE filing.target <> filing.key AND filing.key IN (SELECT value FROM json_each(?))",
            [as_json(chunk)],
        ).fetchall()
        db.conn.executemany("INSERT INTO redirect VALUES (?, ?)", [(find_term_id(key), term) for key, term in found])


def resolve_links(
    db: "Database", written: Iterable[str], others: Iterable[str], moved: Iterable[str], renamed: Iterable[str]
) -> set[str]:
    """Update the links of the articles just written, and of those that name an added or removed article.

    Most articles have no link: they are right as they were written and are not read back.

    Args:
        db: The store, within a transaction.
        written: Keys of articles just written.
        others: Keys of articles whose similar terms changed.
        moved: Keys whose article was added, removed or replaced by another.
        renamed: Keys of articles with a new headword.

    Returns:
        Keys of the articles whose body changed.
    """
    numbers = _numbers_with_links(db, written) | _numbers(db, others)
    numbers |= _numbers_naming(db, moved) | _numbers_near(db, renamed)
    return {key for chunk in chunks(sorted(numbers), 200) for key in _relink(db, chunk)}


def _numbers_with_links(db: "Database", keys: Iterable[str]) -> set[int]:
    rows = db.execute(
        "SELECT n FROM term WHERE key IN (SELECT value FROM json_each(?)) "
        "AND (EXISTS (SELECT 1 FROM near WHERE near.term = term.n) OR EXISTS ("
        "SELECT 1 FROM member JOIN filing ON filing.key = member.key WHERE member.term = term.n))",
        [as_json(keys)],
    )
    return {row[0] for row in rows}


def _numbers(db: "Database", keys: Iterable[str]) -> set[int]:
    rows = db.execute("SELECT n FROM term WHERE key IN (SELECT value FROM json_each(?))", [as_json(keys)])
    return {row[0] for row in rows}


def _numbers_naming(db: "Database", moved: Iterable[str]) -> set[int]:
    rows = db.execute(
        "SELECT DISTINCT term FROM member WHERE key IN (SELECT value FROM json_each(?))", [as_json(moved)]
    )
    return {row[0] for row in rows}


def _numbers_near(db: "Database", renamed: Iterable[str]) -> set[int]:
    rows = db.execute(
        "SELECT near.term FROM near JOIN term ON term.n = near.other "
        "WHERE term.key IN (SELECT value FROM json_each(?))",
        [as_json(renamed)],
    )
    return {row[0] for row in rows}


def _relink(db: "Database", numbers: list[int]) -> Iterable[str]:
    rows = db.execute(
        "SELECT n, key, draft, digest, article FROM term WHERE n IN (SELECT value FROM json_each(?))",
        [as_json(numbers)],
    ).fetchall()
    targets = _member_targets(db, numbers)
    near = _near(db, numbers)
    for number, key, draft, digest, stored in rows:
        body = link_body(stored, key, targets, near.get(number, []))
        found = find_digest(draft, body)
        if found != digest:
            db.execute("UPDATE term SET article = ?, digest = ? WHERE n = ?", [body, found, number])
            yield key


# A member as sense_records.py writes it. Within JSON strings quotation marks are escaped, so no text can imitate one.
_STRING = rb'"(?:[^"\\]|\\.)*"'
_MEMBER = re.compile(rb'(\{"text":(%b),"full_form":(?:null|%b),"term":)(?:null|%b)' % ((_STRING,) * 3))
_NEAR = b',"near":'


def link_body(body: bytes, key: str, targets: Mapping[bytes, str], near: Sequence[Mapping[str, str]]) -> bytes:
    r"""Returns the JSON of an article with the links to its members and similar terms, without parsing it.

    Args:
        body: The article as stored, with or without links; ``near`` is its last field.
        key: The key of the article, which is not linked to itself.
        targets: Keys of articles by the text of a member, as JSON.
        near: The similar terms.

    >>> body = b'{"members":[{"text":"\\"A\\"","full_form":null,"term":null}],"near":[]}'
    >>> link_body(body, "四上", {b'"\\"A\\""': "三区三线"}, [{"id": "t0"}]).decode()
    '{"members":[{"text":"\\"A\\"","full_form":null,"term":"tdb46f57c4d19"}],"near":[{"id":"t0"}]}'
    """

    def link(found: re.Match[bytes]) -> bytes:
        target = targets.get(found[2])
        return found[1] + (b'"%b"' % find_term_id(target).encode() if target and target != key else b"null")

    return _MEMBER.sub(link, body[: body.rindex(_NEAR)]) + _NEAR + orjson.dumps(near) + b"}"


def _member_targets(db: "Database", numbers: list[int]) -> dict[bytes, str]:
    """Maps the text of each member of these articles, as JSON, to the key of its article."""
    rows = db.execute(
        "SELECT DISTINCT member.text, filing.target FROM member JOIN filing ON filing.key = member.key "
        "JOIN term ON term.key = filing.target WHERE member.term IN (SELECT value FROM json_each(?))",
        [as_json(numbers)],
    )
    return {orjson.dumps(text): target for text, target in rows.fetchall()}


def _near(db: "Database", numbers: list[int]) -> dict[int, list[dict[str, str]]]:
    found: dict[int, list[dict[str, str]]] = {}
    rows = db.execute(
        "SELECT near.term, term.id, term.headword, near.reason FROM near JOIN term ON term.n = near.other "
        "WHERE near.term IN (SELECT value FROM json_each(?)) ORDER BY near.term, near.reason, term.key",
        [as_json(numbers)],
    )
    for number, term, headword, reason in rows:
        found.setdefault(number, []).append({"id": term, "headword": headword, "reason": reason})
    return found


def find_stored_blocks(db: "Database", key: str) -> set[str]:
    """Returns the blocking keys of a stored article."""
    rows = db.execute("SELECT block FROM block JOIN term ON term.n = block.term WHERE term.key = ?", [key])
    return {row[0] for row in rows}


def keys_of_similar(db: "Database", key: str) -> set[str]:
    """Returns the keys of the articles that have this one as similar term."""
    rows = db.execute(
        "SELECT mine.key FROM near JOIN term AS mine ON mine.n = near.term JOIN term AS other ON other.n = near.other "
        "WHERE other.key = ?",
        [key],
    )
    return {row[0] for row in rows}


def refresh_similar_terms(db: "Database", touched: Iterable[str]) -> set[str]:
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


def write_blocks(db: "Database", wanted: Mapping[int, frozenset[tuple[str, int]]]) -> set[str]:
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


def _weigh(db: "Database", numbers: list[int]) -> set[str]:
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


def _stored(db: "Database", numbers: list[int]) -> dict[int, set[tuple[int, str]]]:
    stored: dict[int, set[tuple[int, str]]] = defaultdict(set)
    rows = db.execute(
        "SELECT term, other, reason FROM near WHERE term IN (SELECT value FROM json_each(?))", [as_json(numbers)]
    )
    for number, other, reason in rows:
        stored[number].add((other, reason))
    return stored
