"""An article as lines for a terminal. Pure; the colours are ``click``'s and vanish where no terminal listens.

What to say when nothing was found: the nearest thing that would have been.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import click

from glossary.chinese.normalize import QUOTES
from glossary.cli._output import clean
from glossary.errors import GlossaryError, TermNotFoundError
from glossary.lookup import Dictionary, LookupResult


def near_line(dictionary: Dictionary, form: str) -> str:
    """Headwords that come near ``asked``, or a way on where none does."""
    try:
        found = dictionary.article(form).article()["headword"]
    except TermNotFoundError as error:
        near = "  ".join(error.suggestions)
        return f"near it: {near}" if near else "nothing comes near it; `glossary search` alone lists all terms"
    except GlossaryError:
        return "`glossary search` alone lists all terms"
    return f"`glossary lookup` finds {found} by it"


_STEPS = {
    "nfkc": "width",
    "space": "blanks",
    "case": "case",
    "dashes": "dashes",
    "quotes": "quotation marks",
    "separators": "separators",
    "script": "traditional to simplified",
    "variants": "character variants",
    "numerals": "numerals as digits",
    "full-form": "a fuller form of the article",
    "short-form": "a shorter form of the article",
    "misspelling": "a misspelling that sources print",
    "damaged": "a damaged form that sources print",
    "taiwan-wording": "Taiwan's wording",
    "note-mark": "without the mark of a note",
    "id": "the id",
    "redirect": "an older id",
    "parts": "a part of what was asked",
}
_SHOWN = 3
"""Wordings of a sense, and written forms, that are shown before the rest is counted."""


def article_lines(answer: LookupResult, sources: Mapping[str, str]) -> Iterator[str]:
    """The article of an answer, line by line.

    Args:
        answer: What was found.
        sources: How to name a source, by its id.
    """
    article = answer.article()
    reading = article.get("pinyin", {}).get("marks", "")
    yield f"{click.style(clean(article['headword']), bold=True)}  {clean(reading)}".rstrip()
    yield click.style(" · ".join(_facts(article)), dim=True)
    if answer.via != ("exact",):
        steps = ", ".join(_STEPS.get(step, step) for step in answer.via if step != "exact")
        sure = "" if answer.confidence == 1.0 else f" (confidence {answer.confidence})"
        yield click.style(f"{clean(answer.form)} found by: {steps}{sure}", dim=True)
    for number, sense in enumerate(article["senses"], 1):
        yield ""
        yield from _sense_lines(sense, number, len(article["senses"]), sources, is_chosen=sense["id"] == answer.sense)
    if not article["senses"]:
        yield ""
        yield "No source explains it yet."
    yield from _foot_lines(article)


def _facts(article: Mapping[str, Any]) -> Iterator[str]:
    yield article["kind"].replace("_", " ")
    if article["shape"]:
        yield article["shape"]
    yield f"{_counted(article['attestations'], 'place')} in {_counted(article['sources'], 'source')}"
    years = [article[end]["year"] for end in ("first", "last") if article.get(end) and article[end]["year"]]
    if years:
        yield "–".join(dict.fromkeys(map(str, years)))
    yield article["id"]


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _sense_lines(
    sense: Mapping[str, Any], number: int, count: int, sources: Mapping[str, str], *, is_chosen: bool
) -> Iterator[str]:
    mark = f"{number}. " if count > 1 else ""
    scope = " · ".join(clean(part) for part in _scope(sense))
    heading = f"{mark}{scope}{'  ← this form' if is_chosen and count > 1 else ''}".strip()
    if heading:
        yield click.style(heading, fg="cyan")
    for group in sense["groups"]:
        members = "、".join(clean(member["text"]) for member in group["members"])
        if members:
            promised = "" if group["numeral"] is None else f" ({group['numeral']})"
            yield f"   {clean(group['shared'])}{promised}: {members}"
    wordings = sense["definitions"]
    for wording in wordings[:_SHOWN]:
        yield f"   {clean(wording['text'])}"
        yield click.style(f"      — {_cited(wording, sources)}", dim=True)
    if len(wordings) > _SHOWN:
        yield click.style(f"      and {len(wordings) - _SHOWN} more wordings; --json shows all", dim=True)


def _scope(sense: Mapping[str, Any]) -> Iterator[str]:
    yield from (sense[name] for name in ("qualifier", "tail") if sense[name])
    scope = sense["scope"]
    place = scope.get("region") or scope.get("issuer") or ("national" if scope.get("level") == "national" else None)
    if place:
        yield place
    if sense["status"] != "primary":
        yield sense["status"]


def _cited(wording: Mapping[str, Any], sources: Mapping[str, str]) -> str:
    parts = [clean(sources.get(wording["source"], wording["source"]))]
    if wording["year"]:
        parts.append(str(wording["year"]))
    if wording["page"]:
        parts.append(f"p. {wording['page']}")
    if wording["supports"]:
        parts.append(f"and {_counted(len(wording['supports']), 'more source')} in the same words")
    return ", ".join(parts)


def _foot_lines(article: Mapping[str, Any]) -> Iterator[str]:
    headword = article["headword"]
    forms = [
        form for form in dict.fromkeys(one["form"] for one in article["variants"]) if form.strip(QUOTES) != headword
    ]
    if forms:
        more = f" … {len(forms) - 2 * _SHOWN} more" if len(forms) > 2 * _SHOWN else ""
        yield ""
        yield f"Also written: {'  '.join(clean(form) for form in forms[: 2 * _SHOWN])}{more}"
    yield from near_lines(article["near"])


def near_lines(near: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The first of the near articles, nearest first, and how many more there are."""
    for each in near[:_SHOWN]:
        yield f"Not to be confused with: {clean(each['headword'])} ({clean(each['reason']).replace('_', ' ')})"
    if len(near) > _SHOWN:
        yield f"  and {len(near) - _SHOWN} more that come near; --json shows all"
