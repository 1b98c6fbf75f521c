"""What look-up asks the store: points and short lists, every statement in one place. Rows come as plain tuples."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from glossary.store.database import open_for_reading


class FormRow(NamedTuple):
    """One article that a key leads to.

    Attributes:
        term: Its row number.
        sense: The sense that the form chooses.
        kind: What the form is to it: ``headword``, ``full_form`` …
        is_printed: Whether a source prints the form just so.
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


_ARTICLE = "SELECT n, id, key, headword, article FROM term WHERE "


class Reader:
    """Read-only questions to one open store; belongs to one thread at a time."""

    def __init__(self, path: str | Path) -> None:
        self.connection = open_for_reading(path)
        self.connection.row_factory = None
        self.connection.isolation_level = None
        self.connection.execute("PRAGMA query_only = ON")
        self.connection.execute("PRAGMA mmap_size = 1073741824")
        self._execute = self.connection.execute

    def begin(self) -> None:
        """Open a read transaction: everything until :meth:`end` sees one state of the dictionary."""
        self._execute("BEGIN")

    def end(self) -> None:
        """Close the read transaction."""
        self._execute("COMMIT")

    def version(self) -> int:
        """A number that differs whenever another connection has committed in between."""
        number: int = self._execute("PRAGMA data_version").fetchone()[0]
        return number

    def commit_number(self) -> int:
        """The number of the state that this transaction sees; 0 in a store that an older version wrote last."""
        number: int = self._execute("PRAGMA user_version").fetchone()[0]
        return number

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    def meta(self) -> dict[str, str]:
        """Everything the store says of itself."""
        return dict(self._execute("SELECT key, value FROM meta ORDER BY key").fetchall())

    def article_by_key(self, key: str) -> ArticleRow | None:
        """The article filed under ``key`` itself."""
        return self._one_article("key = ?", key)

    def shared_keys(self) -> frozenset[str]:
        """The keys of articles that are keys of other articles' forms, too: a few in a thousand."""
        statement = "SELECT form.key FROM form JOIN term AS own ON own.key = form.key WHERE form.term <> own.n"
        return frozenset(key for (key,) in self._execute(statement))

    def is_printed(self, key: str, form: str) -> bool:
        """Whether a source prints ``form``, whose key is ``key``, just so."""
        statement = "SELECT EXISTS (SELECT 1 FROM form WHERE key = ? AND form = ? AND origin = 'attested')"
        return bool(self._execute(statement, (key, form)).fetchone()[0])

    def article_by_id(self, term_id: str) -> ArticleRow | None:
        """The article with that id."""
        return self._one_article("id = ?", term_id)

    def article(self, term: int) -> ArticleRow | None:
        """The article with that row number."""
        return self._one_article("n = ?", term)

    def redirected(self, term_id: str) -> int | None:
        """Where an id that is no longer used leads."""
        found = self._execute("SELECT term FROM redirect WHERE old_id = ?", (term_id,)).fetchone()
        return found[0] if found else None

    def forms_of_key(self, key: str, form: str = "") -> list[FormRow]:
        """The articles a form's key leads to, each once, the one that is probably meant first.

        Explained ones, then those for which sources print ``form`` just so, then the one filed under the key, then
        the most important.
        """
        statement = (
            "SELECT form.term, max(sense.id), min(form.kind), "
            "max(form.form = :form AND form.origin = 'attested') AS printed "
            "FROM form JOIN term ON term.n = form.term LEFT JOIN sense ON sense.n = form.sense WHERE form.key = :key "
            "GROUP BY form.term "
            "ORDER BY term.explained DESC, printed DESC, term.key = :key DESC, term.rank DESC, term.key"
        )
        return [FormRow(*row) for row in self._execute(statement, {"key": key, "form": form})]

    def loose_terms(self, digit_key: str) -> list[int]:
        """Articles whose key is ``digit_key`` when numerals are digits, most important first."""
        statement = (
            "SELECT loose.term FROM loose JOIN term ON term.n = loose.term WHERE loose.key = ? "
            "ORDER BY term.rank DESC, term.key"
        )
        return [row[0] for row in self._execute(statement, (digit_key,))]

    def first_loose_terms(self, loose_keys: list[str]) -> dict[str, int]:
        """The most important article of each of the keys, numerals as digits, that has one; in the order given."""
        if not loose_keys:
            return {}
        marks = ", ".join("?" * len(loose_keys))
        statement = (
            f"SELECT loose.key, loose.term FROM loose JOIN term ON term.n = loose.term WHERE loose.key IN ({marks}) "
            "ORDER BY term.rank, term.key DESC"
        )
        found = dict(self._execute(statement, loose_keys).fetchall())  # of each key the last row stays
        return {key: found[key] for key in loose_keys if key in found}

    def ids(self, terms: list[int]) -> dict[int, tuple[str, str]]:
        """Id and headword of terms by row number."""
        marks = ", ".join("?" * len(terms))
        rows = self._execute(f"SELECT n, id, headword FROM term WHERE n IN ({marks})", terms)
        return {n: (term_id, headword) for n, term_id, headword in rows}

    def members_of(self, key: str) -> list[tuple[str, str, str, str, int, int]]:
        """Articles with a member of that key: id, headword, sense id, the member as printed, group and position."""
        statement = (
            "SELECT term.id, term.headword, sense.id, member.text, member.grp, member.position FROM member "
            "JOIN term ON term.n = member.term JOIN sense ON sense.n = member.sense WHERE member.key = ? "
            "ORDER BY term.rank DESC, term.key, sense.position, member.grp, member.position"
        )
        return self._execute(statement, (key,)).fetchall()

    def near(self, term: int) -> list[tuple[str, str, str]]:
        """Articles easily confused with a term: id, headword, reason."""
        statement = (
            "SELECT term.id, term.headword, near.reason FROM near JOIN term ON term.n = near.other "
            "WHERE near.term = ? ORDER BY term.rank DESC, term.key"
        )
        return self._execute(statement, (term,)).fetchall()

    def senses_of(self, term: int) -> list[dict[str, Any]]:
        """The senses of a term in the article's order, in brief."""
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
        """How many sources explain a term, by row number; of terms with at most ``longest`` characters."""
        statement = (
            "SELECT term, count(DISTINCT source) FROM attestation WHERE kind <> 'mention' "
            "AND term IN (SELECT n FROM term WHERE explained AND length(headword) <= ?) GROUP BY term"
        )
        return dict(self._execute(statement, (longest,)).fetchall())

    def first_definitions(self) -> dict[int, str]:
        """The definition of each explained term's first sense, by the term's row number."""
        return dict(self._execute("SELECT term, definition FROM sense WHERE position = 1").fetchall())

    def forms(self) -> Iterator[tuple[str, int, str | None, str, str, int]]:
        """Every form of the dictionary: form, term row number, sense id, kind, origin, count; in a fixed order."""
        statement = (
            "SELECT form.form, form.term, sense.id, form.kind, form.origin, form.count FROM form "
            "JOIN term ON term.n = form.term LEFT JOIN sense ON sense.n = form.sense "
            "ORDER BY term.key, form.form, form.script"
        )
        yield from self._execute(statement)

    def attested_forms(self, ids: Collection[str]) -> dict[str, list[dict[str, Any]]]:
        """The forms that sources print in traditional characters, of terms by id; rows as an article's variants."""
        statement = (
            "SELECT t.id, f.form, f.script, f.origin, f.count FROM form AS f JOIN term AS t ON t.n = f.term "
            f"WHERE t.id IN ({', '.join('?' * len(ids))}) AND f.origin = 'attested' AND f.script <> 'zh-Hans'"
        )
        found: dict[str, list[dict[str, Any]]] = {}
        for term, *row in self._execute(statement, tuple(ids)):
            found.setdefault(term, []).append(dict(zip(("form", "script", "origin", "count"), row, strict=True)))
        return found

    def articles(self) -> Iterator[tuple[str, bytes]]:
        """Every article: key and JSON in zh-Hans; in the order of :meth:`heads`."""
        yield from self._execute("SELECT key, article FROM term ORDER BY key")

    def neighbours(self) -> Iterator[tuple[str, str, str]]:
        """Every pair of easily confused articles: id of one, id and headword of the other, important ones first."""
        yield from self._execute(
            "SELECT own.id, other.id, other.headword FROM near JOIN term AS own ON own.n = near.term "
            "JOIN term AS other ON other.n = near.other ORDER BY own.key, other.rank DESC, other.key"
        )

    def heads(self) -> Iterator[tuple[int, str, str, str, str, str | None, int]]:
        """Every term: row number, id, key, headword, kind, shape, explained; in a fixed order."""
        yield from self._execute("SELECT n, id, key, headword, kind, shape, explained FROM term ORDER BY key")

    def _one_article(self, condition: str, value: str | int) -> ArticleRow | None:
        found = self._execute(_ARTICLE + condition, (value,)).fetchone()
        return ArticleRow(*found) if found else None
