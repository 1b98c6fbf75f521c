"""Checks that a store holds what was written: pages, evidence, and every row that follows from the evidence.

SQLite's own check finds broken pages and indexes, but not a changed bit within a value. So each row is compared with
something else that is stored:

* sources with their findings and evidence, and finished lexicons, with the digests that were written with them;
* an article, and the rows of its forms, places, members and blocks, with the hashes in ``term``;
* the other rows of an article with what its body gives, and the search index with the tokens of its texts, by queries;
* evidence that was found by searching with the text at its place;
* lists of origins, decisions and keys with digests in ``meta``.

What remains are bytes that nothing reads, such as free space in pages.
"""

import hashlib
import sqlite3
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import chain
from pathlib import Path
from typing import Any

import orjson

from glossary.chinese.normalize import term_key
from glossary.chinese.script import CONFIGURATIONS
from glossary.senses.article import find_term_id
from glossary.store.database import (
    KEYS,
    TABLE_DIGESTS,
    count_rows,
    find_revision,
    find_table_digest,
    hash_unread,
    merge_version,
    open_for_reading,
    unpack_text,
)
from glossary.store.lexicon_cache import find_damaged_lexicons
from glossary.store.schema import SOURCE_COLUMNS
from glossary.store.search.index import (
    FULL_TEXT_TABLES,
    find_tokens,
    list_tokens,
    make_index_entry,
    match_token,
    row_of,
)
from glossary.store.write.article_building import SENSE_COLUMNS, find_digest, hash_content, sense_row
from glossary.store.write.mentions import FORM_RULE
from glossary.store.write.staging import EVIDENCE_COLUMNS

_NOT_IN_DIGEST = frozenset({"digest", "extractor", "text", "origin"})
_TERMS_AT_ONCE = 500
_Term = tuple[Any, ...]


def check_store(path: str | Path) -> Iterator[str]:
    """Yields a message for each damage in the store at ``path``; nothing if it is intact.

    Takes 7 s for a store of 1,000 reports. Rows that follow from the evidence are compared with what this version makes
    of it, so they are left out if another version wrote them (:func:`is_of_this_version`).

    Raises:
        StoreError: The store cannot be opened.
    """
    with closing(open_for_reading(path, check=False)) as connection:
        connection.row_factory = None
        try:
            connection.execute("BEGIN")
            yield from _check_pages(connection)
            yield from _check_articles(connection)
            yield from _check_sources(connection)
            yield from _check_meta(connection)
            yield from _check_lexicons(connection)
            if _has_own_versions(connection):
                yield from _check_derived_rows(connection)
                yield from _check_search_index(connection)
        except (sqlite3.Error, ValueError, TypeError, KeyError, LookupError, AttributeError) as error:
            yield f"the check stopped: {type(error).__name__}: {error}"  # damaged bytes can raise any of these


def is_of_this_version(path: str | Path) -> bool:
    """Whether this version of the software wrote the articles, so that derived rows can be computed and compared.

    Raises:
        StoreError: The store cannot be opened.
    """
    with closing(open_for_reading(path, check=False)) as connection:
        connection.row_factory = None
        return _has_own_versions(connection)


def _has_own_versions(connection: sqlite3.Connection) -> bool:
    meta = dict(connection.execute("SELECT key, value FROM meta WHERE key IN ('keys', 'merging')").fetchall())
    return meta == {"keys": KEYS, "merging": merge_version()}


def _check_pages(connection: sqlite3.Connection) -> Iterator[str]:
    for (line,) in connection.execute("PRAGMA integrity_check(20)"):
        if line != "ok":
            yield line
    for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        yield f"table {table}, row {row}: names a row of {parent} that does not exist"


def _check_articles(connection: sqlite3.Connection) -> Iterator[str]:
    for key, draft, digest, article in connection.execute("SELECT key, draft, digest, article FROM term"):
        if find_digest(str(draft), _bytes(article)) != digest:
            yield f"article {key!r}: differs from what was written"


def _check_sources(connection: sqlite3.Connection) -> Iterator[str]:
    watched = dict(connection.execute("SELECT form, key FROM watched").fetchall())
    for (number,) in connection.execute("SELECT n FROM source ORDER BY n").fetchall():
        cursor = connection.execute("SELECT * FROM source WHERE n = ?", [number])
        names = [column[0] for column in cursor.description]
        row = dict(zip(names, cursor.fetchone(), strict=True))
        problem = _text_problem(row["text"], row["length"])
        if not problem and _find_source_digest(connection, row) != row["digest"]:
            problem = "differs from what was written"
        if problem:
            yield f"source {row['id']}: {problem}"
        else:
            yield from _check_found_evidence(connection, row, watched)


def _text_problem(packed: bytes, length: int) -> str:
    try:
        text = unpack_text(packed)
    except (zlib.error, UnicodeDecodeError, TypeError) as error:
        return f"its text cannot be read ({error})"
    return "" if len(text) == length else f"its text has {len(text)} characters and not {length}"


def _find_source_digest(connection: sqlite3.Connection, row: dict[str, Any]) -> str:
    """Computes the digest of a source, its findings and its evidence, like staging.

    Evidence derived from other sources (plain terms found in this one) is not part of it.
    """
    columns = {name: row[name] for name in SOURCE_COLUMNS if name not in _NOT_IN_DIGEST}
    quoted = ", ".join(f'"{name}"' for name in EVIDENCE_COLUMNS)
    findings = connection.execute(
        'SELECT code, message, start, "end" FROM finding WHERE source = ? ORDER BY n', [row["n"]]
    ).fetchall()
    evidence = connection.execute(
        f"SELECT {quoted} FROM evidence WHERE source = ? AND rule <> ? ORDER BY n", [row["n"], FORM_RULE]
    ).fetchall()
    body = {"findings": list(map(list, findings)), "evidence": list(map(list, evidence))}
    return hashlib.sha256(orjson.dumps([columns, body], default=repr)).hexdigest()


_FOUND = """
SELECT core_key, head_key, head, core, before, after, start, "end", head_start, head_end,
    kind = 'mention' AND qualifier = '' AND tail = '' AND quoted = 0
    AND coalesce(definition, number, page, groups, status) IS NULL
FROM evidence WHERE source = ? AND rule = ?
"""


def _check_found_evidence(
    connection: sqlite3.Connection, row: dict[str, Any], watched: dict[str, str]
) -> Iterator[str]:
    """Compares the uses of plain terms, which come from a search of the text, with the text at their places."""
    text = unpack_text(row["text"])
    for key, head_key, head, core, before, after, *spans, is_mention in connection.execute(
        _FOUND, [row["n"], FORM_RULE]
    ):
        start, end, *same = spans
        is_right = (
            text[start:end] == head
            and same == [start, end]
            and text.endswith(before, 0, start)
            and text.startswith(after, end)
            and watched.get(core) == key
            and term_key(head) == head_key
        )
        if not is_right or not is_mention:
            yield f"source {row['id']}: the use of {core!r} at {start} differs from what was written"


def _check_meta(connection: sqlite3.Connection) -> Iterator[str]:
    """Checks the values that a writer of this version computes of the tables."""
    meta: dict[str, str] = dict(connection.execute("SELECT key, value FROM meta").fetchall())
    if meta.get("keys") != KEYS or not meta.get("revision"):
        return
    if meta["revision"] != find_revision(connection):
        yield f"the revision {meta['revision']} is not that of the content"
    if meta.get("unread", "") != hash_unread(connection):
        yield "the list of unreadable documents differs from what was written"
    for table in TABLE_DIGESTS:
        if f"digest.{table}" in meta and meta[f"digest.{table}"] != find_table_digest(connection, table):
            yield f"table {table}: differs from what was written"
    for name, count in count_rows(connection).items():
        if meta.get(name, "") not in {"", str(count)}:
            yield f"{name} is {meta[name]} and not {count}"


def _check_lexicons(connection: sqlite3.Connection) -> Iterator[str]:
    """Checks finished lexicons, if the store was written by a version that stores digests of them."""
    rows = connection.execute("PRAGMA table_info(client_lexicon)").fetchall()
    if any(name == "digest" for _, name, *_ in rows):
        for damaged in find_damaged_lexicons(connection):
            yield f"{damaged}: differs from what was written; `glossary rebuild` writes it again"


_TERM = (
    "n, id, key, headword, kind, shape, numerals, attestations, sources, first_year, last_year, explained, rank, "
    "draft, article"
)
_ROWS = {
    "form": ("term, key, form, kind, script, origin, count, sense", "n"),
    "loose": ("term, key", "key"),
    "attestation": ('term, sense, source, kind, start, "end"', "rowid"),
    "usage": ("term, year, level, attestations, sources", "rowid"),
    "member": ("term, sense, grp, position, text, key", "n"),
    "review": ('term, verdict, rule, score, "left", "right", message', "n"),
    "block": ("term, block, weight", "block"),
    "sense": (f"term, n, {', '.join(SENSE_COLUMNS)}", "position"),
}
"""The rows of an article by table: their columns and their order."""

_NEAR = """
SELECT near.term, term.id, term.headword, near.reason FROM near JOIN term ON term.n = near.other
WHERE near.term IN (SELECT value FROM json_each(?)) ORDER BY near.term, near.reason, term.key
"""
_SEARCH = """
SELECT term, row, kind, shape, numerals, explained, first_year, last_year, pinyin, heads, typed, definitions
FROM search JOIN search_text USING (row) WHERE term IN (SELECT value FROM json_each(?))
"""


def _check_derived_rows(connection: sqlite3.Connection) -> Iterator[str]:
    """Compares the rows of each article with its body, and with the hash of the content that it was made from."""
    sources: dict[int, str] = dict(connection.execute("SELECT n, id FROM source").fetchall())
    for script, origin, configuration in connection.execute("SELECT DISTINCT script, origin, configuration FROM form"):
        if configuration != (CONFIGURATIONS.get(script) if origin == "converted" else None):
            yield f"table form: {script} is not made by {configuration}"
    last = -1
    while terms := connection.execute(
        f"SELECT {_TERM} FROM term WHERE n > ? ORDER BY n LIMIT {_TERMS_AT_ONCE}", [last]
    ).fetchall():
        last = terms[-1][0]
        rows = _load_rows(connection, [term[0] for term in terms])
        for term in terms:
            for table in _find_wrong_tables(term, rows[term[0]], sources):
                yield f"article {term[2]!r}: {table} is not what follows from the evidence"


def _load_rows(connection: sqlite3.Connection, numbers: list[int]) -> dict[int, dict[str, list[_Term]]]:
    """The rows of some articles by table, without the number of the article."""
    wanted = [orjson.dumps(numbers).decode()]
    found: dict[int, dict[str, list[_Term]]] = defaultdict(lambda: defaultdict(list))
    for table, (columns, order) in _ROWS.items():
        statement = f"SELECT {columns} FROM {table} WHERE term IN (SELECT value FROM json_each(?)) ORDER BY {order}"
        for number, *row in connection.execute(statement, wanted):
            found[number][table].append(tuple(row))
    for table, statement in (("near", _NEAR), ("search", _SEARCH)):
        for number, *row in connection.execute(statement, wanted):
            found[number][table].append(tuple(row))
    return found


def _find_wrong_tables(term: _Term, rows: dict[str, list[_Term]], sources: dict[int, str]) -> Iterator[str]:
    """Yields the tables whose rows do not agree with the article."""
    _, term_id, key, headword, *facts, _, draft, article = term
    body: dict[str, Any] = orjson.loads(article)
    numerals = ",".join("X" if each is None else str(each) for each in body["numerals"])
    years = [edge and edge["year"] for edge in (body["first"], body["last"])]
    counts = [body["attestations"], body["sources"], *years, int(body["explained"])]
    if [term_id, headword, *facts] != [body["id"], body["headword"], body["kind"], body["shape"], numerals, *counts]:
        yield "term"
    if term_id != find_term_id(key):
        yield "term.key"
    if [row[1:] for row in rows["sense"]] != [sense_row(each, at) for at, each in enumerate(body["senses"], 1)]:
        yield "sense"
    if [row[:3] for row in rows["near"]] != [(each["id"], each["headword"], each["reason"]) for each in body["near"]]:
        yield "near"
    if _hash_rows(body, rows, sources) != draft:
        yield "a row of form, loose, attestation, usage, member, review or block"
    if not _is_indexed(term, body, rows["search"]):
        yield "search"


def _hash_rows(body: dict[str, Any], rows: dict[str, list[_Term]], sources: dict[int, str]) -> str:
    """The hash of the content of an article, from its rows and its body without links."""
    senses: dict[int | None, str | None] = {row[0]: row[1] for row in rows["sense"]} | {None: None}
    for sense in body["senses"]:
        for member in chain.from_iterable(group["members"] for group in sense["groups"]):
            member["term"] = None
    return hash_content(
        {**body, "near": []},
        blocks=rows["block"],
        forms=[(*row, senses.get(sense, "")) for *row, sense in rows["form"]],
        loose=[key for (key,) in rows["loose"]],
        attestations=[(senses.get(s, ""), sources.get(source), *rest) for s, source, *rest in rows["attestation"]],
        usage=rows["usage"],
        members=[(senses.get(sense, ""), *rest) for sense, *rest in rows["member"]],
        review=rows["review"],
    )


def _is_indexed(term: _Term, body: dict[str, Any], rows: Sequence[_Term]) -> bool:
    """Whether the search index has one row for the article, at its place or right after those of the same rank."""
    _, _, key, headword, kind, shape, numerals, _, _, first_year, last_year, explained, rank, _, _ = term
    entry = make_index_entry(body)
    expected = (kind, shape, numerals, explained, first_year, last_year, entry.marks)
    texts = (entry.heads, " ".join(entry.typed), entry.definitions)
    wanted = row_of(key, headword, rank)
    return [row[1:] for row in rows] == [(*expected, *texts)] and wanted <= rows[0][0] < wanted + _MOST_TIES


_MOST_TIES = 64
"""More articles of one rank and length whose keys share 32 bits of their hash do not occur."""


def _check_search_index(connection: sqlite3.Connection) -> Iterator[str]:
    """Compares the full-text index with the texts, by searching every token."""
    found, readings = set(connection.execute("SELECT reading, row FROM search_reading").fetchall()), set()
    tokens: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for row, heads, typed, definitions in connection.execute("SELECT row, heads, typed, definitions FROM search_text"):
        readings |= {(reading, row) for reading in typed.split(" ")}
        for table, token in find_tokens(heads, typed.split(" "), definitions):
            total = tokens[table, token]
            total[0] += 1
            total[1] += row
    if found != readings:
        yield "search_reading is not what follows from the headwords"
    for (table, token), (count, checksum) in tokens.items():
        matches = match_token(connection, table, token)
        if (len(matches), sum(matches)) != (count, checksum):
            yield f"{table}: finds {len(matches)} articles for {token!r} and not {count}"
    for table in FULL_TEXT_TABLES:
        for token in list_tokens(connection, table):
            if (table, token) not in tokens:
                yield f"{table}: has {token!r}, which is in no text"


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()
