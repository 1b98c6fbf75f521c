"""A consistent read of the whole dictionary, independent of concurrent writes."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import orjson

from glossary.store.database import load_text, open_for_reading
from glossary.store.read.sources import source_rows

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

    def _meta(self, key: str) -> str:
        row = self._connection.execute("SELECT value FROM meta WHERE key = ?", [key]).fetchone()
        return str(row[0]) if row else ""
