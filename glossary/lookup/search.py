"""Search over headwords, definitions and pinyin: exact for any number of characters, with pages and cursors.

Every mode has one or two *stages*. A stage is a list of rows in order of importance: either a condition that the index
evaluates and the normalized text confirms, or a precomputed list. The second stage begins where the first one ends.

A cursor is an opaque string that is valid for the same query only.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

import orjson

from glossary.chinese import pinyin
from glossary.chinese.normalize import term_key
from glossary.chinese.script import to_hans
from glossary.errors import InvalidQueryError
from glossary.lookup.facet_counts import FacetCounts
from glossary.lookup.resolve import find_all, known_forms
from glossary.lookup.results import Page, Query
from glossary.lookup.sense_choice import Context, choose_sense_of_region
from glossary.lookup.sense_context import view_article
from glossary.lookup.session import Session
from glossary.lookup.suggestions import did_you_mean_hint, find_hints, nearest_rows
from glossary.store.read.reader import Reader
from glossary.store.search import index, queries
from glossary.store.search.queries import DEFINITIONS, HEADS, Condition, Filters, headword_prefix_condition

Part = str | int


def write_cursor(question: object, place: Sequence[Part]) -> str:
    """Returns the cursor of the page of ``question`` that begins after ``place``.

    Args:
        question: Identifies the list; equal queries must have an equal ``repr``.
        place: Position of the last row in the list.
    """
    packed = orjson.dumps([_seal(question, place), *place])
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def read_cursor(question: object, cursor: str) -> list[Part]:
    """Returns the position in a cursor that was written for ``question``.

    Raises:
        InvalidQueryError: The cursor is invalid, was altered, or belongs to another query.

    >>> read_cursor("sources", write_cursor("sources", ["s1", 7]))
    ['s1', 7]
    """
    try:
        packed = base64.b64decode((cursor + "=" * (-len(cursor) % 4)).encode("ascii"), b"-_", validate=True)
        seal, *read = orjson.loads(packed)
    except (ValueError, TypeError, binascii.Error, UnicodeError) as error:
        raise InvalidQueryError("cursor", "not a valid cursor") from error
    place: list[Part] = read
    if seal != _seal(question, place):
        raise InvalidQueryError("cursor", "cursor does not match this query; restart from the first page")
    return place


def _seal(question: object, place: Sequence[Part]) -> str:
    """Returns a checksum over query and position, so that neither can be exchanged by accident."""
    return hashlib.sha256(repr((question, list(place))).encode("utf-8", "surrogatepass")).hexdigest()[:12]


MODES = ("substring", "exact", "prefix", "pinyin", "fuzzy")
MAX_QUERY_LENGTH = 200
Place = tuple[int, int]
"""The end of a page: the stage, and the position within it."""
_BATCH_SIZE = 1_000
"""How many rows are checked for tones at once."""
_ALL = 1 << 62


@dataclass(frozen=True, slots=True)
class Stage:
    """Rows in order of importance: those of a condition, a precomputed list, or every term that passes the filters.

    Attributes:
        condition: The condition for the index.
        rows: A precomputed list, already filtered; ``None`` to query the index.
        sounds: A pattern for pinyin with tone marks, if tones were typed.
    """

    condition: Condition | None = None
    rows: tuple[int, ...] | None = None
    sounds: re.Pattern[str] | None = None


class PageCounts(NamedTuple):
    """The counts, facets and hints of a page; see :class:`Page`."""

    total: int | None
    facets: dict[str, dict[str, int]]
    hints: tuple[dict[str, Any], ...]


_UNCOUNTED = PageCounts(None, {}, ())
_NOTHING = Stage(rows=())
"""The stage of a query without searchable characters (a full stop, a control character)."""


def search(session: Session, query: Query) -> Page:
    """Returns the page of terms that match ``query``.

    Raises:
        InvalidQueryError: Unknown mode, limit out of range, query too long, or a cursor of another query.
    """
    _check(query)
    filters = _filters(query)
    with session.snapshot() as reader:
        stages = _stages(session, reader, query, filters)
        rows, following = _page(reader, stages, filters, _place(query), query.limit)
        shown = _show(reader, rows, filters)
        counts = _UNCOUNTED
        if query.counted:
            question = replace(query, limit=1, cursor=None)
            counts = session.remembered(question, lambda: _count(session, reader, question, stages, filters))
        following_cursor = following and write_cursor(_question(query), following)
        return Page(shown, counts.total, following_cursor, counts.facets, session.revision, counts.hints)


def _check(query: Query) -> None:
    if query.match not in MODES:
        raise InvalidQueryError("match", f"must be one of {', '.join(MODES)}")
    if not 1 <= query.limit <= 200:
        raise InvalidQueryError("limit", "must be from 1 to 200")
    if len(query.q) > MAX_QUERY_LENGTH:
        raise InvalidQueryError("q", f"longer than {MAX_QUERY_LENGTH} characters")


def _filters(query: Query) -> Filters:
    """Returns the filters of the query in simplified characters, in which values are stored."""
    requested = Filters(**{one.name: getattr(query, one.name) for one in fields(Filters)})
    region, shape = (value and to_hans(value) for value in (query.region, query.shape))
    return replace(requested, region=region, shape=shape)


def _stages(session: Session, reader: Reader, query: Query, filters: Filters) -> list[Stage]:
    connection = reader.connection
    if not query.q or not term_key(query.q):
        return [_NOTHING if query.q else Stage()]
    if query.match == "substring":
        return [Stage(condition) for condition in _containing(query.q)] or [_NOTHING]
    if query.match == "prefix":
        return [Stage(headword_prefix_condition(term_key(query.q)))]
    if query.match == "pinyin":
        return [_by_pinyin(reader, query.q, filters)]
    if query.match == "fuzzy":
        return [Stage(rows=tuple(queries.apply_filters(connection, nearest_rows(reader, query.q, 200), filters)))]
    terms = find_all(reader, query.q, known_forms(session, reader))
    return [Stage(rows=tuple(queries.rows_of_terms(connection, terms, filters)))]


def _containing(q: str) -> list[Condition]:
    """Returns conditions for headwords that contain ``q``, then for definitions of other headwords that contain it."""
    key, needle = term_key(q), index.normalize_for_search(q)
    heads = _confirmed(HEADS, key, "instr(t.heads, ?)")
    definitions = _confirmed(DEFINITIONS, needle, "instr(t.definitions, ?)")
    if not definitions.expression:  # only brackets: normalized definitions have none
        return [heads] if heads.expression else []
    if not heads.expression:
        return [definitions]
    others = " AND ".join(part for part in ("NOT instr(t.heads, ?)", definitions.confirmed) if part)
    return [heads, replace(definitions, confirmed=others, values=(key, *definitions.values), counted=definitions)]


def _confirmed(table: str, text: str, look: str) -> Condition:
    """Returns a condition for ``text`` by its tokens, confirmed in the normalized text if they are not enough."""
    expression = index.match_expression(text)
    return Condition(table, expression) if index.is_exact(text) else Condition(table, expression, look, (text,))


def _by_pinyin(reader: Reader, q: str, filters: Filters) -> Stage:
    typed = pinyin.normalize_pinyin(q)
    if not typed:
        return _NOTHING
    sounds = pinyin.toned_pattern(q)
    if len(typed) <= index.LONGEST_TYPED:
        return Stage(Condition(HEADS, index.typed_expression(typed)), sounds=sounds)
    rows = queries.apply_filters(reader.connection, queries.rows_by_pinyin(reader.connection, typed), filters)
    return Stage(rows=tuple(rows), sounds=sounds)


def _page(
    reader: Reader, stages: list[Stage], filters: Filters, start: Place, limit: int
) -> tuple[list[int], Place | None]:
    """Returns up to ``limit`` rows after ``start``, and the end of the page; ``None`` on the last page."""
    found: list[tuple[Place, int]] = []
    for at in range(start[0], len(stages)):
        after = start[1] if at == start[0] else -1
        listed = _listed(reader, stages[at], filters, after, limit + 1 - len(found))
        found += [((at, position), row) for position, row in listed]
        if len(found) > limit:
            return [row for _, row in found[:limit]], found[limit - 1][0]
    return [row for _, row in found], None


def _listed(reader: Reader, stage: Stage, filters: Filters, after: int, limit: int) -> list[tuple[int, int]]:
    """Returns positions after ``after`` with their rows; the position is the index in a list, else the row itself."""
    if stage.sounds is not None:
        return _listed_by_tone(reader, stage, filters, after, limit)
    if stage.rows is not None:
        return list(enumerate(stage.rows))[after + 1 : after + 1 + limit]
    if stage.condition is None:
        rows = queries.filtered(reader.connection, filters, after, limit)
    else:
        rows = queries.matching(reader.connection, stage.condition, filters, after, limit)
    return [(row, row) for row in rows]


def _listed_by_tone(reader: Reader, stage: Stage, filters: Filters, after: int, limit: int) -> list[tuple[int, int]]:
    """Like :func:`_listed`, for a query with tones: checks the toneless matches in batches."""
    sounds, found = stage.sounds, list[tuple[int, int]]()
    toneless = replace(stage, sounds=None)
    while sounds and len(found) < limit and (listed := _listed(reader, toneless, filters, after, _BATCH_SIZE)):
        readings = queries.pinyin_of(reader.connection, [row for _, row in listed])
        found += [(at, row) for at, row in listed if sounds.match(readings[row])]
        after = listed[-1][0]
    return found[:limit]


def _count(session: Session, reader: Reader, query: Query, stages: list[Stage], filters: Filters) -> PageCounts:
    """Counts all matching rows and their facets, and finds hints if there are none."""
    counts = session.remembered("facet counts", lambda: FacetCounts(reader.connection))
    found = reduce(or_, (_terms(reader, counts, stage, filters) for stage in stages))
    hints = [] if found else [*find_hints(reader.connection, filters, counts), *_meant(session, reader, query, filters)]
    there = None
    if filters.region is not None:
        there = session.remembered(("uses", filters.region), lambda: counts.uses(reader.connection, filters.region))
    return PageCounts(found.bit_count(), counts.facets(found, filters, there), tuple(hints))


def _meant(session: Session, reader: Reader, query: Query, filters: Filters) -> list[dict[str, Any]]:
    """Returns a hint if look-up resolves a query that search does not find: 3区3线, 網際網路+."""
    terms = find_all(reader, query.q, known_forms(session, reader)) if query.q else []
    rows = queries.rows_of_terms(reader.connection, terms, filters)
    return [did_you_mean_hint(query.q, headword) for headword in queries.headwords(reader.connection, rows[:1])]


def _terms(reader: Reader, counts: FacetCounts, stage: Stage, filters: Filters) -> int:
    if stage.sounds or stage.rows is not None:
        return counts.terms(row for _, row in _listed(reader, stage, filters, -1, _ALL))
    if stage.condition:
        condition = stage.condition.counted or stage.condition
        return counts.terms(queries.matching(reader.connection, condition, filters, -1, _ALL))
    if filters == Filters():
        return counts.everything
    return counts.terms(queries.filtered(reader.connection, filters, -1, _ALL))


def _show(reader: Reader, rows: list[int], filters: Filters) -> tuple[dict[str, Any], ...]:
    """Builds the rows of a page; with a filter by place or year, each in the sense that is meant there."""
    items = queries.items(reader.connection, rows)
    shown = [_shown(item) for item in items]
    if not filters.filters_sources:
        return tuple(shown)
    counts = queries.count_sources_of(reader.connection, [item.term for item in items], filters)
    level = "national" if filters.level == "national" else None
    context = Context(filters.year, filters.region, level)
    for item, row in zip(items, shown, strict=True):
        row["matching_sources"] = counts.get(item.term, 0)
        if item.senses:
            row.update(_meant_there(reader, item, context))
    return tuple(shown)


def _meant_there(reader: Reader, item: queries.Item, context: Context) -> dict[str, Any]:
    """Returns the sense of a term that is meant at that place in that year."""
    article = reader.article(item.term)
    choice = choose_sense_of_region(view_article(orjson.loads(article.article)), context) if article else None
    if choice is None or choice.sense is None:
        return {}
    wording = choice.wording or {}
    return {
        "definition": wording["text"],
        "issuer": wording["issuer"],
        "years": choice.sense["explained_years"],
        "elsewhere": choice.elsewhere and context.region is not None,
    }


def _shown(item: queries.Item) -> dict[str, Any]:
    numerals = [None if number == "X" else int(number) for number in item.numerals.split(",") if number]
    return {
        "id": item.id,
        "headword": item.headword,
        "pinyin": item.pinyin,
        "kind": item.kind,
        "shape": item.shape,
        "numerals": numerals,
        "explained": bool(item.explained),
        "definition": item.definition,
        "issuer": item.issuer,
        "years": {"first": item.explained_first, "last": item.explained_last} if item.explained else None,
        "elsewhere": False,
        "attestations": item.attestations,
        "sources": item.sources,
        "matching_sources": item.sources,
        "first_year": item.first_year,
        "last_year": item.last_year,
    }


def _question(query: Query) -> Query:
    """Returns the query that a cursor belongs to: without limit, cursor and counting."""
    return replace(query, limit=1, cursor=None, counted=True)


def _place(query: Query) -> Place:
    if not query.cursor:
        return 0, -1
    stage, row = read_cursor(_question(query), query.cursor)
    return int(stage), int(row)
