"""Reports for editors: sources, findings, review items, borderline cases, counts. Read-only."""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import orjson

from glossary.senses.overrides import find_place
from glossary.senses.review import ReviewQuestion, find_questions, find_review_items
from glossary.store.database import load_text
from glossary.store.read.sources import source_rows


def list_sources(connection: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    """Yields every source with its metadata and counts, by year and id."""
    evidence = _counted_by_source(connection, "SELECT source, kind, count(*) FROM evidence GROUP BY source, kind")
    origins = _counted_by_source(connection, "SELECT source, 'origins', count(*) FROM origin GROUP BY source")
    for number, row in source_rows(connection, "year, id"):
        counts = {name: evidence[number][kind] for name, kind in _EVIDENCE_COUNTS.items()}
        findings = row.pop("finding_count")
        del row["entry_count"]
        yield {**row, "origins": origins[number]["origins"], **counts, "findings": findings}


_EVIDENCE_COUNTS = {"entries": "entry", "glosses": "gloss", "mentions": "mention"}


def _counted_by_source(connection: sqlite3.Connection, query: str) -> dict[int, Counter[str]]:
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for source, kind, count in connection.execute(query):
        counts[source][kind] = count
    return counts


def list_findings(connection: sqlite3.Connection, code: str | None = None) -> Iterator[dict[str, Any]]:
    """Yields findings of sources with their printed line, and findings about unreadable files.

    Args:
        connection: A connection from ``open_for_reading``.
        code: Only findings whose code begins with this (``W`` for all warnings).
    """
    query = """
        SELECT finding.code, finding.message, finding.start, finding."end",
            source.n AS number, source.id AS source, COALESCE(source.origin, finding.origin) AS origin
        FROM finding LEFT JOIN source ON source.n = finding.source
        WHERE substr(finding.code, 1, length(:code)) = :code
        ORDER BY origin, finding.start, finding.code, finding.message
    """
    number, text = None, ""
    for row in connection.execute(query, {"code": code or ""}):
        found = dict(row)
        if found.pop("number") != number:
            number = row["number"]
            text = _text(connection, number)
        line, printed = _printed_line(text, found["start"], found["end"])
        yield {**found, "line": line, "printed": printed}


def list_article_findings(connection: sqlite3.Connection, code: str | None = None) -> Iterator[dict[str, Any]]:
    """Yields review items of articles, by code and headword; ``code`` as for ``list_findings``."""
    items = (
        item
        for (blob,) in connection.execute("SELECT article FROM term")
        for item in find_review_items(orjson.loads(blob))
    )
    wanted = [item for item in items if item.code.startswith(code or "")]
    for item in sorted(wanted, key=lambda each: (each.code, each.headword, each.term, each.message)):
        yield {"code": item.code, "term": item.term, "headword": item.headword, "message": item.message}


def list_reviews(connection: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    """Yields borderline merges and splits, by headword; ``left`` and ``right`` are places as decisions name them."""
    query = """
        SELECT term.id AS term, headword, verdict, rule, score, "left", "right", message
        FROM review JOIN term ON term.n = review.term ORDER BY headword, verdict, rule, "left", "right"
    """
    for row in connection.execute(query):
        yield dict(row)


def review_queue(connection: sqlite3.Connection) -> list[ReviewQuestion]:
    """Returns the open review questions, those with the highest use and uncertainty first."""
    borderline: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in list_reviews(connection):
        borderline[row["term"]].append(row)
    decided = {frozenset(places) for places in _decided_places(connection)}
    questions = [
        question
        for term, blob in connection.execute("SELECT id, article FROM term WHERE explained")
        for question in find_questions(orjson.loads(blob), borderline[term])
        if question.key not in decided
    ]
    return sorted(questions, key=lambda each: (-each.rank, each.headword, each.kind, sorted(each.key)))


def _decided_places(connection: sqlite3.Connection) -> Iterator[list[str]]:
    """Yields the places that each decision names."""
    for form, other in connection.execute("SELECT form, other FROM decision"):
        if places := [written for written in (form, other) if find_place(written)]:
            yield places


def count_queued(connection: sqlite3.Connection) -> int:
    """Counts documents that are ingested but not published, because the ingest was interrupted or still runs."""
    count: int = connection.execute("SELECT COUNT(*) FROM staged WHERE payload IS NOT NULL").fetchone()[0]
    return count


def find_meta(connection: sqlite3.Connection) -> dict[str, str]:
    """Returns revision, versions and counts."""
    return {row["key"]: row["value"] for row in connection.execute("SELECT key, value FROM meta ORDER BY key")}


def find_stats(connection: sqlite3.Connection) -> dict[str, Any]:
    """Returns counts: rows by table, terms by kind, senses by status and level, reviews, findings by code."""
    meta = find_meta(connection)
    counts = {key.removeprefix("count."): int(value) for key, value in meta.items() if key.startswith("count.")}
    return {
        "revision": meta.get("revision"),
        "counts": counts,
        "terms_by_kind": _counted(connection, "SELECT kind, COUNT(*) FROM term GROUP BY kind"),
        "senses_by_status": _counted(connection, "SELECT status, COUNT(*) FROM sense GROUP BY status"),
        "senses_by_level": _counted(connection, "SELECT COALESCE(level, 'unknown'), COUNT(*) FROM sense GROUP BY 1"),
        "evidence_by_kind": _counted(connection, "SELECT kind, COUNT(*) FROM evidence GROUP BY kind"),
        "keys_merged_by_rule": _counted(
            connection, "SELECT rule, COUNT(*) FROM filing WHERE key <> target GROUP BY rule"
        ),
        "reviews": _counted(connection, "SELECT verdict || ': ' || rule, COUNT(*) FROM review GROUP BY 1"),
        "findings": _counted(connection, "SELECT code, COUNT(*) FROM finding GROUP BY code"),
        "sources_by_year": _counted(connection, "SELECT COALESCE(year, 'unknown'), COUNT(*) FROM source GROUP BY 1"),
    }


def _counted(connection: sqlite3.Connection, query: str) -> dict[str, int]:
    return {str(name): count for name, count in connection.execute(f"{query} ORDER BY 1")}


def _text(connection: sqlite3.Connection, number: int | None) -> str:
    return "" if number is None else load_text(connection, number)


_SHOWN = 80
"""Code points of a line that are shown around the place of a finding."""


def _printed_line(text: str, start: int | None, end: int | None = None) -> tuple[int | None, str | None]:
    """Returns the number (from 1) of the line that contains ``start``, and the text around the place."""
    if start is None or not text:
        return None, None
    begin = text.rfind("\n", 0, start) + 1
    close = text.find("\n", start)
    line = text[begin : close if close >= 0 else len(text)]
    return text.count("\n", 0, start) + 1, snippet(line, start - begin, (end or start) - begin)


def snippet(line: str, start: int, end: int) -> str:
    """Returns at most 80 code points of ``line`` around the place [start, end); … marks omissions.

    >>> snippet("一" * 200 + "五险" + "二" * 200, 200, 202).count("一"), snippet(" 五险：略 ", 1, 3)
    (39, '五险：略')
    """
    margin = max(0, _SHOWN - (min(end, len(line)) - start)) // 2
    first = max(0, min(start - margin, len(line) - _SHOWN))
    last = min(len(line), first + _SHOWN)
    cut = line[first:last].strip()
    return f"{'…' if line[:first].strip() else ''}{cut}{'…' if line[last:].strip() else ''}"
