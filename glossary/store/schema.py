"""The tables of the term store, as migrations; docs/model.md describes each column.

There are two layers: *evidence* (the content of each source, written when it is ingested) and *dictionary* (terms,
senses and dependent rows; a function of the evidence and of editorial decisions). Row numbers (``n``) only join tables
within one file: they depend on the order of ingest and never leave the store.
"""

import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING

from glossary.store.search import index

if TYPE_CHECKING:  # readers need the names of the migrations, and not the library that applies them
    from sqlite_utils import Database

SOURCE_METADATA = (
    *("id", "sha256", "title", "issuer", "publisher", "kind", "level"),
    *("region", "region_code", "province", "city", "county"),
    *("date", "year", "script", "media_type", "encoding", "length"),
)
"""The columns of ``source`` that describe a document; with ``origin`` they are what lists of sources show."""
SOURCE_COLUMNS = (*SOURCE_METADATA, "text", "document", "hints", "reader", "extractor", "digest")
"""All columns of ``source`` that one text determines: all but ``n`` and ``origin``."""

MIGRATION_SET = "glossary"
"""What sqlite-utils calls these migrations in ``_sqlite_migrations``."""

MIGRATIONS: list[Callable[["Database"], None]] = []
"""All migrations in the order in which they are applied; a migration is recorded under the name of its function."""


def _migration(function: Callable[["Database"], None]) -> Callable[["Database"], None]:
    MIGRATIONS.append(function)
    return function


SCHEMA_VERSION = "1"
"""Incremented when a migration changes the meaning of rows, so that an older store is rebuilt."""


@_migration
def m001_evidence(db: "Database") -> None:
    """The tables of the evidence layer."""
    _script(
        db,
        """
        CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE source (
            n INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            sha256 TEXT NOT NULL UNIQUE,
            origin TEXT NOT NULL,
            title TEXT, issuer TEXT, publisher TEXT, kind TEXT, level TEXT,
            region TEXT, region_code TEXT, province TEXT, city TEXT, county TEXT,
            date TEXT, year INTEGER,
            script TEXT NOT NULL,
            media_type TEXT NOT NULL, encoding TEXT,
            length INTEGER NOT NULL,
            text BLOB NOT NULL,
            document TEXT NOT NULL,
            hints TEXT NOT NULL, reader TEXT NOT NULL,
            extractor TEXT NOT NULL,
            digest TEXT NOT NULL
        ) STRICT;
        CREATE INDEX source_year ON source (year, level);
        CREATE TABLE origin (
            origin TEXT PRIMARY KEY,
            source INTEGER NOT NULL REFERENCES source (n) ON DELETE CASCADE,
            hints TEXT NOT NULL
        ) STRICT;
        CREATE INDEX origin_source ON origin (source);
        CREATE TABLE finding (
            n INTEGER PRIMARY KEY,
            source INTEGER REFERENCES source (n) ON DELETE CASCADE,
            origin TEXT,
            code TEXT NOT NULL, message TEXT NOT NULL,
            start INTEGER, "end" INTEGER
        ) STRICT;
        CREATE INDEX finding_source ON finding (source);
        CREATE INDEX finding_code ON finding (code);
        CREATE INDEX finding_origin ON finding (origin) WHERE origin IS NOT NULL;
        CREATE TABLE evidence (
            n INTEGER PRIMARY KEY,
            source INTEGER NOT NULL REFERENCES source (n) ON DELETE CASCADE,
            kind TEXT NOT NULL CHECK (kind IN ('entry', 'gloss', 'mention')),
            core_key TEXT NOT NULL, head_key TEXT NOT NULL,
            head TEXT NOT NULL, core TEXT NOT NULL,
            qualifier TEXT NOT NULL, tail TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL,
            definition TEXT, number TEXT, page INTEGER,
            start INTEGER NOT NULL, "end" INTEGER NOT NULL,
            head_start INTEGER NOT NULL, head_end INTEGER NOT NULL,
            groups TEXT, status TEXT, rule TEXT NOT NULL, quoted INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX evidence_core ON evidence (core_key);
        CREATE INDEX evidence_head ON evidence (head_key) WHERE kind <> 'mention' AND head_key <> core_key;
        CREATE INDEX evidence_source ON evidence (source, start);
        CREATE TABLE staged (
            origin TEXT PRIMARY KEY,
            id TEXT, sha256 TEXT, extractor TEXT, hints TEXT,
            payload BLOB,
            code TEXT, message TEXT
        ) STRICT;
        CREATE TABLE decision (
            n INTEGER PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('same', 'different', 'preferred', 'rejected')),
            form TEXT NOT NULL, other TEXT NOT NULL,
            key TEXT NOT NULL, other_key TEXT NOT NULL,
            reason TEXT NOT NULL,
            UNIQUE (kind, key, other_key)
        ) STRICT;
        CREATE INDEX decision_key ON decision (key);
        CREATE INDEX decision_other ON decision (other_key);
        """,
    )


@_migration
def m002_dictionary(db: "Database") -> None:
    """The tables of the dictionary layer."""
    _script(
        db,
        """
        CREATE TABLE filing (
            key TEXT PRIMARY KEY, family TEXT NOT NULL, target TEXT NOT NULL, rule TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX filing_family ON filing (family);
        CREATE INDEX filing_target ON filing (target);
        CREATE TABLE term (
            n INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            key TEXT NOT NULL UNIQUE,
            headword TEXT NOT NULL,
            kind TEXT NOT NULL, shape TEXT, numerals TEXT NOT NULL,
            attestations INTEGER NOT NULL, sources INTEGER NOT NULL,
            first_year INTEGER, last_year INTEGER,
            explained INTEGER NOT NULL,
            rank INTEGER NOT NULL,
            draft TEXT NOT NULL, digest TEXT NOT NULL,
            article BLOB NOT NULL
        ) STRICT;
        CREATE INDEX term_rank ON term (rank DESC, key);
        CREATE TABLE form (
            n INTEGER PRIMARY KEY,
            key TEXT NOT NULL, form TEXT NOT NULL,
            term INTEGER NOT NULL REFERENCES term (n) ON DELETE CASCADE,
            sense INTEGER,
            kind TEXT NOT NULL, script TEXT NOT NULL,
            origin TEXT NOT NULL CHECK (origin IN ('attested', 'converted')),
            count INTEGER NOT NULL, configuration TEXT
        ) STRICT;
        CREATE INDEX form_key ON form (key);
        CREATE INDEX form_term ON form (term);
        CREATE TABLE loose (
            key TEXT NOT NULL, term INTEGER NOT NULL REFERENCES term (n) ON DELETE CASCADE,
            PRIMARY KEY (key, term)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX loose_term ON loose (term);
        CREATE TABLE sense (
            n INTEGER PRIMARY KEY,
            term INTEGER NOT NULL REFERENCES term (n) ON DELETE CASCADE,
            id TEXT NOT NULL UNIQUE, position INTEGER NOT NULL,
            definition TEXT NOT NULL, qualifier TEXT NOT NULL, tail TEXT NOT NULL,
            level TEXT, region TEXT, region_code TEXT, issuer TEXT,
            first_year INTEGER, last_year INTEGER,
            status TEXT NOT NULL CHECK (status IN ('primary', 'disputed', 'superseded'))
        ) STRICT;
        CREATE INDEX sense_term ON sense (term, position);
        CREATE TABLE member (
            n INTEGER PRIMARY KEY,
            term INTEGER NOT NULL REFERENCES term (n) ON DELETE CASCADE,
            sense INTEGER NOT NULL REFERENCES sense (n) ON DELETE CASCADE,
            grp INTEGER NOT NULL, position INTEGER NOT NULL,
            text TEXT NOT NULL, key TEXT NOT NULL
        ) STRICT;
        CREATE INDEX member_key ON member (key);
        CREATE INDEX member_term ON member (term);
        CREATE INDEX member_sense ON member (sense, grp, position);
        CREATE TABLE usage (
            term INTEGER NOT NULL REFERENCES term (n) ON DELETE CASCADE,
            year INTEGER, level TEXT,
            attestations INTEGER NOT NULL, sources INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX usage_term ON usage (term, year);
        CREATE TABLE attestation (
            term INTEGER NOT NULL REFERENCES term (n) ON DELETE CASCADE,
            sense INTEGER,
            source INTEGER NOT NULL REFERENCES source (n) ON DELETE CASCADE,
            kind TEXT NOT NULL CHECK (kind IN ('entry', 'gloss', 'mention')),
            start INTEGER NOT NULL, "end" INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX attestation_term ON attestation (term, source, start);
        CREATE INDEX attestation_source ON attestation (source, start);
        CREATE TABLE near (
            term INTEGER NOT NULL REFERENCES term (n) ON DELETE CASCADE,
            other INTEGER NOT NULL REFERENCES term (n) ON DELETE CASCADE,
            reason TEXT NOT NULL,
            PRIMARY KEY (term, other)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX near_other ON near (other);
        CREATE TABLE block (
            block TEXT NOT NULL, term INTEGER NOT NULL REFERENCES term (n) ON DELETE CASCADE, weight INTEGER NOT NULL,
            PRIMARY KEY (block, term)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX block_term ON block (term);
        CREATE TABLE review (
            n INTEGER PRIMARY KEY,
            term INTEGER NOT NULL REFERENCES term (n) ON DELETE CASCADE,
            verdict TEXT NOT NULL, rule TEXT NOT NULL, score REAL NOT NULL,
            "left" TEXT NOT NULL, "right" TEXT NOT NULL, message TEXT NOT NULL
        ) STRICT;
        CREATE INDEX review_term ON review (term);
        CREATE TABLE redirect (
            old_id TEXT PRIMARY KEY, term INTEGER NOT NULL REFERENCES term (n) ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX redirect_term ON redirect (term);
        """,
    )


@_migration
def m003_search(db: "Database") -> None:
    """The search index, updated row by row by :mod:`glossary.store.search.index`."""
    for statement in index.SCHEMA:
        db.execute(statement)


@_migration
def m004_uses(db: "Database") -> None:
    """The forms of plain terms that are searched for in all texts, and the texts that have been searched."""
    _script(
        db,
        """
        CREATE TABLE watched (form TEXT PRIMARY KEY, key TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX watched_key ON watched (key);
        CREATE TABLE scanned (
            source INTEGER PRIMARY KEY REFERENCES source (n) ON DELETE CASCADE
        ) STRICT;
        """,
    )


@_migration
def m005_missing_paths(db: "Database") -> None:
    """Delete findings about paths that never existed: these are usage errors and are no longer stored."""
    db.execute("DELETE FROM finding WHERE source IS NULL AND code = 'E102'")


@_migration
def m006_client_lexicon(db: "Database") -> None:
    """The cache of lexicon downloads: see :mod:`glossary.store.lexicon_cache`."""
    _script(
        db,
        """
        CREATE TABLE client_lexicon (
            variant TEXT PRIMARY KEY, state TEXT NOT NULL, version TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE client_lexicon_shard (
            variant TEXT NOT NULL, shard INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (variant, shard)
        ) STRICT;
        CREATE TABLE client_lexicon_body (
            variant TEXT NOT NULL, coding TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (variant, coding)
        ) STRICT;
        """,
    )


@_migration
def m007_sense_issuers(db: "Database") -> None:
    """The issuer of the displayed wording and the years of explanation, so that lists need not load the article."""
    _script(
        db,
        """
        ALTER TABLE sense ADD COLUMN wording_issuer TEXT;
        ALTER TABLE sense ADD COLUMN explained_first INTEGER;
        ALTER TABLE sense ADD COLUMN explained_last INTEGER;
        """,
    )


@_migration
def m008_lexicon_digests(db: "Database") -> None:
    """Digests of the lexicon downloads, so that damage is found; those without a digest are prepared again."""
    _script(
        db,
        """
        DELETE FROM client_lexicon;
        DELETE FROM client_lexicon_shard;
        DELETE FROM client_lexicon_body;
        ALTER TABLE client_lexicon_shard ADD COLUMN digest BLOB NOT NULL DEFAULT x'';
        ALTER TABLE client_lexicon_body ADD COLUMN digest BLOB NOT NULL DEFAULT x'';
        ALTER TABLE client_lexicon ADD COLUMN digest BLOB NOT NULL DEFAULT x'';
        """,
    )


@_migration
def m009_matcher(db: "Database") -> None:
    """The forms of the dictionary as a finished matcher: see :mod:`glossary.store.lexicon_cache`."""
    _script(db, "CREATE TABLE matcher (state TEXT NOT NULL, body BLOB NOT NULL, digest BLOB NOT NULL) STRICT;")


@_migration
def m010_first_queries(db: "Database") -> None:
    """Indexes for what a reader asks once for each state: without them, a large store is read from end to end.

    Whether any source is not in simplified script; which keys of articles are keys of forms of other articles; and the
    order of exports, for which all articles would be sorted.
    """
    _script(
        db,
        """
        CREATE INDEX source_script ON source (script) WHERE script <> 'zh-Hans';
        DROP INDEX form_key;
        CREATE INDEX form_key ON form (key, term);
        CREATE INDEX term_use ON term (sources DESC, attestations DESC, key);
        """,
    )


def _script(db: "Database", statements: str) -> None:
    """Run statements one by one: ``executescript`` would commit the migration's transaction."""
    statement = ""
    for piece in statements.split(";"):
        statement += piece + ";"
        if statement.strip(" \n;") and sqlite3.complete_statement(statement):
            db.execute(statement)
            statement = ""
