"""How the wording of each sense changed over the years, with the differences between two wordings. Pure.

Chinese has no blanks between words, so wordings are compared by pieces between separators (城镇空间 in a list). If a
piece was replaced by a similar one, the two are compared by characters.
"""

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any, NamedTuple

_PIECE = re.compile(r"[^、，。；：,;:“”‘’（）()《》\s]+|[、，。；：,;:“”‘’（）()《》\s]")
_ALIKE = 0.4
"""Minimum similarity at which a replaced piece is compared by characters."""


class TextChange(NamedTuple):
    """One stretch of a comparison: ``op`` is ``same``, ``insert``, ``delete`` or ``replace``."""

    op: str
    old: str
    new: str


def compare_wordings(old: str, new: str) -> list[TextChange]:
    """Returns the changes from ``old`` to ``new``; concatenated, their parts give both texts.

    >>> [tuple(change) for change in compare_wordings("能耗总量、强度双控", "碳排放总量、强度双控")]
    [('replace', '能耗', '碳排放'), ('same', '总量、强度双控', '总量、强度双控')]
    """
    return _joined(_by_pieces(_PIECE.findall(old), _PIECE.findall(new)))


def _by_pieces(old: list[str], new: list[str]) -> Iterator[TextChange]:
    for op, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        before, after = "".join(old[a:b]), "".join(new[c:d])
        if op == "equal":
            yield TextChange("same", before, after)
        elif op == "replace":
            yield from _by_characters(before, after)
        else:
            yield TextChange(op, before, after)


def _by_characters(old: str, new: str) -> Iterator[TextChange]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < _ALIKE:
        yield TextChange("replace", old, new)
        return
    for op, a, b, c, d in matcher.get_opcodes():
        yield TextChange("same" if op == "equal" else op, old[a:b], new[c:d])


def _joined(changes: Iterator[TextChange]) -> list[TextChange]:
    joined: list[TextChange] = []
    for change in changes:
        if joined and joined[-1].op == change.op:
            last = joined.pop()
            change = TextChange(change.op, last.old + change.old, last.new + change.new)  # noqa: PLW2901
        joined.append(change)
    return joined


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
            new["changes"] = [change._asdict() for change in compare_wordings(old["text"], new["text"])]
    return {
        "id": sense["id"],
        "status": sense["status"],
        "wordings": shown,
        "more": len(dated) - len(shown),
        "undated": sum(not one["year"] for one in sense["definitions"]),
    }


COLUMNS = ("sense", "status", "year", "source", "issuer", "level", "text", "changes", "more", "undated")
"""Columns of :func:`flatten`."""


def flatten(senses: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yields the wordings of all senses as rows of a table; ``changes`` is a word diff (:func:`mark_changes`)."""
    for sense in senses:
        of_sense = {"sense": sense["id"], **{name: sense[name] for name in ("status", "more", "undated")}}
        for wording in sense["wordings"]:
            yield {**wording, **of_sense, "changes": mark_changes(wording["changes"] or ())}


def mark_changes(changes: Iterable[dict[str, Any]]) -> str:
    """Returns a comparison as one text in the notation of ``wdiff``.

    >>> mark_changes([{"op": "replace", "old": "能耗", "new": "碳排放"}, {"op": "same", "old": "双控", "new": "双控"}])
    '[-能耗-]{+碳排放+}双控'
    """
    return "".join(
        change["new"]
        if change["op"] == "same"
        else (f"[-{change['old']}-]" if change["old"] else "") + (f"{{+{change['new']}+}}" if change["new"] else "")
        for change in changes
    )


def _wording(definition: dict[str, Any]) -> dict[str, Any]:
    names = ("year", "source", "issuer", "level", "text")
    return {name: definition[name] for name in names} | {"changes": None}
