"""Writes, replaces and removes the rows of an article, and resolves its links to members and similar terms."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from sqlite_utils import Database

from glossary.senses.article import Article, find_term_id
from glossary.store.parameters import as_json, chunks
from glossary.store.search.index import index, unindex
from glossary.store.write.article_building import BuiltArticle

_CHILDREN = ("form", "loose", "sense", "member", "usage", "attestation", "review")


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored article: its row number, the content hash that it was written from, its headword."""

    number: int
    draft: str
    headword: str


def find(db: Database, key: str) -> Stored | None:
    """Returns the stored article of ``key``, if there is one."""
    row = db.execute("SELECT n, draft, headword FROM term WHERE key = ?", [key]).fetchone()
    return Stored(*row) if row else None


def write(db: Database, built: BuiltArticle, sources: Mapping[str, int]) -> int:
    """Write or replace an article; returns its row number, which does not change.

    Args:
        db: Within a transaction.
        built: What to write; links to other articles are filled in later.
        sources: Row numbers of sources by id.
    """
    article = built.article
    stored = find(db, article.key)
    if stored:
        unindex(db.conn, stored.number)
    number = _write_term(db, built)
    index(db.conn, number, built.entry)
    for table in _CHILDREN:
        db.execute(f"DELETE FROM {table} WHERE term = ?", [number])
    senses = _write_senses(db, number, article)
    _write_forms(db, number, article, senses)
    _write_places(db, number, article, senses, sources)
    db.conn.executemany(
        "INSERT INTO member (term, sense, grp, position, text, key) VALUES (?, ?, ?, ?, ?, ?)",
        ((number, senses[sense], *rest) for sense, *rest in article.members),
    )
    db.conn.executemany(
        'INSERT INTO review (term, verdict, rule, score, "left", "right", message) VALUES (?, ?, ?, ?, ?, ?, ?)',
        ((number, *row) for row in article.review),
    )
    return number


def remove(db: Database, key: str) -> None:
    """Remove the article of ``key`` with all its rows."""
    stored = find(db, key)
    if stored:
        unindex(db.conn, stored.number)
    db.execute("DELETE FROM term WHERE key = ?", [key])


def find_rank(article: Article) -> int:
    """Returns the rank of an article, below 2**18: by whether it is explained, by sources, then by attestations."""
    explained = int(bool(article.senses))
    places = len(article.attestations)
    return explained << 17 | min(article.sources, 0x1FFF) << 4 | min(places.bit_length(), 0xF)


def _write_term(db: Database, built: BuiltArticle) -> int:
    article = built.article
    columns = {
        "id": article.id,
        "key": article.key,
        "headword": article.headword,
        "kind": article.kind,
        "shape": article.shape,
        "numerals": ",".join("X" if numeral is None else str(numeral) for numeral in article.numerals),
        "attestations": len(article.attestations),
        "sources": article.sources,
        "first_year": article.years[0],
        "last_year": article.years[1],
        "explained": int(bool(article.senses)),
        "rank": find_rank(article),
        "draft": built.content_hash,
        "digest": "",
        "article": built.body,
    }
    update = ", ".join(f"{name} = excluded.{name}" for name in columns if name not in {"id", "key", "digest"})
    row = db.execute(
        f"INSERT INTO term ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))}) "
        f"ON CONFLICT (key) DO UPDATE SET {update} RETURNING n",
        list(columns.values()),
    ).fetchone()
    return int(row[0])


def _write_senses(db: Database, term: int, article: Article) -> dict[str | None, int | None]:
    numbers: dict[str | None, int | None] = {None: None}
    for position, sense in enumerate(article.senses, 1):
        scope, years, explained = sense["scope"], sense["years"], sense["explained_years"]
        row = db.execute(
            "INSERT INTO sense (term, id, position, definition, qualifier, tail, level, region, region_code, issuer, "
            "first_year, last_year, status, wording_issuer, explained_first, explained_last) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING n",
            [
                *(term, sense["id"], position, sense["definition"], sense["qualifier"], sense["tail"]),
                *(scope["level"], scope["region"], scope["region_code"], scope["issuer"]),
                *(years["first"], years["last"], sense["status"]),
                *(sense["definitions"][0]["issuer"], explained["first"], explained["last"]),
            ],
        ).fetchone()
        numbers[sense["id"]] = int(row[0])
    return numbers


def _write_forms(db: Database, term: int, article: Article, senses: Mapping[str | None, int | None]) -> None:
    db.conn.executemany(
        "INSERT INTO form (key, form, term, sense, kind, script, origin, count, configuration) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (f.key, f.form, term, senses[f.sense], f.kind, f.script, f.origin, f.count, f.configuration)
            for f in article.forms
        ),
    )
    db.conn.executemany("INSERT INTO loose (key, term) VALUES (?, ?)", ((key, term) for key in sorted(article.loose)))


def _write_places(
    db: Database,
    term: int,
    article: Article,
    senses: Mapping[str | None, int | None],
    sources: Mapping[str, int],
) -> None:
    db.conn.executemany(
        "INSERT INTO usage (term, year, level, attestations, sources) VALUES (?, ?, ?, ?, ?)",
        ((term, *row) for row in article.usage),
    )
    db.conn.executemany(
        'INSERT INTO attestation (term, sense, source, kind, start, "end") VALUES (?, ?, ?, ?, ?, ?)',
        ((term, senses[sense], sources[source], *rest) for sense, source, *rest in article.attestations),
    )


def redirect(db: Database, moved: Iterable[str], new: Iterable[str]) -> None:
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


def resolve_links(db: Database, written: Iterable[str], moved: Iterable[str], renamed: Iterable[str]) -> set[str]:
    """Update the links of the articles just written, and of those that name an added or removed article.

    Args:
        db: The store, within a transaction.
        written: Keys of articles just written.
        moved: Keys whose article was added, removed or replaced by another.
        renamed: Keys of articles with a new headword.

    Returns:
        Keys of the articles whose body changed.
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
    """Maps the text of each member of these articles to the key of its article."""
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
