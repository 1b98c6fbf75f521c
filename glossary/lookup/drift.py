"""How the wording of a meaning moved over the years: the drift of a definition, wording by wording."""

from itertools import pairwise
from typing import Any

from glossary.reading.wording import compare

MOST_WORDINGS = 40
"""Of one sense; the earliest ones."""
_LONGEST_COMPARED = 2_000
"""Code points of a wording; longer ones are shown and not compared."""


def drift(article: dict[str, Any], since: int | None = None, until: int | None = None) -> list[dict[str, Any]]:
    """For each sense its wordings by year, each with what it changed of the one before.

    Args:
        article: As stored.
        since: Only wordings of this year and later.
        until: Only wordings of this year and earlier.

    Returns:
        Senses in the article's order; a wording without a year cannot be placed and is only counted.
    """
    return [_sense(sense, since or 0, until or 9999) for sense in article["senses"]]


def _sense(sense: dict[str, Any], since: int, until: int) -> dict[str, Any]:
    dated = [one for one in sense["definitions"] if one["year"] and since <= one["year"] <= until]
    dated.sort(key=lambda one: (one["year"], one["source"], one["start"]))
    shown = [_wording(one) for one in dated[:MOST_WORDINGS]]
    for old, new in pairwise(shown):
        if max(len(old["text"]), len(new["text"])) <= _LONGEST_COMPARED:
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
