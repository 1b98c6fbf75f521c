"""Finds problems in an article for review: contradictions, wrong counts, misspellings, gaps. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from glossary.senses.definition_quality import NO_DEFINITION, NO_TERM

UNSURE = 0.6
"""Members with a confidence below this are listed for review."""
_MIN_SOURCES = 3
"""A slogan without an explanation is reported if at least this many sources use it."""


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """One problem of one article: a stable code of docs/findings.md, the article, a message."""

    code: str
    term: str
    headword: str
    message: str


def find_review_items(article: Mapping[str, Any]) -> Iterator[ReviewItem]:
    """Yields the problems of one article in its stored form (docs/model.md)."""
    said = [*_disputes(article), *_counts(article), *_misspellings(article), *_senses(article), *_gaps(article)]
    for code, message in said:
        yield ReviewItem(code, article["id"], article["headword"], message)


def _disputes(article: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for sense in article["senses"]:
        if sense["status"] == "disputed":
            wordings = len(sense["definitions"])
            yield "W401", f"{wordings} wordings of one meaning ({sense['id']}) name different members; compare them"


def _counts(article: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for sense in article["senses"]:
        for group in sense["groups"]:
            if group["status"] == "conflicting":
                found = len(group["members"])
                numeral = f"{group['numeral']}{group['shared']}"
                yield "W402", f"{numeral} has {found} members in {sense['id']}; the head or the list is wrong"
            elif (group.get("confidence") or 1.0) < UNSURE:
                members = "、".join(member["text"] for member in group["members"])[:60]
                yield "W406", f"the members {members} of {sense['id']} are found with confidence {group['confidence']}"


def _misspellings(article: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for variant in article["variants"]:
        if variant["kind"] == "misspelling":
            yield "W403", f"{variant['form']} is filed here as a misspelling: it names the same members"


def _senses(article: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    said = {
        NO_TERM: f"{article['headword'][:40]} is no term; reject it, or correct the head",
        NO_DEFINITION: "what explains it does not say what it means; reject it, or prefer another wording",
    }
    for code in dict.fromkeys(code for sense in article["senses"] for code in sense.get("doubts", ())):
        yield code, said[code]


def _gaps(article: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if not article["explained"] and article["kind"] == "numeral_slogan" and article["sources"] >= _MIN_SOURCES:
        yield "I401", f"{article['sources']} sources use it and none explains it"
