"""Usage of a term (concordance, use over time), and lists of sources, findings and unexplained terms of a source."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from glossary.annotation.kwic import (
    WIDTH,
    find_sentence,
    front_matter_end,
    keyword_in_context,
    text_fragment,
    without_marks,
)
from glossary.chinese.script import render_in_script, to_hans
from glossary.errors import InvalidQueryError, SourceNotFoundError
from glossary.lookup.results import KwicLine, Page
from glossary.lookup.search import read_cursor, write_cursor
from glossary.lookup.session import Session
from glossary.lookup.suggestions import find_finding_hints, find_source_hints
from glossary.model import Span
from glossary.store.read import sources
from glossary.store.read.reader import Reader
from glossary.store.read.sources import Occurrence, SourceFilters
from glossary.store.search.queries import Filters

TIERS = (("沸", 0.5), ("烫", 0.25), ("热", 0.1), ("暖", 0.03), ("温", 0.0), ("冷", None))
"""Tiers of heat, each with its minimum share of sources; 冷 means no use within the window."""
WINDOW = 3
"""Years, counted back from the last year of the corpus, over which heat is measured."""
_MIN_YEAR_SHARE = 0.01
"""Minimum share of the dated sources in the last year of the corpus, so that one misdated source does not count."""
_AROUND = 2 * WIDTH
"""Code points converted on each side of a keyword; half of them are shown."""
MIN_RELIABLE_SOURCES = 20
"""With fewer sources in the window the tier is marked as not reliable."""
FORMULA = (
    "share = sources of the last 3 years of this corpus (up to the latest year with 1 % of its sources) that use the "
    "term / all its sources of these years; "
    "沸 share >= 0.50, 烫 >= 0.25, 热 >= 0.10, 暖 >= 0.03, 温 > 0, 冷 = 0"
)


def concordance(session: Session, reader: Reader, term: int, *, limit: int, cursor: str | None, script: str) -> Page:
    """Returns a page of keyword-in-context lines of a term, newest source first, as dictionaries of :class:`KwicLine`.

    Raises:
        InvalidQueryError: The limit is out of range, or the cursor belongs to another query.
    """
    if not 1 <= limit <= 200:
        raise InvalidQueryError("limit", "must be from 1 to 200")
    question = ("attestations", reader.ids([term])[term][0])
    found = sources.list_occurrences(reader.connection, term, _place(question, cursor), limit + 1)
    lines = tuple(_line(reader, place, script) for place in found[:limit])
    last = found[limit - 1] if len(found) > limit else None
    following = write_cursor(question, (last.year or 0, last.source_id, last.start)) if last else None
    total = sources.count_occurrences(reader.connection, term)
    return Page(tuple(map(_as_dict, lines)), total, following, {}, session.revision)


def _line(reader: Reader, place: Occurrence, script: str) -> KwicLine:
    text = sources.text(reader.connection, place.source)
    span = Span(place.start, place.end)
    sentence = find_sentence(text, span)
    front = front_matter_end(text)
    start = max(front if front <= sentence.start else 0, min(sentence.start, span.start - _AROUND))
    end = max(sentence.end, span.end + _AROUND)
    # Converted before it is cut, because words may cross the ends of the displayed text.
    around = render_in_script(text[start:end], script)
    left, keyword, right = keyword_in_context(around, Span(span.start - start, span.end - start))
    return KwicLine(
        source=place.source_id,
        title=place.title and render_in_script(place.title, script),
        issuer=place.issuer and render_in_script(place.issuer, script),
        year=place.year,
        kind=place.kind,
        sense=place.sense,
        left=left,
        keyword=keyword,
        right=right,
        sentence=without_marks(around[sentence.start - start : sentence.end - start]),
        start=span.start,
        end=span.end,
        text_fragment=text_fragment(place.address, text, span) if place.address else None,
    )


def _as_dict(line: KwicLine) -> dict[str, Any]:
    return {name: getattr(line, name) for name in KwicLine.__slots__}


def _place(question: object, cursor: str | None) -> tuple[int, str, int]:
    """Returns year, source and offset of the line after which a page begins."""
    if not cursor:
        return 1 << 31, "", -1
    year, source, start = read_cursor(question, cursor)
    return int(year), str(source), int(start)


def timeline(session: Session, reader: Reader, term: int, filters: Filters | None = None) -> dict[str, Any]:
    """Returns the use of a term by year, level and province, with totals of the corpus, first and last year, and heat.

    Args:
        session: Caches the totals of the corpus.
        reader: One state of the store.
        term: Row number of the term.
        filters: Restrict all figures to sources of this region, level and year.
    """
    condition = (filters or Filters()).source_sql()
    used = sources.usage_of_sources(reader.connection, term, condition)
    corpus = session.remembered(
        ("corpus", repr(condition)), lambda: sources.corpus_of_sources(reader.connection, condition)
    )
    tables = {
        name: (_by((row[at], row[3], row[4]) for row in used), _by((row[at], 0, row[3]) for row in corpus))
        for at, name in enumerate(("year", "level", "province"))
    }
    years, all_years = tables["year"]
    dated = sorted(year for year in years if year is not None)
    return {
        "first_year": dated[0] if dated else None,
        "last_year": dated[-1] if dated else None,
        "years": [_share("year", year, years, all_years) for year in _whole_range(all_years)],
        "levels": [_share("level", each, *tables["level"]) for each in sorted(tables["level"][1], key=_none_last)],
        "provinces": [_share("province", each, *tables["province"]) for each in _most_used(*tables["province"])],
        "heat": _heat(years, all_years),
    }


def _whole_range(corpus: dict[Any, tuple[int, int]]) -> list[int | None]:
    """Lists every year from the first to the last of the corpus, even without sources; ``None`` comes last."""
    dated = [year for year in corpus if year is not None]
    years: list[int | None] = list(range(min(dated), max(dated) + 1)) if dated else []
    return [*years, None] if None in corpus else years


def _most_used(used: dict[Any, tuple[int, int]], corpus: dict[Any, tuple[int, int]]) -> list[Any]:
    """Sorts provinces by the number of sources that use the term, descending; ``None`` comes last."""
    return sorted(corpus, key=lambda each: (each is None, -used.get(each, (0, 0))[1], each or ""))


def _by(rows: Iterable[tuple[Any, int, int]]) -> dict[Any, tuple[int, int]]:
    summed: dict[Any, list[int]] = defaultdict(lambda: [0, 0])
    for value, attestations, used_by in rows:
        summed[value][0] += attestations
        summed[value][1] += used_by
    return {value: (pair[0], pair[1]) for value, pair in summed.items()}


def _none_last(value: Any) -> tuple[bool, Any]:
    return (value is None, value if value is not None else 0)


def _share(
    name: str, value: Any, used: dict[Any, tuple[int, int]], corpus: dict[Any, tuple[int, int]]
) -> dict[str, Any]:
    attestations, used_by = used.get(value, (0, 0))
    of = corpus.get(value, (0, 0))[1]
    share = round(used_by / of, 4) if of else 0.0
    return {name: value, "attestations": attestations, "sources": used_by, "of": of, "share": share}


def _heat(years: dict[Any, tuple[int, int]], corpus: dict[Any, tuple[int, int]]) -> dict[str, Any]:
    dated = {year: count for year, (_, count) in corpus.items() if year is not None}
    last = max((year for year, count in dated.items() if count >= _MIN_YEAR_SHARE * sum(dated.values())), default=0)
    window = range(last - WINDOW + 1, last + 1) if dated else range(0)
    of = sum(corpus[year][1] for year in window if year in corpus)
    used_by = sum(years[year][1] for year in window if year in years)
    share = used_by / of if of else 0.0
    tier = "冷" if not used_by else next(name for name, floor in TIERS if floor is not None and share >= floor)
    return {
        "tier": tier if of else None,
        "share": round(share, 4),
        "sources": used_by,
        "of": of,
        "from_year": window[0] if window else None,
        "to_year": window[-1] if window else None,
        "reliable": of >= MIN_RELIABLE_SOURCES,
        "formula": FORMULA,
        "scope": "in this corpus",
    }


def unexplained(reader: Reader, source_id: str) -> dict[str, Any]:
    """Lists slogans and terms that a source does not explain, with the explanations of other sources.

    Raises:
        SourceNotFoundError: The source does not exist.
    """
    number = sources.source_number(reader.connection, source_id)
    if number is None:
        raise SourceNotFoundError(f"no source {source_id}")
    listed = []
    for term, term_id, headword, kind, explained_here, explained, uses, start in sources.terms_of_source(
        reader.connection, number
    ):
        if explained_here:
            continue
        listed.append(
            {
                "id": term_id,
                "headword": headword,
                "kind": kind,
                "uses": uses,
                "start": start,
                "explained": bool(explained),
                "senses": reader.senses_of(term) if explained else [],
            }
        )
    return {"source": source_id, "terms": listed, "explained_elsewhere": sum(one["explained"] for one in listed)}


MAX_SOURCES = 200
MAX_FINDINGS = 1_000


def list_sources(
    session: Session,
    filters: SourceFilters,
    q: str = "",
    *,
    sort: str = "id",
    limit: int = 50,
    cursor: str | None = None,
    facets: bool = False,
) -> Page:
    """Returns a page of the sources that match the filters and contain ``q`` in title, issuer or place.

    Raises:
        InvalidQueryError: The limit is out of range, or the cursor belongs to another query.
    """
    _check_limit(limit, MAX_SOURCES)
    requested = filters._replace(region=filters.region and to_hans(filters.region))
    question = ("sources", requested, q, sort)
    after = _position(read_cursor(question, cursor)) if cursor else None
    with session.snapshot() as reader:
        rows, end = sources.list_sources(reader.connection, requested, to_hans(q), sort=sort, after=after, limit=limit)
        total = sources.count_sources(reader.connection, requested, to_hans(q))
        counts = sources.source_facets(reader.connection, requested, to_hans(q)) if facets else {}
        hints = () if rows or cursor else tuple(find_source_hints(reader.connection, requested))
        return Page(tuple(rows), total, end and write_cursor(question, end), counts, session.revision, hints)


def count_terms(session: Session, ids: Iterable[str]) -> dict[str, int]:
    """Returns the number of terms that each of some sources uses, by id."""
    with session.snapshot() as reader:
        return sources.count_terms(reader.connection, ids)


def _position(place: Sequence[Any]) -> tuple[Any, str]:
    key, source = place
    return key, str(source)


def list_findings(session: Session, source: str | None, code: str | None, limit: int, cursor: str | None) -> Page:
    """Returns a page of findings, in the order in which they were stored.

    The revision of the page also covers findings about unreadable origins, which are not part of the dictionary.

    Raises:
        InvalidQueryError: The limit is out of range, or the cursor belongs to another query.
    """
    _check_limit(limit, MAX_FINDINGS)
    question = ("findings", source, code)
    after = int(read_cursor(question, cursor)[0]) if cursor else 0
    with session.snapshot() as reader:
        rows = sources.findings(reader.connection, source_id=source, code=code, after=after, limit=limit + 1)
        numbers = [row.pop("n") for row in rows]
        following = write_cursor(question, [numbers[limit - 1]]) if len(rows) > limit else None
        hints = () if rows or cursor else tuple(find_finding_hints(reader.connection, source, code))
        total = sources.count_findings(reader.connection, source, code)
        return Page(tuple(rows[:limit]), total, following, {}, session.findings_revision, hints)


def _check_limit(limit: int, most: int) -> None:
    if not 1 <= limit <= most:
        raise InvalidQueryError("limit", f"must be from 1 to {most}")


def explained_terms(session: Session, limit: int) -> list[str]:
    """Lists the ids of explained articles, most used first."""
    query = "SELECT id FROM term WHERE explained ORDER BY sources DESC, key LIMIT ?"
    with session.snapshot() as reader:
        return [term for (term,) in reader.connection.execute(query, [limit])]
