"""Reads articles: the queries of look-up, whose rows are plain tuples, and a consistent read of everything."""

import sqlite3
from collections.abc import Collection, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

import orjson

from glossary.store.database import load_text, open_for_reading
from glossary.store.read.sources import source_rows


class FormRow(NamedTuple):
    """One article that a key leads to.

    Attributes:
        term: Row number of the article.
        sense: Id of the sense that the form implies.
        kind: Kind of the form: ``headword``, ``full_form`` …
        is_printed: Whether a source prints exactly this form.
    """

    term: int
    sense: str | None
    kind: str
    is_printed: bool = False


class ArticleRow(NamedTuple):
    """One article: its row number, its id, its key, its headword and its JSON in zh-Hans."""

    n: int
    id: str
    key: str
    headword: str
    article: bytes


_CACHE_KIB = 4096
"""Memory of a connection for pages that it has read; a page from here takes no system call."""

_ARTICLE = "SELECT n, id, key, headword, article FROM term WHERE "


class Reader:
    """Read-only queries to one open store; used by one thread at a time."""

    def __init__(self, path: str | Path) -> None:
        self.connection = open_for_reading(path)
        self.connection.row_factory = None
        self.connection.isolation_level = None
        self.connection.execute("PRAGMA query_only = ON")
        # The file is not mapped: where a page is not in memory, the kernel reads megabytes around it for a mapped file.
        self.connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        self._execute = self.connection.execute

    def begin(self) -> None:
        """Open a read transaction: everything until :meth:`end` sees one state of the dictionary."""
        self._execute("BEGIN")

    def end(self) -> None:
        """Close the read transaction."""
        self._execute("COMMIT")

    def version(self) -> int:
        """Returns a number that changes whenever another connection commits."""
        number: int = self._execute("PRAGMA data_version").fetchone()[0]
        return number

    def commit_number(self) -> int:
        """Returns the commit number that this transaction sees; 0 if an older version wrote the store last."""
        number: int = self._execute("PRAGMA user_version").fetchone()[0]
        return number

    def forget_pages(self) -> None:
        """Read all pages again: SQLite cannot know that another program has written over the file."""
        self._execute("PRAGMA shrink_memory")

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    def meta(self) -> dict[str, str]:
        """Returns all metadata of the store."""
        return dict(self._execute("SELECT key, value FROM meta ORDER BY key").fetchall())

    def article_by_key(self, key: str) -> ArticleRow | None:
        """Returns the article filed under ``key`` itself."""
        return self._one_article("key = ?", key)

    def shared_keys(self) -> frozenset[str]:
        """Returns the keys of articles that are also keys of forms of other articles: a few in a thousand."""
        statement = "SELECT form.key FROM form JOIN term AS own ON own.key = form.key WHERE form.term <> own.n"
        return frozenset(key for (key,) in self._execute(statement))

    def is_printed(self, key: str, form: str) -> bool:
        """Whether a source prints exactly ``form``, whose key is ``key``."""
        statement = "SELECT EXISTS (SELECT 1 FROM form WHERE key = ? AND form = ? AND origin = 'attested')"
        return bool(self._execute(statement, (key, form)).fetchone()[0])

    def article_by_id(self, term_id: str) -> ArticleRow | None:
        """Returns the article with that id."""
        return self._one_article("id = ?", term_id)

    def article(self, term: int) -> ArticleRow | None:
        """Returns the article with that row number."""
        return self._one_article("n = ?", term)

    def redirected(self, term_id: str) -> int | None:
        """Returns the term that an obsolete id redirects to."""
        found = self._execute("SELECT term FROM redirect WHERE old_id = ?", (term_id,)).fetchone()
        return found[0] if found else None

    def forms_of_key(self, key: str, form: str = "") -> list[FormRow]:
        """Returns the articles that a form's key leads to, each once, the most likely one first.

        The order: explained articles, those for which sources print exactly ``form``, the one filed under the key,
        then by rank.
        """
        statement = (
            "SELECT form.term, max(sense.id), min(form.kind), "
            "max(form.form = :form AND form.origin = 'attested') AS printed "
            "FROM form JOIN term ON term.n = form.term LEFT JOIN sense ON sense.n = form.sense WHERE form.key = :key "
            "GROUP BY form.term "
            "ORDER BY term.explained DESC, printed DESC, term.key = :key DESC, term.rank DESC, term.key"
        )
        return [FormRow(*row) for row in self._execute(statement, {"key": key, "form": form})]

    def terms_by_digit_key(self, digit_key: str) -> list[int]:
        """Returns the articles with this digit key, most important first."""
        statement = (
            "SELECT loose.term FROM loose JOIN term ON term.n = loose.term WHERE loose.key = ? "
            "ORDER BY term.rank DESC, term.key"
        )
        return [row[0] for row in self._execute(statement, (digit_key,))]

    def first_terms_by_digit_key(self, digit_keys: list[str]) -> dict[str, int]:
        """Returns the most important article of each digit key that has one, in the order given."""
        if not digit_keys:
            return {}
        marks = ", ".join("?" * len(digit_keys))
        statement = (
            f"SELECT loose.key, loose.term FROM loose JOIN term ON term.n = loose.term WHERE loose.key IN ({marks}) "
            "ORDER BY term.rank, term.key DESC"
        )
        found = dict(self._execute(statement, digit_keys).fetchall())  # of each key the last row stays
        return {key: found[key] for key in digit_keys if key in found}

    def ids(self, terms: list[int]) -> dict[int, tuple[str, str]]:
        """Returns id and headword of terms, by row number."""
        marks = ", ".join("?" * len(terms))
        rows = self._execute(f"SELECT n, id, headword FROM term WHERE n IN ({marks})", terms)
        return {n: (term_id, headword) for n, term_id, headword in rows}

    def members_of(self, key: str) -> list[tuple[str, str, str, str, int, int]]:
        """Returns articles with a member of that key: id, headword, sense id, member as printed, group, position."""
        statement = (
            "SELECT term.id, term.headword, sense.id, member.text, member.grp, member.position FROM member "
            "JOIN term ON term.n = member.term JOIN sense ON sense.n = member.sense WHERE member.key = ? "
            "ORDER BY term.rank DESC, term.key, sense.position, member.grp, member.position"
        )
        return self._execute(statement, (key,)).fetchall()

    def near(self, term: int) -> list[tuple[str, str, str]]:
        """Returns the similar terms of a term: id, headword, reason."""
        statement = (
            "SELECT term.id, term.headword, near.reason FROM near JOIN term ON term.n = near.other "
            "WHERE near.term = ? ORDER BY term.rank DESC, term.key"
        )
        return self._execute(statement, (term,)).fetchall()

    def senses_of(self, term: int) -> list[dict[str, Any]]:
        """Returns short records of the senses of a term, in the article's order."""
        names = (
            "id",
            "definition",
            "level",
            "region",
            "issuer",
            "first_year",
            "last_year",
            "status",
            "tail",
            "qualifier",
        )
        statement = f"SELECT {', '.join(names)} FROM sense WHERE term = ? ORDER BY position"
        return [dict(zip(names, row, strict=True)) for row in self._execute(statement, (term,))]

    def explaining_sources(self, longest: int) -> dict[int, int]:
        """Counts the sources that explain each term of at most ``longest`` characters, by row number."""
        statement = (
            "SELECT term, count(DISTINCT source) FROM attestation WHERE kind <> 'mention' "
            "AND term IN (SELECT n FROM term WHERE explained AND length(headword) <= ?) GROUP BY term"
        )
        return dict(self._execute(statement, (longest,)).fetchall())

    def forms(self) -> Iterator[tuple[str, int, str | None, str, str, int]]:
        """Yields every form: form, term row number, sense id, kind, origin, count; in a fixed order."""
        statement = (
            "SELECT form.form, form.term, sense.id, form.kind, form.origin, form.count FROM form "
            "JOIN term ON term.n = form.term LEFT JOIN sense ON sense.n = form.sense "
            "ORDER BY term.key, form.form, form.script"
        )
        yield from self._execute(statement)

    def attested_forms(self, ids: Collection[str]) -> dict[str, list[dict[str, Any]]]:
        """Returns the attested traditional forms of terms, by id; rows are like the article's ``variants``."""
        statement = (
            "SELECT t.id, f.form, f.script, f.origin, f.count FROM form AS f JOIN term AS t ON t.n = f.term "
            f"WHERE t.id IN ({', '.join('?' * len(ids))}) AND f.origin = 'attested' AND f.script <> 'zh-Hans'"
        )
        found: dict[str, list[dict[str, Any]]] = {}
        for term, *row in self._execute(statement, tuple(ids)):
            found.setdefault(term, []).append(dict(zip(("form", "script", "origin", "count"), row, strict=True)))
        return found

    def articles(self) -> Iterator[tuple[str, bytes]]:
        """Yields key and JSON (zh-Hans) of every article, in the order of :meth:`heads`."""
        yield from self._execute("SELECT key, article FROM term ORDER BY key")

    def similar_pairs(self) -> Iterator[tuple[str, str, str]]:
        """Yields every pair of similar terms: id of one, id and headword of the other, most important first."""
        yield from self._execute(
            "SELECT own.id, other.id, other.headword FROM near JOIN term AS own ON own.n = near.term "
            "JOIN term AS other ON other.n = near.other ORDER BY own.key, other.rank DESC, other.key"
        )

    def term_numbers(self) -> list[int]:
        """Lists the row numbers of all terms, in the order of :meth:`heads`."""
        return [n for (n,) in self._execute("SELECT n FROM term ORDER BY key")]

    def heads(self) -> Iterator[tuple[int, str, str, str, str, str | None, int]]:
        """Yields every term: row number, id, key, headword, kind, shape, explained; in a fixed order."""
        yield from self._execute("SELECT n, id, key, headword, kind, shape, explained FROM term ORDER BY key")

    def _one_article(self, condition: str, value: str | int) -> ArticleRow | None:
        found = self._execute(_ARTICLE + condition, (value,)).fetchone()
        return ArticleRow(*found) if found else None


_ATTESTATIONS = """
SELECT term.id AS term, term.headword, sense.id AS sense, attestation.kind, attestation.start, attestation."end"
FROM attestation
JOIN term ON term.n = attestation.term
LEFT JOIN sense ON sense.n = attestation.sense
WHERE attestation.source = ?
ORDER BY attestation.start, attestation."end", term.id
"""


class Snapshot:
    """The dictionary as of the time of opening: all reads belong to one transaction.

    The order of rows depends only on their content and not on the ingest, so two stores with the same sources give the
    same bytes.
    """

    def __init__(self, path: str | Path) -> None:
        """Open the store at ``path``.

        Raises:
            StoreError: The store cannot be read; see :func:`glossary.store.database.open_for_reading`.
        """
        self._connection: sqlite3.Connection = open_for_reading(path)
        self._connection.execute("BEGIN")
        self.revision = self._meta("revision")
        self.converter = self._meta("converter")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def articles(self) -> Iterator[dict[str, Any]]:
        """Yields every article (docs/model.md), most used first."""
        for row in self._connection.execute("SELECT article FROM term ORDER BY sources DESC, attestations DESC, key"):
            article: dict[str, Any] = orjson.loads(row[0])
            yield article

    def sources(self) -> Iterator[dict[str, Any]]:
        """Yields every source without its text, by id."""
        return (row for _, row in source_rows(self._connection, "id"))

    def attestations(self) -> Iterator[tuple[dict[str, Any], str, list[Any]]]:
        """Yields each source with its text and its attestations in printed order; one text in memory at a time."""
        for number, source in source_rows(self._connection, "id"):
            rows = self._connection.execute(_ATTESTATIONS, [number])
            yield source, load_text(self._connection, number), rows.fetchall()

    def decisions(self) -> Iterator[dict[str, str]]:
        """Yields every editorial decision, by kind and key."""
        query = "SELECT kind, form, other, reason FROM decision ORDER BY kind, key, other_key"
        return (dict(row) for row in self._connection.execute(query))

    def totals(self) -> tuple[int, int]:
        """Returns the number of sources, and of the attestations of all articles."""
        query = "SELECT (SELECT count(*) FROM source), (SELECT coalesce(sum(attestations), 0) FROM term)"
        sources, attestations = self._connection.execute(query).fetchone()
        return sources, attestations

    def _meta(self, key: str) -> str:
        row = self._connection.execute("SELECT value FROM meta WHERE key = ?", [key]).fetchone()
        return str(row[0]) if row else ""
