"""How far two explanations say the same: members matched softly, wordings by their character pairs. Pure.

Whole-text similarity alone misleads (a county's 六大工程 reads like the next county's); members decide where there are
any. Source of the thresholds: docs/merging.md.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import product

from rapidfuzz.distance import LCSseq

from glossary.han.keys import term_key

_MEMBER_SHARE = 0.75
"""Of the shorter member's characters that must recur in order in the longer one."""


_PLACE_NOUNS = frozenset("湖江河山岛湾岸溪泉峰岭洲港桥镇县市州乡村")
_LONGEST_PLACE = 4
_LONGEST_FOR_ONE = 2
_FEWEST_PAIRS = 8
"""Below this a text is too short to be found in another one by chance alone."""


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Text without script, width, quotes, separators and blanks: two printings of one wording are equal."""
    return term_key(text)


def match_members(left: Sequence[str], right: Sequence[str], share: float = _MEMBER_SHARE) -> float:
    """The share of the shorter list whose members have a counterpart in the longer one, 0 to 1.

    Args:
        left: Members.
        right: Members.
        share: Of the shorter member's characters, how many must recur in order in the longer one.

    >>> match_members(["建好", "管好"], ["建设好", "管理好"])
    1.0
    >>> match_members(["安全", "畅通"], ["建设好", "管理好"])
    0.0
    """
    short, long = sorted(([fold(each) for each in left], [fold(each) for each in right]), key=len)
    if not short:
        return 0.0
    rest = list(long)
    found = 0
    for member in [each for each in short if each in long] + [each for each in short if each not in long]:
        best = max(rest, key=lambda other: (_likeness(member, other), other), default=None)
        if best is not None and _likeness(member, best) >= share:
            rest.remove(best)
            found += 1
    return found / len(short)


def name_other_places(left: Sequence[str], right: Sequence[str]) -> bool:
    """Whether each list has a lake, river, town … of its own that the other one lacks: two places' geography.

    >>> name_other_places(["云湖", "镜湖"], ["鹭湖", "镜湖"]), name_other_places(["云湖"], ["云湖流域"])
    (True, False)
    """
    names_left, names_right = ({each for each in map(fold, members) if _is_place(each)} for members in (left, right))
    pairs = product(names_left - names_right, names_right - names_left)
    return any(one[-1] == other[-1] and not set(one[:-1]) & set(other[:-1]) for one, other in pairs)


def _is_place(member: str) -> bool:
    return 2 <= len(member) <= _LONGEST_PLACE and member[-1] in _PLACE_NOUNS


def _likeness(left: str, right: str) -> float:
    """Shared characters in order, of the shorter string; 0 where the longer is too long to be a fuller wording."""
    if left == right:
        return 1.0
    short, long = sorted((left, right), key=len)
    if not short or (len(short) == 1 and len(long) > _LONGEST_FOR_ONE):  # 德 in 德育, but not 水 in 水利工程
        return 0.0
    if short in long:
        return 0.99
    if len(long) > 3 * len(short) + 2:
        return 0.0
    return float(LCSseq.similarity(short, long)) / len(short)


def match_wordings(left: str, right: str) -> float:
    """Character pairs in common, of the shorter text's pairs, 0 to 1.

    >>> match_wordings("情况在一线掌握，问题在一线解决", "情况在一线掌握；问题在一线解决。")
    1.0
    """
    pairs_left, pairs_right = _pairs(fold(left)), _pairs(fold(right))
    smaller = max(_FEWEST_PAIRS, min(len(pairs_left), len(pairs_right)))
    return len(pairs_left & pairs_right) / smaller


@lru_cache(maxsize=16384)
def _pairs(folded: str) -> frozenset[str]:
    return frozenset(folded[at : at + 2] for at in range(len(folded) - 1))


def find_members_in(members: Sequence[str], wording: str) -> float:
    """The share of ``members`` that ``wording`` names, 0 to 1."""
    folded = fold(wording)
    return sum(fold(member) in folded for member in members) / len(members) if members else 0.0
