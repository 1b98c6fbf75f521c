"""Finds articles that are easily confused, and why: 三区三线 and 三线一单. Pure.

Two labels are similar if they differ in one character or share a counted group. A common numeral alone is not enough
(两个维护 and 两个中国). Only terms that share a *blocking key* are compared, so a new term is not compared with all.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from glossary.chinese.headword import HeadwordKind, parse_headword

_NUMERALS = frozenset("零一二三四五六七八九十百千万两双多0123456789+nx")
_MAX_KEY_LENGTH = 8
_GROUPS, _MAX_GROUPED_LENGTH = 2, 5
"""Only labels with two short groups are confused because of one common group (三区三线, 三线一单)."""
MAX_SIMILAR_TERMS = 8
"""How many similar terms are listed: the nearest first, then by key."""


@dataclass(frozen=True, slots=True)
class SimilarTerm:
    """A similar term: its key, the reason, and its distance (smaller is nearer)."""

    key: str
    reason: str
    distance: int


def blocking_keys(key: str, kind: str) -> dict[str, int]:
    """Returns the blocking keys of a term with its weight in each: its key with one character masked, and its groups.

    >>> sorted(blocking_keys("三线一单", "numeral_slogan"))
    ['*:三*一单', '*:三线一*', 'g:3线']
    """
    if kind != HeadwordKind.NUMERAL_SLOGAN or len(key) > _MAX_KEY_LENGTH:
        return {}
    blocks = {f"*:{masked}": 0 for masked in _masked(key)}
    groups = parse_headword(key).groups
    if len(groups) == _GROUPS and len(key) <= _MAX_GROUPED_LENGTH:
        blocks |= {f"g:{numeral}{shared}": 0 for numeral, shared in groups if numeral and numeral > 1 and shared}
    return blocks


def _masked(key: str) -> Iterator[str]:
    if len(key) < 3:
        return
    for at, character in enumerate(key):
        if character not in _NUMERALS and character not in "个大项类种条":
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
