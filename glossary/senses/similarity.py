"""Similarity of two explanations, and terms that are easily confused. Pure.

Explanations are compared by fuzzy matching of members and by character pairs of wordings. The similarity of whole texts
alone is misleading (the 六大工程 of two counties read alike), so members decide if there are any. docs/merging.md
explains the thresholds.

Two labels (三区三线, 三线一单) are similar if they differ in one character or share a counted group. A common count
alone is not enough (两个维护 and 两个中国, 六个借 and 六个有). A label that no source explains and that hardly any uses
is not listed: it is not confused with others. Only terms that share a *blocking key* are compared, not each with all
others.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from rapidfuzz.distance import LCSseq

from glossary.chinese.headword import HeadwordKind, parse_headword
from glossary.chinese.normalize import term_key
from glossary.chinese.numerals import COUNTING
from glossary.chinese.word_lists import simplified, word_set

_MEMBER_SHARE = 0.75
"""Share of the shorter member's characters that must recur in order in the longer one."""


_COUNT = re.compile(f"[0-9]{{1,6}}[余多]?{simplified('measure_words', 'member-count')}")
_PLACE_NOUNS = word_set("place_words", "place-ending")
_MAX_PLACE_LENGTH = 4
_PARAPHRASED_SHARE = 0.5
_MAX_FOR_ONE = 2
_MAX_SEARCHED = 40
_MIN_PAIRS = 8
"""The overlap of shorter texts is divided by this number, because they match by chance."""


@lru_cache(maxsize=65536)
def wording_key(text: str) -> str:
    """Normalizes script, width, quotes, separators and blanks, so that two printings of one wording are equal."""
    return term_key(text)


def match_members(left: Sequence[str], right: Sequence[str], share: float = _MEMBER_SHARE) -> float:
    """Returns the share of the shorter list whose members have a counterpart in the longer one, 0 to 1.

    Args:
        left: Members of one list.
        right: Members of the other list.
        share: The share of the shorter member's characters that must recur in order in the longer one.

    >>> match_members(["建好", "管好"], ["建设好", "管理好"])
    1.0
    >>> match_members(["安全", "畅通"], ["建设好", "管理好"])
    0.0
    """
    short, long = sorted(([_fold_member(each) for each in left], [_fold_member(each) for each in right]), key=len)
    if not short:
        return 0.0
    return _count_pairs(short, long, lambda one, other: _member_similarity(one, other) >= share) / len(short)


def _fold_member(member: str) -> str:
    """Normalizes a member and drops its count: 100个 in two programmes does not make them similar."""
    folded = wording_key(member)
    return _COUNT.sub("", folded) or folded


def _count_pairs(left: Sequence[str], right: Sequence[str], fits: Callable[[str, str], bool]) -> int:
    """Returns the size of a maximum matching of ``left`` with ``right``."""
    edges = [[at for at, other in enumerate(right) if fits(member, other)] for member in left]
    taken: dict[int, int] = {}

    def find(member: int, tried: set[int]) -> bool:
        for at in edges[member]:
            if at not in tried:
                tried.add(at)
                if at not in taken or find(taken[at], tried):
                    taken[at] = member
                    return True
        return False

    return sum(find(member, set()) for member in range(len(left)))


def mention_different_places(left: Sequence[str], right: Sequence[str]) -> bool:
    """Whether each list names a lake, river, town … that the other one lacks: they describe different places.

    >>> mention_different_places(["云湖", "镜湖"], ["鹭湖", "镜湖"]), mention_different_places(["云湖"], ["云湖流域"])
    (True, False)
    """
    names_left, names_right = (
        {each for each in map(wording_key, members) if _is_place(each)} for members in (left, right)
    )
    pairs = product(names_left - names_right, names_right - names_left)
    return any(one[-1] == other[-1] and not set(one[:-1]) & set(other[:-1]) for one, other in pairs)


def _is_place(member: str) -> bool:
    return 2 <= len(member) <= _MAX_PLACE_LENGTH and member[-1] in _PLACE_NOUNS


def _member_similarity(left: str, right: str) -> float:
    """Returns the share of common characters in order, of the shorter string; 0 if the other one is much longer."""
    if left == right:
        return 1.0
    short, long = sorted((left, right), key=len)
    if not short or (len(short) == 1 and len(long) > _MAX_FOR_ONE):  # 德 in 德育, but not 水 in 水利工程
        return 0.0
    if short in long:
        return 0.99
    if len(long) > 3 * len(short) + 2:
        return 0.0
    return float(LCSseq.similarity(short, long)) / len(short)


def are_paraphrased(left: Sequence[str], right: Sequence[str]) -> bool:
    """Whether each member has a counterpart in the other list with half of its characters, in any order.

    Characters that all members of a list begin or end with (线, 一批, 千) are ignored.

    >>> are_paraphrased(["低保线", "贫困线"], ["脱贫线", "低保线"])
    True
    >>> are_paraphrased(["低保线", "贫困线"], ["低保线", "高压线"])
    False
    """
    if len(left) != len(right):
        return False
    ones, others = _without_common(left), _without_common(right)
    return _count_pairs(ones, others, lambda one, other: share_characters(one, other) >= _PARAPHRASED_SHARE) == len(
        ones
    )


def _without_common(members: Sequence[str]) -> list[str]:
    """Returns the members without the characters that all of them begin or end with."""
    folded = [_fold_member(each) for each in members]
    head = _count_common(folded)
    tail = _count_common([each[head:][::-1] for each in folded])
    return [each[head : len(each) - tail] for each in folded]


def _count_common(texts: Sequence[str]) -> int:
    """Returns the length of the common prefix of all texts."""
    first, last = min(texts), max(texts)
    return next((at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), len(first))


def share_characters(left: str, right: str) -> float:
    """Returns the share of common characters (as a multiset), of the shorter string."""
    shorter, rest = sorted((left, right), key=len)
    if len(shorter) > _MAX_SEARCHED:
        return (Counter(left) & Counter(right)).total() / len(shorter)
    common = 0
    for character in shorter:  # for the length of members three times as fast as two counters
        if character in rest:
            rest = rest.replace(character, "", 1)
            common += 1
    return common / len(shorter) if shorter else 0.0


def match_wordings(left: str, right: str) -> float:
    """Returns the share of common character pairs, of the shorter text's pairs, 0 to 1.

    >>> match_wordings("情况在一线掌握，问题在一线解决", "情况在一线掌握；问题在一线解决。")
    1.0
    """
    pairs_left, pairs_right = _pairs(wording_key(left)), _pairs(wording_key(right))
    smaller = max(_MIN_PAIRS, min(len(pairs_left), len(pairs_right)))
    return len(pairs_left & pairs_right) / smaller


@lru_cache(maxsize=4096)  # up to 20 KB each
def _pairs(folded: str) -> frozenset[str]:
    return frozenset(folded[at : at + 2] for at in range(len(folded) - 1))


def find_members_in(members: Sequence[str], wording: str) -> float:
    """Returns the share of ``members`` that occur in ``wording``, 0 to 1."""
    folded = wording_key(wording)
    return sum(wording_key(member) in folded for member in members) / len(members) if members else 0.0


_NUMERALS = frozenset(f"零{COUNTING}百千万多0123456789+nx")
_MAX_KEY_LENGTH = 8
_GROUPS, _MAX_GROUPED_LENGTH = 2, 4
"""Only labels with two short groups are confused because of one common group (三区三线, 三线一单)."""
_PAIR = "双"
_COUNTING = word_set("measure_words", "bare-count")
_WELL_KNOWN_SOURCES = 20
"""How many sources must use labels that are confused because one begins as the other ends: 三区三线, 三线一单."""
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

    A group at the other end of the label confuses only if both labels are well known: 三区三线 and 三线一单.

    >>> sorted(blocking_keys("三线一单", "numeral_slogan"))
    ['*:三*一单', '*:三线一*', 'g1:3线']
    >>> sorted(blocking_keys("三区三线", "numeral_slogan", sources=20))[2:]
    ['g1:3区', 'g2:3线', 'g:3区', 'g:3线']
    >>> [block for key in ("一园双城", "两城两谷") for block in blocking_keys(key, "numeral_slogan") if block[0] == "g"]
    ['g2:双城', 'g1:2城', 'g2:2谷']
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
        for at, (numeral, shared) in enumerate(groups, start=1):
            if numeral and numeral > 1 and shared:
                group = _printed_numeral(key, numeral, shared) + shared
                places = (f"g{at}", "g") if sources >= _WELL_KNOWN_SOURCES else (f"g{at}",)
                blocks |= {f"{place}:{group}": weight for place in places}
    return blocks


def _printed_numeral(key: str, numeral: int, shared: str) -> str:
    """Returns the numeral of a group; 双 is another one than 两: nobody takes 一园双城 for 两城两谷."""
    at = key.find(shared)
    return _PAIR if key[at - 1 : at] == _PAIR else str(numeral)


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
