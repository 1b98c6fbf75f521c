"""Builds articles from their evidence, in this process or in worker processes; needs no database. Pure."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import orjson

from glossary.chinese import pinyin
from glossary.chinese.script import CONFIGURATIONS, to_script
from glossary.senses.article import Article, write_article
from glossary.senses.evidence import SourceFacts
from glossary.senses.overrides import Decisions
from glossary.senses.similarity import blocking_keys
from glossary.store.search.index import IndexEntry, make_index_entry, row_of
from glossary.store.write.staging import read_evidence

_Job = TypeVar("_Job")
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class BuildJob:
    """Some articles to build.

    Attributes:
        targets: The keys of the articles.
        rows: Evidence by key: the number of the source, then the values of ``EVIDENCE_COLUMNS``.
        facts: Facts about each source in ``rows``, by number.
        decisions: The editorial decisions.
    """

    targets: tuple[str, ...]
    rows: dict[str, list[tuple[Any, ...]]]
    facts: dict[int, SourceFacts]
    decisions: Decisions


@dataclass(frozen=True, slots=True)
class BuiltArticle:
    """An article as the rows of its tables, ready to be written; all that one process must do for all articles.

    Rows lack the number of the term. Where they have a sense, it is its position in the article, from 1, or ``None``.

    Attributes:
        key: The key of the article.
        headword: Its headword.
        content_hash: The hash of its content.
        term: Values of ``TERM_COLUMNS``; the digest is right if nothing links the article to others.
        blocks: Its blocking keys with their weights, for similar terms.
        row: The row number in the search index that its rank gives.
        facets: The facets of the search index (:class:`IndexedTerm`).
        entry: The data for the search index.
        senses: Values of ``SENSE_COLUMNS``.
        forms: (key, form, sense, kind, script, origin, count, configuration).
        digit_keys: The keys with numerals as digits.
        usage: (year, level, attestations, sources).
        attestations: (sense, number of the source, kind, start, end).
        members: (sense, group, position, text, key).
        review: (verdict, rule, score, left, right, message).
    """

    key: str
    headword: str
    content_hash: str
    term: tuple[Any, ...]
    blocks: frozenset[tuple[str, int]]
    row: int
    facets: tuple[Any, ...]
    entry: IndexEntry
    senses: list[tuple[Any, ...]]
    forms: list[tuple[Any, ...]]
    digit_keys: list[str]
    usage: tuple[tuple[Any, ...], ...]
    attestations: list[tuple[Any, ...]]
    members: list[tuple[Any, ...]]
    review: tuple[tuple[Any, ...], ...]


TERM_COLUMNS = (
    "id", "key", "headword", "kind", "shape", "numerals", "attestations", "sources", "first_year", "last_year",
    "explained", "rank", "draft", "digest", "article",
)  # fmt: skip
SENSE_COLUMNS = (
    "id", "position", "definition", "qualifier", "tail", "level", "region", "region_code", "issuer", "first_year",
    "last_year", "status", "wording_issuer", "explained_first", "explained_last",
)  # fmt: skip
BuildResult = list[tuple[str, BuiltArticle | None]]
"""Each key of a job with its article; ``None`` if it has no evidence any more."""


class MapJobs(Protocol):
    """Applies a function to jobs and yields the results in the same order; takes only a few jobs in advance."""

    def __call__(self, function: Callable[[_Job], _Result], jobs: Iterable[_Job], /) -> Iterator[_Result]:
        """Yields the result of each job."""


def map_here(function: Callable[[_Job], _Result], jobs: Iterable[_Job], /) -> Iterator[_Result]:
    """Do all jobs in this process."""
    return map(function, jobs)


def load_tables() -> None:
    """Load the tables of pinyin and of scripts, which the first article would otherwise wait for."""
    pinyin.read("三区三线")
    for script in CONFIGURATIONS:
        to_script("三区三线", script)


def build_articles(job: BuildJob) -> BuildResult:
    """Build the articles of a job; the result depends only on the job."""
    numbers = {facts.source: number for number, facts in job.facts.items()}
    return [(key, _build(key, job, numbers)) for key in job.targets]


def _build(key: str, job: BuildJob, numbers: Mapping[str, int]) -> BuiltArticle | None:
    evidence = [read_evidence(job.facts[row[0]], row[1:]) for row in job.rows.get(key, ())]
    if not evidence or key in job.decisions.rejected:
        return None
    article = write_article(key, evidence, job.decisions.overrides_of(key, evidence))
    body = article.body
    blocks = blocking_keys(key, article.kind, is_explained=bool(article.senses), sources=article.sources)
    content_hash = find_content_hash(article, body, blocks)
    rank = find_rank(article)
    facets = _facets(article)
    positions: dict[str | None, int | None] = {each["id"]: at for at, each in enumerate(article.senses, 1)}
    positions[None] = None
    return BuiltArticle(
        key,
        article.headword,
        content_hash,
        _term_row(article, facets, rank, content_hash, orjson.dumps(body)),
        frozenset(blocks.items()),
        row_of(key, article.headword, rank),
        facets,
        make_index_entry(body),
        [sense_row(each, at) for at, each in enumerate(article.senses, 1)],
        [
            (f.key, f.form, positions[f.sense], f.kind, f.script, f.origin, f.count, f.configuration)
            for f in article.forms
        ],
        sorted(article.digit_keys),
        article.usage,
        [(positions[sense], numbers[source], *rest) for sense, source, *rest in article.attestations],
        [(positions[sense], *rest) for sense, *rest in article.members],
        article.review,
    )


def find_rank(article: Article) -> int:
    """Returns the rank of an article, below 2**18: by whether it is explained, by sources, then by attestations."""
    explained = int(bool(article.senses))
    places = len(article.attestations)
    return explained << 17 | min(article.sources, 0x1FFF) << 4 | min(places.bit_length(), 0xF)


def _facets(article: Article) -> tuple[Any, ...]:
    numerals = ",".join("X" if numeral is None else str(numeral) for numeral in article.numerals)
    return (article.kind, article.shape, numerals, int(bool(article.senses)), *article.years)


def _term_row(article: Article, facets: tuple[Any, ...], rank: int, content_hash: str, body: bytes) -> tuple[Any, ...]:
    kind, shape, numerals, explained, *years = facets
    counts = (len(article.attestations), article.sources)
    named = (article.id, article.key, article.headword, kind, shape, numerals)
    return (*named, *counts, *years, explained, rank, content_hash, find_digest(content_hash, body), body)


def sense_row(sense: dict[str, Any], position: int) -> tuple[Any, ...]:
    """Returns the values of ``SENSE_COLUMNS`` for the record of a sense, whose position is counted from 1."""
    scope, years, explained = sense["scope"], sense["years"], sense["explained_years"]
    return (
        *(sense["id"], position, sense["definition"], sense["qualifier"], sense["tail"]),
        *(scope["level"], scope["region"], scope["region_code"], scope["issuer"]),
        *(years["first"], years["last"], sense["status"]),
        *(sense["definitions"][0]["issuer"], explained["first"], explained["last"]),
    )


def find_digest(content_hash: str, body: bytes) -> str:
    """Returns the digest of an article with its links, which the revision depends on.

    Args:
        content_hash: The result of ``find_content_hash``.
        body: The response body as stored, with links.
    """
    return hashlib.sha256(content_hash.encode() + body).hexdigest()


def find_content_hash(article: Article, body: dict[str, Any], blocks: Mapping[str, int]) -> str:
    """Returns a digest of the content of an article, before it is linked to others.

    Args:
        article: The article.
        body: Its ``body``, which is slow to compute.
        blocks: Its blocking keys with their weights, so that a changed rule for similar terms writes it again.
    """
    return hash_content(
        body,
        blocks=sorted(blocks.items()),
        forms=[(f.key, f.form, f.kind, f.script, f.origin, f.count, f.sense) for f in article.forms],
        loose=sorted(article.digit_keys),
        attestations=article.attestations,
        usage=article.usage,
        members=article.members,
        review=article.review,
    )


def hash_content(body: dict[str, Any], **rows: Sequence[Any]) -> str:
    """Hashes the body of an article without links, and its rows by table, each with the id of its sense."""
    tables = ("blocks", "forms", "loose", "attestations", "usage", "members", "review")
    content = [body, *(rows[table] for table in tables)]
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()
