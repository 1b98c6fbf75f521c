"""Builds articles from their evidence, in this process or in worker processes; needs no database. Pure."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from glossary.senses.article import Article, write_article
from glossary.senses.evidence import SourceFacts
from glossary.senses.overrides import Decisions
from glossary.store.search.index import IndexEntry, make_index_entry
from glossary.store.write.staging import read_evidence


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
    """An article with what is derived from it, ready to be written.

    Attributes:
        article: The article.
        body: The response body as JSON, without links to other articles.
        content_hash: The hash of its content.
        entry: The data for the search index.
    """

    article: Article
    body: bytes
    content_hash: str
    entry: IndexEntry


BuildResult = list[tuple[str, BuiltArticle | None]]
"""Each key of a job with its article; ``None`` if it has no evidence any more."""
MapJobs = Callable[[Callable[[BuildJob], BuildResult], Iterable[BuildJob]], Iterator[BuildResult]]
"""Applies a function to jobs and yields the results in the same order; takes only a few jobs in advance."""


def build_articles(job: BuildJob) -> BuildResult:
    """Build the articles of a job; the result depends only on the job."""
    evidence = defaultdict(list)
    for key, rows in job.rows.items():
        evidence[key] = [read_evidence(job.facts[row[0]], row[1:]) for row in rows]
    return [(key, _build(key, evidence[key], job.decisions)) for key in job.targets]


def _build(key: str, evidence: list[Any], decisions: Decisions) -> BuiltArticle | None:
    if not evidence or key in decisions.rejected:
        return None
    article = write_article(key, evidence, decisions.pins(key, evidence))
    body = article.body
    return BuiltArticle(article, orjson.dumps(body), find_content_hash(article, body), make_index_entry(body))


def find_content_hash(article: Article, body: dict[str, Any]) -> str:
    """Returns a digest of the content of an article, before it is linked to others.

    Args:
        article: The article.
        body: Its ``body``, which is slow to compute.
    """
    forms = [
        (each.key, each.form, each.kind, each.script, each.origin, each.count, each.sense) for each in article.forms
    ]
    content = [
        body,
        forms,
        sorted(article.loose),
        article.attestations,
        article.usage,
        article.members,
        article.review,
    ]
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()
