"""One article's rows in the store: written, replaced, removed as a whole."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import orjson
from sqlite_utils import Database

from glossary.merge.articles import Article
from glossary.store.search_index import index, unindex

_CHILDREN = ("form", "loose", "sense", "member", "usage", "attestation", "review")


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored article: its row number, the digest of the draft that it was written from, its headword."""

    number: int
    draft: str
    headword: str


def find(db: Database, key: str) -> Stored | None:
    """The stored article of ``key``, if there is one."""
    row = db.execute("SELECT n, draft, headword FROM term WHERE key = ?", [key]).fetchone()
    return Stored(*row) if row else None


def find_draft(article: Article) -> str:
    """A digest of all that an article says, before it is linked to others."""
    forms = [
        (each.key, each.form, each.kind, each.script, each.origin, each.count, each.sense) for each in article.forms
    ]
    said = [
        article.body,
        forms,
        sorted(article.loose),
        article.attestations,
        article.usage,
        article.members,
        article.review,
    ]
    return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()


def write(db: Database, article: Article, draft: str, sources: Mapping[str, int]) -> int:
    """Write an article in the place of what was there; gives its row number, which stays the same.

    Args:
        db: Within a transaction.
        article: What to write; links to other articles are filled in later.
        draft: Its digest.
        sources: Row numbers of sources by id.
    """
    stored = find(db, article.key)
    if stored:
        unindex(db.conn, stored.number)
    number = _write_term(db, article, draft)
    index(db.conn, number)
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
    """How an article sorts among others, below 2**18: explained ones first, then by sources, then by attestations."""
    explained = int(bool(article.senses))
    places = len(article.attestations)
    return explained << 17 | min(article.sources, 0x1FFF) << 4 | min(places.bit_length(), 0xF)


def _write_term(db: Database, article: Article, draft: str) -> int:
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
        "draft": draft,
        "digest": "",
        "article": orjson.dumps(article.body),
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
        scope, years = sense["scope"], sense["years"]
        row = db.execute(
            "INSERT INTO sense (term, id, position, definition, qualifier, tail, level, region, region_code, issuer, "
            "first_year, last_year, status) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING n",
            [
                *(term, sense["id"], position, sense["definition"], sense["qualifier"], sense["tail"]),
                *(scope["level"], scope["region"], scope["region_code"], scope["issuer"]),
                *(years["first"], years["last"], sense["status"]),
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
