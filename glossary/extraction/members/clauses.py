"""Groups that are told one after the other, each in a clause of its own. Pure.

高举“…”旗帜，坚持甲、乙“两型”导向，围绕“丙、丁、戊”三大目标: no label says which group is told, but their order and
the count of each do.
"""

import re
from collections.abc import Sequence

from glossary.extraction.members.enumerations import find_enumeration
from glossary.extraction.members.leading import trim_first
from glossary.extraction.members.objections import Expected
from glossary.extraction.members.parallels import share_morpheme
from glossary.extraction.members.phrases import Cut, Phrases
from glossary.extraction.members.runs import Piece, find_adjoining
from glossary.extraction.members.trimming import trim_single

_SENTENCES = frozenset({Cut.SENTENCE, Cut.SEMICOLON})
_CLAUSES = _SENTENCES | {Cut.COMMA}
_MOST = 16
"""Clauses that are looked at; a list of groups stands at the beginning."""


def find_by_clauses(phrases: Phrases, start: int, end: int, groups: Sequence[Expected]) -> list[Sequence[Piece]] | None:
    """The members of each group, each group in the next clause that tells it; ``None`` where one is not told.

    Args:
        phrases: The definition.
        start: Where to look from, code points.
        end: Where to stop.
        groups: Two groups or more, one of them with several members.
    """
    if len(groups) < 2 or all(count == 1 for count, _ in groups):
        return None
    for cuts in (_SENTENCES, _CLAUSES):
        clauses = phrases.split(start, end, phrases.level(start), cuts)[:_MOST]
        lists = _in_order(phrases, clauses, groups) if len(clauses) >= len(groups) else None
        if lists:
            return lists
    return None


def find_adjoining_groups(
    phrases: Phrases, start: int, end: int, groups: Sequence[Expected]
) -> list[Sequence[Piece]] | None:
    """The members of each group where no mark stands between them: 扩容扩能、提标提质; ``None`` where not all are so.

    Args:
        phrases: The definition.
        start: Where to look from, code points.
        end: Where to stop.
        groups: In the order in which they are told, each with the one character that its members share.
    """
    if len(groups) < 2 or any(count < 2 or len(shared) != 1 for count, shared in groups):
        return None
    lists: list[Sequence[Piece]] = []
    for count, shared in groups:
        row = next(find_adjoining(phrases, start, end, count, shared), None)
        if row is None:
            return None
        lists.append(row.pieces)
        start = row.pieces[-1][1]
    return lists


def _in_order(phrases: Phrases, clauses: Sequence[Piece], groups: Sequence[Expected]) -> list[Sequence[Piece]] | None:
    lists: list[Sequence[Piece]] = []
    left = iter(clauses)
    for group in groups:
        told = next((members for clause in left if (members := _told_in(phrases, clause, group))), None)
        if not told:
            return None
        lists.append(told)
    return lists


def _told_in(phrases: Phrases, clause: Piece, group: Expected) -> Sequence[Piece]:
    count, shared = group
    if count > 1:
        found = find_enumeration(phrases, *clause, [group])
        return found.members if found else ()
    return _only_one(phrases, clause, shared)


def _only_one(phrases: Phrases, clause: Piece, shared: str) -> Sequence[Piece]:
    """The clause that has the morpheme; without one, the quotation that it holds, or what it counts as one."""
    if shared:
        first, _ = trim_first(phrases.text, clause, [])
        member = trim_single(phrases.text, (first, clause[1]), [], shared)
        return [phrases.strip(*member)] if share_morpheme([phrases.text[slice(*clause)]], shared[:1]) else ()
    quoted = [pair for pair in phrases.pairs_in(*clause) if phrases.text[pair[0]] in '“"']
    if len(quoted) == 1:
        return [(quoted[0][0] + 1, quoted[0][1])]
    counted = _ONE.search(phrases.text, *clause)
    return [counted.span(1)] if counted else ()


_ONE = re.compile("(?<![0-9第])[1一][个大项条座](.{2,})")
_ONE_AND_MORE = re.compile(
    "(?<![0-9第])[1一](?:个|项|条|座|家|套|份|支)([^、,;。+“”]{2,30})[、,;+及和][^。]{0,40}?(?:[NnXx]|若干|多)(?:个|项|条|座|家|套|份|支)"
)


def find_one_of_open(
    phrases: Phrases, start: int, end: int, groups: Sequence[Expected]
) -> list[Sequence[Piece]] | None:
    """The one thing that is counted beside an open number: 由1个总站，N个分站组成 for 1+N.

    Args:
        phrases: The definition.
        start: Where to look from, code points.
        end: Where to stop.
        groups: The counted groups of the head; only a single one of one member is looked for.
    """
    if [count for count, _ in groups] != [1]:
        return None
    found = _ONE_AND_MORE.search(phrases.text, start, end)
    return [[phrases.strip(*found.span(1))]] if found else None
