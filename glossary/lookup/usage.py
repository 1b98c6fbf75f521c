"""Usage of a term: its concordance, its use over time, unexplained terms of a source, and changes of definitions."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from glossary.annotation.kwic import find_sentence, keyword_in_context, text_fragment
from glossary.annotation.wording_diff import compare
from glossary.chinese.script import render_in_script
from glossary.errors import InvalidQueryError, SourceNotFoundError
from glossary.lookup.results import KwicLine, Page
from glossary.lookup.search import read_cursor, write_cursor
from glossary.lookup.session import Session
from glossary.model import Span
from glossary.store.read import sources as places
from glossary.store.read.reader import Reader
from glossary.store.read.sources import Occurrence
from glossary.store.search.queries import Filters

TIERS = (("沸", 0.5), ("烫", 0.25), ("热", 0.1), ("暖", 0.03), ("温", 0.0), ("冷", None))
"""Tiers of heat, each with its minimum share of sources; 冷 means no use within the window."""
WINDOW = 3
"""Years, counted back from the last year of the corpus, over which heat is measured."""
_MIN_YEAR_SHARE = 0.01
"""Minimum share of the dated sources in the last year of the corpus, so that one misdated source does not count."""
_AROUND = 60
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
    found = places.list_occurrences(reader.connection, term, _place(question, cursor), limit + 1)
    lines = tuple(_line(reader, place, script) for place in found[:limit])
    last = found[limit - 1] if len(found) > limit else None
    following = write_cursor(question, (last.year or 0, last.source_id, last.start)) if last else None
    total = places.count_occurrences(reader.connection, term)
    return Page(tuple(map(_as_dict, lines)), total, following, {}, session.revision)


def _line(reader: Reader, place: Occurrence, script: str) -> KwicLine:
    text = places.text(reader.connection, place.source)
    span = Span(place.start, place.end)
    sentence = find_sentence(text, span)
    start, end = max(0, min(sentence.start, span.start - _AROUND)), max(sentence.end, span.end + _AROUND)
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
        sentence=around[sentence.start - start : sentence.end - start],
        start=span.start,
        end=span.end,
        text_fragment=text_fragment(place.origin, text, span),
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
    used = places.usage_of_sources(reader.connection, term, condition)
    corpus = session.remembered(
        ("corpus", repr(condition)), lambda: places.corpus_of_sources(reader.connection, condition)
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
    for value, attestations, sources in rows:
        summed[value][0] += attestations
        summed[value][1] += sources
    return {value: (pair[0], pair[1]) for value, pair in summed.items()}


def _none_last(value: Any) -> tuple[bool, Any]:
    return (value is None, value if value is not None else 0)


def _share(
    name: str, value: Any, used: dict[Any, tuple[int, int]], corpus: dict[Any, tuple[int, int]]
) -> dict[str, Any]:
    attestations, sources = used.get(value, (0, 0))
    of = corpus.get(value, (0, 0))[1]
    share = round(sources / of, 4) if of else 0.0
    return {name: value, "attestations": attestations, "sources": sources, "of": of, "share": share}


def _heat(years: dict[Any, tuple[int, int]], corpus: dict[Any, tuple[int, int]]) -> dict[str, Any]:
    dated = {year: count for year, (_, count) in corpus.items() if year is not None}
    last = max((year for year, count in dated.items() if count >= _MIN_YEAR_SHARE * sum(dated.values())), default=0)
    window = range(last - WINDOW + 1, last + 1) if dated else range(0)
    of = sum(corpus[year][1] for year in window if year in corpus)
    sources = sum(years[year][1] for year in window if year in years)
    share = sources / of if of else 0.0
    tier = "冷" if not sources else next(name for name, floor in TIERS if floor is not None and share >= floor)
    return {
        "tier": tier if of else None,
        "share": round(share, 4),
        "sources": sources,
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
    number = places.source_number(reader.connection, source_id)
    if number is None:
        raise SourceNotFoundError(f"no source {source_id}")
    listed = []
    for term, term_id, headword, kind, explained_here, explained, uses, start in places.terms_of_source(
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


MAX_WORDINGS = 40
"""Maximum wordings of one sense; the earliest ones are shown."""
_MAX_COMPARED_LENGTH = 2_000
"""Code points; longer wordings are shown but not compared."""


def drift(article: dict[str, Any], since: int | None = None, until: int | None = None) -> list[dict[str, Any]]:
    """Returns the wordings of each sense by year, each with its changes from the previous one.

    Args:
        article: The stored article.
        since: Only wordings of this year and later.
        until: Only wordings of this year and earlier.

    Returns:
        Senses in the article's order; wordings without a year are only counted.
    """
    return [_sense(sense, since or 0, until or 9999) for sense in article["senses"]]


def _sense(sense: dict[str, Any], since: int, until: int) -> dict[str, Any]:
    dated = [one for one in sense["definitions"] if one["year"] and since <= one["year"] <= until]
    dated.sort(key=lambda one: (one["year"], one["source"], one["start"]))
    shown = [_wording(one) for one in dated[:MAX_WORDINGS]]
    for old, new in pairwise(shown):
        if max(len(old["text"]), len(new["text"])) <= _MAX_COMPARED_LENGTH:
            new["changes"] = [change._asdict() for change in compare(old["text"], new["text"])]
    return {
        "id": sense["id"],
        "status": sense["status"],
        "wordings": shown,
        "more": len(dated) - len(shown),
        "undated": sum(not one["year"] for one in sense["definitions"]),
    }


def _wording(definition: dict[str, Any]) -> dict[str, Any]:
    names = ("year", "source", "issuer", "level", "text")
    return {name: definition[name] for name in names} | {"changes": None}
