"""Articles built from their evidence, by this process or by others: the part of writing that asks no database. Pure."""

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
        targets: Their keys.
        rows: Evidence by key: the number of the source, then the values of ``EVIDENCE_COLUMNS``.
        facts: What is known of each source in ``rows``, by number.
        decisions: The decisions of curators.
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
        body: Its answer as JSON, without links to other articles.
        content_hash: The hash of all that it says.
        entry: What the search index keeps of it.
    """

    article: Article
    body: bytes
    content_hash: str
    entry: IndexEntry


BuildResult = list[tuple[str, BuiltArticle | None]]
"""Each key of a job with its article, ``None`` where nothing is known of it any more."""
MapJobs = Callable[[Callable[[BuildJob], BuildResult], Iterable[BuildJob]], Iterator[BuildResult]]
"""Applies a function to jobs and gives the results in the order of the jobs; few jobs are taken in advance."""


def build_articles(job: BuildJob) -> BuildResult:
    """Build the articles of a job; the result depends on nothing but the job."""
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
    """A digest of all that an article says, before it is linked to others.

    Args:
        article: The article.
        body: Its ``body``, which takes long to make.
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
