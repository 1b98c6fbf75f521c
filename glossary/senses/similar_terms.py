"""Finds articles that are easily confused, and why: 三区三线 and 三线一单. Pure.

Two labels are similar if they differ in one character or share a counted group. A common count alone is not enough
(两个维护 and 两个中国, 六个借 and 六个有). A label that no source explains and that hardly any uses is not listed:
nobody takes another one for it. Only terms that share a *blocking key* are compared, not each with all others.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from glossary.chinese.headword import HeadwordKind, parse_headword

_NUMERALS = frozenset("零一二三四五六七八九十百千万两双多0123456789+nx")
_MAX_KEY_LENGTH = 8
_GROUPS, _MAX_GROUPED_LENGTH = 2, 5
"""Only labels with two short groups are confused because of one common group (三区三线, 三线一单)."""
_COUNTING = frozenset("个大项类种条张")
_MIN_SOURCES = 3
"""How many sources must use a label that none explains, so that it can be taken for another one."""
MAX_SIMILAR_TERMS = 8
"""How many similar terms are listed: the nearest first, then by key."""


@dataclass(frozen=True, slots=True)
class SimilarTerm:
    """A similar term: its key, the reason, and its distance (smaller is nearer)."""

    key: str
    reason: str
    distance: int


def blocking_keys(key: str, kind: str, *, is_explained: bool = True, sources: int = 1) -> dict[str, int]:
    """Returns the blocking keys of a term with its weight in each: its key with one character masked, and its groups.

    Args:
        key: The key of the term.
        kind: The kind of the term; only numeral slogans have blocking keys.
        is_explained: Whether a source explains the term; explained terms are listed first.
        sources: How many sources use it.

    >>> sorted(blocking_keys("三线一单", "numeral_slogan"))
    ['*:三*一单', '*:三线一*', 'g:3线']
    >>> blocking_keys("六个借", "numeral_slogan"), blocking_keys("三区", "numeral_slogan")
    ({}, {})
    """
    is_known = is_explained or sources >= _MIN_SOURCES
    if kind != HeadwordKind.NUMERAL_SLOGAN or len(key) > _MAX_KEY_LENGTH or not is_known:
        return {}
    weight = int(is_explained)
    blocks = {f"*:{masked}": weight for masked in _masked(key)}
    groups = parse_headword(key).groups
    if len(groups) == _GROUPS and len(key) <= _MAX_GROUPED_LENGTH:
        blocks |= {f"g:{numeral}{shared}": weight for numeral, shared in groups if numeral and numeral > 1 and shared}
    return blocks


def _masked(key: str) -> Iterator[str]:
    """Yields the key with each character masked that counts nothing, if another such character remains."""
    named = [at for at, character in enumerate(key) if character not in _NUMERALS and character not in _COUNTING]
    for at in named if len(named) > 1 else ():
        yield f"{key[:at]}*{key[at + 1 :]}"


_REASONS = {"*": ("one_character", 0), "g": ("shared_group", 1)}


def find_similar_terms(key: str, shared: Iterable[tuple[str, str, int]]) -> list[SimilarTerm]:
    """Returns the nearest of the articles that share a blocking key; ``shared`` has (block, other key, weight)."""
    best: dict[str, SimilarTerm] = {}
    for block, other, weight in shared:
        if other == key or block[0] not in _REASONS:  # blocking keys written by an older version
            continue
        reason, distance = _REASONS[block[0]]
        distance = distance * 100 - weight
        if other not in best or distance < best[other].distance:
            best[other] = SimilarTerm(other, reason, distance)
    return sorted(best.values(), key=lambda each: (each.distance, each.key))[:MAX_SIMILAR_TERMS]
