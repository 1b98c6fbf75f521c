"""Search over heads, definitions and pinyin: exact for any number of characters, a page at a time.

Every mode is one or two *stages*, each a list of rows in order of importance read from the index; where the index alone
cannot tell (three characters and more), a look at the article confirms each row. A page costs no more than
``_MOST_LOOKS`` looks: where they run out before the page is full, the page is short and its cursor goes on from there.
"""

import base64
import binascii
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import orjson

from glossary.errors import InvalidQueryError
from glossary.han import pinyin
from glossary.han.keys import term_key
from glossary.lookup.answers import Page, Query
from glossary.lookup.fuzzy import nearest_rows
from glossary.lookup.session import Session
from glossary.store import search_text, searching
from glossary.store.reading import Reader
from glossary.store.searching import Filters

MODES = ("substring", "exact", "prefix", "pinyin", "fuzzy")
LONGEST_QUESTION = 200
_MOST_LOOKS = 2_000
_MOST_COUNTED = 20_000


@dataclass(frozen=True, slots=True)
class Stage:
    """Rows in order of importance and what confirms a row.

    Attributes:
        read: Rows behind a given one, at most so many.
        confirm: Whether a row is truly a hit; ``None`` where the index is exact.
    """

    read: Callable[[int, int], list[int]]
    confirm: Callable[[int], bool] | None = None


def search(session: Session, query: Query) -> Page:
    """The page of terms that ``query`` asks for.

    Raises:
        InvalidQueryError: unknown mode, limit out of range, foreign cursor, a question without a character to look for.
    """
    _check(query)
    with session.snapshot() as reader:
        stages = _stages(reader, query)
        start = _read_cursor(query)
        rows, following = _page(stages, start, query.limit)
        shown = tuple(_shown(item) for item in searching.items(reader.connection, [row for _, row in rows]))
        total, facets = _counts(session, reader, query, stages) if query.counted else (None, {})
        return Page(shown, total, following and _cursor(query, following), facets, session.revision)


def _check(query: Query) -> None:
    if query.match not in MODES:
        raise InvalidQueryError("match", f"none of {', '.join(MODES)}")
    if not 1 <= query.limit <= 200:
        raise InvalidQueryError("limit", "must be from 1 to 200")
    if len(query.q) > LONGEST_QUESTION:
        raise InvalidQueryError("q", f"longer than {LONGEST_QUESTION} characters")
    if query.q and not term_key(query.q):
        raise InvalidQueryError("q", "holds no character to look for")


def _filters(query: Query) -> Filters:
    names = ("kind", "shape", "number", "region", "level", "year", "explained")
    return Filters(**{name: getattr(query, name) for name in names})


def _stages(reader: Reader, query: Query) -> list[Stage]:
    connection, filters = reader.connection, _filters(query)
    if not query.q:
        return [Stage(lambda after, limit: searching.filtered(connection, filters, after, limit))]
    if query.match == "prefix":
        return [_prefix_stage(reader, term_key(query.q), filters)]
    if query.match == "pinyin":
        return [_pinyin_stage(reader, query.q, filters)]
    if query.match == "exact":
        terms = [row.term for row in reader.forms_of_key(term_key(query.q))]
        own = reader.article_by_key(term_key(query.q))
        terms += [own.n] if own else []
        return [_listed(searching.rows_of_terms(connection, terms, filters) if terms else [])]
    if query.match == "fuzzy":
        return [_listed(sorted(searching.kept(connection, nearest_rows(reader, query.q, 200), filters)))]
    return _substring_stages(reader, query.q, filters)


def _listed(rows: list[int]) -> Stage:
    return Stage(lambda after, limit: [row for row in rows if row > after][:limit])


def _prefix_stage(reader: Reader, key: str, filters: Filters) -> Stage:
    connection, expression = reader.connection, search_text.start_expression(key)

    def starts(row: int) -> bool:
        heads = search_text.head_text(orjson.loads(searching.article(connection, row)))
        return any(head.startswith(key) for head in heads.split(search_text.BREAK))

    return Stage(
        lambda after, limit: searching.matching(connection, searching.HEADS, expression, filters, after, limit),
        None if len(key) <= search_text.LONGEST_START else starts,
    )


def _pinyin_stage(reader: Reader, q: str, filters: Filters) -> Stage:
    typed = pinyin.fold_pinyin(q)
    if not typed:
        raise InvalidQueryError("q", "holds no pinyin")
    connection = reader.connection
    toned = pinyin.toned_pattern(q)

    def sounds(row: int) -> bool:
        return bool(toned and toned.match(searching.items(connection, [row])[0].pinyin))

    confirm = sounds if toned else None
    if len(typed) <= search_text.LONGEST_TYPED:
        expression = search_text.typed_expression(typed)
        return Stage(
            lambda after, limit: searching.matching(connection, searching.HEADS, expression, filters, after, limit),
            confirm,
        )
    return replace(_listed(searching.kept(connection, searching.spoken(connection, typed), filters)), confirm=confirm)


def _substring_stages(reader: Reader, q: str, filters: Filters) -> list[Stage]:
    connection, key, needle = reader.connection, term_key(q), search_text.fold(q)
    in_heads = search_text.match_expression(key)
    in_definitions = search_text.match_expression(needle)

    def head_holds(row: int) -> bool:
        return key in search_text.head_text(orjson.loads(searching.article(connection, row)))

    def only_definition_holds(row: int) -> bool:
        if search_text.is_exact(key) and searching.is_in_heads(connection, row, in_heads):
            return False
        if search_text.is_exact(needle) and search_text.is_exact(key):
            return True
        article = orjson.loads(searching.article(connection, row))
        if key in search_text.head_text(article):
            return False
        return search_text.is_exact(needle) or search_text.definitions_hold(article, needle)

    return [
        Stage(
            lambda after, limit: searching.matching(connection, searching.HEADS, in_heads, filters, after, limit),
            None if search_text.is_exact(key) else head_holds,
        ),
        Stage(
            lambda after, limit: searching.matching(
                connection, searching.DEFINITIONS, in_definitions, filters, after, limit
            ),
            only_definition_holds,
        ),
    ]


def _page(
    stages: list[Stage], start: tuple[int, int], limit: int
) -> tuple[list[tuple[int, int]], tuple[int, int] | None]:
    """Up to ``limit`` hits behind ``start``, and where to go on, ``None`` at the end."""
    hits: list[tuple[int, int]] = []
    last = start
    for looks, (place, is_hit) in enumerate(_places(stages, start, limit + 1)):
        if len(hits) == limit or looks >= _MOST_LOOKS:
            return hits, last
        last = place
        if is_hit:
            hits.append(place)
    return hits, None


def _places(stages: list[Stage], start: tuple[int, int], chunk: int) -> Iterator[tuple[tuple[int, int], bool]]:
    """Every candidate behind ``start`` as (stage, row), and whether it is a hit."""
    for at in range(start[0], len(stages)):
        stage, after = stages[at], start[1] if at == start[0] else -1
        while rows := stage.read(after, chunk):
            for row in rows:
                yield (at, row), stage.confirm is None or stage.confirm(row)
            after = rows[-1]
            if len(rows) < chunk:
                break


def _counts(
    session: Session, reader: Reader, query: Query, stages: list[Stage]
) -> tuple[int | None, dict[str, dict[str, int]]]:
    question = replace(query, limit=1, cursor=None)
    return session.remembered(("counts", question), lambda: _count(reader, query, stages))


def _count(reader: Reader, query: Query, stages: list[Stage]) -> tuple[int | None, dict[str, dict[str, int]]]:
    if not query.q:
        tally = searching.tally(reader.connection, None, _filters(query))
        return sum(row[-1] for row in tally), _facets(tally)
    rows: list[int] = []
    most = _MOST_COUNTED if all(stage.confirm is None for stage in stages) else _MOST_LOOKS
    for looks, ((_, row), is_hit) in enumerate(_places(stages, (0, -1), 1000)):
        if looks >= most:
            return None, {}
        if is_hit:
            rows.append(row)
    return len(rows), _facets(searching.tally(reader.connection, rows, Filters()))


def _facets(tally: list[tuple[Any, ...]]) -> dict[str, dict[str, int]]:
    facets: dict[str, dict[str, int]] = {"kind": {}, "explained": {}, "number": {}}
    for kind, explained, numerals, count in tally:
        _add(facets["kind"], kind, count)
        _add(facets["explained"], "true" if explained else "false", count)
        for number in sorted(set(filter(None, numerals.split(",")))):
            _add(facets["number"], "0" if number == "X" else number, count)
    return {name: dict(sorted(values.items(), key=lambda pair: (-pair[1], pair[0]))) for name, values in facets.items()}


def _add(counts: dict[str, int], value: str, count: int) -> None:
    counts[value] = counts.get(value, 0) + count


def _shown(item: searching.Item) -> dict[str, Any]:
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
        "attestations": item.attestations,
        "sources": item.sources,
        "first_year": item.first_year,
        "last_year": item.last_year,
    }


def _digest(query: Query) -> str:
    question = repr(replace(query, limit=1, cursor=None, counted=True))
    return hashlib.sha256(question.encode()).hexdigest()[:8]


def _cursor(query: Query, place: tuple[int, int]) -> str:
    return base64.urlsafe_b64encode(f"{_digest(query)}.{place[0]}.{place[1]}".encode()).decode().rstrip("=")


def _read_cursor(query: Query) -> tuple[int, int]:
    if not query.cursor:
        return 0, -1
    try:
        padded = query.cursor + "=" * (-len(query.cursor) % 4)
        digest, stage, row = base64.urlsafe_b64decode(padded.encode("ascii")).decode("ascii").split(".")
        place = int(stage), int(row)
    except (ValueError, binascii.Error, UnicodeError) as error:
        raise InvalidQueryError("cursor", "is no cursor of this service") from error
    if digest != _digest(query) or not 0 <= place[0] <= 1 or not -1 <= place[1] < 1 << 63:
        raise InvalidQueryError("cursor", "belongs to another question; start again without it")
    return place
